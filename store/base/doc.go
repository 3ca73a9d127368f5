// Package base is the immutable half of an investigation: one packed file,
// "base-<generation>.db", that holds what was imported. It is written once by a
// [Builder], sealed, and from then on only read, by any number of processes.
//
// # Layout
//
// A generation is an ordered key-value file. The first byte of a key selects
// the table; integers in keys are big-endian; every value ends in the CRC-32C
// of its key and its contents, so that a damaged or misplaced page is noticed.
//
//	M name                    metadata: counts, the imported files (JSON)
//	D dict:u8 chunk:u32       dictionary strings, 4,096 to a chunk
//	R last:u32                account records, packed to one 4 KiB page,
//	                          keyed by the last ordinal in the block
//	E last:u32 index:u32      events by account and time, zstd
//	I kind:u8 value           postings: which accounts carry which value,
//	                          front-coded, keyed by the last value in the block
//	I kind:u8 value 00 n:u32  the n-th continuation of a long list
//	T chunk:u32               folded text of 16,384 accounts for substring search
//	C col:u8 chunk:u32        16,384 cells of one column, little-endian
//	P col:u8 chunk:u32        16,384 ordinals in ascending order of one column
//	Q                         the first rows of the default order, whole
//	S file:u32 line:u64       raw rows as they came, zstd, keyed by the first line
//
// # Ordinals
//
// An account's ordinal is its place in the order of first appearance. The next
// generation keeps every ordinal and appends new accounts, so a list of
// ordinals in the audit log keeps its meaning for ever.
//
// # Merging
//
// What two rows say about one account is merged so that the order of imports
// does not matter: see merge.go. Importing the same rows in the same order
// gives the same bytes.
//
// # Rules of this room
//
//   - A value read from a snapshot lies in mapped memory: it is copied before it
//     leaves the package.
//   - Nothing here is linear in the number of accounts, apart from building and
//     from scans over columns and text.
//   - Kinds from 48 upwards are terms of Clew's own (tags, signals, ...), kept in
//     the same table as postings because they answer the same question.
package base
