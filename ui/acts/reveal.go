package acts

import (
	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/ui/page"
)

// notMasked says why there is nothing to reveal; "" where there is.
func (a *Acts) notMasked(on page.Subject) string {
	st := a.Store.Work()
	switch kinds, _ := st.Masking(); {
	case len(kinds) == 0:
		return "nothing is masked here"
	case len(on.Accounts) == 0:
		return "there is no account here"
	case all(on, func(ord uint32) bool { return st.Revealed(ord, a.Env.Actor) }):
		return "it is revealed to you already"
	}
	return ""
}

// reveal has the masked data of accounts shown to the user. What was seen stays seen, so that
// it is not undone.
func (a *Acts) reveal(on page.Subject) tea.Cmd {
	return a.form("Reveal personal data", many("reveal", on), a.outliers(on), func(v []string) tea.Cmd {
		return a.Env.ActOn(on.Accounts, func(ids []model.AccountID) model.Action {
			return workflow.Reveal{On: ids, Why: model.Untrusted(v[0])}
		})
	}, line("why", "what you need it for; the log keeps it", true))
}
