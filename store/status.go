package store

import (
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store/base"
)

// stateOpen is a state that queries alone know: flagged, and nothing was done to it. A
// claim is no more than a promise, and takes nobody out of the queue that was claimed from.
const stateOpen = "open"

// stateNames lists what a query may ask for as the state of an account.
func stateNames() []string {
	names := []string{stateOpen, stateFlagged, stateKnown}
	for _, s := range workflow.Statuses {
		names = append(names, string(s))
	}
	return names
}

// worked gives the accounts that work gives a state, with it, in no order. What is asked of
// all accounts goes through these alone, for they are few.
func (s *state) worked(now model.Time) iter.Seq2[uint32, workflow.Status] {
	return func(yield func(uint32, workflow.Status) bool) {
		for ord, c := range s.flow.Worked {
			if (c.Hold != nil || c.Status != "") && !yield(ord, s.flow.StatusOf(ord, now)) {
				return
			}
		}
		for ord := range s.claimed(now) {
			if s.flow.StatusOf(ord, now) == workflow.ClaimedBy && !yield(ord, workflow.ClaimedBy) {
				return
			}
		}
	}
}

// claimed gives the accounts that somebody is at work on, with the login.
func (s *state) claimed(now model.Time) iter.Seq2[uint32, string] {
	return func(yield func(uint32, string) bool) {
		for j, c := range s.flow.Claims(now) {
			if j.Kind == workflow.OnAccountJob && !yield(j.ID, c.By) {
				return
			}
		}
	}
}

// standing counts the notes on an account that nobody has taken back.
func standing(notes []*workflow.Note) (n int) {
	for _, note := range notes {
		if note.Withdrawn.Entry == 0 {
			n++
		}
	}
	return n
}

// completeWork adds to a row of a list what work has made of the account.
func (s *state) completeWork(row *AccountRow, now model.Time) {
	if st := s.flow.StatusOf(row.Ord, now); st != "" {
		row.State = string(st)
	}
	if c := s.flow.ClaimOf(workflow.Job{Kind: workflow.OnAccountJob, ID: row.Ord}, now); c != nil {
		row.ClaimedBy = c.By
	}
	if h := s.flow.Cell(row.Ord).Hold; h != nil {
		row.Hold = h.Kind
	}
	row.Protected = s.flow.Protected(row.Ord) != nil
	row.Cases = len(s.flow.CasesOf(row.Ord))
	if s.flow.NoteCount() > 0 {
		row.Notes = standing(s.flow.Notes(workflow.AccountKey(row.Ord)))
	}
}

// flag gives an account that the data does not flag the state of one that is flagged.
func (row *AccountRow) flag() {
	if row.State == stateKnown {
		row.State = stateFlagged
	}
}

// countStates counts a set by state. The columns say who is flagged, and those that work
// has given a state are moved.
func (g *generation) countStates(set *query.Set, st *state, d *derived, now model.Time) ([]Facet, error) {
	flags, err := d.countFlagged(g, set)
	if err != nil {
		return nil, err
	}
	counts := map[string]int{stateKnown: flags[0], stateFlagged: flags[1]}
	cells, err := g.base.Cells(base.ColFlags)
	if err != nil {
		return nil, err
	}
	for ord, status := range st.worked(now) {
		if !set.Contains(ord) {
			continue
		}
		before := stateKnown
		if cells[ord] > 0 || d.flagged != nil && d.flagged.Contains(ord) {
			before = stateFlagged
		}
		counts[before]--
		counts[string(status)]++
	}
	maps.DeleteFunc(counts, func(_ string, n int) bool { return n == 0 })
	return facetsOf(counts), nil
}

// countClaims counts a set by who is at work on it.
func countClaims(set *query.Set, st *state, now model.Time) []Facet {
	counts := map[string]int{}
	for ord, by := range st.claimed(now) {
		if set.Contains(ord) {
			counts[by]++
		}
	}
	return facetsOf(counts)
}

// states finds accounts by their state.
func (s *source) states(anyOf []query.Pattern) (*query.Set, error) {
	names := stateNames()
	if err := onlyOf(anyOf, "no account is ever in that state", "the states are", names...); err != nil {
		return nil, err
	}
	want := map[string]bool{}
	for _, name := range names {
		want[name] = matchAny(anyOf, name)
	}
	flagged, err := s.between(base.ColFlags, 1, 1<<32-1)
	if err != nil {
		return nil, err
	}
	var done, found []uint32 // accounts that work gives a state, and those of them that are wanted
	for ord, status := range s.st.worked(s.now) {
		if int(ord) >= s.Len() {
			continue
		}
		done = append(done, ord)
		if want[string(status)] || want[stateOpen] && status == workflow.ClaimedBy && flagged.Contains(ord) {
			found = append(found, ord)
		}
	}
	set, fresh := flagged, want[stateFlagged] || want[stateOpen]
	switch {
	case fresh && want[stateKnown]:
		set = query.FullSet(s.Len())
	case want[stateKnown]:
		set.Not()
	case !fresh:
		set = query.NewSet(s.Len())
	}
	if len(done) > 0 {
		set.AndNot(setOf(done, s.Len()))
	}
	for _, ord := range found {
		set.Add(ord)
	}
	return set, nil
}

func setOf(ords []uint32, n int) *query.Set {
	set := query.NewSet(n)
	for _, ord := range ords {
		set.Add(ord)
	}
	return set
}

// Words that stand for having a value, whatever it is, and for having none.
const (
	wordAny  = "any"
	wordNone = "none"
)

// byWork finds accounts by values that work gave them. They come with the accounts that
// have them.
func (s *source) byWork(anyOf []query.Pattern, values iter.Seq2[string, []uint32]) *query.Set {
	set, have := query.NewSet(s.Len()), query.NewSet(s.Len())
	any := says(anyOf, wordAny)
	for value, ords := range values {
		match := any || matchAny(anyOf, value)
		for _, ord := range ords {
			if int(ord) >= s.Len() {
				continue
			}
			have.Add(ord)
			if match {
				set.Add(ord)
			}
		}
	}
	if says(anyOf, wordNone) {
		have.Not()
		set.Or(have)
	}
	return set
}

// says reports whether one of the patterns is a word, spelled out.
func says(anyOf []query.Pattern, word string) bool {
	for _, p := range anyOf {
		if _, literal := p.Literal(); literal && p.Match(word) {
			return true
		}
	}
	return false
}

// onlyOf refuses a pattern that is spelled out and is none of the words.
func onlyOf(anyOf []query.Pattern, message, hint string, words ...string) error {
	for _, p := range anyOf {
		text, literal := p.Literal()
		known := !literal
		for _, w := range words {
			known = known || p.Match(w)
		}
		if !known {
			return &model.Error{Kind: model.ErrUsage, Message: message, Where: model.Untrusted(text), Hint: hint + " " + enumerated(words)}
		}
	}
	return nil
}

func enumerated(words []string) string {
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// numbered refuses a pattern that is spelled out and is no number, any or none.
func numbered(anyOf []query.Pattern, what string) error {
	for _, p := range anyOf {
		text, literal := p.Literal()
		if _, err := strconv.ParseUint(text, 10, 32); literal && err != nil && !p.Match(wordAny) && !p.Match(wordNone) {
			return &model.Error{Kind: model.ErrUsage, Message: "a " + what + " is named by its number", Where: model.Untrusted(text),
				Hint: "for example " + what + ":7, " + what + ":any or " + what + ":none"}
		}
	}
	return nil
}

// workTerm finds accounts by a field of the work.
func (s *source) workTerm(field query.TermField, anyOf []query.Pattern) (*query.Set, error) {
	var values iter.Seq2[string, []uint32]
	var err error
	switch field {
	case query.TermClaimedBy:
		values = s.claimers
	case query.TermCase:
		values, err = s.cases, numbered(anyOf, "case")
	case query.TermRole:
		values, err = s.roles, onlyOf(anyOf, "a case has no such role", "the roles are", workflow.Roles...)
	case query.TermProposal:
		values, err = s.proposals, numbered(anyOf, "proposal")
	case query.TermBatch:
		values, err = s.batches, numbered(anyOf, "batch")
	case query.TermHold:
		words := append(slices.Clone(workflow.Holds), wordAny, wordNone)
		values, err = s.holds, onlyOf(anyOf, "there is no such hold", "the holds are", words...)
	case query.TermProtected:
		return s.protected(anyOf)
	}
	if err != nil {
		return nil, err
	}
	return s.byWork(anyOf, values), nil
}

func number(id uint32) string { return strconv.FormatUint(uint64(id), 10) }

func (s *source) claimers(yield func(string, []uint32) bool) {
	for ord, by := range s.st.claimed(s.now) {
		if !yield(by, []uint32{ord}) {
			return
		}
	}
}

func (s *source) cases(yield func(string, []uint32) bool) {
	for _, c := range s.st.flow.Cases() {
		for _, m := range c.Members {
			if !yield(number(c.ID), []uint32{m.Ord}) {
				return
			}
		}
	}
}

func (s *source) roles(yield func(string, []uint32) bool) {
	for _, c := range s.st.flow.Cases() {
		for _, m := range c.Members {
			if c.Open && !yield(m.Role, []uint32{m.Ord}) {
				return
			}
		}
	}
}

func (s *source) proposals(yield func(string, []uint32) bool) {
	for _, p := range s.st.flow.Proposals() {
		if !yield(number(p.ID), p.Accounts) {
			return
		}
	}
}

func (s *source) batches(yield func(string, []uint32) bool) {
	for _, b := range s.st.flow.Batches() {
		if !yield(number(b.ID), b.Accounts) {
			return
		}
	}
}

func (s *source) holds(yield func(string, []uint32) bool) {
	for ord, c := range s.st.flow.Worked {
		if c.Hold != nil && !yield(c.Hold.Kind, []uint32{ord}) {
			return
		}
	}
}

// protected finds accounts that are protected, or are not.
func (s *source) protected(anyOf []query.Pattern) (*query.Set, error) {
	const yes, no = "yes", "no"
	if err := onlyOf(anyOf, "an account is protected or it is not", "the answers are", yes, no); err != nil {
		return nil, err
	}
	set := query.NewSet(s.Len())
	for ord := range s.st.flow.Protections {
		if int(ord) < s.Len() {
			set.Add(ord)
		}
	}
	if !matchAny(anyOf, yes) {
		set.Not()
	} else if matchAny(anyOf, no) {
		set = query.FullSet(s.Len())
	}
	return set, nil
}

// noteCount finds accounts by how many notes on them stand.
func (s *source) noteCount(low, high int64) *query.Set {
	counts := map[uint32]int64{}
	for _, n := range s.st.flow.NotesIn() {
		if n.On.Kind == workflow.Account && n.Withdrawn.Entry == 0 && int(n.Subjects[0]) < s.Len() {
			counts[n.Subjects[0]]++
		}
	}
	noted, set := query.NewSet(s.Len()), query.NewSet(s.Len())
	for ord, n := range counts {
		noted.Add(ord)
		if low <= n && n <= high {
			set.Add(ord)
		}
	}
	if low <= 0 && 0 <= high {
		noted.Not()
		set.Or(noted)
	}
	return set
}

// ages finds accounts by how many whole days after their creation they were first flagged.
func (s *source) ages(low, high int64) (*query.Set, error) {
	created, err := s.facts.cells(s.base, base.ColCreated)
	if err != nil {
		return nil, err
	}
	flagged, err := s.facts.cells(s.base, base.ColFlagged)
	if err != nil {
		return nil, err
	}
	const day = 24 * 60 * 60
	// Times are of 32 bits, so no age is further from 0 than this.
	const most = 1<<32/day + 1
	low, high = max(low, -most)*day, min(high, most)*day+day-1
	words := make([]uint64, (len(created)+63)/64)
	for i, c := range created {
		if age := int64(flagged[i]) - int64(c); c > 0 && flagged[i] > 0 && low <= age && age <= high {
			words[i/64] |= 1 << (i % 64)
		}
	}
	return query.SetOf(words, len(created)), nil
}
