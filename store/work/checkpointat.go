package work

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/kv"
)

// CheckpointAt gives the checkpoint that the log had when it was of that size, which is
// 1 to what it is now. Like [Log.Continue] it goes by the stored hashes.
func (l *Log) CheckpointAt(ctx context.Context, size uint64) (c Checkpoint, err error) {
	err = l.view(ctx, l.opt.Wait, func(r kv.Reader, h Head) error {
		if size == 0 || size > h.Seq {
			return &model.Error{Kind: model.ErrNotFound, Message: fmt.Sprintf("the log has %d entries and never had %d", h.Seq, size)}
		}
		root, err := tlog.TreeHash(int64(size), hashReader(r))
		c = Checkpoint{h.ID, size, root}
		return err
	})
	return c, err
}
