package sheets

import (
	"cmp"
	"io"
	"slices"
	"strconv"

	"github.com/seed-28a39f10/clew/store/casefile"
)

var accountColumns = []string{"account", "platform", "native_id", "role", "why", "added_by", "added", "state", "score", "username", "display_name", "email",
	"created", "flagged", "first_seen", "last_seen", "ring", "links", "strongest_link", "identifiers", "events", "flags", "signals", "watch_lists", "tags", "facts", "claims",
	"hold", "hold_until", "protected", "cleared", "cleared_because", "other_cases", "masked"}

// classes of links, the weakest first; "" where it was left out.
var classes = []string{"", "weak", "possible", "strong", "certain"}

// Accounts writes accounts.csv: a row for each account. Errors are those of the writer.
func Accounts(w io.Writer, r *casefile.Record) error {
	s := begin(w, r, accountColumns)
	links, strongest := map[casefile.Text]int{}, map[casefile.Text]int{}
	for i := range r.Links {
		l := &r.Links[i]
		class := max(0, slices.Index(classes, l.Class))
		for _, id := range []casefile.Text{l.A, l.B} {
			if id != "" {
				links[id]++
				strongest[id] = max(strongest[id], class)
			}
		}
	}
	for i := range r.Accounts {
		a := &r.Accounts[i]
		s.texts(a.ID)
		s.strings(a.Platform)
		s.texts(a.NativeID)
		s.strings(a.Role)
		s.texts(a.Why)
		s.strings(a.Added.By)
		s.times(a.Added.Time)
		s.strings(a.State, score(a))
		s.value("username", a.Username)
		s.texts(a.DisplayName)
		s.value("email", a.Email)
		s.times(a.CreatedAt, a.FlaggedAt, a.FirstSeen, a.LastSeen)
		s.texts(a.Ring)
		s.numbers(links[a.ID])
		s.strings(classes[strongest[a.ID]])
		s.numbers(len(a.Identifiers), a.EventCount)
		var flags, watch, facts, claims []casefile.Text
		var signals []string
		for _, f := range a.Flags {
			flags = append(flags, label(f.Source, f.Reason))
		}
		for _, g := range a.Signals {
			signals = append(signals, g.Code)
		}
		for _, h := range a.Watch {
			watch = append(watch, label(h.List, casefile.Text(h.Stance)))
		}
		for _, f := range a.Facts {
			if fact := label(casefile.Text(f.Field), f.Value); f.Claimed {
				claims = append(claims, fact)
			} else {
				facts = append(facts, fact)
			}
		}
		list(s, flags)
		list(s, slices.Compact(slices.Sorted(slices.Values(signals))))
		list(s, watch)
		list(s, a.Tags)
		list(s, facts)
		list(s, claims)
		hold, until, protected, cleared, because := casefile.Text(""), casefile.Time{}, casefile.Text(""), "", casefile.Text("")
		if h := a.Hold; h != nil {
			hold, until = cmp.Or(label(casefile.Text(h.Kind), h.Why), "yes"), h.Until
		}
		if p := a.Protection; p != nil {
			protected = cmp.Or(p.Why, "yes")
		}
		if d := a.Dismissed; d != nil {
			cleared, because = cmp.Or(d.Outcome, "yes"), d.Why
		}
		s.texts(hold)
		s.times(until)
		s.texts(protected)
		s.strings(cleared)
		s.texts(because)
		s.numbers(a.OtherCases)
		s.yes(a.Masked)
		s.end()
	}
	return s.End()
}

// score gives the score, empty where there is none: one of 0 has rows that come to it.
func score(a *casefile.Account) string {
	if a.Score == 0 && len(a.ScoreRows) == 0 {
		return ""
	}
	return strconv.FormatFloat(a.Score, 'f', -1, 64)
}

// label gives "what: text", or the one of the two that there is.
func label(what, text casefile.Text) casefile.Text {
	if what == "" || text == "" {
		return what + text
	}
	return what + ": " + text
}
