package export

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
)

// The actions that a batch asks a platform for.
const (
	Suspend   = "suspend"
	Terminate = "terminate"
	Limit     = "limit"
	Warn      = "warn"
	Reinstate = "reinstate" // takes back one of the others
)

// reversible reports whether Reinstate takes the action back.
func reversible(action string) bool {
	switch action {
	case Suspend, Terminate, Limit, Warn:
		return true
	}
	return false
}

// liftable reports whether Reinstate takes back each of the actions, which have commas between
// them.
func liftable(actions string) bool {
	for action := range strings.SplitSeq(actions, ",") {
		if !reversible(action) {
			return false
		}
	}
	return true
}

// Batch is a sealed list of accounts on which a platform is asked to act.
type Batch struct {
	Number        int    // from 1, in its investigation
	Investigation string // its id
	Action        string // one of the constants above
	SealedAt      time.Time
	SealedBy      string
	NotBefore     time.Time     // the zero time: at once
	Window        time.Duration // whole seconds from NotBefore in which it is to be done; 0: no end is set
	Rows          []BatchRow    // at least one, each account once; their order is kept
	Checkpoint    string        // of the audit log when the batch was sealed: the text of its note, signed or not
	Tool          string        // the program's name and version
}

// BatchRow is one account of a batch with what was decided on it. Texts that are not
// Untrusted are UTF-8.
type BatchRow struct {
	Account       model.AccountID
	Username      model.Untrusted
	Email         model.Untrusted
	Ring          model.Untrusted // "" for none
	Proposal      string          // its id
	Version       string          // hash of what was approved
	Policy        string
	PolicyVersion string
	Reason        string
	Evidence      model.Untrusted // one line
	Proposer      string
	Approvers     []string
	Due           time.Time // when it is to be done; the zero time: at once
	Lifts         string    // of a reinstatement the action that it takes back, or several with commas between them; else ""
}

// reverse gives the action that undoes the batch's on this row.
func (r *BatchRow) reverse() string {
	if r.Lifts != "" {
		return r.Lifts
	}
	return Reinstate
}

// check refuses a batch of which no whole files can be made. Errors are of kind usage
// and name the account at fault.
func (b *Batch) check() error {
	fail := func(format string, args ...any) error {
		return &model.Error{Kind: model.ErrUsage, Message: fmt.Sprintf(format, args...), Where: model.Untrusted(fmt.Sprintf("batch %d", b.Number))}
	}
	switch {
	case b.Action != Reinstate && !reversible(b.Action):
		return fail("%q is no action of a batch", b.Action)
	case b.Number < 1 || b.Investigation == "" || b.SealedBy == "" || b.SealedAt.IsZero() || b.Tool == "":
		return fail("a batch needs its number, its investigation, who sealed it and when, and the program's version")
	case b.Checkpoint == "":
		return fail("a batch needs the checkpoint of the audit log")
	case len(b.Rows) == 0:
		return fail("a batch without accounts")
	case b.Window < 0 || b.Window%time.Second != 0 || b.Window > 0 && b.NotBefore.IsZero():
		return fail("a window is whole seconds after a known time")
	case !allUTF8(b.Investigation, b.SealedBy, b.Checkpoint, b.Tool):
		return fail("a text of the batch is no UTF-8")
	}
	seen := make(map[model.AccountID]bool, len(b.Rows))
	for i := range b.Rows {
		r := &b.Rows[i]
		what := b.fault(r)
		if seen[r.Account] {
			what = "an account is in the batch twice"
		}
		if what != "" {
			return &model.Error{Kind: model.ErrUsage, Message: what, Where: r.Account.String()}
		}
		seen[r.Account] = true
	}
	return nil
}

// fault says what is wrong with a row, "" for nothing.
func (b *Batch) fault(r *BatchRow) string {
	id, ok := model.ParseAccountID(string(r.Account.String()))
	if !ok || id != r.Account || id.Platform != strings.ToLower(id.Platform) {
		return "an account needs a platform, in lower case and without a colon, and an id"
	}
	switch {
	case !allUTF8(r.Account.Platform, r.Proposal, r.Version, r.Policy, r.PolicyVersion, r.Reason, r.Proposer) || !allUTF8(r.Approvers...):
		return "a text of the decision is no UTF-8"
	case b.Action == Reinstate && !liftable(r.Lifts):
		return "a reinstatement needs the action that it takes back"
	case b.Action != Reinstate && r.Lifts != "":
		return "only a reinstatement takes an action back"
	case !r.Due.IsZero() && r.Due.Before(b.NotBefore):
		return "an account is due before the batch may begin"
	case !r.Due.IsZero() && b.Window > 0 && r.Due.After(b.NotBefore.Add(b.Window)):
		return "an account is due after the batch's window"
	}
	return ""
}

func allUTF8(texts ...string) bool {
	for _, s := range texts {
		if !utf8.ValidString(s) {
			return false
		}
	}
	return true
}
