package words

import (
	"fmt"
	"strconv"
	"time"
)

// Size writes a number of bytes for a person.
func Size(n int64) string {
	if n < 1000 {
		return strconv.FormatInt(n, 10) + " B"
	}
	f, unit := float64(n), 0
	for f >= 999.5 && unit < 4 {
		f /= 1000
		unit++
	}
	digits := 0
	if f < 9.95 {
		digits = 1
	}
	return strconv.FormatFloat(f, 'f', digits, 64) + " " + [...]string{"B", "kB", "MB", "GB", "TB"}[unit]
}

// Rejected says why rows of an export could not be used, and where the first is.
func Rejected(field, reason string, rows int, first uint64) string {
	s := Clean(reason)
	if field != "" {
		s = Clean(field) + ": " + s
	}
	if rows == 1 {
		return s + fmt.Sprintf(" (line %d)", first)
	}
	return s + fmt.Sprintf(" (%s rows, the first is %d)", Thousands(rows), first)
}

// Imported says what an import has made of an investigation that was there before.
func Imported(name string, changed bool, accounts int) string {
	if !changed {
		return fmt.Sprintf("Nothing new: %s still has %s.", Clean(name), Count(accounts, "account"))
	}
	return fmt.Sprintf("%s now has %s.", Clean(name), Count(accounts, "account"))
}

// Brought says what the rows of an import come to. before is how many accounts there
// were: where there were none, whatever is added to was new itself.
func Brought(before int, added, changed, same, rejected uint64) string {
	s := "nothing new, all of it is here already"
	if added+changed > 0 || same == 0 {
		s = Count(added, "new account")
		if changed > 0 {
			s += "; " + further(before, added, changed)
		}
		if same > 0 {
			s += "; " + Count(same, "row") + " with nothing new"
		}
	}
	if rejected > 0 {
		s += "; " + Count(rejected, "row") + " rejected"
	}
	return s
}

func further(before int, added, changed uint64) string {
	switch {
	case before > 0:
		return Count(changed, "row") + " with more about known accounts"
	case added == 1:
		return Count(changed, "further row") + " about it"
	}
	return Count(changed, "further row") + " about them"
}

// ByMapping says how files are read that no profile knows.
const ByMapping = "read them by a mapping, a TOML file"

// Unlinked comes before the reason why an import has left the links as they were.
const Unlinked = "The links were not computed:"

// Progress says how far a part of the work is, piece by piece: amounts, where write
// says them, the share, the rate and what is left. A total of 0 is not known.
func Progress(write func(int64) string, done, total int64, took time.Duration) []string {
	var parts []string
	if write != nil && total > 0 {
		parts = append(parts, write(done)+" of "+write(total))
	} else if write != nil {
		parts = append(parts, write(done))
	}
	if total > 0 {
		parts = append(parts, fmt.Sprintf("%d %%", min(done*100/total, 100)))
	}
	// A rate over less than a second says little.
	if took > time.Second && done > 0 {
		rate := float64(done) / took.Seconds()
		if write != nil {
			parts = append(parts, write(int64(rate))+"/s")
		}
		if total > done {
			left := time.Duration(float64(total-done) / rate * float64(time.Second))
			parts = append(parts, max(left, time.Second).Round(time.Second).String()+" left")
		}
	}
	return parts
}
