// Package casefile says what a case file is: a case with its accounts, links, notes,
// decisions and the entries of the audit log that they come from, as plain values.
//
//	r, err := casefile.Decode(text)        // from case.json
//	err = casefile.Encode(w, r)            // to case.json
//	p, err := profiles.Profile("peers")    // what may leave the house
//	peers, err := p.Apply(r)               // a record without the rest, counted
//
// Where to look: record.go and decision.go have the types, text.go the texts and times in
// them, codec.go case.json, schema.go its JSON schema. profile.go says what a profile of
// profiles.toml is, redact.go applies it, redactfields.go to each field and finder.go to what
// is written in texts; visible.go shows what is hidden in them, defang.go makes addresses that
// nobody follows by mistake.
//
// In the folders below are the other formats, each from a [Record] alone: report (Markdown
// and HTML), sheets (CSV), stix, misp, ftm, dsa. bundle writes all of them into one folder or
// zip with a manifest, and verifies it. gather reads a Record out of an investigation, receive
// takes one in, and handout is the one door for both the command line and the workbench.
// casefiletest makes records for tests, and schematest holds files to the schemas of others.
//
// # Rules of this room and those below
//
//   - A format knows the Record and nothing else: no store, no clock, no chance. The same
//     record gives the same bytes.
//   - What may not leave the house is taken out of the Record, by [Profile.Apply], before
//     any format sees it. No format leaves out, or puts in, by itself.
//   - Everything of type [Text] was written by an adversary. Each format has one way of
//     its own to make it harmless, and uses it everywhere.
//   - case.json is the record and loses nothing. Every other format says what it loses, in
//     its Losses, which the manifest has.
//   - Nothing is scored, linked or sorted by ethnicity, nationality, gender or age.
//
// # case.json
//
// One JSON object in UTF-8, with the fields of [Record] in their order after "format" and
// "version". Every element of a list of the object stands on a line of its own, and so does
// every account, which has its "detail" inside. Hidden characters are \u escapes. A text
// whose bytes are no UTF-8 is an object {"base64": ...}. Times are RFC 3339.
package casefile
