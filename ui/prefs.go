package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui/page"
)

// noPrefs keeps what is chosen for as long as the program runs.
type noPrefs struct {
	columns map[string][]string
	queues  []page.SavedQueue
	marks   []page.Bookmarked
}

func (p *noPrefs) Columns(table string) []string { return p.columns[table] }

func (p *noPrefs) SetColumns(table string, columns []string) tea.Cmd {
	if p.columns == nil {
		p.columns = map[string][]string{}
	}
	p.columns[table] = columns
	return nil
}

func (p *noPrefs) Queues() []page.SavedQueue { return p.queues }

func (p *noPrefs) SaveQueue(q page.SavedQueue) tea.Cmd {
	p.RemoveQueue(q.Name)
	p.queues = append(p.queues, q)
	return nil
}

func (p *noPrefs) RemoveQueue(name string) tea.Cmd {
	p.queues = slices.DeleteFunc(p.queues, func(q page.SavedQueue) bool { return q.Name == name })
	return nil
}

func (p *noPrefs) Bookmarks() []page.Bookmarked { return p.marks }

func (p *noPrefs) Bookmark(b page.Bookmarked) tea.Cmd {
	p.marks = append(p.marks, b)
	return nil
}
