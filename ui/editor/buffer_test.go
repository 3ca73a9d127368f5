package editor

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

// pieces are what texts are made of: each joins some of the others in one cluster.
var pieces = []string{"a", "b", " ", " ", "\n", "\t", "e\u0301", "\u0301", "\ud55c", "\u1100", "\u1161", "\U0001f3f3\ufe0f\u200d\U0001f308", "\U0001f1e6", "\U0001f1e7",
	"\u200d", "\u200b", "\u202e", "\ufe0f", "\u0915\u094d", "\u0937", "\u3000", "\u00a0", "\u0600", "\u115f", "\u2800", "word", "\u9577", "\u27e8", "\U0001f469", "\U0001f3fd"}

func anyText(most int) *rapid.Generator[string] {
	return rapid.Map(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, most), func(s []string) string { return strings.Join(s, "") })
}

// simple is a text with a caret, done the simplest way.
type simple struct {
	text string
	at   int
	aim  int // the column that up and down aim at; -1 for none
}

// bounds are all the places where the caret can be.
func (s *simple) bounds() []int {
	all := []int{0}
	for at := 0; at < len(s.text); {
		c, _ := text.FirstCluster(s.text[at:])
		at += len(c)
		all = append(all, at)
	}
	return all
}

// near gives the last place before an index, the first at it or behind it, and the
// first behind it.
func (s *simple) near(at int) (before, here, after int) {
	here, after = len(s.text), len(s.text)
	for i, b := range s.bounds() {
		if b < at || i == 0 {
			before = b
		}
		if b >= at {
			here = min(here, b)
		}
		if b > at {
			after = min(after, b)
		}
	}
	return before, here, after
}

func (s *simple) blank(from, to int) bool { return strings.TrimSpace(s.text[from:to]) == "" }

func (s *simple) word(at int) (start, end int) {
	start, end = at, at
	step := func(blank bool) {
		for b, _, _ := s.near(start); b < start && s.blank(b, start) == blank; b, _, _ = s.near(start) {
			start = b
		}
		for _, _, a := s.near(end); a > end && s.blank(end, a) == blank; _, _, a = s.near(end) {
			end = a
		}
	}
	step(true)
	step(false)
	return start, end
}

func (s *simple) line(at int) (from, to int) {
	from = strings.LastIndex(s.text[:at], "\n") + 1
	to = len(s.text)
	if i := strings.Index(s.text[at:], "\n"); i >= 0 {
		to = at + i
	}
	return from, to
}

func (s *simple) put(from, to int, in string) {
	s.text = s.text[:from] + in + s.text[to:]
	_, s.at, _ = s.near(from + len(in))
}

func (s *simple) column(at int) (w int) {
	from, _ := s.line(at)
	return text.Width(show(s.text[from:at]))
}

func (s *simple) vertical(delta int) {
	if s.aim < 0 {
		s.aim = s.column(s.at)
	}
	from, to := s.line(s.at)
	if delta < 0 {
		if from == 0 {
			return
		}
		from, to = s.line(from - 1)
	} else {
		if to == len(s.text) {
			return
		}
		from, to = s.line(to + 1)
	}
	s.at = from
	for _, b := range s.bounds() {
		if b >= from && b <= to && s.column(b) <= s.aim {
			s.at = b
		}
	}
}

func (s *simple) key(k string) {
	before, _, after := s.near(s.at)
	from, to := s.line(s.at)
	wordFrom, wordTo := s.word(s.at)
	if k != "up" && k != "down" {
		s.aim = -1
	}
	switch k {
	case "up":
		s.vertical(-1)
	case "down":
		s.vertical(1)
	case "left":
		s.at = before
	case "right":
		s.at = after
	case "ctrl+left":
		s.at = wordFrom
	case "ctrl+right":
		s.at = wordTo
	case "home", "ctrl+a":
		s.at = from
	case "end", "ctrl+e":
		s.at = to
	case "ctrl+home":
		s.at = 0
	case "ctrl+end":
		s.at = len(s.text)
	case "backspace":
		s.put(before, s.at, "")
	case "delete":
		s.put(s.at, after, "")
	case "ctrl+w":
		s.put(wordFrom, s.at, "")
	case "alt+d":
		s.put(s.at, wordTo, "")
	case "ctrl+u":
		s.put(from, s.at, "")
	case "ctrl+k":
		if to == s.at {
			to = after
		}
		s.put(s.at, to, "")
	case "enter":
		s.put(s.at, s.at, "\n")
	case "tab":
		s.put(s.at, s.at, "    ")
	}
}

var modelled = []string{"up", "down", "left", "right", "ctrl+left", "ctrl+right", "home", "ctrl+a", "end", "ctrl+e", "ctrl+home", "ctrl+end", "backspace", "delete",
	"ctrl+w", "alt+d", "ctrl+u", "ctrl+k", "enter", "tab"}

// Whatever keys are pressed on whatever text, the text and the caret are what the
// simplest way gives; and undoing all of it gives the text that there was.
func TestKeys(t *testing.T) {
	env := uitest.Env(t, "mono", false)
	rapid.Check(t, func(r *rapid.T) {
		begun := anyText(25).Draw(r, "text")
		e := New(env, Options{Text: begun})
		e.layout.width = 1 << 20
		s := simple{text: begun, at: len(begun), aim: -1}
		for range rapid.IntRange(1, 40).Draw(r, "keys") {
			if rapid.Bool().Draw(r, "types") {
				in := rapid.SampledFrom(pieces).Draw(r, "piece")
				s.aim = -1
				s.put(s.at, s.at, in)
				press(e, in)
			} else {
				k := rapid.SampledFrom(modelled).Draw(r, "key")
				s.key(k)
				e.Key(uitest.Key(k))
			}
			if e.buf.text != s.text || e.buf.at != s.at {
				r.Fatalf("text %q, caret %d; it should be %q, %d", e.buf.text, e.buf.at, s.text, s.at)
			}
		}
		for e.buf.undo() {
		}
		if e.buf.text != begun {
			r.Fatalf("undone it is %q, and was %q", e.buf.text, begun)
		}
		for e.buf.redo() {
		}
		if e.buf.text != s.text || e.buf.history > 1<<20 {
			r.Fatalf("done again it is %q, and was %q", e.buf.text, s.text)
		}
	})
}

// Rows hold all of the text in turn, none is wider than the box, and a caret that is
// put where it is drawn stays where it is.
func TestRows(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) { rows(r, anyText(60).Draw(r, "text"), rapid.IntRange(2, 30).Draw(r, "width")) })
}

func rows(t interface{ Fatalf(string, ...any) }, s string, width int) {
	var l layout
	l.set(s, width)
	at := 0
	for i, row := range l.rows {
		if row.from != at || row.to < row.from || row.to > len(s) {
			t.Fatalf("row %d is %v, after %d", i, row, at)
		}
		at = row.to
		if i+1 < len(l.rows) && l.rows[i+1].from > at {
			if s[at] != '\n' {
				t.Fatalf("behind row %d %q is left out", i, s[at])
			}
			at++
		}
		if line := s[row.from:row.to]; strings.Contains(line, "\n") || line != "" && text.Width(show(line)) > width && first(line) != line {
			t.Fatalf("row %d of %d columns is %q", i, width, line)
		}
	}
	if at != len(s) {
		t.Fatalf("rows end at %d of %d", at, len(s))
	}
	b := simple{text: s}
	for _, at := range b.bounds() {
		row, column := l.row(at), l.column(at)
		if column < 0 || column >= width {
			t.Fatalf("the caret at %d is in column %d of %d", at, column, width)
		}
		// Where a cluster is wider than its row two places look the same.
		if got := l.place(row, column); got != at && l.column(got) != column {
			t.Fatalf("%d is drawn at %d, %d and found at %d in %q", at, row, column, got, s)
		}
	}
}

// What was broken into rows before is broken in the same way anew.
func TestRowsAreRemembered(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var kept layout
		for range 4 {
			s, width := anyText(30).Draw(r, "text"), rapid.IntRange(1, 3).Draw(r, "width")
			var fresh layout
			kept.set(s, width)
			fresh.set(s, width)
			if len(kept.rows) != len(fresh.rows) {
				r.Fatalf("%v and %v", kept.rows, fresh.rows)
			}
			for i := range kept.rows {
				if kept.rows[i] != fresh.rows[i] {
					r.Fatalf("%v and %v", kept.rows, fresh.rows)
				}
			}
		}
	})
}

func TestBreaks(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  string
	}{
		{"one two three", 8, "one two |three"},
		{"one two three", 9, "one two |three"},
		{"onetwothree", 5, "onet|woth|ree"},
		{"one two", 4, "one |two"},
		{"one ", 4, "one |"},
		{"one", 4, "one"},
		{"\u9577\u9577\u9577", 5, "\u9577\u9577|\u9577"},
		{"a   b", 3, "a  | b"},
		{"", 5, ""},
	} {
		starts := breaks(c.text, c.width)
		var rows []string
		for i, from := range starts {
			to := len(c.text)
			if i+1 < len(starts) {
				to = starts[i+1]
			}
			rows = append(rows, c.text[from:to])
		}
		if got := strings.Join(rows, "|"); got != c.want {
			t.Errorf("%q in %d columns is %q, not %q", c.text, c.width, got, c.want)
		}
	}
}

// Letters are undone by the word, everything else by itself.
func TestUndo(t *testing.T) {
	e := New(uitest.Env(t, "mono", false), Options{})
	for _, r := range "two words" {
		press(e, string(r))
	}
	e.Paste("!!")
	press(e, ".")
	for _, want := range []string{"two words!!", "two words", "two ", ""} {
		e.Key(uitest.Key("alt+z"))
		if e.buf.text != want {
			t.Errorf("undone it is %q, not %q", e.buf.text, want)
		}
	}
	e.Key(uitest.Key("alt+z"))
	for _, want := range []string{"two ", "two words", "two words!!", "two words!!.", "two words!!."} {
		e.Key(uitest.Key("alt+shift+z"))
		if e.buf.text != want {
			t.Errorf("done again it is %q, not %q", e.buf.text, want)
		}
	}
	press(e, "x")
	e.Key(uitest.Key("alt+z"))
	press(e, "y")
	e.Key(uitest.Key("alt+shift+z"))
	if e.buf.text != "two words!!.y" {
		t.Errorf("what was typed since is %q", e.buf.text)
	}
}

// What is remembered does not grow without end.
func TestHistoryIsBounded(t *testing.T) {
	var b buffer
	for range 100 {
		b.put(strings.Repeat("x", 100_000))
		b.put("")
	}
	size := 0
	for _, c := range b.done {
		size += c.size()
	}
	if size > mostHistory || size != b.history {
		t.Errorf("%d bytes are remembered, counted %d", size, b.history)
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"a\r\nb\rc\n": "a\nb\nc\n", "a\tb": "a\tb", "\x1b[2Ja\x00\x7f\u009b": "[2Ja", "\xff": "\ufffd", "\u202e\u200d": "\u202e\u200d",
	} {
		if got := Clean(in); got != want || Clean(got) != got || !utf8.ValidString(got) {
			t.Errorf("%q becomes %q, not %q", in, got, want)
		}
	}
}

func FuzzEditor(f *testing.F) {
	f.Add("one two\nthree\t\u202e", "x", 20, 8)
	env := &page.Env{}
	f.Fuzz(func(t *testing.T, s, in string, width, height int) {
		if len(s) > 4096 || len(in) > 4096 {
			return
		}
		*env = *uitest.Env(t, "mono", false)
		e := New(env, Options{Text: s})
		rows(t, e.buf.text, min(max(width, 2), 200))
		for i := range 6 {
			e.Key(uitest.Key(modelled[(width&0xff+i*7)%len(modelled)]))
			e.Paste(in)
			fits(t, e, min(max(width, 1), 200), min(max(height, 1), 80))
			e.Click(i*3, i)
		}
		for e.buf.undo() {
		}
		if e.buf.text != Clean(s) {
			t.Fatalf("undone it is %q, and was %q", e.buf.text, s)
		}
	})
}
