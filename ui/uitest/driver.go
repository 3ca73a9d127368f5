package uitest

import (
	"reflect"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// Noon is when pages are tested; the demo ends before it.
var Noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// Env is what a page is lent in a test.
func Env(t testing.TB, themeName string, ascii bool) *page.Env {
	t.Helper()
	th, ok := theme.New(themeName, ascii)
	if !ok {
		t.Fatal("no theme ", themeName)
	}
	m, err := keys.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &page.Env{Theme: th, Keys: m, Now: func() time.Time { return Noon }, Name: "test"}
}

// Driver has a page as the workbench would, but that all is done when a call returns:
// it runs the page's commands, gives the page what they bring, and keeps what is for
// the workbench.
type Driver struct {
	T    testing.TB
	Page page.Page
	Over page.Overlay // the box over the page; nil for none

	told  []tea.Msg
	since int // where in told begins what came of the last that was done
}

// Hold gives a page its size and asks nothing of it.
func Hold(t testing.TB, p page.Page, width, height int) *Driver {
	p.Size(width, height)
	return &Driver{T: t, Page: p}
}

// Drive shows a page, and waits for what it asks.
func Drive(t testing.TB, p page.Page, width, height int) *Driver {
	t.Helper()
	d := Hold(t, p, width, height)
	d.Settle(p.Init())
	return d
}

// Settle runs a command and all that follows from it, in turn.
func (d *Driver) Settle(cmd tea.Cmd) {
	d.T.Helper()
	d.since = len(d.told)
	for queue := []tea.Cmd{cmd}; len(queue) > 0; queue = queue[1:] {
		if next := queue[0]; next != nil {
			queue = append(queue, d.take(next())...)
		}
	}
}

// Take gives the page a message, or keeps it where it is for the workbench.
func (d *Driver) Take(msg tea.Msg) {
	d.T.Helper()
	d.Settle(page.Tell(msg))
}

// take gives the commands that follow from a message.
func (d *Driver) take(msg tea.Msg) []tea.Cmd {
	switch msg := msg.(type) {
	case nil:
		return nil
	case page.Go, page.Instead, page.Close, page.Run, page.Copy, page.Step, page.Say:
		d.told = append(d.told, msg)
		return nil
	case page.Show:
		d.told, d.Over = append(d.told, msg), msg.Overlay
		return nil
	case page.Hide:
		d.told, d.Over = append(d.told, msg), nil
		return nil
	case page.Changed:
		d.told = append(d.told, msg)
		if r, ok := d.Page.(page.Refresher); ok {
			return []tea.Cmd{r.Refresh()}
		}
		return nil
	}
	if cmds := Commands(msg); cmds != nil {
		return cmds
	}
	cmds := []tea.Cmd{d.Page.Update(msg)}
	if d.Over != nil {
		cmds = append(cmds, d.Over.Update(msg))
	}
	if done, ok := msg.(page.Acted); ok && done.Then != nil {
		cmds = append(cmds, page.Tell(done.Then))
	}
	return cmds
}

// Commands gives those of a batch or a sequence, nil for any other message.
func Commands(msg tea.Msg) []tea.Cmd {
	if v := reflect.ValueOf(msg); v.Kind() == reflect.Slice && v.Type().Elem() == reflect.TypeFor[tea.Cmd]() {
		return v.Convert(reflect.TypeFor[[]tea.Cmd]()).Interface().([]tea.Cmd)
	}
	return nil
}

// Press does actions, each of which must be possible.
func (d *Driver) Press(actions ...keys.Action) {
	d.T.Helper()
	for _, a := range actions {
		if why := d.Page.Why(a); why != "" {
			d.T.Fatalf("%s cannot be done: %s", a, why)
		}
		d.Settle(d.Page.Do(a))
	}
}

// Try does those of some actions that are possible.
func (d *Driver) Try(actions ...keys.Action) {
	d.T.Helper()
	for _, a := range actions {
		if d.Page.Why(a) == "" {
			d.Settle(d.Page.Do(a))
		}
	}
}

// Esc has the page close or clear something, and reports whether there was anything.
func (d *Driver) Esc() bool {
	d.T.Helper()
	cmd, done := d.Page.(page.Escaper).Escape()
	d.Settle(cmd)
	return done
}

// Choose runs the choice of the menu over the page whose label begins so.
func (d *Driver) Choose(label string) {
	d.T.Helper()
	menu, ok := d.Over.(*overlay.Menu)
	if !ok {
		d.T.Fatalf("there is no menu, but %T", d.Over)
	}
	for _, c := range menu.Items {
		if strings.HasPrefix(c.Label, label) {
			d.Settle(c.Run)
			return
		}
	}
	d.T.Fatalf("the menu has no %q", label)
}

// Told is what the page asked of the workbench because of the last that was done.
func (d *Driver) Told() []tea.Msg { return d.told[d.since:] }

// All is what the page ever asked of one kind.
func All[M tea.Msg](d *Driver) (all []M) {
	for _, msg := range d.told {
		if m, ok := msg.(M); ok {
			all = append(all, m)
		}
	}
	return all
}

// Only is the one thing that the page asked because of the last that was done.
func Only[M tea.Msg](d *Driver) (only M) {
	d.T.Helper()
	if told := d.Told(); len(told) == 1 {
		if m, ok := told[0].(M); ok {
			return m
		}
	}
	d.T.Fatalf("no %T alone was asked of the workbench, but %v", only, d.Told())
	return only
}

// Went is the place that the last that was done leads to.
func (d *Driver) Went() page.Place {
	d.T.Helper()
	return Only[page.Go](d).Place
}

// Frame is what the page shows, without colours.
func (d *Driver) Frame() string { return plain(d.Page.View()) }

// Text is the frame without the space behind its lines.
func (d *Driver) Text() string { return Trimmed(d.Page.View()) }

func plain(b draw.Block) string { return ansi.Strip(strings.Join(b, "\n")) }

// Trimmed is what a block shows, without colours and the space behind its lines.
func Trimmed(b draw.Block) string {
	lines := strings.Split(plain(b), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
	}
	return strings.Join(lines, "\n")
}

// Has reports which of some texts the page does not show on one line.
func (d *Driver) Has(texts ...string) {
	d.T.Helper()
	has(d.T, d.Text(), texts)
}

// Reads reports which of some texts the page does not show, however they are wrapped.
func (d *Driver) Reads(texts ...string) {
	d.T.Helper()
	flat := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	shown := d.Text()
	for _, want := range texts {
		if !strings.Contains(flat(shown), flat(want)) {
			d.T.Errorf("%q is not in\n%s", want, shown)
		}
	}
}

// HasNot reports which of some texts the page shows.
func (d *Driver) HasNot(texts ...string) {
	d.T.Helper()
	hasNot(d.T, d.Text(), texts)
}

// ASCII fails the test where the page shows what is not ASCII, but for some characters
// that come from data, or enclose an escape of it.
func (d *Driver) ASCII(but string) {
	d.T.Helper()
	shown := d.Text()
	if i := strings.IndexFunc(shown, func(r rune) bool { return r > '~' && !strings.ContainsRune(but, r) }); i >= 0 {
		d.T.Fatalf("%q is not ASCII in\n%s", []rune(shown[i:])[0], shown)
	}
}

// Golden holds the page to a file of testdata.
func (d *Driver) Golden(name string) {
	d.T.Helper()
	Golden(d.T, name+".txt", d.Frame()+"\n")
}

// Exact holds the page to a size that it is given.
func (d *Driver) Exact(what string, width, height int) {
	d.T.Helper()
	d.Page.Size(width, height)
	Exact(d.T, what, d.Page.View(), width, height)
}
