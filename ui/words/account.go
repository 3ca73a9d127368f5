package words

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/signal"
	"github.com/seed-28a39f10/clew/store"
)

// What stands beside the headings of an account's parts.
const (
	OfBits  = "bits of log2 odds"
	OfWatch = "which of its values are listed"
)

// Field names a fact about an account.
func Field(f model.Field) string {
	switch f {
	case model.FieldStatus:
		return "status"
	case model.FieldCountryRaw:
		return "as written"
	case model.FieldTimezone:
		return "time zone"
	}
	return strings.ReplaceAll(f.String(), "_", " ")
}

// Moment is one of the times of an account.
type Moment struct {
	Label string
	At    model.Time // perhaps not known
}

// Times gives the times of an account, always the same ones and in the same order.
func Times(r *store.AccountRow) []Moment {
	return []Moment{{"created", r.CreatedAt}, {"first seen", r.FirstSeen}, {"flagged", r.FlaggedAt}, {"last seen", r.LastSeen}}
}

// Held says by how many accounts an identifier is held, or why that does not matter.
func Held(h *store.HeldIdentifier) string {
	switch {
	case h.Status != model.StatusOK:
		return h.Status.String()
	case h.Hub:
		return "hub " + Thousands(h.Holders)
	}
	return Thousands(h.Holders)
}

// Line names a line of an imported file.
func Line(file model.Untrusted, line uint64) string {
	return fmt.Sprintf("%s, line %d", Clean(file), line)
}

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

// Who names an account for a person, in short.
func Who(r store.AccountRow) string {
	return Clean(cmp.Or(r.Username, r.Email, r.ID.String()))
}

// Standing sums an account up: its state, score, and how much is known of it.
func Standing(r *store.AccountRow) []string {
	return []string{Clean(r.State), "score " + Score(r.Score), "shares values with " + Count(r.Links, "account"),
		Count(r.Identifiers, "identifier"), Count(r.Events, "event")}
}

// InRing says which ring an account is in; by is the account that names it, as its id
// or as [Who] says it.
func InRing[S ~string](r *store.Ring, by S) string {
	return fmt.Sprintf("In a %s ring of %s, named by %s.", r.Class, Count(len(r.Members), "account"), Clean(by))
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

// BesideBits writes what is beside a sum and not in it, in six columns.
func BesideBits(bits float64) string {
	if bits >= 9.95 {
		return fmt.Sprintf("(%+.0f)", bits)
	}
	return fmt.Sprintf("(%+.1f)", bits)
}

// Ties says what the links of an account to others that were found bad would make of its score;
// name is that of the one that says most, clean.
func Ties(t *store.Ties, name string) string {
	var said []string
	if t.Found > 0 {
		found, why := Count(t.Found, "flagged account"), fmt.Sprintf("flagged, taken as %.0f of 100", 100*t.Bad)
		if t.Decided > 0 {
			found = fmt.Sprintf("%s flagged, or removed by a decision in force (%s)", Count(t.Found, "account"), Thousands(t.Decided))
		}
		if !t.Suspect {
			why = "a decision against it is in force"
		}
		said = append(said, fmt.Sprintf("Not in the score: strongly linked to %s. By the best alone (%s: %s that one hand runs both; %s) it would be %s.",
			found, name, Chance(t.Link), why, ScoreNumber(float64(t.Score))))
	}
	if t.Excused > 0 {
		said = append(said, Count(t.Excused, "link")+" to flagged accounts, which an innocent rule explains, would add nothing.")
	}
	if t.Cleared > 0 {
		said = append(said, Count(t.Cleared, "link")+" to accounts that were cleared would add nothing.")
	}
	return strings.Join(said, " ")
}
