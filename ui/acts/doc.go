// Package acts is what can be done about what a page is on: note, tag, claim, put into a
// case, judge, propose, dismiss, hold, reveal. A page says only what its [page.Subject] is; what
// is asked before, and how it is said, is the same on every page.
//
// Rules of this room:
//
//   - Nothing is changed without a box that says about what, how many, and what of them is
//     out of line; and that takes a reason where others will ask for one.
//   - A box stays until the change has been made, so that nothing typed is lost where it
//     is refused.
//   - Nothing here reads the store in the event loop: counts come from the state of the
//     work, which is in memory, and ids are looked up by [page.Env].ActOn.
package acts
