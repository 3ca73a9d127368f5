package review

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// mostLines is how many lines of one text are shown.
const mostLines = 400

// sheet is what is to be read of a proposal, in the order in which it should be.
func sheet(env *page.Env, j *job, was string) []draw.Line {
	t := j.Terms
	var out []draw.Line
	head := func(s string) { out = append(out, nil, draw.T(theme.Head, s)) }
	body := func(u model.Untrusted) {
		for _, l := range text.Lines(u, mostLines) {
			out = append(out, draw.Plain("  "+l))
		}
	}
	if was != "" && j.Changed.By != env.Actor {
		out = append(out, draw.T(theme.Warn, fmt.Sprintf("It has been changed while you read: this is version %d, by %s. Read it anew.", t.Version, words.Clean(j.Changed.By))))
	}
	if j.back != "" {
		out = append(out, draw.T(theme.Info, "Here again: "+words.Clean(j.back)))
	}
	if j.Status == workflow.Returned {
		out = append(out, draw.T(theme.Warn, "Returned by "+words.Clean(j.Back.By)+":"))
		body(j.Back.Note)
	}
	out = append(out, draw.T(theme.Head, "What it rests on"))
	out = append(out, evidence(env, j)...)
	head("The best innocent explanation, and the answer to it")
	body(t.Benign)
	if len(t.Warnings) > 0 {
		head("What the preview warned of")
		for _, w := range t.Warnings {
			out = append(out, draw.T(theme.Warn, "  "+env.Theme.Glyphs.Bullet+" ").Add(theme.Plain, words.Clean(w.Text)))
		}
	}
	head("The facts, as they were stated")
	body(t.Note)
	if t.Alternatives != "" {
		head("What else was considered")
		body(t.Alternatives)
	}
	if t.Second != "" {
		head("The second reason, for protected accounts")
		body(t.Second)
	}
	head("The policy")
	out = append(out, policy(j)...)
	head("Who, and how sure")
	out = append(out, draw.Plain("  proposed by "+words.Clean(j.Made.By)+", "+words.Minute(j.Made.Time)+" UTC; confidence "+words.Clean(t.Confidence)))
	if len(j.Editors) > 1 {
		out = append(out, draw.Plain("  changed by "+words.Names(j.Editors[1:])))
	}
	out = append(out, verdicts(j)...)
	if len(j.notes) > 0 {
		head("Notes")
		for _, n := range j.notes {
			by := draw.T(theme.Dim, "  "+words.Clean(n.By)+", "+words.Minute(n.Time)+" UTC")
			if n.Withdrawn.Entry > 0 {
				by = by.Add(theme.Warn, "  withdrawn")
			}
			out = append(out, by)
			body(n.Text)
		}
	}
	head("To check it")
	out = append(out, draw.T(theme.Dim, fmt.Sprintf("  version %d, %s", t.Version, j.Hash)),
		draw.T(theme.Dim, "  accounts "+t.AccountsSHA256))
	return out
}

// evidence lists what the proposer chose, with how much of the proposal it holds together.
func evidence(env *page.Env, j *job) []draw.Line {
	if len(j.Terms.Evidence) == 0 {
		return []draw.Line{draw.T(theme.Warn, "  No evidence was chosen: what is said below is all there is.")}
	}
	var out []draw.Line
	for _, e := range j.Terms.Evidence {
		l := draw.Plain("  ")
		switch {
		case e.Note > 0:
			l = l.Add(theme.Plain, fmt.Sprintf("note, entry %d of the log", e.Note))
		case e.Value == "":
			l = l.Add(theme.Plain, words.Clean(e.Kind))
		default:
			l = l.Add(theme.Title, words.Clean(e.Kind)+" ").Add(theme.Plain, words.Clean(e.Value))
		}
		if e.Holders > 0 {
			l = l.Add(theme.Info, fmt.Sprintf("  %s of %s here", words.Thousands(e.Holders), words.Thousands(j.Terms.Count)))
			if e.All > e.Holders {
				l = l.Add(theme.Warn, fmt.Sprintf(", and %s elsewhere", words.Thousands(e.All-e.Holders)))
			}
		}
		if e.Bits != 0 {
			l = l.Add(theme.Dim, "  "+words.PairBits(e.Bits))
		}
		out = append(out, l)
		if e.Text != "" {
			out = append(out, draw.T(theme.Dim, "    "+words.Clean(e.Text)))
		}
		if e.Benign != "" {
			out = append(out, draw.T(theme.Dim, "    innocent if: "+words.Clean(e.Benign)))
		}
	}
	return out
}

// policy gives the text that the proposal cites, whatever is in force by now, and what is.
func policy(j *job) []draw.Line {
	t, c := j.Terms, &j.cited
	out := []draw.Line{draw.Plain("  ").Add(theme.Title, words.Clean(t.Policy)).Add(theme.Dim, fmt.Sprintf(" version %d  ", t.PolicyVersion)).Add(theme.Plain, words.Clean(c.Title))}
	became := words.CitedPolicy(*c, &t)
	if became != "" {
		out = append(out, draw.T(theme.Warn, "  "+became))
	}
	if c.ID == "" {
		return append(out, draw.T(theme.Warn, "  The log does not have the version that it cites."))
	}
	if r, ok := c.Reason(t.Reason); ok {
		out = append(out, draw.Plain("  reason: ").Add(theme.Title, words.Clean(r.Code)).Add(theme.Plain, ", "+words.Clean(r.Title)))
	}
	for _, par := range strings.Split(c.Text, "\n\n") {
		out = append(out, draw.T(theme.Dim, "  "+words.Clean(strings.Join(strings.Fields(par), " "))))
	}
	if c.Now == nil {
		return out
	}
	out = append(out, draw.T(theme.Warn, fmt.Sprintf("  In version %d:", c.Now.Version)))
	changes := words.PolicyChanges(c.Policy, c.Now.Policy)
	if len(changes) == 0 {
		changes = []string{"it says the same again"}
	}
	for _, l := range changes {
		out = append(out, draw.Plain("    "+l))
	}
	return out
}

// verdicts lists what reviewers have said, what is void too.
func verdicts(j *job) []draw.Line {
	var out []draw.Line
	all := append(slices.Clone(j.Voided), j.Approvals...)
	slices.SortFunc(all, func(a, b workflow.Verdict) int { return int(int64(a.Entry) - int64(b.Entry)) })
	for _, v := range all {
		said, role := "approved by ", theme.Good
		if !v.Approve {
			said, role = "returned by ", theme.Warn
		}
		l := draw.Plain("  ").Add(role, said+words.Clean(v.By)).Add(theme.Dim, ", "+words.Minute(v.Time)+" UTC")
		if len(v.Signature) > 0 {
			l = l.Add(theme.Dim, ", signed")
		}
		if v.Void != "" {
			l = l.Add(theme.Warn, "; void: "+words.Clean(v.Void))
		}
		if v.Note != "" {
			l = l.Add(theme.Plain, "  "+words.Clean(v.Note))
		}
		out = append(out, l)
	}
	return out
}

// layOut wraps the sheet for the width that there is.
func (p *JobPage) layOut() {
	if p.job == nil {
		return
	}
	p.lines = draw.Hanging(p.env.Theme, sheet(p.env, p.job, p.was), p.sheetWidth(), 4)
	p.top = max(min(p.top, len(p.lines)-p.room()), 0)
}

func (p *JobPage) side() bool { return p.width >= sideFrom }

func (p *JobPage) sheetWidth() int {
	if p.side() {
		return p.width - p.listWidth() - 1
	}
	return p.width
}

func (p *JobPage) listWidth() int {
	if p.side() {
		return min(p.width*2/5, 90)
	}
	return p.width
}

// Size implements page.Page.
func (p *JobPage) Size(width, height int) {
	p.width, p.height = width, height
	p.accounts.Focused = p.inList
	p.accounts.Size(p.listWidth(), p.room())
	p.layOut()
}

// View implements page.Page.
func (p *JobPage) View() draw.Block {
	th := p.env.Theme
	if p.job == nil {
		l := draw.T(theme.Dim, "reading")
		if p.err != nil {
			said := page.Problem(p.err)
			l = draw.T(theme.Bad, said.Text).Add(theme.Dim, "  "+said.Hint)
		}
		return draw.Fill(draw.Block{draw.Paint(th, l, p.width, theme.Plain)}, p.width, p.height)
	}
	out := draw.Block{draw.Paint(th, p.header(), p.width, theme.Plain), draw.Paint(th, p.standing(), p.width, theme.Plain),
		th.Style(theme.Border).Paint(strings.Repeat(th.Glyphs.Horizontal, p.width))}
	shown := draw.Fill(p.lines[p.top:], p.sheetWidth(), p.room())
	switch {
	case p.side():
		bar := draw.Block{}
		for range p.room() {
			bar = append(bar, th.Style(theme.Border).Paint(th.Glyphs.Vertical))
		}
		shown = draw.Beside(shown, bar, p.accounts.View(th))
	case p.inList:
		shown = p.accounts.View(th)
	}
	return draw.Fill(append(out, shown...), p.width, p.height)
}

// header says what is proposed.
func (p *JobPage) header() draw.Line {
	t := p.job.Terms
	return draw.T(theme.Title, " "+words.Clean(t.Action)+" "+words.Count(len(p.job.Accounts), "account")).
		Add(theme.Plain, "  "+words.Clean(t.Reason)).Add(theme.Dim, fmt.Sprintf("  policy %s v%d, proposal %d v%d", words.Clean(t.Policy), t.PolicyVersion, p.id, t.Version))
}

// standing says where the proposal stands, and what it is to the user.
func (p *JobPage) standing() draw.Line {
	if p.sample > 0 {
		return p.secondStanding()
	}
	j := p.job
	l := draw.T(theme.Plain, fmt.Sprintf(" %d of %d approvals", j.counted, j.Needed))
	switch {
	case j.Status != workflow.Proposed:
		return l.Add(theme.Info, "  it is "+stage(j.Proposal))
	case j.claim != nil && j.claim.By == p.env.Actor:
		l = l.Add(theme.Good, "  yours, "+left(j.claim, p.env.Now()))
	case j.claim != nil:
		l = l.Add(theme.Warn, "  "+words.Clean(j.claim.By)+" is reviewing it, "+left(j.claim, p.env.Now()))
	}
	switch {
	case p.mine():
		return l.Add(theme.Dim, "  your own: another person approves it")
	case j.taken:
		return l.Add(theme.Key, "  "+p.env.Keys.Key(keys.Claim)).Add(theme.Dim, " takes it over")
	case j.blocked != "":
		return l.Add(theme.Dim, "  "+j.blocked)
	}
	return l.Add(theme.Dim, fmt.Sprintf("  %s more for you", words.Thousands(j.round)))
}

// Status implements page.Page.
func (p *JobPage) Status() draw.Line {
	switch {
	case p.inList && p.accounts.Len() > 0:
		return draw.T(theme.Dim, words.Thousands(p.accounts.Cursor()+1)+" of "+words.Thousands(p.accounts.Len()))
	case len(p.lines) > p.room():
		return draw.T(theme.Dim, fmt.Sprintf("%d %%", min(100*(p.top+p.room())/len(p.lines), 100)))
	}
	return nil
}

// Click implements page.Clicker.
func (p *JobPage) Click(x, y int) tea.Cmd {
	inList := p.side() && x > p.sheetWidth() || !p.side() && p.inList
	if p.job == nil || y < headLines {
		return nil
	}
	if p.inList != inList {
		p.inList = inList
		p.Size(p.width, p.height)
	}
	if !inList {
		return nil
	}
	from := 0
	if p.side() {
		from = p.sheetWidth() + 1
	}
	hit := p.accounts.Hit(x-from, y-headLines)
	switch {
	case hit.Row < 0:
	case hit.Row == p.accounts.Cursor():
		return p.openAccount()
	default:
		p.accounts.Move(hit.Row)
		return p.fetch()
	}
	return nil
}

// Wheel implements page.Clicker.
func (p *JobPage) Wheel(x, _, delta int) tea.Cmd {
	if p.side() && x > p.sheetWidth() || !p.side() && p.inList {
		p.accounts.Scroll(delta)
		return p.fetch()
	}
	p.top = max(min(p.top+delta, len(p.lines)-p.room()), 0)
	return nil
}
