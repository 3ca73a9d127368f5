package ring

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// aside is the pane about the ring under the cursor. It keeps what it shows until
// the next one is there.
type aside struct {
	door  page.Door
	asked uint64
	shown asideMsg
	fresh bool // what is shown is of the links as they stand
}

type asideMsg struct {
	id    uint64
	title string
	lines []draw.Line
	rows  []draw.Line
}

// terms are what the titles of columns and the words beside them mean, in short.
var terms = [...][2]string{
	{"NAMED BY", "the member that founded it"},
	{"BRIDGE", "one link that holds two parts"},
	{"DENSE", "strong links, of all pairs"},
	{"HUBS", "share of bits that hubs give"},
	{"hub", "a value too common to link"},
	{"excused", "innocent rules explain it all"},
}

// termLines explains the terms.
func termLines() []draw.Line {
	lines := []draw.Line{nil}
	for _, t := range terms {
		lines = append(lines, draw.T(theme.Head, text.Fit(t[0], 9)).Add(theme.Dim, t[1]))
	}
	return lines
}

// stain says that the links are others now.
func (a *aside) stain() { a.fresh = false }

// mostAside is how many shared values the pane lists.
const mostAside = 12

// look asks about the ring under the cursor where the pane shows another one.
func (r *Rings) look() tea.Cmd {
	f, a := r.current(), &r.aside
	if f == nil || !r.side() {
		return nil
	}
	id := uint64(f.ID)
	if a.fresh && a.shown.id == id || a.door.Waiting() && a.asked == id {
		return nil
	}
	a.asked = id
	s, links, th := r.store, r.links, r.env.Theme
	return page.Ask(&a.door, func(ctx context.Context) (asideMsg, error) {
		m := asideMsg{id: id, title: words.Who(f.named)}
		whole := *f.Ring
		var err error
		if whole.Values, err = links.Values(ctx, f.Ring, mostAside); err != nil { // all of a large ring's are thousands
			return m, err
		}
		name, err := namesOf(ctx, s, namedIn(&whole))
		if err != nil {
			return m, err
		}
		m.lines = append(m.lines, summary(th, &whole), draw.T(theme.Dim, text.Display(f.named.ID.String())+"  "+text.Display(f.named.DisplayName)), nil)
		m.lines = append(m.lines, innocent(&whole)...)
		m.lines = append(m.lines, nil)
		m.lines = append(m.lines, tightly(&whole, name)...)
		m.rows = append([]draw.Line{nil}, sharedLines(&whole, mostAside)...)
		return m, nil
	})
}

func (a *aside) take(msg page.Answer[asideMsg]) tea.Cmd {
	if !page.Takes(&a.door, msg) {
		return nil
	}
	if msg.Err != nil {
		return page.Fail(msg.Err)
	}
	a.shown, a.fresh = msg.Value, true
	return nil
}

func (a *aside) view(th *theme.Theme, width, height int) draw.Block {
	lines, rows := a.shown.lines, a.shown.rows
	if more := termLines(); len(draw.Paragraphs(th, lines, max(width-4, 1)))+len(rows)+len(more) <= height-2 {
		rows = append(slices.Clip(rows), more...) // or they would push out what the ring is
	}
	return pane(th, a.shown.title, lines, rows, width, height, "enter shows all")
}

// pane draws lines, which are wrapped, and rows, which are cut, in a box. Where they
// do not fit it says so, with how to see more.
func pane(th *theme.Theme, title string, lines, rows []draw.Line, width, height int, more string) draw.Block {
	inner := max(width-4, 1)
	body := draw.Paragraphs(th, lines, inner)
	for _, row := range rows {
		body = append(body, draw.Paint(th, row, inner, theme.Plain))
	}
	for i := range body {
		body[i] = " " + body[i] + " "
	}
	if room := height - 2; len(body) > room && room > 0 {
		body = append(body[:room-1:room-1], " "+draw.Paint(th, draw.T(theme.Dim, th.Glyphs.Ellipsis+" "+more), inner, theme.Plain)+" ")
	}
	return draw.Box(th, width, height, draw.T(theme.Title, title), nil, false, body)
}
