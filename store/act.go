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
	if err := db.lockWrite(ctx); err != nil {
		return Receipt{}, err
	}
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

// ActAndClaim is Act, and in the same transaction the claim that next chooses by what
// the change has come to, if it chooses one. Where the rules refuse the claim, the
// change stands all the same, and refused says why. Claimed is the zero value where
// nothing was claimed.
func (db *DB) ActAndClaim(ctx context.Context, actor string, key Key, a workflow.Action, next func(*workflow.State) (workflow.Claim, bool)) (r, claimed Receipt, refused, err error) {
	if err := checkActor(actor); err != nil {
		return r, claimed, nil, err
	}
	if err := db.lockWrite(ctx); err != nil {
		return r, claimed, nil, err
	}
	defer db.write.Unlock()
	first, err := db.decide(actor, key, a)
	if err != nil {
		return r, claimed, nil, err
	}
	second := decision{NewKey(), func(st *state) (work.Draft, error) {
		claim, ok := next(st.flow)
		if !ok {
			return work.Draft{}, errNothing
		}
		return db.draft(st, actor, claim, nil)
	}}
	done, err := db.appendAll(ctx, first, second)
	if err != nil {
		return r, claimed, nil, err
	}
	if len(done) == 2 {
		claimed, refused = done[1].Receipt, done[1].err
	}
	return done[0].Receipt, claimed, refused, done[0].err
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
	d, err := db.decide(actor, key, a)
	if err != nil {
		return Receipt{}, err
	}
	return db.appendDecided(ctx, d.key, d.decide)
}

// decide has the rules of work decide on an action.
func (db *DB) decide(actor string, key Key, a workflow.Action) (decision, error) {
	a, err := db.unmasked(a)
	if err != nil {
		return decision{}, err
	}
	var subjects []uint32
	if ids := a.Accounts(); len(ids) > 0 {
		if subjects, err = db.ordinals(ids); err != nil {
			return decision{}, err
		}
	}
	return decision{key, func(st *state) (work.Draft, error) { return db.draft(st, actor, a, subjects) }}, nil
}

// draft writes down an action as the rules allow it.
func (db *DB) draft(st *state, actor string, a workflow.Action, subjects []uint32) (work.Draft, error) {
	now := db.now()
	e, err := st.flow.Draft(a, workflow.Event{Time: now, Actor: actor, Subjects: subjects})
	if err == workflow.ErrNothing {
		return work.Draft{}, errNothing
	}
	return work.Draft{Time: now, Actor: actor, Action: e.Verb, Value: e.Value, Subjects: e.Subjects, Body: e.Body}, err
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
	done, err := db.appendAll(ctx, decision{key, decide})
	if err != nil {
		return Receipt{}, err
	}
	return done[0].Receipt, done[0].err
}

// decision drafts an entry on the newest state; errNothing means that there is nothing
// to write.
type decision struct {
	key    Key
	decide func(*state) (work.Draft, error)
}

// decided is what came of a decision.
type decided struct {
	Receipt
	err error // why nothing was written
}

// appendAll writes the entries of decisions in one transaction, each decided on what
// those before it have come to. The first that writes nothing ends it.
func (db *DB) appendAll(ctx context.Context, list ...decision) ([]decided, error) {
	next := db.state.clone()
	steps := make([]work.Step, len(list))
	for i, d := range list {
		steps[i] = work.Step{Nonce: d.key, Draft: func(newer []work.Entry, _ work.Head) (work.Draft, error) {
			for _, e := range newer {
				if err := next.fold(e); err != nil {
					return work.Draft{}, err
				}
			}
			return d.decide(next)
		}}
	}
	done, err := db.log.AppendAll(ctx, next.next, steps...)
	if err != nil {
		return nil, err
	}
	out := make([]decided, len(done))
	for i, a := range done {
		switch {
		case a.Err == errNothing:
		case a.Err != nil:
			out[i].err = a.Err
		default:
			out[i].Receipt = Receipt{Entry: a.Entry.Seq, Applied: max(1, len(a.Entry.Subjects)), Already: a.Already}
			if !a.Already && a.Entry.Seq >= next.next { // else it was folded for the one after it
				if err := next.fold(a.Entry); err != nil {
					return nil, err
				}
			}
		}
	}
	if next.next > db.state.next {
		db.publish(next)
	}
	return out, nil
}

// errNothing tells append that the action would change nothing.
var errNothing = &model.Error{Kind: model.ErrRefused, Message: "nothing to change"}

func (db *DB) publish(s *state) {
	db.mu.Lock()
	defer db.mu.Unlock()
	db.state = s
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
