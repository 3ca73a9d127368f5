package words

import (
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
)

func TestGivenOut(t *testing.T) {
	given := func(by, profile, signed string, to model.Untrusted) workflow.Given {
		return workflow.Given{Mark: workflow.Mark{By: by, Time: model.Time{Milli: 1_795_694_400_000}}, GiveOut: workflow.GiveOut{Profile: profile, SignedBy: signed, To: to}}
	}
	one, two := given("lee", "full", "", ""), given("kim", "peers", "kim", "a bank\x1b[2J")
	for _, c := range []struct {
		list []workflow.Given
		want string
	}{
		{nil, ""},
		{[]workflow.Given{one}, "once, by lee on 2026-11-26, full"},
		{[]workflow.Given{one, two}, "2 times, last by kim on 2026-11-26, peers, signed by kim, to a bank⟨ESC⟩[2J"},
	} {
		if got := GivenOut(c.list); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestReceivedFrom(t *testing.T) {
	for id, want := range map[string]string{"0123456789abcdef": "investigation 01234567, case 4", "ab\x1b": "investigation ab⟨ESC⟩, case 4"} {
		if got := ReceivedFrom(&workflow.Received{Investigation: id, Case: 4}); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
