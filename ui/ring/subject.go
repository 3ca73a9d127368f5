package ring

import (
	"slices"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/words"
)

// Subject implements page.Holder: the ring, with the members that are marked, else the one
// under the cursor in the list of members, and all of them in the other views.
func (p *Ring) Subject() page.Subject {
	if !p.ready() {
		return page.Subject{}
	}
	w := p.whole
	on := page.Subject{Ring: w.members[w.at[w.ring.ID]].ID.String()}
	marked := p.marked()
	switch v, onValue := p.onValue(); {
	case len(marked) > 0:
		on.Title, on.Marked = words.Count(len(marked), "marked account"), true
		for _, m := range marked {
			on.Accounts = append(on.Accounts, m.Ord)
		}
		slices.Sort(on.Accounts)
	case p.look == asMembers:
		m := &w.members[p.account]
		on.Title, on.Accounts = m.name, []uint32{m.Ord}
	default:
		on.Title, on.Accounts = ofRing(w.named, len(w.members)), w.ring.Members
		if onValue && p.look == asValues {
			on.Value = v.ref
		}
	}
	return on
}

func ofRing(name string, members int) string {
	return "the ring of " + name + ", " + words.Count(members, "account")
}

// Subject implements page.Holder: the ring under the cursor, with all its members.
func (r *Rings) Subject() page.Subject {
	f := r.current()
	if f == nil {
		return page.Subject{}
	}
	return page.Subject{Title: ofRing(words.Who(f.named), len(f.Members)), Accounts: f.Members, Ring: f.named.ID.String()}
}

// Subject implements page.Holder: the account under the cursor, or the value that speaks
// for a link, with the step of the way that it belongs to; at the end that is the last one.
func (p *Path) Subject() page.Subject {
	s := p.stop()
	if s == nil {
		return page.Subject{}
	}
	step := -1
	for i := range p.text.stops[:p.cursor+1] {
		if p.text.stops[i].account != nil {
			step++
		}
	}
	accounts := p.ways.paths[p.at].Accounts
	step = min(step, len(accounts)-2)
	from, to := p.ways.rows[accounts[step]], p.ways.rows[accounts[step+1]]
	on := page.Subject{Link: []model.Untrusted{from.ID.String(), to.ID.String()}}
	if s.account != nil {
		on.Title, on.Accounts = words.Who(*s.account), []uint32{s.account.Ord}
		return on
	}
	on.Title, on.Value = "the link of "+words.Who(from)+" and "+words.Who(to), s.ref
	on.Accounts = []uint32{min(from.Ord, to.Ord), max(from.Ord, to.Ord)}
	return on
}
