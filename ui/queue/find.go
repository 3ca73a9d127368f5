package queue

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/words"
)

// foundMsg is a query's answer with the rows around the cursor.
type foundMsg struct {
	found  *store.Found
	cursor int
	from   int
	rows   []store.AccountRow
}

// span is a part of the list.
type span struct {
	from int
	rows []store.AccountRow
}

// aroundRows is how many rows come with a query's answer: more than a screen to
// either side of the cursor.
const aroundRows = 256

// find asks for the query. The cursor stays on its account where that is still
// found; with top it goes to the first row where it is not.
func (q *Page) find(top bool) tea.Cmd { return q.findAfter(0, top) }

// typingPause is how long a query waits while it is being typed: the letter is drawn
// first, and a query that the next letter replaces is never begun.
const typingPause = 12 * time.Millisecond

func (q *Page) findAfter(pause time.Duration, top bool) tea.Cmd {
	var (
		query, order, s = q.query, q.sort, q.store
		marks           = q.marks
		only            = q.only
		at              = q.table.Cursor()
		onRow, has      = q.table.Current()
		rows            = max(q.table.Rows(), 1)
	)
	// On the first row there is nothing to keep hold of: what is first now is meant.
	if at == 0 || top && !has {
		has = false
	}
	q.anchor = -1
	q.bar.asked = q.env.Now()
	q.fetching.Close()
	return page.Ask(&q.finding, func(ctx context.Context) (foundMsg, error) {
		var m foundMsg
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return m, ctx.Err()
		}
		if only && marks != nil {
			m.found = s.Among(marks, order)
		} else {
			found, err := s.Find(ctx, query, order)
			if err != nil {
				return m, err
			}
			m.found = found
		}
		m.cursor = at
		if top {
			m.cursor = 0
		}
		if has {
			i, err := m.found.Index(ctx, uint32(onRow.ID))
			if err != nil {
				return m, err
			}
			if i >= 0 {
				m.cursor = i
			}
		}
		m.cursor = max(min(m.cursor, m.found.Len()-1), 0)
		m.from = max(m.cursor-aroundRows/2, m.cursor-rows-rows/2, 0) / table.PageRows * table.PageRows
		var err error
		m.rows, err = rowsAt(ctx, s, m.found, m.from, max(aroundRows, 2*rows)+table.PageRows)
		return m, err
	})
}

func rowsAt(ctx context.Context, s Store, f *store.Found, from, n int) ([]store.AccountRow, error) {
	ords, err := f.Page(ctx, from, n)
	if err != nil {
		return nil, err
	}
	return s.Listing(ctx, ords)
}

// linked reports whether the links had to be computed, so that a preview may now say
// more than it did.
type linked bool

// link has the links computed where they are not known, in the background: all other
// pages want them too.
func (q *Page) link() tea.Cmd {
	s := q.store
	return page.Ask(&q.linking, func(ctx context.Context) (linked, error) {
		if s.Len() == 0 || s.KnownLinks() != nil {
			return false, nil
		}
		_, err := s.Links(ctx, nil)
		return true, err
	})
}

// moved asks for what the new place of the cursor needs: rows that are missing and
// the preview.
func (q *Page) moved() tea.Cmd {
	return tea.Batch(q.fetch(), q.look())
}

func (q *Page) fetch() tea.Cmd {
	from, n, missing := q.table.Missing()
	if !missing || q.found == nil || q.finding.Waiting() {
		return nil
	}
	found, s := q.found, q.store
	return page.Ask(&q.fetching, func(ctx context.Context) (span, error) {
		rows, err := rowsAt(ctx, s, found, from, n)
		return span{from, rows}, err
	})
}

// Update implements page.Page.
func (q *Page) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case page.Answer[foundMsg]:
		if !page.Takes(&q.finding, msg) {
			return nil
		}
		first := !q.begun
		q.begun = true
		if msg.Err != nil {
			// What is wrong with a value is shown under it, like an error of syntax.
			if q.bar.fault(msg.Err) {
				return nil
			}
			return page.Fail(msg.Err)
		}
		q.found = msg.Value.found
		q.table.Reset(q.found.Len(), msg.Value.cursor)
		q.put(msg.Value.from, msg.Value.rows)
		cmds := []tea.Cmd{q.moved(), q.guess()}
		if first {
			cmds = append(cmds, q.link())
		}
		if then := q.then; then != "" && q.Why(then) == "" {
			cmds = append(cmds, q.Do(then))
		}
		q.then = ""
		return tea.Batch(cmds...)
	case page.Answer[linked]:
		if !page.Takes(&q.linking, msg) {
			return nil
		}
		if msg.Err != nil {
			return page.Fail(msg.Err)
		}
		if msg.Value {
			q.preview.has = false
			return q.look()
		}
	case page.Answer[span]:
		if !page.Takes(&q.fetching, msg) {
			return nil
		}
		if msg.Err != nil {
			return page.Fail(msg.Err)
		}
		q.put(msg.Value.from, msg.Value.rows)
		return q.moved()
	case page.Resized:
		return q.moved()
	case page.Answer[previewMsg]:
		return q.preview.take(msg)
	case page.Answer[marksMsg]:
		return q.takeMarks(msg)
	case page.Answer[facetsMsg]:
		return q.showFacets(msg)
	case page.Answer[valuesMsg]:
		return q.bar.takeValues(&q.completing, msg)
	case page.Answer[page.Place]:
		if !page.Takes(&q.stepping, msg) {
			return nil
		}
		if msg.Err != nil {
			return page.Fail(msg.Err)
		}
		if msg.Value.Page != "" {
			return page.Tell(page.Instead{Place: msg.Value})
		}
	case page.Answer[guess]:
		return q.takeGuess(msg)
	case page.Answer[page.Go]:
		if !page.Takes(&q.opening, msg) {
			return nil
		}
		if msg.Err != nil {
			return page.Fail(msg.Err)
		}
		return page.Tell(msg.Value)
	case setQuery:
		q.name = msg.name
		q.bar.field.Set(msg.text)
		if msg.sort != nil {
			q.order(*msg.sort)
		}
		q.only = false
		q.parse()
		return q.find(true)
	case setColumns:
		q.table.Show(msg.keys)
		return q.env.Prefs.SetColumns("queue", msg.keys)
	case removeQueue:
		return tea.Batch(q.env.Prefs.RemoveQueue(msg.name), page.Notice(page.Success, "the queue "+words.Clean(msg.name)+" is gone"))
	case setOrder:
		return q.sortBy(msg.key)
	}
	return nil
}

// mostKnown is how many rows are kept as they came.
const mostKnown = 1 << 14

func (q *Page) put(from int, rows []store.AccountRow) {
	if len(q.known) > mostKnown {
		clear(q.known)
	}
	out := make([]table.Row, len(rows))
	for i, r := range rows {
		q.known[uint64(r.Ord)] = r
		out[i] = tableRow(r, q.env.Theme)
	}
	q.table.Put(from, out)
}

// parse reads the query bar. A query that cannot be read leaves the last one that
// could.
func (q *Page) parse() bool {
	parsed, err := query.Parse(q.bar.field.Value(), q.env.Now())
	q.bar.err = nil
	if err != nil {
		q.bar.fault(err)
		return false
	}
	q.query = parsed
	q.bar.means = ""
	if q.bar.field.Value() != "" {
		q.bar.means = parsed.Explain()
	}
	return true
}

// setQuery puts a query into the bar; name is that of a saved queue.
type setQuery struct {
	text, name string
	sort       *store.Sort
}

type (
	setColumns  struct{ keys []string }
	setOrder    struct{ key string }
	removeQueue struct{ name string }
	// previewMsg is the account under the cursor, with the strongest link where links
	// are known.
	previewMsg struct {
		account *store.Account
		best    *store.Link
		other   store.AccountRow
	}
	marksMsg  struct{ set *query.Set }
	facetsMsg struct {
		fields []string
		values map[string][]store.Facet
	}
	valuesMsg struct {
		field  string
		values []model.Untrusted
	}
)
