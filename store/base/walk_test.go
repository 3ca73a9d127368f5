package base

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

// A walk gives what single looks give, in whatever order it is asked, and what it gave stays
// right as far as it was copied.
func TestWalk(t *testing.T) {
	w := newWorld(91, 400)
	rows := w.rows(900)
	// Two accounts, one after the other, fill several blocks of events each.
	for _, k := range []int{3, 4} {
		for i := range 60 {
			row := w.row(k)
			for range 20 {
				e := w.event(k)
				e.Detail = model.Untrusted(strings.Repeat("x", w.r.IntN(300)))
				row.Events = append(row.Events, e)
			}
			row.Line = uint64(5000 + 100*k + i)
			rows = append(rows, row)
		}
	}
	g := buildFile(t, nil, []export{{"a", rows}}, nil)
	n := uint32(g.Len())
	want, busy := make([]string, n), 0
	for ord := range n {
		a, err := g.Account(ord)
		if err != nil {
			t.Fatal(err)
		}
		events, err := g.Events(ord, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		want[ord] = fmt.Sprintf("%+v %+v", a, events)
		if len(want[ord]) > 4*eventBlock {
			busy++
		}
	}
	if busy < 2 {
		t.Fatalf("%d accounts have events in several blocks", busy)
	}
	up := make([]uint32, n)
	for i := range up {
		up[i] = uint32(i)
	}
	down, mixed, some := slices.Clone(up), slices.Clone(up), slices.Clone(up)
	slices.Reverse(down)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
	some = slices.DeleteFunc(some, func(ord uint32) bool { return ord%3 > 0 })
	for name, order := range map[string][]uint32{"up": up, "down": down, "mixed": mixed, "some, twice each": slices.Concat(some, some)} {
		walk, err := g.Walk()
		if err != nil {
			t.Fatal(err)
		}
		kept := map[uint32][]any{}
		for _, ord := range order {
			a, err := walk.Account(ord)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			events, err := walk.Events(ord)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if got := fmt.Sprintf("%+v %+v", *a, events); got != want[ord] {
				t.Fatalf("%s: account %d\n got %.400s\nwant %.400s", name, ord, got, want[ord])
			}
			copied := *a
			copied.Facts, copied.Identifiers, copied.Flags = slices.Clone(a.Facts), slices.Clone(a.Identifiers), slices.Clone(a.Flags)
			copied.Signals, copied.Tags, copied.Sources = slices.Clone(a.Signals), slices.Clone(a.Tags), slices.Clone(a.Sources)
			kept[ord] = []any{copied, slices.Clone(events)}
		}
		for ord, of := range kept {
			if got := fmt.Sprintf("%+v %+v", of...); got != want[ord] {
				t.Fatalf("%s: what was copied of account %d became\n%.400s\nwant %.400s", name, ord, got, want[ord])
			}
		}
	}
	walk, err := g.Walk()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := walk.Account(n); model.KindOf(err) != model.ErrNotFound {
		t.Errorf("there is no account %d: %v", n, err)
	}
	if _, err := walk.Account(n - 1); err != nil {
		t.Errorf("after one that is not there: %v", err)
	}
}

// Accounts one after the other take little memory each: that is what a run over all of them
// saves most with.
func TestWalkUsesItsMemoryAgain(t *testing.T) {
	w := newWorld(92, 2000)
	g := buildFile(t, nil, []export{{"a", w.rows(4000)}}, nil)
	walk, err := g.Walk()
	if err != nil {
		t.Fatal(err)
	}
	all := func(look func(ord uint32) error) float64 {
		return testing.AllocsPerRun(2, func() {
			for ord := range uint32(g.Len()) {
				if err := look(ord); err != nil {
					t.Fatal(err)
				}
			}
		}) / float64(g.Len())
	}
	single := all(func(ord uint32) error {
		_, err1 := g.Account(ord)
		_, err2 := g.Events(ord, 0, 0)
		return cmp.Or(err1, err2)
	})
	walked := all(func(ord uint32) error {
		_, err1 := walk.Account(ord)
		_, err2 := walk.Events(ord)
		return cmp.Or(err1, err2)
	})
	if walked*5 > single {
		t.Errorf("%.1f allocations an account, and %.1f for single looks", walked, single)
	}
	t.Logf("%.1f allocations an account, and %.1f for single looks", walked, single)
}
