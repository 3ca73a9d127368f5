package ring

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/graph"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// outMark stands before a member that would fall out, and for it in a picture.
const outMark = "x"

// relabel makes the labels of the matrix anew, after a change of marks or of what is
// taken for wrong.
func (p *Ring) relabel() {
	if !p.ready() {
		return
	}
	g := &p.whole.grid
	p.matrix.Rows = make([]graph.Label, len(g.rows))
	for r, i := range g.rows {
		m := &p.whole.members[i]
		l := graph.Label{Text: m.name, Marked: p.marks[m.Ord]}
		if p.whatif.fallsOut(m.Ord) > 0 {
			l.Text, l.Role = outMark+" "+l.Text, theme.Dim
		}
		p.matrix.Rows[r] = l
	}
	p.matrix.Cols = make([]graph.Label, len(g.cols))
	for c, i := range g.cols {
		v := &p.whole.values[i]
		p.matrix.Cols[c] = graph.Label{Text: v.text, Kind: v.kind, Struck: p.whatif.leavesOut(v)}
	}
	p.matrix.Cell = func(r, c int) int { return int(g.cells[r*len(g.cols)+c]) }
	p.matrix.Focus = true
}

// followMatrix puts the cursor of the matrix on the account and the value, and in
// view.
func (p *Ring) followMatrix() {
	g := &p.whole.grid
	p.matrix.Row = g.rowOf[p.account]
	if p.value >= 0 && g.colOf[p.value] >= 0 {
		p.matrix.Col = g.colOf[p.value]
	}
	p.matrix = p.matrix.Follow(p.place.width, p.place.body)
}

// fromMatrix follows the cursor of the matrix.
func (p *Ring) fromMatrix() {
	g := &p.whole.grid
	p.matrix.Row = min(max(p.matrix.Row, 0), len(g.rows)-1)
	p.account = g.rows[p.matrix.Row]
	if len(g.cols) > 0 {
		p.matrix.Col = min(max(p.matrix.Col, 0), len(g.cols)-1)
		p.value = g.cols[p.matrix.Col]
	}
}

func (p *Ring) moveInMatrix(a keys.Action) bool {
	screen := max(p.place.body-7, 1) // without what stands above and below the cells
	switch a {
	case keys.Up:
		p.matrix.Row--
	case keys.Down:
		p.matrix.Row++
	case keys.Left:
		p.matrix.Col--
	case keys.Right:
		p.matrix.Col++
	case keys.HalfUp:
		p.matrix.Row -= max(screen/2, 1)
	case keys.HalfDown:
		p.matrix.Row += max(screen/2, 1)
	case keys.PageUp:
		p.matrix.Row -= screen
	case keys.PageDown:
		p.matrix.Row += screen
	case keys.Top:
		p.matrix.Row = 0
	case keys.Bottom:
		p.matrix.Row = len(p.matrix.Rows) - 1
	default:
		return false
	}
	p.fromMatrix()
	return true
}

// clickMatrix moves the cursor to a cell; on the one that it is on it opens the
// account, and on the head of its column the value.
func (p *Ring) clickMatrix(x, y int) tea.Cmd {
	row, col, ok := p.matrix.At(x, y, p.place.width, p.place.body)
	switch {
	case !ok:
		return nil
	case row < 0 && col == p.matrix.Col:
		return p.pivot()
	case row == p.matrix.Row && (col < 0 || col == p.matrix.Col):
		return p.open()
	}
	if row >= 0 {
		p.matrix.Row = row
	}
	if col >= 0 {
		p.matrix.Col = col
	}
	p.fromMatrix()
	return nil
}

func (p *Ring) viewMatrix(th *theme.Theme, width, height int) draw.Block {
	if len(p.matrix.Cols) == 0 {
		return draw.Fill(draw.Paragraphs(th, []draw.Line{nil, draw.T(theme.Dim, " They share no value that says anything: when they sign in, or whom they claim to be, ties them.")},
			width), width, height)
	}
	return graph.Matrix(th, p.matrix, width, height)
}

// sayValue spells out the value under the cursor: whether the account holds it, what
// it is worth, and how many others hold it.
func (p *Ring) sayValue(th *theme.Theme) draw.Line {
	if p.value < 0 {
		return nil
	}
	v := &p.whole.values[p.value]
	var l draw.Line
	if p.look == asMatrix {
		held := "does not hold "
		if p.whole.holds(p.account, p.value) {
			held = "holds "
		}
		l = l.Add(theme.Dim, held)
	}
	if p.whatif.leavesOut(v) {
		l = l.Add(theme.Warn, "(left out) ")
	}
	name := v.text
	if name == "" {
		name = "(a value that is not in the data any more)"
	}
	l = l.Add(theme.Dim, v.kind+" ").Add(theme.Head, name).Add(theme.Dim, "  ")
	l = append(l, v.strength(th))
	return l.Add(theme.Dim, fmt.Sprintf("  %s of %s", words.Thousands(v.Inside), words.Count(v.Holding.Holders, "holder"))+" inside")
}

// counting says before figures that they are of all there is, while something is left
// out.
func (p *Ring) counting() draw.Line {
	if !p.whatif.any() {
		return nil
	}
	return draw.T(theme.Warn, "All counted: ")
}

// strength is what a value is worth by itself, with its glyph.
func (v *shared) strength(th *theme.Theme) draw.Span {
	switch {
	case v.ignored:
		return draw.Span{Role: theme.Dim, Text: "ignored"}
	case v.hub():
		return draw.Span{Role: theme.Dim, Text: th.Glyphs.Hub + " hub"}
	}
	c := evidence.Class(v.class - 1)
	return draw.Class(th, c)
}

// sayHolders says what the value under the cursor does for the ring.
func (p *Ring) sayHolders() draw.Line {
	if p.value < 0 {
		return nil
	}
	v := &p.whole.values[p.value]
	l := p.counting().Add(theme.Dim, words.Percent(v.Exclusive())+" of its holders are in the ring; ")
	switch {
	case v.ignored:
		return l.Add(theme.Dim, "an analyst has said that it counts for nothing")
	case !v.adds() && v.hub():
		return l.Add(theme.Dim, "too common to link anybody, and it adds nothing")
	case !v.adds() && v.why != "":
		return l.Add(theme.Dim, "no bits: it "+v.why)
	case !v.adds():
		return l.Add(theme.Dim, "it adds nothing: it follows from another value, or comes with one")
	case v.hub():
		return l.Add(theme.Dim, fmt.Sprintf("too common to link anybody alone; it adds %.0f bits to other evidence", v.Bits))
	}
	return l.Add(theme.Plain, fmt.Sprintf("by itself %s that one hand runs two of them", words.Chance(evidence.Probability(v.odds)))).
		Add(theme.Dim, fmt.Sprintf("; it gives %.0f bits to links inside", v.Bits))
}
