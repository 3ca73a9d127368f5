package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

// outlierCodes are the codes of what a preview says of accounts of the set.
var outlierCodes = []string{store.OutlierProtected, store.OutlierHold, store.OutlierInForce, store.OutlierDecided, store.OutlierVictim, store.OutlierBenign,
	store.OutlierDismissed, store.OutlierClaimed, store.OutlierJudged, store.OutlierWeak, store.OutlierNotInRing, store.OutlierInnocent, store.OutlierLow,
	store.OutlierSingle}

// preview looks at accounts before something is proposed about them, or before another version
// of a proposal is made, which may be nil.
func preview(ctx context.Context, a *app, db *store.DB, ords []uint32, action string, old *workflow.Proposal) (*store.Preview, error) {
	who, err := a.who()
	if err != nil {
		return nil, err
	}
	version := uint32(0)
	if old != nil {
		version = old.ID
	}
	bar := startProgress(ctx, a.diag)
	defer bar.stop()
	bar.stage("looking at what ties the accounts", nil, nil)
	return db.Preview(ctx, ords, action, who, version)
}

type (
	previewShape struct {
		Action   string            `json:"action"`
		Count    int               `json:"count"`
		Accounts []model.Untrusted `json:"accounts"`
		Outliers []outlierShape    `json:"outliers"`
		Blocked  []model.Untrusted `json:"blocked"` // those that the rules refuse
		Evidence []restsShape      `json:"evidence"`
		Skipped  []string          `json:"skipped"` // what was not looked at
	}
	outlierShape struct {
		Code     string            `json:"code"`
		Text     string            `json:"text"`
		Accounts []model.Untrusted `json:"accounts"`
		Each     []model.Untrusted `json:"each"`   // of the first of them
		Values   []model.Untrusted `json:"values"` // on each of which alone they rest
	}
	// restsShape is one thing that accounts have in common, or that a proposal rests on.
	restsShape struct {
		Kind    string          `json:"kind"`
		Value   model.Untrusted `json:"value"`
		Holders int             `json:"holders"` // accounts of the set that carry it
		All     int             `json:"all"`     // accounts of the investigation that carry it
		Bits    float64         `json:"bits"`
		Benign  string          `json:"benign"`
		Note    uint64          `json:"note,omitempty"` // entry of a note
		Text    model.Untrusted `json:"text"`
	}
)

func restsOf(all []workflow.Evidence) []restsShape {
	out := []restsShape{}
	for _, e := range all {
		out = append(out, restsShape{e.Kind, e.Value, e.Holders, e.All, round(e.Bits), e.Benign, e.Note, e.Text})
	}
	return out
}

// printPreview says what would be proposed, and what to look at first.
func printPreview(ctx context.Context, a *app, db *store.DB, p *store.Preview, rows []store.AccountRow) error {
	if a.json {
		s := previewShape{Action: p.Action, Count: p.Count, Accounts: namesOf(rows), Outliers: []outlierShape{}, Evidence: restsOf(p.Evidence), Skipped: orEmpty(p.Skipped)}
		var err error
		if s.Blocked, err = named(ctx, db, p.Blocked); err != nil {
			return err
		}
		for _, o := range p.Outliers {
			ids, err := named(ctx, db, o.Accounts)
			if err != nil {
				return err
			}
			s.Outliers = append(s.Outliers, outlierShape{o.Code, o.Text, ids, orEmpty(o.Each), orEmpty(o.Values)})
		}
		return a.object(s)
	}
	list := accountList{a: a}
	if err := list.add(rows); err != nil {
		return err
	}
	writeRests(a, "What they have in common, to choose --evidence from", p.Evidence)
	name := naming(ctx, db)
	if len(p.Outliers) > 0 {
		a.heading("Look at first; --without CODE leaves them out")
	}
	for _, o := range p.Outliers {
		a.indented(1, o.Code+": "+words.Clean(o.Text), a.screen.warn)
		for i, ord := range page(o.Accounts, 0, outlierMost) {
			line := name(ord)
			if i < len(o.Each) && o.Each[i] != "" {
				line += ": " + words.Clean(o.Each[i])
			}
			a.indented(2, line, plain)
		}
		if more := len(o.Accounts) - outlierMost; more > 0 {
			a.indented(2, words.Thousands(more)+" more", a.screen.dim)
		}
	}
	for _, s := range p.Skipped {
		a.indented(1, words.Clean(s), a.screen.dim)
	}
	fmt.Fprintf(a.out, "\nNothing was changed. This would propose to %s %s", words.Clean(p.Action), words.Count(p.Count, "account"))
	if n := len(p.Blocked); n > 0 {
		fmt.Fprintf(a.out, ", and be refused because of %s", words.Thousands(n))
	}
	fmt.Fprintln(a.out, ".")
	return nil
}

// outlierMost is how many accounts of each warning a preview names.
const outlierMost = 10

// writeRests prints what accounts have in common, or a proposal rests on.
func writeRests(a *app, heading string, all []workflow.Evidence) {
	if len(all) == 0 {
		return
	}
	a.heading(heading)
	t := table{indent: gap, cols: []column{{head: "CARRY IT", right: true}, {head: "IN ALL", right: true}, {head: "BITS", right: true}, {head: "WHAT", least: 24},
		{head: "INNOCENT?", least: 16, drop: 1}}}
	var rows [][]cell
	for _, e := range page(all, 0, restsMost) {
		bits := ""
		if e.Bits != 0 {
			bits = words.Odds(e.Bits)
		}
		rows = append(rows, []cell{{text: words.Thousands(e.Holders)}, {text: words.Thousands(e.All)}, {text: bits}, {text: words.Rests(e)}, {words.Clean(e.Benign), a.screen.dim}})
	}
	t.write(a.out, a.screen, rows)
	if more := len(all) - restsMost; more > 0 {
		a.indented(1, words.Thousands(more)+" more", a.screen.dim)
	}
}

// restsMost is how many things in common a page shows.
const restsMost = 20

// without takes accounts out of a set by the codes of what a preview says of them.
func without(p *store.Preview, codes []string) ([]uint32, error) {
	for _, c := range codes {
		if !slices.Contains(outlierCodes, c) {
			return nil, &model.Error{Kind: model.ErrUsage, Message: "a preview says nothing of that name", Where: model.Untrusted(c),
				Hint: "one of " + strings.Join(outlierCodes, ", ")}
		}
	}
	left := p.Without(codes...)
	if len(left) == 0 {
		return nil, &model.Error{Kind: model.ErrUsage, Message: "no account is left", Hint: "look at them with --dry-run first"}
	}
	return left, nil
}
