// Package stix writes a case as stix.json, a bundle of STIX 2.1.
//
//	err := stix.Write(w, r)
//
// Where to look: write.go puts the bundle together, object.go has what an object is,
// its ids and times, account.go the accounts and what they carry, said.go what people said:
// notes, verdicts and decisions. The folder intel has what STIX and MISP say alike.
//
// # What is in the bundle
//
//	identity               Clew, and the investigation that the case is of; no person
//	marking-definition     the TLP 2.0 marking of the record, in the form that OASIS publishes
//	extension-definition   of what a user-account of Clew has beside the standard's properties
//	user-account           every account, and every handle ("github:octocat") that it names
//	email-addr, ipv4-addr, ipv6-addr, url, file, mac-addr
//	                       identifiers that are valid ones, one object however many carry it
//	relationship           related-to: from an account to what it carries; between accounts,
//	                       with the evidence in words and the probability as confidence
//	indicator              a value that two or more personas share and that is fit for it
//	note                   notes (withdrawn ones revoked), proposals, batches, appeals, rings,
//	                       cleared accounts; one that says which accounts are those of victims
//	opinion                an analyst's verdict on a link, a reviewer's on a proposal
//	grouping               the case
//
// # Rules of this room
//
//   - is_disabled is there only where enforcement has confirmed a suspension or termination.
//     A proposal never sets it.
//   - No account is called a threat actor. Those of victims are said to be that, and none of
//     what they carry is in an indicator.
//   - The id of an observable is that of the standard, so that it is the same whoever wrote
//     it. All other ids follow from the investigation, the case and the entry of the log: a
//     later export of the case updates an earlier one. Where a profile leaves out the number of
//     the case, each export has ids of its own: nothing says that two are of one case.
//   - An account with a number in place of its id, such as account-1, has a user_id of that one
//     export, so that nobody takes it for account-1 of another.
//   - "created" is when something was done, "modified" the last entry of the log, as of which
//     the record says it. A thing without a time of its own has that of the case; where even
//     that is unknown it is the epoch, which is no time that anything happened at.
//   - References go one way: the grouping names accounts, and a note on the case names the
//     grouping, but then the grouping does not name the note. Importers that meet a circle
//     drop one side of it.
//   - Whatever has a form of its own (an address, a URL) is an observable only where it has
//     that form. All other values are in the extension of the account.
//   - Values are as they are even where the record wants harmless addresses, for programs read
//     them; descriptions and notes follow the record.
//   - Texts keep their characters. Hidden ones are \u escapes; a text that is no UTF-8 shows
//     the bytes that are none as ⟨0xFF⟩.
//
// # Sources
//
// STIX 2.1 OASIS Standard (2021-06-10): 2.9 (identifiers of observables), 3 to 7, 9
// (patterns); the TLP 2.0 marking definitions of the OASIS CTI common object repository;
// RFC 8785 (canonical JSON), RFC 9562 (UUIDs of version 5), RFC 3339 (times).
package stix

// Losses says what of a record stix.json does not carry.
var Losses = []string{
	"STIX has no sign-in events of an account and no rows of the imported files; they are left out.",
	"STIX has no object for telephone numbers, wallets, bank accounts, cards, devices, names and postal addresses, nor for values that are not valid ones of their kind; they are in an extension of the user-account, which other programs may pass over.",
	"Facts, flags, signals, hits of watch lists, the rows of a score, holds and protections are left out; the role, state, score and tags are in the extension of the user-account.",
	"Signatures, the text that they are of, who had a proposal on screen, the text of policies and what a preview warned of are left out; decisions are notes and opinions in words.",
	"The entries of the audit log, the people and their keys, the imported files, the steps and the trails of the case and the weights are left out; the record of these is case.json.",
	"A text whose bytes are no UTF-8 shows each of these bytes as ⟨0xFF⟩; its exact bytes are in case.json.",
	"Times have milliseconds and are in UTC; the offset that a source wrote is left out, as is a year that is not of four digits.",
	"Attachments of notes are named with their SHA-256; their content is left out.",
}
