package store

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/work"
)

// RingChange is what has become of the rings since they were last recorded. Rings
// are named by an account each.
type RingChange struct {
	Generation uint32     `json:"generation"`
	Rings      int        `json:"rings"` // with three members or more
	Founded    int        `json:"founded"`
	Merged     []RingMove `json:"merged,omitempty"`
	Split      []RingMove `json:"split,omitempty"`

	Gone []model.Untrusted `json:"gone,omitempty"` // that named a ring, and are in none now
	Back []model.Untrusted `json:"back,omitempty"` // that had named a ring, were in none, and name one again
}

// moved reports whether anything has become of the rings.
func (c *RingChange) moved() bool {
	return c.Founded > 0 || len(c.Merged) > 0 || len(c.Split) > 0 || len(c.Gone) > 0 || len(c.Back) > 0
}

// RingMove says that a ring is now part of another one, or came out of it.
type RingMove struct {
	Ring model.Untrusted `json:"ring"`
	Of   model.Untrusted `json:"of"`
}

// ringLeast is the number of members from which a ring has a name of its own.
const ringLeast = 3

// Relink brings the links up to date after an import, a verdict or an ignored
// value, and records in the log which rings are new, which have merged, which
// have split and which are no more since. It changes nothing where nothing has become of them.
//
// A ring keeps its name, that of the account that founded it, for as long as it
// holds that account; of several founders in one ring the first to found one
// counts. Before are the links as they were, or nil where they were not known.
func (db *DB) Relink(ctx context.Context, actor string, before *Links, progress func(doing string)) (*RingChange, error) {
	if err := checkActor(actor); err != nil {
		return nil, err
	}
	l, err := db.Links(ctx, progress)
	if err != nil {
		return nil, err
	}
	change := &RingChange{Generation: db.generationNumber()}
	founded, err := change.compare(ctx, l, before.names())
	if err != nil {
		return nil, err
	}
	if !change.moved() {
		return change, nil
	}
	body, err := json.Marshal(change)
	if err != nil {
		return nil, &model.Error{Kind: model.ErrInternal, Message: "the change of the rings cannot be encoded", Err: err}
	}
	if err := db.lockWrite(ctx); err != nil {
		return nil, err
	}
	defer db.write.Unlock()
	_, err = db.append(ctx, NewKey(), work.Draft{Actor: actor, Action: verbRings, Body: body}, func(st *state) ([]uint32, bool) {
		fresh := slices.DeleteFunc(founded, func(a uint32) bool { return slices.Contains(st.founders, a) })
		left := *change
		left.Founded = len(fresh)
		return fresh, left.moved()
	})
	return change, err
}

// compare fills in the change and gives the accounts that found a ring.
func (c *RingChange) compare(ctx context.Context, l *Links, before map[uint32]uint32) (founded []uint32, err error) {
	rank := map[uint32]int{}
	for i, f := range l.founders {
		rank[f] = i
	}
	move := func(ring, of uint32) (m RingMove) {
		rows, failed := l.db.listing(ctx, []uint32{ring, of})
		if failed != nil {
			err = failed
			return m
		}
		return RingMove{rows[0].ID.String(), rows[1].ID.String()}
	}
	in := map[uint32]bool{} // accounts that are in a ring now
	for _, members := range l.view.RingMembers(ringLeast) {
		c.Rings++
		for _, m := range members {
			in[m] = true
		}
		id := l.id(members)
		if _, known := rank[id]; !known {
			founded = append(founded, id)
			c.Founded++
			if from, ok := mostFrom(members, before); ok && from != id {
				c.Split = append(c.Split, move(id, from))
			}
			continue
		}
		switch was, ok := before[id]; {
		case ok && was != id: // out again, under the name that it had
			c.Split = append(c.Split, move(id, was))
		case !ok && before != nil:
			c.Back = append(c.Back, move(id, id).Ring)
		}
		for _, m := range members {
			// Until now this member named a ring of its own.
			if was, ok := before[m]; ok && was == m && m != id {
				c.Merged = append(c.Merged, move(m, id))
			}
		}
	}
	for _, m := range slices.Sorted(maps.Keys(before)) {
		if before[m] == m && !in[m] {
			c.Gone = append(c.Gone, move(m, m).Ring)
		}
	}
	slices.Sort(founded)
	return founded, err
}

// mostFrom gives the ring that most of the members were in, if there is one.
func mostFrom(members []uint32, before map[uint32]uint32) (uint32, bool) {
	count := map[uint32]int{}
	for _, m := range members {
		if r, ok := before[m]; ok {
			count[r]++
		}
	}
	best, most := uint32(0), 0
	for r, n := range count {
		if n > most || n == most && r < best {
			best, most = r, n
		}
	}
	return best, 2*most > len(members)
}

// names gives the ring of each account that is in one, nil where the links are not known.
func (l *Links) names() map[uint32]uint32 {
	if l == nil {
		return nil
	}
	rings := map[uint32]uint32{}
	for _, members := range l.view.RingMembers(ringLeast) {
		id := l.id(members)
		for _, m := range members {
			rings[m] = id
		}
	}
	return rings
}

func (db *DB) generationNumber() uint32 {
	db.mu.RLock()
	defer db.mu.RUnlock()
	if db.gen == nil {
		return 0
	}
	return db.gen.ref.Gen
}
