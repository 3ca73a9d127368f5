package ui

import (
	"context"

	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/account"
	"github.com/seed-28a39f10/clew/ui/compare"
	"github.com/seed-28a39f10/clew/ui/dashboard"
	"github.com/seed-28a39f10/clew/ui/imports"
	"github.com/seed-28a39f10/clew/ui/pivot"
	"github.com/seed-28a39f10/clew/ui/queue"
	"github.com/seed-28a39f10/clew/ui/ring"
)

// Store is what the workbench and its pages need of an investigation. *store.DB is
// one.
type Store interface {
	queue.Store
	account.Store
	pivot.Store
	ring.Store
	compare.Store
	dashboard.Store
	imports.Store
	Refresh(context.Context) error
	Stamp() Stamp
}

// Stamp tells one state of an investigation from another.
type Stamp = store.Stamp
