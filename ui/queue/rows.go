package queue

import (
	"cmp"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/clip"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

func columns() []table.Column {
	return []table.Column{
		{Key: "score", Title: "SCORE", About: "0 to 100, with a bar", Least: 7, Most: 7, Sort: "score", Meter: true},
		{Key: "account", Title: "ACCOUNT", About: "e-mail, or user name, or id", Least: 22, Most: 44, Sort: "email"},
		{Key: "id", Title: "ID", About: "platform:native-id", Least: 16, Most: 40, Sort: "id", Drop: 2, Off: true},
		{Key: "username", Title: "USER NAME", About: "login or user name", Least: 12, Most: 30, Sort: "username", Drop: 3, Off: true},
		{Key: "name", Title: "NAME", About: "display name", Least: 12, Most: 28, Sort: "name", Drop: 4},
		{Key: "country", Title: "CC", About: "claimed country", Least: 2, Most: 2, Drop: 8},
		{Key: "state", Title: "STATE", About: "state of the work", Least: 10, Most: 12, Drop: 7},
		{Key: "links", Title: "SHARES", About: "with how many accounts it shares a value that few carry; not all are links", Least: 8, Most: 8, Right: true, Sort: "links", Drop: 1},
		{Key: "identifiers", Title: "IDS", About: "identifiers it carries", Least: 5, Most: 6, Right: true, Sort: "identifiers", Drop: 9, Off: true},
		{Key: "events", Title: "EVENTS", About: "sign-ins and other acts", Least: 7, Most: 9, Right: true, Sort: "events", Drop: 9},
		{Key: "signals", Title: "SIGNALS", About: "coded observations", Least: 12, Most: 60, Drop: 2},
		{Key: "created", Title: "CREATED", About: "on its platform, UTC", Least: 10, Most: 10, Sort: "created", Drop: 9, Off: true},
		{Key: "flagged", Title: "FLAGGED", About: "first flag, UTC", Least: 10, Most: 10, Sort: "flagged", Drop: 9, Off: true},
		{Key: "first-seen", Title: "FIRST SEEN", About: "UTC", Least: 10, Most: 10, Sort: "first_seen", Drop: 9, Off: true},
		{Key: "last-seen", Title: "LAST SEEN", About: "UTC", Least: 10, Most: 10, Sort: "last_seen", Drop: 6},
		{Key: "tags", Title: "TAGS", About: "of the data and of investigators", Least: 8, Most: 30, Drop: 5},
	}
}

func tableRow(r store.AccountRow, th *theme.Theme) table.Row {
	role := theme.Of(r.Score)
	email := text.Display(cmp.Or(r.Email, r.Username, r.ID.String()))
	links := draw.Span{Role: theme.Plain, Text: words.Thousands(r.Links)}
	if r.Links == 0 {
		links = draw.Span{Role: theme.Dim, Text: "0"}
	}
	cells := []draw.Span{
		{Role: role, Text: meter(th, r.Score)},
		{Role: theme.Plain, Text: email},
		{Role: theme.Dim, Text: text.Display(r.ID.String())},
		{Role: theme.Plain, Text: text.Display(r.Username)},
		{Role: theme.Plain, Text: text.Display(r.DisplayName)},
		{Role: theme.Dim, Text: words.Clean(r.Country)},
		{Role: theme.Dim, Text: words.Clean(r.State)},
		links,
		{Role: theme.Dim, Text: words.Thousands(r.Identifiers)},
		{Role: theme.Dim, Text: words.Thousands(r.Events)},
		{Role: theme.Warn, Text: words.Names(r.Signals)},
		{Role: theme.Dim, Text: words.Day(r.CreatedAt)},
		{Role: theme.Dim, Text: words.Day(r.FlaggedAt)},
		{Role: theme.Dim, Text: words.Day(r.FirstSeen)},
		{Role: theme.Dim, Text: words.Day(r.LastSeen)},
		{Role: theme.Info, Text: words.Names(r.Tags)},
	}
	return table.Row{ID: uint64(r.Ord), Cells: cells}
}

// meter is a score as three cells and a number, so that it is seen without colour.
func meter(th *theme.Theme, score float64) string {
	n := 0
	for _, least := range []float64{1, 40, 70} {
		if score >= least {
			n++
		}
	}
	bar := ""
	for i := range 3 {
		if i < n {
			bar += th.Glyphs.Full
		} else {
			bar += th.Glyphs.Empty
		}
	}
	return bar + fmt.Sprintf(" %3s", words.Score(score))
}

// sortBy sorts by a key, and turns the order round where it is the key already.
func (q *Page) sortBy(key string) tea.Cmd {
	s, err := store.ParseSort(key)
	if err != nil {
		return page.Fail(err)
	}
	if s.Key == q.sort.Key {
		s.Desc = !q.sort.Desc
	}
	q.order(s)
	return q.find(true)
}

func (q *Page) sortMenu() tea.Cmd {
	var items []overlay.Item
	seen := map[string]bool{}
	for _, c := range q.table.Columns() {
		if c.Sort == "" || seen[c.Sort] {
			continue
		}
		seen[c.Sort] = true
		items = append(items, overlay.SortItem(c.Sort, c.About, c.Sort == q.sort.Key, page.Tell(setOrder{c.Sort})))
	}
	return page.Tell(page.Show{Overlay: &overlay.Menu{Env: q.env, Title: "Sort by", Items: items, Search: true}})
}

func (q *Page) columnsMenu() tea.Cmd {
	shown := q.table.Shown()
	var choices []overlay.Choice
	for _, k := range shown {
		choices = append(choices, q.choice(k, true))
	}
	for _, c := range q.table.Columns() {
		if !slices.Contains(shown, c.Key) {
			choices = append(choices, q.choice(c.Key, false))
		}
	}
	return page.Tell(page.Show{Overlay: &overlay.Checklist{Env: q.env, Title: "Columns", Choices: choices,
		Run: func(keys []string) tea.Cmd { return page.Tell(setColumns{keys}) }}})
}

func (q *Page) choice(key string, on bool) overlay.Choice {
	for _, c := range q.table.Columns() {
		if c.Key == key {
			return overlay.Choice{Key: key, Label: c.Title, Note: c.About, On: on}
		}
	}
	return overlay.Choice{Key: key}
}

func (q *Page) copyMenu() tea.Cmd {
	row, ok := q.current()
	if !ok {
		return nil
	}
	var m clip.Menu
	m.Value("account id", row.ID.String())
	m.Identifier("e-mail", model.KindEmail.String(), row.Email)
	m.Value("user name", row.Username)
	m.Value("display name", row.DisplayName)
	m.Row(q.table)
	m.Value("query", model.Untrusted(q.query.String()))
	return m.Show(q.env)
}
