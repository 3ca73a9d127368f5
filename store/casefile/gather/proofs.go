package gather

import (
	"context"

	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/bundle"
)

// Proofs gives for every entry that a record names the proof that it is in the log.
func Proofs(ctx context.Context, db Store, r *casefile.Record) (bundle.Proofs, error) {
	var entries []uint64
	for _, e := range r.Entries {
		entries = append(entries, e.Index)
	}
	proved, err := db.Prove(ctx, r.Log.Entries, entries)
	if err != nil {
		return nil, err
	}
	var out bundle.Proofs
	for _, p := range proved {
		proof := bundle.Proof{Index: p.Seq, Leaf: p.Leaf, Entry: p.Entry}
		for _, h := range p.Hashes {
			proof.Hashes = append(proof.Hashes, h)
		}
		out = append(out, proof)
	}
	return out, nil
}
