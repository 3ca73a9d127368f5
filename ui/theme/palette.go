package theme

import (
	"image/color"

	"github.com/charmbracelet/x/ansi"
)

// palette is a theme as a few colours; nil is the terminal's own foreground.
type palette struct {
	name                  string
	accent, line, dim     color.Color
	good, warn, bad, info color.Color
	certain, strong, mild color.Color
	cursor, resting       color.Color // backgrounds; nil: the row is reversed
	ink                   color.Color // plain text on them
	series                [4]color.Color
	heat                  [4]color.Color
}

func rgb(v uint32) color.Color {
	return color.RGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xff}
}

// The terminal's own 16 colours are readable on its background whatever that is,
// except yellow on white and blue on black in old palettes: neither is used for
// plain text. Colour-blind follows Okabe and Ito, Color Universal Design, 2008:
// blue and orange differ for every common form of colour blindness. A test holds the
// colours that are our own to what WCAG asks for.
var palettes = []palette{
	{
		name: "terminal", accent: ansi.Cyan, line: ansi.BrightBlack,
		good: ansi.Green, warn: ansi.Yellow, bad: ansi.Red, info: ansi.Cyan,
		certain: ansi.Red, strong: ansi.Yellow, mild: ansi.Cyan,
		series: [4]color.Color{ansi.Cyan, ansi.Yellow, ansi.Magenta, ansi.Green},
		heat:   [4]color.Color{ansi.Blue, ansi.Cyan, ansi.Yellow, ansi.Red},
	},
	{
		name: "dark", accent: rgb(0x7dcfff), line: rgb(0x4b5268), dim: rgb(0x8b93a9),
		good: rgb(0x9ece6a), warn: rgb(0xe0af68), bad: rgb(0xff8595), info: rgb(0x7dcfff),
		certain: rgb(0xff8595), strong: rgb(0xe0af68), mild: rgb(0x7dcfff),
		cursor: rgb(0x323e58), resting: rgb(0x2f3440), ink: rgb(0xe6e9f2),
		series: [4]color.Color{rgb(0x7dcfff), rgb(0xe0af68), rgb(0xbb9af7), rgb(0x9ece6a)},
		heat:   [4]color.Color{rgb(0x5573bf), rgb(0x7dcfff), rgb(0xe0af68), rgb(0xff8595)},
	},
	{
		name: "light", accent: rgb(0x005f87), line: rgb(0xb0b4bc), dim: rgb(0x636a76),
		good: rgb(0x2e6f1e), warn: rgb(0x875700), bad: rgb(0xb3001b), info: rgb(0x005f87),
		certain: rgb(0xb3001b), strong: rgb(0x875700), mild: rgb(0x005f87),
		cursor: rgb(0xcfe2f3), resting: rgb(0xe8ebef), ink: rgb(0x1a1d24),
		series: [4]color.Color{rgb(0x005f87), rgb(0x875700), rgb(0x6f2c91), rgb(0x2e6f1e)},
		heat:   [4]color.Color{rgb(0x5693ba), rgb(0x2f76a5), rgb(0xc27c0e), rgb(0xb3001b)},
	},
	{
		name: "colour-blind", accent: rgb(0x56b4e9), line: rgb(0x666666), dim: rgb(0x999999),
		good: rgb(0x56b4e9), warn: rgb(0xf0e442), bad: rgb(0xe69f00), info: rgb(0x56b4e9),
		certain: rgb(0xe69f00), strong: rgb(0xf0e442), mild: rgb(0x56b4e9),
		cursor: rgb(0x12395c), resting: rgb(0x333333), ink: rgb(0xffffff),
		series: [4]color.Color{rgb(0x56b4e9), rgb(0xe69f00), rgb(0xf0e442), rgb(0xffffff)},
		heat:   [4]color.Color{rgb(0x1f7fbd), rgb(0x56b4e9), rgb(0xf0e442), rgb(0xe69f00)},
	},
	{name: "mono"},
}

func (p *palette) styles() (s [roles]attributes) {
	fg := func(c color.Color) attributes {
		if c == nil {
			return attributes{}
		}
		return attributes{}.ForegroundColor(c)
	}
	s[Dim] = fg(p.dim)
	if p.dim == nil {
		s[Dim] = attributes{}.Faint()
	}
	s[Head] = fg(p.dim).Bold()
	s[Title] = fg(p.accent).Bold()
	s[Key] = fg(p.accent).Bold()
	s[Border] = fg(p.line)
	s[Focus] = fg(p.accent)
	s[Cursor] = attributes{}.Reverse(true)
	s[Resting] = attributes{}.Underline(true)
	if p.cursor != nil {
		s[Cursor] = fg(p.ink).BackgroundColor(p.cursor).Bold()
		s[Resting] = fg(p.ink).BackgroundColor(p.resting)
	}
	s[Mark] = fg(p.accent).Bold()
	s[Input] = attributes{}.Bold()
	s[Match] = fg(p.warn).Underline(true)
	s[Good] = fg(p.good)
	s[Warn] = fg(p.warn)
	s[Bad] = fg(p.bad).Bold()
	s[Info] = fg(p.info)
	s[Certain] = fg(p.certain).Bold()
	s[Strong] = fg(p.strong)
	s[Possible] = fg(p.mild)
	s[Weak] = s[Dim]
	for i := range 4 {
		s[int(Series1)+i] = fg(p.series[i])
		s[int(Heat1)+i] = fg(p.heat[i])
	}
	return s
}
