package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// Tour leads through an investigation in a few steps. It stands under the page and
// takes no key away: what a step asks for is done with the workbench's own keys, and
// going there is the step.
type Tour struct {
	Steps []Step
	at    int
}

// Step is one step of a tour: what to look at and which key leads on.
type Step struct {
	Text string // clean
	Next string // what to do, with its key
	// Done reports whether a place is where the step leads to.
	Done func(page.Place) bool
	// Action is what has to be done there; "" where being there is enough.
	Action keys.Action
}

// visit moves on where being at a place is what the step asked for, and reports
// whether that was the last one.
func (t *Tour) visit(p page.Place) (ended bool) { return t.did("", p) }

// did moves on where an action at a place is what the step asked for. Who is at the place of a
// later step already has found it by another way, and goes on from there; but the last one is for
// the end.
func (t *Tour) did(a keys.Action, p page.Place) (ended bool) {
	if t == nil {
		return false
	}
	for i := t.at; i < len(t.Steps) && (i == t.at || a == "" && i < len(t.Steps)-1); i++ {
		if s := &t.Steps[i]; s.Action == a && s.Done(p) {
			t.at = i + 1
			return t.at == len(t.Steps)
		}
	}
	return false
}

// mostTour is the most rows of text that the tour takes from the page.
const mostTour = 6

// lines are the text of the step with what to do at its end, which is never cut.
func (t *Tour) lines(th *theme.Theme, width int) draw.Block {
	s := t.Steps[t.at]
	next := draw.Hanging(th, []draw.Line{{{Role: theme.Key, Text: th.Glyphs.Arrow + " "}, {Role: theme.Head, Text: s.Next}}}, width, 2)
	text := draw.Paragraphs(th, []draw.Line{draw.Plain(s.Text)}, width)
	return append(text[:min(len(text), max(mostTour-len(next), 0)):len(text)], next...)
}

// height is the number of rows that the tour takes.
func (t *Tour) height(th *theme.Theme, width int) int {
	if t == nil || t.at >= len(t.Steps) || width < LeastWidth {
		return 0
	}
	return len(t.lines(th, width-4)) + 2
}

func (t *Tour) view(th *theme.Theme, width int) draw.Block {
	height := t.height(th, width)
	if height == 0 {
		return nil
	}
	lines := t.lines(th, width-4)
	for i := range lines {
		lines[i] = " " + lines[i] + " "
	}
	title := draw.T(theme.Title, fmt.Sprintf("The thread, step %d of %d", t.at+1, len(t.Steps)))
	return draw.Box(th, width, height, title, draw.T(theme.Dim, "': tour' ends it"), false, lines)
}

func (r *Root) toggleTour() tea.Cmd {
	if r.tour != nil {
		r.tour = nil
	} else {
		r.whole.at = 0
		r.tour = r.whole
	}
	return r.resize()
}
