package cases

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/store/casefile/bundle"
	"github.com/seed-28a39f10/clew/store/casefile/handout"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// tickEvery is how often a page says how far a case file is.
const tickEvery = 150 * time.Millisecond

// progress is how far a case file is. It is written outside of the event loop.
type progress struct {
	began time.Time
	at    atomic.Pointer[step]
}

type step struct {
	doing       string
	done, total int // 0 where that is not known
}

func newProgress(env *page.Env) *progress {
	p := &progress{began: env.Now()}
	p.step("reading the case", 0, 0)
	return p
}

// step takes what [handout.Request] tells of: a part of the reading, or the name of a file.
func (p *progress) step(doing string, done, total int) {
	switch {
	case strings.HasPrefix(doing, "."):
		doing = "packing the files"
	case !strings.Contains(doing, " "):
		doing = "writing " + doing
	}
	p.at.Store(&step{doing, done, total})
}

func (s *step) text() string {
	said := words.Clean(s.doing)
	if s.total > 0 {
		said += ", " + words.Thousands(s.done) + " of " + words.Thousands(s.total)
	}
	return said
}

// barWidth is that of the bar of a progress, in columns.
const barWidth = 20

// line says what is being done, with a bar where it is known how much there is.
func (p *progress) line(env *page.Env) draw.Line {
	g, at := env.Theme.Glyphs, p.at.Load()
	if at.total > 0 {
		full := min(at.done, at.total) * barWidth / at.total
		return draw.T(theme.Focus, strings.Repeat(g.Full, full)).Add(theme.Dim, strings.Repeat(g.Empty, barWidth-full)).Add(theme.Plain, " "+at.text())
	}
	frame := int(max(env.Now().Sub(p.began), 0)/tickEvery) % len(g.Spinner)
	return draw.T(theme.Focus, g.Spinner[frame]+" ").Add(theme.Plain, at.text()+g.Ellipsis)
}

// tickMsg has a page drawn again.
type tickMsg struct{ page *CasePage }

func (p *CasePage) tick() tea.Cmd {
	return tea.Tick(tickEvery, func(time.Time) tea.Msg { return tickMsg{p} })
}

// writing is the files of a case coming to be. It implements page.Job.
type writing struct {
	owner    *CasePage // that began it
	store    handout.Store
	request  handout.Request
	progress *progress
	before   page.Job // that was begun last before it; nil for none; of the event loop alone

	mu     sync.Mutex // held while it writes
	ctx    context.Context
	cancel context.CancelFunc
	over   atomic.Bool
}

// begunMsg and endedMsg say where a writing is.
type (
	begunMsg struct{ work *writing }
	endedMsg struct{ work *writing }
)

func (p *CasePage) newWriting(q handout.Request) *writing {
	w := &writing{owner: p, store: p.store, request: q, progress: newProgress(p.env)}
	w.request.Progress = w.progress.step
	w.ctx, w.cancel = context.WithCancel(context.Background())
	return w
}

func (w *writing) begun() tea.Msg { return begunMsg{w} }

// run writes the files, and tells the workbench what came of it, page or no page.
func (w *writing) run() tea.Msg {
	w.mu.Lock()
	defer w.mu.Unlock()
	defer w.over.Store(true)
	// The door is asked once and never closed: it is there for what it does about a
	// mistake in the code that writes.
	var door page.Door
	ask := page.Ask(&door, func(context.Context) (bundle.Manifest, error) {
		if err := w.ctx.Err(); err != nil {
			return bundle.Manifest{}, err
		}
		return handout.Write(w.ctx, w.store, w.request)
	})
	answer := ask().(page.Answer[bundle.Manifest])
	w.request.Key = nil
	return tea.BatchMsg{tea.Sequence(page.Tell(endedMsg{w}), page.Tell(page.Changed{}), page.Tell(w.said(answer.Value, answer.Err)))}
}

// said says what came of it.
func (w *writing) said(m bundle.Manifest, err error) page.Say {
	switch {
	case err == nil:
		return page.Say{Level: page.Success, Text: fmt.Sprintf("%s is written; its manifest begins with %s", words.Clean(w.request.Path), m.SHA256[:12])}
	case m.SHA256 == "" && w.ctx.Err() != nil && errors.Is(err, context.Canceled):
		return page.Say{Text: "the export was given up; nothing of it is kept"}
	}
	return page.Problem(err)
}

// Running implements page.Job.
func (w *writing) Running() string {
	switch {
	case !w.over.Load():
		return fmt.Sprintf("exporting case %d: %s", w.request.Case, w.progress.at.Load().text())
	case w.before != nil:
		return w.before.Running()
	}
	return ""
}

func (w *writing) giveUp() tea.Msg {
	w.cancel()
	return nil
}

// Stop implements page.Job.
func (w *writing) Stop() {
	w.cancel()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.before != nil {
		w.before.Stop()
	}
}

// updateExport takes the messages of an export.
func (p *CasePage) updateExport(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case page.Answer[preview]:
		if !page.Takes(&p.out.door, msg) {
			return nil
		}
		p.arrange()
		if msg.Err != nil { // the form is still there, and says it
			return page.Tell(page.Acted{Err: msg.Err})
		}
		return tea.Sequence(page.Tell(page.Hide{}), p.showPreview(msg.Value))
	case begunMsg:
		if msg.work.owner != p {
			return p.follow()
		}
		p.out.typed = nil // it has become files
		msg.work.before, p.env.Job = p.env.Job, msg.work
		return p.follow()
	case endedMsg:
		if msg.work.owner == p && p.env.Job == msg.work {
			p.env.Job = msg.work.before
		}
		if p.out.writing == msg.work {
			p.out.writing = nil
			p.arrange()
		}
	case tickMsg:
		if msg.page != p {
			return nil
		}
		p.arrange()
		if p.out.writing != nil || p.out.door.Waiting() {
			return p.tick()
		}
	}
	return nil
}

// follow shows how far the files of the case are, whichever page began them.
func (p *CasePage) follow() tea.Cmd {
	w, ok := p.env.Job.(*writing)
	if !ok || w.over.Load() || p.out.writing == w || p.loaded == nil || w.request.Case != p.loaded.c.ID {
		return nil
	}
	p.out.writing = w
	p.arrange()
	return p.tick()
}
