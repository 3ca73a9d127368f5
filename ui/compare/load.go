package compare

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/signal"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/page"
)

// The numbers of accounts that can be compared.
const (
	leastAccounts = 2
	mostAccounts  = 4
)

// account is one of the accounts with what its sign-ins say.
type account struct {
	*store.Account
	fit signal.Fit
}

// pair is the link between two of the accounts, by their places.
type pair struct {
	a, b int
	link *store.Link
}

// accountsMsg is the answer to the first question: the accounts, and what links them
// where that is known.
type accountsMsg struct {
	accounts []*account
	linked   bool // the links are known
	pairs    []pair
}

// pairsMsg is the answer to the second question, which is asked only where links have
// to be worked out first.
type pairsMsg struct{ pairs []pair }

// ask reads the accounts.
func (p *Page) ask() tea.Cmd {
	s, refs := p.store, p.refs
	return page.Ask(&p.reading, func(ctx context.Context) (accountsMsg, error) {
		var m accountsMsg
		ords, err := resolve(ctx, s, refs)
		if err != nil {
			return m, err
		}
		for _, ord := range ords {
			a, err := read(ctx, s, ord)
			if err != nil {
				return m, err
			}
			m.accounts = append(m.accounts, a)
		}
		if links := s.KnownLinks(); links != nil {
			m.linked = true
			m.pairs, err = between(ctx, links, ords)
		}
		return m, err
	})
}

// askLinks works the links out.
func (p *Page) askLinks() tea.Cmd {
	s := p.store
	ords := make([]uint32, len(p.accounts))
	for i, a := range p.accounts {
		ords[i] = a.Ord
	}
	return page.Ask(&p.linking, func(ctx context.Context) (pairsMsg, error) {
		links, err := s.Links(ctx, nil)
		if err != nil {
			return pairsMsg{}, err
		}
		pairs, err := between(ctx, links, ords)
		return pairsMsg{pairs}, err
	})
}

// resolve finds the accounts, each once.
func resolve(ctx context.Context, s Store, refs []model.Untrusted) ([]uint32, error) {
	var ords []uint32
	for _, ref := range refs {
		ord, err := s.Resolve(ctx, string(ref))
		if err != nil {
			return nil, err
		}
		if !slices.Contains(ords, ord) {
			ords = append(ords, ord)
		}
	}
	switch {
	case len(ords) < leastAccounts:
		return nil, &model.Error{Kind: model.ErrUsage, Message: "two to four different accounts can be compared", Hint: "mark them in the queue"}
	case len(ords) > mostAccounts:
		return nil, &model.Error{Kind: model.ErrUsage, Message: "no more than four accounts can be compared at once", Hint: "mark fewer in the queue"}
	}
	return ords, nil
}

func read(ctx context.Context, s Store, ord uint32) (*account, error) {
	whole, err := s.Account(ctx, ord)
	if err != nil {
		return nil, err
	}
	events, err := s.Events(ctx, ord, 0, 0)
	if err != nil {
		return nil, err
	}
	return &account{Account: whole, fit: signal.FitHours(events)}, nil
}

// between gives the link of every pair.
func between(ctx context.Context, links *store.Links, ords []uint32) ([]pair, error) {
	var all []pair
	for a := range ords {
		for b := a + 1; b < len(ords); b++ {
			link, err := links.Between(ctx, ords[a], ords[b])
			if err != nil {
				return nil, err
			}
			all = append(all, pair{a, b, link})
		}
	}
	return all, nil
}
