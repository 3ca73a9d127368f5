package compare

import (
	"github.com/seed-28a39f10/clew/ui/page"
)

// Subject implements page.Holder: the account of the column, and the link of the row, or of
// the page where it has only two accounts.
func (p *Page) Subject() page.Subject {
	if p.column >= len(p.accounts) {
		return page.Subject{}
	}
	a := p.accounts[p.column]
	on := page.Subject{Title: name(a), Accounts: []uint32{a.Ord}}
	on.Link, _ = p.way(p.current())
	return on
}
