package ui_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

var (
	monkeyFor  = flag.Duration("monkey", 10*time.Second, "how long the monkey plays")
	monkeySeed = flag.Uint64("monkey.seed", 1, "the monkey's seed; 0 is another one each time")
)

// monkey presses, types, pastes, clicks and resizes at random.
type monkey struct {
	*rand.Rand
	keys  []string
	texts []string
}

func newMonkey(seed uint64, texts []string) *monkey {
	m := &monkey{Rand: rand.New(rand.NewPCG(seed, 1)), texts: texts}
	for _, e := range keys.All() {
		if e.Action != keys.Quit && e.Action != keys.Suspend {
			m.keys = append(m.keys, e.Keys...)
		}
	}
	m.keys = append(m.keys, "tab", "up", "down", "left", "right", "enter", "space", "delete", "ctrl+w", "0", "9", "\"", "(", "-")
	for range 6 { // what finishes a box
		m.keys = append(m.keys, "enter", "tab", "right", "ctrl+s")
	}
	return m
}

// message gives what the monkey does next and a name for it.
func (m *monkey) message() (tea.Msg, string) {
	switch n := m.IntN(100); {
	case n < 70:
		k := m.keys[m.IntN(len(m.keys))]
		return uitest.Key(k), "the key " + k
	case n < 80:
		r := rune("abcdefghijklmnoprstuvwxyz:>=.0123456789 "[m.IntN(40)])
		return tea.KeyPressMsg{Code: r, Text: string(r)}, fmt.Sprintf("typing %q", r)
	case n < 83:
		s := m.texts[m.IntN(len(m.texts))]
		return tea.PasteMsg{Content: s}, fmt.Sprintf("pasting %.40q", s)
	case n < 90:
		x, y := m.IntN(220), m.IntN(70)
		return tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft}, fmt.Sprintf("a click at %d,%d", x, y)
	case n < 95:
		b := tea.MouseWheelUp
		if m.IntN(2) == 0 {
			b = tea.MouseWheelDown
		}
		return tea.MouseWheelMsg{X: m.IntN(220), Y: m.IntN(70), Button: b}, "the wheel"
	case n < 96:
		return tea.FocusMsg{}, "focus"
	}
	w, h := m.IntN(240), m.IntN(80)
	if m.IntN(3) == 0 {
		w, h = 60+m.IntN(60), 16+m.IntN(10)
	}
	return tea.WindowSizeMsg{Width: w, Height: h}, fmt.Sprintf("a window of %dx%d", w, h)
}

// A monkey gets the program neither to panic nor to draw beyond the window, leaves no
// goroutine behind, and decides nothing alone, whatever it does to the investigation.
func TestMonkey(t *testing.T) {
	seed := *monkeySeed
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("seed %d", seed)
	texts := uitest.Hostile(t, !testing.Short())
	dbs := []*store.DB{copied(t, uitest.Demo(t)), evil(t, texts)}
	for _, db := range dbs {
		proposed(t, db)
	}
	t.Chdir(t.TempDir()) // there is nothing to import here, and batches go here
	until := time.Now().Add(*monkeyFor)
	before := runtime.NumGoroutine()
	did := 0
	for round := uint64(0); time.Now().Before(until) && !t.Failed(); round++ {
		db := dbs[round%2]
		m := newMonkey(seed+round, texts)
		synctest.Test(t, func(t *testing.T) {
			c := &checked{Root: ui.New(options(db)), t: t}
			s := uitest.Start(t, c, 100, 30)
			for range 40 {
				for range 12 {
					msg, what := m.message()
					c.did = fmt.Sprintf("%s (seed %d)", what, seed+round)
					s.Throw(msg)
					did++
				}
				s.Settle()
				if s.Ended() {
					break // it found "quit" in the palette
				}
			}
			if err := s.Quit(); err != nil {
				t.Error(err)
			}
			if err := uitest.Scan(s.Sent()); err != nil {
				t.Errorf("the terminal got %v (seed %d)", err, seed+round)
			}
		})
		if why := alone(db.Work()); why != "" {
			t.Errorf("%s (seed %d)", why, seed+round)
		}
	}
	for _, db := range dbs {
		r, err := db.Check(context.Background())
		if err != nil || len(r.Problems) > 0 {
			t.Errorf("%v, %v", r.Problems, err)
		}
		t.Logf("%d things done, %d entries in the log", did, db.Work().Next())
	}
	for range 100 {
		if runtime.NumGoroutine() <= before+2 {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	buf := make([]byte, 1<<16)
	t.Errorf("%d goroutines, and %d before:\n%s", runtime.NumGoroutine(), before, strings.TrimSpace(string(buf[:runtime.Stack(buf, true)])))
}

// copied is an investigation that a test may change.
func copied(t *testing.T, db *store.DB) *store.DB {
	t.Helper()
	to := filepath.Join(t.TempDir(), "copy.clew")
	if err := os.CopyFS(to, os.DirFS(db.Path())); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(to, func(path string, e os.DirEntry, err error) error {
		if err == nil && e.IsDir() {
			return os.Chmod(path, 0o700)
		}
		return os.Chmod(path, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	c, err := store.Open(context.Background(), to, store.Options{Wait: time.Minute, Viewer: "kim"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// proposed has another person put accounts before the monkey for a decision.
func proposed(t *testing.T, db *store.DB) {
	t.Helper()
	for i := range uint32(4) {
		ids, err := db.IDs(t.Context(), []uint32{5 * i, 5*i + 1, 5*i + 2})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Act(t.Context(), "lee", store.NewKey(), workflow.NewProposal(ids, workflow.Terms{Action: "suspend", Policy: "default",
			Reason: "coordinated-operation", Note: "one hand", Benign: "a household; no"})); err != nil {
			t.Fatal(err)
		}
	}
}

// alone says what was decided on one person's word, or past the rules; "" for nothing.
func alone(st *workflow.State) string {
	if v := st.Violations(); len(v) > 0 {
		return fmt.Sprintf("entry %d is past the rules: %s", v[0].Entry, v[0].Why)
	}
	for _, p := range st.Proposals() {
		others := slices.ContainsFunc(p.Approvals, func(v workflow.Verdict) bool { return !slices.Contains(p.Editors, v.By) })
		if (p.Status == workflow.Approved || p.Status == workflow.Decided || p.Sealed > 0) && !others {
			return fmt.Sprintf("proposal %d is %s, %d sealed, by nobody but %v", p.ID, p.Status, p.Sealed, p.Editors)
		}
	}
	return ""
}
