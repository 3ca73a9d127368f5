package account

import (
	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	notebook "github.com/seed-28a39f10/clew/ui/notes"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// notes is the tab of what investigators wrote, with what it names. Notes are only ever
// added.
type notes struct {
	roll
	page *Page
	list []notebook.Note
}

func (n *notes) name() string { return "notes" }

func (n *notes) count() int {
	if n.page.account == nil {
		return -1
	}
	return len(n.list)
}

func (n *notes) rebuild() {
	var list []entry
	for i, note := range n.list {
		if i > 0 {
			list = append(list, entry{rest: true, lines: wrapped(0, nil)})
		}
		list = append(list, entry{values: []value{{aNote, note.Text, ""}}, lines: wrapped(0, notebook.Lines(note.Note)...)})
		for _, r := range note.References {
			list = append(list, entry{place: r.Place, values: []value{{"what it names", r.Token, ""}}, lines: wrapped(4, r.Line(n.page.env.Theme))})
		}
	}
	if list == nil {
		write := "Nobody has written anything about it; " + n.page.env.Keys.Key(keys.Note) + " writes a note."
		list = []entry{{rest: true, lines: wrapped(0, draw.T(theme.Dim, write))}}
	}
	n.set(list)
}

func (n *notes) open() (func() tea.Cmd, string) {
	e := n.current()
	if e == nil || e.place.Page == "" {
		return nil, "the cursor is on nothing that a note names"
	}
	return func() tea.Cmd { return page.Open(e.place) }, ""
}

func (n *notes) click(x, y int) tea.Cmd {
	i := n.hit(x, y)
	switch {
	case i < 0 || n.entry(i).rest:
	case i == n.cursor:
		return n.page.open()
	default:
		n.to(i, 1)
	}
	return nil
}
