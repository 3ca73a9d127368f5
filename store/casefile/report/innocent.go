package report

import (
	"github.com/seed-28a39f10/clew/store/casefile"
)

// innocent gathers everything that speaks for the accounts.
func (b *builder) innocent(s *section) {
	s.part(say("Of what holds them together"), func() { b.innocentOfLinks(s) })
	s.part(say("Of the decisions, as the proposers answered them"), func() { b.innocentOfDecisions(s) })
	s.part(say("Of the signals"), func() { b.innocentOfSignals(s) })
	s.part(say("Values known to be harmless"), func() { b.harmless(s) })
	s.part(say("Accounts that were cleared, held or protected"), func() { b.cleared(s) })
}

// innocentOfLinks has one row for each explanation, of all that it was found for.
func (b *builder) innocentOfLinks(s *section) {
	type group struct {
		in    casefile.Innocent
		rings int
		links []*casefile.Link
		most  float64
	}
	var groups []*group
	byText := map[string]*group{}
	of := func(in *casefile.Innocent) *group {
		g := byText[in.Text]
		if g == nil {
			g = &group{in: *in}
			byText[in.Text] = g
			groups = append(groups, g)
		}
		g.most = max(g.most, in.Covers)
		return g
	}
	for i := range b.r.Rings {
		if r := &b.r.Rings[i]; r.Innocent.Text != "" {
			of(&r.Innocent).rings++
		}
	}
	for i := range b.r.Links {
		if k := &b.r.Links[i]; k.Innocent.Text != "" {
			g := of(&k.Innocent)
			g.links = append(g.links, k)
		}
	}
	t := table{heads: []string{"Explanation", "Best one of", "Explains at most", "What would settle it"}, numeric: []bool{false, false, true}}
	for _, g := range groups {
		var where [][]run
		if g.rings > 0 {
			where = append(where, say(count(g.rings, "ring")))
		}
		if n := len(g.links); n > 0 {
			if n <= 3 {
				for _, k := range g.links {
					where = append(where, say(b.short(k.A), " – ", b.short(k.B)))
				}
			} else {
				where = append(where, say(count(n, "link")))
			}
		}
		covers := ""
		if g.in.Code != "none" && g.most > 0 {
			covers = percent(g.most)
		}
		t.rows = append(t.rows, []cell{cell(say(b.plainly(sentence(g.in.Text)))), cell(and(where)), cell(say(covers)), cell(say(b.plainly(upper(g.in.Settle))))})
	}
	left := len(t.rows) - mostOfKind
	if left > 0 {
		t.rows = t.rows[:mostOfKind]
	}
	s.table(t, more(left, "explanation", "case.json"))
}

func (b *builder) innocentOfDecisions(s *section) {
	for i := range b.r.Proposals {
		if p := &b.r.Proposals[i]; p.Benign != "" {
			s.say(b.plainly("Proposal" + numbered(" ", int(p.ID)) + numbered(", version ", p.Version) + ":"))
			b.words(s, p.Benign)
		}
	}
}

// innocentOfSignals has each piece of counter-evidence once, with the accounts that it is
// about.
func (b *builder) innocentOfSignals(s *section) {
	type key struct {
		code    string
		counter casefile.Text
	}
	var keys []key
	of := map[key][]casefile.Text{}
	for i := range b.r.Accounts {
		a := &b.r.Accounts[i]
		for _, x := range a.Signals {
			if x.Counter == "" {
				continue
			}
			k := key{x.Code, x.Counter}
			if of[k] == nil {
				keys = append(keys, k)
			}
			of[k] = append(of[k], a.ID)
		}
	}
	t := table{heads: []string{"Signal", "What else would look the same", "On"}}
	for _, k := range keys[:min(len(keys), mostShared)] {
		t.rows = append(t.rows, []cell{cell(signalName(k.code)), cell(say(b.text(k.counter))), cell(b.several(of[k], b.short, mostNamed))})
	}
	s.table(t, more(len(keys)-mostShared, "piece of counter-evidence", "case.json"))
}

// harmless has what watch lists of benign values say.
func (b *builder) harmless(s *section) {
	type key struct {
		list, value, how, note casefile.Text
		class, kind            string
	}
	var keys []key
	of := map[key][]casefile.Text{}
	for i := range b.r.Accounts {
		a := &b.r.Accounts[i]
		for _, w := range a.Watch {
			if w.Stance != "benign" {
				continue
			}
			k := key{w.List, w.Value, w.How, w.Note, w.Class, w.Kind}
			if of[k] == nil {
				keys = append(keys, k)
			}
			of[k] = append(of[k], a.ID)
		}
	}
	t := table{heads: []string{"Value", "Watch list", "What it says", "Accounts"}}
	for _, k := range keys[:min(len(keys), mostShared)] {
		t.rows = append(t.rows, []cell{cell(say(kind(k.kind), " ", b.value(k.kind, k.value))), cell(say(b.text(k.list))), cell(b.listing(k.class, k.how, k.note)), cell(b.several(of[k], b.short, mostNamed))})
	}
	s.table(t, more(len(keys)-mostShared, "value", "case.json"))
}

// listing says what a watch list says of a value.
func (b *builder) listing(class string, how, note casefile.Text) []run {
	out := say(b.named(class))
	for _, t := range []casefile.Text{how, note} {
		if t != "" {
			if len(out) > 0 {
				out = say(out, "; ")
			}
			out = say(out, b.text(t))
		}
	}
	return out
}

// labelled puts a name of a closed list behind words, where there is one.
func labelled(words, name string) []run {
	if name == "" {
		return say(words)
	}
	return say(words+": ", word(name))
}

func (b *builder) cleared(s *section) {
	t := table{heads: []string{"Account", "What", "Why", "By whom and when"}}
	row := func(a *casefile.Account, what []run, why casefile.Text, m casefile.Mark) {
		t.rows = append(t.rows, []cell{cell(b.who(a.ID)), cell(what), cell(say(b.text(why))), cell(b.mark(m))})
	}
	for i := range b.r.Accounts {
		a := &b.r.Accounts[i]
		if d := a.Dismissed; d != nil {
			row(a, labelled("dismissed", d.Outcome), d.Why, d.Mark)
		}
		if h := a.Hold; h != nil {
			what := labelled("on hold", h.Kind)
			if until := at(h.Until); until != "" {
				what = say(what, ", until ", run{moment, until})
			}
			row(a, what, h.Why, h.Mark)
		}
		if p := a.Protection; p != nil {
			row(a, say("protected"), p.Why, p.Mark)
		}
	}
	left := len(t.rows) - mostOfKind
	if left > 0 {
		t.rows = t.rows[:mostOfKind]
	}
	s.table(t, more(left, "row", "accounts.csv"))
}
