package evidence

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"hash/crc32"
	"io"
	"math"
	"sync"

	"github.com/seed-28a39f10/clew/model"
)

// magic begins a saved model; its last byte is the version of the format.
const magic = "clewlnk\x02"

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// savedHead is the head of a saved model.
type savedHead struct {
	Tag      string // the caller's: what the index was made from
	Accounts int
	Values   int
	Postings int
	Edges    int
	Config   Config
	Ignored  []uint32
	Prior    float64
	Chance   float64
	Half     []float64
	Extra    []Extra
}

// Write saves a model. The tag is the caller's and comes back from [Read]: it
// says what the index was made from. The error is of kind disk.
//
// The format, all integers little-endian: 8 bytes "clewlnk" and the version, 2;
// a u32 length and the head as JSON; then one after the other the arrays of the
// index (keys and hashes as u64, kinds as u8, parents, offsets and postings as
// u32), the weights (odds as f32, three counts as u8), the place of each value, the
// strong links (two accounts and a value as u32, bits as f32) and the ring of
// each account; at the end the CRC-32C of all before it.
func (m *Model) Write(w io.Writer, tag string) error {
	sum := crc32.New(castagnoli)
	out := bufio.NewWriterSize(io.MultiWriter(w, sum), 1<<16)
	ix := m.Index
	head, err := json.Marshal(savedHead{tag, ix.Len(), ix.Values(), ix.Postings(), len(m.edges), m.Config, m.Ignored(),
		m.Prior, m.Chance, m.half, m.Extra()})
	if err != nil {
		return &model.Error{Kind: model.ErrInternal, Message: "the links cannot be saved", Err: err}
	}
	e := encoder{w: out}
	e.bytes([]byte(magic))
	e.u32(uint32(len(head)))
	e.bytes(head)
	for _, list := range [][]uint64{ix.keys, ix.hash} {
		for _, x := range list {
			e.u64(x)
		}
	}
	for _, k := range ix.kind {
		e.bytes([]byte{byte(k)})
	}
	for _, list := range [][]uint32{ix.parent, ix.off, ix.post, ix.foff, ix.ftok} {
		for _, x := range list {
			e.u32(x)
		}
	}
	for _, w := range m.weight {
		e.u32(math.Float32bits(w.Odds))
		e.bytes([]byte{w.Pairs, w.Also, w.Tied})
	}
	for _, p := range m.place {
		e.u32(p)
	}
	for _, l := range m.edges {
		e.u32(l.A)
		e.u32(l.B)
		e.u32(l.Top)
		e.u32(math.Float32bits(l.Bits))
	}
	for _, r := range m.ring {
		e.u32(r)
	}
	if e.err == nil {
		e.err = out.Flush()
	}
	if e.err == nil {
		_, e.err = w.Write(binary.LittleEndian.AppendUint32(nil, sum.Sum32()))
	}
	if e.err != nil {
		return &model.Error{Kind: model.ErrDisk, Message: "the links cannot be saved", Hint: "they are computed anew the next time", Err: e.err}
	}
	return nil
}

type encoder struct {
	w   *bufio.Writer
	err error
	buf [8]byte
}

func (e *encoder) bytes(b []byte) {
	if e.err == nil {
		_, e.err = e.w.Write(b)
	}
}

func (e *encoder) u32(x uint32) {
	binary.LittleEndian.PutUint32(e.buf[:], x)
	e.bytes(e.buf[:4])
}

func (e *encoder) u64(x uint64) {
	binary.LittleEndian.PutUint64(e.buf[:], x)
	e.bytes(e.buf[:8])
}

// Read reads a saved model. An error of kind corrupt means that it is to be
// built anew; it never means that anything is lost.
func Read(data []byte) (m *Model, tag string, err error) {
	bad := &model.Error{Kind: model.ErrCorrupt, Message: "the saved links cannot be read", Hint: "they are computed anew from the imported data"}
	if len(data) < len(magic)+8 || string(data[:len(magic)]) != magic {
		return nil, "", bad
	}
	body := data[:len(data)-4]
	body = body[len(magic):]
	size := int(binary.LittleEndian.Uint32(body))
	body = body[4:]
	var head savedHead
	if size > len(body) || json.Unmarshal(body[:size], &head) != nil {
		return nil, "", bad
	}
	body = body[size:]
	n, v, p, l := head.Accounts, head.Values, head.Postings, head.Edges
	if min(n, v, p, l) < 0 || max(n, v, p, l) > math.MaxInt32 ||
		len(body) != 8*(n+v)+v+4*(v+v+1+p+n+1+p)+7*v+4*v+16*l+4*n {
		return nil, "", bad
	}
	var whole bool
	ix, saved := &Index{kind: make([]Kind, v)}, Model{weight: make([]Weight, v), edges: make([]Edge, l)}
	first := decoder{body}
	second := decoder{body[8*(n+v)+v+4*(v+v+1+p):]}
	var wait sync.WaitGroup // the file is large, and two processors open it in half the time
	wait.Go(func() {
		ix.foff, ix.ftok = second.u32s(n+1), second.u32s(p)
		second.model(&saved, n)
		end := len(data) - 4
		whole = crc32.Checksum(data[:end], castagnoli) == binary.LittleEndian.Uint32(data[end:])
	})
	ix.keys, ix.hash = first.u64s(n), first.u64s(v)
	for i := range ix.kind {
		ix.kind[i] = Kind(first.b[i])
	}
	first.b = first.b[v:]
	ix.parent, ix.off, ix.post = first.u32s(v), first.u32s(v+1), first.u32s(p)
	wait.Wait()
	if !whole || !ix.sane() {
		return nil, "", bad
	}
	m = newModel(ix, head.Config, head.Ignored, head.Extra)
	m.Prior, m.Chance, m.half = head.Prior, head.Chance, head.Half
	m.weight, m.place, m.edges, m.ring = saved.weight, saved.place, saved.edges, saved.ring
	if !m.sane() {
		return nil, "", bad
	}
	m.findPlaceKinds()
	m.tabulate()
	m.ties = newTies(n, m.edges)
	m.size = make([]uint32, n)
	for _, r := range m.ring {
		if r != None {
			m.size[r]++
		}
	}
	return m, head.Tag, nil
}

type decoder struct{ b []byte }

// model reads what follows the index, of n accounts.
func (d *decoder) model(m *Model, n int) {
	for i := range m.weight {
		m.weight[i] = Weight{math.Float32frombits(binary.LittleEndian.Uint32(d.b)), d.b[4], d.b[5], d.b[6]}
		d.b = d.b[7:]
	}
	m.place = d.u32s(len(m.weight))
	for i := range m.edges {
		b := d.b[16*i:]
		m.edges[i] = Edge{binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[4:]),
			math.Float32frombits(binary.LittleEndian.Uint32(b[12:])), binary.LittleEndian.Uint32(b[8:])}
	}
	d.b = d.b[16*len(m.edges):]
	m.ring = d.u32s(n)
}

func (d *decoder) u32s(n int) []uint32 {
	out := make([]uint32, n)
	for i := range out {
		out[i] = binary.LittleEndian.Uint32(d.b[4*i:])
	}
	d.b = d.b[4*n:]
	return out
}

func (d *decoder) u64s(n int) []uint64 {
	out := make([]uint64, n)
	for i := range out {
		out[i] = binary.LittleEndian.Uint64(d.b[8*i:])
	}
	d.b = d.b[8*n:]
	return out
}

// below reports whether all numbers are less than a limit, or None where that may be.
func below(list []uint32, limit int, none bool) bool {
	for _, x := range list {
		if int64(x) >= int64(limit) && !(none && x == None) {
			return false
		}
	}
	return true
}

// sane reports whether every number in an index that was read points at something.
func (ix *Index) sane() bool {
	rises := func(off []uint32, end int) bool {
		for i := 1; i < len(off); i++ {
			if off[i] < off[i-1] {
				return false
			}
		}
		return off[0] == 0 && int(off[len(off)-1]) == end
	}
	for _, k := range ix.kind {
		if k >= kindEnd {
			return false
		}
	}
	if !rises(ix.off, len(ix.post)) || !rises(ix.foff, len(ix.ftok)) || !below(ix.parent, ix.Values(), true) {
		return false
	}
	for v, p := range ix.parent { // wider and wider, or walks up never end
		if p == None {
			continue
		}
		if d := ix.Degree(p) - ix.Degree(uint32(v)); d < 0 || d == 0 && !ix.besides(p, uint32(v)) {
			return false
		}
	}
	return below(ix.post, ix.Len(), false) && below(ix.ftok, ix.Values(), false)
}

// sane reports whether every number in a model that was read points at something.
func (m *Model) sane() bool {
	n, v := uint32(m.Index.Len()), m.Index.Values()
	if len(m.half) != int(kindEnd)*halfBins || !(m.Chance > 0 && m.Chance < 1) || m.Config.Check() != nil {
		return false
	}
	for _, x := range m.Extra() {
		if x.Kind != KindTurns && x.Kind != KindPersona {
			return false
		}
	}
	for _, e := range m.edges {
		if e.A >= e.B || e.B >= n || int64(e.Top) >= int64(v) && e.Top != None {
			return false
		}
	}
	for _, w := range m.weight {
		if w.Pairs > maxPairs || w.Also > w.Pairs || w.Tied > maxPairs+1 || w.Odds != w.Odds {
			return false
		}
	}
	return below(m.place, v, false) && below(m.ring, int(n), true)
}
