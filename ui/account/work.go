package account

import (
	"fmt"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// work is where the account stands in the work, a line for each thing that is to be known.
type work []workLine

// workLine is one such thing, and where more of it is shown.
type workLine struct {
	label string
	role  theme.Role
	said  string // clean
	place page.Place
}

// workOn reads where an account stands.
func workOn(st *workflow.State, ord uint32, now model.Time) work {
	var w work
	add := func(label string, role theme.Role, said string, place page.Place) {
		w = append(w, workLine{label, role, said, place})
	}
	number := func(name page.Name, id uint32) page.Place {
		return page.Place{Page: name, Ref: model.Untrusted(fmt.Sprint(id))}
	}
	cell := st.Cell(ord)
	if c := st.ClaimOf(workflow.Job{Kind: workflow.OnAccountJob, ID: ord}, now); c != nil {
		add("claimed", theme.Info, words.AtWork(c), page.Place{})
	}
	if h := cell.Hold; h != nil {
		add("hold", theme.Warn, words.HeldLine(h), page.Place{})
	}
	if p := st.Protected(ord); p != nil {
		add("protected", theme.Warn, words.ProtectedLine(p), page.Place{})
	}
	if p := st.Proposal(cell.Proposal); p != nil {
		add("proposal", theme.Plain, words.ProposalLine(p), number(page.Review, p.ID))
	}
	if b := st.Batch(cell.Batch); b != nil {
		add("batch", theme.Plain, words.BatchOf(b, ord), number(page.Batch, b.ID))
	}
	if a := st.Appeal(cell.Appeal); a != nil {
		add("appeal", theme.Warn, words.AppealLine(a), page.Place{Page: page.Batches})
	}
	if cell.Status == workflow.Dismissed {
		add("dismissed", theme.Plain, words.DismissedLine(&cell), page.Place{})
	}
	for _, id := range st.CasesOf(ord) {
		c := st.Case(id)
		add(fmt.Sprint("case ", id), theme.Plain, words.MemberOf(c, ord), number(page.Case, id))
	}
	return w
}

func (w work) entries() []entry {
	if len(w) == 0 {
		return nil
	}
	list := []entry{heading("WORK", "")}
	for _, l := range w {
		e := entry{place: l.place, values: []value{{l.label, model.Untrusted(l.said), ""}}}
		e.lines = wrapped(labelWidth+2, draw.T(theme.Dim, text.Fit(l.label, labelWidth)+"  ").Add(l.role, l.said))
		list = append(list, e)
	}
	return list
}
