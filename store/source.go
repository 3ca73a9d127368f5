package store

import (
	"context"
	"sync"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/identifier"
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/store/base"
)

// source lets a query look at a generation and a state.
type source struct {
	*generation
	st     *state
	secret []byte
	facts  *derived
	now    model.Time
	seen   *seen
}

var _ query.Source = (*source)(nil)

// Len implements query.Source.
func (s *source) Len() int { return s.base.Len() }

// Text implements query.Source.
func (s *source) Text(ctx context.Context, field query.TextField, word string) (*query.Set, error) {
	in := map[query.TextField]base.TextField{query.TextName: base.TextName,
		query.TextUsername: base.TextUsername, query.TextEmail: base.TextEmail}[field]
	// A chunk of accounts is a whole number of words, so workers never share one.
	words := make([]uint64, (s.Len()+63)/64)
	err := s.base.Search(ctx, in, identifier.Fold(nil, model.Untrusted(word)), func(ord uint32) {
		words[ord/64] |= 1 << (ord % 64)
	})
	return query.SetOf(words, s.Len()), err
}

// where makes the set of accounts whose cell of a column satisfies keep.
func (s *source) where(col base.Column, keep func(uint32) bool) (*query.Set, error) {
	cells, err := s.base.Cells(col)
	if err != nil {
		return nil, err
	}
	words := make([]uint64, (len(cells)+63)/64)
	for i, c := range cells {
		if keep(c) {
			words[i/64] |= 1 << (i % 64)
		}
	}
	return query.SetOf(words, len(cells)), nil
}

// between is where for a range of cells, the scan that most queries are made of.
func (s *source) between(col base.Column, low, high uint32) (*query.Set, error) {
	if s.facts.changes(col) {
		return s.facts.between(s.base, col, low, high)
	}
	// Few are found in the column's order, in less time than a pass takes.
	few, ok, err := s.base.Between(col, low, high, s.Len()/32)
	if err != nil {
		return nil, err
	}
	words := make([]uint64, (s.Len()+63)/64)
	if ok {
		for _, ord := range few {
			words[ord/64] |= 1 << (ord % 64)
		}
		return query.SetOf(words, s.Len()), nil
	}
	cells, err := s.base.Cells(col)
	if err != nil {
		return nil, err
	}
	span := uint64(high - low)
	for i := range words {
		// Whether a cell is in range is anybody's guess, so nothing branches on it:
		// the difference is negative, and its top bit set, where it is.
		var w uint64
		for j, c := range cells[64*i : min(64*i+64, len(cells))] {
			w |= (uint64(c-low) - span - 1) >> 63 << j
		}
		words[i] = w
	}
	return query.SetOf(words, len(cells)), nil
}

// Between implements query.Source.
func (s *source) Between(ctx context.Context, field query.NumField, low, high int64) (*query.Set, error) {
	if low > high {
		return query.NewSet(s.Len()), nil
	}
	floor := int64(0)
	var col base.Column
	switch field {
	case query.NumScore:
		col = base.ColScore
	case query.NumLinks:
		col = base.ColLinks
	case query.NumIdentifiers:
		col = base.ColIdentifiers
	case query.NumEvents:
		col = base.ColEvents
	case query.NumFlags:
		col = base.ColFlags
	case query.NumTags:
		return s.tagCount(low, high)
	case query.NumNotes:
		return s.noteCount(low, high), nil
	case query.NumAge:
		return s.ages(low, high)
	case query.TimeCreated:
		col, floor = base.ColCreated, 1
	case query.TimeFlagged:
		col, floor = base.ColFlagged, 1
	case query.TimeFirstSeen:
		col, floor = base.ColFirstSeen, 1
	case query.TimeLastSeen:
		col, floor = base.ColLastSeen, 1
	}
	const most = 1<<32 - 1
	lo := min(max(low, floor), most+1)
	hi := min(max(high, -1), most)
	if lo > hi || lo > most {
		return query.NewSet(s.Len()), nil
	}
	return s.between(col, uint32(lo), uint32(min(hi, most)))
}

func (s *source) tagCount(low, high int64) (*query.Set, error) {
	counts := make([]int64, s.Len())
	seen := map[uint32][]string{}
	err := s.base.Values(base.TermTag, nil, func(value []byte, ords []uint32) bool {
		for _, ord := range ords {
			counts[ord]++
			if len(s.st.flow.Tags(ord)) > 0 {
				seen[ord] = append(seen[ord], string(value))
			}
		}
		return true
	})
	for ord, tags := range s.st.flow.Tagged {
		for _, t := range tags {
			counts[ord]++
			for _, have := range seen[ord] {
				if have == t {
					counts[ord]--
				}
			}
		}
	}
	set := query.NewSet(s.Len())
	for ord, n := range counts {
		if low <= n && n <= high {
			set.Add(uint32(ord))
		}
	}
	return set, err
}

func matchAny(patterns []query.Pattern, value string) bool {
	for _, p := range patterns {
		if p.Match(value) {
			return true
		}
	}
	return false
}

// Term implements query.Source.
func (s *source) Term(ctx context.Context, field query.TermField, anyOf []query.Pattern) (*query.Set, error) {
	switch field {
	case query.TermPlatform:
		return s.coded(base.ColPlatform, base.DictPlatform, 0, anyOf)
	case query.TermDomain:
		return s.coded(base.ColDomain, base.DictDomain, 1, anyOf)
	case query.TermCountry:
		match := map[uint32]bool{}
		return s.where(base.ColCountry, func(c uint32) bool {
			if c == 0 {
				return false
			}
			ok, known := match[c]
			if !known {
				ok = matchAny(anyOf, string([]byte{byte(c >> 8), byte(c)}))
				match[c] = ok
			}
			return ok
		})
	case query.TermState:
		return s.states(anyOf)
	case query.TermTag:
		set, err := s.postings(base.TermTag, anyOf)
		if err != nil {
			return nil, err
		}
		for ord, tags := range s.st.flow.Tagged {
			for _, t := range tags {
				if matchAny(anyOf, t) {
					set.Add(ord)
				}
			}
		}
		return set, nil
	case query.TermSignal:
		set, err := s.postings(base.TermSignal, anyOf)
		if err == nil {
			s.facts.addSignals(set, anyOf)
		}
		return set, err
	case query.TermSource:
		set, err := s.postings(base.TermSource, anyOf)
		if err == nil {
			s.facts.addSources(set, anyOf)
		}
		return set, err
	case query.TermID:
		return s.ids(anyOf)
	case query.TermClaimedBy, query.TermCase, query.TermRole, query.TermProposal, query.TermBatch, query.TermHold, query.TermProtected:
		return s.workTerm(field, anyOf)
	}
	return nil, &model.Error{Kind: model.ErrInternal, Message: "the store does not know the field " + string(field)}
}

// coded matches the strings of a dictionary and scans the column of its codes,
// which are shifted by one where 0 stands for "none".
func (s *source) coded(col base.Column, dict base.Dict, shift uint32, anyOf []query.Pattern) (*query.Set, error) {
	names, err := s.base.Dict(dict)
	if err != nil {
		return nil, err
	}
	match := make([]bool, len(names)+int(shift))
	for code, name := range names {
		match[code+int(shift)] = matchAny(anyOf, name)
	}
	return s.where(col, func(c uint32) bool { return int(c) < len(match) && match[c] })
}

// postings unites the holders of all terms that match.
func (s *source) postings(kind model.Kind, anyOf []query.Pattern) (*query.Set, error) {
	set := query.NewSet(s.Len())
	err := s.base.Values(kind, nil, func(value []byte, ords []uint32) bool {
		if matchAny(anyOf, string(value)) {
			for _, ord := range ords {
				set.Add(ord)
			}
		}
		return true
	})
	return set, err
}

func (s *source) ids(anyOf []query.Pattern) (*query.Set, error) {
	set := query.NewSet(s.Len())
	wild := false
	for _, p := range anyOf {
		text, literal := p.Literal()
		if !literal {
			wild = true
			continue
		}
		if id, ok := model.ParseAccountID(text); ok {
			if ord, err := s.account(id); err == nil {
				set.Add(ord)
			} else if model.KindOf(err) != model.ErrNotFound {
				return nil, err
			}
		}
	}
	if !wild {
		return set, nil
	}
	all, err := s.postings(model.KindAccount, anyOf)
	if err == nil {
		set.Or(all)
	}
	return set, err
}

// Shares implements query.Source.
func (s *source) Shares(ctx context.Context, kind model.Kind, low, high int64) (*query.Set, error) {
	return s.cache.get(shareKey{kind, low, high}, func() (*query.Set, error) {
		set := query.NewSet(s.Len())
		err := s.base.Values(kind, nil, func(_ []byte, ords []uint32) bool {
			if n := int64(len(ords)); low <= n && n <= high {
				for _, ord := range ords {
					set.Add(ord)
				}
			}
			return ctx.Err() == nil
		})
		if err == nil {
			err = ctx.Err()
		}
		return set, err
	})
}

// Identifier implements query.Source.
func (s *source) Identifier(ctx context.Context, kind model.Kind, value string) (*query.Set, error) {
	ref, err := (&unmasker{s.generation, s.secret, s.seen}).real(model.Untrusted(kind.String() + ":" + value))
	if err != nil {
		return nil, err
	}
	id, err := identifier.Parse(string(ref), s.secret)
	if err != nil {
		return nil, err
	}
	set := query.NewSet(s.Len())
	if id.Status != model.StatusOK {
		return set, nil
	}
	ords, err := s.base.Holders(kind, id.Value)
	for _, ord := range ords {
		set.Add(ord)
	}
	return set, err
}

// queryCache keeps the sets of the last few share queries of a generation, the
// only leaf whose cost is a walk over all values of a kind.
type queryCache struct {
	mu   sync.Mutex
	sets map[shareKey]*query.Set
}

type shareKey struct {
	kind      model.Kind
	low, high int64
}

func (c *queryCache) get(key shareKey, find func() (*query.Set, error)) (*query.Set, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if set, ok := c.sets[key]; ok {
		return set, nil
	}
	set, err := find()
	if err != nil {
		return nil, err
	}
	if c.sets == nil || len(c.sets) >= 16 {
		c.sets = map[shareKey]*query.Set{}
	}
	c.sets[key] = set
	return set, nil
}
