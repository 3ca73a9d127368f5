package persona

import (
	"math"
	"slices"
	"strings"
)

// Level says how well two values agree.
type Level uint8

// The levels of a comparison.
const (
	Exact Level = iota // the same canonical value
	Near               // one slip apart, a form of the same name, a date with day and month exchanged
	Far                // two or three slips apart, or agreeing in part
	Else               // neither
	levels
)

// observation is one comparison of two values that are both there.
type observation struct {
	field uint8
	level Level
	// chance is log2 of the probability that an unrelated record agrees as well
	// with this very value; byLevel where only the level counts.
	chance float32
	value  [2]int32
}

const byLevel = float32(1)

// comparison is what is seen when two records are laid side by side.
type comparison struct {
	seen        []observation
	exchanged   int  // name or address fields that hold each other's values
	generations bool // marks such as Jr and Sr contradict each other
}

// compare lays records a and b side by side, a < b. It appends to seen.
func (m *Model) compare(a, b int32, seen []observation) comparison {
	c := comparison{seen: seen}
	first := len(seen)
	for f := range m.fields {
		if m.partner[f] == donePair {
			continue
		}
		start := len(c.seen)
		c.seen = m.observe(c.seen, f, f, a, b)
		g := m.partner[f]
		if g < 0 {
			continue
		}
		c.seen = m.observe(c.seen, g, g, a, b)
		mid := len(c.seen)
		if !m.mayCross(f, g, a, b) {
			continue
		}
		c.seen = m.observe(c.seen, f, g, a, b)
		c.seen = m.observe(c.seen, g, f, a, b)
		if points(c.seen[mid:]) > points(c.seen[start:mid]) {
			c.seen = slices.Delete(c.seen, start, mid)
			c.exchanged++
		} else {
			c.seen = c.seen[:mid]
		}
	}
	for f, field := range m.fields {
		va, vb := m.recs[f][a], m.recs[f][b]
		if field.Type == Name && va != missing && vb != missing {
			ga, gb := m.lex[Name].vals[va].gen, m.lex[Name].vals[vb].gen
			c.generations = c.generations || ga != 0 && gb != 0 && ga != gb
		}
		if field.Type == Email {
			c.seen = m.dropDerived(c.seen, first, f, a, b)
		}
	}
	return c
}

// mayCross keeps the cost of looking for exchanged fields to the pairs in which
// one straight comparison already fails.
func (m *Model) mayCross(f, g int, a, b int32) bool {
	return !(m.recs[f][a] == m.recs[f][b] && m.recs[g][a] == m.recs[g][b])
}

// points ranks two ways of laying names side by side.
func points(seen []observation) int {
	sum := 0
	for _, o := range seen {
		sum += [levels]int{5, 4, 0, -2}[o.level]
	}
	return sum
}

// observe compares field f of a with field g of b, two fields of one type.
func (m *Model) observe(seen []observation, f, g int, a, b int32) []observation {
	va, vb := m.recs[f][a], m.recs[g][b]
	if va == missing || vb == missing {
		return seen
	}
	t := m.fields[f].Type
	l := m.lex[t]
	one := func(level Level, va, vb int32) []observation {
		o := observation{field: uint8(f), level: level, chance: byLevel, value: [2]int32{va, vb}}
		if level <= Near {
			o.chance = m.chance(level, f, g, va, vb, a, b)
		}
		return append(seen, o)
	}
	x, y := &l.vals[va], &l.vals[vb]
	switch {
	case va == vb:
		return one(Exact, va, vb)
	case x.alpha && y.alpha && x.latin != y.latin:
		return seen // letters that cannot be compared
	}
	switch t {
	case Name:
		return m.alignNames(seen, f, g, a, b)
	case Date:
		return one(dateLevel(x.runes, y.runes), va, vb)
	case Place:
		return one(wordLevel(x, y), va, vb)
	case Address:
		return one(m.addressLevel(x, y), va, vb)
	case Email:
		return one(emailLevel(x, y), va, vb)
	case Phone:
		return one(phoneLevel(x.runes, y.runes), va, vb)
	}
	return one(codeLevel(x, y), va, vb)
}

// chance is log2 of the share of other records, beyond those compared, that
// hold the value (exact) or one a slip away from it (near). The two are left out
// because they may be one person: a value that nobody else holds is rare, not
// one that two in N hold. So are the records that are that person too.
func (m *Model) chance(level Level, f, g int, va, vb, a, b int32) float32 {
	l := m.lex[m.fields[f].Type]
	held, own := l.held, int32(2)
	switch {
	case level == Near:
		held = l.nearby
	case f != g:
		own = 1
	}
	others := max(held[m.slot[f]][va]-m.kinHolding(level, f, va, f, g, a, b), held[m.slot[g]][vb]-m.kinHolding(level, g, vb, f, g, a, b)) - own
	return float32(math.Log2((float64(max(others, 0)) + leftOut) / float64(max(m.n, 2))))
}

// leftOut is the count of other holders that a value without any is credited
// with.
const leftOut = .3

// alignNames pairs the words of two names, the best agreement first, whatever
// their order. Words left over on one side only say nothing: names are written
// out and cut short at will.
func (m *Model) alignNames(seen []observation, f, g int, a, b int32) []observation {
	l := m.lex[Name]
	va, vb := m.recs[f][a], m.recs[g][b]
	x, y := &l.vals[va], &l.vals[vb]
	px, py := x.parts, y.parts
	if len(px) != len(py) && slices.Equal(x.runes, y.runes) {
		// One of them is the other with a space too many.
		return append(seen, observation{uint8(f), Near, m.chance(Near, f, g, va, vb, a, b), [2]int32{va, vb}})
	}
	var usedX, usedY [maxParts]bool
	left := min(len(px), len(py))
	pass := func(want Level, initials bool) {
		for i, p := range px {
			for j, q := range py {
				if usedX[i] || usedY[j] || left == 0 {
					continue
				}
				wp, wq := &l.vals[p], &l.vals[q]
				if initials {
					if initial(wp, wq) {
						usedX[i], usedY[j] = true, true
						left--
					}
					continue
				}
				if (want == Exact) != (p == q) || want != Exact && nameLevel(wp, wq) != want {
					continue
				}
				usedX[i], usedY[j] = true, true
				left--
				o := observation{uint8(f), want, byLevel, [2]int32{p, q}}
				if want <= Near {
					o.chance = m.chance(want, f, g, p, q, a, b)
				}
				seen = append(seen, o)
			}
		}
	}
	pass(Exact, false)
	if left > 0 {
		pass(Near, false)
	}
	if left > 0 {
		pass(Near, true)
	}
	if left > 0 {
		pass(Far, false)
	}
	if left > 0 {
		o := observation{uint8(f), Else, byLevel, [2]int32{va, vb}}
		for i, p := range px {
			if !usedX[i] {
				o.value[0] = p
				break
			}
		}
		for j, q := range py {
			if !usedY[j] {
				o.value[1] = q
				break
			}
		}
		seen = append(seen, o)
	}
	return seen
}

// initial says whether one word is the first letter of the other.
func initial(a, b *value) bool {
	return (len(a.runes) == 1 || len(b.runes) == 1) && len(a.runes) > 0 && len(b.runes) > 0 && a.runes[0] == b.runes[0]
}

// nameLevel compares two words of a name: as words, as forms of one given name,
// and far where they are written apart but sound alike.
func nameLevel(a, b *value) Level {
	if a.forms != nil && b.forms != nil && variant(a, b) {
		return Near
	}
	level := wordLevel(a, b)
	if level == Else && a.sound != "" && a.sound == b.sound {
		return Far
	}
	return level
}

// wordLevel compares two words by typing distance: near is one slip, or two in
// a long word; far leaves at least three letters in five
// alone.
func wordLevel(a, b *value) Level {
	n := max(len(a.runes), len(b.runes))
	limit := 0
	switch {
	case n >= 10:
		limit = 3
	case n >= 5:
		limit = 2
	case n >= 3:
		limit = 1
	}
	if limit == 0 || maskApart(a.mask, b.mask, limit) {
		return Else
	}
	switch d := slips(a.runes, b.runes, limit); {
	case d > limit:
		return Else
	case d <= 1 && n >= 4, d == 2 && n >= 8:
		return Near
	}
	return Far
}

// dateLevel compares two dates written as YYYYMMDD.
func dateLevel(a, b []rune) Level {
	d := slips(a, b, 2)
	if len(a) == 8 && len(b) == 8 {
		x := [8]rune{a[0], a[1], a[2], a[3], a[6], a[7], a[4], a[5]}
		switch e := slips(x[:], b, 1); {
		case e == 0:
			return Near
		case e == 1:
			d = min(d, 2)
		}
	}
	return [...]Level{Exact, Near, Far, Else}[d]
}

// emailLevel: near is a slip or two in the whole, far the same name at another
// provider or a like name at the same one.
func emailLevel(a, b *value) Level {
	if !maskApart(a.mask, b.mask, 2) && slips(a.runes, b.runes, 2) <= 2 {
		return Near
	}
	if a.local == 0 || b.local == 0 {
		return Else
	}
	la, lb := a.runes[:min(a.local, len(a.runes))], b.runes[:min(b.local, len(b.runes))]
	da, db := a.runes[len(la):], b.runes[len(lb):]
	switch {
	case slices.Equal(la, lb):
		if slips(da, db, 3) <= 3 {
			return Near
		}
		return Far
	case slips(la, lb, 2) <= 2 && slips(da, db, 3) <= 3:
		return Far
	}
	return Else
}

// phoneLevel: near is one slip, or one number written without its area code.
func phoneLevel(a, b []rune) Level {
	if len(a) > len(b) {
		a, b = b, a
	}
	tail := 10
	if len(a) < 10 {
		tail = len(a)
	}
	if len(a) >= 7 && slices.Equal(a[len(a)-tail:], b[len(b)-tail:]) || len(a) >= 7 && slips(a, b, 1) <= 1 {
		return Near
	}
	return Else
}

func codeLevel(a, b *value) Level {
	n := max(len(a.runes), len(b.runes))
	if n < 4 || maskApart(a.mask, b.mask, 2) {
		return Else
	}
	switch d := slips(a.runes, b.runes, 2); {
	case d <= 1:
		return Near
	case d == 2 && n >= 6:
		return Far
	}
	return Else
}

// addressLevel compares two addresses by their words, each weighed by how few
// records have it. Near is three quarters of the lesser address in the other,
// far two fifths.
func (m *Model) addressLevel(a, b *value) Level {
	n := max(len(a.runes), len(b.runes))
	if !maskApart(a.mask, b.mask, 2) && n >= 5 && slips(a.runes, b.runes, 2) <= min(2, n/5) {
		return Near
	}
	l := m.lex[Address]
	var both, inA, inB float64
	var used [maxParts]bool
	for _, p := range a.parts {
		inA += m.weight[p]
	}
	for _, q := range b.parts {
		inB += m.weight[q]
	}
	for _, p := range a.parts {
		best, at := 0.0, -1
		for j, q := range b.parts {
			if used[j] {
				continue
			}
			switch w := min(m.weight[p], m.weight[q]); {
			case p == q:
				w = m.weight[p]
				if w+1 > best {
					best, at = w+1, j // the same word rather than a like one
				}
			case w > best && wordLevel(&l.vals[p], &l.vals[q]) == Near && l.vals[p].alpha:
				best, at = w, j
			}
		}
		if at >= 0 {
			used[at] = true
			both += min(m.weight[p], m.weight[b.parts[at]])
		}
	}
	switch share := both / min(inA, inB); {
	case share >= .75:
		return Near
	case share >= .4:
		return Far
	}
	return Else
}

// dropDerived drops the observation that two e-mail addresses have the same
// name before "@" where that name is made of names the records share anyway: it
// is the same evidence twice. The comparison begins at first.
func (m *Model) dropDerived(seen []observation, first, f int, a, b int32) []observation {
	at := slices.IndexFunc(seen[first:], func(o observation) bool { return int(o.field) == f })
	if at < 0 || seen[first+at].level != Far {
		return seen
	}
	at += first
	v := &m.lex[Email].vals[m.recs[f][a]]
	local := string(v.runes[:min(v.local, len(v.runes))])
	for _, o := range seen[first:] {
		if m.fields[o.field].Type == Name && o.level <= Near {
			if name := m.lex[Name].vals[o.value[0]].text; len(name) >= 3 && strings.Contains(local, name) {
				return slices.Delete(seen, at, at+1)
			}
		}
	}
	return seen
}
