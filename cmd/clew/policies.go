package main

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

func newPolicies(a *app) *cobra.Command {
	var toml, waiting bool
	cmd := &cobra.Command{
		Use:   "policies",
		Short: "List the policies, and set them",
		Long: `Lists the policies under which things are proposed, each with its reasons, the actions that it allows, and how many persons beside the proposer must approve.

With --toml the rules are written as the file that 'clew policies set' reads: policies, and the templates of cases. Rules that make deciding easier wait until another person sets the same; --waiting writes those.`,
		Example: `clew policies
clew policies --toml > rules.toml
clew policies --waiting > rules.toml
clew policies set rules.toml --why "two approvals for terminations"`,
		Args:              usage(cobra.NoArgs, "it takes none; 'clew policies set FILE' sets them"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.read(cmd.Context(), func(db *store.DB) error {
				w := db.Work()
				switch {
				case waiting:
					text, _, ok := w.PendingRules()
					if !ok {
						return &model.Error{Kind: model.ErrNotFound, Message: "no rules wait for another person"}
					}
					_, err := a.out.WriteString(text)
					return err
				case toml:
					_, err := a.out.WriteString(w.Rules().TOML)
					return err
				}
				return listPolicies(a, w)
			})
		},
	}
	cmd.Flags().BoolVar(&toml, "toml", false, "write the rules as a file")
	cmd.Flags().BoolVar(&waiting, "waiting", false, "write the rules that wait for another person as a file")
	cmd.MarkFlagsMutuallyExclusive("toml", "waiting")
	cmd.AddCommand(newPoliciesSet(a))
	return cmd
}

type (
	policyShape struct {
		ID        string        `json:"id"`
		Version   int           `json:"version"`
		Title     string        `json:"title"`
		Text      string        `json:"text"`
		Reasons   []reasonShape `json:"reasons"`
		Approvals int           `json:"approvals"`
		Actions   []string      `json:"actions"`
		Signed    bool          `json:"signed"`
	}
	reasonShape struct {
		Code  string `json:"code"`
		Title string `json:"title"`
	}
)

func policyShapeOf(p workflow.Policy) policyShape {
	s := policyShape{ID: p.ID, Version: p.Version, Title: p.Title, Text: p.Text, Approvals: p.Approvals, Actions: p.Actions, Signed: p.Signed}
	for _, r := range p.Reasons {
		s.Reasons = append(s.Reasons, reasonShape{r.Code, r.Title})
	}
	return s
}

func listPolicies(a *app, w *workflow.State) error {
	rules := w.Rules()
	if a.json {
		var all []policyShape
		for _, p := range rules.Policies {
			all = append(all, policyShapeOf(p))
		}
		return array(a, all)
	}
	for i, p := range rules.Policies {
		if i > 0 {
			fmt.Fprintln(a.out)
		}
		writePolicy(a, p)
	}
	return writeWaiting(a, w)
}

// writePolicy shows a policy whole.
func writePolicy(a *app, p workflow.Policy) {
	fmt.Fprintf(a.out, "%s  version %d: %s\n", a.screen.head(words.Clean(p.ID)), p.Version, words.Clean(p.Title))
	a.indented(1, policyAsks(p), a.screen.dim)
	for _, l := range strings.Split(strings.TrimSpace(p.Text), "\n\n") {
		a.indented(1, words.Clean(strings.Join(strings.Fields(l), " ")), plain)
	}
	t := table{headless: true, indent: gap, cols: []column{{}, {wrap: true, least: 20}}}
	var rows [][]cell
	for _, r := range p.Reasons {
		rows = append(rows, []cell{{words.Clean(r.Code), a.screen.head}, {text: words.Clean(r.Title)}})
	}
	t.write(a.out, a.screen, rows)
}

func policyAsks(p workflow.Policy) string {
	needs := words.Count(p.Approvals, "approval") + " beside the proposer"
	if p.Signed {
		needs += ", signed"
	}
	return needs + "; allows " + words.Clean(strings.Join(p.Actions, ", "))
}

func newPoliciesSet(a *app) *cobra.Command {
	var why string
	cmd := &cobra.Command{
		Use:   "set FILE",
		Short: "Set the rules from a file",
		Long:  "Replaces the rules by those of a file, or of standard input for -. A policy that changes gets the next version; proposals stay bound to the version that they were made under. Rules that make deciding easier (fewer approvals for an action, or none of them signed) take effect when another person sets the same file; setting the present rules ends the waiting.",
		Example: `clew policies --toml > rules.toml
clew policies set rules.toml --why "two approvals for terminations"`,
		Args: usage(cobra.ExactArgs(1), "name one file; 'clew policies --toml' writes one to begin from"),
		RunE: func(cmd *cobra.Command, args []string) error {
			text, err := readRules(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			return a.write(cmd.Context(), func(db *store.DB) error {
				r, err := act(cmd.Context(), a, db, workflow.SetRules{TOML: text, Why: model.Untrusted(why)})
				if err != nil {
					return err
				}
				return acknowledgeRules(a, db.Work(), text, r)
			})
		},
	}
	whyFlag(cmd, &why)
	return cmd
}

func readRules(ctx context.Context, name string) (string, error) {
	if name == "-" {
		var b bytes.Buffer
		err := copyInput(ctx, &b, 1<<20)
		return b.String(), err
	}
	b, err := readSmall(name, "a file of rules, as 'clew policies --toml' writes it", 1<<20)
	return string(b), err
}

// completePolicy completes the id of a policy.
func completePolicy(a *app) completer {
	return completeWork(a, func(w *workflow.State, add func(word, title string)) {
		for _, p := range w.Rules().Policies {
			add(p.ID, p.Title)
		}
	})
}

// completeReason completes a reason of any policy.
func completeReason(a *app) completer {
	return completeWork(a, func(w *workflow.State, add func(word, title string)) {
		for _, p := range w.Rules().Policies {
			for _, r := range p.Reasons {
				add(r.Code, r.Title)
			}
		}
	})
}
