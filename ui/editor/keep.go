package editor

import (
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/draft"
	"github.com/seed-28a39f10/clew/ui/page"
)

// resume goes on with the draft that this window has left, or one that is gone.
func (e *Editor) resume() {
	if e.o.Drafts == nil {
		return
	}
	e.others, e.problems = nil, nil
	all, problems := e.o.Drafts.Load(e.o.Key)
	e.others = all
	for _, err := range problems {
		e.problem(err)
	}
	for _, d := range all {
		e.told[d.Window] = true
	}
	at := -1
	for i, d := range e.others {
		if d.Mine || at < 0 && !d.Open {
			at = i
		}
		if d.Mine {
			break // what is taken takes its place
		}
	}
	if at < 0 {
		return
	}
	d := e.others[at]
	text := Clean(d.Text)
	if err := e.o.Drafts.Take(d, text); err != nil {
		e.problem(err)
		if !d.Mine { // it stays where it is
			return
		}
		e.failed = true
	}
	e.others = append(e.others[:at:at], e.others[at+1:]...)
	e.buf.put(text)
	e.kept, e.wrote = !e.failed, d.Changed
	e.came = "your draft of " + when(d.Changed, e.env.Now()) + " is back; alt+z gives the text as it was before"
}

// looked is what drafts there were, in so many times that this window took one.
type looked struct {
	by       *Editor
	taken    int
	drafts   []draft.Draft
	problems []error
}

// Look implements page.Looker: another window may write on the same thing at any time.
func (e *Editor) Look() tea.Cmd {
	if e.o.Drafts == nil || e.looking || e.over {
		return nil
	}
	e.looking = true
	drafts, key, taken := e.o.Drafts, e.o.Key, e.taken
	return func() tea.Msg {
		all, problems := drafts.Load(key)
		return looked{e, taken, all, problems}
	}
}

// learn takes what other windows have by now. It changes what is said of them and never the text.
func (e *Editor) learn(l looked) tea.Cmd {
	e.looking = false
	if l.taken != e.taken {
		return nil // it is of before
	}
	e.others = e.news(l.drafts)
	for _, err := range l.problems {
		e.problem(err)
	}
	for _, d := range e.others {
		if d.Open && !e.told[d.Window] {
			e.told[d.Window] = true
			return page.Tell(page.Say{Level: page.Warning, Text: "another window writes on this too", Hint: "ctrl+t takes a copy of its draft"})
		}
	}
	return nil
}

// news gives the drafts of other windows that have something which is not here, and was not
// taken from there.
func (e *Editor) news(all []draft.Draft) (others []draft.Draft) {
	for _, d := range all {
		if text := Clean(d.Text); !d.Mine && text != e.buf.text && strings.TrimSpace(text) != "" && e.had[d.Window] != d.Text {
			others = append(others, d)
		}
	}
	return others
}

func (e *Editor) problem(err error) {
	say := page.Problem(err)
	if !slices.Contains(e.problems, say.Text) {
		e.problems = append(e.problems, say.Text)
	}
}

// when says a time as shortly as its distance allows.
func when(t, now time.Time) string {
	t, now = t.UTC(), now.UTC()
	if t.Year() == now.Year() && t.YearDay() == now.YearDay() {
		return t.Format("15:04") + " UTC"
	}
	return t.Format("2006-01-02 15:04") + " UTC"
}

// changed brings the draft to what the text is now.
func (e *Editor) changed() tea.Cmd {
	e.warned, e.kept = false, false
	if e.o.Drafts == nil {
		return nil
	}
	var err error
	if e.buf.text == e.base {
		err = e.o.Drafts.Discard(e.o.Key)
	} else {
		err = e.o.Drafts.Save(e.o.Key, e.buf.text)
		e.kept, e.wrote = err == nil, e.env.Now()
	}
	first := err != nil && !e.failed
	e.failed = err != nil
	if first {
		return page.Fail(err)
	}
	return nil
}

// take takes the first of the other windows' drafts: a copy where it is open there, and
// otherwise the draft itself. What is in the editor stays, above it.
func (e *Editor) take() tea.Cmd {
	if len(e.others) == 0 {
		return page.Notice(page.Note, "there is no draft of this in another window")
	}
	e.taken++
	d := e.others[0]
	text := joined(e.buf.text, e.base, Clean(d.Text))
	if over := len(text) - draft.Most; over > 0 {
		return page.Fail(&model.Error{Kind: model.ErrLimit, Message: fmt.Sprintf("with the draft the text is %d bytes longer than %d KiB", over, draft.Most>>10),
			Hint: "save this text first"})
	}
	if !d.Open {
		if err := e.o.Drafts.Take(d, text); err != nil {
			all, _ := e.o.Drafts.Load(e.o.Key) // it is not what it was any more
			e.others = e.news(all)
			return page.Fail(err)
		}
	}
	e.others, e.had[d.Window] = e.others[1:], d.Text
	e.buf.put(text)
	what := "it is moved here"
	if d.Open {
		what = "this is a copy; the other window has its own"
	}
	return tea.Batch(e.edited(), page.Notice(page.Success, what))
}

// joined puts another text below one, unless nothing would be lost without that.
func joined(one, base, other string) string {
	switch {
	case one == base, strings.TrimSpace(one) == "", strings.HasPrefix(other, one):
		return other
	case strings.HasPrefix(one, other):
		return one
	}
	return strings.TrimRight(one, "\n") + "\n\n" + other
}
