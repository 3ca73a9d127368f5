package audit

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

const (
	namesShown   = 10  // accounts that are named in the pane
	changeWidth  = 300 // columns of a value before or after
	writtenLines = 400 // lines of what somebody wrote
	labelWidth   = 9   // columns of the labels at the left
)

// subjects are the accounts that the entry in the pane is about, as far as they are
// named there.
type subjects struct {
	door  page.Door
	asked uint64 // the entry, plus one
	of    uint64 // the entry that names are of, plus one
	names []store.AccountRow
}

// current is the entry that the cursor is on.
func (p *Page) current() (*entry, bool) {
	row, ok := p.table.Current()
	if !ok {
		return nil, false
	}
	e, ok := p.known[row.ID]
	return &e, ok
}

// look asks for the names of the accounts that the entry under the cursor is about.
func (p *Page) look() tea.Cmd {
	e, ok := p.current()
	if !ok || !p.side() || len(e.Ords) == 0 || p.about.of == e.Index+1 || p.about.door.Waiting() && p.about.asked == e.Index+1 {
		return nil
	}
	s, ords, id := p.store, e.Ords[:min(len(e.Ords), namesShown)], e.Index+1
	p.about.asked = id
	return page.Ask(&p.about.door, func(ctx context.Context) (namesMsg, error) {
		rows, err := s.Listing(ctx, ords)
		return namesMsg{id, rows}, err
	})
}

type namesMsg struct {
	of    uint64
	names []store.AccountRow
}

func (p *Page) named(msg page.Answer[namesMsg]) tea.Cmd {
	if !page.Takes(&p.about.door, msg) {
		return nil
	}
	if msg.Err != nil {
		return page.Fail(msg.Err)
	}
	p.about.of, p.about.names = msg.Value.of, msg.Value.names
	return nil
}

// field begins a line with a label.
func field(label string) draw.Line {
	return draw.T(theme.Dim, label+strings.Repeat(" ", max(labelWidth-text.Width(label), 1)))
}

// whole says everything about an entry; names are of accounts that it is about.
func whole(th *theme.Theme, e *entry, names []store.AccountRow) []draw.Line {
	lines := []draw.Line{draw.T(theme.Title, words.Audit(&e.AuditEntry, e.names)), nil,
		field("entry").Add(theme.Plain, words.Thousands(e.Index)),
		field("time").Add(theme.Plain, e.Time.String())}
	if e.Clock {
		lines = append(lines, field("").Add(theme.Warn, words.ClockWentBack+": the entry before it has a later time"))
	}
	lines = append(lines,
		field("who").Add(theme.Plain, words.Clean(e.Actor)),
		field("action").Add(theme.Plain, words.Clean(e.Action)))
	if e.Subject != "" {
		lines = append(lines, field("about").Add(theme.Plain, words.Brief(e.Subject, changeWidth)))
	}
	lines = append(lines, accountLines(e, names)...)
	if changes := words.AuditChanges(&e.AuditEntry, changeWidth); len(changes) > 0 {
		lines = append(lines, nil, draw.T(theme.Head, "BEFORE AND AFTER"))
		for _, c := range changes {
			lines = append(lines, changeLine(th, c))
		}
	}
	for _, w := range words.AuditWritings(&e.AuditEntry) {
		lines = append(lines, nil, draw.T(theme.Head, strings.ToUpper(w.Field)))
		for _, l := range text.Lines(w.Text, writtenLines) {
			lines = append(lines, draw.Plain(l))
		}
	}
	return append(lines, nil, field("hash").Add(theme.Dim, e.Hash))
}

// accountLines names the first accounts of an entry.
func accountLines(e *entry, names []store.AccountRow) (lines []draw.Line) {
	for _, r := range names {
		lines = append(lines, field("").Add(theme.Plain, words.Who(r)))
	}
	if n := len(e.Ords) - len(names); n > 0 && len(names) > 0 {
		lines = append(lines, field("").Add(theme.Dim, "and "+words.Thousands(n)+" more"))
	}
	return lines
}

// changeLine writes "field: before -> after".
func changeLine(th *theme.Theme, c words.AuditChange) draw.Line {
	or := func(s string) draw.Span {
		if s == "" {
			return draw.Span{Role: theme.Dim, Text: "(nothing)"}
		}
		return draw.Span{Role: theme.Plain, Text: s}
	}
	return draw.Line{{Role: theme.Dim, Text: c.Field + ": "}, or(c.Before), {Role: theme.Dim, Text: " " + th.Glyphs.Arrow + " "}, or(c.After)}
}

// pane draws the entry under the cursor.
func (p *Page) pane(width, height int) draw.Block {
	th := p.env.Theme
	e, ok := p.current()
	if !ok {
		return draw.Box(th, width, height, nil, nil, false, nil)
	}
	var names []store.AccountRow
	if p.about.of == e.Index+1 {
		names = p.about.names
	}
	body := draw.Hanging(th, whole(th, e, names), width-4, labelWidth)
	for i := range body {
		body[i] = " " + body[i] + " "
	}
	if room := height - 2; len(body) > room && room > 0 {
		more := th.Glyphs.Ellipsis + " " + p.env.Keys.Key(keys.NextTab) + " shows all"
		body = append(body[:room-1:room-1], " "+draw.Paint(th, draw.T(theme.Dim, more), width-4, theme.Plain)+" ")
	}
	return draw.Box(th, width, height, draw.T(theme.Title, "entry "+words.Thousands(e.Index)), nil, false, body)
}
