package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/model/identifier"
	"github.com/seed-28a39f10/clew/store/base"
)

// hubLimit is the number of holders above which a value of a kind is a hub: nine
// times the number at which chance and common hand are even, so that fewer than
// one pair of holders in ten is one hand, but at least hubLeast.
func (st *state) hubLimit(k model.Kind) int { return hubAbove(st.config(), k) }

func hubAbove(c evidence.Config, k model.Kind) int {
	if c.Half[k] == 0 {
		return math.MaxInt // an account's own id
	}
	return max(hubLeast, c.HubAbove(evidence.Kind(k)))
}

// hubLeast is the number of holders up to which nothing is called too common:
// some kinds, such as names, never link alone, and yet a reader can look at ten.
const hubLeast = 10

// Pivot finds who carries the value that ref names as "kind:value".
func (db *DB) Pivot(ctx context.Context, ref string) (*Pivot, error) {
	p, err := db.pivot(ctx, ref)
	if err == nil {
		db.sight().pivot(p)
	}
	return p, err
}

// pivot is Pivot without a mask.
func (db *DB) pivot(ctx context.Context, ref string) (*Pivot, error) {
	real, err := db.real(model.Untrusted(ref))
	if err != nil {
		return nil, err
	}
	id, err := identifier.Parse(string(real), db.log.Secret())
	if err != nil {
		return nil, about(err, real, ref)
	}
	p := &Pivot{Identifier: id}
	now := db.now()
	err = db.view(func(g *generation, st *state) error {
		if id.Status != model.StatusOK {
			p.Answer, p.Why = AnswerExcluded, Excluded(id.Status)
			return nil
		}
		if g != nil {
			if p.Accounts, err = g.base.Holders(id.Kind, id.Value); err != nil {
				return err
			}
		}
		p.answer(st, evidence.Kind(id.Kind), id.Value, now)
		return ctx.Err()
	})
	return p, err
}

// answer gives one of the four answers from the holders.
func (p *Pivot) answer(st *state, kind evidence.Kind, value model.Untrusted, now model.Time) {
	n, limit := len(p.Accounts), st.hubLimit(model.Kind(kind))
	hash := evidence.ValueHash(kind, string(value))
	i := st.flow.IgnoredValue(hash)
	switch {
	case i != nil && (!i.Until.Known() || i.Until.Milli > now.Milli):
		p.Answer, p.Ignored = AnswerExcluded, i
		p.Why = fmt.Sprintf("it counts for nothing by the word of %s since %s, %s", i.By, i.Time.UTC().Format("2006-01-02"), untilText(i.Until))
	case n == 0:
		p.Answer, p.Why = AnswerNone, "no account carries it"
	case n > limit:
		p.Answer = AnswerHub
		p.Why = fmt.Sprintf("%d accounts carry it, more than %d: too common for a value of its kind to link them", n, limit)
	case n == 1:
		p.Answer, p.Why = AnswerLinked, "one account carries it"
	default:
		p.Answer, p.Why = AnswerLinked, fmt.Sprintf("%d accounts carry it", n)
	}
}

func untilText(t model.Time) string {
	if !t.Known() {
		return "for good"
	}
	return "until " + t.UTC().Format("2006-01-02 15:04 UTC")
}

// Excluded says why a value of a status other than OK links nobody.
func Excluded(s model.Status) string {
	switch s {
	case model.StatusPlaceholder:
		return "it stands for nothing, so it never links"
	case model.StatusPrivate:
		return "the address is not unique on the internet, so it never links"
	case model.StatusSuspect:
		return "it is almost a valid value; it is kept as evidence and never links"
	}
	return "it is not a valid value of its kind, so it never links"
}

// LeastConnected orders accounts by how many others they are connected to, the
// least first: of the holders of a common value these say most.
func (db *DB) LeastConnected(ctx context.Context, ords []uint32) ([]uint32, error) {
	out := slices.Clone(ords)
	err := db.view(func(g *generation, _ *state) error {
		if g == nil {
			return noAccounts()
		}
		cells, err := g.base.Cells(base.ColLinks)
		if err != nil {
			return err
		}
		slices.SortStableFunc(out, func(a, b uint32) int { return cmp.Compare(cells[a], cells[b]) })
		return ctx.Err()
	})
	return out, err
}

// ByStrength orders accounts by their link to another one, strongest first, and
// gives the strengths in bits.
func (l *Links) ByStrength(to uint32, ords []uint32) (sorted []uint32, bits []float64) {
	sorted = slices.DeleteFunc(slices.Clone(ords), func(o uint32) bool { return o == to })
	bits = l.Strengths(to, sorted)
	sortByStrength(sorted, bits)
	return sorted, bits
}

// EvidenceValue reads "kind:value" where the kind may be one of evidence's own
// too, such as "net:198.51.100.0/24", and gives the value in canonical form.
func (db *DB) EvidenceValue(ref string) (evidence.Kind, model.Untrusted, error) {
	kind, value, err := db.evidenceValue(ref)
	return kind, db.sight().value(kind, value), err
}

// about has an error speak of the masked value that was asked for.
func about(err error, real model.Untrusted, ref string) error {
	var e *model.Error
	if string(real) == ref || !errors.As(err, &e) {
		return err
	}
	return &model.Error{Kind: e.Kind, Message: e.Message, Where: model.Untrusted(ref), Hint: e.Hint}
}

// evidenceValue is EvidenceValue without a mask.
func (db *DB) evidenceValue(ref string) (evidence.Kind, model.Untrusted, error) {
	real, err := db.real(model.Untrusted(ref))
	if err != nil {
		return 0, "", err
	}
	kind, value, err := db.parseValue(string(real))
	return kind, value, about(err, real, ref)
}

func (db *DB) parseValue(ref string) (evidence.Kind, model.Untrusted, error) {
	kind, ok := kindOf(ref)
	if !ok || !kind.Derived() {
		id, err := identifier.Parse(ref, db.log.Secret())
		if err != nil {
			return 0, "", err
		}
		if id.Status != model.StatusOK {
			return 0, "", &model.Error{Kind: model.ErrUsage, Message: Excluded(id.Status), Where: model.Untrusted(ref)}
		}
		return evidence.Kind(id.Kind), id.Value, nil
	}
	_, value, _ := strings.Cut(ref, ":")
	value = strings.TrimSpace(value)
	as := map[evidence.Kind]model.Kind{evidence.KindMailbox: model.KindEmail, evidence.KindNumber: model.KindPhone}
	switch kind {
	case evidence.KindNet:
		p, err := netip.ParsePrefix(value)
		if err != nil || p.Bits() != 24 && p.Bits() != 64 {
			return 0, "", &model.Error{Kind: model.ErrUsage, Message: "a network is written as its first address and /24 or /64", Where: model.Untrusted(ref),
				Hint: "write net:198.51.100.0/24"}
		}
		return kind, model.Untrusted(p.Masked().String()), nil
	case evidence.KindMailbox, evidence.KindNumber:
		id, err := identifier.Parse(as[kind].String()+":"+value, db.log.Secret())
		return kind, id.Value, err
	}
	if value == "" {
		return 0, "", &model.Error{Kind: model.ErrUsage, Message: "there is no value after the kind", Where: model.Untrusted(ref)}
	}
	return kind, model.Untrusted(strings.ToLower(value)), nil
}
