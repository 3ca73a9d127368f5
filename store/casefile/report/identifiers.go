package report

import (
	"slices"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/casefile"
)

// carried is an identifier with the accounts of the record that carry it.
type carried struct {
	kind        string
	value       casefile.Text
	by          []casefile.Text
	holders     int
	hub         bool
	status      string
	first, last casefile.Time
	own         *casefile.Value // where it is in the case by itself
}

// carriers collects the identifiers of all accounts, in the order in which they come.
func (b *builder) carriers() []*carried {
	type key struct {
		kind  string
		value casefile.Text
	}
	var all []*carried
	known := map[key]*carried{}
	of := func(kind string, value casefile.Text) *carried {
		c := known[key{kind, value}]
		if c == nil {
			c = &carried{kind: kind, value: value}
			known[key{kind, value}] = c
			all = append(all, c)
		}
		return c
	}
	for i := range b.r.Case.Values {
		v := &b.r.Case.Values[i]
		c := of(v.Kind, v.Value)
		c.own, c.holders = v, v.Holders
	}
	for i := range b.r.Accounts {
		a := &b.r.Accounts[i]
		for j := range a.Identifiers {
			h := &a.Identifiers[j]
			c := of(h.Kind, h.Value)
			if n := len(c.by); n == 0 || c.by[n-1] != a.ID {
				c.by = append(c.by, a.ID)
			}
			c.holders, c.hub, c.status = max(c.holders, h.Holders), c.hub || h.Hub, h.Status
			if h.FirstSeen.Known() && (!c.first.Known() || h.FirstSeen.Milli < c.first.Milli) {
				c.first = h.FirstSeen
			}
			if h.LastSeen.Known() && (!c.last.Known() || h.LastSeen.Milli > c.last.Milli) {
				c.last = h.LastSeen
			}
		}
	}
	return all
}

// identifiers has every identifier by kind, the most shared first.
func (b *builder) identifiers(s *section) {
	b.ownValues(s)
	byKind := map[string][]*carried{}
	var kinds []string
	for _, k := range model.Kinds() {
		kinds = append(kinds, k.String())
	}
	for _, c := range b.carriers() {
		if byKind[c.kind] == nil && !slices.Contains(kinds, c.kind) {
			kinds = append(kinds, c.kind)
		}
		byKind[c.kind] = append(byKind[c.kind], c)
	}
	for _, k := range kinds {
		all := byKind[k]
		slices.SortStableFunc(all, func(x, y *carried) int { return len(y.by) - len(x.by) })
		t := table{heads: []string{"Value", "Carried by", "In all", "Seen", "Remarks"}, numeric: []bool{false, false, true}}
		for _, c := range all[:min(len(all), mostOfKind)] {
			var remarks [][]run
			if c.hub {
				remarks = append(remarks, say("too common to link"))
			}
			if c.status != "" && c.status != "ok" {
				remarks = append(remarks, word(c.status))
			}
			if c.own != nil {
				remarks = append(remarks, say("in the case by itself"))
			}
			t.rows = append(t.rows, []cell{cell(say(b.value(c.kind, c.value))), cell(b.several(c.by, b.short, mostCarriers)), some(c.holders), cell(say(span(c.first, c.last))), cell(and(remarks))})
		}
		title := kind(k)
		switch {
		case len(title) == 0:
			title = say("Of no kind")
		case title[0].voice == own:
			title = say(upper(title[0].text))
		}
		s.part(title, func() { s.table(t, more(len(all)-mostOfKind, "value", "identifiers.csv")) })
	}
}

// ownValues has the identifiers that are in the case by themselves.
func (b *builder) ownValues(s *section) {
	t := table{caption: "In the case by themselves", heads: []string{"Kind", "Value", "Why", "Carried by, in all", "Added"}, numeric: []bool{false, false, false, true}}
	for _, v := range b.r.Case.Values {
		t.rows = append(t.rows, []cell{cell(kind(v.Kind)), cell(say(b.value(v.Kind, v.Value))), cell(say(b.text(v.Why))), some(v.Holders), cell(b.mark(v.Mark))})
	}
	left := len(t.rows) - mostOfKind
	if left > 0 {
		t.rows = t.rows[:mostOfKind]
	}
	s.table(t, more(left, "value", "identifiers.csv"))
}
