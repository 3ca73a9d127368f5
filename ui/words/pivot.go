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

// Alone is the answer to a pivot over a value that links nobody yet.
const Alone = "alone"

// OneHolder says that a value links nobody yet; here, that its holder is the account
// that one came from.
func OneHolder(here bool) string {
	if here {
		return "only this account carries it"
	}
	return "only one account carries it"
}

// Worth says what a value is worth by itself, and how that was found.
func Worth(s *store.Standing) string {
	odds := float64(s.Weight.Odds)
	said := fmt.Sprintf("odds %+.2f that two of its holders are one hand", odds)
	if s.Weight.Pairs > 0 {
		said += ", " + tied(s.Weight)
	}
	said += fmt.Sprintf("; it adds %+.2f bits to a link", s.Adds)
	if prior := s.Adds - odds; s.Adds > 0 && prior > 0 { // 0 is no difference, but the least
		said += fmt.Sprintf(", which less the prior of %.2f is %+.2f", prior, odds)
	}
	// How many hold it is one answer, what else ties them another: links go by both.
	switch {
	case s.Weight.Hub():
		said += "; so it never links alone"
	case s.Answer == store.AnswerHub:
		said += "; so it counts in links all the same"
	}
	return said
}

// tied says how many of a value's pairs of holders other things tie too, be it a chain
// by way of others.
func tied(w evidence.Weight) string {
	return fmt.Sprintf("%d of %s also tied in another way", w.Also, Count(int(w.Pairs), "pair"))
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
