package inspect

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// box is the overlay.
type box struct {
	env   *page.Env
	what  string
	value model.Untrusted
	*anatomy

	top, rows int
}

// Inspect gives the box that takes a value apart; what says what it is, such as
// "display name", and is clean.
func Inspect(env *page.Env, what string, value model.Untrusted) page.Overlay {
	return &box{env: env, what: what, value: value, anatomy: takeApart(value)}
}

// Key implements page.Overlay.
func (b *box) Key(k tea.KeyPressMsg) tea.Cmd {
	switch k.String() {
	case "enter", "q":
		return page.Tell(page.Hide{})
	case "up", "k":
		b.top--
	case "down", "j":
		b.top++
	case "pgup", "ctrl+u", "ctrl+b":
		b.top -= max(b.rows, 1)
	case "pgdown", "ctrl+d", "ctrl+f", "space":
		b.top += max(b.rows, 1)
	case "home", "g":
		b.top = 0
	case "end", "G":
		b.top = len(b.parts)
	case "n":
		b.seek(1)
	case "N", "shift+n":
		b.seek(-1)
	case b.env.Keys.Key(keys.Copy):
		return page.Tell(page.Copy{Text: b.value})
	}
	return nil
}

// seek goes to the next code point that is pointed out; step is 1 or -1.
func (b *box) seek(step int) {
	for i := b.top + step; i >= 0 && i < len(b.parts); i += step {
		if b.parts[i].odd != "" {
			b.top = i
			return
		}
	}
}

// Paste implements page.Overlay.
func (b *box) Paste(string) tea.Cmd { return nil }

// Update implements page.Overlay.
func (b *box) Update(tea.Msg) tea.Cmd { return nil }

// Caret implements page.Overlay.
func (b *box) Caret() (x, y int, ok bool) { return 0, 0, false }

// Click implements page.Overlay.
func (b *box) Click(int, int) tea.Cmd { return nil }

// Wheel implements page.Overlay.
func (b *box) Wheel(delta int) tea.Cmd {
	b.top += delta
	return nil
}

// widest is the width of the box where there is room.
const widest = 96

// mostShown is how many lines the value itself may take.
const mostShown = 4

// View implements page.Overlay.
func (b *box) View(width, height int) draw.Block {
	th := b.env.Theme
	w := min(width, widest)
	inner := w - 4
	if inner < 1 || height < 3 {
		return draw.Box(th, max(w, 1), min(height, 2), nil, nil, true, nil)
	}
	head := draw.Paragraphs(th, []draw.Line{draw.Plain(b.shown)}, inner)
	if most := min(mostShown, max(height/5, 1)); len(head) > most {
		head = append(head[:most-1:most-1], draw.Paint(th, draw.T(theme.Dim, th.Glyphs.Ellipsis+" "+words.Count(b.columns, "column")+" in all"), inner, theme.Plain))
	}
	head = append(head, draw.Paragraphs(th, b.summary(), inner)...)
	head = append(head, draw.Paint(th, nil, inner, theme.Plain), b.titles(th, inner))
	foot := draw.Paint(th, b.help(), inner, theme.Plain)
	// Where room is short the rows have the right of way before the summary's end.
	room := height - 2 - 1
	if least := min(len(b.parts), 3); len(head) > room-least {
		head = head[:max(room-least, 0)]
	}
	b.rows = max(min(room-len(head), len(b.parts)), 0)
	b.top = max(min(b.top, len(b.parts)-b.rows), 0)
	body := head
	for i := b.top; i < b.top+b.rows; i++ {
		body = append(body, b.row(th, i, inner))
	}
	body = append(body, foot)
	for i := range body {
		body[i] = " " + body[i] + " "
	}
	var more draw.Line
	if len(b.parts) > b.rows {
		more = draw.T(theme.Dim, fmt.Sprintf("%s of %s", words.Thousands(b.top+b.rows), words.Thousands(len(b.parts))))
	}
	return draw.Box(th, w, len(body)+2, draw.T(theme.Title, "Inspect: "+b.what), more, true, body)
}

// summary says what the whole is, what is odd about it first said plainly.
func (b *box) summary() []draw.Line {
	size := fmt.Sprintf("%s, %s, %s as shown", words.Count(b.bytes, "byte"), words.Count(b.points, "code point"), words.Count(b.columns, "column"))
	if b.beyond > 0 {
		size += fmt.Sprintf("; the last %s are not looked at", words.Count(b.beyond, "byte"))
	}
	lines := []draw.Line{draw.T(theme.Dim, size)}
	say := func(r theme.Role, s string) { lines = append(lines, draw.T(r, s)) }
	switch {
	case len(b.scripts) == 0:
		say(theme.Dim, "No letters of any script")
	case b.words > 0:
		say(theme.Warn, fmt.Sprintf("Letters of %s within %s: one may look like the other", strings.Join(b.scripts, " and "), words.Count(b.words, "word")))
	case b.mixture:
		say(theme.Info, fmt.Sprintf("Letters of %s, each in words of its own", strings.Join(b.scripts, " and ")))
	default:
		say(theme.Dim, "Script: "+strings.Join(b.scripts, ", "))
	}
	if b.alike != "" {
		say(theme.Warn, "Looks like "+b.alike+" in Latin letters")
	}
	if b.hidden > 0 {
		say(theme.Warn, words.Count(b.hidden, "hidden character"))
	} else {
		say(theme.Dim, "No hidden characters")
	}
	if b.broken > 0 {
		say(theme.Warn, "No UTF-8 in "+words.Count(b.broken, "byte"))
	}
	if b.marks > 0 {
		say(theme.Dim, words.Count(b.marks, "combining mark"))
	}
	if !b.composed {
		say(theme.Info, "Not in form NFC: the same text can be written with other code points")
	}
	return lines
}

func (b *box) help() draw.Line {
	return draw.Line{{Role: theme.Key, Text: "n N"}, {Role: theme.Dim, Text: " next, previous that is pointed out  "},
		{Role: theme.Key, Text: b.env.Keys.Key(keys.Copy)}, {Role: theme.Dim, Text: " copy  "}, {Role: theme.Key, Text: "esc"}, {Role: theme.Dim, Text: " close"}}
}

// The columns of the table of code points.
const (
	indexWidth = 6
	codeWidth  = 9
	shownWidth = 10
	isWidth    = 24
)

func (b *box) titles(th *theme.Theme, width int) string {
	p := draw.NewPainter(th, width, theme.Plain)
	p.Right(theme.Head, "INDEX", indexWidth)
	p.Text(theme.Plain, "  ")
	p.Cell(theme.Head, "CODE", codeWidth)
	p.Cell(theme.Head, "SHOWN", shownWidth)
	p.Text(theme.Plain, "  ")
	p.Text(theme.Head, "WHAT IT IS")
	return p.String()
}

func (b *box) row(th *theme.Theme, i, width int) string {
	part := &b.parts[i]
	role, note := theme.Plain, theme.Dim
	if part.veiled || part.broken || part.strange {
		role, note = theme.Warn, theme.Warn
	}
	p := draw.NewPainter(th, width, theme.Plain)
	p.Right(theme.Dim, words.Thousands(i+1), indexWidth)
	p.Text(theme.Plain, "  ")
	p.Cell(role, part.code(), codeWidth)
	p.Cell(role, part.shown(), shownWidth)
	p.Text(theme.Plain, "  ")
	is := part.is()
	if part.odd == "" {
		p.Text(theme.Plain, is)
		return p.String()
	}
	p.Cell(theme.Plain, is, min(isWidth, p.Left()/2))
	p.Text(theme.Plain, "  ")
	p.Line(draw.T(note, part.odd))
	return p.String()
}
