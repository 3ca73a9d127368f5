package text

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/uitest/hostile"
)

// words have conjuncts, spacing vowel signs, and others whose columns terminals dispute.
var words = []string{
	"रेखा पांडे", "क्ष", "श्री", "विद्या", "क्ष्म्य", "ক্ষ", "জ্ঞান", "ক্ক্ক", "ശ്രീ", "മലയാളം", "సంతోష్", "స్త్రీ", "ಕ್ಷ", "ક્ષ", "ଶ୍ରୀ",
	"தமிழ்", "ශ්\u200dරී", "မြန်မာ", "ក្រុម", "กำ", "ໜຳ", "བོད", "👍🏽", "🇩🇪", "🇩", "漢字", "김", "Lena", "é́", "ＡＢ", "ﷺ", "\U0001d165", "\u0cf3",
}

// begins gives the column in which each word of a text begins, for a way of counting.
func begins(s string, m ansi.Method) (at []int) {
	column, before := 0, false
	for s != "" {
		cluster, w := ansi.FirstGraphemeCluster(s, m)
		word := inWord(cluster)
		if strings.Trim(cluster, " ") != "" && !(word && before) {
			at = append(at, column)
		}
		before = word
		column, s = column+w, s[len(cluster):]
	}
	return at
}

// However a terminal counts, a line is as wide as was reserved, and each word of it begins
// in its column.
func TestLaid(t *testing.T) {
	texts := hostile.Own(t, "text")
	for _, w := range words {
		texts[w] = w + " " + w + w
	}
	for name, s := range texts {
		line := "│" + Fit(Display(model.Untrusted(s)), 60) + " │"
		var where [2]string
		for i, m := range []ansi.Method{ansi.WcWidth, ansi.GraphemeWidth} {
			laid := Laid(line, m == ansi.GraphemeWidth)
			if w := m.StringWidth(laid); w != 63 || Width(line) != 63 {
				t.Errorf("text %s: %d columns, counted in way %d, of %d: %q", name, w, m, Width(line), laid)
			}
			if bare := strings.ReplaceAll(laid, " ", ""); bare != strings.ReplaceAll(line, " ", "") {
				t.Errorf("text %s: %q became %q", name, line, laid)
			}
			where[i] = fmt.Sprint(begins(laid, m))
		}
		if where[0] != where[1] {
			t.Errorf("text %s: what begins in the columns %s begins in %s as well: %q", name, where[0], where[1], line)
		}
	}
}

func TestLanded(t *testing.T) {
	for _, c := range []struct {
		line     string
		x        int
		clusters bool
		want     int
	}{
		{"abc ", 3, true, 3}, {"漢字 ", 2, true, 2}, {"रेखा पा  ", 0, true, 0},
		{"रेखा पा  ", 1, true, 1}, {"रेखा पा  ", 3, true, 2}, {"रेखा पा  ", 4, true, 4}, {"रेखा पा  ", 6, true, 5}, {"रेखा पा  ", 7, true, 7},
		{"रेखा पा  ", 3, false, 3}, {"रेखा पा  ", 6, false, 6}, {"\x1b[1mक्ष\x1b[m  ", 2, true, 1}, {"", 5, true, 5},
	} {
		if got := Landed(c.line, c.x, c.clusters); got != c.want {
			t.Errorf("column %d of %q, by clusters %v: %d, want %d", c.x, c.line, c.clusters, got, c.want)
		}
	}
}

// What is passed over as being counted alike is counted alike, in every cluster it can be
// in: alone, behind a letter, and with what may follow it.
func TestUndisputedCharacters(t *testing.T) {
	with := []string{"", "\u0301", "\u0300\u20dd", "a", "\u2603", "漢", "각"}
	for r := rune(0xa0); r <= unicode.MaxRune; r++ {
		if disputable(r) || hidden(r) || stacks(string(r)) {
			continue
		}
		for _, before := range with {
			for _, after := range with {
				s := before + string(r) + after
				if g, w := ansi.StringWidth(s), ansi.StringWidthWc(s); g != w && !joins(r) {
					t.Fatalf("%U in %q: %d or %d columns", r, s, g, w)
				}
			}
		}
	}
}

// The columns of a line are as many as were asked for, and put together they are the line.
func TestColumns(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		parts := rapid.SliceOfN(rapid.SampledFrom(append([]string{"\x1b[1;31m", "\x1b[m", " ", "│"}, words[:31]...)), 0, 12).Draw(r, "parts")
		line := strings.Join(parts, "")
		for _, p := range parts {
			if len(p) > 0 && p[0] != '\x1b' && hidden([]rune(p)[len([]rune(p))-1]) {
				r.Skip()
			}
		}
		all := Width(line)
		from := rapid.IntRange(0, all+3).Draw(r, "from")
		to := rapid.IntRange(from, all+6).Draw(r, "to")
		got := Columns(line, from, to)
		if w := Width(got); w != to-from {
			r.Fatalf("%q from %d to %d is %q, %d columns", line, from, to, got, w)
		}
		if from == 0 && to == all && got != line {
			r.Fatalf("the whole of %q is %q", line, got)
		}
		if strings.Count(got, "\x1b") != strings.Count(line, "\x1b") {
			r.Fatalf("%q lost colours of %q", got, line)
		}
	})
}
