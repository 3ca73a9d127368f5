package propose

import (
	"fmt"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// unready says why nothing can be proposed yet; "" where it can.
func (p *Page) unready() string {
	if p.ground == nil {
		return "the accounts are not there yet"
	}
	switch {
	case p.sending:
		return "it is being proposed"
	case p.changed():
		return "the proposal has been changed meanwhile; open it anew"
	case len(p.lacking) > 0:
		return "there is still missing: " + shorts(p.lacking)
	case p.aheadErr != nil:
		return "the preview could not be made; " + p.env.Keys.Key("refresh") + " tries again"
	case p.looking.Waiting() || p.ahead == nil:
		return "the preview of these accounts is not there yet"
	}
	return ""
}

// gap is the field to fill in next; "" where something else keeps the proposal back, or nothing.
func (p *Page) gap() field {
	if p.sending || p.changed() || len(p.lacking) == 0 {
		return ""
	}
	return p.lacking[0].field
}

// lead puts the cursor on a field that is to be filled in.
func (p *Page) lead(f field) tea.Cmd {
	p.turn(true)
	p.fields.want = string(f)
	p.layOut()
	return page.Tell(page.Say{Text: "still missing: " + shorts(p.lacking), Hint: p.env.Keys.Key(keys.Open) + " fills it in"})
}

// changed reports whether somebody has changed the proposal since the page was opened.
func (p *Page) changed() bool { return p.ground.old != nil && p.ground.now.Hash != p.ground.old.Hash }

func shorts(missing []lack) string {
	s := ""
	for i, l := range missing {
		if i > 0 {
			s += ", "
		}
		s += l.short
	}
	return s
}

// mostWarnings is how many warnings the question repeats.
const mostWarnings = 5

// submit asks whether it is to be proposed as it stands.
func (p *Page) submit() tea.Cmd {
	t, in := p.terms(), p.kept()
	ids := make([]model.AccountID, 0, len(in))
	for i, ord := range p.ground.ords {
		if !p.out[ord] {
			ids = append(ids, p.ground.ids[i])
		}
	}
	policy, _ := p.policy()
	reason, _ := policy.Reason(t.Reason)
	lines := []draw.Line{
		draw.T(theme.Title, words.Clean(t.Action)+" "+words.Count(len(in), "account")),
		draw.Plain(fmt.Sprintf("under %s version %d, ", words.Clean(policy.ID), policy.Version)).Add(theme.Title, words.Clean(reason.Code)).Add(theme.Dim, ": "+words.Clean(reason.Title)),
	}
	if n := len(t.Warnings); n > 0 {
		lines = append(lines, draw.T(theme.Warn, words.Count(n, "warning")+" will stand beside it:"))
		for _, w := range t.Warnings[:min(n, mostWarnings)] {
			lines = append(lines, draw.T(theme.Plain, p.env.Theme.Glyphs.Bullet+" "+words.Clean(w.Text)))
		}
		if n > mostWarnings {
			lines = append(lines, draw.T(theme.Dim, fmt.Sprintf("and %d more", n-mostWarnings)))
		}
	}
	if len(t.Evidence) == 0 {
		lines = append(lines, draw.T(theme.Warn, "It rests on no evidence that was chosen."))
	}
	act, title, yes := workflow.Action(workflow.NewProposal(ids, t)), "Propose?", "propose it"
	if old := p.ground.old; old != nil {
		act, title, yes = workflow.NewEdit(p.id, old.Hash, ids, t), fmt.Sprintf("Change proposal %d?", p.id), "change it"
		if n := len(p.ground.now.Approvals); n > 0 {
			lines = append(lines, draw.T(theme.Warn, words.Count(n, "approval")+" of the version before will be void."))
		}
	}
	lines = append(lines, draw.T(theme.Dim, words.Count(policy.Approvals, "other person")+" must approve it."))
	return page.Tell(page.Show{Overlay: &overlay.Confirm{Env: p.env, Title: title, Lines: lines, Yes: yes, Run: page.Tell(sending{p, act})}})
}

// sending says that the question was answered with yes.
type sending struct {
	page   *Page
	action workflow.Action
}

func (p *Page) send(m sending) tea.Cmd {
	if p.sending {
		return nil
	}
	p.sending, p.sent, p.refusal = true, m.action.Accounts(), nil
	return p.env.Act(m.action)
}

// acted goes on to what was proposed, or stays and says why it was refused.
func (p *Page) acted(done page.Acted) tea.Cmd {
	if !p.sending || !p.sentIt(done.Action) {
		return nil
	}
	p.sending = false
	switch {
	case done.Err != nil:
		p.refusal = done.Err
		return p.load()
	case done.Applied == 0:
		return nil
	}
	// Nobody will see any more what the change had the page ask for.
	p.loading.Close()
	p.looking.Close()
	id := p.id
	if id == 0 {
		id = madeBy(p.store.Work(), done.Entry)
	}
	return tea.Sequence(p.discard(), page.Tell(page.Instead{Place: page.Place{Page: page.Review, Ref: model.Untrusted(strconv.FormatUint(uint64(id), 10))}}))
}

// sentIt reports whether an action is the one that the page has sent.
func (p *Page) sentIt(a model.Action) bool {
	switch a := a.(type) {
	case workflow.Propose:
		return p.id == 0 && slices.Equal(a.Accounts(), p.sent)
	case workflow.EditProposal:
		return p.id == a.ID && slices.Equal(a.Accounts(), p.sent)
	}
	return false
}

// madeBy gives the number of the proposal that an entry of the log has made.
func madeBy(st *workflow.State, entry uint64) uint32 {
	for _, p := range slices.Backward(st.Proposals()) {
		if p.Made.Entry == entry {
			return p.ID
		}
	}
	return 0
}
