package store

import (
	"slices"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/model/workflow"
)

// Judged is the verdict on a link as it stands in the log.
type Judged = workflow.Judged

// Ignored is a value that counts for nothing, as it stands in the log.
type Ignored = workflow.Ignored

// verbRings is the entry in which an import, or a verdict, says what became of
// the rings; see Relink.
const verbRings = "rings"

// found notes the accounts that name rings, in the order in which they first did.
func (s *state) found(ords []uint32) {
	for _, ord := range ords {
		if !slices.Contains(s.founders, ord) {
			s.founders = append(slices.Clip(s.founders), ord)
		}
	}
}

// config gives the weights; those of the log have been read once already.
func (s *state) config() evidence.Config {
	c, err := ParseWeights(s.flow.Weights())
	if err != nil {
		return evidence.DefaultConfig() // written by a newer version
	}
	return c
}

// ignored lists the values that count for nothing at a time.
func (s *state) ignored(now model.Time) []Ignored {
	var all []Ignored
	for _, i := range s.flow.IgnoredValues(now) {
		all = append(all, *i)
	}
	return all
}
