package queue

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/words"
)

// growMarks makes room in the set of marks for accounts that an import has added.
func (q *Page) growMarks() {
	n := q.store.Len()
	if q.marks == nil || q.marks.Len() == n {
		return
	}
	grown := query.NewSet(n)
	q.marks.Each(func(ord uint32) { grown.Add(ord) })
	q.marks = grown
}

// setMarks replaces the marks. A set of marks is never changed once it is one: a
// query over it may be under way.
func (q *Page) setMarks(set *query.Set) {
	q.marks, q.marked = set, set.Count()
}

func (q *Page) marksCopy() *query.Set {
	if q.marks == nil {
		return query.NewSet(q.store.Len())
	}
	q.growMarks()
	return q.marks.Clone()
}

// markedHere is how many of the marked accounts the query finds.
func (q *Page) markedHere() int {
	if q.marks == nil || q.found == nil || q.marks.Len() != q.found.Set().Len() {
		return 0
	}
	if q.here.found != q.found || q.here.marks != q.marks {
		both := q.marks.Clone()
		both.And(q.found.Set())
		q.here.found, q.here.marks, q.here.n = q.found, q.marks, both.Count()
	}
	return q.here.n
}

func (q *Page) mark(a keys.Action) tea.Cmd {
	switch a {
	case keys.Mark:
		row, ok := q.table.Current()
		if !ok {
			return nil
		}
		set := q.marksCopy()
		if set.Contains(uint32(row.ID)) {
			one := query.NewSet(set.Len())
			one.Add(uint32(row.ID))
			set.AndNot(one)
		} else {
			set.Add(uint32(row.ID))
		}
		q.setMarks(set)
		q.table.Do(keys.Down)
		return q.moved()
	case keys.MarkRange:
		if q.anchor < 0 {
			q.anchor = q.table.Cursor()
			return nil
		}
		from, to := min(q.anchor, q.table.Cursor()), max(q.anchor, q.table.Cursor())
		q.anchor = -1
		found, set := q.found, q.marksCopy()
		return page.Ask(&q.marking, func(ctx context.Context) (marksMsg, error) {
			ords, err := found.Page(ctx, from, to-from+1)
			for _, ord := range ords {
				set.Add(ord)
			}
			return marksMsg{set}, err
		})
	case keys.MarkAll:
		if q.found == nil || q.found.Set().Len() != q.store.Len() {
			return nil
		}
		set := q.marksCopy()
		set.Or(q.found.Set())
		q.setMarks(set)
		return page.Notice(page.Note, words.Count(q.found.Len(), "account")+" of this query marked; esc clears")
	case keys.Marked:
		q.only = !q.only
		return q.find(true)
	case keys.Compare, keys.Path:
		name := page.Compare
		if a == keys.Path {
			name = page.Path
		}
		ords, s := q.marks.Ordinals(), q.store
		return page.Ask(&q.opening, func(ctx context.Context) (page.Go, error) {
			rows, err := s.Listing(ctx, ords)
			return page.Go{Place: page.Place{Page: name, Refs: refs(rows)}}, err
		})
	}
	return nil
}

func refs(rows []store.AccountRow) []model.Untrusted {
	out := make([]model.Untrusted, len(rows))
	for i, r := range rows {
		out[i] = r.ID.String()
	}
	return out
}

func (q *Page) takeMarks(msg page.Answer[marksMsg]) tea.Cmd {
	if !page.Takes(&q.marking, msg) {
		return nil
	}
	if msg.Err != nil {
		return page.Fail(msg.Err)
	}
	q.setMarks(msg.Value.set)
	return nil
}
