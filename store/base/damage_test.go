package base

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/kv"
	"github.com/seed-28a39f10/clew/store/kv/bolt"
)

// survey asks a generation for everything and writes the answers down, "" where
// the answer is an error of kind corrupt.
func survey(b *Base, values []string, rows []model.Source) (out []string, err error) {
	note := func(v any, e error) {
		switch {
		case e == nil:
			out = append(out, fmt.Sprint(v))
		case model.KindOf(e) == model.ErrCorrupt:
			out = append(out, "")
		default:
			out = append(out, "error: "+e.Error())
			err = e
		}
	}
	note(b.Stats(), nil)
	note(b.Files(), nil)
	for ord := range uint32(b.Len()) {
		a, e := b.Account(ord)
		note(a, e)
		events, e := b.Events(ord, 0, 0)
		note(events, e)
		n, e := b.Cell(ColScore, ord)
		note(n, e)
		var list []Summary
		e = b.Summaries([]uint32{ord}, func(_ uint32, s *Summary) { list = append(list, *s) })
		note(list, e)
	}
	walk, walkErr := b.Walk()
	for ord := range uint32(b.Len()) {
		if walkErr != nil {
			note(nil, walkErr)
			note(nil, walkErr)
			continue
		}
		a, e := walk.Account(ord)
		note(a, e)
		events, e := walk.Events(ord)
		note(events, e)
	}
	top, e := b.OrderAt(ColScore, b.Len()-20, 20)
	note(top, e)
	for c := Column(1); c < colEnd; c++ {
		cells, e := b.Cells(c)
		note(cells, e)
		order, e := b.OrderAt(c, 10, 10)
		note(order, e)
		order, e = b.Order(c)
		note(order, e)
	}
	for d := Dict(1); d < dictEnd; d++ {
		names, e := b.Dict(d)
		note(names, e)
	}
	for _, v := range values {
		ords, e := b.Holders(model.KindDevice, model.Untrusted(v))
		note(ords, e)
	}
	for _, kind := range []model.Kind{model.KindAccount, model.KindDevice, TermTag, TermSource} {
		var all []string
		e := b.Values(kind, nil, func(v []byte, ords []uint32) bool {
			all = append(all, fmt.Sprint(string(v), ords))
			return true
		})
		note(all, e)
	}
	for _, f := range []TextField{TextAny, TextEmail} {
		var mu sync.Mutex
		var hits []uint32
		e := b.Search(context.Background(), f, []byte("e"), func(ord uint32) { mu.Lock(); hits = append(hits, ord); mu.Unlock() })
		slices.Sort(hits)
		note(hits, e)
		keys, e := b.SortKeys(f)
		note(keys, e)
	}
	for _, src := range rows {
		row, e := b.RawRow(src)
		if model.KindOf(e) == model.ErrNotFound {
			row, e = "none", nil
		}
		note(row, e)
	}
	return out, err
}

// TestDamage flips, swaps and cuts bytes of a file: whatever is read then is
// right or an error of kind corrupt.
func TestDamage(t *testing.T) {
	noLeaks(t)
	w := newWorld(31, 80)
	files := []export{{"a", w.rows(150)}, {"b", w.rows(100)}}
	g := buildFile(t, nil, files, nil)
	clean, err := os.ReadFile(g.path)
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	for i := range 30 {
		values = append(values, fmt.Sprintf("v%d", i), fmt.Sprintf("own%d-1", i), fmt.Sprintf("v%d?", i))
	}
	var rows []model.Source
	for line := uint64(1); line < 300; line += 7 {
		rows = append(rows, model.Source{File: 0, Line: line}, model.Source{File: 1, Line: line})
	}
	want, err := survey(g.Base, values, rows)
	if err != nil {
		t.Fatal(err)
	}
	if slices.Contains(want, "") {
		t.Fatal("the clean file gives errors")
	}

	path := filepath.Join(t.TempDir(), "damaged.db")
	corruptions, silent := 0, 0
	try := func(name string, file []byte) {
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := surveyFile(path, values, rows)
		if model.KindOf(err) == model.ErrCorrupt {
			corruptions++
			return
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		bad := false
		for i := range want {
			if got[i] == "" {
				bad = true
			} else if got[i] != want[i] {
				t.Errorf("%s: answer %d is %.300q, want %.300q", name, i, got[i], want[i])
			}
		}
		if bad {
			corruptions++
		} else {
			silent++
		}
	}
	for at := 500; at < len(clean); at += 1000 {
		file := bytes.Clone(clean)
		file[at] ^= 0x55
		try(fmt.Sprintf("byte %d", at), file)
	}
	r := rand.New(rand.NewPCG(5, 5))
	for range 60 { // swap two pages
		x, y := 4096*(2+r.IntN(len(clean)/4096-2)), 4096*(2+r.IntN(len(clean)/4096-2))
		file := bytes.Clone(clean)
		copy(file[x:x+4096], clean[y:y+4096])
		copy(file[y:y+4096], clean[x:x+4096])
		try(fmt.Sprintf("pages %d and %d", x, y), file)
	}
	for range 60 { // a page of zeros or of noise
		x := 4096 * r.IntN(len(clean)/4096)
		file := bytes.Clone(clean)
		for i := range 4096 {
			file[x+i] = byte(r.Uint32() * (uint32(x/4096) & 1))
		}
		try(fmt.Sprintf("page %d", x), file)
	}
	for cut := len(clean) - 1000; cut > 0; cut -= len(clean)/23 + 1 {
		try(fmt.Sprintf("cut at %d", cut), clean[:cut])
	}
	t.Logf("%d bytes: %d damaged files were noticed, %d made no difference", len(clean), corruptions, silent)
	if corruptions < 100 {
		t.Error("the damage hardly shows: the test is not a test")
	}
}

func surveyFile(path string, values []string, rows []model.Source) (out []string, err error) {
	db, err := bolt.Open(path, bolt.Options{ReadOnly: true, Final: true})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	r, release, err := db.Snapshot(background)
	if err != nil {
		return nil, err
	}
	defer release()
	err = bolt.Guard(func() error {
		b, err := Open(r)
		if err == nil {
			out, err = survey(b, values, rows)
		}
		if err != nil {
			return err
		}
		_, err = b.Check(background, func(string, string) {})
		return err
	})
	return out, err
}

// TestDamageOld: an import on top of a damaged generation fails or is right.
func TestDamageOld(t *testing.T) {
	noLeaks(t)
	w := newWorld(32, 120)
	first, second := []export{{"a", w.rows(200)}}, []export{{"b", w.rows(60)}}
	g := build(t, nil, first, nil)
	pairs := pairsOf(t, g.Base)
	want := pairsOf(t, build(t, g, second, nil).Base)
	r := rand.New(rand.NewPCG(6, 6))
	failed := 0
	for range 300 {
		bad := slices.Clone(pairs)
		i := r.IntN(len(bad))
		switch r.IntN(3) {
		case 0:
			bad[i].V = bytes.Clone(bad[i].V)
			bad[i].V[r.IntN(len(bad[i].V))] ^= 1
		case 1:
			bad = slices.Delete(bad, i, i+1)
		case 2:
			j := r.IntN(len(bad))
			bad[i].V, bad[j].V = bad[j].V, bad[i].V
		}
		old, err := Open(memory(bad))
		if err != nil {
			continue
		}
		var m memStore
		b, err := NewBuilder(background, &m, old, t.TempDir())
		if err == nil {
			if err = offer(b, second); err == nil {
				_, err = b.Build(nil)
			} else {
				b.Abort()
			}
		}
		if err != nil {
			if failed++; model.KindOf(err) != model.ErrCorrupt {
				t.Errorf("%v", err)
			}
			continue
		}
		// A block that is missing from the postings or the raw rows cannot be told
		// here; that takes Check.
		if len(bad) == len(pairs) && !slices.EqualFunc(memory(m.pairs), memory(want), func(x, y kv.Pair) bool { return bytes.Equal(x.K, y.K) && bytes.Equal(x.V, y.V) }) {
			t.Errorf("an import on a damaged generation gave something else, without an error: %d %q", i, pairs[i].K)
		}
	}
	if failed < 100 {
		t.Errorf("only %d of 300 imports failed", failed)
	}
}

// detour is a snapshot in which going up passes over some keys, as a damaged
// branch of the tree makes it.
type detour struct {
	memReader
	from, to []byte
}

func (d detour) Scan(lo, hi []byte, limit int) iter.Seq2[kv.Pair, error] {
	return func(yield func(kv.Pair, error) bool) {
		n := 0
		for p, err := range d.memReader.Scan(lo, hi, 0) {
			if bytes.Compare(p.K, d.from) >= 0 && bytes.Compare(p.K, d.to) < 0 {
				continue
			}
			if n++; limit > 0 && n > limit || !yield(p, err) {
				return
			}
		}
	}
}

// TestTableTail: a table whose last blocks cannot be reached from below does not
// pass for a shorter one.
func TestTableTail(t *testing.T) {
	w := newWorld(33, 300)
	g := build(t, nil, []export{{"a", w.rows(900)}}, nil)
	pairs := memory(pairsOf(t, g.Base))
	for _, table := range []byte{tabRecord, tabEvent, tabPosting, tabText, tabColumn, tabRaw} {
		end := pairs.seek([]byte{table + 1})
		for lost := range 4 {
			if end-lost < 1 || lost > 0 && pairs[end-lost].K[0] != table {
				continue
			}
			b := &Base{r: pairs}
			if lost > 0 {
				b.r = detour{pairs, pairs[end-lost].K, []byte{table + 1}}
			}
			var err error
			for c := b.table(table); err == nil; {
				_, err = c.next()
			}
			if lost == 0 && !errors.Is(err, io.EOF) || lost > 0 && model.KindOf(err) != model.ErrCorrupt {
				t.Errorf("table %c without its last %d blocks: %v", table, lost, err)
			}
		}
	}
}
