package words

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model/workflow"
)

// CitedPolicy says what has become of the policy that a proposal was made under; "" where it is
// still in force as it was.
func CitedPolicy(c workflow.Cited, t *workflow.Terms) string {
	switch {
	case c.Gone:
		return fmt.Sprintf("There is no policy %s any more. The proposal is bound to its version %d.", Clean(t.Policy), t.PolicyVersion)
	case c.Now != nil:
		return fmt.Sprintf("A newer version is in force, %d, set by %s, %s UTC. The proposal is bound to version %d.", c.Now.Version, Clean(c.Now.By), Minute(c.Now.Time), t.PolicyVersion)
	}
	return ""
}

// PolicyChanges says in what a policy differs from an earlier version of it, a line for each
// difference; nothing where they say the same.
func PolicyChanges(was, now workflow.Policy) (out []string) {
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if was.Approvals != now.Approvals {
		add("approvals beside the proposer: %d, and now %d", was.Approvals, now.Approvals)
	}
	switch {
	case now.Signed && !was.Signed:
		add("approvals now have to be signed")
	case was.Signed && !now.Signed:
		add("approvals need not be signed any more")
	}
	if gone := missing(was.Actions, now.Actions); len(gone) > 0 {
		add("it does not allow any more: %s", Clean(strings.Join(gone, ", ")))
	}
	if more := missing(now.Actions, was.Actions); len(more) > 0 {
		add("it now allows too: %s", Clean(strings.Join(more, ", ")))
	}
	for _, r := range was.Reasons {
		if next, there := now.Reason(r.Code); !there {
			add("the reason %s is gone: %s", Clean(r.Code), Clean(r.Title))
		} else if next.Title != r.Title {
			add("the reason %s read: %s; it reads now: %s", Clean(r.Code), Clean(r.Title), Clean(next.Title))
		}
	}
	for _, r := range now.Reasons {
		if _, there := was.Reason(r.Code); !there {
			add("the reason %s is new: %s", Clean(r.Code), Clean(r.Title))
		}
	}
	if was.Title != now.Title {
		add("its title was: %s; it is now: %s", Clean(was.Title), Clean(now.Title))
	}
	gone, more := compared(sentences(was.Text), sentences(now.Text))
	for _, s := range gone {
		add("it does not say any more: %s", Clean(s))
	}
	for _, s := range more {
		add("it says now: %s", Clean(s))
	}
	return out
}

// missing gives what of a list is not in another.
func missing(list, other []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(other, s) })
}

// sentences cuts a text at the ends of paragraphs, and after full stops and the like that a space
// follows.
func sentences(text string) (out []string) {
	for _, par := range strings.Split(text, "\n\n") {
		var words []string
		for _, w := range strings.Fields(par) {
			words = append(words, w)
			if strings.ContainsAny(w[len(w)-1:], ".!?") {
				out, words = append(out, strings.Join(words, " ")), nil
			}
		}
		if len(words) > 0 {
			out = append(out, strings.Join(words, " "))
		}
	}
	return out
}

// mostCompared is how many pairs of sentences are compared to find what two texts share: longer
// ones are given whole.
const mostCompared = 1 << 18

// compared gives what is only in the one and what is only in the other of two lists, by their
// longest common subsequence: what only changed places counts as both.
func compared(was, now []string) (gone, more []string) {
	for len(was) > 0 && len(now) > 0 && was[0] == now[0] {
		was, now = was[1:], now[1:]
	}
	if len(was)*len(now) > mostCompared {
		return was, now
	}
	common := make([][]int, len(was)+1) // how much of the rest of both is common
	for i := range common {
		common[i] = make([]int, len(now)+1)
	}
	for i, a := range slices.Backward(was) {
		for j, b := range slices.Backward(now) {
			if a == b {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(was) || j < len(now) {
		switch {
		case i < len(was) && j < len(now) && was[i] == now[j]:
			i, j = i+1, j+1
		case j == len(now) || i < len(was) && common[i+1][j] >= common[i][j+1]:
			gone = append(gone, was[i])
			i++
		default:
			more = append(more, now[j])
			j++
		}
	}
	return gone, more
}
