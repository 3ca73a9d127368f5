package query

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/seed-28a39f10/clew/model"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// canonical forms and their English
var good = []struct{ in, canonical, english string }{
	{"", "", "All accounts."},
	{" \t\n\u3000", "", "All accounts."},
	{
		`state:flagged score>=70 signal:NET-VPN domain:outlook.com created<30d shares:device>=3 -tag:travel "lena p"`,
		`state:flagged score>=70 signal:NET-VPN domain:outlook.com created<30d shares:device>=3 -tag:travel "lena p"`,
		`Accounts that are in state flagged, have a score of at least 70, show signal NET-VPN, use e-mail domain outlook.com, were created less than 30 days ago, carry a device held by at least 3 accounts, do not carry tag travel and have "lena p" in the name, username or e-mail.`,
	},
	{"lena", "lena", `Accounts that have "lena" in the name, username or e-mail.`},
	{"김민준 lena-p", "김민준 lena-p", `Accounts that have "김민준" in the name, username or e-mail and have "lena-p" in the name, username or e-mail.`},
	{"a or b c", "a or b c", `Accounts that have "a" in the name, username or e-mail or (have "b" in the name, username or e-mail and have "c" in the name, username or e-mail).`},
	{"(a or b) c", "(a or b) c", ""},
	{"a AND (b And c)", "a b c", ""},
	{"a or (b OR c)", "a or b or c", ""},
	{"not (a b)", "-(a b)", `Accounts that are not among those that (have "a" in the name, username or e-mail and have "b" in the name, username or e-mail).`},
	{"-(a or b)", "-(a or b)", ""},
	{"not a", "-a", `Accounts that do not have "a" in the name, username or e-mail.`},
	{"not(a)", "-a", ""},
	{"--a", "a", ""},
	{"-not -a", "-a", ""},
	{"-(-(a b))", "a b", ""},
	{`"and" "OR" "-x" "a:b" "*"`, `"and" "OR" "-x" "a:b" "*"`, ""},
	{`"plain"`, "plain", ""},
	{`"a\"b\\c\n\u{1F600}\u{202e}"`, `"a\"b\\c\n😀\u{202e}"`, ""},
	{`hey! x@y.example o'neil`, `hey! x@y.example o'neil`, ""},
	{"android", "android", ""},
	{"State:FLAGGED", "state:FLAGGED", "Accounts that are in state FLAGGED."},
	{"state:flagged,claimed", "state:flagged,claimed", "Accounts that are in state flagged or claimed."},
	{`tag:"on hold","a*b",x**y*`, `tag:"on hold","a*b",x*y*`, ""},
	{"state=flagged", "state:flagged", ""},
	{"state==flagged", "state:flagged", ""},
	{"state!=flagged,claimed", "-state:flagged,claimed", "Accounts that are not in state flagged or claimed."},
	{"-state!=flagged", "state:flagged", ""},
	{"domain:*.example", "domain:*.example", "Accounts that use e-mail domain *.example."},
	{"id:outlook:abc,okta:*", "id:outlook:abc,okta:*", "Accounts that have id outlook:abc or okta:*."},
	{"country:US source:okta*", "country:US source:okta*", ""},
	{"name:lena", "name:lena", `Accounts that have "lena" in the display name.`},
	{"email=l@x.example", "email=l@x.example", `Accounts that carry the e-mail "l@x.example".`},
	{"user:dev", "username:dev", ""},
	{"name!=lena,kim", "-name=lena,kim", `Accounts that do not carry the name "lena" or "kim".`},
	{`name:"=x"`, `name:"=x"`, ""},
	{"name:!x", "name:!x", ""},
	{"ip:203.0.113.7,2001:db8::1", "ip:203.0.113.7,2001:db8::1", "Accounts that carry IP address 203.0.113.7 or 2001:db8::1."},
	{"ip!=203.0.113.7", "-ip:203.0.113.7", ""},
	{`url:https://x.example/?a=b address:"1 Main St, X"`, `url:https://x.example/?a=b address:"1 Main St, X"`, ""},
	{"mfa-device:x", "mfa_device:x", "Accounts that carry authenticator x."},
	{"score=070", "score:70", "Accounts that have a score of 70."},
	{"score:>70", "score>70", ""},
	{"score:70..90", "score:70..90", "Accounts that have a score of 70 to 90."},
	{"score!=70..90", "score!=70..90", "Accounts that have a score of other than 70 to 90."},
	{"score:1,2,80..90", "score:1,2,80..90", ""},
	{"links>-1 events:0", "links>-1 events:0", "Accounts that have more than -1 linked accounts and have 0 events."},
	{"tags!=0", "tags!=0", "Accounts that have other than 0 tags."},
	{"created<030D", "created<30d", "Accounts that were created less than 30 days ago."},
	{"created>=1mo", "created>=1mo", "Accounts that were created at least 1 month ago."},
	{"created:7d..30d", "created:7d..30d", "Accounts that were created 7 days to 30 days ago."},
	{"created!=7d..30d", "created!=7d..30d", ""},
	{"seen>2w", "last_seen>2w", "Accounts that were last seen more than 2 weeks ago."},
	{"last-seen>2y -first_seen<12h", "last_seen>2y -first_seen<12h", ""},
	{"flagged:2024,2025-05,2025-06-01", "flagged:2024,2025-05,2025-06-01", "Accounts that were flagged in 2024, in 2025-05 or on 2025-06-01."},
	{"created!=2024", "created!=2024", "Accounts that were created other than in 2024."},
	{"created<=2024-01-31", "created<=2024-01-31", "Accounts that were created no later than 2024-01-31."},
	{"created:2024-01..2024-03", "created:2024-01..2024-03", "Accounts that were created from 2024-01 to 2024-03."},
	{"created>2024-05-31t12:00:00.5+02:00", "created>2024-05-31T10:00:00Z", "Accounts that were created after 2024-05-31T10:00:00Z."},
	{"shares:device", "shares:device>=2", "Accounts that carry a device held by at least 2 accounts."},
	{"shares:IP,mfa-device>3", "shares:ip,mfa_device>3", "Accounts that carry an IP address or an authenticator held by more than 3 accounts."},
	{"-shares:wallet=1", "-shares:wallet=1", "Accounts that do not carry a wallet held by 1 account."},
	{"shares:device!=1", "shares:device!=1", ""},
	{"claimed-by:kim,none", "claimed_by:kim,none", "Accounts that are claimed by kim or claimed by nobody."},
	{"assignee:*", "claimed_by:*", "Accounts that are claimed by *."},
	{"case:7,Any", "case:7,Any", "Accounts that are in case 7 or a case."},
	{`case:none -case:"any"`, "case:none -case:any", "Accounts that are in no case and are not in a case."},
	{"role:victim", "role:victim", "Accounts that have role victim."},
	{"proposal:3 batch!=2", "proposal:3 -batch:2", "Accounts that are in proposal 3 and are not in batch 2."},
	{"hold:legal,any", "hold:legal,any", "Accounts that are on hold legal or a hold."},
	{"protected:YES -protected:yes", "protected:YES -protected:yes", "Accounts that are protected and are not protected."},
	{"noted>=1 notes:0", "notes>=1 notes:0", "Accounts that have at least 1 notes and have 0 notes."},
	{"age<30 age!=-1", "age<30 age!=-1", "Accounts that were less than 30 days old when first flagged and were other than -1 days old when first flagged."},
	{"has:device,tag -has:created", "has:device,tag -has:created", "Accounts that have a device or a tag and do not have a known time of creation."},
	{"has!=phone", "-has:phone", ""},
}

func TestParse(t *testing.T) {
	for _, c := range good {
		q, err := Parse(c.in, now)
		if err != nil {
			t.Errorf("%q: %v", c.in, err)
			continue
		}
		if got := q.String(); got != c.canonical {
			t.Errorf("%q: canonical %q, want %q", c.in, got, c.canonical)
		}
		if got := q.Explain(); c.english != "" && got != c.english {
			t.Errorf("%q: explained as\n%s, want\n%s", c.in, got, c.english)
		}
		checkRoundTrip(t, q)
	}
}

var bad = []struct {
	in             string
	column, length int
	message, hint  string // parts of them
}{
	{"stat:flagged", 1, 4, `no field "stat"`, "did you mean state?"},
	{"a platfrom:x", 3, 8, `no field "platfrom"`, "platform"},
	{"https://x.example", 1, 5, `no field "https"`, "in quotes"},
	{"2001:db8::1", 1, 4, `no field "2001"`, "in quotes"},
	{"\x1b:x", 1, 1, `no field "\u{1b}"`, ""},
	{"김 점수:70", 3, 2, "no field", "in quotes"},
	{"score >= 70", 7, 2, "directly before >=", "without spaces"},
	{"score>= 70", 1, 7, "score has no value", "score>=70"},
	{"state:", 1, 6, "no value", "state:flagged"},
	{"age<30d", 5, 3, "not a number", "created<30d"},
	{"case>3", 5, 1, "no order", "case:7"},
	{"clamed-by:kim", 1, 9, "no field", "claimed_by"},
	{"state:a,", 8, 1, "no value after", ""},
	{"state:a,,b", 8, 1, "no value after", ""},
	{"state:,a", 1, 6, "no value", ""},
	{"state>x", 6, 1, "no order", ""},
	{"name:<x", 5, 2, "no order", ""},
	{"score:x", 7, 1, `"x" is not a number`, "score>=70"},
	{"score>70..90", 7, 6, "range cannot be compared", "score:70..90"},
	{"score:90..70", 7, 6, "ends before it begins", ""},
	{"score:70..", 7, 4, "not a number", ""},
	{"score>1,2", 9, 1, "only one value", "score:"},
	{"score:9999999999999999", 7, 16, "not a number", ""},
	{"score:+5", 7, 2, "not a number", ""},
	{"tags:travel", 6, 6, "not a number", "tag:travel"},
	{"flagged:yes", 9, 3, "neither a date", "state:flagged"},
	{"created<30", 9, 2, "neither a date nor an age", "ages are numbers"},
	{"created<2024-13", 9, 7, "neither a date", ""},
	{"created<0000-01", 9, 7, "neither a date", ""},
	{"created<100001y", 9, 7, "neither a date", ""},
	{"created:30d", 9, 3, "nothing is exactly 30 days old", "created<30d"},
	{"created:30d..2024", 9, 9, "from a date to an age", ""},
	{"created:30d..7d", 9, 7, "ends before", ""},
	{"ip:1.2.*", 8, 1, "without wildcards", "has:ip"},
	{"len*", 4, 1, "no wildcard", "leave it out"},
	{"name:김*", 7, 1, "no wildcard", ""},
	{"id:abc", 4, 3, "platform:native-id", "id:*:ID"},
	{"shares:", 1, 7, "needs a kind", "shares:device>=3"},
	{"shares>3", 1, 7, "needs a :", ""},
	{"shares:devise>=3", 8, 6, `does not know "devise"`, "did you mean device?"},
	{"shares:device>=x", 16, 1, "one number", ""},
	{"shares:device>=1,2", 16, 1, "one number", ""},
	{"shares:device+3", 14, 1, "cannot stand here", ""},
	{"has:devices", 5, 7, "does not know", "did you mean device?"},
	{"has:qqqqqqqq", 5, 8, "does not know", "has knows account, email"},
	{"(a", 1, 1, "never closed", ""},
	{"(", 1, 1, "never closed", ""},
	{"a)", 2, 1, "closes nothing", ""},
	{")", 1, 1, "closes nothing", ""},
	{"()", 2, 1, "nothing in these", ""},
	{"or a", 1, 2, `"or" has nothing before it`, `write "or"`},
	{"a or", 3, 2, `"or" has nothing after it`, ""},
	{"a and or b", 3, 3, `"and" has nothing after it`, ""},
	{"a or or b", 3, 2, `"or" has nothing after it`, ""},
	{"not", 1, 3, `"not" has nothing after it`, ""},
	{"(not)", 2, 3, `"not" has nothing after it`, ""},
	{"a - b", 3, 1, "this - has nothing", ""},
	{`"abc`, 1, 1, "never ends", ""},
	{`""`, 1, 2, "nothing between", ""},
	{`a"b"`, 2, 1, "directly after a text", ""},
	{`"a"b`, 4, 1, "ends just before", ""},
	{"name:foo(bar)", 9, 1, "directly after a text", "space"},
	{`"\x"`, 2, 2, "escape is not known", ""},
	{`"\u{}"`, 2, 2, "escape", ""},
	{`"\u{110000}"`, 2, 2, "escape", ""},
	{`"\u{d800}"`, 2, 2, "escape", ""},
	{`"\`, 2, 1, "nothing after this", ""},
	{"le\u200bna", 3, 1, "hidden character here, U+200B", `\u{200b}`},
	{"“lena p”", 1, 1, "not a quotation mark", ""},
	{"le\xffna", 3, 1, "not valid UTF-8", ""},
	{"김\xff", 2, 1, "not valid UTF-8", ""},
	{strings.Repeat("a", MaxBytes+1), MaxBytes + 1, 1, "longer than 4096 bytes", ""},
	{strings.Repeat("(", 10_000), MaxBytes + 1, 1, "longer", ""},
	{strings.Repeat("(", 1000) + "a", MaxDepth + 1, 1, "more than 100 deep", ""},
	{strings.Repeat("a ", MaxTerms+1), 2*MaxTerms + 1, 1, "more than 256 terms", ""},
	{"tag:" + strings.Repeat("a,", MaxTerms) + "a", 4 + 2*MaxTerms + 1, 1, "more than 256 terms", ""},
	{"shares:" + strings.Repeat("ip,", MaxTerms) + "ip", 7 + 3*MaxTerms + 1, 1, "more than 256 terms", ""},
	{`"` + strings.Repeat("\u200b", 1000) + `"`, 1, 1002, "written out", ""},
}

func TestParseErrors(t *testing.T) {
	for _, c := range bad {
		short := c.in[:min(len(c.in), 40)]
		_, err := Parse(c.in, now)
		var m *model.Error
		var s *SyntaxError
		if !errors.As(err, &m) || m.Kind != model.ErrUsage || !errors.As(err, &s) {
			t.Errorf("%q: got %v, want a usage error with a column", short, err)
			continue
		}
		if s.Column != c.column || s.Length != c.length {
			t.Errorf("%q: at %d+%d, want %d+%d (%v)", short, s.Column, s.Length, c.column, c.length, err)
		}
		if !strings.Contains(s.Message, c.message) || !strings.Contains(s.Hint, c.hint) || m.Hint != s.Hint {
			t.Errorf("%q: %q (%q), want %q (%q)", short, s.Message, s.Hint, c.message, c.hint)
		}
		checkSyntaxError(t, c.in, s)
	}
}

// checkSyntaxError holds any error to what its type promises.
func checkSyntaxError(t *testing.T, in string, s *SyntaxError) {
	t.Helper()
	if n := len([]rune(in)); s.Column < 1 || s.Column > n+1 || s.Length < 1 || s.Column+s.Length > n+2 {
		t.Errorf("%q: column %d, length %d of %d characters", in, s.Column, s.Length, n)
	}
	caret := s.Caret(in)
	for _, text := range []string{s.Error(), s.Hint, strings.Replace(caret, "\n", "", 1)} {
		if strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("%q: unprintable character in %q", in, text)
		}
	}
	if s.Message == "" || len(s.Message) > 300 || len(s.Hint) > 500 {
		t.Errorf("%q: message of %d bytes, hint of %d", in, len(s.Message), len(s.Hint))
	}
	line, mark, _ := strings.Cut(caret, "\n")
	if len([]rune(line)) > caretWindow+2 || len([]rune(mark)) > len([]rune(line))+1 || !strings.HasSuffix(mark, "^") {
		t.Errorf("%q: bad caret\n%s\n%s", in, line, mark)
	}
}

func TestCaret(t *testing.T) {
	for _, c := range []struct {
		in, want string
	}{
		{"a stat:x", "a stat:x\n  ^^^^"},
		{"a\tb\n\x1bé (", "a b \uFFFDé (\n       ^"},
		{strings.Repeat("x", 100) + " stat:x " + strings.Repeat("y", 100),
			"…" + strings.Repeat("x", 35) + " stat:x " + strings.Repeat("y", 29) + "…\n" + strings.Repeat(" ", 37) + "^^^^"},
	} {
		at := strings.Index(c.in, "stat")
		s := &SyntaxError{Column: len([]rune(c.in)), Length: 1}
		if at >= 0 {
			s = &SyntaxError{Column: at + 1, Length: 4}
		}
		if got := s.Caret(c.in); got != c.want {
			t.Errorf("%q:\n%s\nwant\n%s", c.in, got, c.want)
		}
	}
}

func TestHugeQueryIsRefusedFast(t *testing.T) {
	start := time.Now()
	for _, unit := range []string{"a ", "(", "-", "\"", "not ", "a:b", "김"} {
		if _, err := Parse(strings.Repeat(unit, 1<<20/len(unit)), now); err == nil {
			t.Errorf("1 MiB of %q was accepted", unit)
		}
	}
	if d := time.Since(start); d > time.Second {
		t.Errorf("refusing took %v", d)
	}
}

func TestFields(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range Fields() {
		if f.Title == "" || seen[f.Name] {
			t.Errorf("%s: no title, or twice", f.Name)
		}
		seen[f.Name] = true
		q, err := Parse(f.Example, now)
		if err != nil {
			t.Errorf("%s: example %q: %v", f.Name, f.Example, err)
			continue
		}
		if !strings.HasPrefix(q.String(), f.Name) {
			t.Errorf("%s: example %q is about another field", f.Name, f.Example)
		}
		checkRoundTrip(t, q)
	}
	for _, k := range model.Kinds() {
		if !seen[k.String()] || kindWords[k].title == "" {
			t.Errorf("kind %s has no field or title", k)
		}
		for _, form := range []string{"has:", "shares:"} {
			if _, err := Parse(form+k.String(), now); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestPattern(t *testing.T) {
	for _, c := range []struct {
		pattern string
		exact   bool
		value   string
		want    bool
	}{
		{"net-vpn", false, "NET-VPN", true},
		{"net-vpn", true, "NET-VPN", false},
		{"straße", false, "STRAẞE", true},
		{"KELVIN", false, "\u212Aelvin", true},
		{"*.example", false, "a.b.EXAMPLE", true},
		{"*.example", false, "example", false},
		{"a*a", false, "a", false},
		{"a*a", false, "aa", true},
		{"a*b*c", false, "aXbYc", true},
		{"a*b*c", false, "acb", false},
		{"a*bc*bc", false, "abc", false},
		{"*", false, "", true},
		{"*x*", false, "", false},
		{"*b*", false, "abc", true},
	} {
		if got := newPattern(c.pattern, false, c.exact).Match(c.value); got != c.want {
			t.Errorf("%q matches %q: %v", c.pattern, c.value, got)
		}
	}
	if p := newPattern("a*", true, false); p.Any() || p.Match("ab") || !p.Match("A*") {
		t.Error("a quoted * is a wildcard")
	}
	if s, ok := newPattern("Ab", false, false).Literal(); !ok || s != "Ab" {
		t.Error("a literal lost its spelling")
	}
	if _, ok := newPattern("*", false, false).Literal(); ok || !newPattern("**", false, false).Any() {
		t.Error("* is not any")
	}
}
