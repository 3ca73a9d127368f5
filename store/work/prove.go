package work

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/kv"
)

// Proof is what shows that an entry is in a log of some size: see section 2.1.1 of RFC 6962.
type Proof struct {
	Seq    uint64
	Leaf   tlog.Hash
	Hashes tlog.RecordProof // from the leaf to the root
	Entry  []byte           // as it is encoded; see the package documentation
}

// Prove gives the proofs that entries are in the log of that size, in the order of seqs.
// Like [Log.Continue] it goes by the stored hashes. The error is of kind not-found where the
// log never had that size, or the size not that entry.
func (l *Log) Prove(ctx context.Context, size uint64, seqs []uint64) (proofs []Proof, err error) {
	err = l.view(ctx, l.opt.Wait, func(r kv.Reader, h Head) error {
		if size > h.Seq {
			return &model.Error{Kind: model.ErrNotFound, Message: fmt.Sprintf("the log has %d entries and never had %d", h.Seq, size)}
		}
		hashes := hashReader(r)
		for _, seq := range seqs {
			if err := ctx.Err(); err != nil {
				return err
			}
			if seq >= size {
				return &model.Error{Kind: model.ErrNotFound, Message: fmt.Sprintf("a log of %d entries has no entry %d", size, seq)}
			}
			entry, err := rawEntry(r, seq)
			if err != nil {
				return err
			}
			p, err := tlog.ProveRecord(int64(size), int64(seq), hashes)
			if err != nil {
				return err
			}
			proofs = append(proofs, Proof{seq, tlog.RecordHash(entry), p, append([]byte(nil), entry...)})
		}
		return nil
	})
	return proofs, err
}
