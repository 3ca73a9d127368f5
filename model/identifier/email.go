package identifier

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/seed-28a39f10/clew/model"
)

// Classes of the bytes of an e-mail address.
const (
	mailLocal  = 1 << iota // may stand in an unquoted local part, lower case
	mailDomain             // may stand in a domain, lower case
)

var mailClass = func() (t [256]uint8) {
	for _, c := range "!#$%&'*+/=?^_`{|}~" {
		t[c] = mailLocal
	}
	for _, c := range "abcdefghijklmnopqrstuvwxyz0123456789.-" {
		t[c] = mailLocal | mailDomain
	}
	return t
}()

// maxEmail is the longest address that RFC 5321 allows, in bytes.
const maxEmail = 254

// email canonicalises an e-mail address; what the providers do with it is in
// maildomain.go.
func (c *Canonicaliser) email(s string) (string, model.Status) {
	if at := plainMail(s); at > 0 {
		d := c.domain(s[at+1:])
		if d.status == model.StatusOK && d.canon == s[at+1:] {
			if local, st := d.rule.mailbox(s[:at]); st == model.StatusOK && local == s[:at] {
				return s, st
			}
		}
	}
	v, st, done := open(s)
	if done {
		return v, st
	}
	t := v
	if !isASCII(t) {
		t = norm.NFKC.String(t)
	}
	t = bareMail(refang(t))
	at := strings.LastIndexByte(t, '@')
	if at < 0 {
		return finish(v, model.StatusInvalid)
	}
	full, d := foldKey(t[:at]), c.domain(strings.TrimSuffix(t[at+1:], "."))
	local, st := d.rule.mailbox(full)
	st = max(st, d.status)
	if dummyMail(full, d.canon) || dummyMail(local, d.canon) {
		st = model.StatusPlaceholder
	} else if st == model.StatusOK && !validLocal(local) || len(local)+1+len(d.canon) > maxEmail {
		st = model.StatusSuspect
	}
	if st != model.StatusOK {
		return finish(v, st)
	}
	return local + "@" + d.canon, st
}

// plainMail gives the place of the "@" in a lower-case ASCII address, 0 where s
// is anything else.
func plainMail(s string) int {
	if len(s) > maxEmail {
		return 0
	}
	at := 0
	for at < len(s) && mailClass[s[at]]&mailLocal != 0 {
		at++
	}
	if at == 0 || at+1 >= len(s) || s[at] != '@' || !validLocal(s[:at]) {
		return 0
	}
	for i := at + 1; i < len(s); i++ {
		if mailClass[s[i]]&mailDomain == 0 {
			return 0
		}
	}
	if dummyMail(s[:at], s[at+1:]) {
		return 0
	}
	return at
}

// bareMail takes an address out of what commonly stands around it: "Name
// <address>", "mailto:address?subject=x", Exchange's "SMTP:address".
func bareMail(s string) string {
	if i := strings.LastIndexByte(s, '<'); i >= 0 {
		if j := strings.IndexByte(s[i:], '>'); j > 0 {
			s = s[i+1 : i+j]
		}
	}
	if i := strings.IndexByte(s, ':'); i > 0 {
		switch lower(s[:i]) {
		case "mailto":
			s, _, _ = strings.Cut(s[i+1:], "?")
		case "smtp", "email", "e-mail", "mail":
			s = s[i+1:]
		}
	}
	return strings.Trim(s, " ,;\"'")
}

// validLocal reports whether a folded local part is a dot-atom (RFC 5321, RFC
// 6531). Quoted local parts are legal and unused; they count as suspect.
func validLocal(s string) bool {
	if s == "" || s[0] == '.' || s[len(s)-1] == '.' {
		return false
	}
	for i, r := range s {
		if r == '.' && s[i+1] == '.' {
			return false
		}
		if r < 0x80 {
			if mailClass[r]&mailLocal == 0 {
				return false
			}
		} else if !unicode.In(r, unicode.L, unicode.N, unicode.M) {
			return false
		}
	}
	return true
}

// mailbox gives the local part that names the mailbox, without what the
// provider ignores. Where the status is not ok it gives the local part as it is.
func (rule mailRule) mailbox(local string) (string, model.Status) {
	if i := strings.IndexByte(local, '+'); i >= 0 && (rule == rulePlus || rule == ruleGmail) {
		if i == 0 {
			return local, model.StatusSuspect
		}
		local = local[:i]
	}
	switch rule {
	case ruleGmail:
		local = strings.ReplaceAll(local, ".", "")
	case ruleMinus:
		if i := strings.IndexByte(local, '-'); i > 0 {
			local = local[:i]
		}
	case ruleGitHub:
		if !githubNoReply(local) {
			return local, model.StatusPlaceholder
		}
	case ruleNoReply:
		return local, model.StatusPlaceholder
	}
	if local == "" {
		return local, model.StatusSuspect
	}
	return local, model.StatusOK
}

// githubNoReply reports whether local is "ID+login", which names one GitHub
// account for ever; the older "login" alone can be taken over, and bots
// ("…[bot]") commit for everybody.
func githubNoReply(local string) bool {
	id, login, ok := strings.Cut(local, "+")
	if !ok || !isDigits(id) || login == "" || len(login) > 39 {
		return false
	}
	for i := 0; i < len(login); i++ {
		if c := login[i]; c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}

// dummyMail reports whether an address stands for "none": automatic senders
// with any domain, and the likes of test@test with a domain that nobody uses.
func dummyMail(local, domain string) bool {
	if local == "" {
		return false
	}
	switch local[0] {
	case 'd', 'e', 'm', 'n', 'p', 's', 't', 'u', 'y':
	default:
		return false
	}
	var buf [16]byte
	n := 0
	for i := 0; i < len(local) && local[i] != '+' && n < len(buf); i++ {
		if c := local[i]; c != '.' && c != '-' && c != '_' {
			buf[n] = c
			n++
		}
	}
	short := buf[:n]
	switch string(short) {
	case "nobody", "none", "null", "na", "n/a", "noemail", "nomail", "unknown", "undefined",
		"mailerdaemon", "postmaster":
		return true
	case "test", "example", "email", "username", "someone", "yourname", "youremail":
		switch domain {
		case "test", "example", "test.com", "test.test", "example.com", "example.org",
			"example.net", "domain.com", "yourdomain.com", "email.com":
			return true
		}
	}
	return n >= 7 && string(short[:7]) == "noreply" || n >= 10 && string(short[:10]) == "donotreply"
}

// paypal canonicalises an account at a payment service: the e-mail address or
// telephone number it is under, its paypal.me name or its merchant id.
func (c *Canonicaliser) paypal(s string) (string, model.Status) {
	if strings.IndexByte(s, '@') >= 0 {
		return c.email(s)
	}
	v, st, done := open(s)
	if done {
		return v, st
	}
	t := refang(v)
	if strings.IndexByte(t, '@') >= 0 {
		return c.email(s)
	}
	if t[0] == '+' {
		return c.phone(s, "")
	}
	t = foldKey(t)
	for _, prefix := range []string{"https://", "http://", "www."} {
		t = strings.TrimPrefix(t, prefix)
	}
	if name, ok := strings.CutPrefix(t, "paypal.com/paypalme/"); ok {
		t = "paypal.me/" + name
	}
	if name, ok := strings.CutPrefix(t, "paypal.me/"); ok {
		t = strings.TrimSuffix(name, "/")
		if t == "" || strings.ContainsAny(t, "/?# ") {
			return finish(v, model.StatusSuspect)
		}
		return finish("paypal.me/"+t, model.StatusOK)
	}
	for i := 0; i < len(t); i++ {
		if c := t[i]; (c < '0' || c > '9') && (c < 'a' || c > 'z') {
			return finish(v, model.StatusInvalid)
		}
	}
	if len(t) < 6 || len(t) > 32 {
		return finish(v, model.StatusSuspect)
	}
	return t, model.StatusOK
}
