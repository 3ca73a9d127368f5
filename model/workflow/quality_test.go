package workflow

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
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

// drew gives the entry of a sample with a seed of one's own.
func (d *desk) drew(seed string, count int, drawn []Ground) Event {
	body, err := json.Marshal(DrawSample{Count: count, First: d.s.given.sample + 1, Seed: seed, Drawn: drawn})
	if err != nil {
		d.Fatal(err)
	}
	return Event{Seq: d.s.Next(), Time: d.time(), Actor: "di", Verb: "sample", Body: body}
}

// take applies an entry, and says whether it counts.
func (d *desk) take(e Event) bool {
	before := len(d.s.Violations())
	d.s = d.s.Clone()
	if err := d.s.Apply(e); err != nil {
		d.Fatal(err)
	}
	return len(d.s.Violations()) == before
}

func (d *desk) drawn() (out []uint32) {
	for _, x := range d.s.Samples() {
		out = append(out, x.Proposal)
	}
	return out
}

// The draw is the same wherever and whenever it is done again: a replay has to agree with what
// was drawn years ago, so the numbers are here, of both ways that there have been.
func TestTheDrawOfASample(t *testing.T) {
	d := start(t)
	d.decisions(20)
	d.propose(1) // not decided
	seed := strings.Repeat("01", 32)
	now := &desk{T: t, s: d.s, now: d.now}
	if !now.take(now.drew(seed, 5, now.s.draw(seed, 5))) || !equal(now.drawn(), []uint32{2, 6, 7, 12, 14}) {
		t.Errorf("drawn %v: %v", now.drawn(), now.s.Violations())
	}
	earlier := d.s.earlierSeed()
	if !d.take(d.drew(earlier, 5, d.s.drawEarlier(earlier, 5))) || !equal(d.drawn(), []uint32{4, 5, 8, 16, 17}) {
		t.Errorf("drawn earlier %v: %v", d.drawn(), d.s.Violations())
	}
	for i, x := range d.s.Samples() {
		if x.ID != uint32(i+1) || x.Hash != d.s.Proposal(x.Proposal).Hash || x.Drawn.By != "di" || x.Seed != earlier {
			t.Errorf("%+v", x)
		}
	}
	// None is drawn twice.
	d.do("di", DrawSample{Count: 1000})
	if d.last.Value != "15 decisions" {
		t.Errorf("%q", d.last.Value)
	}
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

// What is drawn is known to nobody before: of the same log and at the same entry, each draw is
// another. And after, the log and a hash are all that it takes to draw again.
func TestASampleIsKnownAfterAndNotBefore(t *testing.T) {
	d := start(t)
	d.decisions(40)
	const draws, each = 200, 10
	often := map[uint32]int{}
	seeds := map[string]bool{}
	for range draws {
		one := &desk{T: t, s: d.s, now: d.now}
		entry := one.do("di", DrawSample{Count: each})
		seed := one.s.Sample(1).Seed
		seeds[seed] = true
		var all []string
		of := map[string]uint32{}
		for _, p := range d.s.Proposals() {
			sum := sha256.Sum256([]byte("clew sample v2\n" + d.s.Log() + "\n" + fmt.Sprint(entry) + "\n" + seed + "\n" + fmt.Sprint(p.ID) + "\n" + p.Hash + "\n"))
			all = append(all, string(sum[:]))
			of[string(sum[:])] = p.ID
		}
		slices.Sort(all)
		var again []uint32
		for _, sum := range all[:each] {
			again = append(again, of[sum])
			often[of[sum]]++
		}
		slices.Sort(again)
		if !equal(one.drawn(), again) {
			t.Fatalf("drawn %v, drawn again %v", one.drawn(), again)
		}
	}
	if len(seeds) != draws {
		t.Errorf("%d seeds in %d draws", len(seeds), draws)
	}
	// Each is drawn in a quarter of the draws: 50 times, with a standard deviation of 6.1. Six of
	// these is once in ten million runs of the test.
	for id := uint32(1); id <= 40; id++ {
		if n := often[id]; n < 50-37 || n > 50+37 {
			t.Errorf("proposal %d was drawn %d times of %d", id, n, draws)
		}
	}
}

// Nobody chooses what is drawn, and nobody goes back to seeds that are known before.
func TestForgedSamples(t *testing.T) {
	d := start(t)
	d.decisions(3)
	random := strings.Repeat("5f", 32)
	for _, way := range []struct {
		seed string
		draw func(string, int) []Ground
	}{{random, d.s.draw}, {d.s.earlierSeed(), d.s.drawEarlier}} {
		right := way.draw(way.seed, 1)
		for _, g := range way.draw(way.seed, 3) {
			one := &desk{T: t, s: d.s, now: d.now}
			if took := one.take(one.drew(way.seed, 1, []Ground{g})); took != (g == right[0]) || took != (len(one.s.Samples()) == 1) {
				t.Errorf("proposal %d by %s: taken %v", g.Proposal, way.seed, took)
			}
		}
	}
	for _, seed := range []string{d.s.log + " 1", "", random[1:], strings.ToUpper(random), random + "00", "a b"} {
		for _, draw := range []func(string, int) []Ground{d.s.draw, d.s.drawEarlier} {
			one := &desk{T: t, s: d.s, now: d.now}
			if one.take(one.drew(seed, 1, draw(seed, 1))) {
				t.Errorf("the seed %q is taken", seed)
			}
		}
	}
	d.do("di", DrawSample{Count: 1})
	seed := d.s.earlierSeed()
	if d.take(d.drew(seed, 1, d.s.drawEarlier(seed, 1))) {
		t.Error("after a random seed one that is known before is taken")
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
