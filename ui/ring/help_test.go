package ring

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/base"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

func TestMain(m *testing.M) { uitest.Main(m) }

var ctx = context.Background()

// newEnv has the clock of the bubble that a test runs in.
func newEnv(t testing.TB, themeName string, ascii bool) *page.Env {
	t.Helper()
	env := uitest.Env(t, themeName, ascii)
	env.Now = time.Now
	return env
}

type maker func(*page.Env, Store, page.Place) page.Page

// drive opens a page and waits for what it asks, on a clock of its own.
func drive(t *testing.T, s Store, newPage maker, p page.Place, width, height int, fn func(*uitest.Driver)) {
	t.Helper()
	driveIn(t, newEnv(t, "terminal", false), s, newPage, p, width, height, fn)
}

func driveIn(t *testing.T, env *page.Env, s Store, newPage maker, p page.Place, width, height int, fn func(*uitest.Driver)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { fn(uitest.Drive(t, newPage(env, s, p), width, height)) })
}

// golden holds a page to a file that has no space behind its lines.
func golden(d *uitest.Driver, name string) { uitest.Golden(d.T, name+".txt", d.Text()+"\n") }

// opened are the places that a page led to.
func opened(d *uitest.Driver) (places []page.Place) {
	for _, m := range uitest.All[page.Go](d) {
		places = append(places, m.Place)
	}
	for _, m := range uitest.All[page.Instead](d) {
		places = append(places, m.Place)
	}
	return places
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
