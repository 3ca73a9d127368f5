package main

import (
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/ingest"
	"github.com/seed-28a39f10/clew/ui/words"
)

type completer = func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective)

// fixed completes one of a list of words.
func fixed(words ...string) completer {
	return cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)
}

func directories(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

func completeSort(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var all []cobra.Completion
	for _, k := range store.SortKeys {
		all = append(all, k, k+":asc", k+":desc")
	}
	return all, cobra.ShellCompDirectiveNoFileComp
}

func completeProfile(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	all := []cobra.Completion{cobra.CompletionWithDesc("auto", "find out")}
	for _, p := range ingest.Profiles() {
		all = append(all, cobra.CompletionWithDesc(p.Name, p.Title))
	}
	return all, cobra.ShellCompDirectiveNoFileComp
}

func completeQuery(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var all []cobra.Completion
	for _, f := range query.Fields() {
		all = append(all, cobra.CompletionWithDesc(f.Name+":", f.Title))
	}
	return all, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

func completeKind(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var all []cobra.Completion
	if len(args) == 0 {
		for _, k := range model.Kinds() {
			all = append(all, k.String()+":")
		}
		for k := evidence.KindMailbox; k <= evidence.KindBuilding; k++ {
			all = append(all, k.String()+":")
		}
	}
	return all, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// completeMost is how many accounts a completion offers.
const completeMost = 40

// completeAccount completes an account's id, from the argument number first on
// and up to the argument number last; a last below 0 is all.
func completeAccount(a *app, first, last int) completer {
	return func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		const none = cobra.ShellCompDirectiveNoFileComp
		if len(args) < first || last >= 0 && len(args) > last || !plainRef(typed) {
			return nil, none
		}
		var all []cobra.Completion
		a.read(cmd.Context(), func(db *store.DB) error {
			q, err := query.Parse("id:"+typed+"*", time.Now())
			if err != nil {
				return err
			}
			found, err := db.Find(cmd.Context(), q, store.Sort{Key: "score", Desc: true})
			if err != nil {
				return err
			}
			ords, err := found.Page(cmd.Context(), 0, completeMost)
			if err != nil {
				return err
			}
			rows, err := db.Listing(cmd.Context(), ords)
			for _, r := range rows {
				if id := string(r.ID.String()); plainRef(id) {
					all = append(all, cobra.CompletionWithDesc(id, words.Clean(r.DisplayName)))
				}
			}
			return err
		})
		return all, none
	}
}

// plainRef reports whether a shell and the query language both take the text as
// it is.
func plainRef(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune(":._@-+", r))
	})
}

// completeTag completes a tag that some account has.
func completeTag(a *app) completer {
	return func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return completeAccount(a, 1, -1)(cmd, args, typed)
		}
		var all []cobra.Completion
		a.read(cmd.Context(), func(db *store.DB) error {
			q, err := query.Parse("", time.Now())
			if err != nil {
				return err
			}
			found, err := db.Find(cmd.Context(), q, store.Sort{Key: "id"})
			if err != nil {
				return err
			}
			tags, err := db.Facets(cmd.Context(), found.Set(), "tag")
			for _, t := range tags {
				if plainRef(string(t.Value)) {
					all = append(all, string(t.Value))
				}
			}
			return err
		})
		return all, cobra.ShellCompDirectiveNoFileComp
	}
}
