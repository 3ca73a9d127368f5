// Package dsa writes statements of reasons, as the EU's DSA Transparency Database takes
// them, for the accounts of a case that were suspended or terminated.
//
//	statements, refused := dsa.Statements(record)
//	for _, part := range dsa.Parts(statements) {
//		err := dsa.Write(w, part) // the body of one call
//	}
//
// Where to look: statement.go has what is written and the file, decide.go which accounts
// get a statement, facts.go its texts, check.go the search for personal data, words.go
// which words can identify nobody.
//
// # Which accounts get a statement
//
// Those of a proposal to suspend or terminate that as many persons approved as it needed,
// where enforcement said of the account that it was done, and nothing took it back. What
// is approved and not done is no restriction yet, and to publish it would warn the owner.
// A limit is refused: the record does not say what it limits. So is the account of a
// victim, for which the keyword of an inauthentic account may be untrue. All others come
// back as refused, with the reason.
//
// # No personal data
//
// Article 24(5) of the Act forbids it, whoever is meant. So no value, name, note or id of
// the record is ever put into a statement. Its texts are sentences of Clew's own with
// counts, kinds of evidence and codes of Clew's own catalogue of signals, and three texts
// that a user of Clew wrote for a policy: its title, its text, and the title of the
// reason. These are searched, see [Check], and the statement is refused where they hold
// anything of anybody; nothing is cut out silently. The search can know no more than the
// record: of one that is redacted it has only what was left, so statements are made from
// a complete record, or read by somebody. It does not find a name that no account of the
// record bears, in a policy's text.
//
// An adversary can choose a user name that is a word of a policy. Then the statements
// under that policy are refused, and a person must look. Words that hold sentences
// together, and those of Clew's own sentences and of its built-in policy, identify nobody
// and are let through.
//
// # What a lawyer must confirm
//
// The record does not know these, and the file says the first of what may be true:
//
//   - whether the database is to be filed at all: the duty binds online platforms
//   - the territorial scope: all of the European Economic Area, see [Options]
//   - the source: the platform's own initiative, no notice of anybody
//   - the category: scams and fraud, with the keyword for inauthentic accounts
//   - the duration: none, which the database reads as indefinite
//   - the application date: the day on which the files were first handed to enforcement,
//     or the day before which it was not to act, where that is later; the answer of
//     enforcement has no time of its own
//
// The detection counts as automated where the account carries a signal that Clew computed,
// is in a ring, or has a link: then a program pointed at it. The decision never does: it
// is a proposal of one person and the approval of at least one other.
//
// # Sources of the format
//
// Regulation (EU) 2022/2065, articles 17 and 24(5); the documentation of the interface of
// the DSA Transparency Database, and its explanation of the attributes. The lengths are in
// characters, as its server counts them.
package dsa

// Losses say what of a record the file does not carry.
var Losses = []string{
	"The statements are for publication and hold no personal data: no id, name, value or note of the record is in them.",
	"Only accounts that were suspended or terminated by a decision of the case have a statement; those that are refused are not in the file.",
	"The title and the text of the policy are cut at 500 and 2000 characters.",
	"Approvals, signatures, links and the audit log are left out.",
}
