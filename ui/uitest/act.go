package uitest

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/page"
)

// Acting has the changes of an environment made in an investigation, in the name of a login, as
// the workbench makes them.
func Acting(env *page.Env, db *store.DB, login string) *page.Env {
	env.Actor = login
	env.Act = func(a model.Action) tea.Cmd {
		key := store.NewKey()
		return func() tea.Msg {
			r, err := db.Act(context.Background(), login, key, a)
			return page.Acted{Action: a, Entry: r.Entry, Applied: r.Applied, Err: err}
		}
	}
	env.ActAndClaim = func(a workflow.Action, next func(*workflow.State) (workflow.Claim, bool)) tea.Cmd {
		key := store.NewKey()
		return func() tea.Msg {
			r, _, refused, err := db.ActAndClaim(context.Background(), login, key, a, next)
			return page.Acted{Action: a, Entry: r.Entry, Applied: r.Applied, Err: err, Refused: refused}
		}
	}
	env.ActOn = func(ords []uint32, action func([]model.AccountID) model.Action) tea.Cmd {
		return func() tea.Msg {
			ids, err := db.IDs(context.Background(), ords)
			if err != nil {
				return page.Acted{Err: err}
			}
			return env.Act(action(ids))()
		}
	}
	return env
}
