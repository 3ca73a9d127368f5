package batches

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// listHead is what stands above the list: the tabs, and a blank line.
const listHead = 2

// paneFrom is the height from which there is room for what is said of a row.
const paneFrom = 12

// tableRows is how high the list is, its titles included.
func (p *Page) tableRows() int {
	room := max(p.height-listHead, 1)
	if p.height < paneFrom {
		return room
	}
	return max(min(p.tables[p.tab].Len()+1, room/2), min(3, room))
}

// Size implements page.Page.
func (p *Page) Size(width, height int) {
	p.width, p.height = width, height
	for i, t := range p.tables {
		on := p.tab
		p.tab = i
		t.Size(width, p.tableRows())
		p.tab = on
	}
}

// View implements page.Page.
func (p *Page) View() draw.Block {
	th := p.env.Theme
	p.tables[onReady].Empty = "nothing is approved and in no batch yet; " + p.env.Keys.Key(keys.Reviews) + " shows what waits"
	p.tables[onBatches].Empty = "no batch has been sealed yet"
	p.tables[onAppeals].Empty = "no owner has appealed"
	if !p.loaded {
		for _, t := range p.tables {
			t.Empty = "looking" + th.Glyphs.Ellipsis
		}
	}
	out := draw.Block{draw.Paint(th, tabLine(p.tabTitles(), p.tab), p.width, theme.Plain), draw.Paint(th, nil, p.width, theme.Plain)}
	out = append(out, p.tables[p.tab].View(th)...)
	if room := p.height - len(out); room > 2 && p.height >= paneFrom {
		title, lines := p.pane()
		body := draw.Hanging(th, lines, max(p.width-4, 1), 2)
		for i := range body {
			body[i] = " " + body[i] + " "
		}
		out = append(out, draw.Box(th, p.width, room, draw.T(theme.Title, title), nil, false, body)...)
	}
	return draw.Fill(out, p.width, p.height)
}

// tabTitles are the tabs with how much is on each.
func (p *Page) tabTitles() []string {
	open := 0
	for _, a := range p.all.appeals {
		if a.Outcome == "" {
			open++
		}
	}
	appeals := tabNames[onAppeals] + " " + words.Thousands(len(p.all.appeals))
	if open > 0 {
		appeals += ", " + words.Thousands(open) + " open"
	}
	ready := 0
	for _, r := range p.all.ready {
		ready += len(r.ords)
	}
	return []string{tabNames[onReady] + " " + words.Thousands(ready), tabNames[onBatches] + " " + words.Thousands(len(p.all.batches)), appeals}
}

// tabLine draws tabs.
func tabLine(titles []string, on int) draw.Line {
	l := draw.Plain(" ")
	for i, t := range titles {
		role := theme.Dim
		if i == on {
			role = theme.Title
			t = "[" + t + "]"
		} else {
			t = " " + t + " "
		}
		l = l.Add(role, t).Add(theme.Plain, "  ")
	}
	return l
}

// tabAt gives the tab at a column; -1 for none.
func tabAt(titles []string, x int) int {
	from := 1
	for i, t := range titles {
		to := from + text.Width(t) + 2
		if x >= from && x < to {
			return i
		}
		from = to + 2
	}
	return -1
}

// pane says more of the row under the cursor.
func (p *Page) pane() (title string, lines []draw.Line) {
	if r := p.ready(); r != nil {
		return "What a batch would rest on", r.lines(p.env)
	}
	if b := p.batch(); b != nil {
		return fmt.Sprintf("Batch %d", b.ID), append(p.errand.said(b.ID), batchLines(p.env, b.Batch)...)
	}
	if a := p.appeal(); a != nil {
		return fmt.Sprintf("Appeal %d", a.ID), appealLines(a.Appeal)
	}
	k := p.env.Keys
	return "How it goes", []draw.Line{
		draw.Plain("What is proposed and approved is ready, and goes into a batch: a sealed list of accounts for whoever enforces it."), nil,
		draw.Plain("Its files are written into a folder, which you hand over. What comes back is read on the page of the batch with ").Add(theme.Key, k.Key(keys.Confirm)).Add(theme.Plain, "."), nil,
		draw.Plain("An owner's appeal is filed on the batch with ").Add(theme.Key, k.Key(keys.Appeal)).Add(theme.Plain, ", and decided by somebody who had no part in the decision.")}
}

// batchLines say what a batch is and what has become of it.
func batchLines(env *page.Env, b *workflow.Batch) []draw.Line {
	lines := []draw.Line{draw.T(theme.Title, words.Sentence(words.BatchLine(b))),
		draw.Plain("sealed by " + words.Clean(b.Sealed.By) + ", " + words.Minute(b.Sealed.Time) + " UTC" + words.Because(b.Why))}
	if times := words.BatchTimes(b); times != "" {
		lines = append(lines, draw.Plain(times))
	}
	if len(b.Out) == 0 {
		lines = append(lines, draw.T(theme.Warn, "Its files are not written yet: open it, and ").Add(theme.Key, env.Keys.Key(keys.Write)).Add(theme.Warn, " writes them."))
	}
	for i, h := range b.Out {
		written := words.Written(h)
		if i+1 < len(b.Out) && h.Manifest == b.Out[i+1].Manifest {
			lines = append(lines, draw.T(theme.Dim, written))
			continue
		}
		lines = append(lines, draw.T(theme.Dim, written+"; the manifest has"), draw.T(theme.Dim, "SHA-256 "+words.Clean(h.Manifest)))
	}
	if n := len(b.Confirmed); n > 0 {
		lines = append(lines, draw.T(theme.Dim, "last answer taken by "+words.Clean(b.Confirmed[n-1].By)+", "+words.Minute(b.Confirmed[n-1].Time)+" UTC"))
	}
	return lines
}

// mostSaid is how many lines of what an owner says are shown beside a list.
const mostSaid = 40

// appealLines say what an owner says and what came of it.
func appealLines(a *workflow.Appeal) []draw.Line {
	lines := []draw.Line{draw.Plain(words.AppealFiled(a)), draw.Plain(fmt.Sprintf("against proposal %d, in batch %d", a.Proposal, a.Batch))}
	if a.Outcome != "" {
		lines = append(lines, draw.T(theme.Info, words.AppealOutcome(a)+", "+words.Minute(a.Decided.Time)+" UTC"+words.Because(a.Note)))
	}
	lines = append(lines, nil)
	for _, l := range text.Lines(a.Text, mostSaid) {
		lines = append(lines, draw.Plain(l))
	}
	return lines
}

// Status implements page.Page.
func (p *Page) Status() draw.Line { return position(p.tables[p.tab]) }

// Click implements page.Clicker.
func (p *Page) Click(x, y int) tea.Cmd {
	if y == 0 {
		if i := tabAt(p.tabTitles(), x); i >= 0 {
			p.tab = i
		}
		return nil
	}
	t := p.tables[p.tab]
	hit := t.Hit(x, y-listHead)
	switch {
	case y < listHead || hit.Row < 0:
	case hit.Row != t.Cursor():
		t.Move(hit.Row)
	case p.Why(keys.Open) == "":
		return p.open()
	}
	return nil
}

// Wheel implements page.Clicker.
func (p *Page) Wheel(_, _, delta int) tea.Cmd {
	p.tables[p.tab].Scroll(delta)
	return nil
}
