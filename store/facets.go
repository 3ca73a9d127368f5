package store

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store/base"
)

// Facet is how many of a set of accounts have one value of a field.
type Facet struct {
	Value model.Untrusted
	Count int
}

// FacetFields lists the fields that [DB.Facets] counts.
var FacetFields = []string{"state", "platform", "domain", "country", "status", "tag", "signal", "source", "claimed_by"}

// Facets counts the values of a field over a set that [DB.Find] gave, most
// frequent first. Accounts without a value are not counted.
func (db *DB) Facets(ctx context.Context, set *query.Set, field string) ([]Facet, error) {
	var out []Facet
	err := db.viewFacts(ctx, func(g *generation, st *state, d *derived) (err error) {
		if g == nil {
			return nil
		}
		out, err = g.facets(set, field, st, d, db.now())
		return err
	})
	slices.SortFunc(out, func(a, b Facet) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return out, err
}

func (g *generation) facets(set *query.Set, field string, st *state, d *derived, now model.Time) ([]Facet, error) {
	switch field {
	case "platform":
		return g.countCoded(set, base.ColPlatform, base.DictPlatform, 0)
	case "domain":
		return g.countCoded(set, base.ColDomain, base.DictDomain, 1)
	case "status":
		return g.countCoded(set, base.ColStatus, base.DictStatus, 1)
	case "country":
		cells, err := g.base.Cells(base.ColCountry)
		if err != nil {
			return nil, err
		}
		// By first letter and by second: most of 65,536 counters would never be used.
		var counts [256]*[256]int
		set.Each(func(ord uint32) {
			c := cells[ord]
			row := counts[byte(c>>8)]
			if row == nil {
				row = new([256]int)
				counts[byte(c>>8)] = row
			}
			row[byte(c)]++
		})
		var out []Facet
		for first, row := range counts {
			for second := 0; row != nil && second < len(row); second++ {
				if n := row[second]; n > 0 && first+second > 0 {
					out = append(out, Facet{model.Untrusted([]byte{byte(first), byte(second)}), n})
				}
			}
		}
		return out, nil
	case "state":
		return g.countStates(set, st, d, now)
	case "claimed_by":
		return countClaims(set, st, now), nil
	case "tag":
		return g.countTerms(set, base.TermTag, st.flow)
	case "signal":
		out, err := g.countTerms(set, base.TermSignal, nil)
		return d.countSignals(set, out), err
	case "source":
		out, err := g.countTerms(set, base.TermSource, nil)
		if err != nil {
			return nil, err
		}
		return d.countSources(g.base, set, out)
	}
	return nil, &model.Error{Kind: model.ErrUsage, Message: "accounts cannot be counted by that field",
		Where: model.Untrusted(field), Hint: "use one of " + strings.Join(FacetFields, ", ")}
}

// count counts the cells of a column below n over a set; greater ones count as n-1.
func (g *generation) count(set *query.Set, col base.Column, n int) ([]int, error) {
	cells, err := g.base.Cells(col)
	if err != nil {
		return nil, err
	}
	counts := make([]int, n)
	set.Each(func(ord uint32) { counts[min(int(cells[ord]), n-1)]++ })
	return counts, nil
}

func (g *generation) countCoded(set *query.Set, col base.Column, dict base.Dict, shift int) ([]Facet, error) {
	names, err := g.base.Dict(dict)
	if err != nil {
		return nil, err
	}
	counts, err := g.count(set, col, len(names)+shift+1)
	if err != nil {
		return nil, err
	}
	var out []Facet
	for code, name := range names {
		if n := counts[code+shift]; n > 0 {
			out = append(out, Facet{model.Untrusted(name), n})
		}
	}
	return out, nil
}

// countTerms counts terms of the data and, for tags, those that people set; people is nil for the others.
func (g *generation) countTerms(set *query.Set, kind model.Kind, people *workflow.State) ([]Facet, error) {
	counts := map[string]int{}
	twice := map[uint32]map[string]bool{}
	err := g.base.Values(kind, nil, func(value []byte, ords []uint32) bool {
		n := 0
		for _, ord := range ords {
			if !set.Contains(ord) {
				continue
			}
			n++
			if people != nil && len(people.Tags(ord)) > 0 {
				if twice[ord] == nil {
					twice[ord] = map[string]bool{}
				}
				twice[ord][string(value)] = true
			}
		}
		if n > 0 {
			counts[string(value)] = n
		}
		return true
	})
	if people != nil {
		for ord, tags := range people.Tagged {
			for _, t := range tags {
				if set.Contains(ord) && !twice[ord][t] {
					counts[t]++
				}
			}
		}
	}
	out := make([]Facet, 0, len(counts))
	for v, n := range counts {
		out = append(out, Facet{model.Untrusted(v), n})
	}
	return out, err
}
