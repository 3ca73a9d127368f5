package evidence

import (
	"slices"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/identifier"
)

// other gives name number n in another script.
func other(script string, n int) string {
	letters := map[string][]rune{
		"hangul": []rune("가나다라마바사아자차카타파하고노도로모보소오조초코토포호"), "cyrillic": []rune("бвгджзийклмнптуфцчшщыэюя"),
		"arabic": []rune("بتثجحخدذرزسشصضطظعغفقكلمنهوي"), "han": []rune("安博晨春德芳飞光国海红华慧佳建杰静军丽林"),
		"latin": []rune("abcdefghijklmnopqrstuvwxyz"),
	}[script]
	var b strings.Builder
	for i := range 6 {
		if i == 3 {
			b.WriteByte(' ')
		}
		b.WriteRune(letters[(n+i*7)%len(letters)])
		n /= len(letters)
	}
	return b.String()
}

// TestNamesOfAnotherScript replaces each name by one of another script, equal ones
// by equal ones: nothing changes but the names.
func TestNamesOfAnotherScript(t *testing.T) {
	canon := identifier.New([]byte("0123456789abcdef0123456789abcdef"), "US")
	for _, seed := range []uint64{101, 102} {
		w := generated(t, 3000, seed)
		// By what they are equal by: their tokens.
		numbers := map[string]int{}
		number := func(id model.Identifier) int {
			key := string(id.Value)
			if _, ok := numbers[key]; !ok {
				numbers[key] = len(numbers)
			}
			return numbers[key]
		}
		var want []string
		for _, script := range []string{"", "hangul", "cyrillic", "arabic", "han", "latin"} {
			b := NewBuilder(keysOf(w.ids))
			taken := map[model.Untrusted]int{}
			for _, c := range w.claims {
				if c.id.Kind != model.KindName {
					b.AddTokens(Tokens(nil, c.id), c.ord)
					continue
				}
				if c.id.Status != model.StatusOK {
					continue
				}
				n := number(c.id)
				if script == "" { // as it is, without the look-alike spelling that mixed scripts have
					b.AddTokens(Tokens(nil, c.id)[:1], c.ord)
					continue
				}
				for try := n; ; try += 10_007 { // until one is found that is nobody else's
					id := canon.Identify(model.KindName, model.Untrusted(other(script, try)), "")
					if id.Status != model.StatusOK {
						t.Fatalf("%q is %v", other(script, try), id.Status)
					}
					if taken, ok := taken[id.Value]; ok && taken != n {
						continue
					}
					taken[id.Value] = n
					b.AddTokens(Tokens(nil, id)[:1], c.ord)
					break
				}
			}
			m := Build(b.Index(), DefaultConfig(), nil, nil)
			got := nameless(m.View(nil), w)
			if script == "" {
				want = got
				continue
			}
			compare(t, want, got)
		}
	}
}

// nameless writes down what a view says, without which names are shared.
func nameless(v *View, w *world) (out []string) {
	for _, l := range portrait(v, func(a uint32) string { return w.ids[a] }) {
		words := strings.Fields(l)
		for i, word := range words {
			if _, after, ok := strings.Cut(word, "name:"); ok && !strings.Contains(word, "username:") {
				words[i] = "name" + strings.TrimLeft(after, "0123456789abcdef")
			}
		}
		out = append(out, strings.Join(words, " "))
	}
	slices.Sort(out)
	return out
}
