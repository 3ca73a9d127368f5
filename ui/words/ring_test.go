package words

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
)

func name(ord uint32) string { return fmt.Sprintf("a%d", ord) }

func TestParts(t *testing.T) {
	f := &store.Fallout{Parts: [][]uint32{{1, 2, 3}, {4}, {5, 6}, {7}}}
	for _, c := range []struct {
		parts, names int
		want         []string
	}{
		{math.MaxInt, math.MaxInt, []string{"a ring of 3: a1, a2, a3", "a ring of 2: a5, a6", "2 alone: a4, a7"}},
		{1, 1, []string{"a ring of 3: a1 and 2 more", "and 1 more ring", "2 alone: a4 and 1 more"}},
	} {
		if got := Parts(f, c.parts, c.names, name); !slices.Equal(got, c.want) {
			t.Errorf("%d parts of %d names: %q, want %q", c.parts, c.names, got, c.want)
		}
	}
	if got := Parts(&store.Fallout{Parts: [][]uint32{{4}}}, 9, 9, name); !slices.Equal(got, []string{"alone: a4"}) {
		t.Errorf("one alone: %q", got)
	}
	if got := Parts(&store.Fallout{}, 9, 9, name); len(got) != 0 {
		t.Errorf("nobody: %q", got)
	}
}

func TestLooser(t *testing.T) {
	ring := func(links int, density float64) *store.Ring {
		return &store.Ring{Ring: &evidence.Ring{Links: make([]evidence.Edge, links), Density: density}}
	}
	for want, f := range map[string]store.Fallout{
		"": {Before: ring(450, .09), After: ring(450, .09)},
		" 438 of its 450 strong links would be left.":                            {Before: ring(450, .0874), After: ring(438, .0851)},
		" 3 of its 7 strong links would be left (density 1.00 instead of 0.47).": {Before: ring(7, .47), After: ring(3, 1)},
	} {
		if got := Looser(&f); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := Looser(&store.Fallout{Before: ring(7, .47)}); got != "" {
		t.Errorf("of no ring: %q", got)
	}
}

func TestFallout(t *testing.T) {
	before := &store.Ring{Ring: &evidence.Ring{Class: evidence.Certain}}
	after := &store.Ring{Ring: &evidence.Ring{Class: evidence.Possible, Best: evidence.Innocent{Code: "agency", Covers: .7}}}
	for _, c := range []struct {
		f    store.Fallout
		want string
	}{
		{store.Fallout{Before: before, Rest: []uint32{1, 2}}, "Nothing changes: every member is still in it."},
		{store.Fallout{Before: before, After: after, Rest: []uint32{1, 2}, Parts: [][]uint32{{3}, {4, 5}}},
			"2 accounts would still be in it, 3 would fall out. It would then be only possible, and agency would explain 70 % of it."},
		{store.Fallout{Before: before, Rest: []uint32{1}, Parts: [][]uint32{{3, 4, 5}, {6}}},
			"The account asked about would fall out, and be in no ring."},
	} {
		if got := Fallout(&c.f); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestStillCounts(t *testing.T) {
	for n, want := range map[int]string{0: "", 1: "Of 1 member other files tell too: all their values still count, those too that this file gave them.",
		1200: "Of 1,200 members other files tell too: all their values still count, those too that this file gave them."} {
		if got := StillCounts(&store.Fallout{Shared: n}); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestPending(t *testing.T) {
	ring := &store.Ring{Ring: &evidence.Ring{Class: evidence.Certain}}
	lost := &store.Resting{Proposal: 2, Action: "suspend", Stage: workflow.Proposed, Of: 9, Untied: []uint32{1, 2, 3}, Apart: []uint32{4}}
	sealed := &store.Resting{Proposal: 2, Action: "suspend", Stage: workflow.Batched, Of: 1, Untied: []uint32{5}}
	named := &store.Resting{Proposal: 7, Action: "limit", Stage: workflow.Approved, Of: 3, Names: []model.Untrusted{"ip:192.0.2.7", "device:\x1b[2J"}}
	for _, c := range []struct {
		f           store.Fallout
		want, terse string
	}{
		{store.Fallout{}, "", "0 stay, 0 fall out"},
		{store.Fallout{Rest: []uint32{1}, Parts: [][]uint32{{3, 4}}}, "", "the account asked about falls out"},
		{store.Fallout{Pending: 3, Rest: []uint32{1}}, "No pending proposal would lose anything.", "1 stay, 0 fall out"},
		{store.Fallout{Pending: 30, Resting: []*store.Resting{lost, sealed, named}}, "5 of 10 accounts pending in proposal 2 would no longer stand.",
			"0 stay, 0 fall out; 5 pending would not stand"},
		{store.Fallout{Pending: 30, Resting: []*store.Resting{named}}, "It is evidence of pending proposal 7.", "0 stay, 0 fall out; evidence of pending proposal 7"},
	} {
		c.f.Before = ring
		if got := Pending(&c.f); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
		if got := Tersely(&c.f); got != c.terse {
			t.Errorf("%q, want %q", got, c.terse)
		}
	}
	for want, r := range map[string]*store.Resting{
		"proposal 2 (suspend, in review): 3 of 9 accounts would have no strong link left (a1, a2 and 1 more); 1 of 9 accounts would be in another ring (a4)": lost,
		"proposal 2 (suspend, sealed, not handed off): 1 of 1 account would have no strong link left (a5)":                                                   sealed,
		"proposal 7 (limit, approved): it gives ip:192.0.2.7, device:⟨ESC⟩[2J as evidence":                                                                   named,
	} {
		if got := Resting(r, 2, name); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// A verdict has no bits that anybody could find in what the two share.
func TestHeldByAVerdict(t *testing.T) {
	name := func(ord uint32) string { return string(rune('a' + ord)) }
	for bits, want := range map[float32]string{
		3.9:               "Weak points: 1 bridge, the weakest from a to b with 3.9 bits.",
		evidence.SameBits: "Weak points: 1 bridge, the weakest from a to b by a verdict.",
	} {
		r := &store.Ring{Ring: &evidence.Ring{Bridges: []evidence.Edge{{A: 0, B: 1, Bits: bits}}}}
		if got := HeldBy(r, name); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
