package work

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/seed-28a39f10/clew/store/kv"
	"github.com/seed-28a39f10/clew/store/kv/bolt"
)

// migration brings a file from the minor version before to minor. It adds to the
// tables; entries and hashes are never touched.
type migration struct {
	minor uint16
	apply func(kv.Txn) error
}

// migrations, in ascending order of minor.
var migrations []migration

// migrate applies what is missing, all in one transaction, after it has put a
// copy of the file beside it.
func (l *Log) migrate(ctx context.Context, steps []migration, to Format) error {
	unlock, err := l.lockWrite(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	return l.update(ctx, func(d *bolt.DB, tx kv.Txn) error {
		from, err := readFormat(tx)
		if err != nil {
			return err
		}
		if from.Minor >= to.Minor { // another process was faster
			return from.readable()
		}
		if err := l.keepCopy(d, from); err != nil {
			return err
		}
		for _, m := range steps {
			if m.minor <= from.Minor {
				continue
			}
			if err := m.apply(tx); err != nil {
				return err
			}
		}
		return putFormat(tx, to)
	})
}

// keepCopy copies the file, as it was before the transaction that is under way
// and has not written yet; so reading within it holds nothing up.
func (l *Log) keepCopy(d *bolt.DB, f Format) error {
	path := l.file(fmt.Sprintf("%s.v%d.%d", dataName, f.Major, f.Minor))
	w, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return explain(path, err)
	}
	_, err = d.WriteTo(w)
	if err := errors.Join(err, w.Sync(), w.Close()); err != nil {
		return explain(path, err)
	}
	return syncDir(l.dir)
}
