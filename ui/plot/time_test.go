package plot

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/ui/theme"
)

func TestColumns(t *testing.T) {
	u, a := look("dark", false), look("dark", true)
	s := Series{[]float64{412, 120, 61, 3, math.NaN(), 0, -2, 1}, []string{"2", "3", "4", "5", "6-9", "10-19", "20-49", "50+"}, theme.Series2}
	is(t, Columns(u, s, 60, 8), `
500 ├ 412
    │█████
    │█████
250 ├█████  120
    │█████ ▄▄▄▄▄  61     3                -2     1
    │█████ █████ ▆▆▆▆▆ ▁▁▁▁▁   ?     0     ▼   ▁▁▁▁▁
  0 └──┬─────┬─────┬─────┬─────┬─────┬─────┬─────┬──────────
       2     3     4     5    6-9  10-19 20-49  50+`)
	is(t, Columns(a, s, 60, 8), `
500 | 412
    |#####
    |#####
250 |#####  120
    |##### :::::  61     3                -2     1
    |##### ##### +++++ .....   ?     0     v   .....
  0 +--+-----+-----+-----+-----+-----+-----+-----+----------
       2     3     4     5    6-9  10-19 20-49  50+`)
	is(t, Columns(u, Series{[]float64{1, 2, 30, 4, 5, 6, 7, 8, 12300, 3}, []string{"mo", "", "", "", "", "", "", "", "", "fr"}, 0}, 20, 8), `
15,000 ├      12,300
       │        ▇
10,000 ├        █
       │        █
 5,000 ├        █
       │▁▁▁▁▁▁▁▁█▁
     0 └┬────────┬──
        mo       fr`)
	is(t, Columns(u, Series{Values: []float64{3, 2, 1}}, 12, 1), `
5 ├▅▅ ▃▃ ▂▂`)
	is(t, Columns(u, Series{Values: []float64{0, 0}}, 12, 4), `
1 ├
  │
  │ 0   0
0 └─────────`)
	is(t, Columns(u, Series{Values: []float64{math.Inf(1), 4}}, 12, 5), `
  │▲▲▲  4
5 ├███ ▃▃▃
  │███ ███
  │███ ███
0 └─────────`)
	is(t, Columns(u, Series{}, 12, 2), "no data")
}

func TestColumnsProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := draws(t)
		w, ht := h.size()
		exact(t, h.theme, Columns(h.theme, Series{h.values(150), h.labels(20), h.role()}, w, ht), w, ht)
	})
}
