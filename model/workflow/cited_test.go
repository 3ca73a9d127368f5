package workflow

import (
	"strings"
	"testing"
)

// Whatever becomes of the rules, the text that a proposal was made under stays to be read, and
// what is in force instead is named.
func TestTheTextThatAProposalCites(t *testing.T) {
	d := start(t)
	p := d.propose(1)
	text := d.s.Rules().Policies[0].Text
	want := func(version int, has string, now int, gone bool) {
		t.Helper()
		c := d.s.Cited(&d.s.Proposal(p.ID).Terms)
		if c.ID != "default" || c.Version != version || c.SHA256 != p.Terms.PolicySHA256 || !strings.Contains(c.Text, has) || c.Gone != gone {
			t.Errorf("cited: version %d %q, gone %v", c.Version, c.Text, c.Gone)
		}
		if got := c.Now; (got == nil) != (now == 0) || got != nil && (got.Version != now || got.By == "" || got.Entry == 0) {
			t.Errorf("in force: %+v, want version %d", got, now)
		}
	}
	want(1, text, 0, false)
	second := strings.Replace(defaultRules, "approvals = 1", "approvals = 2", 1)
	d.do("di", SetRules{TOML: second, Why: "more"})
	want(1, text, 2, false)

	other := strings.Replace(tomlOf(0), `id = "one"`, `id = "other"`, 1)
	d.rules(other, "other policies")
	want(1, text, 0, true)
	// The words of before again are a version of their own, which says the same.
	d.rules(defaultRules, "as it was")
	want(1, text, 3, false)
	if c := d.s.Cited(&d.s.Proposal(p.ID).Terms); c.Now.SHA256 != c.SHA256 {
		t.Error("the same words have another hash")
	}

	q := d.propose(2)
	p = q
	want(3, text, 0, false)
	for _, terms := range []Terms{{Policy: "default", PolicyVersion: 1, PolicySHA256: strings.Repeat("0", 64)}, {Policy: "default", PolicyVersion: 9}, {Policy: "none", PolicyVersion: 1}} {
		if c := d.s.Cited(&terms); c.ID != "" {
			t.Errorf("%+v cites %+v", terms, c.Policy)
		}
	}
}
