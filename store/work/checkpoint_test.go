package work

import (
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/model"
)

func TestCheckpointText(t *testing.T) {
	c := Checkpoint{ID: [16]byte{0xab, 1}, Size: 42, Root: tlog.Hash{7}}
	const text = "clew/ab010000000000000000000000000000\n42\nBwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
	if c.String() != text {
		t.Errorf("text %q, want %q", c.String(), text)
	}
	if got, err := ParseCheckpoint(text + "an extension\n"); err != nil || got != c {
		t.Errorf("with an extension: %+v %v", got, err)
	}
	for _, bad := range []string{
		"", "\n", "\n\n\n", text[:len(text)-1], strings.TrimPrefix(text, "clew/"), "x" + text, "\n" + text, text + "\n", text + "\nx\n",
		strings.Replace(text, "42", "042", 1), strings.Replace(text, "42", "+42", 1), strings.Replace(text, "42", "-1", 1),
		strings.Replace(text, "42", "4611686018427387904", 1), strings.Replace(text, "42", "", 1), strings.Replace(text, "42", "4 2", 1),
		strings.Replace(text, "AAA=", "AAB=", 1), strings.Replace(text, "AAA=", "AAA", 1), strings.Replace(text, "BwAA", "Bw\r\nAA", 1),
		strings.Replace(text, "ab01", "AB01", 1), strings.Replace(text, "ab01", "ab", 1), strings.ReplaceAll(text, "\n", "\r\n"),
		"clew/\x1b[2J\u202e\n1\n=\n",
	} {
		if got, err := ParseCheckpoint(bad); model.KindOf(err) != model.ErrInput {
			t.Errorf("%q: %+v %v, want an error of kind input", bad, got, err)
		}
	}
}

func TestCheckpointProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var c Checkpoint
		copy(c.ID[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
		copy(c.Root[:], rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "root"))
		c.Size = rapid.Uint64Max(1<<62-1).Draw(t, "size")
		if got, err := ParseCheckpoint(c.String()); err != nil || got != c {
			t.Fatalf("%+v came back as %+v, %v", c, got, err)
		}
		// What else is read has that text at its beginning.
		text := rapid.StringMatching(`(clew/)?[0-9a-f]{31,33}\n[0-9+]{1,20}\n[0-9A-Za-z+/]{42,44}={0,2}\n?(x\n)?\n?`).Draw(t, "text")
		if got, err := ParseCheckpoint(text); err == nil && !strings.HasPrefix(text, got.String()) {
			t.Fatalf("%q was read as %q", text, got)
		}
	})
}

// TestContinue holds, at every length that a log has had, the cheap look and the
// whole one against the checkpoint of that length.
func TestContinue(t *testing.T) {
	dir := create(t)
	l := open(t, dir, Options{})
	var all []Checkpoint
	for i := range 20 {
		h, err := l.Head(background)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, h.Checkpoint())
		add(t, l, i, 1)
	}
	look := func(c Checkpoint) (cheap string, whole []Problem) {
		t.Helper()
		cheap, now, err := l.Continue(background, c)
		if err != nil || now.Seq != 21 {
			t.Fatalf("%d entries, %v", now.Seq, err)
		}
		rep, err := l.Verify(background, Known{"mine", c})
		if err != nil {
			t.Fatal(err)
		}
		return cheap, rep.Problems
	}
	for _, c := range append(all, Checkpoint{ID: all[0].ID, Root: tlog.Hash{}}) {
		cheap, whole := look(c)
		if bad := c.Size == 0; (cheap != "") != bad || len(whole) > 0 != bad {
			t.Errorf("%d entries: %q %v", c.Size, cheap, whole)
		}
	}
	for name, change := range map[string]func(*Checkpoint){
		"another root": func(c *Checkpoint) { c.Root[31] ^= 1 },
		"another size": func(c *Checkpoint) { c.Size++ },
		"another id":   func(c *Checkpoint) { c.ID[0] ^= 1 },
		"a later one":  func(c *Checkpoint) { c.Size = 22 },
	} {
		c := all[9]
		change(&c)
		cheap, whole := look(c)
		if cheap == "" || len(whole) != 1 || whole[0] != (Problem{"mine", cheap}) {
			t.Errorf("%s: %q and %v", name, cheap, whole)
		}
	}
}
