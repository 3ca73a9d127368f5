package store

import (
	"cmp"
	"context"
	"slices"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/model/workflow"
)

// Links is the investigation as its links show it: as of one generation, one
// state of the log and one moment. It is safe for concurrent use.
type Links struct {
	db       *DB
	view     *evidence.View
	founders []uint32
	lists    *watchLists
}

// Value is a value that accounts share, readable.
type Value struct {
	Number  uint32 // in the model; evidence.None for what is no value
	Kind    evidence.Kind
	Text    model.Untrusted // canonical
	Holders int
}

// Evidence is one line of a link's waterfall, readable.
type Evidence struct {
	evidence.Row
	Value
	Ignored bool            // counts for nothing by an analyst's word
	Benign  string          // code of the innocent rule that covers the row, if any
	SameAs  model.Untrusted // "kind:value" of what it comes together with or follows from
}

// Link is a link, readable.
type Link struct {
	*evidence.Link
	Evidence []Evidence // strongest first; after them what is ignored
	Judged   *Judged
}

// Ring is a ring, readable.
type Ring struct {
	*evidence.Ring
	ID        uint32 // account that names it, for as long as it is in it
	Values    []RingValue
	FirstSeen model.Time
	LastSeen  model.Time
	Recent    int // members first seen in the last 28 days of its time
}

// RingValue is what members of a ring share, readable.
type RingValue struct {
	evidence.Holding
	Value
}

// Links gives the links as they stand. Where they are not known yet they are
// computed, of which progress, which may be nil, is told.
func (db *DB) Links(ctx context.Context, progress func(doing string)) (*Links, error) {
	if progress == nil {
		progress = func(string) {}
	}
	db.mu.RLock()
	g, st := db.gen, db.state
	db.mu.RUnlock()
	if g == nil {
		return nil, noAccounts()
	}
	m, err := db.linkModel(ctx, g.ref, st, progress)
	if err != nil {
		return nil, err
	}
	if len(st.watch.lists) > 0 {
		if _, err := st.watch.matcher(); err != nil {
			return nil, err
		}
	}
	return db.linksOf(m, st), nil
}

// KnownLinks gives the links as they stand, or nil where they would have to be
// computed first.
func (db *DB) KnownLinks() *Links {
	db.mu.RLock()
	g, st := db.gen, db.state
	db.mu.RUnlock()
	if g == nil {
		return nil
	}
	l := &db.links
	if l.building.Load() {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.gen != g.ref.Gen { // once: a file that cannot be used is not read at every call
		l.model, l.gen = db.savedModel(g.ref), g.ref.Gen
	}
	if l.model == nil || !l.current(st, db.now()) {
		return nil
	}
	return db.linksOf(l.model, st)
}

func (db *DB) linksOf(m *evidence.Model, st *state) *Links {
	var said []evidence.Judgement
	for _, j := range st.flow.JudgedLinks() {
		said = append(said, evidence.Judgement{A: j.A, B: j.B, Verdict: j.Verdict})
	}
	last := db.links.view.Load()
	if last == nil || last.Model != m {
		last = m.View(nil)
	}
	view := last.With(said)
	db.links.view.Store(view)
	return &Links{db: db, founders: st.founders, lists: st.watch, view: view}
}

// Len is the number of accounts that the links are of.
func (l *Links) Len() int { return l.view.Index.Len() }

// View gives the model behind the links.
func (l *Links) View() *evidence.View { return l.view }

// Of gives the links of an account that are possible at least, or that somebody
// has judged, strongest first.
func (l *Links) Of(ctx context.Context, ord uint32) ([]*Link, error) {
	r, err := l.labelled(ctx, ord)
	if err != nil {
		return nil, err
	}
	var all []*Link
	for _, e := range l.view.Links(ord, r.known) {
		link, err := r.link(e)
		if err != nil {
			return nil, err
		}
		all = append(all, link)
	}
	return all, nil
}

// Among gives the links between some accounts that are possible at least, or that somebody
// has judged, each once, strongest first.
func (l *Links) Among(ctx context.Context, ords []uint32) ([]*Link, error) {
	in := make(map[uint32]bool, len(ords))
	for _, ord := range ords {
		in[ord] = true
	}
	r, err := l.labelled(ctx, ords...)
	if err != nil {
		return nil, err
	}
	var all []*Link
	for _, ord := range ords {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for _, e := range l.view.LinksIn(ord, func(b uint32) bool { return b > ord && in[b] }, r.known) {
			link, err := r.link(e)
			if err != nil {
				return nil, err
			}
			all = append(all, link)
		}
	}
	slices.SortStableFunc(all, func(x, y *Link) int { return cmp.Compare(y.Bits, x.Bits) })
	return all, nil
}

// Between gives the link between two accounts, however weak.
func (l *Links) Between(ctx context.Context, a, b uint32) (*Link, error) {
	r, err := l.labelled(ctx, a)
	if err != nil {
		return nil, err
	}
	return r.link(l.view.Link(a, b, r.known))
}

// Rings gives the rings with at least so many members, strongest class first and
// then the largest.
func (l *Links) Rings(ctx context.Context, least int) ([]*Ring, error) {
	var members []uint32
	for _, list := range l.view.RingMembers(least) {
		members = append(members, list...)
	}
	r, err := l.labelled(ctx, members...)
	if err != nil {
		return nil, err
	}
	var all []*Ring
	for _, e := range l.view.Rings(least, r.known) {
		ring, err := r.ring(e, false)
		if err != nil {
			return nil, err
		}
		all = append(all, ring)
	}
	return all, nil
}

// Ring gives the ring of an account with all that its members share, or nil.
func (l *Links) Ring(ctx context.Context, ord uint32) (*Ring, error) {
	e := l.view.RingOf(ord, nil)
	if e == nil {
		return nil, nil
	}
	r, err := l.labelled(ctx, e.Members...)
	if err != nil {
		return nil, err
	}
	e = l.view.RingOf(ord, r.known)
	return r.ring(e, true)
}

// Values gives what the members of a ring, one of these links, share: at most so many
// values, what gives most first.
func (l *Links) Values(ctx context.Context, ring *Ring, most int) ([]RingValue, error) {
	r, err := l.labelled(ctx)
	if err != nil {
		return nil, err
	}
	return r.values(ring.Ring, most)
}

// Path is a way between two accounts, readable.
type Path struct {
	Accounts []uint32
	Cost     float64
	Steps    []*Link
}

// Path finds the strongest of the shortest ways of at most three hops; see
// evidence.View.Path.
func (l *Links) Path(ctx context.Context, a, b uint32) (paths []Path, via evidence.Via, cut bool, err error) {
	found, via, cut := l.view.Path(a, b)
	var on []uint32
	for _, f := range found {
		on = append(on, f.Accounts...)
	}
	r, err := l.labelled(ctx, on...)
	if err != nil {
		return nil, 0, false, err
	}
	for _, f := range found {
		p := Path{Accounts: f.Accounts, Cost: f.Cost}
		for i := 1; i < len(f.Accounts); i++ {
			step, err := r.link(l.view.Link(f.Accounts[i-1], f.Accounts[i], r.known))
			if err != nil {
				return nil, 0, false, err
			}
			p.Steps = append(p.Steps, step)
		}
		paths = append(paths, p)
	}
	return paths, via, cut, nil
}

// Fallout is what would become of a ring if something did not count.
type Fallout struct {
	Before *Ring
	After  *Ring      // of the same account; nil where it is in none
	Rest   []uint32   // of the members, those still in its ring
	Parts  [][]uint32 // what the others would be in, largest first

	Shared  int        // of the members, those of whom a file that is left out tells, and others too: they and all their values still count
	Pending int        // accounts of the investigation that wait for an action which can still be stopped
	Resting []*Resting // what of that would no longer stand, by proposal
}

// Without says what would become of the ring of an account if some values, as
// "kind:value", did not count, and if accounts that only some files, by their
// place in DB.Files, speak of were not there. It is nil for an account in no ring. What a
// file tells of accounts that others speak of too still counts, as no value has its file
// beside it: see Fallout.Shared.
// Of a million accounts it takes seconds; it gives up soon after ctx has ended.
func (l *Links) Without(ctx context.Context, ord uint32, values []string, files []int) (*Fallout, error) {
	before, err := l.Ring(ctx, ord)
	if err != nil || before == nil {
		return nil, err
	}
	ignored, named := l.view.Ignored(), map[model.Untrusted]workflow.Evidence{}
	for _, ref := range values {
		v, e, err := l.find(ref)
		if err != nil {
			return nil, err
		}
		ignored, named[model.Untrusted(ref)] = append(ignored, v), e
	}
	ix, extra := l.view.Index, l.view.Extra()
	if len(files) > 0 {
		gone, err := l.onlyFrom(ctx, files)
		if err != nil {
			return nil, err
		}
		whole := ix
		if ix, err = whole.Filter(ctx, func(a uint32) bool { return !gone[a] }); err != nil {
			return nil, err
		}
		extra = slices.DeleteFunc(extra, func(x evidence.Extra) bool { return gone[x.A] || gone[x.B] })
		all := ignored
		ignored = nil
		for _, v := range all {
			if u := ix.Find(whole.Kind(v), whole.Hash(v)); u != evidence.None {
				ignored = append(ignored, u)
			}
		}
	}
	m, err := evidence.BuildContext(ctx, ix, l.view.Config, ignored, extra)
	if err != nil {
		return nil, err
	}
	other := &Links{db: l.db, view: m.View(l.view.Judgements()), founders: l.founders, lists: l.lists}
	f := &Fallout{Before: before}
	if f.Shared, err = l.shared(before.Members, files); err != nil {
		return nil, err
	}
	f.Rest, f.Parts = before.Without(other.view, ord)
	if f.After, err = other.Ring(ctx, ord); err != nil {
		return nil, err
	}
	if err := f.pending(l, other, named); err != nil {
		return nil, err
	}
	return f, nil
}

// onlyFrom finds the accounts of which only the files speak, by ordinal.
func (l *Links) onlyFrom(ctx context.Context, files []int) ([]bool, error) {
	gone := make([]bool, l.Len())
	err := l.db.view(func(g *generation, _ *state) error {
		for ord := range uint32(l.Len()) {
			var err error
			if gone[ord], err = g.onlyFrom(ord, files); err != nil {
				return err
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
		return nil
	})
	return gone, err
}

// shared counts the accounts of whom files tell, and others too.
func (l *Links) shared(ords []uint32, files []int) (n int, err error) {
	if len(files) == 0 {
		return 0, nil
	}
	err = l.db.view(func(g *generation, _ *state) error {
		for _, ord := range ords {
			a, err := g.base.Account(ord)
			if err != nil {
				return err
			}
			events, err := g.base.Events(ord, 0, 0)
			if err != nil {
				return err
			}
			in, out := false, false
			saw := func(s model.Source) {
				named := slices.Contains(files, int(s.File))
				in, out = in || named, out || !named
			}
			for _, s := range a.Sources {
				saw(s)
			}
			for i := range events {
				saw(events[i].Source)
			}
			if in && out {
				n++
			}
		}
		return nil
	})
	return n, err
}

// onlyFrom reports whether only the files speak of an account.
func (g *generation) onlyFrom(ord uint32, files []int) (bool, error) {
	other := func(s model.Source) bool { return !slices.Contains(files, int(s.File)) }
	others := func(e model.Event) bool { return other(e.Source) }
	// Of most accounts the first event says that another file does.
	if first, err := g.base.Events(ord, 0, 1); err != nil || slices.ContainsFunc(first, others) {
		return false, err
	}
	a, err := g.base.Account(ord)
	if err != nil || slices.ContainsFunc(a.Sources, other) {
		return false, err
	}
	events, err := g.base.Events(ord, 0, 0)
	return len(a.Sources)+len(events) > 0 && !slices.ContainsFunc(events, others), err
}

// id gives the account that a ring is named by: the one of its members that was
// the first to name a ring, or else the one that was imported first.
func (l *Links) id(members []uint32) uint32 {
	for _, f := range l.founders {
		if _, ok := slices.BinarySearch(members, f); ok {
			return f
		}
	}
	return members[0]
}

// Strengths gives how strongly each of some accounts is linked to one, in bits,
// in the order of the accounts.
func (l *Links) Strengths(ord uint32, others []uint32) []float64 {
	out := make([]float64, len(others))
	for i, o := range others {
		if o != ord {
			out[i] = l.view.Link(ord, o, nil).Bits
		}
	}
	return out
}

// find finds a value by "kind:value", and says how a proposal that rests on it names it.
func (l *Links) find(ref string) (uint32, workflow.Evidence, error) {
	kind, value, err := l.db.evidenceValue(ref)
	if err != nil {
		return 0, workflow.Evidence{}, err
	}
	v := l.view.Index.Find(kind, evidence.ValueHash(kind, string(value)))
	if v == evidence.None {
		return 0, workflow.Evidence{}, &model.Error{Kind: model.ErrNotFound, Message: "no two accounts share that value", Where: model.Untrusted(ref),
			Hint: "'clew pivot' says who carries it"}
	}
	return v, workflow.Evidence{Kind: kind.String(), Value: value}, nil
}

// sortByStrength orders accounts by their link to one, strongest first.
func sortByStrength(ords []uint32, bits []float64) {
	type one struct {
		ord  uint32
		bits float64
	}
	all := make([]one, len(ords))
	for i := range ords {
		all[i] = one{ords[i], bits[i]}
	}
	slices.SortStableFunc(all, func(x, y one) int { return cmp.Compare(y.bits, x.bits) })
	for i := range all {
		ords[i], bits[i] = all[i].ord, all[i].bits
	}
}

// Ignored lists the values that count for nothing now, in the order in which that
// was said.
func (db *DB) Ignored() []Ignored {
	m := db.sight()
	db.mu.RLock()
	defer db.mu.RUnlock()
	all := db.state.ignored(db.now())
	for i := range all {
		all[i].Value = m.value(all[i].Kind, all[i].Value)
	}
	return all
}

// Weights gives the numbers that the weight of evidence follows from.
func (db *DB) Weights() evidence.Config {
	db.mu.RLock()
	defer db.mu.RUnlock()
	return db.state.config()
}
