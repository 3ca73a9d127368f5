package graph

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// planted is a shuffled block matrix; block is -1 for hub columns.
type planted struct {
	w                  [][]float64
	rowBlock, colBlock []int
}

func plant(rng *rand.Rand, blocks int, noise float64, hubs int) planted {
	var rowBlock, colBlock []int
	for b := range blocks {
		for range 4 + rng.IntN(12) {
			rowBlock = append(rowBlock, b)
		}
		for range 3 + rng.IntN(7) {
			colBlock = append(colBlock, b)
		}
	}
	for range hubs {
		colBlock = append(colBlock, -1)
	}
	rng.Shuffle(len(rowBlock), func(i, j int) { rowBlock[i], rowBlock[j] = rowBlock[j], rowBlock[i] })
	rng.Shuffle(len(colBlock), func(i, j int) { colBlock[i], colBlock[j] = colBlock[j], colBlock[i] })
	p := planted{rowBlock: rowBlock, colBlock: colBlock}
	for r := range rowBlock {
		p.w = append(p.w, make([]float64, len(colBlock)))
		for own := 0; own < 2; { // less does not say where the row belongs
			own = 0
			for c := range colBlock {
				p.w[r][c] = 0
				switch {
				case colBlock[c] < 0:
					p.w[r][c] = 1
				case colBlock[c] == rowBlock[r]:
					if rng.Float64() < 0.8 {
						p.w[r][c] = 1
						own++
					}
				case rng.Float64() < noise:
					p.w[r][c] = 1
				}
			}
		}
	}
	return p
}

func (p planted) at(r, c int) float64 { return p.w[r][c] }

// runs reports whether equal labels stand together.
func runs(order, label []int) bool {
	seen := map[int]bool{}
	for i, x := range order {
		if i > 0 && label[order[i-1]] == label[x] {
			continue
		}
		if seen[label[x]] {
			return false
		}
		seen[label[x]] = true
	}
	return true
}

// arrangement is the mean distance, of all columns that are no hubs, between the
// row and the column of a filled cell, as shares of the sides: how far from the
// diagonal the matrix is.
func arrangement(p planted, rows, cols []int) float64 {
	var shown []int
	for _, c := range cols {
		if p.colBlock[c] >= 0 {
			shown = append(shown, c)
		}
	}
	sum, n := 0.0, 0.0
	for i, r := range rows {
		for j, c := range shown {
			if p.w[r][c] > 0 {
				sum += math.Abs((float64(i)+0.5)/float64(len(rows)) - (float64(j)+0.5)/float64(len(shown)))
				n++
			}
		}
	}
	return sum / n
}

func byLabel(label []int) []int {
	order := upTo(len(label))
	slices.SortStableFunc(order, func(a, b int) int { return label[a] - label[b] })
	return order
}

// antiRobinson counts the events where of three rows the outer two are more alike
// than neighbours of them, as a share of all.
func antiRobinson(p planted, rows []int) float64 {
	n := len(rows)
	sim := func(a, b int) (s float64) {
		for c, block := range p.colBlock {
			if block >= 0 {
				s += p.w[rows[a]][c] * p.w[rows[b]][c]
			}
		}
		return s
	}
	d := make([]float64, n*n)
	for i := range n {
		for j := range n {
			d[i*n+j] = sim(i, j)
		}
	}
	events, all := 0.0, 0.0
	for i := range n {
		for j := i + 1; j < n; j++ {
			for k := j + 1; k < n; k++ {
				all += 2
				if d[i*n+j] < d[i*n+k] {
					events++
				}
				if d[j*n+k] < d[i*n+k] {
					events++
				}
			}
		}
	}
	return events / all
}

func TestOrderPlanted(t *testing.T) {
	for _, noise := range []float64{0, 0.02, 0.05, 0.1} {
		t.Run(fmt.Sprintf("noise=%g", noise), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(1, uint64(noise*1000)))
			const cases = 200
			rowsOK, colsOK, hubsOK := 0, 0, 0
			var before, after, ideal, arBefore, arAfter float64
			for range cases {
				p := plant(rng, 3+rng.IntN(6), noise, rng.IntN(4))
				rows, cols := Order(len(p.rowBlock), len(p.colBlock), p.at)
				if runs(rows, p.rowBlock) {
					rowsOK++
				}
				if runs(cols, p.colBlock) {
					colsOK++
				}
				hubs := 0
				for hubs < len(cols) && p.colBlock[cols[hubs]] < 0 {
					hubs++
				}
				if !slices.ContainsFunc(cols[hubs:], func(c int) bool { return p.colBlock[c] < 0 }) {
					hubsOK++
				}
				before += arrangement(p, upTo(len(rows)), upTo(len(cols))) / cases
				after += arrangement(p, rows, cols) / cases
				ideal += arrangement(p, byLabel(p.rowBlock), byLabel(p.colBlock)) / cases
				arBefore += antiRobinson(p, upTo(len(rows))) / cases
				arAfter += antiRobinson(p, rows) / cases
			}
			t.Logf("of %d: rows %d, columns %d, hubs first %d; off the diagonal %.3f -> %.3f (as planted %.3f); anti-Robinson %.3f -> %.3f",
				cases, rowsOK, colsOK, hubsOK, before, after, ideal, arBefore, arAfter)
			if want := cases * 95 / 100; noise <= 0.02 && (rowsOK < want || colsOK < want || hubsOK < cases) {
				t.Error("blocks are torn")
			}
			if after > 1.1*ideal || arAfter > 0.7*arBefore {
				t.Error("the order is not much better than none")
			}
		})
	}
}

func BenchmarkOrder(b *testing.B) {
	for _, c := range []struct {
		rows, cols int
		fill       float64
	}{{24, 60, 0.1}, {80, 200, 0.08}, {300, 1000, 0.05}, {300, 1000, 0.3}, {300, 1000, 0.9}} {
		b.Run(fmt.Sprintf("%dx%d/fill=%g", c.rows, c.cols, c.fill), func(b *testing.B) {
			rng := rand.New(rand.NewPCG(3, 3))
			w := make([]float64, c.rows*c.cols)
			for i := range w {
				if rng.Float64() < c.fill {
					w[i] = 1
				}
			}
			for b.Loop() {
				Order(c.rows, c.cols, func(r, k int) float64 { return w[r*c.cols+k] })
			}
		})
	}
}

func isPermutation(order []int, n int) bool {
	sorted := slices.Clone(order)
	slices.Sort(sorted)
	return slices.Equal(sorted, upTo(n))
}

func TestOrderOfAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, cols := rapid.IntRange(-1, 14).Draw(t, "rows"), rapid.IntRange(-1, 14).Draw(t, "cols")
		w := rapid.SliceOfN(rapid.SampledFrom([]float64{0, 0, 0, 1, 2, math.NaN(), math.Inf(1), -1, math.MaxFloat64}),
			max(rows*cols, 1), max(rows*cols, 1)).Draw(t, "w")
		at := func(r, c int) float64 { return w[r*cols+c] }
		a, b := Order(rows, cols, at)
		if !isPermutation(a, max(rows, 0)) || !isPermutation(b, max(cols, 0)) {
			t.Fatalf("no permutations: %v %v", a, b)
		}
		a2, b2 := Order(rows, cols, at)
		if !slices.Equal(a, a2) || !slices.Equal(b, b2) {
			t.Fatal("two runs differ")
		}
		empty := false
		for _, r := range a {
			has := false
			for c := range max(cols, 0) {
				has = has || at(r, c) > 0
			}
			if has && empty {
				t.Fatalf("row %d stands after an empty one in %v", r, a)
			}
			empty = !has
		}
	})
}

func TestOrderChain(t *testing.T) {
	// Rows that share a column with the next one only: one order, and its reverse.
	const n = 30
	perm := rand.New(rand.NewPCG(5, 5)).Perm(n)
	rows, _ := Order(n, n-1, func(r, c int) float64 {
		if p := perm[r]; p == c || p == c+1 {
			return 1
		}
		return 0
	})
	for i := 1; i < n; i++ {
		if d := perm[rows[i]] - perm[rows[i-1]]; d != 1 && d != -1 {
			t.Fatalf("place %d: %d follows %d", i, perm[rows[i]], perm[rows[i-1]])
		}
	}
}

func TestOrderHubsAndNothing(t *testing.T) {
	m := []string{
		"x.x..x",
		".....x",
		"......",
		"x.x..x",
		"...xxx",
		"...x.x",
	}
	rows, cols := Order(6, 6, func(r, c int) float64 {
		if m[r][c] == 'x' {
			return 1
		}
		return 0
	})
	if got, want := fmt.Sprint(rows, cols), "[0 3 4 5 1 2] [5 0 2 4 3 1]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
