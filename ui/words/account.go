package words

import (
	"fmt"
	"slices"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/signal"
	"github.com/seed-28a39f10/clew/store"
)

// Origin says where a signal is from and how severe it is.
func Origin(computed bool, severity uint8) string {
	from := "from the data"
	if computed {
		from = "computed"
	}
	if severity > 0 {
		from += fmt.Sprintf(", severity %d of 3", severity)
	}
	return from
}

// FlaggedBy says who raised a flag and when; listed says that a watch list did.
func FlaggedBy(f model.Flag, listed bool) string {
	by := "by " + Clean(f.Source)
	if f.Source == "" {
		by = "by a source without a name"
	}
	if listed {
		by += " (a watch list)"
	}
	if f.Time.Known() {
		by += ", " + Minute(f.Time) + " UTC"
	}
	return by
}

// Standing sums an account up: its state, score, and how much is known of it.
func Standing(r *store.AccountRow) []string {
	return []string{Clean(r.State), "score " + Score(r.Score), "shares values with " + Count(r.Links, "account"),
		Count(r.Identifiers, "identifier"), Count(r.Events, "event")}
}

// InRing says which ring an account is in; id is that of the account that names it.
func InRing(r *store.Ring, id model.Untrusted) string {
	return fmt.Sprintf("In a %s ring of %s, named by %s", r.Class, Count(len(r.Members), "account"), Clean(id))
}

// Shared lists the kinds of values that speak for a link, strongest first.
func Shared(k *store.Link) string {
	var kinds []string
	for _, e := range k.Evidence {
		if kind := e.Value.Kind.String(); e.Bits > 0 && !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	return Names(kinds)
}

// Clock writes an offset from UTC in minutes.
func Clock(minutes int) string {
	sign := '+'
	if minutes < 0 {
		sign, minutes = '-', -minutes
	}
	return fmt.Sprintf("UTC%c%02d:%02d", sign, minutes/60, minutes%60)
}

// Fits reports whether hours of sign-ins tell one half of the world from the other.
func Fits(f *signal.Fit) bool { return f.Active > 0 && f.To-f.From < 12*60 }

// Hours says which clock the hours of sign-ins fit; "" where there are none.
func Hours(f *signal.Fit) string {
	of := Count(f.Active, "active half-hour") + " on " + Count(f.Days, "day")
	switch {
	case f.Active == 0:
		return ""
	case !Fits(f):
		return of + ", too few to fit a clock"
	}
	return fmt.Sprintf("hours fit %s best, %s to %s nearly as well; %s", Clock(f.Offset), Clock(onClock(f.From)), Clock(onClock(f.To)), of)
}

// onClock brings an offset into the range of clocks; those a day apart are one.
func onClock(minutes int) int {
	minutes = (minutes%1440 + 1440) % 1440
	if minutes > 720 {
		minutes -= 1440
	}
	return minutes
}
