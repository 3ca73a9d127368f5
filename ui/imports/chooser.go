package imports

import (
	"context"
	"hash/maphash"
	"os"
	"path/filepath"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
)

// sideFrom is the width from which what is understood of the file under the cursor
// stands beside the list.
const sideFrom = 120

// chooser is the list of files.
type chooser struct {
	field  overlay.Field
	typing bool
	table  *table.Table
	seed   maphash.Seed
	order  order

	dir    string   // wanted
	from   string   // where typing began: a path that is typed leads elsewhere on its way
	wrong  error    // with what was typed
	enter  bool     // enter was pressed before what was typed was found
	came   bool     // into another folder, and the cursor belongs on its first entry
	below  string   // or on this one, where the folder was left for the one above
	here   *folder  // read
	shown  []entry  // in the table, in its order
	marked []marked // in the order in which they were
	ids    map[uint64]bool

	reading page.Door
	listing page.Door
	peeking page.Door
	peeked  peek
}

// marked is a file that was chosen.
type marked struct {
	id   uint64
	path string
	size int64
}

type (
	folderMsg  struct{ folder *folder }
	setSortMsg struct {
		page *Page
		key  string
	}
)

func newChooser(dir string) chooser {
	c := chooser{dir: dir, seed: maphash.MakeSeed(), order: order{key: "name"}, ids: map[uint64]bool{}}
	c.field = overlay.Field{Prompt: "/ ", Hint: "type to narrow, or a path; tab completes"}
	c.table = table.New(
		table.Column{Key: "name", Title: "NAME", Least: 20, Sort: "name"},
		table.Column{Key: "size", Title: "SIZE", Least: 8, Most: 8, Right: true, Sort: "size", Drop: 1},
		table.Column{Key: "time", Title: "CHANGED, UTC", Least: 16, Most: 16, Sort: "time", Drop: 2})
	c.table.Focused, c.table.SortKey = true, "name"
	c.table.Marked = func(id uint64) bool { return c.ids[id] }
	return c
}

// path is where an entry of the folder that is shown lies.
func (c *chooser) path(e entry) string { return filepath.Join(c.here.path, e.name) }

// current is the entry under the cursor.
func (c *chooser) current() (entry, bool) {
	if c.here == nil || c.table.Cursor() >= len(c.shown) {
		return entry{}, false
	}
	return c.shown[c.table.Cursor()], true
}

// filter is what narrows the folder.
func (c *chooser) filter() string {
	_, name, _ := asPath(c.field.Value(), c.base(), home())
	return name
}

// base is what a relative path begins at.
func (c *chooser) base() string {
	if c.typing {
		return c.from
	}
	return c.dir
}

func home() string {
	dir, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return dir
}

// readDir reads the folder that is wanted.
func (p *Page) readDir() tea.Cmd {
	dir, seed := p.chooser.dir, p.chooser.seed
	return page.Ask(&p.chooser.reading, func(ctx context.Context) (folderMsg, error) {
		abs, err := filepath.Abs(dir)
		if err != nil {
			return folderMsg{}, folderError(dir, err)
		}
		f, err := readFolder(ctx, abs, seed)
		return folderMsg{f}, err
	})
}

// narrow lists what the field leaves of the folder.
func (p *Page) narrow() tea.Cmd {
	c := &p.chooser
	if c.here == nil {
		return nil
	}
	f, filter, o := c.here, c.filter(), c.order
	return page.Ask(&c.listing, func(context.Context) (listing, error) { return list(f, filter, o), nil })
}

func (p *Page) takeFolder(msg page.Answer[folderMsg]) tea.Cmd {
	c := &p.chooser
	if !page.Takes(&c.reading, msg) {
		return nil
	}
	if msg.Err != nil {
		if c.here != nil {
			c.dir = c.here.path
		}
		if c.typing { // a path that is being typed leads nowhere most of the time
			c.wrong = msg.Err
			if c.enter {
				return p.enterTyped()
			}
			return nil
		}
		return page.Fail(msg.Err)
	}
	f := msg.Value.folder
	if c.here == nil || c.here.path != f.path {
		c.table.Reset(0, 0)
		c.markIDs(f.path)
		c.came, c.below = true, ""
		if c.here != nil && filepath.Dir(c.here.path) == f.path {
			c.below = filepath.Base(c.here.path)
		}
	}
	c.here, c.dir = f, f.path
	deskOf(p.env).folder = f.path
	if _, _, ok := asPath(c.field.Value(), c.from, home()); !ok {
		c.from = f.path
	}
	return p.narrow()
}

func (p *Page) takeListing(msg page.Answer[listing]) tea.Cmd {
	c := &p.chooser
	if !page.Takes(&c.listing, msg) || msg.Value.folder != c.here {
		return nil
	}
	c.shown = msg.Value.entries
	c.table.Set(msg.Value.rows)
	c.table.Empty = "nothing here"
	if c.filter() != "" {
		c.table.Empty = "nothing here is called that"
	}
	if at := msg.Value.cursor; at >= 0 && c.typing {
		c.table.Move(at)
	} else if c.came {
		c.table.Move(c.landing())
	}
	c.came = false
	if c.enter {
		return p.enterTyped()
	}
	return p.peek()
}

// landing is where the cursor belongs in a folder that was just entered: on the folder
// that it came up from, or on the first entry that does not lead up.
func (c *chooser) landing() int {
	if i := slices.IndexFunc(c.shown, func(e entry) bool { return e.name == c.below }); i >= 0 {
		return i
	}
	return max(slices.IndexFunc(c.shown, func(e entry) bool { return e.name != up }), 0)
}

// enter goes into a folder.
func (p *Page) enter(dir string) tea.Cmd {
	p.chooser.dir, p.chooser.wrong = dir, nil
	p.chooser.field.Set("")
	return p.readDir()
}

// open looks at what is marked, wherever the cursor is, or else opens what it is on.
func (p *Page) open() tea.Cmd {
	if c := &p.chooser; len(c.marked) > 0 {
		c.typing = false
		return p.choose(c.marked)
	}
	return p.openRow()
}

// openRow goes into the folder under the cursor, or looks at what is marked, or else
// at the file under the cursor.
func (p *Page) openRow() tea.Cmd {
	c := &p.chooser
	e, ok := c.current()
	if !ok {
		return nil
	}
	if e.folder {
		c.typing = false
		return p.enter(c.path(e))
	}
	c.typing = false
	if len(c.marked) > 0 {
		return p.choose(c.marked)
	}
	if e.other {
		return page.Notice(page.Warning, e.shown+" is no file that can be read")
	}
	return p.choose([]marked{{path: c.path(e), size: e.size}})
}

// toggle marks the entry under the cursor, or not.
func (c *chooser) toggle(e entry) {
	path := c.path(e)
	if i := slices.IndexFunc(c.marked, func(m marked) bool { return m.path == path }); i >= 0 {
		c.marked = slices.Delete(c.marked, i, i+1)
		delete(c.ids, e.id)
		return
	}
	c.marked = append(c.marked, marked{e.id, path, e.size})
	c.ids[e.id] = true
}

// markIDs finds which marked files are in a folder.
func (c *chooser) markIDs(dir string) {
	clear(c.ids)
	for _, m := range c.marked {
		if filepath.Dir(m.path) == dir {
			c.ids[m.id] = true
		}
	}
}

// markShown marks all files that are listed and called as exports are; where all are
// marked already, none.
func (c *chooser) markShown() {
	all := true
	for _, e := range c.shown {
		all = all && (!e.export() || c.ids[e.id])
	}
	for _, e := range c.shown {
		if e.export() && c.ids[e.id] == all {
			c.toggle(e)
		}
	}
}

func (c *chooser) clearMarks() {
	c.marked = nil
	clear(c.ids)
}

func (p *Page) doChoosing(a keys.Action) tea.Cmd {
	c := &p.chooser
	if c.table.Do(a) {
		return p.peek()
	}
	switch a {
	case keys.Open:
		return p.open()
	case keys.Right:
		return p.openRow()
	case keys.Left:
		return p.enter(filepath.Dir(c.dir))
	case keys.Search:
		p.startTyping()
	case keys.Mark:
		if e, ok := c.current(); ok {
			c.toggle(e)
			c.table.Do(keys.Down)
		}
		return p.peek()
	case keys.MarkAll:
		c.markShown()
	case keys.Sort:
		return p.sortMenu()
	case keys.Reverse:
		c.order.desc = !c.order.desc
		c.table.Desc = c.order.desc
		return p.narrow()
	case keys.Copy:
		if e, ok := c.current(); ok {
			return page.Tell(page.Copy{Text: model.Untrusted(c.path(e))})
		}
	}
	return nil
}

func (p *Page) sortMenu() tea.Cmd {
	var items []overlay.Item
	for _, o := range []struct{ key, note string }{{"name", "as it is written"}, {"size", "the largest first when turned round"}, {"time", "when it was last changed"}} {
		items = append(items, overlay.Item{Label: o.key, Note: o.note, Run: page.Tell(setSortMsg{p, o.key})})
	}
	return page.Tell(page.Show{Overlay: &overlay.Menu{Env: p.env, Title: "Sort by", Items: items}})
}

// sortBy sorts by a key, and turns the order round where it is the key already.
func (p *Page) sortBy(key string) tea.Cmd {
	c := &p.chooser
	c.order.desc = key == c.order.key && !c.order.desc
	c.order.key = key
	c.table.SortKey, c.table.Desc = key, c.order.desc
	return p.narrow()
}
