package words

import (
	"fmt"
	"strings"

	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/store"
)

// Excused says of a ring that an innocent rule explains all of it.
const Excused = "Excused: its members share nothing that a household, a place or a name does not explain."

// Tightly says how densely a ring is linked, how much of that is due to hubs, and
// when it was seen.
func Tightly(r *store.Ring) string {
	s := fmt.Sprintf("%s between members (density %.2f); hubs give %.0f %% of their bits", Count(len(r.Links), "strong link"), r.Density, 100*r.HubShare)
	if r.FirstSeen.Known() {
		s += fmt.Sprintf("; seen %s to %s, %s new in the last 28 days of that", Day(r.FirstSeen), Day(r.LastSeen), Thousands(r.Recent))
	}
	return s + "."
}

// HeldBy says which single links and accounts hold a ring together; name gives an
// account's name, clean.
func HeldBy(r *store.Ring, name func(ord uint32) string) string {
	if len(r.Bridges) == 0 && len(r.Articulation) == 0 {
		return "No single link or account holds it together."
	}
	var parts []string
	if n := len(r.Bridges); n > 0 {
		b := r.Bridges[0]
		parts = append(parts, fmt.Sprintf("%s, the weakest from %s to %s with %.1f bits", Count(n, "bridge"), name(b.A), name(b.B), b.Bits))
	}
	if n := len(r.Articulation); n > 0 {
		parts = append(parts, fmt.Sprintf("%s that parts hang on: %s", Count(n, "account"), some(r.Articulation, 3, name)))
	}
	return "Weak points: " + strings.Join(parts, "; ") + "."
}

// Fallout says what becomes of a ring: how many stay in it, and as what.
func Fallout(f *store.Fallout) string {
	out := 0
	for _, p := range f.Parts {
		out += len(p)
	}
	if out == 0 {
		return "Nothing changes: every member is still in it." + fallen(f)
	}
	return fmt.Sprintf("%s would still be in it, %s would fall out.", Count(len(f.Rest), "account"), Thousands(out)) + fallen(f)
}

// fallen says that what is left would be weaker, and how innocent.
func fallen(f *store.Fallout) string {
	switch {
	case f.After == nil || f.After.Class >= f.Before.Class:
		return ""
	case f.After.Best.Code == evidence.NotCovered:
		return fmt.Sprintf(" It would then be only %s.", f.After.Class)
	}
	return fmt.Sprintf(" It would then be only %s, and %s would explain %.0f %% of it.", f.After.Class, f.After.Best.Code, 100*f.After.Best.Covers)
}

// Part names the accounts of one part that falls out of a ring.
func Part(part []uint32, most int, name func(ord uint32) string) string {
	if len(part) == 1 {
		return "alone: " + name(part[0])
	}
	return fmt.Sprintf("a ring of %s: %s", Thousands(len(part)), some(part, most, name))
}

func some(ords []uint32, most int, name func(ord uint32) string) string {
	var names []string
	for _, o := range ords[:min(len(ords), most)] {
		names = append(names, name(o))
	}
	s := strings.Join(names, ", ")
	if n := len(ords) - most; n > 0 {
		s += " and " + Thousands(n) + " more"
	}
	return s
}

// Explained writes how much of a ring or a link which innocent rule explains, such
// as "agency, 72 %".
func Explained(i evidence.Innocent) string {
	if i.Code == evidence.NotCovered {
		return "none"
	}
	return fmt.Sprintf("%s, %.0f %%", i.Code, 100*i.Covers)
}

// What is said of ways between two accounts.
const (
	NoWay     = "No way of three hops or fewer leads from one to the other."
	WayCut    = "The search was cut short at 250,000 holders: there may be one through very common values."
	WayPublic = "Only via public values: strangers share these."
)

// Alone names the accounts that would be in no ring at all.
func Alone(ords []uint32, most int, name func(ord uint32) string) string {
	if len(ords) == 1 {
		return "alone: " + name(ords[0])
	}
	return fmt.Sprintf("%s alone: %s", Thousands(len(ords)), some(ords, most, name))
}
