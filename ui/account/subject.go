package account

import (
	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/words"
)

// Subject implements page.Holder: the account, and with it the identifier or the link that
// the cursor is on.
func (p *Page) Subject() page.Subject {
	if p.account == nil {
		return page.Subject{}
	}
	on := page.Subject{Title: words.Who(p.account.AccountRow), Accounts: []uint32{p.account.Ord}}
	switch p.tab() {
	case p.identifiers:
		if h := p.identifiers.current(); h != nil {
			on.Value = pivotRef(h.Kind, h.Value)
		}
	case p.links:
		if k := p.links.current(); k != nil {
			on.Link = []model.Untrusted{p.id(), p.links.id(k)}
		}
	}
	return on
}
