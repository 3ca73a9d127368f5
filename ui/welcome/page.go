package welcome

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// Options are what the page offers.
type Options struct {
	Folder  string   // where the demo and new investigations go
	Recents []Recent // the last first
}

// Do is what was chosen.
type Do uint8

// The choices.
const (
	Open   Do = iota // an investigation that is there
	Create           // a new one, to import files into
	Demo             // the demo, which is made where it is not there yet
)

// Choice is the message that says what was chosen, and where.
type Choice struct {
	Do   Do
	Path string
}

// Page is the first page.
type Page struct {
	env   *page.Env
	o     Options
	table *table.Table
	found []found
	begun bool

	width, height int
	finding       page.Door
}

// New makes the page.
func New(env *page.Env, o Options) *Page {
	p := &Page{env: env, o: o}
	p.table = table.New(
		table.Column{Key: "what", Title: "START WITH", Least: 20, Most: 30},
		table.Column{Key: "about", Title: "", Least: 39, Most: 46},
		table.Column{Key: "where", Title: "WHERE", Least: 20, Drop: 1})
	p.table.Focused = true
	p.fill()
	return p
}

// The rows that are always there, before the investigations.
const (
	rowDemo = iota
	rowNew
	rowPath
	fixedRows
)

func (p *Page) demoPath() string { return filepath.Join(p.o.Folder, "demo"+Suffix) }

// fill makes the rows.
func (p *Page) fill() {
	cell := func(r theme.Role, s string) draw.Span { return draw.Span{Role: r, Text: s} }
	rows := []table.Row{
		{ID: rowDemo, Cells: []draw.Span{cell(theme.Title, "the demo"), cell(theme.Plain, "made-up accounts, and a story to find"), cell(theme.Dim, place(p.demoPath()))}},
		{ID: rowNew, Cells: []draw.Span{cell(theme.Title, "a new investigation"), cell(theme.Plain, "import exports of accounts and sign-ins"), cell(theme.Dim, place(p.o.Folder))}},
		{ID: rowPath, Cells: []draw.Span{cell(theme.Title, "another one"), cell(theme.Plain, "open an investigation by its path")}},
	}
	for i, f := range p.found {
		about := "changed " + p.since(f.changed)
		if f.opened.After(f.changed) {
			about = "opened " + p.since(f.opened)
		}
		rows = append(rows, table.Row{ID: uint64(fixedRows + i), Cells: []draw.Span{cell(theme.Info, name(f.path)), cell(theme.Plain, about), cell(theme.Dim, place(f.path))}})
	}
	p.table.Set(rows)
}

// name is an investigation's, clean.
func name(path string) string { return words.Clean(strings.TrimSuffix(filepath.Base(path), Suffix)) }

// place is a path as people write it, clean.
func place(path string) string {
	if home, err := os.UserHomeDir(); err == nil {
		if rest, ok := strings.CutPrefix(path, home+string(filepath.Separator)); ok {
			return words.Clean("~" + string(filepath.Separator) + rest)
		}
	}
	return words.Clean(path)
}

// since says how long ago a time was.
func (p *Page) since(t time.Time) string {
	ago := p.env.Now().Sub(t)
	switch {
	case ago < time.Minute:
		return "just now"
	case ago < time.Hour:
		return words.Count(int(ago/time.Minute), "minute") + " ago"
	case ago < 48*time.Hour:
		return words.Count(int(ago/time.Hour), "hour") + " ago"
	case ago < 60*24*time.Hour:
		return words.Count(int(ago/(24*time.Hour)), "day") + " ago"
	}
	return "on " + t.UTC().Format(time.DateOnly)
}

// Title implements page.Page.
func (p *Page) Title() string { return "Welcome" }

// Place implements page.Page.
func (p *Page) Place() page.Place { return page.Place{Page: page.Welcome} }

// Init implements page.Page.
func (p *Page) Init() tea.Cmd { return p.Refresh() }

// Refresh implements page.Refresher.
func (p *Page) Refresh() tea.Cmd {
	o := p.o
	return page.Ask(&p.finding, func(ctx context.Context) ([]found, error) { return find(ctx, o.Folder, o.Recents) })
}

// Close implements page.Closer.
func (p *Page) Close() { page.CloseAll(&p.finding) }

// Update implements page.Page.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	a, ok := msg.(page.Answer[[]found])
	if !ok || !page.Takes(&p.finding, a) {
		return nil
	}
	p.found = a.Value
	p.fill()
	// Whoever has worked before most likely wants to go on.
	if !p.begun && len(p.found) > 0 && p.table.Cursor() == 0 {
		p.table.Move(fixedRows)
	}
	p.begun = true
	if a.Err != nil {
		return page.Fail(a.Err)
	}
	return nil
}

// Actions implements page.Page.
func (p *Page) Actions() []keys.Action {
	return append([]keys.Action{keys.Open, keys.Copy, keys.Right}, table.Moves()...)
}

// Why implements page.Page.
func (p *Page) Why(a keys.Action) string {
	if a == keys.Copy && p.path() == "" {
		return "there is no path in this row"
	}
	return ""
}

// path is that of the row under the cursor.
func (p *Page) path() string {
	switch i := p.table.Cursor(); {
	case i == rowDemo:
		return p.demoPath()
	case i == rowNew:
		return p.o.Folder
	case i >= fixedRows && i-fixedRows < len(p.found):
		return p.found[i-fixedRows].path
	}
	return ""
}

// Do implements page.Page.
func (p *Page) Do(a keys.Action) tea.Cmd {
	if p.table.Do(a) {
		return nil
	}
	switch a {
	case keys.Open, keys.Right:
		return p.open()
	case keys.Copy:
		return page.Tell(page.Copy{Text: model.Untrusted(p.path())})
	}
	return nil
}

func (p *Page) open() tea.Cmd {
	switch i := p.table.Cursor(); i {
	case rowDemo:
		return page.Tell(Choice{Demo, p.demoPath()})
	case rowNew:
		return p.askName()
	case rowPath:
		return p.askPath()
	}
	if path := p.path(); path != "" {
		return page.Tell(Choice{Open, path})
	}
	return nil
}

// askName asks what a new investigation is called.
func (p *Page) askName() tea.Cmd {
	return page.Tell(page.Show{Overlay: &overlay.Prompt{Env: p.env, Title: "A new investigation", Field: overlay.Field{Prompt: "name ", Hint: "such as jasper"},
		About: draw.T(theme.Dim, "It is stored in "+place(p.o.Folder)+" as NAME"+Suffix+". Files are chosen next."),
		Check: p.checkName,
		Run: func(s string) tea.Cmd {
			return page.Tell(Choice{Create, p.newPath(s)})
		}}})
}

func (p *Page) newPath(name string) string {
	return filepath.Join(p.o.Folder, strings.TrimSuffix(strings.TrimSpace(name), Suffix)+Suffix)
}

// checkName says what is wrong with a name. Names are kept to what every system and
// every shell takes.
func (p *Page) checkName(s string) string {
	s = strings.TrimSuffix(strings.TrimSpace(s), Suffix)
	switch {
	case s == "":
		return "An investigation needs a name."
	case len(s) > 100:
		return "That is too long for a name."
	case strings.HasPrefix(s, ".") || strings.HasPrefix(s, "-"):
		return "A name begins with a letter or a digit."
	}
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_. ", r) {
			return "A name has letters, digits, spaces, '-', '_' and '.'; to store it elsewhere use 'clew import --db PATH'."
		}
	}
	path := p.newPath(s)
	for _, f := range p.found {
		if f.path == path {
			return "There is an investigation of that name."
		}
	}
	return ""
}

// askPath asks where the investigation is.
func (p *Page) askPath() tea.Cmd {
	return page.Tell(page.Show{Overlay: &overlay.Prompt{Env: p.env, Title: "Open an investigation", Field: overlay.Field{Prompt: "path ", Hint: "of a folder, by custom NAME" + Suffix}, Path: &overlay.Paths{Folders: true},
		Check: func(s string) string {
			if strings.TrimSpace(s) == "" {
				return "Which folder?"
			}
			return ""
		},
		Run: func(s string) tea.Cmd {
			path := strings.TrimSpace(s)
			if home, err := os.UserHomeDir(); err == nil && strings.HasPrefix(path, "~"+string(filepath.Separator)) {
				path = home + path[1:]
			}
			return page.Tell(Choice{Open, path})
		}}})
}

// headLines is what stands above the list.
func (p *Page) headLines() int {
	if p.height < 12 {
		return 1
	}
	return 4
}

// Size implements page.Page.
func (p *Page) Size(width, height int) {
	p.width, p.height = width, height
	p.table.Size(width, max(height-p.headLines()-1, 1))
}

// View implements page.Page.
func (p *Page) View() draw.Block {
	th := p.env.Theme
	head := []draw.Line{nil, draw.T(theme.Title, "Clew links flagged accounts to whoever runs them."),
		draw.T(theme.Dim, "Everything stays on this machine. Nothing is made before you choose."), nil}
	if p.headLines() == 1 {
		head = head[1:2]
	}
	var out draw.Block
	for _, l := range head {
		out = append(out, draw.Paint(th, append(draw.Plain(strings.Repeat(" ", 3)), l...), p.width, theme.Plain))
	}
	out = append(out, p.table.View(th)...)
	return draw.Fill(out, p.width, p.height)
}

// Status implements page.Page.
func (p *Page) Status() draw.Line {
	if p.finding.Waiting() {
		return draw.T(theme.Dim, "looking for investigations"+p.env.Theme.Glyphs.Ellipsis)
	}
	if path := p.path(); path != "" {
		return draw.T(theme.Dim, place(path))
	}
	return draw.T(theme.Dim, words.Count(len(p.found), "investigation"))
}

// Click implements page.Clicker.
func (p *Page) Click(x, y int) tea.Cmd {
	hit := p.table.Hit(x, y-p.headLines())
	switch {
	case hit.Row >= 0 && hit.Row == p.table.Cursor():
		return p.open()
	case hit.Row >= 0:
		p.table.Move(hit.Row)
	}
	return nil
}

// Wheel implements page.Clicker.
func (p *Page) Wheel(_, _, delta int) tea.Cmd {
	p.table.Scroll(delta)
	return nil
}
