package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

type approveFlags struct {
	version, note, sign string
	secret              passphrase
}

func newReviewApprove(a *app) *cobra.Command {
	var f approveFlags
	cmd := &cobra.Command{
		Use:   "approve ID",
		Short: "Approve a proposal of somebody else",
		Long: `Approves the version of a proposal that stands. The proposal is shown first, which is an entry of its own in the audit log; on a terminal you are then asked for the code of the version, the first four letters of its hash.

With --version it must be that version: its hash, or at least eight letters of it; nothing is asked.

With --sign the approval is signed with your key. It has to be where the policy or your own login says so; see 'clew key'. ` + passphraseHelp,
		Example: `clew review approve 3
clew review approve 3 --version 9f86d081884c --note "checked the wallet"
clew review approve 3 --sign lee`,
		Args:              usage(cobra.ExactArgs(1), "give the proposal's number"),
		ValidArgsFunction: completeNumber(a, everyProposal),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := number(args[0], "proposal")
			if err != nil {
				return err
			}
			return a.write(cmd.Context(), func(db *store.DB) error { return approve(cmd.Context(), a, db, id, f) })
		},
	}
	cmd.Flags().StringVar(&f.version, "version", "", "the hash of the version, or eight letters of it or more")
	cmd.Flags().StringVar(&f.note, "note", "", "what you would say beside it")
	cmd.Flags().StringVar(&f.sign, "sign", "", "sign it with your key of this name")
	f.secret.flag(cmd)
	quiet(cmd, "version", "note")
	must(cmd.RegisterFlagCompletionFunc("sign", completeKey))
	return cmd
}

// approve shows a proposal, notes that it was on screen, and approves what was shown.
func approve(ctx context.Context, a *app, db *store.DB, id uint32, f approveFlags) error {
	who, err := a.who()
	if err != nil {
		return err
	}
	j, err := readJob(ctx, a, db, id)
	if err != nil {
		return err
	}
	if err := sameVersion(j.Hash, f.version); err != nil {
		return err
	}
	if err := db.Work().MayApprove(j.Proposal, who, now()); err != nil {
		return err
	}
	if a.json {
		return j.approveInJSON(ctx, a, db, f)
	}
	if err := j.print(a); err != nil {
		return err
	}
	if err := j.opened(ctx, a, db); err != nil {
		return err
	}
	if f.version == "" && a.screen.is && term.IsTerminal(int(os.Stdin.Fd())) {
		if err := askCode(ctx, j); err != nil {
			return err
		}
	}
	r, err := j.approve(ctx, a, db, f)
	if err != nil {
		return err
	}
	p := db.Work().Proposal(id)
	counted, _ := db.Work().Counted(p)
	fmt.Fprintf(a.out, "\nApproved proposal %d, %s: it is %s now, with %s; %s.\n", id, words.Version(p), words.ProposalState(p), words.Approvals(p, counted), entryOf(r))
	return nil
}

// approveInJSON writes one object: first the job, then, once it is out, what came of it.
func (j *job) approveInJSON(ctx context.Context, a *app, db *store.DB, f approveFlags) error {
	var shown bytes.Buffer
	must(json.Indent(&shown, safeJSON(j.shape()), "  ", "  "))
	fmt.Fprintf(a.out, "{\n  \"job\": %s,\n", shown.Bytes())
	var r store.Receipt
	err := j.opened(ctx, a, db)
	if err == nil {
		r, err = j.approve(ctx, a, db, f)
	}
	if err != nil {
		fmt.Fprint(a.out, "  \"entry\": null\n}\n")
		return err
	}
	p := db.Work().Proposal(j.ID)
	fmt.Fprintf(a.out, "  \"id\": %d,\n  \"state\": %q,\n  \"entry\": %d\n}\n", p.ID, stateOf(p), r.Entry)
	return nil
}

func (j *job) approve(ctx context.Context, a *app, db *store.DB, f approveFlags) (store.Receipt, error) {
	yes := workflow.Approve{ID: j.ID, Hash: j.Hash, Note: model.Untrusted(f.note)}
	if f.sign != "" {
		k, err := loadKey(ctx, f.sign, f.secret)
		if err != nil {
			return store.Receipt{}, err
		}
		yes.Signature = k.Sign(workflow.ApprovalText(db.Work().Log(), j.ID, j.Hash))
	}
	return act(ctx, a, db, yes)
}

// leastVersion is how many letters of a hash name a version.
const leastVersion = 8

// sameVersion refuses a version that is not the one that stands; "" is any.
func sameVersion(hash, given string) error {
	switch {
	case given == "" || len(given) >= leastVersion && strings.HasPrefix(hash, strings.ToLower(given)):
		return nil
	case len(given) < leastVersion:
		return &model.Error{Kind: model.ErrUsage, Message: "a version is named by eight letters of its hash at least", Where: model.Untrusted(given)}
	}
	return &model.Error{Kind: model.ErrRefused, Message: "that is not the version that stands", Where: model.Untrusted(given),
		Hint: "the proposal may have been changed since; look at what it is now: 'clew review show'"}
}

// askCode asks for the code of the version that is on screen.
func askCode(ctx context.Context, j *job) error {
	code := words.Code(j.Hash)
	fmt.Fprintf(os.Stderr, "\nTo approve this version, type its code, %s: ", code)
	answer := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(os.Stdin).ReadString('\n') // what cannot be read is no code
		answer <- strings.TrimSpace(line)
	}()
	select {
	case got := <-answer:
		if !strings.EqualFold(got, code) {
			return &model.Error{Kind: model.ErrRefused, Message: "that is not the code of this version, and nothing was approved", Hint: "the code is " + code}
		}
		return nil
	case <-ctx.Done():
		fmt.Fprintln(os.Stderr)
		return ctx.Err()
	}
}
