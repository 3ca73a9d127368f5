package base

import (
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

// TestReference builds accounts in several imports of several files and
// compares everything with the reference.
func TestReference(t *testing.T) {
	noLeaks(t)
	for seed := range uint64(4) {
		w := newWorld(seed, 300)
		var g *generation
		ref := newReference()
		for i := range 3 {
			files := []export{{"first.csv", w.rows(250)}, {"b\xffad\x00\nname.json", w.rows(150)}, {"Éü.csv", w.rows(30 * i)}}
			if seed == 1 && i == 1 {
				files[0].rows = append(files[0].rows, w.heavy(files[0].rows[249].Line)...)
			}
			was := len(ref.accounts)
			ref.add(files)
			g = buildFile(t, g, files, small)
			var sum Counts
			for _, c := range g.res.Counts {
				sum = Counts{sum.New + c.New, sum.Changed + c.Changed, sum.Unchanged + c.Unchanged}
			}
			if int(sum.New) != len(ref.accounts)-was || int(sum.New+sum.Changed+sum.Unchanged) != len(files[0].rows)+len(files[1].rows)+len(files[2].rows) {
				t.Errorf("seed %d, import %d: counts %+v", seed, i, sum)
			}
			ref.check(t, g.Base)
			if t.Failed() {
				t.Fatalf("seed %d, import %d", seed, i)
			}
		}
	}
}

// TestManyAccounts crosses the borders of chunks and of parts of long lists.
func TestManyAccounts(t *testing.T) {
	w := newWorld(9, 40_000)
	w.plain = true
	rows := make([]model.Row, 36_000)
	for i := range rows {
		rows[i] = w.row(i)
		rows[i].Line, rows[i].Events = uint64(i+1), rows[i].Events[:min(1, len(rows[i].Events))]
		rows[i].Account.Identifiers = append(rows[i].Account.Identifiers[:min(3, len(rows[i].Account.Identifiers))],
			model.Identifier{Kind: model.KindSession, Value: "all"})
	}
	files := []export{{"a", rows[:20_000]}, {"b", rows[20_000:]}}
	ref := newReference()
	ref.add(files)
	g := buildFile(t, nil, files, nil)
	ref.check(t, g.Base)
	more := []export{{"c", w.rows(50)}}
	ref.add(more)
	g = build(t, g, more, nil)
	ref.check(t, g.Base)
}
