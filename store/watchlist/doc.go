// Package watchlist reads files of values that are known to be bad or known to
// be benign into the values of model/watch.
//
// # Rules of this room
//
//   - The file is data from outside, and whoever wrote it may mean harm. Nothing
//     in it names another file that would be opened.
//   - One bad value costs itself: it becomes a [model.Reject] with its line or
//     element, its field and a reason. A file that is not whole (JSON that does
//     not parse, compressed data cut short) or breaks a limit is an error.
//   - What a file holds and a list cannot use, such as a pattern over file names
//     or an object that is no observable, is counted by name in Result.NotRead,
//     so that nobody takes it for read.
//   - Nothing is guessed where a guess could be wrong and would not be seen. A
//     word that could be anything is rejected until a kind is given; names of
//     persons are read only when asked for, as they would meet the innocent.
//   - Values come out canonical, once each, sorted by form, kind and value: the
//     same values come out in whatever order they were listed. Of
//     equal ones the first is kept, with the first note that any of them has.
//   - A document of JSON is read as it comes, twice: once to find that it is whole.
//     Lines are read from memory, where their values stay anyway. Of nothing are
//     there two copies.
//   - Payment-card numbers are masked wherever raw text is kept.
//
// # Formats
//
// A bare list has one value a line. Blank lines and lines that begin with "#" or
// ";" are comments, and so is the rest of a line from " #" or " ;" on, which
// becomes the value's note. A line "# Reference: …" is the note of what follows,
// to the next such line. A value is an address, a range, a domain ("*." in front
// says what is true anyway: what is below counts), an AS number or any kind that
// [identifier.Detect] knows; "kind:value" says the kind.
//
// CSV has a header that names columns of values (email, ip, domain, sha256,
// value, indicator, ...), or columns most of whose cells are values. A column
// named comment, description or note is their note, and "type" may say in words
// of MISP what "value" holds.
//
// STIX 2.1: a bundle, one object or an array of them. The observables read are
// in the table of stix.go. Of indicators, patterns are read that list
// alternatives: comparisons with =, IN or ISSUBSET, joined by OR inside the
// brackets or between them. Anything that needs two facts at once (AND,
// FOLLOWEDBY, qualifiers, NOT) is not a list of values and is not read. The note
// says where an indicator calls itself benign, and until when it is valid. One
// that calls itself benign is passed over for a list of bad values.
//
// MISP: events, bare or wrapped as its API and its feeds do, with the attributes
// of events and of their objects, by type. The note says whether an attribute is
// for detection (to_ids) and holds its comment. Deleted ones are not read, nor
// for a list of bad values the recipients of mail: target-email, and email-dst
// that is not for detection.
//
// A JSON array of strings is a list too, as is the "list" of a MISP warning list
// unless its entries are patterns or parts of text.
//
// gzip and zstd are unpacked; UTF-16 needs a byte order mark.
//
// # Sources of the formats
//
// RFC 4180 (CSV), RFC 8259 (JSON), RFC 4632 and 4291 (prefixes), RFC 5396 (AS
// numbers), RFC 6996 and 7300 (AS numbers for private use), STIX Version 2.1
// OASIS Standard parts 6 and 9, the MISP core format and its list of types.
package watchlist
