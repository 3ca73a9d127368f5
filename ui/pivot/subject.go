package pivot

import (
	"slices"

	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/words"
)

// Subject implements page.Holder: the value of the page, or the one under the cursor among
// the identifiers, and the holders that are marked or else the one under the cursor.
func (p *Page) Subject() page.Subject {
	if p.found == nil {
		return page.Subject{}
	}
	on := page.Subject{Title: p.label(), Value: p.here()}
	if c, ok := p.identifier(); p.onIDs && ok {
		on.Title, on.Value = valueLabel(c.ref()), c.ref()
	}
	if n := len(p.marks); n > 0 {
		on.Title, on.Marked = words.Count(n, "marked account"), true
		for _, m := range p.marks {
			on.Accounts = append(on.Accounts, m.ord)
		}
		slices.Sort(on.Accounts)
		return on
	}
	if r, ok := p.current(); ok {
		on.Title, on.Accounts = words.Who(r), []uint32{r.Ord}
	}
	return on
}
