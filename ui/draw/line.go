package draw

import (
	"strings"

	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// Span is a piece of clean text with a role.
type Span struct {
	Role theme.Role
	Text string
}

// Line is one line of spans, not yet of any width.
type Line []Span

// T gives a line of one span.
func T(r theme.Role, s string) Line { return Line{{r, s}} }

// Plain gives a line of plain text.
func Plain(s string) Line { return T(theme.Plain, s) }

// Add appends a span.
func (l Line) Add(r theme.Role, s string) Line { return append(l, Span{r, s}) }

// Width is the number of columns of the line.
func (l Line) Width() (w int) {
	for _, s := range l {
		w += text.Width(s.Text)
	}
	return w
}

// Paint gives the line in exactly width columns, each span over the base role: a
// line that is too long is cut with an ellipsis, one that is too short is padded.
func Paint(t *theme.Theme, l Line, width int, base theme.Role) string {
	p := NewPainter(t, width, base)
	p.Line(l)
	return p.String()
}

// Painter draws one line from left to right.
type Painter struct {
	t    *theme.Theme
	b    strings.Builder
	base theme.Style
	left int // columns that are not drawn yet
}

// NewPainter begins a line of width columns over a base role.
func NewPainter(t *theme.Theme, width int, base theme.Role) *Painter {
	p := &Painter{t: t, base: t.Style(base), left: max(width, 0)}
	p.b.Grow(width + 64)
	return p
}

// Text draws text at its own width, cut where the line ends.
func (p *Painter) Text(r theme.Role, s string) {
	p.cell(r, s, min(text.Width(s), p.left), text.Width(s))
}

// Cell draws text in exactly width columns, cut where the line ends.
func (p *Painter) Cell(r theme.Role, s string, width int) {
	p.cell(r, s, min(width, p.left), text.Width(s))
}

// Right is Cell with the text at its right.
func (p *Painter) Right(r theme.Role, s string, width int) {
	if pad := min(width, p.left) - text.Width(s); pad > 0 {
		p.paint(theme.Plain, strings.Repeat(" ", pad))
		p.left -= pad
		width -= pad
	}
	p.Cell(r, s, width)
}

// Line draws a line at its own width, cut with an ellipsis where this line ends.
func (p *Painter) Line(l Line) {
	for i, s := range l {
		// The last span that fits only without what follows it is cut too, so that
		// the reader sees that something is missing.
		if w := text.Width(s.Text); w >= p.left && i+1 < len(l) && l[i+1:].Width() > 0 && p.left > 0 {
			p.cell(s.Role, s.Text+" ", p.left, w+1)
			return
		}
		p.Text(s.Role, s.Text)
	}
}

// Left is how many columns are not drawn yet.
func (p *Painter) Left() int { return p.left }

// String gives the line, padded to its width.
func (p *Painter) String() string {
	if p.left > 0 {
		p.paint(theme.Plain, strings.Repeat(" ", p.left))
		p.left = 0
	}
	return p.b.String()
}

func (p *Painter) cell(r theme.Role, s string, width, has int) {
	if width <= 0 {
		return
	}
	p.left -= width
	if has != width {
		s = Fit(p.t, s, width)
	}
	p.paint(r, s)
}

func (p *Painter) paint(r theme.Role, s string) { p.b.WriteString(p.t.Style(r).Over(p.base).Paint(s)) }

// Fit is text.Fit with the theme's ellipsis.
func Fit(t *theme.Theme, s string, width int) string {
	fitted := text.Fit(s, width)
	if !t.Glyphs.ASCII || !strings.Contains(fitted, "…") {
		return fitted
	}
	body := strings.TrimRight(fitted, " ")
	if cut, ok := strings.CutSuffix(body, "…"); ok && !strings.HasPrefix(s, body) {
		return cut + t.Glyphs.Ellipsis + fitted[len(body):]
	}
	return fitted
}
