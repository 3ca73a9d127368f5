package store

import (
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/model/workflow"
)

// unmasker finds the value that was masked.
type unmasker struct {
	g      *generation
	secret []byte
	seen   *seen
}

// real gives what was masked as ref; see unmasker.real. It may not be called from within
// view.
func (db *DB) real(ref model.Untrusted) (real model.Untrusted, err error) {
	real = ref
	if _, is := cutMask(string(ref)); !is {
		return real, nil
	}
	err = db.view(func(g *generation, _ *state) error {
		real, err = (&unmasker{g, db.log.Secret(), db.seen}).real(ref)
		return err
	})
	return real, err
}

// real gives the value, "kind:value", that was masked as ref: what was masked by this process
// at once, and anything else by a walk over the values of its kind. What is no masked
// value, or one that no account carries, stays as it is. The error is of kind ambiguous
// where it could be several.
func (u *unmasker) real(ref model.Untrusted) (model.Untrusted, error) {
	kind, ok := kindOf(string(ref))
	if !ok {
		return ref, nil
	}
	_, shown, _ := strings.Cut(string(ref), ":")
	shown = strings.TrimSpace(shown)
	before, ok := cutMask(shown)
	if !ok {
		return ref, nil
	}
	name := model.Untrusted(kind.String() + ":")
	if real, ok := u.seen.get(name + model.Untrusted(shown)); ok {
		return real, nil
	}
	found, err := u.walk(kind, shown, before)
	switch {
	case err != nil:
		return ref, err
	case len(found) == 0:
		return ref, nil
	case len(found) > 1:
		return ref, &model.Error{Kind: model.ErrAmbiguous, Message: "more than one value is masked like that", Where: ref,
			Hint: "open the value from an account that has it"}
	}
	real := name + model.Untrusted(found[0])
	u.seen.put(name+model.Untrusted(shown), real)
	return real, nil
}

// carriedBy gives the kinds of identifiers that stand for values of a derived kind.
var carriedBy = map[evidence.Kind][]model.Kind{
	evidence.KindMailbox:  {model.KindEmail, model.KindRecoveryEmail, model.KindCommitEmail, model.KindPayPal},
	evidence.KindNumber:   {model.KindPhone, model.KindRecoveryPhone, model.KindPayPal},
	evidence.KindBuilding: {model.KindAddress},
	evidence.KindStem:     {model.KindUsername},
}

// walk finds the values that are masked like that.
func (u *unmasker) walk(kind evidence.Kind, shown, before string) (found []string, err error) {
	if u.g == nil {
		return nil, nil
	}
	check := func(value string) {
		as := personal(kind, value)
		if as == "" {
			return
		}
		if head, tail := maskAround(as, value); head != before || !strings.HasPrefix(shown[len(before)+len(maskDots):], tail+maskSign) {
			return
		}
		if masked(as, value, maskKey(u.secret, value)) == shown && !slices.Contains(found, value) {
			found = append(found, value)
		}
	}
	if !kind.Derived() {
		err := u.g.base.Values(model.Kind(kind), []byte(before), func(value []byte, _ []uint32) bool {
			check(string(value))
			return true
		})
		if err != nil || len(found) > 0 {
			return found, err
		}
	}
	// It may be what only a wider value stands for.
	from := carriedBy[kind]
	if !kind.Derived() {
		from = append(from, model.Kind(kind))
	}
	var tokens []evidence.Token
	for _, k := range from {
		err := u.g.base.Values(k, nil, func(value []byte, _ []uint32) bool {
			tokens = evidence.Tokens(tokens[:0], model.Identifier{Kind: k, Value: model.Untrusted(value)})
			for _, t := range tokens {
				if t.Kind == kind {
					check(t.Value)
				}
			}
			return true
		})
		if err != nil {
			return found, err
		}
	}
	return found, nil
}

// Shown gives "kind:value" as the viewer may see it; what is no identifier stays. It is for
// what somebody typed: all else that the store gives is masked already.
func (db *DB) Shown(ref model.Untrusted) model.Untrusted {
	m := db.sight()
	kind, ok := kindOf(string(ref))
	if m == nil || !ok {
		return ref
	}
	if k, value, err := db.evidenceValue(string(ref)); err == nil {
		kind, ref = k, model.Untrusted(k.String()+":")+value
	}
	if kind == 0 {
		return ref
	}
	return m.ref(ref)
}

// sight gives the mask of the viewer, for use outside of view. Where it cannot be told what
// is revealed, nothing is.
func (db *DB) sight() (m *mask) {
	var blind *mask
	err := db.view(func(g *generation, st *state) (err error) {
		if kinds, _ := st.flow.Masking(); len(kinds) > 0 {
			blind = &mask{on: kinds, secret: db.log.Secret(), seen: db.seen, flow: st.flow}
		}
		m, err = db.mask(g, st)
		return err
	})
	if err != nil {
		return blind
	}
	return m
}

// lens shows the state of the work as a mask has it.
func (db *DB) lens(m *mask) *workflow.Lens {
	return &workflow.Lens{Shown: m.ref, Sentence: m.sentence, Real: func(ref model.Untrusted) model.Untrusted {
		real, err := db.real(ref)
		if err != nil {
			return ref
		}
		return real
	}}
}

// unmasked gives an action with the values that it means.
func (db *DB) unmasked(a workflow.Action) (out workflow.Action, err error) {
	l := &workflow.Lens{Real: func(ref model.Untrusted) model.Untrusted {
		real, failed := db.real(ref)
		if failed != nil {
			err = failed
		}
		return real
	}}
	return l.Action(a), err
}
