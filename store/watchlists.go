package store

import (
	"context"

	"github.com/seed-28a39f10/clew/model"
)

// WatchList describes a watch list.
type WatchList struct {
	Name     string
	Stance   string // "bad" or "benign"
	Class    string // what it explains, such as "vpn"; may be empty
	Values   int
	Added    model.Time // when it was first added to since it was removed last
	By       string
	Entry    uint64 // of the log
	Files    []WatchFile
	Accounts int // that it matches
}

// WatchFile is a file that values of a list came from.
type WatchFile struct {
	Name   model.Untrusted
	SHA256 string // hexadecimal
	Values int    // that it brought; those that were there already are not counted
	Added  model.Time
	By     string
}

// describe says what is known of a list without the accounts.
func (l *watchList) describe() (WatchList, error) {
	first := &l.chunks[0].entry
	head, err := l.chunks[0].about()
	if err != nil {
		return WatchList{}, err
	}
	out := WatchList{Name: l.name, Stance: head.Stance, Class: head.Class,
		Added: first.Time, By: first.Actor, Entry: first.Seq}
	for _, c := range l.chunks {
		head, err := c.about()
		if err != nil {
			return WatchList{}, err
		}
		out.Values += head.Values
		if n := len(out.Files); n > 0 && out.Files[n-1].SHA256 == head.SHA256 && out.Files[n-1].Name == head.File {
			out.Files[n-1].Values += head.Values
			continue
		}
		out.Files = append(out.Files, WatchFile{head.File, head.SHA256, head.Values, c.entry.Time, c.entry.Actor})
	}
	return out, nil
}

// WatchLists lists the watch lists by name, each with the number of accounts
// that it matches.
func (db *DB) WatchLists(ctx context.Context) ([]WatchList, error) {
	var out []WatchList
	err := db.viewFacts(ctx, func(_ *generation, st *state, d *derived) error {
		out = nil
		for i, l := range st.watch.lists {
			w, err := l.describe()
			if err != nil {
				return err
			}
			if d != nil {
				w.Accounts = d.lists[i].n
			}
			out = append(out, w)
		}
		return ctx.Err()
	})
	return out, err
}

// WatchNames lists the names of the watch lists.
func (db *DB) WatchNames() (names []string) {
	db.view(func(_ *generation, st *state) error {
		for _, l := range st.watch.lists {
			names = append(names, l.name)
		}
		return nil
	})
	return names
}

// WatchMatch is an account with its values that are on one list.
type WatchMatch struct {
	Ord  uint32
	ID   model.AccountID
	Hits []WatchHit
}

// WatchMatches gives the accounts that a list matches, in the order of import:
// up to limit of them from the offset-th on, a limit of 0 being all.
func (db *DB) WatchMatches(ctx context.Context, name string, offset, limit int) (list WatchList, matches []WatchMatch, err error) {
	err = db.viewFacts(ctx, func(g *generation, st *state, d *derived) error {
		matches = nil
		l := st.watch.find(name)
		if l == nil {
			return noList(name)
		}
		if list, err = l.describe(); err != nil || d == nil {
			return err
		}
		var ords []uint32
		for i := range d.lists {
			if d.lists[i].name == name {
				list.Accounts = d.lists[i].n
				ords = d.lists[i].set.Ordinals()
			}
		}
		ords = ords[min(max(offset, 0), len(ords)):]
		if limit > 0 {
			ords = ords[:min(limit, len(ords))]
		}
		mask, err := db.mask(g, st)
		if err != nil {
			return err
		}
		x, err := newExaminer(g, st.watch, d.logFrom, false)
		if err != nil {
			return err
		}
		for _, ord := range ords {
			a, events, err := x.account(ord)
			if err != nil {
				return err
			}
			m := WatchMatch{Ord: ord, ID: a.ID}
			for _, h := range x.hits(&a, events) {
				if h.List == name {
					m.Hits = append(m.Hits, mask.hit(h))
				}
			}
			matches = append(matches, m)
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		return nil
	})
	return list, matches, err
}
