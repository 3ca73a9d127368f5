package gather

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/sign"
)

// decisions reads what was proposed about accounts of the record, and what became of it.
func (g *gatherer) decisions() error {
	for _, p := range g.work.Proposals() {
		in, others := g.within(p.Accounts)
		if len(in) == 0 && !g.belongs(p) {
			continue
		}
		out, err := g.proposal(p, in, others)
		if err != nil {
			return err
		}
		g.r.Proposals = append(g.r.Proposals, out)
	}
	g.policies()
	for _, b := range g.work.Batches() {
		g.batch(b)
	}
	for _, a := range g.work.Appeals() {
		if _, is := g.index[a.Ord]; !is {
			continue
		}
		g.r.Appeals = append(g.r.Appeals, casefile.Appeal{ID: a.ID, Account: g.ids([]uint32{a.Ord})[0], Filed: g.mark(a.Filed), Received: moment(a.Received), From: text(a.From), Text: text(a.Text),
			Proposal: a.Proposal, Batch: a.Batch, Outcome: a.Outcome, Decided: g.mark(a.Decided), Note: text(a.Note)})
	}
	return nil
}

func (g *gatherer) proposal(p *workflow.Proposal, in []uint32, others int) (casefile.Proposal, error) {
	t := &p.Terms
	out := casefile.Proposal{ID: p.ID, Version: t.Version, Hash: p.Hash, Status: string(p.Status), Action: t.Action, Policy: t.Policy, PolicyVersion: t.PolicyVersion, PolicySHA256: t.PolicySHA256,
		Reason: t.Reason, Note: text(t.Note), Benign: text(t.Benign), Alternatives: text(t.Alternatives), Confidence: t.Confidence, Second: text(t.Second), Accounts: g.ids(in), Others: others,
		AccountsSHA256: t.AccountsSHA256, Made: g.mark(p.Made), Changed: g.mark(p.Changed), Needed: p.Needed, Signed: p.Signed}
	for _, e := range t.Evidence {
		out.Evidence = append(out.Evidence, casefile.Ground{Kind: e.Kind, Value: text(e.Value), Holders: e.Holders, All: e.All, Bits: e.Bits, Benign: e.Benign, Note: e.Note, Text: text(e.Text)})
	}
	for _, w := range t.Warnings {
		out.Warnings = append(out.Warnings, casefile.Warning{Code: w.Code, Accounts: w.Accounts, Text: w.Text})
	}
	for _, o := range p.Opened {
		if o.Hash == p.Hash {
			out.Opened = append(out.Opened, g.mark(o.Mark))
		}
	}
	for _, v := range p.Approvals {
		out.Approvals = append(out.Approvals, g.approval(p, v))
	}
	for _, v := range p.Voided {
		out.Voided = append(out.Voided, g.approval(p, v))
	}
	if p.Status == workflow.Returned {
		back := g.approval(p, p.Back)
		out.Returned = &back
	}
	for _, ord := range in {
		c := g.work.Cell(ord)
		state := string(c.Status)
		if c.Proposal != p.ID && c.Ground != p.ID {
			state = casefile.Elsewhere
		}
		out.Decided = append(out.Decided, casefile.AccountState{Account: g.ids([]uint32{ord})[0], State: state})
	}
	body, err := g.db.Body(g.ctx, p.Changed.Entry)
	if err != nil || body == nil {
		return out, err
	}
	var said struct {
		Terms json.RawMessage `json:"terms"`
	}
	if err := json.Unmarshal(body, &said); err != nil {
		return out, &model.Error{Kind: model.ErrCorrupt, Message: "the terms of a proposal cannot be read", Where: model.Untrusted(fmt.Sprintf("entry %d", p.Changed.Entry)), Err: err, Hint: "run 'clew check'"}
	}
	out.TermsJSON = text(string(said.Terms))
	return out, nil
}

func (g *gatherer) approval(p *workflow.Proposal, v workflow.Verdict) casefile.Approval {
	out := casefile.Approval{Mark: g.mark(v.Mark), Note: text(v.Note), Hash: v.Hash, Signature: v.Signature, Void: v.Void}
	if v.Signature != nil {
		out.Signs = text(string(workflow.ApprovalText(g.work.Log(), p.ID, v.Hash)))
	}
	return out
}

// policies gives the versions of policies that the proposals were made under.
func (g *gatherer) policies() {
	for i := range g.r.Proposals {
		p := &g.r.Proposals[i]
		known := g.work.Cited(&workflow.Terms{Policy: p.Policy, PolicyVersion: p.PolicyVersion, PolicySHA256: p.PolicySHA256}).Policy
		if r, ok := known.Reason(p.Reason); ok {
			p.ReasonTitle = r.Title
		}
		if slices.ContainsFunc(g.r.Policies, func(x casefile.Policy) bool { return x.SHA256 == p.PolicySHA256 }) {
			continue
		}
		out := casefile.Policy{ID: p.Policy, Version: p.PolicyVersion, SHA256: p.PolicySHA256, Title: known.Title, Text: known.Text, Approvals: known.Approvals}
		for _, r := range known.Reasons {
			out.Reasons = append(out.Reasons, casefile.Reason{Code: r.Code, Title: r.Title})
		}
		g.r.Policies = append(g.r.Policies, out)
	}
}

func (g *gatherer) batch(b *workflow.Batch) {
	in, others := g.within(b.Accounts)
	if len(in) == 0 {
		return
	}
	out := casefile.Batch{ID: b.ID, Action: b.Action, Sealed: g.mark(b.Sealed), Why: text(b.Why), NotBefore: moment(b.NotBefore), Window: int64(b.Window.Seconds()), Reverses: b.Reverses, Others: others,
		Results: []casefile.BatchResult{}}
	for _, h := range b.Out {
		out.HandedOff = append(out.HandedOff, casefile.HandedOff{Mark: g.mark(h.Mark), Manifest: h.Manifest})
	}
	for i, ord := range b.Accounts {
		if _, is := g.index[ord]; is {
			out.Results = append(out.Results, casefile.BatchResult{Account: g.ids([]uint32{ord})[0], Result: b.Results[i].String(), Message: text(b.Messages[ord])})
		}
	}
	for _, p := range b.Proposals {
		out.Proposals = append(out.Proposals, p.Proposal)
	}
	g.r.Batches = append(g.r.Batches, out)
}

// notes reads the notes on the case and on what is in it.
func (g *gatherer) notes() error {
	carried := map[casefile.Text]bool{}
	for _, v := range g.kase.Values {
		carried[text(v.Value)] = true
	}
	for i := range g.r.Accounts {
		for _, id := range g.r.Accounts[i].Identifiers {
			carried[casefile.Text(id.Kind)+":"+id.Value] = true
		}
	}
	proposals := map[uint32]bool{}
	for _, p := range g.r.Proposals {
		proposals[p.ID] = true
	}
	for _, n := range g.work.NotesIn() {
		var about bool
		out := casefile.Note{On: string(n.On.Kind)}
		switch n.On.Kind {
		case workflow.InCase:
			about, out.Ref = n.On.ID == g.kase.ID, text(fmt.Sprint(n.On.ID))
		case workflow.InProposal:
			about, out.Ref = proposals[n.On.ID], text(fmt.Sprint(n.On.ID))
		case workflow.Identifier:
			about, out.Ref = carried[text(n.On.Value)], text(n.On.Value)
		default:
			in, others := g.within(n.Subjects)
			about, out.Accounts = len(in) > 0 && others == 0, g.ids(in)
		}
		if !about {
			continue
		}
		out.Mark, out.Text, out.Corrects, out.CorrectedBy, out.Withdrawn = g.mark(n.Mark), text(n.Text), n.Corrects, slices.Clone(n.CorrectedBy), g.mark(n.Withdrawn)
		if w := n.Written; w != nil {
			out.Written = &casefile.Written{By: w.By, Time: casefile.Time{Milli: w.Time}, Entry: w.Entry}
		}
		for _, f := range n.Files {
			out.Attachments = append(out.Attachments, casefile.Attachment{Name: text(f.Name), SHA256: f.SHA256, Bytes: f.Bytes, Media: f.Media, Kept: f.Kept})
		}
		g.r.Notes = append(g.r.Notes, out)
	}
	return nil
}

// people lists everybody whose acts are in the record.
func (g *gatherer) people() error {
	for login := range g.met {
		p := casefile.Person{Login: login}
		if l, said := g.work.Login(login); said {
			p.Persons = slices.Clone(l.Persons)
			p.Vouched = g.mark(l.Vouched)
			if key, err := sign.PublicText(login, l.Key); err == nil && l.Key != nil {
				p.Key = key
			}
		}
		g.r.People = append(g.r.People, p)
	}
	slices.SortFunc(g.r.People, func(a, b casefile.Person) int { return strings.Compare(a.Login, b.Login) })
	return nil
}
