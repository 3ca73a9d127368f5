package dsa

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/casefile"
)

// Check refuses a statement with a text that holds a value, a name, an id or an address of
// an account of the record, the name or login of somebody at work on it, or what has the
// form of an e-mail address, a network address, a telephone number, a handle or the number
// of an account. Case, accents, look-alike letters, spaces and punctuation hide nothing.
// The error is a [model.Error] of the kind [model.ErrRefused] that does not repeat what was
// found.
func Check(s *Statement, r *casefile.Record) error {
	c := newChecker(r)
	for _, text := range []string{s.IncompatibleContentGround, s.IncompatibleContentExplanation, s.DecisionFacts, s.ContentTypeOther} {
		if found := c.text(text); found != "" {
			return personal(found)
		}
	}
	if found := c.values(s.PUID); found != "" {
		return personal(found)
	}
	return nil
}

func personal(found string) error {
	return &model.Error{Kind: model.ErrRefused, Message: "the statement may hold personal data: " + found, Hint: "the database takes none; file this one by hand, in words that name nobody"}
}

const (
	prefix = 6  // bytes of a value that it is looked up by; shorter ones are looked up whole
	inner  = 10 // bytes from which a value in Latin letters is also found inside a word
)

// checker finds what identifies somebody.
type checker struct {
	all     map[string]bool
	long    map[string][]string // of these, those of so many bytes and more, by their first bytes
	symbols map[string]bool     // values without a letter or digit, such as a row of emoji
	known   map[string]string   // what was found in the texts that were searched
}

func newChecker(r *casefile.Record) *checker {
	c := &checker{map[string]bool{}, map[string][]string{}, map[string]bool{}, map[string]string{}}
	for i := range r.Accounts {
		a := &r.Accounts[i]
		for _, t := range []casefile.Text{a.ID, a.NativeID, a.Username, a.Ring} {
			c.add(t)
		}
		c.name(a.DisplayName)
		c.email(a.Email)
		for _, f := range a.Facts {
			switch f.Field {
			case "username", "display_name", "bio", "employer":
				c.name(f.Value)
			case "email":
				c.email(f.Value)
			}
		}
		for j := range a.Identifiers {
			c.identifier(a.Identifiers[j].Kind, a.Identifiers[j].Value)
			c.identifier(a.Identifiers[j].Kind, a.Identifiers[j].Raw)
		}
		for _, w := range a.Watch {
			c.add(w.Value)
			c.add(w.Listed)
		}
	}
	for _, v := range r.Case.Values {
		c.identifier(v.Kind, v.Value)
	}
	for _, p := range r.People {
		c.name(casefile.Text(p.Login))
		for _, n := range p.Persons {
			c.name(casefile.Text(n))
		}
	}
	for i := range r.Appeals {
		c.name(r.Appeals[i].From)
	}
	return c
}

func (c *checker) identifier(kind string, v casefile.Text) {
	switch kind {
	case "name":
		c.name(v)
	case "email", "recovery_email", "commit_email", "paypal":
		c.email(v)
	case "handle":
		c.add(v)
		if _, handle, ok := strings.Cut(string(v), ":"); ok {
			c.add(casefile.Text(handle))
		}
	default:
		c.add(v)
	}
}

// email adds an address, and what is before its "@".
func (c *checker) email(v casefile.Text) {
	c.add(v)
	if user, domain, ok := strings.Cut(string(v), "@"); ok {
		c.add(casefile.Text(user))
		c.add(casefile.Text(user + " at " + strings.ReplaceAll(domain, ".", " dot ")))
	}
}

// name adds a name, and its parts the other way round.
func (c *checker) name(v casefile.Text) {
	c.add(v)
	if words := fold(short(v)); len(words) > 1 && len(words) < 5 {
		slices.Reverse(words)
		c.words(words)
		c.words(append(words[len(words)-1:], words[:len(words)-1]...))
	}
}

// short gives a value that is no longer than any text of a statement; "" for others.
func short(v casefile.Text) string {
	if len(v) > 4*mostFacts {
		return ""
	}
	return string(v)
}

func (c *checker) add(v casefile.Text) {
	s := short(v)
	words := fold(s)
	if len(words) > 0 {
		c.words(words)
		return
	}
	if s = plain(s); len(s) > utf8.RuneCountInString(s) {
		c.symbols[s] = true
	}
}

// words adds the words of a value. One letter, or up to four digits, are nobody's alone.
func (c *checker) words(words []string) {
	s := strings.Join(words, "")
	switch {
	case utf8.RuneCountInString(s) < 2 || len(s) < 5 && strings.Trim(s, "0123456789") == "":
	case !c.all[s]:
		c.all[s] = true
		if len(s) >= prefix {
			c.long[s[:prefix]] = append(c.long[s[:prefix]], s)
		}
	}
}

// text says what a text holds; "" where nothing was found.
func (c *checker) text(s string) string {
	found, is := c.known[s]
	if !is {
		if found = patterns(s); found == "" {
			found = c.values(s)
		}
		c.known[s] = found
	}
	return found
}

// values says whether a text holds a value of the record.
func (c *checker) values(s string) string {
	const what = "a value or a name of the record"
	for v := range c.symbols {
		if strings.Contains(s, v) {
			return what
		}
	}
	words := fold(s)
	text := strings.Join(words, "")
	starts, ends, ours := make([]bool, len(text)+1), make([]bool, len(text)+1), make([]bool, len(text))
	at, own := 0, own()
	for _, w := range words {
		starts[at] = true
		is := own[w]
		for i := range len(w) {
			ours[at+i] = is
		}
		at += len(w)
		ends[at] = true
	}
	hit := func(from, to int) bool { return slices.Contains(ours[from:to], false) }
	for i := range len(text) {
		if starts[i] {
			for j := i + 1; j <= len(text) && j < i+prefix; j++ {
				if ends[j] && c.all[text[i:j]] && hit(i, j) {
					return what
				}
			}
		}
		if i+prefix > len(text) {
			continue
		}
		for _, v := range c.long[text[i:i+prefix]] {
			if !strings.HasPrefix(text[i:], v) || !hit(i, i+len(v)) {
				continue
			}
			// Many scripts put no space between words.
			if len(v) >= inner || v[0] >= utf8.RuneSelf || starts[i] && ends[i+len(v)] {
				return what
			}
		}
	}
	return ""
}

var (
	emailPattern  = regexp.MustCompile(`[^\s@<>()]+\s?[\[({]?@[\])}]?\s?[^\s@<>()]+\.\pL{2,}|(?i)\S+\s*[\[({]\s*at\s*[\])}]\s*\S+`)
	handlePattern = regexp.MustCompile(`(?:^|[^\pL\pN@])@[\pL\pN_][\pL\pN_.-]+`)
	ipv4Pattern   = regexp.MustCompile(`(?:^|[^0-9.])(?:[0-9]{1,3}(?:\.|\[\.\]|\(\.\))){3}[0-9]{1,3}(?:[^0-9.]|\.?$|\.[^0-9])`)
	ipv6Pattern   = regexp.MustCompile(`[0-9A-Fa-f:.\[\]]*:[0-9A-Fa-f:.\[\]]*`)
	phonePattern  = regexp.MustCompile(`\+[\s(]*[0-9](?:[\s().\-/]{0,2}[0-9]){6,14}|(?:^|[^0-9])\(?[0-9](?:[\s().\-/]{0,2}[0-9]){8,14}(?:[^0-9]|$)`)
	ibanPattern   = regexp.MustCompile(`(?:^|[^\pL\pN])[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?:[^\pL\pN]|$)`)
	guidPattern   = regexp.MustCompile(`(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}`)
	codePattern   = regexp.MustCompile(`[A-Za-z0-9]{20,}`)
)

// patterns says what a text holds by its form alone.
func patterns(s string) string {
	s = norm.NFKC.String(s)
	switch {
	case emailPattern.MatchString(s):
		return "something like an e-mail address"
	case handlePattern.MatchString(s):
		return "something like a handle"
	case ipv4Pattern.MatchString(s):
		return "something like a network address"
	case guidPattern.MatchString(s) || ibanPattern.MatchString(s):
		return "something like the number of a device or an account"
	case phonePattern.MatchString(s):
		return "something like a telephone number"
	}
	for _, w := range ipv6Pattern.FindAllString(s, -1) {
		w = strings.NewReplacer("[:]", ":", "[", "", "]", "").Replace(w)
		if a, err := netip.ParseAddr(strings.Trim(w, ".")); err == nil && a.Is6() {
			return "something like a network address"
		}
	}
	for _, w := range codePattern.FindAllString(s, -1) {
		digits := 0
		for i := range len(w) {
			if w[i] >= '0' && w[i] <= '9' {
				digits++
			}
		}
		if digits >= 4 {
			return "something like the number of a device or an account"
		}
	}
	return ""
}
