package ring

import (
	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// Size implements page.Page.
func (p *Path) Size(width, height int) {
	p.width, p.height = width, height
	p.flow()
}

// View implements page.Page.
func (p *Path) View() draw.Block {
	out := append(make(draw.Block, 0, p.height), p.head[:min(len(p.head), p.height)]...)
	if p.ways == nil && p.failed == "" {
		out = draw.Block{draw.Paint(p.env.Theme, append(draw.Plain(" "), p.progress.line(p.env)...), p.width, theme.Plain)}
	}
	if p.found() {
		first, last := p.text.stops[p.cursor].line, p.text.stops[p.cursor].end
		for i := p.top; i < min(p.top+p.room(), len(p.text.lines)); i++ {
			out = append(out, p.paint(i, i >= first && i < last))
		}
	}
	return draw.Fill(out, p.width, p.height)
}

// paint draws a line; those of what the cursor is on are its row.
func (p *Path) paint(i int, on bool) string {
	th := p.env.Theme
	if !on {
		return draw.Paint(th, append(draw.Plain("  "), p.text.lines[i]...), p.width, theme.Plain)
	}
	l := draw.T(th.OnCursor(theme.Focus), th.Glyphs.Cursor+" ")
	for _, s := range p.text.lines[i] {
		l = l.Add(th.OnCursor(s.Role), s.Text)
	}
	return draw.Paint(th, l, p.width, theme.Cursor)
}

// headLines says how many ways there are and what they lead through.
func (p *Path) headLines() draw.Block {
	th := p.env.Theme
	pad := draw.Plain(" ")
	var lines []draw.Line
	switch w := p.ways; {
	case p.failed != "":
		lines = append(lines, append(pad, draw.Span{Role: theme.Bad, Text: p.failed}))
	case w == nil:
		return nil
	case len(w.paths) == 0:
		lines = append(lines, pad.Add(theme.Head, words.NoWay))
	default:
		lines = append(lines, pad.Add(theme.Head, waysWord(w)))
		if w.via == evidence.Public {
			lines = append(lines, pad.Add(theme.Warn, words.WayPublic))
		}
		if len(w.paths) > 1 {
			lines = append(lines, p.tabs())
		}
	}
	if p.ways != nil && p.ways.cut {
		lines = append(lines, pad.Add(theme.Warn, words.WayCut))
	}
	return append(draw.Paragraphs(th, lines, p.width), draw.Paint(th, nil, p.width, theme.Plain))
}

// waysWord says how many ways there are, how long they are and what they lead
// through.
func waysWord(w *ways) string {
	long := words.Count(len(w.paths[0].Steps), "hop")
	through := "values that are no hubs"
	if w.via == evidence.Public {
		through = "hubs"
	}
	if n := len(w.paths); n > 1 {
		return words.Thousands(n) + " ways of " + long + ", as short and as strong as each other, through " + through + "."
	}
	return "The strongest way has " + long + ", through " + through + "."
}

// tabs names the ways by the accounts between.
func (p *Path) tabs() draw.Line {
	l := draw.Plain(" ")
	for i := range p.ways.paths {
		// Not more than fits, and the one that is shown among them.
		if i < p.at-2 {
			continue
		}
		role, before := theme.Dim, " "
		if i == p.at {
			role, before = theme.Title, p.env.Theme.Glyphs.Cursor
		}
		l = l.Add(theme.Focus, before).Add(role, words.Thousands(i+1)+" over "+p.between(i)+" ").Add(theme.Plain, " ")
		if l.Width() > p.width {
			break
		}
	}
	return draw.CutLine(p.env.Theme, l, p.width)
}

func (p *Path) between(i int) string {
	accounts := p.ways.paths[i].Accounts
	between := ""
	for _, ord := range accounts[1 : len(accounts)-1] {
		if between != "" {
			between += ", "
		}
		between += words.Who(p.ways.rows[ord])
	}
	return between
}

// Status implements page.Page.
func (p *Path) Status() draw.Line {
	if !p.found() {
		return nil
	}
	return draw.T(theme.Dim, "way "+words.Thousands(p.at+1)+" of "+words.Thousands(len(p.ways.paths)))
}

// Click implements page.Clicker.
func (p *Path) Click(_, y int) tea.Cmd {
	line := p.top + y - len(p.head)
	if y < len(p.head) || !p.found() {
		return nil
	}
	for i, s := range p.text.stops {
		if line < s.line || line >= s.end {
			continue
		}
		if i == p.cursor {
			return p.open(keys.Open)
		}
		p.move(i)
	}
	return nil
}

// Wheel implements page.Clicker.
func (p *Path) Wheel(_, _, delta int) tea.Cmd {
	p.move(p.cursor + delta/max(delta, -delta, 1))
	return nil
}
