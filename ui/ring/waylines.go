package ring

import (
	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// waterfall is a way with what each of its steps rests on, as lines.
type waterfall struct {
	th    *theme.Theme
	width int
	lines []draw.Line
	stops []stop
}

// stop is something that the cursor can be on: an account of the way, or a value that
// two of them share.
type stop struct {
	line, end int // the lines that say it
	until     int // the end of what is to be read with it
	account   *store.AccountRow
	value     model.Untrusted
	ref       model.Untrusted // "kind:value"; "" for an account and for what is no value
}

// mostColumns is how wide the text of a way gets.
const mostColumns = 132

func fall(th *theme.Theme, w *ways, at, width int) waterfall {
	f := waterfall{th: th, width: max(min(width-3, mostColumns), 8)}
	path := &w.paths[at]
	for i, ord := range path.Accounts {
		row := w.rows[ord]
		f.account(&row, i, len(path.Accounts)-1)
		if i < len(path.Steps) {
			f.step(path.Steps[i])
		}
	}
	return f
}

func (f *waterfall) account(row *store.AccountRow, i, last int) {
	where := "over "
	switch i {
	case 0:
		where = "from "
	case last:
		where = "to   "
	}
	l := draw.T(theme.Dim, where).Add(theme.Title, words.Who(*row)).Add(theme.Dim, "  "+text.Display(row.ID.String())+"  ").
		Add(theme.Plain, text.Display(row.DisplayName)).Add(theme.Dim, "  score ").Add(theme.Of(row.Score), words.Score(row.Score))
	s := stop{account: row, line: len(f.lines)}
	f.lines = append(f.lines, draw.Wrap(l, f.width, 5)...)
	s.end = len(f.lines)
	s.until = s.end
	f.stops = append(f.stops, s)
}

// beside adds a line of a step.
func (f *waterfall) beside(indent int, l draw.Line) {
	for _, w := range draw.Wrap(l, max(f.width-3, 1), indent) {
		f.lines = append(f.lines, append(draw.T(theme.Border, f.th.Glyphs.Vertical+"  "), w...))
	}
}

// bitsIndent is where the text after a number of bits begins.
const bitsIndent = 8

// step says how strong a link is, what it rests on and the best innocent explanation.
func (f *waterfall) step(k *store.Link) {
	first := len(f.stops)
	f.beside(0, draw.Line{draw.Class(f.th, k.Class)}.Add(theme.Plain, "  "+words.Strength(k)))
	f.beside(bitsIndent, draw.T(theme.Dim, words.Bits(k.Prior)+"  prior, "+words.Prior))
	for _, e := range k.Evidence {
		f.evidence(k, e)
	}
	f.beside(bitsIndent, draw.T(theme.Head, words.Bits(k.Bits)+"  sum"))
	if j := k.Judged; j != nil {
		f.beside(0, draw.T(theme.Head, words.Judged(j)))
	}
	f.beside(0, draw.T(theme.Good, words.Innocent(k.Best)))
	// No evidence without its innocent explanation, where there is room for both.
	for i := first; i < len(f.stops); i++ {
		f.stops[i].until = len(f.lines)
	}
	f.beside(0, nil)
}

func (f *waterfall) evidence(k *store.Link, e store.Evidence) {
	bits, name := theme.Strong, theme.Plain
	switch {
	case e.Bits < 0:
		bits = theme.Good
	case e.Bits == 0 || e.Hub:
		bits, name = theme.Dim, theme.Dim
	}
	l := draw.T(bits, words.Bits(e.Bits)+"  ").Add(theme.Dim, e.Value.Kind.String()+" ").Add(name, text.Display(e.Text))
	s := stop{value: e.Text, line: len(f.lines)}
	if e.Number != evidence.None {
		l = l.Add(theme.Dim, "  "+words.Count(e.Holders, "holder"))
		if e.Text != "" {
			s.ref = model.Untrusted(e.Value.Kind.String()) + ":" + e.Text
		}
	}
	if why := words.Evidence(k, e); why != "" {
		l = l.Add(theme.Dim, "  "+why)
	}
	f.beside(bitsIndent, l)
	s.end = len(f.lines)
	f.stops = append(f.stops, s)
}
