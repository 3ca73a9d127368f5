package queue

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/words"
)

// guess is an identifier that was typed where names are searched.
type guess struct {
	ref     model.Untrusted // kind:value
	kind    model.Kind
	holders int
}

const nothingFound = "no account matches"

// guess looks whether what no account is called is a value that some carry.
func (q *Page) guess() tea.Cmd {
	q.guessed = guess{}
	q.table.Empty = nothingFound
	typed := strings.Trim(strings.TrimSpace(q.bar.field.Value()), `"`)
	if q.found.Len() > 0 || typed == "" || strings.ContainsAny(typed, " <>=()") {
		return nil
	}
	s := q.store
	return page.Ask(&q.guessing, func(ctx context.Context) (guess, error) {
		var best guess
		for _, k := range model.Kinds() {
			ref := model.Untrusted(k.String() + ":" + typed)
			p, err := s.Pivot(ctx, string(ref))
			if err != nil { // it is no value of that kind
				continue
			}
			if p.Answer != store.AnswerNone && len(p.Accounts) > best.holders {
				best = guess{ref, k, len(p.Accounts)}
			}
		}
		return best, ctx.Err()
	})
}

func (q *Page) takeGuess(msg page.Answer[guess]) tea.Cmd {
	if page.Takes(&q.guessing, msg) && msg.Err == nil && msg.Value.holders > 0 {
		q.guessed = msg.Value
		q.table.Empty = "no account is called that, but " + words.Count(q.guessed.holders, "account") + " carry it as " + q.guessed.kind.String() +
			": enter pivots over it"
	}
	return nil
}
