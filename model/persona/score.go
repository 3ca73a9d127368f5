package persona

import "math"

// odds holds log2 of the odds of one person and of one household against two
// unrelated records.
type odds struct {
	one, home float64
	namesakes bool // two people of one name fit as well as one person does
}

// others is what the odds of one person leave to two, as a share of them.
func (o odds) others() float64 { return math.Exp2(-o.one) * (1 + math.Exp2(o.home)) }

// match is the probability of one person.
func (o odds) match() float64 {
	if o.namesakes {
		return 1 / (2 + o.others())
	}
	return 1 / (1 + o.others())
}

// household is the probability of two people of one household.
func (o odds) household() float64 {
	one := math.Exp2(o.one)
	if o.namesakes {
		one *= 2
	}
	return 1 / (1 + math.Exp2(-o.home)*(1+one))
}

// bits is log2 of the odds of one person against everything else. With
// namesakes it is below 0 however rare the name: two large numbers that are nearly
// the same are not taken from each other.
func (o odds) bits() float64 {
	bits := o.one - o.loss()
	switch {
	case !o.namesakes:
		return bits
	case bits > 0:
		return -math.Log1p(math.Exp2(-bits)) / math.Ln2
	}
	return bits - math.Log1p(math.Exp2(bits))/math.Ln2
}

// loss is what the household takes off.
func (o odds) loss() float64 { return math.Log2(1 + math.Exp2(o.home)) }

// atHome gives, by type, how often two people of one household agree on a value:
// chosen, not fitted. What is not listed agrees as by chance. Which of their
// names they share is fitted, from the rates given here and in [Model.homeRate].
var atHome = [Code + 1]float64{Name: .5, Date: .03, Place: .9, Address: .85, Email: .2, Phone: .4}

// How often two of one household share their family name, and the name beside
// it: chosen, not fitted.
const (
	familyAtHome = .8
	givenAtHome  = .1
)

// homeRate is atHome of a field.
func (m *Model) homeRate(f int) float64 {
	if m.surname[f] {
		return familyAtHome
	}
	for g, p := range m.partner {
		if p >= 0 && (g == f && m.surname[p] || p == f && m.surname[g]) {
			return givenAtHome
		}
	}
	return atHome[m.fields[f].Type]
}

// nameAlone says whether all that agrees is one name: a field of that type, or
// the two that are exchanged for each other.
func (m *Model) nameAlone(seen []observation) bool {
	which := -1
	for _, o := range seen {
		if o.level == Else {
			continue
		}
		pair := m.slot[o.field] / 2
		if m.fields[o.field].Type != Name || which >= 0 && which != pair {
			return false
		}
		which = pair
	}
	return which >= 0
}

// sonOf is how often two marks such as Sr and Jr contradict each other within
// one person's records.
const sonOf = .001

var logSonOf = math.Log2(sonOf)

// odds adds up a comparison.
func (m *Model) odds(c comparison) odds {
	l := &m.par.log
	o := odds{one: l.pi + float64(c.exchanged)*l.swap, home: l.house, namesakes: m.nameAlone(c.seen)}
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
