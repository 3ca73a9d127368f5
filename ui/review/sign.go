package review

import (
	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
)

// errNoKey is for whoever would have to sign on a machine that has no key.
var errNoKey = &model.Error{Kind: model.ErrRefused, Message: "your approval has to be signed, and there is no key of yours on this machine",
	Hint: "make one with 'clew key new', enrol it with 'clew key enrol NAME', have it vouched for, and open the workbench again"}

// signed asks for the passphrase of the user's key, signs the version with it, and approves.
func (p *JobPage) signed(yes workflow.Approve) tea.Cmd {
	env, s, sign := p.env, p.store, p.env.Sign
	return page.Tell(page.Show{Overlay: &overlay.Passphrase{Env: env, Title: "The passphrase of your key",
		Sign: func(passphrase []byte) ([]byte, error) {
			return sign(passphrase, workflow.ApprovalText(s.Work().Log(), yes.ID, yes.Hash))
		},
		Run: func(signature []byte) tea.Cmd {
			yes.Signature = signature
			return p.last(yes)
		}}})
}
