package timing

import (
	"cmp"
	"context"
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"pgregory.net/rapid"
)

// turns has two accounts take turns on days days, at other times of the day each
// day, while a hundred others use the place too.
func turns(days int) *scene {
	s := newScene(7)
	for d := range int64(days) {
		t := monday + d*daySeconds + d*7*hour%(20*hour)
		s.stay(1, 5, t, t+30*minute)
		s.stay(2, 5, t+35*minute, t+50*minute)
		for a := range 100 {
			s.at(100+a, 5, monday+d*daySeconds+s.between(0, daySeconds-1))
		}
	}
	return s
}

func find(t testing.TB, signins []Signin, o Options) []Pair {
	t.Helper()
	pairs, err := Find(context.Background(), signins, o)
	if err != nil {
		t.Fatal(err)
	}
	return pairs
}

func TestTurns(t *testing.T) {
	const days = 12
	pairs := find(t, turns(days).signins, Options{})
	if len(pairs) == 0 || pairs[0].A != 1 || pairs[0].B != 2 {
		t.Fatalf("found %+v", pairs)
	}
	p := pairs[0]
	h := p.Handovers
	if h.Times != days || h.Days != days || h.Joint != days || h.Either != days || h.Meetings != days ||
		h.ClockPairs != days*(days-1) || h.Jaccard() != 1 || p.Parallel != 0 || p.Place != 5 || p.PlaceAccounts != 102 {
		t.Errorf("got %+v", p)
	}
	if p.First != monday || p.Last != monday+11*daySeconds+77*hour%(20*hour)+35*minute {
		t.Errorf("from %d to %d", p.First, p.Last)
	}
	if p.Bits < 20 || p.Bits != Combine(h.Bits, p.Together.Bits) {
		t.Errorf("%v bits", p.Bits)
	}
	if len(find(t, turns(4).signins, Options{})) != 0 {
		t.Error("found a pair after four days")
	}
	if len(find(t, turns(4).signins, Options{MinDays: 3})) == 0 {
		t.Error("found nothing where three days are enough")
	}

	parallel := turns(days)
	for d := range int64(4) {
		at := monday + d*daySeconds + d*7*hour%(20*hour)
		parallel.stay(2, 9, at+5*minute, at+20*minute) // elsewhere, while 1 is at work
	}
	for _, p := range find(t, parallel.signins, Options{}) {
		if p.A == 1 && p.B == 2 {
			t.Errorf("two who work in parallel on 4 days of 12: %+v", p)
		}
	}
}

func TestUnknown(t *testing.T) {
	s := turns(12)
	for i := range s.signins {
		if s.signins[i].Account == 1 {
			s.signins[i].Place = 0
		}
	}
	for _, at := range []int64{0, 1 << 62, -1 << 63, 1<<63 - 1} {
		s.signins = append(s.signins, Signin{1, 5, at})
	}
	if pairs := find(t, s.signins, Options{}); len(pairs) != 0 {
		t.Errorf("found %+v", pairs)
	}
	if pairs := find(t, nil, Options{}); len(pairs) != 0 {
		t.Errorf("found %+v in nothing", pairs)
	}
}

func TestOptions(t *testing.T) {
	for _, o := range []Options{
		{Gap: -1}, {Gap: time.Millisecond}, {Idle: 7 * time.Hour}, {Gap: 2 * time.Hour}, {Window: 2 * time.Hour},
		{MinDays: 1}, {MinDays: -3}, {Window: 1500 * time.Millisecond},
	} {
		_, err := Find(context.Background(), nil, o)
		if model.KindOf(err) != model.ErrUsage {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancelCause(context.Background())
	cause := errors.New("enough")
	cancel(cause)
	if _, err := Find(ctx, turns(12).signins, Options{}); !errors.Is(err, cause) {
		t.Errorf("got %v", err)
	}
}

const worldAccounts = 40

// world draws sign-ins at few places, so that everything collides. The first
// accounts often follow each other, at any time of the day.
func world(t *rapid.T) []Signin {
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
	accounts, places := 2+r.IntN(worldAccounts-1), rapid.IntRange(1, 3).Draw(t, "places")
	days := 2 + r.IntN(19)
	var all []Signin
	add := func(account, place int, at int64) {
		all = append(all, Signin{uint32(account), uint64(place) + 1, monday + at})
	}
	for range rapid.IntRange(0, 400).Draw(t, "signins") {
		add(r.IntN(accounts), r.IntN(places), r.Int64N(int64(days)*24*12)*300)
	}
	chain := min(accounts, 2+r.IntN(3))
	for range r.IntN(2 * days) {
		at, place := r.Int64N(int64(days)*24*12)*300, r.IntN(places)
		for a := range chain {
			add(a, place, at)
			at += r.Int64N(1200)
			add(a, place, at)
			at += r.Int64N(700)
		}
	}
	return all
}

// TestOrderAndNumbers checks that neither the order of sign-ins nor the numbers
// of accounts nor the hashes' values matter, and that all numbers follow from
// the facts.
func TestOrderAndNumbers(t *testing.T) {
	some := 0
	rapid.Check(t, func(t *rapid.T) {
		all := world(t)
		o := Options{MinDays: 2}
		find := func(s []Signin) []Pair {
			pairs, err := Find(context.Background(), s, o)
			if err != nil {
				t.Fatal(err)
			}
			return pairs
		}
		shuffled := slices.Clone(all)
		r := rand.New(rand.NewPCG(1, uint64(len(all))))
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		renumbered := slices.Clone(all)
		names := r.Perm(worldAccounts)
		for i := range renumbered {
			renumbered[i].Account = uint32(names[renumbered[i].Account]) * 100_000_000
		}
		want := find(all)
		some += min(len(want), 1)
		if got := find(shuffled); !reflect.DeepEqual(got, want) {
			t.Fatalf("in another order: %+v, want %+v", got, want)
		}
		got := find(renumbered)
		for i := range want {
			a, b := uint32(names[want[i].A])*100_000_000, uint32(names[want[i].B])*100_000_000
			want[i].A, want[i].B = min(a, b), max(a, b)
		}
		slices.SortFunc(want, func(x, y Pair) int { return cmp.Compare(pairOf(x.A, x.B), pairOf(y.A, y.B)) })
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("with other numbers: %+v, want %+v", got, want)
		}
		for _, p := range got {
			for _, f := range []Finding{p.Handovers, p.Together} {
				if f.Bits != 0 && f.Bits != min(f.ClockBits(), f.TrafficBits()) || f.Days > f.Joint || f.Joint > f.Either ||
					f.Days > f.Times || f.Times > f.Meetings || f.ClockHits < 0 || f.ClockHits > f.ClockPairs {
					t.Fatalf("the facts do not add up: %+v", p)
				}
			}
			if p.A >= p.B || p.Bits <= 0 || p.Bits != Combine(p.Handovers.Bits, p.Together.Bits) {
				t.Fatalf("the facts do not add up: %+v", p)
			}
		}
	})
	if some == 0 {
		t.Error("no world had anything in it")
	}
}

// TestAgainstDefinitions counts everything anew, pair of visits by pair of
// visits.
func TestAgainstDefinitions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o, _ := Options{}.resolve()
		l, err := newLog(context.Background(), world(t), o)
		if err != nil {
			t.Fatal(err)
		}
		var a, b []uint32
		var va, vb []*visit
		for i := range l.visits {
			switch v := &l.visits[i]; v.account {
			case 0:
				a, va = append(a, uint32(i)), append(va, v)
			case 1:
				b, vb = append(b, uint32(i)), append(vb, v)
			}
		}
		j := judgement{log: l, seen: map[uint32]int{}}
		j.pair(a, b)

		both := func(place uint32) bool {
			at := func(v *visit) bool { return v.place == place }
			return slices.ContainsFunc(va, at) && slices.ContainsFunc(vb, at)
		}
		var want [2]Finding
		var joint, either [2]map[int32]bool
		parallel := map[int32]bool{}
		for k := range want {
			days := map[int32]bool{}
			joint[k], either[k] = map[int32]bool{}, map[int32]bool{}
			for _, v := range slices.Concat(va, vb) {
				if both(v.place) {
					either[k][dayOf(v.begin)] = true
				}
			}
			for _, x := range va {
				for _, y := range vb {
					if x.begin < y.end && y.begin < x.end {
						parallel[dayOf(max(x.begin, y.begin))] = true
					}
					if !both(x.place) || !both(y.place) {
						continue
					}
					same := dayOf(x.begin) == dayOf(y.begin)
					met, day := false, int32(0)
					if x.place == y.place {
						if k == 0 {
							for _, p := range [][2]*visit{{x, y}, {y, x}} {
								if d := p[1].begin - p[0].end; d > 0 && d <= 600 {
									met, day = true, dayOf(p[0].end)
								}
							}
						} else if d := x.begin - y.begin; d >= -300 && d <= 300 {
							met, day = true, dayOf(min(x.begin, y.begin))
						}
						if same {
							joint[k][dayOf(x.begin)] = true
						}
						if same || met {
							want[k].Meetings++
						}
					}
					if met {
						want[k].Times++
						days[day], joint[k][day], either[k][day] = true, true, true
						continue
					}
					if same {
						continue
					}
					want[k].ClockPairs++
					clockGap := func(from, to int64) int64 { return ((to-from)%daySeconds + daySeconds) % daySeconds }
					if k == 0 {
						for _, d := range []int64{clockGap(x.end, y.begin), clockGap(y.end, x.begin)} {
							if d > 0 && d <= 600 {
								want[k].ClockHits++
							}
						}
					} else if d := clockGap(x.begin, y.begin); d <= 300 || d >= daySeconds-300 {
						want[k].ClockHits++
					}
				}
			}
			want[k].Days, want[k].Joint, want[k].Either = len(days), len(joint[k]), len(either[k])
		}
		for k, got := range []Finding{j.handovers.Finding, j.together.Finding} {
			got.Bits, got.Traffic, got.Hours = 0, 0, 0
			if got != want[k] {
				t.Fatalf("finding %d: %+v, want %+v", k, got, want[k])
			}
		}
		if got := j.parallel(); got != len(parallel) {
			t.Fatalf("%d days in parallel, want %d", got, len(parallel))
		}
	})
}

// TestParts checks that candidates are the same in parts.
func TestParts(t *testing.T) {
	s := newScene(3)
	s.crowd(0, 60, 100, 1, .5)
	s.crowd(0, 60, 100, 2, .5)
	o, _ := Options{}.resolve()
	l, err := newLog(context.Background(), s.signins, o)
	if err != nil {
		t.Fatal(err)
	}
	candidates := func(part, parts uint64) []uint64 {
		met, err := l.meet(context.Background(), nil, part, parts)
		if err != nil {
			t.Fatal(err)
		}
		return l.often(nil, met)
	}
	want := candidates(0, 1)
	if len(want) < 30 {
		t.Fatalf("%d candidates", len(want))
	}
	var got []uint64
	for part := range uint64(7) {
		got = append(got, candidates(part, 7)...)
	}
	if slices.Sort(got); !slices.Equal(got, want) {
		t.Errorf("%d candidates in parts, want %d", len(got), len(want))
	}
}
