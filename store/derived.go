package store

import (
	"bytes"
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/model/signal"
	"github.com/seed-28a39f10/clew/store/base"
	"github.com/seed-28a39f10/clew/store/work"
)

// derived is what follows from a generation and the watch lists, for every
// account: see examiner. It does not change, so any number of goroutines may
// read it. It takes 5 bytes an account, an eighth of one for each list and two more,
// and 4 more for each of the order by score and the times of the first flags, once
// somebody has asked for them.
type derived struct {
	key     factsKey
	logFrom model.Time // when the log begins, see logStart; unknown where nothing shows it
	known   networks   // by the lists
	masks   []uint32
	scores  []uint8
	lists   []listMatches // by name, as in the state that they were made from
	loose   *query.Set    // accounts with looseAddresses

	flagged *query.Set // accounts that a bad list matches; nil for none

	paged               atomic.Bool // a page by score has been asked for
	scoreOnce, timeOnce sync.Once
	byScore, time       []uint32
	timeErr             error
}

// factsKey says what derived facts were made from.
type factsKey struct {
	gen   work.GenRef
	lists [32]byte
}

// listMatches are the accounts that a list matches.
type listMatches struct {
	name       string
	sum        [32]byte // of the entries that it was added by
	bad        bool
	disposable bool   // of that class
	added      uint32 // when, as in a column of times
	n          int
	set        *query.Set
}

// seconds gives the cell of a column for a time.
func seconds(t model.Time) uint32 {
	if !t.Known() {
		return 0
	}
	return uint32(min(max(t.Unix(), 1), 1<<32-1))
}

// finish makes what is not stored.
func (d *derived) finish() *derived {
	for _, l := range d.lists {
		if !l.bad || l.n == 0 {
			continue
		}
		if d.flagged == nil {
			d.flagged = query.NewSet(len(d.masks))
		}
		d.flagged.Or(l.set)
	}
	return d
}

// scoreOrder gives all ordinals by score, ties by ordinal.
func (d *derived) scoreOrder() []uint32 {
	d.scoreOnce.Do(func() {
		var at [257]int
		for _, s := range d.scores {
			at[int(s)+1]++
		}
		for i := 1; i < len(at); i++ {
			at[i] += at[i-1]
		}
		d.byScore = make([]uint32, len(d.scores))
		for ord, s := range d.scores {
			d.byScore[at[s]] = uint32(ord)
			at[s]++
		}
	})
	return d.byScore
}

// scoreAt gives n places of the order by score from a place on, without making
// the whole order: a process that shows its first page and ends is done in a
// tenth of the time.
func (d *derived) scoreAt(from, n int) []uint32 {
	var count [256]int
	for _, s := range d.scores {
		count[s]++
	}
	out := make([]uint32, 0, n)
	start := 0 // of the accounts of a score in the order
	for s, c := range count {
		before := from + len(out) - start
		start += c
		if before >= c {
			continue
		}
		for nth, at := 0, 0; nth < c && len(out) < n; nth, at = nth+1, at+1 {
			at += bytes.IndexByte(d.scores[at:], byte(s))
			if nth >= before {
				out = append(out, uint32(at))
			}
		}
		if len(out) == n {
			break
		}
	}
	return out
}

// flagTimes gives for each account when it was first flagged, as in a column.
func (d *derived) flagTimes(b *base.Base) ([]uint32, error) {
	d.timeOnce.Do(func() {
		if d.time, d.timeErr = b.Cells(base.ColFlagged); d.timeErr != nil || d.flagged == nil {
			return
		}
		d.time = append([]uint32(nil), d.time...)
		for _, l := range d.lists {
			if l.bad {
				l.set.Each(func(ord uint32) {
					if d.time[ord] == 0 || l.added < d.time[ord] {
						d.time[ord] = l.added
					}
				})
			}
		}
	})
	return d.time, d.timeErr
}

// keyOf says what facts of a generation and a state are made from.
func keyOf(g *generation, st *state) factsKey { return factsKey{g.ref, st.watch.hash()} }

// facts gives the derived facts of the present generation and state where they
// are at hand, in memory or on disk. The caller is in view.
func (db *DB) facts(g *generation, st *state) *derived {
	key := keyOf(g, st)
	if d := db.derived.Load(); d != nil && d.key == key {
		return d
	}
	d := loadFacts(db.path, g, st)
	if d != nil {
		db.derived.Store(d)
	}
	return d
}

// viewFacts is view with the derived facts of the generation, which are made
// first where they are not at hand; d is nil before the first import.
func (db *DB) viewFacts(ctx context.Context, fn func(g *generation, st *state, d *derived) error) error {
	for {
		missing := false
		err := db.view(func(g *generation, st *state) error {
			var d *derived
			if g != nil {
				if d = db.facts(g, st); d == nil {
					missing = true
					return nil
				}
			}
			return fn(g, st, d)
		})
		if err != nil || !missing {
			return err
		}
		// Outside of view: it takes seconds, and would keep writers waiting.
		if err := db.Derive(ctx, nil); err != nil {
			return err
		}
	}
}

// Derive computes what follows from the imports and the watch lists for every
// account (matches, signals, scores) unless it is at hand, and keeps it for other
// processes in a file beside the generation. What needs it computes it by itself;
// calling Derive after an import or a change of lists is for who would rather
// wait then. progress may be nil; it is called with the share that is done.
func (db *DB) Derive(ctx context.Context, progress func(float64)) error {
	db.deriving.Lock()
	defer db.deriving.Unlock()
	var ref work.GenRef
	var lists *watchLists
	var old *derived
	err := db.view(func(g *generation, st *state) error {
		if g != nil && db.facts(g, st) == nil {
			ref, lists = g.ref, st.watch
			if old = db.derived.Load(); old == nil || old.key.gen != ref {
				old = readFacts(db.path, ref)
			}
		}
		return nil
	})
	if err != nil || lists == nil {
		return err
	}
	// A handle of its own: this process may move on to another generation.
	g, err := openGeneration(ctx, db.path, ref)
	if err != nil {
		// It was superseded meanwhile: the next look finds its successor.
		if refreshed := db.Refresh(ctx); refreshed != nil {
			return refreshed
		}
		stale := false
		db.view(func(now *generation, _ *state) error { stale = now.ref != ref; return nil })
		if stale {
			return nil
		}
		return err
	}
	defer g.release()
	d, err := derive(ctx, g, lists, old, progress)
	if err != nil {
		return err
	}
	db.derived.Store(d)
	if !db.o.ReadOnly || db.o.Cache {
		d.save(db.path) // where it cannot be kept it is computed again
	}
	return nil
}

// codeDormant is the one signal that depends on when the log begins.
const codeDormant = "ID-DORMANT"

// signalVersion changes with whatever changes the facts that follow from the
// same data: signals, score, matches. A test holds it to them.
const signalVersion = 3

// order gives all accounts in ascending order of a column, ties by ordinal.
func (d *derived) order(b *base.Base, col base.Column) ([]uint32, error) {
	switch {
	case col == base.ColScore:
		return d.scoreOrder(), nil
	case col == base.ColFlagged && d.flagged != nil:
		cells, err := d.flagTimes(b)
		return base.Order(cells), err
	}
	return b.Order(col)
}

// orderAt is order for a few places of it.
func (d *derived) orderAt(b *base.Base, col base.Column, from, n int) ([]uint32, error) {
	if col == base.ColScore && n <= 1000 && !d.paged.Swap(true) {
		return d.scoreAt(from, n), nil
	}
	if col == base.ColScore || col == base.ColFlagged && d.flagged != nil {
		all, err := d.order(b, col)
		if err != nil {
			return nil, err
		}
		return append([]uint32(nil), all[from:from+n]...), nil
	}
	return b.OrderAt(col, from, n)
}

// cells gives a column with what the facts make of it.
func (d *derived) cells(b *base.Base, col base.Column) ([]uint32, error) {
	switch {
	case col == base.ColScore:
		cells := make([]uint32, len(d.scores))
		for i, s := range d.scores {
			cells[i] = uint32(s)
		}
		return cells, nil
	case col == base.ColFlagged && d.flagged != nil:
		return d.flagTimes(b)
	case col == base.ColFlags && d.flagged != nil:
		cells, err := b.Cells(col)
		if err != nil {
			return nil, err
		}
		cells = append([]uint32(nil), cells...)
		for _, l := range d.lists {
			if l.bad {
				l.set.Each(func(ord uint32) { cells[ord]++ })
			}
		}
		return cells, nil
	}
	return b.Cells(col)
}

// complete adds to a row of a list what the facts say.
func (d *derived) complete(row *AccountRow, lists *watchLists) {
	ord := row.Ord
	row.Score = float64(d.scores[ord])
	row.Signals = addCodes(row.Signals, d.masks[ord])
	for i, l := range d.lists {
		if l.bad && l.set.Contains(ord) {
			row.flag()
			row.FlaggedAt = model.Earlier(row.FlaggedAt, lists.lists[i].chunks[0].entry.Time)
		}
	}
}

// complete is derived.complete from the examination of one account.
func (f *facts) complete(row *AccountRow) {
	row.Score = float64(f.score)
	row.Signals = addCodes(row.Signals, f.mask)
	for i := range f.flags {
		row.flag()
		row.FlaggedAt = model.Earlier(row.FlaggedAt, f.flags[i].Time)
	}
}

// addCodes adds the codes of a mask to those that came with the data.
func addCodes(codes []string, mask uint32) []string {
	codes = append(codesOf(mask), codes...)
	slices.Sort(codes)
	return slices.Compact(codes)
}

// codesOf gives the codes of a mask, in the order of their bits.
func codesOf(mask uint32) (codes []string) {
	for bit, code := range catalogueCodes {
		if mask&(1<<bit) != 0 {
			codes = append(codes, code)
		}
	}
	return codes
}

var catalogueCodes = func() (codes []string) {
	for _, e := range signal.Catalogue() {
		codes = append(codes, e.Code)
	}
	return codes
}()
