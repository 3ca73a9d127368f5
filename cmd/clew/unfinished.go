package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draft"
	uipage "github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/words"
)

// mostUnfinished is how many texts are named one by one.
const mostUnfinished = 20

// unfinished says which texts the user has begun and no window has open, the newest last, and
// then how many they are.
func unfinished(ctx context.Context, db *store.DB, drafts *draft.Drafts) []uipage.Say {
	all, _ := drafts.List() // what cannot be read is said where it is asked for
	all = slices.DeleteFunc(all, func(d draft.Draft) bool { return d.Open || strings.TrimSpace(d.Text) == "" })
	var says []uipage.Say
	for _, d := range slices.Backward(all[:min(len(all), mostUnfinished)]) {
		says = append(says, uipage.Say{Text: "you have an unfinished " + whatOf(ctx, db, d.Key),
			Hint: "of " + words.Minute(model.TimeOf(d.Changed)) + " UTC; it is there when you write there again"})
	}
	if len(all) > 1 {
		says = append(says, uipage.Say{Text: fmt.Sprintf("you have %d unfinished texts", len(all)), Hint: "the messages list them"})
	}
	return says
}

// whatOf names what a draft is of. Values are not named: they may be masked by now.
func whatOf(ctx context.Context, db *store.DB, key string) string {
	var id uint32
	if what, ok := strings.CutPrefix(key, "propose "); ok {
		if n, _ := fmt.Sscanf(what, "proposal %d", &id); n == 1 {
			return fmt.Sprint("text of proposal ", id)
		}
		return "text of a new proposal"
	}
	what := strings.TrimPrefix(key, "note ")
	kind, _, _ := strings.Cut(what, " ")
	switch kind {
	case "account":
		if n, _ := fmt.Sscanf(what, "account %d", &id); n == 1 {
			if ids, err := db.IDs(ctx, []uint32{id}); err == nil {
				return "note on " + words.Clean(model.Untrusted(ids[0].String()))
			}
		}
		return "note on an account"
	case "case", "proposal":
		return "note on " + words.Clean(model.Untrusted(what))
	case "link", "ring":
		return "note on a " + kind
	case "identifier":
		return "note on an identifier"
	}
	return "text"
}
