// Package handover brings sealed batches to whoever enforces them, and their answers back:
// it joins the store, which knows what was decided, with store/export, which knows files.
//
// Rules of this room:
//
//   - It decides nothing. What is in a batch the log says; what of an answer counts, the
//     rules of work.
//   - The files of a batch are those of the moment in which it was sealed, as far as the
//     data has not changed since: the checkpoint in them is the one of that moment, and
//     the same batch gives the same bytes. So they can be written again after a crash.
//   - The log says that files were written once they are on the disk. A crash between the
//     two is repaired by writing the batch again, to the same place.
//   - What the rules do not let go outside is not written. Where they say so only after it
//     was written, the files that came to be are removed.
//   - Files of a batch have none of the personal data that the investigation masks, whoever
//     writes them: the platform needs the ids alone.
//   - One row of an answer that is about no account of the batch costs itself.
package handover
