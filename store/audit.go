package store

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/work"
)

func hexSum(sum [32]byte) string { return hex.EncodeToString(sum[:]) }

// errEnough ends a read of the log early.
var errEnough = errors.New("enough")

// Audit gives up to limit entries of the log from index from on; a limit of 0 is
// all. The first entry is the creation of the investigation, at index 0.
func (db *DB) Audit(ctx context.Context, from uint64, limit int) ([]AuditEntry, error) {
	var out []AuditEntry
	err := db.log.Read(ctx, from, func(e work.Entry) error {
		if limit > 0 && len(out) == limit {
			return errEnough
		}
		entry, err := db.readable(ctx, e)
		out = append(out, entry)
		return err
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return out, err
}

// readable turns an entry into words. What an action puts in Before follows
// from the action: a tag was not there before it was set.
func (db *DB) readable(ctx context.Context, e work.Entry) (AuditEntry, error) {
	out := AuditEntry{Index: e.Seq, Time: e.Time, Actor: e.Actor, Action: e.Action, Ords: e.Subjects,
		Hash: hex.EncodeToString(e.Hash[:]), Clock: e.ClockBack}
	m := db.sight()
	switch {
	case e.Action == verbRings:
		out.Subject = "rings"
	case len(e.Subjects) == 1:
		err := db.view(func(g *generation, _ *state) error {
			if g == nil || int(e.Subjects[0]) >= g.base.Len() {
				return nil
			}
			a, err := g.base.Account(e.Subjects[0])
			out.Subject = a.ID.String()
			return err
		})
		if err != nil {
			return out, err
		}
	case len(e.Subjects) == 2 && e.Action == "judge":
		rows, err := db.listing(ctx, e.Subjects)
		if err != nil {
			return out, err
		}
		out.Subject = rows[0].ID.String() + " and " + rows[1].ID.String()
	case len(e.Subjects) > 1:
		out.Subject = model.Untrusted(fmt.Sprintf("%d accounts", len(e.Subjects)))
	default:
		out.Subject = m.ref(model.Untrusted(e.Value))
	}
	var body any
	if len(e.Body) > 0 {
		if err := json.Unmarshal(e.Body, &body); err != nil {
			return out, badEntry(e, err)
		}
	}
	if m, ok := body.(map[string]any); ok && e.Action == "watch" {
		delete(m, "chunk") // half a megabyte that nobody can read
	}
	body = m.body(body)
	if e.Action == "untag" {
		out.Before = body
	} else {
		out.After = body
	}
	return out, nil
}
