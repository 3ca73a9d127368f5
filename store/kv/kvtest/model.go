package kvtest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/store/kv"
)

// testModel compares 150 rounds of random work with a map.
func testModel(t *testing.T, e Engine) {
	s := e.Open(t)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 1))
	model := map[string]string{}
	key := func() string { // few distinct ones, so that they are met again
		b := make([]byte, 1+rnd.IntN(3))
		for i := range b {
			b[i] = "\x00a\xc3\xff"[rnd.IntN(4)]
		}
		if rnd.IntN(2) == 0 {
			return fmt.Sprintf("%s%03d", b, rnd.IntN(400))
		}
		return string(b)
	}
	for round := range 150 {
		after := map[string]string{}
		for k, v := range model {
			after[k] = v
		}
		undo := rnd.IntN(4) == 0
		stop := errors.New("undo")
		err := s.Update(background, func(tx kv.Txn) error {
			if rnd.IntN(10) == 0 { // clear a stretch, so that whole pages become empty
				lo, hi := key(), key()
				for k := range after {
					if k >= lo && k < hi {
						delete(after, k)
						if err := tx.Delete([]byte(k)); err != nil {
							return err
						}
					}
				}
			}
			for range rnd.IntN(60) {
				k := key()
				if rnd.IntN(3) == 0 {
					delete(after, k)
					if err := tx.Delete([]byte(k)); err != nil {
						return err
					}
					continue
				}
				v := strings.Repeat(k, rnd.IntN(40))
				after[k] = v
				if err := tx.Put([]byte(k), []byte(v)); err != nil {
					return err
				}
			}
			agree(t, rnd, tx, after, key)
			if undo {
				return stop
			}
			return nil
		})
		if undo != errors.Is(err, stop) || !undo && err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		if !undo {
			model = after
		}
		view(t, s, func(r kv.Reader) error {
			agree(t, rnd, r, model, key)
			return nil
		})
		if t.Failed() {
			t.Fatalf("round %d", round)
		}
	}
}

// agree compares a reader with a map: a range in both directions, and some keys.
func agree(t testing.TB, rnd *rand.Rand, r kv.Reader, model map[string]string, key func() string) {
	t.Helper()
	var lo, hi string
	if rnd.IntN(2) == 0 {
		lo, hi = key(), key()
	}
	limit := rnd.IntN(300) - 100
	var keys []string
	for k := range model {
		if k >= lo && (hi == "" || k < hi) {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	expect := func(keys []string) []string {
		if limit > 0 && len(keys) > limit {
			keys = keys[:limit]
		}
		pairs := make([]string, len(keys))
		for i, k := range keys {
			pairs[i] = k + "=" + model[k]
		}
		return pairs
	}
	want(t, fmt.Sprintf("Scan(%q, %q, %d)", lo, hi, limit), collect(t, r.Scan([]byte(lo), []byte(hi), limit)), expect(keys))
	slices.Reverse(keys)
	want(t, fmt.Sprintf("ScanBack(%q, %q, %d)", lo, hi, limit), collect(t, r.ScanBack([]byte(lo), []byte(hi), limit)), expect(keys))
	for range 10 {
		k := key()
		v, ok := model[k]
		wantGet(t, r, k, v, ok)
	}
}
