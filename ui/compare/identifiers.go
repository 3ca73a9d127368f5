package compare

import (
	"cmp"
	"slices"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// identityKinds are what a thief of an identity takes with it.
var identityKinds = []model.Kind{model.KindName, model.KindPhoto, model.KindDocument}

// identifiers puts the values in common first, one a row, and the others side by
// side below.
func (c *comparison) identifiers() {
	var common, others []row
	for _, kind := range model.Kinds() {
		if kind == model.KindAccount {
			continue
		}
		lists := make([][]cell, len(c.accounts))
		held := map[string]store.HeldIdentifier{}
		for i, a := range c.accounts {
			for _, h := range a.Held {
				if h.Kind == kind {
					one := identifierCell(h)
					lists[i] = append(lists[i], one)
					held[one.key] = h
				}
			}
		}
		shared, rest := aligned(lists)
		for _, cells := range shared {
			h := held[anyKey(cells)]
			r := row{section: sectionCommon, label: kind.String(), note: holders(h), cells: withoutHolders(cells), identity: slices.Contains(identityKinds, kind)}
			if r.id = "value/" + kind.String() + "/" + anyKey(cells); h.Status == model.StatusOK {
				common = append(common, r)
				continue
			}
			// It links nobody, so it is nothing that they have in common.
			r.section = sectionOther
			others = append(others, r)
		}
		for _, cells := range rest {
			others = append(others, row{id: "value/" + kind.String() + "/" + anyKey(cells), section: sectionOther, label: kind.String(), cells: cells})
		}
	}
	for _, r := range append(common, others...) {
		c.add(r)
	}
}

func identifierCell(h store.HeldIdentifier) cell {
	c := cell{key: string(h.Value), value: h.Value, parts: []part{{theme.Plain, text.Display(h.Value), valueLines}}}
	if c.key == "" {
		c.key = " " // a value that is empty is a value
	}
	if h.Status == model.StatusOK {
		c.ref = model.Untrusted(h.Kind.String()) + ":" + h.Value
	}
	if said := holders(h); said != "" {
		c.parts = append(c.parts, part{theme.Dim, said, 1})
	}
	return c
}

// holders says how many accounts carry a value, "" where it is one.
func holders(h store.HeldIdentifier) string {
	switch {
	case h.Status != model.StatusOK, h.Hub:
		return words.Held(&h)
	case h.Holders > 1:
		return words.Count(h.Holders, "holder")
	}
	return ""
}

// withoutHolders leaves the number of holders to the row: it is of its one value.
func withoutHolders(cells []cell) []cell {
	for i := range cells {
		if len(cells[i].parts) > 1 {
			cells[i].parts = cells[i].parts[:1]
		}
	}
	return cells
}

func anyKey(cells []cell) string {
	for _, c := range cells {
		if c.key != "" {
			return c.key
		}
	}
	return ""
}

// aligned makes rows of a list of values for each account: first one for each value
// that two accounts have at least, the commonest first, and then rows of the others in
// their order. Lists are sorted.
func aligned(lists [][]cell) (common, others [][]cell) {
	count, first := map[string]int{}, map[string]int{}
	n := 0
	for i := range lists {
		lists[i] = slices.CompactFunc(lists[i], func(a, b cell) bool { return a.key == b.key })
		for _, c := range lists[i] {
			if count[c.key]++; count[c.key] == 1 {
				first[c.key] = n
				n++
			}
		}
	}
	var shared []string
	for key, n := range count {
		if n > 1 {
			shared = append(shared, key)
		}
	}
	slices.SortFunc(shared, func(a, b string) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(first[a], first[b]))
	})
	at := map[string]int{}
	for i, key := range shared {
		at[key] = i
		common = append(common, make([]cell, len(lists)))
	}
	for i, list := range lists {
		line := 0
		for _, c := range list {
			if count[c.key] > 1 {
				common[at[c.key]][i] = c
				continue
			}
			if line == len(others) {
				others = append(others, make([]cell, len(lists)))
			}
			others[line][i] = c
			line++
		}
	}
	return common, others
}
