package store

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/model/watch"
	"github.com/seed-28a39f10/clew/store/base"
	"github.com/seed-28a39f10/clew/store/kv/bolt"
)

// batch is how many accounts a worker takes at a time, a multiple of 64 so that
// no two of them share a word of a set.
const batch = 512

// derive examines every account, on all processors. old are facts of the same
// generation and other lists, or nil: who meets none of the lists that differ
// keeps what they say.
func derive(ctx context.Context, g *generation, lists *watchLists, old *derived, progress func(float64)) (*derived, error) {
	x, err := newExaminer(g, lists, dawn, true)
	if err != nil {
		return nil, err
	}
	diff, err := differences(old, lists, x.known())
	if err != nil {
		return nil, err
	}
	n := g.base.Len()
	if err := bolt.Guard(func() error { _, err := g.base.Cells(base.ColEvents); return err }); err != nil {
		return nil, err
	}
	d := &derived{key: factsKey{g.ref, lists.hash()}, known: x.known(), masks: make([]uint32, n), scores: make([]uint8, n)}
	words := make([][]uint64, len(lists.lists))
	for i := range words {
		words[i] = make([]uint64, (n+63)/64)
	}
	w := deriving{x: x, d: d, words: words, loose: make([]uint64, (n+63)/64), diff: diff, start: logStart{}}
	if diff != nil {
		x.env.LogFrom = diff.old.logFrom
	}
	if err := w.run(ctx, n, progress); err != nil {
		return nil, err
	}
	if diff != nil {
		d.logFrom = diff.old.logFrom
	} else {
		// Whose silence depends on when the log begins is looked at again.
		d.logFrom = w.start.from()
		x.env.LogFrom = d.logFrom
		if err := bolt.Guard(w.lookAgain); err != nil {
			return nil, err
		}
	}
	d.loose = query.SetOf(w.loose, n)
	for i, l := range lists.lists {
		m, err := l.matches(query.SetOf(words[i], n))
		if err != nil {
			return nil, err
		}
		d.lists = append(d.lists, m)
	}
	return d.finish(), nil
}

// matches describes a list with the accounts that it matches.
func (l *watchList) matches(set *query.Set) (listMatches, error) {
	head, err := l.chunks[0].about()
	if err != nil {
		return listMatches{}, err
	}
	bad, err := l.bad()
	return listMatches{name: l.name, sum: l.hash(), bad: bad, disposable: head.Class == watch.ClassDisposable,
		added: seconds(l.chunks[0].entry.Time), n: set.Count(), set: set}, err
}

// difference is what distinguishes the lists from those of older facts.
type difference struct {
	old  *derived
	gone *query.Set // accounts that a list matched which is gone or was other; nil for none
	set  *watch.Set // lists that are new or other; nil for none
	kept [][2]int   // lists that are the same: where they are in the older facts, and where now
}

// differences compares the lists with those of older facts. It gives nil where
// nothing can be kept: where older facts are not at hand, where signals may say of
// anybody that now networks are known or no longer are, and where what a list
// matches cannot be told without looking at every account's sign-ins.
func differences(old *derived, lists *watchLists, known networks) (*difference, error) {
	if old == nil || old.known != known {
		return nil, nil
	}
	d := &difference{old: old}
	var changed []watch.List
	same := map[string]bool{}
	for now, l := range lists.lists {
		was := slices.IndexFunc(old.lists, func(m listMatches) bool { return m.name == l.name && m.sum == l.hash() })
		if was >= 0 {
			same[l.name] = true
			d.kept = append(d.kept, [2]int{was, now})
			continue
		}
		list, err := l.decode()
		if err != nil {
			return nil, err
		}
		if list.Class == watch.ClassDisposable || slices.ContainsFunc(list.Values, func(v watch.Value) bool { return v.Form == watch.FormASN }) {
			return nil, nil
		}
		changed = append(changed, list)
	}
	for _, m := range old.lists {
		switch {
		case same[m.name]:
			continue
		case m.disposable:
			return nil, nil
		case d.gone == nil:
			d.gone = query.NewSet(len(old.masks))
		}
		d.gone.Or(m.set)
	}
	if len(changed) > 0 {
		d.set = watch.New(changed)
	}
	return d, nil
}

// keeps reports whether the older facts of an account still hold.
func (d *difference) keeps(walk *base.Walk, ord uint32) (bool, error) {
	if d.old.loose.Contains(ord) || d.gone != nil && d.gone.Contains(ord) {
		return false, nil
	}
	if d.set == nil {
		return true, nil
	}
	a, err := walk.Account(ord)
	if err != nil {
		return false, err
	}
	return !slices.ContainsFunc(a.Identifiers, func(id model.Identifier) bool { return d.set.Match(id) != nil }), nil
}

// deriving is a run of derive.
type deriving struct {
	x     *examiner
	d     *derived
	words [][]uint64 // by list, the accounts that it matches
	loose []uint64
	diff  *difference // nil: everything is made anew

	next atomic.Int64
	mu   sync.Mutex
	done int
	err  error

	start logStart
	again []uint32 // accounts that are silent for long if the log begins early
}

func (w *deriving) run(ctx context.Context, n int, progress func(float64)) error {
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n/batch+1) {
		wg.Go(func() {
			if err := bolt.Guard(func() error { return w.work(ctx, n, progress) }); err != nil {
				w.mu.Lock()
				defer w.mu.Unlock()
				if w.err == nil {
					w.err = err
				}
				w.next.Store(int64(n))
			}
		})
	}
	wg.Wait()
	return w.err
}

func (w *deriving) work(ctx context.Context, n int, progress func(float64)) error {
	start := logStart{}
	walk, err := w.x.g.base.Walk()
	if err != nil {
		return err
	}
	defer func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.start.merge(start)
	}()
	for {
		from := int(w.next.Add(batch)) - batch
		if from >= n {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		to := min(from+batch, n)
		again := []uint32(nil)
		for ord := uint32(from); ord < uint32(to); ord++ {
			silent, err := w.account(walk, ord, start)
			if err != nil {
				return err
			}
			if silent {
				again = append(again, ord)
			}
		}
		w.mu.Lock()
		w.again = append(w.again, again...)
		w.done += to - from
		if progress != nil {
			progress(float64(w.done) / float64(n))
		}
		w.mu.Unlock()
	}
}

// lookAgain examines the accounts to which it matters when the log begins.
func (w *deriving) lookAgain() error {
	walk, err := w.x.g.base.Walk()
	if err != nil {
		return err
	}
	slices.Sort(w.again)
	for _, ord := range w.again {
		if _, err := w.account(walk, ord, logStart{}); err != nil {
			return err
		}
	}
	return nil
}

// account examines one account, adds its events to what is known of the log, and says whether
// the beginning of the log matters to it.
func (w *deriving) account(walk *base.Walk, ord uint32, start logStart) (silent bool, err error) {
	if w.diff != nil {
		keeps, err := w.diff.keeps(walk, ord)
		if err != nil {
			return false, err
		}
		if keeps {
			w.d.masks[ord], w.d.scores[ord] = w.diff.old.masks[ord], w.diff.old.scores[ord]
			for _, l := range w.diff.kept {
				if w.diff.old.lists[l[0]].set.Contains(ord) {
					w.words[l[1]][ord/64] |= 1 << (ord % 64)
				}
			}
			return false, nil
		}
	}
	a, err := walk.Account(ord)
	if err != nil {
		return false, err
	}
	events, err := walk.Events(ord)
	if err != nil {
		return false, err
	}
	f, err := w.x.examine(ord, a, events)
	if err != nil {
		return false, err
	}
	w.d.masks[ord], w.d.scores[ord] = f.mask, f.score
	for _, l := range f.matched {
		w.words[l][ord/64] |= 1 << (ord % 64)
	}
	if len(looseAddresses(a, events)) > 0 {
		w.loose[ord/64] |= 1 << (ord % 64)
	}
	start.add(events)
	return f.silent(), nil
}
