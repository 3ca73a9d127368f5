package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

func newJudge(a *app) *cobra.Command {
	var why string
	var withdraw bool
	cmd := &cobra.Command{
		Use:   "judge A B same|not-same|unclear|facilitator",
		Short: "Put your verdict on a link",
		Long: `Puts a verdict on a link. It outlives imports and changes rings at once:

same         one operator runs both: they are in one ring
not-same     two people: they are kept in different rings
unclear      looked at; the evidence stands as it is
facilitator  one helps the other: no link between them, but not kept apart

--withdraw takes the verdict back. The log keeps every one.`,
		Example: `clew judge outlook:8841020 github:10002336 same --why "one laptop"
clew judge outlook:8841020 outlook:1203 not-same --why "two sisters"
clew judge outlook:8841020 outlook:1203 --withdraw`,
		Args: usage(cobra.RangeArgs(2, 3), "name two accounts, then the verdict"),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
			if len(args) == 2 {
				return fixed("same", "not-same", "unclear", "facilitator")(cmd, args, typed)
			}
			return completeAccount(a, 0, 1)(cmd, args, typed)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if withdraw == (len(args) == 3) {
				return &model.Error{Kind: model.ErrUsage, Message: "say what the verdict is",
					Hint: "same, not-same, unclear or facilitator, or --withdraw to take it back"}
			}
			verdict := ""
			if len(args) == 3 {
				if verdict = args[2]; verdict == "" {
					verdict = "none"
				}
			}
			return a.write(cmd.Context(), func(db *store.DB) error {
				return judge(cmd.Context(), a, db, args[:2], verdict, why)
			})
		},
	}
	cmd.Flags().StringVar(&why, "why", "", "the reason, up to 4 KiB")
	cmd.Flags().BoolVar(&withdraw, "withdraw", false, "take the verdict back")
	return cmd
}

func judge(ctx context.Context, a *app, db *store.DB, refs []string, verdict, why string) error {
	accounts, err := resolve(ctx, db, refs)
	if err != nil {
		return err
	}
	if len(accounts) != 2 {
		return oneAccount(refs[1])
	}
	r, change, err := a.actOnLinks(ctx, db, workflow.JudgeLink{A: accounts[0], B: accounts[1], Verdict: verdict, Why: model.Untrusted(why)})
	if err != nil {
		return err
	}
	if a.json {
		return a.object(judgedShape{acted(accounts, r), change})
	}
	switch {
	case r.Applied == 0 && verdict == "":
		fmt.Fprintln(a.out, "Nothing to change: there is no verdict on that link.")
	case r.Applied == 0:
		fmt.Fprintln(a.out, "Nothing to change: that is the verdict already.")
	case verdict == "":
		fmt.Fprintf(a.out, "Withdrawn, entry %d of the audit log.\n", r.Entry)
	default:
		fmt.Fprintf(a.out, "Judged, entry %d of the audit log.\n", r.Entry)
	}
	tellChange(a, change)
	return nil
}

type judgedShape struct {
	actedShape
	Rings *store.RingChange `json:"rings"`
}

// actOnLinks does what changes links, and brings the rings up to date.
func (a *app) actOnLinks(ctx context.Context, db *store.DB, action model.Action) (store.Receipt, *store.RingChange, error) {
	before := db.KnownLinks()
	r, err := act(ctx, a, db, action)
	if err != nil || db.Len() == 0 {
		return r, nil, err
	}
	who, err := a.who()
	if err != nil {
		return r, nil, err
	}
	bar := startProgress(ctx, a.diag)
	defer bar.stop()
	change, err := db.Relink(ctx, who, before, func(doing string) { bar.stage(doing, nil, nil) })
	return r, change, err
}

func tellChange(a *app, c *store.RingChange) {
	if len(c.Merged) > 0 {
		a.tell(words.Count(len(c.Merged), "ring") + " joined another one.")
	}
	if len(c.Split) > 0 {
		a.tell(words.Count(len(c.Split), "ring") + " came out of another one.")
	}
	if len(c.Gone) > 0 {
		a.tell(words.Count(len(c.Gone), "ring") + " came to an end.")
	}
	if len(c.Back) > 0 {
		a.tell(words.Count(len(c.Back), "ring") + " came back.")
	}
}

func newIgnore(a *app) *cobra.Command {
	var why, until string
	var remove bool
	cmd := &cobra.Command{
		Use:   "ignore [KIND:VALUE]",
		Short: "Make a value count for nothing",
		Long: `Makes a value count for nothing: it links nobody, corroborates nothing and makes no ring, until a time or for good. It stays on the accounts and in every waterfall, marked. --remove lets it count again. Without a value those are listed that are ignored.

` + derivedKinds,
		Example: `clew ignore device:default-string --why "the vendor's default"
clew ignore ip:198.51.100.7 --until 2027-01-01 --why "a customer's office"
clew ignore net:198.51.100.0/24 --remove
clew ignore`,
		Args:              usage(cobra.MaximumNArgs(1), "name one value as KIND:VALUE"),
		ValidArgsFunction: completeKind,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				if remove || why != "" || until != "" {
					return &model.Error{Kind: model.ErrUsage, Message: "no value is named", Hint: "write it as KIND:VALUE; 'clew ignore' alone lists those that are ignored"}
				}
				return a.read(cmd.Context(), func(db *store.DB) error { return listIgnored(a, db) })
			}
			t, err := parseUntil(until)
			if err != nil {
				return err
			}
			return a.write(cmd.Context(), func(db *store.DB) error {
				return ignore(cmd.Context(), a, db, args[0], why, t, remove)
			})
		},
	}
	cmd.Flags().StringVar(&why, "why", "", "the reason, up to 4 KiB")
	cmd.Flags().StringVar(&until, "until", "", "from when on it counts again, as 2027-01-31 or RFC 3339; else for good")
	cmd.Flags().BoolVar(&remove, "remove", false, "let it count again")
	return cmd
}

func parseUntil(s string) (model.Time, error) {
	if s == "" {
		return model.Time{}, nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(layout, s); err == nil {
			return model.TimeOf(t), nil
		}
	}
	return model.Time{}, &model.Error{Kind: model.ErrUsage, Message: "not a date or time", Where: model.Untrusted(s),
		Hint: "write 2027-01-31, or 2027-01-31T15:04:05Z"}
}

// parseAhead is parseUntil of a time at which something ends or is looked at again: it is to come.
func parseAhead(s string) (model.Time, error) {
	t, err := parseUntil(s)
	if err == nil && t.Known() && t.Milli <= time.Now().UnixMilli() {
		err = &model.Error{Kind: model.ErrUsage, Message: "that time is past", Where: model.Untrusted(s), Hint: "give one that is to come; times are in UTC"}
	}
	return t, err
}

func ignore(ctx context.Context, a *app, db *store.DB, ref, why string, until model.Time, remove bool) error {
	kind, value, err := db.EvidenceValue(ref)
	if err != nil {
		return err
	}
	r, change, err := a.actOnLinks(ctx, db, workflow.IgnoreValue{Kind: kind.String(), Value: value, Why: model.Untrusted(why), Until: until.Milli, Remove: remove})
	if err != nil {
		return err
	}
	if a.json {
		return a.object(judgedShape{acted(nil, r), change})
	}
	name := kind.String() + ":" + words.Clean(value)
	switch {
	case r.Applied == 0 && remove:
		fmt.Fprintf(a.out, "Nothing to change: %s counts.\n", name)
	case r.Applied == 0:
		fmt.Fprintf(a.out, "Nothing to change: %s is ignored already.\n", name)
	case remove:
		fmt.Fprintf(a.out, "%s counts again, entry %d of the audit log.\n", name, r.Entry)
	default:
		fmt.Fprintf(a.out, "%s counts for nothing now, entry %d of the audit log.\n", name, r.Entry)
	}
	if change != nil {
		tellChange(a, change)
	}
	return nil
}

type ignoredShape struct {
	Kind  string          `json:"kind"`
	Value model.Untrusted `json:"value"`
	Why   model.Untrusted `json:"why"`
	By    string          `json:"by"`
	Time  string          `json:"time"`
	Until string          `json:"until,omitempty"`
	Entry uint64          `json:"entry"`
}

func listIgnored(a *app, db *store.DB) error {
	var shapes []ignoredShape
	for _, i := range db.Ignored() {
		shapes = append(shapes, ignoredShape{i.Kind.String(), i.Value, i.Why, i.By, i.Time.String(), i.Until.String(), i.Entry})
	}
	if a.json {
		return array(a, shapes)
	}
	if len(shapes) == 0 {
		fmt.Fprintln(a.out, "No value is ignored.")
		return nil
	}
	t := table{cols: []column{{head: "VALUE", least: 24}, {head: "SINCE"}, {head: "UNTIL"}, {head: "BY", drop: 1}, {head: "WHY", wrap: true, least: 16}}}
	var rows [][]cell
	for _, s := range shapes {
		rows = append(rows, []cell{{text: s.Kind + ":" + words.Clean(s.Value)}, {text: s.Time[:min(len(s.Time), 10)]}, {text: s.Until}, {text: words.Clean(s.By)}, {text: words.Clean(s.Why)}})
	}
	t.write(a.out, a.screen, rows)
	return nil
}
