package signal

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
)

const (
	maxExamples = 3  // values that a signal quotes
	maxQuote    = 48 // bytes of a value that it quotes
)

// quote gives a value from the data in quotes, cut to maxQuote bytes.
func quote[S ~string](v S) string {
	s := string(v)
	if len(s) <= maxQuote {
		return `"` + s + `"`
	}
	cut := maxQuote
	for cut > maxQuote-utf8.UTFMax && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return `"` + s[:cut] + `…"`
}

// instant writes milliseconds since the epoch in RFC 3339.
func instant(milli int64) string { return model.Time{Milli: milli}.String() }

// clock writes an offset from UTC, in minutes.
func clock(minutes int) string {
	sign := '+'
	if minutes < 0 {
		sign, minutes = '-', -minutes
	}
	return fmt.Sprintf("UTC%c%02d:%02d", sign, minutes/60, minutes%60)
}

// count writes a number with its noun.
func count(n int, noun string) string {
	switch {
	case n == 1:
		return "1 " + noun
	case strings.HasSuffix(noun, "y") && !strings.HasSuffix(noun, "ay"):
		return fmt.Sprintf("%d %sies", n, strings.TrimSuffix(noun, "y"))
	case strings.HasSuffix(noun, "s"):
		return fmt.Sprintf("%d %ses", n, noun)
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// verb gives the form of a verb that goes with a number.
func verb(n int, one, more string) string {
	if n == 1 {
		return one
	}
	return more
}

// sentences joins what is not empty.
func sentences(parts ...string) string {
	kept := parts[:0]
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, " ")
}

// found makes a signal; own is the counter-evidence in the account's own data.
func found(code string, severity uint8, facts, own string) (model.Signal, bool) {
	wrong := ""
	if bit, ok := Bit(code); ok {
		wrong = entries[bit].Wrong
	}
	return model.Signal{Code: code, Facts: model.Untrusted(facts),
		Counter: model.Untrusted(sentences(own, wrong)), Severity: severity}, true
}
