package workflow

import (
	"fmt"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

// decisions makes n decisions: ana proposes, bo approves.
func (d *desk) decisions(n int) {
	for range n {
		p := d.propose(1000 + d.s.given.proposal)
		d.approve("bo", p.ID)
	}
}

// The draw is the same wherever and whenever it is done again: a replay has to agree with what
// was drawn years ago, so the numbers are here.
func TestTheDrawOfASample(t *testing.T) {
	d := start(t)
	d.decisions(20)
	d.propose(1) // not decided
	d.do("di", DrawSample{Count: 5})
	var got []uint32
	for i, x := range d.s.Samples() {
		if x.ID != uint32(i+1) || x.Hash != d.s.Proposal(x.Proposal).Hash || x.Drawn.By != "di" {
			t.Errorf("%+v", x)
		}
		got = append(got, x.Proposal)
	}
	if want := []uint32{4, 5, 8, 16, 17}; !equal(got, want) {
		t.Errorf("drawn %v, want %v", got, want)
	}
	if d.last.Value != "5 decisions" {
		t.Errorf("%q", d.last.Value)
	}
	// None is drawn twice, and another point of the log draws others.
	d.do("di", DrawSample{Count: 1000})
	seen := map[uint32]bool{}
	for _, x := range d.s.Samples() {
		if seen[x.Proposal] || x.Proposal == 21 {
			t.Errorf("proposal %d was drawn", x.Proposal)
		}
		seen[x.Proposal] = true
	}
	if len(seen) != 20 {
		t.Errorf("%d drawn", len(seen))
	}
	d.nothing("di", DrawSample{Count: 1})
	for _, n := range []int{-1, 0, 1001} {
		d.refused("di", "1 to 1000 decisions", model.ErrUsage, DrawSample{Count: n})
	}
}

// Nobody chooses what is drawn.
func TestForgedSamples(t *testing.T) {
	d := start(t)
	d.decisions(3)
	seed := fmt.Sprintf("%s %d", d.s.log, d.s.Next())
	right := d.s.draw(seed, 1)[0]
	for _, g := range d.s.draw(seed, 3) {
		s := d.s.Clone()
		body := fmt.Appendf(nil, `{"count":1,"first":1,"seed":%q,"drawn":[{"proposal":%d,"hash":%q}]}`, seed, g.Proposal, g.Hash)
		if err := s.Apply(Event{Seq: s.Next(), Actor: "bo", Verb: "sample", Body: body}); err != nil {
			t.Fatal(err)
		}
		if took := len(s.Samples()) == 1; took != (g == right) {
			t.Errorf("proposal %d: taken %v", g.Proposal, took)
		}
	}
	other := d.s.Clone()
	seed = d.s.log + " 1"
	body := fmt.Appendf(nil, `{"count":1,"first":1,"seed":%q,"drawn":[{"proposal":%d,"hash":%q}]}`, seed, d.s.draw(seed, 1)[0].Proposal, d.s.draw(seed, 1)[0].Hash)
	if err := other.Apply(Event{Seq: other.Next(), Actor: "bo", Verb: "sample", Body: body}); err != nil {
		t.Fatal(err)
	}
	if len(other.Samples()) != 0 {
		t.Error("a seed of one's own choice is taken")
	}
}

func TestAssessing(t *testing.T) {
	d := start(t)
	d.decisions(2)
	d.do("di", DrawSample{Count: 2})
	d.refused("cy", "no such sample", model.ErrNotFound, Assess{ID: 3, Agrees: true})
	d.refused("ana", "made or changed it yourself", model.ErrRefused, Assess{ID: 1, Agrees: true})
	d.refused("bo", "approved it yourself", model.ErrRefused, Assess{ID: 1, Agrees: true})
	d.refused("cy", "a reason is needed", model.ErrUsage, Assess{ID: 1})
	d.do("di", ShareLogin{Login: "desk", Why: "many"})
	d.refused("desk", "several persons share", model.ErrRefused, Assess{ID: 1, Agrees: true})
	d.do("bo", Retract{ID: 1})
	d.refused("bo", "approved it yourself", model.ErrRefused, Assess{ID: 1, Agrees: true}) // it was drawn with his approval
	d.do("cy", Assess{ID: 1, Note: "too little"})
	if x := d.s.Sample(1); x.Agrees || x.Assessed.By != "cy" || x.Note != "too little" {
		t.Errorf("%+v", x)
	}
	d.refused("di", "has been assessed", model.ErrRefused, Assess{ID: 1, Agrees: true})
	d.do("cy", Assess{ID: 2, Agrees: true})
	if x := d.s.Sample(2); !x.Agrees || d.s.Sample(3) != nil {
		t.Errorf("%+v", x)
	}
}
