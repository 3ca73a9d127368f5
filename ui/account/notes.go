package account

import (
	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// mostNoteLines is how many lines of one note are shown.
const mostNoteLines = 400

// notes is the tab of what investigators wrote. Notes are only ever added.
type notes struct {
	roll
	page *Page
}

func (n *notes) name() string { return "notes" }

func (n *notes) count() int {
	if n.page.account == nil {
		return -1
	}
	return len(n.page.account.Notes)
}

func (n *notes) rebuild() {
	var list []entry
	for i, note := range n.page.account.Notes {
		var lines []draw.Line
		if i > 0 {
			list = append(list, entry{rest: true, lines: wrapped(0, nil)})
		}
		lines = append(lines, draw.T(theme.Head, words.Clean(note.Author)).Add(theme.Dim, "  "+words.Minute(note.Time)+" UTC"))
		for _, l := range text.Lines(note.Text, mostNoteLines) {
			lines = append(lines, draw.Plain(l))
		}
		list = append(list, entry{values: []value{{"note", note.Text, ""}}, lines: wrapped(0, lines...)})
	}
	if list == nil {
		list = []entry{{rest: true, lines: wrapped(0, draw.T(theme.Dim, "Nobody has written anything about it; 'clew note' does."))}}
	}
	n.set(list)
}

func (n *notes) open() (func() tea.Cmd, string) { return nil, "a note opens nothing" }

func (n *notes) click(x, y int) tea.Cmd {
	if i := n.hit(x, y); i >= 0 && !n.entry(i).rest {
		n.to(i, 1)
	}
	return nil
}
