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
//
// The escapes:
//
//	⟨ESC⟩ ⟨LF⟩ ⟨DEL⟩   an ASCII control character
//	⟨U+202E⟩           any other character that is hidden or has no meaning yet
//	⟨0xFF⟩             a byte that is no UTF-8
//	⟨+996 marks⟩       combining marks beyond the fourth on one character
//	⟨+37 jamo⟩         letters of Hangul that make no syllable with the one before
//	⟨+80 bytes⟩        the rest of a cluster beyond 64 bytes, or of a text beyond 4 KiB
//	⟨+3 lines⟩         lines beyond what Lines was asked for
//	(empty-looking, N bytes)   the whole of a text that shows nothing at all
package text
