package ftm

import (
	"math"
	"net/netip"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

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

// clean gives a text without anything that a reader cannot see, and without spaces at its
// ends. Line feeds and tabs are kept. It is the one way of a text into the file.
func clean[T ~string](t T) string {
	s := strings.TrimSpace(string(t))
	return casefile.Visible(strings.ReplaceAll(s, "\r\n", "\n"), math.MaxInt, true)
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
