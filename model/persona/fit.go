// fit.go reads the records and estimates the model.

package persona

import (
	"context"
	"math"
	"slices"

	"github.com/seed-28a39f10/clew/model/identifier"
)

// Model is a fitted comparison of records. It is safe for use by several
// goroutines.
type Model struct {
	fields  []Field
	surname []bool // by field: a name that a household shares
	partner []int  // by field: the next field of its type, with which it may be exchanged; none or donePair
	each    []int  // the numbers of the fields
	slot    []int  // by field: its place among the fields of its type
	lex     [Code + 1]*lexicon
	weight  []float64 // by word of the address lexicon: log2(records/holders)
	n       int
	floor   float64

	order []uint32  // canonical place to the caller's number
	place []int32   // and back
	recs  [][]int32 // by field, then by canonical place

	cand  []pair
	seen  []observation // of all candidates
	start []int         // of candidate i: seen[start[i]:start[i+1]]
	about []comparison  // of candidate i, without seen

	par    params
	kin    [][]kin     // by record, in order
	repeat [][]float32 // by field f and g: log2 of the chance that g agrees where f does
	bits   []float64   // of candidate i, before and
	final  []float64   // after ambiguity
	near   [][]int32   // by record: candidates of at least floor, by index into cand
}

const (
	noPartner = -1
	donePair  = -2
)

// Fit reads records, one row per record with one value per field and "" for a
// value that is not there, and estimates by expectation maximisation how much
// each kind of agreement says. Rows that are too short miss their last values;
// what goes beyond the fields is ignored. The result does not depend on the order of
// the records. Errors are [model.ErrUsage] for fields without a type,
// [model.ErrLimit] for too many records, and the context's.
func Fit(ctx context.Context, fields []Field, records [][]string, o Options) (*Model, error) {
	if err := check(fields, records); err != nil {
		return nil, err
	}
	m := &Model{fields: slices.Clone(fields), n: len(records), floor: o.Floor}
	if m.floor == 0 {
		m.floor = defaultFloor
	}
	if o.BlockCap == 0 {
		o.BlockCap = defaultBlockCap
	}
	m.layOut()
	m.read(records, o.Region)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var err error
	if m.cand, err = m.candidates(ctx, o.BlockCap); err != nil {
		return nil, err
	}
	if err = m.compareAll(ctx); err != nil {
		return nil, err
	}
	if err = m.estimate(ctx); err != nil {
		return nil, err
	}
	return m, m.settle(ctx)
}

// layOut numbers the fields of each type and pairs those that may be exchanged.
func (m *Model) layOut() {
	count := [Code + 1]int{}
	m.partner = make([]int, len(m.fields))
	m.slot = make([]int, len(m.fields))
	m.surname = make([]bool, len(m.fields))
	open := [Code + 1]int{}
	for f := range m.fields {
		if m.fields[f].Type == Surname {
			m.surname[f], m.fields[f].Type = true, Name
		}
		t := m.fields[f].Type
		m.each = append(m.each, f)
		m.partner[f] = noPartner
		m.slot[f] = count[t]
		count[t]++
		if t != Name && t != Address {
			continue
		}
		if count[t]%2 == 1 {
			open[t] = f
			continue
		}
		m.partner[open[t]], m.partner[f] = f, donePair
	}
	for t := Name; t <= Code; t++ {
		m.lex[t] = newLexicon(count[t])
	}
}

// read makes the records canonical, in canonical order.
func (m *Model) read(records [][]string, region string) {
	r := &reader{canon: identifier.New(nil, region), region: region, raw: map[FieldType]map[string]int32{}}
	m.order = make([]uint32, m.n)
	for i := range m.order {
		m.order[i] = uint32(i)
	}
	slices.SortStableFunc(m.order, func(x, y uint32) int { return slices.Compare(records[x], records[y]) })
	m.place = make([]int32, m.n)
	m.recs = make([][]int32, len(m.fields))
	for f := range m.fields {
		m.recs[f] = make([]int32, m.n)
	}
	for p, i := range m.order {
		m.place[i] = int32(p)
		for f, field := range m.fields {
			id := missing
			if f < len(records[i]) {
				id = r.read(m.lex[field.Type], field.Type, records[i][f])
			}
			m.recs[f][p] = id
		}
	}
	for f, field := range m.fields {
		l, s := m.lex[field.Type], m.slot[f]
		for _, id := range m.recs[f] {
			if id == missing {
				continue
			}
			l.count(s, id)
			if field.Type != Name {
				continue
			}
			for i, p := range l.vals[id].parts {
				if p != id && !slices.Contains(l.vals[id].parts[:i], p) {
					l.count(s, p)
				}
			}
		}
	}
	for t := Name; t <= Code; t++ {
		m.lex[t].findNearby(t)
	}
	m.weighWords()
}

// findNearby counts for each value the holders of values a slip away, its own
// included.
func (l *lexicon) findNearby(t FieldType) {
	for i := range l.held {
		l.nearby[i] = slices.Clone(l.held[i])
	}
	var list []entry
	for id := range l.vals {
		v := &l.vals[id]
		add := func(k uint64) { list = append(list, entry{k, int32(id)}) }
		if t == Date {
			add(token(tokWhole, 0, v.runes))
			continue
		}
		for _, form := range v.forms {
			add(token(tokPart, 0, []rune(form)))
		}
		if len(v.runes) >= 4 {
			deletions(0, v.runes, add)
		}
	}
	list, _ = split(sortEntries(list), nearbyCap)
	var close []pair
	for i := 0; i < len(list); {
		j := i + 1
		for j < len(list) && list[j].token == list[i].token {
			j++
		}
		for k := i; k < j; k++ {
			for q := i; q < k; q++ {
				a, b := list[q].rec, list[k].rec
				if nameLevel(&l.vals[a], &l.vals[b]) == Near {
					close = append(close, pair{a, b})
				}
			}
		}
		i = j
	}
	slices.SortFunc(close, comparePairs)
	l.close = slices.Compact(close)
	for _, p := range l.close {
		for i := range l.held {
			l.nearby[i][p.a] += l.held[i][p.b]
			l.nearby[i][p.b] += l.held[i][p.a]
		}
	}
}

// nearbyCap bounds the values that share one deletion.
const nearbyCap = 200

func comparePairs(x, y pair) int {
	if x.a != y.a {
		return int(x.a) - int(y.a)
	}
	return int(x.b) - int(y.b)
}

// weighWords weighs the words of addresses by their rarity.
func (m *Model) weighWords() {
	l := m.lex[Address]
	held := make([]int, len(l.vals))
	for f, field := range m.fields {
		if field.Type != Address {
			continue
		}
		for _, id := range m.recs[f] {
			if id != missing {
				for _, p := range l.vals[id].parts {
					held[p]++
				}
			}
		}
	}
	m.weight = make([]float64, len(held))
	for p, h := range held {
		m.weight[p] = math.Log2(1 + float64(m.n)/float64(max(h, 1)))
	}
}

// compareAll lays the candidates side by side.
func (m *Model) compareAll(ctx context.Context) error {
	m.start = make([]int, len(m.cand)+1)
	m.about = make([]comparison, len(m.cand))
	m.seen = make([]observation, 0, len(m.cand)*len(m.fields))
	for i, p := range m.cand {
		if i%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		c := m.compare(p.a, p.b, m.seen)
		m.seen, c.seen = c.seen, nil
		m.about[i] = c
		m.start[i+1] = len(m.seen)
	}
	return nil
}
