package signal

import (
	"fmt"
	"math"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// halves is the number of half-hours in a day.
const (
	halves    = 48
	halfMilli = hourMilli / 2
)

// Fit says which offset from UTC the hours of an account's sign-ins fit best.
// The method is in the package comment. It is a description of hours and not of
// a place: night work in one zone is day work in another.
type Fit struct {
	// Halves counts the active half-hours by half-hour of the day in UTC,
	// element 0 from 00:00 to 00:30, over all days.
	Halves [halves]int32
	Active int // half-hours in all, the sum of Halves
	Days   int // days with any, each 24 hours from its first

	Offset   int     // best offset in minutes east of UTC, -690 to 720, by halves of an hour
	From, To int     // offsets beside it that fit nearly as well, within 3.3 bits in all; From may lie below -690 and To above 720
	Bits     float64 // how much better than round-the-clock activity, in bits per active half-hour; may be negative
	Workday  float64 // share of Active between 07:00 and 20:00 at Offset
}

// dayWeights is the belief in when people sign in, by hour of their local day,
// relative to each other: a wide working day with an evening and a sleep. The
// lowest hours are a twentieth of the highest, so that one short night costs 4
// bits and not the account.
var dayWeights = [24]float64{
	.25, .15, .1, .1, .1, .2, .4, .8, 1.3, 1.8, 2, 2, 1.8, 1.8, 2, 2, 1.8, 1.5, 1.2, 1.1, 1, .9, .7, .4,
}

// dayBits is log2 of dayWeights over their mean.
var dayBits = func() (b [24]float64) {
	sum := 0.0
	for _, w := range dayWeights {
		sum += w
	}
	for h, w := range dayWeights {
		b[h] = math.Log2(w * 24 / sum)
	}
	return b
}()

// fitSlack is how much worse an offset may fit to be named beside the best, in
// bits: odds of 10 to 1.
const fitSlack = 3.3

// FitHours gives the best-fitting offset for the sign-ins of one account, in any
// order. Failed sign-ins and those of programs are left out. Where none is left,
// Active is 0 and the rest means nothing.
func FitHours(events []model.Event) Fit {
	s := subjects.Get().(*subject)
	s.env = &noEnv
	s.load(events)
	f := s.fit()
	s.release()
	return f
}

func (s *subject) fit() (f Fit) {
	slot := int64(-1 << 62)
	var days dayCounter
	for i := range s.acts {
		t := &s.acts[i]
		if t.auto {
			continue
		}
		n := floorDiv(t.at, halfMilli)
		if n == slot {
			continue
		}
		slot = n
		f.Halves[n-floorDiv(n, halves)*halves]++
		f.Active++
		days.add(n * halfMilli)
	}
	f.Days = days.n
	if f.Active == 0 {
		return f
	}
	var bits [halves]float64 // by offset in half-hours
	best := 0
	for o := range bits {
		for h, n := range f.Halves {
			if n > 0 {
				bits[o] += float64(n) * dayBits[(h+o)%halves/2]
			}
		}
		if bits[o] > bits[best] {
			best = o
		}
	}
	// Neighbours often fit equally well, as the weights go by the hour: the middle
	// of them, so that a day that is shifted shifts the result and no more.
	const equal = 1e-9
	low, high := beside(&bits, best, equal)
	best = (best + halves - low + (low+high)/2) % halves
	low, high = beside(&bits, best, fitSlack)
	work := 0
	for h, n := range f.Halves {
		if hour := (h + best) % halves / 2; hour >= workFrom && hour < workTo {
			work += int(n)
		}
	}
	f.Offset = around(best * 30)
	f.From, f.To = f.Offset-low*30, f.Offset+high*30
	f.Bits = bits[best] / float64(f.Active)
	f.Workday = float64(work) / float64(f.Active)
	return f
}

// beside counts the offsets below and above the best one without a break that
// are worse by at most slack.
func beside(bits *[halves]float64, best int, slack float64) (low, high int) {
	for low < halves/2 && bits[(best-low-1+halves)%halves] >= bits[best]-slack {
		low++
	}
	for high < halves/2-1 && bits[(best+high+1)%halves] >= bits[best]-slack {
		high++
	}
	return low, high
}

// around brings an offset in minutes into the range of the clock's offsets, -690
// to 720; those a day apart are one.
func around(minutes int) int {
	minutes = (minutes%1440 + 1440) % 1440
	if minutes > 720 {
		minutes -= 1440
	}
	return minutes
}

// Bounds of TZ-HOURS.
const (
	// With 12 half-hours on 6 days a week of holiday is not everything there is.
	hoursActive = 12
	hoursDays   = 6
	// Who rises early or works until late is not far away: from 4 hours on it
	// takes another zone or a habit of nights.
	hoursApart = 240 // minutes
	// Half of the activity and more lies in the claimed zone's night, and nearly
	// all in the day of the best zone. The bits by which it fits better are for
	// the reader and have no bound of their own: shares are easier to check.
	awakeFrom, awakeTo = 7, 23
	awakeMost          = .5
	workFrom, workTo   = 7, 20
	workLeast          = .8
)

// tzHours compares the best-fitting zone with the claimed one.
func tzHours(s *subject) (model.Signal, bool) {
	if len(s.acts) < hoursActive {
		return model.Signal{}, false
	}
	claim := s.a.Fact(model.FieldTimezone)
	z, ok := claimedZone(string(claim))
	if !ok {
		return model.Signal{}, false
	}
	f := s.fit()
	if f.Active < hoursActive || f.Days < hoursDays || f.Workday < workLeast {
		return model.Signal{}, false
	}
	bits, awake := 0.0, 0
	slot, offset := int64(-1<<62), 0
	for i := range s.acts {
		t := &s.acts[i]
		n := floorDiv(t.at, halfMilli)
		if t.auto || n == slot {
			continue
		}
		slot, offset = n, z.at(t.at)
		minute := floorDiv(n*halfMilli, 60_000) + int64(offset)
		hour := int(minute-floorDiv(minute, 1440)*1440) / 60
		bits += dayBits[hour]
		if hour >= awakeFrom && hour < awakeTo {
			awake++
		}
	}
	apart := (f.Offset - offset + 2*1440) % 1440
	apart = min(apart, 1440-apart)
	better := f.Bits*float64(f.Active) - bits
	if apart < hoursApart || float64(awake) > awakeMost*float64(f.Active) {
		return model.Signal{}, false
	}
	hours := make([]string, 24)
	for h := range hours {
		hours[h] = fmt.Sprint(f.Halves[2*h] + f.Halves[2*h+1])
	}
	facts := fmt.Sprintf("%d active half-hours on %s fit %s best (%s to %s nearly as well), where %.0f %% lie between %02d:00 and %02d:00. "+
		"In the claimed zone %s, %s at the last of them, %d lie between %02d:00 and %02d:00; the best zone fits %.0f bits better. "+
		"By hour from 00 UTC: %s.",
		f.Active, count(f.Days, "day"), clock(f.Offset), clock(around(f.From)), clock(around(f.To)), f.Workday*100, workFrom, workTo,
		quote(claim), clock(offset), awake, awakeFrom, awakeTo, better, strings.Join(hours, " "))
	own := fmt.Sprintf("%d of %d active half-hours are in the day of the claimed zone.", awake, f.Active)
	if home, all := s.atHome(); all > 0 {
		own = sentences(own, fmt.Sprintf("%d of %s with a country are from the claimed country.", home, count(all, "sign-in")))
	}
	own = sentences(own, fmt.Sprintf("Night workers of the claimed zone look the same as day workers at %s.", clock(f.Offset)))
	return found("TZ-HOURS", 1, facts, own)
}

// atHome counts the sign-ins with a country, and those from the claimed one.
func (s *subject) atHome() (home, all int) {
	if s.country == "" {
		return 0, 0
	}
	for i := range s.acts {
		if t := &s.acts[i]; t.country != "" && !t.hides() {
			if all++; t.country == s.country {
				home++
			}
		}
	}
	return home, all
}
