package imports

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// Actions implements page.Page.
func (p *Page) Actions() []keys.Action {
	return append([]keys.Action{keys.Open, keys.Mark, keys.Search, keys.MarkAll, keys.Options, keys.Inspect, keys.Copy, keys.Sort, keys.Reverse,
		keys.NextTab, keys.PrevTab, keys.Left, keys.Right, keys.Toggle}, table.Moves()...)
}

// Why implements page.Page.
func (p *Page) Why(a keys.Action) string {
	if p.step == importing && a != keys.Left {
		return "the import is under way; " + p.env.Keys.Key(keys.Back) + " gives it up"
	}
	_, here := p.chooser.current()
	switch a {
	case keys.Mark, keys.MarkAll, keys.Search, keys.Sort, keys.Reverse:
		if p.step != choosing {
			return "it is for choosing files; " + p.env.Keys.Key(keys.Back) + " goes back there"
		}
		if e, ok := p.chooser.current(); a == keys.Mark && (!ok || e.folder || e.other) {
			return "the cursor is on no file"
		}
		if a == keys.MarkAll && !slices.ContainsFunc(p.chooser.shown, entry.export) {
			return "no file here is called as exports are, such as .csv or .json; " + p.env.Keys.Key(keys.Mark) + " marks one"
		}
	case keys.Options:
		if p.step == finished {
			return "the files are imported already"
		}
	case keys.Inspect:
		if p.step == choosing || p.tab != tabRows && p.tab != tabRejects || p.detail[p.tab].Len() == 0 {
			return "the cursor is on no row of a file"
		}
	case keys.NextTab, keys.PrevTab:
		if p.step == choosing {
			return "no file is looked at"
		}
	case keys.Toggle:
		return p.whyNotWithout()
	case keys.Open:
		return p.whyNotOpen(here)
	case keys.Right, keys.Copy:
		if p.step == choosing && !here {
			return "there is nothing in the list"
		}
	}
	return ""
}

func (p *Page) whyNotOpen(here bool) string {
	switch p.step {
	case choosing:
		if !here && len(p.chooser.marked) == 0 {
			return "there is nothing in the list"
		}
	case looking:
		if p.looking.Waiting() {
			return "the files are still being looked at"
		}
		if f := p.unreadable(); f != nil {
			if len(p.usable()) > 0 {
				return f.name + " cannot be read; " + p.env.Keys.Key(keys.Toggle) + " leaves it out"
			}
			return f.name + " cannot be read; " + p.env.Keys.Key(keys.Options) + " says how, " + p.env.Keys.Key(keys.Back) + " chooses other files"
		}
		if j := jobOf(p.env); j != nil && !j.over() {
			return "another import is under way"
		}
	}
	return ""
}

// whyNotWithout says why no files can be left out.
func (p *Page) whyNotWithout() string {
	switch n := len(p.usable()); {
	case p.step != looking || p.looking.Waiting():
		return "no files are known that cannot be read"
	case n == len(p.files):
		return "every file can be read"
	case n == 0:
		return "none of the files can be read"
	}
	return ""
}

// Do implements page.Page.
func (p *Page) Do(a keys.Action) tea.Cmd {
	if a == keys.Options {
		return p.optionsMenu()
	}
	switch p.step {
	case choosing:
		return p.doChoosing(a)
	case importing:
		if a == keys.Left {
			return page.Tell(page.Close{})
		}
		return nil
	}
	if p.doTable(a) {
		return nil
	}
	switch a {
	case keys.Open:
		if p.step == looking {
			return p.askStart()
		}
		return page.Open(page.Place{Page: page.Queue, Ref: p.query()})
	case keys.Toggle:
		p.without = !p.without
		p.show()
	case keys.NextTab:
		if p.focus == onFiles && len(p.files) > 1 {
			p.focus = onDetail // as it stands, before anything else is shown there
			return nil
		}
		p.tab, p.focus = (p.tab+1)%tabs, onDetail
	case keys.PrevTab:
		p.tab, p.focus = (p.tab+tabs-1)%tabs, onDetail
	case keys.Right:
		p.focus = onDetail
	case keys.Left:
		if p.focus == onDetail && len(p.files) > 1 {
			p.focus = onFiles
			return nil
		}
		return p.leave()
	case keys.Inspect:
		return p.inspect()
	case keys.Copy:
		return p.copy()
	}
	return nil
}

// doTable moves the cursor of the part that has the keyboard.
func (p *Page) doTable(a keys.Action) bool {
	if p.focus == onDetail {
		return p.detail[p.tab].Do(a)
	}
	if !p.sheet.Do(a) {
		return false
	}
	p.showDetail()
	return true
}

// query finds the accounts of the files that were imported.
func (p *Page) query() model.Untrusted {
	const most = 8 // of a query that somebody can read
	if len(p.files) > most {
		return ""
	}
	var names []string
	for i := range p.files {
		l := p.files[i].loaded
		if l == nil || strings.ContainsFunc(string(l.Name), func(r rune) bool { return r < ' ' || r == '"' || r == '\\' || r == '*' || r > '~' }) {
			return ""
		}
		names = append(names, `"`+string(l.Name)+`"`)
	}
	return model.Untrusted("source:" + strings.Join(names, ","))
}

// copy copies what the cursor is on.
func (p *Page) copy() tea.Cmd {
	f := p.current()
	if f == nil {
		return nil
	}
	if f.err != nil {
		if _, mapping := suggestion(f.err); mapping != "" {
			return page.Tell(page.Copy{Text: model.Untrusted(mapping), Lines: true})
		}
	}
	i := p.detail[p.tab].Cursor()
	rejects, _, _ := f.rejects()
	switch {
	case p.focus == onFiles || f.glance == nil:
	case p.tab == tabFields && i < len(f.glance.Columns):
		return page.Tell(page.Copy{Text: f.glance.Columns[i].Name})
	case p.tab == tabRows && i < len(f.glance.Rows):
		return page.Tell(page.Copy{Text: f.glance.Rows[i].Account.ID.String()})
	case p.tab == tabRejects && i < len(rejects):
		return page.Tell(page.Copy{Text: rejects[i].Raw})
	case p.tab == tabNotes && i < len(f.notes()):
		return page.Tell(page.Copy{Text: model.Untrusted(f.notes()[i])})
	}
	return page.Tell(page.Copy{Text: model.Untrusted(f.path)})
}

// Status implements page.Page.
func (p *Page) Status() draw.Line {
	t := p.chooser.table
	switch {
	case p.step == importing:
		return nil
	case p.step != choosing && p.focus == onDetail:
		t = p.detail[p.tab]
	case p.step != choosing:
		t = p.sheet
	}
	if t.Len() == 0 {
		return nil
	}
	at := words.Thousands(t.Cursor()+1) + " of " + words.Thousands(t.Len())
	if n := len(p.chooser.marked); p.step == choosing && n > 0 {
		return draw.T(theme.Key, p.env.Keys.Key(keys.Open)).Add(theme.Dim, " looks at the "+words.Count(n, "marked file")+"  "+at)
	}
	return draw.T(theme.Dim, at)
}

// Click implements page.Clicker.
func (p *Page) Click(x, y int) tea.Cmd {
	switch p.step {
	case choosing:
		return p.clickChooser(x, y)
	case importing:
		return nil
	}
	top := headLines + p.sheetRows()
	switch {
	case y < headLines:
	case y < top:
		p.focus = onFiles
		if hit := p.sheet.Hit(x, y-headLines); hit.Row >= 0 {
			p.sheet.Move(hit.Row)
			p.showDetail()
		}
	case y == top:
		p.clickTab(x)
	default:
		p.focus = onDetail
		t := p.detail[p.tab]
		if hit := t.Hit(x, y-top-detailHead); hit.Row >= 0 {
			if hit.Row == t.Cursor() && p.Why(keys.Inspect) == "" {
				return p.inspect()
			}
			t.Move(hit.Row)
		}
	}
	return nil
}

func (p *Page) clickTab(x int) {
	f := p.current()
	if f == nil {
		return
	}
	at := 1
	for i, title := range p.tabTitles(f) {
		next := at + text.Width(title) + 2 + tabGap
		if x >= at && x < next {
			p.tab, p.focus = tab(i), onDetail
			return
		}
		at = next
	}
}

func (p *Page) clickChooser(x, y int) tea.Cmd {
	c := &p.chooser
	if y < headLines {
		if y == 1 {
			p.startTyping()
		}
		return nil
	}
	if x >= p.listWidth() {
		return nil
	}
	hit := c.table.Hit(x, y-headLines)
	switch {
	case hit.Column != nil:
		return p.sortBy(hit.Column.Sort)
	case hit.Row >= 0 && hit.Row == c.table.Cursor():
		return p.openRow()
	case hit.Row >= 0:
		c.table.Move(hit.Row)
		return p.peek()
	}
	return nil
}

// Wheel implements page.Clicker.
func (p *Page) Wheel(_, y, delta int) tea.Cmd {
	switch {
	case p.step == choosing:
		p.chooser.table.Scroll(delta)
		return p.peek()
	case p.step == importing:
	case y < headLines+p.sheetRows():
		p.sheet.Scroll(delta)
		p.showDetail()
	default:
		p.detail[p.tab].Scroll(delta)
	}
	return nil
}
