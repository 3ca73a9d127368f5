package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/store/casefile"
)

// summary says in prose what the rest of the report shows.
func (b *builder) summary(s *section) {
	s.say(b.whoIsInIt())
	s.say(b.whatTies())
	for i := range b.r.Proposals {
		if i == mostSummed {
			s.say("And ", count(len(b.r.Proposals)-i, "more proposal"), "; see the decisions.")
			break
		}
		s.say(b.proposalInShort(&b.r.Proposals[i]))
	}
	s.say(b.enforcement())
	s.say(b.isOpen())
	s.say(b.innocentInShort())
	s.small(say("What this copy leaves out"), func() { b.leftOut(s) })
	s.small(say("How to read it"), func() { b.howToRead(s) })
}

func (b *builder) whoIsInIt() []run {
	c := &b.r.Case
	byRole, others := map[string]int{}, 0
	for i := range b.r.Accounts {
		if role := b.r.Accounts[i].Role; role != "" {
			byRole[role]++
		} else {
			others++
		}
	}
	state := say("is ", orSay(orNothing(c.State), "a case"))
	if done(c.Closed) {
		state = say("was ", orSay(b.did("closed", c.Closed), "closed"))
	}
	out := say(pick(c.ID > 0, "Case"+numbered(" ", int(c.ID)), "The case")+" ", state)
	if c.Outcome != "" {
		out = say(out, " with the outcome ", b.text(c.Outcome))
	}
	if c.Hold != nil {
		out = say(out, pick(done(c.Closed), ", and is on hold", " and on hold"))
	}
	var parts [][]run
	for _, r := range roles {
		if n := byRole[r.role]; n > 0 {
			thing := r.more
			if n == 1 {
				thing = r.one
			}
			parts = append(parts, say(thousands(n)+" "+thing))
		}
		delete(byRole, r.role)
	}
	for _, role := range slices.Sorted(maps.Keys(byRole)) {
		parts = append(parts, say(thousands(byRole[role])+" in the role ", b.named(role)))
	}
	members := len(b.r.Accounts) - others
	switch {
	case len(b.r.Accounts) == 0:
		out = say(out, pick(b.complete, ". It holds no accounts", ". This copy has no accounts"))
	case members == 0:
		out = say(out, ". This copy has ", count(others, "account"), ", and does not say in which role")
		others = 0
	default:
		out = say(out, pick(b.complete, ". It holds ", ". This copy has "), count(members, "account"), ": ", and(parts))
	}
	out = say(out, ".")
	if others > 0 {
		out = say(out, " "+count(others, "further account")+" "+is(others)+" here because a decision is about "+pick(others == 1, "it", "them")+".")
	}
	if n := len(c.Values); n > 0 {
		out = say(out, " "+count(n, "identifier")+" "+is(n)+" in the case by "+pick(n == 1, "itself", "themselves")+".")
	}
	return out
}

func pick(one bool, a, b string) string {
	if one {
		return a
	}
	return b
}

// mostTelling is how many shared values the summary names.
const mostTelling = 4

func (b *builder) whatTies() []run {
	var out []run
	if len(b.r.Rings) > 0 {
		ring := &b.r.Rings[0]
		n := len(ring.Members)
		if rings := len(b.r.Rings); rings > 1 {
			out = say("The accounts are in ", count(rings, "ring"), "; the largest comes first. ")
		}
		if n == ring.Size {
			out = say(out, count(n, "account"), pick(n == 1, " forms", " form")+" a ring")
		} else {
			out = say(out, count(n, "account"), " of this copy "+is(n)+" in a ring of ", count(ring.Size, "account"))
		}
		if ring.Class != "" {
			out = say(out, " of the class ", word(ring.Class))
		}
		var shared [][]run
		for _, v := range ring.Values[:min(len(ring.Values), mostTelling)] {
			carry := ""
			switch {
			case v.Inside == 0:
			case v.Holders == v.Inside:
				carry = fmt.Sprintf(" (carried by %s of its members and by no other account)", thousands(v.Inside))
			case v.Holders > 0:
				carry = fmt.Sprintf(" (carried by %s of its members, and by %s in all)", thousands(v.Inside), count(v.Holders, "account"))
			default:
				carry = fmt.Sprintf(" (carried by %s of its members)", thousands(v.Inside))
			}
			what := say("one ", kind(v.Kind))
			if v.Value != "" {
				what = say("the ", kind(v.Kind), " ", b.value(v.Kind, v.Value))
			}
			shared = append(shared, say(what, carry))
		}
		if len(shared) > 0 {
			out = say(out, ". What its members share, the most telling first: ", and(shared))
		}
		out = say(out, ".")
		if ring.Excused {
			out = say(out, " The best innocent explanation covers all that its members share.")
		}
	}
	if len(b.r.Links) > 0 {
		k := &b.r.Links[0]
		out = say(out, pick(len(out) > 0, " ", "")+"The strongest of ", count(len(b.r.Links), "link"), " is between ", b.who(k.A), " and ", b.who(k.B))
		switch {
		case k.Overruled():
			out = say(out, ": "+bits(k.Bits)+" bits by what they share; the verdict on it counts instead")
		case weighed(k):
			out = say(out, ": "+bits(k.Bits)+" bits, "+chance(k.Probability)+" that one operator runs both")
		}
		out = say(out, ".")
	}
	return out
}

// What became of a proposal, of which the rest is said by what is there.
const (
	inReview  = "proposed"
	withdrawn = "withdrawn"
)

// verdictOf says who approved, returned or withdrew a proposal.
func (b *builder) verdictOf(p *casefile.Proposal) []run {
	if p.Returned != nil {
		return orSay(b.did("returned", p.Returned.Mark), "returned")
	}
	if p.Status == "returned" {
		return say("returned")
	}
	var by [][]run
	for _, a := range p.Approvals {
		if m := b.did("approved", a.Mark); len(m) > 0 {
			by = append(by, m)
		}
	}
	if p.Status == withdrawn {
		by = append(by, orSay(b.did(withdrawn, p.Changed), withdrawn))
	}
	return and(by)
}

// orSay is the first that has anything.
func orSay(first []run, otherwise string) []run {
	if len(first) > 0 {
		return first
	}
	return say(otherwise)
}

func (b *builder) asks(p *casefile.Proposal) []run {
	return b.acted(p.Action, len(p.Accounts), p.Others)
}

// acted is an action with the number of its accounts; others are those that are not in the
// record, as far as it says so.
func (b *builder) acted(action string, accounts, others int) []run {
	of := count(accounts+others, "account")
	if others == 0 && !b.complete {
		of += " of this copy"
	}
	return say(orSay(wording(didWords, action), "act on"), " ", of)
}

func (b *builder) proposalInShort(p *casefile.Proposal) []run {
	out := say(pick(p.ID > 0, "Proposal"+numbered(" ", int(p.ID)), "A proposal")+" asks to ", b.asks(p))
	if p.Policy != "" {
		out = say(out, " under the policy ", b.named(p.Policy), numbered(", version ", p.PolicyVersion))
	}
	if why := cmp.Or(p.ReasonTitle, p.Reason); why != "" {
		out = say(out, ", for the reason ", b.titled(why))
	}
	out = say(out, ".")
	made, v := b.did("made", p.Made), b.verdictOf(p)
	if len(made) > 0 || len(v) > 0 {
		out = say(out, " It was ", made, pick(len(made) > 0 && len(v) > 0, " and ", ""), v, ".")
	}
	if p.Status == inReview && !b.complete {
		out = say(out, " It is in review.")
	}
	if len(p.Approvals) < p.Needed && p.Status == inReview && b.complete {
		out = say(out, fmt.Sprintf(" Of %s that it needs it has %s.", count(p.Needed, "approval"), thousands(len(p.Approvals))))
	}
	return out
}

func (b *builder) enforcement() []run {
	var parts []run
	for i := range b.r.Batches {
		x := &b.r.Batches[i]
		if i == mostSummed {
			break
		}
		parts = say(parts, pick(i > 0, " ", "")+pick(x.ID > 0, "Batch"+numbered(" ", int(x.ID)), "A batch")+", to ", b.acted(x.Action, len(x.Results), x.Others), ", was ", orSay(b.did("sealed", x.Sealed), "sealed"))
		if n := len(x.HandedOff); n > 0 {
			parts = say(parts, " and ", orSay(b.did("handed off", x.HandedOff[n-1].Mark), "handed off"))
		} else if b.complete {
			parts = say(parts, " and has not been handed off")
		}
		if r := b.results(x); len(r) > 0 {
			parts = say(parts, "; enforcement says ", r)
		}
		parts = say(parts, ".")
	}
	if n := len(b.r.Appeals); n > 0 {
		var came [][]run
		for i := range b.r.Appeals[:min(n, mostTelling)] {
			a := &b.r.Appeals[i]
			one := say("that of ", b.who(a.Account))
			if outcome := b.appealOutcome(a); len(outcome) > 0 {
				one = say(one, " (", outcome, ")")
			}
			came = append(came, one)
		}
		if n > mostTelling {
			came = append(came, say(thousands(n-mostTelling)+" more"))
		}
		parts = say(parts, pick(len(parts) > 0, " ", ""), count(n, "appeal"), pick(n == 1, " was", " were")+" filed: ", and(came), ".")
	}
	return parts
}

// results counts what enforcement said.
func (b *builder) results(x *casefile.Batch) []run {
	n := map[string]int{}
	for _, r := range x.Results {
		n[r.Result]++
	}
	var parts [][]run
	for _, result := range []string{"done", "failed", "not-found", "pending"} {
		if n[result] > 0 {
			parts = append(parts, say(word(result), " for "+thousands(n[result])))
		}
		delete(n, result)
	}
	for _, result := range slices.Sorted(maps.Keys(n)) {
		parts = append(parts, say(word(result), " for "+thousands(n[result])))
	}
	return and(parts)
}

// latest counts what enforcement said last of each account: a later batch tries again what
// failed in one, or takes it back.
func (b *builder) latest() map[string]int {
	n, last := map[string]int{}, map[casefile.Text]string{}
	for _, x := range b.r.Batches { // they are in the order in which they were sealed
		for _, r := range x.Results {
			if old, ok := last[r.Account]; ok && r.Account != "" { // a profile may leave ids out
				n[old]--
			}
			last[r.Account] = r.Result
			n[r.Result]++
		}
	}
	return n
}

// isOpen says what is still to be done.
func (b *builder) isOpen() []run {
	var parts [][]run
	add := func(n int, one, more string) {
		if n > 0 {
			parts = append(parts, say(thousands(n)+" "+pick(n == 1, one, more)))
		}
	}
	steps, review, appeals, holds := 0, 0, 0, 0
	said := b.latest()
	for _, s := range b.r.Case.Steps {
		if !done(s.Done) && b.complete {
			steps++
		}
	}
	for i := range b.r.Proposals {
		if p := &b.r.Proposals[i]; p.Status == inReview && b.complete {
			review++
		}
	}
	for _, a := range b.r.Appeals {
		if a.Outcome == "" && b.complete {
			appeals++
		}
	}
	for i := range b.r.Accounts {
		if b.r.Accounts[i].Hold != nil {
			holds++
		}
	}
	add(review, "proposal in review", "proposals in review")
	add(said["pending"], "account of which enforcement has not said what became of it", "accounts of which enforcement has not said what became of them")
	add(said["failed"], "account for which enforcement failed", "accounts for which enforcement failed")
	add(said["not-found"], "account that enforcement did not find", "accounts that enforcement did not find")
	add(appeals, "appeal to be decided", "appeals to be decided")
	add(holds, "account on hold", "accounts on hold")
	add(steps, "question of the template that nobody has answered", "questions of the template that nobody has answered")
	if len(parts) == 0 {
		return nil
	}
	return say("Still open: ", and(parts), ".")
}

// innocentInShort says that the other side was looked at, and where it stands.
func (b *builder) innocentInShort() []run {
	var out []run
	if len(b.r.Rings) > 0 {
		if in := &b.r.Rings[0].Innocent; in.Text != "" {
			if in.Code == "none" {
				out = say("No rule for innocent explanations covers what the members of " + pick(len(b.r.Rings) == 1, "the ring", "the largest ring") + " share.")
			} else {
				out = say("The best innocent explanation of " + pick(len(b.r.Rings) == 1, "the ring", "the largest ring") + " is that " + strings.TrimSuffix(in.Text, ".") + "." + explains(in.Covers, " It would explain "))
			}
		}
	}
	var dismissed []casefile.Text
	for i := range b.r.Accounts {
		if a := &b.r.Accounts[i]; a.Dismissed != nil {
			dismissed = append(dismissed, a.ID)
		}
	}
	if n := len(dismissed); n > 0 {
		out = say(out, pick(len(out) > 0, " ", ""), count(n, "account"), pick(n == 1, " was", " were")+" dismissed: ", b.several(dismissed, b.who, mostTelling), ".")
	}
	return out
}

// leftOut says what is not in this copy; the last section has all of it.
func (b *builder) leftOut(s *section) {
	if b.complete || b.r.Profile == "" {
		return
	}
	var parts [][]run
	total := 0
	for _, l := range b.r.LeftOut {
		total += l.Count
		if strings.Contains(l.What, " ") && len(parts) < mostNamed {
			parts = append(parts, say(b.plainly(l.What), ": "+thousands(l.Count)))
		}
	}
	out := say("It was made under the profile ", run{value, b.r.Profile}, ", which left out ", count(total, "thing"), "; the last section counts them by kind.")
	if len(parts) > 0 {
		out = say(out, " Among them are ", and(parts), ".")
	}
	s.say(out, " What is not said here may be so nevertheless.")
}

// plainly gives words of Clew's own that stand in the record.
func (b *builder) plainly(text string) run { return run{own, text} }

// few is how many accounts say little of how common a value is elsewhere.
const few = 500

// countedAmong says among which accounts holders are counted.
func (b *builder) countedAmong() string {
	switch n := b.r.Of; {
	case n == 0:
		return "What is counted of all accounts is counted of those that the investigation has."
	case n < few:
		return "What is counted of all accounts is counted of the " + count(n, "account") + " that the investigation has. These are few: what is rare among them may be common elsewhere, so that links look stronger than they are."
	default:
		return "What is counted of all accounts is counted of the " + count(n, "account") + " that the investigation has."
	}
}

func (b *builder) howToRead(s *section) {
	s.say("Words that are set apart, in ", run{value, "another type"}, " or in quotation marks, come from the data or from the people named; all others are the program's. ",
		"Accounts are numbered A1, A2 and so on, in the order of the section on accounts. An entry is one of the audit log, which nobody can change afterwards without its being noticed. All times are in UTC. ", b.countedAmong())
	if len(b.r.Links) > 0 || len(b.r.Rings) > 0 {
		s.say("Strength is counted in bits, the base-2 logarithm of odds: 0 bits is one to one, each bit more doubles the odds, 10 bits are about 1,000 to one. ",
			"It says how likely it is that one operator runs two accounts, and not what that operator did. Nothing is scored or linked by ethnicity, nationality, gender or age.")
	}
}
