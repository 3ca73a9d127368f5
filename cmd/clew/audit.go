package main

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

type auditFlags struct {
	limit, offset          int
	action, actor, account string
	ord                    uint32 // of the account, once it is resolved
}

func newAudit(a *app) *cobra.Command {
	var f auditFlags
	cmd := &cobra.Command{
		Use:   "audit",
		Short: "List the audit log, latest first",
		Long: `Lists who did what and when, latest first. Nothing in the log is ever changed or removed; 'clew check' proves that it is whole.

With --account, that account's own and those about several accounts of which it
is one.`,
		Example: `clew audit
clew audit --actor kim --action tag --limit 10
clew audit --account outlook:abc123 --json`,
		Args:              usage(cobra.NoArgs, "narrow the log down with flags"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.limit < 0 || f.offset < 0 {
				return &model.Error{Kind: model.ErrUsage, Message: "--limit and --offset count from 0"}
			}
			return a.read(cmd.Context(), func(db *store.DB) error { return audit(cmd.Context(), a, db, f) })
		},
	}
	flags := cmd.Flags()
	flags.IntVar(&f.limit, "limit", 50, "entries at most; 0 is all")
	flags.IntVar(&f.offset, "offset", 0, "entries to leave out first")
	flags.StringVar(&f.action, "action", "", "only this action")
	flags.StringVar(&f.actor, "actor", "", "only what this person did")
	flags.StringVar(&f.account, "account", "", "only what was done to this account")
	must(cmd.RegisterFlagCompletionFunc("action", fixed("create", "import", "note", "tag", "untag", "watch", "unwatch")))
	must(cmd.RegisterFlagCompletionFunc("actor", cobra.NoFileCompletions))
	must(cmd.RegisterFlagCompletionFunc("account", completeAccount(a, 0, 0)))
	return cmd
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

func audit(ctx context.Context, a *app, db *store.DB, f auditFlags) error {
	if f.account != "" {
		ord, err := db.Resolve(ctx, f.account)
		if err != nil {
			return err
		}
		f.ord = ord
	}
	info, err := db.Info(ctx)
	if err != nil {
		return err
	}
	out := list{w: a.out}
	t := table{cols: []column{{head: "ENTRY", right: true}, {head: "TIME (UTC)"}, {head: "ACTOR", least: 8}, {head: "ACTION"},
		{head: "SUBJECT", least: 46}, {head: "WHAT", least: 12, drop: 1}}}
	shown := 0
	for to := info.AuditSize; to > 0 && (f.limit == 0 || shown < f.limit); {
		from := to - min(to, auditStep)
		entries, err := db.Audit(ctx, from, int(to-from))
		if err != nil {
			return err
		}
		to = from
		slices.Reverse(entries)
		entries = slices.DeleteFunc(entries, f.drops)
		skip := min(f.offset, len(entries))
		f.offset -= skip
		entries = entries[skip:]
		if f.limit > 0 {
			entries = entries[:min(len(entries), f.limit-shown)]
		}
		shown += len(entries)
		var rows [][]cell
		for _, e := range entries {
			if !a.json {
				rows = append(rows, auditRow(a, e))
				continue
			}
			s := auditShape{e.Index, e.Time.String(), e.Actor, e.Action, e.Subject, e.Before, e.After, e.Hash, e.Clock}
			if err := out.add(s); err != nil {
				return err
			}
		}
		if len(rows) > 0 {
			t.write(a.out, a.screen, rows)
		}
	}
	if a.json {
		return out.end()
	}
	if err := a.flush(); err != nil {
		return err
	}
	a.tell(a.diag.dim(words.Count(shown, "entry") + " of " + words.Thousands(info.AuditSize)))
	return nil
}

// auditStep is how many entries are read at a time, from the end.
const auditStep = 500

// drops reports whether the flags leave the entry out.
func (f *auditFlags) drops(e store.AuditEntry) bool {
	return f.action != "" && e.Action != f.action || f.actor != "" && e.Actor != f.actor ||
		f.account != "" && !slices.Contains(e.Ords, f.ord)
}

func auditRow(a *app, e store.AuditEntry) []cell {
	what := ""
	for _, v := range []any{e.Before, e.After} {
		if v != nil {
			what = auditText(v)
		}
	}
	when := words.Minute(e.Time)
	if e.Clock {
		when += " (clock went back)"
	}
	return []cell{{text: words.Thousands(e.Index)}, {when, a.screen.dim}, {text: words.Clean(e.Actor)}, {text: words.Clean(e.Action)},
		{text: words.Clean(e.Subject)}, {words.Clean(what), a.screen.dim}}
}

// auditText gives the particulars of an entry in one line: the one text of a
// note or a tag as it is, anything else as JSON.
func auditText(v any) string {
	if m, ok := v.(map[string]any); ok && len(m) == 1 {
		for _, one := range m {
			if s, ok := one.(string); ok {
				if first, _, more := strings.Cut(s, "\n"); more {
					s = first + " …"
				}
				return s
			}
		}
	}
	return string(safeJSON(v))
}
