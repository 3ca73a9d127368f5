package evidence

import (
	"context"
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"
)

// ending is a context that ends when it is looked at for the n-th time.
type ending struct {
	context.Context
	looks atomic.Int64
	n     int64
}

func (e *ending) Err() error {
	if e.looks.Add(1) > e.n {
		return context.Canceled
	}
	return nil
}

// Wherever a build is given up, there is an error and no model; where it is not, the model is
// that of Build.
func TestBuildGivesUp(t *testing.T) {
	w := random(3, 400, 20, 30, .2)
	ix := w.plain()
	want := Build(ix, DefaultConfig(), w.numbers(ix), w.extra)
	stopped := int64(0)
	for n := int64(0); ; n += 1 + n/16 {
		m, err := BuildContext(&ending{Context: t.Context(), n: n}, ix, DefaultConfig(), w.numbers(ix), w.extra)
		if err == nil {
			compareModels(t, m, want)
			break
		}
		if stopped++; m != nil || !errors.Is(err, context.Canceled) {
			t.Fatalf("after %d looks there is a model, or the error is %v", n, err)
		}
	}
	if stopped < 50 {
		t.Errorf("it was stopped at only %d places", stopped)
	}
}

// One large component is divided, and many links are sorted, with a look every so often;
// once that says so there is no more work but to get out.
func TestLargeComponentGivesUp(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 5))
	const n = 12_000
	keys := make([]uint64, n)
	for i := range keys {
		keys[i] = r.Uint64()
	}
	ix := NewBuilder(keys).Index()
	seen := map[[2]uint32]bool{}
	var edges []Edge
	for len(edges) < 10*n {
		a := uint32(r.IntN(n))
		b := (a/30*30 + uint32(r.IntN(40))) % n // mostly of the same thirty
		if p := pairOf(a, b); a != b && !seen[p] {
			seen[p] = true
			edges = append(edges, Edge{p[0], p[1], float32(3 + r.IntN(20)), None})
		}
	}
	want := slices.Clone(edges)
	sortEdges(want)
	looks := 0
	sortUntil(edges, compareEdges, func() bool { looks++; return false })
	if !slices.Equal(edges, want) {
		t.Fatal("the links are out of order")
	}
	if looks < len(edges)/lookEvery {
		t.Errorf("sorting %d links looked %d times", len(edges), looks)
	}
	ring := make([]uint32, n)
	looks = 0
	ix.clusterInto(ring, edges, func() bool { looks++; return false })
	if looks < 10*len(edges)/lookEvery {
		t.Errorf("dividing a component of %d links looked %d times", len(edges), looks)
	}
	for last := 1; last < looks; last += 1 + looks/20 {
		n := 0
		ix.clusterInto(ring, edges, func() bool { n++; return n >= last })
		if n > last+4 {
			t.Errorf("it was looked %d times after it had been stopped", n-last)
		}
	}
}

func compareModels(t *testing.T, got, want *Model) {
	t.Helper()
	for _, same := range [][2]any{{got.weight, want.weight}, {got.edges, want.edges}, {got.ring, want.ring}, {got.place, want.place}, {got.half, want.half}} {
		if !reflect.DeepEqual(same[0], same[1]) {
			t.Fatalf("%v, want %v", same[0], same[1])
		}
	}
}

// An index of some accounts is the one that is built from what they say alone.
func TestFilterIsTheIndexOfTheRest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := random(rapid.Uint64().Draw(t, "seed"), rapid.IntRange(2, 80).Draw(t, "accounts"), rapid.IntRange(0, 6).Draw(t, "rings"),
			rapid.IntRange(1, 30).Draw(t, "size"), rapid.Float64Range(0, .3).Draw(t, "noise"))
		ix := w.plain()
		part := rapid.Uint32Range(1, 5).Draw(t, "part")
		keep := func(a uint32) bool { return a%part != 0 }
		b := NewBuilder(ix.keys)
		for v := range uint32(ix.Values()) {
			for _, a := range ix.Holders(v) {
				if keep(a) {
					b.Add(ix.kind[v], ix.hash[v], a)
				}
			}
			if p := ix.parent[v]; p != None {
				b.Nest(ix.hash[v], ix.hash[p])
			}
		}
		got, err := ix.Filter(context.Background(), keep)
		if err != nil {
			t.Fatal(err)
		}
		want := b.Index()
		if got.Values() != want.Values() {
			t.Fatalf("%d values, want %d", got.Values(), want.Values())
		}
		for _, same := range [][2]any{{got.hash, want.hash}, {got.kind, want.kind}, {got.parent, want.parent}, {got.off, want.off},
			{got.post, want.post}, {got.foff, want.foff}, {got.ftok, want.ftok}} {
			if x, y := reflect.ValueOf(same[0]), reflect.ValueOf(same[1]); x.Len()+y.Len() > 0 && !reflect.DeepEqual(same[0], same[1]) {
				t.Fatalf("%v, want %v", same[0], same[1])
			}
		}
	})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	ix := random(1, 20, 2, 5, .2).plain()
	if _, err := ix.Filter(ctx, func(uint32) bool { return true }); !errors.Is(err, context.Canceled) {
		t.Errorf("after its context has ended the error is %v", err)
	}
}
