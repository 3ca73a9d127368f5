package work

import (
	"context"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

func TestCheckpointAt(t *testing.T) {
	ctx := context.Background()
	l := open(t, create(t), Options{})
	var then []Checkpoint // by size
	for i := range 20 {
		h, err := l.Head(ctx)
		if err != nil {
			t.Fatal(err)
		}
		then = append(then, h.Checkpoint())
		add(t, l, i, 1)
	}
	for _, want := range then {
		if got, err := l.CheckpointAt(ctx, want.Size); err != nil || got != want {
			t.Errorf("of %d entries: %v, %v; it was %v", want.Size, got, err, want)
		}
	}
	for _, never := range []uint64{0, uint64(len(then)) + 2, 1 << 62} {
		if _, err := l.CheckpointAt(ctx, never); model.KindOf(err) != model.ErrNotFound {
			t.Errorf("of %d entries, which it never had: %v", never, err)
		}
	}
}
