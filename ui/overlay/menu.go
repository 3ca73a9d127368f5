package overlay

import (
	"cmp"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/sahilm/fuzzy"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// Item is one line of a menu.
type Item struct {
	Group string // a heading, where it differs from that of the line before
	Label string
	Key   string // shown before the label; in a menu without search it also chooses
	Note  string // shown after the label
	Why   string // why it cannot be chosen; "" when it can
	Run   tea.Cmd
}

// SortItem offers an order; now says that it is the one that things are in already.
func SortItem(label, about string, now bool, run tea.Cmd) Item {
	if now {
		about += "; chosen again it turns round"
	}
	return Item{Label: label, Note: about, Run: run}
}

// Menu is a list to choose from. With Search, typing narrows it.
type Menu struct {
	Env    *page.Env
	Title  string
	Items  []Item
	Search bool
	Empty  string // what it says when nothing matches
	// Extra offers a choice for what is typed that no item covers; it may be nil.
	Extra func(typed string) []Item

	field  Field
	found  []int // indexes into all
	all    []Item
	cursor int
	top    int
	rows   []int // what each drawn line stands for: an index into found, or -1
	begun  bool
}

func (m *Menu) begin() {
	if !m.begun {
		m.begun = true
		m.field.Hint = "type to find; up and down move, enter chooses"
		m.narrow()
	}
}

// narrow finds the items that match what is typed, the best first, but of those that match alike
// those that can be chosen.
func (m *Menu) narrow() {
	typed := strings.TrimSpace(m.field.Value())
	m.all = m.Items
	if m.Extra != nil && typed != "" {
		m.all = append(m.Extra(typed), m.Items...)
	}
	m.found = m.found[:0]
	m.cursor, m.top = 0, 0
	if typed == "" {
		for i := range m.all {
			m.found = append(m.found, i)
		}
		return
	}
	extra := len(m.all) - len(m.Items)
	for i := range extra {
		m.found = append(m.found, i)
	}
	// First those whose label matches, then those that are only explained by the words. Why
	// something cannot be done is no word for it: "not" would find half of all there is.
	usable := func(from int) {
		slices.SortStableFunc(m.found[from:], func(a, b int) int { return cmp.Compare(m.refusal(a), m.refusal(b)) })
	}
	hit := map[int]bool{}
	for _, h := range fuzzy.FindFrom(typed, labels(m.Items)) {
		hit[h.Index] = true
		m.found = append(m.found, extra+h.Index)
	}
	usable(extra)
	rest := len(m.found)
	for i, it := range m.Items {
		if !hit[i] && strings.Contains(strings.ToLower(it.Note), strings.ToLower(typed)) {
			m.found = append(m.found, extra+i)
		}
	}
	usable(rest)
}

// refusal is 1 for an item that cannot be chosen.
func (m *Menu) refusal(i int) int {
	if m.all[i].Why != "" {
		return 1
	}
	return 0
}

type labels []Item

func (l labels) String(i int) string { return l[i].Label }
func (l labels) Len() int            { return len(l) }

// Key implements page.Overlay.
func (m *Menu) Key(k tea.KeyPressMsg) tea.Cmd {
	m.begin()
	switch s := k.String(); {
	case s == "enter":
		return m.choose(m.cursor)
	case s == "up" || s == "ctrl+p" || s == "shift+tab" || !m.Search && s == "k":
		m.cursor--
	case s == "down" || s == "ctrl+n" || s == "tab" || !m.Search && s == "j":
		m.cursor++
	case s == "pgup" || s == "ctrl+u" && m.field.Value() == "":
		m.cursor -= 10
	case s == "pgdown" || s == "ctrl+d":
		m.cursor += 10
	case s == "home" || !m.Search && s == "g":
		m.cursor = 0
	case s == "end" || !m.Search && s == "G":
		m.cursor = len(m.found) - 1
	case m.Search:
		if m.field.Key(k) {
			m.narrow()
		}
	default:
		for i, n := range m.found {
			if m.all[n].Key == s {
				return m.choose(i)
			}
		}
	}
	m.cursor = max(min(m.cursor, len(m.found)-1), 0)
	return nil
}

func (m *Menu) choose(i int) tea.Cmd {
	if i < 0 || i >= len(m.found) {
		return nil
	}
	item := m.all[m.found[i]]
	if item.Why != "" {
		return page.Notice(page.Warning, item.Label+": "+item.Why)
	}
	return tea.Sequence(page.Tell(page.Hide{}), item.Run)
}

// Paste implements page.Overlay.
func (m *Menu) Paste(s string) tea.Cmd {
	m.begin()
	if m.Search {
		m.field.Insert(s)
		m.narrow()
	}
	return nil
}

// Update implements page.Overlay.
func (m *Menu) Update(tea.Msg) tea.Cmd { return nil }

// View implements page.Overlay.
func (m *Menu) View(width, height int) draw.Block {
	m.begin()
	th := m.Env.Theme
	keyWidth, labelWidth, noteWidth := 0, 0, 0
	for _, it := range m.all {
		keyWidth = max(keyWidth, text.Width(it.Key))
		labelWidth = max(labelWidth, text.Width(it.Label))
		noteWidth = max(noteWidth, text.Width(it.Note), text.Width(it.Why))
	}
	if keyWidth > 0 {
		keyWidth += 2
	}
	keyWidth = min(keyWidth, 16)
	labelWidth = min(labelWidth, 40)
	want := max(4+keyWidth+labelWidth+noteWidth+4, text.Width(m.Title)+8, 30)
	w := min(max(want, 40), width, 100)
	inner := w - 2
	room := height - 2
	about := m.about(th, inner, 2+keyWidth+labelWidth+2)
	if len(about) > 0 && room-len(about) < leastItems {
		about = nil
	}
	room -= len(about)
	var head draw.Block
	if m.Search {
		head = append(head, m.field.View(th, inner), th.Style(theme.Border).Paint(strings.Repeat(th.Glyphs.Horizontal, inner)))
		room -= 2
	}
	// Lines of the list with the headings of groups between.
	type line struct {
		at    int // index into found, -1 for a heading
		group string
	}
	var lines []line
	cursorLine := 0
	for i, n := range m.found {
		g := m.all[n].Group
		if g != "" && (i == 0 || m.all[m.found[i-1]].Group != g) && m.field.Value() == "" {
			lines = append(lines, line{-1, g})
		}
		if i == m.cursor {
			cursorLine = len(lines)
		}
		lines = append(lines, line{i, ""})
	}
	room = max(min(room, max(len(lines), 1)), 1)
	m.top = min(m.top, max(cursorLine-1, 0))
	m.top = max(m.top, cursorLine-room+1, 0)
	body := head
	m.rows = m.rows[:0]
	for range head {
		m.rows = append(m.rows, -1)
	}
	for y := range room {
		i := m.top + y
		switch {
		case i >= len(lines):
			empty := m.Empty
			if y > 0 || len(lines) > 0 {
				empty = ""
			} else if empty == "" {
				empty = "nothing matches"
			}
			body = append(body, draw.Paint(th, draw.T(theme.Dim, "  "+empty), inner, theme.Plain))
			m.rows = append(m.rows, -1)
		case lines[i].at < 0:
			body = append(body, draw.Paint(th, draw.T(theme.Head, " "+strings.ToUpper(lines[i].group)), inner, theme.Plain))
			m.rows = append(m.rows, -1)
		default:
			body = append(body, m.line(th, lines[i].at, inner, keyWidth, labelWidth))
			m.rows = append(m.rows, lines[i].at)
		}
	}
	for _, l := range about {
		body, m.rows = append(body, l), append(m.rows, -1)
	}
	var more draw.Line
	if len(lines) > room {
		more = draw.T(theme.Dim, count(m.cursor+1, len(m.found)))
	}
	return draw.Box(th, w, len(body)+2, draw.T(theme.Title, m.Title), more, true, body)
}

// leastItems is how many lines of a menu there must be beside what is said below it.
const leastItems = 6

// about is what is said below the list where some notes do not fit beside their labels, which
// begin at a column: a rule, and the whole of the note of the item under the cursor. It is as high for
// each item that is found, so that nothing moves with the cursor.
func (m *Menu) about(th *theme.Theme, width, column int) draw.Block {
	whole := func(it *Item) draw.Block {
		note, role := it.Note, theme.Dim
		if it.Why != "" {
			note, role = it.Why, theme.Warn
		}
		if column+text.Width(note) <= width {
			return nil
		}
		return draw.Paragraphs(th, []draw.Line{draw.T(role, note)}, width-2)
	}
	if width < 2*leastItems {
		return nil
	}
	high := 0
	for _, n := range m.found {
		high = max(high, len(whole(&m.all[n])))
	}
	if high == 0 || m.cursor >= len(m.found) {
		return nil
	}
	out := draw.Block{th.Style(theme.Border).Paint(strings.Repeat(th.Glyphs.Horizontal, width))}
	for _, l := range draw.Fill(whole(&m.all[m.found[m.cursor]]), width-2, high) {
		out = append(out, " "+l+" ")
	}
	return out
}

func (m *Menu) line(th *theme.Theme, i, width, keyWidth, labelWidth int) string {
	it := m.all[m.found[i]]
	base, role := theme.Plain, func(r theme.Role) theme.Role { return r }
	glyph := " "
	if i == m.cursor {
		base, role, glyph = theme.Cursor, th.OnCursor, th.Glyphs.Cursor
	}
	p := draw.NewPainter(th, width, base)
	p.Text(role(theme.Focus), glyph+" ")
	if keyWidth > 0 {
		p.Cell(role(theme.Key), it.Key, keyWidth)
	}
	label, note, noteRole := theme.Plain, it.Note, theme.Dim
	if it.Why != "" {
		label, note, noteRole = theme.Dim, it.Why, theme.Warn
	}
	if note == "" {
		p.Text(role(label), it.Label)
		return p.String()
	}
	p.Cell(role(label), it.Label, labelWidth)
	p.Text(theme.Plain, "  ")
	p.Line(draw.T(role(noteRole), note))
	return p.String()
}

// Caret implements page.Overlay.
func (m *Menu) Caret() (x, y int, ok bool) {
	if !m.Search {
		return 0, 0, false
	}
	return 1 + m.field.Caret(), 1, true
}

// Click implements page.Overlay.
func (m *Menu) Click(_, y int) tea.Cmd {
	if i := y - 1; i >= 0 && i < len(m.rows) && m.rows[i] >= 0 {
		m.cursor = m.rows[i]
		return m.choose(m.cursor)
	}
	return nil
}

// Wheel implements page.Overlay.
func (m *Menu) Wheel(delta int) tea.Cmd {
	m.cursor = max(min(m.cursor+delta, len(m.found)-1), 0)
	return nil
}
