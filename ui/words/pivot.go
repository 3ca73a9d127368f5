package words

import (
	"fmt"

	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/store"
)

// Answer names the answer to a pivot.
func Answer(a store.Answer) string {
	if a == store.AnswerHub {
		return "hub, suppressed"
	}
	return string(a)
}

// Worth says what a value is worth by itself, and how that was found.
func Worth(s *store.Standing) string {
	said := fmt.Sprintf("odds %+.1f that two of its holders are one hand", s.Weight.Odds)
	if s.Weight.Pairs > 0 {
		said += fmt.Sprintf(", %d of %d pairs tied by more", s.Weight.Also, s.Weight.Pairs)
	}
	return said + fmt.Sprintf("; it adds %+.1f bits to a link", s.Adds)
}

// InnocentValue says the innocent explanation that a value suggests, and what would
// settle it.
func InnocentValue(i evidence.Innocent) string {
	if i.Text == "" {
		return ""
	}
	return Sentence(i.Text) + " To settle it: " + i.Settle + "."
}

// Added says what opening a pivot has brought to a trail.
func Added(accounts, links int) string {
	switch {
	case accounts == 0 && links == 0:
		return "everything is already here"
	case accounts == 0:
		return "no new account, " + Count(links, "new link") + " among those already here"
	}
	return "added " + Count(accounts, "account") + ", " + Count(links, "link")
}
