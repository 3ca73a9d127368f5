// Package ftm writes a case as FollowTheMoney entities, one JSON object a line, as Aleph
// and the tools around it read them.
//
//	err := ftm.Write(w, record)
//
// Where to look: write.go has the order of the file and what an entity is, account.go the
// accounts and the values that they carry, link.go the links, note.go notes and decisions,
// value.go the one way of a text into a property, and what fits which type.
//
// # What becomes what
//
//   - The case is a Folder, and the imported files are Documents in it. Everything that
//     can have a proof has the Folder as its proof, an account also the files whose rows
//     it was read from. So the Folder opens on all that is in the case.
//   - An account is a UserAccount. Its username is that of the account, or the platform's
//     id where there is none. What the account says of itself (a country, a biography) is
//     text in its notes, named as claimed: a country as a property would be a fact that
//     Aleph sorts people by.
//   - A wallet is a CryptoWallet, an IBAN a BankAccount, a postal address an Address, one
//     entity for each value. An UnknownLink says which account carries it.
//   - A link between two accounts is an UnknownLink: its range is Thing, which a
//     UserAccount is. It is not a Similar: that says that two entities are one, and is
//     there to be merged; two accounts of one operator are two accounts.
//   - Notes, proposals, batches, appeals and rings are Notes on what they are about.
//   - The last entity is a Note that counts what is not in the file.
//
// # Rules of this room
//
//   - There is no Person, and no owner or holder of anything: a persona is a claimed
//     identity, and the person whose name it bears may be a victim. Names that an account
//     gives beside its display name are a weakAlias, which nothing is matched by.
//   - There are no topics. They say what people are (crime.fraud, poi), and Aleph counts
//     people by them. What a platform decided under its own policy about an account says
//     that of nobody, approved and enforced or not.
//   - A value is a typed property only where it links in Clew too (status ok, no hub) and
//     is of that type's form. Any other is text in the notes, with the reason. Recovery
//     addresses and numbers are both.
//   - A text is cleaned by [clean] and by nothing else. Where [casefile.Record.Defang]
//     says so, texts that people read are defanged; typed properties and names cannot be.
//   - The id of an entity is "clew-" and the SHA-256, in hex, of the investigation, the
//     kind and the value, so that a second export updates the first one. FollowTheMoney
//     allows letters, digits, '-' and '.' in it. What a profile has taken the name of, or
//     put a number in the place of, is of one export alone: account-1 may be another
//     account in the next one, and nothing may merge the two.
//   - What a profile has left out is not said: no "proposal 0", and no 0 bits.
//   - Only references to entities of the same file are written.
//
// # Sources of the format
//
// FollowTheMoney 3.8 (its schemata and the types of their properties); E.164 (telephone
// numbers), RFC 5321 (e-mail), ISO 13616 (IBAN), ISO 8601 (dates, always UTC).
package ftm

// Losses say what of a record the file does not carry.
var Losses = []string{
	"FollowTheMoney has no schema for sign-ins and other events: they are left out; of the rows of the imported files only which file an account was read from is kept.",
	"Decisions, approvals, batches and appeals are notes in words, without the signatures, the hashed terms, the text of the policy and the messages of enforcement; results are counted, and the state of each account is with the account.",
	"The audit log, the trails of the case, the rows of the scores, bridges of rings and the people's keys are left out.",
	"A country, a time zone and other statements of an account about itself are text, not properties to search by.",
	"Values that Clew does not link by, such as placeholders, private addresses and hubs, and kinds of values that FollowTheMoney has no property for, are text in the notes of the account.",
	"FollowTheMoney has no markings: that of the case (TLP) stands in the summary of its folder, and on no other entity.",
	"Times are in UTC and to the second; the offset that a source gave is lost.",
	"Hidden characters, broken bytes and more than four combining marks on a letter are written out as ⟨U+202E⟩, ⟨0xFF⟩ and ⟨3 more marks⟩, and values that are longer than FollowTheMoney allows are cut.",
}
