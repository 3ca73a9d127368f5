package batches

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/store/handover"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// errand is what a page does to have a batch made and brought outside: it asks for what is
// needed, looks whether the folder can be written, asks whether it is meant, has the change
// made and the files written.
type errand struct {
	env   *page.Env
	store Store

	typed    map[string][]string // what was typed into the form of a title, for when it comes back
	checking page.Door
	last     *outcome // of the last writing that the page began; nil for none
}

// plan is a change that makes a batch, and where its files go.
type plan struct {
	title, yes string
	lines      []draw.Line
	act        tea.Cmd // brings a page.Acted
	after      string  // what can still be done about it once the files are written
	dir        string
	wrong      error // why it cannot be done; nil where it can
}

// form asks for what a plan is made of.
func (e *errand) form(title, yes string, lines []draw.Line, fields []*overlay.FormField, make func([]string) plan) tea.Cmd {
	typed, again := e.typed[title]
	for i, v := range typed {
		if i >= len(fields) {
			break
		}
		if f := fields[i]; len(f.Options) > 0 {
			f.Choose(v)
		} else {
			f.Text.Set(v)
		}
	}
	form := &overlay.Form{Env: e.env, Title: title, Yes: yes, Lines: lines, Fields: fields, Run: func(v []string) tea.Cmd {
		e.typed = map[string][]string{title: v}
		return e.check(make(v))
	}}
	return func() tea.Msg {
		for _, f := range fields {
			if f.Probe != nil && !again { // nobody has seen it yet
				f.Text.Set(vacant(f.Value()))
			}
		}
		return page.Show{Overlay: form}
	}
}

// folder is the field of a form that says where the files go.
func folder(batch uint32) *overlay.FormField {
	f := line("folder", "a new one", true)
	f.Path = &overlay.Paths{Folders: true}
	f.Text.Set(fmt.Sprint("batch-", batch))
	f.Probe = func(dir string) error {
		_, err := free(dir)
		return err
	}
	return f
}

// free gives the path of a folder, or says why the files of a batch cannot be written there.
func free(dir string) (string, error) {
	path, err := page.FilePath(dir)
	if err == nil {
		err = handover.Free(path)
	}
	return path, err
}

// vacant gives a folder like the one that is named and that can be written, the same where there
// is none.
func vacant(dir string) string {
	for n := 1; n < 100; n++ {
		name := dir
		if n > 1 {
			name = fmt.Sprint(dir, "-", n)
		}
		if _, err := free(name); err == nil {
			return name
		}
	}
	return dir
}

// check looks whether the folder of a plan can be written.
func (e *errand) check(p plan) tea.Cmd {
	return page.Ask(&e.checking, func(context.Context) (plan, error) {
		err := p.wrong
		if err == nil {
			p.dir, err = free(p.dir)
		}
		return p, err
	})
}

// update takes the messages of an errand.
func (e *errand) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case page.Answer[plan]:
		if !page.Takes(&e.checking, msg) {
			return nil
		}
		if msg.Err != nil { // the form is still there, and says it
			return page.Tell(page.Acted{Err: msg.Err})
		}
		return tea.Sequence(page.Tell(page.Hide{}), e.confirm(msg.Value))
	case begunMsg:
		if msg.work.errand == e {
			e.typed = nil // it has become a batch
			msg.work.before, e.env.Job = e.env.Job, msg.work
		}
	case endedMsg:
		if msg.work.errand == e {
			e.last = &msg.outcome
			if e.env.Job == msg.work {
				e.env.Job = msg.work.before
			}
		}
	}
	return nil
}

// confirm asks whether a plan is meant, and then carries it out.
func (e *errand) confirm(p plan) tea.Cmd {
	w := e.begin(p.dir)
	lines := append(p.lines, draw.Plain("the files go to "+words.Clean(p.dir)), nil,
		draw.T(theme.Dim, "Once the files are written it counts as handed over, and is not undone: "+p.after+"."))
	return page.Tell(page.Show{Overlay: &overlay.Confirm{Env: e.env, Title: p.title, Yes: p.yes, Lines: lines, Run: tea.Sequence(w.after(p.act), w.begun, w.run)}})
}

// again writes the files of a batch that is there.
func (e *errand) again(batch uint32, dir string) tea.Cmd {
	w := e.begin("")
	named := func() tea.Msg {
		if abs, err := page.FilePath(dir); err != nil {
			return page.Problem(err)
		} else {
			w.dir, w.batch, w.rewrites = abs, batch, true
		}
		return nil
	}
	return tea.Sequence(named, w.begun, w.run)
}

// said says what came of the last errand about a batch.
func (e *errand) said(batch uint32) []draw.Line {
	o := e.last
	switch {
	case o == nil || o.batch != batch:
		return nil
	case o.err != nil:
		return []draw.Line{draw.T(theme.Bad, words.Sentence(o.text())), draw.T(theme.Dim, words.Sentence(o.hint(e.env.Keys.Key(keys.Write))))}
	}
	return []draw.Line{draw.T(theme.Good, "Its files are in "+words.Clean(o.dir)), draw.T(theme.Dim, "Hand over the whole folder; README.txt in it says how to answer.")}
}
