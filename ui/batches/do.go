package batches

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/ui/clip"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/words"
)

// Actions implements page.Page.
func (p *BatchPage) Actions() []keys.Action {
	return append([]keys.Action{keys.Open, keys.Confirm, keys.Narrow, keys.Appeal, keys.TakeBack, keys.Write, keys.Mark, keys.MarkAll, keys.NextTab, keys.PrevTab,
		keys.Copy, keys.CopyMenu, keys.Left, keys.Right}, table.Moves()...)
}

// Why implements page.Page.
func (p *BatchPage) Why(a keys.Action) string {
	switch {
	case a == keys.Left:
		return ""
	case p.info == nil:
		return "the batch is not there"
	case p.answer != nil:
		return p.whyNotAnswer(a)
	}
	switch a {
	case keys.Open, keys.Right, keys.Copy, keys.CopyMenu:
		if p.table().Len() == 0 {
			return "the list is empty"
		}
	case keys.Mark, keys.MarkAll, keys.Narrow:
		if p.onGround {
			return "it is for the accounts; " + p.env.Keys.Key(keys.NextTab) + " goes there"
		}
	case keys.Confirm:
		if len(p.info.Out) == 0 {
			return "its files are not written, so nothing can be confirmed of it; " + p.env.Keys.Key(keys.Write) + " writes them"
		}
		if p.reading.Waiting() {
			return "a file is being read"
		}
	case keys.Write:
		if p.info.blocked != nil {
			return page.Problem(p.info.blocked).Text
		}
	case keys.TakeBack:
		return p.whyNotTakeBack()
	case keys.Appeal:
		return p.whyNotAppeal()
	}
	return ""
}

func (p *BatchPage) whyNotTakeBack() string {
	switch {
	case p.info.Action == workflow.Reinstate:
		return "a reinstatement is not reversed; the accounts can be proposed again"
	case len(p.info.Out) == 0:
		return "nothing of it has gone outside; " + p.env.Keys.Key(keys.Undo) + " takes the sealing back"
	case len(p.info.reversible) == 0:
		return "nothing of it is left to take back"
	}
	for ord := range p.marks {
		if _, in := slices.BinarySearch(p.info.reversible, ord); !in {
			return "for one of the marked accounts there is nothing to take back"
		}
	}
	return ""
}

// table is the list that has the keyboard.
func (p *BatchPage) table() *table.Table {
	switch {
	case p.answer != nil:
		return p.answers
	case p.onGround:
		return p.grounds
	}
	return p.accounts
}

// Do implements page.Page.
func (p *BatchPage) Do(a keys.Action) tea.Cmd {
	if p.table().Do(a) {
		return p.fetch()
	}
	switch a {
	case keys.Left:
		return page.Tell(page.Close{})
	case keys.Open, keys.Right:
		return p.open()
	case keys.NextTab, keys.PrevTab:
		p.onGround = !p.onGround
	case keys.Narrow:
		return p.narrow()
	case keys.Mark:
		p.mark()
		return p.fetch()
	case keys.MarkAll:
		for _, ord := range p.shown {
			p.marks[ord] = true
		}
	case keys.Confirm:
		return p.askFile()
	case keys.Write:
		return p.write()
	case keys.TakeBack:
		return p.takeBack()
	case keys.Appeal:
		return p.appeal()
	case keys.Copy:
		return p.copy()
	case keys.CopyMenu:
		return p.copyMenu()
	}
	return nil
}

func (p *BatchPage) open() tea.Cmd {
	if p.answer != nil { // also where every account was done, and none is listed
		return p.take()
	}
	row, ok := p.table().Current()
	switch {
	case !ok:
		return nil
	case p.onGround:
		return page.Open(page.Place{Page: page.Review, Ref: model.Untrusted(strconv.FormatUint(row.ID, 10))})
	}
	return page.Open(page.Place{Page: page.Account, Ref: p.known[uint32(row.ID)].ID.String()})
}

func (p *BatchPage) mark() {
	if row, ok := p.accounts.Current(); ok {
		if ord := uint32(row.ID); p.marks[ord] {
			delete(p.marks, ord)
		} else {
			p.marks[ord] = true
		}
		p.accounts.Move(p.accounts.Cursor() + 1)
	}
}

// narrow chooses of which result the accounts are.
func (p *BatchPage) narrow() tea.Cmd {
	show := func(filter int) tea.Cmd {
		return func() tea.Msg { return narrowMsg{p, filter} }
	}
	items := []overlay.Item{{Label: "every result", Note: words.Count(len(p.info.Accounts), "account"), Run: show(everyResult)}}
	for _, r := range []workflow.Result{workflow.Pending, workflow.Done, workflow.Undone, workflow.NotFound} {
		items = append(items, overlay.Item{Label: resultWord(r), Note: words.Count(p.info.counts[r], "account"), Run: show(int(r))})
	}
	return page.Tell(page.Show{Overlay: &overlay.Menu{Env: p.env, Title: "Show accounts of", Items: items}})
}

// copy copies what the cursor is on.
func (p *BatchPage) copy() tea.Cmd {
	row, ok := p.table().Current()
	switch {
	case !ok:
		return nil
	case p.answer != nil:
		return page.Tell(page.Copy{Text: p.answer.lines[row.ID].raw})
	case p.onGround:
		return page.Tell(page.Copy{Text: model.Untrusted(p.version(p.info.grounds[p.grounds.Cursor()]))})
	}
	return page.Tell(page.Copy{Text: p.known[uint32(row.ID)].ID.String()})
}

func (p *BatchPage) copyMenu() tea.Cmd {
	row, ok := p.table().Current()
	if !ok {
		return nil
	}
	var m clip.Menu
	switch {
	case p.answer != nil:
		m.Value("the row as it is in the file", p.answer.lines[row.ID].raw)
	case p.onGround:
		m.Value("version of the proposal", model.Untrusted(p.version(p.info.grounds[p.grounds.Cursor()])))
		m.Value("name of the proposal, for notes", model.Untrusted(fmt.Sprint("proposal:", row.ID)))
	default:
		a := p.known[uint32(row.ID)]
		m.Value("account id", a.ID.String())
		m.Value("user name", a.Username)
		m.Identifier("e-mail", model.KindEmail.String(), a.Email)
	}
	m.Row(p.table())
	return m.Show(p.env)
}

// Escape implements page.Escaper: first what was read, then the marks, then the filter.
func (p *BatchPage) Escape() (tea.Cmd, bool) {
	switch {
	case p.answer != nil:
		p.answer = nil
		return page.Notice(page.Note, "the answer was left; nothing of it was taken"), true
	case len(p.marks) > 0:
		n := len(p.marks)
		clear(p.marks)
		return page.Notice(page.Note, words.Count(n, "mark")+" cleared"), true
	case p.info != nil && p.filter != everyResult:
		p.filter = everyResult
		return p.list(true), true
	}
	return nil, false
}

// Subject implements page.Holder.
func (p *BatchPage) Subject() page.Subject {
	if p.info == nil || p.answer != nil {
		return page.Subject{}
	}
	if n := len(p.marks); n > 0 {
		return page.Subject{Title: words.Count(n, "marked account"), Accounts: slices.Sorted(maps.Keys(p.marks)), Marked: true}
	}
	row, ok := p.table().Current()
	switch {
	case !ok:
		return page.Subject{}
	case p.onGround:
		return page.Subject{Title: fmt.Sprint("proposal ", row.ID), Proposal: uint32(row.ID)}
	}
	return page.Subject{Title: words.Who(p.known[uint32(row.ID)]), Accounts: []uint32{uint32(row.ID)}}
}
