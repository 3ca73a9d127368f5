package synth

import (
	"math/bits"
	"sort"

	"github.com/seed-28a39f10/clew/model"
)

// pool is a sort of public value; its numbers index [hubs].
type pool uint8

const (
	carriers pool = iota // addresses behind which a carrier puts its customers
	exits                // of VPN services
	offices              // and campuses
	browsers             // fingerprints of popular browsers
	avatars              // default photos
	pools
)

// hubs are the public values of one kind, most popular first, with the number
// of accounts that hold each.
type hubs struct {
	kind    model.Kind
	form    form
	key     uint64
	upTo    []uint64 // cumulative weights
	holders []uint32
}

// poolShape fixes how many values a pool has and how uneven it is.
var poolShape = [pools]struct {
	kind     model.Kind
	form     form
	count    curve
	permille uint64 // accounts per thousand that hold the most popular value, at most
	expected uint64 // values of the pool held by a thousand accounts, about
}{
	carriers: {model.KindIP, ipCarrier, curve{{10, 2}, {100, 5}, {3000, 20}, {100_000, 100}, {1_000_000, 320}}, 38, 600},
	exits:    {model.KindIP, ipExit, curve{{10, 2}, {100, 4}, {3000, 14}, {100_000, 50}, {1_000_000, 120}}, 27, 240},
	offices:  {model.KindIP, ipOffice, curve{{10, 1}, {100, 3}, {3000, 25}, {100_000, 90}, {1_000_000, 180}}, 9, 112},
	browsers: {model.KindFingerprint, fpPopular, curve{{10, 2}, {100, 5}, {3000, 24}, {100_000, 120}, {1_000_000, 480}}, 28, 430},
	avatars:  {model.KindPhoto, photoDefault, curve{{10, 1}, {100, 2}, {3000, 4}, {100_000, 8}, {1_000_000, 12}}, 14, 45},
}

func newHubs(seed uint64, n int) (all [pools]hubs) {
	for i := range all {
		s := &poolShape[i]
		h := hubs{kind: s.kind, form: s.form, key: hash(seed, uint64(i)<<8|'u')}
		h.holders = make([]uint32, s.count.at(n))
		h.upTo = make([]uint64, len(h.holders))
		// Zipf-Mandelbrot weights 1/(rank + flat/8), as uneven as the share of the
		// first allows.
		for flat := 8; flat < 1000; flat++ {
			sum := uint64(0)
			for rank := range h.upTo {
				sum += 1 << 30 / uint64(8*rank+flat)
				h.upTo[rank] = sum
			}
			if h.upTo[0]*s.expected <= sum*s.permille {
				break
			}
		}
		all[i] = h
	}
	return all
}

// draw picks a value of the pool by popularity.
func (h *hubs) draw(r *rng) ref {
	x, _ := bits.Mul64(r.next(), h.upTo[len(h.upTo)-1])
	return h.ref(sort.Search(len(h.upTo), func(i int) bool { return h.upTo[i] > x }))
}

// ref gives value number i of the pool.
func (h *hubs) ref(i int) ref {
	r := ref{kind: h.kind, form: h.form, key: uint64(i), hub: int16(i) + 1}
	if h.kind != model.KindIP {
		r.key = hash(h.key, uint64(i))
	}
	return r
}
