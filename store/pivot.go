package store

import (
	"context"
	"fmt"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/identifier"
)

// hubLimit is the number of holders above which a value of a kind is a hub: ten
// times the number at which a shared value is as likely chance as common hand.
// Those numbers are prior beliefs about each kind, not fitted to any data.
func hubLimit(k model.Kind) int {
	switch k {
	case model.KindEmail, model.KindRecoveryEmail, model.KindCommitEmail:
		return 2000
	case model.KindPhone, model.KindRecoveryPhone, model.KindHandle, model.KindURL, model.KindPayPal:
		return 1000
	case model.KindIP:
		return 20
	case model.KindUsername:
		return 400
	case model.KindName:
		return 10
	case model.KindPhoto, model.KindFileHash:
		return 60
	case model.KindResume:
		return 200
	}
	return 600
}

// Pivot finds who carries the value that ref names as "kind:value".
func (db *DB) Pivot(ctx context.Context, ref string) (*Pivot, error) {
	id, err := identifier.Parse(ref, db.log.Secret())
	if err != nil {
		return nil, err
	}
	p := &Pivot{Identifier: id}
	err = db.view(func(g *generation, _ *state) error {
		if id.Status != model.StatusOK {
			p.Answer, p.Why = AnswerExcluded, excludedWhy(id.Status)
			return nil
		}
		if g != nil {
			if p.Accounts, err = g.base.Holders(id.Kind, id.Value); err != nil {
				return err
			}
		}
		n, limit := len(p.Accounts), hubLimit(id.Kind)
		switch {
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
		return ctx.Err()
	})
	return p, err
}

func excludedWhy(s model.Status) string {
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
