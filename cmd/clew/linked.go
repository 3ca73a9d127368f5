package main

import (
	"context"
	"fmt"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/words"
)

// linkedTo is what a page on one account says of its links: the strongest few,
// how many there are of each class, and its ring.
type linkedTo struct {
	links  []*store.Link
	others map[uint32]store.AccountRow
	count  map[evidence.Class]int
	ring   *store.Ring
	id     model.Untrusted // of the ring
	ties   *store.Ties     // nil for none that say anything
}

// linkedMost is how many links a page on one account shows.
const linkedMost = 5

// readLinked reads the links of an account where they are known; computing them
// is for the commands that are about links.
func readLinked(ctx context.Context, db *store.DB, account *store.Account) (*linkedTo, error) {
	ord := account.Ord
	l := db.KnownLinks()
	if l == nil || int(ord) >= l.Len() {
		return nil, nil
	}
	all, err := l.Of(ctx, ord)
	if err != nil {
		return nil, err
	}
	out := &linkedTo{count: map[evidence.Class]int{}}
	for _, k := range all {
		out.count[k.Class]++
	}
	out.links = page(all, 0, linkedMost)
	if out.ring, err = l.Ring(ctx, ord); err != nil {
		return nil, err
	}
	if out.ties, err = l.Ties(ctx, account); err != nil {
		return nil, err
	}
	ords := others(out.links)
	if out.ties != nil && out.ties.Found > 0 {
		ords = append(ords, out.ties.Best)
	}
	if out.ring != nil {
		ords = append(ords, out.ring.ID)
	}
	if out.others, err = accountsOf(ctx, db, ords); err == nil && out.ring != nil {
		out.id = out.others[out.ring.ID].ID.String()
	}
	return out, err
}

type linkedShape struct {
	Certain  int             `json:"certain"`
	Strong   int             `json:"strong"`
	Possible int             `json:"possible"`
	Ring     model.Untrusted `json:"ring,omitempty"`
	RingSize int             `json:"ring_size,omitempty"`
}

// shape gives the counts; nil where links are not known.
func (k *linkedTo) shape() *linkedShape {
	if k == nil {
		return nil
	}
	s := &linkedShape{Certain: k.count[evidence.Certain], Strong: k.count[evidence.Strong], Possible: k.count[evidence.Possible], Ring: k.id}
	if k.ring != nil {
		s.RingSize = len(k.ring.Members)
	}
	return s
}

type tiesShape struct {
	Found   int             `json:"found"`   // accounts found bad that it is strongly linked to
	Decided int             `json:"decided"` // of these, by a decision that is in force
	Cleared int             `json:"cleared"`
	Excused int             `json:"excused"`
	Best    model.Untrusted `json:"best,omitempty"`
	Link    float64         `json:"link"` // probability that one hand runs both
	Bad     float64         `json:"bad"`  // how sure it is that Best is bad
	Bits    float64         `json:"bits"`
	Score   uint8           `json:"score"` // what the score would be
}

// tiesShape gives what stands beside the score; nil for nothing.
func (k *linkedTo) tiesShape() *tiesShape {
	if k == nil || k.ties == nil {
		return nil
	}
	t := k.ties
	s := &tiesShape{Found: t.Found, Decided: t.Decided, Cleared: t.Cleared, Excused: t.Excused, Link: t.Link, Bad: t.Bad, Bits: round(t.Bits), Score: t.Score}
	if t.Found > 0 {
		s.Best = k.others[t.Best].ID.String()
	}
	return s
}

// beside shows what is known of the account by its links, and is not in the score.
func (p *dossierPage) beside() {
	k := p.dossier.linked
	if k == nil || k.ties == nil {
		return
	}
	p.entry(words.BesideBits(k.ties.Bits), p.screen.dim, bitsWidth, words.Ties(k.ties, words.Who(k.others[k.ties.Best])))
}

func (p *dossierPage) linked() {
	k := p.dossier.linked
	if k == nil || len(k.links) == 0 {
		return
	}
	more := fmt.Sprintf("%d certain, %d strong, %d possible; see 'clew links'", k.count[evidence.Certain], k.count[evidence.Strong], k.count[evidence.Possible])
	p.heading("linked to", more)
	if k.ring != nil {
		p.entry("", plain, 0, words.InRing(k.ring, k.id))
	}
	t := table{headless: true, indent: gap, cols: []column{{}, {right: true}, {least: 24}, {least: 12, drop: 2}, {drop: 1}}}
	var rows [][]cell
	for _, l := range k.links {
		shared := words.Shared(l)
		other := k.others[l.B]
		paint := func(s string) string { return p.screen.class(l.Class, s) }
		rows = append(rows, []cell{{l.Class.String(), paint}, {text: words.Odds(l.Bits)}, {text: words.Clean(string(other.ID.String()))},
			{text: words.Clean(other.DisplayName)}, {text.Fit(shared, min(40, text.Width(shared))), p.screen.dim}})
	}
	t.write(p.w, p.screen, rows)
}
