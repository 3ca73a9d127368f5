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
//	D dict:u8 chunk:u32       dictionary strings, 4,096 to a chunk: a uvarint
//	                          number, then each with its length
//	R last:u32                as many account records as fit one 4 KiB page, keyed
//	                          by the last ordinal in the block: records, the
//	                          place of each but the first, and their number,
//	                          both little-endian u16
//	E last:u32 index:u32      events by account and time, zstd
//	I kind:u8 value           postings: which accounts carry which value,
//	                          front-coded, keyed by the last value in the block
//	I kind:u8 value 00 n:u32  the n-th continuation of a long list
//	T chunk:u32               folded text of 16,384 accounts for substring search:
//	                          name 00 its Latin form 00 user name 00 e-mail 0A,
//	                          where 01 is a user name that the e-mail begins
//	                          with, up to its first "@"
//	C col:u8 chunk:u32        16,384 cells of one column, little-endian
//	P col:u8 chunk:u32        16,384 ordinals in ascending order of one column
//	Q                         the first 100 accounts by score, the greatest
//	                          and latest first: a number, then for each its
//	                          ordinal, its cells of the columns 6, 11 and 10,
//	                          and its record, packed without words, with its
//	                          length
//	S file:u32 line:u64       raw rows as they came, zstd, keyed by the first line
//
// # Packed strings
//
// Strings in records and postings are packed: a uvarint n<<3 | mode, and then
//
//	0  n bytes
//	1  nothing: it is the value of the record's n-th fact
//	2  nothing: it is the n-th word of the dictionary of words (dict 4)
//	3  n lower-case hexadecimal digits, two to a byte, the first high; of an odd
//	   number the last byte's low half is 0
//	4  n characters of "abcdefghijklmnopqrstuvwxyz0123456789-._:", three to a
//	   big-endian u16, a*1600 + b*40 + c, and each of the last n mod 3 in a byte
//	5  by n: 0 an IPv4 address in 4 bytes; 1 an IPv6 address in 16; 2 "+", and 3
//	   "0x", with a uvarint number of hexadecimal digits and those as in mode 3;
//	   14 to 36 the last n characters of a GUID, digits as in mode 3
//	6  n packed strings, joined by spaces
//	7  two packed strings, joined by "@"
//
// The parts of 6 and 7 are of modes 0 to 5. A string gets a place in the
// dictionary of words when it is seen again soon after the first time; see
// wordBook.
//
// # Records
//
// A number is a uvarint where no width is given. A time near another is 0 for
// unknown, or one more than: the seconds from the other time to it, zigzag,
// shifted left by two, with bit 1 for "milliseconds follow" and bit 0 for "the
// offset in minutes follows, zigzag". The other time is the epoch where it is
// unknown. A record is
//
//	u8      2, the version
//	packed  platform, native id
//	time    created, near the epoch; first seen, near created; last seen, near
//	        first seen
//	n       facts: u8 field, plus 128 where it is as of last seen; packed value;
//	        else its time near last seen
//	n       flags: packed source, packed reason, u8 score, time near last seen
//	n       signals: u8 severity, plus 4 where facts and 8 where a counter
//	        follow; packed code, facts, counter
//	n       tags: packed
//	n       sources: file, line
//	n       identifiers: u8 kind<<2, plus 2 where a raw value and 1 where status
//	        and times follow; packed value, packed raw; u8 status, first seen near
//	        the account's, last seen near the identifier's first
//
// # Postings
//
// A block begins with a byte. 0: entries of bytes shared with the key before,
// the rest of the key, packed, the number of ordinals and their deltas, the first
// from 0. 1: one long list, its total and what is here, with deltas. 2: more of
// it, what is here, with deltas.
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
