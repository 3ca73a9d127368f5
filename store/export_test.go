package store

import "context"

// AuditFindIn is AuditFind that reads at most so many entries.
func (db *DB) AuditFindIn(ctx context.Context, f AuditFilter, before uint64, limit int, entries uint64) (AuditFound, error) {
	return db.auditFind(ctx, f, before, limit, entries)
}
