// Package kvtest is the suite that every engine behind store/kv must pass.
package kvtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/store/kv"
)

// Engine is what the suite needs of an engine.
type Engine struct {
	// Open gives a new, empty store and closes it when the test ends.
	Open func(t testing.TB) kv.Store

	// Freeze gives a store with the contents of s that can give snapshots and
	// need not take writes; s is not used afterwards. It may be s itself.
	Freeze func(t testing.TB, s kv.Store) kv.Store
}

// Run runs the suite.
func Run(t *testing.T, e Engine) {
	for _, c := range []struct {
		name string
		test func(*testing.T, Engine)
	}{
		{"Keys", testKeys},
		{"EmptyValue", testEmptyValue},
		{"GetMany", testGetMany},
		{"ScanBounds", testScanBounds},
		{"EarlyStop", testEarlyStop},
		{"Rollback", testRollback},
		{"OwnWrites", testOwnWrites},
		{"KeepsNothing", testKeepsNothing},
		{"ViewIsolation", testViewIsolation},
		{"Snapshot", testSnapshot},
		{"LostUpdate", testLostUpdate},
		{"WriteSkew", testWriteSkew},
		{"Load", testLoad},
		{"Limits", testLimits},
		{"Context", testContext},
		{"Model", testModel},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, e) })
	}
}

var background = context.Background()

func put(t testing.TB, s kv.Store, pairs ...string) {
	t.Helper()
	update(t, s, func(tx kv.Txn) error {
		for i := 0; i < len(pairs); i += 2 {
			if err := tx.Put([]byte(pairs[i]), []byte(pairs[i+1])); err != nil {
				return err
			}
		}
		return nil
	})
}

func update(t testing.TB, s kv.Store, fn func(kv.Txn) error) {
	t.Helper()
	if err := s.Update(background, fn); err != nil {
		t.Fatal(err)
	}
}

func view(t testing.TB, s kv.Store, fn func(kv.Reader) error) {
	t.Helper()
	if err := s.View(background, fn); err != nil {
		t.Fatal(err)
	}
}

// collect gives "k=v" of a scan.
func collect(t testing.TB, seq iter.Seq2[kv.Pair, error]) []string {
	t.Helper()
	got := []string{}
	for p, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, string(p.K)+"="+string(p.V))
	}
	return got
}

func want(t testing.TB, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

func wantGet(t testing.TB, r kv.Reader, k, v string, there bool) {
	t.Helper()
	got, ok, err := r.Get([]byte(k))
	if err != nil || ok != there || string(got) != v {
		t.Errorf("Get(%q) = %q, %v, %v; want %q, %v", k, got, ok, err, v, there)
	}
}

func testKeys(t *testing.T, e Engine) {
	s := e.Open(t)
	keys := []string{
		"\x00", "\x00\x00", "\x00\xff", "\x01", "A", "B\x00", "a", "a\x00b", "e\u0301", "z",
		"\u00e9", "\u0430", "\uac00", "\U0001f600", "\xc3\x28", "\xfe", "\xff", "\xff\x00", "\xff\xff",
		strings.Repeat("k", 500),
	}
	slices.Sort(keys)
	var pairs, wanted []string
	for i, k := range keys {
		v := fmt.Sprintf("%d\x00%s", i, k)
		pairs = append(pairs, k, v)
		wanted = append(wanted, k+"="+v)
	}
	put(t, s, pairs...)
	view(t, s, func(r kv.Reader) error {
		for i := 0; i < len(pairs); i += 2 {
			wantGet(t, r, pairs[i], pairs[i+1], true)
		}
		wantGet(t, r, "not there", "", false)
		wantGet(t, r, "", "", false)
		want(t, "order of bytes", collect(t, r.Scan(nil, nil, 0)), wanted)
		slices.Reverse(wanted)
		want(t, "reverse", collect(t, r.ScanBack(nil, nil, 0)), wanted)
		return nil
	})
	if err := s.Update(background, func(tx kv.Txn) error { return tx.Put(nil, []byte("v")) }); err == nil {
		t.Error("an empty key was taken")
	}
}

func testEmptyValue(t *testing.T, e Engine) {
	s := e.Open(t)
	update(t, s, func(tx kv.Txn) error {
		for _, v := range [][]byte{nil, {}} {
			if err := tx.Put([]byte("k"), v); err != nil {
				return err
			}
			wantGet(t, tx, "k", "", true)
		}
		return nil
	})
	view(t, s, func(r kv.Reader) error {
		wantGet(t, r, "k", "", true)
		want(t, "scan", collect(t, r.Scan(nil, nil, 0)), []string{"k="})
		return nil
	})
}

func testGetMany(t *testing.T, e Engine) {
	s := e.Open(t)
	put(t, s, "a", "1", "b", "", "c", "3")
	view(t, s, func(r kv.Reader) error {
		vs, err := r.GetMany([][]byte{[]byte("c"), []byte("x"), []byte("b"), []byte("c")})
		if err != nil {
			return err
		}
		if len(vs) != 4 || string(vs[0]) != "3" || vs[1] != nil || vs[2] == nil || len(vs[2]) != 0 || string(vs[3]) != "3" {
			t.Errorf("got %q", vs)
		}
		if vs, err := r.GetMany(nil); err != nil || len(vs) != 0 {
			t.Errorf("of none: %q, %v", vs, err)
		}
		return nil
	})
}

func testScanBounds(t *testing.T, e Engine) {
	s := e.Open(t)
	view(t, s, func(r kv.Reader) error {
		want(t, "of nothing", collect(t, r.Scan(nil, nil, 0)), nil)
		want(t, "back of nothing", collect(t, r.ScanBack(nil, []byte("x"), 0)), nil)
		return nil
	})
	put(t, s, "a", "1", "b", "2", "b\x00", "3", "c", "4", "d", "5")
	for _, c := range []struct {
		lo, hi string
		limit  int
		want   string
	}{
		{"", "", 0, "a b b\x00 c d"},
		{"", "", -1, "a b b\x00 c d"},
		{"", "", 2, "a b"},
		{"b", "", 0, "b b\x00 c d"},
		{"b", "c", 0, "b b\x00"},
		{"b", "b", 0, ""},
		{"c", "b", 0, ""},
		{"aa", "bb", 0, "b b\x00"},
		{"b\x00", "d", 1, "b\x00"},
		{"", "a", 0, ""},
		{"e", "", 0, ""},
		{"", "zz", 100, "a b b\x00 c d"},
	} {
		var wanted []string
		if c.want != "" {
			wanted = strings.Split(c.want, " ")
		}
		var inside []string // all of the range, for the other direction
		for _, k := range []string{"a", "b", "b\x00", "c", "d"} {
			if k >= c.lo && (c.hi == "" || k < c.hi) {
				inside = append([]string{k}, inside...)
			}
		}
		if c.limit > 0 && len(inside) > c.limit {
			inside = inside[:c.limit]
		}
		view(t, s, func(r kv.Reader) error {
			for _, d := range []struct {
				name string
				scan func(lo, hi []byte, limit int) iter.Seq2[kv.Pair, error]
				want []string
			}{{"Scan", r.Scan, wanted}, {"ScanBack", r.ScanBack, inside}} {
				var got []string
				for p, err := range d.scan([]byte(c.lo), []byte(c.hi), c.limit) {
					if err != nil {
						return err
					}
					got = append(got, string(p.K))
				}
				want(t, fmt.Sprintf("%s(%q, %q, %d)", d.name, c.lo, c.hi, c.limit), got, d.want)
			}
			return nil
		})
	}
}

func testEarlyStop(t *testing.T, e Engine) {
	s := e.Open(t)
	put(t, s, "a", "1", "b", "2", "c", "3")
	view(t, s, func(r kv.Reader) error {
		seq := r.Scan(nil, nil, 0)
		for range 2 { // a sequence can be started again
			for p, err := range seq {
				if err != nil || string(p.K) != "a" {
					t.Errorf("got %q, %v", p.K, err)
				}
				break
			}
		}
		for p := range r.ScanBack(nil, nil, 0) { // scans nest
			for q := range r.Scan(p.K, nil, 0) {
				if !bytes.Equal(p.K, q.K) {
					t.Errorf("got %q in a scan from %q", q.K, p.K)
				}
				break
			}
		}
		return nil
	})
}

func testRollback(t *testing.T, e Engine) {
	s := e.Open(t)
	put(t, s, "a", "1", "b", "2")
	stop := errors.New("stop")
	err := s.Update(background, func(tx kv.Txn) error {
		if err := errors.Join(tx.Put([]byte("a"), []byte("x")), tx.Put([]byte("new"), nil), tx.Delete([]byte("b"))); err != nil {
			return err
		}
		return stop
	})
	if !errors.Is(err, stop) {
		t.Errorf("the error of the function became %v", err)
	}
	var unsure *kv.CommitError
	if errors.As(err, &unsure) {
		t.Error("a rollback is reported as a commit whose outcome is unknown")
	}
	func() {
		defer func() {
			if r := recover(); r != "mine" {
				t.Errorf("the panic of the function became %v", r)
			}
		}()
		_ = s.Update(background, func(tx kv.Txn) error {
			if err := tx.Put([]byte("a"), []byte("y")); err != nil {
				t.Error(err)
			}
			panic("mine")
		})
	}()
	view(t, s, func(r kv.Reader) error {
		want(t, "after", collect(t, r.Scan(nil, nil, 0)), []string{"a=1", "b=2"})
		return nil
	})
	put(t, s, "c", "3") // and the store still takes writes
}

func testOwnWrites(t *testing.T, e Engine) {
	s := e.Open(t)
	put(t, s, "a", "1", "b", "2", "c", "3")
	update(t, s, func(tx kv.Txn) error {
		if err := errors.Join(
			tx.Put([]byte("bb"), []byte("4")), tx.Put([]byte("a"), []byte("5")),
			tx.Delete([]byte("b")), tx.Delete([]byte("not there")),
		); err != nil {
			return err
		}
		wantGet(t, tx, "a", "5", true)
		wantGet(t, tx, "b", "", false)
		wantGet(t, tx, "bb", "4", true)
		want(t, "scan", collect(t, tx.Scan(nil, nil, 0)), []string{"a=5", "bb=4", "c=3"})
		want(t, "back", collect(t, tx.ScanBack(nil, []byte("c"), 0)), []string{"bb=4", "a=5"})
		return nil
	})
}

// testKeepsNothing overwrites the buffers that it gave to Put and to Load.
func testKeepsNothing(t *testing.T, e Engine) {
	s := e.Open(t)
	k, v := []byte("0"), []byte("0")
	update(t, s, func(tx kv.Txn) error {
		for i := range 10 {
			k[0], v[0] = byte('0'+i), byte('a'+i)
			if err := tx.Put(k, v); err != nil {
				return err
			}
		}
		return nil
	})
	if err := s.Load(background, func(yield func(kv.Pair) bool) {
		for i := range 10 {
			k[0], v[0] = byte('A'+i), byte('a'+i)
			if !yield(kv.Pair{K: k, V: v}) {
				return
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	view(t, s, func(r kv.Reader) error {
		for i := range 10 {
			wantGet(t, r, string(rune('0'+i)), string(rune('a'+i)), true)
			wantGet(t, r, string(rune('A'+i)), string(rune('a'+i)), true)
		}
		return nil
	})
}

func testLoad(t *testing.T, e Engine) {
	s := e.Open(t)
	put(t, s, "a", "before")
	const n = 3000
	if err := s.Load(background, func(yield func(kv.Pair) bool) {
		for i := range n {
			if !yield(kv.Pair{K: fmt.Appendf(nil, "k%06d", i), V: bytes.Repeat([]byte{byte(i)}, i%4000)}) {
				return
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.Load(background, func(func(kv.Pair) bool) {}); err != nil {
		t.Errorf("loading nothing: %v", err)
	}
	view(t, s, func(r kv.Reader) error {
		wantGet(t, r, "a", "before", true)
		i := 0
		for p, err := range r.Scan([]byte("k"), []byte("l"), 0) {
			if err != nil {
				return err
			}
			if string(p.K) != fmt.Sprintf("k%06d", i) || !bytes.Equal(p.V, bytes.Repeat([]byte{byte(i)}, i%4000)) {
				t.Fatalf("pair %d is %q with %d bytes", i, p.K, len(p.V))
			}
			i++
		}
		if i != n {
			t.Errorf("%d of %d pairs are there", i, n)
		}
		return nil
	})
}

func testLimits(t *testing.T, e Engine) {
	s := e.Open(t)
	l := s.Limits()
	if l.Key > 0 {
		err := s.Update(background, func(tx kv.Txn) error { return tx.Put(make([]byte, l.Key+1), nil) })
		if err == nil {
			t.Error("a key over the limit was taken")
		}
		// What failed is not committed around.
		if err := s.Update(background, func(tx kv.Txn) error {
			if err := tx.Put([]byte("a"), nil); err != nil {
				return err
			}
			_ = tx.Put(make([]byte, l.Key+1), nil)
			return nil
		}); err == nil {
			t.Error("a transaction with a failed write was committed")
		}
	}
	big := bytes.Repeat([]byte("0123456789abcdef"), 1<<16) // 1 MiB, what every engine must take
	update(t, s, func(tx kv.Txn) error { return tx.Put([]byte("big"), big) })
	view(t, s, func(r kv.Reader) error {
		wantGet(t, r, "big", string(big), true)
		wantGet(t, r, "a", "", false)
		return nil
	})
}

func testContext(t *testing.T, e Engine) {
	s := e.Open(t)
	ctx, cancel := context.WithCancel(background)
	err := s.Update(ctx, func(tx kv.Txn) error {
		cancel()
		return tx.Put([]byte("a"), nil)
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("an update that was cancelled gave %v", err)
	}
	never := func() { t.Error("ran although cancelled") }
	for name, err := range map[string]error{
		"View":   s.View(ctx, func(kv.Reader) error { never(); return nil }),
		"Update": s.Update(ctx, func(kv.Txn) error { never(); return nil }),
		"Load":   s.Load(ctx, func(func(kv.Pair) bool) { never() }),
	} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s gave %v", name, err)
		}
	}
	view(t, s, func(r kv.Reader) error {
		wantGet(t, r, "a", "", false)
		return nil
	})
}
