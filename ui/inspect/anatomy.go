package inspect

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/identifier"
	"github.com/seed-28a39f10/clew/ui/text"
)

// MostBytes is how much of a value is taken apart.
const MostBytes = 16 << 10

// mostAlike is the longest text that is compared with Latin letters, in bytes.
const mostAlike = 512

// part is one code point of a value, or one byte of it that is no UTF-8.
type part struct {
	r      rune
	size   int
	broken bool
	script string
	odd    string // what a reader would not have seen in it, "" for nothing
	veiled bool   // nothing of it is seen on a screen
	// strange is set for a letter of another script than most, where a word has both.
	strange bool
}

// letter reports whether the part is a letter of some script.
func (p *part) letter() bool {
	return !p.broken && unicode.IsLetter(p.r) && p.script != "" && p.script != common && p.script != inherited
}

// anatomy is what a value is made of.
type anatomy struct {
	parts    []part
	bytes    int // of the whole value
	beyond   int // bytes that were not looked at
	points   int
	columns  int
	broken   int      // bytes that are no UTF-8
	hidden   int      // code points that are not seen, or change what is
	marks    int      // combining marks
	scripts  []string // of letters, in order of appearance
	mixture  bool     // the scripts belong to no one language
	words    int      // words that are a mixture in themselves
	composed bool     // it is in Unicode's form NFC
	shown    string   // its beginning as it is shown elsewhere; clean
	alike    string   // what it looks like in Latin letters, "" where that is nothing else; clean
}

// takeApart finds out what a value is made of.
func takeApart(u model.Untrusted) *anatomy {
	shown := text.Display(u)
	a := &anatomy{bytes: len(u), columns: text.Width(shown), shown: strings.TrimRight(text.Fit(shown, mostShown*widest), " ")}
	s := string(u)
	if len(s) > MostBytes {
		end := MostBytes
		for end > MostBytes-utf8.UTFMax && !utf8.RuneStart(s[end]) {
			end--
		}
		s = s[:end]
	}
	a.beyond = len(u) - len(s)
	a.composed = norm.NFC.IsNormalString(s)
	before := ""
	for rest := s; rest != ""; {
		r, size := utf8.DecodeRuneInString(rest)
		p := part{r: r, size: size, broken: r == utf8.RuneError && size == 1}
		if p.broken {
			p.r = rune(rest[0])
			a.broken++
		} else {
			p.script = scriptOf(r, before)
			before = p.script
			a.points++
		}
		p.odd, p.veiled = oddity(&p)
		a.parts = append(a.parts, p)
		rest = rest[size:]
	}
	a.sum()
	if a.words > 0 || !a.mixture {
		a.alike = alike(u)
	}
	return a
}

// alike gives what a text of letters that look like Latin ones would be taken for.
func alike(u model.Untrusted) string {
	if len(u) > mostAlike {
		return ""
	}
	for _, t := range identifier.Tokens(identifier.New(nil, "").Identify(model.KindUsername, u, "")) {
		if t.Name == "skeleton" {
			return text.Display(t.Value)
		}
	}
	return ""
}

// sum counts over the parts.
func (a *anatomy) sum() {
	var word []string
	endWord := func() {
		if mixed(word) {
			a.words++
		}
		word = word[:0]
	}
	for i := range a.parts {
		p := &a.parts[i]
		switch {
		case p.broken:
		case p.veiled:
			a.hidden++
		case unicode.Is(unicode.M, p.r):
			a.marks++
		}
		if p.letter() {
			if !slices.Contains(a.scripts, p.script) {
				a.scripts = append(a.scripts, p.script)
			}
			if !slices.Contains(word, p.script) {
				word = append(word, p.script)
			}
		} else if !unicode.Is(unicode.M, p.r) && !p.veiled {
			endWord()
		}
	}
	endWord()
	a.mixture = mixed(a.scripts)
	if a.words > 0 {
		a.pointOut()
	}
}

// pointOut says of each letter whose script is not that of most letters that it is of
// another one: which is the odd one out is for the reader to judge, but the fewer are
// easier to find.
func (a *anatomy) pointOut() {
	count := map[string]int{}
	most := ""
	for _, s := range a.scripts {
		for i := range a.parts {
			if a.parts[i].script == s {
				count[s]++
			}
		}
		if count[s] > count[most] {
			most = s
		}
	}
	for i := range a.parts {
		p := &a.parts[i]
		if p.odd == "" && p.script != most && p.letter() && mixed([]string{p.script, most}) {
			p.odd = "another script"
			p.strange = true
		}
	}
}

// unseen are the names that Unicode has for what is hidden most often.
var unseen = map[rune]string{
	0xAD: "soft hyphen", 0x61C: "arabic letter mark", 0x200B: "zero width space", 0x200C: "zero width non-joiner", 0x200D: "zero width joiner",
	0x200E: "left-to-right mark", 0x200F: "right-to-left mark", 0x202A: "left-to-right embedding", 0x202B: "right-to-left embedding",
	0x202C: "pop directional format", 0x202D: "left-to-right override", 0x202E: "right-to-left override", 0x2060: "word joiner",
	0x2066: "left-to-right isolate", 0x2067: "right-to-left isolate", 0x2068: "first strong isolate", 0x2069: "pop directional isolate",
	0xFEFF: "byte order mark",
}

// hiding says what it is that is not seen, "" for what is seen.
func hiding(r rune) string {
	if name := unseen[r]; name != "" {
		return name
	}
	switch {
	case unicode.Is(unicode.Variation_Selector, r):
		return "variation selector"
	case r >= 0xE0000 && r <= 0xE007F:
		return "tag, which spells ASCII"
	case unicode.In(r, unicode.Other_Default_Ignorable_Code_Point):
		return "ignorable character"
	case unicode.Is(unicode.Co, r) || unicode.IsGraphic(r):
		return ""
	}
	return categoryOf(r)
}

// oddity says what a reader would not see in a code point, and whether nothing of it
// is seen at all.
func oddity(p *part) (odd string, veiled bool) {
	r := p.r
	switch {
	case p.broken:
		return "no UTF-8", false
	case hiding(r) != "":
		return "hidden", true
	case unicode.Is(unicode.Co, r):
		return "up to the font", false
	case r != ' ' && unicode.Is(unicode.Zs, r):
		return "unusual space", false
	case unicode.Is(unicode.M, r):
		return "on the one before", false
	}
	if plain := norm.NFKC.String(string(r)); plain != string(r) && norm.NFC.IsNormalString(string(r)) {
		return "a variant of " + text.Display(model.Untrusted(plain)), false
	}
	return "", false
}

// code names a part as U+XXXX, or a byte as 0xXX.
func (p *part) code() string {
	if p.broken {
		return fmt.Sprintf("0x%02X", p.r)
	}
	return fmt.Sprintf("U+%04X", p.r)
}

// shown is the part as it appears elsewhere: a mark on a letter, a space in quotes.
func (p *part) shown() string {
	switch {
	case p.broken:
		return text.Display(model.Untrusted([]byte{byte(p.r)}))
	case unicode.Is(unicode.Zs, p.r):
		return "' '"
	case unicode.Is(unicode.M, p.r) && !p.veiled:
		return text.Display(model.Untrusted("a" + string(p.r)))
	}
	// Beside a letter, as what is hidden is said otherwise to be the whole text.
	return strings.TrimPrefix(text.Display(model.Untrusted("a"+string(p.r))), "a")
}

// is gives the category and the script.
func (p *part) is() string {
	if p.broken {
		return "byte"
	}
	if s := hiding(p.r); s != "" {
		return s
	}
	s := categoryOf(p.r)
	if p.script != "" && p.script != common && p.script != inherited {
		s += ", " + p.script
	}
	return s
}
