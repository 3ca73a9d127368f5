package workflow

import (
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

// The default rules are what logs without rules of their own were written under: where they
// change, what was proposed in these is refused when it is read again.
func TestDefaultRulesStayWhatTheyAre(t *testing.T) {
	p, ok := DefaultRules().Policy("default")
	if !ok || p.Version != 1 || p.SHA256 != "19e30cfaab72fe86ef274c15bb29eb9a110fcd30e982d806e4e6471f71823fa1" {
		t.Errorf("the default policy is %s, version %d", p.SHA256, p.Version)
	}
	if p.Approvals != 1 || p.Signed || len(p.Actions) != len(Actions) {
		t.Errorf("%+v", p)
	}
}

const rules = `[[policy]]
id = "p"
title = "T"
text = "X"
actions = ["suspend"]
approvals = 2
[[policy.reason]]
code = "r"
title = "R"
[[template]]
id = "t"
title = "Case"
priority = "high"
`

func TestRulesThatAreWrong(t *testing.T) {
	for name, c := range map[string]struct{ old, new, where, message string }{
		"no TOML":              {`id = "p"`, `id = `, "line 2, column 6", "cannot be read"},
		"unknown setting":      {`title = "T"`, "title = \"T\"\napprovers = 3", "line 4", "no such setting as policy.approvers"},
		"wrong type":           {"approvals = 2", `approvals = "2"`, "line 6, column 13", "cannot be read"},
		"no id":                {`id = "p"`, `id = ""`, "policy 1", "needs an id"},
		"id of two words":      {`id = "p"`, `id = "p q"`, "policy 1", "needs an id"},
		"long id":              {`id = "p"`, `id = "` + strings.Repeat("p", 65) + `"`, "policy 1", "needs an id"},
		"no title":             {`title = "T"`, `title = " "`, "policy p", "title and a text"},
		"no text":              {`text = "X"`, `text = "\n"`, "policy p", "title and a text"},
		"nobody approves":      {"approvals = 2", "approvals = 0", "policy p", "1 to 9 persons"},
		"left out":             {"approvals = 2", "", "policy p", "1 to 9 persons"},
		"ten approve":          {"approvals = 2", "approvals = 10", "policy p", "1 to 9 persons"},
		"negative":             {"approvals = 2", "approvals = -1", "policy p", "1 to 9 persons"},
		"no actions":           {`["suspend"]`, `[]`, "policy p", "actions and reasons"},
		"unknown action":       {`["suspend"]`, `["suspend", "delete"]`, "policy p", "the actions are suspend"},
		"reinstate as action":  {`["suspend"]`, `["reinstate"]`, "policy p", "the actions are suspend"},
		"no reasons":           {"[[policy.reason]]\ncode = \"r\"\ntitle = \"R\"\n", "", "policy p", "actions and reasons"},
		"reason twice":         {"[[template]]", "[[policy.reason]]\ncode = \"r\"\ntitle = \"again\"\n[[template]]", "policy p", "code of its own"},
		"reason without title": {`title = "R"`, "", "policy p", "code of its own"},
		"reason is no word":    {`code = "r"`, `code = "r r"`, "policy p", "code of its own"},
		"policy twice":         {"[[template]]", rules[:strings.Index(rules, "[[template]]")] + "[[template]]", "policy 2", "another policy has the id p"},
		"template without id":  {`id = "t"`, "", "template 1", "id of its own"},
		"template's priority":  {`"high"`, `"highest"`, "template 1", "low, normal, high, urgent"},
		"template's title":     {`title = "Case"`, "", "template 1", "a title"},
		"template twice":       {"[[template]]", "[[template]]\nid = \"t\"\ntitle = \"Case\"\n[[template]]", "template 2", "id of its own"},
		"no policy":            {rules[:strings.Index(rules, "[[template]]")], "", "policy", "one policy at least"},
		"control character":    {`id = "p"`, "id = \"p\x1b\"", "line 2, column 8", "cannot be read"},
		"too long":             {`text = "X"`, `text = "` + strings.Repeat("x", maxRules) + `"`, "", "longer than 256 KiB"},
	} {
		if strings.Count(rules, c.old) != 1 {
			t.Fatalf("%s: %q is not there once", name, c.old)
		}
		_, err := ParseRules(strings.Replace(rules, c.old, c.new, 1))
		e, ok := err.(*model.Error)
		if !ok {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if string(e.Where) != c.where || !strings.Contains(e.Message, c.message) {
			t.Errorf("%s: at %q: %s; want at %q: %s", name, e.Where, e.Message, c.where, c.message)
		}
	}
	if _, err := ParseRules(rules); err != nil {
		t.Error(err)
	}
}

func (d *desk) version(policy string) int {
	d.Helper()
	p, ok := d.s.Rules().Policy(policy)
	if !ok {
		d.Fatalf("no policy %s", policy)
	}
	return p.Version
}

// The version of a policy goes up when it changes and only then, and none is given twice, even
// where the policy was gone in between.
func TestVersionsOfPolicies(t *testing.T) {
	d := start(t)
	set := func(toml string) {
		t.Helper()
		d.rules(toml, "so")
	}
	changed := strings.Replace(rules, "approvals = 2", "approvals = 3", 1)
	for i, step := range []struct {
		toml string
		want int
	}{{rules, 1}, {rules + "# a comment\n", 1}, {changed, 2}, {rules, 3}, {strings.Replace(rules, "Case", "Other", 1), 3}, {strings.Replace(rules, `"R"`, `"S"`, 1), 4}} {
		set(step.toml)
		if got := d.version("p"); got != step.want {
			t.Errorf("step %d: version %d, want %d", i, got, step.want)
		}
	}
	set(defaultRules) // p is gone
	if got := d.version("default"); got != 1 {
		t.Errorf("the default policy came back as it was, with version %d", got)
	}
	set(rules)
	if got := d.version("p"); got != 5 {
		t.Errorf("version %d, want 5", got)
	}
	set(strings.Replace(defaultRules, "approvals = 1", "approvals = 2", 1))
	if got := d.version("default"); got != 2 {
		t.Errorf("the default policy was changed while it was gone: version %d, want 2", got)
	}
}

func TestSettingRules(t *testing.T) {
	d := start(t)
	d.refused("di", "a reason is needed", model.ErrUsage, SetRules{TOML: rules})
	d.refused("di", "cannot be read", model.ErrInput, SetRules{TOML: "x", Why: "so"})
	d.nothing("di", SetRules{TOML: defaultRules, Why: "so"})
	entry := d.do("di", SetRules{TOML: rules, Why: "so"})
	d.refused("di", "cannot be undone", model.ErrRefused, Undo{Entry: entry})
	if Stays("policies") == "" {
		t.Error("nothing says what to do instead")
	}
	if m := d.s.Rules().Mark; m.By != "di" || m.Entry != entry {
		t.Errorf("set by %+v", m)
	}
	if b := read(t, d.last); b.TOML != rules || !strings.Contains(string(d.last.Body), `"before"`) {
		t.Errorf("the entry does not hold the rules and those before: %s", d.last.Body)
	}
}

// What was proposed stays bound to what was asked for then.
func TestProposalsKeepTheirPolicy(t *testing.T) {
	d := start(t)
	p := d.propose(1, 2)
	d.do("di", SetRules{TOML: strings.Replace(defaultRules, "approvals = 1", "approvals = 3", 1), Why: "more"})
	d.approve("bo", p.ID)
	d.want(Approved, 1, 2)
	again := good()
	d.do("ana", NewProposal(ids([]uint32{3}), again), 3)
	if p := d.s.Proposal(2); p.Needed != 3 || p.Terms.PolicyVersion != 2 {
		t.Errorf("needs %d, by version %d", p.Needed, p.Terms.PolicyVersion)
	}
	// One that was drafted under other rules is not taken.
	e := d.last
	d.rules(defaultRules, "less")
	e.Seq, e.Subjects, e.Body = d.s.Next(), []uint32{4}, []byte(strings.Replace(string(e.Body), `"proposal":2`, `"proposal":3`, 1))
	if err := d.s.Apply(e); err != nil {
		t.Fatal(err)
	}
	if v := d.s.Violations(); len(v) != 1 || v[0].Entry != e.Seq || v[0].Actor != "ana" || v[0].Verb != "propose" || !strings.Contains(v[0].Why, "policy has been changed") {
		t.Errorf("%+v", v)
	}
}
