// Package store is an investigation: a folder, by custom "name.clew", of
//
//	base-<generation>.db   what was imported: immutable, see store/base
//	work.db                what people did: an append-only log, see store/work
//	derived-<generation>.bin
//	                       what follows from both for every account: a cache, no
//	                       part of a backup, see derivedfile.go
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
//   - One read path. A query yields ordinals; records are read by the page.
//   - Readers never wait for writers: they answer from the last fold and the last
//     generation they saw, and catch up in [DB.Refresh].
package store
