package review

import (
	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/ui/words"
)

// claim keeps the job for the user, as long as they are at work on it: it is asked for when
// the page comes, and at a key once half of the time is over.
func (p *JobPage) claim() tea.Cmd {
	j, now := p.job, p.env.Now()
	if j == nil || j.blocked != "" || p.sample > 0 || now.Sub(p.asked) < workflow.DefaultLease/2 {
		return nil
	}
	p.asked = now
	return p.env.Act(workflow.NewClaim(workflow.ProposalJob(p.id)))
}

// freed looks again once somebody else's claim has run out: nothing in the log says so.
func (p *JobPage) freed() tea.Cmd {
	if p.job == nil || !p.job.taken || p.env.Now().Before(p.job.claim.Until.UTC()) {
		return nil
	}
	return p.load()
}

// takeOver claims what somebody else is reviewing.
func (p *JobPage) takeOver() tea.Cmd {
	return p.form("Take over from "+words.Clean(p.job.claim.By), "take it over", func(v []string) tea.Cmd {
		c := workflow.NewClaim(workflow.ProposalJob(p.id))
		c.TakeOver, c.Why = true, model.Untrusted(v[0])
		return p.env.Act(c)
	}, why("it is logged"))
}
