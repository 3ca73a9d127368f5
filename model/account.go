package model

import "strings"

// AccountID names an account: the platform (Clew's own lower-case word, such as
// "outlook" or "okta", without a colon) and the id that the platform gave it.
type AccountID struct {
	Platform string
	Native   Untrusted
}

// String gives "platform:native-id".
func (id AccountID) String() Untrusted { return Untrusted(id.Platform) + ":" + id.Native }

// ParseAccountID splits "platform:native-id" at its first colon; ok is false
// where either part is empty.
func ParseAccountID(s string) (id AccountID, ok bool) {
	p, n, ok := strings.Cut(s, ":")
	return AccountID{p, Untrusted(n)}, ok && p != "" && n != ""
}

// Field names one fact of an account. The numbers are stored and never change.
type Field uint8

// The facts that an account can have. Everything under "Claimed" is what the
// account says of itself.
const (
	FieldUsername    Field = 1
	FieldDisplayName Field = 2
	FieldEmail       Field = 3  // the address shown for the account, as it came
	FieldStatus      Field = 4  // the platform's own word: active, suspended, ...
	FieldUserType    Field = 5  // the platform's own word: member, guest, bot, ...
	FieldCountry     Field = 6  // claimed country, ISO 3166-1 alpha-2
	FieldCountryRaw  Field = 7  // claimed country as it came, where that differs
	FieldTimezone    Field = 8  // claimed time zone, an IANA name or an offset
	FieldCity        Field = 9  // claimed city or region
	FieldEmployer    Field = 10 // claimed employer
	FieldTitle       Field = 11 // claimed job title
	FieldBio         Field = 12 // biography or description
	FieldPhoneType   Field = 13 // mobile, voip, landline
	fieldEnd         Field = 14
)

var fieldNames = [fieldEnd]string{
	FieldUsername: "username", FieldDisplayName: "display_name", FieldEmail: "email",
	FieldStatus: "platform_status", FieldUserType: "user_type", FieldCountry: "country",
	FieldCountryRaw: "country_raw", FieldTimezone: "timezone", FieldCity: "city",
	FieldEmployer: "employer", FieldTitle: "title", FieldBio: "bio", FieldPhoneType: "phone_type",
}

// String gives the field's name as in the JSON output.
func (f Field) String() string {
	if f > 0 && f < fieldEnd {
		return fieldNames[f]
	}
	return "none"
}

// FieldByName finds a field by its name, 0 where there is none.
func FieldByName(name string) Field {
	for f := range fieldEnd {
		if f > 0 && fieldNames[f] == name {
			return f
		}
	}
	return 0
}

// Claimed reports whether the field is something the account says of itself and
// so belongs under "claimed" in the JSON output.
func (f Field) Claimed() bool { return f >= FieldCountry && f <= FieldBio }

// Fact is one field of an account with the time at which its source saw it.
// Where two sources differ, the later AsOf wins; of equal ones the value that
// is greater byte by byte, so that the order of imports does not matter.
type Fact struct {
	Field Field
	Value Untrusted
	AsOf  Time
}

// Identifier is a typed value that an account carries.
type Identifier struct {
	Kind      Kind
	Value     Untrusted // canonical form: equal values are the same thing
	Raw       Untrusted // as it came, where that differs from Value; else ""
	Status    Status
	FirstSeen Time
	LastSeen  Time
}

// Flag is why an account was put in front of us.
type Flag struct {
	Source Untrusted // who flagged it
	Reason Untrusted
	Score  uint8 // 0 to 100, 0 when the source gave none
	Time   Time
}

// Signal is a coded observation on one account, such as NET-VPN.
type Signal struct {
	Code     string    // upper-case letters, digits and '-', at most 32 bytes
	Facts    Untrusted // what was observed
	Counter  Untrusted // what would make it wrong
	Severity uint8     // 0 to 3
}

// Source points at the row that something came from.
type Source struct {
	File uint32 // index of the imported file in the investigation
	Line uint64 // line (or element) number in that file, from 1
}

// Account is one account as all its sources together describe it. Facts are
// sorted by field, Identifiers by kind and value, Flags, Signals and Tags by
// their contents, Sources by file and line.
type Account struct {
	ID          AccountID
	CreatedAt   Time // on its platform; the earliest that any source says
	FirstSeen   Time
	LastSeen    Time
	Facts       []Fact
	Identifiers []Identifier
	Flags       []Flag
	Signals     []Signal
	Tags        []Untrusted // labels that came with the data
	Sources     []Source
}

// Fact gives the value of a field, "" where it has none.
func (a *Account) Fact(f Field) Untrusted {
	for i := range a.Facts {
		if a.Facts[i].Field == f {
			return a.Facts[i].Value
		}
	}
	return ""
}

// Score is the greatest score of the account's flags, 0 to 100.
func (a *Account) Score() uint8 {
	var s uint8
	for i := range a.Flags {
		s = max(s, a.Flags[i].Score)
	}
	return s
}

// FlaggedAt is the earliest known time of the account's flags.
func (a *Account) FlaggedAt() Time {
	var t Time
	for i := range a.Flags {
		t = Earlier(t, a.Flags[i].Time)
	}
	return t
}

// Result is how a sign-in ended.
type Result uint8

// The results of a sign-in.
const (
	ResultUnknown   Result = 0
	ResultSuccess   Result = 1
	ResultFailure   Result = 2
	ResultChallenge Result = 3 // interrupted, asked for more, or pending
)

// String gives the result as in the JSON output, "" when unknown.
func (r Result) String() string {
	switch r {
	case ResultSuccess:
		return "success"
	case ResultFailure:
		return "failure"
	case ResultChallenge:
		return "challenge"
	}
	return ""
}

// Event is one sign-in, or another act in a platform's log, of one account.
// Empty fields are unknown.
type Event struct {
	ID        Untrusted // the platform's id of the event
	Time      Time
	Action    Untrusted // the platform's word, e.g. user.session.start
	IP        Untrusted // canonical address where valid, else as it came
	ASN       uint32
	ASOrg     Untrusted
	Country   string // ISO 3166-1 alpha-2, "" where it could not be read
	Region    Untrusted
	City      Untrusted
	Latitude  float32 // degrees; both 0 when unknown
	Longitude float32
	DeviceID  Untrusted
	UserAgent Untrusted
	ClientApp Untrusted
	SessionID Untrusted
	Result    Result
	Detail    Untrusted // the platform's word for the result
	Source    Source
}
