package acts

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

// target is a thing that a note can be on.
type target struct {
	title string // clean
	key   string // of its draft
	ords  []uint32
	on    workflow.On
}

// targets are the things of a subject that a note can be on, the narrowest first.
func (a *Acts) targets(on page.Subject) []target {
	var out []target
	add := func(title, key string, ords []uint32, w workflow.On) {
		out = append(out, target{title, "note " + key, ords, w})
	}
	if on.Case != 0 {
		add(fmt.Sprintf("case %d", on.Case), workflow.CaseKey(on.Case), nil, workflow.On{Kind: workflow.InCase, ID: on.Case})
	}
	if on.Proposal != 0 {
		add(fmt.Sprintf("proposal %d", on.Proposal), workflow.ProposalKey(on.Proposal), nil, workflow.On{Kind: workflow.InProposal, ID: on.Proposal})
	}
	if on.Value != "" {
		add(words.Clean(on.Value), workflow.ValueKey(on.Value), nil, workflow.On{Kind: workflow.Identifier, Value: on.Value})
	}
	if len(on.Link) == 2 {
		if ids, ok := parsed(on.Link...); ok {
			add("the link of "+words.Clean(on.Link[0])+" and "+words.Clean(on.Link[1]), "link "+string(on.Link[0])+" "+string(on.Link[1]), nil,
				workflow.On{Kind: workflow.Link, Account: ids})
		}
	}
	if on.Ring != "" {
		if ids, ok := parsed(on.Ring); ok {
			add("the ring of "+words.Clean(on.Ring), "ring "+string(on.Ring), nil, workflow.On{Kind: workflow.Ring, Account: ids})
		}
	}
	if len(on.Accounts) == 1 {
		add(on.Title, workflow.AccountKey(on.Accounts[0]), on.Accounts, workflow.On{Kind: workflow.Account})
	}
	return out
}

// parsed reads accounts as places name them.
func parsed(refs ...model.Untrusted) (ids []model.AccountID, ok bool) {
	for _, ref := range refs {
		id, ok := model.ParseAccountID(string(ref))
		if !ok {
			return nil, false
		}
		ids = append(ids, id)
	}
	return ids, true
}

// note does something with the one thing that a note can be on, or with the one of several that
// is chosen.
func (a *Acts) note(on page.Subject, title string, do func(target) tea.Cmd) tea.Cmd {
	targets := a.targets(on)
	if len(targets) == 1 {
		return do(targets[0])
	}
	var items []overlay.Item
	for _, t := range targets {
		items = append(items, overlay.Item{Label: t.title, Run: do(t)})
	}
	return page.Tell(page.Show{Overlay: &overlay.Menu{Env: a.Env, Title: title, Items: items}})
}

func (a *Acts) write(t target) tea.Cmd {
	// The editor reads its draft from disk, so it is made when it is shown.
	return func() tea.Msg {
		return page.Show{Overlay: editor.Until[workflow.AddNote]{Editor: editor.New(a.Env, editor.Options{
			Title: "Note on " + t.title, Context: "Markdown; notes are kept for good: a correction is a new note",
			Key: t.key, Drafts: a.Drafts,
			Save: func(text string) tea.Cmd {
				return a.add(t, workflow.AddNote{Text: model.Untrusted(text)})
			}})}}
	}
}

// add adds a note to a thing.
func (a *Acts) add(t target, n workflow.AddNote) tea.Cmd {
	n.On = t.on
	if len(t.ords) == 0 {
		return a.Env.Act(n)
	}
	return a.Env.ActOn(t.ords, func(ids []model.AccountID) model.Action {
		n.On.Account = ids
		return n
	})
}
