package query

import (
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// FieldKind says what may follow a field's name.
type FieldKind string

// The kinds of fields.
const (
	FieldText       FieldKind = "text"       // name:part, any place in it; name=whole
	FieldTerm       FieldKind = "term"       // state:flagged,claimed, * as wildcard
	FieldNumber     FieldKind = "number"     // score>=70, score:70..90
	FieldTime       FieldKind = "time"       // created<30d, created>=2024-01-31
	FieldIdentifier FieldKind = "identifier" // ip:203.0.113.7, matched whole
	FieldShares     FieldKind = "shares"     // shares:device>=3
	FieldHas        FieldKind = "has"        // has:device
)

// FieldInfo describes one field for help texts and completion.
type FieldInfo struct {
	Name    string
	Title   string // what the field is, for a person
	Kind    FieldKind
	Example string // a query that parses
}

// field is FieldInfo with what the parser and the English need.
type field struct {
	FieldInfo
	id            model.Kind // of an identifier, or of what a text field holds
	yes, no, noun string     // "are on", "are not on", "platform"
}

var fieldTable = makeFields()

func makeFields() []field {
	fs := []field{
		{FieldInfo{"name", "display name", FieldText, "name:lena"}, model.KindName, "", "", ""},
		{FieldInfo{"username", "user name", FieldText, "username:dev"}, model.KindUsername, "", "", ""},
		{FieldInfo{"email", "e-mail", FieldText, "email:lena"}, model.KindEmail, "", "", ""},
		{FieldInfo{"state", "state of the work", FieldTerm, "state:flagged,claimed"}, 0, "are in", "are not in", "state"},
		{FieldInfo{"platform", "platform", FieldTerm, "platform:outlook"}, 0, "are on", "are not on", "platform"},
		{FieldInfo{"country", "claimed country", FieldTerm, "country:US"}, 0, "claim", "do not claim", "country"},
		{FieldInfo{"tag", "tag", FieldTerm, "tag:travel"}, 0, "carry", "do not carry", "tag"},
		{FieldInfo{"signal", "signal code", FieldTerm, "signal:NET-VPN"}, 0, "show", "do not show", "signal"},
		{FieldInfo{"domain", "domain of the e-mail", FieldTerm, "domain:*.example"}, 0, "use", "do not use", "e-mail domain"},
		{FieldInfo{"source", "imported file, or who flagged", FieldTerm, "source:okta*"}, 0, "come from", "do not come from", "source"},
		{FieldInfo{"id", "account id", FieldTerm, "id:outlook:abc"}, 0, "have", "do not have", "id"},
		{FieldInfo{"claimed_by", "who is at work on it, a login, any or none", FieldTerm, "claimed-by:kim"}, 0, "are", "are not", "claimed by"},
		{FieldInfo{"case", "case that it is in, by number, any or none", FieldTerm, "case:7"}, 0, "are in", "are not in", "case"},
		{FieldInfo{"role", "role in an open case", FieldTerm, "role:victim"}, 0, "have", "do not have", "role"},
		{FieldInfo{"proposal", "proposal that it is or was in, by number, any or none", FieldTerm, "proposal:3"}, 0, "are in", "are not in", "proposal"},
		{FieldInfo{"batch", "batch that it is in, by number, any or none", FieldTerm, "batch:2"}, 0, "are in", "are not in", "batch"},
		{FieldInfo{"hold", "kind of hold, any or none", FieldTerm, "hold:legal"}, 0, "are on", "are not on", "hold"},
		{FieldInfo{"protected", "needs a second reason, yes or no", FieldTerm, "protected:yes"}, 0, "are", "are not", "protected"},
		{FieldInfo{"score", "score, 0 to 100", FieldNumber, "score>=70"}, 0, "have", "do not have", "score"},
		{FieldInfo{"links", "number of linked accounts", FieldNumber, "links>5"}, 0, "have", "do not have", "linked accounts"},
		{FieldInfo{"identifiers", "number of identifiers", FieldNumber, "identifiers<3"}, 0, "have", "do not have", "identifiers"},
		{FieldInfo{"events", "number of events", FieldNumber, "events:0"}, 0, "have", "do not have", "events"},
		{FieldInfo{"flags", "number of flags", FieldNumber, "flags>=2"}, 0, "have", "do not have", "flags"},
		{FieldInfo{"tags", "number of tags", FieldNumber, "tags:0"}, 0, "have", "do not have", "tags"},
		{FieldInfo{"notes", "number of notes", FieldNumber, "notes>=1"}, 0, "have", "do not have", "notes"},
		{FieldInfo{"age", "age in days when it was first flagged", FieldNumber, "age<30"}, 0, "were", "were not", "days old when first flagged"},
		{FieldInfo{"created", "time of creation", FieldTime, "created<30d"}, 0, "were created", "were not created", ""},
		{FieldInfo{"flagged", "time of the first flag", FieldTime, "flagged>=2024-01-31"}, 0, "were flagged", "were not flagged", ""},
		{FieldInfo{"first_seen", "time first seen", FieldTime, "first_seen:2024-05"}, 0, "were first seen", "were not first seen", ""},
		{FieldInfo{"last_seen", "time last seen", FieldTime, "last_seen>6mo"}, 0, "were last seen", "were not last seen", ""},
		{FieldInfo{"shares", "carries a value that several accounts hold", FieldShares, "shares:device>=3"}, 0, "", "", ""},
		{FieldInfo{"has", "has a value of this kind at all", FieldHas, "has:device"}, 0, "", "", ""},
	}
	for _, k := range model.Kinds() {
		if name := k.String(); name != "name" && name != "username" && name != "email" {
			w := kindWords[k]
			fs = append(fs, field{FieldInfo{name, w.title, FieldIdentifier, name + ":" + w.example}, k, "carry", "do not carry", w.title})
		}
	}
	return fs
}

// kindWords names every kind for a person, with an example value.
var kindWords = map[model.Kind]struct{ title, example string }{
	model.KindAccount:       {"account", "outlook:abc"},
	model.KindEmail:         {"e-mail", "lena@example.com"},
	model.KindRecoveryEmail: {"recovery e-mail", "lena@example.com"},
	model.KindPhone:         {"telephone number", "+12025550123"},
	model.KindRecoveryPhone: {"recovery telephone number", "+12025550123"},
	model.KindIP:            {"IP address", "203.0.113.7"},
	model.KindDevice:        {"device", "d-4711"},
	model.KindFingerprint:   {"fingerprint", "9f86d081"},
	model.KindSession:       {"session", "s-4711"},
	model.KindMFADevice:     {"authenticator", "mfa-4711"},
	model.KindWallet:        {"wallet", "0x52908400098527886E0F7030069857D2E4169EE7"},
	model.KindIBAN:          {"IBAN", "GB82WEST12345698765432"},
	model.KindCard:          {"payment card", "9f86d081"},
	model.KindPayment:       {"payment instrument", "pi-4711"},
	model.KindName:          {"name", "Lena"},
	model.KindUsername:      {"username", "lena"},
	model.KindHandle:        {"handle", "github:octocat"},
	model.KindURL:           {"web address", "https://example.com/lena"},
	model.KindAddress:       {"postal address", `"1 Example Street"`},
	model.KindFileHash:      {"file hash", "9f86d081"},
	model.KindPhoto:         {"photo", "9f86d081"},
	model.KindResume:        {"résumé", "9f86d081"},
	model.KindDocument:      {"document number", "X1234567"},
	model.KindCommitEmail:   {"commit e-mail", "lena@example.com"},
	model.KindPayPal:        {"PayPal account", "lena@example.com"},
}

// has is one thing that has: asks for, with the kind or field that answers it.
type has struct {
	name, phrase string
	kind         model.Kind
	term         TermField
	num          NumField
}

// hasFields are what has: knows besides the kinds of identifiers.
var hasFields = []has{
	{name: "tag", phrase: "a tag", num: NumTags},
	{name: "flag", phrase: "a flag", num: NumFlags},
	{name: "link", phrase: "a linked account", num: NumLinks},
	{name: "event", phrase: "an event", num: NumEvents},
	{name: "signal", phrase: "a signal", term: TermSignal},
	{name: "country", phrase: "a claimed country", term: TermCountry},
	{name: "domain", phrase: "an e-mail domain", term: TermDomain},
	{name: "created", phrase: "a known time of creation", num: TimeCreated},
	{name: "flagged", phrase: "a known time of the first flag", num: TimeFlagged},
	{name: "first_seen", phrase: "a known time first seen", num: TimeFirstSeen},
	{name: "last_seen", phrase: "a known time last seen", num: TimeLastSeen},
}

var aliases = map[string]string{"seen": "last_seen", "e_mail": "email", "user": "username", "assignee": "claimed_by", "noted": "notes"}

// valueWords say in English what a value of a field stands for, where the field's noun and the
// value do not.
var valueWords = map[string]map[string]string{
	"claimed_by": {"any": "claimed by anybody", "none": "claimed by nobody"},
	"case":       {"any": "a case", "none": "no case"},
	"proposal":   {"any": "a proposal", "none": "no proposal"},
	"batch":      {"any": "a batch", "none": "no batch"},
	"hold":       {"any": "a hold", "none": "no hold"},
	"protected":  {"yes": "protected", "no": "not protected"},
}

// Fields lists every field, in the order in which help shows them.
func Fields() []FieldInfo {
	out := make([]FieldInfo, len(fieldTable))
	for i := range fieldTable {
		out[i] = fieldTable[i].FieldInfo
	}
	return out
}

// plainName brings a typed name into the form of the tables.
func plainName(name string) string {
	name = strings.ReplaceAll(strings.ToLower(name), "-", "_")
	if a, ok := aliases[name]; ok {
		return a
	}
	return name
}

func findField(name string) *field {
	name = plainName(name)
	for i := range fieldTable {
		if fieldTable[i].Name == name {
			return &fieldTable[i]
		}
	}
	return nil
}

func fieldNames() []string {
	names := make([]string, len(fieldTable))
	for i := range fieldTable {
		names[i] = fieldTable[i].Name
	}
	return names
}

func kindNames() []string {
	var names []string
	for _, k := range model.Kinds() {
		names = append(names, k.String())
	}
	return names
}

func hasNames() []string {
	names := kindNames()
	for _, h := range hasFields {
		names = append(names, h.name)
	}
	return names
}

// nearest finds the name that differs least from a typed one, "" where none is
// close enough to be meant.
func nearest(typed string, names []string) string {
	typed = plainName(typed)
	best, at := "", 1+min(2, len(typed)/2)
	if len(typed) > 32 {
		return ""
	}
	for _, n := range names {
		if d := distance(typed, n); d < at {
			best, at = n, d
		}
	}
	return best
}

// distance is the number of characters to insert, delete or replace.
func distance(a, b string) int {
	ra, rb := []rune(a), []rune(b)
	row := make([]int, len(rb)+1)
	for j := range row {
		row[j] = j
	}
	for i, ca := range ra {
		diagonal := row[0]
		row[0] = i + 1
		for j, cb := range rb {
			cost := diagonal
			if ca != cb {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(rb)]
}
