package words

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/model/workflow"
)

func TestPolicyChanges(t *testing.T) {
	reason := func(code, title string) workflow.Reason { return workflow.Reason{Code: code, Title: title} }
	was := workflow.Policy{ID: "default", Title: "Old", Text: "One is said. Two is\nsaid.\n\nThree.", Approvals: 1, Actions: []string{"suspend", "warn"}, Reasons: []workflow.Reason{reason("a", "A"), reason("b", "B")}}
	if got := PolicyChanges(was, was); len(got) != 0 {
		t.Errorf("of nothing: %q", got)
	}
	now := workflow.Policy{ID: "default", Title: "New", Text: "One is said. Two\nis not said.\n\nThree. Four.", Approvals: 2, Signed: true, Actions: []string{"suspend", "limit"}, Reasons: []workflow.Reason{reason("a", "A2"), reason("c", "C\x1b[2J")}}
	want := []string{
		"approvals beside the proposer: 1, and now 2",
		"approvals now have to be signed",
		"it does not allow any more: warn",
		"it now allows too: limit",
		"the reason a read: A; it reads now: A2",
		"the reason b is gone: B",
		"the reason c is new: " + Clean("C\x1b[2J"),
		"its title was: Old; it is now: New",
		"it does not say any more: Two is said.",
		"it says now: Two is not said.",
		"it says now: Four.",
	}
	got := PolicyChanges(was, now)
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant\n%q", got, want)
	}
	if strings.Contains(strings.Join(got, ""), "\x1b") {
		t.Error("a hostile title is not cleaned")
	}
	if got := PolicyChanges(now, was); !slices.Contains(got, "approvals need not be signed any more") {
		t.Errorf("%q", got)
	}
}

// What is gone and what is new make the one text of the other, with nothing lost; and what both
// have in common, in its order, is neither.
func TestComparedLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		some := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "d"}), 0, 12)
		was, now := some.Draw(t, "was"), some.Draw(t, "now")
		gone, more := compared(was, now)
		if len(was)-len(gone) != len(now)-len(more) {
			t.Fatalf("%v to %v: %v gone, %v new", was, now, gone, more)
		}
		count := func(list []string, w string) (n int) {
			for _, x := range list {
				if x == w {
					n++
				}
			}
			return n
		}
		for _, w := range []string{"a", "b", "c", "d"} {
			if count(was, w)-count(gone, w) != count(now, w)-count(more, w) {
				t.Fatalf("%v to %v: %v gone, %v new", was, now, gone, more)
			}
		}
		if slices.Equal(was, now) != (len(gone)+len(more) == 0) {
			t.Fatalf("%v to %v: %v gone, %v new", was, now, gone, more)
		}
	})
}
