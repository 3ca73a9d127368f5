package draw

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// clean is any text after the first wall.
func clean(r *rapid.T) string {
	words := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "evidence", "김민준", "👍🏽", " ", "  ", "日本", "é", "\u202e", "\x1b[2J", "Ω", "ค่ำ", "—", "रेखा", "पाण्डेय", "\u1100\u1100", "각", "நி", "🇩🇪", "ﷺ"}), 0, 20).Draw(r, "words")
	return text.Display(model.Untrusted(strings.Join(words, rapid.SampledFrom([]string{"", " "}).Draw(r, "sep"))))
}

func line(r *rapid.T) Line {
	var l Line
	for range rapid.IntRange(0, 4).Draw(r, "spans") {
		l = l.Add(theme.Role(rapid.IntRange(0, 12).Draw(r, "role")), clean(r))
	}
	return l
}

func themes(r *rapid.T) *theme.Theme {
	t, _ := theme.New(rapid.SampledFrom(theme.Names()).Draw(r, "theme"), rapid.Bool().Draw(r, "ascii"))
	return t
}

func TestPaintIsAsWideAsAsked(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		th, l, w := themes(r), line(r), rapid.IntRange(0, 60).Draw(r, "width")
		got := Paint(th, l, w, theme.Cursor)
		if n := text.Width(got); n != w {
			r.Fatalf("%d columns, want %d: %q", n, w, got)
		}
		if full := l.Width(); full <= w {
			var all strings.Builder
			for _, s := range l {
				all.WriteString(s.Text)
			}
			want := all.String()
			if th.Glyphs.ASCII {
				want = strings.NewReplacer("⟨", "<", "⟩", ">").Replace(want)
			}
			if !strings.HasPrefix(ansi.Strip(got), want) {
				r.Fatalf("%q is not whole in %q", want, got)
			}
		} else if w > 0 && !strings.HasSuffix(strings.TrimRight(ansi.Strip(got), " "), th.Glyphs.Ellipsis) && w > 2 {
			r.Fatalf("%q was cut without saying so", got)
		}
	})
}

func TestWrapLosesNothing(t *testing.T) {
	bare := func(s string) string { return strings.ReplaceAll(s, " ", "") }
	rapid.Check(t, func(r *rapid.T) {
		l, w := line(r), rapid.IntRange(8, 60).Draw(r, "width") // the half that an indent leaves holds the widest of them
		indent := rapid.IntRange(0, 8).Draw(r, "indent")
		var before, after strings.Builder
		for _, s := range l {
			before.WriteString(s.Text)
		}
		for _, x := range Wrap(l, w, indent) {
			if n := x.Width(); n > w {
				r.Fatalf("a line of %d columns in %d: %v", n, w, x)
			}
			for _, s := range x {
				after.WriteString(s.Text)
			}
		}
		if bare(before.String()) != bare(after.String()) {
			r.Fatalf("%q became %q", before.String(), after.String())
		}
	})
}

func TestBoxAndOverlay(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		th := themes(r)
		w, h := rapid.IntRange(0, 50).Draw(r, "w"), rapid.IntRange(0, 12).Draw(r, "h")
		body := Paragraphs(th, []Line{line(r), line(r)}, max(w-2, 0))
		box := Box(th, w, h, line(r), line(r), rapid.Bool().Draw(r, "focus"), body)
		if len(box) != max(h, 0) {
			r.Fatalf("%d lines, want %d", len(box), h)
		}
		for _, l := range box {
			if n := text.Width(l); n != w {
				r.Fatalf("a line of %d columns, want %d: %q", n, w, l)
			}
		}
		if w > 1 && h > 1 {
			if top := ansi.Strip(box[0]); !strings.HasSuffix(top, th.Glyphs.TopRight) {
				r.Fatalf("the upper border ends in no corner: %q", top)
			}
		}
		var under Block
		for range 20 {
			under = append(under, Paint(th, line(r), 80, theme.Plain))
		}
		x, y := rapid.IntRange(0, 80-w).Draw(r, "x"), rapid.IntRange(0, 20).Draw(r, "y")
		for _, l := range Overlay(under, box, x, y, 80) {
			if n := text.Width(l); n != 80 {
				r.Fatalf("a line of %d columns under a box: %q", n, l)
			}
		}
	})
}

func TestASCIIHasNoOtherGlyphs(t *testing.T) {
	th, _ := theme.New("terminal", true)
	box := Box(th, 12, 3, Plain("a long title"), nil, true, Block{Paint(th, Plain("a long line"), 10, theme.Plain)})
	for _, l := range box {
		for _, c := range ansi.Strip(l) {
			if c > '~' {
				t.Errorf("%q in %q", c, l)
			}
		}
	}
	if got := ansi.Strip(box[1]); got != "|a long li~|" {
		t.Errorf("cut is %q", got)
	}
	// An ellipsis of the data is no cut.
	if got := Fit(th, "wait…", 8); got != "wait…   " {
		t.Errorf("data became %q", got)
	}
}
