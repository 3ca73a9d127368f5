// Package export writes the files that leave an investigation, and reads the answers
// that come back.
//
//	m, err := export.WriteBatch(dir, batch)             // files for the platform
//	problems, err := export.CheckBatch(dir)             // are they still what was written?
//	c, err := export.ReadConfirmation(action, name, r)  // what the platform did
//
// Where to look: csv.go has the cells and tables that are safe in a spreadsheet,
// manifest.go the list of files and how a folder of them comes into being, check.go
// looks it over again; batch.go has what a batch is, batchfiles.go and readme.go its
// files, schedule.go its times; confirm.go has what a confirmation is, words.go its
// words, confirmtable.go and confirmjson.go its two forms.
//
// # Rules of this room
//
//   - It knows nothing of the store: plain values in, files out, and the other way
//     round.
//   - A folder is there whole or not at all. It is written beside its place, synced
//     and renamed. What is in it follows from what is exported and from nothing else,
//     no clock and no chance, so that it can be written again after a crash. A kill
//     leaves a folder ".clew-export-*" beside it, which nothing reads and
//     a later one, from an hour on, removes.
//   - Every folder has MANIFEST.json and SHA256SUMS; the latter needs no Clew.
//   - CSV is for people and spreadsheets: inert, see [Escape]. JSON is the record:
//     nothing is lost in it; where a text is no UTF-8 a field "…_base64" beside it has
//     its bytes.
//   - Names of files are Clew's own, never from the data.
//   - A confirmation is data from outside. One bad row costs itself. Two rows that
//     contradict one another are both refused: neither is a fact.
//
// # JSON of a batch
//
// ACTION.json and undo.json are one object each: "format" ("clew-batch-rows"), "version"
// (1), "investigation", "batch" (its number), "undo" (true for what is prepared only)
// and "rows", of which each stands on a line of its own and has
//
//	account              platform:native_id
//	platform, native_id  its parts
//	username, email, ring
//	action               what to do: suspend, terminate, limit, warn, reinstate
//	proposal, version    what was decided, and the hash of what was approved
//
// and in ACTION.json, beside "lifts" (of a reinstatement, the action that it takes back)
// and "due" (RFC 3339, in UTC) where there are any: "policy", "policy_version", "reason",
// "evidence", "proposer" and "approvers" (an array); in undo.json "undoes", the action
// that was done. Keys may be added; see [Manifest] for MANIFEST.json.
//
// # Sources of the formats
//
// RFC 4180 (CSV); CWE-1236, OWASP "CSV Injection" and ASVS 5.0 1.2.10 (what starts a
// formula); RFC 8259 and JSON Lines; RFC 3339 (times); GNU coreutils, sha256sum (the
// format of SHA256SUMS).
package export
