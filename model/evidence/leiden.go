package evidence

import (
	"slices"
)

// graph is one component of strong links: nodes 0 to n-1 in the order of their
// accounts' keys, so that nothing depends on where the accounts stand.
type graph struct {
	off    []int32
	to     []int32
	weight []float64
	self   []float64 // weight of the links inside a node
	degree []float64 // weight of all link ends at a node
	total  float64   // of all degrees
}

func newGraph(n int, edges [][2]int32, weights []float64) *graph {
	g := &graph{off: make([]int32, n+1), self: make([]float64, n), degree: make([]float64, n)}
	for _, e := range edges {
		if e[0] != e[1] {
			g.off[e[0]+1]++
			g.off[e[1]+1]++
		}
	}
	for i := range n {
		g.off[i+1] += g.off[i]
	}
	g.to, g.weight = make([]int32, g.off[n]), make([]float64, g.off[n])
	at := slices.Clone(g.off)
	for i, e := range edges {
		w := weights[i]
		if e[0] == e[1] {
			g.self[e[0]] += w
			g.degree[e[0]] += 2 * w
			g.total += 2 * w
			continue
		}
		for k := range 2 {
			g.to[at[e[k]]], g.weight[at[e[k]]] = e[1-k], w
			at[e[k]]++
			g.degree[e[k]] += w
			g.total += w
		}
	}
	return g
}

// leiden divides a graph into communities by modularity of the given
// resolution: moves of single nodes from a queue, refinement into parts that
// hold together, and the same again on the graph of the parts (Traag, Waltman
// and van Eck, 2019; here each refinement takes the best move instead of a
// random one, which makes the result repeatable). It gives the community of
// each node, as far as it has come where it is stopped.
func leiden(g *graph, resolution float64, stop stopped) []int32 {
	whole, n := g, len(g.self)
	node := make([]int32, n) // original node to node of the present graph
	for i := range node {
		node[i] = int32(i)
	}
	community := identityOf(len(g.self))
	for {
		moved := moveNodes(g, community, resolution, stop)
		if stop() || !moved || count(community) == len(g.self) {
			break
		}
		parts := refine(g, community, resolution)
		if count(parts) == len(g.self) {
			break
		}
		// The next graph has the parts as nodes and begins with their communities.
		renumber(parts)
		next := make([]int32, count(parts))
		for i, p := range parts {
			next[p] = community[i]
		}
		for i := range node {
			node[i] = parts[node[i]]
		}
		g = merge(g, parts, len(next))
		community = next
		renumber(community)
	}
	out := make([]int32, n)
	for i := range out {
		out[i] = community[node[i]]
	}
	return whole.components(out)
}

// components divides communities that do not hold together, which the last moves
// of nodes can leave behind, and numbers them by their first nodes.
func (g *graph) components(community []int32) []int32 {
	out := make([]int32, len(community))
	for i := range out {
		out[i] = -1
	}
	next := int32(0)
	var queue []int32
	for i := range out {
		if out[i] >= 0 {
			continue
		}
		out[i] = next
		queue = append(queue[:0], int32(i))
		for len(queue) > 0 {
			x := queue[len(queue)-1]
			queue = queue[:len(queue)-1]
			for _, y := range g.to[g.off[x]:g.off[x+1]] {
				if out[y] < 0 && community[y] == community[i] {
					out[y] = next
					queue = append(queue, y)
				}
			}
		}
		next++
	}
	return out
}

func identityOf(n int) []int32 {
	c := make([]int32, n)
	for i := range c {
		c[i] = int32(i)
	}
	return c
}

// renumber names communities 0, 1, ... in the order in which they first come.
func renumber(c []int32) {
	names := map[int32]int32{}
	for i, x := range c {
		name, ok := names[x]
		if !ok {
			name = int32(len(names))
			names[x] = name
		}
		c[i] = name
	}
}

func count(c []int32) int {
	seen := map[int32]bool{}
	for _, x := range c {
		seen[x] = true
	}
	return len(seen)
}

// moveNodes moves single nodes to the community that gains most until no move
// gains anything or it is stopped, and reports whether any node moved.
func moveNodes(g *graph, community []int32, resolution float64, stop stopped) bool {
	n := len(g.self)
	volume := make([]float64, n)
	for i, c := range community {
		volume[c] += g.degree[i]
	}
	queue, queued := make([]int32, 0, n), make([]bool, n)
	for i := range n {
		queue, queued[i] = append(queue, int32(i)), true
	}
	links := make([]float64, n)
	var near []int32
	moved := false
	for left := 0; len(queue) > 0; left-- {
		i := queue[0]
		if left -= int(g.off[i+1] - g.off[i]); left < 0 {
			if left = lookEvery; stop() {
				return moved
			}
		}
		queue, queued[i] = queue[1:], false
		near = near[:0]
		for e := g.off[i]; e < g.off[i+1]; e++ {
			c := community[g.to[e]]
			if links[c] == 0 {
				near = append(near, c)
			}
			links[c] += g.weight[e]
		}
		from := community[i]
		volume[from] -= g.degree[i]
		best, gain := from, links[from]-resolution*g.degree[i]*volume[from]/g.total
		for _, c := range near {
			if x := links[c] - resolution*g.degree[i]*volume[c]/g.total; x > gain+1e-12 || x > gain-1e-12 && c < best && c != from && best != from {
				best, gain = c, x
			}
		}
		for _, c := range near {
			links[c] = 0
		}
		volume[best] += g.degree[i]
		if best == from {
			continue
		}
		community[i], moved = best, true
		for e := g.off[i]; e < g.off[i+1]; e++ {
			if j := g.to[e]; community[j] != best && !queued[j] {
				queue, queued[j] = append(queue, j), true
			}
		}
	}
	return moved
}

// refine divides each community into parts that hold together: a node that is
// still alone joins the part, within its community, that gains most.
func refine(g *graph, community []int32, resolution float64) []int32 {
	n := len(g.self)
	part := identityOf(n)
	size, volume := make([]int32, n), make([]float64, n)
	total := make([]float64, n) // volume of each community
	for i := range n {
		size[i], volume[i] = 1, g.degree[i]
		total[community[i]] += g.degree[i]
	}
	links := make([]float64, n)
	var near []int32
	for i := range n {
		if size[part[i]] > 1 {
			continue
		}
		near = near[:0]
		inside := 0.0
		for e := g.off[i]; e < g.off[i+1]; e++ {
			j := g.to[e]
			if community[j] != community[i] {
				continue
			}
			inside += g.weight[e]
			p := part[j]
			if links[p] == 0 {
				near = append(near, p)
			}
			links[p] += g.weight[e]
		}
		rest := total[community[i]] - g.degree[i]
		best, gain := int32(i), 0.0
		if inside >= resolution*g.degree[i]*rest/g.total { // well connected within its community
			for _, p := range near {
				if x := links[p] - resolution*g.degree[i]*volume[p]/g.total; x > gain+1e-12 {
					best, gain = p, x
				}
			}
		}
		for _, p := range near {
			links[p] = 0
		}
		if best != int32(i) {
			size[best]++
			volume[best] += g.degree[i]
			size[i], volume[i] = 0, 0
			part[i] = best
		}
	}
	return part
}

// merge makes the graph whose nodes are the parts of g.
func merge(g *graph, part []int32, parts int) *graph {
	sum := map[[2]int32]float64{}
	for i := range g.self {
		p := part[i]
		sum[[2]int32{p, p}] += g.self[i]
		for e := g.off[i]; e < g.off[i+1]; e++ {
			if j := g.to[e]; int32(i) < j {
				q := part[j]
				sum[[2]int32{min(p, q), max(p, q)}] += g.weight[e]
			}
		}
	}
	edges := make([][2]int32, 0, len(sum))
	for e := range sum {
		edges = append(edges, e)
	}
	slices.SortFunc(edges, func(x, y [2]int32) int { return slices.Compare(x[:], y[:]) })
	weights := make([]float64, len(edges))
	for i, e := range edges {
		weights[i] = sum[e]
	}
	return newGraph(parts, edges, weights)
}
