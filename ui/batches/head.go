package batches

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// resultWord names a result for a person.
func resultWord(r workflow.Result) string { return strings.ReplaceAll(r.String(), "-", " ") }

// head says what the batch is and what has become of it.
func (p *BatchPage) head() draw.Block {
	lines := append(p.errand.said(p.id), batchLines(p.env, p.info.Batch)...)
	if err := p.info.blocked; err != nil && len(p.info.Out) == 0 {
		said := page.Problem(err)
		lines = append(lines, draw.T(theme.Bad, words.Sentence(said.Text)), draw.T(theme.Dim, words.Sentence(said.Hint)))
	}
	if n := len(p.info.reversedBy); n > 0 {
		lines = append(lines, draw.T(theme.Info, "reversed by batch "+numbersOf(p.info.reversedBy)))
	}
	return p.above(lines)
}

// above wraps what stands above a list: a third of the page at most.
func (p *BatchPage) above(lines []draw.Line) draw.Block {
	block := draw.Hanging(p.env.Theme, lines, max(p.width-1, 1), 2)
	for i := range block {
		if p.width > 1 {
			block[i] = " " + block[i]
		}
	}
	return block[:min(len(block), max(p.height/3, 1))]
}

func numbersOf(ids []uint32) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = strconv.Itoa(int(id))
	}
	return words.Series(names)
}

func (p *BatchPage) tabTitles() []string {
	return []string{"accounts " + words.Thousands(len(p.info.Accounts)), "grounds " + words.Thousands(len(p.info.grounds))}
}

// tabs draws the tabs, and what is shown and marked of the accounts.
func (p *BatchPage) tabs() draw.Line {
	on := 0
	if p.onGround {
		on = 1
	}
	l := tabLine(p.tabTitles(), on)
	if p.filter != everyResult {
		l = l.Add(theme.Info, "only "+resultWord(workflow.Result(p.filter))+": "+words.Thousands(len(p.shown))).Add(theme.Plain, "  ")
	}
	if n := len(p.marks); n > 0 {
		l = l.Add(theme.Mark, words.Thousands(n)+" marked")
	}
	return l
}

// Size implements page.Page.
func (p *BatchPage) Size(width, height int) {
	p.width, p.height = width, height
	room := height
	if p.info != nil {
		room -= len(p.head()) + 1
	}
	for _, t := range []*table.Table{p.accounts, p.grounds} {
		t.Size(width, max(room, 1))
	}
	if p.answer != nil {
		p.answers.Size(width, max(height-len(p.answerHead())-answerFoot, 1))
	}
}

// View implements page.Page.
func (p *BatchPage) View() draw.Block {
	th := p.env.Theme
	switch {
	case p.info == nil:
		l := draw.T(theme.Dim, " looking"+th.Glyphs.Ellipsis)
		if p.err != nil {
			l = draw.T(theme.Bad, " "+page.Problem(p.err).Text)
		}
		return draw.Fill(draw.Block{draw.Paint(th, l, p.width, theme.Plain)}, p.width, p.height)
	case p.answer != nil:
		return p.viewAnswer()
	}
	p.accounts.Empty = "no account has that result; " + p.env.Keys.Key(keys.Back) + " shows all"
	p.grounds.Empty = "the batch names no proposals"
	out := append(p.head(), draw.Paint(th, p.tabs(), p.width, theme.Plain))
	return draw.Fill(append(out, p.table().View(th)...), p.width, p.height)
}

// Status implements page.Page.
func (p *BatchPage) Status() draw.Line { return position(p.table()) }

// position says where the cursor of a list is.
func position(t *table.Table) draw.Line {
	if t.Len() == 0 {
		return nil
	}
	return draw.T(theme.Dim, words.Thousands(t.Cursor()+1)+" of "+words.Thousands(t.Len()))
}

// Click implements page.Clicker.
func (p *BatchPage) Click(x, y int) tea.Cmd {
	if p.info == nil {
		return nil
	}
	top := 0
	if p.answer != nil {
		top = len(p.answerHead())
	} else {
		top = len(p.head()) + 1
		if i := tabAt(p.tabTitles(), x); y == top-1 && i >= 0 {
			p.onGround = i == 1
			return nil
		}
	}
	t := p.table()
	hit := t.Hit(x, y-top)
	switch {
	case y < top || hit.Row < 0:
	case hit.Row != t.Cursor():
		t.Move(hit.Row)
		return p.fetch()
	case p.answer == nil:
		return p.open()
	}
	return nil
}

// Wheel implements page.Clicker.
func (p *BatchPage) Wheel(_, _, delta int) tea.Cmd {
	p.table().Scroll(delta)
	return p.fetch()
}

// write asks where the files of the batch go, and writes them.
func (p *BatchPage) write() tea.Cmd {
	o := &overlay.Prompt{Env: p.env, Title: fmt.Sprintf("Write the files of batch %d", p.id), Field: overlay.Field{Prompt: "folder "}, Path: &overlay.Paths{Folders: true},
		About: draw.T(theme.Dim, "A new folder, or one that has these very files. It is an entry of the audit log that they were written."),
		Check: func(s string) string {
			if strings.TrimSpace(s) == "" {
				return "name a folder"
			}
			return ""
		},
		Run: func(dir string) tea.Cmd { return p.errand.again(p.id, dir) }}
	o.Field.Set(fmt.Sprint("batch-", p.id))
	if last := p.errand.last; last != nil && last.batch == p.id {
		o.Field.Set(last.dir)
	}
	return page.Tell(page.Show{Overlay: o})
}

// takeBack asks for what a batch needs that reverses this one, or what is marked of it.
func (p *BatchPage) takeBack() tea.Cmd {
	ords := p.info.reversible
	if len(p.marks) > 0 {
		ords = slices.Sorted(maps.Keys(p.marks))
	}
	what := draw.T(theme.Title, words.Clean(workflow.Reinstate)+" "+words.Count(len(ords), "account"))
	if rest := len(p.info.Accounts) - len(ords); rest > 0 {
		what = what.Add(theme.Dim, fmt.Sprintf(" of the %s in batch %d", words.Thousands(len(p.info.Accounts)), p.id))
	}
	handed := draw.Plain("This was handed outside: it is not undone but reversed, by a batch that has to go outside too.")
	return p.errand.form(fmt.Sprintf("Take back batch %d", p.id), "go on", []draw.Line{what, handed, nil}, []*overlay.FormField{line("why", "others will read it", true), folder(p.info.next)},
		func(v []string) plan {
			reverse := workflow.Reverse{Reverses: p.id, Why: model.Untrusted(v[0])}
			return plan{title: fmt.Sprintf("Reverse batch %d?", p.id), yes: "reverse it and write the files", after: after(workflow.Reinstate), dir: v[1], lines: []draw.Line{what, handed},
				act: p.env.ActOn(ords, func(ids []model.AccountID) model.Action {
					reverse.On = ids
					return reverse
				})}
		})
}
