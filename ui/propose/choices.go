package propose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/ui/words"
)

// field is one of the terms.
type field string

// The fields, as their drafts are named.
const (
	fieldAction       field = "action"
	fieldPolicy       field = "policy"
	fieldReason       field = "reason"
	fieldConfidence   field = "confidence"
	fieldCase         field = "case"
	fieldEvidence     field = "evidence"
	fieldNote         field = "note"
	fieldBenign       field = "benign"
	fieldAlternatives field = "alternatives"
	fieldSecond       field = "second"
)

// texts are the fields that are written, in the order in which they are asked for.
var texts = []field{fieldNote, fieldBenign, fieldAlternatives, fieldSecond}

// titles are what the fields are called.
var titles = map[field]string{
	fieldAction: "action", fieldPolicy: "policy", fieldReason: "reason", fieldConfidence: "confidence", fieldCase: "case", fieldEvidence: "evidence",
	fieldNote: "the statement of the facts", fieldBenign: "the best innocent explanation, and the answer to it",
	fieldAlternatives: "what else was considered", fieldSecond: "the second reason, for protected accounts",
}

// heading is the title of a field where it stands alone.
func heading(f field) string { return strings.ToUpper(titles[f][:1]) + titles[f][1:] }

// choices are what the user has chosen.
type choices struct {
	action, policy, reason, confidence string
	caseID                             uint32
	evidence                           map[string]bool // by evidenceKey; nil until there was any to choose from
	texts                              map[field]string
}

// evidenceKey tells evidence from other evidence, whatever the accounts.
func evidenceKey(e workflow.Evidence) string { return fmt.Sprint(e.Kind, ":", e.Value, " ", e.Note) }

// mostText is how long a text of the terms may be, in bytes.
const mostText = 64 << 10

// begin chooses what is chosen before the user does: the terms of the version that is to be
// changed, or what most would choose.
func (p *Page) begin() {
	c := &p.choices
	if old := p.ground.old; old != nil {
		t := old.Terms
		c.action, c.policy, c.reason, c.confidence, c.caseID = t.Action, t.Policy, t.Reason, t.Confidence, t.Case
		c.evidence = map[string]bool{}
		for _, e := range t.Evidence {
			c.evidence[evidenceKey(e)] = true
		}
		for _, f := range texts {
			c.texts[f] = string(written(&t, f))
		}
		return
	}
	policy := p.ground.rules.Policies[0] // the rules have one at least
	c.policy, c.action, c.confidence = policy.ID, policy.Actions[0], "moderate"
	if in := p.ground.cases; len(in) == 1 {
		c.caseID = in[0].ID
	}
}

// written is the text of a field in terms.
func written(t *workflow.Terms, f field) model.Untrusted {
	switch f {
	case fieldNote:
		return t.Note
	case fieldBenign:
		return t.Benign
	case fieldAlternatives:
		return t.Alternatives
	}
	return t.Second
}

// firstMarked is how many of the strongest values are marked before the user chooses.
const firstMarked = 3

// offer marks the strongest evidence, once.
func (p *Page) offer() {
	if p.choices.evidence != nil {
		return
	}
	p.choices.evidence = map[string]bool{}
	for _, e := range p.ahead.Evidence[:min(firstMarked, len(p.ahead.Evidence))] {
		p.choices.evidence[evidenceKey(e)] = true
	}
}

// offered is the evidence to choose from: that of the preview, and what the version before
// rests on beside it, of which nobody knows how many carry it where some are left out.
func (p *Page) offered() []workflow.Evidence {
	var all []workflow.Evidence
	if p.ahead != nil {
		all = slices.Clone(p.ahead.Evidence)
	}
	if p.ground.old == nil {
		return all
	}
	for _, e := range p.ground.old.Terms.Evidence {
		if !slices.ContainsFunc(all, func(x workflow.Evidence) bool { return evidenceKey(x) == evidenceKey(e) }) {
			if len(p.out) > 0 {
				e.Holders = 0
			}
			all = append(all, e)
		}
	}
	return all
}

// policy is the policy that is chosen; ok is false where the rules have none such.
func (p *Page) policy() (workflow.Policy, bool) { return p.ground.rules.Policy(p.choices.policy) }

// asksSecond reports whether a second reason is needed.
func (p *Page) asksSecond() bool { return p.ahead != nil && p.ahead.protected > 0 }

// lack is something that is missing.
type lack struct {
	field field // "" for what no field can mend
	short string
	text  string
}

// missing lists what is missing, in the order of the page.
func (p *Page) missing() (all []lack) {
	add := func(f field, short, text string) { all = append(all, lack{f, short, text}) }
	policy, ok := p.policy()
	switch {
	case len(p.out) == len(p.ground.ords):
		add("", "accounts", "no account is left")
	case p.ahead != nil && len(p.refused()) > 0:
		n := len(p.refused())
		is := "are"
		if n == 1 {
			is = "is"
		}
		add("", words.Count(n, "account")+" to be left out", words.Count(n, "account")+" that cannot be proposed "+is+" still in")
	}
	if !slices.Contains(policy.Actions, p.choices.action) {
		add(fieldAction, "action", "choose one that the policy allows")
	}
	if !ok {
		add(fieldPolicy, "policy", "choose one; "+words.Clean(p.choices.policy)+" is not there any more")
	}
	if _, ok := policy.Reason(p.choices.reason); !ok {
		add(fieldReason, "reason", "choose one of the policy's")
	}
	if h := p.caseHeld(p.choices.caseID); h != nil {
		add(fieldCase, "a case that is not on hold", words.HeldLine(h))
	}
	for _, f := range texts {
		needed := f == fieldNote || f == fieldBenign || f == fieldSecond && p.asksSecond()
		switch t := p.choices.texts[f]; {
		case needed && strings.TrimSpace(t) == "":
			add(f, map[field]string{fieldNote: "the facts", fieldBenign: "the innocent explanation", fieldSecond: "the second reason"}[f], "it is needed")
		case len(t) > mostText:
			add(f, "a shorter text", "it is longer than 64 KiB: put the long part into a note")
		}
	}
	return all
}

// caseHeld is the hold that a case is on; nil for none.
func (p *Page) caseHeld(id uint32) *workflow.Held {
	if id == 0 {
		return nil
	}
	return p.ground.st.Case(id).Hold
}

// refused are the accounts in the proposal that the rules refuse.
func (p *Page) refused() []uint32 {
	return slices.DeleteFunc(slices.Clone(p.ahead.refused), p.isOut)
}

// lack is what is missing at a field, "" for nothing.
func (p *Page) lack(f field) string {
	for _, l := range p.lacking {
		if l.field == f {
			return l.text
		}
	}
	return ""
}

// terms are what would be proposed.
func (p *Page) terms() workflow.Terms {
	c := &p.choices
	t := workflow.Terms{Action: c.action, Policy: c.policy, Reason: c.reason, Confidence: c.confidence, Case: c.caseID, Warnings: p.ahead.Warnings(),
		Note: model.Untrusted(c.texts[fieldNote]), Benign: model.Untrusted(c.texts[fieldBenign]), Alternatives: model.Untrusted(c.texts[fieldAlternatives])}
	if p.asksSecond() {
		t.Second = model.Untrusted(c.texts[fieldSecond])
	}
	for _, e := range p.offered() {
		if c.evidence[evidenceKey(e)] {
			t.Evidence = append(t.Evidence, e)
		}
	}
	return t
}
