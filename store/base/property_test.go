package base

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/kv"
	"github.com/seed-28a39f10/clew/store/kv/bolt"
)

// whole is all that a generation says of its accounts but for what depends on
// the order of files: ordinals and sources.
type whole struct {
	accounts map[model.AccountID]model.Account
	events   map[model.AccountID][]model.Event
	holders  map[string][]model.AccountID
	links    map[model.AccountID]uint32
}

func readAll(t *testing.T, b *Base) whole {
	t.Helper()
	w := whole{map[model.AccountID]model.Account{}, map[model.AccountID][]model.Event{}, map[string][]model.AccountID{}, map[model.AccountID]uint32{}}
	links, err := b.Cells(ColLinks)
	if err != nil {
		t.Fatal(err)
	}
	ids := make([]model.AccountID, b.Len())
	for ord := range ids {
		a, err1 := b.Account(uint32(ord))
		events, err2 := b.Events(uint32(ord), 0, 0)
		if err := cmp.Or(err1, err2); err != nil {
			t.Fatal(err)
		}
		ids[ord], a.Sources = a.ID, nil
		for i := range events {
			events[i].Source = model.Source{}
		}
		w.accounts[a.ID], w.events[a.ID], w.links[a.ID] = a, events, links[ord]
	}
	for _, kind := range append(model.Kinds(), TermTag, TermSignal) {
		if err := b.Values(kind, nil, func(value []byte, ords []uint32) bool {
			list := make([]model.AccountID, len(ords))
			for i, ord := range ords {
				list[i] = ids[ord]
			}
			slices.SortFunc(list, func(x, y model.AccountID) int { return cmp.Compare(x.String(), y.String()) })
			w.holders[string(rune(kind))+string(value)] = list
			return true
		}); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// TestOrderDoesNotMatter deals the same rows out to files and imports in many ways.
func TestOrderDoesNotMatter(t *testing.T) {
	for seed := range uint64(5) {
		r := rand.New(rand.NewPCG(seed, 2))
		rows := newWorld(seed+100, 60).rows(250)
		var want whole
		for try := range 5 {
			var g *generation
			left := copyRows(rows)
			r.Shuffle(len(left), func(i, j int) { left[i], left[j] = left[j], left[i] })
			for len(left) > 0 {
				var files []export
				for range r.IntN(3) + 1 {
					n := r.IntN(len(left) + 1)
					part := left[:n]
					left = left[n:]
					for i := range part {
						part[i].Line = uint64(i + 1)
					}
					files = append(files, export{"f", part})
				}
				g = build(t, g, files, small)
			}
			got := readAll(t, g.Base)
			if try == 0 {
				want = got
				continue
			}
			for id, a := range want.accounts {
				if !reflect.DeepEqual(a, got.accounts[id]) {
					t.Fatalf("seed %d, try %d: account\n%+v\nor\n%+v", seed, try, a, got.accounts[id])
				}
				if !reflect.DeepEqual(want.events[id], got.events[id]) {
					t.Fatalf("seed %d, try %d: events of %v", seed, try, id)
				}
			}
			if !reflect.DeepEqual(want, got) {
				t.Fatalf("seed %d, try %d: holders or links differ", seed, try)
			}
		}
	}
}

func TestAgain(t *testing.T) {
	w := newWorld(5, 200)
	first := []export{{"a", w.rows(150)}, {"b", w.rows(100)}}
	g1 := build(t, nil, first, small)

	again := build(t, g1, []export{{"copy of b", first[1].rows}, {"copy of a", first[0].rows}}, small)
	if again.res.Changed || again.res.Counts[0].Unchanged != 100 || again.res.Counts[1].Unchanged != 150 || int(again.res.Accounts) != g1.Len() {
		t.Errorf("the same rows again: %+v", again.res)
	}

	g2 := build(t, g1, []export{{"c", w.rows(300)}}, small)
	for ord := range uint32(g1.Len()) {
		x, err1 := g1.Account(ord)
		y, err2 := g2.Account(ord)
		if err1 != nil || err2 != nil || x.ID != y.ID {
			t.Fatalf("ordinal %d was %v and is %v", ord, x.ID, y.ID)
		}
	}
	if g2.Len() <= g1.Len() {
		t.Fatal("the second import brought nothing")
	}
}

// TestSameBytes builds the same generations twice.
func TestSameBytes(t *testing.T) {
	sum := func() [2][]byte {
		w := newWorld(6, 4000)
		files := []export{{"a", w.rows(3000)}, {"b", w.rows(2000)}}
		g1 := buildFile(t, nil, files, small)
		g2 := buildFile(t, g1, []export{{"c", w.rows(500)}}, small)
		one, err1 := os.ReadFile(g1.path)
		two, err2 := os.ReadFile(g2.path)
		if err := cmp.Or(err1, err2); err != nil {
			t.Fatal(err)
		}
		return [2][]byte{one, two}
	}
	x, y := sum(), sum()
	for i := range x {
		if !bytes.Equal(x[i], y[i]) {
			t.Errorf("generation %d differs: %d and %d bytes", i+1, len(x[i]), len(y[i]))
		}
	}
}

func TestAbort(t *testing.T) {
	noLeaks(t)
	dir := t.TempDir()
	db, err := bolt.Create(filepath.Join(t.TempDir(), "x.db"), bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	b, err := NewBuilder(background, db, nil, dir)
	if err != nil {
		t.Fatal(err)
	}
	small(b)
	if err := offer(b, []export{{"a", newWorld(1, 500).rows(1000)}}); err != nil {
		t.Fatal(err)
	}
	if names, _ := os.ReadDir(dir); len(names) == 0 {
		t.Error("the test wants more rows: nothing was spooled")
	}
	b.Abort()
	noFiles(t, dir)
}

var errFail = errors.New("the disk is on fire")

// failing is a store whose Load stops with err after n pairs.
type failing struct {
	kv.Store
	after int
	err   error
}

func (f failing) Load(ctx context.Context, pairs iter.Seq[kv.Pair]) error {
	if f.after == 0 {
		return f.err
	}
	n := 0
	for range pairs {
		if n++; n == f.after {
			return f.err
		}
	}
	return nil
}

// TestFailingStore stops the load at many places, with an error, without one,
// and by the end of the context.
func TestFailingStore(t *testing.T) {
	noLeaks(t)
	w := newWorld(8, 600)
	files := []export{{"a", w.rows(800)}}
	more := []export{{"b", w.rows(400)}}
	g := build(t, nil, files, small)
	total := len(pairsOf(t, g.Base))
	for i := 0; i < 60; i++ {
		after := i
		if i > 20 {
			after = total * (i - 20) / 40
		}
		var old *Base
		input := files
		if i%2 == 1 {
			old, input = g.Base, more
		}
		for _, fail := range []error{errFail, nil} {
			dir := t.TempDir()
			b, err := NewBuilder(background, failing{after: after, err: fail}, old, dir)
			if err != nil {
				t.Fatal(err)
			}
			small(b)
			err = offer(b, input)
			if err == nil {
				_, err = b.Build(nil)
			} else {
				b.Abort()
			}
			if after < total && (err == nil || fail != nil && !errors.Is(err, fail)) {
				t.Errorf("after %d pairs: %v", after, err)
			}
			noFiles(t, dir)
		}
	}
}

// slow is a store that never takes anything until its context ends.
type slow struct{ kv.Store }

func (slow) Load(ctx context.Context, pairs iter.Seq[kv.Pair]) error {
	for range pairs {
		<-ctx.Done()
		return ctx.Err()
	}
	return nil
}

func TestCancel(t *testing.T) {
	noLeaks(t)
	ctx, cancel := context.WithCancel(background)
	dir := t.TempDir()
	b, err := NewBuilder(ctx, slow{}, nil, dir)
	if err != nil {
		t.Fatal(err)
	}
	small(b)
	time.AfterFunc(50*time.Millisecond, cancel)
	if err = offer(b, []export{{"a", newWorld(3, 2000).rows(3000)}}); err == nil {
		_, err = b.Build(nil)
	} else {
		b.Abort()
	}
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
	noFiles(t, dir)
}

// TestNoTemporaryFiles: a directory that cannot take files is an error of kind disk.
func TestNoTemporaryFiles(t *testing.T) {
	noLeaks(t)
	rows := newWorld(3, 2000).rows(2000)
	for name, tune := range map[string]func(*Builder){
		"rows":  func(b *Builder) { b.rows.limit = 64 << 10 },
		"pairs": func(b *Builder) { b.pairs = 1000 },
	} {
		b, err := NewBuilder(background, failing{after: 1 << 30}, nil, filepath.Join(t.TempDir(), "missing"))
		if err != nil {
			t.Fatal(err)
		}
		tune(b)
		if err = offer(b, []export{{"a", rows}}); err == nil {
			_, err = b.Build(nil)
		} else {
			b.Abort()
		}
		if model.KindOf(err) != model.ErrDisk {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLimits(t *testing.T) {
	huge := model.Untrusted(make([]byte, maxRow+1))
	for _, row := range []model.Row{{Raw: huge}, {Account: model.Account{Tags: []model.Untrusted{huge}}}, {Events: []model.Event{{Detail: huge}}}} {
		if err := Prepare(&row); model.KindOf(err) != model.ErrLimit {
			t.Errorf("%v", err)
		}
	}
	for _, rows := range [][]model.Row{
		{{Line: 2}, {Line: 1}},
		{{Line: 2, Raw: "a"}, {Line: 2, Raw: "b"}},
	} {
		b, err := NewBuilder(background, failing{after: 1 << 30}, nil, t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		if err := offer(b, []export{{"a", rows}}); model.KindOf(err) != model.ErrInternal {
			t.Errorf("%v", err)
		}
		b.Abort()
	}
}

// TestOtherFormats: what another version packed is refused, with a sentence that
// says what to do.
func TestOtherFormats(t *testing.T) {
	g := build(t, nil, []export{{"a", newWorld(1, 5).rows(5)}}, nil)
	for format, want := range map[int]model.ErrorKind{formatMajor + 1: model.ErrTooNew, formatMajor - 1: model.ErrUnsupported, 0: model.ErrUnsupported} {
		stats := fmt.Appendf(nil, `{"format":%d,"accounts":5}`, format)
		_, err := Open(memory(replace(pairsOf(t, g.Base), keyMeta("stats"), stats)))
		var refusal *model.Error
		if !errors.As(err, &refusal) || refusal.Kind != want || refusal.Hint == "" {
			t.Errorf("format %d: %v", format, err)
		}
	}
}
