package account

import (
	"cmp"
	"hash/fnv"
	"io"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/signal"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// signals is the tab of coded observations, each with what would make it wrong.
type signals struct {
	split
	page *Page
	list []shownSignal
}

// shownSignal is a signal with where it is from.
type shownSignal struct {
	model.Signal
	computed bool
}

func newSignals(p *Page) *signals {
	s := &signals{page: p}
	s.one = "signal"
	s.table = table.New(
		table.Column{Key: "code", Title: "SIGNAL", Least: 12, Most: 20},
		table.Column{Key: "severity", Title: "SEVERITY", Least: 8, Most: 8, Drop: 2},
		table.Column{Key: "from", Title: "FROM", Least: 8, Most: 8, Drop: 3},
		table.Column{Key: "facts", Title: "FACTS", Least: 20},
	)
	s.table.Focused, s.table.Empty = true, "no signal"
	half(&s.split)
	s.about = s.detail
	return s
}

func (s *signals) name() string { return "signals" }
func (s *signals) count() int   { return len(s.list) }

// allSignals gives the signals that came with the data and those that were computed, by
// code. A code that is both is there twice: a source's word is one thing, and what can
// be worked out again another.
func allSignals(a *store.Account) []shownSignal {
	var all []shownSignal
	for _, g := range a.Account.Signals {
		all = append(all, shownSignal{g, false})
	}
	for _, g := range a.Computed {
		all = append(all, shownSignal{g, true})
	}
	slices.SortStableFunc(all, func(a, b shownSignal) int { return cmp.Compare(a.Code, b.Code) })
	return all
}

func (s *signals) put(list []shownSignal) tea.Cmd {
	s.list = list
	rows := make([]table.Row, len(s.list))
	for i, g := range s.list {
		from := "data"
		if g.computed {
			from = "computed"
		}
		facts := ""
		if lines := text.Lines(g.Facts, 1); len(lines) > 0 {
			facts = lines[0]
		}
		rows[i] = table.Row{ID: key(g.Code, from, string(g.Facts)), Cells: []draw.Span{
			{Role: theme.Warn, Text: words.Clean(g.Code)}, {Role: theme.Plain, Text: severity(g.Severity)}, {Role: theme.Dim, Text: from}, {Role: theme.Plain, Text: facts}}}
	}
	s.table.Set(rows)
	return s.refresh()
}

// severity writes a severity; a source may give none.
func severity(n uint8) string {
	if n == 0 {
		return "-"
	}
	return strconv.Itoa(int(n)) + " of 3"
}

// key makes an id for a row of what it is about.
func key(parts ...string) uint64 {
	h := fnv.New64a()
	for _, p := range parts {
		_, _ = io.WriteString(h, strconv.Itoa(len(p))+":"+p)
	}
	return h.Sum64()
}

func (s *signals) current() *shownSignal {
	if i := s.table.Cursor(); i < len(s.list) {
		return &s.list[i]
	}
	return nil
}

// catalogued gives what the catalogue says of a code, or nil.
func catalogued(code string) *signal.Entry {
	all := signal.Catalogue()
	i := slices.IndexFunc(all, func(e signal.Entry) bool { return e.Code == code })
	if i < 0 {
		return nil
	}
	return &all[i]
}

func (s *signals) detail() (draw.Line, func(int) []draw.Line) {
	g := s.current()
	entry := catalogued(g.Code)
	var lines []draw.Line
	if entry != nil {
		lines = append(lines, draw.T(theme.Head, words.Clean(entry.Title)))
	}
	lines = append(lines, draw.T(theme.Dim, words.Origin(g.computed, g.Severity)), nil)
	for _, l := range text.Lines(g.Facts, mostLines) {
		lines = append(lines, draw.Plain(l))
	}
	counter := text.Lines(g.Counter, mostLines)
	for i, l := range counter {
		if i == 0 {
			l = "but: " + l
		}
		lines = append(lines, draw.T(theme.Good, l))
	}
	if entry != nil {
		if len(counter) == 0 {
			lines = append(lines, draw.T(theme.Good, "but: "+words.Clean(entry.Wrong)))
		}
		lines = append(lines, nil, draw.T(theme.Dim, "made from "+words.Clean(entry.Needs)+"; family "+entry.Family))
	} else {
		lines = append(lines, nil, draw.T(theme.Dim, "not in the catalogue: it counts nothing"))
	}
	return draw.T(theme.Title, words.Clean(g.Code)), wrapped(0, lines...)
}

func (s *signals) values() []value {
	if g := s.current(); g != nil {
		return nonEmpty(value{"facts", g.Facts, ""}, value{"counter-evidence", g.Counter, ""}, value{"code", model.Untrusted(g.Code), ""})
	}
	return nil
}

func (s *signals) open() (func() tea.Cmd, string) {
	return nil, "a signal opens nothing; what there is of it is shown"
}
