package pivot

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

var update = flag.Bool("update", false, "write the golden frames")

func TestMain(m *testing.M) { uitest.Main(m) }

// driver has a page as the workbench would.
type driver struct {
	t *testing.T
	*Page
	told []tea.Msg // what the page asked of the workbench
}

func env(t *testing.T, themeName string, ascii bool) *page.Env {
	th, ok := theme.New(themeName, ascii)
	if !ok {
		t.Fatal("no such theme")
	}
	m, err := keys.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &page.Env{Theme: th, Keys: m, Now: func() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }, Name: "test"}
}

func open(t *testing.T, s Store, p page.Place, w, h int) *driver {
	t.Helper()
	p.Page = page.Pivot
	d := &driver{t: t, Page: New(env(t, "mono", false), s, p).(*Page)}
	d.Size(w, h)
	d.settle(d.Init())
	return d
}

// settle runs commands until nothing is left to run, and feeds the page what they
// bring; what is for the workbench it keeps.
func (d *driver) settle(cmd tea.Cmd) {
	d.t.Helper()
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			d.settle(c)
		}
	case page.Go, page.Close, page.Show, page.Say, page.Copy:
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

// went gives the place that the page asked for last.
func (d *driver) went() page.Place {
	d.t.Helper()
	for _, m := range d.told {
		if g, ok := m.(page.Go); ok {
			return g.Place
		}
	}
	d.t.Fatalf("the page went nowhere, but said %v", d.told)
	return page.Place{}
}

func (d *driver) text() string { return ansi.Strip(strings.Join(d.View(), "\n")) }

// has reports what the page does not show, however it is wrapped.
func (d *driver) has(want ...string) {
	d.t.Helper()
	flat := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	for _, w := range want {
		if !strings.Contains(flat(d.text()), flat(w)) {
			d.t.Errorf("%q is not in\n%s", w, d.text())
		}
	}
}

// onto moves the cursor of the identifiers to one of a kind and value.
func (d *driver) onto(kind, value string) {
	d.t.Helper()
	d.press(keys.NextTab)
	for i, c := range d.carrier.shown {
		if c.kind.String() == kind && strings.HasPrefix(string(c.value), value) {
			d.ids.Move(i)
			return
		}
	}
	d.t.Fatalf("no %s %s among the identifiers", kind, value)
}

func exact(t *testing.T, b draw.Block, w, h int) {
	t.Helper()
	if len(b) != h {
		t.Fatalf("%d lines at %dx%d", len(b), w, h)
	}
	for i, l := range b {
		if got := ansi.StringWidth(l); got != w {
			t.Fatalf("line %d is %d wide at %dx%d: %q", i, got, w, h, l)
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got+"\n" != string(want) {
		t.Errorf("%s differs; -update writes it\n%s", file, got)
	}
}

// row is an account of the platform test with identifiers.
func row(id string, ids ...model.Identifier) model.Row {
	return model.Row{Account: model.Account{ID: model.AccountID{Platform: "test", Native: model.Untrusted(id)}, Identifiers: ids}}
}

func idOf(kind model.Kind, value string) model.Identifier {
	return model.Identifier{Kind: kind, Value: model.Untrusted(value)}
}

// answers is an investigation with each of the four answers.
func answers(t *testing.T) *store.DB {
	shared := idOf(model.KindDevice, "d-shared")
	common := idOf(model.KindFingerprint, "c0ffee00c0ffee00c0ffee00c0ffee00")
	rows := []model.Row{}
	for i := range 40 {
		ids := []model.Identifier{common}
		if i < 4 {
			ids = append(ids, shared)
		}
		rows = append(rows, row(string(rune('a'+i%26))+string(rune('a'+i/26)), ids...))
	}
	return uitest.Made(t, rows)
}

func status(d *driver) (s string) {
	for _, span := range d.Status() {
		s += span.Text
	}
	return s
}

// failing is a store that fails from when err is set.
type failing struct {
	Store
	err      error
	unlinked bool // the links cannot be had
}

func (f *failing) KnownLinks() *store.Links {
	if f.unlinked {
		return nil
	}
	return f.Store.KnownLinks()
}

func (f *failing) Links(ctx context.Context, progress func(string)) (*store.Links, error) {
	if f.unlinked {
		return nil, errors.New("there are no links")
	}
	return f.Store.Links(ctx, progress)
}

func (f *failing) Pivot(ctx context.Context, ref string) (*store.Pivot, error) {
	if f.err != nil {
		return nil, f.err
	}
	return f.Store.Pivot(ctx, ref)
}
