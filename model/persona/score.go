package persona

import "math"

// odds holds log2 of the odds of one person and of one household against two
// unrelated records.
type odds struct{ one, home float64 }

// match is the probability of one person.
func (o odds) match() float64 {
	return 1 / (1 + math.Exp2(-o.one)*(1+math.Exp2(o.home)))
}

// household is the probability of two people of one household.
func (o odds) household() float64 {
	return 1 / (1 + math.Exp2(-o.home)*(1+math.Exp2(o.one)))
}

// bits is log2 of the odds of one person against everything else.
func (o odds) bits() float64 { return o.one - o.loss() }

// loss is what the household takes off.
func (o odds) loss() float64 { return math.Log2(1 + math.Exp2(o.home)) }

// atHome gives, by type, how often two people of one household agree on a value:
// chosen, not fitted. What is not listed agrees as by chance. Which of their
// names they share is fitted, from one half each.
var atHome = [Code + 1]float64{Name: .5, Date: .03, Place: .9, Address: .85, Email: .2, Phone: .4}

// sonOf is how often two marks such as Sr and Jr contradict each other within
// one person's records.
const sonOf = .001

var logSonOf = math.Log2(sonOf)

// odds adds up a comparison.
func (m *Model) odds(c comparison) odds {
	l := &m.par.log
	o := odds{one: l.pi + float64(c.exchanged)*l.swap, home: l.house}
	if c.generations {
		o.one += logSonOf
	}
	for _, s := range c.seen {
		chance := m.base(s)
		o.one += l.m[s.field][s.level] - chance
		if m.par.home[s.field] == 0 {
			continue
		}
		if c.generations && m.fields[s.field].Type == Name {
			o.home += l.marked[s.field][s.level]
		} else {
			o.home += l.home[s.field][s.level]
		}
		if s.level <= Near {
			o.home -= chance
		}
	}
	return o
}

// base is log2 of the chance of an observation among unrelated records.
func (m *Model) base(s observation) float64 {
	table := m.par.log.u[s.field][s.level]
	switch {
	case s.chance == byLevel:
		return table
	case s.level == Near:
		return max(float64(s.chance), table)
	}
	return float64(s.chance)
}
