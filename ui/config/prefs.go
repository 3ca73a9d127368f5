package config

import (
	"reflect"
	"slices"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/page"
)

// Prefs is the state of one investigation, as pages see it. It implements page.Prefs.
type Prefs struct {
	state *State
	path  string
}

// Prefs gives the part of the state that is about an investigation, by its absolute
// path.
func (s *State) Prefs(path string) *Prefs { return &Prefs{s, path} }

func (p *Prefs) read(fn func(*chosen)) {
	p.state.mu.Lock()
	defer p.state.mu.Unlock()
	if c := p.state.file.Investigations[p.path]; c != nil {
		fn(c)
	}
}

// Columns implements page.Prefs.
func (p *Prefs) Columns(table string) (columns []string) {
	p.read(func(c *chosen) { columns = slices.Clone(c.Columns[table]) })
	return columns
}

// SetColumns implements page.Prefs.
func (p *Prefs) SetColumns(table string, columns []string) tea.Cmd {
	return p.state.change(p.path, func(c *chosen) {
		if c.Columns == nil {
			c.Columns = map[string][]string{}
		}
		c.Columns[table] = slices.Clone(columns)
	})
}

// Queues implements page.Prefs.
func (p *Prefs) Queues() (queues []page.SavedQueue) {
	p.read(func(c *chosen) { queues = slices.Clone(c.Queues) })
	return queues
}

// SaveQueue implements page.Prefs.
func (p *Prefs) SaveQueue(q page.SavedQueue) tea.Cmd {
	return p.state.change(p.path, func(c *chosen) {
		c.Queues = append(without(c.Queues, q.Name), q)
	})
}

// RemoveQueue implements page.Prefs.
func (p *Prefs) RemoveQueue(name string) tea.Cmd {
	return p.state.change(p.path, func(c *chosen) { c.Queues = without(c.Queues, name) })
}

func without(list []page.SavedQueue, name string) []page.SavedQueue {
	return slices.DeleteFunc(slices.Clone(list), func(q page.SavedQueue) bool { return q.Name == name })
}

// Bookmarks implements page.Prefs.
func (p *Prefs) Bookmarks() (marks []page.Bookmarked) {
	p.read(func(c *chosen) {
		for _, b := range c.Marks {
			marks = append(marks, b.place())
		}
	})
	return marks
}

// Bookmark implements page.Prefs. A place is remembered once, under its last title.
func (p *Prefs) Bookmark(b page.Bookmarked) tea.Cmd {
	return p.state.change(p.path, func(c *chosen) {
		c.Marks = append(slices.DeleteFunc(slices.Clone(c.Marks), func(old bookmark) bool {
			return reflect.DeepEqual(old.place().Place, b.Place)
		}), keep(b))
	})
}

// bookmark is a page.Bookmarked that JSON can carry: where a reference is no UTF-8,
// Exact has the bytes of all of them.
type bookmark struct {
	page.Bookmarked
	Exact [][]byte `json:"exact,omitempty"`
}

func keep(b page.Bookmarked) bookmark {
	kept := bookmark{Bookmarked: b}
	refs := append([]model.Untrusted{b.Place.Ref}, b.Place.Refs...)
	if slices.ContainsFunc(refs, func(r model.Untrusted) bool { return !utf8.ValidString(string(r)) }) {
		for _, r := range refs {
			kept.Exact = append(kept.Exact, []byte(r))
		}
	}
	return kept
}

func (b bookmark) place() page.Bookmarked {
	out := b.Bookmarked
	if len(b.Exact) == len(out.Place.Refs)+1 {
		out.Place.Ref = model.Untrusted(b.Exact[0])
		out.Place.Refs = slices.Clone(out.Place.Refs)
		for i, r := range b.Exact[1:] {
			out.Place.Refs[i] = model.Untrusted(r)
		}
	}
	return out
}
