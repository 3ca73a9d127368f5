package audit

import (
	"cmp"
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// list is the entries that are shown, newest first. It does not change.
type list struct {
	filter  string
	size    uint64   // of the log when it was looked at
	whole   bool     // every entry is shown, and numbers is not needed
	numbers []uint64 // descending
	next    uint64   // where to look on, 0 when all was looked at
}

func (l *list) len() int {
	if l.whole {
		return int(l.size)
	}
	return len(l.numbers)
}

// at gives the numbers of n entries from an index on, as far as there are any.
func (l *list) at(from, n int) []uint64 {
	to := min(from+n, l.len())
	if from >= to {
		return nil
	}
	if !l.whole {
		return l.numbers[from:to]
	}
	out := make([]uint64, 0, to-from)
	for i := from; i < to; i++ {
		out = append(out, l.size-1-uint64(i))
	}
	return out
}

// index gives the index of an entry, or of the next older one that is shown.
func (l *list) index(number uint64) int {
	if l.whole {
		return int(l.size - 1 - min(number, l.size-1))
	}
	i, _ := slices.BinarySearchFunc(l.numbers, number, func(a, b uint64) int { return cmp.Compare(b, a) })
	return i
}

// looked is which share of the log was looked at, from 0 to 1.
func (l *list) looked() float64 {
	if l.size == 0 {
		return 1
	}
	return 1 - float64(l.next)/float64(l.size)
}

// entry is an entry of the log with the names of the accounts that it is about, where
// those are few.
type entry struct {
	store.AuditEntry
	names []string
}

// load gives the entries of some numbers, which descend.
func load(ctx context.Context, s Store, numbers []uint64) ([]entry, error) {
	entries, err := s.AuditEntries(ctx, numbers)
	if err != nil {
		return nil, err
	}
	names := words.AuditNames(ctx, s.Listing, entries)
	out := make([]entry, len(entries))
	for i, e := range entries {
		out[i] = entry{e, names[i]}
	}
	return out, nil
}

type (
	// foundMsg is a list with the entries around the cursor.
	foundMsg struct {
		list    *list
		cursor  int
		entries []entry
	}
	moreMsg struct{ found store.AuditFound }
	rowsMsg struct{ entries []entry }
	headMsg struct {
		size uint64
		root string
	}
)

// typingPause is how long a look for entries waits while the filter is being typed.
const typingPause = 12 * time.Millisecond

// find asks for the entries that the filter lets through. The cursor stays on its entry
// where that is still shown, and goes to the next older one where it is not; with top it
// goes to the newest.
func (p *Page) find(pause time.Duration, top bool) tea.Cmd {
	s, f, rows := p.store, p.filter, max(p.table.Rows(), table.PageRows)
	on, has := p.table.Current()
	has = has && !top
	old := p.list
	p.scanning.Close()
	p.fetching.Close()
	return page.Ask(&p.finding, func(ctx context.Context) (m foundMsg, err error) {
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return m, ctx.Err()
		}
		if m.list, err = newer(ctx, s, f, old); err != nil {
			return m, err
		}
		if has {
			m.cursor = min(m.list.index(on.ID), max(m.list.len()-1, 0))
		}
		from := max(m.cursor-rows, 0)
		m.entries, err = load(ctx, s, m.list.at(from, m.cursor-from+2*rows))
		return m, err
	})
}

// newer gives the list of a filter as the log is now. Of the list before, where it is of
// the same filter, it keeps what was found; of others only the newest entries are looked
// at, and [Page.scan] looks on.
func newer(ctx context.Context, s Store, f store.AuditFilter, old *list) (*list, error) {
	l := &list{filter: f.String(), size: s.Stamp().Entries, whole: f.IsZero()}
	if l.whole {
		return l, nil
	}
	more := old != nil && old.filter == l.filter && old.size <= l.size
	if more {
		f.From = old.size
	}
	for l.next = l.size; l.next > 0; {
		found, err := s.AuditFind(ctx, f, l.next, 0)
		if err != nil {
			return nil, err
		}
		l.numbers, l.next = append(l.numbers, found.Numbers...), found.Next
		if !more {
			return l, nil
		}
	}
	if more {
		l.numbers, l.next = append(l.numbers, old.numbers...), old.next
	}
	return l, nil
}

func (p *Page) found(msg page.Answer[foundMsg]) tea.Cmd {
	if !page.Takes(&p.finding, msg) {
		return nil
	}
	then := p.then
	p.then = ""
	if msg.Err != nil {
		// What is wrong with a filter is shown under it.
		p.bar.wrong = page.Problem(msg.Err)
		return nil
	}
	p.bar.wrong = page.Say{}
	p.keep(msg.Value.entries)
	p.show(msg.Value.list, msg.Value.cursor)
	cmd := tea.Batch(p.moved(), p.scan())
	if then != "" && p.Why(then) == "" {
		return tea.Batch(cmd, p.Do(then))
	}
	return cmd
}

// show puts a list in the place of the one before, with the cursor at an index. Where
// the newest entries were in view those that are newer still are as well.
func (p *Page) show(l *list, cursor int) {
	atTop := p.table.Len() == 0 || p.table.Hit(0, 1).Row <= 0
	p.list = l
	p.table.Reset(l.len(), cursor)
	if atTop {
		p.table.Move(0)
		p.table.Move(cursor)
	}
	p.fill()
}

// scan looks on for entries where the filter has not been through the whole log.
func (p *Page) scan() tea.Cmd {
	if p.list == nil || p.list.next == 0 || p.scanning.Waiting() {
		return nil
	}
	s, f, before := p.store, p.filter, p.list.next
	return page.Ask(&p.scanning, func(ctx context.Context) (moreMsg, error) {
		found, err := s.AuditFind(ctx, f, before, 0)
		return moreMsg{found}, err
	})
}

func (p *Page) scanned(msg page.Answer[moreMsg]) tea.Cmd {
	if !page.Takes(&p.scanning, msg) {
		return nil
	}
	if msg.Err != nil {
		return page.Fail(msg.Err)
	}
	l := *p.list
	l.numbers, l.next = append(slices.Clip(l.numbers), msg.Value.found.Numbers...), msg.Value.found.Next
	p.show(&l, p.table.Cursor())
	return tea.Batch(p.moved(), p.scan())
}

// mostKnown is how many entries are kept as they came, and nearby how many to either
// side of the cursor are kept when there are more.
const (
	mostKnown = 1 << 10
	nearby    = 3 * table.PageRows
)

func (p *Page) keep(entries []entry) {
	if len(p.known) > mostKnown && p.list != nil {
		near := map[uint64]entry{}
		for _, n := range p.list.at(max(p.table.Cursor()-nearby, 0), 2*nearby) {
			if e, ok := p.known[n]; ok {
				near[n] = e
			}
		}
		p.known = near
	}
	for _, e := range entries {
		p.known[e.Index] = e
	}
}

// fill puts the entries that are known where the table misses rows, and reports which
// ones it still has not got.
func (p *Page) fill() (missing []uint64) {
	from, n, ok := p.table.Missing()
	if !ok {
		return nil
	}
	numbers := p.list.at(from, n)
	rows := make([]table.Row, 0, len(numbers))
	for _, number := range numbers {
		e, ok := p.known[number]
		if !ok {
			return numbers
		}
		rows = append(rows, tableRow(&e))
	}
	p.table.Put(from, rows)
	return p.fill()
}

// moved asks for what the new place of the cursor needs.
func (p *Page) moved() tea.Cmd {
	if p.list == nil || p.finding.Waiting() {
		return nil
	}
	missing := p.fill()
	if missing == nil {
		return p.look()
	}
	s := p.store
	return tea.Batch(p.look(), page.Ask(&p.fetching, func(ctx context.Context) (rowsMsg, error) {
		entries, err := load(ctx, s, missing)
		return rowsMsg{entries}, err
	}))
}

func (p *Page) fetched(msg page.Answer[rowsMsg]) tea.Cmd {
	if !page.Takes(&p.fetching, msg) {
		return nil
	}
	if msg.Err != nil {
		return page.Fail(msg.Err)
	}
	p.keep(msg.Value.entries)
	return p.moved()
}

func columns() []table.Column {
	return []table.Column{
		{Key: "entry", Title: "ENTRY", About: "its number in the log", Least: 5, Most: 9, Right: true, Drop: 2},
		{Key: "time", Title: "TIME (UTC)", About: "when it was written", Least: 16, Most: 16, Drop: 1},
		{Key: "actor", Title: "WHO", About: "who did it", Least: 8, Most: 20},
		{Key: "action", Title: "ACTION", About: "its name in the log", Least: 14, Most: 14, Drop: 3},
		{Key: "what", Title: "WHAT", About: "what was done", Least: 28},
	}
}

func tableRow(e *entry) table.Row {
	what := draw.Span{Role: theme.Plain, Text: words.AuditDid(&e.AuditEntry, e.names)}
	if e.Clock {
		what = draw.Span{Role: theme.Warn, Text: words.ClockWentBack + ": " + what.Text}
	}
	return table.Row{ID: e.Index, Cells: []draw.Span{
		{Role: theme.Dim, Text: words.Thousands(e.Index)},
		{Role: theme.Dim, Text: words.Minute(e.Time)},
		{Role: theme.Plain, Text: words.Clean(e.Actor)},
		{Role: theme.Dim, Text: words.Clean(e.Action)},
		what,
	}}
}
