package synth

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

func sum(t *testing.T, write func(lines, key io.Writer) error) (lines, key string) {
	t.Helper()
	a, b := sha256.New(), sha256.New()
	if err := write(a, b); err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(a.Sum(nil)), hex.EncodeToString(b.Sum(nil))
}

// A change here is a change of every golden file made from generated data: make
// it on purpose and say so in the release notes.
func TestSameBytesForEver(t *testing.T) {
	for _, c := range []struct {
		cfg        Config
		lines, key string
	}{
		{Config{10, 1, 6},
			"92ae6bc7c78f2ed07e0dcf71e76f559c90f9958ceb3407162da0b7a438b30d00",
			"3d8df399b0f8e0e9e8690bf109821deba8b093b0549c43919e9d4fd0fb0e5ac2"},
		{Config{3000, 42, 6},
			"c6b06dfcadb19d12b3151685edd8041df8a6d65ac225256612cea15e4b179972",
			"bad655a1632dd38edb33f8c514f587711fec418936942bbfe30cea0c68d740b2"},
		{Config{100_000, math.MaxUint64, 0},
			"306ab2c314003020e1dba6125e4a8b0c495204c70352b82e0e39c0713a73cc95",
			"483126625a3bc00178ddb29afb73da6824d435158921efac14864f9967856ebb"},
	} {
		lines, key := sum(t, func(lines, key io.Writer) error { return Generate(context.Background(), c.cfg, lines, key) })
		if lines != c.lines || key != c.key {
			t.Errorf("%+v gives\n%q, %q", c.cfg, lines, key)
		}
	}
	lines, key := sum(t, func(lines, key io.Writer) error { return Demo(context.Background(), lines, key) })
	if lines != "4fec93c670a9999770122845a6643d2948f6026772a0aec76b0c063d123fa582" ||
		key != "6a3bb0e1f411e4eafa04d9bb66900b6fad35a897966359b3a979e509626da36c" {
		t.Errorf("the demo gives\n%q, %q", lines, key)
	}
}

func TestAnswersDoNotChangeAccounts(t *testing.T) {
	cfg := Config{Accounts: 500, Seed: 9, Signins: 2}
	var with, without bytes.Buffer
	if err := errors.Join(Generate(context.Background(), cfg, &with, io.Discard), Generate(context.Background(), cfg, &without, nil)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(with.Bytes(), without.Bytes()) {
		t.Error("the accounts depend on whether the answer key is written")
	}
}

func TestSeedsDiffer(t *testing.T) {
	lines := func(seed uint64) string {
		l, _ := sum(t, func(lines, key io.Writer) error {
			return Generate(context.Background(), Config{Accounts: 100, Seed: seed}, lines, key)
		})
		return l
	}
	if lines(1) == lines(2) {
		t.Error("two seeds give the same accounts")
	}
}

func TestEverySize(t *testing.T) {
	for n := MinAccounts; n < 400; n += 1 + n/13 {
		for seed := range uint64(4) {
			ids := map[string]bool{}
			key := generate(t, Config{Accounts: n, Seed: seed, Signins: 1}, func(r *record) { ids[r.id] = true })
			if len(ids) != n || key.Accounts != n || key.Seed != seed {
				t.Errorf("n %d seed %d: %d accounts, key says %d accounts and seed %d", n, seed, len(ids), key.Accounts, key.Seed)
			}
			guilty := 0
			for _, r := range key.Rings {
				if r.Guilty {
					guilty += len(r.Members)
				}
				for _, m := range r.Members {
					if !ids[m] {
						t.Errorf("n %d seed %d: %s of %s is not an account", n, seed, m, r.ID)
					}
				}
			}
			if guilty < minRing || guilty*2 > n {
				t.Errorf("n %d seed %d: %d guilty", n, seed, guilty)
			}
		}
	}
}

func TestConfigOutOfRange(t *testing.T) {
	for _, cfg := range []Config{
		{Accounts: 9}, {Accounts: -1}, {Accounts: MaxAccounts + 1},
		{Accounts: 10, Signins: -1}, {Accounts: 10, Signins: 1001}, {Accounts: 10, Signins: math.NaN()},
	} {
		err := Generate(context.Background(), cfg, io.Discard, nil)
		if model.KindOf(err) != model.ErrUsage {
			t.Errorf("%+v: %v, want an error of kind usage", cfg, err)
		}
	}
}

type fullDisk struct{ room int }

var errFull = errors.New("no space left")

func (d *fullDisk) Write(b []byte) (int, error) {
	if len(b) > d.room {
		return d.room, errFull
	}
	d.room -= len(b)
	return len(b), nil
}

type shortWriter struct{}

func (shortWriter) Write(b []byte) (int, error) { return len(b) - 1, nil }

func TestWriteErrors(t *testing.T) {
	cfg := Config{Accounts: 1000}
	for name, err := range map[string]error{
		"first write":  Generate(context.Background(), cfg, &fullDisk{}, nil),
		"second write": Generate(context.Background(), cfg, &fullDisk{300_000}, nil),
		"answer key":   Generate(context.Background(), cfg, io.Discard, &fullDisk{}),
	} {
		if model.KindOf(err) != model.ErrDisk || !errors.Is(err, errFull) {
			t.Errorf("%s: %v, want an error of kind disk that wraps the cause", name, err)
		}
	}
	if err := Generate(context.Background(), cfg, shortWriter{}, nil); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("short write: %v", err)
	}
}

func TestStops(t *testing.T) {
	why := fmt.Errorf("enough")
	ctx, cancel := context.WithCancelCause(context.Background())
	err := Generate(ctx, Config{Accounts: MaxAccounts}, writerFunc(func(b []byte) (int, error) {
		cancel(why)
		return len(b), nil
	}), nil)
	if !errors.Is(err, why) {
		t.Errorf("got %v, want the cause of the end", err)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

func TestBoundedMemory(t *testing.T) {
	const n = 100_000
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if err := Generate(context.Background(), Config{Accounts: n, Signins: 1}, io.Discard, io.Discard); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	// All that was ever allocated: a few bytes per account for hostile names.
	if got := after.TotalAlloc - before.TotalAlloc; got > 4<<20 {
		t.Errorf("%d accounts took %d bytes", n, got)
	}
}

func TestPermutationIsABijection(t *testing.T) {
	for _, n := range []int{2, 3, 10, 64, 1000, 4097} {
		p := newPermutation(hash(uint64(n), 1), n)
		seen := make([]bool, n)
		fixed := 0
		for i := range n {
			j := p.at(i)
			if seen[j] {
				t.Fatalf("n %d: %d is given twice", n, j)
			}
			seen[j] = true
			if i == j {
				fixed++
			}
		}
		if n >= 64 && fixed > 8 {
			t.Errorf("n %d: %d stay where they are", n, fixed)
		}
	}
}

func TestEveryDeckIsWhole(t *testing.T) {
	want := map[card]int{}
	for _, c := range deck {
		want[c]++
	}
	orders := map[[deckSize]card]bool{}
	for d := range 50 {
		got := map[card]int{}
		var order [deckSize]card
		for i := range deckSize {
			order[i] = deal(99, d*deckSize+i)
			got[order[i]]++
		}
		for c, n := range want {
			if got[c] != n {
				t.Fatalf("deck %d has %d of %+v, want %d", d, got[c], c, n)
			}
		}
		orders[order] = true
	}
	if len(orders) < 45 {
		t.Errorf("%d orders in 50 decks", len(orders))
	}
}

func TestPhonebook(t *testing.T) {
	for _, n := range []int{10, 5000, 130_000} {
		b := newPhonebook(hash(5, uint64(n)), 3, 13, n)
		seen := map[uint64]bool{}
		without := 0
		for seat := range n {
			key, ok := b.number(seat)
			if !ok {
				without++
				continue
			}
			if seen[key] || key < 30_000 || key >= 130_000 {
				t.Fatalf("n %d: number %d is given twice or not in the book", n, key)
			}
			seen[key] = true
		}
		if n <= 100_000 && without > n/1000 {
			t.Errorf("n %d: %d seats went without", n, without)
		}
	}
	if n := len(areaCodes) / 3; len(areaCodes)%3 != 0 || n < (groupPhones+groupPhoneCount)/10_000 {
		t.Errorf("%d area codes are too few", n)
	}
}
