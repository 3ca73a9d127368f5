// Package overlay is the boxes that open over a page: menus with search, checklists,
// questions, a line of input, a text to read.
//
// Rules of this room:
//
//   - A box is never larger than the room that View is given, and draws what fits.
//   - esc closes every one of them and does nothing else; the workbench sees to it.
//   - A question about something that cannot be taken back has "no" under the cursor,
//     and its "yes" is not the key that opened it.
//   - All texts given to it are clean.
package overlay
