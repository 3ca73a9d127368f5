package words

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/store"
)

// Strength says how strong a link is, for people who think in chances. Where somebody's
// word counts instead there is no chance: it would say the opposite of the word.
func Strength(k *store.Link) string {
	switch {
	case overruled(k.Verdict):
		return fmt.Sprintf("%+.1f bits by what they share; a verdict counts instead", k.Bits)
	case !k.Tied():
		return "nothing that they share ties them"
	}
	return fmt.Sprintf("%+.1f bits, %s that one hand runs both", k.Bits, Chance(k.Probability()))
}

// LinkChance is the chance that one hand runs both, "" where somebody's word counts instead
// and where nothing speaks for it.
func LinkChance(k *store.Link) string {
	if overruled(k.Verdict) || !k.Tied() {
		return ""
	}
	return Chance(k.Probability())
}

func overruled(v evidence.Verdict) bool {
	return v == evidence.SameHand || v == evidence.NotSame || v == evidence.Facilitator
}

// Chance writes a probability without claiming to be certain.
func Chance(p float64) string {
	switch {
	case p > .9995:
		return "over 99.9 %"
	case p > .99:
		return fmt.Sprintf("%.1f %%", 100*p)
	case p < .005:
		return "under 1 %"
	}
	return Percent(p)
}

// Verdict says what an analyst said of a link, "" for nothing.
func Verdict(v evidence.Verdict) string {
	return map[evidence.Verdict]string{evidence.SameHand: "the same operator", evidence.NotSame: "not the same operator",
		evidence.Unclear: "unclear", evidence.Facilitator: "one helps the other"}[v]
}

// Judged says who said what of a link, and why.
func Judged(j *store.Judged) string {
	said := Clean(j.By) + " says: " + Verdict(j.Verdict)
	if j.Why != "" {
		said += ", " + Clean(j.Why)
	}
	return said
}

// Prior says what the first row of a link's sum stands for.
const Prior = "before anything is known of the two"

// Evidence says how a row of a link comes to its bits.
func Evidence(k *store.Link, e store.Evidence) string {
	var parts []string
	switch {
	case e.Ignored:
		return "ignored"
	case e.Part == 0 && e.Within:
		return "follows from " + Clean(e.SameAs)
	case e.Part == 0 && e.SameAs != "":
		return "comes with " + Clean(e.SameAs) + ", counted once"
	case e.Part == 0:
		return "counted with the persona"
	}
	if e.Note != "" {
		parts = append(parts, e.Note)
	}
	if e.Hub {
		parts = append(parts, "hub")
	}
	if e.Number != evidence.None {
		parts = append(parts, tied(e.Weight), oddsOf(k, e))
	}
	if e.Part < 1 && e.Full > 0 {
		parts = append(parts, fmt.Sprintf("again %s, counted %g", e.Value.Kind.Family(), e.Part))
	}
	if e.Full*e.Part-e.Bits > .005 {
		parts = append(parts, fmt.Sprintf("%s adds at most %d", e.Value.Kind.Family(), evidence.FamilyMost))
	}
	return strings.Join(parts, ", ")
}

// oddsOf says the odds that a row counts with: its value's own, or less where the value is
// one of several of a place, or may be taken from whom it belongs to.
func oddsOf(k *store.Link, e store.Evidence) string {
	odds := float64(e.Weight.Odds)
	for _, p := range k.Places {
		if slices.Contains(p.Values, e.Number) {
			return fmt.Sprintf("one place of %d, odds %+.1f", p.Holders, min(odds, p.Odds))
		}
	}
	if e.Full > 0 && odds-k.Prior-e.Full > .005 {
		return fmt.Sprintf("odds %+.1f, counted as %+.1f: it may be taken from its owner", odds, k.Prior+e.Full)
	}
	return fmt.Sprintf("odds %+.1f", odds)
}

// Innocent says the best innocent explanation, how much it would explain and what
// would settle it.
func Innocent(i evidence.Innocent) string {
	said := "Innocent? " + Sentence(i.Text)
	if i.Code != evidence.NotCovered {
		said += fmt.Sprintf(" That would explain %s of the evidence.", Percent(i.Covers))
	}
	return said + " To settle it: " + i.Settle + "."
}

// Listed says how a value met a watch list, and the listed value where that does not
// say it.
func Listed(h store.WatchHit) string {
	s := Clean(h.How)
	if listed := string(h.Hit.Value); h.Hit.Value != h.Value && !strings.Contains(h.How, listed) {
		s += ": " + Clean(listed)
	}
	return s
}
