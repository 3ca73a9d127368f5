package batches

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/ui/editor"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/words"
)

// whyNotAppeal says why no appeal can be filed of the account under the cursor.
func (p *BatchPage) whyNotAppeal() string {
	row, ok := p.accounts.Current()
	switch {
	case p.onGround || !ok:
		return "the cursor is on no account"
	case p.info.Action == workflow.Reinstate:
		return "the batch gives back, and took nothing"
	case len(p.info.Out) == 0:
		return "nothing of the batch has gone outside that somebody could object to"
	case len(row.Cells) > 3 && row.Cells[3].Text == string(workflow.Appealed):
		return "it has an appeal that is not decided yet"
	}
	return ""
}

// appeal takes down that the owner of the account under the cursor objects: who and when,
// and then what they say.
func (p *BatchPage) appeal() tea.Cmd {
	row, ok := p.accounts.Current()
	if !ok {
		return nil
	}
	ord := uint32(row.ID)
	account := p.known[ord].ID
	received := line("received", "2027-01-31, or 2027-01-31 06:00 in UTC; may be left empty", false)
	received.Check = complains(when, "write it as 2027-01-31 or 2027-01-31 06:00")
	return page.Tell(page.Show{Overlay: &overlay.Form{Env: p.env, Title: "An appeal of " + words.Clean(account.String()), Yes: "write what they say",
		Fields: []*overlay.FormField{line("from", "who says to be the owner; may be left empty", false), received},
		Run: func(v []string) tea.Cmd {
			got, _ := when(v[1])
			// The editor reads its draft from disk, so it is made when it is shown.
			show := func() tea.Msg { return page.Show{Overlay: p.filing(ord, account, v[0], got)} }
			return tea.Sequence(page.Tell(page.Hide{}), show)
		}}})
}

// filing is the box in which what an owner says is taken down.
func (p *BatchPage) filing(ord uint32, account model.AccountID, from string, received model.Time) page.Overlay {
	key := "appeal " + string(account.String())
	context := "what the owner says, as they say it"
	if from != "" {
		context = fmt.Sprintf("what %s says, as they say it", words.Clean(from))
	}
	return editor.Until[workflow.FileAppeal]{Editor: editor.New(p.env, editor.Options{Title: "Appeal of " + words.Clean(account.String()), Context: context, Key: key, Drafts: p.env.Drafts,
		Save: func(text string) tea.Cmd {
			return p.env.ActOn([]uint32{ord}, func(ids []model.AccountID) model.Action {
				return workflow.FileAppeal{On: ids[0], From: model.Untrusted(from), Received: received.Milli, Text: model.Untrusted(text)}
			})
		}})}
}
