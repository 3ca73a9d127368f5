package graph

import (
	"cmp"
	"math"
	"slices"
)

// A column that at least nine in ten of the rows hold says what all have in common
// and nothing about who belongs with whom; one row that lacks it, for a gap in the
// data, must not make a block of all the others.
const hubShare = 0.9

// Pairs of rows that the similarity of one matrix may look at, so that a matrix
// that is full everywhere, where no order shows anything, does not hold up a
// screen.
const maxPairs = 3 << 20

type entry struct {
	at int
	w  float64
}

type incidence struct{ byRow, byCol [][]entry }

// Order gives the order of rows and of columns in which the blocks of a matrix
// stand along its diagonal: rows that hold the same columns come to stand
// together, and columns where those who hold them are. A weight that is not above
// zero is an empty cell.
//
// First come columns that nearly all rows hold, the fullest first; last rows and
// columns that hold nothing. Parts that share nothing with each other follow by
// size. Equals stand in the order of their numbers.
func Order(rows, cols int, weight func(r, c int) float64) (rowOrder, colOrder []int) {
	rows, cols = max(rows, 0), max(cols, 0)
	if weight == nil {
		return upTo(rows), upTo(cols)
	}
	m := read(rows, cols, weight)
	held := 0
	for _, r := range m.byRow {
		if len(r) > 0 {
			held++
		}
	}
	hub := make([]bool, cols)
	var hubs []int
	for c, holders := range m.byCol {
		if len(holders) > 1 && float64(len(holders)) >= hubShare*float64(held) {
			hub[c], hubs = true, append(hubs, c)
		}
	}
	slices.SortStableFunc(hubs, func(a, b int) int { return cmp.Compare(len(m.byCol[b]), len(m.byCol[a])) })

	var onlyHubs, nothing []int
	colOrder = hubs
	for _, part := range m.parts(hub) {
		switch {
		case len(m.byRow[part[0]]) == 0:
			nothing = append(nothing, part...)
		case len(part) == 1 && !m.hasOther(part[0], hub):
			onlyHubs = append(onlyHubs, part...)
		default:
			r, c := m.orderPart(part, hub)
			rowOrder, colOrder = append(rowOrder, r...), append(colOrder, c...)
		}
	}
	for c, holders := range m.byCol {
		if len(holders) == 0 {
			colOrder = append(colOrder, c)
		}
	}
	return append(append(rowOrder, onlyHubs...), nothing...), colOrder
}

func upTo(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func read(rows, cols int, weight func(r, c int) float64) *incidence {
	m := &incidence{make([][]entry, rows), make([][]entry, cols)}
	for r := range rows {
		for c := range cols {
			w := weight(r, c)
			if !(w > 0) {
				continue
			}
			// Far greater weights would leave nothing of the others in a sum.
			w = min(w, 1e6)
			m.byRow[r] = append(m.byRow[r], entry{c, w})
			m.byCol[c] = append(m.byCol[c], entry{r, w})
		}
	}
	return m
}

func (m *incidence) hasOther(r int, hub []bool) bool {
	return slices.ContainsFunc(m.byRow[r], func(e entry) bool { return !hub[e.at] })
}

// parts gives the rows that columns other than hubs connect, the largest part
// first.
func (m *incidence) parts(hub []bool) [][]int {
	u := newUnion(len(m.byRow))
	for c, holders := range m.byCol {
		if hub[c] {
			continue
		}
		for _, e := range holders {
			u.join(holders[0].at, e.at)
		}
	}
	parts := u.parts()
	slices.SortStableFunc(parts, func(a, b []int) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(m.cells(b), m.cells(a)))
	})
	return parts
}

func (m *incidence) cells(rows []int) (n int) {
	for _, r := range rows {
		n += len(m.byRow[r])
	}
	return n
}

// orderPart seriates rows that are connected, and the columns that connect them.
func (m *incidence) orderPart(part []int, hub []bool) (rows, cols []int) {
	n := len(part)
	cols = m.colsOf(part, hub)
	local := make([]int, len(m.byRow))
	for i, r := range part {
		local[r] = i
	}
	sim := m.similarity(cols, local, n)
	order := upTo(n)
	if n > 2 {
		sim = denoise(sim, n)
		order = optimalLeaves(sim, n)
	}
	for _, at := range order {
		rows = append(rows, part[at])
	}
	// An order and its reverse are equally good: the fuller end comes first,
	// whatever the numbers of the rows are.
	half := n / 2
	if first, last := m.cells(rows[:half]), m.cells(rows[n-half:]); first < last || first == last && rows[0] > rows[n-1] {
		slices.Reverse(rows)
		slices.Reverse(order)
	}
	place := make([]float64, n)
	for i, at := range order {
		place[at] = float64(i)
	}
	centre := m.centres(cols, local, place, sim)
	slices.Sort(cols)
	slices.SortStableFunc(cols, func(a, b int) int { return cmp.Compare(centre[a], centre[b]) })
	return rows, cols
}

// colsOf gives the columns of a part, the rarest first.
func (m *incidence) colsOf(part []int, hub []bool) (cols []int) {
	seen := make([]bool, len(m.byCol))
	for _, r := range part {
		for _, e := range m.byRow[r] {
			if !hub[e.at] && !seen[e.at] {
				seen[e.at] = true
				cols = append(cols, e.at)
			}
		}
	}
	slices.SortFunc(cols, func(a, b int) int {
		return cmp.Or(cmp.Compare(len(m.byCol[a]), len(m.byCol[b])), cmp.Compare(a, b))
	})
	return cols
}

// similarity is the cosine of every two rows, each column weighted by how much
// holding it sets a row apart.
func (m *incidence) similarity(cols, local []int, n int) []float32 {
	sim := make([]float32, n*n)
	norm := make([]float64, n)
	pairs := 0
	for _, c := range cols {
		holders := m.byCol[c]
		// Rare columns come first: the others are what can be done without.
		if pairs += len(holders) * len(holders) / 2; pairs > maxPairs {
			break
		}
		rare := 1 / math.Sqrt(float64(len(holders)))
		for i, a := range holders {
			wa := float32(a.w * rare)
			row := sim[local[a.at]*n:][:n]
			for _, b := range holders[:i] {
				row[local[b.at]] += wa * float32(b.w*rare)
			}
			norm[local[a.at]] += float64(wa) * float64(wa)
		}
	}
	for i := range norm {
		if norm[i] > 0 {
			norm[i] = 1 / math.Sqrt(norm[i])
		}
	}
	for i := range n {
		sim[i*n+i] = 1
		for j := range i {
			s := min(sim[i*n+j]*float32(norm[i]*norm[j]), 1)
			sim[i*n+j], sim[j*n+i] = s, s
		}
	}
	return sim
}

// centres gives for each column where the rows that it belongs to stand. The mean
// of all who hold it would put a column of one block that some stranger holds too
// between two blocks: what counts is the row whose likes hold the column most, and
// the others as far as they are like it.
func (m *incidence) centres(cols, local []int, place []float64, sim []float32) []float64 {
	const most = 64 // with more of them the middle half is in the block already
	n := len(place)
	all := make([]float32, n)
	for i := range n {
		for _, s := range sim[i*n:][:n] {
			all[i] += max(s, 0)
		}
	}
	centre := make([]float64, len(m.byCol))
	for _, c := range cols {
		holders := m.byCol[c]
		if len(holders) > most {
			at := make([]float64, len(holders))
			for i, e := range holders {
				at[i] = place[local[e.at]]
			}
			slices.Sort(at)
			for _, p := range at[len(at)/4 : len(at)-len(at)/4] {
				centre[c] += p
			}
			centre[c] /= float64(len(at) - len(at)/4*2)
			continue
		}
		core, best := 0, float32(-1)
		for _, a := range holders {
			i := local[a.at]
			var like float32
			for _, b := range holders {
				like += max(sim[i*n+local[b.at]], 0) * float32(b.w)
			}
			if like /= all[i]; like > best {
				core, best = i, like
			}
		}
		var sum, mean float64
		for _, b := range holders {
			s := float64(max(sim[core*n+local[b.at]], 0))
			w := s * s * b.w
			sum += w
			mean += w * place[local[b.at]]
		}
		centre[c] = mean / sum
	}
	return centre
}
