package ui_test

import (
	"context"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
	"github.com/seed-28a39f10/clew/ui/welcome"
)

func TestMain(m *testing.M) { uitest.Main(m) }

// today is when the workbench's clock begins in tests; the demo ends before it.
var today = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func options(db *store.DB) ui.Options { return startingAt(db, page.Place{Page: page.Queue}) }

func startingAt(db *store.DB, start page.Place) ui.Options {
	began := time.Now()
	return ui.Options{
		Open: func(context.Context, welcome.Choice) (ui.Opened, error) {
			return ui.Opened{Store: db, Name: "demo", Start: start}, nil
		},
		Actor: "kim", Mouse: true,
		Now: func() time.Time { return today.Add(time.Since(began)) }, Poll: -1,
	}
}

func withTour(o ui.Options, tour *ui.Tour) ui.Options {
	open := o.Open
	o.Open = func(ctx context.Context, c welcome.Choice) (ui.Opened, error) {
		opened, err := open(ctx, c)
		opened.Tour = tour
		return opened, err
	}
	return o
}

// run drives a workbench over the demo.
func run(t *testing.T, width, height int, fn func(*uitest.Screen)) {
	t.Helper()
	db := uitest.Demo(t)
	synctest.Test(t, func(t *testing.T) {
		s := uitest.Start(t, ui.New(options(db)), width, height)
		fn(s)
		if err := s.Quit(); err != nil {
			t.Error(err)
		}
	})
}

func TestQueueAtFourSizes(t *testing.T) {
	for _, size := range []struct {
		name          string
		width, height int
	}{{"60x16", 60, 16}, {"80x24", 80, 24}, {"120x40", 120, 40}, {"200x60", 200, 60}} {
		t.Run(size.name, func(t *testing.T) {
			run(t, size.width, size.height, func(s *uitest.Screen) { s.Golden("queue-" + size.name) })
		})
	}
}

func TestTooSmall(t *testing.T) {
	run(t, 40, 10, func(s *uitest.Screen) {
		s.Has("40x10 is too small", "60x16")
		s.Resize(80, 24)
		s.Has("3,000 accounts")
		s.Resize(20, 3)
		s.HasNot("accounts")
	})
}

func TestSearch(t *testing.T) {
	run(t, 100, 30, func(s *uitest.Screen) {
		s.Press("/")
		s.Type("lena.marsh")
		s.Has("1 of 3,000", "lena.marsh0417")
		s.Press("enter", "esc")
		s.Has("3,000 of 3,000")
		s.Press("/")
		s.Type("score>=x")
		s.Has("is not a number")
	})
}

// Where nothing is found nothing is shown beside it either.
func TestNothingFound(t *testing.T) {
	run(t, 130, 38, func(s *uitest.Screen) {
		s.Has("WHY 98")
		s.Press("/")
		s.Type("nobody-has-this-name")
		s.Has("no account matches")
		s.HasNot("WHY", "STRONGEST LINK")
		s.Press("ctrl+u")
		s.Has("WHY 98")
	})
}

// Enter after a query opens what the query finds, even where it comes before that.
func TestEnterWaitsForTheQuery(t *testing.T) {
	run(t, 100, 30, func(s *uitest.Screen) {
		s.Throw(uitest.Key("/"))
		for _, r := range "lena.marsh" {
			s.Throw(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
		s.Throw(uitest.Key("enter"))
		s.Throw(uitest.Key("enter"))
		s.Settle()
		s.Has("› Lena Marsh")
	})
}

// An identifier that is typed where names are searched leads to who carries it.
func TestIdentifierInTheQueryBar(t *testing.T) {
	run(t, 100, 30, func(s *uitest.Screen) {
		s.Press("/")
		s.Type("198.19.0.8")
		s.Has("no account is called that, but 16 accounts carry it as ip")
		s.Press("enter", "enter")
		s.Has("› ip 198.19.0.8", "HOLDERS")
		s.Press("esc")
		s.Has("0 of 3,000")
	})
}

// Marked accounts are compared over the queue, not instead of it.
func TestCompareKeepsTheQueue(t *testing.T) {
	run(t, 100, 30, func(s *uitest.Screen) {
		s.Press("/")
		s.Type("score>=90")
		s.Press("enter", "space", "space", "c")
		s.Has("› Compare")
		s.Press("esc")
		s.Has("score>=90", "2 marked")
	})
}

func TestCompletion(t *testing.T) {
	run(t, 120, 30, func(s *uitest.Screen) {
		s.Press("/")
		s.Type("sig")
		s.Press("tab")
		s.Type("NET-V")
		s.Press("tab", "enter")
		s.Has("signal:NET-VPN", "458 of 3,000")
	})
}

// The cursor stays on its account when the order changes.
func TestCursorStaysOnItsAccount(t *testing.T) {
	run(t, 100, 30, func(s *uitest.Screen) {
		s.Press("j", "j", "j", "j", "j")
		was := cursorLine(s)
		s.Press("S")
		now := cursorLine(s)
		if was == "" || account(was) != account(now) {
			t.Errorf("the cursor was on %q and is on %q", was, now)
		}
		s.Has("2,995 of 3,000")
	})
}

func cursorLine(s *uitest.Screen) string {
	for _, l := range s.Lines() {
		if strings.HasPrefix(l, "▸") {
			return l
		}
	}
	return ""
}

func account(line string) string {
	f := strings.Fields(line)
	if len(f) < 4 {
		return ""
	}
	return f[3]
}

func TestMarks(t *testing.T) {
	run(t, 100, 30, func(s *uitest.Screen) {
		s.Press("space", "space")
		s.Has("2 marked")
		s.Press("v", "j", "j", "v")
		s.Has("5 marked")
		s.Press("M")
		s.Has("5 of 3,000", "only marked")
		s.Press("esc", "esc")
		s.HasNot("marked ")
		s.Press("A")
		s.Has("3,000 marked")
	})
}

// esc never ends the program, and ctrl+c does only when pressed twice.
func TestLeaving(t *testing.T) {
	run(t, 80, 24, func(s *uitest.Screen) {
		s.Press("esc", "esc", "esc", "ctrl+c")
		if s.Ended() {
			t.Error("the program has ended")
		}
		s.Has("ctrl+c again")
		time.Sleep(3 * time.Second)
		s.Press("ctrl+c")
		if s.Ended() {
			t.Error("two presses three seconds apart ended it")
		}
		s.Press("ctrl+c")
		if !s.Ended() {
			t.Error("ctrl+c twice did not end it")
		}
	})
}

func TestHelpRuns(t *testing.T) {
	run(t, 100, 30, func(s *uitest.Screen) {
		s.Press("?")
		s.Has("Keys of this page")
		s.Type("reverse")
		s.Press("enter")
		s.HasNot("Keys of this page")
		s.Has("SCORE ▲")
	})
}

func TestPaletteSaysWhyNot(t *testing.T) {
	run(t, 100, 30, func(s *uitest.Screen) {
		s.Press(":")
		s.Type("compare")
		s.Has("mark two to four accounts")
		s.Press("enter")
		s.Has("note: compare: mark two to four accounts")
	})
}

func TestKoreanKeyboard(t *testing.T) {
	run(t, 100, 30, func(s *uitest.Screen) {
		s.Send(tea.KeyPressMsg{Code: 'ㅓ', Text: "ㅓ"}) // j
		s.Has("2 of 3,000")
		s.Send(tea.KeyPressMsg{Code: 'ㅎ', Text: "ㅎ", Mod: tea.ModShift}) // G
		s.Has("3,000 of 3,000\n")
	})
}

func TestMouse(t *testing.T) {
	run(t, 100, 30, func(s *uitest.Screen) {
		s.Click(30, 8)
		s.Has("5 of 3,000")
		s.Wheel(30, 8, 1)
		s.Wheel(30, 8, 1)
		s.Has("7 of 3,000")
		for y, l := range s.Lines() {
			if x := strings.Index(l, "SHARES"); x >= 0 {
				s.Click(utf8.RuneCountInString(l[:x])+1, y)
			}
		}
		s.Has("SHARES ▼")
	})
}

// What another process does appears without a key, and the cursor stays.
func TestLive(t *testing.T) {
	row := func(n string) model.Row {
		return model.Row{Account: model.Account{ID: model.AccountID{Platform: "outlook", Native: model.Untrusted(n)},
			Facts: []model.Fact{{Field: model.FieldUsername, Value: model.Untrusted(n)}},
			Flags: []model.Flag{{Source: "x", Score: 50}}}}
	}
	db := uitest.Made(t, []model.Row{row("anna"), row("bo")})
	other, err := store.Open(t.Context(), db.Path(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	synctest.Test(t, func(t *testing.T) {
		o := options(db)
		o.Poll = time.Second
		s := uitest.Start(t, ui.New(o), 100, 20)
		s.Press("j")
		was := account(cursorLine(s))
		uitest.Add(t, other, "more", []model.Row{row("zoe")})
		time.Sleep(1200 * time.Millisecond)
		s.Settle()
		s.Has("3 of 3 accounts", "zoe")
		if now := account(cursorLine(s)); now != was || now == "" {
			t.Errorf("the cursor was on %q and is on %q", was, now)
		}
		s.Quit()
	})
}

// Coming back to the window looks for changes at once, and makes nothing look more often
// from then on.
func TestFocusBeginsNoSecondClock(t *testing.T) {
	db := uitest.Made(t, []model.Row{uitest.Person("anna")})
	synctest.Test(t, func(t *testing.T) {
		counted := &counting{DB: db}
		o := options(db)
		o.Poll = time.Second
		open := o.Open
		o.Open = func(ctx context.Context, c welcome.Choice) (ui.Opened, error) {
			opened, err := open(ctx, c)
			opened.Store = counted
			return opened, err
		}
		s := uitest.Start(t, ui.New(o), 100, 20)
		for range 20 {
			s.Send(tea.FocusMsg{})
		}
		before := counted.n.Load()
		time.Sleep(10 * time.Second)
		s.Settle()
		if n := counted.n.Load() - before; n < 9 || n > 11 {
			t.Errorf("in ten seconds it looked %d times", n)
		}
		s.Quit()
	})
}

// counting counts how often others' changes are looked for.
type counting struct {
	*store.DB
	n atomic.Int64
}

func (c *counting) Refresh(ctx context.Context) error {
	c.n.Add(1)
	return c.DB.Refresh(ctx)
}

// A folder that is taken away is said once, and what was read is still shown.
func TestFolderIsGone(t *testing.T) {
	db := uitest.Made(t, []model.Row{uitest.Person("anna"), uitest.Person("bo")})
	synctest.Test(t, func(t *testing.T) {
		o := options(db)
		o.Poll = time.Second
		s := uitest.Start(t, ui.New(o), 100, 20)
		if err := os.Rename(db.Path(), db.Path()+".away"); err != nil {
			t.Error(err)
		}
		time.Sleep(5 * time.Second)
		s.Settle()
		s.Has("2 of 2 accounts", "anna", "what is shown is what was read last")
		s.Press("L")
		if n := strings.Count(s.Text(), "what was read last"); n != 1 {
			t.Errorf("it is said %d times:\n%s", n, s.Text())
		}
		s.Press("esc")
		if err := os.Rename(db.Path()+".away", db.Path()); err != nil {
			t.Error(err)
		}
		s.Quit()
	})
}
