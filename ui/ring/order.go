package ring

import (
	"cmp"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
)

// order is how a table is sorted.
type order struct {
	key  string
	desc bool
}

// orders are the keys that a table can be sorted by; true where it begins with the
// greatest.
type orders map[string]bool

// sortBy asks a page for another order.
type sortBy struct {
	of  page.Page
	key string
}

func (o order) String() string {
	if o.desc {
		return o.key + ":desc"
	}
	return o.key + ":asc"
}

// parseOrder reads what String writes; what it cannot read is the order otherwise.
func parseOrder(s string, keys orders, otherwise order) order {
	key, way, _ := strings.Cut(s, ":")
	if _, ok := keys[key]; !ok {
		return otherwise
	}
	return order{key, way == "desc"}
}

// chosen is the order after a key is chosen, which once more turns it round.
func (o order) chosen(key string, keys orders) order {
	if o.key == key {
		return order{key, !o.desc}
	}
	return order{key, keys[key]}
}

// sorted sorts by a comparison for each key and leaves equals as they stand.
func sorted[T any](list []T, o order, by map[string]func(a, b T) int) {
	compare := by[o.key]
	if compare == nil {
		return
	}
	slices.SortStableFunc(list, func(a, b T) int {
		if o.desc {
			return compare(b, a)
		}
		return compare(a, b)
	})
}

// ascending compares by a property.
func ascending[T any, P cmp.Ordered](property func(T) P) func(a, b T) int {
	return func(a, b T) int { return cmp.Compare(property(a), property(b)) }
}

// sortMenu offers the columns of a table.
func sortMenu(env *page.Env, of page.Page, t *table.Table, now order) tea.Cmd {
	var items []overlay.Item
	for _, c := range t.Columns() {
		if c.Sort == "" {
			continue
		}
		items = append(items, overlay.SortItem(c.Sort, c.About, c.Sort == now.key, page.Tell(sortBy{of, c.Sort})))
	}
	return page.Tell(page.Show{Overlay: &overlay.Menu{Env: env, Title: "Sort by", Items: items, Search: true}})
}
