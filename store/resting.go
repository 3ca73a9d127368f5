package store

import (
	"cmp"
	"slices"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/model/workflow"
)

// Resting says of a proposal whose action can still be stopped what it would lose if
// something did not count.
type Resting struct {
	Proposal uint32
	Action   string
	Stage    workflow.Status   // Proposed, Approved, or Batched: sealed, and not handed off
	Of       int               // its accounts at that stage
	Untied   []uint32          // of these, those that would have no strong link left to anybody, ascending
	Apart    []uint32          // of these, members of the ring that would be in another one, ascending
	Names    []model.Untrusted // what it gives as evidence of what would not count, as it was asked for
}

// pending finds the proposals of which an action can still be stopped, and says how many
// accounts wait for one. Other is the links as they would be, values what would not count,
// each under the name that it was asked for by. It is about all of the investigation: a value
// that is wrong is wrong in other rings too.
func (f *Fallout) pending(l, other *Links, values map[model.Untrusted]workflow.Evidence) error {
	type stage struct {
		proposal uint32
		status   workflow.Status
	}
	apart := map[uint32]bool{}
	for _, part := range f.Parts {
		for _, ord := range part {
			apart[ord] = true
		}
	}
	return l.db.view(func(_ *generation, st *state) error {
		by := map[stage]*Resting{}
		for ord, c := range st.flow.Worked {
			if int(ord) >= l.Len() || !stoppable(st.flow, c) {
				continue
			}
			f.Pending++
			at := stage{c.Proposal, c.Status}
			r := by[at]
			if r == nil {
				p := st.flow.Proposal(c.Proposal)
				r = &Resting{Proposal: c.Proposal, Action: p.Terms.Action, Stage: c.Status}
				for name, v := range values {
					if slices.ContainsFunc(p.Terms.Evidence, func(e workflow.Evidence) bool { return e.Kind == v.Kind && e.Value == v.Value }) {
						r.Names = append(r.Names, name)
					}
				}
				slices.Sort(r.Names)
				by[at] = r
			}
			r.Of++
			switch tied := other.view.Name(ord) != evidence.None; {
			case !tied && l.view.Name(ord) != evidence.None:
				r.Untied = append(r.Untied, ord)
			case tied && apart[ord]:
				r.Apart = append(r.Apart, ord)
			}
		}
		for _, r := range by {
			if len(r.Untied)+len(r.Apart)+len(r.Names) > 0 {
				slices.Sort(r.Untied)
				slices.Sort(r.Apart)
				f.Resting = append(f.Resting, r)
			}
		}
		slices.SortFunc(f.Resting, func(a, b *Resting) int {
			return cmp.Or(cmp.Compare(a.Proposal, b.Proposal), cmp.Compare(stages[a.Stage], stages[b.Stage]))
		})
		return nil
	})
}

// stages orders the states in which an action can still be stopped.
var stages = map[workflow.Status]int{workflow.Proposed: 1, workflow.Approved: 2, workflow.Batched: 3}

// stoppable reports whether an account waits for an action against it that has not been handed off.
func stoppable(flow *workflow.State, c *workflow.Cell) bool {
	if stages[c.Status] == 0 {
		return false
	}
	if b := flow.Batch(c.Batch); c.Status == workflow.Batched && (b == nil || b.Action == workflow.Reinstate) {
		return false
	}
	p := flow.Proposal(c.Proposal)
	return p != nil && workflow.External(p.Terms.Action)
}
