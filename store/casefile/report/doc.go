// Package report writes the case as a report that people read: case.md and case.html.
//
//	err := report.Markdown(w, record)
//	err = report.HTML(w, record)
//
// The report is built once, as a tree of sections, paragraphs, tables and verbatim blocks
// (tree.go), and each of the two renderers writes that tree. So both say the same.
//
// Where to look: build.go puts the sections in order and has the title block; summary.go,
// acts.go (with the trail, the questions and the notes), rings.go, innocent.go, decisions.go,
// accounts.go, identifiers.go, timeline.go and origin.go have the sections; words.go says
// numbers, times and kinds; text.go makes text visible; markdown.go and html.go are the
// renderers, style.go and columns.go what the page looks like, graph.go the drawings.
//
// # Rules of this room
//
//   - A run of text says whose words it is: Clew's own, or what somebody wrote, or a value
//     of the data. What is in a [casefile.Text], and every string that people choose, such
//     as a login, is never Clew's own.
//   - Each renderer has one function through which text reaches the file, and shows what
//     cannot be seen as ⟨U+202E⟩, a byte that is no UTF-8 as ⟨0xFF⟩, and a ⟨ of the text
//     itself as ⟨U+27E8⟩, so that nobody can fake one.
//   - In Markdown, what is not Clew's own stands in code spans and fenced blocks, whose
//     fences are longer than any run inside. Backslashes are not enough: forges look for
//     @names, #1 and addresses in the text after its Markdown was read.
//   - In HTML, what is not Clew's own is isolated in its direction. There is no script and
//     nothing outside the file, the content security policy allows the one style sheet by
//     its hash, and the only links lead to the report's own headings.
//   - What there is nothing of gets no heading. A record that went through a profile does
//     not have all: of what it lacks the report does not say that it is not so.
//   - Lists that a reader would not finish are cut, and say how many more there are and
//     which file has them.
//
// # Sources of the formats
//
// CommonMark 0.31.2; GitHub Flavored Markdown 0.29 (tables, extended autolinks); the HTML
// Living Standard; Content Security Policy Level 3; SVG 2; FIRST, TLP 2.0 (its colours);
// UAX #9 and Unicode Technical Standard #55 (bidirectional text in source).
package report

// MarkdownLosses says what of the record case.md does not carry.
var MarkdownLosses = append([]string{
	"The drawings of case.html, the ring and the activity, are tables alone in case.md.",
}, losses...)

// HTMLLosses says what of the record case.html does not carry.
var HTMLLosses = losses

var losses = []string{
	"The rows of the imported files are not in it, and sign-ins and other events only as counts for each day or week.",
	"The bodies and hashes of the entries of the log are not in it, nor the signatures of approvals and the terms that were hashed.",
	"Identifiers are in it in their canonical form alone.",
	"Long lists are cut, and say how many more there are: accounts, links, identifiers, entries and rows of an account.",
	"A text in a sentence or a cell is cut after 300 characters, one in a block of its own after 60,000, and marks over the fourth on one letter are counted.",
	"Hidden characters and bytes that are no UTF-8 are shown by their codes, line ends are alike, and a character | in a sentence or a cell of case.md is its code.",
}
