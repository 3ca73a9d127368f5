package ftm

import (
	"fmt"
	"net/netip"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model/safejson"
	"github.com/seed-28a39f10/clew/store/casefile"
)

// How long a value of a type of FollowTheMoney may be, in characters.
const (
	typeText    = 65000
	typeString  = 1024
	typeName    = 384
	typeAddress = 250
	typeEmail   = 250
)

const mostMarks = 4 // combining marks on one letter

// clean gives a text without anything that a reader cannot see, and without spaces at its
// ends. Line feeds and tabs are kept. It is the one way of a text into the file.
func clean[T ~string](t T) string {
	s := strings.TrimSpace(string(t))
	plain := true
	for i := 0; plain && i < len(s); i++ {
		plain = ' ' <= s[i] && s[i] <= '~' || s[i] == '\n' || s[i] == '\t'
	}
	if plain {
		return s
	}
	var b strings.Builder
	marks := 0
	dropped := func() {
		if marks > mostMarks {
			fmt.Fprintf(&b, "⟨%d more marks⟩", marks-mostMarks)
		}
		marks = 0
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if unicode.Is(unicode.M, r) && !safejson.Hidden(r) {
			if marks++; marks <= mostMarks {
				b.WriteString(s[i : i+size])
			}
			i += size
			continue
		}
		dropped()
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, "⟨0x%02X⟩", s[i])
		case r == '⟨' || r != '\n' && r != '\t' && safejson.Hidden(r):
			fmt.Fprintf(&b, "⟨U+%04X⟩", r)
		default:
			b.WriteString(s[i : i+size])
		}
		i += size
	}
	dropped()
	return b.String()
}

// cut gives no more than so many characters of a text, the last one an ellipsis where
// something is missing.
func cut(s string, most int) (text string, whole bool) {
	if len(s) <= most {
		return s, true
	}
	n, last := 0, 0
	for i := range s {
		if n == most-1 {
			last = i
		}
		if n++; n > most {
			return s[:last] + "…", false
		}
	}
	return s, true
}

var (
	emailForm  = regexp.MustCompile(`^[\pL\pN.!#$%&'*+/=?^_{|}~` + "`" + `-]{1,64}@(?:[\pL\pN](?:[\pL\pN-]{0,61}[\pL\pN])?\.)+[\pL\pN]{2,63}$`)
	phoneForm  = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
	walletForm = regexp.MustCompile(`^[\x21-\x7e]{8,128}$`)
	ibanForm   = regexp.MustCompile(`^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$`)
)

func isEmail(s string) bool {
	return utf8.RuneCountInString(s) <= typeEmail && emailForm.MatchString(s)
}

func isPhone(s string) bool { return phoneForm.MatchString(s) }

func isWallet(s string) bool { return walletForm.MatchString(s) }

func isIP(s string) bool {
	a, err := netip.ParseAddr(s)
	return err == nil && a.Zone() == ""
}

// isIBAN checks the form and the check digits, after ISO 13616.
func isIBAN(s string) bool {
	if !ibanForm.MatchString(s) {
		return false
	}
	rest := 0
	for i := range len(s) {
		if c := s[(i+4)%len(s)]; c <= '9' {
			rest = (rest*10 + int(c-'0')) % 97
		} else {
			rest = (rest*100 + int(c-'A') + 10) % 97
		}
	}
	return rest == 1
}

// date gives an instant as FollowTheMoney writes it, in UTC; "" where it is unknown or
// before the year 1 or after 9999.
func date(t casefile.Time) string {
	if !t.Known() {
		return ""
	}
	at := t.UTC()
	if at.Year() < 1 || at.Year() > 9999 {
		return ""
	}
	return at.Format("2006-01-02T15:04:05")
}

// instant gives a time for a text; "" where it is unknown.
func instant(t casefile.Time) string {
	if !t.Known() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
