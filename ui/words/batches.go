package words

import (
	"fmt"
	"strings"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
)

// Age puts how long ago something was in the largest unit of which there is one.
func Age(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "now"
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
	return fmt.Sprintf("%s days", Thousands(int(d.Hours()/24)))
}

// Series names several as "ana, bo and cy".
func Series[S ~string](list []S) string {
	all := make([]string, len(list))
	for i, s := range list {
		all[i] = Clean(s)
	}
	if n := len(all); n > 1 {
		return strings.Join(all[:n-1], ", ") + " and " + all[n-1]
	}
	return strings.Join(all, "")
}

// Written says who had the files of a batch written, and when.
func Written(h workflow.Handed) string {
	return "files written by " + Clean(h.By) + ", " + Minute(h.Time) + " UTC"
}

// AppealOutcome says what came of an appeal, and by whom.
func AppealOutcome(a *workflow.Appeal) string {
	if a.Outcome == "" {
		return AppealState(a)
	}
	return AppealState(a) + " by " + Clean(a.Decided.By)
}

// AppealFiled says who objects, since when, and who took it down.
func AppealFiled(a *workflow.Appeal) string {
	from := "from somebody who is not named"
	if strings.TrimSpace(string(a.From)) != "" {
		from = "from " + Clean(a.From)
	}
	if a.Received.Known() {
		from += ", received " + daytime(a.Received)
	}
	return from + "; filed by " + Clean(a.Filed.By) + ", " + Minute(a.Filed.Time) + " UTC"
}

// daytime leaves out the time of day where it is midnight, as that of a day alone is.
func daytime(t model.Time) string {
	if t.UTC().Truncate(24 * time.Hour).Equal(t.UTC()) {
		return Day(t)
	}
	return Minute(t) + " UTC"
}
