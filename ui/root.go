package ui

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/seed-28a39f10/clew/ui/draft"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/welcome"
	"github.com/seed-28a39f10/clew/ui/words"
)

// Options are what a workbench is made of.
type Options struct {
	// Open opens what was chosen. The first frame does not wait for it.
	Open func(context.Context, welcome.Choice) (Opened, error)
	// First is what is opened at once, unless there is a Welcome: then the user chooses.
	First   welcome.Choice
	Welcome *welcome.Options
	Actor   string // clean
	// Notices are said first of all.
	Notices []page.Say

	Theme *theme.Theme // nil is the default
	Keys  *keys.Map    // nil is the list as it is
	Mouse bool
	Now   func() time.Time // nil is time.Now
	// Poll is how often other processes' changes are looked for; 0 is a second, and
	// less is never.
	Poll time.Duration
	// Themes makes a theme by its name, for the menu of themes.
	Themes func(name string) (*theme.Theme, bool)
}

// Opened is an investigation that has been opened.
type Opened struct {
	Store Store
	Name  string     // clean
	Prefs page.Prefs // nil keeps nothing
	Start page.Place // the zero value is the queue
	Tour  *Tour      // nil for none
	// Drafts keeps what is being written; nil keeps none.
	Drafts *draft.Drafts
	// Sign is that of [page.Env].
	Sign func(passphrase, message []byte) ([]byte, error)
	// Keyring is that of [page.Env].
	Keyring page.Keyring
	// Notices are said once it is open.
	Notices []page.Say
}

// Root is the workbench as a Bubble Tea model.
type Root struct {
	o       Options
	env     *page.Env
	store   Store
	width   int
	height  int
	stack   stack
	over    []page.Overlay
	overAt  rect // of the uppermost overlay, as last drawn
	log     []said
	status  said
	crumbs  []crumb
	tips    []tip
	mouse   bool
	quitAt  time.Time // of the last ctrl+c
	opening page.Door
	polling page.Door
	stamp   Stamp
	lost    string // why the investigation cannot be read any more, when it was said
	tour    *Tour  // what is left of it; nil where it was ended
	whole   *Tour
	pasted  time.Time

	proposing page.Door
	clusters  bool // the terminal counts columns by grapheme cluster: Bubble Tea has it do so where it can
}

type rect struct{ x, y, w, h int }

func (r rect) has(x, y int) bool { return x >= r.x && x < r.x+r.w && y >= r.y && y < r.y+r.h }

// New makes a workbench.
func New(o Options) *Root {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Theme == nil {
		o.Theme = theme.Default()
	}
	if o.Keys == nil {
		o.Keys, _ = keys.New(nil)
	}
	if o.Poll == 0 {
		o.Poll = time.Second
	}
	r := &Root{o: o, mouse: o.Mouse, env: &page.Env{Theme: o.Theme, Keys: o.Keys, Now: o.Now, Name: chosenName(o.First), Actor: o.Actor, Prefs: &noPrefs{}}}
	r.env.Act, r.env.ActOn, r.env.ActAndClaim = r.act, r.actOn, r.actAndClaim
	return r
}

// chosenName is how an investigation is called before it is open.
func chosenName(c welcome.Choice) string {
	return words.Clean(strings.TrimSuffix(filepath.Base(c.Path), welcome.Suffix))
}

// Init implements tea.Model.
func (r *Root) Init() tea.Cmd {
	var cmds []tea.Cmd
	if r.o.Welcome != nil {
		r.env.Name = "no investigation"
		p := welcome.New(r.env, *r.o.Welcome)
		r.stack.push(p)
		cmds = append(cmds, r.begin(p))
	} else {
		cmds = append(cmds, r.choose(r.o.First))
	}
	for _, n := range r.o.Notices {
		cmds = append(cmds, r.say(n))
	}
	return tea.Batch(cmds...)
}

// choose opens what was chosen.
func (r *Root) choose(c welcome.Choice) tea.Cmd {
	if r.opening.Waiting() {
		return nil
	}
	r.env.Name = chosenName(c)
	open := r.o.Open
	return page.Ask(&r.opening, func(ctx context.Context) (Opened, error) { return open(ctx, c) })
}

type pollMsg struct{}

// pushMsg puts a page on the stack that is no place of its own.
type pushMsg struct{ page page.Page }

func (r *Root) pollLater() tea.Cmd {
	if r.o.Poll < 0 {
		return nil
	}
	return tea.Tick(r.o.Poll, func(time.Time) tea.Msg { return pollMsg{} })
}

// Update implements tea.Model.
func (r *Root) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	shown := r.stack.top()
	cmd := r.update(msg)
	if shown != nil && shown != r.stack.top() && slices.Contains(r.stack.pages, shown) {
		cmd = tea.Batch(cmd, shown.Update(page.Hidden{}))
	}
	return r, cmd
}

func (r *Root) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		r.width, r.height = msg.Width, msg.Height
		return r.resize()
	case tea.ModeReportMsg:
		if msg.Mode == ansi.ModeUnicodeCore {
			r.clusters = msg.Value == ansi.ModeSet || msg.Value == ansi.ModeReset || msg.Value == ansi.ModePermanentlySet
		}
		return nil
	case tea.KeyPressMsg:
		return r.key(msg)
	case tea.PasteMsg:
		return r.paste(msg.Content)
	case tea.MouseClickMsg:
		if msg.Button == tea.MouseLeft {
			return r.click(msg.X, msg.Y)
		}
		return nil
	case tea.MouseWheelMsg:
		switch msg.Button {
		case tea.MouseWheelUp:
			return r.wheel(msg.X, msg.Y, -3)
		case tea.MouseWheelDown:
			return r.wheel(msg.X, msg.Y, 3)
		}
		return nil
	case tea.ResumeMsg, tea.FocusMsg:
		return tea.Batch(r.poll(), r.look())
	case welcome.Choice:
		return tea.Batch(r.choose(msg), r.say(page.Say{Text: "opening " + chosenName(msg) + r.env.Theme.Glyphs.Ellipsis}))
	case page.Answer[Opened]:
		return r.opened(msg)
	case page.Answer[Stamp]:
		return r.polled(msg)
	case pollMsg:
		return tea.Batch(r.poll(), r.look(), r.pollLater())
	case page.Go:
		return r.open(msg.Place)
	case pushMsg:
		r.stack.push(msg.page)
		return r.begin(msg.page)
	case page.Instead:
		return r.instead(msg)
	case page.Close:
		return r.backward()
	case page.Show:
		r.over = append(r.over, msg.Overlay)
		return nil
	case page.Hide:
		if n := len(r.over); n > 0 {
			r.over = r.over[:n-1]
		}
		return nil
	case page.Changed:
		return r.changed()
	case page.UndoLast:
		return r.undo(false)
	case page.Acted:
		cmd := tea.Batch(r.acted(msg), r.pass(msg))
		if msg.Then != nil {
			cmd = tea.Batch(cmd, r.update(msg.Then))
		}
		return cmd
	case page.Answer[page.Go]:
		if page.Takes(&r.proposing, msg) {
			if msg.Err != nil {
				return r.say(page.Problem(msg.Err))
			}
			return r.open(msg.Value.Place)
		}
	case page.Run:
		return r.do(msg.Action)
	case page.Step:
		return r.step(msg.Delta)
	case page.Copy:
		return r.copy(msg)
	case page.Say:
		return r.say(msg)
	case hushMsg:
		if msg.id == r.status.id {
			r.status = said{}
		}
		return nil
	case themeMsg:
		r.env.Theme = msg.theme
		return nil
	case jumpMsg:
		if msg.at < len(r.stack.pages) {
			r.stack.at = msg.at
			return r.shown()
		}
		return nil
	case lineMsg:
		if l, ok := r.stack.top().(liner); ok {
			return l.Line(msg.n)
		}
		return nil
	}
	return r.pass(msg)
}

// pass gives a message to all pages and overlays.
func (r *Root) pass(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, p := range r.stack.pages {
		if cmd := p.Update(msg); cmd != nil {
			cmds = append(cmds, cmd)
		}
	}
	for _, o := range r.over {
		if cmd := o.Update(msg); cmd != nil {
			cmds = append(cmds, cmd)
		}
	}
	return tea.Batch(cmds...)
}

func (r *Root) opened(a page.Answer[Opened]) tea.Cmd {
	if !page.Takes(&r.opening, a) {
		return nil
	}
	if a.Err != nil {
		return r.say(page.Problem(a.Err))
	}
	o := a.Value
	r.store, r.stamp, r.env.Name, r.env.Drafts, r.env.Sign = o.Store, o.Store.Stamp(), o.Name, o.Drafts, o.Sign
	r.env.Keyring = o.Keyring
	if o.Prefs != nil {
		r.env.Prefs = o.Prefs
	}
	r.tour, r.whole, r.status = o.Tour, o.Tour, said{}
	closeAll(r.stack.pages)
	r.stack = stack{} // the welcome page is no page of the investigation
	var cmds []tea.Cmd
	if o.Start.Page != page.Queue && o.Start.Page != "" { // so that there is something to go back to
		cmds = append(cmds, r.open(page.Place{Page: page.Queue}))
	}
	cmds = append(cmds, r.open(o.Start), r.pollLater())
	for _, n := range o.Notices {
		cmds = append(cmds, r.say(n))
	}
	return tea.Batch(cmds...)
}

// look has the overlays look again at what nothing tells them.
func (r *Root) look() tea.Cmd {
	var cmds []tea.Cmd
	for _, o := range r.over {
		if l, ok := o.(page.Looker); ok {
			cmds = append(cmds, l.Look())
		}
	}
	return tea.Batch(cmds...)
}

func (r *Root) poll() tea.Cmd {
	if r.store == nil || r.polling.Waiting() {
		return nil
	}
	store := r.store
	return page.Ask(&r.polling, func(ctx context.Context) (Stamp, error) {
		err := store.Refresh(ctx)
		return store.Stamp(), err
	})
}

func (r *Root) polled(a page.Answer[Stamp]) tea.Cmd {
	if !page.Takes(&r.polling, a) {
		return nil
	}
	if a.Err == nil {
		r.lost = ""
		if a.Value == r.stamp {
			return nil
		}
		r.stamp = a.Value
		return r.changed()
	}
	problem := page.Problem(a.Err)
	if problem.Text == r.lost {
		return nil // said once is enough
	}
	r.lost = problem.Text
	problem.Text = "what is shown is what was read last: " + problem.Text
	return r.say(problem)
}

// changed has the page that is shown look again at once, and the others when they
// are shown.
func (r *Root) changed() tea.Cmd {
	if r.store != nil {
		r.stamp = r.store.Stamp()
	}
	r.stack.stain()
	return r.stack.refresh()
}

// open puts the page of a place on top.
func (r *Root) open(p page.Place) tea.Cmd {
	if r.store == nil {
		return nil
	}
	built, err := r.build(p)
	if err != nil {
		return r.say(page.Problem(err))
	}
	r.stack.push(built)
	return r.begin(built)
}

// instead puts the page of a place where the one on top is; where it came from there, it
// goes back.
func (r *Root) instead(in page.Instead) tea.Cmd {
	if r.stack.cameFrom(in.Place) {
		r.stack.drop()
		return r.shown()
	}
	built := in.Page
	if built == nil {
		var err error
		if built, err = r.build(in.Place); err != nil {
			return r.say(page.Problem(err))
		}
	}
	r.stack.replace(built)
	return r.begin(built)
}

func (r *Root) begin(p page.Page) tea.Cmd {
	// The tour first: it may leave more room.
	ended := r.toured(r.tour.visit(p.Place()))
	if b := r.body(); b.w > 0 {
		p.Size(b.w, b.h)
	}
	return tea.Batch(p.Init(), ended)
}

// toured says goodbye where the tour has ended.
func (r *Root) toured(ended bool) tea.Cmd {
	if !ended {
		return nil
	}
	r.tour = nil
	return r.say(page.Say{Level: page.Success,
		Text: "that was the tour; " + r.env.Keys.Key(keys.Help) + " lists all keys, and ':tour' begins it again"})
}

// step asks the page below for its next or previous account.
func (r *Root) step(delta int) tea.Cmd {
	top := r.stack.top()
	if top == nil {
		return nil
	}
	for i := r.stack.at - 1; i >= 0; i-- {
		if s, ok := r.stack.pages[i].(page.Stepper); ok {
			from := top.Place()
			from.Refs = nil // the thread to the one before is not that to the next
			return s.Step(from, delta)
		}
	}
	return r.say(page.Say{Level: page.Warning, Text: "There is no list behind this page to step through"})
}

func (r *Root) backward() tea.Cmd {
	if !r.stack.back() {
		return nil
	}
	return r.shown()
}

func (r *Root) forward() tea.Cmd {
	if !r.stack.forward() {
		return nil
	}
	return r.shown()
}

// body is where the page is on the screen.
func (r *Root) body() rect {
	return rect{0, 1, r.width, max(r.height-3-r.tour.height(r.env.Theme, r.width), 1)}
}

// shown brings a page of the history up to date.
func (r *Root) shown() tea.Cmd {
	var ended tea.Cmd
	if p := r.stack.top(); p != nil {
		ended = r.toured(r.tour.visit(p.Place()))
	}
	return tea.Batch(r.resize(), r.stack.refresh(), ended)
}

func (r *Root) resize() tea.Cmd {
	p := r.stack.top()
	if p == nil || r.width == 0 {
		return nil
	}
	b := r.body()
	p.Size(b.w, b.h)
	return p.Update(page.Resized{})
}

// Dump describes where the workbench is, for a report of a crash: no data.
func (r *Root) Dump() string {
	where := "nowhere"
	if p := r.stack.top(); p != nil {
		where = string(p.Place().Page)
	}
	return fmt.Sprintf("page %s, %d of %d, %dx%d, %d overlays", where, r.stack.at+1, len(r.stack.pages), r.width, r.height, len(r.over))
}
