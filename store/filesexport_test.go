package store

import (
	"context"
	"io"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
)

// KeepAtMost is KeepFile with another limit, in bytes.
func (db *DB) KeepAtMost(ctx context.Context, r io.Reader, name model.Untrusted, most int64) (workflow.File, error) {
	return db.keepFile(ctx, r, name, most)
}
