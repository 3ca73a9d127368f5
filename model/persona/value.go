package persona

import (
	"math/bits"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/identifier"
)

// Bounds of what is compared of one value; the rest of it is ignored.
const (
	maxRunes = 96
	maxParts = 12
)

// value is one canonical value of a field. Equal texts are one value.
type value struct {
	text  string
	runes []rune   // text without spaces
	mask  uint64   // which characters occur in runes
	parts []int32  // names and addresses: the words, as values of the same lexicon
	gen   uint8    // names: 1 for "Sr" and "I", 2 for "Jr" and "II", and so on; 0 for none
	local int      // e-mail: length of the part before "@"; 0 where there is none
	latin bool     // has letters, and they are Latin
	alpha bool     // has letters
	forms []string // names: what it is a short or other form of
	sound string   // names: how it sounds; "" where that says nothing
}

// lexicon holds the values of all fields of one type, and how many records hold
// each in each of those fields.
type lexicon struct {
	ids    map[string]int32
	vals   []value
	held   [][]int32 // by field of the type, then by value
	nearby [][]int32 // likewise: holders of the value or of one a slip away
	close  []pair    // the values a slip apart, sorted
}

func newLexicon(fields int) *lexicon {
	return &lexicon{ids: map[string]int32{}, held: make([][]int32, fields), nearby: make([][]int32, fields)}
}

func (l *lexicon) intern(text string) (id int32, fresh bool) {
	if id, ok := l.ids[text]; ok {
		return id, false
	}
	v := value{text: text}
	for _, r := range text {
		if r == ' ' {
			continue
		}
		if len(v.runes) == maxRunes {
			break
		}
		v.runes = append(v.runes, r)
		v.mask |= 1 << (uint32(r) % 64)
		if unicode.IsLetter(r) {
			v.alpha = true
			v.latin = v.latin || unicode.Is(unicode.Latin, r)
		}
	}
	id = int32(len(l.vals))
	l.ids[text] = id
	l.vals = append(l.vals, v)
	for i := range l.held {
		l.held[i] = append(l.held[i], 0)
	}
	return id, true
}

// count notes that one record holds id in field i of the type.
func (l *lexicon) count(i int, id int32) { l.held[i][id]++ }

// reader turns the raw values of one fit into canonical ones.
type reader struct {
	canon  *identifier.Canonicaliser
	region string
	raw    map[FieldType]map[string]int32
}

const missing = int32(-1)

// read gives the value of raw, or missing.
func (r *reader) read(l *lexicon, t FieldType, raw string) int32 {
	if raw == "" {
		return missing
	}
	seen := r.raw[t]
	if seen == nil {
		seen = map[string]int32{}
		r.raw[t] = seen
	}
	if id, ok := seen[raw]; ok {
		return id
	}
	id := r.canonical(l, t, raw)
	seen[raw] = id
	return id
}

func (r *reader) canonical(l *lexicon, t FieldType, raw string) int32 {
	switch t {
	case Name:
		return r.name(l, raw)
	case Date:
		return plain(l, date(fold(raw)))
	case Place:
		return plain(l, strings.Join(words(fold(raw)), " "))
	case Address:
		id := r.canon.Identify(model.KindAddress, model.Untrusted(raw), "")
		if id.Status != model.StatusOK {
			return missing
		}
		return withParts(l, announced(words(fold(string(id.Value)))))
	case Email:
		id := r.canon.Identify(model.KindEmail, model.Untrusted(raw), "")
		if id.Status == model.StatusPlaceholder || identifier.RoleMailbox(id.Value) {
			return missing
		}
		text := strings.ReplaceAll(fold(string(id.Value)), " ", "")
		v := plain(l, text)
		if v != missing {
			l.vals[v].local = max(0, len([]rune(text[:max(0, strings.LastIndexByte(text, '@'))])))
		}
		return v
	case Phone:
		id := r.canon.Identify(model.KindPhone, model.Untrusted(raw), r.region)
		if id.Status == model.StatusPlaceholder || id.Status == model.StatusInvalid {
			return missing
		}
		return plain(l, keep(string(id.Value), unicode.IsDigit))
	}
	text := keep(fold(raw), func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) })
	// A house number is no document number, so that shorter codes are not put
	// to the test that documents have to pass.
	if len(text) >= 4 && r.canon.Identify(model.KindDocument, model.Untrusted(raw), "").Status == model.StatusPlaceholder {
		return missing
	}
	return plain(l, text)
}

func plain(l *lexicon, text string) int32 {
	if text == "" {
		return missing
	}
	id, _ := l.intern(text)
	return id
}

func withParts(l *lexicon, list []string) int32 {
	if len(list) == 0 {
		return missing
	}
	id, fresh := l.intern(strings.Join(list, " "))
	if !fresh && l.vals[id].parts != nil {
		return id
	}
	parts := make([]int32, 0, min(len(list), maxParts))
	for _, w := range list[:min(len(list), maxParts)] {
		p, _ := l.intern(w)
		parts = append(parts, p)
	}
	l.vals[id].parts = parts
	return id
}

// announced drops words that only announce a number.
func announced(list []string) []string {
	out := list[:0]
	for i, w := range list {
		next := i+1 < len(list) && list[i+1][0] >= '0' && list[i+1][0] <= '9'
		if !next || w != "unit" && w != "no" && w != "bldg" && w != "bld" && w != "rm" {
			out = append(out, w)
		}
	}
	return out
}

// name reads a name: its words without legal forms of companies; a mark of the
// generation at the end is kept apart.
func (r *reader) name(l *lexicon, raw string) int32 {
	if !r.fit(raw) {
		return missing
	}
	list := words(fold(strings.NewReplacer("'", "", "’", "", "`", "").Replace(latinise(raw))))
	gen := uint8(0)
	if n := len(list); n > 1 {
		if gen = generation(list[n-1]); gen > 0 {
			list = list[:n-1]
		}
	}
	kept := slices.DeleteFunc(slices.Clone(list), legalForm)
	if len(kept) == 0 {
		kept = list
	}
	text := strings.Join(kept, " ")
	if gen > 0 {
		// The mark is part of the value, so that two generations are two values.
		text += " /" + string('0'+rune(gen))
	}
	id, fresh := l.intern(text)
	if !fresh && l.vals[id].parts != nil {
		return id
	}
	if len(kept) == 0 {
		return missing
	}
	parts := make([]int32, 0, min(len(kept), maxParts))
	for _, w := range kept[:min(len(kept), maxParts)] {
		p, _ := l.intern(w)
		parts = append(parts, p)
		if l.vals[p].sound == "" {
			l.vals[p].forms, l.vals[p].sound = variants[w], sound(w)
		}
	}
	l.vals[id].parts, l.vals[id].gen = parts, gen
	return id
}

// fit says whether a name stands for somebody at all.
func (r *reader) fit(raw string) bool {
	return r.canon.Identify(model.KindName, model.Untrusted(raw), "").Status != model.StatusPlaceholder
}

// latinise writes Han and Hangul in Latin letters, one word a syllable.
func latinise(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r >= 0x3400 }) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		read := strings.Fields(identifier.Romanise(model.Untrusted(string(r))))
		if r < 0x3400 || len(read) == 0 {
			b.WriteRune(r)
			continue
		}
		b.WriteString(" " + read[0] + " ")
	}
	return b.String()
}

// fold gives lower case without accents and without compatibility forms.
func fold(s string) string {
	if ascii(s) {
		return strings.ToLower(s)
	}
	s = norm.NFKD.String(cases.Fold().String(norm.NFKC.String(strings.ToValidUTF8(s, "\uFFFD"))))
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) && r < 0x0370 { // Latin accents; elsewhere marks are letters
			return -1
		}
		return r
	}, s))
}

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func words(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
}

func keep(s string, ok func(rune) bool) string {
	return strings.Map(func(r rune) rune {
		if ok(r) {
			return r
		}
		return -1
	}, s)
}

// maskApart says whether two masks prove more than so many slips: one slip
// changes at most two characters of the set, one gone and one new.
func maskApart(a, b uint64, slips int) bool { return bits.OnesCount64(a^b) > 2*slips }

var months = map[string]int{
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}

// date gives a date as YYYYMMDD; what cannot be read as a date comes back as
// its digits and letters. A year of two digits is one of 1931 to 2030. Where day
// and month cannot be told apart the month comes first; two readings of one
// date are then a transposition.
func date(s string) string {
	list := words(s)
	digits := strings.Join(list, "")
	if len(list) == 1 {
		return digits
	}
	if len(list) > 3 && len(list[0]) == 4 { // a time of day follows
		list = list[:3]
	}
	if len(list) == 3 && len(list[2]) > 4 {
		list[2], _, _ = strings.Cut(list[2], "t")
	}
	if len(list) != 3 {
		return digits
	}
	var n [3]int
	named := -1
	for i, w := range list {
		if m := months[w[:min(3, len(w))]]; m > 0 {
			named, n[i] = i, m
			continue
		}
		for _, c := range w {
			if c < '0' || c > '9' || n[i] > 9999 {
				return digits
			}
			n[i] = n[i]*10 + int(c-'0')
		}
	}
	y, m, d := n[2], n[0], n[1]
	switch {
	case len(list[0]) == 4 && named != 0:
		y, m, d = n[0], n[1], n[2]
	case named == 1 || named < 0 && n[0] > 12:
		m, d = n[1], n[0]
	}
	if y < 100 {
		if y += 1900; y <= 1930 {
			y += 100
		}
	}
	if y > 9999 || m > 99 || d > 99 {
		return digits
	}
	out := []byte("00000000")
	for i, v := range [...]int{y / 1000, y / 100 % 10, y / 10 % 10, y % 10, m / 10, m % 10, d / 10, d % 10} {
		out[i] += byte(v)
	}
	return string(out)
}
