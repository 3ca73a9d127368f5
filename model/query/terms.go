package query

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/seed-28a39f10/clew/model"
)

// fieldTerm reads the values of a field and makes the leaf; start is where the
// field's name begins.
func (p *parser) fieldTerm(start int, name string, o op) (node, *SyntaxError) {
	width := len([]rune(name))
	f := findField(name)
	if f == nil {
		return nil, p.unknownField(start, width, name)
	}
	if f.Kind == FieldShares {
		return p.sharesTerm(start, o)
	}
	opWidth := p.pos - start - width
	if p.end() || unicode.IsSpace(p.in[p.pos]) || strings.ContainsRune("(),", p.in[p.pos]) {
		return nil, syntaxErr(start, width+opWidth, "write it directly after, for example "+f.Example, "%s has no value", f.Name)
	}
	ordered := o == opLess || o == opMost || o == opMore || o == opLeast
	if ordered && f.Kind != FieldNumber && f.Kind != FieldTime {
		return nil, syntaxErr(start+width, opWidth, "for example "+f.Example, "%s has no order to compare by", f.Name)
	}
	if o == opEqual && f.Kind != FieldText {
		o = opIs
	}
	vs, err := p.values()
	if err != nil {
		return nil, err
	}
	if f.Kind == FieldNumber || f.Kind == FieldTime {
		return p.numTerm(f, o, start, vs)
	}
	negative := o == opNot
	if negative {
		o = opIs
		if f.Kind == FieldText {
			o = opEqual
		}
	}
	var n node
	switch f.Kind {
	case FieldText:
		n, err = p.textTerm(f, o, vs)
	case FieldTerm:
		n, err = p.patternTerm(f, vs)
	case FieldHas:
		n, err = p.hasTerm(vs)
	default:
		n, err = p.identifierTerm(f, vs)
	}
	if err != nil || !negative {
		return n, err
	}
	return negate(n), nil
}

func (p *parser) unknownField(start, width int, name string) *SyntaxError {
	if name == "" {
		return syntaxErr(start, p.pos-start, `write field, sign and value without spaces, for example score>=70; to search for the sign, put it in quotes`,
			"a field name must stand directly before %s", string(p.in[start:p.pos]))
	}
	hint := "to search for the text itself, put it in quotes"
	if n := nearest(name, fieldNames()); n != "" {
		hint = fmt.Sprintf("did you mean %s? Otherwise %s", n, hint)
	}
	return syntaxErr(start, width, hint, "there is no field %s", excerpt(name))
}

// whole is the place from start to the cursor.
func (p *parser) whole(start int) place { return place{start, p.pos - start} }

// around is the place of a list of values.
func around(vs []value) place {
	last := vs[len(vs)-1]
	return place{vs[0].pos, last.pos + last.length - vs[0].pos}
}

// textTerm makes the leaf of a word (f is nil) or a text field.
func (p *parser) textTerm(f *field, o op, vs []value) (node, *SyntaxError) {
	n := &textNode{place: around(vs), f: f, whole: o == opEqual}
	for _, v := range vs {
		if i := strings.IndexByte(v.text, '*'); i >= 0 && !v.quoted {
			hint := `leave it out: a text matches anywhere; to search for the character, put the text in quotes`
			return nil, syntaxErr(v.pos+len([]rune(v.text[:i])), 1, hint, "a * is no wildcard here")
		}
		n.values = append(n.values, v.text)
	}
	return n, nil
}

func (p *parser) patternTerm(f *field, vs []value) (node, *SyntaxError) {
	n := &termNode{place: around(vs), f: f}
	for _, v := range vs {
		isID := TermField(f.Name) == TermID
		if isID && !strings.Contains(v.text, ":") && (v.quoted || !strings.Contains(v.text, "*")) {
			return nil, syntaxErr(v.pos, v.length, "write id:PLATFORM:ID, or id:*:ID for any platform",
				"an id is platform:native-id")
		}
		n.patterns = append(n.patterns, newPattern(v.text, v.quoted, isID))
	}
	return n, nil
}

func (p *parser) identifierTerm(f *field, vs []value) (node, *SyntaxError) {
	n := &identifierNode{place: around(vs), f: f}
	for _, v := range vs {
		if i := strings.IndexByte(v.text, '*'); i >= 0 && !v.quoted {
			return nil, syntaxErr(v.pos+len([]rune(v.text[:i])), 1,
				"for any value write has:"+f.Name+"; for the character itself, use quotes", "an identifier is matched whole, without wildcards")
		}
		n.values = append(n.values, v.text)
	}
	return n, nil
}

func (p *parser) numTerm(f *field, o op, start int, vs []value) (node, *SyntaxError) {
	n := &numNode{place: p.whole(start), f: f, op: o}
	for _, v := range vs {
		q, problem := parseQuantity(v.text, f.Kind == FieldTime, p.now)
		if problem != "" {
			return nil, syntaxErr(v.pos, v.length, numHint(f), "%s is %s", excerpt(v.text), problem)
		}
		if (o != opIs && o != opNot) && q.isRange {
			return nil, syntaxErr(v.pos, v.length, "write "+f.Name+":"+q.text, "a range cannot be compared with %s", o)
		}
		if q.form == formAge && !q.isRange && (o == opIs || o == opNot) {
			return nil, syntaxErr(v.pos, v.length,
				fmt.Sprintf("write %s<%s (younger), %s>%s (older) or a range such as %s:7d..30d", f.Name, q.text, f.Name, q.text, f.Name),
				"nothing is exactly %s old", ageWords(q.text))
		}
		n.quantities = append(n.quantities, q)
	}
	if o != opIs && len(vs) > 1 {
		return nil, syntaxErr(vs[1].pos, vs[1].length, "compare with one value, or list several after "+f.Name+":",
			"only one value can follow %s", o)
	}
	return n, nil
}

func numHint(f *field) string {
	switch {
	case f.Name == "tags":
		return "tags is the number of tags; to find a tag write tag:travel"
	case f.Name == "age":
		return "age is in days, such as age<30; for how long ago an account was created write created<30d"
	case f.Name == "flagged":
		return "flagged is a time, such as flagged<7d; to find flagged accounts write state:flagged"
	case f.Kind == FieldTime:
		return "dates are 2024, 2024-05, 2024-05-31 or 2024-05-31T10:00:00Z; ages are numbers with h, d, w, mo or y"
	}
	return "for example " + f.Example
}

func (p *parser) hasTerm(vs []value) (node, *SyntaxError) {
	n := &hasNode{place: around(vs)}
	for _, v := range vs {
		what := plainName(v.text)
		w, ok := findHas(what)
		if !ok {
			return nil, unknownName(v, hasNames(), "has")
		}
		n.whats = append(n.whats, w)
	}
	return n, nil
}

func unknownName(v value, names []string, field string) *SyntaxError {
	hint := field + " knows " + strings.Join(names, ", ")
	if near := nearest(v.text, names); near != "" {
		hint = "did you mean " + near + "?"
	}
	return syntaxErr(v.pos, v.length, hint, "%s does not know %s", field, excerpt(v.text))
}

// sharesTerm reads "kind,kind op number" after "shares:".
func (p *parser) sharesTerm(start int, o op) (node, *SyntaxError) {
	const example = "for example shares:device>=3"
	if o != opIs {
		return nil, syntaxErr(start, p.pos-start, example, "shares needs a : and the kind of identifier")
	}
	n := &sharesNode{op: opLeast, n: 2}
	for {
		from := p.pos
		for !p.end() && (unicode.IsLetter(p.in[p.pos]) || p.peek('_') || p.peek('-')) {
			p.pos++
		}
		v := value{place: p.whole(from), text: string(p.in[from:p.pos])}
		if v.text == "" {
			return nil, syntaxErr(start, p.pos-start, example, "shares needs a kind of identifier")
		}
		if p.terms++; p.terms > MaxTerms {
			return nil, syntaxErr(from, 1, "shorten it", "the query has more than %d terms", MaxTerms)
		}
		k, ok := model.KindByName(plainName(v.text))
		if !ok {
			return nil, unknownName(v, kindNames(), "shares")
		}
		n.kinds = append(n.kinds, k)
		if !p.peek(',') {
			break
		}
		p.pos++
	}
	if o, width := opAt(p.in[p.pos:]); width > 0 {
		p.pos += width
		v, err := p.value(",")
		if err != nil {
			return nil, err
		}
		q, ok := parseNumber(v.text)
		if !ok || q.low < 0 || p.peek(',') {
			return nil, syntaxErr(v.pos, v.length, example, "shares is compared with one number of accounts")
		}
		if o == opEqual {
			o = opIs
		}
		n.op, n.n = o, q.low
	}
	if !p.end() && !unicode.IsSpace(p.in[p.pos]) && !p.peek(')') {
		return nil, syntaxErr(p.pos, 1, example, "this cannot stand here")
	}
	n.place = p.whole(start)
	return n, nil
}

func findHas(name string) (has, bool) {
	for _, h := range hasFields {
		if h.name == name {
			return h, true
		}
	}
	k, ok := model.KindByName(name)
	if !ok {
		return has{}, false
	}
	return has{name: name, phrase: article(kindWords[k].title), kind: k}, true
}
