package store

import (
	"context"
	"net/netip"
	"slices"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/model/identifier"
	"github.com/seed-28a39f10/clew/model/watch"
	"github.com/seed-28a39f10/clew/store/base"
)

// labels makes values readable. It keeps what it has read.
type labels struct {
	l      *Links
	lists  *watch.Set     // nil where there are none
	known  evidence.Known // of the values that have been read
	labels map[uint32]Value
	done   map[uint32]bool // accounts whose values are in labels
	mask   *mask
}

// labelled reads what the shared values of some accounts are.
func (l *Links) labelled(ctx context.Context, ords ...uint32) (*labels, error) {
	r := &labels{l: l, labels: map[uint32]Value{}, done: map[uint32]bool{}, mask: l.db.sight()}
	for _, ord := range ords {
		if err := r.read(ord); err != nil {
			return nil, err
		}
	}
	if l.lists != nil && len(l.lists.lists) > 0 {
		set, err := l.lists.matcher()
		if err != nil {
			return nil, err
		}
		r.lists = set
	}
	r.known = r.class
	return r, ctx.Err()
}

// class says what is known of a value: by benign watch lists, which say more, or
// by what an address itself says.
func (r *labels) class(v uint32) (class, list string, ok bool) {
	label, found := r.labels[v]
	if !found {
		return "", "", false
	}
	if r.lists != nil {
		if class, list, ok = r.listed(label); ok {
			return class, list, true
		}
	}
	switch label.Kind {
	case evidence.Kind(model.KindEmail), evidence.Kind(model.KindRecoveryEmail), evidence.Kind(model.KindCommitEmail), evidence.Kind(model.KindPayPal), evidence.KindMailbox:
		if identifier.RoleMailbox(label.Text) {
			return evidence.Role, "", true
		}
	}
	return "", "", false
}

// listed says which benign watch list has a value.
func (r *labels) listed(label Value) (class, list string, ok bool) {
	if label.Kind == evidence.Kind(model.KindIP) {
		if a, err := netip.ParseAddr(string(label.Text)); err == nil {
			list, class, ok = r.lists.Network(a)
			return class, list, ok
		}
	}
	if _, own := model.KindByName(label.Kind.String()); !own {
		return "", "", false
	}
	for _, hit := range r.lists.Match(model.Identifier{Kind: model.Kind(label.Kind), Value: label.Text}) {
		if hit.Stance == watch.Benign {
			return hit.Class, hit.List, true
		}
	}
	return "", "", false
}

// read looks up what the shared values of an account are.
func (r *labels) read(ord uint32) error {
	if r.done[ord] {
		return nil
	}
	r.done[ord] = true
	return r.l.db.view(func(g *generation, _ *state) error {
		if g == nil {
			return noAccounts()
		}
		a, err := g.base.Account(ord)
		if err != nil {
			return err
		}
		ix := r.l.view.Index
		var tokens []evidence.Token
		for _, id := range a.Identifiers {
			tokens = evidence.Tokens(tokens[:0], id)
			for _, t := range tokens {
				if v := ix.Find(t.Kind, t.Hash); v != evidence.None {
					r.labels[v] = Value{v, t.Kind, model.Untrusted(t.Value), ix.Degree(v)}
				}
			}
		}
		return nil
	})
}

// value gives the label of a value that an account holds.
func (r *labels) value(v, holder uint32) (Value, error) {
	if v == evidence.None {
		return Value{Number: v}, nil
	}
	if label, ok := r.labels[v]; ok {
		return label, nil
	}
	err := r.read(holder)
	label, ok := r.labels[v]
	if !ok {
		ix := r.l.view.Index
		label = Value{v, ix.Kind(v), "", ix.Degree(v)}
	}
	return label, err
}

func (r *labels) link(e *evidence.Link) (*Link, error) {
	out := &Link{Link: e}
	for _, row := range e.Rows {
		v, err := r.value(row.Value, e.A)
		if err != nil {
			return nil, err
		}
		line := Evidence{Row: row, Value: r.mask.label(v), Benign: r.l.view.RowInnocent(e, row, r.known)}
		if row.Value == evidence.None {
			line.Value.Kind = row.Kind
		}
		if row.Same != evidence.None {
			same, err := r.value(row.Same, e.A)
			if err != nil {
				return nil, err
			}
			line.SameAs = model.Untrusted(same.Kind.String()) + ":" + r.mask.label(same).Text
		}
		out.Evidence = append(out.Evidence, line)
	}
	ix := r.l.view.Index
	for _, v := range r.l.view.Ignored() {
		if slices.Contains(ix.Of(e.A), v) && slices.Contains(ix.Of(e.B), v) {
			label, err := r.value(v, e.A)
			if err != nil {
				return nil, err
			}
			out.Evidence = append(out.Evidence, Evidence{Row: evidence.Row{Value: v, Kind: label.Kind, Same: evidence.None}, Value: r.mask.label(label), Ignored: true})
		}
	}
	r.l.db.view(func(_ *generation, st *state) error {
		out.Judged = st.flow.JudgedLink(e.A, e.B)
		return nil
	})
	return out, nil
}

func (r *labels) ring(e *evidence.Ring, whole bool) (*Ring, error) {
	ring := &Ring{Ring: e, ID: r.l.id(e.Members)}
	var first, last []uint32
	err := r.l.db.view(func(g *generation, _ *state) error {
		for _, ord := range e.Members {
			f, err := g.base.Cell(base.ColFirstSeen, ord)
			if err != nil {
				return err
			}
			t, err := g.base.Cell(base.ColLastSeen, ord)
			if err != nil {
				return err
			}
			if f > 0 {
				first = append(first, f)
			}
			if t > 0 {
				last = append(last, t)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(first) > 0 {
		ring.FirstSeen = model.Time{Milli: int64(slices.Min(first)) * 1000}
	}
	if len(last) > 0 {
		ring.LastSeen = model.Time{Milli: int64(slices.Max(last)) * 1000}
		const recent = 28 * 24 * 3600
		for _, f := range first {
			if f+recent > slices.Max(last) {
				ring.Recent++
			}
		}
	}
	if whole {
		ring.Values, err = r.values(e, len(e.Values))
	}
	return ring, err
}

// values gives the first values of a ring.
func (r *labels) values(e *evidence.Ring, most int) (all []RingValue, err error) {
	for _, h := range e.Values[:min(most, len(e.Values))] {
		holder := e.Members[slices.IndexFunc(e.Members, func(a uint32) bool { return slices.Contains(r.l.view.Index.Of(a), h.Value) })]
		v, err := r.value(h.Value, holder)
		if err != nil {
			return nil, err
		}
		all = append(all, RingValue{h, r.mask.label(v)})
	}
	return all, nil
}
