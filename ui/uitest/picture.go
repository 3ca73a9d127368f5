package uitest

import (
	"encoding/xml"
	"fmt"
	"image/color"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
)

// The metrics of a picture, in SVG user units: a cell of a 14-unit monospaced font.
const (
	cellWidth  = 8.4
	cellHeight = 18
	margin     = 14
)

// Picture gives the screen as an SVG image, cell by cell as the terminal has it.
func (s *Screen) Picture(title string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var b strings.Builder
	w, h := float64(s.w)*cellWidth+2*margin, float64(s.h)*cellHeight+2*margin
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%.0f" viewBox="0 0 %.0f %.0f" role="img"><title>`, w, h, w, h)
	xml.EscapeText(&b, []byte(title))
	b.WriteString("</title>\n<style>text{font-family:ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace;font-size:14px;white-space:pre}</style>\n")
	fmt.Fprintf(&b, "<rect width=\"100%%\" height=\"100%%\" rx=\"8\" fill=\"%s\"/>\n", hexColour(paper))
	for y := range s.h {
		for x := 0; x < s.w; {
			x = s.run(&b, x, y)
		}
	}
	b.WriteString("</svg>\n")
	return b.String()
}

var (
	paper = color.RGBA{0x16, 0x18, 0x21, 0xff}
	ink   = color.RGBA{0xd5, 0xd9, 0xe5, 0xff}
)

// run draws the cells from x on that have one style, and gives where they end.
func (s *Screen) run(b *strings.Builder, x, y int) int {
	first := s.emu.CellAt(x, y)
	if first == nil {
		return x + 1
	}
	from := x
	var text strings.Builder
	for x < s.w {
		c := s.emu.CellAt(x, y)
		if c == nil || x > from && !(c.Style.Equal(&first.Style) && together(first.Content, c.Content)) {
			break
		}
		if c.Content == "" {
			text.WriteByte(' ')
		} else {
			text.WriteString(c.Content)
		}
		x += max(c.Width, 1)
	}
	if x == from {
		x++
	}
	fg, bg := color.Color(ink), color.Color(nil)
	if first.Style.Fg != nil {
		fg = first.Style.Fg
	}
	if first.Style.Bg != nil {
		bg = first.Style.Bg
	}
	if first.Style.Attrs&uv.AttrReverse != 0 {
		if bg == nil {
			bg = paper
		}
		fg, bg = bg, fg
	}
	left, top, width := margin+float64(from)*cellWidth, margin+float64(y)*cellHeight, float64(x-from)*cellWidth
	if bg != nil {
		fmt.Fprintf(b, "<rect x=\"%.1f\" y=\"%.0f\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n", left, top, width, cellHeight, hexColour(bg))
	}
	if strings.TrimSpace(text.String()) == "" {
		return x
	}
	more := ""
	if first.Style.Attrs&uv.AttrBold != 0 {
		more += ` font-weight="bold"`
	}
	if first.Style.Attrs&uv.AttrFaint != 0 {
		more += ` opacity="0.6"`
	}
	if first.Style.Underline != 0 {
		more += ` text-decoration="underline"`
	}
	fmt.Fprintf(b, "<text x=\"%.1f\" y=\"%.1f\" fill=\"%s\" textLength=\"%.1f\" lengthAdjust=\"spacingAndGlyphs\"%s>", left, top+13.5, hexColour(fg), width, more)
	xml.EscapeText(b, []byte(text.String()))
	b.WriteString("</text>\n")
	return x
}

// together reports whether two cells may be one piece of text. A character that is not
// ASCII is placed by itself, or with others of its kind: fonts disagree on its width.
// So are words, for not every viewer keeps the spaces between them.
func together(a, b string) bool {
	blank := func(s string) bool { return s == "" || s == " " }
	return a == b || blank(a) && blank(b) || len(a) == 1 && len(b) == 1 && !blank(a) && !blank(b)
}

func hexColour(c color.Color) string {
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}

// Styled gives the screen with its colours and attributes, as the terminal has them.
func (s *Screen) Styled() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.emu.Render()
}
