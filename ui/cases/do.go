package cases

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/words"
)

// mostProposed is how many accounts a proposal from the workbench has at most: they are
// the address of its page.
const mostProposed = 10_000

// Actions implements page.Page. One key marks a member or answers a question, by the tab.
func (p *CasePage) Actions() []keys.Action {
	space := keys.Done
	if p.at == membersTab {
		space = keys.Mark
	}
	return append([]keys.Action{keys.NextTab, keys.Open, keys.Propose, space, keys.Role, keys.Edit, keys.Finish, keys.TakeOut, keys.Pivot, keys.Export, keys.Copy, keys.CopyMenu,
		keys.PrevTab, keys.Left, keys.Right}, table.Moves()...)
}

// Why implements page.Page.
func (p *CasePage) Why(a keys.Action) string {
	if p.loaded == nil {
		switch {
		case a == keys.Left:
			return ""
		case p.failed.Text != "":
			return "there is no such case"
		}
		return "the case is not there yet"
	}
	switch a {
	case keys.Open, keys.Right:
		if p.opens().Page == "" {
			return "the cursor is on nothing that can be opened"
		}
	case keys.Copy, keys.CopyMenu:
		if p.copied() == "" {
			return "the cursor is on nothing"
		}
	case keys.Export:
		return p.whyNotExport()
	case keys.Pivot:
		if p.member() == nil && p.value() == nil {
			return "the cursor is on no account and no value"
		}
	case keys.Propose:
		return p.whyPropose()
	case keys.Mark:
		if p.member() == nil {
			return "the cursor is on no member"
		}
	case keys.Role:
		if p.member() == nil {
			return "put the cursor on a member"
		}
		return p.closed()
	case keys.TakeOut:
		if p.member() == nil && p.value() == nil {
			return "put the cursor on a member or a value"
		}
		return p.closed()
	case keys.Done:
		if p.step() < 0 {
			return "put the cursor on a question of the tab '" + tabNames[stepsTab] + "'"
		}
	}
	return ""
}

// closed says why nothing is put into the case or taken out of it; "" while it is open.
func (p *CasePage) closed() string {
	if p.loaded.c.Open {
		return ""
	}
	return "the case is closed; " + p.env.Keys.Key(keys.Finish) + " opens it again"
}

func (p *CasePage) whyPropose() string {
	n := len(p.loaded.personas())
	switch {
	case n == 0:
		return "nobody in the case is a persona; " + p.env.Keys.Key(keys.Role) + " on a member says who is"
	case n > mostProposed:
		return fmt.Sprintf("that is for up to %s accounts; 'clew propose' takes more", words.Thousands(mostProposed))
	}
	return ""
}

// step gives the number of the question under the cursor, -1 for none.
func (p *CasePage) step() int {
	if r := p.rolls[stepsTab]; p.at == stepsTab && r.current() != nil {
		return r.cursor
	}
	return -1
}

// Do implements page.Page.
func (p *CasePage) Do(a keys.Action) tea.Cmd {
	if a == keys.Left {
		return page.Tell(page.Close{})
	}
	if p.loaded == nil {
		return nil
	}
	if t := p.tables[p.at]; t != nil && t.Do(a) {
		return nil
	}
	if r := p.rolls[p.at]; r != nil && r.do(a) {
		return nil
	}
	switch a {
	case keys.NextTab:
		return p.turn(p.at + 1)
	case keys.PrevTab:
		return p.turn(p.at - 1)
	case keys.Open, keys.Right:
		return p.open()
	case keys.Pivot:
		if v := p.value(); v != nil {
			return page.Open(page.Place{Page: page.Pivot, Ref: v.Value})
		}
		return page.Open(page.Place{Page: page.Account, Ref: p.member().row.ID.String(), Tab: "identifiers"})
	case keys.Copy:
		return page.Tell(page.Copy{Text: p.copied(), Lines: p.at == notesTab})
	case keys.CopyMenu:
		return p.copyMenu()
	case keys.Export:
		return p.export()
	case keys.Propose:
		return p.propose()
	case keys.Mark:
		p.mark()
	case keys.Role:
		return p.setRole()
	case keys.TakeOut:
		return p.takeOut()
	case keys.Done:
		return p.answer()
	case keys.Edit:
		return p.edit()
	case keys.Finish:
		return p.finish()
	}
	return nil
}

// opens is the place that what the cursor is on leads to, or none.
func (p *CasePage) opens() page.Place {
	if m := p.member(); m != nil {
		return page.Place{Page: page.Account, Ref: m.row.ID.String()}
	}
	if v := p.value(); v != nil {
		return page.Place{Page: page.Pivot, Ref: v.Value}
	}
	if pr := p.proposal(); pr != nil {
		return page.Place{Page: page.Review, Ref: model.Untrusted(fmt.Sprint(pr.ID))}
	}
	if r := p.rolls[p.at]; r != nil && r.current() != nil {
		return r.current().place
	}
	return page.Place{}
}

func (p *CasePage) open() tea.Cmd {
	if at := p.opens(); at.Page != "" {
		return page.Open(at)
	}
	return nil
}

// copied is what is copied of what the cursor is on.
func (p *CasePage) copied() model.Untrusted {
	if m := p.member(); m != nil {
		return m.row.ID.String()
	}
	if v := p.value(); v != nil {
		return v.Value
	}
	if pr := p.proposal(); pr != nil {
		return model.Untrusted(fmt.Sprint("proposal:", pr.ID))
	}
	if r := p.rolls[p.at]; r != nil && r.current() != nil {
		return model.Untrusted(strings.TrimSpace(string(r.current().text)))
	}
	return ""
}

// Step implements page.Stepper: from the page of a member to that of the next.
func (p *CasePage) Step(from page.Place, delta int) tea.Cmd {
	t := p.tables[membersTab]
	to := t.Cursor() + delta
	if p.loaded == nil || from.Page != page.Account || to < 0 || to >= len(p.loaded.members) {
		return page.Notice(page.Note, "that was the end of the case")
	}
	t.Move(to)
	from.Ref = p.loaded.members[to].row.ID.String()
	return page.Tell(page.Instead{Place: from})
}
