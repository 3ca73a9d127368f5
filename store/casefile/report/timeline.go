package report

import (
	"fmt"
	"slices"
	"time"

	"github.com/seed-28a39f10/clew/store/casefile"
)

// activity counts the events of the accounts by days.
type activity struct {
	b       *builder
	lanes   []map[int64]int // by account: events on a day, counted from the Unix epoch
	all     map[int64]int
	undated int
}

const daySeconds = 24 * 60 * 60

// activity reads the details of one account after the other.
func (b *builder) activity() (*activity, error) {
	x := &activity{b: b, lanes: make([]map[int64]int, len(b.r.Accounts)), all: map[int64]int{}}
	for i := range b.r.Accounts {
		d, err := b.r.Details(i)
		if err != nil {
			return nil, err
		}
		for j := range d.Events {
			t := d.Events[j].Time
			if !t.Known() {
				x.undated++
				continue
			}
			if x.lanes[i] == nil {
				x.lanes[i] = map[int64]int{}
			}
			n := floor(casefile.Time(t).UTC().Unix(), daySeconds)
			x.lanes[i][n]++
			x.all[n]++
		}
	}
	return x, nil
}

func floor(n, by int64) int64 {
	if n < 0 {
		n -= by - 1
	}
	return n / by
}

// section is the activity as a drawing and a table, by days or, where they are many, weeks
// that begin on Monday.
func (x *activity) section(s *section) {
	if len(x.all) == 0 {
		return
	}
	days := make([]int64, 0, len(x.all))
	for d := range x.all {
		days = append(days, d)
	}
	slices.Sort(days)
	unit, name := int64(1), "day"
	if days[len(days)-1]-days[0] >= mostBuckets/2 {
		unit, name = 7, "week"
	}
	bucket := func(day int64) int64 {
		if unit == 1 {
			return day
		}
		return floor(day+3, 7) // day 0 was a Thursday
	}
	start := func(n int64) string {
		if unit == 7 {
			n = n*7 - 3
		}
		return time.Unix(n*daySeconds, 0).UTC().Format("2006-01-02")
	}
	total, active := map[int64]int{}, map[int64]int{}
	lanes := make([]map[int64]int, len(x.lanes))
	for i, lane := range x.lanes {
		if lane == nil {
			continue
		}
		lanes[i] = map[int64]int{}
		for day, n := range lane {
			lanes[i][bucket(day)] += n
		}
		for n, events := range lanes[i] {
			total[n] += events
			active[n]++
		}
	}
	buckets := make([]int64, 0, len(total))
	for n := range total {
		buckets = append(buckets, n)
	}
	slices.Sort(buckets)
	events := 0
	for _, n := range total {
		events += n
	}
	first, last := buckets[0], buckets[len(buckets)-1]
	s.say(fmt.Sprintf("%s of the accounts, by %s in UTC, from %s to %s.", upper(count(events, "event")), name, start(first), start(last)))
	if last-first < 2*mostBuckets {
		below := "a line for each account"
		if n := lanesOf(lanes); n > mostLanes {
			below = fmt.Sprintf("a line for each of the first %d of %s accounts", mostLanes, thousands(n))
		}
		s.add(figure{"Events of all accounts by " + name + " above; below, " + below + ", darker where it has more.", x.drawing(lanes, total, first, last, start, name)})
	}
	t := table{heads: []string{upper(name), "Events", "Accounts active", "Which"}, numeric: []bool{false, true, true}}
	for _, n := range buckets[:min(len(buckets), mostBuckets)] {
		var who []casefile.Text
		for i, lane := range lanes {
			if lane[n] > 0 {
				who = append(who, x.b.r.Accounts[i].ID)
			}
		}
		t.rows = append(t.rows, []cell{cell(say(start(n))), cell(say(thousands(total[n]))), cell(say(thousands(active[n]))), cell(x.b.several(who, x.b.short, mostNamed))})
	}
	s.table(t, more(len(buckets)-mostBuckets, name, "events.csv"))
	if x.undated > 0 {
		s.say(upper(count(x.undated, "event")), " more "+pick(x.undated == 1, "has", "have")+" no time.")
	}
}

// lanesOf counts the accounts that have events.
func lanesOf(lanes []map[int64]int) (n int) {
	for _, l := range lanes {
		if len(l) > 0 {
			n++
		}
	}
	return n
}

// drawing is a bar for each day or week, and below a lane for each account.
func (x *activity) drawing(lanes []map[int64]int, total map[int64]int, first, last int64, start func(int64) string, name string) *svg {
	const left, right, top, bars, lane, foot = 110, 20, 10, 90, 16, 26
	n := int(last - first + 1)
	width := max(4, min(28, 620/n))
	var shown []int
	for i, l := range lanes {
		if len(l) > 0 && len(shown) < mostLanes {
			shown = append(shown, i)
		}
	}
	most, mostLane := 1, 1
	for _, v := range total {
		most = max(most, v)
	}
	for _, i := range shown {
		for _, v := range lanes[i] {
			mostLane = max(mostLane, v)
		}
	}
	bottom := top + bars
	d := &svg{width: left + n*width + right, height: bottom + 8 + len(shown)*lane + foot, title: "Activity of the accounts by " + name,
		about: fmt.Sprintf("Bars of the events by %s from %s to %s, at most %s, and a lane for each account. The table below has the numbers.", name, start(first), start(last), thousands(most))}
	d.line("axis", left, bottom, left+n*width, bottom)
	d.text("tick end", left-6, top+8, thousands(most))
	d.text("tick end", left-6, bottom, "0")
	for b := first; b <= last; b++ {
		px := left + int(b-first)*width
		if v := total[b]; v > 0 {
			h := max(1, v*bars/most)
			d.rect("bar", px+1, bottom-h, width-1, h)
		}
	}
	for row, i := range shown {
		y := bottom + 8 + row*lane
		d.text("tick end", left-6, y+12, x.b.label(i))
		d.line("lane", left, y+lane, left+n*width, y+lane)
		for b := first; b <= last; b++ {
			if v := lanes[i][b]; v > 0 {
				d.rect(fmt.Sprintf("heat h%d", 1+min(3, 4*(v-1)/mostLane)), left+int(b-first)*width+1, y+3, width-1, lane-5)
			}
		}
	}
	y := d.height - 8
	d.text("tick", left, y, start(first))
	if n*width > 200 {
		d.text("tick end", left+n*width, y, start(last))
	}
	return d
}
