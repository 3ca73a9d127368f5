package words

import (
	"fmt"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
)

// Did says what an action has done to n things.
func Did(a model.Action, n int) string {
	accounts := Count(n, "account")
	switch a := a.(type) {
	case workflow.AddNote:
		return "noted"
	case workflow.SetTag:
		if a.Remove {
			return "took the tag " + Clean(a.Tag) + " off " + accounts
		}
		return "tagged " + accounts + " " + Clean(a.Tag)
	case workflow.JudgeLink:
		if a.Verdict == "" {
			return "took the verdict back"
		}
		return "judged the link"
	case workflow.Claim:
		return "claimed"
	case workflow.Release:
		return "given back"
	case workflow.Dismiss:
		return "dismissed " + accounts + ": " + Clean(a.As)
	case workflow.Reopen:
		return "took up " + accounts + " again"
	case workflow.Hold:
		return "holding " + accounts + ": " + Clean(a.Kind)
	case workflow.Unhold:
		return "released " + accounts
	case workflow.Reveal:
		return "revealed " + accounts + " to you"
	case workflow.OpenCase:
		return "began the case " + Clean(a.Title)
	case workflow.GiveOut:
		return fmt.Sprintf("gave out the case file of case %d", a.ID)
	case workflow.ReceiveCase:
		return "received the case " + Clean(a.Title)
	case workflow.EditCase:
		switch h := a.Set.Hold; {
		case h != nil && h.Kind == "":
			return fmt.Sprintf("released case %d", a.ID)
		case h != nil:
			return fmt.Sprintf("holding case %d: %s", a.ID, Clean(h.Kind))
		}
		return fmt.Sprintf("changed case %d", a.ID)
	case workflow.SetMembers:
		if a.Remove {
			return fmt.Sprintf("took %s out of case %d", accounts, a.ID)
		}
		return fmt.Sprintf("%s in case %d", accounts, a.ID)
	case workflow.SetValues:
		return fmt.Sprintf("the values of case %d have changed", a.ID)
	case workflow.RecordTrail:
		return fmt.Sprintf("the trail is kept with case %d", a.ID)
	case workflow.Propose:
		return "proposed " + accounts + "; another person decides"
	case workflow.EditProposal:
		return fmt.Sprintf("proposal %d has a new version", a.ID)
	case workflow.Withdraw:
		return fmt.Sprintf("proposal %d is withdrawn", a.ID)
	case workflow.Approve:
		return fmt.Sprintf("approved proposal %d", a.ID)
	case workflow.Return:
		return fmt.Sprintf("returned proposal %d", a.ID)
	case workflow.Retract:
		return fmt.Sprintf("your verdict on proposal %d is taken back", a.ID)
	case workflow.Skip:
		return "passed by; it does not come back to you in this round"
	case workflow.Snooze:
		return "put off"
	case workflow.Seal:
		return "sealed a batch of " + accounts
	case workflow.HandOff:
		return fmt.Sprintf("batch %d is handed off", a.ID)
	case workflow.Confirm:
		return fmt.Sprintf("%s of batch %d confirmed", accounts, a.ID)
	case workflow.Reverse:
		return fmt.Sprintf("batch %d is reversed for %s: a batch that has to go outside, as it did", a.Reverses, accounts)
	case workflow.FileAppeal:
		return "the appeal is filed"
	case workflow.DecideAppeal:
		return fmt.Sprintf("appeal %d is decided: %s", a.ID, Clean(a.Outcome))
	case workflow.DrawSample:
		return "drew decisions for a second look"
	case workflow.Assess:
		if a.Agrees {
			return fmt.Sprintf("second look %d agrees", a.ID)
		}
		return fmt.Sprintf("second look %d disagrees", a.ID)
	case workflow.Undo:
		return "taken back"
	case workflow.Redo:
		return "done again"
	}
	return "done"
}

// steps says of each verb what a person did with it.
var steps = map[string]string{
	"note": "wrote a note", "tag": "put a tag on %s", "untag": "took a tag off %s", "judge": "said a verdict on a link",
	"ignore": "had a value count for nothing", "unignore": "had a value count again", "weights": "set the weights",
	"propose": "made %v about %s", "edit": "changed %v", "approve": "approved %v", "return": "returned %v",
	"claim": "claimed %s", "release": "gave %s back", "skip": "passed by %v", "snooze": "put off %v",
	"dismiss": "dismissed %s as %v", "reopen": "took up %s again", "hold": "put %s on hold: %v", "unhold": "released %s from hold",
	"protect": "protected %s", "expose": "took %s off the list of protected ones", "seal": "sealed %v of %s", "decide": "decided %v",
	"case": "began %v", "case-edit": "changed %v", "members": "changed who is in %v", "values": "changed the values of %v", "trail": "kept a trail with %v",
	"assess": "assessed %v", "masking": "set what is masked",
}

// Step says what a person did, such as "you put a tag on 12 accounts".
func Step(s workflow.Step) string {
	form, ok := steps[s.Verb]
	if !ok {
		form = s.Verb
	}
	var b []byte
	for i := 0; i < len(form); i++ {
		if form[i] != '%' || i+1 == len(form) {
			b = append(b, form[i])
			continue
		}
		i++
		switch {
		case form[i] == 'v':
			b = append(b, Clean(s.Value)...)
		case len(s.Subjects) > 0:
			b = append(b, Count(len(s.Subjects), "account")...)
		default:
			b = append(b, Clean(s.Value)...)
		}
	}
	return "you " + string(b)
}
