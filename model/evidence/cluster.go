package evidence

import (
	"cmp"
	"slices"
)

func compareEdges(x, y Edge) int { return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B)) }

func sortEdges(edges []Edge) { slices.SortFunc(edges, compareEdges) }

// lookEvery is after how many links, or steps of a sort or a search over them, it is
// looked at whether anybody waits.
const lookEvery = 1 << 14

// sortUntil sorts, in blocks that are then merged, until it is stopped.
func sortUntil[T any](list []T, order func(x, y T) int, stop stopped) {
	for block := range slices.Chunk(list, lookEvery) {
		if stop() {
			return
		}
		slices.SortFunc(block, order)
	}
	for width := lookEvery; width < len(list); width *= 2 {
		from, at := slices.Clone(list), 0
		for pair := range slices.Chunk(from, 2*width) {
			x, y := pair[:min(width, len(pair))], pair[min(width, len(pair)):]
			for ; len(x)+len(y) > 0; at++ {
				if at%lookEvery == 0 && stop() {
					return
				}
				if len(y) == 0 || len(x) > 0 && order(x[0], y[0]) <= 0 {
					list[at], x = x[0], x[1:]
				} else {
					list[at], y = y[0], y[1:]
				}
			}
		}
	}
}

// sortByKeys puts links in an order that does not depend on where their accounts
// stand.
func (ix *Index) sortByKeys(edges []Edge) {
	ends := func(e Edge) (uint64, uint64) {
		a, b := ix.keys[e.A], ix.keys[e.B]
		return min(a, b), max(a, b)
	}
	slices.SortFunc(edges, func(x, y Edge) int {
		a, b := ends(x)
		c, d := ends(y)
		return cmp.Or(cmp.Compare(a, c), cmp.Compare(b, d))
	})
}

// leastKey is the least key of some accounts.
func (ix *Index) leastKey(accounts []uint32) uint64 {
	least := ^uint64(0)
	for _, a := range accounts {
		least = min(least, ix.keys[a])
	}
	return least
}

// unionFind is a forest over accounts.
type unionFind []uint32

func newUnionFind(n int) unionFind {
	u := make(unionFind, n)
	for i := range u {
		u[i] = uint32(i)
	}
	return u
}

func (u unionFind) find(a uint32) uint32 {
	for u[a] != a {
		u[a] = u[u[a]]
		a = u[a]
	}
	return a
}

// union keeps the smaller root, so that a component is named by its least account.
func (u unionFind) union(a, b uint32) {
	a, b = u.find(a), u.find(b)
	u[max(a, b)] = min(a, b)
}

const (
	splitAbove = 12  // accounts up to which a component is one ring as it is
	resolution = .3  // of the modularity; less gives larger rings
	thickCut   = .04 // of the smaller side's volume: two communities with a cut as thick are one
)

// cluster divides the accounts into rings.
func (m *Model) cluster(stop stopped) {
	m.ring = make([]uint32, m.Index.Len())
	for a := range m.ring {
		m.ring[a] = None
	}
	m.Index.clusterInto(m.ring, m.edges, stop)
	m.size = make([]uint32, m.Index.Len())
	for _, r := range m.ring {
		if r != None {
			m.size[r]++
		}
	}
}

// clusterInto divides the accounts of some links into rings: components, and
// large components into communities. Each account's ring is named by the least
// of its members.
func (ix *Index) clusterInto(ring []uint32, edges []Edge, stop stopped) {
	nodes, at := nodesOf(edges, cmp.Compare[uint32], stop)
	if stop() {
		return
	}
	all := newUnionFind(len(nodes))
	for i, e := range edges {
		if i%lookEvery == 0 && stop() {
			return
		}
		all.union(at[e.A], at[e.B])
	}
	size := make([]int, len(nodes))
	for i, a := range nodes {
		root := all.find(uint32(i))
		ring[a] = nodes[root]
		size[root]++
	}
	inside := map[uint32][]Edge{} // of large components
	for i, e := range edges {
		if i%lookEvery == 0 && stop() {
			return
		}
		if root := all.find(at[e.A]); size[root] > splitAbove {
			inside[root] = append(inside[root], e)
		}
	}
	for _, edges := range inside {
		if stop() {
			return
		}
		ix.split(ring, edges, stop)
	}
}

// nodesOf gives the accounts of some links in an order, and the place of each, unless
// it is stopped.
func nodesOf(edges []Edge, order func(a, b uint32) int, stop stopped) (nodes []uint32, at map[uint32]uint32) {
	for _, e := range edges {
		nodes = append(nodes, e.A, e.B)
	}
	if sortUntil(nodes, order, stop); stop() {
		return nil, nil
	}
	nodes = slices.Compact(nodes)
	at = make(map[uint32]uint32, len(nodes))
	for i, a := range nodes {
		at[a] = uint32(i)
	}
	return nodes, at
}

// split divides one component, unless it is stopped.
func (ix *Index) split(ring []uint32, edges []Edge, stop stopped) {
	nodes, at := nodesOf(edges, func(a, b uint32) int { return cmp.Compare(ix.keys[a], ix.keys[b]) }, stop)
	if stop() {
		return
	}
	local := make([][2]int32, len(edges))
	order := make([]int, len(edges))
	for i, e := range edges {
		if i%lookEvery == 0 && stop() {
			return
		}
		a, b := int32(at[e.A]), int32(at[e.B])
		local[i], order[i] = [2]int32{min(a, b), max(a, b)}, i
	}
	if sortUntil(order, func(i, j int) int { return slices.Compare(local[i][:], local[j][:]) }, stop); stop() {
		return
	}
	sorted, weights := make([][2]int32, len(edges)), make([]float64, len(edges))
	for i, k := range order {
		sorted[i], weights[i] = local[k], edgeWeight(edges[k].Bits)
	}
	g := newGraph(len(nodes), sorted, weights)
	community := leiden(g, resolution, stop)
	if stop() {
		return
	}
	community = rejoin(g, community, stop)
	name := map[int32]uint32{}
	for i, c := range community {
		if least, ok := name[c]; !ok || nodes[i] < least {
			name[c] = nodes[i]
		}
	}
	for i, c := range community {
		ring[nodes[i]] = name[c]
	}
}

// edgeWeight is what a link counts in a graph: its bits, of which those beyond
// certainty add nothing.
func edgeWeight(bits float32) float64 { return float64(min(bits, 20)) }

// rejoin unites communities that a thick cut holds together, until it is stopped.
func rejoin(g *graph, community []int32, stop stopped) []int32 {
	for {
		if stop() {
			return community
		}
		n := count(community)
		volume := make([]float64, n)
		cut := map[[2]int32]float64{}
		for i, c := range community {
			volume[c] += g.degree[i]
			for e := g.off[i]; e < g.off[i+1]; e++ {
				if d := community[g.to[e]]; c < d {
					cut[[2]int32{c, d}] += g.weight[e]
				}
			}
		}
		best, most := [2]int32{-1, -1}, thickCut
		for pair, w := range cut {
			share := w / min(volume[pair[0]], volume[pair[1]])
			if share > most || share == most && best[0] >= 0 && slices.Compare(pair[:], best[:]) < 0 {
				best, most = pair, share
			}
		}
		if best[0] < 0 {
			return community
		}
		for i, c := range community {
			if c == best[1] {
				community[i] = best[0]
			}
		}
		renumber(community)
	}
}
