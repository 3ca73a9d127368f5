package imports

import (
	"strings"
	"time"

	"github.com/seed-28a39f10/clew/store/load"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// headLines is what stands above the files.
const headLines = 2

func newSheet() *table.Table {
	return table.New(
		table.Column{Key: "file", Title: "FILE", Least: 14},
		table.Column{Key: "profile", Title: "PROFILE", Least: 8, Most: 8, Drop: 6},
		table.Column{Key: "size", Title: "SIZE", Least: 7, Most: 7, Right: true, Drop: 8},
		table.Column{Key: "read", Title: "READ", Least: 7, Most: 9, Right: true, Drop: 3},
		table.Column{Key: "accepted", Title: "ACCEPTED", Least: 8, Most: 9, Right: true, Drop: 5},
		table.Column{Key: "new", Title: "NEW", Least: 7, Most: 9, Right: true},
		table.Column{Key: "changed", Title: "CHANGED", Least: 7, Most: 9, Right: true, Drop: 1},
		table.Column{Key: "unchanged", Title: "UNCHANGED", Least: 9, Most: 9, Right: true, Drop: 2},
		table.Column{Key: "rejected", Title: "REJECTED", Least: 8, Most: 9, Right: true},
		table.Column{Key: "duplicate", Title: "DUPLICATE", Least: 9, Most: 9, Right: true, Drop: 7})
}

// show puts the files into their table, and the one under the cursor into the detail.
func (p *Page) show() {
	rows := make([]table.Row, len(p.files))
	for i := range p.files {
		rows[i] = table.Row{ID: uint64(i), Cells: p.files[i].cells(p.env.Theme, p.without)}
	}
	p.sheet.Set(rows)
	p.fit()
	p.shown = ""
	p.showDetail()
}

func (f *file) cells(th *theme.Theme, without bool) []draw.Span {
	name := draw.Span{Role: theme.Plain, Text: f.name}
	profile := draw.Span{Role: theme.Dim, Text: th.Glyphs.Ellipsis}
	if f.glance != nil {
		profile.Text = f.glance.Profile
	}
	if f.err != nil {
		name.Role, profile = theme.Bad, draw.Span{Role: theme.Bad, Text: "error"}
		if without {
			name.Role, profile = theme.Dim, draw.Span{Role: theme.Dim, Text: "left out"}
		}
	}
	cells := []draw.Span{name, profile, {Role: theme.Dim, Text: words.Size(f.size)}}
	l := f.loaded
	if l == nil {
		return cells
	}
	for i, n := range []uint64{l.Read, l.Accepted, l.New, l.Changed, l.Unchanged, l.Rejected, l.Result.Duplicates} {
		role := theme.Plain
		switch {
		case n == 0:
			role = theme.Dim
		case i == 2:
			role = theme.Good
		case i == 5:
			role = theme.Warn
		}
		cells = append(cells, draw.Span{Role: role, Text: words.Thousands(n)})
	}
	return cells
}

// sheetRows is how high the table of files is: as the files need it, up to half of the
// page.
func (p *Page) sheetRows() int {
	return min(len(p.files)+1, max((p.height-headLines-detailHead)/2, 2))
}

// fit gives the tables their sizes.
func (p *Page) fit() {
	p.chooser.table.Size(p.listWidth(), max(p.height-headLines, 1))
	p.sheet.Size(p.width, p.sheetRows())
	for _, t := range p.detail {
		t.Size(p.width, max(p.height-headLines-p.sheetRows()-detailHead, 1))
	}
}

// Size implements page.Page.
func (p *Page) Size(width, height int) {
	p.width, p.height = width, height
	p.fit()
}

// View implements page.Page.
func (p *Page) View() draw.Block {
	var out draw.Block
	switch p.step {
	case choosing:
		out = p.viewChooser()
	case importing:
		out = p.viewProgress()
	default:
		out = p.viewFiles()
	}
	return draw.Fill(out, p.width, p.height)
}

func (p *Page) viewFiles() draw.Block {
	th := p.env.Theme
	var out draw.Block
	for _, l := range p.head() {
		out = append(out, draw.Paint(th, append(draw.Plain(" "), l...), p.width, theme.Plain))
	}
	out = append(out, p.viewPart(p.sheet, onFiles)...)
	return append(out, p.viewDetail()...)
}

// viewPart draws a table. Only that with the keyboard has a cursor: the other says by a
// fainter mark where its own will be.
func (p *Page) viewPart(t *table.Table, part pane) draw.Block {
	th := p.env.Theme
	t.Focused = p.focus == part
	out := t.View(th)
	if t.Focused {
		return out
	}
	for i, l := range out {
		if t.Hit(0, i).Row == t.Cursor() {
			out[i] = draw.Splice(l, th.Glyphs.Bullet, 0, p.width)
		}
	}
	return out
}

// head says where the work is, and which key goes on.
func (p *Page) head() [headLines]draw.Line {
	th := p.env.Theme
	key := func(l draw.Line, a keys.Action, what string) draw.Line {
		return l.Add(theme.Dim, "  ").Add(theme.Key, p.env.Keys.Key(a)).Add(theme.Dim, " "+what)
	}
	if p.step == finished {
		j := p.job
		l := draw.T(theme.Good, words.Imported(p.env.Name, j.outcome.Changed, j.size))
		l = key(key(l, keys.Open, "shows the accounts"), keys.Back, "more files")
		second := draw.T(theme.Dim, "It brought: "+p.sum()+".")
		if j.err != nil {
			second = second.Add(theme.Bad, " "+page.Problem(j.err).Text)
		}
		return [headLines]draw.Line{l, second}
	}
	var l draw.Line
	if f := p.unreadable(); f != nil {
		bad := len(p.files) - len(p.usable())
		l = draw.T(theme.Bad, f.name+" cannot be read as it is.")
		if bad > 1 {
			l = draw.T(theme.Bad, words.Count(bad, "file")+" cannot be read as they are.")
		}
		if bad < len(p.files) {
			l = key(l, keys.Toggle, "leave out the unreadable ("+words.Thousands(bad)+")")
		}
		l = key(key(l, keys.Options, "how to read"), keys.Back, "other files")
	} else {
		l = draw.T(theme.Title, "Nothing is written yet.")
		l = key(l, keys.Open, "imports")
		if bad := len(p.files) - len(p.usable()); bad > 0 {
			l = key(l, keys.Toggle, words.Thousands(bad)+" left out")
		}
		l = key(key(l, keys.Options, "options"), keys.Back, "other files")
	}
	if said := p.options.said(); said != "" {
		l = l.Add(theme.Dim, "  ").Add(theme.Info, said)
	}
	second := draw.T(theme.Dim, p.tried)
	if p.looking.Waiting() {
		second = draw.T(theme.Dim, "looking"+th.Glyphs.Ellipsis)
	} else if p.trying.Waiting() {
		second = append(draw.T(theme.Dim, "Finding out what it would bring: "), p.progressLine()...)
	}
	return [headLines]draw.Line{l, second}
}

// progressLine says how far the stage under way is.
func (p *Page) progressLine() draw.Line {
	s, done, total, begun, ok := p.progress.at()
	if !ok {
		return draw.T(theme.Dim, p.env.Theme.Glyphs.Ellipsis)
	}
	parts := append([]string{doing(s)}, words.Progress(written(s), done, total, p.env.Now().Sub(begun))...)
	return draw.T(theme.Dim, strings.Join(parts, " "+p.env.Theme.Glyphs.Bullet+" "))
}

// viewProgress draws the import under way: what is done, what is under way, what is
// still to come.
func (p *Page) viewProgress() draw.Block {
	th := p.env.Theme
	title := "Importing " + words.Count(len(p.files), "file") + " into " + p.env.Name
	if p.job.stopping() {
		title = "Giving up the import" + th.Glyphs.Ellipsis
	}
	took := p.env.Now().Sub(p.job.began).Round(time.Second)
	first := draw.Plain(" ").Add(theme.Title, title).Add(theme.Dim, "  "+took.String())
	second := draw.Plain(" ").Add(theme.Key, p.env.Keys.Key(keys.Back)).Add(theme.Dim, " gives it up  ")
	second = second.Add(theme.Key, p.env.Keys.Key(keys.Queue)).Add(theme.Dim, " the queue; the import goes on meanwhile")
	out := draw.Block{draw.Paint(th, first, p.width, theme.Plain), draw.Paint(th, second, p.width, theme.Plain), draw.Paint(th, nil, p.width, theme.Plain)}
	steps, at := p.steps()
	room := max(p.height-len(out), 1)
	from := max(min(at-room/2, len(steps)-room), 0)
	for _, l := range steps[from:] {
		out = append(out, draw.Paint(th, l, p.width, theme.Plain))
	}
	return out
}

// steps lists the parts of the import and the index of the one under way.
func (p *Page) steps() (lines []draw.Line, at int) {
	th := p.env.Theme
	names := make([]string, 0, len(p.files)+3)
	for _, f := range p.files {
		names = append(names, load.Reading+" "+f.name)
	}
	names = append(names, load.Writing, load.Deriving, "finding links and rings")
	s, done, total, begun, ok := p.progress.at()
	switch {
	case !ok:
		at = -1
	case s.File >= 0:
		at = s.File
	case s.Doing == load.Writing:
		at = len(p.files)
	case s.Doing == load.Deriving:
		at = len(p.files) + 1
	default:
		at = len(p.files) + 2
	}
	for i, name := range names {
		switch {
		case i < at:
			lines = append(lines, draw.T(theme.Good, "  "+th.Glyphs.Mark+" ").Add(theme.Dim, name))
		case i > at:
			lines = append(lines, draw.T(theme.Dim, "    "+name))
		default:
			l := draw.T(theme.Focus, "  "+th.Glyphs.Cursor+" ").Add(theme.Plain, name)
			if i == len(names)-1 {
				l = l.Add(theme.Dim, ": "+s.Doing)
			}
			lines = append(lines, l, p.bar(done, total), draw.Plain("    ").Add(theme.Dim,
				strings.Join(words.Progress(written(s), done, total, p.env.Now().Sub(begun)), " "+th.Glyphs.Bullet+" ")))
		}
	}
	return lines, max(at, 0)
}

// bar draws a share, or that something goes on where none is known.
func (p *Page) bar(done, total int64) draw.Line {
	g := p.env.Theme.Glyphs
	if total <= 0 {
		frame := int(p.env.Now().UnixMilli()/between.Milliseconds()) % len(g.Spinner)
		return draw.Plain("    ").Add(theme.Focus, g.Spinner[frame])
	}
	width := max(min(p.width-12, 60), 1)
	full := int(min(done, total) * int64(width) / total)
	return draw.Plain("    ").Add(theme.Focus, strings.Repeat(g.Full, full)).Add(theme.Dim, strings.Repeat(g.Empty, width-full))
}
