package graph

import "math"

const (
	axes   = 12 // more than a ring has blocks that a reader could tell apart
	rounds = 8  // an axis that has not come out by then is weaker than the noise
	own    = 0.1
)

// denoise replaces the similarity of rows by that of their coordinates on the
// strongest axes of the matrix: two rows of one block are alike although they
// share little themselves, and what a row shares with a stranger by chance is on
// none of the axes.
func denoise(s []float32, n int) []float32 {
	d := min(axes, n)
	basis := make([][]float32, d)
	for k := range basis {
		basis[k] = make([]float32, n)
		for i := range n {
			basis[k][i] = float32(math.Cos(float64(k) * (float64(i) + 0.5) * math.Pi / float64(n)))
		}
	}
	orthonormal(basis)
	next := make([][]float32, d)
	for k := range next {
		next[k] = make([]float32, n)
	}
	for range rounds {
		for k, v := range basis {
			for i := range n {
				next[k][i] = dot(s[i*n:][:n], v)
			}
		}
		basis, next = next, basis
		orthonormal(basis)
	}
	// Coordinates are weighted by their axes' strength.
	at := make([][]float32, n)
	for i := range at {
		at[i] = make([]float32, d)
	}
	for k, v := range basis {
		w := float32(0)
		for i := range n {
			w += v[i] * dot(s[i*n:][:n], v)
		}
		w = max(w, 0)
		for i := range n {
			at[i][k] = v[i] * w
		}
	}
	for _, p := range at {
		if l := dot(p, p); l > 0 {
			l = 1 / float32(math.Sqrt(float64(l)))
			for k := range p {
				p[k] *= l
			}
		}
	}
	out := make([]float32, n*n)
	for i := range n {
		out[i*n+i] = 1
		for j := range i {
			// A little of their own similarity orders rows within a block.
			x := own*s[i*n+j] + (1-own)*dot(at[i], at[j])
			out[i*n+j], out[j*n+i] = x, x
		}
	}
	return out
}

// dot has four sums, since one would make every step wait for the one before.
func dot(a, b []float32) float32 {
	b = b[:len(a)]
	var x, y, z, w float32
	for ; len(a) >= 4; a, b = a[4:], b[4:] {
		x += a[0] * b[0]
		y += a[1] * b[1]
		z += a[2] * b[2]
		w += a[3] * b[3]
	}
	for k := range a {
		x += a[k] * b[k]
	}
	return x + y + z + w
}

// orthonormal is Gram and Schmidt's way, twice: of a vector that lies among the
// others the first time leaves rounding errors, which lie there too. An axis that
// the others span becomes zero.
func orthonormal(basis [][]float32) {
	for k, v := range basis {
		for range 2 {
			for _, u := range basis[:k] {
				x := dot(u, v)
				for i := range v {
					v[i] -= x * u[i]
				}
			}
		}
		l := float32(math.Sqrt(float64(dot(v, v))))
		if l < 1e-6 {
			clear(v)
			continue
		}
		for i := range v {
			v[i] /= l
		}
	}
}
