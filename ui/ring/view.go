package ring

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/notes"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// layout is where the parts of the page of a ring are: a head, the tabs, the view
// and what is under its cursor, with a pane beside them where that is shown.
type layout struct {
	width  int // of all but the pane
	pane   int // its width, 0 for none
	head   int // lines of the head
	body   int // lines of the view
	detail int // lines below it and the pane
}

// top is the line on which the view begins.
func (l *layout) top() int { return l.head + 1 }

func (p *Ring) layOut() layout {
	l := layout{width: p.width, detail: 2}
	if p.width >= sideFrom && !p.hide {
		l.pane = sideWidth(p.width)
		l.width -= l.pane
	} else {
		l.head = min(max(p.height/5, 2), 8)
	}
	if p.height < 10 {
		l.head, l.detail = min(l.head, 1), 1
	}
	l.body = max(p.height-l.head-1-l.detail, 1)
	return l
}

// Size implements page.Page.
func (p *Ring) Size(width, height int) {
	p.width, p.height = width, height
	p.arrange()
}

// arrange fits everything to the window and to what has changed, so that View only
// has to draw it.
func (p *Ring) arrange() {
	p.place = p.layOut()
	p.members.Size(p.place.width, p.place.body)
	p.values.Size(p.place.width, p.place.body)
	if !p.ready() {
		return
	}
	p.followMatrix()
	if p.look == asPicture {
		p.fitPicture()
	}
	p.head = p.headLines()
}

// View implements page.Page.
func (p *Ring) View() draw.Block {
	th, l := p.env.Theme, &p.place
	if !p.ready() {
		return draw.Fill(p.without(th), p.width, p.height)
	}
	out := make(draw.Block, 0, p.height)
	if l.pane == 0 {
		out = append(out, p.head...)
	}
	out = append(out, p.tabLine(th, l.width))
	switch p.look {
	case asMatrix:
		out = append(out, p.viewMatrix(th, l.width, l.body)...)
	case asMembers:
		out = append(out, p.members.View(th)...)
	case asPicture:
		out = append(out, draw.Fill(p.picture.view(th), l.width, l.body)...)
	case asValues:
		out = append(out, p.values.View(th)...)
	}
	if l.pane > 0 {
		out = draw.Beside(draw.Fill(out, l.width, len(p.head)), p.head)
	}
	under := p.detail(th)
	for _, line := range under[:l.detail] {
		out = append(out, draw.Paint(th, append(draw.Plain(" "), line...), p.width, theme.Plain))
	}
	return draw.Fill(out, p.width, p.height)
}

// without is what is shown where there is no ring (yet).
func (p *Ring) without(th *theme.Theme) draw.Block {
	pad := draw.Plain(" ")
	var lines []draw.Line
	switch {
	case p.failed != "":
		lines = []draw.Line{append(pad, draw.Span{Role: theme.Bad, Text: p.failed})}
	case p.whole == nil:
		lines = []draw.Line{append(pad, p.progress.line(p.env)...)}
	default:
		lines = []draw.Line{pad.Add(theme.Title, words.Who(p.whole.asked)).Add(theme.Dim, "  "+text.Display(p.whole.asked.ID.String())), nil,
			pad.Add(theme.Plain, "The account is in no ring: no link of it to another account is strong enough, or somebody has said that they are not the same."), nil,
			pad.Add(theme.Key, p.env.Keys.Key(keys.Open)).Add(theme.Dim, " opens the account, with what links it has")}
	}
	return draw.Paragraphs(th, lines, p.width)
}

// facts is all that is said of the ring.
func (p *Ring) facts() []draw.Line {
	w := p.whole
	named := w.members[w.at[w.ring.ID]]
	lines := []draw.Line{summary(p.env.Theme, w.ring),
		draw.T(theme.Dim, "named by ").Add(theme.Plain, named.name).Add(theme.Dim, "  "+text.Display(named.ID.String())+"  "+text.Display(named.DisplayName)), nil}
	lines = append(lines, innocent(w.ring)...)
	lines = append(lines, nil)
	lines = append(lines, tightly(w.ring, w.name)...)
	if len(w.notes) > 0 {
		lines = append(lines, nil, notes.Last(w.notes, p.env.Keys.Key(keys.Notes)))
	}
	return lines
}

// allCounted stands over figures of a ring while something of it is left out.
const allCounted = "WITH EVERYTHING COUNTED"

// headLines draws what is said of the ring into the pane, or into the lines above
// the view. The best innocent explanation is always among them.
func (p *Ring) headLines() draw.Block {
	th, w, l := p.env.Theme, p.whole, &p.place
	if l.pane > 0 {
		what := p.whatif.lines(p.env, p.files)
		lines := p.facts()
		if len(what) > 0 {
			lines = slices.Concat([]draw.Line{draw.T(theme.Head, "WHAT IF")}, what, []draw.Line{nil, draw.T(theme.Head, allCounted)}, lines)
			if p.whatif.any() {
				lines = append(lines, nil, draw.T(theme.Key, "esc").Add(theme.Dim, " counts everything again; nothing was changed"))
			}
		}
		return pane(th, w.named, lines, nil, l.pane, p.height-l.detail, "a higher window shows all")
	}
	inner := max(p.width-1, 1)
	wrap := func(lines []draw.Line) draw.Block {
		block := draw.Hanging(th, lines, max(inner-1, 1), 0)
		for i := range block {
			block[i] = " " + block[i] + " "
		}
		return block
	}
	// Lines as they are, cut where they are too long, are for where there is no room to wrap.
	first := draw.Paint(th, append(draw.Plain(" "), p.headline()...), p.width, theme.Plain)
	why := wrap(innocent(w.ring))
	short := draw.Block{draw.Paint(th, append(draw.Plain(" "), inShort(w.ring, p.env.Keys.Key(keys.Preview))), p.width, theme.Plain)}
	room := l.head - 1
	out := draw.Block{first}
	if what := p.whatif.fitted(p.env, p.files, max(room-1, 1), max(inner-1, 1)); len(what) > 0 && room > 1 {
		said := wrap(what)
		out = append(out, said[:min(len(said), room-1)]...)
	} else if len(what) > 0 && room == 1 {
		out[0] = draw.Paint(th, append(draw.Plain(" "), what[0]...), p.width, theme.Plain)
	}
	switch left := l.head - len(out); {
	case left <= 0:
	case left < len(why):
		out = append(out, short...)
	default:
		out = append(out, why...)
	}
	if left := l.head - len(out); left > 0 {
		held := wrap([]draw.Line{draw.Plain(words.HeldBy(w.ring, w.name))})
		out = append(out, held[:min(len(held), left)]...)
	}
	for i := range out {
		if p.width <= 3 {
			out[i] = draw.Paint(th, nil, p.width, theme.Plain)
		}
	}
	return draw.Fill(out, p.width, l.head)
}

// tabsAt gives where each tab begins and ends.
func tabsAt() (at [looks][2]int) {
	x := 1
	for i, name := range lookNames {
		at[i] = [2]int{x, x + text.Width(name) + 2}
		x = at[i][1] + 1
	}
	return at
}

func (p *Ring) tabLine(th *theme.Theme, width int) string {
	painter := draw.NewPainter(th, width, theme.Plain)
	painter.Text(theme.Plain, " ")
	for i, name := range lookNames {
		role, before := theme.Dim, " "
		if look(i) == p.look {
			role, before = theme.Title, th.Glyphs.Cursor
		}
		painter.Text(theme.Focus, before)
		painter.Text(role, name+" ")
		painter.Text(theme.Plain, " ")
	}
	var said draw.Line
	if n := len(p.marked()); n > 0 {
		said = said.Add(theme.Mark, words.Thousands(n)+" marked ")
	}
	if n := len(p.whatif.values) + len(p.whatif.files); n > 0 {
		said = said.Add(theme.Warn, words.Thousands(n)+" left out ")
		if note := "(figures count all) "; said.Width()+text.Width(note) < painter.Left() {
			said = said.Add(theme.Dim, note)
		}
	}
	if p.reading.Waiting() || p.whatif.door.Waiting() {
		doing := p.progress
		if p.whatif.door.Waiting() {
			doing = p.whatif.progress
		}
		said = append(said, doing.line(p.env)...).Add(theme.Plain, " ")
	}
	if w := said.Width(); w > 0 {
		painter.Cell(theme.Plain, "", max(painter.Left()-w, 1))
		painter.Line(said)
	}
	return painter.String()
}

// detail spells out what is under the cursor, in two lines.
func (p *Ring) detail(th *theme.Theme) [2]draw.Line {
	switch p.look {
	case asMatrix:
		return [2]draw.Line{p.sayAccount(th), p.sayValue(th)}
	case asPicture:
		if !p.picture.single() {
			return p.picture.sayNode(p.whole)
		}
		return [2]draw.Line{p.sayAccount(th), p.sayTies(th)}
	case asMembers:
		return [2]draw.Line{p.sayAccount(th), p.sayTies(th)}
	}
	return [2]draw.Line{p.sayValue(th), p.sayHolders()}
}

// sayAccount spells out the account under the cursor.
func (p *Ring) sayAccount(th *theme.Theme) draw.Line {
	m := &p.whole.members[p.account]
	l := draw.T(theme.Head, m.name).Add(theme.Dim, "  "+text.Display(m.ID.String())+"  ").Add(theme.Plain, text.Display(m.DisplayName)).
		Add(theme.Dim, "  score ").Add(theme.Of(m.Score), words.Score(m.Score)).Add(theme.Dim, "  "+words.Clean(m.State))
	if n := p.whatif.fallsOut(m.Ord); n > 0 {
		return append(draw.T(theme.Warn, partWord(n)+"  "), l...)
	}
	return l
}

// partWord says into what a member would fall out.
func partWord(n int) string {
	if n == 1 {
		return "falls out, alone"
	}
	return "falls out, ring of " + words.Thousands(n)
}

// sayTies says what ties the account under the cursor to the others.
func (p *Ring) sayTies(th *theme.Theme) draw.Line {
	w := p.whole
	m := &w.members[p.account]
	l := p.counting().Add(theme.Plain, words.Count(m.inside, "strong link")+" inside")
	if m.bestTo >= 0 {
		class := w.links.View().Config.Class(m.best)
		l = l.Add(theme.Dim, ", the strongest ").Add(draw.ClassRole(class), words.Odds(m.best)+" bits").Add(theme.Dim, " to ").Add(theme.Plain, w.members[m.bestTo].name)
		if m.bestBy >= 0 {
			v := &w.values[m.bestBy]
			l = l.Add(theme.Dim, " by "+v.kind+" ").Add(theme.Plain, v.text)
		}
	}
	if m.hanging {
		l = append(draw.T(theme.Warn, "parts of the ring hang on it; "), l...)
	}
	return l
}

// Status implements page.Page.
func (p *Ring) Status() draw.Line {
	if !p.ready() {
		return nil
	}
	switch p.look {
	case asMembers:
		return position(p.env.Theme, p.members)
	case asValues:
		return position(p.env.Theme, p.values)
	case asMatrix:
		l := draw.T(theme.Dim, fmt.Sprintf("account %d of %d, value %d of %d", min(p.matrix.Row+1, len(p.matrix.Rows)), len(p.matrix.Rows),
			min(p.matrix.Col+1, len(p.matrix.Cols)), len(p.matrix.Cols)))
		if n := len(p.whole.values) - len(p.matrix.Cols); n > 0 {
			l = l.Add(theme.Dim, " (and "+words.Thousands(n)+" of no bits, among the values alone)")
		}
		return l
	}
	return draw.T(theme.Dim, words.Count(len(p.whole.members), "account")+", "+words.Count(len(p.whole.ring.Links), "strong link"))
}

// Click implements page.Clicker.
func (p *Ring) Click(x, y int) tea.Cmd {
	cmd := p.click(x, y)
	p.arrange()
	return cmd
}

func (p *Ring) click(x, y int) tea.Cmd {
	l := &p.place
	if !p.ready() || x >= l.width {
		return nil
	}
	if y == l.head {
		for i, at := range tabsAt() {
			if x >= at[0] && x < at[1] {
				p.turn(look(i))
			}
		}
		return nil
	}
	if y -= l.top(); y < 0 || y >= l.body {
		return nil
	}
	switch p.look {
	case asMatrix:
		return p.clickMatrix(x, y)
	case asPicture:
		return p.clickPicture(x, y)
	}
	t := p.members
	if p.look == asValues {
		t = p.values
	}
	hit := t.Hit(x, y)
	switch {
	case hit.Column != nil && hit.Column.Sort != "":
		return p.sortBy(hit.Column.Sort)
	case hit.Row >= 0 && hit.Row == t.Cursor():
		return p.open()
	case hit.Row >= 0:
		t.Move(hit.Row)
		p.fromTable()
	}
	return nil
}

// Wheel implements page.Clicker.
func (p *Ring) Wheel(_, _, delta int) tea.Cmd {
	if !p.ready() {
		return nil
	}
	switch p.look {
	case asMatrix:
		p.matrix.Row += delta
		p.fromMatrix()
	case asMembers:
		p.members.Scroll(delta)
		p.fromTable()
	case asValues:
		p.values.Scroll(delta)
		p.fromTable()
	}
	p.arrange()
	return nil
}

var _ interface {
	page.Page
	page.Clicker
	page.Escaper
	page.Refresher
} = (*Ring)(nil)
