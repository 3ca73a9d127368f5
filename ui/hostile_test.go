package ui_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

// evil makes an investigation of accounts that carry hostile texts in every field.
// Each shares a device and a wallet with its neighbours, so that there are links and
// rings of them.
func evil(t *testing.T, texts []string) *store.DB {
	rows := make([]model.Row, 0, len(texts))
	for i, s := range texts {
		if s == "" {
			continue
		}
		u := model.Untrusted(s)
		short := u[:min(len(u), 4000)]
		at := model.Time{Milli: 1_760_000_000_000 + int64(i)*3_600_000}
		rows = append(rows, model.Row{
			Account: model.Account{
				ID: model.AccountID{Platform: "outlook", Native: model.Untrusted(fmt.Sprintf("%04d-", i)) + short},
				Facts: []model.Fact{{Field: model.FieldUsername, Value: short}, {Field: model.FieldDisplayName, Value: short}, {Field: model.FieldEmail, Value: short},
					{Field: model.FieldBio, Value: short}, {Field: model.FieldEmployer, Value: short}, {Field: model.FieldTimezone, Value: short}, {Field: model.FieldCity, Value: short}},
				Identifiers: []model.Identifier{
					{Kind: model.KindDevice, Value: model.Untrusted(fmt.Sprintf("dev-%d-", i/3)) + short[:min(len(short), 20)], FirstSeen: at},
					{Kind: model.KindPayment, Value: model.Untrusted(fmt.Sprintf("pay-%d", i/3))},
					{Kind: model.KindName, Value: short}, {Kind: model.KindUsername, Value: short},
				},
				Flags:     []model.Flag{{Source: short, Reason: short, Score: uint8(i % 100), Time: at}},
				Signals:   []model.Signal{{Code: "NET-VPN", Facts: short, Counter: short, Severity: 2}},
				CreatedAt: at, FirstSeen: at, LastSeen: at,
			},
			Raw: u,
			Events: []model.Event{{ID: model.Untrusted(fmt.Sprint(i)), Time: at, Action: short, IP: "198.51.100.7", DeviceID: short, UserAgent: short, ASOrg: short,
				City: short, ClientApp: short, Result: model.ResultSuccess}},
		})
	}
	db := uitest.Made(t, rows)
	for i, r := range rows {
		if i%7 != 0 {
			continue
		}
		if _, err := db.Act(t.Context(), "kim", store.NewKey(), workflow.AddNote{On: workflow.OnAccount(r.Account.ID), Text: model.Untrusted("note " + strings.ToValidUTF8(string(r.Account.Facts[0].Value), "?"))}); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

// checked is the workbench, held after every frame to its promises: exactly as large
// as the window, and nothing in it but what the theme writes.
type checked struct {
	*ui.Root
	t    *testing.T
	w, h int
	did  string // the last thing that was done, for the message
}

func (c *checked) Update(m tea.Msg) (tea.Model, tea.Cmd) {
	if s, ok := m.(tea.WindowSizeMsg); ok {
		c.w, c.h = s.Width, s.Height
	}
	_, cmd := c.Root.Update(m)
	return c, cmd
}

func (c *checked) View() tea.View {
	v := c.Root.View()
	if v.Content == "" {
		return v
	}
	lines := strings.Split(v.Content, "\n")
	if len(lines) != c.h {
		c.t.Errorf("after %s: %d lines in a window of %dx%d, %s", c.did, len(lines), c.w, c.h, c.Root.Dump())
	}
	for i, l := range lines {
		if w := c.Root.Method().StringWidth(l); w != c.w {
			c.t.Errorf("after %s: line %d has %d columns in a window of %dx%d, %s: %q", c.did, i, w, c.w, c.h, c.Root.Dump(), l)
		}
	}
	if err := uitest.Scan([]byte(v.Content)); err != nil {
		c.t.Errorf("after %s: %v, %s", c.did, err, c.Root.Dump())
	}
	return v
}

// tourOf is where the hostile test goes: every page, and on each what shows most.
func tourOf(s *uitest.Screen, c *checked) {
	do := func(what string, keys ...string) {
		c.did = what
		s.Press(keys...)
	}
	do("moving in the queue", "down", "pgdown", "pgup", "space", "down", "space")
	do("columns", "C", "down", "space", "enter")
	do("facets", "f", "esc")
	do("queues", "o", "esc")
	do("copying", "Y", "esc", "y")
	do("help", "?", "pgdown", "esc")
	do("messages", "L", "esc")
	do("compare", "c", "down", "down", "pgdown", "esc")
	do("path", "w", "down", "esc")
	do("account", "esc", "enter")
	for range 8 {
		do("a tab of the account", "tab", "down", "down", "pgdown")
		do("inspect", "i", "pgdown", "esc")
	}
	do("next account", "J", "J")
	do("identifiers", "esc", "p", "down", "down", "enter")
	do("pivot", "down", "tab", "down", "enter", "down", "tab", "[", "]")
	do("trail", "T", "esc")
	do("ring", "1", "r")
	for range 4 {
		do("a view of the ring", "t", "down", "right", "down", "x")
	}
	do("rings", "2", "down", "enter")
	do("dashboard", "3", "down", "pgdown")
	do("import", "4", "down", "esc")
	do("bookmarks", "b", "B", "esc")
	do("a new case", "1", "e", "enter")
	s.Type("a case")
	do("the case", "ctrl+s", "5", "enter")
	for range 8 {
		do("a tab of the case", "tab", "down")
	}
	do("the boxes of a case", "E", "esc", "F", "esc", "r", "esc", "w", "esc", "Y", "esc")
	do("back to the queue", "1")
}

func TestHostileEverywhere(t *testing.T) {
	texts := uitest.Hostile(t, !testing.Short())
	for _, width := range []int{60, 80, 200} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			db := evil(t, texts)
			for _, wall := range []bool{true, false} {
				synctest.Test(t, func(t *testing.T) {
					var opts []uitest.Option
					if !wall {
						opts = append(opts, uitest.WithoutWall())
					}
					c := &checked{Root: ui.New(options(db)), t: t}
					s := uitest.Start(t, c, width, 24+width/6, opts...)
					tourOf(s, c)
					// Every account's row, name and preview.
					for range len(texts)/(20+width/6) + 1 {
						s.Press("pgdown")
					}
					if err := s.Quit(); err != nil {
						t.Error(err)
					}
					if err := uitest.Scan(s.Sent()); err != nil {
						t.Errorf("the terminal got %v", err)
					}
				})
			}
		})
	}
}

// careless is a page that was written without the first wall.
type careless struct {
	texts []string
	w, h  int
	from  int
}

func (p *careless) Title() string          { return p.texts[p.from%len(p.texts)] }
func (p *careless) Place() page.Place      { return page.Place{} }
func (p *careless) Init() tea.Cmd          { return nil }
func (p *careless) Update(tea.Msg) tea.Cmd { return nil }
func (p *careless) Actions() []keys.Action { return []keys.Action{keys.Down, keys.Inspect} }
func (p *careless) Why(keys.Action) string { return "" }
func (p *careless) Size(w, h int)          { p.w, p.h = w, h }
func (p *careless) Status() draw.Line      { return draw.Plain(p.Title()) }
func (p *careless) Do(keys.Action) tea.Cmd {
	p.from += p.h
	return tea.Batch(page.Notice(page.Failure, p.Title()))
}

func (p *careless) View() draw.Block {
	var out draw.Block
	for i := range p.h {
		out = append(out, p.texts[(p.from+i)%len(p.texts)])
	}
	return out
}

// A page that forgets the first wall neither crashes the program nor gets anything
// past the second.
func TestSecondWallAlone(t *testing.T) {
	texts := uitest.Hostile(t, !testing.Short())
	db := uitest.Demo(t)
	synctest.Test(t, func(t *testing.T) {
		root := ui.New(options(db))
		s := uitest.Start(t, root, 100, 40)
		p := &careless{texts: texts}
		s.Send(ui.PushForTest(p))
		for range len(texts)/30 + 2 {
			s.Press("j")
		}
		if err := s.Quit(); err != nil {
			t.Error(err)
		}
		if err := uitest.Scan(s.Sent()); err != nil {
			t.Errorf("the terminal got %v", err)
		}
		if !bytes.Contains(s.Sent(), []byte("Clew")) {
			t.Error("nothing was drawn at all")
		}
	})
}
