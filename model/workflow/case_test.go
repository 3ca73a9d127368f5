package workflow

import (
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

func to[T any](v T) *T { return &v }

func TestCasesFromATemplate(t *testing.T) {
	d := start(t)
	d.do("di", OpenCase{Template: "ring", Owner: "di", Tags: []string{"z", "a", "ring"}, FollowUp: d.now + day}, 3, 5)
	c := d.s.Case(1)
	if c.Title != "Ring of fabricated accounts" || !c.Open || c.Owner != "di" || c.Queue != "rings" || c.Priority != "normal" || !equal(c.Tags, []string{"a", "ring", "z"}) ||
		c.FollowUp.Milli != d.now+day || c.Template != "ring" || len(c.Steps) != 5 || c.Steps[0].Done.Entry != 0 || c.Made.By != "di" {
		t.Errorf("%+v", c)
	}
	if len(c.Members) != 2 || c.Members[0].Ord != 3 || c.Members[0].Role != "unknown" {
		t.Errorf("%+v", c.Members)
	}
	// What the case says itself comes before the template, and stays when the template changes.
	d.do("di", OpenCase{Template: "ring", Title: "Mine", Queue: "q", Priority: "urgent", Role: "victim"}, 5)
	d.do("di", SetRules{TOML: rules, Why: "other templates"})
	if c := d.s.Case(2); c.Title != "Mine" || c.Queue != "q" || c.Priority != "urgent" || c.Members[0].Role != "victim" || len(c.Steps) != 5 {
		t.Errorf("%+v", c)
	}
	d.refused("di", "no such template", model.ErrNotFound, OpenCase{Template: "ring"})
	if got := d.s.CasesOf(5); !equal(got, []uint32{1, 2}) || len(d.s.CasesOf(9)) != 0 {
		t.Errorf("account 5 is in %v", got)
	}
	if len(d.s.Cases()) != 2 || d.s.Case(3) != nil {
		t.Error("there are two cases")
	}
}

func TestCasesThatAreRefused(t *testing.T) {
	d := start(t)
	long := strings.Repeat("x", 300)
	d.refused("di", "a title is needed", model.ErrUsage, OpenCase{})
	d.refused("di", "a title is too long", model.ErrLimit, OpenCase{Title: model.Untrusted(long)})
	d.refused("di", "the priorities are", model.ErrUsage, OpenCase{Title: "x", Priority: "high!"})
	d.refused("di", "a queue is a word", model.ErrUsage, OpenCase{Title: "x", Queue: "two words"})
	d.refused("di", "a tag is a word", model.ErrUsage, OpenCase{Title: "x", Tags: []string{"two words"}})
	d.refused("di", "a login is a name", model.ErrUsage, OpenCase{Title: "x", Owner: long})
	d.refused("di", "the roles are", model.ErrUsage, OpenCase{Title: "x", Role: "boss"})
	for _, a := range []Action{EditCase{ID: 1}, SetMembers{ID: 1}, SetValues{ID: 1}, RecordTrail{ID: 1}} {
		d.refused("di", "no such case", model.ErrNotFound, a, 1)
	}
}

func TestEditingACase(t *testing.T) {
	d := start(t)
	d.do("di", OpenCase{Template: "single"}, 1)
	before := d.s.Case(1)
	entry := d.do("bo", EditCase{ID: 1, Set: CaseFields{Title: to[model.Untrusted]("New"), Owner: to("bo"), Queue: to("q"), Priority: to("high"), Tags: to([]string{"b", "a", "b"}), FollowUp: to(d.now)}})
	c := d.s.Case(1)
	if c.Title != "New" || c.Owner != "bo" || c.Queue != "q" || c.Priority != "high" || !equal(c.Tags, []string{"a", "b"}) || c.FollowUp.Milli != d.now || c.Changed.Entry != entry || c.Made != before.Made {
		t.Errorf("%+v", c)
	}
	if before.Title != "One account" {
		t.Error("the case of before was changed")
	}
	body := string(d.last.Body)
	for _, was := range []string{`"before":{"title":"One account","owner":"","queue":"accounts","priority":"normal"`} {
		if !strings.Contains(body, was) {
			t.Errorf("the entry does not say %s: %s", was, body)
		}
	}
	d.do("bo", EditCase{ID: 1, Set: CaseFields{Step: to(1)}})
	if c := d.s.Case(1); c.Steps[1].Done.By != "bo" || c.Steps[0].Done.Entry != 0 {
		t.Errorf("%+v", c.Steps)
	}
	d.do("cy", EditCase{ID: 1, Set: CaseFields{Step: to(1)}})
	if c := d.s.Case(1); c.Steps[1].Done.Entry != 0 {
		t.Errorf("%+v", c.Steps)
	}
	for _, n := range []int{-1, 3} {
		d.refused("bo", "no such step", model.ErrNotFound, EditCase{ID: 1, Set: CaseFields{Step: to(n)}})
	}
	d.refused("bo", "a title is needed", model.ErrUsage, EditCase{ID: 1, Set: CaseFields{Title: to[model.Untrusted](" ")}})
}

func TestClosedCases(t *testing.T) {
	d := start(t)
	d.do("di", OpenCase{Title: "x"}, 1)
	d.refused("di", "the reason is needed", model.ErrUsage, EditCase{ID: 1, Set: CaseFields{Open: to(false)}})
	d.do("di", EditCase{ID: 1, Set: CaseFields{Open: to(false)}, Why: "nothing in it"})
	if c := d.s.Case(1); c.Open || c.Outcome != "nothing in it" {
		t.Errorf("%+v", c)
	}
	const closed = "the case is closed"
	d.refused("di", closed, model.ErrRefused, SetMembers{ID: 1}, 2)
	d.refused("di", closed, model.ErrRefused, SetValues{ID: 1, Values: []model.Untrusted{"email:a"}})
	d.refused("di", closed, model.ErrRefused, RecordTrail{ID: 1, Steps: []TrailStep{{Page: "ring"}}})
	d.do("di", EditCase{ID: 1, Set: CaseFields{Open: to(true)}})
	if c := d.s.Case(1); !c.Open || c.Outcome != "" {
		t.Errorf("%+v", c)
	}
	d.do("di", SetMembers{ID: 1}, 2)
}

func TestMembers(t *testing.T) {
	d := start(t)
	d.do("di", OpenCase{Title: "x"}, 4)
	d.do("di", OpenCase{Title: "y"}, 4)
	d.do("di", SetMembers{ID: 1, Role: "persona", Why: "seen"}, 2, 4, 6)
	d.nothing("di", SetMembers{ID: 1, Role: "persona"}, 2, 6)
	d.nothing("di", SetMembers{ID: 1}, 2)
	d.refused("di", "the roles are", model.ErrUsage, SetMembers{ID: 1, Role: "boss"}, 2)
	d.refused("di", "no account is named", model.ErrUsage, SetMembers{ID: 1})
	m := d.s.Case(1).Members
	if len(m) != 3 || m[0].Ord != 2 || m[1].Ord != 4 || m[2].Ord != 6 || m[1].Role != "persona" || m[0].Why != "seen" {
		t.Errorf("%+v", m)
	}
	entry := d.do("bo", SetMembers{ID: 1, Remove: true}, 3, 4)
	if m := d.s.Case(1).Members; len(m) != 2 || !equal(d.s.CasesOf(4), []uint32{2}) {
		t.Errorf("%+v, account 4 in %v", m, d.s.CasesOf(4))
	}
	d.nothing("bo", SetMembers{ID: 1, Remove: true}, 3, 4)
	d.do("bo", Undo{Entry: entry})
	if !equal(d.s.CasesOf(4), []uint32{1, 2}) || len(d.s.Case(1).Members) != 3 {
		t.Errorf("account 4 in %v", d.s.CasesOf(4))
	}
}

func TestValuesOfCases(t *testing.T) {
	d := start(t)
	d.do("di", OpenCase{Title: "x"})
	d.do("di", OpenCase{Title: "y"})
	two := []model.Untrusted{"email:a@b.c", "email:a@b.c", "ip:1.2.3.4"}
	d.do("di", SetValues{ID: 1, Values: two, Why: "seen"})
	d.do("di", SetValues{ID: 2, Values: two[:1]})
	d.nothing("di", SetValues{ID: 1, Values: two})
	d.refused("di", "an identifier is", model.ErrUsage, SetValues{ID: 1, Values: []model.Untrusted{""}})
	if v := d.s.Case(1).Values; len(v) != 2 || v[0].Value != "email:a@b.c" || v[0].Why != "seen" {
		t.Errorf("%+v", v)
	}
	if got := d.s.CasesWith("email:a@b.c"); !equal(got, []uint32{1, 2}) {
		t.Errorf("in %v", got)
	}
	d.do("di", SetValues{ID: 1, Values: two, Remove: true})
	if got := d.s.CasesWith("email:a@b.c"); !equal(got, []uint32{2}) || len(d.s.CasesWith("ip:1.2.3.4")) != 0 || len(d.s.Case(1).Values) != 0 {
		t.Errorf("in %v", got)
	}
}

func TestTrails(t *testing.T) {
	d := start(t)
	d.do("di", OpenCase{Title: "x"})
	d.refused("di", "1 to 200 steps", model.ErrUsage, RecordTrail{ID: 1})
	d.refused("di", "1 to 200 steps", model.ErrUsage, RecordTrail{ID: 1, Steps: make([]TrailStep, 201)})
	d.do("di", RecordTrail{ID: 1, Steps: []TrailStep{{Page: "ring", Ref: "r"}, {Page: "pivot", Ref: "ip:1.2.3.4", Text: "shared"}}, Why: "how it began"})
	if got := d.s.Case(1).Trails; len(got) != 1 || got[0].By != "di" || got[0].Steps[1].Text != "shared" {
		t.Errorf("%+v", got)
	}
}
