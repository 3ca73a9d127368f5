package store

import (
	"context"
	"slices"

	"github.com/seed-28a39f10/clew/model"
)

// Ords gives the ordinals of the accounts of some ids, "platform:native-id", ascending and
// once each. ErrUsage is for what is no id, ErrNotFound for an account that is not there.
func (db *DB) Ords(ctx context.Context, refs []model.Untrusted) ([]uint32, error) {
	ords := make([]uint32, 0, len(refs))
	err := db.view(func(g *generation, _ *state) error {
		if g == nil {
			return noAccounts()
		}
		for _, ref := range refs {
			id, ok := model.ParseAccountID(string(ref))
			if !ok {
				return &model.Error{Kind: model.ErrUsage, Message: "this is no account id", Where: ref, Hint: "write it as platform:native-id"}
			}
			ord, err := g.account(id)
			if err != nil {
				return err
			}
			ords = append(ords, ord)
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.Sort(ords)
	return slices.Compact(ords), nil
}
