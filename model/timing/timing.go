package timing

import (
	"context"
	"math"
	"slices"
	"time"

	"github.com/seed-28a39f10/clew/model"
)

// Signin is one sign-in of an account at a place. One with Place 0 or Time 0 is
// of unknown place or time and is passed over, as is one more than 2^40 seconds
// from 1970.
type Signin struct {
	Account uint32
	Place   uint64 // the caller's hash of an address, a device or a target; equal = same place
	Time    int64  // Unix seconds, UTC
}

// Options tunes [Find]. The zero value means the defaults.
type Options struct {
	// Idle is the longest pause between two sign-ins of one visit, whole seconds
	// up to 6 hours. Default 1 hour.
	Idle time.Duration

	// Gap is the longest pause between the end of one visit and the beginning of
	// the next that counts as a hand-over, whole seconds up to Idle. Default 10
	// minutes.
	Gap time.Duration

	// Window is how far apart two visits may begin to count as begun together,
	// whole seconds up to Idle. Default 5 minutes.
	Window time.Duration

	// MinDays is on how many days a thing must have happened before it counts,
	// at least 2. Default 5.
	MinDays int
}

func (o Options) resolve() (Options, error) {
	for _, d := range []struct {
		field *time.Duration
		usual time.Duration
	}{{&o.Idle, time.Hour}, {&o.Gap, 10 * time.Minute}, {&o.Window, 5 * time.Minute}} {
		if *d.field == 0 {
			*d.field = d.usual
		}
		if *d.field < time.Second || *d.field%time.Second != 0 {
			return o, usage("a time span of the timing options is out of range", "use whole seconds, at least one")
		}
	}
	if o.Idle > 6*time.Hour {
		return o, usage("the idle time that ends a visit is out of range", "use at most 6 hours")
	}
	if o.Gap > o.Idle || o.Window > o.Idle {
		return o, usage("the hand-over gap or the window is longer than the idle time that ends a visit", "raise the idle time or lower the others")
	}
	if o.MinDays == 0 {
		o.MinDays = 5
	}
	if o.MinDays < 2 {
		return o, usage("the least number of days is out of range", "use at least 2: what happened once proves nothing")
	}
	return o, nil
}

func usage(message, hint string) error {
	return &model.Error{Kind: model.ErrUsage, Message: message, Hint: hint}
}

// Pair is what the times of two accounts say of them. All counts are of what
// was measured; nothing in it depends on the numbers that accounts have.
type Pair struct {
	A, B uint32 // A < B

	// Bits is the evidence that one hand works both: above 0, below [MaxBits],
	// in hundredths. See [Combine].
	Bits float64

	Handovers Finding // one's visit ends, within Gap the other's begins
	Together  Finding // both visits begin within Window

	// Parallel is the number of UTC days on which a visit of one overlaps a visit
	// of the other in time, wherever they are.
	Parallel int

	// Place is where most of it happened, and PlaceAccounts how many accounts
	// were ever seen there: a handful suggests a shared computer.
	Place         uint64
	PlaceAccounts int

	First, Last int64 // Unix seconds of the first and the last of it
}

// Finding is one of the two things that are looked for. "It" is a hand-over or a
// beginning together; see the package comment for the two expectations.
type Finding struct {
	Times int // it happened, at any place
	Days  int // distinct UTC days on which it happened
	Hours int // times of day at which it happened, those within 20 minutes counted as one

	// The expectation from both accounts' own hours.
	Joint      int // days with visits of both at the same place, and all days on which it happened
	Meetings   int // pairs of a visit of one and a visit of the other at the same place on the same day
	ClockPairs int // pairs of a visit of one and a visit of the other on different days
	ClockHits  int // of these, how many it would have happened to on the same day

	// The expectation from the traffic of the places.
	Either  int     // days with a visit of at least one at a place that both use
	Traffic float64 // expected days of Either if whoever came were a random visitor of the place

	Bits float64 // evidence of this finding alone, in hundredths, at least 0
}

// Jaccard gives Days/Either, the similarity that SynchroTrap goes by; 0 where it
// never happened.
func (f *Finding) Jaccard() float64 {
	if f.Either == 0 {
		return 0
	}
	return float64(f.Days) / float64(f.Either)
}

// Find gives the pairs of accounts that are tied by when they sign in, those
// with Bits above 0, in order of A and B. The order of signins does not matter;
// they are sorted in place. Besides them it takes less than 64 bytes a sign-in.
//
// The error is a [model.Error] of kind usage for options out of range, of kind
// limit for 2^32 sign-ins or more, or the cause of ctx's end.
func Find(ctx context.Context, signins []Signin, o Options) ([]Pair, error) {
	o, err := o.resolve()
	if err != nil {
		return nil, err
	}
	if uint64(len(signins)) > math.MaxUint32 {
		return nil, &model.Error{Kind: model.ErrLimit, Message: "there are too many sign-ins to compare their times",
			Hint: "compare a shorter span of time"}
	}
	l, err := newLog(ctx, signins, o)
	if err != nil {
		return nil, err
	}
	// Encounters are collected in parts, so that their number is no matter.
	var tied, pairs []uint64
	var met []encounter
	parts := uint64(1 + l.encounters/(len(signins)+1))
	for part := range parts {
		if met, err = l.meet(ctx, met[:0], part, parts); err != nil {
			return nil, err
		}
		pairs = l.often(pairs[:0], met)
		err = l.judge(ctx, pairs, func(p Pair) { tied = append(tied, pairOf(p.A, p.B)) })
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(tied)
	if err := l.narrow(ctx, tied); err != nil {
		return nil, err
	}
	var found []Pair
	if err := l.judge(ctx, tied, func(p Pair) { found = append(found, p) }); err != nil {
		return nil, err
	}
	return found, nil
}
