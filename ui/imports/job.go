package imports

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/store/load"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/words"
)

// progress is how far a load is. It may be read from any goroutine.
type progress struct {
	mu    sync.Mutex
	now   load.Stage
	begun time.Time
	any   bool // a stage has begun
}

// stage gives the function that takes a load's stages.
func (p *progress) stage(now func() time.Time) func(load.Stage) {
	return func(s load.Stage) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.now, p.begun, p.any = s, now(), true
	}
}

// at gives the stage under way and how far it is.
func (p *progress) at() (s load.Stage, done, total int64, begun time.Time, ok bool) {
	p.mu.Lock()
	s, begun, ok = p.now, p.begun, p.any
	p.mu.Unlock()
	if s.At != nil {
		done, total = s.At()
	}
	return s, done, total, begun, ok
}

// doing names the stage.
func doing(s load.Stage) string {
	if s.File >= 0 {
		return s.Doing + " " + words.Clean(s.Name)
	}
	return s.Doing
}

// written says amounts in bytes where a file is read.
func written(s load.Stage) func(int64) string {
	if s.File >= 0 {
		return words.Size
	}
	return nil
}

// task is work outside the event loop that somebody may wait for the end of.
type task struct {
	ctx    context.Context
	cancel context.CancelFunc
	done   chan struct{}

	mu    sync.Mutex
	begun bool
	ended bool
}

func newTask() *task {
	t := &task{done: make(chan struct{})}
	t.ctx, t.cancel = context.WithCancel(context.Background())
	return t
}

// begin reports whether the work may begin: it may have been stopped before.
func (t *task) begin() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.begun = true
	return t.ctx.Err() == nil
}

func (t *task) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ended = true
	t.cancel()
	close(t.done)
}

// over reports whether the work has ended.
func (t *task) over() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.ended
}

// Stop implements page.Job.
func (t *task) Stop() {
	t.cancel()
	t.mu.Lock()
	wait := t.begun
	t.mu.Unlock()
	if wait {
		<-t.done
	}
}

// trial is an import that turns round before it writes. Nobody needs to know that it
// runs, but whoever closes the investigation waits for it.
type trial struct{ *task }

// Running implements page.Job.
func (trial) Running() string { return "" }

// job is an import. It goes on whatever page is shown; it implements page.Job.
type job struct {
	*task
	progress progress
	files    []file
	loader   load.Loader
	began    time.Time
	before   int  // accounts when it began
	seen     bool // somebody has looked at its outcome and left; of the event loop alone

	// What came of it; nobody looks before it has ended.
	outcome load.Outcome
	err     error
	size    int // accounts afterwards
}

// endedMsg says that an import is over.
type endedMsg struct{ job *job }

// startJob makes an import and the command that does it.
func startJob(env *page.Env, s Store, files []file, o options) (*job, tea.Cmd) {
	j := &job{task: newTask(), files: files, began: env.Now(), before: s.Len()}
	j.loader = load.Loader{DB: s, Actor: env.Actor, Options: o.ingest(), Keep: keptRejects, Stage: j.progress.stage(env.Now)}
	deskOf(env).work = j
	// The door is asked once and never closed: it is there for what it does about a
	// mistake in the code that loads.
	var door page.Door
	ask := page.Ask(&door, func(context.Context) (load.Outcome, error) {
		if !j.begin() {
			return load.Outcome{}, context.Canceled
		}
		return j.loader.Import(j.ctx, toLoad(files))
	})
	name := env.Name
	return j, func() tea.Msg {
		answer := ask().(page.Answer[load.Outcome])
		j.outcome, j.err, j.size = answer.Value, answer.Err, s.Len()
		j.end()
		return tea.BatchMsg{tea.Sequence(append(j.news(name), page.Tell(endedMsg{j}))...)}
	}
}

// stopping reports whether the import was given up and has not ended yet.
func (j *job) stopping() bool { return j.ctx.Err() != nil && !j.over() }

// loaded reports whether the files are part of the investigation already.
func (j *job) loaded() bool {
	s, _, _, _, ok := j.progress.at()
	return ok && s.Doing != load.Reading && s.Doing != load.Writing
}

// Running implements page.Job.
func (j *job) Running() string {
	if j.over() {
		return ""
	}
	if j.stopping() {
		return "giving up the import"
	}
	s, done, total, _, ok := j.progress.at()
	if !ok {
		return "beginning the import"
	}
	return strings.Join(append([]string{doing(s)}, words.Progress(nil, done, total, 0)...), ", ")
}

// givenUp reports whether the user wanted the end that it came to.
func givenUp(err error) bool { return errors.Is(err, context.Canceled) }

// news is what the workbench is told once the import is over, page or no page.
func (j *job) news(name string) []tea.Cmd {
	out, size, err := j.outcome, j.size, j.err
	var cmds []tea.Cmd
	if out.Changed {
		cmds = append(cmds, page.Tell(page.Changed{}))
	}
	switch {
	case len(out.Files) == 0 && givenUp(err):
		return append(cmds, page.Notice(page.Note, "the import was given up; nothing was changed"))
	case err != nil:
		return append(cmds, page.Fail(err))
	case out.Unlinked != nil && !givenUp(out.Unlinked):
		return append(cmds, page.Notice(page.Warning, words.Unlinked+" "+page.Problem(out.Unlinked).Text))
	}
	var bad uint64
	for _, f := range out.Files {
		bad += f.Rejected
	}
	said := words.Imported(name, out.Changed, size)
	if bad > 0 {
		return append(cmds, page.Notice(page.Warning, strings.TrimSuffix(said, ".")+"; "+words.Count(bad, "row")+" could not be used"))
	}
	return append(cmds, page.Notice(page.Success, said))
}
