package imports

import (
	"path/filepath"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/words"
)

func (p *Page) startTyping() {
	if c := &p.chooser; !c.typing {
		c.typing, c.from = true, c.dir
	}
}

// Typing implements page.Typer.
func (p *Page) Typing() bool { return p.step == choosing && p.chooser.typing }

// Hints implements page.Hinter.
func (p *Page) Hints() [][2]string {
	return [][2]string{{"enter", "open"}, {"tab", "complete"}, {"up down", "move in the list"}, {"ctrl+u", "clear"}, {"esc", "leave"}}
}

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
	c.enter = false
	switch k.String() {
	case "esc":
		_, _, path := asPath(c.field.Value(), c.from, home())
		c.typing, c.wrong = false, nil
		if path {
			return p.enter(c.from)
		}
		return nil
	case "enter":
		return p.enterTyped()
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
	c.wrong = nil
	dir, _, _ := asPath(c.field.Value(), c.base(), home())
	switch {
	case dir != c.dir:
	case c.reading.Waiting():
		return nil // that it is narrowed comes with the folder, if there is such a one
	default:
		return p.narrow()
	}
	c.dir = dir
	return p.readDir()
}

// enterTyped opens what was typed: a folder, where it ends in one, or what it finds.
// Where that is still being looked for, it is opened when it is there.
func (p *Page) enterTyped() tea.Cmd {
	c := &p.chooser
	if c.enter = c.reading.Waiting() || c.listing.Waiting(); c.enter {
		return nil
	}
	_, name, path := asPath(c.field.Value(), c.from, home())
	e, here := c.current()
	switch {
	case c.wrong != nil:
		return page.Fail(c.wrong)
	case path && name == "":
		c.typing = false
		return p.enter(c.dir)
	case !here:
		return page.Notice(page.Warning, "nothing here is called "+words.Clean(name))
	case path && !e.folder && !e.other && len(c.marked) > 0 && !c.ids[e.id]:
		c.toggle(e) // a file that was named is meant as well
	case strings.TrimSpace(c.field.Value()) == "":
		return p.open()
	}
	return p.openRow()
}

// complete puts the name under the cursor into the field.
func (p *Page) complete() tea.Cmd {
	c := &p.chooser
	e, ok := c.current()
	if !ok || e.name == up || c.reading.Waiting() || c.listing.Waiting() {
		return nil
	}
	typed := strings.TrimSpace(c.field.Value())
	_, name, isPath := asPath(typed, c.base(), home())
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
