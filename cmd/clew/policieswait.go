package main

import (
	"fmt"
	"strings"

	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

// rulesShape acknowledges that rules were set, or wait.
type rulesShape struct {
	actedShape
	Pending bool `json:"pending,omitempty"` // they wait for another person to set the same
}

// acknowledgeRules says what became of rules that somebody set.
func acknowledgeRules(a *app, w *workflow.State, text string, r store.Receipt) error {
	pending, by, _ := w.PendingRules()
	waits := pending == text
	if a.json {
		return a.object(rulesShape{acted(nil, r), waits})
	}
	if !waits {
		said := "The rules are set"
		if r.Applied > 0 && w.Rules().Mark.Entry != r.Entry {
			said = "The rules stay as they are, and nothing waits any more"
		}
		return a.acknowledgeOn(nil, r, said, "these are the rules already")
	}
	if r.Applied == 0 {
		return a.acknowledgeOn(nil, r, "", words.Clean(by.By)+" has set these, and they wait for another person to set the same")
	}
	easier, err := easings(w, text)
	if err != nil {
		return err
	}
	a.indented(0, "This makes deciding easier, so another person must set the same file; it waits, "+entryOf(r)+".", plain)
	for _, l := range easier {
		a.indented(1, l, plain)
	}
	return nil
}

// easings says what rules would make easier, a line for each way that is.
func easings(w *workflow.State, text string) ([]string, error) {
	r, err := workflow.ParseRules(text)
	if err != nil {
		return nil, err
	}
	var ways []string
	actions := map[string][]string{}
	for _, e := range w.Easings(r) {
		way := easing(e)
		if actions[way] == nil {
			ways = append(ways, way)
		}
		actions[way] = append(actions[way], e.Action)
	}
	for i, way := range ways {
		ways[i] = strings.Join(actions[way], ", ") + ": " + way
	}
	return ways, nil
}

func easing(e workflow.Easing) string {
	var said []string
	if e.To.Approvals < e.From.Approvals {
		said = append(said, fmt.Sprintf("%s become %d", words.Count(e.From.Approvals, "approval"), e.To.Approvals))
	}
	switch {
	case e.To.Unsigned >= e.From.Unsigned:
	case e.From.Unsigned == workflow.AllSigned:
		said = append(said, "signatures are not needed any more")
	case e.From.Unsigned != e.From.Approvals || e.To.Unsigned != e.To.Approvals:
		said = append(said, fmt.Sprintf("%s without signatures become %d", words.Count(e.From.Unsigned, "approval"), e.To.Unsigned))
	}
	return strings.Join(said, ", and ")
}

// writeWaiting shows the rules that wait for another person, if any do: what they would make
// easier, and what they would change.
func writeWaiting(a *app, w *workflow.State) error {
	text, by, waits := w.PendingRules()
	if !waits {
		return nil
	}
	easier, err := easings(w, text)
	if err != nil {
		return err
	}
	next, err := workflow.ParseRules(text)
	if err != nil {
		return err
	}
	a.heading("Waiting for another person to set the same")
	a.indented(1, fmt.Sprintf("set by %s on %s, entry %d of the audit log; 'clew policies --waiting' writes the file", words.Clean(by.By), words.Minute(by.Time), by.Entry), a.screen.dim)
	for _, l := range easier {
		a.indented(1, l, plain)
	}
	for _, l := range differences(w.Rules(), next) {
		a.indented(1, l, plain)
	}
	return nil
}

// differences gives the policies that one set of rules has and the other has not, or has
// otherwise; those of old after "-" and those of next after "+".
func differences(old, next *workflow.Rules) (out []string) {
	line := func(sign string, p workflow.Policy, with bool) {
		l := fmt.Sprintf("%s %s: %s", sign, words.Clean(p.ID), policyAsks(p))
		if with {
			l += "; with another text, title or reasons"
		}
		out = append(out, l)
	}
	for _, p := range old.Policies {
		q, stays := next.Policy(p.ID)
		if stays && p.SHA256 == q.SHA256 {
			continue
		}
		line("-", p, false)
		if stays {
			line("+", q, policyAsks(p) == policyAsks(q))
		}
	}
	for _, q := range next.Policies {
		if _, was := old.Policy(q.ID); !was {
			line("+", q, false)
		}
	}
	return out
}
