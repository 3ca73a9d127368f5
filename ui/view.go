package ui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui/acts"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/term"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// The least size that the workbench is drawn in.
const (
	LeastWidth  = 60
	LeastHeight = 16
)

// crumb is where a breadcrumb was drawn.
type crumb struct{ at, from, to int }

// tip is where an action was drawn in the footer.
type tip struct {
	action   keys.Action
	from, to int
}

// View implements tea.Model.
func (r *Root) View() tea.View {
	v := tea.View{AltScreen: true, ReportFocus: true}
	v.KeyboardEnhancements.ReportAlternateKeys = true
	if r.mouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	if r.width == 0 || r.height == 0 {
		return v
	}
	v.WindowTitle = term.Title("Clew: " + r.env.Name)
	if p := r.stack.top(); p != nil {
		v.WindowTitle = term.Title("Clew: " + r.env.Name + ": " + p.Title())
	}
	lines, caret := r.frame()
	v.Content = text.Laid(term.Guard(strings.Join(lines, "\n")), r.clusters)
	if caret != nil && caret.Y < len(lines) {
		caret.X = text.Landed(term.Guard(lines[caret.Y]), caret.X, r.clusters)
	}
	v.Cursor = caret
	return v
}

// frame draws the whole screen and says where the terminal's cursor belongs.
func (r *Root) frame() (draw.Block, *tea.Cursor) {
	th := r.env.Theme
	if r.width < LeastWidth || r.height < LeastHeight {
		return r.tooSmall(), nil
	}
	out := make(draw.Block, 0, r.height)
	out = append(out, r.header())
	b := r.body()
	p := r.stack.top()
	if p == nil {
		what := "Opening " + r.env.Name + th.Glyphs.Ellipsis
		if !r.opening.Waiting() {
			what = "The investigation could not be opened; see below."
		}
		out = append(out, draw.Fill(draw.Block{strings.Repeat(" ", b.w), draw.Paint(th, draw.T(theme.Dim, "  "+what), b.w, theme.Plain)}, b.w, b.h)...)
	} else {
		out = append(out, r.exact(p.View(), b.w, b.h)...)
	}
	out = append(out, r.tour.view(th, r.width)...)
	out = append(out, r.statusLine(), r.footer())
	var caret *tea.Cursor
	if n := len(r.over); n > 0 {
		out, caret = r.overlay(out, r.over[n-1])
	} else if t, ok := p.(page.Typer); ok && t.Typing() {
		if x, y, ok := t.Caret(); ok {
			caret = tea.NewCursor(b.x+x, b.y+y)
		}
	}
	return out, caret
}

// exact holds a page to its promise of exactly height lines of width columns, so
// that a mistake in one page never breaks the frame.
func (r *Root) exact(b draw.Block, width, height int) draw.Block {
	b = draw.Fill(b, width, height)
	for i, l := range b {
		// Before anything measures it: what measures can crash as well.
		l = term.Guard(l)
		b[i] = l
		if text.Width(l) != width {
			b[i] = text.Columns(l, 0, width) + "\x1b[m"
		}
	}
	return b
}

func (r *Root) tooSmall() draw.Block {
	th := r.env.Theme
	var out draw.Block
	for _, l := range []string{"", fmt.Sprintf("%dx%d is too small for Clew.", r.width, r.height),
		fmt.Sprintf("It needs %dx%d.", LeastWidth, LeastHeight), "ctrl+c twice leaves."} {
		out = append(out, draw.Paint(th, draw.Plain(l), r.width, theme.Plain))
	}
	return draw.Fill(out, r.width, r.height)
}

// header draws the name and the breadcrumbs; where they do not fit, the first ones
// go.
func (r *Root) header() string {
	th := r.env.Theme
	p := draw.NewPainter(th, r.width, theme.Plain)
	p.Text(theme.Title, " Clew")
	p.Text(theme.Dim, " "+th.Glyphs.Bullet+" "+draw.Fit(th, r.env.Name, min(text.Width(r.env.Name), r.width/3)))
	sep := " " + th.Glyphs.Crumb + " "
	right, role := r.o.Actor, theme.Dim
	if doing := r.job(); doing != "" {
		right, role = draw.Fit(th, doing, min(text.Width(doing), r.width/3)), theme.Info
	}
	room := p.Left() - text.Width(right) - 2
	r.crumbs = r.crumbs[:0]
	if len(r.stack.pages) > 0 {
		titles := make([]string, r.stack.at+1)
		first, need := r.stack.at, 0
		for i := r.stack.at; i >= r.stack.home(); i-- {
			t := r.stack.pages[i].Title()
			most := 28
			if i == r.stack.at {
				most = max(room-8, 8)
			}
			t = draw.Fit(th, t, min(text.Width(t), most))
			if need += text.Width(t) + 3; need > room-4 && i < r.stack.at {
				break
			}
			titles[i], first = t, i
		}
		if first > r.stack.home() {
			p.Text(theme.Dim, sep+th.Glyphs.Ellipsis)
		}
		for i := first; i <= r.stack.at; i++ {
			p.Text(theme.Dim, sep)
			crumbRole := theme.Plain
			if i == r.stack.at {
				crumbRole = theme.Title
			}
			from := r.width - p.Left()
			p.Text(crumbRole, titles[i])
			r.crumbs = append(r.crumbs, crumb{i, from, r.width - p.Left()})
		}
	}
	if w := text.Width(right); p.Left() >= w+2 {
		p.Cell(theme.Plain, "", p.Left()-w-1)
		p.Text(role, right)
	}
	return p.String()
}

func (r *Root) statusLine() string {
	th := r.env.Theme
	p := draw.NewPainter(th, r.width, theme.Plain)
	p.Text(theme.Plain, " ")
	var position draw.Line
	if top := r.stack.top(); top != nil {
		position = top.Status()
	}
	if r.status.Text == "" {
		p.Line(position)
		return p.String()
	}
	l := r.status.line()
	if w := position.Width(); w > 0 && l.Width()+w+4 < p.Left() {
		p.Line(l)
		p.Cell(theme.Plain, "", p.Left()-w-1)
		p.Line(position)
		return p.String()
	}
	p.Line(l)
	return p.String()
}

// footer names the keys of the page that are likely to be wanted, as many as fit,
// and always those for help and the palette.
func (r *Root) footer() string {
	th := r.env.Theme
	p := draw.NewPainter(th, r.width, theme.Plain)
	r.tips = r.tips[:0]
	last := []keys.Action{keys.Help, keys.Palette}
	if r.stack.at > 0 {
		last = []keys.Action{keys.Back, keys.Help, keys.Palette}
	}
	width := func(a keys.Action) int {
		e := r.env.Keys.Entry(a)
		return text.Width(r.env.Keys.Key(a)) + 1 + text.Width(e.Title) + 2
	}
	reserved := 0
	for _, a := range last {
		reserved += width(a)
	}
	p.Text(theme.Plain, " ")
	put := func(a keys.Action) {
		e := r.env.Keys.Entry(a)
		from := r.width - p.Left()
		p.Text(theme.Key, r.env.Keys.Key(a))
		role := theme.Dim
		p.Text(role, " "+e.Title)
		r.tips = append(r.tips, tip{a, from, r.width - p.Left()})
		p.Text(theme.Plain, "  ")
	}
	top := r.stack.top()
	if t, ok := top.(page.Typer); ok && t.Typing() {
		if h, ok := top.(page.Hinter); ok {
			for _, hint := range h.Hints() {
				p.Text(theme.Key, hint[0])
				p.Text(theme.Dim, " "+hint[1]+"  ")
			}
			return p.String()
		}
	}
	for _, a := range r.wanted() {
		if width(a) > p.Left()-reserved {
			break
		}
		put(a)
	}
	for _, a := range last {
		if width(a)-2 <= p.Left() {
			put(a)
		}
	}
	return p.String()
}

// ownFirst is how many of a page's own actions come before those on what it is on.
const ownFirst = 4

// wanted lists what can be done on the page now, that which is likely to be wanted first;
// copying, which is the same everywhere, last.
func (r *Root) wanted() []keys.Action {
	top := r.stack.top()
	if top == nil {
		return nil
	}
	offered := func(a keys.Action) bool {
		return r.env.Keys.Entry(a).Group != keys.Move && r.env.Keys.Key(a) != ""
	}
	var own, on, last []keys.Action
	for _, a := range top.Actions() {
		switch {
		case !offered(a) || top.Why(a) != "":
		case a == keys.Copy || a == keys.CopyMenu:
			last = append(last, a)
		default:
			own = append(own, a)
		}
	}
	if h, ok := top.(page.Holder); ok && r.store != nil {
		room, subject := r.room(), h.Subject()
		for _, a := range acts.Likely {
			if offered(a) && !slices.Contains(top.Actions(), a) && room.Why(a, subject) == "" {
				on = append(on, a)
			}
		}
	}
	first := min(len(own), ownFirst)
	return slices.Concat(own[:first], on, own[first:], last)
}

// overlay draws a box in the middle of the screen.
func (r *Root) overlay(under draw.Block, o page.Overlay) (draw.Block, *tea.Cursor) {
	box := o.View(r.width-4, r.height-4)
	if len(box) == 0 {
		return under, nil
	}
	w := text.Width(box[0])
	r.overAt = rect{max((r.width-w)/2, 0), max((r.height-len(box))/3, 0), w, len(box)}
	out := draw.Overlay(under, box, r.overAt.x, r.overAt.y, r.width)
	if x, y, ok := o.Caret(); ok {
		return out, tea.NewCursor(r.overAt.x+x, r.overAt.y+y)
	}
	return out, nil
}
