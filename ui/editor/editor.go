package editor

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui/draft"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
)

// Options are what an editor is made of.
type Options struct {
	Title   string // clean
	Context string // clean, a line above the text; may be empty
	Key     string // under which the draft is kept; see package draft
	Drafts  *draft.Drafts
	Text    string // to begin with
	// Save gives the command that saves the text. When that has succeeded it, or what
	// follows from it, brings [Saved]; when not it says why by page.Fail.
	Save func(text string) tea.Cmd
}

// Saved says that the text of the editor of a key was saved: its draft is discarded and
// it closes, unless more was typed since.
type Saved struct{ Key string }

// Editor is a page.Overlay, a page.Escaper and a page.Looker.
type Editor struct {
	env *page.Env
	o   Options

	buf    buffer
	base   string // what is kept elsewhere, so that it needs no draft
	kept   bool   // what is in buf is in the draft
	failed bool   // the last time that it was to be kept it could not be
	warned bool   // that esc gives the text up

	others   []draft.Draft     // of the same thing, from other windows
	had      map[string]string // by window: its text that was taken last
	told     map[string]bool   // windows that the user knows of
	wrote    time.Time         // when the draft was kept last; zero for not yet
	looking  bool              // at what other windows have
	taken    int               // how often a draft of theirs was taken
	came     string            // how the text came to be what it was at first; "" for as it was given
	problems []string

	asked  string // the text that Save was given last; "" for none yet
	saving bool   // what Save gave has not ended
	away   bool   // the user's own editor has the text
	over   bool   // it was saved and is about to be closed

	layout layout
	top    int  // the first row that is shown
	rows   int  // how many were shown
	textY  int  // where they begin in the box
	strays bool // the caret need not be in view: the wheel was turned
	column int  // that up and down aim at; -1 for that of the caret
}

// New makes an editor over a page, to be shown by page.Show. What this window, or one
// that is gone, had as a draft for the key is the text, and undo gives o.Text.
func New(env *page.Env, o Options) *Editor {
	o.Text = Clean(o.Text)
	e := &Editor{env: env, o: o, buf: buffer{text: o.Text, at: len(o.Text)}, base: o.Text, column: -1, had: map[string]string{}, told: map[string]bool{}}
	e.resume()
	return e
}

// Key implements page.Overlay.
func (e *Editor) Key(k tea.KeyPressMsg) tea.Cmd {
	e.strays = false
	if k.Text != "" {
		return e.enter(Clean(k.Text), e.buf.typed)
	}
	for _, name := range keys.Names(tea.Key(k)) {
		if cmd, ok := e.do(name); ok {
			return cmd
		}
	}
	return nil
}

// do does what a key stands for.
func (e *Editor) do(key string) (cmd tea.Cmd, ok bool) {
	switch key {
	case "up", "ctrl+p":
		e.vertical(-1)
	case "down", "ctrl+n":
		e.vertical(1)
	case "pgup":
		e.vertical(-max(e.rows-1, 1))
	case "pgdown":
		e.vertical(max(e.rows-1, 1))
	case "home":
		row := e.here()
		e.seek(e.layout.rows[row].from)
	case "end":
		row := e.here()
		e.seek(e.layout.end(row))
	case "enter", "shift+enter", "ctrl+j":
		return e.enter("\n", e.buf.typed), true
	case "tab":
		return e.enter("    ", e.buf.insert), true
	case "ctrl+s", "alt+enter":
		return e.save(), true
	case "ctrl+t":
		return e.take(), true
	case "ctrl+o":
		return e.goOutside(), true
	case "ctrl+z":
		return page.Tell(page.Run{Action: keys.Suspend}), true
	default:
		before := e.buf.text
		if !e.buf.edit(key) {
			return nil, false
		}
		e.column = -1
		if e.buf.text == before {
			return nil, true
		}
		return e.edited(), true
	}
	return nil, true
}

// here is the row of the caret.
func (e *Editor) here() int {
	e.layout.set(e.buf.text, e.layout.width)
	return e.layout.row(e.buf.at)
}

func (e *Editor) seek(at int) {
	e.buf.move(at)
	e.column = -1
}

// vertical moves the caret by rows. It aims at the column that it was in when the first
// of several such moves was made.
func (e *Editor) vertical(delta int) {
	row := e.here()
	if e.column < 0 {
		e.column = e.layout.column(e.buf.at)
	}
	if to := row + delta; to >= 0 && to < len(e.layout.rows) || delta < -1 || delta > 1 {
		e.buf.move(e.layout.place(to, e.column))
	}
}

// enter puts clean text at the caret, all of it or nothing.
func (e *Editor) enter(s string, put func(string)) tea.Cmd {
	if s == "" {
		return nil
	}
	if over := len(e.buf.text) + len(s) - draft.Most; over > 0 {
		return page.Tell(page.Say{Level: page.Warning, Text: fmt.Sprintf("this is %d bytes more than a text of %d KiB has room for; nothing of it was put in", over, draft.Most>>10),
			Hint: "make two texts of it"})
	}
	put(s)
	return e.edited()
}

// edited follows a change that the user has made.
func (e *Editor) edited() tea.Cmd {
	e.came, e.column = "", -1
	return e.changed()
}

// Paste implements page.Overlay.
func (e *Editor) Paste(s string) tea.Cmd {
	e.strays = false
	return e.enter(Clean(s), e.buf.insert)
}

// Update implements page.Overlay.
func (e *Editor) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case Saved:
		if msg.Key == e.o.Key && e.asked != "" {
			return e.saved()
		}
	case answered:
		if msg.by == e {
			e.saving, e.warned = false, false
		}
	case looked:
		if msg.by == e {
			return e.learn(msg)
		}
	case back:
		if msg.to == e {
			return e.cameBack(msg)
		}
	}
	return nil
}

// answered says that the command that Save gave has ended, however it did.
type answered struct{ by *Editor }

func (e *Editor) save() tea.Cmd {
	switch {
	case strings.TrimSpace(e.buf.text) == "":
		return page.Notice(page.Warning, "there is nothing to save yet")
	case e.saving || e.over:
		return page.Notice(page.Note, "it is being saved")
	}
	e.asked, e.saving = e.buf.text, true
	return tea.Sequence(e.o.Save(e.asked), page.Tell(answered{e}))
}

// saved closes the editor, unless there is more in it than what was saved.
func (e *Editor) saved() tea.Cmd {
	e.base, e.saving = e.asked, false
	cmd := e.changed()
	if e.buf.text != e.base {
		return tea.Batch(cmd, page.Notice(page.Warning, "it was saved as it was; what was typed since is not in it"))
	}
	e.over = true
	return tea.Batch(cmd, page.Tell(page.Hide{}))
}

// Escape implements page.Escaper.
func (e *Editor) Escape() (cmd tea.Cmd, stays bool) {
	safe := e.kept || e.buf.text == e.base
	switch {
	case e.away || e.over:
		return nil, true
	case e.saving && !e.warned:
		e.warned = true
		return page.Notice(page.Note, "it is being saved; esc again does not wait for that"), true
	case !safe && !e.warned:
		e.warned = true
		return page.Tell(page.Say{Level: page.Failure, Text: "this text is kept nowhere", Hint: "ctrl+s saves it; esc again gives it up"}), true
	}
	if e.o.Drafts != nil {
		e.o.Drafts.Leave(e.o.Key)
	}
	if e.kept {
		return page.Notice(page.Note, "not saved, but kept as a draft: open it again to go on"), false
	}
	return nil, false
}

// Click implements page.Overlay: it puts the caret where it was clicked.
func (e *Editor) Click(x, y int) tea.Cmd {
	if y < e.textY || y >= e.textY+e.rows || len(e.layout.rows) == 0 {
		return nil
	}
	e.here()
	e.strays = false
	e.seek(e.layout.place(e.top+y-e.textY, max(x-textX, 0)))
	return nil
}

// Wheel implements page.Overlay: it moves the text and not the caret.
func (e *Editor) Wheel(delta int) tea.Cmd {
	e.top += delta
	e.strays = true
	return nil
}
