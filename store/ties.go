package store

import (
	"context"
	"slices"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/model/signal"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store/base"
)

// Ties is what the strong links of an account to others that were found bad say of it. It
// stands beside the score and is not in it; package signal says why. An account is found bad
// that a source or a bad list has flagged, or against which a suspension or termination that
// was decided here is in force, unless people have cleared it.
type Ties struct {
	Found   int // accounts found bad that it is strongly linked to
	Decided int // of these, those against which a decision is in force
	Cleared int // accounts that it is strongly linked to, and that people have cleared
	Excused int // accounts found bad of a ring with it that an innocent rule explains whole: they are in none of the above

	Best    uint32  // of Found the one that says most; evidence.None for none
	Link    float64 // probability that one hand runs it too
	Bad     float64 // how sure it is that it is bad
	Suspect bool    // it is flagged, and nothing that was decided about it is in force
	Bits    float64 // what that would add to the score
	Score   uint8   // what the score would be
}

// Ties says what the links of an account to others say of it, or nil where they say nothing.
// The account is one as DB.Account gives it.
func (l *Links) Ties(ctx context.Context, a *Account) (*Ties, error) {
	if int(a.Ord) >= l.Len() {
		return nil, nil
	}
	linked := slices.DeleteFunc(l.view.Links(a.Ord, nil), func(k *evidence.Link) bool { return k.Class < evidence.Strong })
	if len(linked) == 0 {
		return nil, nil
	}
	ring := l.view.RingOf(a.Ord, nil)
	t := &Ties{Best: evidence.None}
	err := l.db.viewListed(ctx, len(linked), func(g *generation, st *state, d *derived) error {
		x, err := newExaminer(g, st.watch, dawn, false)
		if err != nil {
			return err
		}
		best := 0.0
		for _, k := range linked {
			flag, flagged, err := x.flagged(k.B, d)
			if err != nil {
				return err
			}
			innocent, err := g.cleared(k.B, st.flow)
			if err != nil {
				return err
			}
			decided := inForce(st.flow, k.B)
			switch {
			case innocent:
				t.Cleared++
				continue
			case !flagged && !decided:
				continue
			case ring != nil && ring.Excused && l.view.Name(k.B) == l.view.Name(a.Ord):
				t.Excused++
				continue
			}
			t.Found++
			if decided {
				t.Decided++
			}
			link, bad := k.Probability(), signal.Found(flag, decided)
			if k.Verdict == evidence.SameHand { // its bits are what the data says
				link = max(link, l.view.Config.Certain)
			}
			if tie := link * bad; tie > best { // of equal ones the first, which no order of imports changes
				best, t.Best, t.Link, t.Bad, t.Suspect = tie, k.B, link, bad, !decided
			}
		}
		t.Bits, t.Score = signal.Beside(a.ScoreRows, best)
		return ctx.Err()
	})
	if err != nil || t.Found+t.Cleared+t.Excused == 0 {
		return nil, err
	}
	return t, nil
}

// flagged gives the greatest score of an account's flags, 0 where no flag has one, and whether
// it has any. d may be nil.
func (x *examiner) flagged(ord uint32, d *derived) (score uint8, flagged bool, err error) {
	n, err := x.g.base.Cell(base.ColFlags, ord)
	if err != nil {
		return 0, false, err
	}
	top, err := x.g.base.Cell(base.ColScore, ord) // ten times as much
	if err != nil {
		return 0, false, err
	}
	if n > 0 || d != nil || x.set == nil {
		return uint8(top / 10), n > 0 || d != nil && d.flagged != nil && d.flagged.Contains(ord), nil
	}
	a, events, err := x.account(ord)
	if err != nil {
		return 0, false, err
	}
	var f facts
	x.match(&f, &a, events)
	return 0, len(f.flags) > 0, nil
}

// inForce reports whether what was decided here, and would not be decided about an honest
// account, is in force against one.
func inForce(flow *workflow.State, ord uint32) bool {
	in := flow.Cell(ord).InForce
	return slices.Contains(in, "suspend") || slices.Contains(in, "terminate")
}

// cleared reports whether people have said of an account that it is not bad: a decision against
// it was overturned or taken back, it was dismissed, or somebody has called it a victim or benign.
func (g *generation) cleared(ord uint32, flow *workflow.State) (bool, error) {
	switch c := flow.Cell(ord); c.Status {
	case workflow.Dismissed, workflow.Overturned, workflow.Reinstated:
		return true, nil
	}
	for _, tag := range []string{tagVictim, tagBenign} {
		if slices.Contains(flow.Tags(ord), tag) {
			return true, nil
		}
	}
	for _, id := range flow.CasesOf(ord) {
		for _, m := range flow.Case(id).Members {
			if m.Ord == ord && m.Role == "victim" {
				return true, nil
			}
		}
	}
	a, err := g.base.Account(ord)
	if err != nil {
		return false, err
	}
	return slices.Contains(a.Tags, model.Untrusted(tagVictim)) || slices.Contains(a.Tags, model.Untrusted(tagBenign)), nil
}
