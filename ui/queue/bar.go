package queue

import (
	"errors"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// bar is the query bar: the field, and a line under it that completes, explains or
// says what is wrong.
type bar struct {
	field  overlay.Field
	typing bool
	fresh  bool // the first letter typed replaces what is there
	err    *query.SyntaxError
	means  string // the query in English
	asked  time.Time

	values map[string][]model.Untrusted // of term fields, most frequent first
	offer  offer
}

// fault shows what is wrong with the query; false where the error is not about it.
func (b *bar) fault(err error) bool {
	b.err, b.means = nil, ""
	return errors.As(err, &b.err)
}

func (b *bar) view(th *theme.Theme, width int, counts draw.Line) draw.Block {
	room := width - counts.Width() - 2
	if room < 20 {
		room, counts = width-1, nil
	}
	line := " " + b.field.View(th, room) + draw.Paint(th, append(draw.Plain(" "), counts...), width-1-room, theme.Plain)
	return draw.Block{line, draw.Paint(th, b.under(th, room), width, theme.Plain)}
}

// under is the line below the field.
func (b *bar) under(th *theme.Theme, width int) draw.Line {
	pad := " "
	switch {
	case b.err != nil:
		// Under the column at fault, as far as it is on the screen.
		value := []rune(b.field.Value())
		col := min(max(b.err.Column-1, 0), len(value))
		at := 3 + text.Width(text.Display(model.Untrusted(value[:col])))
		if col == 0 {
			at = 3
		}
		message := th.Glyphs.Up + " " + b.err.Message
		if b.err.Hint != "" {
			message += "; " + b.err.Hint
		}
		if at+text.Width(message) > width {
			at = max(min(at, width-text.Width(message)), 1)
		}
		return draw.Plain(strings.Repeat(" ", at)).Add(theme.Bad, message)
	case b.typing && b.fresh:
		return draw.T(theme.Dim, "   what you type replaces this query; an arrow key changes it")
	case b.typing && len(b.offer.list) > 0:
		l := draw.Line{{Role: theme.Plain, Text: "   "}, {Role: theme.Key, Text: "tab"}, {Role: theme.Dim, Text: " completes: "}}
		for i, c := range b.offer.list {
			role := theme.Dim
			if i == b.offer.at {
				role = theme.Match
			}
			l = l.Add(role, text.Display(model.Untrusted(c.shown))).Add(theme.Plain, "  ")
		}
		return l
	case b.means != "":
		return draw.T(theme.Dim, pad+"  "+text.Display(model.Untrusted(b.means)))
	}
	return nil
}

func (q *Page) startTyping() tea.Cmd {
	q.bar.typing, q.bar.fresh = true, q.bar.field.Value() != ""
	return q.offerMore()
}

// Hints implements page.Hinter.
func (q *Page) Hints() [][2]string {
	return [][2]string{{"enter", "to the list"}, {"tab", "complete"}, {"up down", "move in the list"}, {"ctrl+u", "clear"}, {"esc", "leave"}}
}

// Typing implements page.Typer.
func (q *Page) Typing() bool { return q.bar.typing }

// Caret implements page.Typer.
func (q *Page) Caret() (x, y int, ok bool) { return 1 + q.bar.field.Caret(), 0, q.bar.typing }

// Paste implements page.Typer.
func (q *Page) Paste(s string) tea.Cmd {
	if q.bar.fresh {
		q.bar.field.Set("")
	}
	q.bar.fresh = false
	q.bar.field.Insert(s)
	return q.typed()
}

// Type implements page.Typer.
func (q *Page) Type(k tea.KeyPressMsg) tea.Cmd {
	switch k.String() {
	case "enter", "esc":
		q.bar.typing = false
		q.bar.offer = offer{}
		return nil
	case "tab":
		return q.complete(1)
	case "shift+tab":
		return q.complete(-1)
	case "up":
		q.table.Move(q.table.Cursor() - 1)
		return q.moved()
	case "down":
		q.table.Move(q.table.Cursor() + 1)
		return q.moved()
	case "pgdown":
		q.table.Move(q.table.Cursor() + q.table.Rows())
		return q.moved()
	case "pgup":
		q.table.Move(q.table.Cursor() - q.table.Rows())
		return q.moved()
	}
	fresh := q.bar.fresh
	q.bar.fresh = false
	if fresh && k.Text != "" {
		q.bar.field.Set("")
	}
	if q.bar.field.Key(k) {
		return q.typed()
	}
	return q.offerMore()
}

// typed looks for what is in the field now.
func (q *Page) typed() tea.Cmd {
	q.name, q.only, q.then = "", false, ""
	cmd := q.offerMore()
	if !q.parse() {
		return cmd
	}
	return tea.Batch(cmd, q.findAfter(typingPause, true))
}

// takeValues keeps the values of a field for completion.
func (b *bar) takeValues(d *page.Door, msg page.Answer[valuesMsg]) tea.Cmd {
	if !page.Takes(d, msg) || msg.Err != nil {
		return nil
	}
	if b.values == nil {
		b.values = map[string][]model.Untrusted{}
	}
	b.values[msg.Value.field] = msg.Value.values
	b.offer = b.offers()
	return nil
}
