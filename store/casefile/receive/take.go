package receive

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/casefile"
)

type reader interface {
	Work() *workflow.State
	Ords(ctx context.Context, refs []model.Untrusted) ([]uint32, error)
	KeepFile(ctx context.Context, r io.Reader, name model.Untrusted) (workflow.File, error)
	OpenFile(sha string) (io.ReadCloser, error)
}

// Taken says what came of taking a case file in.
type Taken struct {
	Case     uint32
	Accounts int  // that are in the case
	Rejected int  // accounts of the file that could not be used
	Notes    int  // that are in the log now, of this time or one before
	Left     int  // notes that stand in the file alone: those that were taken back, and those on what is not here
	Already  bool // the case was there before
}

// Take takes a case file in: its accounts as data, the case, and its notes. Progress, which
// may be nil, is told of each part. Where it was taken before, it is completed.
//
// Errors are those of imports and of [store.DB.Act]; of kind refused where the file is of
// this very investigation.
func Take(ctx context.Context, db Store, in *Incoming, actor string, progress func(doing string, done, total int)) (Taken, error) {
	if progress == nil {
		progress = func(string, int, int) {}
	}
	if in.Record.Investigation == db.Work().Log() {
		return Taken{}, &model.Error{Kind: model.ErrRefused, Message: "the case file is of this very investigation", Where: in.name(),
			Hint: "look at the case with 'clew case " + cmp.Or(numbered("show ", in.Record.Case.ID), "list") + "'"}
	}
	var out Taken
	kase := received(db.Work(), in.SHA256)
	if kase == nil {
		var err error
		if len(in.Record.Accounts) > 0 {
			if out.Rejected, err = in.load(ctx, db, actor, progress); err != nil {
				return out, err
			}
		}
		if err := in.open(ctx, db, actor, progress); err != nil {
			return out, err
		}
		kase = received(db.Work(), in.SHA256)
	} else {
		out.Already = true
	}
	out.Case, out.Accounts = kase.ID, len(kase.Members)
	return out, in.notes(ctx, db, actor, kase, &out, progress)
}

// received finds the case that was received in a file; nil where there is none.
func received(w *workflow.State, sha string) *workflow.Case {
	for _, c := range w.Cases() {
		if c.Received != nil && c.Received.SHA256 == sha {
			return c
		}
	}
	return nil
}

// open keeps the files and begins the case.
func (in *Incoming) open(ctx context.Context, db Store, actor string, progress func(string, int, int)) error {
	progress("keeping the files", 0, 0)
	r := in.Record
	own, err := db.KeepFile(ctx, bytes.NewReader(in.Text), in.name())
	if err != nil {
		return err
	}
	files := []workflow.File{own}
	for _, o := range in.Beside {
		f, err := db.KeepFile(ctx, bytes.NewReader(o.Text), model.Untrusted(o.Name))
		if err != nil {
			return err
		}
		files = append(files, f)
	}
	c := &r.Case
	a := workflow.ReceiveCase{Title: title(c.Title), Files: files,
		From: workflow.Received{Investigation: r.Investigation, Case: c.ID, SHA256: in.SHA256, Entries: r.Log.Entries, Root: r.Log.Root}}
	if a.Title == "" {
		a.Title = model.Untrusted(cmp.Or(numbered("Case ", c.ID), "A case") + " of another investigation")
	}
	// What another program has written there may be none of what a case can have.
	if slices.Contains(workflow.Priorities, c.Priority) {
		a.Priority = c.Priority
	}
	if workflow.IsWord(c.Queue) {
		a.Queue = c.Queue
	}
	for _, t := range c.Tags {
		if workflow.IsWord(t) {
			a.Tags = append(a.Tags, t)
		}
	}
	for _, v := range c.Values {
		if ref := model.Untrusted(v.Kind) + ":" + model.Untrusted(v.Value); len(ref) <= workflow.MaxValue && utf8.ValidString(string(ref)) && !slices.Contains(a.Values, ref) {
			a.Values = append(a.Values, ref)
		}
	}
	members := map[model.AccountID]string{}
	for i := range r.Accounts {
		if id, ok := accountID(&r.Accounts[i]); ok && r.Accounts[i].Role != "" {
			members[id] = "unknown"
			if slices.Contains(workflow.Roles, r.Accounts[i].Role) {
				members[id] = r.Accounts[i].Role
			}
		}
	}
	_, err = db.Act(ctx, actor, store.NewKey(), workflow.NewReceiveCase(a, members))
	return err
}

// numbered gives the number of a case with what comes before it; "" where a profile has left
// it out.
func numbered(before string, id uint32) string {
	if id == 0 {
		return ""
	}
	return fmt.Sprint(before, id)
}

// title gives the title of a case file as one that a case can have.
func title(t casefile.Text) model.Untrusted {
	s := strings.TrimSpace(strings.ToValidUTF8(string(t), "\ufffd"))
	if len(s) > workflow.MaxTitle {
		s = strings.ToValidUTF8(s[:workflow.MaxTitle-len("…")], "") + "…"
	}
	return model.Untrusted(s)
}

// accountID gives the id of an account of a case file, where it has one of its own.
func accountID(a *casefile.Account) (model.AccountID, bool) {
	id, ok := model.ParseAccountID(string(a.ID))
	return id, ok && id.Platform == a.Platform && string(id.Native) == string(a.NativeID)
}

// notes brings the notes in, each once however often it is asked for.
func (in *Incoming) notes(ctx context.Context, db Store, actor string, kase *workflow.Case, out *Taken, progress func(string, int, int)) error {
	ids := map[casefile.Text]model.AccountID{}
	for i := range in.Record.Accounts {
		if id, ok := accountID(&in.Record.Accounts[i]); ok {
			ids[in.Record.Accounts[i].ID] = id
		}
	}
	entries := map[uint64]uint64{} // of the notes here, by those there
	keys := map[uint64]string{}
	for i, n := range in.Record.Notes {
		progress("reading the notes", i, len(in.Record.Notes))
		on, ok := in.on(n, kase.ID, ids)
		if !ok || n.Withdrawn.Entry > 0 {
			out.Left++
			continue
		}
		a := workflow.AddNote{On: on, Text: model.Untrusted(n.Text), Written: &workflow.Written{By: n.By, Time: n.Time.Milli, Entry: n.Entry, SHA256: in.SHA256}}
		if n.Written != nil { // it had come there from elsewhere, too
			a.Written.By, a.Written.Time = n.Written.By, n.Written.Time.Milli
		}
		keys[n.Entry] = fmt.Sprint(on)
		if keys[n.Corrects] == keys[n.Entry] {
			a.Corrects = entries[n.Corrects]
		}
		for _, f := range n.Attachments {
			a.Files = append(a.Files, workflow.File{Name: model.Untrusted(f.Name), SHA256: f.SHA256, Bytes: f.Bytes, Media: f.Media, Kept: in.kept(ctx, db, f)})
		}
		receipt, err := db.Act(ctx, actor, in.key(kase, n.Entry), a)
		switch model.KindOf(err) {
		case model.ErrUsage, model.ErrLimit, model.ErrNotFound: // no note that Clew would have written: it costs itself
			out.Left++
			continue
		}
		if err != nil {
			return err
		}
		entries[n.Entry] = receipt.Entry
		out.Notes++
	}
	return nil
}

// key names the entry of a note, so that it is written once.
func (in *Incoming) key(kase *workflow.Case, note uint64) (k store.Key) {
	sum := sha256.Sum256(fmt.Appendf(nil, "note of a received case\n%s\n%d\n%d\n", in.SHA256, kase.Made.Entry, note))
	copy(k[:], sum[:])
	return k
}

// kept keeps the contents of an attachment, where they came with the case file.
func (in *Incoming) kept(ctx context.Context, db Store, f casefile.Attachment) bool {
	if in.path == "" || !workflow.IsSHA256(f.SHA256) {
		return false
	}
	r, done, err := in.attachment(ctx, f.SHA256)
	if err != nil {
		return false
	}
	defer done()
	defer r.Close()
	own, err := db.KeepFile(ctx, r, model.Untrusted(f.Name))
	return err == nil && own.SHA256 == f.SHA256
}

// on says what a note is on here. It is not ok where that is not here.
func (in *Incoming) on(n casefile.Note, kase uint32, ids map[casefile.Text]model.AccountID) (workflow.On, bool) {
	on := workflow.On{Kind: workflow.Thing(n.On)}
	for _, text := range n.Accounts {
		id, ok := ids[text]
		if !ok {
			return on, false
		}
		on.Account = append(on.Account, id)
	}
	switch on.Kind {
	case workflow.InCase, workflow.InProposal: // what was proposed there stands in the file
		return workflow.On{Kind: workflow.InCase, ID: kase}, true
	case workflow.Identifier:
		on.Value = model.Untrusted(n.Ref)
		return on, n.Ref != ""
	case workflow.Link:
		return on, len(on.Account) == 2
	case workflow.Account, workflow.Ring:
		return on, len(on.Account) == 1
	}
	return on, false
}
