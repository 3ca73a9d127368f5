package words

import (
	"fmt"
	"strings"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
)

// Code is what a reviewer types to approve a version: the first letters of its hash.
func Code(hash string) string { return hash[:min(len(hash), 4)] }

// Version names a version of a proposal for a person: its number and enough of its hash to
// tell it from others.
func Version(p *workflow.Proposal) string {
	return fmt.Sprintf("version %d, %s", p.Terms.Version, p.Hash[:min(len(p.Hash), 12)])
}

// ProposalState says where a proposal stands.
func ProposalState(p *workflow.Proposal) string {
	switch {
	case p.Sealed > 0 && p.Sealed < len(p.Accounts):
		return "partly in batches"
	case p.Sealed > 0:
		return "in a batch"
	case p.Status == workflow.Proposed:
		return "in review"
	case p.Status == workflow.Decided:
		return "approved, for the record"
	}
	return string(p.Status)
}

// Asked says what a proposal asks for: "suspend 40 accounts under default, for
// fabricated-identity".
func Asked(t *workflow.Terms) string {
	return fmt.Sprintf("%s %s under %s, for %s", Clean(t.Action), Count(t.Count, "account"), Clean(t.Policy), Clean(t.Reason))
}

// Approvals says how many of the persons who must approve have done so: counted of them, which
// are fewer than the approvals where persons turned out to be the same.
func Approvals(p *workflow.Proposal, counted int) string {
	return fmt.Sprintf("%d of %s", counted, Count(p.Needed, "approval"))
}

// ProposalLine says a proposal in one line.
func ProposalLine(p *workflow.Proposal) string {
	return fmt.Sprintf("proposal %d: %s, by %s; %s, %s", p.ID, Asked(&p.Terms), Clean(p.Changed.By), ProposalState(p), Approvals(p, len(p.Approvals)))
}

// VerdictLine says what a reviewer said of a version.
func VerdictLine(v workflow.Verdict) string {
	said := "returned"
	if v.Approve {
		said = "approved"
	}
	said += " by " + Clean(v.By) + " on " + Minute(v.Time)
	if v.Signature != nil {
		said += ", signed"
	}
	return said + Because(v.Note) + ending("; no longer counts: ", v.Void)
}

// Rests names one thing that a proposal rests on.
func Rests(e workflow.Evidence) string {
	switch {
	case e.Note > 0:
		return "note " + Thousands(e.Note)
	case e.Value == "":
		return Clean(e.Kind)
	}
	return Clean(e.Kind) + ":" + Clean(e.Value)
}

// EvidenceLine says one thing that a proposal rests on, and for how many of its accounts.
func EvidenceLine(e workflow.Evidence, accounts int) string {
	said := Rests(e)
	if e.Holders > 0 {
		said += fmt.Sprintf(", carried by %d of the %d, %s in all", e.Holders, accounts, Thousands(e.All))
	}
	if e.Bits != 0 {
		said += ", " + PairBits(e.Bits)
	}
	return said + Because(e.Text) + ending("; innocent? ", Clean(e.Benign))
}

// PairBits says how many bits one thing gives each two accounts that carry it.
func PairBits(bits float64) string { return Odds(bits) + " bits a pair" }

// BatchResults says what enforcement has said of a batch so far.
func BatchResults(b *workflow.Batch) string {
	var parts []string
	for _, r := range []workflow.Result{workflow.Done, workflow.Undone, workflow.NotFound, workflow.Pending} {
		if n := b.Count(r); n > 0 {
			parts = append(parts, Thousands(n)+" "+strings.ReplaceAll(r.String(), "-", " "))
		}
	}
	return strings.Join(parts, ", ")
}

// BatchLine says a batch in one line.
func BatchLine(b *workflow.Batch) string {
	said := fmt.Sprintf("batch %d: %s %s", b.ID, Clean(b.Action), Count(len(b.Accounts), "account"))
	if b.Reverses > 0 {
		said += fmt.Sprintf(", reversing batch %d", b.Reverses)
	}
	if said += "; " + b.State(); b.Count(workflow.Done) < len(b.Accounts) {
		said += ": " + BatchResults(b)
	}
	return said
}

// BatchTimes says when a batch is to be done; "" for at once.
func BatchTimes(b *workflow.Batch) string {
	switch {
	case b.Window > 0 && b.NotBefore.Known():
		return fmt.Sprintf("ring by ring, within %s from %s on", Span(b.Window), Minute(b.NotBefore))
	case b.Window > 0:
		return fmt.Sprintf("ring by ring, within %s from its sealing on", Span(b.Window))
	case b.NotBefore.Known():
		return "not before " + Minute(b.NotBefore)
	}
	return ""
}

// Span writes a length of time for a person.
func Span(d time.Duration) string {
	switch {
	case d%time.Hour == 0:
		return Count(int64(d/time.Hour), "hour")
	case d%time.Minute == 0:
		return Count(int64(d/time.Minute), "minute")
	}
	return d.String()
}

// AppealState says where an appeal stands.
func AppealState(a *workflow.Appeal) string {
	switch a.Outcome {
	case "":
		return "open"
	case "uphold":
		return "upheld"
	}
	return "overturned"
}

// CaseState says where a case stands.
func CaseState(c *workflow.Case) string {
	if c.Open {
		return "open"
	}
	return "closed"
}

// SeenIn says in how many other cases something is; "" where in none.
func SeenIn(others int) string {
	if others == 0 {
		return ""
	}
	return "seen in " + Count(others, "other case")
}

// AtWork says who has claimed a job.
func AtWork(c *workflow.Claimed) string {
	said := Clean(c.By) + " is at work on it until " + Minute(c.Until)
	if c.Took != "" {
		said += ", taken over from " + Clean(c.Took) + Because(c.Why)
	}
	return said
}

// HeldLine says why an account or a case is on hold.
func HeldLine(h *workflow.Held) string {
	said := "on hold (" + Clean(h.Kind) + ") by " + Clean(h.By)
	if h.Until.Known() {
		said += " until " + Day(h.Until)
	}
	return said + Because(h.Why)
}

// OnHold says in a few words that something is on hold.
func OnHold(h *workflow.Held) string {
	said := "on hold: " + Clean(h.Kind)
	if h.Until.Known() {
		said += " until " + Day(h.Until)
	}
	return said
}

// OnWhat says what a note is about; name gives the name of an account, clean.
func OnWhat(n *workflow.Note, name func(ord uint32) string) string {
	who := make([]string, len(n.Subjects))
	for i, ord := range n.Subjects {
		who[i] = name(ord)
	}
	all := strings.Join(who, " and ")
	switch n.On.Kind {
	case workflow.Link:
		return "the link of " + all
	case workflow.Ring:
		return "the ring of " + all
	case workflow.Identifier:
		return Clean(n.On.Value)
	case workflow.InCase, workflow.InProposal:
		return string(n.On.Kind) + " " + Thousands(n.On.ID)
	}
	return all
}

// Because puts a reason behind what was said; nothing where there is none.
func Because(why model.Untrusted) string { return ending(": ", Clean(strings.TrimSpace(string(why)))) }

func ending(before, text string) string {
	if text == "" {
		return ""
	}
	return before + text
}

// WrittenElsewhere says who wrote a note that came in a case file; "" of any other.
func WrittenElsewhere(n *workflow.Note) string {
	if n.Written == nil {
		return ""
	}
	return "written by " + Clean(n.Written.By) + " in another investigation, " + Minute(model.Time{Milli: n.Written.Time}) + " UTC"
}
