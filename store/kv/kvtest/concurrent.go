package kvtest

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/store/kv"
)

func testViewIsolation(t *testing.T, e Engine) {
	s := e.Open(t)
	put(t, s, "a", "1")
	var fill []string // so that an engine that maps its file has room in the map
	for i := range 700 {
		fill = append(fill, fmt.Sprintf("k%04d", i), strings.Repeat("x", 1000))
	}
	put(t, s, fill...)
	view(t, s, func(r kv.Reader) error {
		wantGet(t, r, "a", "1", true)
		done := make(chan error, 1)
		go func() {
			done <- s.Update(background, func(tx kv.Txn) error {
				return errors.Join(tx.Put([]byte("a"), []byte("2")), tx.Put([]byte("b"), nil))
			})
		}()
		select {
		case err := <-done:
			if err != nil {
				return err
			}
		case <-time.After(10 * time.Second):
			return errors.New("a reader holds up a small write")
		}
		wantGet(t, r, "a", "1", true)
		wantGet(t, r, "b", "", false)
		return nil
	})
	view(t, s, func(r kv.Reader) error {
		wantGet(t, r, "a", "2", true)
		wantGet(t, r, "b", "", true)
		return nil
	})
}

func testSnapshot(t *testing.T, e Engine) {
	s := e.Open(t)
	var pairs []string
	for i := range 1000 {
		pairs = append(pairs, fmt.Sprintf("%04d", i), fmt.Sprint(i))
	}
	put(t, s, pairs...)
	s = e.Freeze(t, s)
	r, release, err := s.Snapshot(background)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			n := 0
			for p, err := range r.Scan(nil, nil, 0) {
				v, ok, gerr := r.Get(p.K)
				if err != nil || gerr != nil || !ok || !bytes.Equal(v, p.V) {
					t.Errorf("%q: %q, %v, %v, %v", p.K, v, ok, err, gerr)
					return
				}
				n++
			}
			if n != 1000 {
				t.Errorf("a goroutine saw %d pairs", n)
			}
		})
	}
	wg.Wait()
	release()
	release()
	if _, _, err := r.Get([]byte("0001")); err == nil {
		t.Error("a released snapshot can be read")
	}
}

func testLostUpdate(t *testing.T, e Engine) {
	s := e.Open(t)
	put(t, s, "n", "0")
	const workers, rounds = 4, 25
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for range rounds {
				if err := s.Update(background, func(tx kv.Txn) error {
					v, _, err := tx.Get([]byte("n"))
					if err != nil {
						return err
					}
					var n int
					fmt.Sscan(string(v), &n)
					return tx.Put([]byte("n"), fmt.Append(nil, n+1))
				}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	view(t, s, func(r kv.Reader) error {
		wantGet(t, r, "n", fmt.Sprint(workers*rounds), true)
		return nil
	})
}

// testWriteSkew lets writers insert into a range only while it holds fewer than
// five keys: a writer must not miss a key that another is about to insert.
func testWriteSkew(t *testing.T, e Engine) {
	s := e.Open(t)
	for round := range 5 {
		lo, hi := fmt.Append(nil, "r", round, "/"), fmt.Append(nil, "r", round, "0")
		var wg sync.WaitGroup
		for w := range 8 {
			wg.Go(func() {
				if err := s.Update(background, func(tx kv.Txn) error {
					n := 0
					for _, err := range tx.Scan(lo, hi, 0) {
						if err != nil {
							return err
						}
						n++
					}
					if n >= 5 {
						return nil
					}
					return errors.Join(
						tx.Put(fmt.Append(nil, "r", round, "/", w), nil),
						tx.Put([]byte("head"), fmt.Append(nil, round, w)))
				}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		view(t, s, func(r kv.Reader) error {
			if n := len(collect(t, r.Scan(lo, hi, 0))); n != 5 {
				t.Errorf("%d keys where at most five may be", n)
			}
			return nil
		})
	}
}
