package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui/draw"
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
}

// visit moves on where a place is what the step asked for, and reports whether that
// was the last one.
func (t *Tour) visit(p page.Place) (ended bool) {
	if t == nil || t.at >= len(t.Steps) || !t.Steps[t.at].Done(p) {
		return false
	}
	t.at++
	return t.at == len(t.Steps)
}

// tourLines is the height of the tour's strip in rows.
const tourLines = 5

func (t *Tour) height(int) int {
	if t == nil || t.at >= len(t.Steps) {
		return 0
	}
	return tourLines
}

func (t *Tour) view(th *theme.Theme, width int) draw.Block {
	if t.height(width) == 0 {
		return nil
	}
	s := t.Steps[t.at]
	lines := draw.Paragraphs(th, []draw.Line{
		draw.Plain(s.Text),
		{{Role: theme.Key, Text: th.Glyphs.Arrow + " "}, {Role: theme.Plain, Text: s.Next}},
	}, width-4)
	for i := range lines {
		lines[i] = " " + lines[i] + " "
	}
	title := draw.T(theme.Title, fmt.Sprintf("The thread, step %d of %d", t.at+1, len(t.Steps)))
	return draw.Box(th, width, tourLines, title, draw.T(theme.Dim, "': tour' ends it"), false, lines)
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
