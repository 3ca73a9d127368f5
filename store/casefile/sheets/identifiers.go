package sheets

import (
	"io"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/casefile"
)

var identifierColumns = []string{"account", "role", "kind", "family", "value", "as_it_came", "status", "accounts_of_the_case", "accounts_in_all", "hub", "first_seen", "last_seen"}

// Identifiers writes identifiers.csv: a row for each identifier of each account. Errors are
// those of the writer.
func Identifiers(w io.Writer, r *casefile.Record) error {
	s := begin(w, r, identifierColumns)
	type value struct {
		kind  string
		value casefile.Text
	}
	holders := map[value]int{}
	for i := range r.Accounts {
		seen := map[value]bool{}
		for _, v := range r.Accounts[i].Identifiers {
			if k := (value{v.Kind, v.Value}); v.Value != "" && !seen[k] {
				seen[k] = true
				holders[k]++
			}
		}
	}
	for i := range r.Accounts {
		a := &r.Accounts[i]
		for j := range a.Identifiers {
			v := &a.Identifiers[j]
			s.texts(a.ID)
			family := ""
			if k, ok := model.KindByName(v.Kind); ok {
				family = k.Family()
			}
			s.strings(a.Role, v.Kind, family)
			s.value(v.Kind, v.Value)
			s.value(v.Kind, v.Raw)
			s.strings(v.Status)
			s.numbers(holders[value{v.Kind, v.Value}], v.Holders)
			s.yes(v.Hub)
			s.times(v.FirstSeen, v.LastSeen)
			s.end()
		}
	}
	return s.End()
}
