package workflow

import (
	"hash/maphash"
	"math/bits"
	"slices"
	"sync/atomic"
)

// table is a map whose copies cost nothing: a tree by the hash of the keys, of which a change
// copies the one path that it is on. The zero value of V means that there is no record, so
// records are pointers. The zero table is empty; a table is copied by assigning it.
type table[K comparable, V comparable] struct{ root *node[K, V] }

// node has a slot for each value of the next five bits of the hash that occurs.
type node[K comparable, V comparable] struct {
	edit  *edit
	has   uint32 // which values occur
	slots []slot[K, V]
}

// slot is a record or, where sub is not nil, what is below.
type slot[K comparable, V comparable] struct {
	key K
	val V
	sub *node[K, V]
}

// edit names a state that is being changed: what was made for it, and that no clone shares, is
// changed in place.
type edit struct{ shared atomic.Bool }

const (
	width   = 5
	deepest = 13 // then the hash has no bits left, and slots are a list
)

var seed = maphash.MakeSeed()

// hashMask is all ones but where a test wants hashes that are equal.
var hashMask = ^uint64(0)

func hash[K comparable](k K) uint64 { return maphash.Comparable(seed, k) & hashMask }

func (t *table[K, V]) get(k K) (none V) {
	if t.root == nil {
		return none
	}
	h := hash(k)
	for n, depth := t.root, 0; n != nil; depth++ {
		i, there := n.find(h, depth, k)
		switch {
		case !there:
			return none
		case n.slots[i].sub == nil && n.slots[i].key == k:
			return n.slots[i].val
		}
		n = n.slots[i].sub
	}
	return none
}

// find gives the slot in which a key is if it is anywhere, or would be.
func (n *node[K, V]) find(h uint64, depth int, k K) (i int, there bool) {
	if depth == deepest {
		i = slices.IndexFunc(n.slots, func(s slot[K, V]) bool { return s.key == k })
		return max(i, 0), i >= 0
	}
	bit := uint32(1) << (h >> (width * depth) % (1 << width))
	return bits.OnesCount32(n.has & (bit - 1)), n.has&bit != 0
}

// put gives the record that was there.
func (t *table[K, V]) put(e *edit, k K, v V) (old V) {
	t.root = t.root.put(e, 0, hash(k), k, v, &old)
	return old
}

func (n *node[K, V]) put(e *edit, depth int, h uint64, k K, v V, old *V) *node[K, V] {
	switch {
	case n == nil:
		n = &node[K, V]{edit: e}
	case n.edit != e || e == nil:
		n = &node[K, V]{e, n.has, slices.Clone(n.slots)}
	}
	i, there := n.find(h, depth, k)
	if !there {
		if depth < deepest {
			n.has |= 1 << (h >> (width * depth) % (1 << width))
		}
		n.slots = slices.Insert(n.slots, i, slot[K, V]{key: k, val: v})
		return n
	}
	switch s := &n.slots[i]; {
	case s.sub != nil:
		s.sub = s.sub.put(e, depth+1, h, k, v, old)
	case s.key == k:
		*old, s.val = s.val, v
	default: // both go one down
		var below *node[K, V]
		below = below.put(e, depth+1, hash(s.key), s.key, s.val, old)
		*s = slot[K, V]{sub: below.put(e, depth+1, h, k, v, old)}
	}
	return n
}

// each gives all records, in no order.
func (t *table[K, V]) each(yield func(K, V) bool) { t.root.each(yield) }

func (n *node[K, V]) each(yield func(K, V) bool) bool {
	if n == nil {
		return true
	}
	var none V
	for _, s := range n.slots {
		if s.sub != nil && !s.sub.each(yield) || s.sub == nil && s.val != none && !yield(s.key, s.val) {
			return false
		}
	}
	return true
}

// change is a record that was replaced.
type change interface {
	stands(*State) bool // nothing has replaced the record since
	back(*State)        // put the old record in its place
	turned() change     // what takes that back
}

type replaced[K comparable, V comparable] struct {
	in            func(*State) *table[K, V]
	key           K
	before, after V
}

func (r replaced[K, V]) stands(s *State) bool { return r.in(s).get(r.key) == r.after }
func (r replaced[K, V]) back(s *State)        { r.in(s).put(s.edit, r.key, r.before) }
func (r replaced[K, V]) turned() change {
	r.before, r.after = r.after, r.before
	return r
}

// set puts a record into a table of the state, and notes what it replaced.
func set[K comparable, V comparable](s *State, in func(*State) *table[K, V], key K, v V) {
	old := in(s).put(s.edit, key, v)
	s.changes = append(s.changes, replaced[K, V]{in, key, old, v})
}

// The tables of a state, for set.
func cells(s *State) *table[uint32, *Cell]                   { return &s.cells }
func holds(s *State) *table[uint32, *Held]                   { return &s.holds }
func protections(s *State) *table[uint32, *Protection]       { return &s.protections }
func proposals(s *State) *table[uint32, *Proposal]           { return &s.proposals }
func batches(s *State) *table[uint32, *Batch]                { return &s.batches }
func appeals(s *State) *table[uint32, *Appeal]               { return &s.appeals }
func cases(s *State) *table[uint32, *Case]                   { return &s.cases }
func claims(s *State) *table[Job, *Claimed]                  { return &s.claims }
func skips(s *State) *table[skipKey, *Skipped]               { return &s.skips }
func snoozes(s *State) *table[Job, *Snoozed]                 { return &s.snoozes }
func notes(s *State) *table[uint64, *Note]                   { return &s.notes }
func noted(s *State) *table[string, *entryList]              { return &s.noted }
func logins(s *State) *table[string, *Login]                 { return &s.logins }
func samples(s *State) *table[uint32, *Sampled]              { return &s.samples }
func reveals(s *State) *table[revealKey, *Revealed]          { return &s.reveals }
func settings(s *State) *table[string, *Setting]             { return &s.settings }
func policyVersions(s *State) *table[string, *PolicyVersion] { return &s.policies }
func carries(s *State) *table[string, *caseList]             { return &s.carries }
func memberships(s *State) *table[uint32, *caseList]         { return &s.memberships }
func exports(s *State) *table[uint32, *givenList]            { return &s.exports }
func tags(s *State) *table[uint32, *tagList]                 { return &s.tags }
func judged(s *State) *table[[2]uint32, *Judged]             { return &s.judged }
func ignored(s *State) *table[uint64, *Ignored]              { return &s.ignored }
