package identifier

import (
	"encoding/hex"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/seed-28a39f10/clew/model"
)

// payment canonicalises payment cards and other payment instruments. A card
// number comes out as "bin:<first six digits>:<32 hex digits>", the latter the
// first 16 bytes of HMAC-SHA256 over the digits with the investigation's key:
// there are too few card numbers for a hash without a key to hide one. Neither
// Value nor Raw ever holds a whole number, also where it is mistyped or stands
// in other text; 13 digits that pass the check of a card number count as one.
func (c *Canonicaliser) payment(kind model.Kind, s string) model.Identifier {
	if kind == model.KindCard && hashedCard(s) {
		return model.Identifier{Kind: kind, Value: model.Untrusted(s)}
	}
	v := asciiDigits(clean(strings.ReplaceAll(clean(s), "\ufffd", " "))) // broken bytes hide no number
	raw := s
	var st model.Status
	pan, number := cardDigits(v)
	number = number && !placeholder(v)
	switch {
	case number && luhn(pan) && (kind == model.KindCard || cardPrefix(pan[0])):
		kind, raw = model.KindCard, maskNumber(pan)
		if c.mac == nil {
			v, st = raw, model.StatusSuspect
			break
		}
		c.mac.Reset()
		c.mac.Write([]byte(pan))
		v = "bin:" + pan[:6] + ":" + hex.EncodeToString(c.mac.Sum(nil)[:16])
	case number && kind == model.KindCard:
		raw = maskNumber(pan)
		v, st = raw, model.StatusSuspect
	default:
		hash := "" // at the end of a cut value, where digits are no number
		if _, cut := cutStatus(v); cut {
			v, hash = v[:len(v)-cutSuffix], v[len(v)-cutSuffix:]
		}
		masked := maskCards(v)
		if masked != v {
			raw = masked + hash
		}
		v = masked + hash
		if before, cut := cutStatus(v); cut {
			st = before
		} else if partlyMasked(v) {
			st = model.StatusSuspect
		} else if placeholder(v) {
			st = model.StatusPlaceholder
		}
		if st == model.StatusOK {
			kind = model.KindPayment
		}
		v, st = finish(v, st)
	}
	id := model.Identifier{Kind: kind, Value: model.Untrusted(v), Status: st}
	if v != raw {
		id.Raw = model.Untrusted(raw)
	}
	return id
}

// hashedCard reports whether s is a card number as payment writes it.
func hashedCard(s string) bool {
	return len(s) == 4+6+1+32 && s[:4] == "bin:" && isDigits(s[4:10]) && s[10] == ':' && isLowerHex(s[11:])
}

// asciiDigits writes digits of any script as ASCII digits, so that none hides a
// card number.
func asciiDigits(s string) string {
	if isASCII(s) {
		return s
	}
	return settle(s, func(s string) string {
		return clean(strings.Map(func(r rune) rune {
			if r > unicode.MaxASCII && unicode.IsDigit(r) {
				return rune('0' + digitValue(r))
			}
			return r
		}, norm.NFKC.String(s)))
	})
}

// cardDigits gives the digits of a text that is nothing but 13 to 19 digits with
// separators.
func cardDigits(s string) (pan string, ok bool) {
	if len(s) > 64 {
		return "", false
	}
	var b [19]byte
	n := 0
	for i := range len(s) {
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			if n == len(b) {
				return "", false
			}
			b[n] = c
			n++
		case strings.IndexByte(" -._/", c) < 0:
			return "", false
		}
	}
	return string(b[:n]), n >= minCard
}

// The numbers of digits that a card number has (ISO/IEC 7812-1 allows fewer, no
// scheme issues them).
const (
	minCard = 13
	maxCard = 19
)

// cardPrefix reports whether a card number of a payment scheme can start with c.
func cardPrefix(c byte) bool { return c >= '2' && c <= '6' }

// luhn verifies the check digit of ISO/IEC 7812-1.
func luhn(s string) bool {
	sum := 0
	for i := range len(s) {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// maskNumber hides the digits in the middle of a card number; of short ones,
// where few are left to guess, all but the last four.
func maskNumber(pan string) string {
	shown := 6
	if len(pan) < 15 {
		shown = 0
	}
	return pan[:shown] + strings.Repeat("*", len(pan)-shown-4) + pan[len(pan)-4:]
}

// maskCards masks every card number that stands in s by itself or in groups of
// digits with spaces, full stops or hyphens between them.
func maskCards(s string) string {
	var b strings.Builder
	done := 0
	for i := 0; i < len(s); i++ {
		if !isDigits(s[i:i+1]) || i > done && isDigits(s[i-1:i]) {
			continue
		}
		if end, pan := cardAt(s[i:]); end > 0 {
			b.WriteString(s[done:i])
			b.WriteString(maskNumber(pan))
			done = i + end
			i = done - 1
		}
	}
	if done == 0 {
		return s
	}
	return b.String() + s[done:]
}

// cardAt finds the longest card number at the start of s, made of whole groups
// of digits.
func cardAt(s string) (end int, pan string) {
	if !cardPrefix(s[0]) {
		return 0, ""
	}
	var digits [maxCard]byte
	n := 0
	for i := 0; i < len(s) && n < maxCard; i++ {
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			digits[n] = c
			n++
			last := i+1 == len(s) || s[i+1] < '0' || s[i+1] > '9'
			if last && n >= minCard && luhn(string(digits[:n])) {
				end, pan = i+1, string(digits[:n])
			}
		case c != ' ' && c != '-' && c != '.':
			return end, pan
		}
	}
	return end, pan
}

// partlyMasked reports whether s has the marks that hide part of a card number,
// next to a digit.
func partlyMasked(s string) bool {
	run := 0
	digits := strings.ContainsAny(s, "0123456789")
	for _, r := range s {
		switch r {
		case '*', '•', 'x', 'X', '#':
			if run++; run >= 4 && digits {
				return true
			}
		default:
			run = 0
		}
	}
	return false
}
