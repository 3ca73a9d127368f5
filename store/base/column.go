package base

import (
	"encoding/binary"
	"slices"

	"github.com/seed-28a39f10/clew/model"
)

// Column is one fixed-width value per account, kept for filters, facets and
// sorting. The numbers are stored and never change.
type Column uint8

// The columns. Times are Unix seconds from 1 to 2^32-1, 0 when unknown.
const (
	ColScore       Column = 1  // score times ten, 0 to 1000
	ColCreated     Column = 2  // creation on the platform
	ColFlagged     Column = 3  // earliest flag
	ColFirstSeen   Column = 4  //
	ColLastSeen    Column = 5  //
	ColLinks       Column = 6  // accounts that share an identifier with at most 64 holders
	ColPlatform    Column = 7  // code in DictPlatform
	ColCountry     Column = 8  // claimed country: two letters, big-endian; 0 unknown
	ColDomain      Column = 9  // code in DictDomain, plus one; 0 unknown
	ColIdentifiers Column = 10 // number of identifiers, placeholders not counted
	ColEvents      Column = 11 // number of events
	ColFlags       Column = 12 // number of flags
	ColStatus      Column = 13 // platform's status: code in DictStatus, plus one; 0 unknown
	colEnd         Column = 14
)

var columns = [colEnd]struct {
	used    bool
	ordered bool // a sort permutation is stored
}{
	ColScore: {true, true}, ColCreated: {true, true}, ColFlagged: {true, true}, ColFirstSeen: {true, false},
	ColLastSeen: {true, true}, ColLinks: {true, true}, ColPlatform: {true, false}, ColCountry: {true, false},
	ColDomain: {true, false}, ColIdentifiers: {true, false}, ColEvents: {true, false}, ColFlags: {true, false},
	ColStatus: {true, false},
}

// Dict is one dictionary of strings that a column holds codes of.
type Dict uint8

// The dictionaries.
const (
	DictPlatform Dict = 1
	DictDomain   Dict = 2
	DictStatus   Dict = 3
	dictWord     Dict = 4 // what records and postings are packed with
	dictEnd      Dict = 5
)

// seconds gives a cell for a time.
func seconds(t model.Time) uint32 {
	if !t.Known() {
		return 0
	}
	return uint32(min(max(t.Unix(), 1), 1<<32-1))
}

// country gives a cell for an ISO 3166-1 alpha-2 code.
func country(code []byte) uint32 {
	if len(code) != 2 {
		return 0
	}
	return uint32(code[0])<<8 | uint32(code[1])
}

// appendCells encodes cells of one chunk: 1, 2 or 4 bytes each, as the greatest
// of them needs.
func appendCells(b []byte, cells []uint32) []byte {
	var most uint32
	for _, c := range cells {
		most = max(most, c)
	}
	switch {
	case most < 1<<8:
		b = slices.Grow(b, len(cells)+4)
		for _, c := range cells {
			b = append(b, byte(c))
		}
	case most < 1<<16:
		b = slices.Grow(b, 2*len(cells)+4)
		for _, c := range cells {
			b = binary.LittleEndian.AppendUint16(b, uint16(c))
		}
	default:
		b = slices.Grow(b, 4*len(cells)+4)
		for _, c := range cells {
			b = binary.LittleEndian.AppendUint32(b, c)
		}
	}
	return b
}

// Order gives all ordinals in ascending order of their cells, ties by ordinal:
// a radix sort, linear in the number of cells.
func Order(cells []uint32) []uint32 {
	var most uint32
	for _, c := range cells {
		most = max(most, c)
	}
	cur := make([]uint32, len(cells))
	for i := range cur {
		cur[i] = uint32(i)
	}
	next := make([]uint32, len(cells))
	for shift := 0; shift < 32 && most>>shift > 0; shift += 11 {
		var count [2049]int
		for _, c := range cells {
			count[(c>>shift)&2047+1]++
		}
		for i := 1; i < len(count); i++ {
			count[i] += count[i-1]
		}
		for _, ord := range cur {
			d := (cells[ord] >> shift) & 2047
			next[count[d]] = ord
			count[d]++
		}
		cur, next = next, cur
	}
	return cur
}

// dictionary gives codes to strings in the order they first come.
type dictionary struct {
	codes map[string]uint32
	names []string
	last  uint32 // the code given last: the next is often the same
}

// code gives the code of a string, a new one where it has none.
func code[S ~string | ~[]byte](d *dictionary, s S) uint32 {
	if int(d.last) < len(d.names) && d.names[d.last] == string(s) {
		return d.last
	}
	c, ok := d.codes[string(s)]
	if !ok {
		if d.codes == nil {
			d.codes = map[string]uint32{}
		}
		c = uint32(len(d.names))
		d.names = append(d.names, string(s))
		d.codes[d.names[c]] = c
	}
	d.last = c
	return c
}
