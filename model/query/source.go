package query

import (
	"context"
	"math"

	"github.com/seed-28a39f10/clew/model"
)

// TextField names a text that words search.
type TextField string

// The texts.
const (
	TextAny      TextField = "any" // name, username or e-mail
	TextName     TextField = "name"
	TextUsername TextField = "username"
	TextEmail    TextField = "email"
)

// TermField names a field that is matched whole, by a [Pattern]. An account may
// have several values of one, and then matches by any of them.
type TermField string

// The term fields.
const (
	TermPlatform TermField = "platform"
	TermCountry  TermField = "country" // claimed, ISO 3166-1 alpha-2
	TermState    TermField = "state"   // of the work on the account; "open" is one that nothing was done to, claimed or not
	TermTag      TermField = "tag"
	TermSignal   TermField = "signal" // code
	TermDomain   TermField = "domain" // of the e-mail address, canonical
	TermSource   TermField = "source" // name of an imported file, or who flagged
	TermID       TermField = "id"     // platform:native-id

	// What work has made of an account. But for role and protected, "any" matches whoever
	// has a value and "none" whoever has not.
	TermClaimedBy TermField = "claimed_by" // login
	TermCase      TermField = "case"       // number
	TermRole      TermField = "role"       // in an open case
	TermProposal  TermField = "proposal"   // number of each that it is or was in
	TermBatch     TermField = "batch"      // number
	TermHold      TermField = "hold"       // kind
	TermProtected TermField = "protected"  // "yes" or "no"
)

// NumField names a number or a time of an account.
type NumField string

// The numbers, and the times in whole seconds since the Unix epoch.
const (
	NumScore       NumField = "score"
	NumLinks       NumField = "links"       // linked accounts
	NumIdentifiers NumField = "identifiers" // carried
	NumEvents      NumField = "events"      // sign-ins and other acts
	NumFlags       NumField = "flags"
	NumTags        NumField = "tags"
	NumNotes       NumField = "notes" // that stand
	NumAge         NumField = "age"   // whole days from creation to the first flag, below 0 where that came first; unknown where either is
	TimeCreated    NumField = "created"
	TimeFlagged    NumField = "flagged"
	TimeFirstSeen  NumField = "first_seen"
	TimeLastSeen   NumField = "last_seen"
)

// The ends of an open range in [Source.Between] and [Source.Shares].
const (
	Lowest  int64 = math.MinInt64
	Highest int64 = math.MaxInt64
)

// Source is what a query is evaluated against: one immutable generation of the
// accounts, known by their ordinals from 0. Every set must have the length Len;
// it may be shared or cached, for evaluation never changes it.
//
// A [model.Error] of kind usage says that the query's value is at fault (an
// address that is none); evaluation adds the column. Methods should look at ctx
// where they work longer than some milliseconds.
type Source interface {
	// Len is the number of accounts.
	Len() int
	// Text finds the accounts with word somewhere in the field. The word comes
	// as typed and is never empty; folding is the source's business.
	Text(ctx context.Context, field TextField, word string) (*Set, error)
	// Term finds the accounts with a value of the field that one of the
	// patterns matches. Without a value of the field nothing matches.
	Term(ctx context.Context, field TermField, anyOf []Pattern) (*Set, error)
	// Between finds the accounts with low <= value <= high. An unknown time or
	// age lies in no range, not even the whole one.
	Between(ctx context.Context, field NumField, low, high int64) (*Set, error)
	// Shares finds the accounts that carry a value of the kind that
	// low <= n <= high accounts hold, the account itself included.
	Shares(ctx context.Context, kind model.Kind, low, high int64) (*Set, error)
	// Identifier finds the accounts that carry the value, given as typed:
	// canonicalising is the source's business.
	Identifier(ctx context.Context, kind model.Kind, value string) (*Set, error)
}
