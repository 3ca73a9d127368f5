package account

import (
	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/plot"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// The figures above the timeline, by turns.
const (
	figureClocks = iota // with the heat map beside where there is room
	figureHeat
	figureNone
	figures
)

// heatWidth is how wide the heat map is where it stands beside the clocks.
const heatWidth = 4 + 24*2

// turnFigure shows the next figure.
func (e *events) turnFigure() tea.Cmd {
	e.figure = (e.figure + 1) % figures
	if e.wide() && e.figure == figureHeat {
		e.figure = figureNone
	}
	e.size(e.page.width, max(e.page.height-e.page.barHeight(), 1))
	return e.refresh()
}

func (e *events) wide() bool { return e.page.width >= sideFrom }

// zones are the clocks that the activity is read by.
func (e *events) zones() []plot.Zone {
	zones := []plot.Zone{{Label: "UTC"}}
	if e.activity.claim {
		zones = append(zones, plot.Zone{Label: "claimed", OffsetMinutes: e.activity.claimed})
	}
	if e.activity.fits {
		zones = append(zones, plot.Zone{Label: "best fit", OffsetMinutes: e.activity.fit.Offset})
	}
	return zones
}

// figureHeight is how many lines the figure takes of a height.
func (e *events) figureHeight(height int) int {
	if e.activity == nil || e.total == 0 || e.figure == figureNone {
		return 0
	}
	clocks := min(max(height/3-1, 2), 5) + len(e.zones())
	if height >= 18 {
		clocks += 2 // what is shown above, what the lines mean below
	}
	switch {
	case e.wide():
		return min(max(clocks, 11), height/2)
	case e.figure == figureHeat:
		return min(max(height/2, 8), 11, height*2/3)
	}
	return min(clocks, height/2)
}

func (e *events) size(width, height int) {
	e.split.size(width, height-e.figureHeight(height))
	e.whole = height
}

func (e *events) view(th *theme.Theme) draw.Block {
	n := e.figureHeight(e.whole)
	return append(e.figureView(th, n), e.split.view(th)...)
}

func (e *events) figureView(th *theme.Theme, height int) draw.Block {
	width := e.page.width
	switch {
	case height == 0:
		return nil
	case e.wide():
		const margin, gap = 1, 3
		left := width - heatWidth - margin - gap
		return draw.Beside(draw.Fill(nil, margin, height), e.clocksView(th, left, height), draw.Fill(nil, gap, height), e.heatView(th, heatWidth, height))
	case e.figure == figureHeat:
		return draw.Beside(draw.Fill(nil, 1, height), e.heatView(th, width-1, height))
	}
	return draw.Beside(draw.Fill(nil, 1, height), e.clocksView(th, width-1, height))
}

// clocksView shows the half-hours in which it was active, as each clock has them.
func (e *events) clocksView(th *theme.Theme, width, height int) draw.Block {
	counts := make([]float64, len(e.activity.fit.Halves))
	for i, n := range e.activity.fit.Halves {
		counts[i] = float64(n)
	}
	zones := e.zones()
	// The activity and its clocks first; what is left says what they are about.
	least := len(zones) + 4
	about := draw.Hanging(th, []draw.Line{draw.T(theme.Head, "ACTIVE HALF-HOURS").Add(theme.Dim, "  "+e.said())}, width, 0)
	if spare := max(height-least, 0); len(about) > spare {
		about = about[:min(spare, 2)]
	}
	return append(about, plot.Hours(th, counts, zones, width, height-len(about))...)
}

// said says which zone is claimed and how well the best one fits.
func (e *events) said() string {
	s := ""
	if e.activity.claim {
		s = "claims " + text.Display(e.page.account.Fact(model.FieldTimezone)) + "; "
	}
	if e.activity.fit.Active == 0 {
		return s + "no sign-in to judge hours by"
	}
	return s + words.Hours(&e.activity.fit)
}

// looked says which events the figures are of.
func (a *activity) looked(total int) string {
	if a.read < total {
		return "the latest " + words.Count(a.read, "event")
	}
	return "all events"
}

// heatView shows the events of the week on the clock that fits best, with the working
// day of the claimed zone marked.
func (e *events) heatView(th *theme.Theme, width, height int) draw.Block {
	g := e.activity.week
	if e.activity.claim {
		g.Mark = "09-17 as claimed"
		g.Marks = make([]bool, 24)
		for h := range g.Marks {
			claimed := (h*60 - e.activity.clock() + e.activity.claimed + 3*24*60) / 60 % 24
			g.Marks[h] = claimed >= 9 && claimed < 17
		}
	}
	if height < 9 {
		return plot.Heat(th, g, width, height)
	}
	head := draw.T(theme.Head, "WEEK BY HOUR").Add(theme.Dim, "  "+e.activity.looked(e.total)+", on "+words.Clock(e.activity.clock()))
	return append(draw.Block{draw.Paint(th, head, width, theme.Plain)}, plot.Heat(th, g, width, height-1)...)
}

func (e *events) click(x, y int) tea.Cmd {
	if y -= e.figureHeight(e.whole); y < 0 {
		return nil
	}
	return e.split.click(x, y)
}

func (e *events) wheel(x, y, delta int) tea.Cmd {
	return e.split.wheel(x, max(y-e.figureHeight(e.whole), 0), delta)
}
