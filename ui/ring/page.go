package ring

import (
	"context"

	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/base"
	"github.com/seed-28a39f10/clew/ui/page"
)

// Store is what the pages need of the investigation.
type Store interface {
	Resolve(ctx context.Context, ref string) (uint32, error)
	Listing(context.Context, []uint32) ([]store.AccountRow, error)
	Links(ctx context.Context, progress func(doing string)) (*store.Links, error)
	Files() []base.FileMeta
	Work() *workflow.State
	Pivot(ctx context.Context, ref string) (*store.Pivot, error)
}

// New makes the page of the ring that an account is in.
func New(env *page.Env, s Store, p page.Place) page.Page { return newRing(env, s, p) }

// NewRings makes the page that lists all rings.
func NewRings(env *page.Env, s Store, p page.Place) page.Page { return newRings(env, s, p) }

// NewPath makes the page of the ways between two accounts.
func NewPath(env *page.Env, s Store, p page.Place) page.Page { return newPath(env, s, p) }
