package dashboard

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

func TestMain(m *testing.M) { uitest.Main(m) }

type driver struct {
	*uitest.Driver
	*Page
}

func begin(t testing.TB, s Store, themeName string, ascii bool, w, h int) (*driver, tea.Cmd) {
	t.Helper()
	p := New(uitest.Env(t, themeName, ascii), s, page.Place{Page: page.Dashboard}).(*Page)
	return &driver{uitest.Hold(t, p, w, h), p}, p.Init()
}

func open(t testing.TB, s Store, w, h int) *driver {
	t.Helper()
	d, cmd := begin(t, s, "mono", false, w, h)
	d.Settle(cmd)
	return d
}

// on brings the cursor to a panel.
func (d *driver) on(title string) *panel {
	d.T.Helper()
	for i, p := range d.shown {
		if p.title == title {
			d.goTo(i)
			return p
		}
	}
	d.T.Fatalf("there is no panel %q", title)
	return nil
}
