// Package receive takes the case file of another investigation into one.
//
//	in, err := receive.Read(path)                 // case.json, or the folder or zip that it is in
//	got, err := receive.Take(ctx, db, in, "kim")  // accounts, case and notes
//
// Where to look: read.go finds and checks the files, rows.go makes accounts of them, take.go
// brings them in.
//
// # Rules of this room
//
//   - Nothing is lost: the file is kept as it came, byte by byte, and what comes with it.
//     [Original] gives it back for as long as nobody has added to the case.
//   - Nothing is decided by it. Proposals, approvals and batches of another log stand in the
//     file, where they can be read and checked; here they bind nobody.
//   - What it says of accounts are data, from a file of that name. Identifiers are made
//     canonical anew; what the other investigation computed (signals, scores, links, rings)
//     is computed anew.
//   - Whoever wrote a note is told beside whoever received it.
//   - Taking the same file again after a crash, or after it was taken, goes on where it was
//     left and changes nothing else.
package receive
