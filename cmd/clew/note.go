package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

// actedShape acknowledges a change to the work.
type actedShape struct {
	Accounts []model.Untrusted `json:"accounts"` // that were named
	Changed  int               `json:"changed"`
	Entry    *uint64           `json:"entry,omitempty"` // index in the audit log; absent when nothing changed
}

// noteFlags say what a note is about, and what is attached to it.
type noteFlags struct {
	caseID, proposal       uint32
	identifier, link, ring string
	corrects               uint64
	attach, hashes         []string
}

func newNote(a *app) *cobra.Command {
	var f noteFlags
	cmd := &cobra.Command{
		Use:   "note ACCOUNT [TEXT|-]",
		Short: "Add a note to an account or something else",
		Long: `Adds a note to an account, or with a flag to something else: a case, a proposal, a value, a ring, or the link of two accounts. Notes are kept for good: they are never changed or removed. --corrects says that a note is wrong, by one about the same thing that says what is right; 'clew undo' marks the last as taken back.

Without TEXT, or with -, the note is read from standard input, up to 256 KiB.

--attach keeps a file in the investigation; --attach-hash only its SHA-256, for what should not lie there.`,
		Example: `clew note outlook:abc123 "same résumé as lena.park, see case 7"
clew note lena@example.com - < interview.txt
clew note --case 7 "The exchange answered." --attach answer.pdf
clew note --link outlook:abc123 github:42 "one payout on one day"
clew note --corrects 212 "It was the other résumé."`,
		Args: usage(cobra.ArbitraryArgs, "name an account, then the text of the note"),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
			if !f.takesAccount() {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return completeAccount(a, 0, 0)(cmd, args, typed)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			ref, text, err := f.split(args)
			if err != nil {
				return err
			}
			body := strings.Join(text, " ")
			if body == "" || body == "-" {
				if body == "" && term.IsTerminal(int(os.Stdin.Fd())) {
					return &model.Error{Kind: model.ErrUsage, Message: "the note has no text",
						Hint: "give it as an argument, or - to type it here and end it with ctrl-D"}
				}
				if body, err = readNote(cmd.Context()); err != nil {
					return err
				}
			}
			return a.write(cmd.Context(), func(db *store.DB) error { return note(cmd.Context(), a, db, ref, body, f) })
		},
	}
	flags := cmd.Flags()
	workFlag(a, cmd, &f.caseID, "case", "about this case", everyCase)
	workFlag(a, cmd, &f.proposal, "proposal", "about this proposal", everyProposal)
	flags.StringVar(&f.identifier, "identifier", "", "about this value, as KIND:VALUE")
	flags.StringVar(&f.ring, "ring", "", "about the ring of this account")
	flags.StringVar(&f.link, "link", "", "about the link of this account and ACCOUNT")
	flags.Uint64Var(&f.corrects, "corrects", 0, "it corrects the note that this entry wrote, and is about the same")
	flags.StringArrayVar(&f.attach, "attach", nil, "keep this file with it; may be given again")
	flags.StringArrayVar(&f.hashes, "attach-hash", nil, "note the SHA-256 of this file; may be given again")
	flags.Lookup("corrects").DefValue = ""
	must(cmd.RegisterFlagCompletionFunc("identifier", completeKind))
	must(cmd.RegisterFlagCompletionFunc("ring", completeAccount(a, 0, -1)))
	must(cmd.RegisterFlagCompletionFunc("link", completeAccount(a, 0, -1)))
	quiet(cmd, "corrects")
	return cmd
}

// takesAccount reports whether the first argument names an account.
func (f *noteFlags) takesAccount() bool {
	return f.caseID == 0 && f.proposal == 0 && f.identifier == "" && f.ring == "" && f.corrects == 0
}

// split tells the account from the text, and refuses a note that would be about two things.
func (f *noteFlags) split(args []string) (ref string, text []string, err error) {
	about := 0
	for _, given := range []bool{f.caseID > 0, f.proposal > 0, f.identifier != "", f.ring != "", f.link != "", f.corrects > 0} {
		if given {
			about++
		}
	}
	switch {
	case about > 1:
		return "", nil, &model.Error{Kind: model.ErrUsage, Message: "a note is about one thing", Hint: "give one of --case, --proposal, --identifier, --ring, --link and --corrects"}
	case !f.takesAccount():
		return "", args, nil
	case len(args) == 0:
		return "", nil, &model.Error{Kind: model.ErrUsage, Message: "say what the note is about", Hint: "name an account, or give a flag such as --case 1; run 'clew note --help' for more"}
	}
	return args[0], args[1:], nil
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

func note(ctx context.Context, a *app, db *store.DB, ref, body string, f noteFlags) error {
	on, err := f.on(ctx, a, db, ref)
	if err != nil {
		return err
	}
	add := workflow.AddNote{On: on, Text: model.Untrusted(body), Corrects: f.corrects}
	if add.Files, err = f.files(ctx, db); err != nil {
		return err
	}
	r, err := act(ctx, a, db, add)
	if err != nil {
		return err
	}
	if a.json {
		return a.object(acted(on.Account, r))
	}
	fmt.Fprintf(a.out, "Noted on %s, entry %d of the audit log.\n", words.OnWhat(db.Work().Note(r.Entry), naming(ctx, db)), r.Entry)
	return nil
}

// on says what the note is about.
func (f *noteFlags) on(ctx context.Context, a *app, db *store.DB, ref string) (on workflow.On, err error) {
	refs := []string{ref}
	switch {
	case f.caseID > 0:
		return workflow.On{Kind: workflow.InCase, ID: f.caseID}, nil
	case f.proposal > 0:
		return workflow.On{Kind: workflow.InProposal, ID: f.proposal}, nil
	case f.identifier != "":
		on.Kind = workflow.Identifier
		on.Value, err = canonical(db, f.identifier)
		return on, err
	case f.corrects > 0:
		return sameThing(ctx, db, f.corrects)
	case f.ring != "":
		return onRing(ctx, a, db, f.ring)
	case f.link != "":
		on.Kind, refs = workflow.Link, []string{f.link, ref}
	default:
		on.Kind = workflow.Account
	}
	if on.Account, err = resolve(ctx, db, refs); err == nil && len(on.Account) < len(refs) {
		err = oneAccount(ref)
	}
	return on, err
}

// sameThing says what the note is about that an entry wrote.
func sameThing(ctx context.Context, db *store.DB, entry uint64) (workflow.On, error) {
	old := db.Work().Note(entry)
	if old == nil {
		return workflow.On{}, noSuchNote(fmt.Sprint(entry))
	}
	rows, err := db.Listing(ctx, old.Subjects)
	on := old.On
	on.Account = idsOf(rows)
	return on, err
}

func noSuchNote(ref string) error {
	return &model.Error{Kind: model.ErrNotFound, Message: "no entry of that number wrote a note", Where: model.Untrusted(ref),
		Hint: "'clew notes' lists notes with their entries"}
}

// onRing names the ring of an account by the account that it is named after.
func onRing(ctx context.Context, a *app, db *store.DB, ref string) (workflow.On, error) {
	ring, err := a.ringOf(ctx, db, ref)
	if err != nil {
		return workflow.On{}, err
	}
	rows, err := db.Listing(ctx, []uint32{ring.ID})
	return workflow.On{Kind: workflow.Ring, Account: idsOf(rows)}, err
}

// files keeps what is attached, and hashes what is not to be kept.
func (f *noteFlags) files(ctx context.Context, db *store.DB) (all []workflow.File, err error) {
	add := func(paths []string, take func(context.Context, io.Reader, model.Untrusted) (workflow.File, error)) error {
		for _, path := range paths {
			in, err := os.Open(path)
			if err != nil {
				kind := model.ErrInput
				if os.IsNotExist(err) {
					kind = model.ErrNotFound
				}
				return &model.Error{Kind: kind, Message: "the file to attach cannot be read", Where: model.Untrusted(path), Err: err}
			}
			file, err := take(ctx, in, model.Untrusted(filepath.Base(path)))
			in.Close()
			if err != nil {
				return err
			}
			all = append(all, file)
		}
		return nil
	}
	if err := add(f.hashes, store.HashFile); err != nil {
		return nil, err
	}
	return all, add(f.attach, db.KeepFile)
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
