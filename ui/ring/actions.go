package ring

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/clip"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/notes"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/words"
)

// Actions implements page.Page.
func (p *Ring) Actions() []keys.Action {
	return append([]keys.Action{keys.Switch, keys.Open, keys.Toggle, keys.Pivot, keys.Mark, keys.Path, keys.Compare, keys.Sort, keys.Narrow, keys.Preview,
		keys.Notes, keys.Copy, keys.CopyMenu, keys.Reverse, keys.NextItem, keys.PrevItem, keys.NextTab, keys.PrevTab, keys.Left, keys.Right}, table.Moves()...)
}

// Why implements page.Page.
func (p *Ring) Why(a keys.Action) string {
	if !p.ready() {
		switch {
		case a == keys.Left || a == keys.NextItem || a == keys.PrevItem:
			return ""
		case p.whole == nil:
			return "the ring is not there yet"
		case a == keys.Open || a == keys.Right:
			return "" // the account that is in no ring
		}
		return words.NoRing
	}
	_, account := p.onAccount()
	v, value := p.onValue()
	switch a {
	case keys.Open, keys.Copy, keys.CopyMenu:
		if !account && !value {
			return "this node stands for several; " + p.env.Keys.Key(keys.Switch) + " lists them"
		}
	case keys.Mark:
		if !account {
			return "marks are of accounts; " + p.env.Keys.Key(keys.Switch) + " shows them"
		}
	case keys.Pivot:
		if !account && !value {
			return "this node stands for several; " + p.env.Keys.Key(keys.Switch) + " lists them"
		}
		return v.untold()
	case keys.Toggle:
		if !value {
			return "choose a value in the matrix or among the values; " + p.env.Keys.Key(keys.Switch) + " shows them"
		}
		return v.untold()
	case keys.Path, keys.Compare:
		return p.tooFewMarked(a)
	case keys.Notes:
		if len(p.whole.notes) == 0 {
			return "nobody has written about this ring; " + p.env.Keys.Key(keys.Note) + " writes a note"
		}
	case keys.Sort, keys.Reverse:
		if p.look != asMembers && p.look != asValues {
			return "this view has an order of its own; " + p.env.Keys.Key(keys.Switch) + " shows the lists"
		}
	}
	return ""
}

// untold says why nothing can be asked about a value; "" when it can, and for none.
func (v *shared) untold() string {
	if v != nil && v.ref == "" {
		return "what this value was is not in the data any more"
	}
	return ""
}

func (p *Ring) tooFewMarked(a keys.Action) string {
	n := len(p.marked())
	if a == keys.Path && n == 2 || a == keys.Compare && n >= 2 && n <= 4 {
		return ""
	}
	want, is := "two to four members", " are marked"
	if a == keys.Path {
		want = "two members"
	}
	if n == 1 {
		is = " is marked"
	}
	return "mark " + want + " with " + p.env.Keys.Key(keys.Mark) + "; " + words.Thousands(n) + is
}

// Do implements page.Page.
func (p *Ring) Do(a keys.Action) tea.Cmd {
	cmd := p.do(a)
	p.arrange()
	return cmd
}

func (p *Ring) do(a keys.Action) tea.Cmd {
	switch a {
	case keys.NextItem:
		return page.Tell(page.Step{Delta: 1})
	case keys.PrevItem:
		return page.Tell(page.Step{Delta: -1})
	}
	if !p.ready() {
		switch a {
		case keys.Left:
			return page.Tell(page.Close{})
		case keys.Open, keys.Right:
			return page.Open(page.Place{Page: page.Account, Ref: p.ref})
		}
		return nil
	}
	if p.move(a) {
		return nil
	}
	switch a {
	case keys.Switch, keys.NextTab:
		p.turn((p.look + 1) % looks)
	case keys.PrevTab:
		p.turn((p.look + looks - 1) % looks)
	case keys.Open, keys.Right:
		return p.open()
	case keys.Left:
		return page.Tell(page.Close{})
	case keys.Pivot:
		return p.pivot()
	case keys.Toggle:
		if v, ok := p.onValue(); ok {
			p.whatif.set(toggled(p.whatif.values, v.ref), p.whatif.files)
			return p.supposed()
		}
	case keys.Narrow:
		return p.filesMenu()
	case keys.Mark:
		p.mark()
	case keys.Path:
		return p.openMarked(page.Path)
	case keys.Compare:
		return p.openMarked(page.Compare)
	case keys.Sort:
		if p.look == asValues {
			return sortMenu(p.env, p, p.values, p.valueOrder)
		}
		return sortMenu(p.env, p, p.members, p.memberOrder)
	case keys.Reverse:
		if p.look == asValues {
			return p.sortBy(p.valueOrder.key)
		}
		return p.sortBy(p.memberOrder.key)
	case keys.Preview:
		return p.preview()
	case keys.Notes:
		return page.Tell(page.Show{Overlay: &overlay.Reader{Env: p.env, Title: "Notes on the ring of " + p.whole.named, Lines: notes.All(p.whole.notes)}})
	case keys.Copy:
		if v, ok := p.onValue(); ok && p.look == asValues {
			return page.Tell(page.Copy{Text: v.Text})
		}
		if m, ok := p.onAccount(); ok {
			return page.Tell(page.Copy{Text: m.ID.String()})
		}
	case keys.CopyMenu:
		return p.copyMenu()
	}
	return nil
}

// move takes the cursor elsewhere; false where the action is no movement in this
// view.
func (p *Ring) move(a keys.Action) bool {
	switch p.look {
	case asMatrix:
		return p.moveInMatrix(a)
	case asPicture:
		return p.moveInPicture(a)
	case asMembers:
		if !p.members.Do(a) {
			return false
		}
	case asValues:
		if !p.values.Do(a) {
			return false
		}
	}
	p.fromTable()
	return true
}

// turn shows another view, with the cursor on the same account and value.
func (p *Ring) turn(to look) {
	p.look = to
	p.follow()
	if to == asPicture && p.ready() && p.picture.net == &p.whole.net {
		p.picture.node = p.whole.net.nodeOf[p.account]
	}
}

// follow puts the cursors of the tables on the account and the value.
func (p *Ring) follow() {
	if !p.ready() {
		return
	}
	moveTo(p.members, uint64(p.whole.members[p.account].Ord))
	if p.value >= 0 {
		moveTo(p.values, uint64(p.whole.values[p.value].Holding.Value))
	}
}

func moveTo(t *table.Table, id uint64) {
	if row, ok := t.Current(); ok && row.ID == id {
		return
	}
	for i := range t.Len() {
		if row, ok := t.At(i); ok && row.ID == id {
			t.Move(i)
			return
		}
	}
}

// fromTable follows the cursor of the table that is shown.
func (p *Ring) fromTable() {
	if p.look == asMembers {
		if row, ok := p.members.Current(); ok {
			p.account = p.whole.at[uint32(row.ID)]
		}
		return
	}
	if row, ok := p.values.Current(); ok {
		p.value = p.whole.byValue[uint32(row.ID)]
	}
}

func (p *Ring) open() tea.Cmd {
	if p.look == asValues {
		return p.pivot()
	}
	m, ok := p.onAccount()
	if !ok {
		return nil
	}
	return page.Open(page.Place{Page: page.Account, Ref: m.ID.String()})
}

// pivot asks who else carries the value, and where there is none under the cursor
// what the account carries.
func (p *Ring) pivot() tea.Cmd {
	if v, ok := p.onValue(); ok {
		if v.ref == "" {
			return nil
		}
		place := page.Place{Page: page.Pivot, Ref: v.ref}
		if m, ok := p.onAccount(); ok && p.whole.holds(p.account, p.value) {
			place.Refs = []model.Untrusted{m.ID.String()}
		}
		return page.Open(place)
	}
	if m, ok := p.onAccount(); ok {
		return page.Open(page.Place{Page: page.Account, Ref: m.ID.String(), Tab: "identifiers"})
	}
	return nil
}

func (p *Ring) mark() {
	m, ok := p.onAccount()
	if !ok {
		return
	}
	if p.marks[m.Ord] {
		delete(p.marks, m.Ord)
	} else {
		p.marks[m.Ord] = true
	}
	p.relabel()
	if p.look != asPicture { // where down is not the next one
		p.move(keys.Down)
	}
}

func (p *Ring) openMarked(name page.Name) tea.Cmd {
	var refs []model.Untrusted
	for _, m := range p.marked() {
		refs = append(refs, m.ID.String())
	}
	return page.Open(page.Place{Page: name, Refs: refs})
}

// preview shows or hides the pane; where there is no room for one it opens what that
// would say.
func (p *Ring) preview() tea.Cmd {
	if p.width >= sideFrom {
		p.hide = !p.hide
		return nil
	}
	var lines []draw.Line
	if f := p.whatif.answer(); f != nil {
		lines = append(append(lines, f.lines...), nil)
	}
	return page.Tell(page.Show{Overlay: &overlay.Reader{Env: p.env, Title: p.Title(), Lines: append(lines, p.facts()...)}})
}

func (p *Ring) copyMenu() tea.Cmd {
	var m clip.Menu
	if a, ok := p.onAccount(); ok {
		m.Value("account id", a.ID.String())
		m.Identifier("e-mail", model.KindEmail.String(), a.Email)
		m.Value("user name", a.Username)
		m.Value("display name", a.DisplayName)
	}
	if v, ok := p.onValue(); ok {
		kind, _, _ := strings.Cut(string(v.ref), ":")
		m.Identifier("value", kind, v.Text)
		m.Value("value with its kind", v.ref)
	}
	switch p.look {
	case asMembers:
		m.Row(p.members)
	case asValues:
		m.Row(p.values)
	}
	ids := make([]model.Untrusted, len(p.whole.members))
	for i, a := range p.whole.members {
		ids[i] = a.ID.String()
	}
	m.List("all members", words.Count(len(ids), "account id")+", one a line", ids)
	return m.Show(p.env)
}
