package account

import (
	"cmp"
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/signal"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/base"
	notebook "github.com/seed-28a39f10/clew/ui/notes"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/plot"
	"github.com/seed-28a39f10/clew/ui/words"
)

type (
	// record is the account with the files that it may have come from.
	record struct {
		account *store.Account
		signals []shownSignal
		held    []store.HeldIdentifier // in the order of the tab
		files   []base.FileMeta
		notes   []notebook.Note
		work    work
		// Where the name is that of several accounts there are only those.
		namesakes []store.AccountRow
	}
	// activity is what its events come to.
	activity struct {
		fit       signal.Fit
		fits      bool // it says something
		claimed   int  // offset of the claimed zone at the last event, in minutes
		claim     bool
		week      plot.Grid // on the clock that fits best, or UTC
		countries []tally   // of what it did itself, most first
		cities    []tally
		columns   []string       // of the timeline, those that say something
		sources   []model.Source // of the account and its events, by file and line
		read      int            // events, the latest
	}
	tally struct {
		name model.Untrusted
		n    int
	}
	// linked is what the links say of the account; known is false where they would
	// have to be worked out first.
	linked struct {
		known  bool
		links  []*store.Link
		others map[uint32]store.AccountRow
		ring   *store.Ring
		ties   *store.Ties // nil for none that say anything
	}
)

// load asks for the account.
func (p *Page) load() tea.Cmd {
	s, ref, order, now := p.store, p.id(), p.identifiers.order, model.TimeOf(p.env.Now())
	return page.Ask(&p.loading, func(ctx context.Context) (record, error) {
		ord, err := s.Resolve(ctx, string(ref))
		if model.KindOf(err) == model.ErrAmbiguous {
			if rows, errRows := namesakes(ctx, s, ref); errRows == nil {
				return record{namesakes: rows}, err
			}
		}
		if err != nil {
			return record{}, err
		}
		a, err := s.Account(ctx, ord)
		if err != nil {
			return record{}, err
		}
		written, err := notebook.Read(ctx, s, workflow.AccountKey(ord))
		return record{account: a, signals: allSignals(a), held: order.sorted(a.Held), files: s.Files(), notes: written, work: workOn(s.Work(), ord, now)}, err
	})
}

// Update implements page.Page.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case page.Answer[record]:
		return p.takeRecord(msg)
	case page.Answer[activity]:
		if !page.Takes(&p.reading, msg) {
			return nil
		}
		if msg.Err != nil {
			return page.Fail(msg.Err)
		}
		return p.takeActivity(&msg.Value)
	case page.Answer[linked]:
		return p.takeLinks(msg)
	case page.Answer[eventSpan]:
		return p.events.take(msg)
	case page.Answer[heldOrder]:
		return p.identifiers.take(msg)
	case page.Answer[rawRow]:
		return p.sources.take(msg)
	case waitMsg:
		return p.links.wait(msg)
	case sortBy:
		if msg.page == p {
			return p.identifiers.sortBy(msg.key)
		}
	}
	return nil
}

func (p *Page) takeRecord(msg page.Answer[record]) tea.Cmd {
	if !page.Takes(&p.loading, msg) {
		return nil
	}
	if msg.Err != nil {
		p.err = msg.Err
		if p.account != nil {
			return page.Fail(msg.Err)
		}
		p.absent.put(msg.Value.namesakes)
		return nil // the page says it
	}
	p.account, p.err = msg.Value.account, nil
	p.notes.list, p.overview.work = msg.Value.notes, msg.Value.work
	p.overview.rebuild()
	p.sources.files = msg.Value.files
	p.notes.rebuild()
	return tea.Batch(p.signals.put(msg.Value.signals), p.identifiers.put(msg.Value.held), p.readEvents(), p.readLinks(p.tab() == p.links))
}

// mostRead is how many events are looked at as a whole, the latest.
const mostRead = 100_000

// readEvents asks for what all events come to.
func (p *Page) readEvents() tea.Cmd {
	s, a := p.store, p.account
	return page.Ask(&p.reading, func(ctx context.Context) (activity, error) {
		events, err := s.Events(ctx, a.Ord, max(a.AccountRow.Events-mostRead, 0), 0)
		if err != nil {
			return activity{}, err
		}
		return summarise(a, events), nil
	})
}

func summarise(a *store.Account, events []model.Event) activity {
	act := activity{fit: signal.FitHours(events), read: len(events), sources: slices.Clone(a.Sources)}
	act.fits = words.Fits(&act.fit)
	claim := a.Fact(model.FieldTimezone)
	countries, cities := map[model.Untrusted]int{}, map[model.Untrusted]int{}
	said := map[string]bool{"utc": true, "ip": true, "result": true}
	times := make([]time.Time, 0, len(events))
	for i := range events {
		e := &events[i]
		act.sources = append(act.sources, e.Source)
		for column, v := range eventCells(e) {
			said[column] = said[column] || v != ""
		}
		if e.Time.Known() {
			times = append(times, e.Time.UTC())
			act.claimed, act.claim = signal.ClaimedOffset(claim, e.Time)
		}
		// Anybody can fail to sign in to anything.
		if e.Result != model.ResultSuccess && e.Result != model.ResultUnknown {
			continue
		}
		if e.Country != "" {
			countries[model.Untrusted(e.Country)]++
		}
		if e.City != "" {
			cities[e.City]++
		}
	}
	said["claimed"], said["best"] = act.claim, act.fits
	for _, c := range eventColumns() {
		if said[c.Key] {
			act.columns = append(act.columns, c.Key)
		}
	}
	act.week = plot.WeekHours(times, act.clock())
	act.countries, act.cities = tallies(countries), tallies(cities)
	slices.SortFunc(act.sources, func(x, y model.Source) int { return cmp.Or(cmp.Compare(x.File, y.File), cmp.Compare(x.Line, y.Line)) })
	act.sources = slices.Compact(act.sources)
	return act
}

// clock is the offset in minutes of the clock that fits best, that of UTC for none.
func (a *activity) clock() int {
	if a.fits {
		return a.fit.Offset
	}
	return 0
}

func tallies(counts map[model.Untrusted]int) []tally {
	var out []tally
	for name, n := range counts {
		out = append(out, tally{name, n})
	}
	slices.SortFunc(out, func(x, y tally) int { return cmp.Or(cmp.Compare(y.n, x.n), cmp.Compare(x.name, y.name)) })
	return out
}

func (p *Page) takeActivity(a *activity) tea.Cmd {
	p.overview.activity = a
	p.overview.rebuild()
	return tea.Batch(p.events.reset(a), p.sources.put(a.sources))
}

// readLinks asks for the links of the account; with all they are worked out where
// they are not known.
func (p *Page) readLinks(all bool) tea.Cmd {
	s, account, ord := p.store, p.account, p.account.Ord
	doing := p.links.begin(all)
	ask := page.Ask(&p.linking, func(ctx context.Context) (linked, error) {
		known := s.KnownLinks()
		if known == nil && all {
			var err error
			if known, err = s.Links(ctx, func(d string) { doing.Store(&d) }); err != nil {
				return linked{}, err
			}
		}
		if known == nil || int(ord) >= known.Len() {
			return linked{}, nil
		}
		return linksOf(ctx, s, known, account)
	})
	if !all {
		return ask
	}
	return tea.Batch(ask, p.links.waitOn())
}

func linksOf(ctx context.Context, s Store, known *store.Links, account *store.Account) (l linked, err error) {
	ord := account.Ord
	l = linked{known: true, others: map[uint32]store.AccountRow{}}
	if l.links, err = known.Of(ctx, ord); err != nil {
		return l, err
	}
	if l.ring, err = known.Ring(ctx, ord); err != nil {
		return l, err
	}
	if l.ties, err = known.Ties(ctx, account); err != nil {
		return l, err
	}
	var ords []uint32
	for _, k := range l.links {
		ords = append(ords, k.B)
	}
	if l.ring != nil {
		ords = append(ords, l.ring.ID)
	}
	rows, err := s.Listing(ctx, ords)
	for _, r := range rows {
		l.others[r.Ord] = r
	}
	return l, err
}

func (p *Page) takeLinks(msg page.Answer[linked]) tea.Cmd {
	if !page.Takes(&p.linking, msg) {
		return nil
	}
	if msg.Err != nil {
		return page.Fail(msg.Err)
	}
	p.overview.linked = &msg.Value
	p.overview.rebuild()
	return p.links.put(&msg.Value)
}
