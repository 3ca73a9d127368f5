package editor

import (
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui/draft"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/uitest"
	"github.com/seed-28a39f10/clew/ui/uitest/hostile"
)

const key = "note account outlook:abc"

// press types a text as one key press, as an input method does.
func press(e *Editor, s string) tea.Cmd {
	if s == "\n" {
		return e.Key(uitest.Key("enter"))
	}
	if Clean(s) == "\t" { // the key is four spaces
		return e.Paste(s)
	}
	return e.Key(tea.KeyPressMsg{Code: tea.KeyExtended, Text: s})
}

// drafts are those of a new window of an actor.
func drafts(t testing.TB, state string) *draft.Drafts {
	t.Helper()
	d, err := draft.Open(state, "00ff", "ana", func() time.Time { return uitest.Noon })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d
}

func begin(t testing.TB, d *draft.Drafts, text string) *Editor {
	t.Helper()
	return New(uitest.Env(t, "mono", false), Options{Title: "A note on outlook:abc", Context: "Ana writes; everybody in the investigation can read it", Key: key, Drafts: d, Text: text,
		Save: func(string) tea.Cmd { return nil }})
}

// said gives the notices of a command, and whether it hides the box.
func said(t testing.TB, cmd tea.Cmd) (says string, hides bool) {
	t.Helper()
	if cmd == nil {
		return "", false
	}
	switch msg := cmd().(type) {
	case page.Say:
		return msg.Text + "|" + msg.Hint + "\n", false
	case page.Hide:
		return "", true
	case tea.BatchMsg:
		for _, c := range msg {
			s, h := said(t, c)
			says, hides = says+s, hides || h
		}
	}
	return says, hides
}

func shows(t testing.TB, e *Editor, want ...string) {
	t.Helper()
	shown := strings.Join(strings.Fields(uitest.Trimmed(e.View(116, 36))), " ")
	for _, w := range want {
		if !strings.Contains(shown, w) {
			t.Errorf("%q is not shown:\n%s", w, uitest.Trimmed(e.View(116, 36)))
		}
	}
}

// texts are those of the drafts that there are, the newest first.
func texts(t testing.TB, d *draft.Drafts) (all []string) {
	t.Helper()
	drafts, problems := d.Load(key)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, d := range drafts {
		all = append(all, d.Text)
	}
	return all
}

// Every change is in the draft when the key has been taken, and esc has nothing left to
// do but to say so.
func TestDraft(t *testing.T) {
	state := t.TempDir()
	e := begin(t, drafts(t, state), "")
	other := drafts(t, state)
	shows(t, e, "no change")
	for i, r := range "text" {
		press(e, string(r))
		if got := texts(t, other); len(got) != 1 || got[0] != "text"[:i+1] {
			t.Fatalf("after %d keys the draft is %q", i+1, got)
		}
	}
	e.Paste("\r\none\ttwo\x1b[2J")
	if got := texts(t, other); got[0] != "text\none\ttwo[2J" {
		t.Errorf("after a paste the draft is %q", got)
	}
	shows(t, e, "draft kept")
	cmd, stays := e.Escape()
	if says, _ := said(t, cmd); stays || !strings.Contains(says, "kept as a draft") {
		t.Errorf("esc says %q, stays %v", says, stays)
	}
	if all, _ := other.Load(key); len(all) != 1 || all[0].Open {
		t.Errorf("after esc there is %+v", all)
	}
}

// What is as it was given needs no draft, and esc closes it without a word.
func TestNoDraftOfNothing(t *testing.T) {
	d := drafts(t, t.TempDir())
	e := begin(t, d, "as it was")
	press(e, "x")
	e.Key(uitest.Key("backspace"))
	if got := texts(t, d); len(got) != 0 {
		t.Errorf("there is a draft: %q", got)
	}
	if cmd, stays := e.Escape(); cmd != nil || stays {
		t.Error("esc says something")
	}
}

// A draft is gone on with by the same window and by one after it, and undo gives the
// text that was given.
func TestResume(t *testing.T) {
	state := t.TempDir()
	first := drafts(t, state)
	e := begin(t, first, "given")
	press(e, " and more")
	e.Escape()
	for name, d := range map[string]*draft.Drafts{"the same window": first, "another": drafts(t, state)} {
		e = begin(t, d, "given")
		shows(t, e, "given and more", "your draft of 12:00 UTC is back", "draft kept")
		if got := texts(t, d); len(got) != 1 || got[0] != "given and more" {
			t.Errorf("%s: the drafts are %q", name, got)
		}
		e.Key(uitest.Key("alt+z"))
		if e.buf.text != "given" || len(texts(t, d)) != 0 {
			t.Errorf("%s: undone it is %q, and the drafts %q", name, e.buf.text, texts(t, d))
		}
		e.Key(uitest.Key("alt+y"))
		e.Escape()
	}
}

// A draft that another window has open is said, never overwritten, and copied when
// asked for; one that was left is moved. What is in the editor stays.
func TestOtherWindows(t *testing.T) {
	state := t.TempDir()
	a, b := drafts(t, state), drafts(t, state)
	there := begin(t, a, "")
	press(there, "from there")
	e := begin(t, b, "")
	shows(t, e, "another window has a draft of this (10 bytes, 12:00 UTC): ctrl+t takes a copy")
	press(e, "from here")
	if got := texts(t, a); len(got) != 2 {
		t.Fatalf("the drafts are %q", got)
	}
	says, _ := said(t, e.Key(uitest.Key("ctrl+t")))
	if e.buf.text != "from here\n\nfrom there" || !strings.Contains(says, "copy") {
		t.Errorf("taken it is %q, and said is %q", e.buf.text, says)
	}
	if got := strings.Join(texts(t, a), "|"); !strings.Contains(got, "from here\n\nfrom there") || len(texts(t, a)) != 2 {
		t.Errorf("the drafts are %q", got)
	}
	if says, _ := said(t, e.Key(uitest.Key("ctrl+t"))); !strings.Contains(says, "no draft") {
		t.Errorf("with nothing to take it says %q", says)
	}
	e.Escape()

	// b goes on with its own; what a has left meanwhile is moved.
	there.Escape()
	e = begin(t, b, "")
	shows(t, e, "a window that was left has a draft of this", "ctrl+t takes it")
	press(e, "!")
	e.Key(uitest.Key("ctrl+t"))
	if want := "from here\n\nfrom there!\n\nfrom there"; e.buf.text != want {
		t.Errorf("taken it is %q", e.buf.text)
	}
	if got := texts(t, a); len(got) != 1 || got[0] != e.buf.text {
		t.Errorf("the drafts are %q", got)
	}
}

// What another window has taken in the meantime is not there to take.
func TestTakenByAnother(t *testing.T) {
	state := t.TempDir()
	a, b, c := drafts(t, state), drafts(t, state), drafts(t, state)
	mine := begin(t, b, "")
	press(mine, "mine")
	left := begin(t, a, "")
	left.buf.text = ""
	press(left, "left")
	left.Escape()
	mine.Escape()
	mine = begin(t, b, "")
	took := New(mine.env, Options{Key: key, Drafts: c})
	if took.buf.text != "left" {
		t.Fatalf("the third window has %q", took.buf.text)
	}
	says, _ := said(t, mine.Key(uitest.Key("ctrl+t")))
	if !strings.Contains(says, "not there any more") || mine.buf.text != "mine" {
		t.Errorf("it says %q, and the text is %q", says, mine.buf.text)
	}
	shows(t, mine, "another window has a draft of this (4 bytes")
}

func TestSave(t *testing.T) {
	d := drafts(t, t.TempDir())
	var given []string
	e := begin(t, d, "")
	e.o.Save = func(s string) tea.Cmd {
		given = append(given, s)
		return page.Tell(Saved{key})
	}
	if says, _ := said(t, e.Key(uitest.Key("ctrl+s"))); !strings.Contains(says, "nothing to save") || len(given) > 0 {
		t.Errorf("an empty text says %q", says)
	}
	press(e, "text ")
	if e.Key(uitest.Key("ctrl+s")) == nil || len(given) != 1 || given[0] != "text " {
		t.Fatalf("given is %q", given)
	}
	// Once is enough.
	if says, _ := said(t, e.Key(uitest.Key("alt+enter"))); !strings.Contains(says, "being saved") || len(given) != 1 {
		t.Errorf("it says %q", says)
	}
	shows(t, e, "saving")
	if cmd, stays := e.Escape(); !stays || cmd == nil {
		t.Error("esc does not wait for a save")
	}
	if e.Update(Saved{"another"}) != nil {
		t.Error("what another has saved closes it")
	}
	// It failed: the text is there, and can be saved again.
	e.Update(answered{e})
	if got := texts(t, d); len(got) != 1 || e.buf.text != "text " {
		t.Errorf("after a failure the drafts are %q", got)
	}
	e.Key(uitest.Key("ctrl+s"))
	press(e, "more")
	says, hides := said(t, e.Update(Saved{key}))
	if hides || !strings.Contains(says, "typed since") || len(texts(t, d)) != 1 {
		t.Errorf("it says %q and hides %v", says, hides)
	}
	e.Update(answered{e})
	e.Key(uitest.Key("ctrl+s"))
	if _, hides := said(t, e.Update(Saved{key})); !hides || len(texts(t, d)) != 0 {
		t.Errorf("it hides %v, and the drafts are %q", hides, texts(t, d))
	}
	if len(given) != 3 || given[2] != "text more" {
		t.Errorf("given is %q", given)
	}
}

// Where no draft can be kept, that is said, and esc asks before it gives a text up.
func TestNowhereKept(t *testing.T) {
	e := begin(t, nil, "")
	press(e, "text")
	shows(t, e, "no draft is kept")
	for range 2 { // to go on typing asks again
		cmd, stays := e.Escape()
		if says, _ := said(t, cmd); !stays || !strings.Contains(says, "kept nowhere") {
			t.Errorf("esc says %q, stays %v", says, stays)
		}
		press(e, "!")
	}
	e.Escape()
	if _, stays := e.Escape(); stays {
		t.Error("esc twice does not close it")
	}
}

// A text that is full takes nothing more, rather than a part.
func TestFull(t *testing.T) {
	d := drafts(t, t.TempDir())
	e := begin(t, d, "")
	e.Paste(strings.Repeat("x", draft.Most-1))
	shows(t, e, "262143 of 262144 bytes", "draft kept")
	if says, _ := said(t, e.Paste("two")); !strings.Contains(says, "2 bytes more") || len(e.buf.text) != draft.Most-1 {
		t.Errorf("it says %q", says)
	}
	if cmd := e.Paste("1"); cmd != nil || len(texts(t, d)[0]) != draft.Most {
		t.Error("the last byte was not taken")
	}
}

func TestMouse(t *testing.T) {
	e := begin(t, nil, "first line\nsecond")
	e.o.Context = ""
	e.View(56, 12)
	e.Click(textX+2, 1)
	if e.buf.at != 2 {
		t.Errorf("the caret is at %d", e.buf.at)
	}
	if x, y, ok := e.Caret(); x != textX+2 || y != 1 || !ok {
		t.Errorf("it is drawn at %d, %d", x, y)
	}
	for _, c := range [][2]int{{50, 2}, {50, 0}, {0, 11}} {
		e.Click(c[0], c[1])
		if e.buf.at != len(e.buf.text) {
			t.Errorf("a click at %v puts the caret to %d", c, e.buf.at)
		}
	}
	e = begin(t, nil, strings.Repeat("line\n", 50))
	e.View(56, 12)
	at := e.buf.at
	e.Wheel(-300)
	e.View(56, 12)
	if _, _, ok := e.Caret(); ok || e.buf.at != at || e.top != 0 {
		t.Errorf("the wheel has moved the caret to %d, and the text to %d", e.buf.at, e.top)
	}
	e.Key(uitest.Key("left"))
	e.View(56, 12)
	if _, _, ok := e.Caret(); !ok || e.top == 0 {
		t.Error("a key does not bring the caret back into view")
	}
	e.Key(uitest.Key("pgup"))
	if row := e.layout.row(e.buf.at); row != 49-e.rows+1 {
		t.Errorf("a page up leads to row %d of rows %d", row, e.rows)
	}
}

func TestSuspend(t *testing.T) {
	e := begin(t, nil, "")
	if msg := e.Key(uitest.Key("ctrl+z"))(); msg != (page.Run{Action: keys.Suspend}) {
		t.Errorf("ctrl+z gives %v", msg)
	}
}

// fits holds the box to its room, and the caret to the box.
func fits(t testing.TB, e *Editor, width, height int) {
	t.Helper()
	box := e.View(width, height)
	if len(box) > height || len(box) == 0 {
		t.Fatalf("%d rows in %d", len(box), height)
	}
	w := text.Width(box[0])
	if w > width {
		t.Fatalf("%d columns in %d", w, width)
	}
	uitest.Exact(t, "the editor", box, w, len(box))
	if x, y, ok := e.Caret(); ok && (x < 0 || x >= w || y < 0 || y >= len(box)) {
		t.Fatalf("the caret is at %d, %d in %dx%d", x, y, w, len(box))
	}
}

func TestFits(t *testing.T) {
	state := t.TempDir()
	other := begin(t, drafts(t, state), "")
	press(other, "open elsewhere")
	for _, s := range append(append([]string{"", " ", "\n\n\n", strings.Repeat("word ", 2000)}, hostile.Few...), uitest.Hostile(t, false)...) {
		e := begin(t, drafts(t, state), s)
		e.problem(errors.New(s))
		for _, size := range uitest.Sizes {
			fits(t, e, size[0], size[1])
		}
		for _, k := range []string{"ctrl+home", "down", "end", "pgdown"} {
			e.Key(uitest.Key(k))
			fits(t, e, 56, 12)
		}
	}
}

// Hidden characters are seen, and nothing but what they are is saved.
func TestHiddenIsShown(t *testing.T) {
	e := begin(t, nil, "")
	const in = "a\u202eb\u200bc\td\u2800"
	e.Paste(in)
	shows(t, e, "a⟨U+202E⟩b⟨U+200B⟩c⟨HT⟩d⟨U+2800⟩")
	if e.buf.text != in {
		t.Errorf("the text is %q", e.buf.text)
	}
}

const story = `Rings of this kind are made in one sitting: *same first names*, the same recovery address, and sign-ins within minutes.

- seen on two exports
- the phone number is a **carrier gateway**, so it links nothing by itself
- `

func TestFrames(t *testing.T) {
	for _, f := range []struct {
		name          string
		width, height int
	}{{"60x16", 60, 16}, {"80x24", 80, 24}, {"120x40", 120, 40}} {
		state := t.TempDir()
		other := begin(t, drafts(t, state), "")
		press(other, "open elsewhere")
		e := begin(t, drafts(t, state), story)
		press(e, "a\u202eb \uae40\ubbfc\uc900")
		uitest.Golden(t, f.name+".txt", uitest.Trimmed(e.View(f.width-4, f.height-4))+"\n")
	}
	th := uitest.Env(t, "mono", true)
	e := New(th, Options{Title: "A note", Key: key, Text: strings.Repeat("line\n", 40)})
	uitest.Golden(t, "ascii.txt", uitest.Trimmed(e.View(56, 12))+"\n")
}

func BenchmarkKey(b *testing.B) {
	for name, s := range map[string]string{"note": story, "long": strings.Repeat(story, 40), "full": strings.Repeat("\u9577\u3044 ", 26_000), "line": strings.Repeat("w", 250_000)} {
		b.Run(name, func(b *testing.B) {
			e := begin(b, drafts(b, b.TempDir()), s)
			for b.Loop() {
				press(e, "x")
				e.View(116, 36)
				e.Key(uitest.Key("backspace"))
				e.View(116, 36)
			}
		})
	}
}
