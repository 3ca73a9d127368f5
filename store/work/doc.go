// Package work keeps what people did to an investigation: work.db, an
// append-only log of entries that is its only mutable truth. State is a fold over
// the entries; this room writes and reads them and knows nothing of their meaning.
//
// # Rules of this room
//
//   - An entry, its hashes and the head are written in one transaction. An entry
//     that was acknowledged survives the death of the process and of the power.
//   - Entries are never changed or removed. A decoder for every version stays.
//   - Any number of processes on one machine may work on one log. A write takes
//     an exclusive lock on work.lock and opens work.db for that one transaction;
//     a read takes a shared lock and copies what it needs. Neither keeps work.db
//     open: an open file would be a lock, and a process that is stopped must not
//     stop the others. While the caller folds what it read, nothing is locked.
//   - After a commit that failed it is not known what is on the disk, and bbolt
//     would build on pages that may not be there. So the file is marked with
//     work.db.suspect, and nobody writes to it until [Log.Rewrite] has copied what
//     can be read into a new file. It is never retried in place.
//   - A nonce names an entry before it is written. Appending again with the same
//     nonce, after a crash or a lost reply, gives the entry that is there.
//   - The entries are the leaves of a transparency log (RFC 6962, the hashes of
//     golang.org/x/mod/sumdb/tlog). A [Log] remembers the head that it saw last
//     and refuses a file that does not continue it: an older copy put in its
//     place, or a history that was changed. Between runs that is for the caller
//     to remember; see [Log.Verify].
//   - Work is refused in a folder that others may enter, on files that others
//     may read, and on network file systems, where neither locks nor shared
//     memory maps hold. FUSE is let through, since most of it is local (encrypted
//     folders); sshfs cannot be told from these and must not be used. Linux
//     5.10.94, 5.15.27 and later have the fix for ext4's fast_commit, without which a
//     power cut can lose what was synced.
//
// # Files
//
// In a folder with mode 0700, each with mode 0600:
//
//	work.db          a bbolt file, through store/kv/bolt
//	work.lock        the lock; while a writer holds it: "pid P on HOST since TIME\n",
//	                 with spaces to 128 bytes
//	work.db.suspect  a commit failed; the text says when and why
//	work.db.new-*    left by a crash in Create or Rewrite; nothing reads it
//	work.db.v1.M     a copy made before a migration from minor version M
//
// # Tables
//
// One flat keyspace; the first byte of a key selects the table. Integers are
// big-endian. Every value but a hash ends in the CRC-32C of key and value.
//
//	a seq u64       an entry; seq counts from 0
//	h               seq u64: how many entries there are; root hash, 32 bytes
//	m "format"      major u16, minor u16, minReader u16: the least minor version of
//	                a program that can read the file
//	m "gen"         gen u32, accounts u32, SHA-256 of the generation's file, 32 bytes
//	m "id"          16 random bytes
//	m "secret"      32 random bytes, the key of the investigation's keyed hashes
//	n nonce 16      seq u64 of the entry with that nonce
//	t index u64     hash, 32 bytes; the index is tlog's stored-hash index, which keeps
//	                the hashes of one entry together
//
// # Entry, version 1
//
//	u8          1, the version
//	u8          flags: bit 0, the clock had gone back by more than 2 s since the entry
//	            before; bit 1, there is a generation
//	i64         milliseconds since the Unix epoch, UTC
//	16 bytes    nonce
//	string      actor: at most 128 bytes, without control characters
//	string      action: 1 to 32 of a-z 0-9 . - _
//	string      value: at most 4096 bytes, without control characters
//	uvarint     n, the number of subjects
//	n uvarints  the first subject, then the difference to the one before, at least 1;
//	            each subject is an ordinal that fits into 32 bits
//	40 bytes    with flag bit 1: the generation that becomes the present one, as in
//	            the value of m "gen"
//	string      body: JSON, or empty; it ends the entry
//
// A string is a uvarint length and that many bytes. Uvarints are as short as they
// can be, so an entry has one encoding. It is at most 1 MiB. The hash of a leaf is
// SHA-256 of 00 and the entry's bytes.
//
// Entry 0 has the action "create" and the body {"schema":"1.0","id":hex,
// "secret_sha256":hex}, so that the tables hold nothing that the entries do not
// vouch for.
package work
