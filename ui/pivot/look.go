package pivot

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/notes"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/words"
)

// lookedMsg is the answer to the pivot, with the trail.
type lookedMsg struct {
	kind  evidence.Kind
	value model.Untrusted // canonical
	pivot *store.Pivot
	trail *trail
	notes []notes.Note
	cases []uint32 // that the value is in by itself
}

func (m *lookedMsg) ref() model.Untrusted { return refOf(m.kind, m.value) }

func refOf(kind evidence.Kind, value model.Untrusted) model.Untrusted {
	return model.Untrusted(kind.String()) + ":" + value
}

// look asks who carries the value.
func (p *Page) look() tea.Cmd {
	s, ref, steps, doing := p.store, string(p.ref), p.steps, p.doing
	return page.Ask(&p.looking, func(ctx context.Context) (m lookedMsg, err error) {
		if store.Derived(ref) {
			l, err := s.Links(ctx, doing.set)
			if err != nil {
				return m, err
			}
			standing, err := l.Standing(ctx, ref)
			if err != nil {
				return m, err
			}
			m.kind, m.value, m.pivot = standing.Kind, standing.Text, &standing.Pivot
		} else {
			if m.pivot, err = s.Pivot(ctx, ref); err != nil {
				return m, err
			}
			m.kind, m.value = evidence.Kind(m.pivot.Identifier.Kind), m.pivot.Identifier.Value
		}
		m.cases = s.Work().CasesWith(m.ref())
		if m.notes, err = notes.Read(ctx, s, workflow.ValueKey(m.ref())); err != nil {
			return m, err
		}
		m.trail, err = readTrail(ctx, s, steps)
		return m, err
	})
}

func (p *Page) looked(m lookedMsg) tea.Cmd {
	p.found, p.wrong = &m, nil
	p.steps = m.trail.steps
	p.brought = m.brought()
	return tea.Batch(p.arrange(), p.askLinks(), p.askFacts())
}

// brought says what the value adds to the trail.
func (m *lookedMsg) brought() string {
	switch {
	case alone(m.pivot):
		return "nobody else to go on to"
	case m.pivot.Answer == store.AnswerLinked:
		return words.Added(m.trail.added(m.ref(), m.pivot.Accounts))
	case m.pivot.Answer == store.AnswerHub:
		if len(m.trail.steps) > 0 {
			return "a hub adds nothing to the trail"
		}
	}
	return ""
}

// listed reports whether the holders are shown.
func (p *Page) listed() bool {
	if p.found == nil {
		return false
	}
	return p.found.pivot.Answer == store.AnswerLinked || p.expanded && len(p.found.pivot.Accounts) > 0
}

// holders are the accounts that are shown, before anything hides some.
func (p *Page) holders() []uint32 {
	if !p.listed() {
		return nil
	}
	return p.found.pivot.Accounts
}

// factsMsg is what the holders' own records say of the value.
type factsMsg struct {
	first, last model.Time
	watch       []store.WatchHit
	holders     map[uint32]holderFacts
}

// holderFacts is what is known of one holder besides its row.
type holderFacts struct {
	first    model.Time // that it had the value
	employer model.Untrusted
}

// mostRead is the number of holders whose records are read for when the value was
// seen.
const mostRead = 64

// askFacts asks for when the value was seen and for the lists that have it.
func (p *Page) askFacts() tea.Cmd {
	pivot, kind, value, s := p.found.pivot, p.found.kind, p.found.value, p.store
	if len(pivot.Accounts) == 0 {
		return nil
	}
	return page.Ask(&p.reading, func(ctx context.Context) (m factsMsg, err error) {
		m.holders = map[uint32]holderFacts{}
		read := pivot.Accounts
		if len(read) > mostRead {
			read = read[:1]
		}
		for _, ord := range read {
			a, err := s.Account(ctx, ord)
			if err != nil {
				return m, err
			}
			if len(read) == len(pivot.Accounts) {
				m.add(a, kind, value)
			}
			if m.watch == nil {
				m.watch = hitsOn(a.Watch, kind, value)
			}
		}
		return m, nil
	})
}

// add adds what the record of one holder says.
func (m *factsMsg) add(a *store.Account, kind evidence.Kind, value model.Untrusted) {
	f := holderFacts{employer: a.Fact(model.FieldEmployer)}
	for _, id := range a.Account.Identifiers {
		if evidence.Kind(id.Kind) != kind || id.Value != value {
			continue
		}
		f.first = id.FirstSeen
		if id.FirstSeen.Known() && (!m.first.Known() || id.FirstSeen.Milli < m.first.Milli) {
			m.first = id.FirstSeen
		}
		if id.LastSeen.Known() && id.LastSeen.Milli > m.last.Milli {
			m.last = id.LastSeen
		}
	}
	m.holders[a.Ord] = f
}

func hitsOn(hits []store.WatchHit, kind evidence.Kind, value model.Untrusted) (on []store.WatchHit) {
	for _, h := range hits {
		if h.Kind == kind.String() && h.Value == value {
			on = append(on, h)
		}
	}
	return on
}
