package propose

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

const (
	sideFrom  = 120 // columns from which the panes stand side by side
	headLines = 3
)

// layOut makes the rows of both panes anew.
func (p *Page) layOut() {
	if p.ground == nil {
		return
	}
	p.lacking = p.missing()
	p.warnings.set(p.warningRows())
	p.fields.set(p.termRows())
}

func (p *Page) side() bool { return p.width >= sideFrom }

// split is how wide the preview is.
func (p *Page) split() int {
	if p.side() {
		return p.width * 9 / 20
	}
	return p.width
}

// Size implements page.Page.
func (p *Page) Size(width, height int) {
	p.width, p.height = width, height
	rest := width
	if p.side() {
		rest = width - p.split() - 1
	}
	p.warnings.size(p.split(), p.room())
	p.fields.size(rest, p.room())
}

func (p *Page) room() int { return max(p.height-headLines, 1) }

// View implements page.Page.
func (p *Page) View() draw.Block {
	th := p.env.Theme
	if p.ground == nil {
		l := draw.T(theme.Dim, "reading")
		if p.err != nil {
			said := page.Problem(p.err)
			l = draw.T(theme.Bad, said.Text).Add(theme.Dim, "  "+said.Hint)
		}
		return draw.Fill(draw.Paragraphs(th, []draw.Line{l}, p.width), p.width, p.height)
	}
	out := draw.Block{draw.Paint(th, p.header(), p.width, theme.Plain), draw.Paint(th, p.standing(), p.width, theme.Plain), p.bar()}
	shown := p.warnings.view(th, !p.inTerms)
	switch {
	case p.side():
		bar := make(draw.Block, p.room())
		for i := range bar {
			bar[i] = th.Style(theme.Border).Paint(th.Glyphs.Vertical)
		}
		shown = draw.Beside(shown, bar, p.fields.view(th, p.inTerms))
	case p.inTerms:
		shown = p.fields.view(th, true)
	}
	return draw.Fill(append(out, shown...), p.width, p.height)
}

// header says what would be proposed.
func (p *Page) header() draw.Line {
	all, out := len(p.ground.ords), len(p.out)
	l := draw.T(theme.Title, " "+words.Clean(p.choices.action)+" "+words.Count(all-out, "account"))
	if out > 0 {
		l = l.Add(theme.Good, fmt.Sprintf("  %s of %s left out", words.Thousands(out), words.Thousands(all)))
	}
	if old := p.ground.old; old != nil {
		l = l.Add(theme.Dim, fmt.Sprintf("  in place of version %d of proposal %d", old.Terms.Version, p.id))
		if now := p.ground.now; now.Status == workflow.Returned {
			l = l.Add(theme.Warn, "; returned by "+words.Clean(now.Back.By)+": "+words.Clean(now.Back.Note))
		}
	}
	if p.looking.Waiting() {
		l = l.Add(theme.Dim, "  looking at what stands out"+p.env.Theme.Glyphs.Ellipsis)
	}
	return l
}

// standing says what keeps it from being proposed.
func (p *Page) standing() draw.Line {
	switch {
	case p.refusal != nil:
		said := page.Problem(p.refusal)
		return draw.T(theme.Bad, " refused: "+said.Text).Add(theme.Dim, "  "+said.Hint)
	case p.changed():
		return draw.T(theme.Bad, " "+words.Clean(p.ground.now.Changed.By)+" has changed it meanwhile: leave this page and open it anew; the texts stay as drafts")
	case p.sending:
		return draw.T(theme.Dim, " proposing"+p.env.Theme.Glyphs.Ellipsis)
	case len(p.lacking) > 0:
		l := draw.T(theme.Warn, " missing: "+shorts(p.lacking))
		if p.gap() != "" {
			l = l.Add(theme.Dim, "; ").Add(theme.Key, p.env.Keys.Key(keys.Propose)).Add(theme.Dim, " goes there")
		}
		return l
	case p.unready() != "":
		return draw.T(theme.Dim, " "+p.unready())
	}
	does := " proposes it"
	if p.id > 0 {
		does = " makes it the version that is reviewed"
	}
	return draw.T(theme.Good, " nothing is missing: ").Add(theme.Key, p.env.Keys.Key(keys.Propose)).Add(theme.Plain, does)
}

// tabs are the names of the two panes.
func (p *Page) tabs() [2]string {
	first, second := "Preview", "Terms"
	if p.ahead != nil {
		if n := len(p.ahead.Outliers); n > 0 {
			first += " " + words.Thousands(n)
		}
	}
	if n := len(p.lacking); n > 0 {
		second += fmt.Sprintf(", %d missing", n)
	}
	return [2]string{first, second}
}

// bar is the border over the panes with their names; the one that has the keyboard is in
// brackets.
func (p *Page) bar() string {
	th := p.env.Theme
	w := draw.NewPainter(th, p.width, theme.Plain)
	at := p.tabsAt()
	for i, name := range p.tabs() {
		line := th.Glyphs.Horizontal
		if gap := at[i] - (p.width - w.Left()); gap > 0 {
			w.Text(theme.Border, strings.Repeat(line, gap))
		}
		if p.inTerms == (i == 1) {
			w.Text(theme.Title, "["+name+"]")
		} else {
			w.Text(theme.Dim, " "+name+" ")
		}
	}
	w.Text(theme.Border, strings.Repeat(th.Glyphs.Horizontal, w.Left()))
	return w.String()
}

// tabsAt are the columns at which the names begin.
func (p *Page) tabsAt() [2]int {
	if p.side() {
		return [2]int{1, p.split() + 1}
	}
	return [2]int{1, 1 + text.Width(p.tabs()[0]) + 3}
}

// Status implements page.Page.
func (p *Page) Status() draw.Line {
	at, of := p.warnings.position()
	if p.inTerms {
		at, of = p.fields.position()
	}
	if of == 0 {
		return nil
	}
	return draw.T(theme.Dim, words.Thousands(at)+" of "+words.Thousands(of))
}

// Click implements page.Clicker.
func (p *Page) Click(x, y int) tea.Cmd {
	if p.ground == nil {
		return nil
	}
	if y == headLines-1 {
		p.turn(x >= p.tabsAt()[1])
		return nil
	}
	toTerms := p.overTerms(x)
	if p.inTerms != toTerms {
		p.turn(toTerms)
	}
	at := &p.warnings
	if toTerms {
		at = &p.fields
	}
	switch hit := at.hit(y - headLines); {
	case hit < 0:
	case hit != at.at:
		at.at = hit
		at.settle()
	case p.Why(keys.Open) == "":
		return p.open()
	}
	return nil
}

func (p *Page) overTerms(x int) bool { return p.side() && x > p.split() || !p.side() && p.inTerms }

// Wheel implements page.Clicker.
func (p *Page) Wheel(x, _, delta int) tea.Cmd {
	if p.overTerms(x) {
		p.fields.scroll(delta)
	} else {
		p.warnings.scroll(delta)
	}
	return nil
}
