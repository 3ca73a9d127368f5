package identifier

import (
	"strings"
	"unicode"

	"github.com/seed-28a39f10/clew/model"
)

// address canonicalises a postal address: folded, punctuation turned into
// spaces, common words in one short form. The order of the words stays.
func address(s string) (string, model.Status) {
	if plainAddress(s) {
		return s, model.StatusOK
	}
	v, st, done := open(s)
	if done {
		return v, st
	}
	t := settle(v, addressWords)
	switch {
	case t == "":
		return finish(v, model.StatusInvalid)
	case placeholder(t):
		return finish(v, model.StatusPlaceholder)
	}
	return finish(t, model.StatusOK)
}

// plainAddress recognises lower-case ASCII words that need no shortening.
func plainAddress(s string) bool {
	if len(s) > maxValue-4 || placeholder(s) {
		return false
	}
	start, unit := 0, false
	for i := 0; i <= len(s); i++ {
		if i < len(s) && s[i] != ' ' {
			if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
				return false
			}
			continue
		}
		word := s[start:i]
		if _, long := addressShort[word]; word == "" || long || unit && word == "unit" {
			return false
		}
		start, unit = i+1, word == "unit"
	}
	return true
}

var dropApostrophes = strings.NewReplacer("'", "", "’", "", "`", "", "ʼ", "")

func addressWords(s string) string {
	s = dropApostrophes.Replace(foldKey(s))
	out := make([]byte, 0, len(s)+8)
	add := func(word string) {
		if word == "" {
			return
		}
		if short, ok := addressShort[word]; ok {
			word = short
		}
		if word == "unit" && strings.HasSuffix(string(out), "unit") { // "Apt #5"
			return
		}
		if len(out) > 0 {
			out = append(out, ' ')
		}
		out = append(out, word...)
	}
	start := 0
	for i, r := range s {
		switch {
		case unicode.In(r, unicode.L, unicode.N, unicode.M):
			continue
		case r == '/' && i > start && isDigits(s[i-1:i]) && i+1 < len(s) && isDigits(s[i+1:i+2]):
			continue // 12/4 is a house number
		}
		add(s[start:i])
		if r == '#' {
			add("unit")
		}
		start = i + len(string(r))
	}
	add(s[start:])
	return string(out)
}

// addressShort gives the short form of common words: the street suffixes of the
// US Postal Service, directions, units of a building, and those of other
// languages with the same letters everywhere. No short form is itself in need of
// shortening.
var addressShort = map[string]string{
	"street": "st", "str": "st", "avenue": "ave", "av": "ave", "road": "rd", "boulevard": "blvd", "drive": "dr",
	"lane": "ln", "court": "ct", "place": "pl", "square": "sq", "terrace": "ter", "parkway": "pkwy",
	"highway": "hwy", "circle": "cir", "trail": "trl", "crescent": "cres", "alley": "aly", "plaza": "plz",
	"expressway": "expy", "freeway": "fwy", "heights": "hts", "mount": "mt", "fort": "ft", "turnpike": "tpke",
	"north": "n", "south": "s", "east": "e", "west": "w",
	"northeast": "ne", "northwest": "nw", "southeast": "se", "southwest": "sw",
	"apartment": "unit", "apt": "unit", "suite": "unit", "ste": "unit", "flat": "unit", "appartment": "unit",
	"floor": "fl", "flr": "fl", "building": "bldg", "department": "dept", "room": "rm", "block": "blk",
	"straße": "st", "strasse": "st",
	"number": "no", "num": "no",
}

// building gives a canonical address without its unit, "" where it has none.
func building(s string) string {
	words := strings.Split(s, " ")
	kept := words[:0:0]
	for i := 0; i < len(words); i++ {
		if words[i] == "unit" && i > 0 && i+1 < len(words) {
			i++ // the number of the unit
			continue
		}
		kept = append(kept, words[i])
	}
	if len(kept) == len(words) || len(kept) == 0 {
		return ""
	}
	return strings.Join(kept, " ")
}
