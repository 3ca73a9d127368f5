package work

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/kv"
	"github.com/seed-28a39f10/clew/store/kv/bolt"
)

// largeLog writes a log of n entries in one go.
func largeLog(tb testing.TB, n int) string {
	tb.Helper()
	dir := create(tb)
	l := newLog(dir, Options{})
	var first [][]byte // of the small log
	if err := l.view(background, 0, func(r kv.Reader, h Head) error {
		for p, err := range r.Scan(nil, nil, 0) {
			if err != nil {
				return err
			}
			first = append(first, bytes.Clone(p.K), bytes.Clone(p.V))
		}
		return nil
	}); err != nil {
		tb.Fatal(err)
	}
	var tree frontier
	var entries, nonces, hashes []kv.Pair
	add := func(b []byte, nonce [16]byte) {
		seq := uint64(tree.n)
		first := tlog.StoredHashIndex(0, tree.n)
		hs, err := tree.add(tlog.RecordHash(b))
		if err != nil {
			tb.Fatal(err)
		}
		entries = append(entries, kv.Pair{K: keyEntry(seq), V: seal(keyEntry(seq), b)})
		nonces = append(nonces, kv.Pair{K: keyNonce(nonce), V: seal(keyNonce(nonce), binary.BigEndian.AppendUint64(nil, seq))})
		for i, h := range hs {
			hashes = append(hashes, kv.Pair{K: keyHash(first + int64(i)), V: bytes.Clone(h[:])})
		}
	}
	var meta []kv.Pair
	for i := 0; i < len(first); i += 2 {
		switch k, v := first[i], first[i+1]; k[0] {
		case tableEntry:
			b, _ := unseal(k, v)
			var dec decoder
			e, err := dec.decode(0, b)
			if err != nil {
				tb.Fatal(err)
			}
			add(bytes.Clone(b), e.Nonce)
		case tableMeta:
			meta = append(meta, kv.Pair{K: k, V: v})
		}
	}
	for i := 1; i < n; i++ {
		e := Entry{Time: model.Time{Milli: 1_790_000_000_000 + int64(i)}, Nonce: nonceOf(i), Actor: "mara", Action: "tag",
			Subjects: []uint32{uint32(i)}, Body: []byte(`{"tag":"reviewed"}`)}
		b, err := e.encode()
		if err != nil {
			tb.Fatal(err)
		}
		add(b, e.Nonce)
	}
	root, err := tree.root()
	if err != nil {
		tb.Fatal(err)
	}
	head := append(binary.BigEndian.AppendUint64(nil, uint64(n)), root[:]...)
	slices.SortFunc(nonces, func(a, b kv.Pair) int { return bytes.Compare(a.K, b.K) })
	if err := l.replace(func(d *bolt.DB) error {
		return d.Load(background, func(yield func(kv.Pair) bool) {
			for _, table := range [][]kv.Pair{entries, {{K: keyHead, V: seal(keyHead, head)}}, meta, nonces, hashes} {
				for _, p := range table {
					if !yield(p) {
						return
					}
				}
			}
		})
	}); err != nil {
		tb.Fatal(err)
	}
	return dir
}

func BenchmarkAppend(b *testing.B) {
	for _, n := range []int{1, 10_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			l := open(b, largeLog(b, n), Options{})
			var took []time.Duration
			for i := 0; b.Loop(); i++ {
				start := time.Now()
				if _, _, err := l.Append(background, nonceOf(10_000_000+i), uint64(n+i), draft(Draft{Actor: "mara", Action: "tag", Subjects: []uint32{1}, Body: []byte(`{"tag":"x"}`)})); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(start))
			}
			b.ReportMetric(float64(percentile(took, 50).Microseconds()), "p50-us")
			b.ReportMetric(float64(percentile(took, 99).Microseconds()), "p99-us")
		})
	}
}

// BenchmarkFloor is what no durable append can be faster than here: two small
// writes, each synced, as a transaction makes them.
func BenchmarkFloor(b *testing.B) {
	f, err := os.Create(filepath.Join(b.TempDir(), "floor"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	page := make([]byte, 4096)
	var took []time.Duration
	for b.Loop() {
		start := time.Now()
		for range 2 {
			_, err := f.WriteAt(page, 0)
			if err := errors.Join(err, f.Sync()); err != nil {
				b.Fatal(err)
			}
		}
		took = append(took, time.Since(start))
	}
	b.ReportMetric(float64(percentile(took, 50).Microseconds()), "p50-us")
}

func BenchmarkMillion(b *testing.B) {
	dir := largeLog(b, 1_000_000)
	info, err := os.Stat(filepath.Join(dir, dataName))
	if err != nil {
		b.Fatal(err)
	}
	l := open(b, dir, Options{})
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			n := 0
			if err := l.Read(background, 0, func(Entry) error { n++; return nil }); err != nil || n != 1_000_000 {
				b.Fatal(n, err)
			}
		}
		b.ReportMetric(float64(info.Size()>>20), "file-MiB")
	})
	b.Run("head", func(b *testing.B) {
		for b.Loop() {
			if _, err := l.Head(background); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("changed", func(b *testing.B) {
		for b.Loop() {
			l.Changed(0)
		}
	})
	b.Run("verify", func(b *testing.B) {
		for b.Loop() {
			if rep, err := l.Verify(context.Background()); err != nil || !rep.OK() {
				b.Fatal(rep, err)
			}
		}
	})
	b.Run("rewrite", func(b *testing.B) {
		for b.Loop() {
			if err := l.Rewrite(background); err != nil {
				b.Fatal(err)
			}
		}
	})
}
