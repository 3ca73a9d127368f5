package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/casefile/receive"
	"github.com/seed-28a39f10/clew/ui/words"
)

func newCaseReceive(a *app) *cobra.Command {
	var keys []string
	cmd := &cobra.Command{
		Use:   "receive PATH",
		Short: "Take in a case file of another investigation",
		Long: `Takes in what 'clew export case' has written: the folder, the zip, or case.json alone. Its accounts with their identifiers and events become data of this investigation, the case begins with their roles, and its notes stand in it with the names of those who wrote them.

A folder or a zip is checked first, as 'clew verify' does, and refused where anything does not hold; with --key it must be signed by one of these keys.

Where there is no investigation yet, it makes one.

What was decided elsewhere is not decided here: proposals and approvals stand in the file, which is kept whole. As long as nobody has added to the case, 'clew export case' gives it out as it came.`,
		Example: `clew case receive case-7.zip
clew case receive case-7 --key lee.pub
clew case receive case.json`,
		Args: usage(cobra.ExactArgs(1), "give the folder, the zip or the case.json"),
		RunE: func(cmd *cobra.Command, args []string) error {
			trusted, err := readKeys(keys)
			if err != nil {
				return err
			}
			return receiveCase(cmd.Context(), a, args[0], trusted)
		},
	}
	cmd.Flags().StringArrayVar(&keys, "key", nil, "it must be signed with one of these public keys, a file; may be repeated")
	return cmd
}

type receivedShape struct {
	Case     uint32          `json:"case"`
	From     string          `json:"investigation"`
	Theirs   uint32          `json:"their_case"`
	SHA256   string          `json:"sha256"`
	Accounts int             `json:"accounts"`
	Rejected int             `json:"rejected"`
	Notes    int             `json:"notes"`
	Left     int             `json:"notes_in_file"`
	Already  bool            `json:"already"`
	Profile  model.Untrusted `json:"profile"`
}

func receiveCase(ctx context.Context, a *app, path string, keys []string) (err error) {
	who, err := a.who()
	if err != nil {
		return err
	}
	bar := startProgress(ctx, a.diag)
	defer bar.stop()
	bar.stage("checking the case file", nil, nil)
	in, err := receive.Read(ctx, path, keys)
	if err != nil {
		return err
	}
	db, created, undo, err := a.openOrCreate(ctx, false)
	if err != nil {
		return err
	}
	got, err := receive.Take(ctx, db, in, who, bar.steps())
	bar.stop()
	err = errors.Join(err, db.Close())
	if err != nil {
		if created {
			undo()
		}
		return err
	}
	r := in.Record
	if a.json {
		return a.object(receivedShape{got.Case, r.Investigation, r.Case.ID, in.SHA256, got.Accounts, got.Rejected, got.Notes, got.Left, got.Already, model.Untrusted(r.Profile)})
	}
	did := "Received"
	if got.Already {
		did = "Had received before"
	}
	which := "a case" // a profile may leave out which
	if r.Case.ID > 0 {
		which = fmt.Sprintf("case %d", r.Case.ID)
	}
	fmt.Fprintf(a.out, "%s %s of investigation %s as case %d: %s, %s.\n", did, which, words.Clean(r.Investigation[:min(8, len(r.Investigation))]), got.Case,
		words.Count(got.Accounts, "account"), words.Count(got.Notes, "note"))
	switch {
	case len(in.Beside) == 0:
		a.tell(a.diag.warn("A case.json alone proves nothing: whoever had it could have written it anew. The folder or the zip can be checked."))
	case len(keys) == 0:
		a.tell(a.diag.dim("Who made it was not looked at: --key names the keys of those who may have."))
	}
	if got.Rejected > 0 {
		a.tell(a.diag.warn(fmt.Sprintf("%s could not be used: what is known of them stands in the file alone.", words.Count(got.Rejected, "account"))))
	}
	if got.Left > 0 {
		a.tell(a.diag.dim(fmt.Sprintf("In the file alone: %s, taken back or on what is not here.", words.Count(got.Left, "note"))))
	}
	return nil
}

// readKeys reads public keys from files.
func readKeys(paths []string) (keys []string, err error) {
	for _, path := range paths {
		key, err := readSmall(path, "a public key, as 'clew key show' prints it", maxCheckpoint)
		if err != nil {
			return nil, err
		}
		keys = append(keys, string(key))
	}
	return keys, nil
}
