package words

import (
	"fmt"

	"github.com/seed-28a39f10/clew/model/workflow"
)

// GivenOut says how often the case file of a case was given out and what is known of the last
// time, as what follows "given out"; "" where it never was.
func GivenOut(list []workflow.Given) string {
	if len(list) == 0 {
		return ""
	}
	last := &list[len(list)-1]
	said := "once, by "
	if n := len(list); n > 1 {
		said = Thousands(n) + " times, last by "
	}
	said += Clean(last.By) + " on " + Day(last.Time) + ", " + Clean(last.Profile)
	if last.SignedBy != "" {
		said += ", signed by " + Clean(last.SignedBy)
	}
	if last.To != "" {
		said += ", to " + Clean(last.To)
	}
	return said
}

// ReceivedFrom says where a case came from, as what follows "from".
func ReceivedFrom(r *workflow.Received) string {
	return fmt.Sprintf("investigation %s, case %d", Clean(r.Investigation[:min(len(r.Investigation), 8)]), r.Case)
}
