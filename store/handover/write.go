package handover

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/export"
)

// Store is what this room asks of an investigation; *store.DB is one.
type Store interface {
	Work() *workflow.State
	Act(ctx context.Context, actor string, key store.Key, a model.Action) (store.Receipt, error)
	Listing(ctx context.Context, ords []uint32) ([]store.AccountRow, error)
	Links(ctx context.Context, progress func(doing string)) (*store.Links, error)
	CheckpointAt(ctx context.Context, entries uint64) (string, error)
}

// Write writes the files of a batch into the folder dir, which must be empty or not there,
// or hold these very files already, and says in the log that they were handed off. Links
// are computed where they are not known: all accounts of a ring are due at once.
//
// Whether the batch may be handed off is asked before anything is written, and once more of the
// newest log: where that refuses it the files that came to be are removed.
//
// Errors are those of [workflow.State.MayHandOff], [export.WriteBatch] and [store.DB.Act], and of
// kind not-found where there is no such batch.
func Write(ctx context.Context, db Store, batch uint32, dir, by string) (export.Manifest, error) {
	b, err := gather(ctx, db, batch)
	if err != nil {
		return export.Manifest{}, err
	}
	m, err := export.WriteBatch(dir, b)
	fresh := err == nil
	if model.KindOf(err) == model.ErrRefused {
		m, err = again(dir, b, err)
	}
	if err != nil {
		return export.Manifest{}, err
	}
	_, err = db.Act(ctx, by, store.NewKey(), workflow.HandOff{ID: batch, Manifest: m.SHA256})
	if fresh && model.KindOf(err) == model.ErrRefused {
		if os.RemoveAll(dir) == nil {
			m = export.Manifest{}
		}
	}
	return m, err
}

// again finds out whether a folder that is there holds the files that would be written.
func again(dir string, b export.Batch, refused error) (export.Manifest, error) {
	problems, sum, err := export.CheckBatch(dir)
	if err != nil || len(problems) > 0 || sum == "" {
		return export.Manifest{}, refused
	}
	temp, err := os.MkdirTemp(filepath.Dir(dir), export.Unfinished+"*")
	if err != nil {
		return export.Manifest{}, &model.Error{Kind: model.ErrDisk, Message: "the files cannot be written", Err: err}
	}
	defer os.RemoveAll(temp)
	m, err := export.WriteBatch(filepath.Join(temp, "batch"), b)
	if err == nil && m.SHA256 != sum {
		err = refused
	}
	return m, err
}

// Free says why the files of a batch cannot be written into a folder; nil where they can,
// as far as one can tell before. It is asked before a batch is sealed.
func Free(dir string) error {
	refused := func(message string) error {
		return &model.Error{Kind: model.ErrRefused, Message: message, Where: model.Untrusted(dir), Hint: "name a new folder in one that exists; nothing was sealed"}
	}
	if info, err := os.Stat(filepath.Dir(filepath.Clean(dir))); err != nil || !info.IsDir() {
		return refused("there is no folder to make this one in")
	}
	info, err := os.Lstat(dir)
	switch {
	case os.IsNotExist(err):
		return nil
	case err != nil || !info.IsDir():
		return refused("that is there already, and no folder")
	}
	if names, err := os.ReadDir(dir); err != nil || len(names) > 0 {
		return refused("the folder is not empty, or cannot be read")
	}
	return nil
}

// gather brings together all that goes into the files of a batch.
func gather(ctx context.Context, db Store, id uint32) (export.Batch, error) {
	work := db.Work()
	sealed := work.Batch(id)
	if sealed == nil {
		return export.Batch{}, &model.Error{Kind: model.ErrNotFound, Message: "there is no such batch", Where: model.Untrusted(fmt.Sprint(id)),
			Hint: "'clew batch list' lists them"}
	}
	if err := work.MayHandOff(sealed); err != nil {
		return export.Batch{}, err
	}
	checkpoint, err := db.CheckpointAt(ctx, sealed.Sealed.Entry+1)
	if err != nil {
		return export.Batch{}, err
	}
	b := export.Batch{Number: int(id), Investigation: work.Log(), Action: sealed.Action, SealedAt: sealed.Sealed.Time.UTC(),
		SealedBy: sealed.Sealed.By, Window: sealed.Window, Checkpoint: checkpoint, Tool: export.Tool()}
	switch {
	case sealed.NotBefore.Known():
		b.NotBefore = sealed.NotBefore.UTC()
	case sealed.Window > 0:
		b.NotBefore = b.SealedAt
	}
	rows, err := db.Listing(ctx, sealed.Accounts)
	if err != nil {
		return export.Batch{}, err
	}
	rings, err := ringsOf(ctx, db, sealed.Accounts)
	if err != nil {
		return export.Batch{}, err
	}
	for _, r := range rows {
		b.Rows = append(b.Rows, rowOf(work, sealed, r, rings[r.Ord]))
	}
	if !b.NotBefore.IsZero() {
		export.Schedule(b.Rows, b.NotBefore, b.Window, b.Seed())
	}
	return b, nil
}

// rowOf says of one account what was decided on it.
func rowOf(work *workflow.State, sealed *workflow.Batch, r store.AccountRow, ring model.Untrusted) export.BatchRow {
	row := export.BatchRow{Account: r.ID, Ring: ring}
	if !store.Masks(work, model.KindUsername.String(), r.Username) {
		row.Username = r.Username
	}
	if !store.Masks(work, model.KindEmail.String(), r.Email) {
		row.Email = r.Email
	}
	p := ground(work, sealed, r.Ord)
	if p == nil {
		return row
	}
	t := p.Terms
	row.Proposal, row.Version, row.Proposer = fmt.Sprint(p.ID), p.Hash, p.Made.By
	row.Policy, row.PolicyVersion, row.Reason = t.Policy, fmt.Sprint(t.PolicyVersion), t.Reason
	row.Evidence = evidenceLine(work, &t)
	for _, v := range p.Approvals {
		if len(sealed.Out) == 0 || v.Entry < sealed.Out[0].Entry { // the same again as the first time
			row.Approvers = append(row.Approvers, v.By)
		}
	}
	if sealed.Action == workflow.Reinstate {
		row.Lifts = strings.Join(sealed.Lifted(r.Ord), ",")
	}
	return row
}

// ground gives the proposal that an account is in the batch by: the latest of those that
// the batch rests on and that have the account.
func ground(work *workflow.State, sealed *workflow.Batch, ord uint32) *workflow.Proposal {
	for _, g := range slices.Backward(sealed.Proposals) {
		if p := work.Proposal(g.Proposal); p != nil && slices.Contains(p.Accounts, ord) {
			return p
		}
	}
	return nil
}

// evidenceLine says in one line what a proposal rests on.
func evidenceLine(work *workflow.State, t *workflow.Terms) model.Untrusted {
	var parts []string
	for _, e := range t.Evidence {
		switch {
		case e.Note > 0:
			parts = append(parts, fmt.Sprintf("note %d", e.Note))
		case store.Masks(work, e.Kind, e.Value):
			parts = append(parts, fmt.Sprintf("%s (masked) of %d of %d, %d in all", e.Kind, e.Holders, t.Count, e.All))
		case e.Holders > 0:
			parts = append(parts, fmt.Sprintf("%s:%s of %d of %d, %d in all", e.Kind, e.Value, e.Holders, t.Count, e.All))
		default:
			parts = append(parts, e.Kind+":"+string(e.Value))
		}
	}
	if len(parts) == 0 {
		first, _, _ := strings.Cut(strings.TrimSpace(string(t.Note)), "\n")
		return model.Untrusted(first)
	}
	return model.Untrusted(strings.Join(parts, "; "))
}

// ringsOf gives the names of the rings that accounts are in.
func ringsOf(ctx context.Context, db Store, ords []uint32) (map[uint32]model.Untrusted, error) {
	links, err := db.Links(ctx, nil)
	if err != nil {
		return nil, err
	}
	of := map[uint32]uint32{}
	var names []uint32
	for _, ord := range ords {
		if _, known := of[ord]; known || int(ord) >= links.Len() {
			continue
		}
		ring, err := links.Ring(ctx, ord)
		if err != nil {
			return nil, err
		}
		if ring == nil {
			continue
		}
		names = append(names, ring.ID)
		for _, m := range ring.Members {
			of[m] = ring.ID
		}
	}
	rows, err := db.Listing(ctx, names)
	if err != nil {
		return nil, err
	}
	ids := map[uint32]model.Untrusted{}
	for _, r := range rows {
		ids[r.Ord] = r.ID.String()
	}
	out := map[uint32]model.Untrusted{}
	for _, ord := range ords {
		if ring, in := of[ord]; in {
			out[ord] = ids[ring]
		}
	}
	return out, nil
}
