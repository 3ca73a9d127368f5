package propose

import (
	"context"
	"fmt"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/words"
)

// Page is where a proposal is made, or another version of one.
type Page struct {
	env   *page.Env
	store Store
	place page.Place
	id    uint32 // of the proposal that is changed; 0 for a new one

	ground   *ground // nil until it is there
	err      error   // why it is not
	ahead    *ahead  // of what the store was asked last and has answered; nil for nothing
	aheadErr error
	choices  choices
	lacking  []lack // what is missing, as it was last laid out

	out      map[uint32]bool // accounts that are left out
	left     []*leaving      // the same, as they were left out
	leavings int
	unfolded map[string]bool // classes and leavings of which all accounts are shown
	names    named

	sending bool
	sent    []model.AccountID
	refusal error // why it was refused the last time

	warnings, fields pane
	inTerms          bool // the keyboard is in the terms
	width, height    int

	loading, looking, naming, reading page.Door
}

// New makes the page of a new proposal about the accounts in the place's Refs, or of another
// version of the one whose number is its Ref.
func New(env *page.Env, s Store, at page.Place) page.Page {
	id, _ := strconv.ParseUint(string(at.Ref), 10, 32) // 0 has no accounts, and the page says so
	return &Page{env: env, store: s, place: at, id: uint32(id), out: map[uint32]bool{}, unfolded: map[string]bool{}, names: named{},
		choices: choices{texts: map[field]string{}}, width: 1, height: 1}
}

// Title implements page.Page.
func (p *Page) Title() string {
	if p.id > 0 {
		return fmt.Sprint("Change proposal ", p.id)
	}
	return "Propose"
}

// Place implements page.Page.
func (p *Page) Place() page.Place { return p.place }

// Init implements page.Page.
func (p *Page) Init() tea.Cmd { return p.load() }

// Refresh implements page.Refresher.
func (p *Page) Refresh() tea.Cmd { return p.load() }

// Close implements page.Closer.
func (p *Page) Close() { page.CloseAll(&p.loading, &p.looking, &p.naming, &p.reading) }

// Update implements page.Page.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case page.Answer[*ground]:
		return p.loaded(msg)
	case page.Answer[*ahead]:
		return p.looked(msg)
	case page.Answer[named]:
		return p.gotNames(msg)
	case page.Answer[drafted]:
		return p.gotTexts(msg)
	case chosen:
		if msg.page == p {
			return p.chose(msg)
		}
	case wrote:
		if msg.page == p {
			p.choices.texts[msg.field], p.refusal = msg.text, nil
			p.layOut()
		}
	case closed:
		if msg.page == p {
			return p.readTexts()
		}
	case sending:
		if msg.page == p {
			return p.send(msg)
		}
	case page.Acted:
		return p.acted(msg)
	}
	return nil
}

// Actions implements page.Page.
func (p *Page) Actions() []keys.Action {
	return append([]keys.Action{keys.Propose, keys.Open, keys.Toggle, keys.Mark, keys.NextTab, keys.PrevTab, keys.Ring, keys.Pivot, keys.Left, keys.Right}, table.Moves()...)
}

// spot is what the cursor is on.
func (p *Page) spot() spot {
	if p.inTerms {
		return p.fields.current()
	}
	return p.warnings.current()
}

// Why implements page.Page.
func (p *Page) Why(a keys.Action) string {
	if a == keys.Left {
		return ""
	}
	if p.ground == nil {
		return "the accounts are not there yet"
	}
	s := p.spot()
	switch a {
	case keys.Propose:
		if p.gap() != "" {
			return "" // it leads there
		}
		return p.unready()
	case keys.Toggle:
		if p.inTerms {
			return "accounts are left out in the preview; " + p.env.Keys.Key(keys.NextTab) + " goes there"
		}
		return p.unleavable()
	case keys.Mark:
		if s.evidence == nil {
			return "the cursor is on no evidence"
		}
	case keys.Open:
		switch {
		case s == spot{}:
			return "there is nothing to open here"
		case isText(s.field) && p.reading.Waiting():
			return "the drafts are being read"
		case s.evidence != nil && s.values() == nil:
			return "there is no page of that; " + p.env.Keys.Key(keys.Mark) + " chooses it"
		}
	case keys.Ring:
		if _, ok := s.ring(); !ok {
			return "the cursor is on nothing that is in a ring"
		}
	case keys.Pivot:
		if s.values() == nil {
			return "the cursor is on no value"
		}
	}
	return ""
}

func isText(f field) bool {
	switch f {
	case fieldNote, fieldBenign, fieldAlternatives, fieldSecond:
		return true
	}
	return false
}

// Do implements page.Page.
func (p *Page) Do(a keys.Action) tea.Cmd {
	at := &p.warnings
	if p.inTerms {
		at = &p.fields
	}
	if at.do(a) {
		return nil
	}
	switch a {
	case keys.Propose:
		if f := p.gap(); f != "" {
			return p.lead(f)
		}
		return p.submit()
	case keys.Toggle:
		return p.toggle()
	case keys.Mark:
		return p.mark()
	case keys.Open:
		return p.open()
	case keys.NextTab, keys.PrevTab:
		p.turn(!p.inTerms)
	case keys.Right:
		p.turn(true)
	case keys.Left:
		if !p.inTerms {
			return page.Tell(page.Close{})
		}
		p.turn(false)
	case keys.Ring:
		ord, _ := p.spot().ring()
		return p.to(page.Ring, ord)
	case keys.Pivot:
		return p.pivot()
	}
	return nil
}

func (p *Page) turn(toTerms bool) { p.inTerms = toTerms }

// Escape implements page.Escaper: from the terms back to the preview.
func (p *Page) Escape() (tea.Cmd, bool) {
	if !p.inTerms {
		return nil, false
	}
	p.turn(false)
	return nil, true
}

// open opens what the cursor is on: an account, the rest of a list, a menu or an editor.
func (p *Page) open() tea.Cmd {
	s := p.spot()
	switch {
	case s.account:
		return p.to(page.Account, s.ord)
	case s.class != nil:
		return p.unfold(s.class.key)
	case s.left != nil:
		return p.unfold(s.left.key)
	case s.evidence != nil:
		return p.pivot()
	case s.field == fieldEvidence:
		return p.unfold(allEvidence)
	case isText(s.field):
		return p.write(s.field)
	}
	return p.choose(s.field)
}

func (p *Page) unfold(key string) tea.Cmd {
	p.unfolded[key] = !p.unfolded[key]
	p.layOut()
	return p.name()
}

// to opens the page of an account or of its ring.
func (p *Page) to(name page.Name, ord uint32) tea.Cmd {
	s := p.store
	return func() tea.Msg {
		ids, err := s.IDs(context.Background(), []uint32{ord})
		if err != nil {
			return page.Problem(err)
		}
		return page.Go{Place: page.Place{Page: name, Ref: ids[0].String()}}
	}
}

// pivot opens the page of a value, of which there may be several.
func (p *Page) pivot() tea.Cmd {
	values := p.spot().values()
	if len(values) == 1 {
		return page.Open(page.Place{Page: page.Pivot, Ref: values[0]})
	}
	var items []overlay.Item
	for _, v := range values {
		items = append(items, overlay.Item{Label: words.Clean(v), Run: page.Open(page.Place{Page: page.Pivot, Ref: v})})
	}
	return page.Tell(page.Show{Overlay: &overlay.Menu{Env: p.env, Title: "They rest on each of these", Items: items}})
}

// Subject implements page.Holder.
func (p *Page) Subject() page.Subject {
	if p.ground == nil {
		return page.Subject{}
	}
	s := p.spot()
	sub := page.Subject{Accounts: s.listed()}
	switch {
	case s.account:
		if sub.Title = p.names[s.ord]; sub.Title == "" {
			return page.Subject{}
		}
	case s.class != nil:
		sub.Title = words.Clean(s.class.Text)
	case s.left != nil:
		sub.Title = words.Clean(s.left.text)
	case len(s.values()) == 1:
		sub.Title, sub.Value = words.Clean(s.values()[0]), s.values()[0]
	}
	return sub
}
