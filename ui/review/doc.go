// Package review is a second person's pages: the queue of proposals that wait, with one's
// own verdicts behind it, one job at a time, and the second look at decisions that were
// drawn at random.
//
// Where to look: list.go the queue and the verdicts, job.go one job, load.go what is read
// of it, claim.go the claim on it, sheet.go what a reviewer is to read, verdict.go the
// questions, sign.go the passphrase, second.go the second look.
//
// Rules of this room:
//
//   - Evidence first: the sheet begins with what the proposal rests on and with the best
//     innocent explanation beside it; who proposed it, and how sure they were, comes after.
//   - What was on screen is said to the log, by version; the rules refuse an approval of
//     anything else.
//   - One key for a verdict, and a second one to mean it, which is another for every
//     version: neither a paste nor a key that is held down can give it.
//   - Where an approval is signed, the passphrase of the key is asked last of all, and
//     nothing keeps it.
//   - After a verdict the next job is there at once. The claim on a job is renewed as long as
//     somebody works on it, and runs out when nobody does.
//   - A second look is blind: until it is assessed, nothing is shown of what the first
//     reviewers said and of what came of it. It claims nothing and opens nothing in the log.
package review
