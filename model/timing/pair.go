package timing

import (
	"cmp"
	"slices"
	"sort"
)

// judgement is the work on one pair. Its memory is used again for the next.
type judgement struct {
	log  *log
	seen map[uint32]int // accounts at a place, as far as asked for

	a, b      side
	handovers finding
	together  finding
	joint     []int32 // days with visits of both at the same place
	either    []int32 // days with a visit of at least one at such a place
	meetings  int     // pairs of visits at the same place on the same day
	place     uint32  // where most encounters were
	most      int     // how many those are
}

// side is what there is of one account.
type side struct {
	all    []*visit
	shared []*visit // those at the places that both use
	hours  []int32  // the second of the day at which each of shared begins
	clocks []int32  // the same in order
}

// finding is a [Finding] in the making.
type finding struct {
	Finding
	days     []int32
	clocks   []int32
	midnight int // encounters of visits that begin on different days
	first    int64
	last     int64
}

func (j *judgement) reset() {
	for _, s := range []*side{&j.a, &j.b} {
		s.all, s.shared, s.hours, s.clocks = s.all[:0], s.shared[:0], s.hours[:0], s.clocks[:0]
	}
	j.handovers = finding{days: j.handovers.days[:0], clocks: j.handovers.clocks[:0]}
	j.together = finding{days: j.together.days[:0], clocks: j.together.clocks[:0]}
	j.joint, j.either = j.joint[:0], j.either[:0]
	j.meetings, j.place, j.most = 0, 0, 0
}

// pair gives what the times say of two accounts, whose visits come in order of
// place and beginning. Bits is 0 where they say nothing; then the rest is not
// filled in.
func (j *judgement) pair(va, vb []uint32) Pair {
	j.reset()
	j.a.fill(j.log, va)
	j.b.fill(j.log, vb)
	for x, y := j.a.all, j.b.all; len(x) > 0 && len(y) > 0; {
		switch nx, ny := run(x), run(y); {
		case x[0].place < y[0].place:
			x = x[nx:]
		case x[0].place > y[0].place:
			y = y[ny:]
		default:
			j.compare(x[:nx], y[:ny])
			x, y = x[nx:], y[ny:]
		}
	}
	j.joint, j.either = distinct(j.joint), distinct(j.either)
	j.keepHours()
	j.finish(&j.handovers)
	j.finish(&j.together)
	parallel := j.parallel()
	if parallel*maxParallel > j.handovers.Days {
		j.handovers.Bits = 0 // one hand is in one place
	}
	p := Pair{Bits: Combine(j.handovers.Bits, j.together.Bits)}
	if p.Bits == 0 {
		return p
	}
	p.Handovers, p.Together, p.Parallel = j.handovers.Finding, j.together.Finding, parallel
	p.Place, p.PlaceAccounts = j.log.signins[j.log.sources[j.place]].Place, j.accountsAt(j.place)
	main := &j.handovers
	if j.together.Bits > j.handovers.Bits {
		main = &j.together
	}
	p.First, p.Last = main.first, main.last
	return p
}

// maxParallel says how many days with hand-overs it takes to outweigh one with
// both accounts at work at once.
const maxParallel = 4

func (s *side) fill(l *log, visits []uint32) {
	for _, i := range visits {
		s.all = append(s.all, &l.visits[i])
	}
}

// run gives how many visits at the beginning of the list are at one place.
func run(visits []*visit) int {
	n := 1
	for n < len(visits) && visits[n].place == visits[0].place {
		n++
	}
	return n
}

// compare takes in the visits of both accounts at one place.
func (j *judgement) compare(a, b []*visit) {
	j.a.shared = append(j.a.shared, a...)
	j.b.shared = append(j.b.shared, b...)

	// What a random visitor would do.
	place := a[0].place
	all := len(j.log.at(place))
	ofA, ofB := float64(len(a))/float64(all-len(b)), float64(len(b))/float64(all-len(a))
	var followedA, joinedA, followedB, joinedB int
	for _, v := range a {
		j.either = append(j.either, dayOf(v.begin))
		followedA += int(v.followed)
		joinedA += int(v.joined)
	}
	for _, v := range b {
		j.either = append(j.either, dayOf(v.begin))
		followedB += int(v.followed)
		joinedB += int(v.joined)
	}
	j.handovers.Traffic += float64(followedA)*ofB + float64(followedB)*ofA
	j.together.Traffic += max(float64(joinedA)*ofB, float64(joinedB)*ofA)

	for x, y := a, b; len(x) > 0 && len(y) > 0; {
		switch dx, dy := dayOf(x[0].begin), dayOf(y[0].begin); {
		case dx < dy:
			x = x[1:]
		case dx > dy:
			y = y[1:]
		default:
			nx, ny := sameDay(x), sameDay(y)
			j.joint = append(j.joint, dx)
			j.meetings += nx * ny
			x, y = x[nx:], y[ny:]
		}
	}

	before := j.handovers.Times + j.together.Times
	handOvers(&j.handovers, a, b)
	handOvers(&j.handovers, b, a)
	for _, v := range a {
		i := sort.Search(len(b), func(i int) bool { return b[i].begin >= v.begin-int64(v.window) })
		for ; i < len(b) && b[i].begin-v.begin <= int64(v.window); i++ {
			if together(v, b[i]) {
				j.together.add(dayOf(min(v.begin, b[i].begin)), v, b[i])
			}
		}
	}
	if n := j.handovers.Times + j.together.Times - before; n > j.most {
		j.place, j.most = place, n
	}
}

func handOvers(f *finding, from, to []*visit) {
	for _, v := range from {
		// The next visits begin further apart than the gap is long.
		i := sort.Search(len(to), func(i int) bool { return to[i].begin > v.end })
		if i < len(to) && handedOver(v, to[i]) {
			f.add(dayOf(v.end), v, to[i])
		}
	}
}

func (f *finding) add(day int32, a, b *visit) {
	from, to := min(a.begin, b.begin), max(a.begin, b.begin)
	if f.Times == 0 || from < f.first {
		f.first = from
	}
	f.last = max(f.last, to)
	if f.Times == 0 {
		f.last = to
	}
	f.Times++
	f.days, f.clocks = append(f.days, day), append(f.clocks, clock(to))
	if dayOf(a.begin) != dayOf(b.begin) {
		f.midnight++
	}
}

// sameDay gives how many visits at the beginning of the list begin on one day.
func sameDay(visits []*visit) int {
	n := 1
	for n < len(visits) && dayOf(visits[n].begin) == dayOf(visits[0].begin) {
		n++
	}
	return n
}

// distinct puts days in order and drops repetitions.
func distinct(days []int32) []int32 {
	slices.Sort(days)
	return slices.Compact(days)
}

// keepHours counts how often each thing would happen between visits on
// different days, were they on the same.
func (j *judgement) keepHours() {
	for _, s := range []*side{&j.a, &j.b} {
		slices.SortFunc(s.shared, byBeginning)
		for _, v := range s.shared {
			s.hours = append(s.hours, clock(v.begin))
		}
		s.clocks = append(s.clocks, s.hours...)
		slices.Sort(s.clocks)
	}
	a, b := &j.a, &j.b
	handovers, together := j.hits(a.shared, b.shared, a.clocks, b.clocks)
	pairs := len(a.shared) * len(b.shared)
	for i, k := 0, 0; i < len(a.shared) && k < len(b.shared); {
		switch da, db := dayOf(a.shared[i].begin), dayOf(b.shared[k].begin); {
		case da < db:
			i++
		case da > db:
			k++
		default:
			ni, nk := i+sameDay(a.shared[i:]), k+sameDay(b.shared[k:])
			h, t := j.hits(a.shared[i:ni], b.shared[k:nk], a.hours[i:ni], b.hours[k:nk])
			handovers, together = handovers-h, together-t
			pairs -= (ni - i) * (nk - k)
			i, k = ni, nk
		}
	}
	j.handovers.ClockHits, j.together.ClockHits = handovers, together
	j.handovers.ClockPairs, j.together.ClockPairs = pairs, pairs
}

// hits counts the pairs of a visit in a and one in b, whose beginnings are at
// the given clocks, that would be hand-overs and beginnings together if only the
// clock mattered.
func (j *judgement) hits(a, b []*visit, clocksA, clocksB []int32) (handovers, together int) {
	gap, window := int32(j.log.gap), int32(j.log.window)
	for _, v := range a {
		handovers += between(clocksB, clock(v.end)+1, clock(v.end)+gap)
		together += between(clocksB, clock(v.begin)-window, clock(v.begin)+window)
	}
	for _, v := range b {
		handovers += between(clocksA, clock(v.end)+1, clock(v.end)+gap)
	}
	return handovers, together
}

// between counts the clocks from low to high, which are less than a day apart
// and may lie outside the day.
func between(clocks []int32, low, high int32) int {
	if low < 0 {
		low, high = low+daySeconds, high+daySeconds
	}
	if high >= daySeconds {
		return between(clocks, low, daySeconds-1) + between(clocks, max(low-daySeconds, 0), high-daySeconds)
	}
	i, _ := slices.BinarySearch(clocks, low)
	k, _ := slices.BinarySearch(clocks, high+1)
	return max(k-i, 0)
}

func clock(t int64) int32 { return int32(t - int64(dayOf(t))*daySeconds) }

func byBeginning(a, b *visit) int {
	return cmp.Or(cmp.Compare(a.begin, b.begin), cmp.Compare(a.end, b.end))
}

// roster is at how many times of day people relieve each other who work in
// three shifts. What happens at no more times than that is in their contracts.
const roster = 3

// apart counts the clocks, leaving out those within twenty minutes of one counted
// before. It puts them in order.
func apart(clocks []int32) int {
	const near = 20 * 60
	slices.Sort(clocks)
	n, last := 0, int32(-near)
	for _, c := range clocks {
		if c >= last+near && (n == 0 || c < clocks[0]+daySeconds-near) {
			n++
			last = c
		}
	}
	return n
}

// finish works out a finding from what was counted.
func (j *judgement) finish(f *finding) {
	f.days = distinct(f.days)
	f.Days = len(f.days)
	f.Joint, f.Either = len(j.joint)+missing(j.joint, f.days), len(j.either)+missing(j.either, f.days)
	f.Meetings = j.meetings + f.midnight
	f.ClockPairs -= f.midnight
	f.ClockHits -= f.midnight
	f.Hours = apart(f.clocks)
	if f.Days >= j.log.options.MinDays && f.Hours > roster {
		f.Bits = min(f.ClockBits(), f.TrafficBits())
	}
}

// missing counts the days that are not among all.
func missing(all, days []int32) (n int) {
	for _, d := range days {
		if _, ok := slices.BinarySearch(all, d); !ok {
			n++
		}
	}
	return n
}

// parallel counts the days on which a visit of one overlaps a visit of the
// other.
func (j *judgement) parallel() int {
	a, b := j.a.all, j.b.all
	slices.SortFunc(a, byBeginning)
	slices.SortFunc(b, byBeginning)
	var lastA, lastB *visit // the one that ends last of those that have begun
	days, day := 0, int32(-1<<31)
	for len(a) > 0 || len(b) > 0 {
		var v, other *visit
		if len(b) == 0 || len(a) > 0 && byBeginning(a[0], b[0]) <= 0 {
			v, other, a = a[0], lastB, a[1:]
			if lastA == nil || v.end > lastA.end {
				lastA = v
			}
		} else {
			v, other, b = b[0], lastA, b[1:]
			if lastB == nil || v.end > lastB.end {
				lastB = v
			}
		}
		if other != nil && other.end > v.begin && other.begin < v.end && dayOf(v.begin) != day {
			day = dayOf(v.begin)
			days++
		}
	}
	return days
}

// accountsAt counts the accounts at a place.
func (j *judgement) accountsAt(place uint32) int {
	n, ok := j.seen[place]
	if !ok {
		var accounts []uint32
		for i := range j.log.at(place) {
			accounts = append(accounts, j.log.at(place)[i].account)
		}
		slices.Sort(accounts)
		n = len(slices.Compact(accounts))
		j.seen[place] = n
	}
	return n
}
