package theme

import (
	"image/color"
	"math"
	"testing"
)

// luminance and contrast are those of WCAG 2.2, "relative luminance" and "contrast ratio".
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	part := func(v uint32) float64 {
		s := float64(v>>8) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*part(r) + 0.7152*part(g) + 0.0722*part(b)
}

func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// Every text of a theme with colours of its own can be read on the backgrounds that terminals
// come with, and on the cursor's row: 4.5 for text, 3 for what is dimmed and for what is drawn.
func TestContrast(t *testing.T) {
	night := []uint32{0x000000, 0x16181f, 0x1e1e1e, 0x282c34}
	grounds := map[string][]uint32{"dark": night, "colour-blind": night, "light": {0xffffff, 0xfafafa, 0xfdf6e3}}
	if got := contrast(rgb(0xffffff), rgb(0x000000)); math.Abs(got-21) > 1e-9 {
		t.Fatalf("white on black is %f", got)
	}
	for _, p := range palettes {
		under := map[string]color.Color{}
		for _, g := range grounds[p.name] {
			under["#"+hex(rgb(g))] = rgb(g)
		}
		if len(under) == 0 {
			if p.cursor != nil {
				t.Errorf("%s has colours of its own and no background to be read on", p.name)
			}
			continue
		}
		rows := map[string]color.Color{"the cursor": p.cursor, "the resting cursor": p.resting}
		hold := func(what string, c color.Color, least float64, on map[string]color.Color) {
			t.Helper()
			for name, ground := range on {
				if got := contrast(c, ground); got < least {
					t.Errorf("%s: %s #%s on %s has %.2f, not %.1f", p.name, what, hex(c), name, got, least)
				}
			}
		}
		for what, c := range map[string]color.Color{"accent": p.accent, "good": p.good, "warn": p.warn, "bad": p.bad, "info": p.info,
			"certain": p.certain, "strong": p.strong, "mild": p.mild, "series 1": p.series[0], "series 2": p.series[1], "series 3": p.series[2], "series 4": p.series[3]} {
			hold(what, c, 4.5, under)
			hold(what, c, 4.5, rows)
		}
		hold("ink", p.ink, 4.5, rows)
		hold("dim", p.dim, 3, under)
		hold("dim", p.dim, 3, rows)
		for i, c := range p.heat {
			hold("heat "+string(rune('1'+i)), c, 3, under)
		}
		// A line is not read, and has to be seen: the scroll bar is one.
		hold("line", p.line, 1.5, under)
		for name, ground := range rows {
			for g, c := range under {
				if got := contrast(ground, c); got < 1.1 {
					t.Errorf("%s: %s on %s has %.2f", p.name, name, g, got)
				}
			}
		}
	}
}

func hex(c color.Color) string {
	r, g, b, _ := c.RGBA()
	const digits = "0123456789abcdef"
	var s []byte
	for _, v := range []uint32{r >> 8, g >> 8, b >> 8} {
		s = append(s, digits[v>>4], digits[v&15])
	}
	return string(s)
}
