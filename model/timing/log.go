package timing

import (
	"cmp"
	"context"
	"slices"
	"sort"
)

const daySeconds = 86400

// maxTime is 36,812 AD. What is further away is not a time.
const maxTime = 1 << 40

// crowd is how many visits may begin within a gap or window. Where more do, the
// gap or window is shortened until no more than these are left.
const crowd = 32

// visit is a run of sign-ins of one account at one place.
type visit struct {
	account    uint32
	place      uint32 // of log.places
	begin, end int64

	// Seconds after the end in which a beginning counts, and around the beginning
	// likewise, and how many other visits begin in each; and seconds before the
	// beginning in which an end counts.
	gap, window      uint16
	followed, joined uint8
	back             uint16
}

// log is all visits, in order of place, beginning and end.
type log struct {
	options     Options
	gap, window int64 // seconds
	visits      []visit
	places      []uint32 // where each place's visits begin, and the end of the last
	sources     []uint32 // one sign-in at each place
	signins     []Signin

	encounters int // hand-overs and beginnings together, at most
}

func (l *log) at(place uint32) []visit { return l.visits[l.places[place]:l.places[place+1]] }

// stride is how many visits are dealt with between two looks at the context.
const stride = 1 << 14

// newLog makes visits of sign-ins.
func newLog(ctx context.Context, signins []Signin, o Options) (*log, error) {
	slices.SortFunc(signins, func(x, y Signin) int {
		return cmp.Or(cmp.Compare(x.Place, y.Place), cmp.Compare(x.Account, y.Account), cmp.Compare(x.Time, y.Time))
	})
	l := &log{options: o, signins: signins, gap: int64(o.Gap.Seconds()), window: int64(o.Window.Seconds())}
	idle := int64(o.Idle.Seconds())

	// Two passes, so that nothing is allocated that is not used.
	for build := range 2 {
		visits, places := 0, 0
		last := -1
		for i := range signins {
			s := &signins[i]
			if i%stride == 0 && ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			if s.Place == 0 || s.Time == 0 || s.Time > maxTime || s.Time < -maxTime {
				continue
			}
			elsewhere := last < 0 || s.Place != signins[last].Place
			if elsewhere || s.Account != signins[last].Account || s.Time-signins[last].Time > idle {
				if elsewhere {
					places++
				}
				if build == 1 {
					if elsewhere {
						l.places = append(l.places, uint32(visits))
						l.sources = append(l.sources, uint32(i))
					}
					l.visits = append(l.visits, visit{account: s.Account, place: uint32(places - 1), begin: s.Time})
				}
				visits++
			}
			if build == 1 {
				l.visits[visits-1].end = s.Time
			}
			last = i
		}
		if build == 0 {
			l.visits = make([]visit, 0, visits)
			l.places, l.sources = make([]uint32, 0, places+1), make([]uint32, 0, places)
		}
	}
	l.places = append(l.places, uint32(len(l.visits)))
	for p := range len(l.places) - 1 {
		if p%stride == 0 && ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		at := l.at(uint32(p))
		slices.SortFunc(at, func(x, y visit) int {
			return cmp.Or(cmp.Compare(x.begin, y.begin), cmp.Compare(x.end, y.end), cmp.Compare(x.account, y.account))
		})
		l.look(at)
	}
	return l, nil
}

// after gives the number of visits that begin at t or before it.
func after(at []visit, t int64) int {
	return sort.Search(len(at), func(i int) bool { return at[i].begin > t })
}

// look finds out for each visit at a place what surrounds it. No other visit of
// the same account does: those are further away than Idle.
func (l *log) look(at []visit) {
	low, high := 0, 0
	for i := range at {
		v := &at[i]
		for at[low].begin < v.begin-l.window {
			low++
		}
		for high < len(at) && at[high].begin <= v.begin+l.window {
			high++
		}
		v.window, v.joined = uint16(l.window), uint8(min(high-low-1, crowd))
		if high-low-1 > crowd {
			near := func(r int64) int {
				return after(at, v.begin+r) - after(at, v.begin-r-1) - 1
			}
			r := sort.Search(int(l.window), func(r int) bool { return near(int64(r)) > crowd }) - 1
			v.window, v.joined = uint16(max(r, 0)), 0
			if r >= 0 {
				v.joined = uint8(near(int64(r)))
			}
		}

		v.back = uint16(l.gap)
		first := after(at, v.end)
		n := after(at, v.end+l.gap) - first
		v.gap = uint16(l.gap)
		if n > crowd {
			// The first that does not count takes those of the same second along.
			t := at[first+crowd].begin
			n = after(at, t-1) - first
			v.gap = uint16(t - 1 - v.end)
		}
		v.followed = uint8(n)
		l.encounters += int(v.followed) + int(v.joined+1)/2
	}
}

// handedOver reports whether b begins in time after the end of a.
func handedOver(a, b *visit) bool {
	return b.begin > a.end && b.begin-a.end <= int64(min(a.gap, b.back))
}

// together reports whether a and b begin in time of each other.
func together(a, b *visit) bool {
	d := max(a.begin-b.begin, b.begin-a.begin)
	return d <= int64(a.window) && d <= int64(b.window) && a.joined > 0 && b.joined > 0
}

// dayOf gives the number of the UTC day, from 1 January 1970.
func dayOf(t int64) int32 {
	d := t / daySeconds
	if t%daySeconds < 0 {
		d--
	}
	return int32(d)
}
