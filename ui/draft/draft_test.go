package draft

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/model"
)

const (
	investigation = "00ff"
	actor         = "ana"
	key           = "note account outlook:abc"
)

func open(t testing.TB, state string) *Drafts {
	t.Helper()
	d, err := Open(state, investigation, actor, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d
}

func save(t testing.TB, d *Drafts, text string) {
	t.Helper()
	if err := d.Save(key, text); err != nil {
		t.Fatal(err)
	}
}

// load gives the drafts of the key, with which there must be no problem.
func load(t testing.TB, d *Drafts) []Draft {
	t.Helper()
	all, problems := d.Load(key)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return all
}

func TestOneWindow(t *testing.T) {
	state := t.TempDir()
	d := open(t, state)
	if got := load(t, d); len(got) != 0 {
		t.Errorf("at first there is %v", got)
	}
	for _, text := range []string{"", "a", "a\nb\x00\xff", strings.Repeat("x", Most)} {
		save(t, d, text)
		got := load(t, d)
		if len(got) != 1 || got[0].Text != text || !got[0].Mine || !got[0].Open || got[0].Key != key || got[0].Actor != actor || got[0].PID != os.Getpid() {
			t.Fatalf("of %d bytes there is %d drafts, %.200v", len(text), len(got), got)
		}
	}
	if err := d.Save(key, strings.Repeat("x", Most+1)); model.KindOf(err) != model.ErrLimit {
		t.Errorf("a text that is too long gives %v", err)
	}
	d.Leave(key)
	if got := load(t, d); len(got) != 1 || got[0].Open {
		t.Errorf("what was left is %.200v", got)
	}
	save(t, d, "again")
	for range 2 {
		if err := d.Discard(key); err != nil {
			t.Fatal(err)
		}
	}
	if got := load(t, d); len(got) != 0 {
		t.Errorf("after it was discarded there is %v", got)
	}
	if left := names(t, d); len(left) > 0 {
		t.Errorf("files are left: %q", left)
	}
}

func names(t testing.TB, d *Drafts) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(d.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		all = append(all, e.Name())
		if info, err := e.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, %v", e.Name(), info.Mode(), err)
		}
	}
	return all
}

// Two windows see each other's draft and never overwrite it; one of them can be taken
// once its window has left it, and by one window only.
func TestTwoWindows(t *testing.T) {
	state := t.TempDir()
	a, b, c := open(t, state), open(t, state), open(t, state)
	save(t, a, "from a")
	save(t, b, "from b")
	got := load(t, b)
	if len(got) != 2 || got[0].Text != "from b" || !got[0].Mine || got[1].Text != "from a" || got[1].Mine || !got[1].Open {
		t.Fatalf("b sees %+v", got)
	}
	if err := b.Take(got[1], "both"); model.KindOf(err) != model.ErrBusy {
		t.Errorf("taking what is open gives %v", err)
	}
	if mine := load(t, b)[0]; mine.Text != "from b" {
		t.Errorf("then b has %q", mine.Text)
	}
	a.Leave(key)
	theirs := load(t, b)[1]
	if theirs.Open {
		t.Error("what a has left is said to be open")
	}
	seen := load(t, c)
	if err := b.Take(theirs, "from b\n\nfrom a"); err != nil {
		t.Fatal(err)
	}
	if got := load(t, b); len(got) != 1 || got[0].Text != "from b\n\nfrom a" || !got[0].Mine {
		t.Errorf("after it was taken there is %+v", got)
	}
	if err := c.Take(seen[1], "mine"); model.KindOf(err) != model.ErrNotFound {
		t.Errorf("taking what is gone gives %v", err)
	}
	if got := load(t, a); len(got) != 1 || got[0].Mine {
		t.Errorf("a sees %+v", got)
	}
	save(t, a, "a goes on")
	if got := load(t, a); len(got) != 2 {
		t.Errorf("%d drafts, not 2", len(got))
	}
}

// What was changed after it was looked at is not taken for what it was.
func TestTakeWhatWasChanged(t *testing.T) {
	state := t.TempDir()
	a, b := open(t, state), open(t, state)
	save(t, a, "one")
	a.Leave(key)
	seen := load(t, b)[0]
	save(t, a, "two")
	a.Leave(key)
	if err := b.Take(seen, "one"); model.KindOf(err) != model.ErrBusy {
		t.Errorf("it gives %v", err)
	}
	if got := load(t, b); len(got) != 1 || got[0].Text != "two" {
		t.Errorf("there is %+v", got)
	}
}

// Others' drafts, and those of other keys, are not among those of a key.
func TestKeysAndActors(t *testing.T) {
	state := t.TempDir()
	d := open(t, state)
	other, err := Open(state, investigation, "ben", time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	hostile := []string{"", "../../etc/passwd", "a/b", "\x00", "\xff\xfe", "\u202e\x1b[2J", strings.Repeat("k", mostNamed), "note account x", "note account x "}
	for i, k := range hostile {
		for _, w := range []*Drafts{d, other} {
			if err := w.Save(k, fmt.Sprint(w.actor, i)); err != nil {
				t.Fatalf("key %q: %v", k, err)
			}
		}
	}
	for i, k := range hostile {
		all, problems := d.Load(k)
		if len(problems) > 0 || len(all) != 1 || all[0].Key != k || all[0].Text != fmt.Sprint(actor, i) {
			t.Errorf("key %q has %+v, %v", k, all, problems)
		}
	}
	if all, problems := d.List(); len(all) != len(hostile) || len(problems) > 0 {
		t.Errorf("%d drafts of %d, %v", len(all), len(hostile), problems)
	}
	if err := d.Save(strings.Repeat("k", mostNamed+1), ""); model.KindOf(err) != model.ErrLimit {
		t.Errorf("a key that is too long gives %v", err)
	}
	if entries, _ := os.ReadDir(state); len(entries) != 1 {
		t.Errorf("beside the drafts there is %v", entries)
	}
}

// What is damaged or foreign is passed over and said, and the others are there.
func TestDamaged(t *testing.T) {
	state := t.TempDir()
	d := open(t, state)
	save(t, d, "whole")
	path := d.path(d.own(key))
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	base := prefix(key, actor)
	turned := slices.Clone(whole)
	turned[len(turned)-1] ^= 1
	for i, content := range [][]byte{nil, {0}, make([]byte, len(whole)), whole[:len(whole)-1], append(slices.Clone(whole), 'x'), turned, whole,
		[]byte("clew-draft 1 00000000\n"), make([]byte, 2<<20), []byte(magic)} {
		write := d.path(fmt.Sprintf("%s%016x%s", base, i, suffix))
		if err := os.WriteFile(write, content, 0o600); err != nil {
			t.Fatal(err)
		}
		all, problems := d.Load(key)
		if len(all) != 1 || all[0].Text != "whole" || len(problems) != 1 || model.KindOf(problems[0]) != model.ErrCorrupt {
			t.Errorf("damage %d: %+v, %v", i, all, problems)
		}
		if err := os.Remove(write); err != nil {
			t.Fatal(err)
		}
	}
	for name, made := range map[string]func(string) error{
		"foreign":            func(p string) error { return os.WriteFile(p, []byte("x"), 0o600) },
		"folder":             func(p string) error { return os.Mkdir(p, 0o700) },
		base + "zz" + suffix: func(p string) error { return os.WriteFile(p, whole, 0o600) },
		base + "0000000000000001" + suffix: func(p string) error {
			return os.Symlink(path, p)
		},
		base + "0000000000000002" + suffix: func(p string) error { return os.Mkdir(p, 0o700) },
		base + "0000000000000003" + suffix: func(p string) error { return os.WriteFile(p, whole, 0o644) },
	} {
		if err := made(d.path(name)); err != nil {
			t.Fatal(err)
		}
		if all, problems := d.List(); len(all) != 1 || len(problems) != 1 {
			t.Errorf("with %s: %+v, %v", name, all, problems)
		}
		if err := os.Remove(d.path(name)); err != nil {
			t.Fatal(err)
		}
	}
}

// What was synced last is there where the file that was written after it is damaged,
// as it may be when the power goes.
func TestPowerLoss(t *testing.T) {
	state := t.TempDir()
	d := open(t, state)
	save(t, d, "synced")
	d.sync()
	save(t, d, "synced and more")
	path := d.path(d.own(key))
	d.Leave(key)
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	next := open(t, state)
	all, problems := next.Load(key)
	if len(all) != 1 || all[0].Text != "synced" || len(problems) != 1 {
		t.Fatalf("there is %+v, %v", all, problems)
	}
	if err := next.Take(all[0], all[0].Text); err != nil {
		t.Fatal(err)
	}
	if got := load(t, next); len(got) != 1 || got[0].Text != "synced" {
		t.Errorf("after it was taken there is %+v", got)
	}
	if left := names(t, d); len(left) != 1 {
		t.Errorf("files are left: %q", left)
	}
}

// A sync that is under way brings nothing back that is discarded meanwhile, and what
// was synced goes with the draft.
func TestDiscardIsForGood(t *testing.T) {
	d := open(t, t.TempDir())
	done := make(chan bool)
	go func() {
		for range 200 {
			d.sync()
		}
		close(done)
	}()
	for {
		save(t, d, "x")
		if err := d.Discard(key); err != nil {
			t.Fatal(err)
		}
		select {
		case <-done:
			if left := names(t, d); len(left) > 0 {
				t.Errorf("files are left: %q", left)
			}
			return
		default:
		}
	}
}

func TestLinksAreRefused(t *testing.T) {
	for _, link := range []string{"drafts", "drafts/" + investigation} {
		state, elsewhere := t.TempDir(), t.TempDir()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(state, link)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(elsewhere, filepath.Join(state, link)); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(state, investigation, actor, time.Now); model.KindOf(err) != model.ErrRefused {
			t.Errorf("with a link at %s: %v", link, err)
		}
	}
	state := t.TempDir()
	if err := os.Mkdir(filepath.Join(state, "drafts"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(state, investigation, actor, time.Now); model.KindOf(err) != model.ErrRefused {
		t.Errorf("a folder that is open to others: %v", err)
	}
	for _, id := range []string{"", "..", "a/b", "AB", "0x"} {
		if _, err := Open(t.TempDir(), id, actor, time.Now); model.KindOf(err) != model.ErrUsage {
			t.Errorf("id %q: %v", id, err)
		}
	}
}

// Where nothing can be written the error says so, and what there was is there.
func TestCannotWrite(t *testing.T) {
	d := open(t, t.TempDir())
	save(t, d, "kept")
	away := d.dir + "-away"
	if err := os.Rename(d.dir, away); err != nil {
		t.Fatal(err)
	}
	if err := d.Save(key, "kept, not"); model.KindOf(err) != model.ErrDisk {
		t.Errorf("it gives %v", err)
	}
	if _, problems := d.Load(key); len(problems) != 1 || model.KindOf(problems[0]) != model.ErrDisk {
		t.Errorf("loading gives %v", problems)
	}
	if err := os.Rename(away, d.dir); err != nil {
		t.Fatal(err)
	}
	if got := load(t, d); len(got) != 1 || got[0].Text != "kept" || !got[0].Open {
		t.Errorf("there is %+v", got)
	}
	save(t, d, "kept again")
}

// What processes leave that are killed amid a change goes with time.
func TestSweep(t *testing.T) {
	state := t.TempDir()
	d := open(t, state)
	save(t, d, "x")
	d.sync()
	long := time.Now().Add(-time.Hour)
	other := prefix(key, actor) + "0000000000000001" + suffix
	for _, name := range []string{other + newSuffix, other + linkSuffix, other + keptSuffix} {
		if err := os.WriteFile(d.path(name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(d.path(name), long, long); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(d.path(d.own(key)), long, long); err != nil {
		t.Fatal(err)
	}
	open(t, state)
	if left := names(t, d); len(left) != 2 {
		t.Errorf("left is %q", left)
	}
}

// Whatever windows do with their drafts in turn, each has what it wrote last.
func TestWindowsKeepWhatTheyWrote(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		state, err := os.MkdirTemp("", "clew-draft-*")
		if err != nil {
			r.Fatal(err)
		}
		defer os.RemoveAll(state)
		windows := []*Drafts{open(t, state), open(t, state), open(t, state)}
		have := map[*Drafts]string{}
		for range rapid.IntRange(1, 30).Draw(r, "steps") {
			w := rapid.SampledFrom(windows).Draw(r, "window")
			switch rapid.IntRange(0, 3).Draw(r, "step") {
			case 0:
				have[w] = rapid.StringN(0, 20, 60).Draw(r, "text")
				if err := w.Save(key, have[w]); err != nil {
					r.Fatal(err)
				}
			case 1:
				w.Leave(key)
			case 2:
				if err := w.Discard(key); err != nil {
					r.Fatal(err)
				}
				delete(have, w)
			case 3:
				for _, theirs := range load(t, w) {
					if theirs.Mine || theirs.Open {
						continue
					}
					if err := w.Take(theirs, have[w]+theirs.Text); err != nil {
						r.Fatal(err)
					}
					have[w] += theirs.Text
					for _, other := range windows {
						if other.window == theirs.Window {
							delete(have, other)
						}
					}
				}
			}
			var want, got []string
			for _, text := range have {
				want = append(want, text)
			}
			for _, draft := range load(t, w) {
				got = append(got, draft.Text)
			}
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(want, got) {
				r.Fatalf("there is %q, and should be %q", got, want)
			}
		}
	})
}

func BenchmarkSave(b *testing.B) {
	for _, size := range []int{100, 4 << 10, 64 << 10, Most} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			d := open(b, b.TempDir())
			text := strings.Repeat("x", size)
			var took []time.Duration
			for b.Loop() {
				began := time.Now()
				save(b, d, text)
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
		})
	}
}
