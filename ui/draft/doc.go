// Package draft keeps what somebody is writing on disk, outside of the investigation,
// until it is saved there or given up: an unfinished text is nobody else's to read, and
// is lost neither with the program nor with the window.
//
// A draft belongs to a key, such as "note account outlook:abc", an actor and a window,
// and has a file of its own:
//
//	<state>/drafts/<investigation>/<hash of key and actor>-<window>.draft
//	                               ...draft.new    being written
//	                               ...draft.kept   as it was when it last was synced
//	                               ...draft.link   about to be the one that is kept
//
// The file is a line "clew-draft 1 " with the CRC-32C of all that follows it in hex, a
// line of JSON that says whose it is, and the text as it is.
//
// Rules of this room:
//
//   - What Save has returned from survives the end of the process, however it ends: a
//     file is written whole beside the one before and then put in its place. Every 2 s
//     at most it is synced too, so that the loss of power takes no more than that.
//   - A window writes its own file and no other, so that two windows on the same thing
//     never overwrite each other.
//   - Whether a draft is open somewhere is what flock(2) says of its file, and never
//     what a process number might mean. Who replaces or removes a file holds its lock.
//   - A draft is moved from one window to another by writing it under the new name
//     first: what a crash leaves is there twice, never not at all.
//   - A folder or file that is a link, or that others may read, is refused. What is
//     damaged or foreign is passed over and said.
package draft
