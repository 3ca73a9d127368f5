package store

import (
	"maps"
	"slices"

	"github.com/seed-28a39f10/clew/model"
)

// logStart finds out from when on sign-ins are on record. The earliest event of all will not do:
// one that was forged, or a clock that was never set, would have every old account silent for
// years. Nor will the first day on which several accounts have events, or a low quantile: what
// cannot read a time writes the same one, such as the beginning of 1601, 1970 or 2000, into the
// rows of many accounts. So the log begins where its present run does: from
// the last hole on, where nobody listened and silence says nothing. Of several runs it is the one
// with most to show. That is late rather than early, and so a signal that speaks of silence too few
// rather than one too many. Periods, and not times, are counted by account, so that one account
// has one voice however many events it has.
type logStart map[int64]*logPeriod

// logPeriod is what is on record of 28 days.
type logPeriod struct {
	accounts int
	least    [logWitnesses]int64 // when the first accounts were first seen in it, ascending
}

const (
	logPeriodMilli = 28 * 86_400_000
	// logWitnesses is how many accounts make a period one that is on record. It takes a
	// hundredth of the busiest one too.
	logWitnesses = 3
	logShare     = 100
	// logHole is how many periods in a row without them end the run: half a year, which is
	// half of the shortest silence that a signal speaks of.
	logHole = 6
)

// add counts the events of one account, in the order of their times.
func (s logStart) add(events []model.Event) {
	last, any := int64(0), false
	for i := range events {
		t := events[i].Time
		if !t.Known() || t.Milli <= dawn.Milli {
			continue
		}
		n := t.Milli / logPeriodMilli
		if t.Milli < 0 {
			n--
		}
		if any && n == last {
			continue
		}
		last, any = n, true
		s.see(n, t.Milli)
	}
}

// see counts an account that was first seen in a period at a time.
func (s logStart) see(n, at int64) {
	p := s[n]
	if p == nil {
		p = &logPeriod{}
		s[n] = p
	}
	if have := p.least[:min(p.accounts, logWitnesses)]; len(have) < logWitnesses || at < have[logWitnesses-1] {
		i, _ := slices.BinarySearch(have, at)
		copy(p.least[i+1:], p.least[i:logWitnesses-1])
		p.least[i] = at
	}
	p.accounts++
}

// merge adds what was counted of other accounts.
func (s logStart) merge(other logStart) {
	for n, o := range other {
		p := s[n]
		if p == nil {
			s[n] = o
			continue
		}
		all := append(slices.Clone(p.least[:min(p.accounts, logWitnesses)]), o.least[:min(o.accounts, logWitnesses)]...)
		slices.Sort(all)
		copy(p.least[:], all)
		p.accounts += o.accounts
	}
}

// from gives the time at which the log begins, as far as at least three accounts show it;
// unknown where they do not.
func (s logStart) from() model.Time {
	busiest := 0
	for _, p := range s {
		busiest = max(busiest, p.accounts)
	}
	need := max(logWitnesses, busiest/logShare)
	var begin, before int64
	sum, most := 0, 0 // of the accounts of the periods of a run, and of the run with most
	var at model.Time
	for _, n := range slices.Sorted(maps.Keys(s)) {
		p := s[n]
		if p.accounts < need {
			continue
		}
		if sum == 0 || n-before > logHole+1 {
			sum, begin = 0, n
		}
		if before, sum = n, sum+p.accounts; sum >= most {
			most, at = sum, model.Time{Milli: s[begin].least[logWitnesses-1]}
		}
	}
	return at
}
