package imports

import (
	"path/filepath"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui/keys"
)

func (p *Page) startTyping() {
	if c := &p.chooser; !c.typing {
		c.typing, c.from = true, c.dir
	}
}

// Typing implements page.Typer.
func (p *Page) Typing() bool { return p.step == choosing && p.chooser.typing }

// Caret implements page.Typer.
func (p *Page) Caret() (x, y int, ok bool) { return 1 + p.chooser.field.Caret(), 1, p.Typing() }

// Paste implements page.Typer. Several paths, as of files that were dropped on the
// terminal, are looked at at once.
func (p *Page) Paste(s string) tea.Cmd {
	paths := pasted(s)
	absolute := len(paths) > 0 && !slices.ContainsFunc(paths, func(s string) bool { return !filepath.IsAbs(s) })
	switch {
	case absolute && len(paths) > 1:
		p.chooser.typing = false
		return p.chooseByPath(paths)
	case absolute:
		p.chooser.field.Set(paths[0])
	default:
		p.chooser.field.Insert(s)
	}
	return p.typed()
}

// Type implements page.Typer.
func (p *Page) Type(k tea.KeyPressMsg) tea.Cmd {
	c := &p.chooser
	switch k.String() {
	case "esc":
		c.typing = false
		if _, _, ok := asPath(c.field.Value(), c.dir, home()); ok && c.from != "" {
			return p.enter(c.from)
		}
		return nil
	case "enter":
		if c.reading.Waiting() || c.listing.Waiting() {
			return nil // the row under the cursor is not the one that was typed
		}
		return p.openRow()
	case "tab":
		return p.complete()
	case "up":
		c.table.Do(keys.Up)
		return p.peek()
	case "down":
		c.table.Do(keys.Down)
		return p.peek()
	}
	if c.field.Key(k) {
		return p.typed()
	}
	return nil
}

// typed narrows the folder, or reads another one where a path leads there.
func (p *Page) typed() tea.Cmd {
	c := &p.chooser
	dir, name, ok := asPath(c.field.Value(), c.dir, home())
	if !ok || dir == c.dir {
		return p.narrow()
	}
	if v := c.field.Value(); !filepath.IsAbs(v) && !strings.HasPrefix(v, "~") {
		c.field.Set(name) // it is relative to where the list goes now
	}
	c.dir = dir
	return p.readDir()
}

// complete puts the name under the cursor into the field.
func (p *Page) complete() tea.Cmd {
	c := &p.chooser
	e, ok := c.current()
	if !ok || e.name == up || c.reading.Waiting() || c.listing.Waiting() {
		return nil
	}
	typed := c.field.Value()
	_, name, isPath := asPath(typed, c.dir, home())
	before := ""
	if isPath {
		before = strings.TrimSuffix(typed, name)
	}
	if e.folder {
		if !isPath {
			return p.enter(c.path(e))
		}
		c.field.Set(before + e.name + string(filepath.Separator))
	} else {
		c.field.Set(before + e.name)
	}
	return p.typed()
}
