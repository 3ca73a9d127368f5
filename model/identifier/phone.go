package identifier

import (
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/unicode/norm"

	"github.com/seed-28a39f10/clew/model"
)

type phoneKey struct{ region, number string }

type phoneResult struct {
	value  string // E.164
	status model.Status
}

// maxPhone is the length of the longest text that is read as a telephone
// number, in bytes; the longest E.164 number has 15 digits.
const maxPhone = 64

// phone canonicalises a telephone number to E.164.
func (c *Canonicaliser) phone(s, region string) (string, model.Status) {
	if isE164(s) && !fillerPhone(s) {
		return s, model.StatusOK
	}
	v, st, done := open(s)
	if done {
		return v, st
	}
	number, ok := dialled(v)
	if !ok {
		return finish(v, model.StatusInvalid)
	}
	r := phoneResult{number, model.StatusOK}
	if !isE164(number) {
		r = c.plan(number, strings.ToUpper(region))
	}
	switch {
	case fillerPhone(number), r.status == model.StatusOK && fillerPhone(r.value):
		return finish(v, model.StatusPlaceholder)
	case r.status != model.StatusOK:
		return finish(v, r.status)
	}
	return r.value, model.StatusOK
}

// isE164 reports whether s is "+" and 8 to 15 digits that may be taken at its
// word. A zero after the country code is none: it is as a rule the trunk prefix
// of a national form ("+44 020 …"), and which countries mean it (Italy) only
// the numbering plan knows.
func isE164(s string) bool {
	if len(s) < 9 || len(s) > 16 || s[0] != '+' || s[1] == '0' {
		return false
	}
	for i := 1; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s[1+countryCodeLen(s[1], s[2])] != '0'
}

// countryCodeLen gives the length of the ITU-T E.164 country code that starts
// with the digits a and b.
func countryCodeLen(a, b byte) int {
	switch a {
	case '1', '7':
		return 1
	case '2':
		if b == '0' || b == '7' {
			return 2
		}
	case '3':
		if b != '5' && b != '7' && b != '8' {
			return 2
		}
	case '4':
		if b != '2' {
			return 2
		}
	case '5':
		if b != '0' && b != '9' {
			return 2
		}
	case '6':
		if b <= '6' {
			return 2
		}
	case '8':
		if b == '1' || b == '2' || b == '4' || b == '6' {
			return 2
		}
	case '9':
		if b <= '5' || b == '8' {
			return 2
		}
	}
	return 3
}

// fillerPhone reports whether the digits are what people type to get past a
// form: a run at the end, or a walk along the keys.
func fillerPhone(s string) bool {
	if len(s) < 7 {
		return false
	}
	last := s[len(s)-7:]
	if sameBytes(last) {
		return true
	}
	switch last[6] {
	case '0':
		return strings.HasSuffix(s, "1234567890")
	case '1':
		return strings.HasSuffix(s, "987654321")
	case '7':
		return strings.HasSuffix(s, "5551234567") || strings.HasSuffix(s, "01234567")
	case '8':
		return strings.HasSuffix(s, "12345678")
	case '9':
		return strings.HasSuffix(s, "123456789")
	}
	return false
}

// dialled gives the digits of a number as written, with a leading "+" where it
// names its country. ok is false for text that is no telephone number at all.
func dialled(s string) (number string, ok bool) {
	if len(s) > maxPhone {
		return "", false
	}
	if !isASCII(s) {
		s = norm.NFKC.String(s)
	}
	if i := strings.IndexByte(s, ':'); i > 0 {
		switch lower(strings.TrimSpace(s[:i])) {
		case "tel", "phone", "whatsapp", "sms", "mobile", "signal", "fax":
			s = s[i+1:]
		}
	}
	s = lower(s)
	for _, ext := range []string{";ext=", "ext", "x", "#"} { // an extension is behind the number
		if i := strings.Index(s, ext); i > 0 {
			s = s[:i]
		}
	}
	s = strings.Replace(s, "(0)", "", 1) // +44 (0)20 …
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteByte(byte(r))
		case r == '+' && b.Len() == 0:
			b.WriteByte('+')
		case strings.ContainsRune(" -.()/[]~·‐‑‒–—−", r):
		case unicode.IsDigit(r):
			b.WriteByte('0' + digitValue(r))
		default:
			return "", false
		}
	}
	number = b.String()
	if rest, ok := strings.CutPrefix(number, "00"); ok {
		number = "+" + rest
	}
	return number, len(number) >= 5 && len(number) <= 20
}

// digitValue gives the value of a decimal digit of any script: Unicode encodes
// each script's ten in a row.
func digitValue(r rune) byte {
	for _, x := range unicode.Nd.R16 {
		if r >= rune(x.Lo) && r <= rune(x.Hi) {
			return byte((r - rune(x.Lo)) % 10)
		}
	}
	for _, x := range unicode.Nd.R32 {
		if r >= rune(x.Lo) && r <= rune(x.Hi) {
			return byte((r - rune(x.Lo)) % 10)
		}
	}
	return 0
}

// plan looks a number up in the numbering plans.
func (c *Canonicaliser) plan(number, region string) phoneResult {
	if number[0] != '+' && region == "" {
		return phoneResult{status: model.StatusSuspect}
	}
	key := phoneKey{region, number}
	if r, ok := c.phones.get(key); ok {
		return r
	}
	r := phoneResult{status: model.StatusSuspect}
	if e164, ok := parsePhone(number, region); ok {
		// A number that reads differently the second time had one trunk prefix
		// too many.
		again := e164
		if !isE164(e164) {
			again, _ = parsePhone(e164, region)
		}
		if again == e164 {
			r = phoneResult{e164, model.StatusOK}
		}
	}
	c.phones.put(key, r)
	return r
}

func parsePhone(number, region string) (e164 string, ok bool) {
	p, err := phonenumbers.Parse(number, region)
	if err != nil || phonenumbers.IsPossibleNumberWithReason(p) != phonenumbers.IS_POSSIBLE {
		return "", false
	}
	return phonenumbers.Format(p, phonenumbers.E164), true
}
