package store

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store/work"
)

// Key makes an action happen once: acting again with the same key, after a crash
// between the commit and its acknowledgement, gives the first receipt back.
type Key [16]byte

// NewKey gives a random key.
func NewKey() Key {
	var k Key
	rand.Read(k[:]) // never fails; see crypto/rand
	return k
}

// Receipt acknowledges an action that is on disk.
type Receipt struct {
	Entry   uint64 // index of its audit entry
	Applied int    // accounts, or values of a watch list, that it changed, or 1 where it is about none; 0 and no new entry when nothing changed
	Already bool   // the key had been used: nothing was done again
}

// maxActor is how long the name of an actor may be, in bytes.
const maxActor = 128

// Act makes one change to the work. It asks the rules, applies the change, and
// appends the audit entry, in one transaction; when it returns without an error
// the change survives a crash of the process and of the machine.
//
// Errors: ErrUsage and ErrNotFound for a malformed action, ErrRefused when the
// rules do not allow it, ErrBusy when another process holds the log too long,
// ErrReadOnly and ErrDisk when it cannot be written.
func (db *DB) Act(ctx context.Context, actor string, key Key, a model.Action) (Receipt, error) {
	if err := checkActor(actor); err != nil {
		return Receipt{}, err
	}
	db.write.Lock()
	defer db.write.Unlock()
	switch a := a.(type) {
	case model.AddWatch:
		return db.addWatch(ctx, actor, key, a)
	case model.RemoveWatch:
		return db.removeWatch(ctx, actor, key, a)
	case workflow.SetWeights:
		if _, err := ParseWeights(a.TOML); err != nil {
			return Receipt{}, err
		}
		return db.actOn(ctx, actor, key, a)
	case workflow.AddNote:
		if err := db.areKept(a.Files); err != nil {
			return Receipt{}, err
		}
		return db.actOn(ctx, actor, key, a)
	case workflow.ReceiveCase:
		if err := db.areKept(a.Files); err != nil {
			return Receipt{}, err
		}
		return db.actOn(ctx, actor, key, a.Resolved(db.ordinal))
	case workflow.Confirm:
		return db.actOn(ctx, actor, key, a.Resolved(db.ordinal))
	case workflow.Action:
		return db.actOn(ctx, actor, key, a)
	}
	return Receipt{}, &model.Error{Kind: model.ErrInternal, Message: "the store does not know the action " + a.Verb()}
}

// areKept makes sure of it that an entry never names a file that is not there.
func (db *DB) areKept(files []workflow.File) error {
	for _, f := range files {
		if !f.Kept {
			continue
		}
		r, err := db.OpenFile(f.SHA256)
		if err != nil {
			return err
		}
		r.Close()
	}
	return nil
}

// actOn makes a change that the rules of work govern. The caller holds write.
func (db *DB) actOn(ctx context.Context, actor string, key Key, a workflow.Action) (Receipt, error) {
	a, err := db.unmasked(a)
	if err != nil {
		return Receipt{}, err
	}
	var subjects []uint32
	if ids := a.Accounts(); len(ids) > 0 {
		if subjects, err = db.ordinals(ids); err != nil {
			return Receipt{}, err
		}
	}
	return db.appendDecided(ctx, key, func(st *state) (work.Draft, error) {
		now := db.now()
		e, err := st.flow.Draft(a, workflow.Event{Time: now, Actor: actor, Subjects: subjects})
		if err == workflow.ErrNothing {
			return work.Draft{}, errNothing
		}
		return work.Draft{Time: now, Actor: actor, Action: e.Verb, Value: e.Value, Subjects: e.Subjects, Body: e.Body}, err
	})
}

// ordinal finds an account, for results that name it.
func (db *DB) ordinal(id model.AccountID) (ord uint32, ok bool) {
	err := db.view(func(g *generation, _ *state) (err error) {
		if g == nil {
			return noAccounts()
		}
		ord, err = g.account(id)
		return err
	})
	return ord, err == nil
}

// plan decides on the newest state, under the log's lock, which accounts an
// action is about, and whether it changes anything.
type plan func(*state) (subjects []uint32, changes bool)

// append writes one entry, unless its plan, which may be nil, says that it would
// change nothing. The caller holds write.
func (db *DB) append(ctx context.Context, key Key, draft work.Draft, plan plan) (Receipt, error) {
	return db.appendDecided(ctx, key, func(st *state) (work.Draft, error) {
		if plan != nil {
			subjects, changes := plan(st)
			if !changes {
				return work.Draft{}, errNothing
			}
			draft.Subjects = subjects
		}
		return draft, nil
	})
}

// appendDecided writes the entry that decide drafts on the newest state, under
// the log's lock; errNothing from it means that there is nothing to write. The
// caller holds write.
func (db *DB) appendDecided(ctx context.Context, key Key, decide func(*state) (work.Draft, error)) (Receipt, error) {
	next := db.state.clone()
	entry, already, err := db.log.Append(ctx, key, next.next, func(newer []work.Entry, _ work.Head) (work.Draft, error) {
		for _, e := range newer {
			if err := next.fold(e); err != nil {
				return work.Draft{}, err
			}
		}
		return decide(next)
	})
	if err == errNothing {
		return Receipt{}, db.publish(next)
	}
	if err != nil {
		return Receipt{}, err
	}
	if already {
		return Receipt{Entry: entry.Seq, Applied: max(1, len(entry.Subjects)), Already: true}, nil
	}
	if err := next.fold(entry); err != nil {
		return Receipt{}, err
	}
	return Receipt{Entry: entry.Seq, Applied: max(1, len(entry.Subjects))}, db.publish(next)
}

// errNothing tells append that the action would change nothing.
var errNothing = &model.Error{Kind: model.ErrRefused, Message: "nothing to change"}

func (db *DB) publish(s *state) error {
	db.mu.Lock()
	defer db.mu.Unlock()
	db.state = s
	return nil
}

// ordinals finds the accounts of an action, ascending and once each.
func (db *DB) ordinals(ids []model.AccountID) ([]uint32, error) {
	var out []uint32
	err := db.view(func(g *generation, _ *state) error {
		if g == nil {
			return noAccounts()
		}
		for _, id := range ids {
			ord, err := g.account(id)
			if err != nil {
				return err
			}
			out = append(out, ord)
		}
		return nil
	})
	slices.Sort(out)
	return slices.Compact(out), err
}

func checkActor(actor string) error {
	clean := strings.TrimSpace(actor) == actor && utf8.ValidString(actor) &&
		!strings.ContainsFunc(actor, func(r rune) bool { return r < 0x20 || r >= 0x7f && r < 0xa0 })
	if actor == "" || len(actor) > maxActor || !clean {
		return &model.Error{Kind: model.ErrUsage, Message: "the actor's name is empty, too long or has characters that cannot be printed",
			Where: model.Untrusted(actor), Hint: "give a name of up to 128 bytes with --as or CLEW_ACTOR"}
	}
	return nil
}
