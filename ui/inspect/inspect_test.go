package inspect

import (
	"slices"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

func inspected(t testing.TB, ascii bool, name string, in model.Untrusted) page.Overlay {
	return Inspect(uitest.Env(t, "terminal", ascii), name, in)
}

func TestTakeApart(t *testing.T) {
	for _, c := range []struct {
		in                      model.Untrusted
		points, hidden, marks   int
		broken, words           int
		scripts                 []string
		mixture, composed, like bool
	}{
		{in: "Lena Marsh", points: 10, scripts: []string{"Latin"}, composed: true},
		{in: "раураl", points: 6, words: 1, scripts: []string{"Cyrillic", "Latin"}, mixture: true, composed: true, like: true},
		{in: "сосо", points: 4, scripts: []string{"Cyrillic"}, composed: true, like: true},
		{in: "Кен Reed", points: 8, scripts: []string{"Cyrillic", "Latin"}, mixture: true, composed: true},
		{in: "田中さん", points: 4, scripts: []string{"Han", "Hiragana"}, composed: true},
		{in: "金 민준", points: 4, scripts: []string{"Han", "Hangul"}, composed: true},
		{in: "kim_민준", points: 6, scripts: []string{"Latin", "Hangul"}, mixture: true, composed: true},
		{in: "kim민준", points: 5, words: 1, scripts: []string{"Latin", "Hangul"}, mixture: true, composed: true},
		{in: "p\u200bа\u200by", points: 5, hidden: 2, words: 1, scripts: []string{"Latin", "Cyrillic"}, mixture: true, composed: true, like: true},
		{in: "gpj\u202eexe\x1b[2J", points: 11, hidden: 2, scripts: []string{"Latin"}, composed: true},
		{in: "e\u0301\u0316", points: 3, marks: 2, scripts: []string{"Latin"}},
		{in: "a\xff\xfeb", points: 2, broken: 2, scripts: []string{"Latin"}, composed: true},
		{in: "\U000E0041\uFE0F\uFEFF", points: 3, hidden: 3, composed: true},
		{in: "12 + 3", points: 6, composed: true},
		{in: "", composed: true},
	} {
		a := takeApart(c.in)
		if a.bytes != len(c.in) || a.points != c.points || a.hidden != c.hidden || a.marks != c.marks || a.broken != c.broken || a.words != c.words ||
			!slices.Equal(a.scripts, c.scripts) || a.mixture != c.mixture || a.composed != c.composed || (a.alike != "") != c.like {
			t.Errorf("%q: %+v", c.in, *a)
		}
	}
	if a := takeApart("раураl"); a.alike != "paypal" || a.parts[5].odd == "" || a.parts[0].odd != "" {
		t.Errorf("%+v", a)
	}
}

func TestFrames(t *testing.T) {
	for name, in := range map[string]model.Untrusted{
		"name":     "Lena Marsh",
		"mixed":    "раураl",
		"hostile":  "a\u202e\u200bgpj.exe\x1b[2J\xff",
		"zalgo":    "e\u0301" + model.Untrusted(strings.Repeat("\u0301\u0316", 40)),
		"variants": "ﬁne\u00a0Ⅱ김",
	} {
		for _, ascii := range []bool{false, true} {
			if ascii {
				name += "-ascii"
			}
			uitest.Golden(t, name+".txt", uitest.Trimmed(inspected(t, ascii, "display name", in).View(76, 20))+"\n")
		}
	}
}

// The box is never larger than its room, every line of it is as wide as the others,
// and nothing in it acts on a terminal.
func TestRoom(t *testing.T) {
	for _, in := range []model.Untrusted{"", "x", model.Untrusted(strings.Repeat("\u202e\x1b[2J", 50_000)), model.Untrusted(strings.Repeat("z\u0301\u0316\u0317\xff日", 20_000))} {
		b := inspected(t, false, "note", in)
		for _, size := range [][2]int{{1, 1}, {2, 2}, {5, 3}, {20, 5}, {56, 12}, {76, 20}, {196, 56}} {
			for _, k := range []string{"G", "n", "N", "g", "pgdown"} {
				b.Key(uitest.Key(k))
				view := b.View(size[0], size[1])
				if len(view) > size[1] {
					t.Fatalf("%d lines in %v", len(view), size)
				}
				for _, l := range view {
					if w := text.Width(l); w > size[0] || w != text.Width(view[0]) {
						t.Fatalf("%d columns in %v: %q", w, size, l)
					}
					uitest.Harmless(t, "the box", l)
				}
			}
		}
	}
}

func TestKeys(t *testing.T) {
	in := model.Untrusted(strings.Repeat("a", 50) + "\u200b" + strings.Repeat("b", 50) + "\u202e" + strings.Repeat("c", 50))
	b := inspected(t, false, "note", in).(*box)
	b.View(76, 20)
	b.Key(uitest.Key("n"))
	if b.top != 50 {
		t.Errorf("the next that is pointed out is at %d", b.top)
	}
	b.Key(uitest.Key("n"))
	b.Key(uitest.Key("n"))
	if b.top != 101 {
		t.Errorf("the last that is pointed out is at %d", b.top)
	}
	b.Key(uitest.Key("N"))
	if b.top != 50 {
		t.Errorf("the one before is at %d", b.top)
	}
	if got := b.Key(uitest.Key("y"))(); got != (page.Copy{Text: in}) {
		t.Errorf("%#v", got)
	}
	if got := b.Key(uitest.Key("enter"))(); got != (page.Hide{}) {
		t.Errorf("%#v", got)
	}
}
