package load

import (
	"fmt"

	"github.com/seed-28a39f10/clew/store/ingest"
)

// general is the profile that rows are taken for where no particular one fits them.
const general = "accounts"

// remarks says of a file what its reader could not know from its rows alone: that it
// may be something else than what it was taken for, and that rows come twice.
func remarks(d ingest.Description, o ingest.Options, r ingest.Result) []string {
	var out []string
	if guessed(d, o) {
		out = append(out, "a guess: the rows were taken for "+general+", as no log of a known kind fits; "+
			"another profile or a mapping reads them as something else")
	}
	switch n := r.Duplicates; {
	case n == 1:
		out = append(out, "1 row repeats another row of the file and was left out")
	case n > 1:
		out = append(out, fmt.Sprintf("%d rows repeat another row of the file and were left out", n))
	}
	return out
}

// guessed reports whether nobody has said what the file is and little of it looks like
// a list of accounts: the rows are inside of something else, or most of what they hold
// is not used.
func guessed(d ingest.Description, o ingest.Options) bool {
	if d.Profile != general || o.Mapping != nil || o.Profile != "" && o.Profile != "auto" {
		return false
	}
	used := 0
	for _, c := range d.Columns {
		if c.Field != "" {
			used++
		}
	}
	return d.Envelope != "" || 2*used < len(d.Columns)
}
