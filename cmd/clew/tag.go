package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

func newTag(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "tag add|remove",
		Short: "Put a tag on accounts, or take it off",
		Long:  `Puts a tag on accounts, or takes it off. A tag is up to 64 letters, digits, '-', '_', '.' and ':'. Find tagged accounts with 'clew accounts tag:TAG'.`,
		Example: `clew tag add travel outlook:abc123 outlook:def456
clew tag remove travel outlook:abc123`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return &model.Error{Kind: model.ErrUsage, Message: "say whether to add or to remove",
				Hint: "clew tag add TAG ACCOUNT..., or clew tag remove TAG ACCOUNT..."}
		},
	}
	sub := func(name, short, example string, remove bool) {
		cmd.AddCommand(&cobra.Command{
			Use:               name + " TAG ACCOUNT...",
			Short:             short,
			Example:           example,
			Args:              usage(cobra.MinimumNArgs(2), "give the tag, then one account or more"),
			ValidArgsFunction: completeTag(a),
			RunE: func(cmd *cobra.Command, args []string) error {
				return a.write(cmd.Context(), func(db *store.DB) error {
					return tag(cmd.Context(), a, db, args[0], args[1:], remove)
				})
			},
		})
	}
	sub("add", "Put a tag on accounts", "clew tag add travel outlook:abc123 outlook:def456", false)
	sub("remove", "Take a tag off accounts", "clew tag remove travel outlook:abc123", true)
	return cmd
}

func tag(ctx context.Context, a *app, db *store.DB, tag string, refs []string, remove bool) error {
	ids, err := resolve(ctx, db, refs)
	if err != nil {
		return err
	}
	r, err := act(ctx, a, db, workflow.SetTag{On: ids, Tag: tag, Remove: remove})
	if err != nil {
		return err
	}
	if a.json {
		return a.object(acted(ids, r))
	}
	verb, state := "Tagged", "had it already"
	if remove {
		verb, state = "Untagged", "did not have it"
	}
	switch left := len(ids) - r.Applied; {
	case r.Applied == 0:
		fmt.Fprintf(a.out, "Nothing to change: %s %s.\n", words.Count(len(ids), "account"), state)
	case left > 0:
		fmt.Fprintf(a.out, "%s %s, entry %d of the audit log; %s %s.\n", verb, words.Count(r.Applied, "account"), r.Entry, words.Thousands(left), state)
	default:
		fmt.Fprintf(a.out, "%s %s, entry %d of the audit log.\n", verb, words.Count(r.Applied, "account"), r.Entry)
	}
	return nil
}
