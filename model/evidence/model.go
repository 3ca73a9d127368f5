package evidence

import (
	"cmp"
	"context"
	"maps"
	"math"
	"runtime"
	"slices"
	"sync"
)

// Model is an index with everything that follows from it: the weights of the
// values, the strong links and the rings. It is immutable.
type Model struct {
	Index  *Index
	Config Config
	Prior  float64 // log2 odds that two accounts taken by chance are one hand
	Chance float64 // rate, 0 to 1, at which strangers are tied, as it was measured

	ignored    map[uint32]bool
	hubs       []bool    // of each value, whether it is a hub
	tying      *tying    // while it is built
	place      []uint32  // of each value, the value that its place is named by; itself where there is none
	placeKinds []uint64  // of each place, the kinds of its values, one bit each
	half       []float64 // by kind and size, where calibrated; else 0
	llr        *[2]llrTable
	weight     []Weight // of each value
	edges      []Edge   // strong, each pair once, by A and B
	extra      map[[2]uint32][]Extra
	extraWith  map[uint32][]uint32 // of an account, the others of its extra evidence
	ring       []uint32            // of each account, its ring, named by one of its members, or None
	size       []uint32            // of each ring, by the account that names it
	ties       ties                // the edges by account
}

// Edge is a link between two accounts, A < B.
type Edge struct {
	A, B uint32
	Bits float32
	Top  uint32 // the value that it rests on most, or None where it is no shared value
}

// Extra is evidence on two accounts that is not a value they share: of
// [KindTurns] or [KindPersona].
type Extra struct {
	A, B uint32
	Kind Kind
	Bits float32
	Note string // what was found, with its numbers; Clew's own words
}

// Build computes the model of an index. Ignored values, by number, count for
// nothing.
func Build(ix *Index, c Config, ignored []uint32, extra []Extra) *Model {
	m, _ := BuildContext(context.Background(), ix, c, ignored, extra)
	return m
}

// BuildContext is [Build], which takes seconds for a million accounts, until ctx
// ends. Then it gives up within some hundredths of a second, with ctx's error.
func BuildContext(ctx context.Context, ix *Index, c Config, ignored []uint32, extra []Extra) (*Model, error) {
	m := newModel(ix, c, ignored, extra)
	m.Prior = prior(c.Ring, ix.Len())
	stop := stopped(func() bool { return ctx.Err() != nil })
	m.places(stop)
	m.findPlaceKinds()
	m.passes(stop)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return m, nil
}

// stopped reports whether nobody waits for the result any more. What looks at it
// leaves its work half done where that is so, and its caller looks again.
type stopped func() bool

func never() bool { return false }

func newModel(ix *Index, c Config, ignored []uint32, extra []Extra) *Model {
	m := &Model{Index: ix, Config: c, ignored: map[uint32]bool{}, extra: map[[2]uint32][]Extra{}, extraWith: map[uint32][]uint32{}}
	for _, x := range extra {
		p := pairOf(x.A, x.B)
		if p[0] == p[1] || p[1] >= uint32(ix.Len()) {
			continue
		}
		m.extra[p] = append(m.extra[p], Extra{p[0], p[1], x.Kind, x.Bits, x.Note})
	}
	for p := range m.extra {
		m.extraWith[p[0]] = append(m.extraWith[p[0]], p[1])
		m.extraWith[p[1]] = append(m.extraWith[p[1]], p[0])
	}
	for _, v := range ignored {
		if v < uint32(ix.Values()) {
			m.ignored[v] = true
		}
	}
	m.half = make([]float64, int(kindEnd)*halfBins)
	m.hubs = make([]bool, ix.Values())
	for v := range m.hubs {
		m.hubs[v] = c.rarity(ix.kind[v], ix.Degree(uint32(v))) < hubOdds
	}
	return m
}

// tying says which values can tie accounts.
type tying struct {
	private int          // holders up to which a value ever can; more would tie two strangers too often alone
	least   int          // holders up to which any value does
	rare    []bool       // of each value, whether it does
	values  int          // of at most least holders
	of      [kindEnd]int // of these, by kind
}

// findTying lets the rarest values tie accounts, as long as together they tie two
// strangers no more often than is believed, and those of three holders in any case.
func (m *Model) findTying() {
	n, ix := float64(m.Index.Len()), m.Index
	t := &tying{private: min(privateMost, int(n*math.Sqrt(m.Config.Chance))), least: 3, rare: make([]bool, ix.Values())}
	var pairs [privateMost + 1]float64
	for v := range uint32(ix.Values()) {
		if d := ix.Degree(v); d <= t.private && m.canTie(v) {
			pairs[d] += float64(d) * float64(d-1)
		}
	}
	for sum := pairs[2] + pairs[3]; t.least < t.private; t.least++ {
		if sum += pairs[t.least+1]; sum > m.Config.Chance*n*(n-1) {
			break
		}
	}
	for v := range uint32(ix.Values()) {
		if ix.Degree(v) <= t.least && m.canTie(v) {
			t.rare[v] = true
			t.values++
			t.of[ix.kind[v]]++
		}
	}
	m.tying = t
}

func (m *Model) canTie(v uint32) bool { return !m.hubs[v] && !m.ignored[v] }

// Ignored gives the values that count for nothing, ascending.
func (m *Model) Ignored() []uint32 { return slices.Sorted(maps.Keys(m.ignored)) }

// Extra gives the evidence that is no shared value, by accounts.
func (m *Model) Extra() []Extra {
	all := []Extra{}
	for _, list := range m.extra {
		all = append(all, list...)
	}
	slices.SortFunc(all, func(x, y Extra) int {
		return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B), cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Bits, y.Bits), cmp.Compare(x.Note, y.Note))
	})
	return all
}

// pairOf is the key of a pair of accounts.
func pairOf(a, b uint32) [2]uint32 { return [2]uint32{min(a, b), max(a, b)} }

// prior is the log2 odds that two accounts taken by chance are one hand, when
// every account is one of so many that its hand runs.
func prior(ring float64, accounts int) float64 {
	if accounts < 3 {
		return 0
	}
	return math.Log2(min((ring-1)/float64(accounts-1), 1))
}

// Weight gives what a value is worth.
func (m *Model) Weight(v uint32) Weight { return m.weight[v] }

// tie is a link as one of its accounts sees it.
type tie struct {
	account, top uint32
	bits         float32
}

// ties are the links of each account.
type ties struct {
	off []uint32
	all []tie
}

func newTies(n int, edges []Edge) ties {
	t := ties{make([]uint32, n+1), make([]tie, 2*len(edges))}
	for _, e := range edges {
		t.off[e.A+1]++
		t.off[e.B+1]++
	}
	for a := range n {
		t.off[a+1] += t.off[a]
	}
	at := slices.Clone(t.off)
	for _, e := range edges {
		t.all[at[e.A]] = tie{e.B, e.Top, e.Bits}
		t.all[at[e.B]] = tie{e.A, e.Top, e.Bits}
		at[e.A]++
		at[e.B]++
	}
	return t
}

func (t *ties) of(a uint32) []tie { return t.all[t.off[a]:t.off[a+1]] }

func numWorkers(n int) int { return max(1, min(runtime.GOMAXPROCS(0), n/256+1)) }

// eachWorker calls fn for 0 to n-1, in blocks, on all processors, until it is
// stopped; a worker never runs twice at once.
func eachWorker(n int, stop stopped, fn func(worker, i int)) {
	inBlocks(n, 256, numWorkers(n), stop, fn)
}

// inBlocks is eachWorker for as many workers, in blocks of a size.
func inBlocks(n, block, workers int, stop stopped, fn func(worker, i int)) {
	const look = 16 // one value or account can take a tenth of a millisecond
	work := func(w int) {
		for from := w * block; from < n; from += workers * block {
			for i := from; i < min(from+block, n); i++ {
				if i%look == 0 && stop() {
					return
				}
				fn(w, i)
			}
		}
	}
	if workers == 1 {
		work(0)
		return
	}
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() { work(w) })
	}
	wg.Wait()
}
