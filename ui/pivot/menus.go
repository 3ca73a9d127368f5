package pivot

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/clip"
	"github.com/seed-28a39f10/clew/ui/inspect"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/words"
)

// onlyLeads narrows the identifiers to those that others carry too.
const onlyLeads = "shared"

// chosenMsg is what a menu brings to the page that showed it: every page gets every
// message, and several may be of this package.
type chosenMsg struct {
	to *Page
	do func() tea.Cmd
}

func (p *Page) choice(do func() tea.Cmd) tea.Cmd { return page.Tell(chosenMsg{p, do}) }

// choose takes what is chosen from a place; what it does not know it leaves out.
func (p *Page) choose(place page.Place) {
	for word := range strings.SplitSeq(place.Tab, ",") {
		name, value, _ := strings.Cut(word, "=")
		switch name {
		case "expand":
			p.expanded = true
		case "state":
			p.state = value
		case "kind":
			p.kind = value
		case "least":
			for c := evidence.Possible; c <= evidence.Certain; c++ {
				if c.String() == value {
					p.least = c
				}
			}
		}
	}
	key, dir, _ := strings.Cut(place.Sort, ":")
	if key == byStrength {
		p.sort = store.Sort{Key: byStrength, Desc: dir != "asc"}
	} else if sort, err := store.ParseSort(place.Sort); err == nil && key != "" {
		p.sort = sort
	}
}

// chosen is the same as the Tab of a place.
func (p *Page) chosen() string {
	var on []string
	if p.expanded {
		on = append(on, "expand")
	}
	if p.least > evidence.Weak {
		on = append(on, "least="+p.least.String())
	}
	if p.state != "" {
		on = append(on, "state="+p.state)
	}
	if p.kind != "" {
		on = append(on, "kind="+p.kind)
	}
	return strings.Join(on, ",")
}

func (p *Page) sortText() string {
	switch {
	case p.sort.Key == "":
		return ""
	case p.sort.Desc:
		return p.sort.Key + ":desc"
	}
	return p.sort.Key + ":asc"
}

// sortBy sorts by a key, and turns the order round where it is the key already.
func (p *Page) sortBy(key string) tea.Cmd {
	now := p.order()
	next, err := store.ParseSort(key)
	if key == byStrength {
		next, err = store.Sort{Key: key, Desc: true}, nil
	}
	if err != nil {
		return page.Fail(err)
	}
	if now.Key == key {
		next.Desc = !now.Desc
	}
	p.sort = next
	return p.arrange()
}

func (p *Page) sortMenu() tea.Cmd {
	var items []overlay.Item
	now := p.order().Key
	add := func(key, about string) {
		items = append(items, overlay.SortItem(key, about, key == now, p.choice(func() tea.Cmd { return p.sortBy(key) })))
	}
	add(byStrength, p.measured())
	for _, key := range store.SortKeys {
		add(key, "")
	}
	return page.Tell(page.Show{Overlay: &overlay.Menu{Env: p.env, Title: "Sort the holders by", Items: items, Search: true}})
}

// measured says from where strength is measured.
func (p *Page) measured() string {
	if p.links == nil || !p.links.has {
		return "strength of the link"
	}
	return "strength of the link to " + words.Who(p.links.to)
}

// statesMsg is how many holders are in each state.
type statesMsg struct{ states []store.Facet }

func (p *Page) countStates() tea.Cmd {
	s, ords := p.store, p.holders()
	return page.Ask(&p.counting, func(ctx context.Context) (m statesMsg, err error) {
		if len(ords) > 0 {
			m.states, err = s.Facets(ctx, setOf(s.Len(), ords), "state")
		}
		return m, err
	})
}

func (p *Page) narrowMenu(m statesMsg) tea.Cmd {
	var items []overlay.Item
	kind := func(key, count, label, kind string) {
		note := ""
		if kind == p.kind {
			note = "chosen"
		}
		items = append(items, overlay.Item{Group: "identifiers", Key: count, Label: label, Note: note, Run: p.choice(func() tea.Cmd {
			p.kind = kind
			p.showCarried()
			return nil
		})})
	}
	all := p.carrier.list
	count := func(in func(*carried) bool) string {
		n := 0
		for i := range all {
			if in(&all[i]) {
				n++
			}
		}
		return words.Thousands(n)
	}
	kind("", words.Thousands(len(all)), "all", "")
	kind("", count((*carried).leads), "only what others carry too", onlyLeads)
	var kinds []string
	for _, c := range all {
		if k := c.kind.String(); !slices.Contains(kinds, k) {
			kinds = append(kinds, k)
		}
	}
	slices.Sort(kinds)
	for _, k := range kinds {
		kind("", count(func(c *carried) bool { return c.kind.String() == k }), k, k)
	}
	state := func(count int, label, state string) {
		note := ""
		if state == p.state {
			note = "chosen"
		}
		items = append(items, overlay.Item{Group: "holders", Key: words.Thousands(count), Label: label, Note: note, Run: p.choice(func() tea.Cmd {
			p.state = state
			return p.arrange()
		})})
	}
	if p.listed() {
		state(len(p.holders()), "in any state", "")
	}
	for _, f := range m.states {
		state(f.Count, text.Display(f.Value), string(f.Value))
	}
	return page.Tell(page.Show{Overlay: &overlay.Menu{Env: p.env, Title: "Narrow", Items: items, Search: true}})
}

func (p *Page) copyMenu() tea.Cmd {
	var m clip.Menu
	kind, _, _ := strings.Cut(string(p.here()), ":")
	m.Identifier("value of the page", kind, p.value())
	m.Value("the same with its kind", p.here())
	if c, ok := p.identifier(); ok {
		m.Identifier("identifier under the cursor", c.kind.String(), c.value)
	}
	if r, ok := p.current(); ok {
		m.Value("account id", r.ID.String())
		m.Value("user name", r.Username)
		m.Identifier("e-mail", model.KindEmail.String(), r.Email)
		m.Value("display name", r.DisplayName)
	}
	if p.onIDs {
		m.Row(p.ids)
	} else {
		m.Row(p.table)
	}
	return m.Show(p.env)
}

// inspect looks into the identifier under the cursor, or else into the page's value.
func (p *Page) inspect() tea.Cmd {
	kind, value := "value", p.value()
	if p.found != nil {
		kind = p.found.kind.String()
	}
	if c, ok := p.identifier(); p.onIDs && ok {
		kind, value = c.kind.String(), c.value
	}
	return page.Tell(page.Show{Overlay: inspect.Inspect(p.env, kind, value)})
}
