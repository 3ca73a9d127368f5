package batches

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store/handover"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// answer is what a file says has become of the accounts of a batch, before it counts.
type answer struct {
	*handover.Result
	action  workflow.Confirm // that takes it
	counts  [4]int           // accounts that it says each result of
	changed int              // of which something else was said before
	pending int              // of which nothing will have been said
	lines   []answerLine     // what cannot be used, and what was not done
	more    int              // of these that are not listed
}

// answerLine is one row of an answer that somebody should look at.
type answerLine struct {
	line          int
	account, says string // clean
	why, hint     string // clean
	raw           model.Untrusted
	bad           bool // it cannot be used
}

// mostLines bounds the lines of an answer that are listed.
const mostLines = 10_000

// answerFoot is what stands below the lines of an answer.
const answerFoot = 2

func newAnswers() *table.Table {
	return table.New(
		table.Column{Key: "line", Title: "ROW", Least: 5, Most: 8, Right: true},
		table.Column{Key: "account", Title: "ACCOUNT", Least: 14, Most: 40},
		table.Column{Key: "says", Title: "SAYS", Least: 9, Most: 9},
		table.Column{Key: "why", Title: "WHY", Least: 16})
}

// askFile asks for the file in which enforcement says what it did.
func (p *BatchPage) askFile() tea.Cmd {
	o := &overlay.Prompt{Env: p.env, Title: "What has enforcement said?", Field: overlay.Field{Prompt: "file ", Hint: "answer.csv"}, Path: &overlay.Paths{},
		About: draw.T(theme.Dim, "CSV, JSON or JSON Lines with an account and a status each, such as the batch's own list filled in. You see what it says before it counts."),
		Check: func(s string) string {
			if strings.TrimSpace(s) == "" {
				return "name a file"
			}
			return ""
		},
		Run: p.read}
	o.Field.Set(p.file)
	return page.Tell(page.Show{Overlay: o})
}

// read reads an answer, and changes nothing.
func (p *BatchPage) read(path string) tea.Cmd {
	p.file = path
	s, id := p.store, p.id
	return page.Ask(&p.reading, func(ctx context.Context) (*answer, error) {
		file, err := page.FilePath(path)
		if err != nil {
			return nil, err
		}
		res, err := handover.Read(ctx, s, id, file)
		if err != nil {
			return nil, err
		}
		return understand(ctx, s, res)
	})
}

// understand works out what an answer would change.
func understand(ctx context.Context, s Store, res *handover.Result) (*answer, error) {
	a := &answer{Result: res, action: res.Action()}
	accounts, err := s.Listing(ctx, res.Batch.Accounts)
	if err != nil {
		return nil, err
	}
	before := make(map[model.AccountID]workflow.Result, len(accounts))
	for i, r := range accounts {
		before[r.ID] = res.Batch.Results[i]
		if res.Batch.Results[i] == workflow.Pending {
			a.pending++
		}
	}
	list := func(l answerLine) {
		if len(a.lines) == mostLines {
			a.more++
			return
		}
		a.lines = append(a.lines, l)
	}
	for _, e := range res.Errors {
		l := answerLine{line: e.Line, says: "not used", why: words.Clean(e.Reason), hint: words.Clean(e.Hint), raw: e.Raw, bad: true}
		switch {
		case e.Raw == "":
		case e.Field == "account":
			l.account = words.Brief(e.Raw, 80)
		default:
			l.why = words.Brief(e.Raw, 40) + ": " + l.why
		}
		list(l)
	}
	for _, r := range res.Rows {
		now := handover.ResultOf(r.Status)
		a.counts[now]++
		was := before[r.Account]
		switch {
		case was == workflow.Pending:
			a.pending--
		case was != now:
			a.changed++
		}
		if now == workflow.Done && (was == now || was == workflow.Pending) {
			continue
		}
		l := answerLine{line: r.Line, account: words.Clean(r.Account.String()), says: resultWord(now), why: words.Brief(r.Message, 200), raw: r.Account.String()}
		if was != workflow.Pending && was != now {
			l.why = strings.TrimSpace("it was " + resultWord(was) + " before  " + l.why)
		}
		list(l)
	}
	return a, nil
}

func (p *BatchPage) answered(a page.Answer[*answer]) tea.Cmd {
	if !page.Takes(&p.reading, a) {
		return nil
	}
	if a.Err != nil {
		return page.Fail(a.Err)
	}
	p.answer = a.Value
	rows := make([]table.Row, len(p.answer.lines))
	for i, l := range p.answer.lines {
		role := theme.Bad
		if l.bad {
			role = theme.Warn
		}
		rows[i] = table.Row{ID: uint64(i), Cells: []draw.Span{{Role: theme.Dim, Text: strconv.Itoa(l.line)}, {Text: l.account}, {Role: role, Text: l.says}, {Text: l.why}}}
	}
	p.answers.Set(rows)
	p.answers.Move(0)
	p.Size(p.width, p.height)
	return nil
}

// whyNotAnswer says why an action cannot be done while an answer is shown.
func (p *BatchPage) whyNotAnswer(a keys.Action) string {
	switch a {
	case keys.Open, keys.Right:
		if len(p.answer.Rows) == 0 {
			return "nothing in the file says what has become of an account of the batch"
		}
	case keys.Copy, keys.CopyMenu:
		if p.answers.Len() == 0 {
			return "the list is empty"
		}
	case keys.Confirm, keys.Write, keys.Narrow, keys.Appeal, keys.TakeBack, keys.Mark, keys.MarkAll, keys.NextTab, keys.PrevTab:
		return "an answer is being looked at; " + p.env.Keys.Key(keys.Open) + " takes it, " + p.env.Keys.Key(keys.Back) + " leaves it"
	}
	return ""
}

// sums says what an answer comes to.
func (a *answer) sums() []draw.Line {
	var says []string
	for _, r := range []workflow.Result{workflow.Done, workflow.Undone, workflow.NotFound} {
		says = append(says, words.Thousands(a.counts[r])+" "+resultWord(r))
	}
	first := draw.T(theme.Title, words.Clean(a.File)).Add(theme.Plain, " says: "+strings.Join(says, ", ")).
		Add(theme.Dim, "; "+words.Thousands(a.pending)+" would still be pending")
	var rest draw.Line
	add := func(role theme.Role, n int, one, many string) {
		if n == 0 {
			return
		}
		if len(rest) > 0 {
			rest = rest.Add(theme.Dim, "; ")
		}
		if n != 1 {
			one = many
		}
		rest = rest.Add(role, words.Thousands(n)+" "+one)
	}
	add(theme.Warn, a.Rejected, "row cannot be used", "rows cannot be used")
	add(theme.Warn, a.changed, "account was said to be otherwise before", "accounts were said to be otherwise before")
	add(theme.Dim, a.Open, "row has no status yet", "rows have no status yet")
	add(theme.Dim, a.Duplicates, "row says the same again", "rows say the same again")
	if len(rest) == 0 {
		rest = draw.T(theme.Dim, fmt.Sprintf("every one of its %s can be used", words.Count(a.Read, "row")))
	}
	lines := []draw.Line{first, rest}
	for _, n := range a.Notes {
		lines[1] = lines[1].Add(theme.Dim, "; "+words.Clean(n))
	}
	return lines
}

// answerHead is what stands above the lines of an answer, a third of the page at most.
func (p *BatchPage) answerHead() draw.Block {
	a, k := p.answer, p.env.Keys
	todo := draw.T(theme.Title, "Nothing is taken yet.").Add(theme.Plain, "  ").Add(theme.Key, k.Key(keys.Open)).Add(theme.Dim, " takes it  ").
		Add(theme.Key, k.Key(keys.Back)).Add(theme.Dim, " leaves it")
	if len(a.Rows) == 0 {
		todo = draw.T(theme.Bad, "There is nothing to take: no row is about an account of the batch.").Add(theme.Plain, "  ").Add(theme.Key, k.Key(keys.Back)).Add(theme.Dim, " leaves it")
	}
	return p.above(append([]draw.Line{todo}, a.sums()...))
}

// viewAnswer draws an answer that does not count yet.
func (p *BatchPage) viewAnswer() draw.Block {
	th, a := p.env.Theme, p.answer
	p.answers.Empty = "every account in it was done"
	out := draw.Fill(append(p.answerHead(), p.answers.View(th)...), p.width, max(p.height-answerFoot, 1))
	foot := draw.T(theme.Dim, "what was done is not listed")
	if a.more > 0 {
		foot = draw.T(theme.Dim, words.Thousands(a.more)+" more are not listed")
	}
	if i := p.answers.Cursor(); i < len(a.lines) && a.lines[i].bad {
		foot = draw.Plain(a.lines[i].why)
		if hint := a.lines[i].hint; hint != "" {
			foot = foot.Add(theme.Dim, "; ").Add(theme.Info, hint)
		}
	}
	for _, l := range draw.Wrap(append(draw.Plain(" "), foot...), p.width, 1) {
		out = append(out, draw.Paint(th, l, p.width, theme.Plain))
	}
	return draw.Fill(out, p.width, p.height)
}

// take asks whether the answer counts.
func (p *BatchPage) take() tea.Cmd {
	lines := append(p.answer.sums(), draw.T(theme.Dim, "SHA-256 "+p.answer.SHA256), nil,
		draw.T(theme.Dim, "It can be said again, anew or in parts: the last word counts."))
	if p.answer.Rejected > 0 {
		lines = append(lines, draw.T(theme.Warn, "What cannot be used of it changes nothing; ask for these rows again."))
	}
	return page.Tell(page.Show{Overlay: &overlay.Confirm{Env: p.env, Title: fmt.Sprintf("Take this answer to batch %d?", p.id),
		Yes: "take the results of " + words.Count(len(p.answer.Rows), "account"), Lines: lines, Run: p.env.Act(p.answer.action)}})
}
