package report

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/seed-28a39f10/clew/store/casefile"
)

// thousands writes a whole number with its groups.
func thousands[N int | int64 | uint64](n N) string {
	s := strconv.FormatInt(int64(n), 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// count writes a number of things: "1 account", "3,000 accounts".
func count[N int | int64 | uint64](n N, thing string) string {
	switch {
	case n == 1:
	case strings.HasSuffix(thing, "y") && !strings.HasSuffix(thing, "ay"):
		thing = strings.TrimSuffix(thing, "y") + "ies"
	default:
		thing += "s"
	}
	return thousands(n) + " " + thing
}

// is gives the verb that goes with a number.
func is(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// bits writes log2 odds with their sign.
func bits(b float64) string {
	s := fmt.Sprintf("%+.1f", b)
	if s == "-0.0" {
		s = "+0.0"
	}
	return strings.Replace(s, "-", "−", 1)
}

// numbered puts a number behind words, and leaves both out where it is 0, which none is.
func numbered(words string, n int) string {
	if n == 0 {
		return ""
	}
	return words + strconv.Itoa(n)
}

// percent writes a share of 0 to 1.
func percent(p float64) string {
	switch {
	case p > 0 && p < .005:
		return "under 1 %"
	case p < 1 && p > .995:
		return "over 99 %"
	}
	return fmt.Sprintf("%.0f %%", 100*p)
}

// chance writes a probability without claiming to be certain.
func chance(p float64) string {
	switch {
	case p > .9995:
		return "over 99.9 %"
	case p > .99:
		return fmt.Sprintf("%.1f %%", 100*p)
	case p < .005:
		return "under 1 %"
	}
	return fmt.Sprintf("%.0f %%", 100*p)
}

// at writes a time in UTC to the second, "" where it is not known. The first moment of a
// day is that day alone: a profile may have cut the time off.
func at(t casefile.Time) string {
	if t.Known() && t.UTC().Equal(t.UTC().Truncate(24*time.Hour)) {
		return day(t)
	}
	return form(t, "2006-01-02 15:04:05 UTC")
}

// day writes the day of a time in UTC.
func day(t casefile.Time) string { return form(t, "2006-01-02") }

func form(t casefile.Time, layout string) string {
	if !t.Known() {
		return ""
	}
	return t.UTC().Format(layout)
}

// span writes the days from one time to another.
func span(from, to casefile.Time) string {
	a, b := day(from), day(to)
	switch {
	case a == b || b == "":
		return a
	case a == "":
		return b
	}
	return a + " to " + b
}

// and joins parts as a sentence does.
func and(parts [][]run) []run {
	var out []run
	for i, p := range parts {
		switch {
		case i == 0:
		case i == len(parts)-1:
			out = say(out, " and ")
		default:
			out = say(out, ", ")
		}
		out = say(out, p)
	}
	return out
}

// upper makes the first letter of Clew's own words a capital.
func upper(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return string(s[0]-'a'+'A') + s[1:]
}

var kindWords = map[string]string{
	"account": "account", "email": "e-mail address", "recovery_email": "recovery e-mail address", "phone": "telephone number", "recovery_phone": "recovery telephone number",
	"ip": "IP address", "device": "device", "fingerprint": "browser fingerprint", "session": "session", "mfa_device": "authenticator", "wallet": "wallet", "iban": "IBAN",
	"card": "payment card (keyed hash)", "payment": "payment instrument", "name": "name", "username": "user name", "handle": "handle", "url": "web address",
	"address": "postal address", "file_hash": "file (hash)", "photo": "photo (hash)", "resume": "résumé (hash)", "document": "document number",
	"commit_email": "author address of commits", "paypal": "payment-service account",
	"mailbox": "mailbox, in whatever role", "number": "telephone number, in whatever role", "net": "network", "stem": "stem of a user name", "domain": "mail domain",
	"building": "building", "note": "note",
}

// kind names a kind of identifier; one that has no words here is quoted.
func kind(name string) []run { return wording(kindWords, name) }

// wording gives the words for a name, and quotes a name that has none.
func wording(words map[string]string, name string) []run {
	if w, ok := words[name]; ok {
		return say(w)
	}
	return say(run{named, name}) // nothing where it has no name
}

var roleWords = map[string]string{"persona": "persona", "facilitator": "facilitator", "victim": "victim", "unknown": "role unknown"}

// roles are in the order of the summary.
var roles = []struct{ role, one, more string }{
	{"persona", "persona", "personas"}, {"facilitator", "facilitator", "facilitators"},
	{"victim", "victim whose identity was used", "victims whose identities were used"}, {"unknown", "account whose role is not known", "accounts whose role is not known"},
}

var verdictWords = map[string]string{"same": "the same operator", "not-same": "not the same operator", "unclear": "unclear", "facilitator": "one helps the other"}

var didWords = map[string]string{"suspend": "suspend", "terminate": "terminate", "limit": "limit", "warn": "warn", "reinstate": "reinstate",
	"no-action": "take no action on", "refer": "refer"}

var onWords = map[string]string{"account": "the account", "identifier": "the identifier", "link": "the link between", "ring": "the ring of", "case": "the case", "proposal": "proposal"}

// plain are names that are words already.
var plain = func() map[string]string {
	m := map[string]string{}
	for _, w := range strings.Fields("open closed low normal high urgent moderate certain strong possible weak draft proposed returned approved withdrawn decided sealed " +
		"known flagged claimed dismissed batched appealed on-hold enforced failed reinstated pending done not-found uphold overturn upheld overturned ok placeholder private suspect invalid " +
		"bad benign legal follow-up awaiting-evidence handed-off no-violation insufficient-evidence duplicate in-queue claimed") {
		m[w] = strings.ReplaceAll(w, "-", " ")
	}
	m[casefile.Elsewhere] = casefile.Elsewhere
	return m
}()

// word writes a name of a closed list, such as a state; one that is not in it is quoted.
func word(name string) []run { return wording(plain, name) }
