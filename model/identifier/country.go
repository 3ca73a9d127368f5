package identifier

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/seed-28a39f10/clew/model"
)

// countries maps codes (in lower case) and names to alpha-2 codes. It is built
// on first use.
var countries = sync.OnceValue(func() map[string]string {
	m := make(map[string]string, 1024)
	for line := range strings.Lines(countryTable) {
		line = strings.TrimSuffix(line, "\n")
		alpha2 := line[:2]
		m[alpha2], m[lower(alpha2)], m[lower(line[2:5])] = alpha2, alpha2, alpha2
		for name := range strings.SplitSeq(line[6:], "|") {
			m[name] = alpha2
		}
	}
	return m
})

// Country gives the ISO 3166-1 alpha-2 code of a country that is written as a
// code of two or three letters, a common name or variant, a flag, or the last
// part of "city, region, country". It never guesses: of "Berlin, DE" (Germany or
// Delaware) and "Atlanta, Georgia" ok is false.
func Country(raw model.Untrusted) (alpha2 string, ok bool) {
	s := string(raw)
	m := countries()
	if alpha2, ok = m[s]; ok {
		return alpha2, true
	}
	s = clean(s)
	if len(s) > 256 {
		return "", false
	}
	if code, ok := flagCode(s); ok {
		alpha2, ok = m[code]
		return alpha2, ok
	}
	if alpha2, ok = m[countryKey(s)]; ok {
		return alpha2, true
	}
	if before, inside, found := strings.Cut(s, "("); found {
		if alpha2, ok = m[countryKey(before)]; ok {
			return alpha2, true
		}
		if alpha2, ok = m[countryKey(strings.TrimSuffix(inside, ")"))]; ok {
			return alpha2, true
		}
	}
	i := strings.LastIndexAny(s, ",،、;")
	if i < 0 {
		return "", false
	}
	last := countryKey(s[i:])
	if strings.Count(s, ",") < 2 && stateToo(last) {
		return "", false
	}
	alpha2, ok = m[last]
	return alpha2, ok
}

// countryKey is the form in which names of countries are compared: folded,
// without marks, full stops, apostrophes and "the", other punctuation as spaces.
func countryKey(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r), r == '.', r == '\'', r == '’':
			return -1
		case unicode.In(r, unicode.L, unicode.N, unicode.M), r == '&':
			return r
		}
		return ' '
	}, norm.NFD.String(foldKey(s)))
	words := strings.Fields(strings.ReplaceAll(norm.NFKC.String(s), "&", " and "))
	kept := words[:0]
	for _, w := range words {
		switch w {
		case "the":
			continue
		case "saint":
			w = "st"
		}
		kept = append(kept, w)
	}
	return strings.Join(kept, " ")
}

// stateToo reports whether the code or name of a country is also one of a state
// of the United States or a province of Canada.
func stateToo(key string) bool {
	switch key {
	case "al", "ar", "az", "ca", "co", "de", "ga", "id", "il", "in", "ky", "la", "ma", "md", "me", "mn", "mo",
		"ms", "mt", "nc", "ne", "pa", "sc", "sd", "tn", "va", "nl", "pe", "sk", "bc", "mb", "georgia":
		return true
	}
	return false
}

// flagCode reads a flag: two regional indicator symbols.
func flagCode(s string) (code string, ok bool) {
	const first, last = '🇦', '🇿'
	for _, r := range s {
		if r < first || r > last {
			return "", false
		}
		code += string('a' + (r - first))
	}
	return code, len(code) == 2
}
