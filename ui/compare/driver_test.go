package compare

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/synth"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

func TestMain(m *testing.M) { uitest.Main(m) }

var story = synth.DemoStory()

type driver struct {
	*uitest.Driver
	*Page
}

func begin(t testing.TB, s Store, themeName string, ascii bool, w, h int, refs ...string) (*driver, tea.Cmd) {
	t.Helper()
	place := page.Place{Page: page.Compare}
	for _, r := range refs {
		place.Refs = append(place.Refs, model.Untrusted(r))
	}
	p := New(uitest.Env(t, themeName, ascii), s, place).(*Page)
	return &driver{uitest.Hold(t, p, w, h), p}, p.Init()
}

func open(t testing.TB, s Store, w, h int, refs ...string) *driver {
	t.Helper()
	d, cmd := begin(t, s, "mono", false, w, h, refs...)
	d.Settle(cmd)
	return d
}

// on puts the cursor on the first row of a section and label.
func (d *driver) on(section, label string) *row {
	d.T.Helper()
	for i, n := range d.shown {
		if r := &d.all[n]; r.section == section && (label == "" || r.label == label) {
			d.goTo(i)
			return r
		}
	}
	d.T.Fatalf("there is no row %s %s", section, label)
	return nil
}
