package synth

import "math/bits"

// mix is the finaliser of splitmix64, a bijection of 64-bit words.
func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	x ^= x >> 31
	return x
}

const golden = 0x9e3779b97f4a7c15

// hash derives an independent key for purpose b under key a.
func hash(a, b uint64) uint64 { return mix(mix(a+golden) ^ (b+1)*golden) }

// below maps a uniformly distributed word onto 0 to n-1.
func below(x uint64, n int) int {
	hi, _ := bits.Mul64(x, uint64(n))
	return int(hi)
}

// rng is splitmix64: tiny, fast, and ours, so that its output never changes.
type rng struct{ state uint64 }

func (r *rng) next() uint64 {
	r.state += golden
	return mix(r.state)
}

// n gives a number from 0 to n-1; n must be positive.
func (r *rng) n(n int) int { return below(r.next(), n) }

// permille is true k times in a thousand.
func (r *rng) permille(k int) bool { return r.n(1000) < k }

// permutation is a keyed bijection of 0 to n-1: an unbalanced Feistel network
// over the next power of two, walked until it lands inside.
type permutation struct {
	n          uint64
	key        uint64
	low, high  uint // bits of the two halves
	lowM, higM uint64
}

func newPermutation(key uint64, n int) permutation {
	b := uint(bits.Len64(uint64(n - 1)))
	b = max(b, 2)
	p := permutation{n: uint64(n), key: key, low: b / 2, high: b - b/2}
	p.lowM, p.higM = 1<<p.low-1, 1<<p.high-1
	return p
}

func (p *permutation) at(i int) int {
	x := uint64(i)
	for {
		l, h := x&p.lowM, x>>p.low
		for round := range uint64(3) {
			l ^= mix(p.key^h<<8^round) & p.lowM
			h ^= mix(p.key+l<<8^round) & p.higM
		}
		if x = h<<p.low | l; x < p.n {
			return int(x)
		}
	}
}

// point is one corner of a piecewise linear curve.
type point struct{ x, y int }

// curve interpolates in integers, rounding to nearest; beyond its ends it is flat.
type curve []point

func (c curve) at(x int) int {
	if x <= c[0].x {
		return c[0].y
	}
	for i := 1; i < len(c); i++ {
		if a, b := c[i-1], c[i]; x <= b.x {
			dx, rise := int64(b.x-a.x), int64(b.y-a.y)
			return a.y + int((2*int64(x-a.x)*rise+dx)/(2*dx))
		}
	}
	return c[len(c)-1].y
}

// prime gives the least prime that is at least n.
func prime(n int) int {
	for ; ; n++ {
		ok := n > 1
		for d := 2; d*d <= n; d++ {
			if n%d == 0 {
				ok = false
				break
			}
		}
		if ok {
			return n
		}
	}
}

// oneIn is true for one of n uniformly distributed words; their low bits stay
// uniform.
func oneIn(n int, x uint64) bool { return below(x, n) == 0 }
