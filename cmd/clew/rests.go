package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

// evidenceOf gives the references to what a proposal rests on, those of the old version
// where none are given.
func (f *proposeFlags) evidenceOf(cmd *cobra.Command, old *workflow.Proposal) []string {
	if old == nil || cmd.Flags().Changed("evidence") {
		return f.evidence
	}
	var refs []string
	for _, e := range old.Terms.Evidence {
		if e.Note > 0 {
			refs = append(refs, fmt.Sprint("note:", e.Note))
			continue
		}
		refs = append(refs, e.Kind+":"+string(e.Value))
	}
	return refs
}

// readEvidence finds out what the things that a proposal rests on are worth now.
func readEvidence(ctx context.Context, a *app, db *store.DB, rows []store.AccountRow, refs []string) ([]workflow.Evidence, error) {
	var all []workflow.Evidence
	for _, ref := range refs {
		kind, value, _ := strings.Cut(ref, ":")
		var e workflow.Evidence
		var err error
		switch kind {
		case "note":
			e, err = noteEvidence(db, value)
		case "signal":
			e, err = signalEvidence(ctx, db, rows, value)
		default:
			e, err = valueEvidence(ctx, a, db, rows, ref)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

func noteEvidence(db *store.DB, entry string) (workflow.Evidence, error) {
	n, err := strconv.ParseUint(entry, 10, 64)
	note := db.Work().Note(n)
	if err != nil || note == nil {
		return workflow.Evidence{}, noSuchNote("note:" + entry)
	}
	const most = 200
	return workflow.Evidence{Kind: "note", Note: n, Text: model.Untrusted(words.Brief(note.Text, most))}, nil
}

func signalEvidence(ctx context.Context, db *store.DB, rows []store.AccountRow, code string) (workflow.Evidence, error) {
	code = strings.ToUpper(code)
	found, err := asked(ctx, db, `signal:"`+code+`"`)
	if err != nil {
		return workflow.Evidence{}, err
	}
	e := workflow.Evidence{Kind: "signal", Value: model.Untrusted(code), All: found.Len()}
	for _, r := range rows {
		if slices.Contains(r.Signals, code) {
			e.Holders++
		}
	}
	return e, carried(e, "signal:"+code)
}

func valueEvidence(ctx context.Context, a *app, db *store.DB, rows []store.AccountRow, ref string) (workflow.Evidence, error) {
	links, err := a.links(ctx, db)
	if err != nil {
		return workflow.Evidence{}, err
	}
	s, err := links.Standing(ctx, ref)
	if err != nil {
		return workflow.Evidence{}, err
	}
	e := workflow.Evidence{Kind: s.Kind.String(), Value: s.Text, All: len(s.Accounts), Bits: round(s.Adds), Benign: s.Best.Text}
	for _, r := range rows {
		if _, in := slices.BinarySearch(s.Accounts, r.Ord); in {
			e.Holders++
		}
	}
	return e, carried(e, ref)
}

// carried refuses evidence that none of the accounts shows.
func carried(e workflow.Evidence, ref string) error {
	if e.Holders > 0 {
		return nil
	}
	return &model.Error{Kind: model.ErrUsage, Message: "none of the accounts shows that, so nothing rests on it", Where: model.Untrusted(ref),
		Hint: "'clew show ACCOUNT' lists what an account carries"}
}
