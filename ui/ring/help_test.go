package ring

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/base"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestMain(m *testing.M) { uitest.Main(m) }

var ctx = context.Background()

// driver runs a page as the workbench would, on a clock of its own.
type driver struct {
	t      testing.TB
	env    *page.Env
	page   page.Page
	said   []page.Say
	went   []page.Place
	copied []model.Untrusted
	shown  page.Overlay
	steps  []int
	closed bool
}

func newEnv(t testing.TB, name string, ascii bool) *page.Env {
	t.Helper()
	th, ok := theme.New(name, ascii)
	if !ok {
		t.Fatal("no theme ", name)
	}
	km, err := keys.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &page.Env{Theme: th, Keys: km, Now: time.Now, Name: "test"}
}

type maker func(*page.Env, Store, page.Place) page.Page

// drive opens a page and waits for what it asks.
func drive(t *testing.T, s Store, newPage maker, p page.Place, width, height int, fn func(*driver)) {
	t.Helper()
	driveIn(t, newEnv(t, "terminal", false), s, newPage, p, width, height, fn)
}

func driveIn(t *testing.T, env *page.Env, s Store, newPage maker, p page.Place, width, height int, fn func(*driver)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		d := &driver{t: t, env: env, page: newPage(env, s, p)}
		d.page.Size(width, height)
		d.settle(d.page.Init())
		fn(d)
	})
}

// settle runs a command and everything that follows from it.
func (d *driver) settle(cmd tea.Cmd) {
	queue := []tea.Cmd{cmd}
	for len(queue) > 0 {
		next := queue[0]
		queue = queue[1:]
		if next == nil {
			continue
		}
		switch msg := next().(type) {
		case nil:
		case page.Say:
			d.said = append(d.said, msg)
		case page.Go:
			d.went = append(d.went, msg.Place)
		case page.Instead:
			d.went = append(d.went, msg.Place)
		case page.Step:
			d.steps = append(d.steps, msg.Delta)
		case page.Copy:
			d.copied = append(d.copied, msg.Text)
		case page.Show:
			d.shown = msg.Overlay
		case page.Hide:
			d.shown = nil
		case page.Close:
			d.closed = true
		default:
			// Batches and sequences are slices of commands.
			if v := reflect.ValueOf(msg); v.Kind() == reflect.Slice && v.Type().Elem() == reflect.TypeFor[tea.Cmd]() {
				for i := range v.Len() {
					queue = append(queue, v.Index(i).Interface().(tea.Cmd))
				}
				continue
			}
			queue = append(queue, d.page.Update(msg))
		}
	}
}

func (d *driver) do(actions ...keys.Action) {
	d.t.Helper()
	for _, a := range actions {
		if why := d.page.Why(a); why != "" {
			d.t.Fatalf("%s: %s", a, why)
		}
		d.settle(d.page.Do(a))
	}
}

func (d *driver) escape() bool {
	cmd, done := d.page.(page.Escaper).Escape()
	d.settle(cmd)
	return done
}

// choose runs the item of the menu that is shown whose label begins so.
func (d *driver) choose(label string) {
	d.t.Helper()
	menu := reflect.ValueOf(d.shown).Elem().FieldByName("Items")
	for i := range menu.Len() {
		if strings.HasPrefix(menu.Index(i).FieldByName("Label").String(), label) {
			d.settle(menu.Index(i).FieldByName("Run").Interface().(tea.Cmd))
			return
		}
	}
	d.t.Fatalf("the menu has no %q", label)
}

func (d *driver) text() string {
	lines := d.page.View()
	for i, l := range lines {
		lines[i] = strings.TrimRight(ansi.Strip(l), " ")
	}
	return strings.Join(lines, "\n")
}

func (d *driver) has(texts ...string) {
	d.t.Helper()
	// What is wrapped is found too.
	flat := strings.Join(strings.Fields(d.text()), " ")
	for _, s := range texts {
		if !strings.Contains(flat, s) {
			d.t.Errorf("%q is not on the page:\n%s", s, d.text())
		}
	}
}

func (d *driver) hasNot(texts ...string) {
	d.t.Helper()
	for _, s := range texts {
		if strings.Contains(d.text(), s) {
			d.t.Errorf("%q is on the page:\n%s", s, d.text())
		}
	}
}

// lastWent is the place that was opened last.
func (d *driver) lastWent() page.Place {
	d.t.Helper()
	if len(d.went) == 0 {
		d.t.Fatal("nothing was opened")
	}
	return d.went[len(d.went)-1]
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
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got+"\n" != string(want) {
		t.Errorf("the page is not that of %s (write it anew with -update):\n%s", file, got)
	}
}

// broken is an investigation that fails, or is slow, where it is told to.
type broken struct {
	Store
	links func(func(string)) error
}

func (b *broken) Links(ctx context.Context, progress func(string)) (*store.Links, error) {
	if err := b.links(progress); err != nil {
		return nil, err
	}
	return b.Store.Links(ctx, progress)
}

func (b *broken) Files() []base.FileMeta { return b.Store.Files() }

// person is a row of an account "p:NAME" that carries "kind:value" identifiers.
func person(name string, carries ...string) model.Row {
	row := model.Row{Raw: model.Untrusted(name), Account: model.Account{ID: model.AccountID{Platform: "p", Native: model.Untrusted(name)}}}
	for _, c := range carries {
		kind, value, _ := strings.Cut(c, ":")
		k, ok := model.KindByName(kind)
		if !ok {
			panic(kind)
		}
		row.Account.Identifiers = append(row.Account.Identifiers, model.Identifier{Kind: k, Value: model.Untrusted(value)})
	}
	return row
}
