package review

import (
	"context"
	"fmt"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/clip"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/words"
)

// sideFrom is from how many columns on the accounts stand beside the sheet.
const sideFrom = 120

// JobPage is one proposal, for its reviewer and for anybody else who wants to read it.
type JobPage struct {
	env   *page.Env
	store Store
	id    uint32 // of the proposal; of a second look 0 until it is known

	sample uint32 // number of the second look that it is; 0 for a review

	job   *job // nil until it is there
	err   error
	was   string    // hash of the version that was on screen before the one that is now
	told  string    // hash of the version that the log was told was opened
	asked time.Time // when the claim was asked for last

	lines    draw.Block // the sheet, wrapped
	top      int
	accounts *table.Table
	inList   bool // the keyboard is in the accounts

	width, height int
	loading       page.Door
	fetching      page.Door
}

// job is what the page shows, as of one moment.
type job struct {
	*workflow.Proposal
	sampled *workflow.Sampled // of a second look
	cited   workflow.Cited    // the policy that it was made under
	notes   []*workflow.Note
	claim   *workflow.Claimed
	counted int    // different persons whose approvals count
	blocked string // why the user cannot approve it
	taken   bool   // and it is only that somebody else is reviewing it
	signed  bool   // the user's approval has to be signed
	keyless error  // and why the user has no key to sign it with
	back    string
	opened  bool    // the user has had this version on screen
	round   int     // of the jobs that are for the user after this one
	said    tea.Msg // what came of the claim that was made as it was looked at; nil for none

	first []store.AccountRow // its accounts, as far as they were read with it
}

// NewReview makes the page of the proposal whose number is the place's Ref, or where its Tab
// says so of the second look of that number.
func NewReview(env *page.Env, s Store, p page.Place) page.Page { return newJob(env, s, p) }

func newJob(env *page.Env, s Store, p page.Place) *JobPage {
	id, _ := strconv.ParseUint(string(p.Ref), 10, 32) // 0 is no proposal, and the page says so
	j := &JobPage{env: env, store: s, width: 1, height: 1, accounts: table.New(
		table.Column{Key: "score", Title: "SCORE", Least: 5, Most: 5, Right: true},
		table.Column{Key: "account", Title: "ACCOUNT", Least: 16},
		table.Column{Key: "name", Title: "NAME", Least: 8, Most: 24, Drop: 2},
		table.Column{Key: "links", Title: "SHARES", Least: 6, Most: 7, Right: true, Drop: 3},
		table.Column{Key: "tags", Title: "TAGS", Least: 6, Most: 20, Drop: 1})}
	if p.Tab == secondTab {
		j.sample = uint32(id)
	} else {
		j.id = uint32(id)
	}
	return j
}

// Title implements page.Page.
func (p *JobPage) Title() string {
	if p.sample > 0 {
		return fmt.Sprint("Second look ", p.sample)
	}
	return fmt.Sprint("Proposal ", p.id)
}

// Place implements page.Page.
func (p *JobPage) Place() page.Place {
	if p.sample > 0 {
		return secondPlace(p.sample)
	}
	return jobPlace(p.id)
}

// Init implements page.Page.
func (p *JobPage) Init() tea.Cmd {
	if p.job != nil {
		return p.filled()
	}
	return p.load()
}

// Refresh implements page.Refresher.
func (p *JobPage) Refresh() tea.Cmd { return p.load() }

// Close implements page.Closer.
func (p *JobPage) Close() { page.CloseAll(&p.loading, &p.fetching) }

// Update implements page.Page.
func (p *JobPage) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case page.Answer[*job]:
		return p.loaded(msg)
	case page.Answer[rowsMsg]:
		return p.fetched(msg)
	case page.Resized:
		return p.fetch()
	case page.Acted:
		return p.acted(msg)
	}
	return nil
}

// Actions implements page.Page.
func (p *JobPage) Actions() []keys.Action {
	if p.sample > 0 {
		return secondActions
	}
	return append([]keys.Action{keys.Approve, keys.Claim, keys.Return, keys.Skip, keys.Snooze, keys.Edit, keys.Finish, keys.Open, keys.NextTab, keys.NextItem, keys.Copy, keys.CopyMenu, keys.Left, keys.Right}, table.Moves()...)
}

// Why implements page.Page.
func (p *JobPage) Why(a keys.Action) string {
	if p.job == nil {
		if a == keys.Left {
			return ""
		}
		return "the proposal is not there"
	}
	if p.sample > 0 {
		return p.whyNotSecond(a)
	}
	switch a {
	case keys.Approve:
		if p.job.blocked == "" && !p.job.opened && p.told != p.job.Hash {
			return "this version has not been opened"
		}
		return p.job.blocked
	case keys.Return:
		if p.mine() {
			return "it is your own; " + p.env.Keys.Key(keys.Finish) + " withdraws it"
		}
		if p.job.taken {
			return p.job.blocked
		}
		if p.job.Status != workflow.Proposed && p.job.Status != workflow.Approved || p.job.Sealed > 0 {
			return "the proposal is " + stage(p.job.Proposal)
		}
	case keys.Claim:
		if !p.job.taken {
			return "nobody else is reviewing it in your place"
		}
	case keys.Skip, keys.Snooze:
		if p.mine() {
			return "it is your own: another person reviews it"
		}
		if p.job.Status != workflow.Proposed {
			return "the proposal is " + stage(p.job.Proposal)
		}
	case keys.Edit:
		if p.job.Sealed > 0 || p.job.Status == workflow.Withdrawn || p.job.Status == workflow.Decided {
			return "the proposal is " + stage(p.job.Proposal)
		}
	case keys.Finish:
		if !p.mine() {
			return "those who made it withdraw it; as a reviewer you return it"
		}
		if p.job.Sealed > 0 || p.job.Status == workflow.Withdrawn || p.job.Status == workflow.Decided {
			return "the proposal is " + stage(p.job.Proposal)
		}
	case keys.NextItem:
		if p.job.round == 0 {
			return "no other proposal waits for you"
		}
	}
	return ""
}

// mine reports whether the user made the proposal or changed it.
func (p *JobPage) mine() bool {
	for _, e := range p.job.Editors {
		if e == p.env.Actor {
			return true
		}
	}
	return false
}

// stage says where a proposal stands.
func stage(p *workflow.Proposal) string {
	switch {
	case p.Sealed > 0:
		return fmt.Sprintf("in a batch with %d of its %d accounts", p.Sealed, len(p.Accounts))
	case p.Status == workflow.Proposed:
		return "in review"
	}
	return string(p.Status)
}

// Do implements page.Page.
func (p *JobPage) Do(a keys.Action) tea.Cmd {
	return tea.Batch(p.claim(), p.freed(), p.do(a))
}

func (p *JobPage) do(a keys.Action) tea.Cmd {
	if p.inList && p.accounts.Do(a) {
		return p.fetch()
	}
	switch a {
	case keys.Approve:
		if p.sample > 0 {
			return p.agree()
		}
		return p.approve()
	case keys.Return:
		if p.sample > 0 {
			return p.disagree()
		}
		return p.giveBack()
	case keys.Skip:
		return p.last(workflow.NewSkip(workflow.ProposalJob(p.id), ""))
	case keys.Snooze:
		return p.putOff()
	case keys.Claim:
		return p.takeOver()
	case keys.Finish:
		return p.withdraw()
	case keys.Edit:
		return page.Open(page.Place{Page: page.Propose, Ref: p.Place().Ref})
	case keys.NextItem:
		return p.next()
	case keys.NextTab:
		p.inList = !p.inList
		p.Size(p.width, p.height)
		return p.fetch()
	case keys.Open, keys.Right:
		return p.openAccount()
	case keys.Left:
		return page.Tell(page.Close{})
	case keys.Copy:
		return page.Tell(page.Copy{Text: model.Untrusted(p.job.Hash)})
	case keys.CopyMenu:
		return p.copyMenu()
	}
	p.scroll(a)
	return nil
}

func (p *JobPage) copyMenu() tea.Cmd {
	var m clip.Menu
	m.Value("hash of this version", model.Untrusted(p.job.Hash))
	m.Value("name of the proposal, for notes", proposalName(p.job.ID))
	if p.inList {
		m.Row(p.accounts)
	}
	m.Note("facts", p.job.Terms.Note)
	m.Note("innocent explanation", p.job.Terms.Benign)
	for _, n := range p.job.notes {
		m.Note("note by "+words.Clean(n.By), n.Text)
	}
	return m.Show(p.env)
}

// openAccount opens the account under the cursor; from the sheet it goes to the list first.
func (p *JobPage) openAccount() tea.Cmd {
	if !p.inList {
		p.inList = true
		p.Size(p.width, p.height)
		return p.fetch()
	}
	row, ok := p.accounts.Current()
	if !ok || len(row.Cells) == 0 {
		return nil
	}
	s := p.store
	ord := uint32(row.ID)
	return func() tea.Msg {
		rows, err := s.Listing(context.Background(), []uint32{ord})
		if err != nil {
			return page.Problem(err)
		}
		return page.Go{Place: page.Place{Page: page.Account, Ref: rows[0].ID.String()}}
	}
}

func (p *JobPage) scroll(a keys.Action) {
	page := max(p.room()-1, 1)
	switch a {
	case keys.Up:
		p.top--
	case keys.Down:
		p.top++
	case keys.HalfUp:
		p.top -= page / 2
	case keys.HalfDown:
		p.top += page / 2
	case keys.PageUp:
		p.top -= page
	case keys.PageDown:
		p.top += page
	case keys.Top:
		p.top = 0
	case keys.Bottom:
		p.top = len(p.lines)
	}
	p.top = max(min(p.top, len(p.lines)-p.room()), 0)
}

// room is how many lines of the sheet are on the screen.
func (p *JobPage) room() int { return max(p.height-headLines, 1) }

const headLines = 3

// Escape implements page.Escaper: from the accounts back to the sheet.
func (p *JobPage) Escape() (tea.Cmd, bool) {
	if !p.inList {
		return nil, false
	}
	p.inList = false
	p.Size(p.width, p.height)
	return nil, true
}

// Subject implements page.Holder.
func (p *JobPage) Subject() page.Subject {
	if row, ok := p.accounts.Current(); ok && p.inList && len(row.Cells) > 1 {
		return page.Subject{Title: row.Cells[1].Text, Accounts: []uint32{uint32(row.ID)}}
	}
	if p.job == nil {
		return page.Subject{}
	}
	return page.Subject{Title: fmt.Sprint("proposal ", p.id), Proposal: p.id}
}
