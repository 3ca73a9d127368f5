// Package bolt keeps a kv.Store in one bbolt file: one bucket, named "kv", with
// a flat keyspace.
//
// What a maintainer must know about bbolt (v1.5.0):
//
//   - It has no checksum on data pages. A flipped bit in a value is read back
//     without a word, and [DB.Check] cannot see it: whoever stores a value here
//     ends it in a checksum, and whoever stores a file here keeps its hash.
//   - On damaged pages it panics, faults on its memory map (SIGBUS, which would
//     end the process), loops for ever, or recurses until the stack is full,
//     which nothing can recover. So the file is examined before bbolt sees it:
//     both meta pages with their checksums, the size of the file, the root, the
//     free list, and, unless [Options.Final] is set, every branch page, which
//     leaves no cycle to get lost in. What remains panics, and every call into
//     bbolt turns a panic or a fault into an error of kind corrupt.
//   - A value is read straight from the memory map, after the call that returned
//     it. Inside View, Update and [Guard] a fault on it becomes an error; outside
//     of them (a [kv.Reader] of Snapshot in a goroutine of its own) it ends the
//     process, so wrap such reads in Guard.
//   - Its own Check may hang on damage. [DB.Check] here reads the pages with
//     read(2) and visits each once, so it always ends.
//   - It holds an exclusive lock on a file that is open for writing and a shared
//     one on a file open for reading; each of them excludes the other kind.
//   - A writer that must enlarge its memory map waits for all readers in the
//     process. A Snapshot is therefore refused on a file open for writing.
//   - Put keeps the slice of the value until the commit; the adapter copies it.
//   - After a failed commit nothing may be written to the file any more: the
//     caller sees a kv.CommitError and must treat the file as suspect.
//   - If bbolt panics while it holds its own locks, the store is broken: every
//     later call fails, and Close gives back the file lock but not the memory map.
//
// The layout that the preflight relies on, in the byte order of the machine:
//
//	page    id u64, flags u16 (1 branch, 2 leaf, 4 meta, 16 free list), count u16,
//	        overflow u32 (how many pages follow it as part of it)
//	meta    after the page header: magic u32 ED0CDAED, version u32 2, page size u32,
//	        flags u32, root page u64, root sequence u64, free list page u64 (all
//	        ones: none), high-water mark u64 in pages, transaction u64, FNV-1a u64
//	        of the 56 bytes before it. Pages 0 and 1; the one with the greater
//	        transaction counts.
//	branch  count x (pos u32 from this element, key size u32, page u64), keys
//	leaf    count x (flags u32 (1 bucket), pos u32, key size u32, value size u32),
//	        then keys and values
//	free    count x page u64, ascending; count FFFF: the first u64 is the count
//
// A bucket is a value in the root leaf: root page u64, sequence u64, and where
// the root page is 0 the bucket's only page follows in the value itself.
//
// The package is for Unix-like systems.
package bolt
