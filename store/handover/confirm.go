package handover

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/export"
)

// Result is what an answer has come to.
type Result struct {
	export.Confirmation // its Rows are those that count
	store.Receipt
	Batch *workflow.Batch // as it stands now
}

// maxMessage is how much of a message the log keeps, in bytes.
const maxMessage = 1 << 10

// Confirm takes what the file says has become of the accounts of a batch. Rows about other
// accounts are rejected.
//
// Errors are those of [Read] and [store.DB.Act], and of kind input where no row is about the
// batch: there is a result beside that one.
func Confirm(ctx context.Context, db Store, actor string, batch uint32, file string) (*Result, error) {
	res, err := Read(ctx, db, batch, file)
	if err != nil {
		return nil, err
	}
	if len(res.Rows) == 0 {
		return res, &model.Error{Kind: model.ErrInput, Message: "nothing in the file says what has become of an account of the batch", Where: res.File,
			Hint: "it needs the columns account and status; 'clew batch show' lists the accounts"}
	}
	res.Receipt, err = db.Act(ctx, actor, store.NewKey(), res.Action())
	res.Batch = db.Work().Batch(batch)
	return res, err
}

// Read reads what a file says has become of the accounts of a batch, and changes nothing.
//
// Errors are those of [export.ReadConfirmation], and of kind not-found where there is no
// such batch or file.
func Read(ctx context.Context, db Store, batch uint32, file string) (*Result, error) {
	sealed := db.Work().Batch(batch)
	if sealed == nil {
		return nil, &model.Error{Kind: model.ErrNotFound, Message: "there is no such batch", Where: model.Untrusted(fmt.Sprint(batch)),
			Hint: "'clew batch list' lists them"}
	}
	f, err := os.Open(file)
	if err != nil {
		kind := model.ErrInput
		if os.IsNotExist(err) {
			kind = model.ErrNotFound
		}
		return nil, &model.Error{Kind: kind, Message: "the file cannot be read", Where: model.Untrusted(file), Err: err}
	}
	defer f.Close()
	said, err := export.ReadConfirmation(sealed.Action, filepath.Base(file), f)
	if err != nil {
		return nil, err
	}
	res := &Result{Confirmation: said, Batch: sealed}
	if err := res.keepOwn(ctx, db, sealed); err != nil {
		return nil, err
	}
	return res, nil
}

// Action is what takes the answer into the log.
func (r *Result) Action() workflow.Confirm {
	answers := map[model.AccountID]workflow.Said{}
	for _, row := range r.Rows {
		answers[row.Account] = workflow.Said{Result: ResultOf(row.Status), Message: short(row.Message)}
	}
	return workflow.NewConfirm(r.Batch.ID, answers, r.SHA256)
}

// ResultOf gives the log's word for a status.
func ResultOf(s export.Status) workflow.Result {
	switch s {
	case export.Done:
		return workflow.Done
	case export.Failed:
		return workflow.Undone
	}
	return workflow.NotFound
}

// keepOwn rejects the rows that are about accounts of other batches, or of none.
func (r *Result) keepOwn(ctx context.Context, db Store, sealed *workflow.Batch) error {
	accounts, err := db.Listing(ctx, sealed.Accounts)
	if err != nil {
		return err
	}
	in := map[model.AccountID]bool{}
	for _, a := range accounts {
		in[a.ID] = true
	}
	var own []export.ConfirmedRow
	for _, row := range r.Rows {
		if in[row.Account] {
			own = append(own, row)
			continue
		}
		r.Rejected++
		r.Errors = append(r.Errors, export.RowError{Line: row.Line, Field: "account", Reason: "the account is not in the batch", Raw: row.Account.String()})
	}
	r.Rows = own
	slices.SortStableFunc(r.Errors, func(a, b export.RowError) int { return cmp.Compare(a.Line, b.Line) })
	return nil
}

// short cuts a message to what the log keeps, between characters.
func short(m model.Untrusted) model.Untrusted {
	s := strings.ToValidUTF8(string(m), "\ufffd")
	if len(s) <= maxMessage {
		return model.Untrusted(s)
	}
	end := maxMessage - len("…")
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return model.Untrusted(s[:end] + "…")
}
