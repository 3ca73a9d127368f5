package identifier

import (
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// ibanLengths gives, per country, the length of its account numbers as
// registered under ISO 13616: two letters, two digits of length, and so on.
const ibanLengths = "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18" +
	"DO28EE20EG29ES24FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30" +
	"KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28" +
	"PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30"

// iban canonicalises an international bank account number.
func iban(s string) (string, model.Status) {
	if len(s) >= 15 && len(s) <= 34 && validIBAN(s) {
		return s, model.StatusOK
	}
	v, st, done := open(s)
	if done {
		return v, st
	}
	t := compactUpper(v)
	t = strings.TrimPrefix(t, "IBAN")
	switch {
	case len(t) <= 34 && validIBAN(t):
		return t, model.StatusOK
	case len(t) >= 12 && len(t) <= 36 && isAlnum(t) && isDigits(t[2:4]) && !isDigits(t[:1]) && !isDigits(t[1:2]):
		return finish(v, model.StatusSuspect)
	}
	return finish(v, model.StatusInvalid)
}

// validIBAN reports whether s, without separators and in upper case, has the
// length its country says and the remainder 1 by 97.
func validIBAN(s string) bool {
	if len(s) < 15 {
		return false
	}
	n := 0
	for i := 0; i < len(ibanLengths); i += 4 {
		if ibanLengths[i:i+2] == s[:2] {
			n = int(ibanLengths[i+2]-'0')*10 + int(ibanLengths[i+3]-'0')
			break
		}
	}
	if n != len(s) || !isDigits(s[2:4]) {
		return false
	}
	rem := 0
	for i := range len(s) {
		switch c := s[(i+4)%len(s)]; {
		case '0' <= c && c <= '9':
			rem = (rem*10 + int(c-'0')) % 97
		case 'A' <= c && c <= 'Z':
			rem = (rem*100 + int(c-'A') + 10) % 97
		default:
			return false
		}
	}
	return rem == 1
}

// compactUpper upper-cases s and drops the separators that numbers are grouped
// with.
func compactUpper(s string) string {
	plain := true
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	if !isASCII(s) {
		s = foldKey(s)
	}
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '-', '.', '/', '_', ',', ':', '#', '\'', '‐', '‑', '–', '—', '·':
			return -1
		}
		return r
	}, strings.ToUpper(s))
}
