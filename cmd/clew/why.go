package main

import (
	"cmp"
	"slices"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/signal"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/words"
)

// shownSignal is a signal with where it is from.
type shownSignal struct {
	model.Signal
	computed bool
}

// allSignals gives the signals that came with the data and those that were
// computed, by code. A code that is both is there twice: a source's word is one
// thing, and what can be worked out again another.
func (d *dossier) allSignals() []shownSignal {
	var all []shownSignal
	for _, s := range d.Account.Account.Signals {
		all = append(all, shownSignal{s, false})
	}
	for _, s := range d.Computed {
		all = append(all, shownSignal{s, true})
	}
	slices.SortStableFunc(all, func(a, b shownSignal) int { return cmp.Compare(a.Code, b.Code) })
	return all
}

// catalogued gives what the catalogue says of a code, or nil.
func catalogued(code string) *signal.Entry {
	bit, ok := signal.Bit(code)
	if !ok {
		return nil
	}
	return &signal.Catalogue()[bit]
}

// watch shows which values of the account are on lists. What a bad list says is
// among the flags too.
func (p *dossierPage) watch() {
	if len(p.Watch) == 0 {
		return
	}
	p.heading("watch lists", words.OfWatch)
	rows := make([][]cell, len(p.Watch))
	for i, h := range p.Watch {
		paint := plain
		if h.Stance.String() == "bad" {
			paint = p.screen.warn
		}
		rows[i] = []cell{{"  " + words.Clean(h.List), paint}, {h.Stance.String(), paint}, {words.Clean(h.Class), p.screen.dim}, {h.Kind, p.screen.dim},
			{text: words.Clean(h.Value)}, {words.Listed(h), p.screen.dim}, {words.Clean(h.Note), p.screen.dim}}
	}
	t := table{cols: []column{{head: "  LIST", least: 10}, {head: "STANCE"}, {head: "CLASS", drop: 2}, {head: "KIND", drop: 3},
		{head: "VALUE", least: 16}, {head: "HOW", least: 12}, {head: "NOTE", least: 10, drop: 1}}}
	t.write(p.w, p.screen, rows)
}

// score shows the sum that the score comes from, and what stands beside it.
func (p *dossierPage) score() {
	if len(p.ScoreRows) == 0 {
		return
	}
	p.heading("why "+words.ScoreNumber(p.row.Score), words.OfBits+"; see 'clew show --help'")
	sum := 0.0
	for _, r := range p.ScoreRows {
		sum += r.Bits
		lines := []string{words.Clean(r.Label)}
		if r.Detail != "" {
			lines = append(lines, text.Lines(r.Detail, 2)...)
		}
		p.entry(words.Bits(r.Bits), p.bits(r.Bits), bitsWidth, lines...)
	}
	p.entry(words.Bits(sum), p.screen.head, bitsWidth, words.ScoreSum(p.row.Score))
	p.beside()
}

// bitsWidth is the width of a number of bits with its sign.
const bitsWidth = 6

func (p *dossierPage) bits(bits float64) func(string) string {
	switch {
	case bits >= 1:
		return p.screen.warn
	case bits < 0:
		return p.screen.good
	}
	return plain
}

// scoreRowShape is one line of the sum that explains a score.
type scoreRowShape struct {
	Label  string          `json:"label"`
	Detail model.Untrusted `json:"detail"`
	Bits   float64         `json:"bits"`
}

func scoreShapes(rows []signal.Row) []scoreRowShape {
	out := make([]scoreRowShape, len(rows))
	for i, r := range rows {
		out[i] = scoreRowShape{r.Label, r.Detail, r.Bits}
	}
	return out
}
