package evidence

import (
	"cmp"
	"context"
	"slices"

	"github.com/seed-28a39f10/clew/model"
)

// Merge takes over what another builder has collected.
func (b *Builder) Merge(other *Builder) {
	b.entries = append(b.entries, other.entries...)
	b.nests = append(b.nests, other.nests...)
}

// Wide reports whether values of a kind stand for something wider that accounts
// can share though nobody shares the value itself; see [Tokens].
func Wide(k model.Kind) bool {
	switch k {
	case model.KindEmail, model.KindRecoveryEmail, model.KindCommitEmail, model.KindPayPal, model.KindPhone, model.KindRecoveryPhone,
		model.KindIP, model.KindUsername, model.KindName, model.KindHandle, model.KindURL, model.KindAddress, model.KindWallet:
		return true
	}
	return false
}

// HubAbove is the number of holders above which a value of a kind is a hub.
func (c *Config) HubAbove(k Kind) int { return int(c.Half[k] / (.1 / .9)) }

// Filter gives the index of what is shared when only some accounts count. The
// others keep their ordinals and hold nothing. It gives up with the error of ctx soon
// after that has ended.
func (ix *Index) Filter(ctx context.Context, keep func(account uint32) bool) (*Index, error) {
	next := &Index{keys: ix.keys, off: []uint32{0}}
	number := make([]uint32, ix.Values()) // in next, or None
	looked := 0                           // holders since ctx was looked at
	for v := range number {
		if looked += ix.Degree(uint32(v)); looked > 1<<16 {
			if looked = 0; ctx.Err() != nil {
				return nil, ctx.Err()
			}
		}
		from := len(next.post)
		for _, a := range ix.Holders(uint32(v)) {
			if keep(a) {
				next.post = append(next.post, a)
			}
		}
		if number[v] = None; len(next.post)-from < 2 {
			next.post = next.post[:from]
			continue
		}
		number[v] = uint32(len(next.hash))
		next.hash, next.kind = append(next.hash, ix.hash[v]), append(next.kind, ix.kind[v])
		next.off = append(next.off, uint32(len(next.post)))
	}
	var pairs [][2]uint32
	for v, p := range ix.parent {
		if p != None && number[v] != None && number[p] != None {
			pairs = append(pairs, [2]uint32{number[v], number[p]})
		}
	}
	next.nest(pairs)
	next.finish()
	return next, ctx.Err()
}

// Judgements gives the verdicts of a view, by accounts.
func (v *View) Judgements() []Judgement {
	all := make([]Judgement, 0, len(v.verdicts))
	for pair, verdict := range v.verdicts {
		all = append(all, Judgement{pair[0], pair[1], verdict})
	}
	slices.SortFunc(all, func(x, y Judgement) int { return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B)) })
	return all
}

// RingMembers gives the members, ascending, of every ring with at least so many,
// in the order of their first.
func (v *View) RingMembers(least int) [][]uint32 {
	lists := map[uint32][]uint32{}
	for a, r := range v.ring {
		if r != None {
			lists[r] = append(lists[r], uint32(a))
		}
	}
	var all [][]uint32
	for _, list := range lists {
		if len(list) >= least {
			all = append(all, list)
		}
	}
	slices.SortFunc(all, func(x, y []uint32) int { return cmp.Compare(x[0], y[0]) })
	return all
}

// RowInnocent gives the code of the innocent rule that covers one row of a link,
// "" where none does or the row adds nothing.
func (v *View) RowInnocent(l *Link, r Row, known Known) string {
	if r.Bits <= 0 {
		return ""
	}
	t := &tally{}
	v.explain(t, []Row{r}, l.Places, known)
	if code := t.best().Code; code != NotCovered {
		return code
	}
	return ""
}
