package queue

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/page"
)

// offer is what the word at the caret can be completed to.
type offer struct {
	from, to int // bytes of the field that are replaced
	list     []candidate
	at       int // the one that was put in, -1 for none yet
}

type candidate struct{ put, shown string }

// mostOffers is how many candidates are listed.
const mostOffers = 24

// word gives the beginning of the term that the caret is in.
func (b *bar) word() (from int, word string) {
	s := b.field.Value()[:b.field.At()]
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && quoted:
			i++
		case s[i] == '"':
			quoted = !quoted
		case !quoted && (s[i] == ' ' || s[i] == '(' || s[i] == ')'):
			from = i + 1
		}
	}
	word = s[from:]
	if strings.HasPrefix(word, "-") {
		from, word = from+1, word[1:]
	}
	return from, word
}

// needs gives the term field whose values the word at the caret wants, "" for none.
func (b *bar) needs() string {
	_, word := b.word()
	field, _, ok := strings.Cut(word, ":")
	if !ok {
		return ""
	}
	field = strings.ToLower(field)
	if slices.Contains(store.FacetFields, field) {
		return field
	}
	return ""
}

// offers completes the word at the caret.
func (b *bar) offers() offer {
	from, word := b.word()
	o := offer{from: from, to: b.field.At(), at: -1}
	field, value, colon := strings.Cut(word, ":")
	if !colon {
		if word == "" {
			return o
		}
		for _, f := range query.Fields() {
			if strings.HasPrefix(f.Name, strings.ToLower(word)) {
				op := ":"
				switch f.Kind {
				case query.FieldNumber:
					op = ">="
				case query.FieldTime:
					op = "<"
				}
				o.list = append(o.list, candidate{f.Name + op, f.Name + op})
			}
		}
		o.list = o.list[:min(len(o.list), mostOffers)]
		return o
	}
	if i := strings.LastIndexByte(value, ','); i >= 0 {
		value = value[i+1:]
	}
	o.from = o.to - len(value)
	prefix := strings.ToLower(strings.TrimPrefix(value, `"`))
	var list []model.Untrusted
	switch field = strings.ToLower(field); field {
	case "shares", "has":
		for _, k := range model.Kinds() {
			list = append(list, model.Untrusted(k.String()))
		}
		slices.Sort(list)
	default:
		list = b.values[field]
	}
	for _, v := range list {
		if strings.HasPrefix(strings.ToLower(string(v)), prefix) && len(o.list) < mostOffers {
			o.list = append(o.list, candidate{query.Quote(string(v)), string(v)})
		}
	}
	return o
}

// offerMore makes the list for where the caret is now, and asks for the values of a
// field that are not known yet.
func (q *Page) offerMore() tea.Cmd {
	q.bar.offer = q.bar.offers()
	field := q.bar.needs()
	if field == "" || q.bar.values[field] != nil || q.completing.Waiting() {
		return nil
	}
	s, all := q.store, query.FullSet(q.store.Len())
	return page.Ask(&q.completing, func(ctx context.Context) (valuesMsg, error) {
		facets, err := s.Facets(ctx, all, field)
		m := valuesMsg{field: field, values: []model.Untrusted{}}
		for _, f := range facets[:min(len(facets), 5000)] {
			m.values = append(m.values, f.Value)
		}
		return m, err
	})
}

// complete puts the next candidate in.
func (q *Page) complete(step int) tea.Cmd {
	o := &q.bar.offer
	if len(o.list) == 0 {
		return q.offerMore()
	}
	if o.at < 0 && step < 0 {
		o.at = 0
	}
	o.at = (o.at + step + len(o.list)) % len(o.list)
	c := o.list[o.at]
	q.bar.field.Replace(o.from, o.to, c.put)
	o.to = o.from + len(c.put)
	kept := *o
	cmd := q.typed()
	if len(kept.list) > 1 {
		q.bar.offer = kept
	}
	return cmd
}
