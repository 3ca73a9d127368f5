package store

import (
	"context"
	"slices"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/identifier"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store/base"
)

// Listing gives accounts as a list shows them, in the order asked for.
func (db *DB) Listing(ctx context.Context, ords []uint32) ([]AccountRow, error) {
	rows, err := db.listing(ctx, ords)
	if m := db.sight(); m != nil {
		for i := range rows {
			m.row(&rows[i])
		}
	}
	return rows, err
}

// listing is Listing without a mask.
func (db *DB) listing(ctx context.Context, ords []uint32) ([]AccountRow, error) {
	rows, now := make([]AccountRow, 0, len(ords)), db.now()
	err := db.viewListed(ctx, len(ords), func(g *generation, st *state, d *derived) error {
		if g == nil && len(ords) > 0 {
			return noAccounts()
		}
		if len(ords) == 0 {
			return ctx.Err()
		}
		if err := g.base.Summaries(ords, func(ord uint32, s *base.Summary) { rows = append(rows, listed(ord, s, st, now)) }); err != nil {
			return err
		}
		if err := g.completeRows(rows, st, d); err != nil {
			return err
		}
		return ctx.Err()
	})
	return rows, err
}

// IDs gives the ids of accounts, in the order of the ordinals.
func (db *DB) IDs(ctx context.Context, ords []uint32) ([]model.AccountID, error) {
	ids := make([]model.AccountID, 0, len(ords))
	const block = 4096 // so that it can be given up
	for len(ords) > 0 {
		n := min(len(ords), block)
		rows, err := db.listing(ctx, ords[:n])
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			ids = append(ids, r.ID)
		}
		ords = ords[n:]
	}
	return ids, ctx.Err()
}

// listed makes a row of a list.
func listed(ord uint32, a *base.Summary, st *state, now model.Time) AccountRow {
	row := AccountRow{
		Ord: ord, ID: a.ID, Username: a.Username, DisplayName: a.DisplayName, Email: a.Email, Country: a.Country,
		State: stateKnown, Score: float64(a.Score), Links: int(a.Links), Identifiers: int(a.Identifiers), Events: int(a.Events),
		Signals: a.Signals, Tags: a.Tags,
		CreatedAt: a.CreatedAt, FlaggedAt: a.FlaggedAt, FirstSeen: a.FirstSeen, LastSeen: a.LastSeen,
	}
	if a.Flags > 0 {
		row.State = stateFlagged
	}
	for _, t := range st.flow.Tags(ord) {
		row.Tags = append(row.Tags, model.Untrusted(t))
	}
	slices.Sort(row.Tags)
	row.Tags = slices.Compact(row.Tags)
	st.completeWork(&row, now)
	return row
}

// Account gives one account whole.
func (db *DB) Account(ctx context.Context, ord uint32) (*Account, error) {
	var out Account
	err := db.view(func(g *generation, st *state) error {
		if g == nil {
			return noAccounts()
		}
		a, err := g.base.Account(ord)
		if err != nil {
			return err
		}
		out.Account = a
		err = g.base.Summaries([]uint32{ord}, func(ord uint32, s *base.Summary) { out.AccountRow = listed(ord, s, st, db.now()) })
		if err != nil {
			return err
		}
		for _, id := range a.Identifiers {
			held := HeldIdentifier{Identifier: id}
			if id.Status == model.StatusOK {
				holders, err := g.base.Holders(id.Kind, id.Value)
				if err != nil {
					return err
				}
				held.Holders = len(holders)
				held.Hub = len(holders) > st.hubLimit(id.Kind)
			}
			out.Held = append(out.Held, held)
		}
		out.Notes = st.flow.Notes(workflow.AccountKey(ord))
		out.Cases = st.flow.CasesOf(ord)
		if err := db.examine(g, st, &out); err != nil {
			return err
		}
		m, err := db.mask(g, st)
		if err != nil {
			return err
		}
		m.account(&out)
		return ctx.Err()
	})
	return &out, err
}

// Events gives up to limit events of an account from the offset-th on, by time;
// a limit of 0 is all.
func (db *DB) Events(ctx context.Context, ord uint32, offset, limit int) (events []model.Event, err error) {
	err = db.view(func(g *generation, _ *state) error {
		if g == nil {
			return noAccounts()
		}
		events, err = g.base.Events(ord, offset, limit)
		return err
	})
	return events, err
}

// RawRow gives a row of an imported file as it came, or says that it is masked.
func (db *DB) RawRow(ctx context.Context, src model.Source) (row model.Untrusted, err error) {
	err = db.view(func(g *generation, st *state) error {
		if g == nil {
			return noAccounts()
		}
		if row, err = g.base.RawRow(src); err != nil {
			return err
		}
		m, err := db.mask(g, st)
		if err != nil {
			return err
		}
		row = m.source(src, row)
		return nil
	})
	return row, err
}

// account finds an account by its id.
func (g *generation) account(id model.AccountID) (uint32, error) {
	ords, err := g.base.Holders(model.KindAccount, id.String())
	if err != nil {
		return 0, err
	}
	// A key longer than the index keeps is cut there, so the record decides.
	for _, ord := range ords {
		a, err := g.base.Account(ord)
		if err != nil {
			return 0, err
		}
		if a.ID == id {
			return ord, nil
		}
	}
	return 0, &model.Error{Kind: model.ErrNotFound, Message: "there is no such account", Where: id.String(),
		Hint: "list accounts with 'clew accounts', or search with 'clew accounts WORD'"}
}

// Resolve finds the account that ref names: "platform:native-id", or a user
// name, native id or e-mail that only one account has. ErrAmbiguous lists the
// candidates in its hint.
func (db *DB) Resolve(ctx context.Context, ref string) (ord uint32, err error) {
	if _, is := cutMask(ref); is {
		for _, kind := range []model.Kind{model.KindEmail, model.KindUsername} {
			prefix := model.Untrusted(kind.String() + ":")
			if real, err := db.real(prefix + model.Untrusted(ref)); err == nil && string(real[len(prefix):]) != ref {
				ref = string(real[len(prefix):])
				break
			}
		}
	}
	err = db.view(func(g *generation, _ *state) error {
		if g == nil {
			return noAccounts()
		}
		ord, err = g.resolve(ctx, ref, db.log.Secret())
		return err
	})
	return ord, err
}

func (g *generation) resolve(ctx context.Context, ref string, secret []byte) (uint32, error) {
	if id, ok := model.ParseAccountID(ref); ok {
		if ord, err := g.account(id); model.KindOf(err) != model.ErrNotFound {
			return ord, err
		}
	}
	canon := identifier.New(secret, "")
	var found []uint32
	for _, kind := range []model.Kind{model.KindUsername, model.KindEmail} {
		id := canon.Identify(kind, model.Untrusted(ref), "")
		if id.Status != model.StatusOK {
			continue
		}
		ords, err := g.base.Holders(kind, id.Value)
		if err != nil {
			return 0, err
		}
		found = append(found, ords...)
	}
	platforms, err := g.base.Dict(base.DictPlatform)
	if err != nil {
		return 0, err
	}
	for _, p := range platforms {
		if ord, err := g.account(model.AccountID{Platform: p, Native: model.Untrusted(ref)}); err == nil {
			found = append(found, ord)
		} else if model.KindOf(err) != model.ErrNotFound {
			return 0, err
		}
	}
	slices.Sort(found)
	found = slices.Compact(found)
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return 0, &model.Error{Kind: model.ErrNotFound, Message: "no account has that id, user name or e-mail",
			Where: model.Untrusted(ref), Hint: "search with 'clew accounts WORD'"}
	}
	hint := "say which one: "
	for i, ord := range found[:min(len(found), 5)] {
		a, err := g.base.Account(ord)
		if err != nil {
			return 0, err
		}
		if i > 0 {
			hint += ", "
		}
		hint += printable(a.ID.String())
	}
	if len(found) > 5 {
		hint += ", ..."
	}
	return 0, &model.Error{Kind: model.ErrAmbiguous, Message: "more than one account has that name", Where: model.Untrusted(ref), Hint: hint}
}

// printable keeps what is plain ASCII of an id that goes into a hint.
func printable(u model.Untrusted) string {
	b := []byte(u)
	for i, c := range b {
		if c < 0x20 || c >= 0x7f {
			b[i] = '?'
		}
	}
	return string(b[:min(len(b), 80)])
}
