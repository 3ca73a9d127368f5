package casefile

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/seed-28a39f10/clew/model/safejson"
)

// finder finds values inside texts: as they are; folded, without regard to case, to forms
// of the same character, to hidden characters, and to which and how much white space there
// is; with the brackets taken off that people put into addresses; and telephone numbers
// however they are grouped. Values of less than shortest bytes are not looked for, and of
// those that are longer than longest the beginning is.
type finder struct {
	values map[string]bool          // true where a value has to stand by itself
	starts map[[shortest]byte][]int // lengths of the values that begin so, the longest last
	phones map[string]bool          // the last digits of telephone numbers
}

const shortest, longest, phoneDigits = 4, 256, 8

// add adds a value. One that has to stand by itself is not found inside a longer word or
// number: 198.51.100.1 is not in 198.51.100.12. That is for ASCII alone: many scripts put
// no space between words.
func (f *finder) add(value Text, alone bool) {
	if f.values == nil {
		f.values, f.starts = map[string]bool{}, map[[shortest]byte][]int{}
	}
	for _, s := range []string{string(value), fold(string(value))} {
		if len(s) < shortest {
			continue
		}
		if len(s) > longest {
			s, alone = s[:longest], false
		}
		before, known := f.values[s]
		f.values[s] = alone && ascii(s) && (before || !known)
		start := [shortest]byte([]byte(s))
		if lengths := f.starts[start]; !slices.Contains(lengths, len(s)) {
			lengths = append(lengths, len(s))
			slices.Sort(lengths)
			f.starts[start] = lengths
		}
	}
}

// addPhone adds a telephone number, which is found by its last digits.
func (f *finder) addPhone(value Text) {
	if digits := onlyDigits(string(value)); len(digits) >= phoneDigits {
		if f.phones == nil {
			f.phones = map[string]bool{}
		}
		f.phones[digits[len(digits)-phoneDigits:]] = true
	}
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// in reports whether a value is in a text.
func (f *finder) in(t Text) bool {
	if len(f.values) == 0 || t == "" {
		return false
	}
	s := string(t)
	folded := fold(s)
	return f.within(s) || folded != s && f.within(folded) ||
		strings.ContainsAny(folded, "[(") && f.within(unbracket.Replace(folded)) || f.phoneIn(folded)
}

var unbracket = strings.NewReplacer("[.]", ".", "(.)", ".", "[dot]", ".", "(dot)", ".", "[@]", "@", "(@)", "@", "[at]", "@", "(at)", "@", "[:]", ":", "hxxp", "http")

// phoneIn reports whether a telephone number is in a text, with or without its country and
// whatever stands between its digits.
func (f *finder) phoneIn(folded string) bool {
	if len(f.phones) == 0 {
		return false
	}
	for _, run := range strings.FieldsFunc(folded, func(r rune) bool { return !strings.ContainsRune("0123456789+-()./ ", r) }) {
		digits := onlyDigits(run)
		for i := range len(digits) - phoneDigits + 1 {
			if f.phones[digits[i:i+phoneDigits]] {
				return true
			}
		}
	}
	return false
}

func (f *finder) within(s string) bool {
	for i := range len(s) - shortest + 1 {
		for _, n := range f.starts[[shortest]byte([]byte(s[i:i+shortest]))] {
			if i+n > len(s) {
				break
			}
			if alone, ok := f.values[s[i:i+n]]; ok && (!alone || standsAlone(s, i, i+n)) {
				return true
			}
		}
	}
	return false
}

// standsAlone reports whether neither a letter nor a digit goes on before i or from j.
func standsAlone(s string, i, j int) bool {
	first, _ := utf8.DecodeRuneInString(s[i:])
	last, _ := utf8.DecodeLastRuneInString(s[:j])
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[j:])
	return !(i > 0 && wordly(first) && wordly(before)) && !(j < len(s) && wordly(last) && wordly(after))
}

func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}

func wordly(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// fold gives a text in the form in which texts are compared.
func fold(s string) string {
	plain := true
	for i := 0; i < len(s) && plain; i++ {
		c := s[i]
		plain = '!' <= c && c <= '~' || c == ' ' && i > 0 && s[i-1] != ' ' && i < len(s)-1
	}
	if plain {
		return strings.ToLower(s)
	}
	s = norm.NFKC.String(strings.ToValidUTF8(s, "\uFFFD"))
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), r == 0:
			return ' '
		case safejson.Hidden(r):
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(norm.NFKC.String(cases.Fold().String(s))), " ")
}
