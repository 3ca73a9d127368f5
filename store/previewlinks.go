package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/model/workflow"
)

// links says what ties the accounts, and what does not.
func (p *previewer) links(ctx context.Context) error {
	l, err := p.db.Links(ctx, nil)
	if err != nil {
		return err
	}
	if int(p.Accounts[p.Count-1]) >= l.Len() {
		return &model.Error{Kind: model.ErrBusy, Message: "an import has just changed the links", Hint: "try again"}
	}
	r, err := l.labelled(ctx)
	if err != nil {
		return err
	}
	g := l.view.Group(p.Accounts)
	if err := p.rings(ctx, l, r); err != nil {
		return err
	}
	if err := p.weak(ctx, r, g.Lone()); err != nil {
		return err
	}
	p.addInnocent()
	if err := p.single(r, g); err != nil {
		return err
	}
	return p.valueEvidence(r, g)
}

// explained is an innocent explanation of the links of some accounts.
type explained struct {
	text     string
	ring     uint32 // evidence.None where it is not of one ring
	accounts []uint32
}

// touched is a ring of which some members are in the set.
type touched struct {
	id              uint32
	members, inside []uint32
}

// touchedRings gives the rings that the set touches, those with most of it first.
func (p *previewer) touchedRings(l *Links) (list []*touched) {
	by := map[uint32]*touched{}
	for _, ord := range p.Accounts {
		name := l.view.Name(ord)
		if name == evidence.None {
			continue
		}
		if by[name] == nil {
			by[name] = &touched{}
			list = append(list, by[name])
		}
		by[name].inside = append(by[name].inside, ord)
	}
	slices.SortStableFunc(list, func(a, b *touched) int { return cmp.Compare(len(b.inside), len(a.inside)) })
	if len(list) > previewRings {
		p.skip("the accounts are in %d rings, of which the %d with most of them are looked at", len(list), previewRings)
		list = list[:previewRings]
	}
	for _, t := range list {
		t.members = l.view.Members(t.inside[0])
		t.id = l.id(t.members)
	}
	return list
}

// rings says how the set lies to the rings, and what explains those that are excused.
func (p *previewer) rings(ctx context.Context, l *Links, r *labels) error {
	list := p.touchedRings(l)
	if len(list) > 0 && 2*len(list[0].inside) > p.Count {
		p.notIn(l, list[0])
	}
	described := 0
	for _, t := range list {
		left := slices.DeleteFunc(slices.Clone(t.members), p.set.Contains)
		p.add(OutlierLeft, left, fmt.Sprintf("of the %d members of the ring of %s, %s", len(t.members), p.name(t.id), count(len(left), "stays", "stay")), nil).Ring = t.id
		if described += len(t.members); described > previewMembers {
			continue
		}
		if r.known != nil {
			for _, ord := range t.members {
				if err := r.read(ord); err != nil {
					return err
				}
			}
		}
		if ring := l.view.RingOf(t.inside[0], r.known); ring.Excused {
			p.explain(ring.Best.Text, t.id, t.inside...)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	if described > previewMembers {
		p.skip("innocent explanations are looked for in rings of %d members in all, and these have %d", previewMembers, described)
	}
	return nil
}

// notIn says who is not in the ring that more than half of the set is in.
func (p *previewer) notIn(l *Links, t *touched) {
	out := p.those(func(ord uint32) bool { _, in := slices.BinarySearch(t.inside, ord); return !in })
	text := fmt.Sprintf("%s not in the ring of %s, in which the other %d are", count(len(out), "account is", "accounts are"), p.name(t.id), len(t.inside))
	p.add(OutlierNotInRing, out, text, func(ord uint32) model.Untrusted {
		if l.view.Name(ord) == evidence.None {
			return "in no ring"
		}
		return model.Untrusted("in the ring of " + p.name(l.id(l.view.Members(ord))))
	}).Ring = t.id
}

// weak says who has no strong link to another account of the set, and adds those whose best
// link has an innocent explanation. Of a set of one it says whether it has any.
func (p *previewer) weak(ctx context.Context, r *labels, lone []uint32) error {
	among := fmt.Sprintf(" no strong link to another of the %d", p.Count)
	if p.Count == 1 {
		among = " no strong link to any other"
		if r.l.view.Name(lone[0]) != evidence.None {
			return nil
		}
	}
	best, top := map[uint32]*evidence.Link{}, (*evidence.Link)(nil)
	for _, ord := range lone[:min(len(lone), previewEach)] {
		if r.known != nil {
			if err := r.read(ord); err != nil {
				return err
			}
		}
		for _, k := range r.l.view.Links(ord, r.known) {
			if (p.Count == 1 || p.set.Contains(k.B)) && k.Class != evidence.Weak {
				best[ord] = k
				break
			}
		}
		if k := best[ord]; k != nil {
			if k.Best.Covers > explainsAll && k.Best.Code != evidence.NotCovered {
				p.explain(k.Best.Text, evidence.None, ord)
			}
			if top == nil || k.Bits > top.Bits {
				top = k
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	if len(lone) > previewEach {
		p.skip("of %d accounts without a strong link, the other links of the first %d are looked at", len(lone), previewEach)
	}
	text := count(len(lone), "account has", "accounts have") + among
	if top != nil {
		text += "; the best is " + chance(top)
	}
	p.add(OutlierWeak, lone, text, func(ord uint32) model.Untrusted {
		k := best[ord]
		if k == nil {
			return "no link, weak ones aside"
		}
		what := ""
		for _, row := range k.Rows {
			if row.Bits > 0 {
				what = ", by " + row.Kind.String()
				break
			}
		}
		return model.Untrusted("a link that is " + chance(k) + " to " + p.name(k.B) + what)
	})
	low := slices.DeleteFunc(slices.Clone(lone), func(ord uint32) bool {
		i, _ := slices.BinarySearch(p.Accounts, ord)
		return p.scores[i] >= previewLowScore
	})
	p.add(OutlierLow, low, count(len(low), "account has", "accounts have")+fmt.Sprintf(" a score below %d and no strong link to another", previewLowScore),
		func(ord uint32) model.Untrusted {
			i, _ := slices.BinarySearch(p.Accounts, ord)
			return model.Untrusted(fmt.Sprint("score ", p.scores[i]))
		})
	return nil
}

// chance says how strong a link is.
func chance(k *evidence.Link) string { return fmt.Sprintf("%s, %.0f %%", k.Class, 100*k.Probability()) }

// explainsAll is the share of a link's evidence above which a rule explains it whole.
const explainsAll = .99

// explain adds accounts to those that an explanation is of.
func (p *previewer) explain(text string, ring uint32, accounts ...uint32) {
	for i := range p.innocent {
		if e := &p.innocent[i]; e.text == text {
			e.accounts = append(e.accounts, accounts...)
			if e.ring != ring {
				e.ring = evidence.None
			}
			return
		}
	}
	p.innocent = append(p.innocent, explained{text, ring, slices.Clone(accounts)})
}

func (p *previewer) addInnocent() {
	for _, e := range p.innocent {
		slices.Sort(e.accounts)
		p.add(OutlierInnocent, e.accounts, "what ties "+count(len(e.accounts), "account", "accounts")+" has an innocent explanation: "+e.text, nil).Ring = e.ring
	}
}

// single says which accounts hang together with the rest by one value alone.
func (p *previewer) single(r *labels, g *evidence.Group) error {
	if 2*len(g.Parts[0]) <= p.Count {
		return nil // there is no rest that they could fall out of
	}
	stakes, cut := g.Stakes()
	if cut {
		p.skip("which accounts rest on one value alone is not looked at for all values: the set has %d strong links", len(g.Links))
	}
	for i, of := range together(stakes) {
		if i == previewStakes {
			p.skip("of the values on which accounts rest alone, those with most of them are listed")
			break
		}
		accounts := of[0].Accounts
		var refs []model.Untrusted
		var names []string
		for _, s := range of {
			v, err := r.value(s.Value, accounts[0])
			if err != nil {
				return err
			}
			ref := model.Untrusted(v.Kind.String()+":") + r.mask.label(v).Text
			refs, names = append(refs, ref), append(names, readable(ref))
		}
		who, rest, them := fmt.Sprintf("%d of %d accounts", len(accounts), len(g.Parts[0])), "rest", "them"
		if len(accounts) == 1 {
			rest, them = "rests", "it"
		}
		text := fmt.Sprintf("%s %s on %s alone", who, rest, names[0])
		if len(names) > 1 {
			text = fmt.Sprintf("%s %s on %s, of which each is needed to tie %s to the others", who, rest, enumerated(names), them)
		}
		p.add(OutlierSingle, accounts, text, nil).Values = refs
	}
	return nil
}

// together puts values on which the same accounts rest together, in the order of the first.
func together(stakes []evidence.Stake) (all [][]evidence.Stake) {
	for _, s := range stakes {
		i := slices.IndexFunc(all, func(of []evidence.Stake) bool { return slices.Equal(of[0].Accounts, s.Accounts) })
		if i < 0 {
			i, all = len(all), append(all, nil)
		}
		all[i] = append(all[i], s)
	}
	return all
}

// valueEvidence lists the values that most of the links rest on.
func (p *previewer) valueEvidence(r *labels, g *evidence.Group) error {
	for _, h := range g.Values[:min(len(g.Values), previewValues)] {
		if h.Bits <= 0 {
			break
		}
		holder := g.Accounts[slices.IndexFunc(g.Accounts, func(a uint32) bool {
			_, in := slices.BinarySearch(r.l.view.Index.Of(a), h.Value)
			return in
		})]
		v, err := r.value(h.Value, holder)
		if err != nil {
			return err
		}
		e := workflow.Evidence{Kind: v.Kind.String(), Value: r.mask.label(v).Text, Holders: h.Inside, All: h.Holders, Bits: max(0, float64(r.l.view.Weight(h.Value).Odds)-r.l.view.Prior)}
		if in := r.l.view.Innocent(h.Value, r.known); in.Code != evidence.NotCovered {
			e.Benign = in.Text
		}
		p.Evidence = append(p.Evidence, e)
	}
	return nil
}
