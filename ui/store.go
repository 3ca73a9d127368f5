package ui

import (
	"context"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/account"
	"github.com/seed-28a39f10/clew/ui/acts"
	"github.com/seed-28a39f10/clew/ui/audit"
	"github.com/seed-28a39f10/clew/ui/batches"
	"github.com/seed-28a39f10/clew/ui/cases"
	"github.com/seed-28a39f10/clew/ui/compare"
	"github.com/seed-28a39f10/clew/ui/dashboard"
	"github.com/seed-28a39f10/clew/ui/imports"
	"github.com/seed-28a39f10/clew/ui/pivot"
	"github.com/seed-28a39f10/clew/ui/propose"
	"github.com/seed-28a39f10/clew/ui/queue"
	"github.com/seed-28a39f10/clew/ui/review"
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
	audit.Store
	acts.Store
	cases.Store
	propose.Store
	review.Store
	batches.Store
	Act(ctx context.Context, actor string, key store.Key, a model.Action) (store.Receipt, error)
	ActAndClaim(ctx context.Context, actor string, key store.Key, a workflow.Action, next func(*workflow.State) (workflow.Claim, bool)) (r, claimed store.Receipt, refused, err error)
	IDs(ctx context.Context, ords []uint32) ([]model.AccountID, error)
	Refresh(context.Context) error
	Stamp() Stamp
}

// Stamp tells one state of an investigation from another.
type Stamp = store.Stamp
