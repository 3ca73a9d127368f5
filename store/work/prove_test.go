package work

import (
	"context"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/seed-28a39f10/clew/model"
)

func TestProofsHold(t *testing.T) {
	ctx := context.Background()
	l := open(t, create(t), Options{})
	const size = 21
	for i := range size - 1 {
		add(t, l, i, 1)
	}
	var all []uint64
	for seq := range uint64(size) {
		all = append(all, seq)
	}
	for _, of := range []uint64{1, 2, 7, 16, size} {
		c, err := l.CheckpointAt(ctx, of)
		if err != nil {
			t.Fatal(err)
		}
		proofs, err := l.Prove(ctx, of, all[:of])
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range proofs {
			leaf, err := l.LeafHash(ctx, p.Seq)
			if err != nil || p.Seq != uint64(i) || p.Leaf != leaf || p.Leaf != tlog.RecordHash(p.Entry) {
				t.Errorf("proof %d of %d: %+v, %v", i, of, p, err)
			}
			if err := tlog.CheckRecord(p.Hashes, int64(of), c.Root, int64(p.Seq), p.Leaf); err != nil {
				t.Errorf("entry %d of %d: %v", p.Seq, of, err)
			}
		}
	}
	for _, bad := range []struct{ size, seq uint64 }{{size + 1, 0}, {5, 5}, {0, 0}, {1 << 62, 1}} {
		if _, err := l.Prove(ctx, bad.size, []uint64{bad.seq}); model.KindOf(err) != model.ErrNotFound {
			t.Errorf("entry %d of %d: %v", bad.seq, bad.size, err)
		}
	}
}
