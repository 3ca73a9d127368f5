package store_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

// Ids become ordinals, ascending and once each, whatever their order.
func TestOrds(t *testing.T) {
	db, _ := planted(t, nil)
	ids, err := db.IDs(ctx, []uint32{0, 7, 2_999})
	if err != nil {
		t.Fatal(err)
	}
	refs := []model.Untrusted{ids[2].String(), ids[0].String(), ids[1].String(), ids[2].String()}
	got, err := db.Ords(ctx, refs)
	if err != nil || !slices.Equal(got, []uint32{0, 7, 2_999}) {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := db.Ords(ctx, nil); err != nil || len(got) != 0 {
		t.Errorf("of none: %v, %v", got, err)
	}
	for ref, kind := range map[model.Untrusted]model.ErrorKind{"": model.ErrUsage, "nobody": model.ErrUsage, "outlook:nobody": model.ErrNotFound, "\x1b:\x00": model.ErrNotFound} {
		if got, err := db.Ords(ctx, append(refs, ref)); got != nil || model.KindOf(err) != kind {
			t.Errorf("%q: %v, %v", ref, got, err)
		}
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := db.Ords(gone, refs); !errors.Is(err, context.Canceled) {
		t.Errorf("given up: %v", err)
	}
	if _, err := create(t).Ords(ctx, refs); model.KindOf(err) != model.ErrNotFound {
		t.Errorf("of an empty investigation: %v", err)
	}
}
