package base

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// merger folds rows about one account into one record, in the order they came,
// and tells for each row whether it said anything new. The result does not
// depend on the order:
//
//   - a fact: the later AsOf wins, then the greater bytes, then the lesser offset;
//   - created and first seen: the earliest; last seen: the latest;
//   - identifiers: their union by kind and value, with the earliest first and
//     the latest last sighting, the worst status, and the smaller of two raw
//     spellings, where none is the smallest;
//   - flags, signals, tags, events: their union; of two signals with one code
//     or two events with one id the greater bytes win.
//
// Only the sources depend on the order: they are the rows that said anything
// new when they came.
type merger struct {
	acct    model.Account
	list    []mergedEvent
	ids     index[idKey]
	flags   index[model.Flag]
	signals index[string]
	tags    index[model.Untrusted]
	events  index[[16]byte]
}

type idKey struct {
	kind  model.Kind
	value model.Untrusted
}

type mergedEvent struct {
	staged
	key [16]byte
	at  int64
}

// index finds things in a list that only grows: by looking through a short one,
// by a map in a long one, because an adversary can make any list long.
type index[K comparable] struct{ at map[K]int }

// find gives the place of k among n things with the given keys, or -1. When it
// is not there, the caller appends it to the list.
func (x *index[K]) find(k K, n int, key func(i int) K) int {
	if n < 16 {
		for i := range n {
			if key(i) == k {
				return i
			}
		}
		return -1
	}
	if x.at == nil {
		x.at = make(map[K]int, 2*n)
		for i := range n {
			x.at[key(i)] = i
		}
	}
	if i, ok := x.at[k]; ok {
		return i
	}
	x.at[k] = n
	return -1
}

// reset starts an account. For an account of the previous generation its record
// and events are given; for a new one both are nil.
func (m *merger) reset(old *model.Account, events []staged) {
	*m = merger{list: m.list[:0]}
	if old != nil {
		m.acct = *old
	}
	for _, e := range events {
		key, at := eventKey(e.body)
		m.list = append(m.list, mergedEvent{e, key, at})
	}
}

// add folds one row in and reports whether it changed anything.
func (m *merger) add(a *model.Account, events []staged, src model.Source) bool {
	changed, kept := false, false
	set := func(dst *model.Time, v model.Time) {
		if *dst != v {
			*dst, changed = v, true
		}
	}
	m.acct.ID = a.ID
	set(&m.acct.CreatedAt, model.Earlier(m.acct.CreatedAt, a.CreatedAt))
	set(&m.acct.FirstSeen, model.Earlier(m.acct.FirstSeen, a.FirstSeen))
	set(&m.acct.LastSeen, model.Later(m.acct.LastSeen, a.LastSeen))
	for i := range a.Facts {
		changed = m.fact(&a.Facts[i]) || changed
	}
	for i := range a.Identifiers {
		changed = m.identifier(&a.Identifiers[i]) || changed
	}
	for _, f := range a.Flags {
		if m.flags.find(f, len(m.acct.Flags), func(i int) model.Flag { return m.acct.Flags[i] }) < 0 {
			m.acct.Flags, changed = append(m.acct.Flags, f), true
		}
	}
	for i := range a.Signals {
		changed = m.signal(&a.Signals[i]) || changed
	}
	for _, t := range a.Tags {
		if t != "" && m.tags.find(t, len(m.acct.Tags), func(i int) model.Untrusted { return m.acct.Tags[i] }) < 0 {
			m.acct.Tags, changed = append(m.acct.Tags, t), true
		}
	}
	for _, e := range events {
		kept = m.event(e) || kept
	}
	// A row with an event is found again through it; see model.Event.Source.
	if changed && !kept {
		m.acct.Sources = append(m.acct.Sources, src)
	}
	return changed || kept
}

func (m *merger) fact(f *model.Fact) bool {
	if f.Value == "" {
		return false
	}
	for i := range m.acct.Facts {
		have := &m.acct.Facts[i]
		if have.Field != f.Field {
			continue
		}
		if cmp.Or(cmp.Compare(f.AsOf.Milli, have.AsOf.Milli), cmp.Compare(f.Value, have.Value),
			cmp.Compare(have.AsOf.Offset, f.AsOf.Offset)) <= 0 {
			return false
		}
		*have = *f
		return true
	}
	m.acct.Facts = append(m.acct.Facts, *f)
	return true
}

func (m *merger) identifier(id *model.Identifier) bool {
	list := m.acct.Identifiers
	i := m.ids.find(idKey{id.Kind, id.Value}, len(list), func(i int) idKey { return idKey{list[i].Kind, list[i].Value} })
	if i < 0 {
		m.acct.Identifiers = append(m.acct.Identifiers, *id)
		return true
	}
	have := &m.acct.Identifiers[i]
	merged := *have
	merged.FirstSeen = model.Earlier(have.FirstSeen, id.FirstSeen)
	merged.LastSeen = model.Later(have.LastSeen, id.LastSeen)
	merged.Raw = min(have.Raw, id.Raw)
	merged.Status = max(have.Status, id.Status)
	if merged == *have {
		return false
	}
	*have = merged
	return true
}

func (m *merger) signal(s *model.Signal) bool {
	i := m.signals.find(s.Code, len(m.acct.Signals), func(i int) string { return m.acct.Signals[i].Code })
	if i < 0 {
		m.acct.Signals = append(m.acct.Signals, *s)
		return true
	}
	if have := &m.acct.Signals[i]; compareSignals(*s, *have) > 0 {
		*have = *s
		return true
	}
	return false
}

func (m *merger) event(e staged) bool {
	key, at := eventKey(e.body)
	i := m.events.find(key, len(m.list), func(i int) [16]byte { return m.list[i].key })
	if i < 0 {
		m.list = append(m.list, mergedEvent{e, key, at})
		return true
	}
	if bytes.Compare(e.body, m.list[i].body) > 0 {
		m.list[i] = mergedEvent{e, key, at}
		return true
	}
	return false
}

// sort brings the merged account into the one order that its contents define.
func (m *merger) sort() {
	sortAccount(&m.acct)
	slices.SortFunc(m.list, compareEvents)
}

func compareEvents(a, b mergedEvent) int {
	return cmp.Or(cmp.Compare(a.at, b.at), bytes.Compare(a.key[:], b.key[:]))
}

// staged appends the events to dst.
func (m *merger) staged(dst []staged) []staged {
	for i := range m.list {
		dst = append(dst, m.list[i].staged)
	}
	return dst
}

func compareSignals(a, b model.Signal) int {
	return cmp.Or(strings.Compare(a.Code, b.Code), cmp.Compare(a.Severity, b.Severity),
		cmp.Compare(a.Facts, b.Facts), cmp.Compare(a.Counter, b.Counter))
}

// sortAccount sorts the lists of an account as model.Account promises.
func sortAccount(a *model.Account) {
	slices.SortFunc(a.Facts, func(x, y model.Fact) int { return cmp.Compare(x.Field, y.Field) })
	slices.SortFunc(a.Identifiers, func(x, y model.Identifier) int {
		return cmp.Or(cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Value, y.Value))
	})
	slices.SortFunc(a.Flags, func(x, y model.Flag) int {
		return cmp.Or(cmp.Compare(x.Time.Milli, y.Time.Milli), cmp.Compare(x.Time.Offset, y.Time.Offset),
			cmp.Compare(x.Source, y.Source), cmp.Compare(x.Reason, y.Reason), cmp.Compare(x.Score, y.Score))
	})
	slices.SortFunc(a.Signals, compareSignals)
	slices.Sort(a.Tags)
	slices.SortFunc(a.Sources, func(x, y model.Source) int {
		return cmp.Or(cmp.Compare(x.File, y.File), cmp.Compare(x.Line, y.Line))
	})
}
