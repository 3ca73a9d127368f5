package imports

import (
	"context"
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/ingest"
	"github.com/seed-28a39f10/clew/store/load"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// peek is what is understood of a file from its beginning.
type peek struct {
	path   string
	glance *load.Glance
	err    error
}

// peek asks what is understood of the file under the cursor, where that is shown.
func (p *Page) peek() tea.Cmd {
	c := &p.chooser
	e, ok := c.current()
	if !ok || e.folder || e.other || p.width < sideFrom || c.peeked.path == c.path(e) {
		return nil
	}
	path, o := c.path(e), p.options.ingest()
	o.Key = p.store.CardKey()
	return page.Ask(&c.peeking, func(ctx context.Context) (peek, error) {
		g, err := load.Look(ctx, path, o, 5)
		return peek{path, g, err}, nil
	})
}

func (p *Page) viewChooser() draw.Block {
	th, c := p.env.Theme, &p.chooser
	where := draw.T(theme.Dim, " folder ").Add(theme.Title, words.Clean(c.dir))
	if c.reading.Waiting() {
		where = where.Add(theme.Dim, " "+th.Glyphs.Ellipsis)
	}
	note := p.chooserNote()
	if room := p.width - note.Width() - 1; room >= 20 {
		where = append(draw.CutLine(th, where, room-1), draw.Span{Text: strings.Repeat(" ", max(room-min(where.Width(), room-1), 0))})
		where = append(where, note...)
	}
	head := draw.Block{draw.Paint(th, where, p.width, theme.Plain), " " + c.field.View(th, p.width-1)}
	if p.width == 1 {
		head[1] = " "
	}
	body := c.table.View(th)
	if p.width >= sideFrom {
		body = draw.Beside(body, p.viewPeek(p.width-p.listWidth(), len(body)))
	}
	return append(head, body...)
}

func (p *Page) listWidth() int {
	if p.width < sideFrom {
		return p.width
	}
	return p.width - min(p.width*2/5, 90)
}

// chooserNote says what is wrong with what was typed, or what is marked and which key
// goes on with it.
func (p *Page) chooserNote() draw.Line {
	c := &p.chooser
	if c.wrong != nil {
		said := page.Problem(c.wrong).Text
		if e := (*model.Error)(nil); errors.As(c.wrong, &e) {
			said = words.Clean(e.Message) // the path stands below
		}
		return draw.CutLine(p.env.Theme, draw.T(theme.Warn, said), max(p.width-24, 1))
	}
	if len(c.marked) > 0 {
		var bytes int64
		for _, m := range c.marked {
			bytes += m.size
		}
		l := draw.T(theme.Mark, words.Count(len(c.marked), "file")+" marked").Add(theme.Dim, ", "+words.Size(bytes))
		if p.width >= 80 {
			l = l.Add(theme.Dim, "  ").Add(theme.Key, p.env.Keys.Key(keys.Open)).Add(theme.Dim, " looks at "+them(len(c.marked)))
		}
		return l
	}
	if c.here != nil && c.here.more {
		return draw.T(theme.Warn, "only the first "+words.Thousands(mostEntries)+" are listed")
	}
	return nil
}

// viewPeek draws what is understood of the file under the cursor.
func (p *Page) viewPeek(width, height int) draw.Block {
	th, c := p.env.Theme, &p.chooser
	e, ok := c.current()
	title, lines := e.shown, []draw.Line(nil)
	switch g := c.peeked.glance; {
	case !ok || e.folder || e.other:
		title, lines = "What can be imported", p.known()
	case c.peeked.path != c.path(e):
	case c.peeked.err != nil:
		lines = append(lines, draw.T(theme.Warn, page.Problem(c.peeked.err).Text))
	default:
		lines = append(lines, draw.T(theme.Title, g.Title), draw.T(theme.Dim, about(g, th)), nil)
		for _, used := range []bool{true, false} { // what is used is not to be cut off
			for _, col := range g.Columns {
				if used == (col.Field != "") {
					lines = append(lines, columnLine(col, th))
				}
			}
		}
	}
	body := draw.Hanging(th, lines, max(width-4, 1), 2)
	for i := range body {
		body[i] = " " + body[i] + " "
	}
	return draw.Box(th, width, height, draw.T(theme.Title, title), nil, false, body)
}

// known says what kinds of files can be read.
func (p *Page) known() []draw.Line {
	var lines []draw.Line
	for _, prof := range ingest.Profiles() {
		lines = append(lines, draw.T(theme.Info, prof.Name).Add(theme.Plain, "  "+prof.Title), draw.T(theme.Dim, "  "+prof.Formats))
	}
	k := p.env.Keys
	return append(lines, nil, draw.T(theme.Dim, "Each plain, or packed with gzip or zstd. Another kind of file is read by a mapping."), nil,
		draw.T(theme.Key, k.Key(keys.Open)).Add(theme.Dim, " looks at a file: nothing is written yet"),
		draw.T(theme.Key, k.Key(keys.Mark)).Add(theme.Dim, " marks several, ").Add(theme.Key, k.Key(keys.MarkAll)).Add(theme.Dim, " all that are called as exports are"))
}

func them(n int) string {
	if n == 1 {
		return "it"
	}
	return "them"
}

func columnLine(c ingest.Column, th *theme.Theme) draw.Line {
	if c.Field == "" {
		return draw.T(theme.Dim, words.Clean(clip(c.Name))+"  not used")
	}
	return draw.Plain(words.Clean(clip(c.Name))).Add(theme.Dim, " "+th.Glyphs.Arrow+" ").Add(theme.Good, c.Field)
}
