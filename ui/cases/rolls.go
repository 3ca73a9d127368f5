package cases

import (
	"fmt"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/notes"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// nothing is the only entry of a tab on which there is nothing.
func nothing(said string) []entry {
	return []entry{{rest: true, lines: wrapped(0, draw.T(theme.Dim, said))}}
}

var blank = entry{rest: true, lines: wrapped(0, nil)}

// noteEntries are the notes on the case, the newest last, each with what it names.
func (p *CasePage) noteEntries() (list []entry) {
	for i, n := range p.loaded.notes {
		if i > 0 {
			list = append(list, blank)
		}
		list = append(list, entry{text: n.Text, lines: wrapped(0, notes.Lines(n.Note)...)})
		for _, r := range n.References {
			list = append(list, entry{text: r.Token, place: r.Place, lines: wrapped(4, r.Line(p.env.Theme))})
		}
	}
	if list == nil {
		return nothing("Nobody has written anything about the case; " + p.env.Keys.Key(keys.Note) + " writes a note.")
	}
	return list
}

// stepEntries are the questions that the case's template asks; that at a place is the
// question of that number.
func (p *CasePage) stepEntries() (list []entry) {
	for _, s := range p.loaded.c.Steps {
		lines := []draw.Line{stepLine(p.env.Theme, s)}
		if s.Done.Entry > 0 {
			lines = append(lines, draw.T(theme.Dim, "    "+words.Clean(s.Done.By)+" on "+words.Minute(s.Done.Time)+" UTC"))
		}
		list = append(list, entry{text: model.Untrusted(s.Text), lines: wrapped(4, lines...)})
	}
	if list == nil {
		return nothing("The case was begun without a template, so it asks no questions.")
	}
	return list
}

// trailEntries are the ways that were kept, each with its places.
func (p *CasePage) trailEntries() (list []entry) {
	for i := range p.loaded.c.Trails {
		t := &p.loaded.c.Trails[i]
		if i > 0 {
			list = append(list, blank)
		}
		head := draw.T(theme.Head, words.Clean(t.By)).Add(theme.Dim, "  "+words.Minute(t.Time)+" UTC  ").Add(theme.Plain, words.Clean(t.Why))
		list = append(list, entry{rest: true, lines: wrapped(4, head)})
		for k, step := range t.Steps {
			list = append(list, trailStep(k+1, step))
		}
	}
	if list == nil {
		return nothing("No trail is kept with the case; " + p.env.Keys.Key(keys.ToCase) + " on any page keeps the way that led there.")
	}
	return list
}

func trailStep(n int, s workflow.TrailStep) entry {
	l := draw.T(theme.Dim, fmt.Sprintf("%3d  ", n)).Add(theme.Dim, words.Clean(s.Page)+"  ").Add(theme.Info, words.Clean(s.Ref))
	if s.Text != "" && s.Text != s.Ref {
		l = l.Add(theme.Plain, "  "+words.Clean(s.Text))
	}
	e := entry{text: s.Ref, lines: wrapped(5, l)}
	switch at := page.Name(s.Page); at {
	case page.Queue, page.Rings, page.Dashboard, page.Cases, page.Reviews, page.Batches, page.Audit:
		e.place = page.Place{Page: at, Ref: s.Ref}
	case page.Account, page.Pivot, page.Ring, page.Case, page.Review, page.Batch:
		if s.Ref != "" {
			e.place = page.Place{Page: at, Ref: s.Ref}
		}
	}
	return e
}
