package words

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
)

// Excused says of a ring that an innocent rule explains all of it.
const Excused = "Excused: its members share nothing that a household, a place or a name does not explain."

// NoRing says of an account that it is in none.
const NoRing = "the account is in no ring"

// Tightly says how densely a ring is linked, how much of that is due to hubs, and
// when it was seen.
func Tightly(r *store.Ring) string {
	s := fmt.Sprintf("%s between members (density %.2f); hubs give %s of their bits", Count(len(r.Links), "strong link"), r.Density, Percent(r.HubShare))
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
		by := fmt.Sprintf("with %.1f bits", b.Bits)
		if b.Bits == evidence.SameBits {
			by = "by a verdict"
		}
		parts = append(parts, fmt.Sprintf("%s, the weakest from %s to %s %s", Count(n, "bridge"), name(b.A), name(b.B), by))
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
	if len(f.Rest) == 1 { // one account is no ring that others could fall out of
		return "The account asked about would fall out, and be in no ring."
	}
	return fmt.Sprintf("%s would still be in it, %s would fall out.", Count(len(f.Rest), "account"), Thousands(out)) + fallen(f)
}

// Tersely says what becomes of a ring and of what is pending, in figures alone.
func Tersely(f *store.Fallout) string {
	out := 0
	for _, p := range f.Parts {
		out += len(p)
	}
	said := fmt.Sprintf("%s stay, %s fall out", Thousands(len(f.Rest)), Thousands(out))
	if out > 0 && len(f.Rest) == 1 {
		said = "the account asked about falls out"
	}
	switch lost, _, losing, naming := losses(f); {
	case losing != nil:
		said += fmt.Sprintf("; %s pending would not stand", Thousands(lost))
	case naming != nil:
		said += "; evidence of pending " + proposals(naming)
	}
	return said
}

// StillCounts says of how many members other files tell too than those that are left out, so
// that leaving these out changes nothing of them; "" where there are none.
func StillCounts(f *store.Fallout) string {
	if f.Shared == 0 {
		return ""
	}
	return fmt.Sprintf("Of %s other files tell too: all their values still count, those too that this file gave them.", Count(f.Shared, "member"))
}

// Looser says how densely linked is what would be left of a ring, beside how it is
// now; "" where that would not change, or nothing would be left.
func Looser(f *store.Fallout) string {
	if f.After == nil || len(f.After.Links) == len(f.Before.Links) {
		return ""
	}
	said := fmt.Sprintf(" %s of its %s would be left", Thousands(len(f.After.Links)), Count(len(f.Before.Links), "strong link"))
	if was, is := fmt.Sprintf("%.2f", f.Before.Density), fmt.Sprintf("%.2f", f.After.Density); was != is {
		said += " (density " + is + " instead of " + was + ")"
	}
	return said + "."
}

// fallen says that what is left would be weaker, and how innocent.
func fallen(f *store.Fallout) string {
	switch {
	case f.After == nil || f.After.Class >= f.Before.Class:
		return ""
	case f.After.Best.Code == evidence.NotCovered:
		return fmt.Sprintf(" It would then be only %s.", f.After.Class)
	}
	return fmt.Sprintf(" It would then be only %s, and %s would explain %s of it.", f.After.Class, f.After.Best.Code, Percent(f.After.Best.Covers))
}

// Pending says in one sentence how many of the accounts that wait for an action would no
// longer stand on their links, and in which proposals; "" where none waits.
func Pending(f *store.Fallout) string {
	switch {
	case f.Pending == 0:
		return ""
	case len(f.Resting) == 0:
		return "No pending proposal would lose anything."
	}
	lost, of, losing, naming := losses(f)
	if losing == nil {
		return "It is evidence of pending " + proposals(naming) + "."
	}
	return fmt.Sprintf("%s of %s pending in %s would no longer stand.", Thousands(lost), Count(of, "account"), proposals(losing))
}

// losses counts the accounts that pending proposals would lose, and all that wait in these; it
// names the proposals, and those that lose none and give something as evidence.
func losses(f *store.Fallout) (lost, of int, losing, naming []uint32) {
	add := func(to []uint32, id uint32) []uint32 { return slices.Compact(append(to, id)) } // they come in order
	for _, r := range f.Resting {
		if n := len(r.Untied) + len(r.Apart); n > 0 {
			lost, of, losing = lost+n, of+r.Of, add(losing, r.Proposal)
		} else {
			naming = add(naming, r.Proposal)
		}
	}
	return lost, of, losing, naming
}

// proposals names some, at most three of them.
func proposals(ids []uint32) string {
	noun := "proposals "
	if len(ids) == 1 {
		noun = "proposal "
	}
	return noun + some(ids, 3, func(id uint32) string { return fmt.Sprint(id) })
}

// Resting says of one proposal what it would lose, of accounts at most so many by name.
func Resting(r *store.Resting, names int, name func(ord uint32) string) string {
	stage := "in review"
	switch r.Stage {
	case workflow.Approved:
		stage = "approved"
	case workflow.Batched:
		stage = "sealed, not handed off"
	}
	said := fmt.Sprintf("proposal %d (%s, %s): ", r.Proposal, Clean(r.Action), stage)
	var parts []string
	lost := func(ords []uint32, what string) {
		if len(ords) == 0 {
			return
		}
		part := fmt.Sprintf("%s of %s %s", Thousands(len(ords)), Count(r.Of, "account"), what)
		if names > 0 {
			part += " (" + some(ords, names, name) + ")"
		}
		parts = append(parts, part)
	}
	lost(r.Untied, "would have no strong link left")
	lost(r.Apart, "would be in another ring")
	if len(r.Names) > 0 {
		var refs []string
		for _, ref := range r.Names {
			refs = append(refs, Clean(ref))
		}
		parts = append(parts, "it gives "+strings.Join(refs, ", ")+" as evidence")
	}
	return said + strings.Join(parts, "; ")
}

// Parts names who falls out of a ring: at most so many parts that would be rings of
// their own, then those who would be in none, of each at most so many names.
func Parts(f *store.Fallout, parts, names int, name func(ord uint32) string) []string {
	var said []string
	var alone []uint32
	rings := 0
	for _, part := range f.Parts {
		if len(part) == 1 {
			alone = append(alone, part[0])
		} else if rings++; rings <= parts {
			said = append(said, fmt.Sprintf("a ring of %s: %s", Thousands(len(part)), some(part, names, name)))
		}
	}
	if rings > parts {
		said = append(said, "and "+Count(rings-parts, "more ring"))
	}
	switch len(alone) {
	case 0:
		return said
	case 1:
		return append(said, "alone: "+name(alone[0]))
	}
	return append(said, fmt.Sprintf("%s alone: %s", Thousands(len(alone)), some(alone, names, name)))
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
	return i.Code + ", " + Percent(i.Covers)
}

// What is said of ways between two accounts.
const (
	NoWay      = "No way of three hops or fewer leads from one to the other."
	WayCut     = "The search was cut short at 250,000 holders: there may be one through very common values."
	OneAccount = "these are one account"
	WayPublic  = "Only via public values: strangers share these."
)
