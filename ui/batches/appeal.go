package batches

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/clip"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// sideFrom is from how many columns on what the owner says stands beside the decision.
const sideFrom = 120

// AppealPage is one appeal: what the owner says, and what the decision rests on.
type AppealPage struct {
	env   *page.Env
	store Store
	id    uint32

	hearing *hearing // nil until it is there
	err     error
	sides   [2]draw.Block // the owner's and the decision's, wrapped; where they are not beside each other all is in the first
	top     int

	width, height int
	loading       page.Door
}

// hearing is what the page shows, as of one moment.
type hearing struct {
	*workflow.Appeal
	account  store.AccountRow
	status   workflow.Status
	proposal *workflow.Proposal // nil where there is none
	batch    *workflow.Batch    // likewise
	blocked  string             // why the user cannot decide it
	reversed bool               // what it is against has been taken back meanwhile
}

func newAppeal(env *page.Env, s Store, at page.Place) page.Page {
	id, _ := strconv.ParseUint(string(at.Ref), 10, 32) // 0 is no appeal, and the page says so
	return &AppealPage{env: env, store: s, id: uint32(id), width: 1, height: 1}
}

// Title implements page.Page.
func (p *AppealPage) Title() string { return fmt.Sprint("Appeal ", p.id) }

// Place implements page.Page.
func (p *AppealPage) Place() page.Place { return appealPlace(p.id) }

// Init implements page.Page.
func (p *AppealPage) Init() tea.Cmd { return p.load() }

// Refresh implements page.Refresher.
func (p *AppealPage) Refresh() tea.Cmd { return p.load() }

// Close implements page.Closer.
func (p *AppealPage) Close() { page.CloseAll(&p.loading) }

func (p *AppealPage) load() tea.Cmd {
	s, id, actor, now := p.store, p.id, p.env.Actor, model.TimeOf(p.env.Now())
	return page.Ask(&p.loading, func(ctx context.Context) (*hearing, error) {
		st := s.Work()
		a := st.Appeal(id)
		if a == nil {
			return nil, &model.Error{Kind: model.ErrNotFound, Message: fmt.Sprintf("there is no appeal %d", id)}
		}
		rows, err := s.Listing(ctx, []uint32{a.Ord})
		if err != nil {
			return nil, err
		}
		h := &hearing{Appeal: a, account: rows[0], status: st.StatusOf(a.Ord, now), proposal: st.Proposal(a.Proposal), batch: st.Batch(a.Batch), reversed: a.Outcome == "" && st.Cell(a.Ord).Status != workflow.Appealed}
		if err := st.MayDecide(a, actor); err != nil {
			h.blocked = page.Problem(err).Text
		}
		return h, nil
	})
}

// Update implements page.Page.
func (p *AppealPage) Update(msg tea.Msg) tea.Cmd {
	if a, ok := msg.(page.Answer[*hearing]); ok && page.Takes(&p.loading, a) {
		if p.err = a.Err; a.Err == nil {
			p.hearing = a.Value
			p.layOut()
		}
	}
	return nil
}

// Actions implements page.Page.
func (p *AppealPage) Actions() []keys.Action {
	return append([]keys.Action{keys.Decide, keys.Open, keys.NextTab, keys.Copy, keys.CopyMenu, keys.Left, keys.Right}, table.Moves()...)
}

// Why implements page.Page.
func (p *AppealPage) Why(a keys.Action) string {
	switch {
	case a == keys.Left:
		return ""
	case p.hearing == nil:
		return "the appeal is not there"
	case a == keys.Decide && p.hearing.Outcome != "":
		return "the appeal has been decided"
	case a == keys.Decide:
		return p.hearing.blocked
	case (a == keys.Right || a == keys.NextTab) && p.hearing.proposal == nil:
		return "the decision that it is against is not there"
	}
	return ""
}

// Do implements page.Page.
func (p *AppealPage) Do(a keys.Action) tea.Cmd {
	switch a {
	case keys.Decide:
		return p.decide()
	case keys.Open:
		return page.Open(page.Place{Page: page.Account, Ref: p.hearing.account.ID.String()})
	case keys.Right, keys.NextTab:
		return page.Open(page.Place{Page: page.Review, Ref: model.Untrusted(strconv.FormatUint(uint64(p.hearing.proposal.ID), 10))})
	case keys.Copy:
		return page.Tell(page.Copy{Text: p.hearing.account.ID.String()})
	case keys.CopyMenu:
		var m clip.Menu
		m.Value("account id", p.hearing.account.ID.String())
		m.Value("from", p.hearing.From)
		m.Note("what the owner says", p.hearing.Text)
		return m.Show(p.env)
	case keys.Left:
		return page.Tell(page.Close{})
	}
	p.scroll(a)
	return nil
}

// Subject implements page.Holder.
func (p *AppealPage) Subject() page.Subject {
	if p.hearing == nil {
		return page.Subject{}
	}
	return page.Subject{Title: words.Clean(p.hearing.account.ID.String()), Accounts: []uint32{p.hearing.Ord}}
}

// undecided is the choice that decides nothing: neither side is where the cursor begins.
const undecided = "?"

// decide asks for the outcome and the reason.
func (p *AppealPage) decide() tea.Cmd {
	options := []overlay.Option{{Value: undecided, Note: "choose"}, {Value: "uphold", Note: "the decision stands"},
		{Value: "overturn", Note: "it is taken back, by the next batch that reinstates"}}
	if p.hearing.reversed {
		options = []overlay.Option{{Value: "overturn", Note: "what it is against has been taken back"}}
	}
	outcome := &overlay.FormField{Label: "outcome", Options: options,
		Check: func(s string) string {
			if s == undecided {
				return "choose uphold or overturn"
			}
			return ""
		}}
	return page.Tell(page.Show{Overlay: &overlay.Form{Env: p.env, Title: fmt.Sprintf("Decide appeal %d", p.id), Yes: "decide it",
		Lines:  []draw.Line{draw.T(theme.Title, words.Clean(p.hearing.account.ID.String())), draw.T(theme.Dim, "Read both sides first."), nil},
		Fields: []*overlay.FormField{outcome, line("why", "the owner may be told", true)},
		Run: func(v []string) tea.Cmd {
			return p.env.Act(workflow.DecideAppeal{ID: p.id, Outcome: v[0], Note: model.Untrusted(v[1])})
		}}})
}

// owner is what the owner says.
func (h *hearing) owner() []draw.Line {
	lines := []draw.Line{draw.T(theme.Head, "What the owner says"), draw.T(theme.Dim, words.AppealFiled(h.Appeal)), nil}
	for _, l := range text.Lines(h.Text, mostLines) {
		lines = append(lines, draw.Plain(l))
	}
	return lines
}

// decision is what the appeal is against, and what that rests on.
func (h *hearing) decision(th *theme.Theme) []draw.Line {
	lines := []draw.Line{draw.T(theme.Head, "What it is against")}
	if h.batch != nil {
		said := words.Sentence(words.BatchLine(h.batch))
		lines = append(lines, draw.Plain(said), draw.T(theme.Dim, "of this account: "+resultWord(h.batch.Result(h.Ord))+words.Because(h.batch.Messages[h.Ord])))
	}
	if h.proposal == nil {
		return lines
	}
	p, t := h.proposal, &h.proposal.Terms
	lines = append(lines, draw.Plain(words.Sentence(words.ProposalLine(p))))
	for _, v := range p.Approvals {
		lines = append(lines, draw.T(theme.Good, "  "+th.Glyphs.Mark+" ").Add(theme.Dim, words.VerdictLine(v)))
	}
	part := func(title string, u model.Untrusted) {
		if strings.TrimSpace(string(u)) == "" {
			return
		}
		lines = append(lines, nil, draw.T(theme.Head, title))
		for _, l := range text.Lines(u, mostLines) {
			lines = append(lines, draw.Plain("  "+l))
		}
	}
	lines = append(lines, nil, draw.T(theme.Head, "What it rests on"))
	if len(t.Evidence) == 0 {
		lines = append(lines, draw.T(theme.Warn, "  No evidence was chosen: what is said below is all there is."))
	}
	for _, e := range t.Evidence {
		lines = append(lines, draw.Plain("  "+words.EvidenceLine(e, t.Count)))
	}
	part("The best innocent explanation, and the answer to it", t.Benign)
	if len(t.Warnings) > 0 {
		lines = append(lines, nil, draw.T(theme.Head, "What the preview warned of"))
		for _, w := range t.Warnings {
			lines = append(lines, draw.T(theme.Warn, "  "+th.Glyphs.Bullet+" ").Add(theme.Plain, words.Clean(w.Text)))
		}
	}
	part("The facts, as they were stated", t.Note)
	part("What else was considered", t.Alternatives)
	return lines
}

const appealHead = 2

func (p *AppealPage) side() bool { return p.width >= sideFrom }

func (p *AppealPage) ownerWidth() int { return p.width * 2 / 5 }

func (p *AppealPage) room() int { return max(p.height-appealHead, 1) }

// layOut wraps both sides for the width that there is.
func (p *AppealPage) layOut() {
	if p.hearing == nil {
		return
	}
	th := p.env.Theme
	owner, decision := p.hearing.owner(), p.hearing.decision(th)
	if p.side() {
		p.sides = [2]draw.Block{draw.Hanging(th, owner, p.ownerWidth()-2, 2), draw.Hanging(th, decision, p.width-p.ownerWidth()-2, 4)}
	} else {
		p.sides = [2]draw.Block{draw.Hanging(th, append(append(owner, nil), decision...), max(p.width-1, 1), 2)}
	}
	p.scroll("")
}

// scroll moves by an action, and stays within what there is.
func (p *AppealPage) scroll(a keys.Action) {
	whole := p.room()
	switch a {
	case keys.Up:
		p.top--
	case keys.Down:
		p.top++
	case keys.HalfUp:
		p.top -= max(whole/2, 1)
	case keys.HalfDown:
		p.top += max(whole/2, 1)
	case keys.PageUp:
		p.top -= max(whole-1, 1)
	case keys.PageDown:
		p.top += max(whole-1, 1)
	case keys.Top:
		p.top = 0
	case keys.Bottom:
		p.top = p.longest()
	}
	p.top = max(min(p.top, p.longest()-whole), 0)
}

func (p *AppealPage) longest() int { return max(len(p.sides[0]), len(p.sides[1])) }

// Size implements page.Page.
func (p *AppealPage) Size(width, height int) {
	p.width, p.height = width, height
	p.layOut()
}

// View implements page.Page.
func (p *AppealPage) View() draw.Block {
	th := p.env.Theme
	h := p.hearing
	if h == nil {
		l := draw.T(theme.Dim, " looking"+th.Glyphs.Ellipsis)
		if p.err != nil {
			l = draw.T(theme.Bad, " "+page.Problem(p.err).Text)
		}
		return draw.Fill(draw.Block{draw.Paint(th, l, p.width, theme.Plain)}, p.width, p.height)
	}
	first := draw.T(theme.Title, " "+words.Clean(h.account.ID.String())).Add(theme.Plain, "  "+words.Who(h.account)).Add(theme.Dim, "  "+words.Clean(h.status))
	second := draw.T(theme.Warn, " open, just filed")
	if age := p.env.Now().Sub(h.Filed.Time.UTC()); age >= time.Minute {
		second = draw.T(theme.Warn, " open for "+words.Age(age))
	}
	if h.reversed {
		second = second.Add(theme.Info, "; what it is against has been taken back meanwhile")
	}
	switch {
	case h.Outcome != "":
		second = draw.T(theme.Info, " "+words.AppealOutcome(h.Appeal)+", "+words.Minute(h.Decided.Time)+" UTC"+words.Because(h.Note))
	case h.blocked != "":
		second = second.Add(theme.Dim, "; "+h.blocked)
	default:
		second = second.Add(theme.Plain, "  ").Add(theme.Key, p.env.Keys.Key(keys.Decide)).Add(theme.Dim, " decides it")
	}
	out := draw.Block{draw.Paint(th, first, p.width, theme.Plain), draw.Paint(th, second, p.width, theme.Plain)}
	shown := func(side draw.Block, width int) draw.Block {
		return draw.Fill(side[min(p.top, len(side)):], width, p.room())
	}
	if !p.side() {
		for _, l := range shown(p.sides[0], max(p.width-1, 1)) {
			if p.width > 1 {
				l = " " + l
			}
			out = append(out, l)
		}
		return draw.Fill(out, p.width, p.height)
	}
	edge := make(draw.Block, p.room())
	for i := range edge {
		edge[i] = " "
	}
	bar := make(draw.Block, p.room())
	for i := range bar {
		bar[i] = th.Style(theme.Border).Paint(th.Glyphs.Vertical) + " "
	}
	beside := draw.Beside(edge, shown(p.sides[0], p.ownerWidth()-2), bar, shown(p.sides[1], p.width-p.ownerWidth()-2), edge)
	return draw.Fill(append(out, beside...), p.width, p.height)
}

// Status implements page.Page.
func (p *AppealPage) Status() draw.Line {
	if n := p.longest(); n > p.room() {
		return draw.T(theme.Dim, fmt.Sprintf("%d %%", min(100*(p.top+p.room())/n, 100)))
	}
	return nil
}

// Click implements page.Clicker: there is nothing to choose.
func (p *AppealPage) Click(int, int) tea.Cmd { return nil }

// Wheel implements page.Clicker.
func (p *AppealPage) Wheel(_, _, delta int) tea.Cmd {
	p.top += delta
	p.scroll("")
	return nil
}
