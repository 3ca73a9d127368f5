package account

import "github.com/seed-28a39f10/clew/ui/page"

// Store is what the page needs of the investigation.
type Store interface{}

// New makes the page.
func New(env *page.Env, s Store, p page.Place) page.Page { return nil }
