package dashboard

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// figures are the figures of the work, counted once for all panels that show some of them.
type figures struct {
	mu    sync.Mutex
	state *workflow.State
	stats workflow.Stats
}

// fresh is how long the figures of a state are good for, whose ages grow.
const fresh = 10 * time.Second

func (f *figures) of(s Store, now time.Time) workflow.Stats {
	f.mu.Lock()
	defer f.mu.Unlock()
	if st := s.Work(); f.state != st || now.Sub(f.stats.At.UTC()).Abs() > fresh {
		f.state, f.stats = st, st.Stats(model.TimeOf(now))
	}
	return f.stats
}

// audit leads to the entries of the log that a filter lets through.
func audit(filter string) page.Place {
	return page.Place{Page: page.Audit, Ref: model.Untrusted(filter)}
}

// reviews leads to the proposals that wait, and batches to a tab of what goes outside.
var reviews = page.Place{Page: page.Reviews}

func batches(tab string) page.Place { return page.Place{Page: page.Batches, Tab: tab} }

// secondLooks leads to the decisions that were drawn.
var secondLooks = page.Place{Page: page.Reviews, Tab: "second look"}

// stagePlaces are where the things are that wait in a stage. Of accounts it is the list of
// those in the state of the same name.
var stagePlaces = map[workflow.Stage]page.Place{
	workflow.StageReview:     reviews,
	workflow.StageAppeal:     batches("appeals"),
	workflow.StageCase:       {Page: page.Cases, Ref: "is:due"},
	workflow.StageSecondLook: secondLooks,
}

// waits lists what waits for somebody.
func (f *figures) waits(_ context.Context, s Store, now time.Time) (answer, error) {
	st := f.of(s, now)
	a := answer{empty: "nothing waits for anybody"}
	for _, w := range st.Waits {
		d := datum{label: words.Stage(w.Stage), value: int64(w.Count), said: words.Waiting(w), note: words.Waited(w.Ages), place: stagePlaces[w.Stage]}
		if w.Stage == workflow.StageHold {
			d.label, d.value, d.said, d.note = "on hold", int64(st.Held), words.Count(st.Held, "account"), ""
			d.place = search("state:" + string(workflow.OnHold))
			if w.Count > 0 {
				d.note = words.Thousands(w.Count) + " past the date, " + words.Waited(w.Ages)
			}
		}
		if d.place.Page == "" {
			d.place = search("state:" + string(w.Stage))
		}
		if d.value > 0 {
			a.rows = append(a.rows, d)
		}
	}
	return a, nil
}

// decided counts decisions by day; what was sealed and confirmed on it stands beside.
func (f *figures) decided(_ context.Context, s Store, now time.Time) (answer, error) {
	st := f.of(s, now)
	a := answer{empty: fmt.Sprintf("nothing was decided in the last %d days", workflow.StatsDays)}
	all, any := 0, 0
	for _, d := range st.Days {
		day := words.Day(d.Day)
		all += d.Decided
		any += d.Decided + d.Sealed + d.Confirmed
		a.rows = append(a.rows, datum{label: day, value: int64(d.Decided), role: theme.Series1, place: audit("action:approve,return,seal,confirm since:" + day + " until:" + day),
			said: fmt.Sprintf("%s, %s sealed, %s confirmed", words.Count(d.Decided, "decision"), words.Thousands(d.Sealed), words.Thousands(d.Confirmed))})
	}
	if any == 0 {
		a.rows = nil
	}
	a.about = fmt.Sprintf("%s in %d days", words.Thousands(all), workflow.StatsDays)
	return a, nil
}

// quality says how sound decisions were, and how long they took.
func (f *figures) quality(_ context.Context, s Store, now time.Time) (answer, error) {
	st := f.of(s, now)
	a := answer{empty: "nothing is proposed yet", about: "95 % intervals, medians"}
	if len(st.Decisions) == 0 {
		return a, nil
	}
	share := func(label string, sh workflow.Share, to page.Place) {
		d := datum{label: label, value: int64(sh.Part), said: "none", place: to}
		if sh.Of > 0 {
			d.said = words.Thousands(sh.Part) + " of " + words.Thousands(sh.Of)
			d.note = words.Percent(sh.Rate()) + " (" + words.Interval(sh) + ")"
		}
		a.rows = append(a.rows, d)
	}
	count := func(label string, n int, to page.Place) {
		a.rows = append(a.rows, datum{label: label, value: int64(n), said: words.Thousands(n), place: to})
	}
	span := func(label string, t workflow.Times, to page.Place) {
		d := datum{label: label, value: int64(t.Median / time.Second), said: "none", place: to}
		if t.N > 0 {
			d.said, d.note = words.Lasted(t.Median), "9 of 10 in "+words.Lasted(t.P90)+", of "+words.Thousands(t.N)
		}
		a.rows = append(a.rows, d)
	}
	share("second looks agreed", st.Agreement, secondLooks)
	share("appeals overturned", st.Overturns, batches("appeals"))
	count("verdicts taken back", st.Retracted, audit("action:retract"))
	count("approvals made void", st.Voided, audit("action:edit,return,withdraw"))
	span("version to verdict", st.Review, audit("action:approve,return"))
	span("approval to batch", st.Seal, batches("batches"))
	span("batch to first word", st.Confirm, batches("batches"))
	span("appeal to decision", st.Appeal, batches("appeals"))
	return a, nil
}

// reviewAges counts the proposals in review by how long they have waited.
func reviewAges(_ context.Context, s Store, now time.Time) (answer, error) {
	bounds := []time.Duration{0, time.Hour, 24 * time.Hour, 3 * 24 * time.Hour, 7 * 24 * time.Hour}
	labels := []string{"under an hour", "1 to 24 hours", "1 to 3 days", "3 to 7 days", "over 7 days"}
	counts := make([]int64, len(bounds))
	a := answer{empty: "nothing is in review"}
	total := 0
	for _, p := range s.Work().Proposals() {
		if p.Status != workflow.Proposed {
			continue
		}
		total++
		at := 0
		for at+1 < len(bounds) && now.Sub(p.Changed.Time.UTC()) >= bounds[at+1] {
			at++
		}
		counts[at]++
	}
	if total == 0 {
		return a, nil
	}
	a.about = words.Count(total, "proposal")
	for i, label := range labels {
		a.rows = append(a.rows, datum{label: label, value: counts[i], role: theme.Series1, place: reviews})
	}
	return a, nil
}

// results says what enforcement has said of what it was given.
func (f *figures) results(_ context.Context, s Store, now time.Time) (answer, error) {
	var all, back workflow.Results
	for _, r := range f.of(s, now).Results {
		if r.Action == workflow.Reinstate {
			back = r
			continue
		}
		all.Done, all.Failed, all.NotFound, all.Pending = all.Done+r.Done, all.Failed+r.Failed, all.NotFound+r.NotFound, all.Pending+r.Pending
	}
	sum := func(r workflow.Results) int { return r.Done + r.Failed + r.NotFound + r.Pending }
	a := answer{empty: "no batch is sealed yet"}
	if sum(all)+sum(back) == 0 {
		return a, nil
	}
	about := []string{"of " + words.Count(sum(all), "account") + " in batches"}
	if sum(back) > 0 {
		about = append(about, fmt.Sprintf("%d of %d reinstated", back.Done, sum(back)))
	}
	a.about = strings.Join(about, ", ")
	for i, r := range []struct {
		label string
		n     int
	}{{"done", all.Done}, {"failed", all.Failed}, {"not found", all.NotFound}, {"no word yet", all.Pending}} {
		a.rows = append(a.rows, datum{label: r.label, value: int64(r.n), role: theme.Series1 + theme.Role(i), place: batches("batches")})
	}
	return a, nil
}

// queues counts what waits in each queue, with what went through it beside.
func (f *figures) queues(_ context.Context, s Store, now time.Time) (answer, error) {
	a := answer{empty: "nothing is proposed, and there is no case"}
	for _, q := range f.of(s, now).Queues {
		to := reviews
		if q.Cases {
			to = page.Place{Page: page.Cases, Ref: model.Untrusted("is:open queue:" + q.Name)}
		}
		a.rows = append(a.rows, datum{label: words.QueueName(q), value: int64(q.Count), role: theme.Series3, place: to,
			note: fmt.Sprintf("%s in, %s out in %d days", words.Thousands(q.In), words.Thousands(q.Out), workflow.StatsDays)})
	}
	return a, nil
}
