package query

import (
	"strconv"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// Query is a parsed query. It is immutable and may be used from several
// goroutines.
type Query struct {
	root node // nil: every account
}

// node is one node of the tree. The kids of an andNode are no andNodes, those of
// an orNode no orNodes, and that of a notNode no notNode.
type node interface {
	write(b *strings.Builder)
	// phrase continues "accounts that", or denies it.
	phrase(not bool) string
	evaluator
}

type andNode struct{ kids []node }
type orNode struct{ kids []node }
type notNode struct{ kid node }

// textNode is a word (f is nil) or a text field.
type textNode struct {
	place
	f      *field
	whole  bool // the identifier itself, instead of any place in the text
	values []string
}

type termNode struct {
	place
	f        *field
	patterns []Pattern
}

type identifierNode struct {
	place
	f      *field
	values []string
}

type numNode struct {
	place
	f          *field
	op         op
	quantities []quantity
}

type sharesNode struct {
	place
	kinds []model.Kind
	op    op
	n     int64
}

type hasNode struct {
	place
	whats []has
}

// String gives the canonical form: printable, and parsing back to the same tree.
func (q *Query) String() string {
	if q.root == nil {
		return ""
	}
	var b strings.Builder
	q.root.write(&b)
	return b.String()
}

// Explain says in one English sentence which accounts the query finds.
func (q *Query) Explain() string {
	if q.root == nil {
		return "All accounts."
	}
	return "Accounts that " + q.root.phrase(false) + "."
}

func (n *andNode) write(b *strings.Builder) {
	for i, k := range n.kids {
		if i > 0 {
			b.WriteByte(' ')
		}
		writeGroup(b, k)
	}
}

func (n *orNode) write(b *strings.Builder) {
	for i, k := range n.kids {
		if i > 0 {
			b.WriteString(" or ")
		}
		k.write(b)
	}
}

func (n *notNode) write(b *strings.Builder) {
	b.WriteByte('-')
	if a, ok := n.kid.(*andNode); ok {
		b.WriteByte('(')
		a.write(b)
		b.WriteByte(')')
		return
	}
	writeGroup(b, n.kid)
}

func writeGroup(b *strings.Builder, n node) {
	o, ok := n.(*orNode)
	if !ok {
		n.write(b)
		return
	}
	b.WriteByte('(')
	o.write(b)
	b.WriteByte(')')
}

// writeList writes "field op value,value".
func writeList[T any](b *strings.Builder, name string, o op, list []T, text func(T) string) {
	b.WriteString(name)
	b.WriteString(string(o))
	for i, v := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(text(v))
	}
}

// Quote writes a value so that behind a field it is read back as itself, such as
// travel in tag:travel or "two words" in tag:"two words": bare where that can be, else
// in quotes, and with printable characters only. The language has no empty value,
// and in one that is not UTF-8 each byte at fault becomes U+FFFD.
func Quote(value string) string {
	if bare(value, false) {
		return value
	}
	return quote(value)
}

func (p Pattern) String() string {
	if len(p.parts) == 1 {
		return Quote(p.parts[0])
	}
	return strings.Join(p.parts, "*")
}

func (n *textNode) write(b *strings.Builder) {
	switch {
	case n.f == nil && bare(n.values[0], true):
		b.WriteString(n.values[0])
	case n.f == nil:
		b.WriteString(quote(n.values[0]))
	case n.whole:
		writeList(b, n.f.Name, opEqual, n.values, Quote)
	default:
		writeList(b, n.f.Name, opIs, n.values, Quote)
	}
}

func (n *termNode) write(b *strings.Builder) {
	writeList(b, n.f.Name, opIs, n.patterns, Pattern.String)
}

func (n *identifierNode) write(b *strings.Builder) {
	writeList(b, n.f.Name, opIs, n.values, Quote)
}

func (n *numNode) write(b *strings.Builder) {
	writeList(b, n.f.Name, n.op, n.quantities, func(q quantity) string { return q.text })
}

func (n *sharesNode) write(b *strings.Builder) {
	writeList(b, "shares", opIs, n.kinds, model.Kind.String)
	if n.op == opIs {
		b.WriteString(string(opEqual)) // shares:device:3 reads as a third part
	} else {
		b.WriteString(string(n.op))
	}
	b.WriteString(strconv.FormatInt(n.n, 10))
}

func (n *hasNode) write(b *strings.Builder) {
	writeList(b, "has", opIs, n.whats, func(h has) string { return h.name })
}
