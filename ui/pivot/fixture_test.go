package pivot

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

func TestMain(m *testing.M) { uitest.Main(m) }

type driver struct {
	*uitest.Driver
	*Page
}

// hold gives the page of a place, and does not ask yet.
func hold(t *testing.T, env *page.Env, s Store, p page.Place, w, h int) *driver {
	p.Page = page.Pivot
	pivot := New(env, s, p).(*Page)
	return &driver{uitest.Hold(t, pivot, w, h), pivot}
}

func open(t *testing.T, s Store, p page.Place, w, h int) *driver {
	t.Helper()
	d := hold(t, uitest.Env(t, "mono", false), s, p, w, h)
	d.Settle(d.Init())
	return d
}

// onto moves the cursor of the identifiers to one of a kind and value.
func (d *driver) onto(kind, value string) {
	d.T.Helper()
	d.Press(keys.NextTab)
	for i, c := range d.carrier.shown {
		if c.kind.String() == kind && strings.HasPrefix(string(c.value), value) {
			d.ids.Move(i)
			return
		}
	}
	d.T.Fatalf("no %s %s among the identifiers", kind, value)
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
