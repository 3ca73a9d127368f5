package bolt_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/kv"
	"github.com/seed-28a39f10/clew/store/kv/bolt"
	"github.com/seed-28a39f10/clew/store/kv/kvtest"
)

func TestConformance(t *testing.T) {
	var path string
	kvtest.Run(t, kvtest.Engine{
		Open: func(t testing.TB) kv.Store {
			path = filepath.Join(t.TempDir(), "kv.db")
			s, err := bolt.Create(path, bolt.Options{})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
			return s
		},
		Freeze: func(t testing.TB, s kv.Store) kv.Store {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			s, err := bolt.Open(path, bolt.Options{ReadOnly: true, Final: true})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { s.Close() })
			return s
		},
	})
}

func pairs(n, size int) iter.Seq[kv.Pair] {
	return func(yield func(kv.Pair) bool) {
		v := make([]byte, size)
		for i := range n {
			binary.BigEndian.PutUint64(v, uint64(i))
			if !yield(kv.Pair{K: binary.BigEndian.AppendUint64([]byte("k"), uint64(i)), V: v}) {
				return
			}
		}
	}
}

func TestOpenErrors(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "kv.db")
	d, err := bolt.Create(path, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	for name, c := range map[string]struct {
		open func(string, bolt.Options) (*bolt.DB, error)
		path string
		o    bolt.Options
		want model.ErrorKind
	}{
		"create again":    {bolt.Create, path, bolt.Options{}, model.ErrRefused},
		"missing":         {bolt.Open, path + "x", bolt.Options{}, model.ErrNotFound},
		"no such folder":  {bolt.Create, filepath.Join(dir, "x", "y"), bolt.Options{}, model.ErrNotFound},
		"second writer":   {bolt.Open, path, bolt.Options{Timeout: 30 * time.Millisecond}, model.ErrBusy},
		"reader, no wait": {bolt.Open, path, bolt.Options{ReadOnly: true}, model.ErrBusy},
	} {
		if _, err := c.open(c.path, c.o); model.KindOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := os.Stat(path + "x"); err == nil {
		t.Error("Open made a file")
	}
	if _, _, err := d.Snapshot(context.Background()); model.KindOf(err) != model.ErrUnsupported {
		t.Errorf("a snapshot of a file open for writing: %v", err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
	if err := d.Update(context.Background(), func(kv.Txn) error { return nil }); model.KindOf(err) != model.ErrInternal {
		t.Errorf("use after Close: %v", err)
	}

	r1, err := bolt.Open(path, bolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer r1.Close()
	r2, err := bolt.Open(path, bolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatalf("a second reader: %v", err)
	}
	defer r2.Close()
	if err := r1.Update(context.Background(), func(kv.Txn) error { return nil }); model.KindOf(err) != model.ErrReadOnly {
		t.Errorf("Update of a reader: %v", err)
	}
}

// TestState wants a state that is the same when the file is, and lets Open skip
// its look at the branch pages only then.
func TestState(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kv.db")
	d, err := bolt.Create(path, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	states := map[bolt.State]bool{d.State(): true, {}: true}
	for i := range 5 {
		if err := d.Update(context.Background(), func(tx kv.Txn) error { return tx.Put([]byte{1}, []byte{byte(i)}) }); err != nil {
			t.Fatal(err)
		}
		if states[d.State()] {
			t.Fatalf("commit %d left the state as it was", i)
		}
		states[d.State()] = true
	}
	last := d.State()
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if d, err = bolt.Open(path, bolt.Options{Seen: last}); err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if d.State() != last {
		t.Error("closing and opening changed the state")
	}
}

// TestLoadIsDeterministic wants the same pairs to give the same bytes, over
// several transactions, and the file to hold no more than it needs.
func TestLoadIsDeterministic(t *testing.T) {
	const n, size = 20_000, 4040 // about 80 MB
	var sums [2][sha256.Size]byte
	for i := range sums {
		path := filepath.Join(t.TempDir(), "kv.db")
		d, err := bolt.Create(path, bolt.Options{ArrayFreelist: true})
		if err != nil {
			t.Fatal(err)
		}
		var before, peak runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		if err := d.Load(context.Background(), func(yield func(kv.Pair) bool) {
			i := 0
			pairs(n, size)(func(p kv.Pair) bool {
				if i++; i%1000 == 0 {
					var m runtime.MemStats
					if runtime.ReadMemStats(&m); m.HeapInuse > peak.HeapInuse {
						peak = m
					}
				}
				return yield(p)
			})
		}); err != nil {
			t.Fatal(err)
		}
		if grown := (int64(peak.HeapInuse) - int64(before.HeapInuse)) >> 20; grown > 250 {
			t.Errorf("the load took %d MiB", grown)
		} else {
			t.Logf("the load took %d MiB of heap", grown)
		}
		if err := d.Check(context.Background()); err != nil {
			t.Error(err)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if over := float64(len(b)) / (n * size); over > 1.05 {
			t.Errorf("the file is %.2f of its content", over)
		}
		sums[i] = sha256.Sum256(b)
	}
	if sums[0] != sums[1] {
		t.Error("two loads of the same pairs differ")
	}
}

// TestFullDisk lets the file reach its greatest size: the commit fails, says
// that its outcome is not known, and the store can still be read and closed.
func TestFullDisk(t *testing.T) {
	d, err := bolt.Create(filepath.Join(t.TempDir(), "kv.db"), bolt.Options{MaxSize: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	err = d.Update(context.Background(), func(tx kv.Txn) error {
		return tx.Put([]byte("k"), make([]byte, 2<<20))
	})
	var unsure *kv.CommitError
	if !errors.As(err, &unsure) || model.KindOf(err) != model.ErrDisk {
		t.Errorf("got %v", err)
	}
	if err := d.View(context.Background(), func(r kv.Reader) error {
		if _, ok, err := r.Get([]byte("k")); ok || err != nil {
			t.Errorf("the value is there: %v, %v", ok, err)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
}

func BenchmarkOpenFinal(b *testing.B) {
	path := filepath.Join(b.TempDir(), "kv.db")
	d, err := bolt.Create(path, bolt.Options{})
	if err != nil {
		b.Fatal(err)
	}
	if err := errors.Join(d.Load(context.Background(), pairs(50_000, 4040)), d.Close()); err != nil {
		b.Fatal(err)
	}
	for name, final := range map[string]bool{"final": true, "walked": false} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				d, err := bolt.Open(path, bolt.Options{ReadOnly: true, Final: final})
				if err != nil {
					b.Fatal(err)
				}
				d.Close()
			}
		})
	}
	b.Run("check", func(b *testing.B) {
		d, err := bolt.Open(path, bolt.Options{ReadOnly: true, Final: true})
		if err != nil {
			b.Fatal(err)
		}
		defer d.Close()
		for b.Loop() {
			if err := d.Check(context.Background()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("get", func(b *testing.B) {
		d, err := bolt.Open(path, bolt.Options{ReadOnly: true, Final: true})
		if err != nil {
			b.Fatal(err)
		}
		defer d.Close()
		r, release, err := d.Snapshot(context.Background())
		if err != nil {
			b.Fatal(err)
		}
		defer release()
		k := binary.BigEndian.AppendUint64([]byte("k"), 0)
		for i := 0; b.Loop(); i++ {
			binary.BigEndian.PutUint64(k[1:], uint64(i*7919%50_000))
			if _, ok, err := r.Get(k); !ok || err != nil {
				b.Fatal(ok, err)
			}
		}
	})
}
