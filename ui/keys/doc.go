// Package keys is the one list of what can be done in the workbench and by which
// key: the footer, the help, the palette, the table in the README, rebinding in the
// config and the dispatch of keys all read it.
//
// Rules of this room:
//
//   - Code names an [Action], never a key. A page says which actions it takes; which
//     keys lead to them is decided here and in the user's config.
//   - No key stands for two actions on one page: a test holds every page to it.
//   - A key is what is printed on it. Where the keyboard's layout gives another
//     letter, the position on a US keyboard counts: as the terminal reports it, and
//     where it reports nothing, by the tables for Korean (두벌식) and Russian.
//   - No single letter changes anything about an account without a question.
package keys
