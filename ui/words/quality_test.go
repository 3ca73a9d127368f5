package words

import (
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model/workflow"
)

func TestQuality(t *testing.T) {
	if len(stages) != len(workflow.Stages) {
		t.Errorf("%d stages have words", len(stages))
	}
	for _, s := range workflow.Stages {
		if Stage(s) == "" || Waiting(workflow.Wait{Stage: s}) == "0 s" {
			t.Errorf("there are no words for %s", s)
		}
	}
	for d, want := range map[time.Duration]string{0: "under 1 min", time.Minute: "1 min", 59 * time.Minute: "59 min", time.Hour: "1 h", 47 * time.Hour: "47 h", 48 * time.Hour: "2 days"} {
		if got := Lasted(d); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
	for want, a := range map[string]workflow.Ages{"": {}, "for 2 h": {Count: 1, Oldest: 2 * time.Hour, Median: 2 * time.Hour}, "oldest 3 days, median 2 h": {Count: 5, Oldest: 72 * time.Hour, Median: 2 * time.Hour}} {
		if got := Waited(a); got != want {
			t.Errorf("%+v is %q, want %q", a, got, want)
		}
	}
	s := workflow.Share{Part: 9, Of: 10, Low: .596, High: .982}
	if got := Share(s, ""); got != "9 of 10, 90 % (95 %: 59 to 99 %)" {
		t.Errorf("%q", got)
	}
	if got := Share(workflow.Share{High: 1}, "none"); got != "none" {
		t.Errorf("%q", got)
	}
	for want, q := range map[string]workflow.Queue{"policy x": {Name: "x"}, "cases in no queue": {Cases: true}, "cases in ⟨ESC⟩x": {Cases: true, Name: "\x1bx"}} {
		if got := QueueName(q); got != want {
			t.Errorf("%+v is %q, want %q", q, got, want)
		}
	}
	if got := SecondLook(&workflow.Sampled{Note: "\x1b[2J"}); got != "disagrees: ⟨ESC⟩[2J" {
		t.Errorf("%q", got)
	}
}
