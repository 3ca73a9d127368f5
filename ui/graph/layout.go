package graph

import (
	"cmp"
	"math"
	"slices"
)

// Point is a place in a picture whose unit is about the length of a link, the same
// in both directions; y grows downwards.
type Point struct{ X, Y float64 }

// Layout places the nodes of a graph: linked ones near each other, with all other
// distances as close to those along the links as a plane allows. Parts that are not
// connected stand side by side, the largest first. The same graph gives the same
// picture, and its nodes' numbers matter only where its structure leaves a choice.
func Layout(n int, edges []Edge) []Point {
	points := make([]Point, max(n, 0))
	if n <= 0 {
		return points
	}
	edges = simple(n, edges)
	order := canonical(n, edges)
	at := make([]int, n)
	for i, v := range order {
		at[v] = i
	}
	for i, e := range edges {
		edges[i].A, edges[i].B = at[e.A], at[e.B]
	}
	edges = simple(n, edges) // in their new order
	for i, p := range layout(n, edges) {
		points[order[i]] = p
	}
	return points
}

func layout(n int, edges []Edge) []Point {
	u := newUnion(n)
	for _, e := range edges {
		u.join(e.A, e.B)
	}
	parts := u.parts()
	slices.SortStableFunc(parts, func(a, b []int) int { return cmp.Compare(len(b), len(a)) })
	local, part := make([]int, n), make([]int, n)
	for p, nodes := range parts {
		for i, v := range nodes {
			local[v], part[v] = i, p
		}
	}
	own := make([][]Edge, len(parts))
	for _, e := range edges {
		p := part[e.A]
		e.A, e.B = local[e.A], local[e.B]
		own[p] = append(own[p], e)
	}
	boxes := make([][]Point, len(parts))
	for p, nodes := range parts {
		boxes[p] = connected(len(nodes), own[p])
	}
	pack(boxes)
	points := make([]Point, n)
	for p, nodes := range parts {
		for i, v := range nodes {
			points[v] = boxes[p][i]
		}
	}
	return points
}

// connected lays out one part of at least one node.
func connected(n int, edges []Edge) []Point {
	switch n {
	case 1:
		return []Point{{}}
	case 2:
		return []Point{{0, 0}, {1, 0}}
	}
	edges, length := lengths(n, edges)
	p := stress(n, edges, length)
	upright(p)
	return p
}

// upright turns a picture so that it is wider than high, as screens are, with its
// lighter end at the right and at the bottom.
func upright(p []Point) {
	var mean Point
	for _, q := range p {
		mean.X += q.X / float64(len(p))
		mean.Y += q.Y / float64(len(p))
	}
	var xx, xy, yy float64
	for i := range p {
		p[i].X -= mean.X
		p[i].Y -= mean.Y
		xx, xy, yy = xx+p[i].X*p[i].X, xy+p[i].X*p[i].Y, yy+p[i].Y*p[i].Y
	}
	sin, cos := math.Sincos(math.Atan2(2*xy, xx-yy) / 2)
	var sx, sy, wide, high float64
	for i, q := range p {
		p[i] = Point{q.X*cos + q.Y*sin, q.Y*cos - q.X*sin}
		sx += math.Pow(p[i].X, 3)
		sy += math.Pow(p[i].Y, 3)
		wide, high = max(wide, math.Abs(p[i].X)), max(high, math.Abs(p[i].Y))
	}
	for i := range p {
		if high < 0.3 && high < wide/8 { // as good as straight, and a screen is coarse
			p[i].Y = 0
		}
		if sx < -1e-6 {
			p[i].X = -p[i].X
		}
		if sy < -1e-6 {
			p[i].Y = -p[i].Y
		}
	}
}

// pack puts pictures side by side in rows, in their order, such that all of them
// can be drawn largest in a pane that is twice as wide as high.
func pack(boxes [][]Point) {
	const gap, tries = 1.0, 40
	size := make([]Point, len(boxes))
	widest, total := 0.0, 0.0
	for i, b := range boxes {
		lo, hi := bounds(b)
		for j := range b {
			b[j].X -= lo.X
			b[j].Y -= lo.Y
		}
		size[i] = Point{hi.X - lo.X + gap, hi.Y - lo.Y + gap}
		widest, total = max(widest, size[i].X), total+size[i].X
	}
	best, wide := math.Inf(1), total
	for k := range tries + 1 {
		w := widest + (total-widest)*float64(k)/tries
		used := shelves(size, w, nil)
		if d := max(used.X, 2*used.Y); d < best {
			best, wide = d, w
		}
	}
	shelves(size, wide, func(i int, at Point) {
		for j := range boxes[i] {
			boxes[i][j].X += at.X
			boxes[i][j].Y += at.Y
		}
	})
}

// shelves fills rows of a width with boxes, each in the middle of its row's height,
// and gives the size of all of them.
func shelves(size []Point, wide float64, place func(i int, at Point)) (used Point) {
	for from := 0; from < len(size); {
		x, high, to := 0.0, 0.0, from
		for to < len(size) && (to == from || x+size[to].X <= wide+1e-9) {
			x, high = x+size[to].X, max(high, size[to].Y)
			to++
		}
		for at := 0.0; from < to; from++ {
			if place != nil {
				place(from, Point{at, used.Y + (high-size[from].Y)/2})
			}
			at += size[from].X
		}
		used = Point{max(used.X, x), used.Y + high}
	}
	return used
}

func bounds(p []Point) (lo, hi Point) {
	if len(p) == 0 {
		return lo, hi
	}
	lo, hi = p[0], p[0]
	for _, q := range p[1:] {
		lo.X, lo.Y = min(lo.X, q.X), min(lo.Y, q.Y)
		hi.X, hi.Y = max(hi.X, q.X), max(hi.Y, q.Y)
	}
	return lo, hi
}

// canonical orders nodes by their place in the structure: by the colour refinement
// of Weisfeiler and Leman (1968), and where it finds no difference by setting one
// node apart and refining again, a few times. What is equal even then is, in rings,
// a set of twins, any order of which gives the same picture.
func canonical(n int, edges []Edge) []int {
	type link struct {
		to     int
		weight uint64
	}
	next := make([][]link, n)
	for _, e := range edges {
		w := mix(math.Float64bits(e.Weight))
		next[e.A], next[e.B] = append(next[e.A], link{e.B, w}), append(next[e.B], link{e.A, w})
	}
	colour, hash := make([]uint64, n), make([]uint64, n)
	order := upTo(n)
	refine := func() (classes int) {
		for {
			for v := range n {
				h := mix(colour[v] + 1)
				for _, l := range next[v] {
					h += mix(colour[l.to] ^ l.weight)
				}
				hash[v] = h
			}
			slices.SortFunc(order, func(a, b int) int {
				return cmp.Or(cmp.Compare(colour[a], colour[b]), cmp.Compare(hash[a], hash[b]), cmp.Compare(a, b))
			})
			rank, was := uint64(0), classes
			classes = 1
			before := order[0]
			fresh := make([]uint64, n)
			for i, v := range order {
				if i > 0 && (colour[v] != colour[before] || hash[v] != hash[before]) {
					rank = uint64(i)
					classes++
				}
				fresh[v], before = rank, v
			}
			copy(colour, fresh)
			if classes <= was {
				return classes
			}
		}
	}
	// Well linked nodes come first, so that a picture begins with its core.
	for v := range n {
		colour[v] = uint64(n - len(next[v]))
	}
	for tries := 0; refine() < n && tries < 12; tries++ {
		i := 1
		for colour[order[i]] != colour[order[i-1]] {
			i++
		}
		// A colour is the place of the first of its class: the next one is free.
		class := colour[order[i]]
		for ; i < n && colour[order[i]] == class; i++ {
			colour[order[i]]++
		}
	}
	return order
}

// mix is the finaliser of SplitMix64.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
