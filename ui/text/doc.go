// Package text is the way of outside text to a screen. Everything that came from
// an export, a file name, an error that quotes one or another person's note goes
// through [Display] or [Lines] first, and into a table cell through [Fit].
//
// Rules of this room:
//
//   - Hidden characters are shown, never dropped: they are evidence, and deleting
//     one can join what stood around it into a new control sequence. What is shown
//     for them stands in ⟨ ⟩, and a ⟨ of the text itself is shown escaped, so that
//     nobody can fake one.
//   - What is hidden follows from Unicode properties, not from a list of
//     known tricks: the character is graphic (letter, mark, number, punctuation,
//     symbol, space), is no default ignorable and no variation selector, and its
//     grapheme cluster takes up at least one column.
//   - The result is one line of valid UTF-8 in NFC. It is for eyes: it is not
//     stored, compared or parsed, and passing it through Display again escapes
//     its escapes.
//   - Width is measured by one function everywhere, grapheme cluster by grapheme
//     cluster. Cells that stand side by side need a space or a border between
//     them, or the end of one could join with the beginning of the next.
//   - Terminals dispute the width of a cluster: of an Indic conjunct, a spacing vowel
//     sign, Thai and Lao sara am, an emoji with a skin tone, half of a flag. One that
//     knows mode 2027 draws क्षा in one column, one that counts code points, as
//     wcwidth(3) does, in three. [Width] reserves the larger number, and [Laid], last
//     of all, puts the difference behind the word, once the terminal has said how it
//     counts. Nothing is taken out of a text or put into a word for it. Tried with tmux
//     3.3a, which counts code points, and x/vt 0.1.0, which counts clusters. On one
//     that counts clusters and does not answer to mode 2027, and in what a command
//     prints, the rest of such a row stands too far left; it is never pushed over the
//     edge, and no other row is touched.
//
// The escapes:
//
//	⟨ESC⟩ ⟨LF⟩ ⟨DEL⟩   an ASCII control character
//	⟨U+202E⟩           any other character that is hidden or has no meaning yet
//	⟨0xFF⟩             a byte that is no UTF-8
//	⟨+996 marks⟩       combining marks beyond the fourth on one character
//	⟨+37 jamo⟩         letters of Hangul that make no syllable with the one before
//	⟨+80 bytes⟩        the rest of a cluster beyond 64 bytes or 8 columns, or of a text beyond 4 KiB
//	⟨+3 lines⟩         lines beyond what Lines was asked for
//	(empty-looking, N bytes)   the whole of a text that shows nothing at all
package text
