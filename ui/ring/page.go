package ring

import "github.com/seed-28a39f10/clew/ui/page"

// Store is what the page needs of the investigation.
type Store interface{}

// New makes the page.
func New(env *page.Env, s Store, p page.Place) page.Page { return nil }

// NewRings makes the page that lists all rings.
func NewRings(env *page.Env, s Store, p page.Place) page.Page { return nil }

// NewPath makes the page of the ways between two accounts.
func NewPath(env *page.Env, s Store, p page.Place) page.Page { return nil }
