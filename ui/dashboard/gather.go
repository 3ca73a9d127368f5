package dashboard

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// Store is what the page needs of the investigation.
type Store interface {
	Len() int
	Facets(ctx context.Context, set *query.Set, field string) ([]store.Facet, error)
	Histogram(ctx context.Context, set *query.Set, key string, edges []int64) ([]int, error)
	Info(context.Context) (*store.Info, error)
	KnownLinks() *store.Links
	Weights() evidence.Config
	Account(context.Context, uint32) (*store.Account, error)
	Work() *workflow.State
}

// datum is one number of a panel.
type datum struct {
	label string // clean
	value int64
	said  string // instead of the value, clean
	note  string // clean
	role  theme.Role
	place page.Place // where it leads; the zero one is nowhere
	why   string     // why it leads nowhere
}

// answer is what a panel shows.
type answer struct {
	rows  []datum
	about string // clean; for the border
	empty string // what an answer without rows means
	days  *days  // from which the rows are made, or nil
}

// mostRows is how many values of a field a panel lists.
const mostRows = 20

// panels gives the panels of the page: first those that say where to look, and side by
// side those of about one height.
func panels() []*panel {
	work := &figures{}
	return []*panel{
		{title: "Scores", style: columns, ask: scores},
		{title: "Signals", style: bars, ask: signals},
		{title: "Rings by their members", style: bars, ask: rings, late: true},
		{title: "Flagged over time", style: columns, ask: flagged, last: true},
		{title: "States", style: share, ask: states},
		{title: "What waits", style: list, ask: work.waits, work: true},
		{title: "Decided by day", style: columns, ask: work.decided, last: true, work: true},
		{title: "Quality and pace", style: list, ask: work.quality, work: true},
		{title: "Reviews by their age", style: bars, ask: reviewAges, work: true},
		{title: "Enforcement", style: share, ask: work.results, work: true},
		{title: "Queues: what waits in each", style: bars, ask: work.queues, work: true},
		{title: "Platforms", style: bars, ask: top("platform", "")},
		{title: "Age when flagged", style: bars, ask: ages},
		{title: "E-mail domains", style: bars, ask: top("domain", "no account has an e-mail address")},
		{title: "Tags", style: bars, ask: top("tag", "nothing is tagged yet")},
		{title: "Hubs: too common to link", style: bars, ask: hubs, late: true},
		{title: "Imported files", style: bars, ask: files},
		{title: "The investigation", style: list, ask: totals},
	}
}

// search leads to the accounts that a query finds.
func search(text string) page.Place { return page.Place{Page: page.Queue, Ref: model.Untrusted(text)} }

// term writes a condition of a query so that it is read back whole.
func term(field string, v model.Untrusted) string { return field + ":" + query.Quote(string(v)) }

func states(ctx context.Context, s Store, _ time.Time) (answer, error) {
	all := query.FullSet(s.Len())
	facets, err := s.Facets(ctx, all, "state")
	var a answer
	for i, f := range facets {
		a.rows = append(a.rows, datum{label: words.Clean(f.Value), value: int64(f.Count), role: theme.Series1 + theme.Role(i%4), place: search(term("state", f.Value))})
	}
	a.about = "of " + words.Count(all.Len(), "account")
	return a, err
}

// top counts the values of a field.
func top(field, empty string) func(context.Context, Store, time.Time) (answer, error) {
	return func(ctx context.Context, s Store, _ time.Time) (answer, error) {
		facets, err := s.Facets(ctx, query.FullSet(s.Len()), field)
		a := answer{empty: empty}
		if n := len(facets); n > mostRows {
			a.about = fmt.Sprintf("%d of %s", mostRows, words.Thousands(n))
			facets = facets[:mostRows]
		}
		for _, f := range facets {
			a.rows = append(a.rows, datum{label: words.Clean(f.Value), value: int64(f.Count), role: theme.Series1, place: search(term(field, f.Value))})
		}
		return a, err
	}
}

// signals counts codes; what a code means stands beside it.
func signals(ctx context.Context, s Store, now time.Time) (answer, error) {
	a, err := top("signal", "no account shows a signal")(ctx, s, now)
	for i := range a.rows {
		a.rows[i].note = signalTitles[a.rows[i].label]
		a.rows[i].role = theme.Series2
	}
	return a, err
}

// scores counts accounts by tens of the score; nothing was scored 0 by anyone.
func scores(ctx context.Context, s Store, _ time.Time) (answer, error) {
	edges := []int64{0, 1, 10, 20, 30, 40, 50, 60, 70, 80, 90, 101}
	counts, err := s.Histogram(ctx, query.FullSet(s.Len()), "score", edges)
	if err != nil {
		return answer{}, err
	}
	var a answer
	total := 0
	for i, n := range counts {
		from, to := edges[i], edges[i+1]-1
		d := datum{label: fmt.Sprintf("%d-%d", from, to), value: int64(n), role: theme.Of(float64(from)), place: search(fmt.Sprintf("score:%d..%d", from, to))}
		if from == to {
			// They may be so many that all others would be flat.
			if n > 0 {
				a.about = words.Thousands(n) + " without a score"
			}
			continue
		}
		total += n
		a.rows = append(a.rows, d)
	}
	if total == 0 {
		a.rows, a.empty = nil, "no account has a score"
	}
	return a, nil
}

// ages counts how old accounts were when they were flagged first.
func ages(ctx context.Context, s Store, _ time.Time) (answer, error) {
	const day = 24 * 60 * 60
	edges := []int64{math.MinInt64, 0, day, 7 * day, 30 * day, 90 * day, 365 * day, 3 * 365 * day, math.MaxInt64}
	labels := []string{"flagged before it was created", "under a day", "1 to 7 days", "7 to 30 days", "30 to 90 days", "90 days to a year", "1 to 3 years", "over 3 years"}
	// In whole days, the same spans.
	queries := []string{"age<0", "age:0", "age:1..6", "age:7..29", "age:30..89", "age:90..364", "age:365..1094", "age>=1095"}
	counts, err := s.Histogram(ctx, query.FullSet(s.Len()), "age", edges)
	if err != nil {
		return answer{}, err
	}
	a := answer{empty: "no account is flagged with both times known"}
	total := 0
	for i, n := range counts {
		if total += n; i == 0 && n == 0 {
			continue
		}
		a.rows = append(a.rows, datum{label: labels[i], value: int64(n), role: theme.Series1, place: search(queries[i])})
	}
	if total == 0 {
		a.rows = nil
	}
	a.about = "of " + words.Thousands(total)
	return a, nil
}

// files lists what was imported, the latest first.
func files(ctx context.Context, s Store, _ time.Time) (answer, error) {
	info, err := s.Info(ctx)
	if err != nil {
		return answer{}, err
	}
	a := answer{empty: "nothing is imported yet", about: "accounts in each"}
	for i := len(info.Files) - 1; i >= 0 && len(a.rows) < mostRows; i-- {
		f := info.Files[i]
		note := fmt.Sprintf("%s new, %s rejected", words.Thousands(f.New), words.Thousands(f.Rejected))
		a.rows = append(a.rows, datum{label: words.Clean(f.Name), value: int64(f.Accepted), note: note, role: theme.Series3, place: search(term("source", f.Name))})
	}
	if n := len(info.Files); n > mostRows {
		a.about = fmt.Sprintf("latest %d of %s", mostRows, words.Thousands(n))
	}
	return a, nil
}

// totals says how large the investigation is.
func totals(ctx context.Context, s Store, _ time.Time) (answer, error) {
	info, err := s.Info(ctx)
	if err != nil {
		return answer{}, err
	}
	const whole = "it is a number about the whole investigation"
	number := func(label string, n int64, note string) datum {
		return datum{label: label, value: n, said: words.Thousands(n), note: note, why: whole}
	}
	accounts := number("accounts", int64(info.Accounts), "")
	accounts.place = search("")
	events := number("events", int64(info.Events), "sign-ins and other acts")
	rows := []datum{accounts, number("identifiers", int64(info.Identifiers), "distinct values that may link"),
		number("shared", int64(info.Shared), "of these, by two accounts or more"), events,
		number("notes", int64(info.Notes), ""), number("watch lists", int64(len(info.Watch)), ""),
		number("audit entries", int64(info.AuditSize), "generation "+strconv.FormatUint(uint64(info.Generation), 10))}
	size := number("on disk", info.Bytes, "")
	size.said = words.Size(info.Bytes)
	return answer{rows: append(rows, size), about: "since " + words.Day(info.CreatedAt)}, nil
}
