package misp

import (
	"strconv"
	"strings"

	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/stix/intel"
)

type report struct {
	UUID         string `json:"uuid"`
	Name         string `json:"name"`
	Content      string `json:"content"`
	Distribution string `json:"distribution"`
	Timestamp    string `json:"timestamp"`
	Deleted      bool   `json:"deleted"`
}

// reports gives the texts of the case: the case itself, each note, each ring, each decision.
func (e *event) reports() (out []report) {
	used := map[string]int{}
	add := func(name, text string, by casefile.Mark, on []casefile.Text, parts ...string) {
		if text == "" {
			return
		}
		key := strings.Join(parts, " ")
		if used[key]++; used[key] > 1 { // nothing tells it from the one before
			parts = append(parts, "#"+strconv.Itoa(used[key]))
		}
		out = append(out, report{UUID: e.own(append([]string{"report"}, parts...)...), Name: name, Content: code(byline(by) + e.listed(on) + text), Distribution: inherited, Timestamp: e.stamp})
	}
	add(intel.Ordinal("Case", e.Case.ID), e.Summary(), e.Case.Made, nil, "case")
	for i := range e.Notes {
		n := &e.Notes[i]
		text := e.Note(n)
		for _, f := range n.Attachments {
			text += "\nAttachment: " + e.Say(f.Name) + ", SHA-256 " + intel.Visible(f.SHA256)
		}
		add(intel.Ordinal("Note of entry", n.Entry), strings.TrimPrefix(text, "\n"), intel.Wrote(n), n.Accounts, "note", itoa(n.Entry))
	}
	for i := range e.Rings {
		add("Ring "+strconv.Itoa(i+1), e.Ring(&e.Rings[i]), casefile.Mark{}, e.Rings[i].Members, "ring", string(e.Rings[i].ID))
	}
	for i := range e.Proposals {
		p := &e.Proposals[i]
		add(intel.Ordinal("Proposal", p.ID), e.said(p), p.Made, p.Accounts, "proposal", itoa(p.ID))
	}
	for i := range e.Batches {
		b := &e.Batches[i]
		add(intel.Ordinal("Batch", b.ID), e.Batch(b), b.Sealed, nil, "batch", itoa(b.ID))
	}
	for i := range e.Appeals {
		a := &e.Appeals[i]
		add(intel.Ordinal("Appeal", a.ID), e.Appeal(a), a.Filed, []casefile.Text{a.Account}, "appeal", itoa(a.ID))
	}
	for _, i := range e.order {
		if d := e.Accounts[i].Dismissed; d != nil {
			add("Cleared account", e.Cleared(d), d.Mark, []casefile.Text{e.Accounts[i].ID}, "cleared", e.accounts[e.Accounts[i].ID])
		}
	}
	return out
}

// said gives a proposal with what the reviewers said.
func (e *event) said(p *casefile.Proposal) string {
	s := e.Proposal(p)
	review := func(a *casefile.Approval, word string) {
		s += "\n" + word + strings.TrimSuffix(" by "+intel.Visible(a.By), " by ")
		if a.Note != "" {
			s += ": " + e.Say(a.Note)
		}
	}
	for i := range p.Approvals {
		review(&p.Approvals[i], "Approved")
	}
	if p.Returned != nil {
		review(p.Returned, "Returned")
	}
	return s
}

// byline says who wrote something, and when.
func byline(m casefile.Mark) string {
	var parts []string
	if m.By != "" {
		parts = append(parts, "By "+intel.Visible(m.By))
	}
	if t := m.Time.String(); t != "" {
		parts = append(parts, t)
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, ", ") + "\n\n"
}

// listed names the accounts that a text is on, by their ids.
func (e *event) listed(on []casefile.Text) string {
	var s string
	for _, id := range on {
		if e.accounts[id] != "" {
			s += "On " + intel.Visible(id) + "\n"
		}
	}
	if s != "" {
		s += "\n"
	}
	return s
}

// code gives a text as a code block of Markdown, in which nothing is a link, an image or an
// element of MISP's own: every line is indented by four spaces, CommonMark 0.31, 4.4.
func code(text string) string {
	return cut("    " + lineEnds.Replace(text) + "\n")
}

var lineEnds = strings.NewReplacer("\r\n", "\n    ", "\r", "\n    ", "\n", "\n    ")

func itoa[N ~uint32 | ~uint64](n N) string { return strconv.FormatUint(uint64(n), 10) }
