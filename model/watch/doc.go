// Package watch matches what accounts carry against lists of values that an
// investigator holds to be bad, or knows to be benign: exit addresses of a VPN,
// domains of disposable mail, wallets under sanctions.
//
// # Rules of this room
//
//   - It does no I/O. Reading a file into values is store/watchlist's, keeping
//     them is the store's; [Encode] and [Decode] are the form they are kept in.
//   - A hit is evidence with its source: which list, which value of it, and how
//     the account's value met it. It is never a verdict, and the stance is the
//     list's, not ours.
//   - Only what names one thing is matched. Placeholders, private addresses and
//     invalid values match nothing; a value that is suspect matches only the very
//     same suspect value.
//   - Kinds that mean the same thing meet: a recovery e-mail that is a listed
//     e-mail is a hit, and so are a photo whose SHA-256 is on a list of files and
//     the address of a profile whose handle is listed.
//   - Everything is in the order of the lists and then from the most specific to
//     the least, however often it is asked.
//
// # Ranges
//
// Two prefixes are disjoint or one holds the other, so ranges sorted by their
// first address and then by length form a forest. The last range that starts at
// or before an address either holds it or has among its ancestors every range
// that does: any range that holds the address starts no later, and so has that
// last one inside it. A lookup is one binary search and a walk up, of as many
// steps as ranges are nested: 25 for IPv4 and 113 for IPv6 at most. A listed
// address is the range of its full length.
//
// # Stored form
//
// A chunk is the byte 1 (the version), the length of the plain text as a uvarint
// and a DEFLATE stream (RFC 1951) of the plain text: for each value its form and
// kind, a byte each, then the canonical value, the raw one and the note, each
// with its length as a uvarint in front. The plain text of a chunk has at most
// 500 KiB, so that no text, however badly it compresses, makes a chunk of more
// than 512 KiB, and no chunk can ask for more memory than that to be read.
package watch
