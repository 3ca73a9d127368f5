package words

import (
	"fmt"
	"math"
	"time"

	"github.com/seed-28a39f10/clew/model/workflow"
)

// stages says what waits in each stage, and what there it is that waits.
var stages = map[workflow.Stage][2]string{
	workflow.StageReview:     {"in review", "proposal"},
	workflow.StageReturned:   {"returned to their proposer", "account"},
	workflow.StageApproved:   {"approved, not sealed", "account"},
	workflow.StageBatched:    {"sealed, not handed off", "account"},
	workflow.StageHandedOff:  {"handed off, no word yet", "account"},
	workflow.StageFailed:     {"failed, to be sealed again", "account"},
	workflow.StageAppeal:     {"appealed, not decided", "appeal"},
	workflow.StageOverturned: {"overturned, not reinstated", "account"},
	workflow.StageHold:       {"on hold past the date", "account"},
	workflow.StageCase:       {"past the follow-up date", "case"},
	workflow.StageSecondLook: {"drawn for a second look", "decision"},
}

// Stage says what waits in a stage.
func Stage(s workflow.Stage) string { return stages[s][0] }

// Waiting says how many things wait, such as "3 proposals".
func Waiting(w workflow.Wait) string { return Count(w.Count, stages[w.Stage][1]) }

// Waited says how long things have waited; "" where nothing does.
func Waited(a workflow.Ages) string {
	switch a.Count {
	case 0:
		return ""
	case 1:
		return "for " + Lasted(a.Oldest)
	}
	return "oldest " + Lasted(a.Oldest) + ", median " + Lasted(a.Median)
}

// Lasted puts a length of time in the largest unit of which there is one.
func Lasted(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "under 1 min"
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
	return Count(int(d.Hours()/24), "day")
}

// Share says a part of a whole with the interval of its rate; none says that there is no
// whole.
func Share(s workflow.Share, none string) string {
	if s.Of == 0 {
		return none
	}
	return fmt.Sprintf("%s of %s, %s (95 %%: %s)", Thousands(s.Part), Thousands(s.Of), Percent(s.Rate()), Interval(s))
}

// Interval says in which interval a rate lies, such as "60 to 98 %". It is rounded outwards,
// so that it never looks narrower than it is.
func Interval(s workflow.Share) string {
	return fmt.Sprintf("%.0f to %.0f %%", math.Floor(100*s.Low), math.Ceil(100*s.High))
}

// Drawn says how a sample was drawn in an entry of the log, so that anybody can draw it again.
func Drawn(log string, entry uint64, seed string) string {
	return fmt.Sprintf("The seed %s was random, and nobody could know it before. Drawn were, of the decisions that were not drawn before, those with the lowest SHA-256 of six lines: \"clew sample v2\", %s, %d, the seed, the number of the proposal, and its hash. Clew draws again whenever it reads the log, and a draw that is another counts for nothing. Only whoever draws could have tried several seeds: have it done by somebody whose own decisions it is not about.",
		Clean(seed), Clean(log), entry)
}

// QueueName names a queue.
func QueueName(q workflow.Queue) string {
	switch {
	case !q.Cases:
		return "policy " + Clean(q.Name)
	case q.Name == "":
		return "cases in no queue"
	}
	return "cases in " + Clean(q.Name)
}

// SecondLook says what a second look came to.
func SecondLook(x *workflow.Sampled) string {
	if x.Agrees {
		return "agrees" + Because(x.Note)
	}
	return "disagrees" + Because(x.Note)
}
