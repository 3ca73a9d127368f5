package base

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
)

// TestNeedle compares it with bytes.Index, over texts that are all near misses.
func TestNeedle(t *testing.T) {
	found := 0
	for seed := range uint64(20_000) {
		r := rand.New(rand.NewPCG(seed, 8))
		letters := []byte(pick(r, "ab", "abc", "\x00a", "abcdefghij", "\xff\xfe\x7f\x80"))
		random := func(n int) []byte {
			b := make([]byte, n)
			for i := range b {
				b[i] = pick(r, letters...)
			}
			return b
		}
		text, word := random(r.IntN(100)), random(1+r.IntN(6))
		var counts [256]uint32
		for _, c := range letters {
			counts[c] = r.Uint32N(10)
		}
		counts[0] += r.Uint32N(3) * 1000 // which makes the others rare
		n := newNeedle(word, &counts)
		got, want := n.index(text), bytes.Index(text, word)
		if got != want {
			t.Fatalf("%q in %q: %d, want %d (%+v)", word, text, got, want, n)
		}
		if got > 16 {
			found++
		}
	}
	if found < 500 {
		t.Errorf("only %d were found in the wide loop", found)
	}
}

func BenchmarkNeedle(b *testing.B) {
	g := benchBase(b)
	counts, err := g.letters()
	if err != nil {
		b.Fatal(err)
	}
	text, err := g.chunkText(0)
	if err != nil {
		b.Fatal(err)
	}
	for _, word := range []string{"larsen77", "ana", "민준", "xq"} {
		for name, index := range map[string]func([]byte) int{
			"needle": newNeedle([]byte(word), counts).index,
			"bytes":  func(s []byte) int { return bytes.Index(s, []byte(word)) },
		} {
			b.Run(fmt.Sprintf("%s/%s", word, name), func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					for rest := text; ; {
						i := index(rest)
						if i < 0 {
							break
						}
						rest = rest[i+1:]
					}
				}
			})
		}
	}
}
