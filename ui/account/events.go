package account

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/signal"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// events is the tab of what the account did, as a timeline below figures of when.
type events struct {
	split
	page     *Page
	activity *activity // nil until it is there
	total    int
	earliest bool                // first, instead of last
	known    map[int]model.Event // by their place in time, from 0
	figure   int                 // of figures
	whole    int                 // lines of the tab, the figure included
}

// eventSpan is a part of the timeline.
type eventSpan struct {
	at     int // row of the table
	first  int // place in time of the first
	events []model.Event
}

// mostKnown is how many events are kept as they came.
const mostKnown = 1 << 12

func eventColumns() []table.Column {
	return []table.Column{
		{Key: "utc", Title: "UTC", Least: 16, Most: 16},
		{Key: "claimed", Title: "CLAIMED", Least: 9, Most: 9, Drop: 1},
		{Key: "best", Title: "BEST FIT", Least: 9, Most: 9, Drop: 2},
		{Key: "result", Title: "RESULT", Least: 7, Most: 9, Drop: 7},
		{Key: "ip", Title: "IP", Least: 15, Most: 39},
		{Key: "country", Title: "CC", Least: 2, Most: 2, Drop: 5},
		{Key: "city", Title: "CITY", Least: 10, Most: 20, Drop: 10},
		{Key: "device", Title: "DEVICE", Least: 12, Most: 36, Drop: 9},
		{Key: "action", Title: "ACTION", Least: 10, Most: 24, Drop: 12},
		{Key: "network", Title: "NETWORK", Least: 10, Most: 30, Drop: 11},
		{Key: "agent", Title: "USER AGENT", Least: 14, Drop: 8},
	}
}

// eventCells yields what an event says in the columns that are as it came.
func eventCells(ev *model.Event) iter.Seq2[string, model.Untrusted] {
	return func(yield func(string, model.Untrusted) bool) {
		_ = yield("result", model.Untrusted(ev.Result.String())) && yield("ip", ev.IP) && yield("country", model.Untrusted(ev.Country)) &&
			yield("city", ev.City) && yield("device", ev.DeviceID) && yield("action", ev.Action) && yield("network", ev.ASOrg) &&
			yield("agent", ev.UserAgent)
	}
}

func newEvents(p *Page) *events {
	e := &events{page: p, known: map[int]model.Event{}}
	e.one = "event"
	e.table = table.New(eventColumns()...)
	e.table.Focused, e.table.Empty = true, "reading its events"
	e.beside = func(int) int { return 0 }
	e.below = func(height int) int {
		if height < 15 {
			return 0
		}
		return min(height/3, 8)
	}
	e.about, e.moved, e.opened = e.detail, e.fetch, e.page.open
	return e
}

func (e *events) name() string { return "events" }

func (e *events) count() int {
	if e.page.account == nil {
		return -1
	}
	return e.page.account.AccountRow.Events
}

// reset begins the timeline anew, with the cursor on the event that it is on.
func (e *events) reset(a *activity) tea.Cmd {
	cursor := 0
	if row, ok := e.table.Current(); ok {
		cursor = e.at(int(row.ID))
	}
	if grown := e.count() - e.total; e.total > 0 && !e.earliest {
		cursor += grown
	}
	e.activity, e.total = a, e.count()
	clear(e.known)
	e.table.Show(a.columns)
	e.table.Empty = "it did nothing that is on record"
	e.table.Reset(e.total, cursor)
	e.size(e.page.width, max(e.page.height-e.page.barHeight(), 1))
	return e.refresh()
}

// at gives the row of an event by its place in time, and the other way round.
func (e *events) at(i int) int {
	if e.earliest {
		return i
	}
	return e.total - 1 - i
}

func (e *events) reverse() tea.Cmd {
	at := e.at(e.table.Cursor())
	e.earliest = !e.earliest
	e.table.Reset(e.total, e.at(at))
	return e.refresh()
}

// fetch asks for the events that the screen needs.
func (e *events) fetch() tea.Cmd {
	at, n, missing := e.table.Missing()
	if !missing || e.page.tab() != e || e.activity == nil {
		return nil
	}
	first := at
	if !e.earliest {
		first = e.total - at - n
	}
	s, ord, backwards := e.page.store, e.page.account.Ord, !e.earliest
	return page.Ask(&e.page.fetching, func(ctx context.Context) (eventSpan, error) {
		list, err := s.Events(ctx, ord, first, n)
		if backwards {
			slices.Reverse(list)
		}
		return eventSpan{at, first, list}, err
	})
}

func (e *events) take(msg page.Answer[eventSpan]) tea.Cmd {
	if !page.Takes(&e.page.fetching, msg) {
		return nil
	}
	if msg.Err != nil {
		return page.Fail(msg.Err)
	}
	if len(e.known) > mostKnown {
		clear(e.known)
	}
	span := msg.Value
	rows := make([]table.Row, len(span.events))
	for i, ev := range span.events {
		place := span.first + i
		if !e.earliest {
			place = span.first + len(span.events) - 1 - i
		}
		e.known[place] = ev
		rows[i] = e.row(place, &ev)
	}
	e.table.Put(span.at, rows)
	return e.refresh()
}

func (e *events) row(place int, ev *model.Event) table.Row {
	claimed, best := e.clocks(ev)
	role := theme.Plain
	if ev.Result == model.ResultFailure {
		role = theme.Dim
	}
	cells := []draw.Span{{Role: role, Text: words.Minute(ev.Time)}, {Role: role, Text: claimed}, {Role: role, Text: best}}
	for _, v := range eventCells(ev) {
		cells = append(cells, draw.Span{Role: role, Text: text.Display(v)})
	}
	return table.Row{ID: uint64(place), Cells: cells}
}

// clocks gives the time of an event on the claimed clock and on that which fits best,
// "" where there is none.
func (e *events) clocks(ev *model.Event) (claimed, best string) {
	if !ev.Time.Known() {
		return "", ""
	}
	on := func(minutes int) string {
		return ev.Time.UTC().Add(time.Duration(minutes) * time.Minute).Format("Mon 15:04")
	}
	if minutes, ok := signal.ClaimedOffset(e.page.account.Fact(model.FieldTimezone), ev.Time); ok {
		claimed = on(minutes)
	}
	if e.activity.fits {
		best = on(e.activity.fit.Offset)
	}
	return claimed, best
}

func (e *events) current() *model.Event {
	row, ok := e.table.Current()
	if !ok {
		return nil
	}
	if ev, ok := e.known[int(row.ID)]; ok {
		return &ev
	}
	return nil
}

// detail is all that is known of the event under the cursor.
func (e *events) detail() (draw.Line, func(int) []draw.Line) {
	ev := e.current()
	if ev == nil {
		return nil, wrapped(0)
	}
	title := draw.T(theme.Title, words.Minute(ev.Time)+" UTC").Add(theme.Dim, "  "+ev.Result.String())
	return title, wrapped(labelWidth+2, e.lines(ev)...)
}

func (e *events) lines(ev *model.Event) []draw.Line {
	var lines []draw.Line
	add := func(label, s string) {
		if s != "" {
			lines = append(lines, draw.T(theme.Dim, text.Fit(label, labelWidth)+"  ").Add(theme.Plain, s))
		}
	}
	claimed, best := e.clocks(ev)
	clocks := ""
	if claimed != "" {
		clocks = claimed + " where it claims to be"
	}
	if best != "" {
		if clocks != "" {
			clocks += ", "
		}
		clocks += best + " on the clock that fits best, " + words.Clock(e.activity.fit.Offset)
	}
	add("clocks", clocks)
	from := text.Display(ev.IP)
	for _, s := range []string{words.Clean(ev.Country), text.Display(ev.City), text.Display(ev.Region)} {
		if s != "" {
			from += ", " + s
		}
	}
	add("from", from)
	network := text.Display(ev.ASOrg)
	if ev.ASN != 0 {
		network = fmt.Sprintf("AS%d %s", ev.ASN, network)
	}
	add("network", network)
	add("device", text.Display(ev.DeviceID))
	add("user agent", text.Display(ev.UserAgent))
	add("action", text.Display(ev.Action))
	add("app", text.Display(ev.ClientApp))
	add("session", text.Display(ev.SessionID))
	add("detail", text.Display(ev.Detail))
	if f := e.page.sources.file(ev.Source); f.Name != "" {
		add("source", words.Line(f.Name, ev.Source.Line))
	}
	return lines
}

func (e *events) values() []value {
	ev := e.current()
	if ev == nil {
		return nil
	}
	return nonEmpty(value{"ip", ev.IP, pivotRef(model.KindIP, ev.IP)}, value{"device", ev.DeviceID, pivotRef(model.KindDevice, ev.DeviceID)},
		value{"session", ev.SessionID, pivotRef(model.KindSession, ev.SessionID)}, value{"user agent", ev.UserAgent, ""}, value{"network", ev.ASOrg, ""},
		value{"city", ev.City, ""}, value{"action", ev.Action, ""}, value{"app", ev.ClientApp, ""}, value{"detail", ev.Detail, ""},
		value{"time", model.Untrusted(ev.Time.String()), ""})
}

// open shows the event whole.
func (e *events) open() (func() tea.Cmd, string) {
	ev := e.current()
	if ev == nil {
		return nil, "there is no event under the cursor"
	}
	return func() tea.Cmd {
		return page.Tell(page.Show{Overlay: &overlay.Reader{Env: e.page.env, Title: words.Minute(ev.Time) + " UTC  " + ev.Result.String(), Lines: e.lines(ev)}})
	}, ""
}
