package query

import (
	"strconv"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

func (n *andNode) phrase(not bool) string { return groupPhrase(n.kids, "and", not) }
func (n *orNode) phrase(not bool) string  { return groupPhrase(n.kids, "or", not) }
func (n *notNode) phrase(not bool) string { return n.kid.phrase(!not) }

// groupPhrase joins the phrases of a group; groups within it get parentheses,
// since English commas alone do not say what belongs together.
func groupPhrase(kids []node, word string, not bool) string {
	parts := make([]string, len(kids))
	for i, k := range kids {
		parts[i] = k.phrase(false)
		switch k.(type) {
		case *andNode, *orNode:
			parts[i] = "(" + parts[i] + ")"
		}
	}
	s := enumerate(parts, word)
	if not {
		return "are not among those that (" + s + ")"
	}
	return s
}

// enumerate joins as "a, b and c".
func enumerate(parts []string, word string) string {
	last := len(parts) - 1
	if last == 0 {
		return parts[0]
	}
	return strings.Join(parts[:last], ", ") + " " + word + " " + parts[last]
}

func anyOf[T any](list []T, text func(T) string) string {
	parts := make([]string, len(list))
	for i, v := range list {
		parts[i] = text(v)
	}
	return enumerate(parts, "or")
}

func either(not bool, no, yes string) string {
	if not {
		return no
	}
	return yes
}

func article(noun string) string {
	if strings.ContainsRune("aeioAEIO", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}

func (n *textNode) phrase(not bool) string {
	verb := either(not, "do not have ", "have ")
	values := anyOf(n.values, quote)
	switch {
	case n.f == nil:
		return verb + values + " in the name, username or e-mail"
	case n.whole:
		return either(not, "do not carry ", "carry ") + "the " + kindWords[n.f.id].title + " " + values
	}
	return verb + values + " in the " + n.f.Title
}

func (n *termNode) phrase(not bool) string {
	verb := either(not, n.f.no, n.f.yes) + " "
	own, ok := valueWords[n.f.Name]
	if !ok {
		return verb + n.f.noun + " " + anyOf(n.patterns, Pattern.String)
	}
	return verb + anyOf(n.patterns, func(p Pattern) string {
		if text, literal := p.Literal(); literal && own[fold(text)] != "" {
			return own[fold(text)]
		}
		return n.f.noun + " " + p.String()
	})
}

func (n *identifierNode) phrase(not bool) string {
	return either(not, n.f.no, n.f.yes) + " " + n.f.noun + " " + anyOf(n.values, Quote)
}

func (n *numNode) phrase(not bool) string {
	verb := either(not, n.f.no, n.f.yes) + " "
	values := anyOf(n.quantities, func(q quantity) string { return q.words(n.op) })
	switch {
	case n.f.Name == "score":
		return verb + "a score of " + values
	case n.f.Kind == FieldNumber:
		return verb + values + " " + n.f.noun
	}
	return verb + values
}

func (n *sharesNode) phrase(not bool) string {
	kinds := anyOf(n.kinds, func(k model.Kind) string { return article(kindWords[k].title) })
	count := quantity{text: strconv.FormatInt(n.n, 10)}.words(n.op)
	return either(not, "do not carry ", "carry ") + kinds + " held by " + count + either(n.n == 1, " account", " accounts")
}

func (n *hasNode) phrase(not bool) string {
	return either(not, "do not have ", "have ") + anyOf(n.whats, func(h has) string { return h.phrase })
}
