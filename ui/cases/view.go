package cases

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// layout is where the parts of the page are: the head, the tabs, and below them a table
// with a pane beside or below it, or a roll.
type layout struct {
	head        int // lines
	body        int // lines of the tab
	side, below int // columns or lines of the pane of a table; 0 for none
}

// Size implements page.Page.
func (p *CasePage) Size(width, height int) {
	p.width, p.height = width, height
	p.arrange()
}

// arrange fits everything to the window and to the case.
func (p *CasePage) arrange() {
	p.head = p.headLines()
	l := layout{head: len(p.head)}
	l.body = max(p.height-l.head-1, 1)
	switch {
	case p.width >= sideFrom:
		l.side = sideWidth(p.width)
	case l.body >= 14:
		l.below = min(l.body/3, 8)
	}
	p.place = l
	for t := range tabs {
		if p.tables[t] != nil {
			p.tables[t].Size(p.width-l.side, l.body-l.below)
		} else {
			p.rolls[t].size(p.width, l.body)
		}
	}
}

// headLines says what the case is and how it stands.
func (p *CasePage) headLines() draw.Block {
	th := p.env.Theme
	paint := func(l draw.Line) string { return draw.Paint(th, append(draw.Plain(" "), l...), p.width, theme.Plain) }
	if p.loaded == nil {
		said := draw.T(theme.Dim, "Reading the case"+th.Glyphs.Ellipsis)
		if p.failed.Text != "" {
			said = draw.T(theme.Warn, p.failed.Text).Add(theme.Dim, "; "+p.failed.Hint)
		}
		return draw.Block{paint(said)}
	}
	c := p.loaded.c
	state, role := words.CaseState(c), theme.Info
	if !c.Open {
		role = theme.Dim
	}
	first := draw.T(role, state+"  ")
	if c.Hold != nil {
		first = first.Add(theme.Warn, words.OnHold(c.Hold)+"  ")
	}
	if urgency(c) > 1 {
		first = first.Add(theme.Warn, words.Clean(c.Priority)+"  ")
	}
	if said, due := words.FollowUp(c, p.now()); due {
		first = first.Add(theme.Warn, said+"  ")
	}
	first = first.Add(theme.Title, words.Clean(c.Title))
	if p.height < 10 {
		return draw.Block{paint(first)}
	}
	out := draw.Block{paint(first), paint(p.particulars())}
	if c.Hold != nil && p.height >= 14 {
		out = append(out, paint(draw.T(theme.Head, "held by ").Add(theme.Plain, words.Clean(c.Hold.By)+" since "+words.Day(c.Hold.Time)+words.Because(c.Hold.Why))))
	}
	if c.Outcome != "" {
		out = append(out, paint(draw.T(theme.Head, "closed because ").Add(theme.Plain, words.Clean(c.Outcome))))
	}
	for _, l := range p.outside() {
		out = append(out, paint(l))
	}
	return out
}

// particulars are what is known of the case beside its title, as far as there is room.
func (p *CasePage) particulars() draw.Line {
	c := p.loaded.c
	var l draw.Line
	add := func(label, said string) {
		if said == "" {
			return
		}
		if l != nil {
			l = l.Add(theme.Dim, " "+p.env.Theme.Glyphs.Bullet+" ")
		}
		l = l.Add(theme.Dim, label).Add(theme.Plain, said)
	}
	owner := words.Clean(c.Owner)
	if owner == "" {
		owner = "nobody"
	}
	add("owner ", owner)
	if said, due := words.FollowUp(c, p.now()); !due {
		add("follow-up ", said)
	}
	add("priority ", words.Clean(c.Priority))
	add("queue ", words.Clean(c.Queue))
	add("tags ", words.Names(c.Tags))
	add("begun by ", words.Clean(c.Made.By)+" on "+words.Day(c.Made.Time))
	add("changed ", words.Day(c.Changed.Time))
	return l
}

// count is how many things are on a tab, "" where that is not known.
func (p *CasePage) count(t tab) string {
	if p.loaded == nil {
		return ""
	}
	switch t {
	case notesTab:
		return words.Thousands(len(p.loaded.notes))
	case stepsTab:
		return stepsDone(p.loaded.c)
	case trailsTab:
		return words.Thousands(len(p.loaded.c.Trails))
	case historyTab:
		return ""
	}
	return words.Thousands(p.tables[t].Len())
}

// labels places the tabs on their line, with counts where there is room, and closer where
// there is little: where each begins and ends.
func (p *CasePage) labels() (names [tabs]string, at [tabs][2]int) {
	for _, counts := range []bool{true, false} {
		for _, gap := range []int{3, 2, 1} {
			x := 1
			for t := range tabs {
				names[t] = tabNames[t]
				if n := p.count(t); counts && n != "" {
					names[t] += " " + n
				}
				at[t] = [2]int{x, x + text.Width(names[t])}
				x = at[t][1] + gap
			}
			if x-gap+1 <= p.width {
				return names, at
			}
		}
	}
	return names, at
}

func (p *CasePage) tabLine(th *theme.Theme) string {
	w := draw.NewPainter(th, p.width, theme.Plain)
	names, at := p.labels()
	for t := range tabs {
		left, right, role := " ", "", theme.Dim
		if t == p.at {
			left, right, role = "[", "]", theme.Title
		}
		if pad := at[t][0] - 1 - (p.width - w.Left()); pad > 0 {
			w.Text(theme.Plain, strings.Repeat(" ", pad))
		}
		if p.width-w.Left() < at[t][0] { // else the bracket of the tab before is there
			w.Text(role, left)
		}
		w.Text(role, names[t]+right)
	}
	return w.String()
}

// View implements page.Page.
func (p *CasePage) View() draw.Block {
	th, l := p.env.Theme, &p.place
	out := append(append(make(draw.Block, 0, p.height), p.head...), p.tabLine(th))
	switch {
	case p.loaded == nil:
	case p.tables[p.at] == nil:
		if p.at == historyTab && p.past == nil {
			out = append(out, draw.Paint(th, draw.T(theme.Dim, "  Reading the audit log"+th.Glyphs.Ellipsis), p.width, theme.Plain))
			break
		}
		out = append(out, p.rolls[p.at].view(th)...)
	case p.tables[p.at].Len() == 0:
		out = append(out, draw.Beside(draw.Fill(p.tables[p.at].View(th), p.width-l.side, 2), draw.Fill(nil, l.side, 2))...)
	default:
		body := p.tables[p.at].View(th)
		title, lines := p.about()
		switch {
		case l.side > 0:
			body = draw.Beside(draw.Fill(body, p.width-l.side, l.body), pane(th, l.side, l.body, title, lines))
		case l.below > 0:
			body = append(draw.Fill(body, p.width, l.body-l.below), pane(th, p.width, l.below, title, lines)...)
		}
		out = append(out, body...)
	}
	return draw.Fill(out, p.width, p.height)
}

// pane is a box with what is said of the row under the cursor, as far as it fits.
func pane(th *theme.Theme, width, height int, title draw.Line, lines []draw.Line) draw.Block {
	body := draw.Hanging(th, lines, max(width-4, 1), 2)
	var right draw.Line
	if n := len(body) - (height - 2); n > 0 {
		right = draw.T(theme.Dim, fmt.Sprintf("%d more", n))
	}
	for i := range body {
		body[i] = " " + body[i] + " "
	}
	return draw.Box(th, width, height, title, right, false, body)
}

// Click implements page.Clicker.
func (p *CasePage) Click(x, y int) tea.Cmd {
	if p.loaded == nil {
		return nil
	}
	if y == p.place.head {
		_, at := p.labels()
		for t := range tabs {
			if x >= at[t][0]-1 && x <= at[t][1] {
				return p.turn(t)
			}
		}
	}
	if y -= p.place.head + 1; y < 0 || x >= p.width-p.place.side && p.tables[p.at] != nil {
		return nil
	}
	if r := p.rolls[p.at]; r != nil {
		switch i := r.hit(y); {
		case i < 0:
		case i == r.cursor && p.Why(keys.Open) == "":
			return p.open()
		default:
			r.to(i, 1)
		}
		return nil
	}
	t := p.tables[p.at]
	switch hit := t.Hit(x, y); {
	case hit.Row < 0 || y >= p.place.body-p.place.below:
	case hit.Row == t.Cursor():
		return p.open()
	default:
		t.Move(hit.Row)
	}
	return nil
}

// Wheel implements page.Clicker.
func (p *CasePage) Wheel(_, _, delta int) tea.Cmd {
	if r := p.rolls[p.at]; r != nil {
		r.scroll(delta)
	} else {
		p.tables[p.at].Scroll(delta)
	}
	return nil
}

var _ interface {
	page.Page
	page.Holder
	page.Clicker
	page.Escaper
	page.Refresher
} = (*CasePage)(nil)
