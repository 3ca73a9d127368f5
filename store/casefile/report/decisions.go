package report

import (
	"fmt"
	"slices"

	"github.com/seed-28a39f10/clew/store/casefile"
)

// decisions has the proposals, the policies that they are under and what came of them.
func (b *builder) decisions(s *section) {
	for i := range b.r.Proposals {
		p := &b.r.Proposals[i]
		s.part(say("Proposal"+numbered(" ", int(p.ID))+numbered(", version ", p.Version)+": ", b.asks(p)), func() { b.oneProposal(s, p) })
	}
	for i := range b.r.Policies {
		p := &b.r.Policies[i]
		s.part(say("The policy ", b.named(p.ID), numbered(" in version ", p.Version)), func() { b.policy(s, p) })
	}
	s.part(say("Batches handed to enforcement"), func() { b.batches(s) })
	for i := range b.r.Appeals {
		a := &b.r.Appeals[i]
		s.part(say("Appeal"+numbered(" ", int(a.ID))+" of ", b.who(a.Account)), func() { b.appeal(s, a) })
	}
}

func (b *builder) oneProposal(s *section, p *casefile.Proposal) {
	var policy []run
	if p.Policy != "" {
		policy = say(b.named(p.Policy), numbered(", version ", p.PolicyVersion))
		if x := b.policyOf(p); x != nil && x.Title != "" {
			policy = say(policy, ", ", b.titled(x.Title))
		}
	}
	reason := say(b.named(p.Reason))
	if p.ReasonTitle != "" {
		reason = say(reason, ": ", b.titled(p.ReasonTitle))
	}
	accounts := b.several(p.Accounts, b.who, 2*mostNamed)
	if p.Others > 0 {
		accounts = say(accounts, pick(len(accounts) > 0, ", and ", ""), count(p.Others, "account"), " that "+is(p.Others)+" not in this copy")
	}
	s.facts(
		fact{"Where it stands", orNothing(p.Status)},
		fact{"Action", wording(didWords, p.Action)},
		fact{"Accounts", accounts},
		fact{"Policy", policy},
		fact{"Reason", reason},
		fact{"Confidence", orNothing(p.Confidence)},
		fact{"Hash of this version", say(run{value, p.Hash})},
	)
	written := func(title string, t casefile.Text) {
		s.small(say(title), func() { b.words(s, t) })
	}
	written("Statement", p.Note)
	written("The best innocent explanation, and the answer to it", p.Benign)
	written("Alternatives considered", p.Alternatives)
	written("Second reason for protected accounts", p.Second)
	s.small(say("Evidence, as it was shown then"), func() { b.grounds(s, p) })
	s.small(say("Warnings that were shown"), func() {
		var items [][]run
		for _, w := range p.Warnings {
			if w.Text == "" {
				w.Text = w.Code
			}
			items = append(items, say(b.titled(sentence(w.Text))))
		}
		s.list(items, nil)
	})
	s.small(say("Who proposed, opened and decided"), func() { b.review(s, p) })
	s.small(say("What became of each account"), func() { b.became(s, p) })
}

func (b *builder) policyOf(p *casefile.Proposal) *casefile.Policy {
	for i := range b.r.Policies {
		if x := &b.r.Policies[i]; x.SHA256 == p.PolicySHA256 {
			return x
		}
	}
	return nil
}

func (b *builder) grounds(s *section, p *casefile.Proposal) {
	t := table{heads: []string{"What", "As shown", "Of its accounts", "In all", "Bits", "Harmless?"}, numeric: []bool{false, false, true, true, true}}
	for _, g := range p.Evidence[:min(len(p.Evidence), mostGrounds)] {
		what, shown := kind(g.Kind), say(b.value(g.Kind, g.Value))
		switch {
		case g.Kind == "note" && g.Note > 0:
			what = say("note of entry " + thousands(g.Note))
		case g.Kind == "signal":
			what, shown = say("signal"), signalName(string(g.Value))
		}
		if g.Text != "" {
			shown = say(shown, pick(len(shown) > 0, ": ", ""), b.text(g.Text))
		}
		var harmless cell
		if g.Benign != "" {
			harmless = cell(wording(innocentWords, g.Benign))
		}
		t.rows = append(t.rows, []cell{cell(what), cell(shown), some(g.Holders), some(g.All), someBits(g.Bits), harmless})
	}
	s.table(t, more(len(p.Evidence)-mostGrounds, "piece of evidence", "case.json"))
}

func (b *builder) review(s *section, p *casefile.Proposal) {
	var items [][]run
	add := func(did string, m casefile.Mark, rest ...any) {
		if by := b.did(did, m); by != nil {
			items = append(items, say(append([]any{by}, rest...)...))
		}
	}
	said := func(did string, a *casefile.Approval) {
		rest := say(pick(len(a.Signature) > 0, ", signed with a key.", pick(b.complete, ", not signed.", ".")))
		if a.Hash != p.Hash && a.Hash != "" {
			rest = say(rest, " It was of the version with the hash ", run{value, a.Hash}, ".")
		}
		if a.Void != "" {
			rest = say(rest, " It does not count: ", b.titled(a.Void), ".")
		}
		if a.Note != "" {
			rest = say(rest, " The note: ", b.text(a.Note))
		}
		add(did, a.Mark, rest)
	}
	add("Proposed", p.Made, ".")
	if p.Changed.Entry != p.Made.Entry && p.Status != withdrawn {
		add("Last changed", p.Changed, ".")
	}
	for _, m := range p.Opened[:min(len(p.Opened), mostOfKind)] {
		add("Opened", m, ": this version was on screen.")
	}
	for i := range p.Approvals {
		said("Approved", &p.Approvals[i])
	}
	for i := range p.Voided {
		said("Approved", &p.Voided[i])
	}
	if p.Returned != nil {
		said("Returned", p.Returned)
	}
	if p.Status == withdrawn {
		add("Withdrawn", p.Changed, ".")
	}
	if p.Needed > 0 && b.complete {
		items = append(items, say(fmt.Sprintf("Approvals by others than the proposer: %s of %s needed", thousands(len(p.Approvals)), thousands(p.Needed)), pick(p.Signed, ", each signed.", ".")))
	}
	s.list(items, nil)
}

// became says what each account of a proposal has come to, in batches and appeals too.
func (b *builder) became(s *section, p *casefile.Proposal) {
	state, batch, appeal := map[casefile.Text]string{}, map[casefile.Text][]run{}, map[casefile.Text][]run{}
	for _, d := range p.Decided {
		state[d.Account] = d.State
	}
	for i := range b.r.Batches {
		x := &b.r.Batches[i]
		if !slices.Contains(x.Proposals, p.ID) {
			continue
		}
		for _, r := range x.Results {
			one := say("batch"+numbered(" ", int(x.ID))+": ", word(r.Result))
			if r.Message != "" {
				one = say(one, ", ", b.text(r.Message))
			}
			if old := batch[r.Account]; old != nil {
				one = say(old, "; ", one)
			}
			batch[r.Account] = one
		}
	}
	for i := range b.r.Appeals {
		if x := &b.r.Appeals[i]; p.ID > 0 && x.Proposal == p.ID {
			one := say("appeal"+numbered(" ", int(x.ID))+": ", orSay(b.appealOutcome(x), "filed"))
			if old := appeal[x.Account]; old != nil {
				one = say(old, "; ", one)
			}
			appeal[x.Account] = one
		}
	}
	t := table{heads: []string{"Account", "State", "Enforcement", "Appeal"}}
	for _, id := range p.Accounts[:min(len(p.Accounts), mostDecided)] {
		t.rows = append(t.rows, []cell{cell(b.who(id)), cell(orNothing(state[id])), cell(batch[id]), cell(appeal[id])})
	}
	if len(state)+len(batch)+len(appeal) > 0 {
		s.table(t, more(len(p.Accounts)-mostDecided, "account", "decisions.csv"))
	}
}

func (b *builder) appealOutcome(a *casefile.Appeal) []run {
	switch a.Outcome {
	case "":
		return say(pick(b.complete, "undecided", ""))
	case "uphold":
		return say("the decision was upheld")
	case "overturn":
		return say("the decision was overturned")
	}
	return word(a.Outcome)
}

func (b *builder) policy(s *section, p *casefile.Policy) {
	approvals := ""
	if p.Approvals > 0 {
		approvals = count(p.Approvals, "person") + " beside the proposer"
	}
	s.facts(fact{"Title", say(b.titled(p.Title))}, fact{"Approvals", say(approvals)}, fact{"SHA-256", say(run{value, p.SHA256})})
	if p.Text == "" {
		s.say("Its text is not in this copy; the hash says which text it was.")
	} else {
		b.words(s, casefile.Text(p.Text))
	}
	t := table{caption: "Reasons of the policy", heads: []string{"Code", "Reason"}}
	for _, r := range p.Reasons {
		t.rows = append(t.rows, []cell{cell(say(b.named(r.Code))), cell(say(b.titled(r.Title)))})
	}
	s.table(t, nil)
}

func (b *builder) batches(s *section) {
	for i := range b.r.Batches {
		x := &b.r.Batches[i]
		s.small(say("Batch"+numbered(" ", int(x.ID))+": ", b.acted(x.Action, len(x.Results), x.Others)), func() { b.batch(s, x) })
	}
}

func (b *builder) batch(s *section, x *casefile.Batch) {
	when := at(x.NotBefore)
	if when != "" {
		when = "not before " + when
	}
	if x.Window > 0 {
		when += pick(when != "", ", ", "") + "within " + duration(x.Window) + pick(when == "", " of its sealing", " from then")
	}
	var out [][]run
	for _, h := range x.HandedOff {
		out = append(out, say(b.mark(h.Mark), ", manifest SHA-256 ", run{value, h.Manifest}))
	}
	var from [][]run
	for _, p := range x.Proposals {
		from = append(from, say(fmt.Sprintf("proposal %d", p)))
	}
	others, reverses := "", ""
	if x.Others > 0 {
		others = thousands(x.Others) + ", which are no accounts of this report"
	}
	if x.Reverses > 0 {
		reverses = fmt.Sprintf("batch %d", x.Reverses)
	}
	s.facts(
		fact{"Sealed", b.mark(x.Sealed)},
		fact{"Why", say(b.text(x.Why))},
		fact{"Takes back", say(reverses)},
		fact{"From", and(from)},
		fact{"To be done", say(when)},
		fact{"Handed off", and(out)},
		fact{"Enforcement says", b.results(x)},
		fact{"Other accounts", say(others)},
	)
}

// duration writes seconds in the largest unit that gives a whole number.
func duration(seconds int64) string {
	switch {
	case seconds%86400 == 0:
		return count(seconds/86400, "day")
	case seconds%3600 == 0:
		return count(seconds/3600, "hour")
	case seconds%60 == 0:
		return count(seconds/60, "minute")
	}
	return count(seconds, "second")
}

func (b *builder) appeal(s *section, a *casefile.Appeal) {
	var against [][]run
	if a.Proposal > 0 {
		against = append(against, say(fmt.Sprintf("proposal %d", a.Proposal)))
	}
	if a.Batch > 0 {
		against = append(against, say(fmt.Sprintf("batch %d", a.Batch)))
	}
	outcome := b.appealOutcome(a)
	if a.Outcome != "" {
		outcome = say(outcome, pick(done(a.Decided), ", ", ""), b.mark(a.Decided))
	}
	s.facts(
		fact{"Against", and(against)},
		fact{"From", say(b.text(a.From))},
		fact{"Received", say(at(a.Received))},
		fact{"Taken down", b.mark(a.Filed)},
		fact{"Outcome", outcome},
	)
	s.small(say("What the owner says"), func() { b.words(s, a.Text) })
	s.small(say("What was answered"), func() { b.words(s, a.Note) })
}
