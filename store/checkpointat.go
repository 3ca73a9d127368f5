package store

import "context"

// CheckpointAt gives the checkpoint that the log had when it was of that many entries, in
// the form of [DB.Checkpoint]. The error is of kind not-found where it never was.
func (db *DB) CheckpointAt(ctx context.Context, entries uint64) (string, error) {
	c, err := db.log.CheckpointAt(ctx, entries)
	if err != nil {
		return "", err
	}
	return c.String(), nil
}
