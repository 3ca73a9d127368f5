package store_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

// An account of which another file tells only that it signed in is there without the file.
func TestWithoutAFileIsNotWithoutWhatOthersTell(t *testing.T) {
	db := create(t)
	all := ring("r", 9)
	seen := person("r06")
	seen.Events = []model.Event{{ID: "e1", Time: model.Time{Milli: 1_700_000_000_000}, IP: "198.51.100.7", Result: model.ResultSuccess}}
	load(t, db, "a", numbered(append(append(slices.Clone(all[:6]), seen), strangers(40)...)))
	load(t, db, "b", numbered(slices.Clone(all[6:])))
	f, err := links(t, db).Without(ctx, account(t, db, "p:r00"), nil, []int{1})
	if err != nil || len(f.Before.Members) != 9 || len(f.Rest) != 7 || len(f.Parts) != 2 {
		t.Fatalf("without file b: %+v, %v", f, err)
	}
	if f.Shared != 1 {
		t.Errorf("of %d members both files tell, want 1", f.Shared)
	}
	if f, err = links(t, db).Without(ctx, account(t, db, "p:r00"), []string{"session:r-s0"}, nil); err != nil || f.Shared != 0 {
		t.Errorf("with every file: %+v, %v", f, err)
	}
}

// A question that is given up has no answer.
func TestWithoutIsGivenUp(t *testing.T) {
	db := create(t)
	load(t, db, "a", numbered(append(ring("r", 9), strangers(40)...)))
	l := links(t, db)
	ended, cancel := context.WithCancel(ctx)
	cancel()
	for _, files := range [][]int{nil, {0}} {
		if f, err := l.Without(ended, account(t, db, "p:r00"), []string{"session:r-s0"}, files); f != nil || !errors.Is(err, context.Canceled) {
			t.Errorf("files %v: %+v, %v", files, f, err)
		}
	}
}

// The first values of a ring of the list are those of the ring read whole.
func TestValuesOfARing(t *testing.T) {
	db := create(t)
	load(t, db, "a", numbered(append(ring("r", 9), strangers(40)...)))
	l := links(t, db)
	rings, err := l.Rings(ctx, 3)
	if err != nil || len(rings) != 1 {
		t.Fatalf("%d rings, %v", len(rings), err)
	}
	whole, err := l.Ring(ctx, rings[0].ID)
	if err != nil || len(whole.Values) < 3 {
		t.Fatalf("%+v, %v", whole, err)
	}
	for _, most := range []int{0, 2, 1000} {
		got, err := l.Values(ctx, rings[0], most)
		if want := whole.Values[:min(most, len(whole.Values))]; err != nil || !slices.Equal(got, want) {
			t.Errorf("the first %d values are %+v, want %+v (%v)", most, got, want, err)
		}
	}
}
