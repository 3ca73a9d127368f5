package pivot

import (
	"errors"
	"fmt"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/notes"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// labelWidth is the column in which labels of the head stand.
const labelWidth = 11

// answerBadge tells each of the four apart without a colour, by a glyph and a
// word in capitals, and of the first a value that links nobody yet. The roles are
// those of the command line.
func answerBadge(th *theme.Theme, pivot *store.Pivot) draw.Span {
	g := th.Glyphs
	said := strings.ToUpper(words.Answer(pivot.Answer))
	switch {
	case alone(pivot):
		return draw.Span{Role: theme.Info, Text: g.Empty + g.Empty + " " + strings.ToUpper(words.Alone)}
	case pivot.Answer == store.AnswerLinked:
		return draw.Span{Role: theme.Certain, Text: g.Full + g.Full + " " + said}
	case pivot.Answer == store.AnswerHub:
		return draw.Span{Role: theme.Warn, Text: g.Hub + g.Hub + " " + said}
	case pivot.Answer == store.AnswerExcluded:
		return draw.Span{Role: theme.Info, Text: g.Different + g.Different + " " + said}
	}
	return draw.Span{Role: theme.Good, Text: g.Missing + g.Missing + " " + said}
}

// alone reports whether a value has one holder, so that there is nobody to link.
func alone(pivot *store.Pivot) bool {
	return pivot.Answer == store.AnswerLinked && len(pivot.Accounts) == 1
}

// why says what the answer follows from.
func (m *lookedMsg) why() string {
	if alone(m.pivot) {
		return words.OneHolder(m.trail.begun && m.pivot.Accounts[0] == m.trail.from)
	}
	return words.Clean(m.pivot.Why)
}

// head is what stands above the panes, in at most so many lines of a width. What it
// is about, the answer and the trail come first, then what the value is worth, and
// last when it was seen.
func (p *Page) head(width, most int) []draw.Line {
	th := p.env.Theme
	var value, answer, why, way, seen, worth, work []draw.Line
	kind, _, _ := strings.Cut(string(p.here()), ":")
	value = draw.Wrap(draw.Line{{Role: theme.Dim, Text: words.Clean(kind) + "  "}, {Role: theme.Title, Text: text.Display(p.value())}}, width, 0)
	if room := max(most/3, 1); len(value) > room {
		value = value[:room]
		more := draw.T(theme.Dim, th.Glyphs.Ellipsis+" "+p.env.Keys.Key(keys.Inspect)+" shows it whole")
		value[room-1] = append(draw.CutLine(th, value[room-1], width-more.Width()-1), append(draw.Plain(" "), more...)...)
	}
	switch {
	case p.wrong != nil:
		answer = wrapped(draw.Line{{Role: theme.Bad, Text: "NO ANSWER  "}, {Role: theme.Plain, Text: problem(p.wrong)}}, width, 3)
	case p.found == nil:
		said := "looking" + th.Glyphs.Ellipsis
		if doing := p.doing.text(); doing != "" {
			said = "the links come first: " + words.Clean(doing) + th.Glyphs.Ellipsis
		}
		answer = []draw.Line{draw.T(theme.Dim, said)}
	default:
		pivot := p.found.pivot
		answer = wrapped(draw.Line{answerBadge(th, pivot), {Role: theme.Plain, Text: "  " + p.found.why() + ".  "}, {Role: theme.Head, Text: p.brought}}, width, 3)
		if pivot.Ignored != nil && pivot.Ignored.Why != "" {
			why = labelled(th, "reason", draw.Plain(text.Display(pivot.Ignored.Why)), width, 2)
		}
		seen, worth, work = p.factLines(width), p.worth(width, 3), p.workLines(width, 2)
	}
	if len(p.steps) > 0 {
		way = labelled(th, "trail", crumbs(th, p.steps, p.label(), width-labelWidth), width, 1)
	}
	left := most - len(value) - len(answer)
	if len(way)+len(why)+len(worth)+len(work) > left && p.found != nil {
		worth, work = p.worth(width, 1), p.workLines(width, 1)
	}
	for _, part := range []*[]draw.Line{&way, &why, &worth, &work, &seen} {
		if len(*part) > left {
			*part = nil
		}
		left -= len(*part)
	}
	var out []draw.Line
	for _, part := range [][]draw.Line{value, answer, why, way, work, seen, worth} {
		out = append(out, part...)
	}
	return out[:min(len(out), most)]
}

// problem says an error in a sentence, with its hint.
func problem(err error) string {
	said := words.Clean(err.Error())
	var e *model.Error
	if errors.As(err, &e) && e.Hint != "" {
		said += "; " + words.Clean(e.Hint)
	}
	return said
}

// wrapped is a line in at most so many.
func wrapped(l draw.Line, width, most int) []draw.Line {
	lines := draw.Wrap(l, width, 0)
	return lines[:min(len(lines), most)]
}

// labelled is a line behind a label, in at most so many lines; what is left out is
// shown to be.
func labelled(th *theme.Theme, label string, l draw.Line, width, most int) []draw.Line {
	line := append(draw.T(theme.Dim, label+strings.Repeat(" ", max(labelWidth-len(label), 1))), l...)
	lines := draw.Wrap(line, width, labelWidth)
	if len(lines) > most {
		lines = lines[:most]
		cut := lines[most-1]
		if cut.Width() > width-2 {
			lines[most-1] = draw.CutLine(th, cut, width-2)
		} else {
			lines[most-1] = append(cut, draw.Span{Role: theme.Dim, Text: " " + th.Glyphs.Ellipsis})
		}
	}
	return lines
}

// factLines says when the value was seen and on which lists it is.
func (p *Page) factLines(width int) []draw.Line {
	if p.facts == nil {
		return nil
	}
	th := p.env.Theme
	var out []draw.Line
	if first, last := words.Day(p.facts.first), words.Day(p.facts.last); first != "" || last != "" {
		said := first
		if last != "" && last != first {
			said = strings.TrimSpace(first + " to " + last)
		}
		out = append(out, labelled(th, "seen", draw.Plain(said+" UTC"), width, 1)...)
	}
	for _, h := range p.facts.watch {
		role := theme.Good
		if h.Stance.String() == "bad" {
			role = theme.Bad
		}
		l := draw.Line{{Role: role, Text: h.Stance.String() + " list " + words.Clean(h.List)}, {Role: theme.Plain, Text: ", " + words.Listed(h)}}
		if h.Note != "" {
			l = l.Add(theme.Dim, ", "+text.Display(h.Note))
		}
		out = append(out, labelled(th, "watched", l, width, 1)...)
	}
	return out
}

// workLines says which cases have the value, and what was written about it last in at most
// so many lines.
func (p *Page) workLines(width, most int) []draw.Line {
	th := p.env.Theme
	var out []draw.Line
	if n := len(p.found.cases); n > 0 {
		l := draw.T(theme.Info, "seen in "+words.Count(n, "case"))
		for _, id := range p.found.cases {
			l = l.Add(theme.Dim, fmt.Sprintf("  case:%d", id))
		}
		out = append(out, labelled(th, "cases", l, width, 1)...)
	}
	if len(p.found.notes) > 0 {
		out = append(out, labelled(th, "notes", notes.Last(p.found.notes, p.env.Keys.Key(keys.Notes)), width, most)...)
	}
	return out
}

// worth says what the value is worth and, beside it, its innocent explanation, each
// in at most so many lines.
func (p *Page) worth(width, most int) []draw.Line {
	th := p.env.Theme
	switch {
	case p.found == nil:
		return nil
	case p.links == nil && p.linking.Waiting() && len(p.found.pivot.Accounts) > 1:
		return labelled(th, "worth", draw.T(theme.Dim, th.Glyphs.Ellipsis), width, 1)
	case p.links == nil || p.links.standing.Number == evidence.None || p.found.pivot.Ignored != nil:
		return nil
	}
	s := p.links.standing
	out := labelled(th, "worth", draw.Plain(words.Worth(s)), width, most)
	return append(out, labelled(th, "innocent?", draw.T(theme.Good, words.InnocentValue(s.Best)), width, most)...)
}
