package main

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

type auditFlags struct {
	by, action            []string
	since, until, account string
	last, offset          int
}

func newAudit(a *app) *cobra.Command {
	var f auditFlags
	cmd := &cobra.Command{
		Use:   "audit [FILTER...]",
		Short: "List the audit log, latest first",
		Long: `Lists who did what and when, latest first. Nothing in the log is ever changed or removed; 'clew check' proves that it is whole.

A filter has any of these, and words that the entry must hold:

by:NAME        only what these people did; by:kim,lee
action:NAME    only these actions
since:TIME     2026-01-31, 2026-01, an instant as RFC 3339 has it, or an age: 36h, 7d, 2w
until:TIME     the same; all of the day or month is included
account:ID     only what is about this account, alone or among others

The flags say the same. The audit page of the workbench takes the same filter.`,
		Example: `clew audit
clew audit by:kim action:tag since:7d travel
clew audit --account outlook:abc123 --last 0 --json`,
		ValidArgsFunction: completeAuditFilter,
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.last < 0 || f.offset < 0 {
				return &model.Error{Kind: model.ErrUsage, Message: "--last and --offset count from 0"}
			}
			filter, err := f.filter(args, time.Now())
			if err != nil {
				return err
			}
			return a.read(cmd.Context(), func(db *store.DB) error { return audit(cmd.Context(), a, db, filter, f) })
		},
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&f.by, "by", nil, "only what this person did; may be given again")
	flags.StringSliceVar(&f.action, "action", nil, "only these actions, with commas between")
	flags.StringVar(&f.since, "since", "", "only from this time on")
	flags.StringVar(&f.until, "until", "", "only up to this time")
	flags.StringVar(&f.account, "account", "", "only what was done to this account")
	flags.IntVar(&f.last, "last", 50, "the newest entries of those, so many; 0 is all")
	flags.IntVar(&f.offset, "offset", 0, "entries to leave out first")
	// As lists of accounts call it, and as this one did.
	flags.IntVar(&f.last, "limit", 50, "the same as --last")
	flags.StringArrayVar(&f.by, "actor", nil, "the same as --by")
	for _, old := range []string{"limit", "actor"} {
		must(flags.MarkHidden(old))
	}
	must(cmd.RegisterFlagCompletionFunc("action", completeAuditAction(a)))
	for _, name := range []string{"by", "since", "until"} {
		must(cmd.RegisterFlagCompletionFunc(name, cobra.NoFileCompletions))
	}
	must(cmd.RegisterFlagCompletionFunc("account", completeAccount(a, 0, -1)))
	return cmd
}

// filter makes one of the arguments and the flags.
func (f *auditFlags) filter(args []string, now time.Time) (store.AuditFilter, error) {
	parts := slices.Clone(args)
	add := func(field string, values ...string) {
		for _, v := range values {
			if v != "" {
				parts = append(parts, field+":"+strconv.Quote(v))
			}
		}
	}
	add("by", f.by...)
	add("action", f.action...)
	add("since", f.since)
	add("until", f.until)
	add("account", f.account)
	return store.ParseAuditFilter(strings.Join(parts, " "), now)
}

func completeAuditFilter(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return []cobra.Completion{"by:", "action:", "since:", "until:", "account:"}, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// completeAuditAction offers the actions that are in the log.
func completeAuditAction(a *app) completer {
	return func(cmd *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		var all []cobra.Completion
		a.read(cmd.Context(), func(db *store.DB) error {
			tally, err := db.AuditTally(cmd.Context(), nil)
			if err != nil {
				return err
			}
			for _, f := range tally.Actions {
				all = append(all, cobra.CompletionWithDesc(string(f.Value), words.Count(f.Count, "entry")))
			}
			return nil
		})
		return all, cobra.ShellCompDirectiveNoFileComp
	}
}

type auditShape struct {
	Index   uint64          `json:"index"`
	Time    string          `json:"time,omitempty"`
	Actor   string          `json:"actor"`
	Action  string          `json:"action"`
	Subject model.Untrusted `json:"subject"`
	Before  any             `json:"before"`
	After   any             `json:"after"`
	Hash    string          `json:"hash"`
	Clock   bool            `json:"clock_back,omitempty"` // the clock had gone back when it was written
}

func audit(ctx context.Context, a *app, db *store.DB, filter store.AuditFilter, f auditFlags) error {
	l := auditList{a: a, db: db, json: list{w: a.out}, table: table{cols: []column{{head: "ENTRY", right: true}, {head: "TIME (UTC)"}, {head: "WHO", least: 8},
		{head: "ACTION", drop: 1}, {head: "WHAT", least: 40, wrap: true}}}}
	skip, before := f.offset, db.Stamp().Entries
	for before > 0 && (f.last == 0 || l.shown < f.last) {
		most := 0
		if f.last > 0 {
			most = skip + f.last - l.shown
		}
		found, err := db.AuditFind(ctx, filter, before, most)
		if err != nil {
			return err
		}
		out := min(skip, len(found.Numbers))
		skip -= out
		for numbers := range slices.Chunk(found.Numbers[out:], auditStep) {
			if err := l.add(ctx, numbers); err != nil {
				return err
			}
		}
		before = found.Next
	}
	if a.json {
		return l.json.end()
	}
	if err := a.flush(); err != nil {
		return err
	}
	a.tell(a.diag.dim(words.Count(l.shown, "entry") + " of " + words.Thousands(db.Stamp().Entries)))
	return nil
}

// auditStep is how many entries are read at a time.
const auditStep = 500

// auditList prints entries of the log, as a table or as JSON, as they come.
type auditList struct {
	a     *app
	db    *store.DB
	json  list
	table table
	shown int
}

func (l *auditList) add(ctx context.Context, numbers []uint64) error {
	entries, err := l.db.AuditEntries(ctx, numbers)
	if err != nil {
		return err
	}
	l.shown += len(entries)
	if l.a.json {
		for _, e := range entries {
			if err := l.json.add(auditShape{e.Index, e.Time.String(), e.Actor, e.Action, e.Subject, e.Before, e.After, e.Hash, e.Clock}); err != nil {
				return err
			}
		}
		return nil
	}
	names := words.AuditNames(ctx, l.db.Listing, entries)
	rows := make([][]cell, len(entries))
	for i := range entries {
		rows[i] = auditRow(l.a, &entries[i], names[i])
	}
	l.table.write(l.a.out, l.a.screen, rows)
	return nil
}

func auditRow(a *app, e *store.AuditEntry, names []string) []cell {
	what := cell{text: words.AuditDid(e, names)}
	if e.Clock {
		what = cell{words.ClockWentBack + ": " + what.text, a.screen.warn}
	}
	return []cell{{text: words.Thousands(e.Index)}, {words.Minute(e.Time), a.screen.dim}, {text: words.Clean(e.Actor)}, {words.Clean(e.Action), a.screen.dim}, what}
}
