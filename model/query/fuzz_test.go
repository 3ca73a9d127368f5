package query

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"unicode"
)

// checkRoundTrip holds a query to its canonical form: it parses back to the
// same tree, and both texts are printable.
func checkRoundTrip(t *testing.T, q *Query) {
	t.Helper()
	text := q.String()
	back, err := Parse(text, now)
	if err != nil {
		t.Fatalf("canonical form %q does not parse: %v", text, err)
	}
	if again := back.String(); again != text {
		t.Fatalf("canonical form %q became %q", text, again)
	}
	if a, b := withoutPlaces(q.root), withoutPlaces(back.root); !reflect.DeepEqual(a, b) {
		t.Fatalf("canonical form %q has another tree:\n%#v\n%#v", text, a, b)
	}
	for _, s := range []string{text, q.Explain()} {
		if strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Fatalf("unprintable character in %q", s)
		}
	}
}

// withoutPlaces copies a tree with its places zeroed.
func withoutPlaces(n node) node {
	switch n := n.(type) {
	case *andNode:
		return &andNode{stripAll(n.kids)}
	case *orNode:
		return &orNode{stripAll(n.kids)}
	case *notNode:
		return &notNode{withoutPlaces(n.kid)}
	case *textNode:
		c := *n
		c.place = place{}
		return &c
	case *termNode:
		c := *n
		c.place = place{}
		return &c
	case *identifierNode:
		c := *n
		c.place = place{}
		return &c
	case *numNode:
		c := *n
		c.place = place{}
		return &c
	case *sharesNode:
		c := *n
		c.place = place{}
		return &c
	case *hasNode:
		c := *n
		c.place = place{}
		return &c
	}
	return nil
}

func stripAll(kids []node) []node {
	out := make([]node, len(kids))
	for i, k := range kids {
		out[i] = withoutPlaces(k)
	}
	return out
}

func FuzzParse(f *testing.F) {
	for _, c := range good {
		f.Add(c.in)
	}
	for _, c := range bad {
		if len(c.in) < 200 {
			f.Add(c.in)
		}
	}
	f.Fuzz(func(t *testing.T, in string) {
		q, err := Parse(in, now)
		if err != nil {
			var s *SyntaxError
			if !errors.As(err, &s) {
				t.Fatalf("no column in %v", err)
			}
			checkSyntaxError(t, in, s)
			return
		}
		checkRoundTrip(t, q)
	})
}
