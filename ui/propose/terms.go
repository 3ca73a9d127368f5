package propose

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

const (
	labelWidth = 12
	mostLines  = 12 // of a text that was written
	mostPolicy = 60 // of a policy's text

	firstOffered = 6          // evidence that is offered before all of it is asked for
	allEvidence  = "evidence" // the key of the row that asks for it
)

// termRows lists the terms, in the order in which they are decided on.
func (p *Page) termRows() []row {
	rows := p.choiceRows()
	rows = append(rows, row{lines: []draw.Line{nil}})
	rows = append(rows, p.evidenceRows()...)
	for _, f := range texts {
		if f != fieldSecond || p.asksSecond() {
			rows = append(rows, row{lines: []draw.Line{nil}}, p.textRow(f))
		}
	}
	return rows
}

// choiceRows are what is chosen of a few.
func (p *Page) choiceRows() []row {
	c := &p.choices
	line := func(f field, value, about string) draw.Line {
		l := draw.T(theme.Head, fmt.Sprintf("%-*s", labelWidth, titles[f]))
		if value != "" {
			l = l.Add(theme.Title, value)
		}
		if about != "" {
			l = l.Add(theme.Dim, "  "+about)
		}
		if lack := p.lack(f); lack != "" {
			if value != "" || about != "" {
				l = l.Add(theme.Plain, "  ")
			}
			l = l.Add(theme.Bad, "missing: "+lack)
		}
		return l
	}
	at := func(f field, lines ...draw.Line) row {
		return row{key: string(f), lines: lines, hang: labelWidth, spot: spot{field: f}}
	}
	policy, ok := p.policy()
	name := ""
	under := []draw.Line{nil}
	if ok {
		name = fmt.Sprintf("%s version %d", words.Clean(policy.ID), policy.Version)
		for _, l := range text.Lines(model.Untrusted(reflowed(policy.Text)), mostPolicy) {
			under = append(under, draw.T(theme.Dim, "  "+l))
		}
		under = append(under, draw.T(theme.Dim, "  It takes "+words.Count(policy.Approvals, "other person")+" to approve."))
	}
	under[0] = line(fieldPolicy, name, words.Clean(policy.Title))
	reason := ""
	if r, ok := policy.Reason(c.reason); ok {
		reason = words.Clean(r.Title)
	}
	in := "none"
	if c.caseID > 0 {
		in = fmt.Sprint(c.caseID)
	}
	return []row{at(fieldAction, line(fieldAction, words.Clean(c.action), outside(c.action))), at(fieldPolicy, under...),
		at(fieldReason, line(fieldReason, words.Clean(c.reason), reason)), at(fieldConfidence, line(fieldConfidence, words.Clean(c.confidence), "")),
		at(fieldCase, line(fieldCase, in, p.caseTitle()))}
}

// reflowed is a text without the breaks within its paragraphs.
func reflowed(s string) string {
	paragraphs := strings.Split(s, "\n\n")
	for i, p := range paragraphs {
		paragraphs[i] = strings.Join(strings.Fields(p), " ")
	}
	return strings.Join(paragraphs, "\n")
}

// outside says what becomes of an action.
func outside(action string) string {
	if workflow.External(action) {
		return "done by others, in a batch, once it is approved"
	}
	return "for the record: it ends with its approval"
}

func (p *Page) caseTitle() string {
	for _, c := range p.ground.cases {
		if c.ID == p.choices.caseID {
			return words.Clean(c.Title)
		}
	}
	if p.choices.caseID == 0 && len(p.ground.cases) > 0 {
		return "accounts of it are in " + words.Count(len(p.ground.cases), "open case")
	}
	return ""
}

// evidenceRows are what the proposal may rest on.
func (p *Page) evidenceRows() []row {
	offered := p.offered()
	chosen := 0
	for _, e := range offered {
		if p.choices.evidence[evidenceKey(e)] {
			chosen++
		}
	}
	head := draw.T(theme.Head, "What it rests on").Add(theme.Dim, fmt.Sprintf("  %d of %d chosen", chosen, len(offered)))
	if chosen == 0 && len(offered) > 0 {
		head = head.Add(theme.Warn, "; the reviewer will see that nothing is")
	}
	rows := []row{{lines: []draw.Line{head}}}
	if len(offered) == 0 && p.ahead != nil {
		rows = append(rows, row{lines: []draw.Line{draw.T(theme.Warn, "The accounts have no value and no signal in common: what is written below is all there is.")}})
	}
	more := 0
	for i := range offered {
		e := &offered[i]
		if i >= firstOffered && !p.unfolded[allEvidence] && !p.choices.evidence[evidenceKey(*e)] {
			more++
			continue
		}
		rows = append(rows, p.evidenceRow(e))
	}
	if more > 0 {
		rows = append(rows, row{key: allEvidence, lines: []draw.Line{draw.T(theme.Dim, "and "+words.Thousands(more)+" more to choose from")}, spot: spot{field: fieldEvidence}})
	}
	return rows
}

func (p *Page) evidenceRow(e *workflow.Evidence) row {
	box := "[ ] "
	if p.choices.evidence[evidenceKey(*e)] {
		box = "[" + p.env.Theme.Glyphs.Mark + "] "
	}
	l := draw.T(theme.Mark, box).Add(theme.Title, words.Rests(*e))
	if e.Holders > 0 {
		l = l.Add(theme.Info, "  "+words.Thousands(e.Holders)+" of "+words.Thousands(len(p.ground.ords)-len(p.out))+" here")
		if e.All > e.Holders {
			l = l.Add(theme.Warn, ", "+words.Thousands(e.All-e.Holders)+" elsewhere")
		}
	}
	if e.Bits != 0 {
		l = l.Add(draw.BitsRole(e.Bits), "  "+words.PairBits(e.Bits))
	}
	lines := []draw.Line{l}
	if e.Text != "" {
		lines = append(lines, draw.T(theme.Plain, "    "+words.Clean(e.Text)))
	}
	if e.Benign != "" {
		lines = append(lines, draw.T(theme.Dim, "    innocent? "+words.Clean(e.Benign)))
	}
	return row{key: "evidence " + evidenceKey(*e), lines: lines, hang: 4, spot: spot{field: fieldEvidence, evidence: e}}
}

// textRow is a text with its beginning.
func (p *Page) textRow(f field) row {
	head := draw.T(theme.Head, heading(f))
	if lack := p.lack(f); lack != "" {
		head = head.Add(theme.Bad, "  missing: "+lack)
	}
	lines := []draw.Line{head}
	for _, l := range text.Lines(model.Untrusted(p.choices.texts[f]), mostLines) {
		lines = append(lines, draw.Plain("  "+l))
	}
	if len(lines) == 1 {
		lines = append(lines, draw.T(theme.Dim, "  "+p.env.Keys.Key("open")+" writes it"))
	}
	return row{key: string(f), lines: lines, hang: 2, spot: spot{field: f}}
}

// choose asks for one of the choices of a field.
func (p *Page) choose(f field) tea.Cmd {
	items, search := p.options(f)
	return page.Tell(page.Show{Overlay: &overlay.Menu{Env: p.env, Title: heading(f), Items: items, Search: search}})
}

// chosen says that an option was chosen in a menu.
type chosen struct {
	page  *Page
	field field
	value string
	id    uint32
}

func (p *Page) options(f field) (items []overlay.Item, search bool) {
	add := func(label, note, why string, id uint32) {
		items = append(items, overlay.Item{Label: words.Clean(label), Note: note, Why: why, Run: page.Tell(chosen{p, f, label, id})})
	}
	policy, _ := p.policy()
	switch f {
	case fieldAction:
		for _, a := range workflow.Actions {
			why := ""
			if !slices.Contains(policy.Actions, a) {
				why = "the policy does not allow it"
			}
			add(a, outside(a), why, 0)
		}
	case fieldPolicy:
		for _, x := range p.ground.rules.Policies {
			add(x.ID, words.Clean(x.Title)+"; "+words.Count(x.Approvals, "approval"), "", 0)
		}
	case fieldReason:
		for _, r := range policy.Reasons {
			add(r.Code, words.Clean(r.Title), "", 0)
		}
		return items, len(items) > 12
	case fieldConfidence:
		for _, c := range workflow.Confidences {
			add(c, "", "", 0)
		}
	case fieldCase:
		add("none", "", "", 0)
		for _, c := range p.ground.cases {
			about := fmt.Sprintf("%s; %s of the %s are in it", words.Clean(c.Title), words.Thousands(c.members), words.Count(len(p.ground.ords), "account"))
			if c.Hold != nil {
				about = "on hold; " + about
			}
			add(fmt.Sprint(c.ID), about, "", c.ID)
		}
		return items, len(items) > 12
	}
	return items, false
}

// chose takes what was chosen in a menu.
func (p *Page) chose(m chosen) tea.Cmd {
	c := &p.choices
	p.refusal = nil
	defer p.layOut()
	switch m.field {
	case fieldAction:
		if c.action == m.value {
			return nil
		}
		c.action = m.value
		return p.look() // what is in force already depends on it
	case fieldPolicy:
		c.policy = m.value
	case fieldReason:
		c.reason = m.value
	case fieldConfidence:
		c.confidence = m.value
	case fieldCase:
		c.caseID = m.id
	}
	return nil
}

// mark chooses the evidence under the cursor or drops it.
func (p *Page) mark() tea.Cmd {
	key := evidenceKey(*p.fields.current().evidence)
	p.choices.evidence[key] = !p.choices.evidence[key]
	p.refusal = nil
	p.fields.step(1)
	p.layOut()
	return nil
}
