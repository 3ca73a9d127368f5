// Package ingest reads exports: files of accounts and logs of sign-ins, as they
// come from platforms, into rows of the model.
//
//	f, err := ingest.Open(path, ingest.Options{Prepare: imp.Prepare})
//	for rows, err := range f.Rows(ctx) { ... imp.Add(rows) }
//	result := f.Result()
//
// # Rules of this room
//
//   - A file is data from outside, and whoever wrote it may mean harm. It is read
//     once, as a stream; memory is bounded by [Limits] and by a fixed number of
//     chunks in flight; nothing in it names another file that would be opened.
//   - One bad row costs itself: it becomes a [model.Reject] with its line, the
//     field at fault and a reason. A file that is not whole (cut short, a wrong
//     checksum, brackets that never close) or that breaks a limit is an error
//     from Rows, and what was yielded before is to be thrown away.
//   - Nothing is guessed where a guess could be wrong and would not be seen: one
//     key twice in an object rejects the row, "1/2/2024" is no time unless the
//     profile or the mapping says how dates are written, a name that no country
//     has leaves the country empty. What was left out is in Result.Notes.
//   - Values are trimmed and otherwise kept byte by byte, valid UTF-8 or not, and
//     Row.Raw has the record as it came (as UTF-8 where the file was UTF-16, and
//     with payment-card numbers masked). Canonical forms are model/identifier's.
//   - Rows, rejects and notes come out the same, in the same order, however many
//     goroutines work.
//
// # The way of a row
//
//	source     disk → SHA-256, count → gzip or zstd, bounded → UTF-16 → text
//	splitter   text → chunks of whole records (lines, JSON elements, CSV records)
//	builder    record → fields → model.Row, in one goroutine a processor
//	File.Rows  chunks in order; rejects told, duplicates dropped, rows yielded
//
// Open reads the first 256 KiB and finds out by looking, in this order: binary
// and archive formats, which are refused with advice; JSON, and whether it is
// lines, an array or a wrapper such as {"value":[...]}; for each object, bare or
// in an envelope ("log", "data", "_source", "message", two deep at most), which
// profile it looks like; CSV, its delimiter and, in the first 20 records, a
// header that a profile knows; and at last a bare list of one kind of value.
//
// [File.Describe] says what Open has found out, for people who look before they
// import.
//
// # Adding a profile
//
// A profile of a log is a file with a [Profile], a function that recognises an
// object, a table from paths (JSON) and columns (CSV) to the fields of logs.go,
// and a function settle that chooses the account and reads the result. The first
// path of a field that has a value counts; keys match exactly or else in another
// case, headers in any case and with any run of spaces. Add it to the list in
// profiles.go, a small made-up file to testdata, and look over what
// "go test -run Golden -update" makes of it.
//
// Whose act is it? A row is about an account or it is rejected. Where a platform
// acted by itself, the account is the user in the row's targets, if there is
// one; the address and device are then not the user's own and become no
// identifiers, unless the platform acted at that user's browser's request (Okta
// signing somebody in through an identity provider).
//
// # Sources of the formats
//
// RFC 8259 (JSON), RFC 4180 (CSV), RFC 3339 and ISO 8601 (times); Microsoft
// Graph beta resource signIn, Azure Monitor's schema of sign-in logs and the
// portal's CSV; the Office 365 Management Activity API's common schema (types of
// users and of targets); Okta System Log API, LogEvent; Google Workspace Reports
// API, Activity; GitHub's audit log events; Auth0's log event type codes; Entra
// authentication error codes (AADSTS).
package ingest
