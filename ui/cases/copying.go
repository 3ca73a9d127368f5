package cases

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/clip"
)

// caseName names a case as notes do.
func caseName(id uint32) model.Untrusted { return model.Untrusted(fmt.Sprint("case:", id)) }

func (p *Page) copyMenu() tea.Cmd {
	c := p.current()
	if c == nil {
		return nil
	}
	var m clip.Menu
	m.Value("name of the case, for notes", caseName(c.ID))
	m.Value("title", c.Title)
	m.Note("what came of it", c.Outcome)
	m.Row(p.table)
	return m.Show(p.env)
}

func (p *CasePage) copyMenu() tea.Cmd {
	var m clip.Menu
	switch {
	case p.member() != nil:
		a := p.member()
		m.Value("account id", a.row.ID.String())
		m.Identifier("e-mail", model.KindEmail.String(), a.row.Email)
		m.Value("user name", a.row.Username)
		m.Value("display name", a.row.DisplayName)
		m.Note("why it is in the case", a.Why)
	case p.value() != nil:
		m.Reference(p.value().Value)
		m.Note("why it is in the case", p.value().Why)
	case p.proposal() != nil:
		pr := p.proposal()
		m.Value("name of the proposal, for notes", p.copied())
		m.Value("hash of its version", model.Untrusted(pr.Hash))
		m.Note("facts", pr.Terms.Note)
		m.Note("innocent explanation", pr.Terms.Benign)
	case p.at == notesTab:
		m.Note("the note", p.copied())
	case p.at == historyTab:
		m.Value("hash of the entry", p.copied())
	default:
		m.Value("what the cursor is on", p.copied())
	}
	m.Row(p.tables[p.at])
	m.Value("name of the case, for notes", caseName(p.loaded.c.ID))
	m.Value("title of the case", p.loaded.c.Title)
	return m.Show(p.env)
}
