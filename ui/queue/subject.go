package queue

import (
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/words"
)

// Subject implements page.Holder: the marked accounts, or else the one under the cursor.
func (q *Page) Subject() page.Subject {
	if q.marked > 0 {
		return page.Subject{Title: words.Count(q.marked, "marked account"), Accounts: q.markedOrds(), Marked: true}
	}
	row, ok := q.current()
	if !ok {
		return page.Subject{}
	}
	return page.Subject{Title: words.Who(row), Accounts: []uint32{row.Ord}}
}

// listed is the ordinals of a set; a set of marks is never changed, so that they are
// listed once, however often the footer asks.
type listed struct {
	of   *query.Set
	ords []uint32
}

func (q *Page) markedOrds() []uint32 {
	if q.chosen.of != q.marks {
		q.chosen = listed{q.marks, q.marks.Ordinals()}
	}
	return q.chosen.ords
}
