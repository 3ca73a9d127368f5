package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

func newStats(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "stats",
		Short: "Say how the work goes, in figures",
		Long: `Says what waits and for how long, what was decided, how long it took, and how sound it was: how often a second look at decisions drawn at random came to the same ('clew sample'), and how many of the appeals that were decided overturned what was done. A rate stands beside the interval in which it lies with a confidence of 95 % (Wilson's), because the numbers are small. Owners who do not appeal are in no rate.

The figures are of the work. There are none of persons, and no way to ask for them.

With --json it is one object. Times are in whole seconds; nothing is measured from clocks that were set back.

at                  when it was counted
waits               [stage, count, oldest_seconds, median_seconds], in the order of the work; the stages are review (proposals), returned, approved, batched, handed-off, failed (accounts), appeal (appeals), overturned, hold (accounts; past their date), case (cases past their follow-up date), second-look (decisions drawn)
held                accounts on hold, whatever their date
decisions           proposals by policy, action and reason: in_review, approved and accounts in those, returned, withdrawn
agreement           second looks: of, part that came to the same, low and high end of the interval (0 to 1)
overturns           appeals that were decided: of, part that overturned, low, high
retracted           verdicts that reviewers took back themselves
voided              approvals that a change, a return or a withdrawal made void
times               n, median_seconds, p90_seconds of review (from a version to the verdict on it), seal (from the last approval to the first batch), confirm (from the seal to the first word of enforcement), appeal (from its coming in to its decision)
results             what enforcement said, by action: done, failed, not_found, pending
queues              kind (policy or case), name, count, oldest_seconds, median_seconds of what waits in it; in and out over the last 30 days
days                the last 30 days in UTC: decided (proposals), sealed, confirmed (accounts)`,
		Example:           "clew stats\nclew stats --json",
		Args:              usage(cobra.NoArgs, "it takes none"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.read(cmd.Context(), func(db *store.DB) error {
				s := db.Work().Stats(now())
				if a.json {
					return a.object(statsShapeOf(&s))
				}
				writeStats(a, &s)
				return nil
			})
		},
	}
}

type (
	statsShape struct {
		At        string           `json:"at"`
		Waits     []waitShape      `json:"waits"`
		Held      int              `json:"held"`
		Decisions []decisionsShape `json:"decisions"`
		Agreement shareShape       `json:"agreement"`
		Overturns shareShape       `json:"overturns"`
		Retracted int              `json:"retracted"`
		Voided    int              `json:"voided"`
		Times     struct {
			Review  timesShape `json:"review"`
			Seal    timesShape `json:"seal"`
			Confirm timesShape `json:"confirm"`
			Appeal  timesShape `json:"appeal"`
		} `json:"times"`
		Results []resultsShape `json:"results"`
		Queues  []queueShape   `json:"queues"`
		Days    []dayShape     `json:"days"`
	}
	agesShape struct {
		Count  int   `json:"count"`
		Oldest int64 `json:"oldest_seconds"`
		Median int64 `json:"median_seconds"`
	}
	waitShape struct {
		Stage string `json:"stage"`
		agesShape
	}
	decisionsShape struct {
		Policy    string `json:"policy"`
		Action    string `json:"action"`
		Reason    string `json:"reason"`
		Waiting   int    `json:"in_review"`
		Approved  int    `json:"approved"`
		Returned  int    `json:"returned"`
		Withdrawn int    `json:"withdrawn"`
		Accounts  int    `json:"accounts"`
	}
	shareShape struct {
		Part int     `json:"part"`
		Of   int     `json:"of"`
		Low  float64 `json:"low"`
		High float64 `json:"high"`
	}
	timesShape struct {
		N      int   `json:"n"`
		Median int64 `json:"median_seconds"`
		P90    int64 `json:"p90_seconds"`
	}
	resultsShape struct {
		Action   string `json:"action"`
		Done     int    `json:"done"`
		Failed   int    `json:"failed"`
		NotFound int    `json:"not_found"`
		Pending  int    `json:"pending"`
	}
	queueShape struct {
		Kind string `json:"kind"` // policy or case
		Name string `json:"name"`
		agesShape
		In  int `json:"in"`
		Out int `json:"out"`
	}
	dayShape struct {
		Day       string `json:"day"`
		Decided   int    `json:"decided"`
		Sealed    int    `json:"sealed"`
		Confirmed int    `json:"confirmed"`
	}
)

func agesShapeOf(x workflow.Ages) agesShape {
	return agesShape{x.Count, int64(x.Oldest / time.Second), int64(x.Median / time.Second)}
}

func timesShapeOf(x workflow.Times) timesShape {
	return timesShape{x.N, int64(x.Median / time.Second), int64(x.P90 / time.Second)}
}

func statsShapeOf(s *workflow.Stats) statsShape {
	out := statsShape{At: s.At.String(), Held: s.Held, Decisions: []decisionsShape{}, Agreement: shareShape(s.Agreement), Overturns: shareShape(s.Overturns),
		Retracted: s.Retracted, Voided: s.Voided, Results: []resultsShape{}, Queues: []queueShape{}}
	out.Times.Review, out.Times.Seal, out.Times.Confirm, out.Times.Appeal = timesShapeOf(s.Review), timesShapeOf(s.Seal), timesShapeOf(s.Confirm), timesShapeOf(s.Appeal)
	for _, w := range s.Waits {
		out.Waits = append(out.Waits, waitShape{string(w.Stage), agesShapeOf(w.Ages)})
	}
	for _, d := range s.Decisions {
		out.Decisions = append(out.Decisions, decisionsShape(d))
	}
	for _, r := range s.Results {
		out.Results = append(out.Results, resultsShape(r))
	}
	for _, q := range s.Queues {
		out.Queues = append(out.Queues, queueShape{kindOfQueue(q), q.Name, agesShapeOf(q.Ages), q.In, q.Out})
	}
	for _, d := range s.Days {
		out.Days = append(out.Days, dayShape{words.Day(d.Day), d.Decided, d.Sealed, d.Confirmed})
	}
	return out
}

func kindOfQueue(q workflow.Queue) string {
	if q.Cases {
		return "case"
	}
	return "policy"
}

// writeStats prints the figures that there are.
func writeStats(a *app, s *workflow.Stats) {
	number := func(n int) cell { return cell{text: words.Thousands(n)} }
	first := true
	section := func(cols []column, rows [][]cell) {
		if len(rows) == 0 {
			return
		}
		if !first {
			fmt.Fprintln(a.out)
		}
		first = false
		t := table{cols: cols}
		t.write(a.out, a.screen, rows)
	}
	lasted := func(n int, d time.Duration) cell {
		if n == 0 {
			return cell{}
		}
		return cell{text: words.Lasted(d)}
	}

	var rows [][]cell
	for _, w := range s.Waits {
		if w.Count > 0 {
			rows = append(rows, []cell{{text: words.Stage(w.Stage)}, {text: words.Waiting(w)}, lasted(w.Count, w.Oldest), lasted(w.Count, w.Median)})
		}
	}
	section([]column{{head: "WHAT WAITS", least: 16}, {head: ""}, {head: "OLDEST"}, {head: "MEDIAN"}}, rows)
	if len(rows) == 0 {
		fmt.Fprintln(a.out, "Nothing waits for anybody.")
		first = false
	}

	rows = nil
	for _, d := range s.Decisions {
		rows = append(rows, []cell{{text: words.Clean(d.Policy)}, {text: words.Clean(d.Action)}, {text: words.Clean(d.Reason)}, number(d.Waiting), number(d.Approved), number(d.Accounts), number(d.Returned), number(d.Withdrawn)})
	}
	section([]column{{head: "POLICY", least: 8, drop: 1}, {head: "ACTION"}, {head: "REASON", least: 21}, {head: "IN REVIEW", right: true}, {head: "APPROVED", right: true},
		{head: "ACCOUNTS", right: true, drop: 2}, {head: "RETURNED", right: true}, {head: "WITHDRAWN", right: true, drop: 3}}, rows)

	rows = nil
	for _, t := range []struct {
		what string
		workflow.Times
	}{{"a version, to the verdict on it", s.Review}, {"the last approval, to the batch", s.Seal},
		{"the batch, to enforcement's first word", s.Confirm}, {"an appeal, to its decision", s.Appeal}} {
		if t.N > 0 {
			rows = append(rows, []cell{{text: t.what}, number(t.N), lasted(t.N, t.Median), lasted(t.N, t.P90)})
		}
	}
	section([]column{{head: "HOW LONG FROM", least: 16}, {head: "TIMES", right: true}, {head: "MEDIAN"}, {head: "NINE OF TEN WITHIN"}}, rows)

	section([]column{{head: "HOW SOUND", least: 16}, {head: "", least: 10}}, [][]cell{
		{{text: "second looks that came to the same"}, {text: words.Share(s.Agreement, "none was done; 'clew sample 5' draws some")}},
		{{text: "appeals that overturned what was done"}, {text: words.Share(s.Overturns, "none was decided")}},
		{{text: "verdicts taken back by their reviewer"}, number(s.Retracted)},
		{{text: "approvals that became void"}, number(s.Voided)}})

	rows = nil
	for _, r := range s.Results {
		rows = append(rows, []cell{{text: words.Clean(r.Action)}, number(r.Done), number(r.Failed), number(r.NotFound), number(r.Pending)})
	}
	section([]column{{head: "ENFORCEMENT"}, {head: "DONE", right: true}, {head: "FAILED", right: true}, {head: "NOT FOUND", right: true}, {head: "NO WORD YET", right: true}}, rows)

	rows = nil
	for _, q := range s.Queues {
		rows = append(rows, []cell{{text: words.QueueName(q)}, number(q.Count), lasted(q.Count, q.Oldest), lasted(q.Count, q.Median), number(q.In), number(q.Out)})
	}
	section([]column{{head: "QUEUE", least: 10}, {head: "WAIT", right: true}, {head: "OLDEST"}, {head: "MEDIAN", drop: 1}, {head: "IN, 30 DAYS", right: true}, {head: "OUT, 30 DAYS", right: true}}, rows)

	rows = nil
	for _, d := range s.Days {
		if d.Decided+d.Sealed+d.Confirmed > 0 {
			rows = append(rows, []cell{{text: words.Day(d.Day)}, number(d.Decided), number(d.Sealed), number(d.Confirmed)})
		}
	}
	section([]column{{head: "DAY (UTC)"}, {head: "PROPOSALS DECIDED", right: true}, {head: "ACCOUNTS SEALED", right: true}, {head: "ACCOUNTS CONFIRMED", right: true}}, rows)
}
