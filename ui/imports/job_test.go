package imports

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/load"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

// slow is an investigation in which every import waits at a gate.
type slow struct {
	*store.DB
	gate chan struct{}
}

func (s slow) BeginImport(ctx context.Context, actor string) (*store.Import, error) {
	select {
	case <-s.gate:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return s.DB.BeginImport(ctx, actor)
}

// An import goes on while the page is gone, and another page finds it.
func TestBackground(t *testing.T) {
	b := newBench(t, page.Place{})
	b.Settle(b.choose([]marked{{path: filepath.Join(b.dir, "people.csv")}}))
	gate := make(chan struct{})
	b.store = slow{b.db, gate}
	j, cmd := startJob(b.env, b.store, b.files, b.options)
	b.follow(j)
	came := make(chan tea.Msg)
	go func() { came <- cmd() }()

	b.Has("Importing 1 file into case", "reading people.csv", "finding links and rings")
	if why := b.Why(keys.Open); !strings.Contains(why, "under way") {
		t.Errorf("why not: %q", why)
	}
	if got := b.env.Job.Running(); got != "beginning the import" {
		t.Errorf("running: %q", got)
	}
	j.progress.stage(b.env.Now)(load.Stage{Doing: load.Reading, File: 0, Name: "people.csv", At: func() (int64, int64) { return 30, 70 }})
	b.golden("progress")
	if got := b.env.Job.Running(); got != "reading people.csv, 42 %" {
		t.Errorf("running: %q", got)
	}
	b.Page = newPage(b.env, b.store, page.Place{Ref: untrusted(b.dir)})
	b.Driver = uitest.Hold(t, b.Page, 80, 20)
	if b.job != j || b.step != importing {
		t.Fatal("another page does not find the import")
	}
	b.Has("Importing 1 file into case")
	other := newPage(b.env, b.store, page.Place{Refs: b.Place().Refs})
	other.step, other.files = looking, b.files
	if why := other.Why(keys.Open); !strings.Contains(why, "another import") {
		t.Errorf("a second import: %q", why)
	}
	close(gate)
	b.Take(<-came)
	b.Has("case now has 2 accounts.")
	if news := b.news(); b.db.Len() != 2 || b.env.Job.Running() != "" || news != 1 {
		t.Errorf("%d accounts, running %q, %d news", b.db.Len(), b.env.Job.Running(), news)
	}

	// Another page shows what came of it, until somebody has left that.
	if p := newPage(b.env, b.db, page.Place{}); p.step != finished {
		t.Errorf("another page is at step %d", p.step)
	}
	cmd, _ = b.Escape()
	b.Settle(cmd)
	if p := newPage(b.env, b.db, page.Place{}); p.step != choosing {
		t.Errorf("a new page is at step %d", p.step)
	}
}

func TestGivingUp(t *testing.T) {
	b := newBench(t, page.Place{})
	b.Settle(b.choose([]marked{{path: filepath.Join(b.dir, "people.csv")}}))
	for _, stop := range []bool{false, true} {
		b.store = slow{b.db, make(chan struct{})}
		j, cmd := startJob(b.env, b.store, b.files, b.options)
		b.follow(j)
		came := make(chan tea.Msg, 1)
		go func() { came <- cmd() }()
		if stop {
			for j.Running() == "" {
				time.Sleep(time.Millisecond)
			}
			j.Stop()
		} else {
			ask, done := b.Escape()
			if !done {
				t.Fatal("esc leaves the page")
			}
			b.Settle(ask)
			if j.stopping() {
				t.Fatal("esc gives up without a question")
			}
			b.yes()
		}
		b.Take(<-came)
		b.Has("The import was given up; nothing was changed.")
		if b.step != looking || b.db.Len() != 0 || b.lastSaid() != "the import was given up; nothing was changed" {
			t.Errorf("step %d, %d accounts, said %q", b.step, b.db.Len(), b.lastSaid())
		}
	}
	entries, err := os.ReadDir(b.db.Path())
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), "import-") {
			t.Errorf("left %s", e.Name())
		}
	}
	// And it can be begun again.
	b.store = b.db
	b.Press(keys.Open)
	b.yes()
	b.Has("case now has 2 accounts.")
}

// Stopping an import whose command has not run yet does not wait for ever.
func TestStopBeforeItBegins(t *testing.T) {
	b := newBench(t, page.Place{})
	b.Settle(b.choose([]marked{{path: filepath.Join(b.dir, "people.csv")}}))
	j, cmd := startJob(b.env, b.db, b.files, b.options)
	j.Stop()
	b.follow(j)
	b.Settle(cmd)
	if b.db.Len() != 0 {
		t.Error("it was imported all the same")
	}

	cmd = b.try()
	b.env.Job.Stop()
	b.Settle(cmd)
	b.env.Job.Stop()
	if b.trying.Waiting() {
		t.Error("the trial is still under way")
	}
}

// broken is an investigation that fails.
type broken struct {
	*store.DB
	err error
}

func (s broken) BeginImport(context.Context, string) (*store.Import, error) {
	if s.err == nil {
		panic("a mistake")
	}
	return nil, s.err
}

func TestFailures(t *testing.T) {
	for _, err := range []error{&model.Error{Kind: model.ErrBusy, Message: "another process has held the investigation"}, nil} {
		b := newBench(t, page.Place{})
		b.store = broken{b.db, err}
		b.Settle(b.choose([]marked{{path: filepath.Join(b.dir, "people.csv")}}))
		b.Has("What it would bring could not be found out")
		b.Press(keys.Open)
		b.yes()
		b.Has("The import failed")
		if b.step != looking || b.env.Job.Running() != "" || b.lastSaid() == "" {
			t.Errorf("step %d, running %q", b.step, b.env.Job.Running())
		}
	}
	b := newBench(t, page.Place{})
	b.Settle(b.choose([]marked{{path: filepath.Join(b.dir, "gone.csv")}}))
	b.Has("gone.csv cannot be read as it is")
	b.Settle(b.enter(filepath.Join(b.dir, "gone")))
	if !strings.Contains(b.lastSaid(), "no such folder") {
		t.Errorf("said %q", b.lastSaid())
	}
	if err := folderError("/x", errors.New("odd")); model.KindOf(err) != model.ErrInput {
		t.Error(err)
	}
}
