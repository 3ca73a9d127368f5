package stix

import (
	"cmp"
	"strings"

	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/stix/intel"
)

// links writes the links between accounts, and what analysts said of them.
func (b *bundle) links() {
	for i := range b.Links {
		k := &b.Links[i]
		source, target := b.accounts[min(k.A, k.B)], b.accounts[max(k.A, k.B)]
		id := b.linkID(k.A, k.B)
		if source == "" || target == "" || source == target || b.seen[id] {
			continue
		}
		o := b.made("relationship", id, casefile.Time{})
		o.RelationshipType, o.SourceRef, o.TargetRef = "related-to", source, target
		if intel.Weighed(k) && !k.Overruled() {
			confidence := intel.Percent(k.Probability)
			o.Confidence = &confidence
		}
		o.Description = b.Link(k)
		b.list(o)
		if v := k.Verdict; v != nil {
			b.opinion(v.Mark, []string{"verdict", source, target, itoa(v.Entry)}, verdicts[v.Verdict], []string{id}, explained("Verdict: "+intel.Visible(v.Verdict)+".", b.Say(v.Why)))
		}
	}
}

// linkID gives the id of a link, whichever account comes first.
func (b *bundle) linkID(x, y casefile.Text) string {
	return "relationship--" + intel.ID(b.Record, "link", b.accounts[min(x, y)], b.accounts[max(x, y)])
}

// verdicts are what an analyst's verdicts on a link are on the scale of an opinion. One that
// has somebody help another agrees with neither.
var verdicts = map[string]string{"same": "strongly-agree", "not-same": "strongly-disagree", "unclear": "neutral", "facilitator": "neutral"}

func explained(first, rest string) string { return strings.TrimSuffix(first+"\n"+rest, "\n") }

// opinion writes what somebody thinks of objects.
func (b *bundle) opinion(m casefile.Mark, name []string, opinion string, refs []string, why string) {
	if opinion == "" {
		opinion = "neutral"
	}
	o := b.made("opinion", b.own("opinion", name...), m.Time)
	o.Opinion, o.Explanation, o.ObjectRefs, o.Authors = opinion, why, refs, authors(m)
	b.add(o)
}

func authors(m casefile.Mark) []string {
	if m.By == "" {
		return nil
	}
	return []string{intel.Visible(m.By)}
}

// note begins a note by somebody on accounts; where none of them is in the bundle, on the
// case.
func (b *bundle) note(m casefile.Mark, abstract, content string, accounts []casefile.Text, name ...string) *object {
	o := b.made("note", b.own("note", name...), m.Time)
	o.Abstract, o.Content, o.Authors = abstract, content, authors(m)
	for _, id := range accounts {
		if ref := b.accounts[id]; ref != "" {
			o.ObjectRefs = append(o.ObjectRefs, ref)
		}
	}
	return o
}

// add writes a note or an opinion. One on nothing else is on the case. What is on the case, or
// on what is, the case does not name.
func (b *bundle) add(o *object) {
	if len(o.ObjectRefs) == 0 {
		o.ObjectRefs = []string{b.grouping}
	}
	if ref := o.ObjectRefs[0]; ref == b.grouping || b.onCase[ref] {
		b.onCase[o.ID] = true
		b.put(o)
		return
	}
	b.list(o)
}

// said writes notes and decisions.
func (b *bundle) said() {
	for i := range b.Notes {
		b.written(&b.Notes[i])
	}
	for i := range b.Rings {
		g := &b.Rings[i]
		b.add(b.note(casefile.Mark{}, "Ring", b.Ring(g), g.Members, "ring", string(g.ID)))
	}
	for i := range b.Proposals {
		b.proposal(&b.Proposals[i])
	}
	for i := range b.Batches {
		batch := &b.Batches[i]
		var accounts []casefile.Text
		for _, res := range batch.Results {
			accounts = append(accounts, res.Account)
		}
		b.add(b.note(batch.Sealed, intel.Ordinal("Batch", batch.ID), b.Batch(batch), accounts, "batch", itoa(batch.ID)))
	}
	for i := range b.Appeals {
		appeal := &b.Appeals[i]
		b.add(b.note(appeal.Filed, intel.Ordinal("Appeal", appeal.ID), b.Appeal(appeal), []casefile.Text{appeal.Account}, "appeal", itoa(appeal.ID)))
	}
	for i := range b.Accounts {
		if d := b.Accounts[i].Dismissed; d != nil && b.accounts[b.Accounts[i].ID] != "" {
			b.add(b.note(d.Mark, "Cleared", b.Cleared(d), []casefile.Text{b.Accounts[i].ID}, "cleared", b.accounts[b.Accounts[i].ID]))
		}
	}
	if len(b.victims) > 0 {
		o := b.note(casefile.Mark{}, "Accounts of victims", intel.VictimWarning, nil, "victims")
		o.ObjectRefs = b.victims
		b.add(o)
	}
}

// written writes a note that somebody wrote.
func (b *bundle) written(n *casefile.Note) {
	content := b.Note(n)
	if content == "" {
		return
	}
	o := b.note(intel.Wrote(n), strings.TrimSuffix("Note on the "+intel.Visible(n.On), " on the "), content, n.Accounts, "note", itoa(n.Entry))
	o.Revoked = n.Withdrawn != (casefile.Mark{})
	if kind, value, ok := strings.Cut(string(n.Ref), ":"); ok && n.On == "identifier" {
		if v := observable(kind, casefile.Text(value), "ok"); v != nil && b.seen[v.ID] {
			o.ObjectRefs = append(o.ObjectRefs, v.ID)
		}
	}
	if n.On == "link" && len(n.Accounts) == 2 {
		if link := b.linkID(n.Accounts[0], n.Accounts[1]); b.seen[link] {
			o.ObjectRefs = append(o.ObjectRefs, link)
		}
	}
	for _, f := range n.Attachments {
		ref := reference{SourceName: "attachment", Description: cmp.Or(intel.Visible(f.Name), "a file")}
		if intel.Hash(f.SHA256) == "SHA-256" {
			ref.Hashes = map[string]string{"SHA-256": f.SHA256}
		}
		o.References = append(o.References, ref)
	}
	b.add(o)
}

// proposal writes a proposal, and what those said who had to agree. What was said of another
// version does not count and is not an opinion on this one.
func (b *bundle) proposal(p *casefile.Proposal) {
	o := b.note(p.Made, intel.Ordinal("Proposal", p.ID), b.Proposal(p), p.Accounts, "proposal", itoa(p.ID))
	b.add(o)
	say := func(a *casefile.Approval, opinion, word string) {
		b.opinion(a.Mark, []string{word, itoa(p.ID), itoa(a.Entry)}, opinion, []string{o.ID}, explained("The reviewer "+word+" the proposal.", b.Say(a.Note)))
	}
	for i := range p.Approvals {
		say(&p.Approvals[i], "agree", "approved")
	}
	if p.Returned != nil {
		say(p.Returned, "disagree", "returned")
	}
}
