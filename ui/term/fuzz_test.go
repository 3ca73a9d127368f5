package term

import (
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/ui/uitest/hostile"
)

func addSeeds(f *testing.F, add func(s string)) {
	for _, s := range hostile.Own(f, "term") {
		if len(s) < 500 {
			add(s)
		}
	}
	add("a\r\n\x1b[1;38;5;8m│é漢\x1b]2;t\x07\x1b]52;c;AAAA\x07")
}

func FuzzFilter(f *testing.F) {
	addSeeds(f, func(s string) { f.Add(s, uint16(len(s)/2)) })
	f.Fuzz(func(t *testing.T, in string, at uint16) {
		got, acted := filtered(t, in)
		if what := outside(got, nil); what != "" {
			t.Fatalf("%q lets through %s", in, what)
		}
		if again, n := filtered(t, got); again != got || n != 0 {
			t.Fatalf("the filter acts on its own output: %q became %q", got, again)
		}
		cut := min(int(at), len(in))
		if split, n := filtered(t, in[:cut], in[cut:]); split != got || n != acted {
			t.Fatalf("split at %d: %q, %d dropped; whole %q, %d", cut, split, n, got, acted)
		}
		const after = "\x1b[5;1H│below│\r\n"
		if all, _ := filtered(t, in, after); !strings.HasSuffix(all, after) {
			t.Fatalf("%q hides what follows: %q", in, all)
		}
	})
}

func FuzzGuard(f *testing.F) {
	addSeeds(f, func(s string) { f.Add(s) })
	f.Fuzz(func(t *testing.T, in string) { checkGuard(t, "fuzz", in) })
}
