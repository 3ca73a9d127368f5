// Package store is an investigation: a folder, by custom "name.clew", of
//
//	base-<generation>.db   what was imported: immutable, see store/base
//	work.db                what people did: an append-only log, see store/work
//	derived-<generation>.bin
//	                       what follows from both for every account: a cache, no
//	                       part of a backup, see derivedfile.go
//	files/<SHA-256>        what is attached to notes: each file under its hash and
//	                       never changed, see files.go
//	files.lock             held while a file gets its name, and while leftovers go
//	work.lock              held for the length of one write
//	import.lock            held for the length of one import
//
// Rules of this room:
//
//   - One write door. Every change to the work is a model.Action and goes through
//     [DB.Act]; every import goes through [DB.BeginImport]. Both write their audit
//     entry in the same transaction as the change.
//   - State is a fold over the log. Nothing else is ever written about the work,
//     so state cannot disagree with the record.
//   - What follows from data and log (matches of watch lists, signals, scores) is
//     computed, never recorded: examiner says it of one account, and derived keeps
//     it for all. Both come to the same, in whatever order things came in.
//   - What follows from the links, such as what stands beside a score (ties.go), is
//     neither: a verdict or a decision may change it of a whole ring, so it is worked
//     out for the account that is looked at, and nothing is sorted or found by it.
//   - An attached file is on the disk before the entry that names it is written.
//   - One read path. A query yields ordinals; records are read by the page.
//   - One mask. What the investigation masks, [DB] and [Links] give out masked, unless
//     one of the accounts that carry it was revealed to Options.Viewer, which the log
//     keeps; see mask.go.
//   - Readers never wait for writers: they answer from the last fold and the last
//     generation they saw, and catch up in [DB.Refresh].
//
// # What a mask is not
//
// It hides personal data from screens and from what is written; it is no access
// control. Whoever has the folder can read it with another tool, say to be another
// viewer, or make a backup, which is the folder whole. Queries, orders and pivots go
// by the values as they are, so that a guess can be tried. Not masked are: ids of
// accounts and user names, but those that are e-mail addresses; names of files, and
// files attached to notes; rows that an import refuses; domains, handles, web and IP
// addresses, countries and cities; the notes of watch lists; and texts: what people
// write, and what an account says of itself but for its own values.
package store
