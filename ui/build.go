package ui

import (
	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/account"
	"github.com/seed-28a39f10/clew/ui/audit"
	"github.com/seed-28a39f10/clew/ui/batches"
	"github.com/seed-28a39f10/clew/ui/cases"
	"github.com/seed-28a39f10/clew/ui/compare"
	"github.com/seed-28a39f10/clew/ui/dashboard"
	"github.com/seed-28a39f10/clew/ui/imports"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/pivot"
	"github.com/seed-28a39f10/clew/ui/propose"
	"github.com/seed-28a39f10/clew/ui/queue"
	"github.com/seed-28a39f10/clew/ui/review"
	"github.com/seed-28a39f10/clew/ui/ring"
	"github.com/seed-28a39f10/clew/ui/words"
)

// build makes the page of a place.
func (r *Root) build(p page.Place) (page.Page, error) {
	var built page.Page
	switch p.Page {
	case page.Queue, "":
		built = queue.New(r.env, r.store, p)
	case page.Account:
		built = account.New(r.env, r.store, p)
	case page.Pivot:
		built = pivot.New(r.env, r.store, p)
	case page.Ring:
		built = ring.New(r.env, r.store, p)
	case page.Rings:
		built = ring.NewRings(r.env, r.store, p)
	case page.Path:
		built = ring.NewPath(r.env, r.store, p)
	case page.Compare:
		built = compare.New(r.env, r.store, p)
	case page.Dashboard:
		built = dashboard.New(r.env, r.store, p)
	case page.Import:
		built = imports.New(r.env, r.store, p)
	case page.Cases:
		built = cases.New(r.env, r.store, p)
	case page.Case:
		built = cases.NewCase(r.env, r.store, p)
	case page.Propose:
		built = propose.New(r.env, r.store, p)
	case page.Reviews:
		built = review.New(r.env, r.store, p)
	case page.Review:
		built = review.NewReview(r.env, r.store, p)
	case page.Batches:
		built = batches.New(r.env, r.store, p)
	case page.Batch:
		built = batches.NewBatch(r.env, r.store, p)
	case page.Audit:
		built = audit.New(r.env, r.store, p)
	}
	if built == nil {
		return nil, &model.Error{Kind: model.ErrUsage, Message: "there is no page " + words.Clean(p.Page)}
	}
	return built, nil
}
