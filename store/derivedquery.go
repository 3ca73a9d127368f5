package store

import (
	"context"
	"math/bits"
	"slices"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/identifier"
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/model/signal"
	"github.com/seed-28a39f10/clew/store/base"
)

// changes reports whether a column of the data is not the whole truth.
func (d *derived) changes(col base.Column) bool {
	return col == base.ColScore || d.flagged != nil && (col == base.ColFlags || col == base.ColFlagged)
}

// between finds the accounts whose cell of a column lies between two numbers.
func (d *derived) between(b *base.Base, col base.Column, low, high uint32) (*query.Set, error) {
	words := make([]uint64, (len(d.scores)+63)/64)
	if col == base.ColScore {
		for i, s := range d.scores {
			if uint32(s)-low <= high-low {
				words[i/64] |= 1 << (i % 64)
			}
		}
		return query.SetOf(words, len(d.scores)), nil
	}
	cells, err := d.cells(b, col)
	if err != nil {
		return nil, err
	}
	for i, c := range cells {
		if c-low <= high-low {
			words[i/64] |= 1 << (i % 64)
		}
	}
	return query.SetOf(words, len(cells)), nil
}

func (d *derived) addSignals(set *query.Set, anyOf []query.Pattern) {
	var mask uint32
	for bit, code := range catalogueCodes {
		if matchAny(anyOf, code) {
			mask |= 1 << bit
		}
	}
	if mask == 0 {
		return
	}
	for ord, m := range d.masks {
		if m&mask != 0 {
			set.Add(uint32(ord))
		}
	}
}

func (d *derived) addSources(set *query.Set, anyOf []query.Pattern) {
	for _, l := range d.lists {
		if l.bad && matchAny(anyOf, watchSource(l.name)) {
			set.Or(l.set)
		}
	}
}

// countFlagged counts the accounts of a set that nobody flagged, and the others.
func (d *derived) countFlagged(g *generation, set *query.Set) ([]int, error) {
	counts, err := g.count(set, base.ColFlags, 2)
	if err != nil || d.flagged == nil {
		return counts, err
	}
	cells, err := g.base.Cells(base.ColFlags)
	if err != nil {
		return nil, err
	}
	both := set.Clone()
	both.And(d.flagged)
	both.Each(func(ord uint32) {
		if cells[ord] == 0 {
			counts[0]--
			counts[1]++
		}
	})
	return counts, nil
}

// countSignals puts the counts of computed signals to those of the data, whose
// codes that the catalogue has are in the masks too.
func (d *derived) countSignals(set *query.Set, data []Facet) []Facet {
	var counts [32]int
	set.Each(func(ord uint32) {
		for m := d.masks[ord]; m != 0; m &= m - 1 {
			counts[bits.TrailingZeros32(m)]++
		}
	})
	out := slices.DeleteFunc(data, func(f Facet) bool {
		_, ok := signal.Bit(string(f.Value))
		return ok
	})
	for bit, code := range catalogueCodes {
		if counts[bit] > 0 {
			out = append(out, Facet{model.Untrusted(code), counts[bit]})
		}
	}
	return out
}

// countSources puts the counts of bad lists to those of the data, where somebody
// may have used the name of a list.
func (d *derived) countSources(b *base.Base, set *query.Set, data []Facet) ([]Facet, error) {
	for _, l := range d.lists {
		if !l.bad {
			continue
		}
		name := model.Untrusted(watchSource(l.name))
		folded := model.Untrusted(identifier.Fold(nil, name))
		of := l.set.Clone()
		namesakes, err := b.Holders(base.TermSource, folded)
		if err != nil {
			return nil, err
		}
		for _, ord := range namesakes {
			of.Add(ord)
		}
		data = slices.DeleteFunc(data, func(f Facet) bool { return f.Value == folded })
		of.And(set)
		if n := of.Count(); n > 0 {
			data = append(data, Facet{name, n})
		}
	}
	return data, nil
}

// few is the number of accounts up to which they are examined one by one where
// the facts of all are not at hand.
const few = 16

// viewListed is viewFacts for n accounts; for a few, d may be nil.
func (db *DB) viewListed(ctx context.Context, n int, fn func(g *generation, st *state, d *derived) error) error {
	if n > few {
		return db.viewFacts(ctx, fn)
	}
	return db.view(func(g *generation, st *state) error {
		if g == nil {
			return fn(g, st, nil)
		}
		return fn(g, st, db.facts(g, st))
	})
}

// completeRows adds to rows what follows from the data and the lists.
func (g *generation) completeRows(rows []AccountRow, st *state, d *derived) error {
	if len(rows) == 0 {
		return nil
	}
	if d != nil {
		for i := range rows {
			d.complete(&rows[i], st.watch)
		}
		return nil
	}
	x, err := newExaminer(g, st.watch, dawn, false)
	if err != nil {
		return err
	}
	for i := range rows {
		f, _, err := x.whole(rows[i].Ord, nil)
		if err != nil {
			return err
		}
		f.complete(&rows[i])
	}
	return nil
}

// whole examines one account whose log begins nobody knows when: the events of
// all accounts are looked through where that matters to it.
func (x *examiner) whole(ord uint32, known *derived) (f facts, a model.Account, err error) {
	a, events, err := x.account(ord)
	if err != nil {
		return f, a, err
	}
	if known != nil {
		x.env.LogFrom = known.logFrom
	}
	if f, err = x.examine(ord, &a, events); err != nil || x.env.LogFrom != dawn || !f.silent() {
		return f, a, err
	}
	if x.env.LogFrom, err = x.g.logFrom(); err != nil {
		return f, a, err
	}
	f, err = x.examine(ord, &a, events)
	return f, a, err
}

// silent reports whether the beginning of the log matters to the account.
func (f *facts) silent() bool {
	return slices.ContainsFunc(f.signals, func(s model.Signal) bool { return s.Code == codeDormant })
}

// logFrom finds out when the log begins.
func (g *generation) logFrom() (model.Time, error) {
	walk, err := g.base.Walk()
	if err != nil {
		return model.Time{}, err
	}
	start := logStart{}
	for ord := range uint32(g.base.Len()) {
		events, err := walk.Events(ord)
		if err != nil {
			return model.Time{}, err
		}
		start.add(events)
	}
	return start.from(), nil
}

// examine adds to an account what follows from the data and the lists.
func (db *DB) examine(g *generation, st *state, out *Account) error {
	lists, d := st.watch, db.facts(g, st)
	if d != nil {
		var err error
		if lists, err = lists.only(func(i int) bool { return d.lists[i].set.Contains(out.Ord) }); err != nil {
			return err
		}
	}
	x, err := newExaminer(g, lists, dawn, false)
	if err != nil {
		return err
	}
	if d != nil {
		x.know(d.known) // by all lists, also those that do not match the account
	}
	f, _, err := x.whole(out.Ord, d)
	if err != nil {
		return err
	}
	f.complete(&out.AccountRow)
	out.Account.Flags = mergeFlags(out.Account.Flags, f.flags)
	out.Computed, out.ScoreRows, out.Watch, out.WatchFlags = f.signals, f.rows, f.hits, f.flags
	return nil
}
