package batches

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/store/export"
	"github.com/seed-28a39f10/clew/store/handover"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/words"
)

// writing is the files of a batch coming to be. It implements page.Job.
type writing struct {
	errand   *errand
	store    Store
	actor    string
	before   page.Job // that was begun last before it; nil for none; of the event loop alone
	dir      string
	batch    uint32 // 0 where there is none to write
	rewrites bool   // the batch was there before
	key      string // that writes the files of a batch

	mu     sync.Mutex // held while it writes
	ctx    context.Context
	cancel context.CancelFunc
	over   atomic.Bool
}

// outcome is what came of a writing.
type outcome struct {
	batch    uint32
	dir      string
	manifest export.Manifest
	rewrote  bool
	err      error
}

// begunMsg and endedMsg say where a writing is.
type (
	begunMsg struct{ work *writing }
	endedMsg struct {
		work    *writing
		outcome outcome
	}
)

func (e *errand) begin(dir string) *writing {
	w := &writing{errand: e, store: e.store, actor: e.env.Actor, dir: dir, key: e.env.Keys.Key(keys.Write)}
	w.ctx, w.cancel = context.WithCancel(context.Background())
	return w
}

// after makes a change and learns which batch came of it.
func (w *writing) after(act tea.Cmd) tea.Cmd {
	return func() tea.Msg {
		msg := act()
		if done, ok := msg.(page.Acted); ok && done.Err == nil {
			for _, b := range w.store.Work().Batches() {
				if b.Sealed.Entry == done.Entry {
					w.batch = b.ID
				}
			}
		}
		return msg
	}
}

func (w *writing) begun() tea.Msg {
	if w.batch == 0 {
		return nil
	}
	return begunMsg{w}
}

// run writes the files, and tells the workbench what came of it, page or no page.
func (w *writing) run() tea.Msg {
	if w.batch == 0 {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	defer w.over.Store(true)
	// The door is asked once and never closed: it is there for what it does about a
	// mistake in the code that writes.
	var door page.Door
	ask := page.Ask(&door, func(context.Context) (export.Manifest, error) {
		if err := w.ctx.Err(); err != nil {
			return export.Manifest{}, err
		}
		return handover.Write(w.ctx, w.store, w.batch, w.dir, w.actor)
	})
	answer := ask().(page.Answer[export.Manifest])
	o := outcome{batch: w.batch, dir: w.dir, manifest: answer.Value, rewrote: w.rewrites, err: answer.Err}
	say := page.Say{Level: page.Success, Text: o.text()}
	if o.err != nil {
		say.Level, say.Hint = page.Failure, o.hint(w.key)
	}
	return tea.BatchMsg{tea.Sequence(page.Tell(endedMsg{w, o}), page.Tell(page.Changed{}), page.Tell(say))}
}

// Running implements page.Job.
func (w *writing) Running() string {
	switch {
	case !w.over.Load():
		return fmt.Sprintf("writing batch %d", w.batch)
	case w.before != nil:
		return w.before.Running()
	}
	return ""
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

// text says what came of it.
func (o *outcome) text() string {
	switch {
	case o.err == nil:
		return fmt.Sprintf("batch %d is written to %s; its manifest begins with %s", o.batch, words.Clean(o.dir), o.manifest.SHA256[:12])
	case o.manifest.SHA256 != "":
		return fmt.Sprintf("the files of batch %d are in %s, but the log does not say so yet: %s", o.batch, words.Clean(o.dir), page.Problem(o.err).Text)
	case o.rewrote:
		return fmt.Sprintf("the files of batch %d were not written: %s", o.batch, page.Problem(o.err).Text)
	}
	return fmt.Sprintf("batch %d is sealed, but its files were not written: %s", o.batch, page.Problem(o.err).Text)
}

// hint says what to do about a failure; key writes files.
func (o *outcome) hint(key string) string {
	write := "open the batch, and " + key + " writes them"
	if o.manifest.SHA256 != "" {
		return write + " again, to the same folder"
	}
	return write + "; nothing has gone outside by this"
}
