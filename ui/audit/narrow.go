package audit

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// tallyMsg is the counts of the log.
type tallyMsg struct{ tally *store.AuditTally }

// setFilter puts a filter in the place of the one that there is.
type setFilter struct{ filter store.AuditFilter }

// narrow counts who is in the log, and with which actions, for the choice of a filter.
func (p *Page) narrow() tea.Cmd {
	s, older := p.store, p.tally
	return page.Ask(&p.tallying, func(ctx context.Context) (tallyMsg, error) {
		t, err := s.AuditTally(ctx, older)
		return tallyMsg{t}, err
	})
}

func (p *Page) tallied(msg page.Answer[tallyMsg]) tea.Cmd {
	if !page.Takes(&p.tallying, msg) {
		return nil
	}
	if msg.Err != nil {
		return page.Fail(msg.Err)
	}
	p.tally = msg.Value.tally
	f := p.filter
	or := func(now, none string) string {
		if now == "" {
			return none
		}
		return "now " + now
	}
	show := func(o page.Overlay) tea.Cmd { return page.Tell(page.Show{Overlay: o}) }
	items := []overlay.Item{
		{Key: "w", Label: "who did it", Note: or(either(f.Actors), "everybody"), Run: show(p.checklist("Entries by", p.tally.Actors, f.Actors, func(f *store.AuditFilter, on []string) { f.Actors = on }))},
		{Key: "a", Label: "action", Note: or(either(f.Actions), "every action"), Run: show(p.checklist("Actions", p.tally.Actions, f.Actions, func(f *store.AuditFilter, on []string) { f.Actions = on }))},
		{Key: "s", Label: "since", Note: or(words.Minute(f.Since), "from the first entry on"), Run: show(p.sinceMenu())},
		{Key: "o", Label: "account", Note: or(words.Clean(f.Account), "whatever it is about"), Run: show(p.askAccount())},
	}
	if !f.IsZero() {
		items = append(items, overlay.Item{Key: "x", Label: "no filter", Note: "every entry", Run: page.Tell(setFilter{})})
	}
	return show(&overlay.Menu{Env: p.env, Title: "Show only entries by", Items: items})
}

// checklist offers values with how often each is in the log; those of the filter that
// are not in it are offered as well.
func (p *Page) checklist(title string, values []store.Facet, on []string, set func(*store.AuditFilter, []string)) page.Overlay {
	c := &overlay.Checklist{Env: p.env, Title: title}
	for _, v := range values {
		c.Choices = append(c.Choices, overlay.Choice{Key: string(v.Value), Label: words.Clean(v.Value), Note: words.Count(v.Count, "entry"), On: slices.Contains(on, string(v.Value))})
	}
	for _, v := range on {
		if !slices.ContainsFunc(values, func(f store.Facet) bool { return string(f.Value) == v }) {
			c.Choices = append(c.Choices, overlay.Choice{Key: v, Label: words.Clean(v), Note: "not in the log", On: true})
		}
	}
	f := p.filter
	c.Run = func(keys []string) tea.Cmd {
		set(&f, keys)
		return page.Tell(setFilter{f})
	}
	return c
}

func (p *Page) sinceMenu() page.Overlay {
	now := p.env.Now().UTC()
	m := &overlay.Menu{Env: p.env, Title: "Entries since"}
	for _, since := range []struct {
		key, label string
		days       int
	}{{"t", "today", 0}, {"y", "yesterday", 1}, {"w", "a week ago", 7}, {"m", "30 days ago", 30}, {"q", "90 days ago", 90}} {
		from := now.Truncate(24*time.Hour).AddDate(0, 0, -since.days)
		f := p.filter
		f.Since = model.TimeOf(from)
		m.Items = append(m.Items, overlay.Item{Key: since.key, Label: since.label, Note: from.Format(time.DateOnly), Run: page.Tell(setFilter{f})})
	}
	f := p.filter
	f.Since = model.Time{}
	m.Items = append(m.Items, overlay.Item{Key: "x", Label: "the first entry", Note: "no bound", Run: page.Tell(setFilter{f})})
	return m
}

func (p *Page) askAccount() page.Overlay {
	prompt := &overlay.Prompt{Env: p.env, Title: "Entries about an account",
		About: draw.T(theme.Dim, "its id, user name or e-mail; nothing for whatever they are about")}
	prompt.Field.Set(string(p.filter.Account))
	f := p.filter
	prompt.Run = func(ref string) tea.Cmd {
		f.Account = model.Untrusted(strings.TrimSpace(ref))
		return page.Tell(setFilter{f})
	}
	return prompt
}
