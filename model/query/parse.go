package query

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// The limits of a query.
const (
	MaxBytes = 4096 // of the text as given, and of its canonical form
	MaxDepth = 100  // of parentheses within parentheses
	MaxTerms = 256  // of values, in all terms together
)

// place is where a term stands in the query, in characters from 0.
type place struct{ pos, length int }

// Parse reads a query; now is what its ages count back from. An empty text is
// the query that holds for every account. Text is compared as it was typed: the
// caller brings it into the normalisation form that the source keeps.
//
// The error is a [model.Error] of kind usage that wraps a [SyntaxError].
func Parse(text string, now time.Time) (*Query, error) {
	q, err := parse(text, now)
	if err != nil {
		return nil, err.wrap()
	}
	return q, nil
}

func parse(text string, now time.Time) (*Query, *SyntaxError) {
	if len(text) > MaxBytes {
		at := utf8.RuneCountInString(text[:MaxBytes])
		return nil, syntaxErr(at, 1, "shorten it, or tag the accounts in steps and search for the tag",
			"the query is longer than %d bytes", MaxBytes)
	}
	chars := make([]rune, 0, len(text))
	for i, r := range text {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(text[i:]); size == 1 {
				return nil, syntaxErr(len(chars), 1, "type the query again as UTF-8", "the query is not valid UTF-8 here")
			}
		}
		chars = append(chars, r)
	}
	p := parser{in: chars, now: now}
	p.space()
	if p.end() {
		return &Query{}, nil
	}
	root, err := p.or()
	if err != nil {
		return nil, err
	}
	if !p.end() { // or stops early only at a ")"
		return nil, syntaxErr(p.pos, 1, "take it out, or put a ( before it", "this ) closes nothing")
	}
	q := &Query{root: root}
	if len(q.String()) > MaxBytes {
		return nil, syntaxErr(0, len(chars), "shorten it", "the query is longer than %d bytes when its hidden characters are written out", MaxBytes)
	}
	return q, nil
}

type parser struct {
	in    []rune
	pos   int
	now   time.Time
	depth int
	terms int
}

func (p *parser) end() bool { return p.pos >= len(p.in) }

func (p *parser) peek(r rune) bool { return !p.end() && p.in[p.pos] == r }

func (p *parser) space() {
	for !p.end() && unicode.IsSpace(p.in[p.pos]) {
		p.pos++
	}
}

// keyword gives the keyword at the cursor in lower case, "" where there is none.
func (p *parser) keyword() string {
	for _, k := range [...]string{"and", "or", "not"} {
		end := p.pos + len(k)
		if end > len(p.in) || !strings.EqualFold(string(p.in[p.pos:end]), k) {
			continue
		}
		if end == len(p.in) || unicode.IsSpace(p.in[end]) || strings.ContainsRune(`()"`, p.in[end]) {
			return k
		}
	}
	return ""
}

func (p *parser) or() (node, *SyntaxError) {
	var kids []node
	for {
		n, err := p.and()
		if err != nil {
			return nil, err
		}
		if o, ok := n.(*orNode); ok {
			kids = append(kids, o.kids...)
		} else {
			kids = append(kids, n)
		}
		if p.keyword() != "or" {
			break
		}
		if err := p.connective("or"); err != nil {
			return nil, err
		}
	}
	if len(kids) == 1 {
		return kids[0], nil
	}
	return &orNode{kids}, nil
}

// connective steps over a keyword that needs something to its right.
func (p *parser) connective(word string) *SyntaxError {
	at := p.pos
	p.pos += len(word)
	p.space()
	if next := p.keyword(); p.end() || p.peek(')') || next == "and" || next == "or" {
		return syntaxErr(at, len(word), fmt.Sprintf("add a term after it; to search for the word itself, write %q", word),
			"%q has nothing after it", word)
	}
	return nil
}

func (p *parser) and() (node, *SyntaxError) {
	var kids []node
	for {
		p.space()
		switch word := p.keyword(); {
		case p.end(), p.peek(')'), word == "or":
			if len(kids) == 0 {
				return nil, p.nothing(word)
			}
			if len(kids) == 1 {
				return kids[0], nil
			}
			return &andNode{kids}, nil
		case word == "and":
			if len(kids) == 0 {
				return nil, p.nothing(word)
			}
			if err := p.connective(word); err != nil {
				return nil, err
			}
		}
		n, err := p.not()
		if err != nil {
			return nil, err
		}
		if a, ok := n.(*andNode); ok {
			kids = append(kids, a.kids...)
		} else {
			kids = append(kids, n)
		}
	}
}

// nothing is the error for a term that is missing before the cursor.
func (p *parser) nothing(word string) *SyntaxError {
	if word != "" {
		return syntaxErr(p.pos, len(word), fmt.Sprintf("add a term before it; to search for the word itself, write %q", word),
			"%q has nothing before it", word)
	}
	if p.depth == 0 && p.peek(')') {
		return syntaxErr(p.pos, 1, "take it out, or put a ( before it", "this ) closes nothing")
	}
	return syntaxErr(p.pos, 1, "put a term between the parentheses", "there is nothing in these parentheses")
}

func (p *parser) not() (node, *SyntaxError) {
	negative := false
	for {
		at := p.pos
		switch {
		case p.keyword() == "not":
			if err := p.connective("not"); err != nil {
				return nil, err
			}
		case p.peek('-'):
			p.pos++
			if p.end() || unicode.IsSpace(p.in[p.pos]) || p.peek(')') {
				return nil, syntaxErr(at, 1, `write -term without a space; to search for the character, write "-"`,
					"this - has nothing after it")
			}
		default:
			n, err := p.primary()
			if err != nil || !negative {
				return n, err
			}
			return negate(n), nil
		}
		negative = !negative
	}
}

func negate(n node) node {
	if inner, ok := n.(*notNode); ok {
		return inner.kid
	}
	return &notNode{n}
}

func (p *parser) primary() (node, *SyntaxError) {
	if !p.peek('(') {
		return p.term()
	}
	at := p.pos
	if p.depth++; p.depth > MaxDepth {
		return nil, syntaxErr(at, 1, "take out parentheses that are not needed", "parentheses are nested more than %d deep", MaxDepth)
	}
	p.pos++
	p.space()
	if p.end() {
		return nil, unclosed(at)
	}
	n, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.end() {
		return nil, unclosed(at)
	}
	p.pos++
	p.depth--
	return n, nil
}

func unclosed(at int) *SyntaxError {
	return syntaxErr(at, 1, "add a )", "this ( is never closed")
}

// term reads a word, a quoted text or a field with its values.
func (p *parser) term() (node, *SyntaxError) {
	start := p.pos
	if p.peek('"') {
		v, err := p.value("")
		if err != nil {
			return nil, err
		}
		return p.textTerm(nil, opIs, []value{v})
	}
	if name, o, ok := p.fieldAndOp(); ok {
		return p.fieldTerm(start, name, o)
	}
	v, err := p.value("")
	if err != nil {
		return nil, err
	}
	return p.textTerm(nil, opIs, []value{v})
}

// fieldAndOp steps over "field op" where a bare text holds an operator.
func (p *parser) fieldAndOp() (name string, o op, ok bool) {
	for i := p.pos; i < len(p.in); i++ {
		r := p.in[i]
		if unicode.IsSpace(r) || strings.ContainsRune(`()"`, r) {
			return "", "", false
		}
		o, width := opAt(p.in[i:])
		if width == 0 {
			continue
		}
		name = string(p.in[p.pos:i])
		p.pos = i + width
		return name, o, true
	}
	return "", "", false
}

// opAt reads the operator that in begins with; width 0 where there is none.
// "==" and a ":" before a comparison (score:>70) are what people bring along
// from other tools.
func opAt(in []rune) (o op, width int) {
	has := func(at int, s op) bool {
		return len(in) >= at+len(s) && string(in[at:at+len(s)]) == string(s)
	}
	for _, o := range ops {
		switch {
		case !has(0, o):
			continue
		case o == opEqual && has(1, opEqual):
			return opEqual, 2
		case o == opIs:
			for _, second := range ops {
				if second != opIs && has(1, second) {
					return second, 1 + len(second)
				}
			}
		}
		return o, len(o)
	}
	return "", 0
}

// value is one value as typed.
type value struct {
	place
	text   string
	quoted bool
}

// values reads a comma list.
func (p *parser) values() ([]value, *SyntaxError) {
	var vs []value
	for {
		v, err := p.value(",")
		if err != nil {
			return nil, err
		}
		vs = append(vs, v)
		if !p.peek(',') {
			return vs, nil
		}
		p.pos++
	}
}

// value reads one bare or quoted text, up to white space, a parenthesis or one
// of the characters in stop.
func (p *parser) value(stop string) (value, *SyntaxError) {
	start := p.pos
	if p.terms++; p.terms > MaxTerms {
		return value{}, syntaxErr(start, 1, "tag the accounts in steps and search for the tag", "the query has more than %d terms", MaxTerms)
	}
	if p.peek('"') {
		text, err := p.quoted()
		if err != nil {
			return value{}, err
		}
		if !p.end() && !unicode.IsSpace(p.in[p.pos]) && !strings.ContainsRune(")"+stop, p.in[p.pos]) {
			return value{}, syntaxErr(p.pos, 1, `put a space here, or write the " within the text as \"`, "the quoted text ends just before this")
		}
		return value{place{start, p.pos - start}, text, true}, nil
	}
	for ; !p.end(); p.pos++ {
		r := p.in[p.pos]
		switch {
		case unicode.IsSpace(r), r == ')', strings.ContainsRune(stop, r):
		case r == '(', r == '"':
			return value{}, syntaxErr(p.pos, 1, "put a space before it, or the whole text in quotes", "this %c stands directly after a text", r)
		case !unicode.IsPrint(r):
			return value{}, syntaxErr(p.pos, 1, fmt.Sprintf(`take it out, or write it in quotes as \u{%x}`, r),
				"there is a hidden character here, U+%04X", r)
		case p.pos == start && (r == '“' || r == '”' || r == '„'):
			return value{}, syntaxErr(p.pos, 1, `write it as "; to search for it, put it in such quotes`, "this is not a quotation mark of the language")
		default:
			continue
		}
		break
	}
	if p.pos == start {
		return value{}, syntaxErr(max(start-1, 0), 1, `add a value after it, without a space`, "there is no value after this")
	}
	return value{place{start, p.pos - start}, string(p.in[start:p.pos]), false}, nil
}

func (p *parser) quoted() (string, *SyntaxError) {
	start := p.pos
	var b strings.Builder
	for p.pos++; !p.end(); p.pos++ {
		r := p.in[p.pos]
		if r == '"' {
			p.pos++
			if b.Len() == 0 {
				return "", syntaxErr(start, 2, "put a text between the quotes", "there is nothing between these quotes")
			}
			return b.String(), nil
		}
		if r == '\\' {
			var err *SyntaxError
			if r, err = p.escape(); err != nil {
				return "", err
			}
		}
		b.WriteRune(r)
	}
	return "", syntaxErr(start, 1, `add a " at its end`, "this quoted text never ends")
}

// escape reads an escape sequence and leaves the cursor on its last character.
func (p *parser) escape() (rune, *SyntaxError) {
	start := p.pos
	p.pos++
	if p.end() {
		return 0, syntaxErr(start, 1, `write \\ for the character itself`, `there is nothing after this \`)
	}
	switch r := p.in[p.pos]; r {
	case '"', '\\':
		return r, nil
	case 'n':
		return '\n', nil
	case 'r':
		return '\r', nil
	case 't':
		return '\t', nil
	case 'u':
		rest := string(p.in[p.pos+1 : min(len(p.in), p.pos+10)])
		var r rune
		digits := strings.IndexByte(rest, '}') - 1
		if digits >= 1 && rest[0] == '{' {
			for _, d := range rest[1 : 1+digits] {
				i := strings.IndexRune("0123456789abcdef", unicode.ToLower(d))
				if i < 0 {
					digits = 0
				}
				r = r<<4 | rune(i)
			}
			if digits > 0 && utf8.ValidRune(r) {
				p.pos += 2 + digits
				return r, nil
			}
		}
	}
	return 0, syntaxErr(start, 2, `known are \" \\ \n \r \t and \u{HEX}`, "this escape is not known")
}

// bare reports whether text can be written without quotes as a value, or as a
// word where it stands alone.
func bare(text string, word bool) bool {
	if text == "" {
		return false
	}
	special := `()",*`
	if word {
		special += ":=<>"
	}
	for _, r := range text {
		if !unicode.IsPrint(r) || unicode.IsSpace(r) || strings.ContainsRune(special, r) {
			return false
		}
	}
	switch r, _ := utf8.DecodeRuneInString(text); {
	case r == '“', r == '”', r == '„', word && r == '-', strings.ContainsRune(":=<>", r), strings.HasPrefix(text, "!="):
		return false
	}
	return !word || (!strings.EqualFold(text, "and") && !strings.EqualFold(text, "or") && !strings.EqualFold(text, "not"))
}
