package watch

import (
	"cmp"
	"encoding/binary"
	"net/netip"
	"slices"
)

// addr is an address as a number; one of IPv4 is all in lo.
type addr struct{ hi, lo uint64 }

func addrOf(a netip.Addr) addr {
	if a.Is4() {
		b := a.As4()
		return addr{0, uint64(binary.BigEndian.Uint32(b[:]))}
	}
	b := a.As16()
	return addr{binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])}
}

func (a addr) compare(b addr) int {
	return cmp.Or(cmp.Compare(a.hi, b.hi), cmp.Compare(a.lo, b.lo))
}

// spot is a place in the lists: a value of one of them.
type spot struct{ list, value int32 }

// span is a range that some list holds.
type span struct {
	first addr
	bits  uint8
	at    spot
}

// ranges looks addresses of one family up; see the package comment.
type ranges struct {
	width  int     // bits of an address
	starts []addr  // of the distinct ranges, sorted, the wider of two first
	bits   []uint8 // their prefix lengths
	parent []int32 // the narrowest range around each; -1 for none
	from   []int32 // where the spots of each begin; one more at the end
	spots  []spot
	benign []int32 // the benign list that speaks for each: its own or its parent's; -1 for none
}

func newRanges(width int, spans []span, lists []List) *ranges {
	slices.SortFunc(spans, func(a, b span) int {
		return cmp.Or(a.first.compare(b.first), cmp.Compare(a.bits, b.bits),
			cmp.Compare(a.at.list, b.at.list), cmp.Compare(a.at.value, b.at.value))
	})
	r := &ranges{width: width, spots: make([]spot, 0, len(spans))}
	var around []int32 // the ranges that hold the current one, the widest first
	for i, s := range spans {
		if i == 0 || s.first != spans[i-1].first || s.bits != spans[i-1].bits {
			for len(around) > 0 && !r.holds(around[len(around)-1], s.first) {
				around = around[:len(around)-1]
			}
			up := int32(-1)
			if len(around) > 0 {
				up = around[len(around)-1]
			}
			around = append(around, int32(len(r.starts)))
			r.starts = append(r.starts, s.first)
			r.bits = append(r.bits, s.bits)
			r.parent = append(r.parent, up)
			r.from = append(r.from, int32(i))
			r.benign = append(r.benign, -1)
		}
		r.spots = append(r.spots, s.at)
	}
	r.from = append(r.from, int32(len(r.spots)))
	for i := range r.starts {
		if up := r.parent[i]; up >= 0 {
			r.benign[i] = r.benign[up]
		}
		own := int32(-1)
		for _, at := range r.spots[r.from[i]:r.from[i+1]] {
			l := &lists[at.list]
			if l.Stance == Benign && (own < 0 || lists[own].Class == "" && l.Class != "") {
				own = at.list
			}
		}
		if own >= 0 {
			r.benign[i] = own
		}
	}
	return r
}

// holds reports whether range i holds a.
func (r *ranges) holds(i int32, a addr) bool {
	free := r.width - int(r.bits[i]) // bits that the range leaves open
	s := r.starts[i]
	if free >= 64 {
		return free >= 128 || (a.hi^s.hi)>>(free-64) == 0
	}
	return a.hi == s.hi && (a.lo^s.lo)>>free == 0
}

// find gives the narrowest range that holds a, -1 where none does.
func (r *ranges) find(a addr) int32 {
	lo, hi := 0, len(r.starts)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if s := &r.starts[mid]; s.hi < a.hi || s.hi == a.hi && s.lo <= a.lo {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	i := int32(lo - 1)
	for i >= 0 && !r.holds(i, a) {
		i = r.parent[i]
	}
	return i
}
