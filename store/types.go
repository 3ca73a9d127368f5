package store

import (
	"fmt"
	"strings"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/signal"
	"github.com/seed-28a39f10/clew/model/workflow"
)

// Options says how an investigation is opened. The zero value opens it for
// reading and writing.
type Options struct {
	ReadOnly bool
	Wait     time.Duration    // how long a write waits for another process; 0 is 10 s
	Now      func() time.Time // the clock; nil is time.Now
	Cache    bool             // keep derived facts for others although ReadOnly: they are no part of the investigation
	Viewer   string           // the login that looks, to whom masked personal data may have been revealed; "" is nobody
	Actor    string           // who creates the investigation, for its first entry; "" is "clew"
}

// AccountRow is an account as a list shows it.
type AccountRow struct {
	Ord         uint32
	ID          model.AccountID
	Username    model.Untrusted
	DisplayName model.Untrusted
	Email       model.Untrusted
	Country     string  // claimed, ISO 3166-1 alpha-2
	State       string  // what work made of it, see workflow.Statuses, or else flagged or known
	Score       float64 // 0 to 100, see model/signal
	Links       int     // accounts that share an identifier with at most 64 holders
	Identifiers int     // placeholders not counted
	Events      int
	Signals     []string // codes, ascending, of the data's and of computed ones
	Tags        []model.Untrusted
	CreatedAt   model.Time
	FlaggedAt   model.Time
	FirstSeen   model.Time
	LastSeen    model.Time

	// What work has made of it.
	ClaimedBy string // login of who is at work on it; "" for nobody
	Hold      string // kind of hold; "" for none
	Protected bool   // needs a second reason before anything is proposed
	Cases     int    // that it is in, closed ones too
	Notes     int    // that nobody has taken back
}

// HeldIdentifier is an identifier with the number of accounts that carry it.
type HeldIdentifier struct {
	model.Identifier
	Holders int  // 1 when only this account does; 0 for a value that cannot link
	Hub     bool // too common to link
}

// Account is an account whole.
type Account struct {
	AccountRow
	model.Account
	Held  []HeldIdentifier // model.Account.Identifiers with their holders
	Notes []*workflow.Note
	Cases []uint32 // numbers of the cases that it is in, closed ones too

	Masked bool // some of its personal data is masked

	// What follows from the data and the watch lists.
	Computed   []model.Signal // by code; model.Account.Signals are those that came with the data
	ScoreRows  []signal.Row   // what the score is made of
	Watch      []WatchHit     // its values that are on lists
	WatchFlags []model.Flag   // of bad lists; they are among model.Account.Flags too, where the data may have some of the same name
}

// Answer is one of the four answers to a pivot.
type Answer string

// The answers to a pivot.
const (
	AnswerNone     Answer = "none"     // no account carries the value
	AnswerLinked   Answer = "linked"   // few enough to mean something
	AnswerHub      Answer = "hub"      // too common to link; not expanded
	AnswerExcluded Answer = "excluded" // a value of a kind or status that never links
)

// Pivot answers "who carries this value?".
type Pivot struct {
	Identifier model.Identifier
	Answer     Answer
	Why        string   // one sentence
	Accounts   []uint32 // holders, ascending; of a hub too
	Ignored    *Ignored // by whose word it is excluded, why and until when; nil where it is by rule
}

// FileReport says what one file of an import did.
type FileReport struct {
	Name      model.Untrusted `json:"file"`
	SHA256    string          `json:"sha256"`
	Profile   string          `json:"profile"`
	Bytes     int64           `json:"bytes"`
	Read      uint64          `json:"read"`
	Accepted  uint64          `json:"accepted"`
	New       uint64          `json:"new"`
	Changed   uint64          `json:"changed"`
	Unchanged uint64          `json:"unchanged"`
	Rejected  uint64          `json:"rejected"`
}

// AuditEntry is one entry of the log, readable.
type AuditEntry struct {
	Index   uint64
	Time    model.Time
	Actor   string
	Action  string
	Subject model.Untrusted // an account, or how many
	Ords    []uint32        // the accounts, ascending
	Before  any             // nil, or what encoding/json takes
	After   any
	Hash    string // hex of the entry's leaf hash in the log's Merkle tree
	Clock   bool   // the clock had gone back when it was written
}

// Info describes an investigation.
type Info struct {
	Path        string
	ID          string // hex
	Schema      string
	Generation  uint32
	CreatedAt   model.Time
	Accounts    int
	Identifiers uint64 // distinct values that may link
	Shared      uint64 // of these, held by two accounts or more
	Events      uint64
	Notes       int
	Watch       []WatchList // by name; how many accounts they match is not looked up
	Files       []FileReport
	AuditSize   uint64
	AuditRoot   string // base64, as in a checkpoint
	Bytes       int64  // of all files in the folder

	// Files attached to notes whose contents are kept, each counted once.
	Attached      int
	AttachedBytes int64
}

// Problem is something that a check found.
type Problem struct {
	Where string `json:"where"`
	What  string `json:"what"`
	Hint  string `json:"hint"`
}

// Remark is something that a check found and that is no problem.
type Remark struct {
	Where string `json:"where"`
	What  string `json:"what"`
}

// Report is the result of a check.
type Report struct {
	Checked  map[string]uint64 // what was checked, and how many of it
	Problems []Problem
	Remarks  []Remark // the first 100
}

// Sort is an order of accounts.
type Sort struct {
	Key  string // one of SortKeys
	Desc bool
}

// SortKeys lists the keys that accounts can be sorted by.
var SortKeys = []string{"score", "created", "flagged", "first_seen", "last_seen", "links",
	"identifiers", "events", "username", "name", "email", "id"}

// ParseSort reads "key", "key:asc" or "key:desc". Without a direction text and
// id ascend, and numbers and times descend. "" is by score.
func ParseSort(s string) (Sort, error) {
	key, dir, given := strings.Cut(s, ":")
	if key == "" {
		key = "score"
	}
	out := Sort{Key: key, Desc: key != "username" && key != "name" && key != "email" && key != "id"}
	known := false
	for _, k := range SortKeys {
		known = known || k == key
	}
	if given {
		out.Desc = dir == "desc"
		known = known && (dir == "asc" || dir == "desc")
	}
	if !known {
		return Sort{}, &model.Error{Kind: model.ErrUsage, Message: "unknown sort order",
			Where: model.Untrusted(s), Hint: fmt.Sprintf("use one of %s, with :asc or :desc", strings.Join(SortKeys, ", "))}
	}
	return out, nil
}
