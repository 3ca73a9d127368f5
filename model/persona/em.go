package persona

import (
	"context"
	"math"
)

// params is what is estimated.
type params struct {
	m    [][levels]float64 // by field: how often two records of one person agree so
	u    [][levels]float64 // and two of different people
	home []float64         // how often two people of one household agree; 0 for as by chance
	// pi and house are the shares of all pairs that are one person and that are
	// two of one household; swap is how often one person's fields are exchanged.
	pi, house, swap float64

	log logs
}

// logs holds what scoring takes from the parameters, as log2.
type logs struct {
	m, u [][levels]float64
	// home is how often two people of one household agree so, before the chance
	// of the value where they agree; marked likewise where their marks of
	// generation contradict each other, which is to say that they share the names.
	home, marked    [][levels]float64
	pi, house, swap float64
}

// expected gives, by type, how often the values of one person are expected to
// agree at each level. The estimate starts there and is held there by strength
// pairs, which matters where few records are linked.
var expected = [Code + 1][levels]float64{
	Name:    {.82, .10, .03, .05},
	Date:    {.84, .09, .03, .04},
	Place:   {.75, .08, .02, .15},
	Address: {.62, .18, .08, .12},
	Email:   {.70, .10, .05, .15},
	Phone:   {.75, .05, .01, .19},
	Code:    {.90, .05, .02, .03},
}

// Constants of the estimate, chosen and not fitted.
const (
	strength  = 10.0   // pairs of one person that the expected levels are worth
	rounds    = 20     // at most
	settled   = 1e-4   // relative change of pi at which the estimate stops
	samples   = 60_000 // pairs drawn to see how unrelated records agree
	swapStart = .02
	swapWorth = 50.0 // pairs that the expected share of exchanges is worth
)

// estimate runs expectation maximisation: m, pi, house and swap over the
// candidates, u over pairs drawn from all.
func (m *Model) estimate(ctx context.Context) error {
	all := float64(m.n) * float64(m.n-1) / 2
	p := params{m: make([][levels]float64, len(m.fields)), u: make([][levels]float64, len(m.fields))}
	p.pi = 1 / float64(max(m.n, 2))
	p.house, p.swap = p.pi, swapStart
	for f, field := range m.fields {
		p.m[f] = expected[field.Type]
		p.home = append(p.home, m.homeRate(f))
		p.u[f] = [levels]float64{.02, .02, .02, .94}
	}
	m.par = p
	m.par.takeLogs()
	if m.n < 2 {
		return ctx.Err()
	}
	sample := m.draw()
	m.countChance(sample) // with the first guess of u
	m.countChance(sample) // and once more with the second
	for pass := range 2 {
		for range rounds {
			if err := ctx.Err(); err != nil {
				return err
			}
			before := m.par.pi
			m.maximise(all)
			m.countChance(sample)
			if math.Abs(m.par.pi-before) < settled*before {
				break
			}
		}
		if pass == 0 {
			m.findKin()
			m.findRepeats(all)
		}
	}
	return nil
}

// draw compares about samples pairs spread evenly over all, or all where there are
// fewer.
func (m *Model) draw() []comparison {
	var out []comparison
	var seen []observation
	total := m.n * (m.n - 1) / 2
	step := max(1, total/samples)
	a, b := 0, 1
	for {
		start := len(seen)
		c := m.compare(int32(a), int32(b), seen)
		seen = c.seen
		c.seen = seen[start:len(seen):len(seen)]
		out = append(out, c)
		b += step
		for b >= m.n {
			a++
			if a >= m.n-1 {
				return out
			}
			b = b - m.n + a + 1
		}
	}
}

// countChance estimates u from the drawn pairs, each weighed by the
// probability that it is no link.
func (m *Model) countChance(sample []comparison) {
	count := make([][levels]float64, len(m.fields))
	for _, c := range sample {
		w := 1 - m.odds(c).match()
		for _, o := range c.seen {
			count[o.field][o.level] += w
		}
	}
	for f := range count {
		sum := 0.0
		for _, n := range count[f] {
			sum += n + leftOut
		}
		for l := range count[f] {
			m.par.u[f][l] = (count[f][l] + leftOut) / sum
		}
	}
	m.par.takeLogs()
}

// takeLogs follows a change of the parameters.
func (p *params) takeLogs() {
	n := len(p.m)
	l := logs{m: make([][levels]float64, n), u: make([][levels]float64, n), home: make([][levels]float64, n), marked: make([][levels]float64, n)}
	for f := range n {
		// Two of a household write what they share no more alike than one does.
		agree := math.Log2(p.m[f][Exact] + p.m[f][Near])
		for v := range levels {
			l.m[f][v], l.u[f][v] = math.Log2(p.m[f][v]), math.Log2(p.u[f][v])
			switch {
			case p.home[f] == 0:
			case v <= Near:
				l.marked[f][v] = l.m[f][v] - agree
				l.home[f][v] = l.marked[f][v] + math.Log2(p.home[f])
			default:
				l.home[f][v] = math.Log2(1 - p.home[f])
			}
		}
	}
	l.pi, l.house, l.swap = math.Log2(p.pi), math.Log2(p.house), math.Log2(p.swap)
	p.log = l
}

// maximise is one round over the candidates.
func (m *Model) maximise(all float64) {
	next := make([][levels]float64, len(m.fields))
	for f, field := range m.fields {
		for l := range next[f] {
			next[f][l] = strength * expected[field.Type][l]
		}
	}
	var match, house, swaps float64
	homeSeen, homeSame := make([]float64, len(m.fields)), make([]float64, len(m.fields))
	for i := range m.cand {
		c := m.comparison(i)
		o := m.odds(c)
		w := o.match()
		h := o.household()
		house += h
		match += w
		swaps += w * float64(c.exchanged)
		for _, s := range c.seen {
			// Squared, so that doubtful pairs do not teach the model doubt.
			next[s.field][s.level] += w * w
			homeSeen[s.field] += h
			if s.level <= Near {
				homeSame[s.field] += h
			}
		}
	}
	for f := range next {
		sum := 0.0
		for _, n := range next[f] {
			sum += n
		}
		for l := range next[f] {
			m.par.m[f][l] = next[f][l] / sum
		}
	}
	for f, field := range m.fields {
		if field.Type == Name {
			m.par.home[f] = (homeSame[f] + strength*m.homeRate(f)) / (homeSeen[f] + strength)
		}
	}
	m.par.pi = (match + 1) / (all + float64(m.n))
	m.par.house = min(max(house, match/100), match) / (all + float64(m.n))
	m.par.swap = (swaps + swapStart*swapWorth) / (match + swapWorth)
	m.par.takeLogs()
}

// comparison gives candidate i with its observations.
func (m *Model) comparison(i int) comparison {
	c := m.about[i]
	c.seen = m.seen[m.start[i]:m.start[i+1]]
	return c
}
