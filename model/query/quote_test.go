package query

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

// genValue draws any value that the language has, and what means something in it more
// often than chance would.
func genValue(r *rapid.T) string {
	piece := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"*", "-", `"`, `\`, ",", "(", ")", ":", "=", "<", ">=", "!=", " ", "\n", "or", "“", "..",
		`\u{41}`, "\x1b[2J", "\u202e", "\u00a0", "\U000e0041", "travel"}))
	return strings.Join(rapid.SliceOfN(piece, 1, 6).Draw(r, "pieces"), "")
}

func TestQuoteIsReadBack(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		value, other := genValue(r), genValue(r)
		if value == "" || other == "" {
			r.Skip()
		}
		quoted := Quote(value)
		if hidden := strings.IndexFunc(quoted, func(c rune) bool { return !unicode.IsPrint(c) }); hidden >= 0 {
			r.Fatalf("%q has a hidden character", quoted)
		}
		q, err := Parse("tag:"+quoted+","+Quote(other)+" domain:x", now)
		if err != nil {
			r.Fatalf("%s: %v", quoted, err)
		}
		for i, want := range []string{value, other} {
			got, ok := q.root.(*andNode).kids[0].(*termNode).patterns[i].Literal()
			if !ok || got != want {
				r.Fatalf("%q became %s, and %q again", want, Quote(want), got)
			}
		}
	})
}

func TestQuote(t *testing.T) {
	for value, want := range map[string]string{"travel": "travel", "김민준": "김민준", "a:b@c.example": "a:b@c.example", "two words": `"two words"`,
		"a*": `"a*"`, "-x": "-x", "=x": `"=x"`, "a\x1b": `"a\u{1b}"`, `"\`: `"\"\\"`, "a,b": `"a,b"`} {
		if got := Quote(value); got != want {
			t.Errorf("%q became %s, want %s", value, got, want)
		}
	}
}
