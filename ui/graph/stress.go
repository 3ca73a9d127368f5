package graph

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

const (
	// A picture follows so many links a node at most: in a hairball all distances
	// are one, and no picture shows anything of it (Nocaj, Ortmann and Brandes
	// 2015).
	linksANode = 2
	linksSmall = 40   // but of a small graph this many in all
	exact      = 320  // nodes up to which distances are lengths of links, not steps
	dense      = 1500 // nodes up to which all distances are looked at
	pairBudget = 3 << 20
)

// lengths gives the links that a picture follows, and how long each should be. The
// fewer neighbours the two ends have in common, the longer: that draws clusters
// together and parts them.
func lengths(n int, edges []Edge) ([]Edge, []float32) {
	words := (n + 63) / 64
	set := make([]uint64, n*words)
	degree := make([]int, n)
	for v := range n {
		set[v*words+v/64] |= 1 << (v % 64)
	}
	for _, e := range edges {
		set[e.A*words+e.B/64] |= 1 << (e.B % 64)
		set[e.B*words+e.A/64] |= 1 << (e.A % 64)
		degree[e.A]++
		degree[e.B]++
	}
	common := make([]float64, len(edges))
	for i, e := range edges {
		both := 0
		a, b := set[e.A*words:][:words], set[e.B*words:][:words]
		for k := range a {
			both += bits.OnesCount64(a[k] & b[k])
		}
		common[i] = float64(both) / float64(degree[e.A]+degree[e.B]+2-both)
	}
	if most := max(linksANode*n, linksSmall); len(edges) > most {
		kept := strongest(n, edges, most, func(i, j int) int {
			a, b := edges[i], edges[j]
			return cmp.Or(cmp.Compare(b.Weight*common[j], a.Weight*common[i]), cmp.Compare(common[j], common[i]),
				// Equals are drawn by lot: by number they would make a chain of a clique.
				cmp.Compare(mix(uint64(a.A*n+a.B)), mix(uint64(b.A*n+b.B))))
		})
		few, share := make([]Edge, len(kept)), make([]float64, len(kept))
		for i, k := range kept {
			few[i], share[i] = edges[k], common[k]
		}
		edges, common = few, share
	}
	length := make([]float32, len(edges))
	for i := range edges {
		length[i] = float32(1.25 - common[i]/4)
	}
	return edges, length
}

// stress places the nodes of a connected graph by stress majorisation (Gansner,
// Koren and North 2004) from a start that shows the whole already (Brandes and
// Pich 2007), so that few rounds do.
func stress(n int, edges []Edge, length []float32) []Point {
	next := make([][]int32, n)
	for _, e := range edges {
		next[e.A], next[e.B] = append(next[e.A], int32(e.B)), append(next[e.B], int32(e.A))
	}
	if n > dense {
		return pivots(n, func(v int) []float32 { return steps(next, v) })
	}
	d := make([]float32, n*n)
	if n > exact {
		for v := range n {
			copy(d[v*n:], steps(next, v))
		}
	} else {
		shortest(n, edges, length, d)
	}
	p := pivots(n, func(v int) []float32 { return d[v*n:][:n] })
	// Dividing by a distance is most of the work: once is enough.
	for i, x := range d {
		if x > 0 {
			d[i] = 1 / x
		}
	}
	rounds := min(max(pairBudget/(n*n), 2), 60)
	for range rounds {
		if majorise(p, d) < 1e-4 {
			break
		}
	}
	return p
}

// majorise moves every node to where the others want it, and gives the mean square
// of what the nodes moved. near is one over the distance of two nodes.
func majorise(p []Point, near []float32) float64 {
	n := len(p)
	moved := 0.0
	for i, a := range p {
		var x, y, sum float64
		row := near[i*n:][:n]
		for j, b := range p {
			if j == i {
				continue
			}
			near := float64(row[j])
			w := near * near
			x += w * b.X
			y += w * b.Y
			dx, dy := a.X-b.X, a.Y-b.Y
			if is := dx*dx + dy*dy; is > 1e-12 {
				s := near / math.Sqrt(is)
				x += s * dx
				y += s * dy
			}
			sum += w
		}
		to := Point{x / sum, y / sum}
		moved += (to.X-a.X)*(to.X-a.X) + (to.Y-a.Y)*(to.Y-a.Y)
		p[i] = to
	}
	return moved / float64(n)
}

// steps is the distance of all nodes from one, in links.
func steps(next [][]int32, from int) []float32 {
	d := make([]float32, len(next))
	queue := append(make([]int32, 0, len(next)), int32(from))
	seen := make([]bool, len(next))
	seen[from] = true
	for i := 0; i < len(queue); i++ {
		for _, w := range next[queue[i]] {
			if !seen[w] {
				seen[w] = true
				d[w] = d[queue[i]] + 1
				queue = append(queue, w)
			}
		}
	}
	return d
}

// shortest is Floyd's algorithm: on so few nodes faster than a heap.
func shortest(n int, edges []Edge, length []float32, d []float32) {
	for i := range d {
		d[i] = math.MaxFloat32 / 4
	}
	for v := range n {
		d[v*n+v] = 0
	}
	for i, e := range edges {
		d[e.A*n+e.B], d[e.B*n+e.A] = length[i], length[i]
	}
	for k := range n {
		via := d[k*n:][:n]
		for i := range n {
			row := d[i*n:][:n]
			c := row[k]
			for j, v := range via {
				if c+v < row[j] {
					row[j] = c + v
				}
			}
		}
	}
}

// pivots is the classical scaling of distances from a few nodes that are far from
// each other. Nodes that it cannot tell apart are moved apart a little, or the
// majorisation could not either.
func pivots(n int, from func(v int) []float32) []Point {
	k := min(n, 40)
	c := make([][]float32, 0, k)
	near := make([]float32, n)
	for i := range near {
		near[i] = math.MaxFloat32
	}
	for v := 0; len(c) < k; {
		row := slices.Clone(from(v))
		c = append(c, row)
		v = 0
		for i, x := range row {
			if near[i] = min(near[i], x); near[i] > near[v] {
				v = i
			}
		}
	}
	centre := make([]float32, n)
	for _, row := range c {
		mean := float32(0)
		for i, x := range row {
			row[i] = x * x
			mean += row[i] / float32(n)
		}
		for i := range row {
			row[i] -= mean
			centre[i] += row[i] / float32(k)
		}
	}
	basis := [][]float32{make([]float32, n), make([]float32, n)}
	for i := range n {
		sin, cos := math.Sincos(golden * float64(i))
		basis[0][i], basis[1][i] = float32(cos), float32(sin)
	}
	for _, row := range c {
		for i := range row {
			row[i] -= centre[i]
		}
	}
	for range 30 {
		for _, v := range basis {
			next := make([]float32, n)
			for _, row := range c {
				x := dot(row, v)
				for i := range next {
					next[i] += x * row[i]
				}
			}
			copy(v, next)
		}
		orthonormal(basis)
	}
	// A path has one axis: the other one, of the same length, would bend it.
	var strength [2]float64
	for k, v := range basis {
		for _, row := range c {
			x := float64(dot(row, v))
			strength[k] += x * x
		}
	}
	flat := math.Pow(strength[1]/max(strength[0], 1e-12), 0.25)
	// The scale is that of the distances themselves.
	var drawn, wanted float64
	p := make([]Point, n)
	for i := range p {
		p[i] = Point{float64(basis[0][i]), float64(basis[1][i]) * flat}
	}
	ref := from(0)
	for i := range p {
		drawn += math.Hypot(p[i].X-p[0].X, p[i].Y-p[0].Y)
		wanted += float64(ref[i])
	}
	scale := 1.0
	if drawn > 1e-9 {
		scale = wanted / drawn
	}
	for i := range p {
		sin, cos := math.Sincos(golden * float64(i))
		r := 0.05 * math.Sqrt(float64(i+1)/float64(n))
		p[i] = Point{p[i].X*scale + r*cos, p[i].Y*scale + r*sin}
	}
	return p
}

// golden is the angle by which the seeds of a sunflower follow each other: points
// at its multiples fill a disc evenly.

const golden = 2.39996322972865332
