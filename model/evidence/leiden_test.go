package evidence

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// randomGraph has groups that are denser inside than between.
func randomGraph(r *rand.Rand, n, groups int, inside, between float64) *graph {
	var edges [][2]int32
	var weights []float64
	for i := range n {
		for j := range i {
			p := between
			if i%groups == j%groups {
				p = inside
			}
			if r.Float64() < p {
				edges = append(edges, [2]int32{int32(j), int32(i)})
				weights = append(weights, 1+float64(r.IntN(20)))
			}
		}
	}
	return newGraph(n, edges, weights)
}

// modularity of a division, by its definition.
func modularity(g *graph, community []int32, resolution float64) float64 {
	inside, volume := map[int32]float64{}, map[int32]float64{}
	for i, c := range community {
		volume[c] += g.degree[i]
		for e := g.off[i]; e < g.off[i+1]; e++ {
			if community[g.to[e]] == c {
				inside[c] += g.weight[e]
			}
		}
	}
	q := 0.0
	for c, vol := range volume {
		q += inside[c]/g.total - resolution*(vol/g.total)*(vol/g.total)
	}
	return q
}

// holdsTogether reports whether every community is connected.
func holdsTogether(g *graph, community []int32) bool {
	seen := make([]bool, len(community))
	begun := map[int32]bool{}
	for i := range community {
		if seen[i] {
			continue
		}
		if begun[community[i]] {
			return false
		}
		begun[community[i]] = true
		queue := []int32{int32(i)}
		seen[i] = true
		for len(queue) > 0 {
			x := queue[0]
			queue = queue[1:]
			for e := g.off[x]; e < g.off[x+1]; e++ {
				if y := g.to[e]; community[y] == community[x] && !seen[y] {
					seen[y] = true
					queue = append(queue, y)
				}
			}
		}
	}
	return true
}

// greedy joins the two communities that gain most, one level, until none gain.
func greedy(g *graph, resolution float64) []int32 {
	community := identityOf(len(g.self))
	for i := range community { // each node once, to its best neighbour
		best, most := community[i], modularity(g, community, resolution)
		for e := g.off[i]; e < g.off[i+1]; e++ {
			old := community[i]
			community[i] = community[g.to[e]]
			if q := modularity(g, community, resolution); q > most+1e-12 {
				best, most = community[i], q
			}
			community[i] = old
		}
		community[i] = best
	}
	return community
}

func TestLeiden(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		n := rapid.IntRange(2, 40).Draw(t, "nodes")
		g := randomGraph(r, n, rapid.IntRange(1, 6).Draw(t, "groups"), rapid.Float64Range(.1, 1).Draw(t, "inside"), rapid.Float64Range(0, .3).Draw(t, "between"))
		if g.total == 0 {
			return
		}
		for _, resolution := range []float64{.3, 1} {
			found := leiden(g, resolution, never)
			if !holdsTogether(g, found) {
				t.Fatalf("a community does not hold together: %v", found)
			}
			joined := rejoin(g, slices.Clone(found), never)
			if !holdsTogether(g, joined) {
				t.Fatalf("rejoined communities do not hold together: %v", joined)
			}
			for i := range found {
				for j := range i {
					if found[i] == found[j] && joined[i] != joined[j] {
						t.Fatal("rejoining divided a community")
					}
				}
			}
			if pair, share := thickest(g, joined); share > thickCut {
				t.Fatalf("communities %v have a cut of %v", pair, share)
			}
		}
	})
}

// TestHoldsTogether has a graph in which moves of single nodes tear a community in two.
func TestHoldsTogether(t *testing.T) {
	g := randomGraph(rand.New(rand.NewPCG(1, 1)), 20, 1, .1, .3)
	for _, resolution := range []float64{.3, 1} {
		if found := leiden(g, resolution, never); !holdsTogether(g, found) {
			t.Errorf("resolution %v: %v", resolution, found)
		}
	}
}

// TestModularity compares with one greedy pass over the nodes. Neither is bound
// to find the best division.
func TestModularity(t *testing.T) {
	worse, better := 0, 0
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 2))
		g := randomGraph(r, 2+r.IntN(39), 1+r.IntN(6), .1+.9*r.Float64(), .3*r.Float64())
		if g.total == 0 {
			continue
		}
		resolution := []float64{.3, 1}[seed%2]
		got, want := modularity(g, leiden(g, resolution, never), resolution), modularity(g, greedy(g, resolution), resolution)
		switch {
		case got < want-.05:
			t.Errorf("seed %d: modularity %v, one greedy pass %v", seed, got, want)
		case got < want-1e-9:
			worse++
		case got > want+1e-9:
			better++
		}
	}
	t.Logf("better than one greedy pass in %d of 3,000 graphs, worse in %d", better, worse)
	if worse > 10 || better < 1000 {
		t.Errorf("better in %d, worse in %d", better, worse)
	}
}

// thickest finds the two communities with the thickest cut.
func thickest(g *graph, community []int32) (pair [2]int32, most float64) {
	volume := map[int32]float64{}
	for i, c := range community {
		volume[c] += g.degree[i]
	}
	cut := map[[2]int32]float64{}
	for i, c := range community {
		for e := g.off[i]; e < g.off[i+1]; e++ {
			if d := community[g.to[e]]; c < d {
				cut[[2]int32{c, d}] += g.weight[e]
			}
		}
	}
	for p, w := range cut {
		if share := w / min(volume[p[0]], volume[p[1]]); share > most {
			pair, most = p, share
		}
	}
	return pair, most
}

// TestDivides has two groups that one thin link holds together, and two that
// many do.
func TestDivides(t *testing.T) {
	group := func(from uint32, n int) (edges []Edge) {
		for i := range uint32(n) {
			for j := range i {
				edges = append(edges, Edge{from + j, from + i, 10, None})
			}
		}
		return edges
	}
	ids := make([]string, 40)
	for i := range ids {
		ids[i] = string(rune('a' + i))
	}
	ix := &Index{keys: keysOf(ids)}
	divide := func(edges []Edge) map[uint32]int {
		ring := make([]uint32, len(ids))
		for i := range ring {
			ring[i] = None
		}
		sortEdges(edges)
		ix.clusterInto(ring, edges, never)
		size := map[uint32]int{}
		for _, r := range ring {
			if r != None {
				size[r]++
			}
		}
		return size
	}
	if size := divide(append(append(group(0, 10), group(10, 10)...), Edge{3, 14, 10, None})); size[0] != 10 || size[10] != 10 {
		t.Errorf("a thin link: rings of %v", size)
	}
	thick := append(group(0, 10), group(10, 10)...)
	for i := range uint32(10) {
		thick = append(thick, Edge{i, 10 + i, 10, None}, Edge{i, 10 + (i+1)%10, 10, None})
	}
	if size := divide(thick); size[0] != 20 {
		t.Errorf("a thick cut: rings of %v", size)
	}
	if size := divide(append(append(group(0, 6), group(6, 6)...), Edge{3, 8, 10, None})); size[0] != 12 {
		t.Errorf("twelve are one ring as they are: %v", size)
	}
	if size := divide(append(append(group(0, 6), group(6, 7)...), Edge{3, 8, 10, None})); size[0] != 6 || size[6] != 7 {
		t.Errorf("thirteen are divided: %v", size)
	}
}
