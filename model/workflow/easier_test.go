package workflow

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

// policies writes rules, of policies such as "2 suspend,warn" and "1s refer": how many approve,
// signed or not, and what is allowed.
func policies(list ...string) string {
	var b strings.Builder
	for i, p := range list {
		needs, actions, _ := strings.Cut(p, " ")
		approvals, signed := strings.CutSuffix(needs, "s")
		fmt.Fprintf(&b, "[[policy]]\nid = \"p%d\"\ntitle = \"T\"\ntext = \"X\"\nactions = [\"%s\"]\napprovals = %s\nsigned = %v\n[[policy.reason]]\ncode = \"r\"\ntitle = \"R\"\n",
			i, strings.ReplaceAll(actions, ",", `", "`), approvals, signed)
	}
	return b.String()
}

func TestWhatMakesDecidingEasier(t *testing.T) {
	const rest = "2 no-action,refer"
	for name, c := range map[string]struct {
		old, new []string
		easier   []string // actions
	}{
		"more approvals":               {[]string{"2 suspend", rest}, []string{"3 suspend", rest}, nil},
		"fewer approvals":              {[]string{"2 suspend,warn", rest}, []string{"1 suspend,warn", rest}, []string{"suspend", "warn"}},
		"signatures asked for":         {[]string{"2 suspend"}, []string{"2s suspend"}, nil},
		"signatures dropped":           {[]string{"2s suspend"}, []string{"2 suspend"}, []string{"suspend"}},
		"dropped for more approvals":   {[]string{"2s suspend"}, []string{"3 suspend"}, []string{"suspend"}},
		"the easy one unsigned":        {[]string{"2s suspend", "3 suspend"}, []string{"2 suspend", "3s suspend"}, []string{"suspend"}},
		"a strict policy beside":       {[]string{"2 suspend"}, []string{"2 suspend", "3s suspend"}, nil},
		"an easy policy beside":        {[]string{"2 suspend"}, []string{"2 suspend", "1 suspend"}, []string{"suspend"}},
		"an unsigned policy beside":    {[]string{"2s suspend"}, []string{"2s suspend", "9 suspend"}, []string{"suspend"}},
		"action to an easy policy":     {[]string{"2 suspend", "1 warn"}, []string{"2 suspend", "1 warn,suspend"}, []string{"suspend"}},
		"action to a strict policy":    {[]string{"1 suspend", "2 warn"}, []string{"1 suspend", "2 warn,suspend"}, nil},
		"action that was in none":      {[]string{"2 suspend"}, []string{"2 suspend,warn"}, nil},
		"that was in none, made easy":  {[]string{"2 suspend"}, []string{"2 suspend", "1 warn"}, []string{"warn"}},
		"that was in none, unsigned":   {[]string{"2s suspend"}, []string{"2s suspend", "2 warn"}, []string{"warn"}},
		"that was in none, signed":     {[]string{"2s suspend"}, []string{"2s suspend", "1s warn"}, []string{"warn"}},
		"strict policy gone, easy one": {[]string{"3 suspend", "2 suspend"}, []string{"2 suspend"}, nil},
		"easy policy gone":             {[]string{"3 suspend", "2 suspend"}, []string{"3 suspend"}, nil},
		"policy gone, and its action":  {[]string{"3 suspend", "1 warn"}, []string{"1 warn"}, nil},
		"only words":                   {[]string{"2 suspend"}, []string{"2 suspend", "2 suspend"}, nil},
	} {
		d := start(t)
		d.rules(policies(c.old...), "begin")
		r, err := ParseRules(policies(c.new...))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range d.s.Easings(r) {
			got = append(got, e.Action)
			if e.To.Approvals >= e.From.Approvals && e.To.Unsigned >= e.From.Unsigned {
				t.Errorf("%s: %+v is not easier", name, e)
			}
		}
		if !slices.Equal(got, c.easier) {
			t.Errorf("%s: %v is easier, want %v", name, got, c.easier)
		}
		was := d.s.Rules()
		d.do("cy", SetRules{TOML: r.TOML, Why: "so"})
		toml, by, waits := d.s.PendingRules()
		if waits != (c.easier != nil) {
			t.Errorf("%s: waits: %v", name, waits)
		}
		if waits && (d.s.Rules() != was || toml != r.TOML || by.By != "cy" || by.Entry != d.last.Seq) {
			t.Errorf("%s: what waits is in force, or not what was set: %+v", name, by)
		}
		if !waits && d.s.Rules().TOML != r.TOML {
			t.Errorf("%s: it is not in force", name)
		}
	}
}

// An action that is taken out of the rules and put back by one person is not easier then.
func TestAnActionThatWasGoneIsNotEasier(t *testing.T) {
	for _, c := range []struct{ was, rest, easier string }{
		{"3s suspend", "1 refer", "1 refer,suspend"},
		{"3 suspend", "1 refer", "1 refer,suspend"},
		{"3s suspend", "1s refer", "1s refer,suspend"},
		{"1s suspend", "1 refer", "1 refer,suspend"},
	} {
		d := start(t)
		d.rules(policies(c.was, c.rest), "begin")
		d.rules(policies(c.rest), "without")
		d.rules(policies(c.rest)+"# again\n", "still without")
		d.do("di", SetRules{TOML: policies(c.easier), Why: "again"})
		if _, _, waits := d.s.PendingRules(); !waits {
			t.Errorf("suspending by %q is %q by one person's word, after a detour", c.was, c.easier)
		}
		d.do("di", SetRules{TOML: policies(c.rest, c.was), Why: "as it was"})
		if _, _, waits := d.s.PendingRules(); waits || len(d.s.Rules().Policies) != 2 {
			t.Errorf("%q is back as it was, and waits", c.was)
		}
	}
}

func TestEasierRulesTakeTwoPersons(t *testing.T) {
	two, one := policies("2 suspend"), policies("1 suspend")
	set := func(toml string) SetRules { return SetRules{TOML: toml, Why: "so"} }
	inForce := func(d *desk, toml string, waits bool) {
		d.Helper()
		if _, _, w := d.s.PendingRules(); d.s.Rules().TOML != toml || w != waits {
			d.Errorf("waits: %v, in force:\n%s", w, d.s.Rules().TOML)
		}
	}
	begin := func() *desk {
		d := start(t)
		d.do("di", set(two))
		d.do("di", join("ana.b", "ana"))
		d.do("di", ShareLogin{Login: "desk", Why: "a desk"})
		d.do("ana", set(one))
		inForce(d, two, true)
		return d
	}

	d := begin()
	d.nothing("ana", set(one)) // the same person twice
	d.nothing("ana.b", set(one))
	const alone = "several persons share"
	d.refused("desk", alone, model.ErrRefused, set(one))
	if e := d.do("bo", set(one)); d.s.Rules().Mark.Entry != e || d.s.Rules().Mark.By != "bo" || d.version("p0") != 2 {
		t.Errorf("%+v", d.s.Rules())
	}
	inForce(d, one, false)

	d = begin() // another file, even by a comment, is another word
	d.do("bo", set(one+"# so\n"))
	inForce(d, two, true)
	d.do("ana", set(one+"# so\n"))
	inForce(d, one+"# so\n", false)

	d = begin() // changed meanwhile
	d.do("desk", set(policies("3 suspend")))
	inForce(d, policies("3 suspend"), false)
	d.do("bo", set(one))
	inForce(d, policies("3 suspend"), true)

	d = begin() // said to stay as it is
	version, mark := d.version("p0"), d.s.Rules().Mark
	d.do("bo", set(two))
	inForce(d, two, false)
	if d.version("p0") != version || d.s.Rules().Mark != mark {
		t.Error("the rules were set again")
	}
	d.nothing("bo", set(two))

	d = begin() // the two turn out to be one person
	d.do("di", join("bo", "ana"))
	d.nothing("bo", set(one))

	d = begin() // the first word was that of a login of several
	d.do("di", ShareLogin{Login: "ana", Why: "a desk too"})
	d.do("bo", set(one))
	inForce(d, two, true)
	d.do("cy", set(one))
	inForce(d, one, false)
}
