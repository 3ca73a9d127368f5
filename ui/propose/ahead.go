package propose

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/model/signal"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/words"
)

// ahead is what there is to know of the accounts before something is proposed.
type ahead struct {
	*store.Preview
	classes   []*class
	refused   []uint32 // that the rules refuse, a second reason or not; ascending
	protected int
}

// class is one thing that stands out, and whom it is about.
type class struct {
	store.Outlier
	key string // tells it from others, as well as can be when other accounts are looked at
}

// newAhead takes a preview. version is the proposal that is to be changed; 0 for none.
func newAhead(v *store.Preview, st *workflow.State, version uint32) *ahead {
	a := &ahead{Preview: v}
	for i := range v.Outliers {
		o := &v.Outliers[i]
		c := &class{Outlier: *o, key: o.Code}
		switch {
		case len(o.Values) > 0:
			c.key += " " + string(o.Values[0])
		case o.Ring != evidence.None:
			c.key += fmt.Sprint(" ", o.Ring)
		}
		for slices.ContainsFunc(a.classes, func(x *class) bool { return x.key == c.key }) {
			c.key += "'"
		}
		a.classes = append(a.classes, c)
	}
	a.classes = append(a.classes, &class{store.Outlier{Code: everybody, Accounts: v.Accounts, Ring: evidence.None}, everybody})
	for _, ord := range v.Accounts {
		if st.Protected(ord) != nil {
			a.protected++
		}
		if !st.Proposable(ord, v.Action, version) {
			a.refused = append(a.refused, ord)
		}
	}
	for i := range v.Evidence {
		explainSignal(&v.Evidence[i])
	}
	return a
}

func not(is func(uint32) bool) func(uint32) bool { return func(ord uint32) bool { return !is(ord) } }

// explainSignal puts beside a signal what it means and what else would look the same.
func explainSignal(e *workflow.Evidence) {
	if e.Kind != "signal" {
		return
	}
	for _, s := range signal.Catalogue() {
		if s.Code == string(e.Value) {
			e.Text, e.Benign = model.Untrusted(s.Title), s.Wrong
			return
		}
	}
}

// leaving is accounts that are left out of the proposal, and what spoke for that.
type leaving struct {
	code     string
	text     string
	accounts []uint32
	key      string
	of       string // key of the row that the cursor was on
}

// kept gives the accounts that are not left out, ascending.
func (p *Page) kept() []uint32 {
	return slices.DeleteFunc(slices.Clone(p.ground.ords), p.isOut)
}

func (p *Page) isOut(ord uint32) bool { return p.out[ord] }

// inside gives the accounts of a class that are still in the proposal.
func (p *Page) inside(c *class) []uint32 {
	return slices.DeleteFunc(slices.Clone(c.Accounts), p.isOut)
}

// toggle leaves out what the cursor is on, or takes it back.
func (p *Page) toggle() tea.Cmd {
	s := p.warnings.current()
	switch {
	case s.left != nil && s.account:
		p.back(s.left, s.ord)
	case s.left != nil:
		p.back(s.left, s.left.accounts...)
	case s.account:
		p.leave(s.class, []uint32{s.ord})
	default:
		p.leave(s.class, p.inside(s.class))
	}
	p.refusal = nil
	p.layOut()
	return tea.Batch(p.look(), p.name())
}

func (p *Page) leave(c *class, ords []uint32) {
	p.leavings++
	l := &leaving{code: c.Code, text: c.Text, accounts: ords, key: fmt.Sprint("left ", p.leavings), of: p.warnings.rows[p.warnings.at].key}
	if i, _ := slices.BinarySearch(c.Accounts, ords[0]); len(ords) == 1 && i < len(c.Each) {
		l.text = words.Clean(c.Each[i])
	}
	for _, ord := range ords {
		p.out[ord] = true
	}
	p.left = append(p.left, l)
	p.warnings.want = l.key
}

// back takes accounts back that were left out.
func (p *Page) back(l *leaving, ords ...uint32) {
	for _, ord := range ords {
		delete(p.out, ord)
	}
	l.accounts = slices.DeleteFunc(slices.Clone(l.accounts), not(p.isOut))
	if len(l.accounts) == 0 {
		p.left = slices.DeleteFunc(p.left, func(x *leaving) bool { return x == l })
		p.warnings.want = l.of
	}
}

// unleavable says why what the cursor is on cannot be left out; "" where it can.
func (p *Page) unleavable() string {
	s := p.warnings.current()
	switch {
	case s.left != nil:
		return ""
	case s.class == nil:
		return "the cursor is on no account"
	case s.class.Code == store.OutlierLeft:
		return "they are not in the proposal"
	case s.class.Code == everybody && !s.account:
		return "that would be everybody; " + p.env.Keys.Key(keys.Open) + " lists them, to leave out one at a time"
	}
	return ""
}
