package words

import (
	"fmt"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
)

// ProtectedLine says why an account is protected, and what follows from that.
func ProtectedLine(p *workflow.Protection) string {
	return "by " + Clean(p.By) + " on " + Day(p.Time) + Because(p.Why) + "; a proposal needs a second reason"
}

// BatchOf says of an account which batch it is in, and what enforcement has said.
func BatchOf(b *workflow.Batch, ord uint32) string {
	said := fmt.Sprintf("batch %d: %s, %s; %s", b.ID, Clean(b.Action), b.State(), b.Result(ord))
	return said + ending(", ", Clean(b.Messages[ord]))
}

// AppealLine says an appeal in a line.
func AppealLine(a *workflow.Appeal) string {
	said := fmt.Sprintf("appeal %d, %s, filed on %s", a.ID, AppealState(a), Day(a.Filed.Time))
	if a.Outcome != "" {
		said += "; decided by " + Clean(a.Decided.By) + Because(a.Note)
	}
	return said
}

// DismissedLine says who dismissed an account, and as what.
func DismissedLine(c *workflow.Cell) string {
	return Clean(c.As) + ", by " + Clean(c.Since.By) + " on " + Day(c.Since.Time) + Because(c.Why)
}

// MemberOf says what an account is in a case, and what that case is.
func MemberOf(c *workflow.Case, ord uint32) string {
	for _, m := range c.Members {
		if m.Ord == ord {
			return m.Role + " in " + CaseLine(c) + Because(m.Why)
		}
	}
	return CaseLine(c)
}

// CaseLine says a case in a line: its title, state, owner and how many are in it.
func CaseLine(c *workflow.Case) string {
	said := Clean(c.Title) + " (" + CaseState(c)
	if c.Hold != nil {
		said += ", on hold"
	}
	if c.Owner != "" {
		said += ", " + Clean(c.Owner) + "'s"
	}
	return said + ", " + Count(len(c.Members), "account") + ")"
}

// FollowUp says when a case is to be looked at again; due is true where that is now.
func FollowUp(c *workflow.Case, now model.Time) (said string, due bool) {
	if !c.FollowUp.Known() || !c.Open {
		return "", false
	}
	if c.FollowUp.Milli <= now.Milli {
		return "due " + Day(c.FollowUp), true
	}
	return Day(c.FollowUp), false
}
