package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

// actedShape acknowledges a change to the work.
type actedShape struct {
	Accounts []model.Untrusted `json:"accounts"` // that were named
	Changed  int               `json:"changed"`
	Entry    *uint64           `json:"entry,omitempty"` // index in the audit log; absent when nothing changed
}

func newNote(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "note ACCOUNT [TEXT|-]",
		Short: "Add a note to an account",
		Long: `Adds a note to an account. Notes are kept for good: they are never changed or removed.

Without TEXT, or with -, the note is read from standard input, up to 256 KiB.`,
		Example: `clew note outlook:abc123 "same résumé as lena.park, see case 7"
clew note lena@example.com - < interview.txt`,
		Args:              usage(cobra.MinimumNArgs(1), "name an account, then the text of the note"),
		ValidArgsFunction: completeAccount(a, 0, 0),
		RunE: func(cmd *cobra.Command, args []string) error {
			body := strings.Join(args[1:], " ")
			if body == "" || body == "-" {
				if body == "" && term.IsTerminal(int(os.Stdin.Fd())) {
					return &model.Error{Kind: model.ErrUsage, Message: "the note has no text",
						Hint: "give it as an argument, or - to type it here and end it with ctrl-D"}
				}
				var err error
				if body, err = readNote(cmd.Context()); err != nil {
					return err
				}
			}
			return a.write(cmd.Context(), func(db *store.DB) error { return note(cmd.Context(), a, db, args[0], body) })
		},
	}
}

// readNote reads standard input, up to more than a note may have: saying that
// it is too long is the store's business.
func readNote(ctx context.Context) (string, error) {
	var b bytes.Buffer
	err := copyInput(ctx, &b, 1<<20)
	return strings.TrimRight(b.String(), "\r\n"), err
}

// copyInput copies standard input, at most limit bytes of it, and stops waiting
// for more when ctx ends.
func copyInput(ctx context.Context, dst io.Writer, limit int64) error {
	done := make(chan error, 1)
	go func() {
		_, err := io.Copy(dst, io.LimitReader(os.Stdin, limit))
		done <- err
	}()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case err := <-done:
		if err != nil {
			return &model.Error{Kind: model.ErrInput, Message: "standard input cannot be read", Err: err}
		}
		return nil
	}
}

func note(ctx context.Context, a *app, db *store.DB, ref, body string) error {
	ids, err := resolve(ctx, db, []string{ref})
	if err != nil {
		return err
	}
	r, err := act(ctx, a, db, model.AddNote{Account: ids[0], Text: model.Untrusted(body)})
	if err != nil {
		return err
	}
	if a.json {
		return a.object(acted(ids, r))
	}
	fmt.Fprintf(a.out, "Noted on %s, entry %d of the audit log.\n", words.Clean(string(ids[0].String())), r.Entry)
	return nil
}

// resolve finds the accounts that are named, each once.
func resolve(ctx context.Context, db *store.DB, refs []string) ([]model.AccountID, error) {
	var ids []model.AccountID
	for _, ref := range refs {
		ord, err := db.Resolve(ctx, ref)
		if err != nil {
			return nil, err
		}
		rows, err := db.Listing(ctx, []uint32{ord})
		if err != nil {
			return nil, err
		}
		if !slices.Contains(ids, rows[0].ID) {
			ids = append(ids, rows[0].ID)
		}
	}
	return ids, nil
}

// act changes the work in the name of the user.
func act(ctx context.Context, a *app, db *store.DB, action model.Action) (store.Receipt, error) {
	who, err := a.who()
	if err != nil {
		return store.Receipt{}, err
	}
	return db.Act(ctx, who, store.NewKey(), action)
}

func acted(ids []model.AccountID, r store.Receipt) actedShape {
	s := actedShape{Accounts: []model.Untrusted{}, Changed: r.Applied}
	for _, id := range ids {
		s.Accounts = append(s.Accounts, id.String())
	}
	if r.Applied > 0 {
		s.Entry = &r.Entry
	}
	return s
}
