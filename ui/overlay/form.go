package overlay

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// Option is one choice of a form's field.
type Option struct {
	Value string
	Note  string // clean; shown beside it while it is chosen
}

// FormField is one line of a form: a choice where there are Options, else a text.
type FormField struct {
	Label   string
	Options []Option
	Text    Field
	Needed  bool
	// Check says what is wrong with a text, "" for nothing; it may be nil.
	Check func(string) string
	// Probe looks whether a text will do, where that takes a look at the disk; nil where it will. It
	// is run in a command, when the field is left. It may be nil.
	Probe func(string) error
	// Path is that of a text which is a path; nil where it is none.
	Path *Paths

	chosen int
}

// probed says what a field's Probe found of a text.
type probed struct {
	field *FormField
	text  string
	err   error
}

// Choose has an option chosen, where there is one of that value.
func (f *FormField) Choose(value string) {
	for i, o := range f.Options {
		if o.Value == value {
			f.chosen = i
		}
	}
}

// Value gives what is chosen, or typed without the spaces around it.
func (f *FormField) Value() string {
	if len(f.Options) > 0 {
		return f.Options[f.chosen].Value
	}
	return strings.TrimSpace(f.Text.Value())
}

// Form asks for several things and does one with them. It stays until that has been done:
// what was typed is not lost where it is refused.
type Form struct {
	Env    *page.Env
	Title  string
	Lines  []draw.Line // above the fields
	Fields []*FormField
	Yes    string // what is done, such as "hold 12 accounts"
	// Run gives the command that does it, which brings a [page.Acted].
	Run func(values []string) tea.Cmd

	at      int // the field that has the keyboard; len(Fields) is the button
	wrong   string
	waiting bool
	pasted  time.Time
	rows    []int // of the fields and the button, from the top
	caret   [2]int
}

// Key implements page.Overlay.
func (f *Form) Key(k tea.KeyPressMsg) tea.Cmd {
	if f.waiting {
		return nil
	}
	switch k.String() {
	case "tab", "down":
		return f.to(f.at + 1)
	case "shift+tab", "up":
		return f.to(f.at - 1)
	case "ctrl+s":
		return f.submit()
	case "enter":
		switch {
		case f.at < len(f.Fields):
			return f.to(f.at + 1)
		case k.IsRepeat || f.Env.Now().Sub(f.pasted) < page.AfterPaste:
			return nil // a key that is held down, or pasted, answers no question
		}
		return f.submit()
	}
	if f.at == len(f.Fields) {
		return nil
	}
	f.wrong = ""
	switch field := f.Fields[f.at]; {
	case len(field.Options) > 0:
		field.key(k)
	case field.Path != nil && field.Path.asks(k, &field.Text):
		return field.Path.complete(&field.Text)
	case field.Text.Key(k) && field.Path != nil:
		field.Path.changed()
	}
	return nil
}

// to goes to a field, and has the one that it leaves looked at.
func (f *Form) to(at int) tea.Cmd {
	left := f.at
	f.at = max(0, min(at, len(f.Fields)))
	if left == f.at || left == len(f.Fields) {
		return nil
	}
	field := f.Fields[left]
	text := field.Value()
	if field.Probe == nil || text == "" {
		return nil
	}
	return func() tea.Msg { return probed{field, text, field.Probe(text)} }
}

// key moves among the options, or to the next one that begins with a letter.
func (f *FormField) key(k tea.KeyPressMsg) {
	n := len(f.Options)
	switch s := k.String(); s {
	case "left":
		f.chosen = (f.chosen + n - 1) % n
	case "right", "space":
		f.chosen = (f.chosen + 1) % n
	default:
		for i := 1; i <= n; i++ {
			if at := (f.chosen + i) % n; s != "" && strings.HasPrefix(f.Options[at].Value, s) {
				f.chosen = at
				return
			}
		}
	}
}

// submit does it, or says at which field something is wrong.
func (f *Form) submit() tea.Cmd {
	values := make([]string, len(f.Fields))
	for i, field := range f.Fields {
		values[i] = field.Value()
		switch {
		case field.Needed && values[i] == "":
			f.at, f.wrong = i, field.Label+" is needed"
		case field.Check != nil && field.Check(values[i]) != "":
			f.at, f.wrong = i, field.Check(values[i])
		default:
			continue
		}
		return nil
	}
	f.waiting, f.wrong = true, ""
	return f.Run(values)
}

// Paste implements page.Overlay.
func (f *Form) Paste(s string) tea.Cmd {
	f.pasted = f.Env.Now()
	if f.at < len(f.Fields) && len(f.Fields[f.at].Options) == 0 {
		field := f.Fields[f.at]
		field.Text.Insert(s)
		if field.Path != nil {
			field.Path.changed()
		}
	}
	return nil
}

// Update implements page.Overlay.
func (f *Form) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case probed:
		if msg.err != nil && !f.waiting && slices.Contains(f.Fields, msg.field) && msg.field.Value() == msg.text {
			f.refused(msg.err)
		}
	case page.Answer[*found]:
		for _, field := range f.Fields {
			if field.Path != nil && !f.waiting {
				field.Path.take(&field.Text, msg)
			}
		}
	case page.Acted:
		if !f.waiting {
			return nil
		}
		f.waiting = false
		if msg.Err == nil {
			return page.Tell(page.Hide{})
		}
		f.refused(msg.Err)
	}
	return nil
}

// refused says why something will not do.
func (f *Form) refused(err error) {
	said := page.Problem(err)
	f.wrong = said.Text
	if said.Hint != "" {
		f.wrong += "; " + said.Hint
	}
}

// View implements page.Overlay.
func (f *Form) View(width, height int) draw.Block {
	th := f.Env.Theme
	w := min(width, 96)
	labels := 0
	for _, field := range f.Fields {
		labels = max(labels, text.Width(field.Label))
	}
	labels = min(labels+2, max((w-2)/2, 1))
	body := draw.Paragraphs(th, f.Lines, w-2)
	below := f.below(th, w-2, height-4-len(f.Fields), labels)
	// Room for the fields, the button and what may be wrong comes first.
	if most := height - 5 - len(f.Fields) - len(below); len(body) > max(most, 0) {
		body = body[:max(most, 0)]
	}
	f.rows = f.rows[:0]
	f.caret = [2]int{-1, 0}
	for i, field := range f.Fields {
		role := theme.Dim
		if i == f.at {
			role = theme.Head
		}
		label := draw.Block{draw.Paint(th, draw.T(role, " "+field.Label), labels, theme.Plain)}
		var value string
		if room := w - 2 - labels; len(field.Options) > 0 {
			value = draw.Paint(th, field.line(i == f.at, i != f.at || below == nil), room, theme.Plain)
		} else {
			value = field.Text.View(th, room)
			if i == f.at {
				f.caret = [2]int{1 + labels + field.Text.Caret(), 1 + len(body)}
			}
		}
		f.rows = append(f.rows, len(body))
		body = append(body, draw.Beside(label, draw.Block{value})...)
		if i == f.at {
			body = append(body, below...)
		}
	}
	p := draw.NewPainter(th, w-2, theme.Plain)
	p.Text(theme.Plain, " ")
	role, mark := theme.Plain, " "
	if f.at == len(f.Fields) {
		role, mark = theme.Cursor, th.Glyphs.Cursor
	}
	p.Text(role, " "+mark+f.Yes+" ")
	p.Line(f.hints())
	f.rows = append(f.rows, len(body))
	body = append(body, p.String())
	switch {
	case f.wrong != "":
		body = append(body, draw.Paragraphs(th, []draw.Line{draw.T(theme.Bad, f.wrong)}, w-2)...)
	case f.waiting:
		body = append(body, draw.Paint(th, draw.T(theme.Dim, " working"), w-2, theme.Plain))
	}
	return draw.Box(th, w, min(len(body)+2, height), draw.T(theme.Title, f.Title), nil, true, body)
}

// hints are the keys of the form.
func (f *Form) hints() draw.Line {
	l := draw.Plain("")
	hint := func(key, does string) { l = l.Add(theme.Key, "  "+key).Add(theme.Dim, " "+does) }
	if f.at < len(f.Fields) && f.Fields[f.at].Path != nil {
		hint("ctrl+space", "complete")
	}
	hint("tab", "next")
	hint("ctrl+s", "do it")
	hint("esc", "leave it")
	return l
}

// below is the note of what is chosen where the cursor is, if it does not fit beside it, or
// what a path can go on with.
func (f *Form) below(th *theme.Theme, width, height, labels int) draw.Block {
	if f.at == len(f.Fields) {
		return nil
	}
	indent, room := draw.Block{draw.Paint(th, nil, labels, theme.Plain)}, max(width-labels, 1)
	var out draw.Block
	switch field := f.Fields[f.at]; {
	case field.Path != nil:
		for _, l := range field.Path.lines(height) { // names are cut: one is a line
			out = append(out, draw.Beside(indent, draw.Block{draw.Paint(th, l, room, theme.Plain)})...)
		}
	case len(field.Options) > 0 && field.line(true, true).Width() > width-labels:
		for _, l := range draw.Paragraphs(th, []draw.Line{draw.T(theme.Dim, field.Options[field.chosen].Note)}, room) {
			out = append(out, draw.Beside(indent, draw.Block{l})...)
		}
	}
	return out
}

// line draws a choice with its neighbours hinted at.
func (f *FormField) line(focus, note bool) draw.Line {
	o := f.Options[f.chosen]
	l := draw.T(theme.Input, o.Value)
	if focus && len(f.Options) > 1 {
		l = append(draw.T(theme.Key, "< "), l...).Add(theme.Key, " >").Add(theme.Dim, "  "+count(f.chosen+1, len(f.Options)))
	}
	if o.Note != "" && note {
		l = l.Add(theme.Dim, "  "+o.Note)
	}
	return l
}

// Caret implements page.Overlay.
func (f *Form) Caret() (x, y int, ok bool) { return f.caret[0], f.caret[1], f.caret[0] >= 0 }

// Click implements page.Overlay.
func (f *Form) Click(_, y int) tea.Cmd {
	for i, row := range f.rows {
		if row == y-1 {
			return f.to(i) // enter, or ctrl+s, answers
		}
	}
	return nil
}

// Wheel implements page.Overlay.
func (f *Form) Wheel(int) tea.Cmd { return nil }
