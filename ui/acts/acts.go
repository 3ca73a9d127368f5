package acts

import (
	"context"
	"fmt"
	"io"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/ui/draft"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// Store is what this room asks of an investigation.
type Store interface {
	Work() *workflow.State
	KeepFile(ctx context.Context, r io.Reader, name model.Untrusted) (workflow.File, error)
}

// Acts does things to what a page is on.
type Acts struct {
	Env    *page.Env
	Store  Store
	Drafts *draft.Drafts // nil keeps no drafts
	// Trail gives the pages that led here, to keep with a case; it may be nil.
	Trail func() []workflow.TrailStep
	// OpenProposal opens the page on which a proposal about accounts is made.
	OpenProposal func(ords []uint32) tea.Cmd
}

// Actions are those of this room.
var Actions = []keys.Action{keys.Note, keys.Tag, keys.Claim, keys.ToCase, keys.Judge, keys.Propose, keys.Dismiss, keys.Hold, keys.Attach, keys.Reveal}

// Likely are those of them that a user looks for on any page, the most wanted first.
var Likely = []keys.Action{keys.Judge, keys.Note, keys.Propose, keys.ToCase, keys.Tag, keys.Claim}

// mostProposed is how many accounts a proposal from the workbench has at most: they are
// the address of its page.
const mostProposed = 10_000

// Why says why an action cannot be done on a subject; "" where it can.
func (a *Acts) Why(act keys.Action, on page.Subject) string {
	accounts := len(on.Accounts)
	switch act {
	case keys.Note, keys.Attach:
		if len(a.targets(on)) == 0 {
			if accounts > 1 {
				return "a note is on one thing; put the accounts into a case and note on that"
			}
			return "there is nothing here to note on"
		}
	case keys.Judge:
		if len(on.Link) != 2 {
			return "the cursor is on no link"
		}
	case keys.ToCase:
		if accounts == 0 && on.Value == "" {
			return "there is no account and no value here"
		}
	case keys.Reveal:
		return a.notMasked(on)
	case keys.Hold:
		if accounts == 0 && on.Case == 0 {
			return "there is no account and no case here"
		}
	case keys.Propose:
		if accounts > mostProposed {
			return fmt.Sprintf("that is for up to %s accounts; 'clew propose QUERY' takes more", words.Thousands(mostProposed))
		}
		fallthrough
	default:
		if accounts == 0 {
			return "there is no account here"
		}
	}
	return ""
}

// Do does an action on a subject, after whatever is to be asked.
func (a *Acts) Do(act keys.Action, on page.Subject) tea.Cmd {
	switch act {
	case keys.Note:
		return a.note(on, "A note on", a.write)
	case keys.Attach:
		return a.note(on, "A file with a note on", a.attach)
	case keys.Tag:
		return a.tag(on)
	case keys.Claim:
		return a.claim(on)
	case keys.ToCase:
		return a.toCase(on)
	case keys.Judge:
		return a.judge(on)
	case keys.Propose:
		return a.OpenProposal(on.Accounts)
	case keys.Dismiss:
		return a.dismiss(on)
	case keys.Hold:
		return a.hold(on)
	case keys.Reveal:
		return a.reveal(on)
	}
	return nil
}

func (a *Acts) now() model.Time { return model.TimeOf(a.Env.Now()) }

// outliers says how many accounts there are, and what of them is not as most are.
func (a *Acts) outliers(on page.Subject) []draw.Line {
	st, now := a.Store.Work(), a.now()
	counts := map[workflow.Status]int{}
	others, protected := 0, 0
	for _, ord := range on.Accounts {
		counts[st.StatusOf(ord, now)]++
		if c := st.ClaimOf(workflow.Job{Kind: workflow.OnAccountJob, ID: ord}, now); c != nil && c.By != a.Env.Actor {
			others++
		}
		if st.Protected(ord) != nil {
			protected++
		}
	}
	var parts []string
	among := "among them: "
	if len(on.Accounts) == 1 {
		among = "it is "
	}
	count := func(n int, what string) {
		switch {
		case n == 0:
		case len(on.Accounts) == 1:
			parts = append(parts, what)
		default:
			parts = append(parts, words.Thousands(n)+" "+what)
		}
	}
	for _, s := range workflow.Statuses {
		count(counts[s], string(s))
	}
	count(others, "claimed by others")
	count(protected, "protected")
	lines := []draw.Line{draw.T(theme.Title, on.Title)}
	if len(on.Accounts) > 1 {
		lines = []draw.Line{draw.T(theme.Title, words.Count(len(on.Accounts), "account")).Add(theme.Dim, "  "+on.Title)}
	}
	if len(parts) > 0 {
		lines = append(lines, draw.T(theme.Warn, among+strings.Join(parts, ", ")))
	}
	return append(lines, nil)
}

// all reports whether something holds for every account of a subject.
func all(on page.Subject, is func(uint32) bool) bool {
	for _, ord := range on.Accounts {
		if !is(ord) {
			return false
		}
	}
	return len(on.Accounts) > 0
}
