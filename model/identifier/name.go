package identifier

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/seed-28a39f10/clew/model"
)

// Classes of the bytes of a name.
const (
	nameSpace = iota // separates the parts of a name
	namePart
	nameDrop // apostrophes: O'Brien is obrien
	nameHard // not ASCII text: the slow path
)

var nameClass = func() (t [256]uint8) {
	for i := range t {
		switch c := byte(i); {
		case c < ' ' || c > '~':
			t[i] = nameHard
		case '0' <= c && c <= '9', 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z':
			t[i] = namePart
		case c == '\'', c == '`':
			t[i] = nameDrop
		}
	}
	return t
}()

// Bounds of the fast path: bytes and parts of a name.
const (
	maxFastName  = 128
	maxFastParts = 12
)

// name canonicalises a personal or display name: the set of its folded parts
// without honorifics, sorted and joined by spaces.
func (c *Canonicaliser) name(s string) (string, model.Status) {
	if len(s) <= maxFastName && !placeholder(s) {
		if v, ok := asciiName(s); ok {
			return v, model.StatusOK
		}
		if v, ok := c.wordName(s); ok {
			return v, model.StatusOK
		}
	}
	return anyName(s)
}

// anyName is the slow path of name.
func anyName(s string) (string, model.Status) {
	v, st, done := open(s)
	if done {
		return v, st
	}
	t := settle(v, nameParts)
	switch {
	case t == "":
		return finish(v, model.StatusInvalid)
	case placeholder(t):
		return finish(v, model.StatusPlaceholder)
	}
	return finish(t, model.StatusOK)
}

// asciiName is the fast path of name; ok is false where it does not apply.
func asciiName(s string) (v string, ok bool) {
	var buf [maxFastName + 1]byte
	var parts [maxFastParts][]byte
	n, count, start := 0, 0, 0
	for i := 0; i <= len(s); i++ {
		class := uint8(nameSpace)
		if i < len(s) {
			class = nameClass[s[i]]
		}
		switch class {
		case namePart:
			buf[n] = asciiFold[s[i]]
			n++
		case nameHard:
			return "", false
		case nameSpace:
			if n > start {
				if count == maxFastParts {
					return "", false
				}
				parts[count] = buf[start:n]
				count++
				start = n
			}
		}
	}
	list := dropHonorifics(parts[:count])
	if len(list) == 0 || onlyHonorifics(list) {
		return "", false
	}
	for i := 1; i < len(list); i++ { // insertion sort: names have few parts
		for j := i; j > 0 && string(list[j]) < string(list[j-1]); j-- {
			list[j], list[j-1] = list[j-1], list[j]
		}
	}
	var out [maxFastName + 1]byte
	m := 0
	for i, p := range list {
		if i > 0 {
			if string(p) == string(list[i-1]) {
				continue
			}
			out[m] = ' '
			m++
		}
		m += copy(out[m:], p)
	}
	if string(out[:m]) == s {
		return s, true
	}
	v = string(out[:m])
	return v, !placeholder(v)
}

// nameWord is what is remembered of a word of a name: its folded parts, and
// whether they are all that there is to it.
type nameWord struct {
	parts []string
	plain bool // text as it should be, whose parts stay as they are when folded again
}

// wordName is a faster path for names in any script: the words between spaces
// are folded one by one, and names share their words. No mark combines with a
// space, so that the parts of a name are those of its words.
func (c *Canonicaliser) wordName(s string) (v string, ok bool) {
	var buf [maxFastParts]string
	parts := buf[:0]
	for rest, more := s, true; more; {
		var w string
		if w, rest, more = strings.Cut(rest, " "); w == "" {
			continue
		}
		known, ok := c.words.get(w)
		if !ok {
			w = strings.Clone(w) // it must not keep the row that it came from
			known.parts = splitName(w)
			known.plain = clean(w) == w
			for _, p := range known.parts {
				again := splitName(p)
				known.plain = known.plain && len(again) == 1 && again[0] == p && norm.NFKC.IsNormalString(p)
			}
			c.words.put(w, known)
		}
		if !known.plain || len(parts)+len(known.parts) > maxFastParts {
			return "", false
		}
		parts = append(parts, known.parts...)
	}
	list := dropHonorifics(parts)
	if onlyHonorifics(list) {
		return "", false
	}
	slices.Sort(list)
	v = strings.Join(slices.Compact(list), " ")
	return v, v != "" && !placeholder(v)
}

// nameParts is one step of the slow path of name.
func nameParts(s string) string {
	list := dropHonorifics(splitName(s))
	slices.Sort(list)
	return norm.NFKC.String(strings.Join(slices.Compact(list), " "))
}

// splitName gives the folded parts of a name in the order they were written.
func splitName(s string) []string {
	s = foldKey(s)
	var parts []string
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			parts = append(parts, b.String())
			b.Reset()
		}
	}
	for _, r := range s {
		switch {
		case r == '\'' || r == '`' || r == '‘' || r == '’' || r == 'ʼ' || r == 'ʻ' || r == '′':
		case unicode.In(r, unicode.L, unicode.N, unicode.M):
			b.WriteRune(r)
		default:
			flush()
		}
	}
	flush()
	return parts
}

// dropHonorifics takes forms of address out of the parts of a name, unless
// nothing would be left. Only those are known that are no common name part:
// "md" is left alone for Mohammad, "jr" and "iii" because they tell people
// apart. It works in place.
func dropHonorifics[T ~string | ~[]byte](parts []T) []T {
	kept := 0
	for i := 0; i < len(parts); i++ {
		if honorific(string(parts[i])) {
			continue
		}
		if string(parts[i]) == "ph" && i+1 < len(parts) && string(parts[i+1]) == "d" {
			i++
			continue
		}
		parts[kept], kept = parts[i], kept+1
	}
	if kept == 0 {
		return parts
	}
	return parts[:kept]
}

// onlyHonorifics reports whether dropHonorifics has found nothing else and so
// dropped nothing. In their sorted order some of them may be dropped after all,
// which the slow path sees to.
func onlyHonorifics[T ~string | ~[]byte](kept []T) bool {
	return slices.ContainsFunc(kept, func(p T) bool { return honorific(string(p)) })
}

func honorific(s string) bool {
	switch s {
	case "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "madam", "mme", "mlle",
		"rev", "esq", "phd", "herr", "frau", "señor", "señora", "monsieur",
		"先生", "女士", "小姐", "博士", "선생님", "교수", "박사", "님", "씨", "г-н", "г-жа":
		return true
	}
	return false
}
