package graph

import "math"

// optimalLeaves orders n things by their similarity: a tree of clusters by average
// linkage, and of all orders that the tree allows the one in which neighbours are
// most alike. The tree keeps a block together whatever its noise, which a single
// eigenvector does not; the order within the tree is what shows a chain of blocks
// as a chain.
func optimalLeaves(sim []float32, n int) []int {
	left, right := averageLinkage(sim, n)
	t := &leafOrder{n: n, left: left, right: right, span: make([][2]int, 2*n-1)}
	t.place(2*n - 2)
	t.dist = make([]float32, n*n)
	for i, a := range t.leaf {
		for j, b := range t.leaf {
			t.dist[i*n+j] = 1 - sim[a*n+b]
		}
	}
	t.cost = make([]float32, n*n)
	t.scratch = make([]float32, n)
	for v := n; v < 2*n-1; v++ {
		t.solve(v)
	}
	top := t.span[2*n-2]
	a, b := top[0], top[1]-1
	l, r := t.span[left[n-1]], t.span[right[n-1]]
	best := float32(math.Inf(1))
	for i := l[0]; i < l[1]; i++ {
		for j := r[0]; j < r[1]; j++ {
			if c := t.cost[i*n+j]; c < best {
				best, a, b = c, i, j
			}
		}
	}
	return t.trace(2*n-2, a, b, make([]int, 0, n))
}

// averageLinkage clusters by chains of nearest neighbours (Murtagh 1983), in n²
// steps. Inner node n+i joins left[i+1] and right[i+1]; index 0 is not used, so
// that the last is at n-1.
func averageLinkage(sim []float32, n int) (left, right []int) {
	left, right = make([]int, 1, n), make([]int, 1, n)
	s := append([]float32(nil), sim...)
	id, size := upTo(n), make([]float32, n)
	for i := range size {
		size[i] = 1
	}
	active := upTo(n)
	chain := make([]int, 0, n)
	for len(active) > 1 {
		if len(chain) == 0 {
			chain = append(chain, active[0])
		}
		a := chain[len(chain)-1]
		// The one before is preferred among equals, or the chain could run in a
		// circle.
		near, best := -1, float32(-1)
		if len(chain) > 1 {
			near = chain[len(chain)-2]
			best = s[a*n+near]
		}
		for _, b := range active {
			if b != a && s[a*n+b] > best {
				near, best = b, s[a*n+b]
			}
		}
		if len(chain) < 2 || near != chain[len(chain)-2] {
			chain = append(chain, near)
			continue
		}
		chain = chain[:len(chain)-2]
		a, b := min(a, near), max(a, near)
		left, right = append(left, id[a]), append(right, id[b])
		id[a] = n + len(left) - 2
		sum := size[a] + size[b]
		kept := active[:0]
		for _, c := range active {
			if c == b {
				continue
			}
			kept = append(kept, c)
			if c != a {
				m := (size[a]*s[a*n+c] + size[b]*s[b*n+c]) / sum
				s[a*n+c], s[c*n+a] = m, m
			}
		}
		active, size[a] = kept, sum
	}
	return left, right
}

// leafOrder is the dynamic programme of Bar-Joseph, Gifford and Jaakkola (2001).
// Leaves are numbered as the tree has them, so that those of a node are a range.
type leafOrder struct {
	n           int
	left, right []int
	leaf        []int    // by number in the tree
	span        [][2]int // of every node
	dist        []float32
	// cost[a,b] is the least way through all leaves of the node where a and b meet,
	// from a to b.
	cost    []float32
	scratch []float32
}

func (t *leafOrder) place(v int) {
	from := len(t.leaf)
	if v < t.n {
		t.leaf = append(t.leaf, v)
	} else {
		t.place(t.left[v-t.n+1])
		t.place(t.right[v-t.n+1])
	}
	t.span[v] = [2]int{from, len(t.leaf)}
}

// ends gives where a way through v that has one end at a may have the other one.
func (t *leafOrder) ends(v, a int) (from, to int) {
	if v < t.n {
		return a, a + 1
	}
	l, r := t.span[t.left[v-t.n+1]], t.span[t.right[v-t.n+1]]
	if a < l[1] {
		return r[0], r[1]
	}
	return l[0], l[1]
}

func (t *leafOrder) solve(v int) {
	n, l, r := t.n, t.left[v-t.n+1], t.right[v-t.n+1]
	ls, rs := t.span[l], t.span[r]
	via := t.scratch[:rs[1]-rs[0]]
	for a := ls[0]; a < ls[1]; a++ {
		for k := range via {
			via[k] = math.MaxFloat32
		}
		from, to := t.ends(l, a)
		for m := from; m < to; m++ {
			c := t.cost[a*n+m]
			for k, d := range t.dist[m*n+rs[0] : m*n+rs[1]] {
				if c+d < via[k] {
					via[k] = c + d
				}
			}
		}
		for b := rs[0]; b < rs[1]; b++ {
			from, to := t.ends(r, b)
			best := float32(math.MaxFloat32)
			row := t.cost[b*n+from : b*n+to]
			for k, c := range via[from-rs[0] : to-rs[0]] {
				if c += row[k]; c < best {
					best = c
				}
			}
			t.cost[a*n+b], t.cost[b*n+a] = best, best
		}
	}
}

// trace appends the leaves of v from a to b.
func (t *leafOrder) trace(v, a, b int, out []int) []int {
	if v < t.n {
		return append(out, v)
	}
	n, l, r := t.n, t.left[v-t.n+1], t.right[v-t.n+1]
	if a >= t.span[l][1] {
		l, r = r, l
	}
	lf, lt := t.ends(l, a)
	rf, rt := t.ends(r, b)
	best, m, k := float32(math.Inf(1)), lf, rf
	for i := lf; i < lt; i++ {
		for j := rf; j < rt; j++ {
			if c := t.cost[a*n+i] + t.dist[i*n+j] + t.cost[j*n+b]; c < best {
				best, m, k = c, i, j
			}
		}
	}
	return t.trace(r, k, b, t.trace(l, a, m, out))
}
