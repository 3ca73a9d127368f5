package kv

import (
	"context"
	"iter"
)

// Pair is one key with its value.
type Pair struct{ K, V []byte }

// Limits says how much an engine takes, in bytes and in operations; 0 is "no
// limit worth naming".
type Limits struct {
	Key      int // bytes in a key
	Value    int // bytes in a value
	TxnOps   int // writes in one transaction
	TxnBytes int // bytes of keys and values written in one transaction
}

// Reader reads one consistent snapshot.
//
// What it returns points into the engine's memory: it must not be written to,
// and it is valid until the transaction or snapshot ends, in a [Txn] only until
// the next Put or Delete.
type Reader interface {
	// Get gives the value of k; ok is false where there is none.
	Get(k []byte) (v []byte, ok bool, err error)

	// GetMany gives the values of ks in their order, nil for a key that is not
	// there and a non-nil slice for one that is. It is one round trip.
	GetMany(ks [][]byte) ([][]byte, error)

	// Scan gives the pairs with lo <= key < hi in ascending order of their
	// bytes, at most limit of them. An empty lo is the first key, an empty hi is
	// past the last one, and a limit <= 0 is none. After an error the sequence
	// ends. In a Txn nothing may be written while a scan is under way.
	Scan(lo, hi []byte, limit int) iter.Seq2[Pair, error]

	// ScanBack is Scan in descending order: it starts at the greatest key < hi.
	ScanBack(lo, hi []byte, limit int) iter.Seq2[Pair, error]
}

// Txn is a transaction that reads its own writes. It keeps neither k nor v.
type Txn interface {
	Reader
	Put(k, v []byte) error
	Delete(k []byte) error // a key that is not there is no error
}

// Store is an ordered key-value store, safe for concurrent use.
type Store interface {
	// View runs fn on a snapshot. Transactions must not be nested.
	View(ctx context.Context, fn func(Reader) error) error

	// Update runs fn in a serializable transaction and commits it when fn gives
	// nil. An error of fn is returned as it is, with nothing written; an error
	// of the commit is a *CommitError.
	Update(ctx context.Context, fn func(Txn) error) error

	// Snapshot gives a read view that stays as it is until release is called,
	// for a store whose contents are final: an engine may refuse it on a store
	// that can be written. The reader may be used from several goroutines, and
	// release more than once.
	Snapshot(ctx context.Context) (r Reader, release func(), err error)

	// Load writes many pairs whose keys are new, ascending and distinct. It is
	// not atomic: after an error some of them are there. It keeps no pair longer
	// than until the next one is asked for.
	Load(ctx context.Context, pairs iter.Seq[Pair]) error

	Limits() Limits

	// Close waits for transactions and snapshots to end.
	Close() error
}

// CommitError says that a commit failed, so that it is not known whether the
// transaction took effect, now or after a restart.
type CommitError struct{ Err error }

// Error implements error.
func (e *CommitError) Error() string { return "commit: " + e.Err.Error() }

// Unwrap gives the cause.
func (e *CommitError) Unwrap() error { return e.Err }
