// Package misp writes a case as misp.json, one event of MISP.
//
//	err := misp.Write(w, r)
//
// Where to look: write.go puts the event together, object.go the accounts, attribute.go what
// they carry, types.go which type and category of MISP a value has, report.go the texts.
// store/casefile/stix/intel has the rules of sharing and the sentences.
//
// # What is in the event
//
//	Event        the case: its title, date, marking (tag tlp:…) and state (tag workflow:state)
//	Object       user-account, template version 6, for every account; "disabled" only where
//	             enforcement has confirmed it
//	Attribute    every identifier once, however many accounts carry it; each account refers to
//	             those that it carries
//	ObjectReference
//	             from an account to its identifiers, and to the accounts that it is linked with,
//	             with the evidence in words
//	EventReport  the case, its notes, and its decisions
//
// # Rules of this room
//
//   - Distribution is 0, your organisation only, and the event is not published. Whoever
//     imports it decides.
//   - to_ids, which makes programs act, is for values alone that are fit for it: see
//     intel.Reading.Fit. Nothing that an account of a victim carries has it, and what a victim's
//     account carries says so in its comment. Names, addresses and documents never have it.
//   - Values that are hubs or are not fit to link have disable_correlation, so that MISP does
//     not link what Clew would not. So have accounts with a number in place of their id.
//   - The UUIDs follow from the investigation and the case: a later export updates an earlier
//     one. Where a profile leaves out the number of the case, each export is an event of its
//     own. Timestamps are those of the last entry of the log.
//   - MISP shows reports as Markdown. They are code blocks, so that texts of others are shown
//     as they are and fetch nothing.
//   - Texts keep their characters. Hidden ones are \u escapes; a text that is no UTF-8 shows
//     the bytes that are none as ⟨0xFF⟩. One that is longer than a field of MISP is cut, and
//     says so; one of which nothing can be seen is left out, for MISP refuses it.
//
// # Sources
//
// MISP core format (draft-dulaunoy-misp-core-format), the MISP object template user-account
// (version 6), describeTypes.json of MISP, the taxonomies tlp and workflow, CommonMark 0.31
// (4.4, indented code blocks), BIP 13 and BIP 173 (addresses of Bitcoin).
package misp

// Losses says what of a record misp.json does not carry.
var Losses = []string{
	"MISP has no sign-in events of an account and no rows of the imported files; they are left out.",
	"The address shown for an account is there only where it is one of its identifiers.",
	"Facts, flags, signals, hits of watch lists, the rows of a score, tags, holds and protections are left out.",
	"Decisions, verdicts and rings are in words in the reports of the event; signatures, the text that they are of, who had a proposal on screen, the text of policies and what a preview warned of are left out.",
	"The entries of the audit log, the people and their keys, the imported files, the steps and the trails of the case and the weights are left out; the record of these is case.json.",
	"Wallets are typed as such for Bitcoin and Monero alone; values for which MISP has no type are of the type other.",
	"An identifier is there once with the first and the last time that any account was seen with it; which account it was at which time is left out.",
	"A text whose bytes are no UTF-8 shows each of these bytes as ⟨0xFF⟩, one that is longer than MISP takes is cut, and one of which nothing can be seen is left out; their exact bytes are in case.json.",
	"Timestamps have whole seconds; times outside the years 1 to 9999 are left out.",
	"Attachments of notes are named with their SHA-256; their content is left out.",
}
