package review

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// rowsMsg are accounts from an index on.
type rowsMsg struct {
	hash string
	from int
	rows []store.AccountRow
}

func (p *JobPage) load() tea.Cmd {
	s, id, sample, actor, now := p.store, p.id, p.sample, p.env.Actor, model.TimeOf(p.env.Now())
	switch {
	case sample > 0:
		return page.Ask(&p.loading, func(context.Context) (*job, error) { return lookAgain(s.Work(), sample, actor) })
	case p.job != nil:
		return page.Ask(&p.loading, func(context.Context) (*job, error) { return look(s.Work(), id, actor, now) })
	}
	claim := p.env.Act(workflow.NewClaim(workflow.ProposalJob(id)))
	return page.Ask(&p.loading, func(ctx context.Context) (*job, error) { return take(ctx, s, id, actor, now, claim) })
}

// take gathers a job with the claim on it, so that it is there claimed and not a moment
// before.
func take(ctx context.Context, s Store, id uint32, actor string, now model.Time, claim tea.Cmd) (*job, error) {
	j, err := look(s.Work(), id, actor, now)
	if err != nil || j.blocked != "" {
		return j, err
	}
	said := claim()
	if j, err = read(ctx, s, id, actor, now); err == nil {
		j.said = said
	}
	return j, err
}

// read gathers a job with its first accounts.
func read(ctx context.Context, s Store, id uint32, actor string, now model.Time) (*job, error) {
	j, err := look(s.Work(), id, actor, now)
	if err != nil {
		return nil, err
	}
	j.first, err = s.Listing(ctx, j.Accounts[:min(len(j.Accounts), table.PageRows)])
	return j, err
}

// look gathers what there is to know of a proposal.
func look(st *workflow.State, id uint32, actor string, now model.Time) (*job, error) {
	prop := st.Proposal(id)
	if prop == nil {
		return nil, &model.Error{Kind: model.ErrNotFound, Message: fmt.Sprintf("there is no proposal %d", id)}
	}
	j := &job{Proposal: prop, notes: st.Notes(workflow.ProposalKey(id)), claim: st.ClaimOf(workflow.ProposalJob(id), now)}
	j.cited = st.Cited(&prop.Terms)
	j.counted, _ = st.Counted(prop)
	if err := st.MayApprove(prop, actor, now); err != nil {
		j.blocked = page.Problem(err).Text
		j.taken = j.claim != nil && st.MayApprove(prop, actor, j.claim.Until) == nil
	}
	key, err := st.SigningKey(prop, actor)
	j.signed, j.keyless = key != nil, err
	for _, o := range prop.Opened {
		j.opened = j.opened || o.Hash == prop.Hash && o.By == actor
	}
	for _, r := range st.Reviews(actor, now) {
		if r.ID == id {
			j.back = r.Back
		} else if r.Servable() {
			j.round++
		}
	}
	return j, nil
}

func (p *JobPage) loaded(a page.Answer[*job]) tea.Cmd {
	if !page.Takes(&p.loading, a) {
		return nil
	}
	if p.err = a.Err; a.Err != nil {
		return nil
	}
	fresh := p.job == nil || p.job.Hash != a.Value.Hash
	if p.job != nil && fresh {
		p.was, p.top = p.job.Hash, 0
	}
	p.job, p.id = a.Value, a.Value.ID
	if !fresh {
		p.layOut()
		return p.begin()
	}
	return p.filled()
}

// filled shows the job of the page for the first time, or a version of it.
func (p *JobPage) filled() tea.Cmd {
	var said tea.Cmd
	if p.job.said != nil {
		p.asked = p.env.Now()
		said = page.Tell(p.job.said)
	}
	p.layOut()
	p.accounts.Reset(len(p.job.Accounts), 0)
	if p.job.first != nil {
		p.put(0, p.job.first)
		p.job.first = nil
	}
	return tea.Sequence(p.fetch(), said, p.begin()) // first what is on the screen
}

// begin claims the job and says that it was opened, where the user is to review it.
func (p *JobPage) begin() tea.Cmd {
	j := p.job
	if j.blocked != "" || p.sample > 0 {
		return nil
	}
	cmds := []tea.Cmd{p.claim()}
	if !j.opened && p.told != j.Hash {
		p.told = j.Hash
		cmds = append(cmds, p.env.Act(workflow.OpenProposal{ID: p.id, Hash: j.Hash}))
	}
	return tea.Sequence(cmds...)
}

// fetch asks for the accounts that are missing on the screen.
func (p *JobPage) fetch() tea.Cmd {
	from, n, ok := p.accounts.Missing()
	if !ok || p.job == nil {
		return nil
	}
	s, hash := p.store, p.job.Hash
	ords := p.job.Accounts[from:min(from+n, len(p.job.Accounts))]
	return page.Ask(&p.fetching, func(ctx context.Context) (rowsMsg, error) {
		rows, err := s.Listing(ctx, ords)
		return rowsMsg{hash, from, rows}, err
	})
}

func (p *JobPage) fetched(a page.Answer[rowsMsg]) tea.Cmd {
	if !page.Takes(&p.fetching, a) {
		return nil
	}
	if a.Err != nil {
		return page.Fail(a.Err)
	}
	if p.job == nil || a.Value.hash != p.job.Hash {
		return nil
	}
	p.put(a.Value.from, a.Value.rows)
	return p.fetch()
}

// put takes accounts from an index on into the list.
func (p *JobPage) put(from int, list []store.AccountRow) {
	rows := make([]table.Row, len(list))
	for i, r := range list {
		rows[i] = table.Row{ID: uint64(r.Ord), Cells: []draw.Span{{Role: theme.Of(r.Score), Text: words.Score(r.Score)}, {Text: words.Clean(r.ID.String())},
			{Text: words.Clean(r.DisplayName)}, {Text: words.Thousands(r.Links)}, {Role: theme.Dim, Text: words.Names(r.Tags)}}}
	}
	p.accounts.Put(from, rows)
}
