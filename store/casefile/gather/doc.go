// Package gather reads a case out of an investigation, as a [casefile.Record], and the
// proofs that what it says of the audit log is in it.
//
//	r, err := gather.Case(ctx, db, 7, progress)
//	proofs, err := gather.Proofs(ctx, db, r)
//
// Where to look: gather.go is the whole and what belongs to a case, account.go one account,
// evidence.go links and rings, work.go what people said and decided, entries.go the log.
//
// # Rules of this room
//
//   - It decides nothing and leaves nothing out: the record is complete, as far as it is
//     not masked for the viewer of the investigation. Profiles come after it.
//   - Everything is of one moment of the log, and says which. What people did after it is
//     not in the record.
//   - The accounts of the record are the members of the case, and those of proposals that
//     name it. Of links, rings and batches that reach further it gives how many others
//     there are, and nothing more of them.
//   - Events and rows are read when they are asked for, an account at a time.
//   - Sentences of Clew's own are those that the workbench shows: it takes them from
//     ui/words.
package gather
