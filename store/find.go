package store

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/store/base"
)

// Found is the answer to a query: which accounts, and in which order. It is safe
// for concurrent use.
type Found struct {
	db   *DB
	set  *query.Set
	n    int
	sort Sort

	mu   sync.Mutex
	ords []uint32 // in order; nil while the stored order of all accounts serves
}

// Find evaluates a query. The accounts are sorted when the first page is asked
// for; ties are in the order of import, or against it when descending.
func (db *DB) Find(ctx context.Context, q *query.Query, s Sort) (*Found, error) {
	f := &Found{db: db, sort: s}
	err := db.viewFacts(ctx, func(g *generation, st *state, d *derived) error {
		var err error
		if g == nil {
			f.set = query.NewSet(0)
			return nil
		}
		f.set, err = q.Eval(ctx, &source{g, st, db.log.Secret(), d, db.now(), db.seen})
		return err
	})
	if err == nil {
		f.n = f.set.Count()
	}
	return f, err
}

// Among gives a set of accounts in an order, as if a query had found them. The set
// must be over DB.Len accounts, and is not to be changed afterwards.
func (db *DB) Among(set *query.Set, s Sort) *Found {
	return &Found{db: db, set: set, n: set.Count(), sort: s}
}

// Len is the number of accounts found.
func (f *Found) Len() int { return f.n }

// Set is the set of ordinals found; do not change it.
func (f *Found) Set() *query.Set { return f.set }

// sortColumns says which sort keys are columns; id is the ordinal itself, and
// the others are text.
var sortColumns = map[string]base.Column{
	"score": base.ColScore, "created": base.ColCreated, "flagged": base.ColFlagged,
	"first_seen": base.ColFirstSeen, "last_seen": base.ColLastSeen, "links": base.ColLinks,
	"identifiers": base.ColIdentifiers, "events": base.ColEvents,
}

var sortTexts = map[string]base.TextField{
	"username": base.TextUsername, "name": base.TextName, "email": base.TextEmail,
}

// Page gives up to limit ordinals from the offset-th on.
func (f *Found) Page(ctx context.Context, offset, limit int) ([]uint32, error) {
	offset = min(max(offset, 0), f.n)
	limit = min(max(limit, 0), f.n-offset)
	if limit == 0 {
		return nil, ctx.Err()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	col, isCol := sortColumns[f.sort.Key]
	if f.ords == nil && isCol && f.n == f.set.Len() {
		return f.all(ctx, col, offset, limit)
	}
	if err := f.sorted(ctx, col, isCol); err != nil {
		return nil, err
	}
	return slices.Clone(f.ords[offset : offset+limit]), ctx.Err()
}

// Index gives the place of an account in the order, from 0, or -1 where it was not
// found. It costs a walk over the order.
func (f *Found) Index(ctx context.Context, ord uint32) (int, error) {
	if int(ord) >= f.set.Len() || !f.set.Contains(ord) {
		return -1, ctx.Err()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	col, isCol := sortColumns[f.sort.Key]
	if err := f.sorted(ctx, col, isCol); err != nil {
		return -1, err
	}
	return slices.Index(f.ords, ord), ctx.Err()
}

// sorted has f.ords filled. The caller holds f.mu.
func (f *Found) sorted(ctx context.Context, col base.Column, isCol bool) error {
	if f.ords != nil {
		return nil
	}
	return f.db.viewFacts(ctx, func(g *generation, _ *state, d *derived) (err error) {
		f.ords, err = f.order(g, d, col, isCol)
		return err
	})
}

// all pages through the stored order of every account.
func (f *Found) all(ctx context.Context, col base.Column, offset, limit int) (page []uint32, err error) {
	err = f.db.viewFacts(ctx, func(g *generation, _ *state, d *derived) error {
		from := offset
		if f.sort.Desc {
			from = f.n - offset - limit
		}
		page, err = d.orderAt(g.base, col, from, limit)
		return err
	})
	if f.sort.Desc {
		slices.Reverse(page)
	}
	return page, err
}

// order sorts the set: by walking the stored order of all accounts when the set
// is a good part of them, else by comparing.
func (f *Found) order(g *generation, d *derived, col base.Column, isCol bool) ([]uint32, error) {
	ords := f.set.Ordinals()
	field, isText := sortTexts[f.sort.Key]
	switch {
	case isText:
		keys, err := g.base.SortKeys(field)
		if err != nil {
			return nil, err
		}
		slices.SortFunc(ords, func(a, b uint32) int {
			return cmp.Or(bytes.Compare(keys[a], keys[b]), cmp.Compare(a, b))
		})
	case isCol && f.n > f.set.Len()/32:
		order, err := d.order(g.base, col)
		if err != nil {
			return nil, err
		}
		ords = ords[:0]
		for _, ord := range order {
			if f.set.Contains(ord) {
				ords = append(ords, ord)
			}
		}
	case isCol:
		cells, err := d.cells(g.base, col)
		if err != nil {
			return nil, err
		}
		slices.SortFunc(ords, func(a, b uint32) int {
			return cmp.Or(cmp.Compare(cells[a], cells[b]), cmp.Compare(a, b))
		})
	}
	if f.sort.Desc {
		slices.Reverse(ords)
	}
	return ords, nil
}
