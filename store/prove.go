package store

import (
	"context"

	"github.com/seed-28a39f10/clew/store/work"
)

// Prove gives the proofs that entries are in the log when it was of that size; see
// [work.Log.Prove]. An entry's own bytes are not given where personal data is masked, for
// they hold it as it is.
func (db *DB) Prove(ctx context.Context, size uint64, entries []uint64) ([]work.Proof, error) {
	proofs, err := db.log.Prove(ctx, size, entries)
	if db.sight() != nil {
		for i := range proofs {
			proofs[i].Entry = nil
		}
	}
	return proofs, err
}

// AuditAbout gives the entries before an index that about says yes to, in the log's order.
func (db *DB) AuditAbout(ctx context.Context, before uint64, about func(action, value string, subjects []uint32) bool) ([]AuditEntry, error) {
	var out []AuditEntry
	err := db.auditSpan(ctx, 0, before, func(e work.Entry) error {
		if !about(e.Action, e.Value, e.Subjects) {
			return nil
		}
		entry, err := db.readable(ctx, e)
		out = append(out, entry)
		return err
	})
	return out, err
}

// Body gives what an entry says, as the bytes of JSON that were written; nil where it says
// nothing, and where personal data is masked.
func (db *DB) Body(ctx context.Context, entry uint64) ([]byte, error) {
	e, err := db.log.Entry(ctx, entry)
	if db.sight() != nil {
		return nil, err
	}
	return e.Body, err
}
