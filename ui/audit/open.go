package audit

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/clip"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/words"
)

// mostOffered is how many accounts of an entry are offered.
const mostOffered = 500

// openMsg is an entry with the accounts that it is about.
type openMsg struct {
	entry *entry
	rows  []store.AccountRow
}

// open shows what the entry under the cursor is about: its account, or a choice where
// there are several, or the entry whole where it is about none.
func (p *Page) open() tea.Cmd {
	e, ok := p.current()
	if !ok {
		return nil
	}
	if len(e.Ords) == 0 {
		return p.read()
	}
	s := p.store
	return page.Ask(&p.opening, func(ctx context.Context) (openMsg, error) {
		rows, err := s.Listing(ctx, e.Ords[:min(len(e.Ords), mostOffered)])
		return openMsg{e, rows}, err
	})
}

func (p *Page) opened(msg page.Answer[openMsg]) tea.Cmd {
	if !page.Takes(&p.opening, msg) {
		return nil
	}
	if msg.Err != nil {
		return page.Fail(msg.Err)
	}
	e, rows := msg.Value.entry, msg.Value.rows
	if len(rows) == 1 {
		return page.Open(page.Place{Page: page.Account, Ref: rows[0].ID.String()})
	}
	var items []overlay.Item
	group := words.Count(len(e.Ords), "account")
	if n := len(e.Ords) - len(rows); n > 0 {
		group += ", of which these are the first " + words.Thousands(len(rows))
	}
	for _, r := range rows {
		items = append(items, overlay.Item{Group: group, Label: words.Who(r), Note: words.Clean(r.ID.String()),
			Run: page.Open(page.Place{Page: page.Account, Ref: r.ID.String()})})
	}
	return page.Tell(page.Show{Overlay: &overlay.Menu{Env: p.env, Title: "Open", Items: items, Search: len(items) > 10}})
}

// read shows the entry under the cursor whole, over the page.
func (p *Page) read() tea.Cmd {
	e, ok := p.current()
	if !ok {
		return nil
	}
	return page.Tell(page.Show{Overlay: &overlay.Reader{Env: p.env, Title: "entry " + words.Thousands(e.Index) + " of the audit log", Lines: whole(p.env.Theme, e, nil)}})
}

// copyMenu offers what can be copied of an entry.
func (p *Page) copyMenu() tea.Cmd {
	e, ok := p.current()
	if !ok {
		return nil
	}
	var m clip.Menu
	m.Value("hash of the entry", model.Untrusted(e.Hash))
	m.Shown("what was done", words.Audit(&e.AuditEntry, e.names))
	m.Value("who did it", model.Untrusted(e.Actor))
	m.Value("what it is about", e.Subject)
	for _, w := range words.AuditWritings(&e.AuditEntry) {
		m.Note(w.Field, w.Text)
	}
	m.Row(p.table)
	m.Value("root of the log", model.Untrusted(p.proof.head.root))
	m.Value("filter", model.Untrusted(p.bar.field.Value()))
	return m.Show(p.env)
}
