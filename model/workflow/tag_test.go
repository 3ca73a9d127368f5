package workflow

import (
	"maps"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
)

func TestTags(t *testing.T) {
	d := start(t)
	tag := func(name string, remove bool, ords ...uint32) SetTag {
		return SetTag{On: ids(ords), Tag: name, Remove: remove}
	}
	for _, name := range []string{"", "two words", "ä", strings.Repeat("x", 65), "a\x1b"} {
		d.refused("di", "a tag is 1 to 64", model.ErrUsage, tag(name, false, 1), 1)
	}
	d.refused("di", "no account is named", model.ErrUsage, tag("a", false))
	d.do("di", tag("b", false, 1, 2), 1, 2)
	d.do("di", tag("a", false, 1), 1)
	d.do("di", tag("a", false, 1, 2, 3), 1, 2, 3)
	if !equal(d.last.Subjects, []uint32{2, 3}) {
		t.Errorf("the entry is about %v", d.last.Subjects)
	}
	d.nothing("di", tag("a", false, 1, 2), 1, 2)
	d.nothing("di", tag("c", true, 1, 2), 1, 2)
	if got := d.s.Tags(1); !equal(got, []string{"a", "b"}) {
		t.Errorf("%v", got)
	}
	d.do("di", tag("a", true, 1, 3), 1, 3)
	if got := d.s.Tags(1); !equal(got, []string{"b"}) || d.s.Tags(3) != nil {
		t.Errorf("%v, %v", got, d.s.Tags(3))
	}
	if got := maps.Collect(d.s.Tagged); len(got) != 2 || !equal(got[2], []string{"a", "b"}) {
		t.Errorf("%v", got)
	}
}

func TestJudgingLinks(t *testing.T) {
	d := start(t)
	d.refused("di", "two accounts", model.ErrUsage, JudgeLink{Verdict: "same"}, 1)
	d.refused("di", "no such verdict", model.ErrUsage, JudgeLink{Verdict: "perhaps"}, 1, 2)
	d.refused("di", "too long", model.ErrLimit, JudgeLink{Verdict: "same", Why: model.Untrusted(strings.Repeat("x", maxReason+1))}, 1, 2)
	d.nothing("di", JudgeLink{}, 1, 2)
	d.do("di", JudgeLink{Verdict: "same", Why: "one phone"}, 1, 2)
	d.nothing("bo", JudgeLink{Verdict: "same", Why: "one phone"}, 1, 2)
	entry := d.do("bo", JudgeLink{Verdict: "not-same"}, 1, 2)
	if !strings.Contains(string(d.last.Body), `"before":"same"`) {
		t.Errorf("%s", d.last.Body)
	}
	d.do("bo", JudgeLink{Verdict: "facilitator"}, 2, 3)
	if j := d.s.JudgedLink(2, 1); j == nil || j.Verdict != evidence.NotSame || j.By != "bo" || j.Entry != entry || j.A != 1 || j.B != 2 {
		t.Errorf("%+v", j)
	}
	if all := d.s.JudgedLinks(); len(all) != 2 || all[0].A != 1 || all[1].A != 2 {
		t.Errorf("%+v", all)
	}
	d.do("di", JudgeLink{}, 1, 2)
	if d.s.JudgedLink(1, 2) != nil {
		t.Error("the verdict was taken back")
	}
}

func TestIgnoredValues(t *testing.T) {
	d := start(t)
	on := IgnoreValue{Kind: "device", Value: "d1", Why: "a kiosk", Until: d.now + day}
	off := IgnoreValue{Kind: "device", Value: "d1", Remove: true}
	d.refused("di", "no kind of evidence", model.ErrUsage, IgnoreValue{Kind: "shoe", Value: "x", Why: "x"})
	d.refused("di", "the value is empty", model.ErrUsage, IgnoreValue{Kind: "device", Why: "x"})
	d.refused("di", "a reason is needed", model.ErrUsage, IgnoreValue{Kind: "device", Value: "d1"})
	d.nothing("di", off)
	d.do("di", on)
	d.nothing("bo", on)
	kind, _ := evidence.KindByName("device")
	hash := evidence.ValueHash(kind, "d1")
	if i := d.s.IgnoredValue(hash); i == nil || i.By != "di" || i.Why != "a kiosk" || i.Value != "d1" {
		t.Errorf("%+v", i)
	}
	d.do("bo", IgnoreValue{Kind: "device", Value: "d2", Why: "for good"})
	if got := d.s.IgnoredValues(d.time()); len(got) != 2 || got[0].Value != "d1" {
		t.Errorf("%+v", got)
	}
	if got := d.s.IgnoredValues(model.Time{Milli: on.Until}); len(got) != 1 || got[0].Value != "d2" {
		t.Errorf("it has run out: %+v", got)
	}
	d.do("bo", off)
	if d.s.IgnoredValue(hash) != nil {
		t.Error("it counts again")
	}
}

func TestWeights(t *testing.T) {
	d := start(t)
	d.refused("di", "a reason is needed", model.ErrUsage, SetWeights{TOML: "a = 1"})
	d.nothing("di", SetWeights{Why: "x"})
	d.do("di", SetWeights{TOML: "a = 1", Why: "x"})
	entry := d.do("di", SetWeights{TOML: "a = 2", Why: "x"})
	if d.s.Weights() != "a = 2" || !strings.Contains(string(d.last.Body), `"before":"a = 1"`) {
		t.Errorf("%q %s", d.s.Weights(), d.last.Body)
	}
	d.do("di", Undo{Entry: entry})
	if d.s.Weights() != "a = 1" {
		t.Errorf("%q", d.s.Weights())
	}
}
