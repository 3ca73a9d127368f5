package synth

import (
	"math/bits"
	"slices"
	"sort"
)

// role is what an account is in the story that the data tells.
type role uint8

const (
	single role = iota
	ring
	careful
	agency
	kiosk
	helper
	victim
	household
	roles
)

// kindNames are the words of the answer key; a helper counts as a household.
// idWords are those of its ids.
var (
	kindNames = [roles]string{
		ring: "ring", careful: "careful", agency: "agency", kiosk: "kiosk",
		helper: "household", household: "household",
	}
	idWords = [roles]string{
		ring: "ring", careful: "careful", agency: "agency", kiosk: "kiosk",
		helper: "helper", household: "household",
	}
)

func (r role) guilty() bool { return r == ring || r == careful }

// group is a planted group on consecutive seats.
type group struct {
	role   role
	habit  habit // of a ring
	start  int   // first seat
	size   int
	key    uint64
	nth    int // number among all groups of the plan, households last
	serial int // first of size/4+2 numbers that no other group has
}

// plan says which seat has which part to play.
type plan struct {
	n       int
	seed    uint64
	rings   int         // groups[:rings] are the rings
	groups  []group     // all but households, in order of their seats
	victims int         // first seat of the victims: victim v belongs to ring v
	houses  int         // first seat of the households
	singles int         // first seat of everybody else
	serial  int         // of the first household
	order   permutation // line to seat
	tokens  permutation // seat to the number spelled in user names
	nibbles int         // length of those
	actors  []cast      // of the demo's story, else none

	phones, recoveryPhones phonebook
}

var (
	ringCount = curve{{10, 1}, {100, 4}, {1000, 17}, {3000, 30}, {10_000, 55}, {30_000, 93},
		{100_000, 165}, {300_000, 285}, {1_000_000, 500}, {3_000_000, 850}, {10_000_000, 1500}}
	// Over 1024ths of the rings in order of size.
	ringSize = curve{{0, 4}, {256, 5}, {512, 7}, {768, 11}, {922, 22}, {993, 60}, {1014, 110}, {1023, 257}}
)

const (
	minRing, maxRing = 4, 257
	guiltyShare      = 14 // per cent of the seats that rings may take
	householdShare   = 12 // per cent of the seats
)

// houseSizes is the pattern of household sizes; it repeats.
var houseSizes = [...]int{2, 2, 3, 2, 5, 2, 4}

const houseBlock = 20 // the sum of houseSizes

// houseAt says for each seat of a block which house it is in and as which member.
var houseAt = func() (at [houseBlock]struct{ house, member, size int }) {
	i := 0
	for h, size := range houseSizes {
		for m := range size {
			at[i].house, at[i].member, at[i].size = h, m, size
			i++
		}
	}
	return at
}()

func newPlan(n int, seed uint64, story bool) *plan {
	p := &plan{n: n, seed: seed, order: newPermutation(hash(seed, 'o'), n)}
	p.nibbles = max(5, (bits.Len(uint(n-1))+3)/4)
	p.tokens = newPermutation(hash(seed, 't'), 1<<(4*p.nibbles))
	r := rng{hash(seed, 'p')}

	sizes := ringSizes(&r, n)
	if story {
		sizes[storyOperator], sizes[storyFarm] = operatorSize, farmSize
	}
	p.rings = len(sizes)
	for _, size := range sizes {
		p.add(ring, size, habit(r.n(int(habits))))
	}
	if story {
		p.groups[storyOperator].habit, p.groups[storyFarm].habit = byStory, byFarm
	}
	some := func(role role, count, least, most int) {
		for range count {
			size := least + r.n(most-least+1)
			if story && role == agency && p.count(agency) == 0 {
				size = agencySize
			}
			if p.seats()+size > n*2/5 {
				return
			}
			p.add(role, size, 0)
		}
	}
	some(careful, (p.rings+4)/8, 4, 8)
	some(agency, (p.rings+2)/8, 12, 70)
	some(kiosk, (p.rings+1)/5, 8, 40)
	some(helper, (p.rings+5)/10, 5, 12)

	p.victims = p.seats()
	p.houses = p.victims + p.rings/3
	p.singles = p.houses + n*householdShare/100/houseBlock*houseBlock
	if story {
		p.actors = p.newActors()
	}
	p.phones = newPhonebook(hash(seed, 'P'), 0, 150, n)
	p.recoveryPhones = newPhonebook(hash(seed, 'R'), 150, 210, n)
	return p
}

// ringSizes draws one size from each of as many equal parts of the curve as
// there are rings, so that even few rings have its shape.
func ringSizes(r *rng, n int) []int {
	count := ringCount.at(n)
	most := min(max(n/30, minRing), maxRing)
	sizes := make([]int, count)
	for i := range sizes {
		sizes[i] = min(ringSize.at((i*1024+r.n(1024))/count), most)
	}
	sizes[count-1] = most
	sum := 0
	for _, s := range sizes {
		sum += s
	}
	for i := count - 1; sum > max(n*guiltyShare/100, minRing); {
		// Too much for a small n: halve the largest, and drop what cannot shrink.
		slices.Sort(sizes)
		if s := sizes[i]; s > minRing {
			sizes[i] = max(s/2, minRing)
			sum -= s - sizes[i]
			continue
		}
		sum -= sizes[i]
		sizes = sizes[:i]
		i--
	}
	for i := len(sizes) - 1; i > 0; i-- {
		j := r.n(i + 1)
		sizes[i], sizes[j] = sizes[j], sizes[i]
	}
	return sizes
}

func (p *plan) add(role role, size int, h habit) {
	nth := len(p.groups)
	p.groups = append(p.groups, group{
		role: role, habit: h, start: p.seats(), size: size, nth: nth, serial: p.serial,
		key: hash(p.seed, uint64(nth)<<8|'g'),
	})
	p.serial += size/4 + 2
}

// seats gives the number of seats that the groups take so far.
func (p *plan) seats() int {
	if len(p.groups) == 0 {
		return 0
	}
	last := &p.groups[len(p.groups)-1]
	return last.start + last.size
}

func (p *plan) count(role role) (n int) {
	for i := range p.groups {
		if p.groups[i].role == role {
			n++
		}
	}
	return n
}

// houseCount gives the number of households that are not helpers.
func (p *plan) houseCount() int { return (p.singles - p.houses) / houseBlock * len(houseSizes) }

// house gives household h with its seats.
func (p *plan) house(h int) group {
	b, i := h/len(houseSizes), h%len(houseSizes)
	start := p.houses + b*houseBlock
	for _, s := range houseSizes[:i] {
		start += s
	}
	nth := len(p.groups) + h
	return group{
		role: household, start: start, size: houseSizes[i], nth: nth, serial: p.serial + h,
		key: hash(p.seed, uint64(nth)<<8|'g'),
	}
}

// locate gives the role, the group and the place in it that go with a seat.
// Singles and victims have no group; the place of a victim is its number.
func (p *plan) locate(seat int) (g group, member int) {
	switch {
	case seat < p.victims:
		i := sort.Search(len(p.groups), func(i int) bool { return p.groups[i].start > seat }) - 1
		return p.groups[i], seat - p.groups[i].start
	case seat < p.houses:
		return group{role: victim}, seat - p.victims
	case seat < p.singles:
		b := seat - p.houses
		at := &houseAt[b%houseBlock]
		return p.house(b/houseBlock*len(houseSizes) + at.house), at.member
	}
	return group{}, 0
}

// person gives who the account on a seat says it is.
func (p *plan) person(seat int, g *group, member int) person {
	key := hash(p.seed, uint64(seat)<<8|'w')
	if c := p.cast(seat); c != nil {
		return c.person(key)
	}
	switch g.role {
	case victim:
		thief := &p.groups[member]
		return p.person(thief.start+stolenBy, thief, stolenBy)
	case household:
		return newPerson(deal(hash(p.seed, 'h'), g.nth-len(p.groups)), key, g.key)
	}
	return newPerson(deal(hash(p.seed, 'd'), seat), key, hash(key, 'f'))
}

// stolenBy is the member of a ring that uses a victim's name and photo.
const stolenBy = 1
