package timing

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// monday is 5 January 2026, 00:00 UTC.
const monday = 1767571200

const minute, hour = 60, 3600

// scene collects sign-ins of made-up people.
type scene struct {
	*rand.Rand
	signins []Signin
}

func newScene(seed uint64) *scene { return &scene{Rand: rand.New(rand.NewPCG(seed, 1))} }

func (s *scene) at(account int, place uint64, t int64) {
	s.signins = append(s.signins, Signin{uint32(account), place, t})
}

// stay signs in at both ends and often enough in between to be one visit.
func (s *scene) stay(account int, place uint64, from, to int64) {
	for t := from; t < to; t += 50 * minute {
		s.at(account, place, t)
	}
	s.at(account, place, to)
}

// between gives a time from low to high.
func (s *scene) between(low, high int64) int64 { return low + s.Int64N(high-low+1) }

func (s *scene) chance(p float64) bool { return s.Float64() < p }

// crowd has n accounts, from account on, come as they please in days days.
func (s *scene) crowd(account, n, days int, place uint64, each float64) {
	for a := range n {
		wakes := s.between(5*hour, 12*hour)
		for d := range int64(days) {
			if s.chance(each) {
				from := monday + d*daySeconds + wakes + s.between(0, 8*hour)
				s.stay(account+a, place, from, from+s.between(0, hour))
			}
		}
	}
}

// queue has n regulars use the only seat one after the other.
func (s *scene) queue(n, days int, place uint64, each float64, open, hours int64) {
	for d := range int64(days) {
		type guest struct {
			account int
			comes   int64
		}
		var guests []guest
		for a := range n {
			if s.chance(each) {
				guests = append(guests, guest{a, monday + d*daySeconds + s.between(open*hour, (open+hours)*hour)})
			}
		}
		slices.SortFunc(guests, func(x, y guest) int { return int(x.comes - y.comes) })
		free := int64(0)
		for _, g := range guests {
			from := max(g.comes, free)
			to := from + s.between(20*minute, 50*minute)
			s.stay(g.account, place, from, to)
			free = to + s.between(minute, 4*minute)
		}
	}
}

// shifts has teams of a size relieve each other; each week every team moves on
// by turn shifts.
func (s *scene) shifts(teams, size, days, turn int, place uint64) {
	length := int64(24 / max(teams, 3))
	for d := range days {
		for team := range teams {
			shift := int64((team + d/7*turn) % teams)
			from := int64(monday) + int64(d)*daySeconds + (6+shift*length)*hour
			for m := range size {
				if s.chance(.9) {
					s.stay(team*size+m, place, from+s.between(2*minute, 6*minute), from+length*hour-s.between(0, 4*minute))
				}
			}
		}
	}
}

// TestInnocents holds the method to what it can and cannot tell apart. Nobody
// but those named guilty is worked by another's hand.
func TestInnocents(t *testing.T) {
	const place = 1
	for _, test := range []struct {
		name     string
		play     func(s *scene)
		accounts int     // that are looked at: the first ones
		most     float64 // bits
		least    float64 // bits of the best pair; 0 for innocents
	}{
		{"a queue for one seat", func(s *scene) { s.queue(20, 100, place, .4, 9, 8) }, 20, 6, 0},
		{"a family with one computer", func(s *scene) { s.queue(4, 100, place, .7, 18, 3) }, 4, 6, 0},
		{"regulars of a small internet café", func(s *scene) { s.queue(8, 100, place, .6, 9, 6) }, 8, 6, 0},
		{"a desk in two fixed shifts", func(s *scene) { s.shifts(2, 1, 100, 0, place); s.crowd(50, 40, 100, place, .2) }, 2, 6, 0},
		{"a desk in two shifts that swap", func(s *scene) { s.shifts(2, 1, 100, 1, place); s.crowd(50, 40, 100, place, .2) }, 2, 6, 0},
		{"a desk in three shifts that rotate", func(s *scene) { s.shifts(3, 1, 100, 1, place); s.crowd(50, 40, 100, place, .2) }, 3, 6, 0},
		{"teams in shifts that rotate", func(s *scene) { s.shifts(3, 15, 100, 1, place) }, 45, 6, 0},
		{"a busy exit", func(s *scene) { s.crowd(0, 400, 100, place, .3) }, 400, 15, 0},
		{"classes with lessons at all hours", func(s *scene) {
			for class := range 10 {
				for d := range int64(60) {
					from := monday + d*daySeconds + s.between(7*hour, 15*hour)
					for pupil := range 25 {
						if s.chance(.9) {
							s.stay(class*25+pupil, place, from+s.between(0, 4*minute), from+45*minute+s.between(0, 4*minute))
						}
					}
				}
			}
		}, 250, 9, 0},
		{"an office that loses its line", func(s *scene) {
			for d := range int64(60) {
				lost := s.between(10*hour, 15*hour)
				for a := range 30 {
					from := monday + d*daySeconds + s.between(8*hour, 9*hour)
					s.at(a, place, from)
					if d%3 == 0 {
						s.at(a, place, monday+d*daySeconds+lost+s.between(0, 90))
					}
				}
			}
		}, 30, 6, 0},

		{"two programs with the same timetable", func(s *scene) {
			s.crowd(50, 100, 100, place, .3)
			for d := range int64(100) {
				for h := int64(1); h < 24; h += 4 {
					for a := range 2 {
						s.at(a, place, monday+d*daySeconds+h*hour+s.between(0, minute))
					}
				}
			}
		}, 2, 6, 0},

		// What cannot be told from one hand, or is one hand with consent.
		{"two who always come to work together", func(s *scene) {
			s.crowd(50, 300, 60, place, .5)
			for d := range int64(60) {
				from := monday + d*daySeconds + s.between(6*hour, 11*hour)
				for a := range 2 {
					s.stay(a, place, from+s.between(0, 2*minute), from+8*hour+s.between(0, hour))
				}
			}
		}, 2, MaxBits, 20},
		{"an agent who goes down the list of customers", func(s *scene) {
			for d := range int64(40) {
				t := monday + d*daySeconds + s.between(8*hour, 10*hour)
				for a := range 30 {
					if s.chance(.7) {
						to := t + s.between(5*minute, 15*minute)
						s.stay(a, place, t, to)
						t = to + s.between(minute, 4*minute)
					}
				}
			}
		}, 30, MaxBits, 20},

		// Guilty.
		{"turns at a busy exit", func(s *scene) {
			s.crowd(50, 400, 100, place, .3)
			for d := range int64(12) {
				t := monday + 8*d*daySeconds + s.between(7*hour, 8*hour)
				for i := range 6 {
					to := t + s.between(35*minute, 75*minute)
					s.stay((i+int(d))%6, place, t, to)
					t = to + s.between(2*minute, 9*minute)
				}
			}
		}, 6, MaxBits, 15},
		{"a script that signs in ten accounts", func(s *scene) {
			s.crowd(50, 400, 100, place, .3)
			for d := range int64(30) {
				t := monday + d*daySeconds + s.between(0, 23*hour)
				for a := range 10 {
					s.at(a, place, t)
					t += s.between(10, 30)
				}
			}
		}, 10, MaxBits, 20},
	} {
		t.Run(test.name, func(t *testing.T) {
			best, worst, over := Pair{}, 0.0, 0
			const seeds = 5
			for seed := range uint64(seeds) {
				s := newScene(seed)
				test.play(s)
				pairs, err := Find(context.Background(), s.signins, Options{})
				if err != nil {
					t.Fatal(err)
				}
				top := 0.0
				for _, p := range pairs {
					if int(p.A) >= test.accounts || int(p.B) >= test.accounts {
						continue
					}
					top = max(top, p.Bits)
					if p.Bits > best.Bits {
						best = p
					}
					if p.Bits+math.Log2(4./2999) >= math.Log2(9) {
						over++
					}
				}
				if worst = max(worst, top); top < test.least {
					t.Errorf("seed %d: the best pair has %.2f bits, want %.0f", seed, top, test.least)
				}
			}
			t.Logf("best pair %.2f bits; %.1f of %d pairs at P >= .9 among 3,000 accounts", worst,
				float64(over)/seeds, test.accounts*(test.accounts-1)/2)
			if worst > test.most {
				t.Errorf("the best pair has %.2f bits, want at most %.0f: %+v", worst, test.most, best)
			}
		})
	}
}
