package store

import (
	"context"
	"math"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
)

// Standing is a pivot with what the links make of its value.
type Standing struct {
	Value // its Number is evidence.None where fewer than two accounts hold it
	Pivot
	Weight evidence.Weight
	Adds   float64           // bits that it adds to a pair of holders that share nothing else
	Best   evidence.Innocent // zero where nobody shares it
}

// Derived reports whether ref names, as "kind:value", a value of one of evidence's own
// kinds, such as "net:198.51.100.0/24". Who holds it only [Links.Standing] knows.
func Derived(ref string) bool {
	kind, ok := kindOf(ref)
	return ok && kind.Derived()
}

// kindOf finds the kind that ref names.
func kindOf(ref string) (evidence.Kind, bool) {
	name, _, _ := strings.Cut(ref, ":")
	return evidence.KindByName(strings.ToLower(strings.TrimSpace(name)))
}

// Standing answers "who carries this value, and what is it worth?" for the value
// that ref names as "kind:value". The kind may be a derived one too, which
// [DB.Pivot] does not know.
func (l *Links) Standing(ctx context.Context, ref string) (*Standing, error) {
	s, err := l.standing(ctx, ref)
	if err != nil {
		return nil, err
	}
	m := l.db.sight()
	s.Value = m.label(s.Value)
	m.pivot(&s.Pivot)
	return s, nil
}

func (l *Links) standing(ctx context.Context, ref string) (*Standing, error) {
	s := &Standing{Value: Value{Number: evidence.None}}
	ix := l.view.Index
	if !Derived(ref) {
		p, err := l.db.pivot(ctx, ref)
		if err != nil {
			return nil, err
		}
		s.Pivot, s.Kind, s.Text = *p, evidence.Kind(p.Identifier.Kind), p.Identifier.Value
		if p.Identifier.Status == model.StatusOK {
			s.Number = ix.Find(s.Kind, evidence.ValueHash(s.Kind, string(s.Text)))
		}
	} else {
		var err error
		if s.Kind, s.Text, err = l.db.evidenceValue(ref); err != nil {
			return nil, err
		}
		if s.Number = ix.Find(s.Kind, evidence.ValueHash(s.Kind, string(s.Text))); s.Number != evidence.None {
			s.Accounts = slices.Clone(ix.Holders(s.Number))
		}
		err = l.db.view(func(_ *generation, st *state) error {
			s.Pivot.answer(st, s.Kind, s.Text, l.db.now())
			return nil
		})
		if err != nil {
			return nil, err
		}
		if s.Answer == AnswerNone {
			s.Why = "no two accounts share it"
		}
	}
	s.Holders = len(s.Accounts)
	if s.Number == evidence.None {
		return s, nil
	}
	r, err := l.labelled(ctx, ix.Holders(s.Number)[0])
	if err != nil {
		return nil, err
	}
	s.Weight = l.view.Weight(s.Number)
	s.Adds = math.Max(0, float64(s.Weight.Odds)-l.view.Prior)
	s.Best = l.view.Innocent(s.Number, r.known)
	return s, nil
}
