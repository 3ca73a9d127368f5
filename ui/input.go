package ui

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui/acts"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
)

const (
	quitWithin = 2 * time.Second
	sayAtLeast = 400 * time.Millisecond // so that a key that is held down hides nothing
	sayFailure = 2 * time.Second
)

func (r *Root) key(k tea.KeyPressMsg) tea.Cmd {
	if k.String() == "ctrl+c" {
		now := r.o.Now()
		if !r.quitAt.IsZero() && now.Sub(r.quitAt) < quitWithin {
			return tea.Quit
		}
		r.quitAt = now
		return r.say(page.Say{Level: page.Note, Text: "ctrl+c again leaves Clew; everything is saved"})
	}
	if !r.pasted.IsZero() && r.o.Now().Sub(r.pasted) < page.AfterPaste {
		r.pasted = r.o.Now()
		return nil
	}
	if n := len(r.over); n > 0 {
		if k.String() == "esc" {
			return r.escape()
		}
		return r.over[n-1].Key(k)
	}
	p := r.stack.top()
	if t, ok := p.(page.Typer); ok && t.Typing() {
		return t.Type(k)
	}
	// What was said was about the key before. A failure stays long enough to be read.
	least := sayAtLeast
	if r.status.Level == page.Failure {
		least = sayFailure
	}
	if r.o.Now().Sub(r.status.at) > least {
		r.status = said{}
	}
	if a, ok := r.env.Keys.Find(tea.Key(k), r.takes); ok {
		return r.do(a)
	}
	if k.Text != "" {
		return r.say(page.Say{Text: "that key does nothing here; " + r.env.Keys.Key(keys.Help) + " lists those that do"})
	}
	return nil
}

// takes reports whether an action is offered where the user is.
func (r *Root) takes(a keys.Action) bool {
	p := r.stack.top()
	if p != nil && slices.Contains(p.Actions(), a) {
		return true
	}
	if _, holds := p.(page.Holder); holds && slices.Contains(acts.Actions, a) {
		return true
	}
	return r.env.Keys.Entry(a).Global
}

// why says why an action cannot be done now.
func (r *Root) why(a keys.Action) string {
	p := r.stack.top()
	switch {
	case p != nil && slices.Contains(p.Actions(), a):
		return p.Why(a)
	case a == keys.Backward && r.stack.at == 0:
		return "this is the first page"
	case a == keys.Forward && r.stack.at+1 >= len(r.stack.pages):
		return "this is the last page"
	case a == keys.Tour && r.whole == nil:
		return "the tour is of the demo; 'clew demo' opens it"
	case r.store == nil && a != keys.Quit && a != keys.Help && a != keys.Messages && a != keys.Suspend && a != keys.Back && a != keys.Palette && a != keys.Theme && a != keys.Mouse:
		return "the investigation is not open"
	case slices.Contains(acts.Actions, a):
		return r.room().Why(a, r.subject())
	}
	return ""
}

func (r *Root) do(a keys.Action) tea.Cmd {
	if !r.takes(a) {
		return r.say(page.Say{Level: page.Warning, Text: "'" + r.env.Keys.Entry(a).Title + "' is not for this page"})
	}
	if why := r.why(a); why != "" {
		return r.say(page.Say{Level: page.Warning, Text: "'" + r.env.Keys.Entry(a).Title + "' cannot be done: " + why})
	}
	p := r.stack.top()
	if p != nil && slices.Contains(p.Actions(), a) {
		cmd, room := p.Do(a), r.body()
		ended := r.toured(r.tour.did(a, p.Place()))
		if r.body() != room { // the next step takes more of it, or less
			return tea.Batch(cmd, ended, r.resize())
		}
		return tea.Batch(cmd, ended)
	}
	if slices.Contains(acts.Actions, a) {
		return r.room().Do(a, r.subject())
	}
	switch a {
	case keys.Back:
		if e, ok := p.(page.Escaper); ok {
			if cmd, done := e.Escape(); done {
				return cmd
			}
		}
		if r.stack.at == 0 {
			return r.say(page.Say{Text: "this is the first page; " + r.env.Keys.Key(keys.Quit) + " leaves Clew"})
		}
		return r.backward()
	case keys.Backward:
		return r.backward()
	case keys.Forward:
		return r.forward()
	case keys.Quit:
		if r.stack.at > 0 {
			return r.backward()
		}
		return r.leave()
	case keys.Suspend:
		return tea.Suspend
	case keys.Help:
		return r.help()
	case keys.Palette:
		return r.palette()
	case keys.Messages:
		return r.messages()
	case keys.Refresh:
		r.stack.stain()
		return tea.Batch(r.stack.refresh(), r.poll())
	case keys.Theme:
		return r.themes()
	case keys.Mouse:
		r.mouse = !r.mouse
		if r.mouse {
			return r.say(page.Say{Text: "the mouse is on; hold shift to select text"})
		}
		return r.say(page.Say{Text: "the mouse is off: the terminal selects text"})
	case keys.Queue:
		return r.home(page.Place{Page: page.Queue})
	case keys.Rings:
		return r.home(page.Place{Page: page.Rings})
	case keys.Dashboard:
		return r.home(page.Place{Page: page.Dashboard})
	case keys.Import:
		return r.home(page.Place{Page: page.Import})
	case keys.Audit:
		return r.home(page.Place{Page: page.Audit})
	case keys.Cases:
		return r.home(page.Place{Page: page.Cases})
	case keys.Reviews:
		return r.home(page.Place{Page: page.Reviews})
	case keys.Batches:
		return r.home(page.Place{Page: page.Batches})
	case keys.Undo, keys.Redo:
		return r.undo(a == keys.Redo)
	case keys.Account:
		return r.askAccount()
	case keys.Trail:
		return r.trail()
	case keys.Bookmark:
		return r.bookmark()
	case keys.Bookmarks:
		return r.bookmarks()
	case keys.Tour:
		return r.toggleTour()
	}
	return nil
}

// escape closes the uppermost overlay, unless that has something to say against it.
func (r *Root) escape() tea.Cmd {
	n := len(r.over) - 1
	if e, ok := r.over[n].(page.Escaper); ok {
		cmd, stays := e.Escape()
		if !stays {
			r.over = r.over[:n]
		}
		return cmd
	}
	r.over = r.over[:n]
	return nil
}

// home goes to a page of which one is enough: back to it where it is in the history
// already.
func (r *Root) home(p page.Place) tea.Cmd {
	for i := r.stack.at; i >= 0; i-- {
		if r.stack.pages[i].Place().Page == p.Page {
			r.stack.at = i
			return r.shown()
		}
	}
	return r.open(p)
}

// leave ends the program, after a question where that gives something up.
func (r *Root) leave() tea.Cmd {
	doing := r.job()
	if doing == "" {
		return tea.Quit
	}
	return page.Tell(page.Show{Overlay: &overlay.Confirm{Env: r.env, Title: "Leave Clew?", Yes: "give it up and leave", Run: tea.Quit,
		Lines: []draw.Line{draw.Plain("There is still work under way: " + doing + "."), draw.Plain("Leaving gives it up, and nothing of it is kept.")}}})
}

// job says what is under way beside the pages, "" for nothing.
func (r *Root) job() string {
	if r.env.Job == nil {
		return ""
	}
	return r.env.Job.Running()
}

func (r *Root) paste(s string) tea.Cmd {
	if n := len(r.over); n > 0 {
		return r.over[n-1].Paste(s)
	}
	if t, ok := r.stack.top().(page.Typer); ok && t.Typing() {
		return t.Paste(s)
	}
	r.pasted = r.o.Now()
	return r.say(page.Say{Level: page.Warning, Text: "text was pasted where nothing takes it; it is ignored"})
}

func (r *Root) click(x, y int) tea.Cmd {
	if n := len(r.over); n > 0 {
		if r.overAt.has(x, y) {
			return r.over[n-1].Click(x-r.overAt.x, y-r.overAt.y)
		}
		return r.escape()
	}
	if y == 0 {
		for _, c := range r.crumbs {
			// They are those that were drawn last; a page may have gone since.
			if x >= c.from && x < c.to && c.at < len(r.stack.pages) {
				r.stack.at = c.at
				return r.shown()
			}
		}
		return nil
	}
	if y == r.height-1 {
		for _, t := range r.tips {
			if x >= t.from && x < t.to {
				return r.do(t.action)
			}
		}
		return nil
	}
	if b := r.body(); b.has(x, y) {
		if c, ok := r.stack.top().(page.Clicker); ok {
			return c.Click(x-b.x, y-b.y)
		}
	}
	return nil
}

func (r *Root) wheel(x, y, delta int) tea.Cmd {
	if n := len(r.over); n > 0 {
		return r.over[n-1].Wheel(delta)
	}
	if b := r.body(); b.has(x, y) {
		if c, ok := r.stack.top().(page.Clicker); ok {
			return c.Wheel(x-b.x, y-b.y, delta)
		}
	}
	return nil
}
