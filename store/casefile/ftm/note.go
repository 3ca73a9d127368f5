package ftm

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/seed-28a39f10/clew/store/casefile"
)

// note makes a Note on accounts; on the case where none of them is in the file.
func (x *writer) note(kind, value, name string, on []casefile.Text) *entity {
	e := x.entity("Note", kind, value)
	e.set("name", name)
	seen := make(map[string]bool, len(on))
	for _, id := range on {
		ref := x.accounts[id]
		if ref == "" {
			x.lost[lostReference]++
		} else if !seen[ref] {
			seen[ref] = true
			e.Properties["entity"] = append(e.Properties["entity"], ref)
		}
	}
	if len(seen) == 0 {
		e.set("entity", x.folder)
	}
	e.set("proof", x.folder)
	return e
}

// notes writes the notes; one of which the text was taken out says nothing.
func (x *writer) notes() error {
	for i := range x.Notes {
		n := &x.Notes[i]
		words := clean(n.Text)
		if words == "" {
			continue
		}
		key := strconv.FormatUint(n.Entry, 10) + " " + string(n.Text)
		if n.Entry == 0 { // where redaction took it out
			key = x.key(0, i)
		}
		e := x.note("note", key, "Note", n.Accounts)
		if x.written[e.ID] {
			continue
		}
		x.written[e.ID] = true
		x.text(e, "description", words)
		x.text(e, "summary", join(", ", after("By ", clean(n.By)), instant(n.Time), after("on ", join(" ", clean(n.On), clean(n.Ref)))))
		x.date(e, "createdAt", n.Time)
		if n.Corrects > 0 {
			x.line(e, "Corrects the note of entry", strconv.FormatUint(n.Corrects, 10))
		}
		for _, by := range n.CorrectedBy {
			x.line(e, "Corrected by the note of entry", strconv.FormatUint(by, 10))
		}
		x.line(e, "Withdrawn", mark(n.Withdrawn))
		for _, a := range n.Attachments {
			x.line(e, "Attached", join(", ", clean(a.Name), clean(a.Media), some(int(a.Bytes), "byte"), after("SHA-256 ", clean(a.SHA256))))
		}
		if err := x.put(e); err != nil {
			return err
		}
	}
	return nil
}

func approval(a *casefile.Approval) string {
	signed := ""
	if len(a.Signature) > 0 {
		signed = "signed"
	}
	return join(", ", mark(a.Mark), signed, clean(a.Note), after("void: ", clean(a.Void)))
}

// proposals writes the proposals as notes on their accounts.
func (x *writer) proposals() error {
	for i := range x.Proposals {
		p := &x.Proposals[i]
		e := x.note("proposal", x.key(uint64(p.ID), i), numbered("Proposal", p.ID), p.Accounts)
		lines := []string{
			join(", ", numbered("Proposal", p.ID), after("version ", numeral(p.Version))) + around(": ", join(", ", clean(p.Action), some(len(p.Accounts)+p.Others, "account"), clean(p.Status)), "."),
			after("Policy: ", join(", ", clean(p.Policy), after("version ", numeral(p.PolicyVersion)))), after("Reason: ", join(", ", clean(p.Reason), clean(p.ReasonTitle))),
			after("Facts: ", clean(p.Note)), after("Innocent explanation, and the answer to it: ", clean(p.Benign)),
			after("Alternatives: ", clean(p.Alternatives)), after("Second reason: ", clean(p.Second)), after("Confidence: ", clean(p.Confidence))}
		for _, g := range p.Evidence {
			lines = append(lines, after("Rests on: ", x.ground(&g)))
		}
		for _, w := range p.Warnings {
			lines = append(lines, after("Warning: ", clean(w.Text)))
		}
		lines = append(lines, after("Proposed: ", mark(p.Made)), after("Approvals that are needed: ", numeral(p.Needed)))
		for j := range p.Approvals {
			lines = append(lines, after("Approved: ", approval(&p.Approvals[j])))
		}
		for j := range p.Voided {
			lines = append(lines, after("Does not count: ", approval(&p.Voided[j])))
		}
		if p.Returned != nil {
			lines = append(lines, after("Returned: ", approval(p.Returned)))
		}
		for _, s := range tally(p.Decided, func(s casefile.AccountState) string { return s.State }) {
			lines = append(lines, "Now: "+s)
		}
		lines = append(lines, after("SHA-256 of what was approved: ", clean(p.Hash)))
		x.text(e, "description", join("\n", lines...))
		x.date(e, "createdAt", p.Made.Time)
		if err := x.put(e); err != nil {
			return err
		}
	}
	return nil
}

func (x *writer) ground(g *casefile.Ground) string {
	parts := []string{clean(g.Kind) + after(" ", x.value(g.Kind, g.Value))}
	if g.Holders > 0 {
		parts = append(parts, fmt.Sprintf("%d of the proposal's accounts and %d in all", g.Holders, g.All))
	}
	if g.Note > 0 {
		parts = append(parts, fmt.Sprint("entry ", g.Note))
	}
	return join(", ", append(parts, after("innocent: ", clean(g.Benign)), clean(g.Text))...)
}

// numeral gives a number that is not left out.
func numeral(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// tally counts by a word, in the order in which the words come.
func tally[T any](of []T, word func(T) string) []string {
	var order, out []string
	n := map[string]int{}
	for _, v := range of {
		w := clean(word(v))
		if n[w]++; n[w] == 1 {
			order = append(order, w)
		}
	}
	for _, w := range order {
		out = append(out, join(" ", strconv.Itoa(n[w]), w))
	}
	return out
}

// batches writes what was handed to enforcement.
func (x *writer) batches() error {
	for i := range x.Batches {
		b := &x.Batches[i]
		on := make([]casefile.Text, len(b.Results))
		for j := range b.Results {
			on[j] = b.Results[j].Account
		}
		e := x.note("batch", x.key(uint64(b.ID), i), numbered("Batch", b.ID), on)
		lines := []string{join(": ", numbered("Batch", b.ID), clean(b.Action)), after("Sealed: ", mark(b.Sealed)), after("Why: ", clean(b.Why)), after("Not before: ", instant(b.NotBefore))}
		if b.Reverses > 0 {
			lines = append(lines, fmt.Sprint("It takes back batch ", b.Reverses))
		}
		for _, p := range b.Proposals {
			lines = append(lines, fmt.Sprint("It rests on proposal ", p))
		}
		for _, h := range b.HandedOff {
			lines = append(lines, after("Handed off: ", mark(h.Mark)))
		}
		for _, s := range tally(b.Results, func(r casefile.BatchResult) string { return r.Result }) {
			lines = append(lines, "Result: "+s)
		}
		if b.Others > 0 {
			lines = append(lines, count(b.Others, "account")+" of it in no record of this case")
		}
		x.text(e, "description", join("\n", lines...))
		x.date(e, "createdAt", b.Sealed.Time)
		if err := x.put(e); err != nil {
			return err
		}
	}
	return nil
}

// appeals writes the objections of owners.
func (x *writer) appeals() error {
	for i := range x.Appeals {
		a := &x.Appeals[i]
		e := x.note("appeal", x.key(uint64(a.ID), i), numbered("Appeal", a.ID), []casefile.Text{a.Account})
		outcome := clean(a.Outcome)
		if outcome == "" && !slices.ContainsFunc(x.LeftOut, func(l casefile.LeftOut) bool { return l.What == "appeals.outcome" }) {
			outcome = "open"
		}
		x.text(e, "description", join("\n", join(": ", numbered("Appeal", a.ID), outcome), after("From: ", clean(a.From)), clean(a.Text),
			after("Filed: ", mark(a.Filed)), after("Decided: ", join(", ", mark(a.Decided), clean(a.Note)))))
		x.date(e, "createdAt", a.Received)
		if err := x.put(e); err != nil {
			return err
		}
	}
	return nil
}
