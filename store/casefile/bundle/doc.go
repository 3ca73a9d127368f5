// Package bundle writes a case file, which is a case in all formats with what it takes to
// check them, into one folder or zip, and checks one.
//
//	m, err := bundle.Write(ctx, "case-7.zip", record, options)
//	report, err := bundle.Check(ctx, "case-7.zip", keys)
//
// Where to look: write.go writes, readme.go has the page for people, manifest.go the list of
// files, proofs.go log.json, zip.go the form of a zip; check.go looks at files, log and
// signature, checkcase.go at what case.json says of them. verify.py is a second
// implementation, VERIFY.md the page that explains it, guide.go has both.
//
// # Rules of this room
//
//   - It knows no format: the caller gives what writes them. It knows the parts of a
//     [casefile.Record] that can be held to the log.
//   - The same record and options give the same bytes, in a zip too.
//   - Names of files are Clew's own, never from the data.
//   - What is checked was made by an adversary. No size that it states is trusted, nothing is
//     unpacked or followed, and each text has one form: what is not written as Clew writes it
//     is told of, so that no two readers can read two things in it.
//   - What no checker can know is said to people: README.txt and VERIFY.md say of each step
//     what it proves and what it does not.
//
// # Files
//
//	README.txt         for people
//	checkpoint.txt     https://c2sp.org/tlog-checkpoint; signed, where the case file is
//	log.json           proofs that entries are in the log, see below
//	attachment-SHA256  what is attached to notes, in a full case file
//	MANIFEST.json      see [Manifest]; it lists all files but the next two
//	MANIFEST.json.sig  its signature, OpenSSH's PROTOCOL.sshsig, namespace "clew-case"
//	SHA256SUMS         for sha256sum; it lists all files but itself, by name
//
// and those of the formats, of which case.json is one, and of the caller.
//
// log.json is an object with "format" ("clew-log-proofs"), "version" (1), "investigation",
// "entries" and "root" of the checkpoint, and "proofs", each on a line of its own, by index:
//
//	index  of the entry in the log, from 0
//	leaf   SHA-256 of 00 and the entry, hex
//	proof  the audit path of RFC 6962, from the leaf to the root, base64
//	entry  in a full case file the entry itself, base64; see package work
//
// The hash of an entry tells nothing of it: each has 16 random bytes in it.
//
// # Sources of the formats
//
// RFC 6962, RFC 9162 (Merkle trees); PKWARE's APPNOTE 6.3.10 (zip); OpenSSH's PROTOCOL.sshsig;
// c2sp.org/tlog-checkpoint and signed-note; GNU coreutils, sha256sum.
package bundle
