package queue

import (
	"context"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// facetFields are offered by the facets, in this order.
var facetFields = []string{"state", "signal", "tag", "domain", "country", "platform", "source", "claimed_by"}

// mostFacets is how many values of a field are offered.
const mostFacets = 200

// facets counts the values of what is found.
func (q *Page) facets() tea.Cmd {
	if q.found == nil {
		return nil
	}
	s, set := q.store, q.found.Set()
	return page.Ask(&q.looking, func(ctx context.Context) (facetsMsg, error) {
		m := facetsMsg{fields: facetFields, values: map[string][]store.Facet{}}
		for _, f := range facetFields {
			values, err := s.Facets(ctx, set, f)
			if err != nil {
				return m, err
			}
			m.values[f] = values
		}
		return m, nil
	})
}

func (q *Page) showFacets(msg page.Answer[facetsMsg]) tea.Cmd {
	if !page.Takes(&q.looking, msg) {
		return nil
	}
	if msg.Err != nil {
		return page.Fail(msg.Err)
	}
	var items []overlay.Item
	most := 0
	for _, values := range msg.Value.values {
		for _, v := range values {
			most = max(most, len(words.Thousands(v.Count)))
		}
	}
	for _, f := range msg.Value.fields {
		values := msg.Value.values[f]
		for i, v := range values {
			if i == mostFacets {
				break
			}
			items = append(items, overlay.Item{Group: f, Key: fmt.Sprintf("%*s", most, words.Thousands(v.Count)), Label: text.Display(v.Value), Note: f,
				Run: page.Tell(setQuery{text: q.with(f, v.Value)})})
		}
	}
	return page.Tell(page.Show{Overlay: &overlay.Menu{Env: q.env, Title: "Narrow " + words.Count(q.found.Len(), "account") + " to", Items: items, Search: true,
		Empty: "none of them has such a value"}})
}

// with is the query with one more term.
func (q *Page) with(field string, v model.Untrusted) string {
	term := field + ":" + query.Quote(string(v))
	old := strings.TrimSpace(q.bar.field.Value())
	if old == "" {
		return term
	}
	if strings.Contains(strings.ToLower(old), " or ") {
		old = "(" + old + ")"
	}
	return old + " " + term
}

// standing are the queues that every investigation has.
var standing = []page.SavedQueue{
	{Name: "Everything, by score"},
	{Name: "Open, by score", Query: "state:open"},
	{Name: "The worst", Query: "score>=90"},
	{Name: "New in the last week", Query: "flagged<7d", Sort: "flagged:desc"},
	{Name: "Shares a device", Query: "shares:device>=2", Sort: "links:desc"},
	{Name: "Shares a payment", Query: "shares:wallet>=2 or shares:iban>=2 or shares:payment>=2 or shares:paypal>=2"},
	{Name: "Silent: no sign-ins", Query: "events:0"},
}

func (q *Page) queuesMenu() tea.Cmd {
	var items []overlay.Item
	item := func(s page.SavedQueue, group string) overlay.Item {
		order, err := store.ParseSort(s.Sort)
		if err != nil {
			order, _ = store.ParseSort("")
		}
		note := s.Query
		if note == "" {
			note = "all accounts"
		}
		return overlay.Item{Group: group, Label: text.Display(model.Untrusted(s.Name)), Note: text.Display(model.Untrusted(note)),
			Run: page.Tell(setQuery{text: s.Query, name: s.Name, sort: &order})}
	}
	saved := q.env.Prefs.Queues()
	for _, s := range saved {
		items = append(items, item(s, "yours"))
	}
	for _, s := range standing {
		items = append(items, item(s, "always there"))
	}
	for _, s := range saved {
		name := text.Display(model.Untrusted(s.Name))
		items = append(items, overlay.Item{Group: "remove", Label: "remove " + name, Note: text.Display(model.Untrusted(s.Query)),
			Run: page.Tell(page.Show{Overlay: &overlay.Confirm{Env: q.env, Title: "Remove a queue", Yes: "remove it",
				Lines: []draw.Line{draw.Plain("The queue " + name + " is forgotten. No account is touched.")},
				Run:   page.Tell(removeQueue{s.Name})}})})
	}
	return page.Tell(page.Show{Overlay: &overlay.Menu{Env: q.env, Title: "Queues", Items: items, Search: true}})
}

func (q *Page) saveQueue() tea.Cmd {
	text := q.bar.field.Value()
	saved := page.SavedQueue{Query: text, Sort: orderText(q.sort)}
	p := &overlay.Prompt{Env: q.env, Title: "Save this query and order as a queue", Field: overlay.Field{Prompt: "name ", Hint: "what you look for"},
		About: draw.T(theme.Dim, "'"+q.env.Keys.Key(keys.Queues)+"' lists them"),
		Check: func(s string) string {
			switch {
			case strings.TrimSpace(s) == "":
				return "A queue needs a name."
			case slices.ContainsFunc(standing, func(o page.SavedQueue) bool { return o.Name == s }):
				return "A queue that is always there has that name."
			}
			return ""
		},
		Run: func(name string) tea.Cmd {
			s := saved
			s.Name = strings.TrimSpace(name)
			return tea.Sequence(q.env.Prefs.SaveQueue(s), page.Tell(setQuery{text: s.Query, name: s.Name}),
				page.Notice(page.Success, "kept as a queue; '"+q.env.Keys.Key(keys.Queues)+"' lists them"))
		}}
	return page.Tell(page.Show{Overlay: p})
}
