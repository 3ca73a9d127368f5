// Package propose is the page on which a proposal is made or changed: on one side what is
// out of line with the accounts, on the other what is proposed and why.
//
// Where to look: page.go the page, load.go what it asks the store, ahead.go what stands
// out and what is left out of the proposal, choices.go what is chosen and what is missing,
// warnings.go and terms.go the two panes, pane.go how a pane moves, write.go the long
// texts, submit.go the question at the end.
//
// Rules of this room:
//
//   - Nothing can be proposed that the preview on screen does not show: while another one
//     is being made, for other accounts or another action, proposing waits.
//   - Who is left out stays listed, by a word, and comes back with the key that left
//     them out.
//   - What is missing is said at its field, and by the key that would propose.
//   - The long texts are drafts on disk from the first letter until the proposal is in
//     the log; the page shows what the draft says and has no copy that counts.
//   - Evidence stands with its innocent explanation, here as everywhere.
package propose
