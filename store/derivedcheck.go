package store

import (
	"context"
	"fmt"
)

// factsSample is how many accounts a check examines anew.
const factsSample = 256

const hintFacts = "remove that file; it is made again from the imported data"

// checkFacts compares the saved facts with an examination of some accounts, the
// first and the last among them. A file that is missing, damaged or made from
// something else is no problem: nobody uses it.
func (db *DB) checkFacts(ctx context.Context, r *Report) error {
	var problems []string
	checked := 0
	err := db.view(func(g *generation, st *state) error {
		if g == nil {
			return nil
		}
		d := loadFacts(db.path, g, st)
		if d == nil {
			return nil
		}
		x, err := newExaminer(g, st.watch, d.logFrom, false)
		if err != nil {
			return err
		}
		n := g.base.Len()
		for i := range min(n, factsSample) {
			ord := uint32(i)
			if n > factsSample {
				ord = uint32(i * (n - 1) / (factsSample - 1))
			}
			a, events, err := x.account(ord)
			if err != nil {
				return err
			}
			f, err := x.examine(ord, &a, events)
			if err != nil {
				return err
			}
			checked++
			if !d.agrees(ord, &f) {
				problems = append(problems, fmt.Sprintf("what it says of account %d is not what follows from the data", ord))
			}
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		r.Checked["derived facts"] = uint64(checked)
		for _, p := range problems {
			r.add(factsName(g.ref.Gen), p, hintFacts)
		}
		return nil
	})
	return r.damaged("derived facts", err, hintBase)
}

// agrees reports whether the facts of all accounts say the same of one.
func (d *derived) agrees(ord uint32, f *facts) bool {
	if d.masks[ord] != f.mask || d.scores[ord] != f.score {
		return false
	}
	matched := map[int]bool{}
	for _, l := range f.matched {
		matched[l] = true
	}
	for i, l := range d.lists {
		if l.set.Contains(ord) != matched[i] {
			return false
		}
	}
	return true
}
