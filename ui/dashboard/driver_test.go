package dashboard

import (
	"flag"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

var update = flag.Bool("update", false, "write the golden frames")

func TestMain(m *testing.M) { uitest.Main(m) }

// driver has a page as the workbench would.
type driver struct {
	t testing.TB
	*Page
	told []tea.Msg // what the page asked of the workbench
}

// noon is when the tests take place.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func begin(t testing.TB, s Store, themeName string, ascii bool, w, h int) (*driver, tea.Cmd) {
	t.Helper()
	th, ok := theme.New(themeName, ascii)
	m, err := keys.New(nil)
	if !ok || err != nil {
		t.Fatal(themeName, err)
	}
	env := &page.Env{Theme: th, Keys: m, Now: func() time.Time { return noon }, Name: "test"}
	d := &driver{t: t, Page: New(env, s, page.Place{Page: page.Dashboard}).(*Page)}
	d.Size(w, h)
	return d, d.Init()
}

func open(t testing.TB, s Store, w, h int) *driver {
	t.Helper()
	d, cmd := begin(t, s, "mono", false, w, h)
	d.settle(cmd)
	return d
}

// settle runs commands until nothing is left to run, and feeds the page what they
// bring; what is for the workbench it keeps.
func (d *driver) settle(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			d.settle(c)
		}
	case page.Go, page.Say, page.Copy:
		d.told = append(d.told, msg)
	default:
		d.settle(d.Update(msg))
	}
}

// press does actions, each of which must be possible.
func (d *driver) press(actions ...keys.Action) {
	d.t.Helper()
	for _, a := range actions {
		if why := d.Why(a); why != "" {
			d.t.Fatalf("%s: %s", a, why)
		}
		d.told = nil
		d.settle(d.Do(a))
	}
}

func (d *driver) went() page.Place {
	d.t.Helper()
	if len(d.told) == 1 {
		if g, ok := d.told[0].(page.Go); ok {
			return g.Place
		}
	}
	d.t.Fatalf("the page went nowhere, but said %v", d.told)
	return page.Place{}
}

func (d *driver) text() string { return ansi.Strip(strings.Join(d.View(), "\n")) }

func (d *driver) has(want ...string) {
	d.t.Helper()
	for _, w := range want {
		if !strings.Contains(d.text(), w) {
			d.t.Errorf("%q is not in\n%s", w, d.text())
		}
	}
}

// on brings the cursor to a panel.
func (d *driver) on(title string) *panel {
	d.t.Helper()
	for i, p := range d.panels {
		if p.title == title {
			d.goTo(i)
			return p
		}
	}
	d.t.Fatalf("there is no panel %q", title)
	return nil
}

// exact holds the page to its size.
func (d *driver) exact(w, h int) {
	d.t.Helper()
	d.Size(w, h)
	v := d.View()
	if len(v) != h {
		d.t.Fatalf("%d lines at %dx%d", len(v), w, h)
	}
	for i, l := range v {
		if got := ansi.StringWidth(l); got != w {
			d.t.Fatalf("line %d is %d wide at %dx%d: %q", i, got, w, h, l)
		}
	}
}
