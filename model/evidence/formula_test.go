package evidence

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"pgregory.net/rapid"
)

func near1e6(x, y float64) bool { return math.Abs(x-y) <= 1e-6*max(1, math.Abs(x)) || x == y }

// agree compares all weights, the scores and rows of all pairs that share a value
// or have other evidence, and the rings with the reference.
func agree(t fataler, m *Model, f *reference, sample int) {
	t.Helper()
	if !near1e6(m.Prior, f.pi) || !near1e6(m.Chance, f.rate) {
		t.Fatalf("prior %v chance %v, want %v %v", m.Prior, m.Chance, f.pi, f.rate)
	}
	ix := m.Index
	for v := range uint32(ix.Values()) {
		w := m.Weight(v)
		if m.place[v] != f.place[v] {
			t.Fatalf("%v of %d holders is in place %d, want %d", ix.Kind(v), ix.Degree(v), m.place[v], f.place[v])
		}
		if int(w.Pairs) != f.pairs[v] || int(w.Also) != f.also[v] || int(w.Tied) != f.tied[v] || !near1e6(float64(w.Odds), f.odds[v]) {
			t.Fatalf("%v of %d holders weighs %v, want %v of %d, %d, %d", ix.Kind(v), ix.Degree(v), w, f.odds[v], f.pairs[v], f.also[v], f.tied[v])
		}
	}
	if len(m.edges) != len(f.links) {
		t.Fatalf("%d strong links, want %d", len(m.edges), len(f.links))
	}
	for _, e := range m.edges {
		if bits, ok := f.links[[2]uint32{e.A, e.B}]; !ok || !near1e6(float64(e.Bits), bits) {
			t.Fatalf("a link of %v, want %v", e.Bits, bits)
		}
	}
	if !slices.Equal(m.ring, f.ring) {
		t.Fatalf("other rings")
	}
	pairs := map[[2]uint32]bool{}
	for v := range uint32(ix.Values()) {
		h := ix.Holders(v)
		for i := 1; i < len(h) && i < 20; i++ {
			pairs[[2]uint32{h[i-1], h[i]}] = true
		}
	}
	for pair := range f.extra {
		pairs[pair] = true
	}
	view := m.View(nil)
	for pair := range pairs {
		if sample--; sample < 0 {
			break
		}
		bits, rows, places := f.score(pair[0], pair[1])
		l := view.Link(pair[0], pair[1], nil)
		if !near1e6(l.Bits, bits) || len(l.Rows) != len(rows) || len(l.Places) != len(places) {
			t.Fatalf("%v is %v in %d rows and %d places, want %v in %d and %d", pair, l.Bits, len(l.Rows), len(l.Places), bits, len(rows), len(places))
		}
		for _, p := range l.Places {
			if !slices.ContainsFunc(places, func(q Place) bool { return p.Holders == q.Holders && near1e6(p.Odds, q.Odds) }) {
				t.Fatalf("%v has place %v, want one of %v", pair, p, places)
			}
		}
		used := make([]bool, len(rows))
		for _, r := range l.Rows {
			i := slices.IndexFunc(rows, func(q *refRow) bool {
				return q.value == r.Value && q.kind == r.Kind && near1e6(q.bits, r.Bits) && near1e6(q.full, r.Full) && q.part == r.Part
			})
			if i < 0 || used[i] && r.Value != None {
				t.Fatalf("%v has a row %+v that is wrong", pair, r)
			}
			used[i] = true
		}
	}
}

func TestFormula(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		w := random(seed, rapid.IntRange(2, 250).Draw(t, "accounts"), rapid.IntRange(0, 6).Draw(t, "rings"),
			rapid.IntRange(1, 30).Draw(t, "size"), rapid.Float64Range(0, .4).Draw(t, "noise"))
		ix := w.plain()
		c := DefaultConfig()
		if r := rand.New(rand.NewPCG(seed, 9)); r.IntN(2) == 0 {
			for k := range c.Half {
				c.Half[k] *= .3 + 2*r.Float64()
			}
			c.Place, c.Ring, c.Chance, c.Repeat, c.Strong = 1+9*r.Float64(), 2+9*r.Float64(), .02*r.Float64()+.0001, r.Float64(), .8+.15*r.Float64()
		}
		agree(t, Build(ix, c, w.numbers(ix), w.extra), newReference(ix, c, w.numbers(ix), w.extra), math.MaxInt)
	})
}

// TestFormulaGenerated has what small worlds lack: values of more than 256
// holders, kinds with enough values for a calibration, rings that are divided.
func TestFormulaGenerated(t *testing.T) {
	w := generated(t, 15_000, 101)
	m := Build(w.index, DefaultConfig(), nil, nil)
	if slices.Max(m.half) == 0 {
		t.Fatal("nothing is calibrated")
	}
	agree(t, m, newReference(w.index, DefaultConfig(), nil, nil), 3000)
}

// TestRowsSum checks, on links of generated investigations, that prior and rows
// sum to the strength, and that every number shown follows from others shown.
func TestRowsSum(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 4))
	for _, seed := range []uint64{101, 102} {
		w := generated(t, 3000, seed)
		ix := w.index
		var extra []Extra
		for range 300 {
			v := uint32(r.IntN(ix.Values()))
			h := ix.Holders(v)
			extra = append(extra, Extra{h[0], h[1], []Kind{KindTurns, KindPersona}[r.IntN(2)], float32(r.IntN(2000)) / 100, ""})
		}
		v := Build(ix, DefaultConfig(), nil, extra).View(nil)
		for n := 0; n < 500; n++ {
			u := uint32(r.IntN(ix.Values()))
			h := ix.Holders(u)
			i := 1 + r.IntN(len(h)-1)
			a, b := h[i-1], h[i]
			if n < len(extra) {
				a, b = extra[n].A, extra[n].B
			}
			recompute(t, v, v.Link(a, b, nil))
		}
	}
}

// recompute works out every number of a link from the others.
func recompute(t *testing.T, v *View, l *Link) {
	t.Helper()
	ix := v.Index
	sum := l.Prior
	total := map[Family]float64{}
	for _, r := range l.Rows {
		total[r.Kind.Family()] += r.Bits
	}
	seen := map[Family]bool{}
	shared := map[uint32]bool{}
	for i, r := range l.Rows {
		sum += r.Bits
		want := r.Full * r.Part // but no more than 30 of a family
		if math.Abs(r.Bits-want) > 1e-9 && !(r.Bits < want && math.Abs(total[r.Kind.Family()]-FamilyMost) < 1e-9) {
			t.Errorf("a row of %v bits is %v of %v", r.Bits, r.Part, r.Full)
		}
		if i > 0 && l.Rows[i-1].Bits < r.Bits {
			t.Error("the rows are out of order")
		}
		if r.Part > 0 {
			if f := r.Kind.Family(); r.Part == 1 && seen[f] || r.Part != 1 && r.Part != v.Config.Repeat {
				t.Errorf("a row counts %v", r.Part)
			} else {
				seen[f] = seen[f] || r.Part == 1
			}
		}
		if r.Value == None {
			continue
		}
		shared[r.Value] = true
		full := max(0, float64(r.Weight.Odds)-l.Prior)
		if r.Kind.circle(ix.Degree(r.Value)) == identity && r.Part > 0 {
			full = min(full, max(0, math.Log2(3)-l.Prior))
		}
		for _, p := range l.Places {
			if slices.Contains(p.Values, r.Value) && r.Part > 0 {
				full = min(full, max(0, p.Odds-l.Prior))
			}
		}
		if math.Abs(full-r.Full) > 1e-9 {
			t.Errorf("%v adds %v alone, want %v", r.Kind, r.Full, full)
		}
		if r.Hub != (Probability(float64(r.Weight.Odds)) < .1) {
			t.Errorf("a hub by %v: %v", r.Weight.Odds, r.Hub)
		}
		if r.Part == 0 && (r.Same == None || r.Within != ix.within(r.Same, r.Value) || !r.Within && !v.together(r.Same, r.Value)) &&
			r.Kind != kindOf(model.KindName) {
			t.Errorf("a row of %v counts for nothing without a reason", r.Kind)
		}
	}
	if math.Abs(sum-l.Bits) > .01 || !near1e6(l.Probability(), 1/(1+math.Exp2(-l.Bits))) {
		t.Errorf("the rows sum to %v, the link has %v", sum, l.Bits)
	}
	for _, u := range ix.Of(l.A) { // hubs too
		if ix.holds(l.B, u) && !shared[u] {
			t.Errorf("a shared %v is not among the rows", ix.Kind(u))
		}
	}
	for _, p := range l.Places {
		llr := math.Inf(-1)
		most := 0
		for _, u := range p.Values {
			w := v.Weight(u)
			llr = max(llr, v.corroboration(ix.Kind(u), ix.Degree(u), int(w.Pairs), int(w.Also)))
			if !v.hub(u) {
				most = max(most, ix.Degree(u))
			}
		}
		if p.Holders != most || !near1e6(p.Odds, min(maxOdds, math.Log2(v.Config.Place/float64(most))+llr)) {
			t.Errorf("a place of %d holders has %v", p.Holders, p.Odds)
		}
	}
	if l.Best.Covers < 0 || l.Best.Covers > 1 || l.Best.Code == "" || l.Best.Text == "" || l.Best.Settle == "" {
		t.Errorf("the innocent explanation is %+v", l.Best)
	}
}

// TestCounts has a recovery address in a mailbox in a domain: none of them says
// anything for another.
func TestCounts(t *testing.T) {
	b, _ := table(200)
	domain := token(KindDomain, "mail.example")
	recovery := []Token{token(kindOf(model.KindRecoveryEmail), "a"), token(KindMailbox, "a"), domain}
	b.AddTokens(recovery, 0, 1)
	b.AddTokens([]Token{token(kindOf(model.KindEmail), "a"), recovery[1], domain}, 2)
	b.AddTokens([]Token{token(kindOf(model.KindEmail), "b"), token(KindMailbox, "b"), domain}, 3)
	b.Add(kindOf(model.KindWallet), 77, 0, 1)
	ix := b.Index()
	m := Build(ix, DefaultConfig(), nil, nil)
	m.findTying()
	c := corroborator{m: m}
	wallet := ix.Find(kindOf(model.KindWallet), 77)
	for i, x := range recovery {
		v := ix.Find(x.Kind, x.Hash)
		for _, y := range recovery[:i] {
			if u := ix.Find(y.Kind, y.Hash); v == None || u == None || c.counts(u, v) || c.counts(v, u) {
				t.Errorf("%v and %v corroborate each other", x.Kind, y.Kind)
			}
		}
		if !c.counts(v, wallet) {
			t.Errorf("a wallet says nothing for %v", x.Kind)
		}
	}
}

// TestCandidates has a value that many hold and that is no hub: only where it is
// likelier one hand than chance does it make candidates.
func TestCandidates(t *testing.T) {
	ix := hubWorld(3000, 120, KindMailbox)
	m := Build(ix, DefaultConfig(), nil, nil)
	v := ix.Find(KindMailbox, ValueHash(KindMailbox, "hub"))
	if odds := float64(m.Weight(v).Odds); odds < hubOdds || odds > 0 || m.candidate(v) {
		t.Errorf("a mailbox of 120 weighs %v and makes candidates: %v", odds, m.candidate(v))
	}
}

// TestTouched moves an account to another ring without a change of any link: its
// values, and those of both rings, are counted again.
func TestTouched(t *testing.T) {
	m := twoRings()
	before, old := m.edges, slices.Clone(m.ring)
	if m.touched(before, old) != nil {
		t.Error("nothing has changed, and something is touched")
	}
	m.ring[3] = 4
	touched := m.touched(before, old)
	for _, a := range []uint32{0, 3, 4, 8} {
		for _, v := range m.Index.Of(a) {
			if touched[v] != (a != 8) {
				t.Errorf("a value of %d is touched: %v", a, touched[v])
			}
		}
	}
}

// TestColleagues has the accounts of one company in a file of their own: its domain and
// the address of its office, which most have, make nobody anybody's other account.
func TestColleagues(t *testing.T) {
	keys := make([]uint64, 12)
	for i := range keys {
		keys[i] = AccountKey(fmt.Sprint("colleague", i))
	}
	b := NewBuilder(keys)
	domain, office := token(KindDomain, "corp.example"), token(kindOf(model.KindIP), "198.51.100.9")
	for i := range uint32(12) {
		b.AddTokens([]Token{domain}, i)
		if i < 9 {
			b.AddTokens([]Token{office}, i)
		}
	}
	v := Build(b.Index(), DefaultConfig(), nil, nil).View(nil)
	l := v.Link(0, 1, nil)
	for _, r := range l.Rows {
		if r.Kind == KindDomain && r.Bits > 0 {
			t.Errorf("the company's own domain adds %.2f bits", r.Bits)
		}
	}
	if l.Class >= Strong {
		t.Errorf("two colleagues are %v, with %.2f bits: %+v", l.Class, l.Bits, l.Rows)
	}
}
