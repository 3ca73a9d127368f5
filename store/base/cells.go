package base

import (
	"cmp"
	"encoding/binary"
	"slices"
	"sort"
)

// cellChunk is one chunk as appendCells encoded it.
type cellChunk struct {
	b     []byte
	width int
}

func (c cellChunk) at(i int) uint32 {
	switch c.width {
	case 1:
		return uint32(c.b[i])
	case 2:
		return uint32(binary.LittleEndian.Uint16(c.b[2*i:]))
	}
	return binary.LittleEndian.Uint32(c.b[4*i:])
}

// appendTo decodes all cells.
func (c cellChunk) appendTo(dst []uint32) []uint32 {
	switch c.width {
	case 1:
		for _, v := range c.b {
			dst = append(dst, uint32(v))
		}
	case 2:
		for b := c.b; len(b) >= 2; b = b[2:] {
			dst = append(dst, uint32(binary.LittleEndian.Uint16(b)))
		}
	default:
		for b := c.b; len(b) >= 4; b = b[4:] {
			dst = append(dst, binary.LittleEndian.Uint32(b))
		}
	}
	return dst
}

// chunk reads one chunk of a column or of a sort order.
func (b *Base) chunk(table byte, c Column, chunk int) (cellChunk, error) {
	known := &b.parts[c][chunk]
	if table == tabOrder {
		known = &b.places[c][chunk]
	}
	if have := known.Load(); have != nil {
		return *have, nil
	}
	key := keyChunk(table, byte(c), uint32(chunk))
	v, err := b.get(key)
	if err != nil {
		return cellChunk{}, err
	}
	rows := min(chunkRows, b.Len()-chunk*chunkRows)
	out := cellChunk{v, len(v) / rows}
	if w := out.width; len(v) != w*rows || w != 1 && w != 2 && w != 4 {
		return cellChunk{}, corrupt(key, "a column has the wrong length")
	}
	known.Store(&out)
	return out, nil
}

func (b *Base) chunks(table byte, c Column) ([]uint32, error) {
	out := make([]uint32, 0, b.Len())
	for chunk := 0; chunk*chunkRows < b.Len(); chunk++ {
		part, err := b.chunk(table, c, chunk)
		if err != nil {
			return nil, err
		}
		out = part.appendTo(out)
	}
	return out, nil
}

// Cells gives all cells of a column by ordinal. The slice is shared: do not
// change it.
func (b *Base) Cells(c Column) ([]uint32, error) {
	return b.cells[c].get(func() ([]uint32, error) { return b.chunks(tabColumn, c) })
}

// Cell gives one cell without reading the whole column.
func (b *Base) Cell(c Column, ord uint32) (uint32, error) {
	if int(ord) >= b.Len() {
		return 0, noAccount()
	}
	if all, ok := b.cells[c].peek(); ok {
		return all[ord], nil
	}
	part, err := b.chunk(tabColumn, c, int(ord/chunkRows))
	if err != nil {
		return 0, err
	}
	return part.at(int(ord % chunkRows)), nil
}

// Between gives the accounts whose cells of a column are from low to high, in no
// order, where they are at most limit and the column's order is stored; ok is
// false elsewhere. It takes no pass over the column.
func (b *Base) Between(c Column, low, high uint32, limit int) (ords []uint32, ok bool, err error) {
	if !columns[c].ordered || b.Len() == 0 {
		return nil, false, nil
	}
	at := func(place int) (cell uint32, err error) {
		part, err := b.chunk(tabOrder, c, place/chunkRows)
		if err != nil {
			return 0, err
		}
		ord := part.at(place % chunkRows)
		if err := b.sane([]uint32{ord}); err != nil {
			return 0, err
		}
		return b.Cell(c, ord)
	}
	// The first place whose cell is not below a value.
	search := func(value uint64) int {
		return sort.Search(b.Len(), func(place int) bool {
			cell, e := at(place)
			err = cmp.Or(err, e)
			return uint64(cell) >= value
		})
	}
	from, to := search(uint64(low)), search(uint64(high)+1)
	if err != nil || to-from > limit {
		return nil, false, err
	}
	if to > from {
		ords, err = b.OrderAt(c, from, to-from)
	}
	return ords, err == nil, err
}

// Order gives all ordinals in ascending order of a column, ties by ordinal. It
// is read where it was stored and computed elsewhere. The slice is shared: do
// not change it.
func (b *Base) Order(c Column) ([]uint32, error) {
	return b.order[c].get(func() ([]uint32, error) {
		if columns[c].ordered {
			order, err := b.chunks(tabOrder, c)
			if err != nil {
				return nil, err
			}
			return order, b.sane(order)
		}
		cells, err := b.Cells(c)
		if err != nil {
			return nil, err
		}
		return Order(cells), nil
	})
}

// sane looks for ordinals that cannot be.
func (b *Base) sane(ords []uint32) error {
	for _, ord := range ords {
		if int(ord) >= b.Len() {
			return corrupt([]byte{tabOrder}, "a sort order names an account that is not there")
		}
	}
	return nil
}

// OrderAt gives the ordinals at places from to from+n of a column's ascending
// order, without reading the whole order where it is stored.
func (b *Base) OrderAt(c Column, from, n int) ([]uint32, error) {
	from = min(max(from, 0), b.Len())
	n = min(max(n, 0), b.Len()-from)
	if !columns[c].ordered {
		all, err := b.Order(c)
		if err != nil {
			return nil, err
		}
		return slices.Clone(all[from : from+n]), nil
	}
	out := make([]uint32, 0, n)
	if c == ColScore && n > 0 && from >= b.Len()-firstRows {
		first, err := b.first()
		if err != nil {
			return nil, err
		}
		for i := b.Len() - 1 - from; len(out) < n; i-- {
			out = append(out, first[i].ord)
		}
		return out, nil
	}
	for len(out) < n {
		i := from + len(out)
		part, err := b.chunk(tabOrder, c, i/chunkRows)
		if err != nil {
			return nil, err
		}
		for at := i % chunkRows; at < len(part.b)/part.width && len(out) < n; at++ {
			out = append(out, part.at(at))
		}
	}
	return out, b.sane(out)
}
