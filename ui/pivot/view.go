package pivot

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

const (
	besideFrom  = 120 // columns from which the panes stand side by side
	stackedFrom = 12  // rows from which they stand one below the other

	holdersWidth = 60 // columns that the holders need beside the identifiers
)

// between is the columns between two panes, so that their line is none of the scroll
// bars.
const between = 2

type rect struct{ x, y, w, h int }

func (r rect) has(x, y int) bool { return x >= r.x && x < r.x+r.w && y >= r.y && y < r.y+r.h }

// layout is where everything is. A pane's first row is its heading; where only one
// of them has room, they are at the same place and the headings are tabs.
type layout struct {
	head        []draw.Line
	holders     rect
	identifiers rect
	tabs        bool
}

// Size implements page.Page.
func (p *Page) Size(width, height int) {
	p.width, p.height = width, height
	p.layOut()
}

// layOut puts everything in its place. It is called when the size changes, and when
// what the head says may have.
func (p *Page) layOut() {
	w, h := p.width, p.height
	l := layout{head: p.head(max(w-2, 1), max(h*9/20, 2))}
	y := min(len(l.head), h)
	rest := h - y
	switch {
	case w >= besideFrom:
		left := max((w-between)/2, min((w-between)*11/20, holdersWidth))
		l.holders, l.identifiers = rect{0, y, left, rest}, rect{left + between, y, w - left - between, rest}
	case rest >= stackedFrom:
		up := min(max(p.table.Len(), 4)+2, rest/2)
		l.holders, l.identifiers = rect{0, y, w, up}, rect{0, y + up, w, rest - up}
	default:
		l.holders, l.identifiers, l.tabs = rect{0, y, w, rest}, rect{0, y, w, rest}, true
	}
	p.lay = l
	p.table.Size(l.holders.w, max(l.holders.h-1, 1))
	p.ids.Size(l.identifiers.w, max(l.identifiers.h-1, 1))
	p.ids.Show(p.carrier.columns(l.identifiers.w))
}

// View implements page.Page.
func (p *Page) View() draw.Block {
	th := p.env.Theme
	out := make(draw.Block, 0, p.height)
	for _, l := range p.lay.head {
		out = append(out, draw.Paint(th, append(draw.Plain(" "), l...), p.width, theme.Plain))
	}
	switch l := &p.lay; {
	case l.tabs && p.onIDs:
		out = append(out, p.identifiersPane()...)
	case l.tabs:
		out = append(out, p.holdersPane()...)
	case l.identifiers.x > 0:
		bar := make(draw.Block, l.holders.h)
		for i := range bar {
			bar[i] = draw.Paint(th, draw.T(theme.Border, " "+th.Glyphs.Vertical), between, theme.Plain)
		}
		out = append(out, draw.Beside(p.holdersPane(), bar, p.identifiersPane())...)
	default:
		out = append(append(out, p.holdersPane()...), p.identifiersPane()...)
	}
	return draw.Fill(out, p.width, p.height)
}

func (p *Page) holdersPane() draw.Block {
	th, at := p.env.Theme, p.lay.holders
	if at.h <= 0 {
		return nil
	}
	right := p.holdersNote()
	out := draw.Block{p.heading(at.w, p.holdersTitle(), right, !p.onIDs)}
	if p.listed() {
		return draw.Fill(append(out, p.table.View(th)...), at.w, at.h)
	}
	return draw.Fill(append(out, draw.Hanging(th, p.instead(), at.w, 3)...), at.w, at.h)
}

func (p *Page) holdersTitle() string {
	if p.found == nil {
		return "HOLDERS"
	}
	return "HOLDERS " + words.Thousands(len(p.found.pivot.Accounts))
}

// holdersNote says how the holders are ordered and what is hidden.
func (p *Page) holdersNote() draw.Line {
	if !p.listed() || p.table.Len() == 0 && p.hidden() == "" {
		return nil
	}
	var l draw.Line
	if hidden := p.hidden(); hidden != "" {
		l = l.Add(theme.Warn, hidden)
	} else if p.least > evidence.Weak {
		l = l.Add(theme.Mark, leastWords(p.least))
	}
	if p.links != nil && p.links.has && len(l) == 0 {
		l = l.Add(theme.Dim, "link to "+words.Who(p.links.to))
	}
	return l
}

// instead is what stands in place of the holders.
func (p *Page) instead() []draw.Line {
	if p.found == nil {
		return nil
	}
	open := p.env.Keys.Key(keys.Open)
	n := len(p.found.pivot.Accounts)
	order := "least connected first"
	if p.found.trail.begun {
		order = "the strongest link to " + p.fromLabel() + " first"
	}
	list := draw.Line{{Role: theme.Plain, Text: "   "}, {Role: theme.Key, Text: open}, {Role: theme.Plain, Text: " lists the " + words.Count(n, "holder") + " all the same, " + order + "."}}
	switch a := p.found.pivot.Answer; {
	case a == store.AnswerHub:
		return []draw.Line{nil, draw.Plain("   A hub is not expanded: most of its holders have nothing to do with each other."), list}
	case a == store.AnswerExcluded && n > 0:
		return []draw.Line{nil, draw.Plain("   The holders are not expanded, since the value counts for nothing."), list}
	case a == store.AnswerExcluded:
		return []draw.Line{nil, draw.Plain("   Who carries such a value is not looked up: it says nothing about them.")}
	}
	return []draw.Line{nil, draw.Plain("   No account of this investigation carries the value. It may come with another export.")}
}

// fromLabel names the account whose identifier was followed here.
func (p *Page) fromLabel() string { return p.steps[len(p.steps)-1].label }

func (p *Page) identifiersPane() draw.Block {
	th, at := p.env.Theme, p.lay.identifiers
	if at.h <= 0 {
		return nil
	}
	var right draw.Line
	if p.kind != "" {
		right = draw.T(theme.Mark, "only "+words.Clean(p.kind))
	}
	out := draw.Block{p.heading(at.w, p.identifiersTitle(), right, p.onIDs)}
	if !p.carrier.has {
		return draw.Fill(out, at.w, at.h)
	}
	return draw.Fill(append(out, p.ids.View(th)...), at.w, at.h)
}

func (p *Page) identifiersTitle() string {
	if r, ok := p.known[p.carrier.ord]; ok && p.carrier.has {
		return "IDENTIFIERS of " + words.Who(r)
	}
	return "IDENTIFIERS"
}

// heading draws the first row of a pane; as a tab it names the other pane too.
func (p *Page) heading(width int, title string, right draw.Line, focus bool) string {
	th := p.env.Theme
	role, glyph := theme.Border, th.Glyphs.Horizontal
	head := theme.Head
	if focus {
		role, glyph, head = theme.Focus, th.Glyphs.Cursor, theme.Title
	}
	pt := draw.NewPainter(th, width, theme.Plain)
	if p.lay.tabs {
		p.tabs(pt)
	} else {
		pt.Text(role, glyph+" ")
		pt.Line(draw.CutLine(th, draw.T(head, title), max(width-6, 1)))
		pt.Text(role, " ")
	}
	if !focus && !p.lay.tabs && p.Why(keys.NextTab) == "" {
		right = append(right[:len(right):len(right)], draw.Span{Role: theme.Dim, Text: "  "}, draw.Span{Role: theme.Key, Text: p.env.Keys.Key(keys.NextTab)})
	}
	if rw := right.Width(); rw > 0 && rw+4 <= pt.Left() {
		pt.Text(role, strings.Repeat(th.Glyphs.Horizontal, pt.Left()-rw-3)+" ")
		pt.Line(right)
		pt.Text(role, " ")
	}
	pt.Text(role, strings.Repeat(th.Glyphs.Horizontal, max(pt.Left(), 0)))
	return pt.String()
}

// tabs draws the titles of both panes, the one that is shown marked.
func (p *Page) tabs(pt *draw.Painter) {
	th := p.env.Theme
	tab := func(title string, on bool) {
		role, glyph := theme.Dim, " "
		if on {
			role, glyph = theme.Title, th.Glyphs.Cursor
		}
		pt.Text(theme.Focus, glyph)
		pt.Text(role, title+" ")
	}
	tab(p.holdersTitle(), !p.onIDs)
	pt.Text(theme.Border, th.Glyphs.Vertical)
	tab(draw.Fit(th, p.identifiersTitle(), min(text.Width(p.identifiersTitle()), 34)), p.onIDs)
	pt.Text(theme.Key, p.env.Keys.Key(keys.NextTab)+" ")
}

// Click implements page.Clicker.
func (p *Page) Click(x, y int) tea.Cmd {
	l := &p.lay
	if l.tabs && y == l.holders.y {
		p.focus(x > text.Width(p.holdersTitle())+2)
		return nil
	}
	switch {
	case l.identifiers.has(x, y) && (!l.tabs || p.onIDs):
		hit := p.ids.Hit(x-l.identifiers.x, y-l.identifiers.y-1)
		already := p.onIDs
		p.focus(true)
		if hit.Row >= 0 && hit.Row == p.ids.Cursor() && already {
			if p.Why(keys.Open) == "" {
				return p.open()
			}
			return nil
		}
		if hit.Row >= 0 {
			p.ids.Move(hit.Row)
		}
	case l.holders.has(x, y) && p.listed():
		hit := p.table.Hit(x, y-l.holders.y-1)
		already := !p.onIDs
		p.focus(false)
		switch {
		case hit.Column != nil && hit.Column.Sort != "":
			return p.sortBy(hit.Column.Sort)
		case hit.Row >= 0 && hit.Row == p.table.Cursor() && already:
			return p.open()
		case hit.Row >= 0:
			p.table.Move(hit.Row)
			return p.moved()
		}
	}
	return nil
}

// Wheel implements page.Clicker.
func (p *Page) Wheel(x, y, delta int) tea.Cmd {
	if p.lay.identifiers.has(x, y) && (!p.lay.tabs || p.onIDs) {
		p.ids.Scroll(delta)
		return nil
	}
	p.table.Scroll(delta)
	return p.moved()
}
