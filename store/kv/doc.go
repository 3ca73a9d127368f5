// Package kv is the seam between Clew and whatever keeps its bytes: an ordered
// key-value store with snapshots and serializable transactions.
//
// One engine is behind it now, the embedded store/kv/bolt. The seam is shaped so
// that a remote one fits without a change above it; hence the rules:
//
//   - Scans are bounded. Give the tightest hi that is known: an open end is cheap
//     in an embedded engine and dear in a remote one.
//   - Transactions are small and touch few keys; what is bulky and new goes
//     through Load.
//   - Every writer of a table reads and writes that table's head key, so that
//     an engine which only compares single keys is serializable all the same.
//   - Keys are not empty. Nil and an empty value are the same value.
//   - The function given to Update may run more than once, so it must not have
//     effects outside its transaction that cannot be repeated.
//   - A [CommitError] means that the outcome is not known. Before such a write is
//     repeated, look for it in what was written.
//
// The keyspace is flat: who uses a store divides it by the first byte of the key.
//
// Every engine passes the suite in kvtest.
package kv
