package handout

import (
	"context"
	"fmt"
	"io"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/bundle"
	"github.com/seed-28a39f10/clew/store/casefile/gather"
	"github.com/seed-28a39f10/clew/store/casefile/receive"
	"github.com/seed-28a39f10/clew/store/sign"
)

// Store is what this room asks of an investigation; *store.DB is one.
type Store interface {
	gather.Store
	OpenFile(sha string) (io.ReadCloser, error)
	Act(ctx context.Context, actor string, key store.Key, a model.Action) (store.Receipt, error)
}

// Request says what is to be given out.
type Request struct {
	Case    uint32
	Profile casefile.Profile
	Formats []string // names; none is all
	Path    string   // a new folder, or a file that ends in ".zip"
	By      string   // login of who gives it out
	Key     *sign.Key
	To, Why model.Untrusted

	// Progress is told of each part of the work; a total of 0 is one that is not known. It
	// may be nil.
	Progress func(doing string, done, total int)
}

// Look gives the record as it would be given out.
func Look(ctx context.Context, db Store, q Request) (*casefile.Record, error) {
	r, _, err := look(ctx, db, q)
	return r, err
}

// source is what a record comes with.
type source struct {
	proofs   bundle.Proofs
	unproved bool // the record came from elsewhere without proofs
	attached func(sha string) (io.ReadCloser, error)
}

func look(ctx context.Context, db Store, q Request) (*casefile.Record, source, error) {
	from := source{attached: db.OpenFile}
	r, err := gather.Case(ctx, db, q.Case, q.Progress)
	if err != nil {
		return nil, from, err
	}
	if q.Profile.Name == casefile.Full && r.Profile == casefile.Full {
		in, err := receive.Original(db, q.Case, r)
		if err != nil {
			return nil, from, err
		}
		if in != nil {
			from.proofs, err = in.Proofs()
			from.unproved = len(from.proofs) == 0
			return in.Record, from, err
		}
	}
	if q.Profile.Name != casefile.Full || r.Profile != casefile.Masked {
		if r, err = q.Profile.Apply(r); err != nil {
			return nil, from, err
		}
	} else { // it says for itself that it is not whole, and is for the same people
		r.Marking = q.Profile.Marking
	}
	from.proofs, err = gather.Proofs(ctx, db, r)
	return r, from, err
}

// Write writes a case file and says so in the log. Errors are those of [gather.Case],
// [casefile.Profile.Apply], [bundle.Write] and [store.DB.Act]. After one of the last the
// files are there, and the manifest is given too.
func Write(ctx context.Context, db Store, q Request) (bundle.Manifest, error) {
	if err := check(q.Formats); err != nil {
		return bundle.Manifest{}, err
	}
	if err := bundle.Free(q.Path); err != nil {
		return bundle.Manifest{}, err
	}
	r, from, err := look(ctx, db, q)
	if err != nil {
		return bundle.Manifest{}, err
	}
	by := q.By
	if p := q.Profile.People; p != "" && p != "names" {
		by = "" // the profile does not say who is who
	}
	m, err := bundle.Write(ctx, q.Path, r, bundle.Options{Formats: choose(r, q.Formats), Proofs: from.proofs, Unproved: from.unproved, Attachments: from.attached, By: by, Key: q.Key, Progress: q.Progress,
		Static: []bundle.Static{{Name: "case.schema.json", About: "What each field of case.json is, as a JSON schema.", Text: casefile.Schema()}}})
	if err != nil {
		return bundle.Manifest{}, err
	}
	a := workflow.GiveOut{ID: q.Case, Profile: r.Profile, Marking: r.Marking, Entries: r.Log.Entries, Manifest: m.SHA256, To: q.To, Why: q.Why}
	for _, f := range m.Formats {
		a.Formats = append(a.Formats, f.Name)
	}
	if q.Key != nil {
		a.SignedBy = q.Key.Name()
	}
	if _, err := db.Act(ctx, q.By, store.NewKey(), a); err != nil {
		return m, &model.Error{Kind: model.KindOf(err), Message: "the case file was written, and the log does not say so", Where: model.Untrusted(q.Path), Err: err,
			Hint: fmt.Sprintf("note it with 'clew note --case %d', or remove the files and write them again", q.Case)}
	}
	return m, nil
}
