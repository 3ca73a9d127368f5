package page

import (
	"github.com/seed-28a39f10/clew/model"
)

// Subject is what a change would be about: what is marked, else what the cursor is on. Of
// several parts that are set, each action takes the one that it is for.
type Subject struct {
	Title    string            // clean, such as "12 marked accounts" or "lena.park0417"
	Accounts []uint32          // ordinals, ascending
	Marked   bool              // the accounts are those that were marked
	Value    model.Untrusted   // an identifier, "kind:value" in canonical form
	Link     []model.Untrusted // the two accounts of a link
	Ring     model.Untrusted   // the account that a ring is named after
	Case     uint32
	Proposal uint32
}

// Holder is a page that things can be done on: note, tag, claim, propose and the like.
type Holder interface {
	// Subject says what they would be about; the zero value is nothing.
	Subject() Subject
}
