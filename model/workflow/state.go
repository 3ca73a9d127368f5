package workflow

import (
	"slices"

	"github.com/seed-28a39f10/clew/model"
)

// State is what the events of a log come to. One that others may read is not changed
// any more: the next one begins as its [State.Clone].
type State struct {
	log  string // the investigation's id, hex: what is signed and hashed is bound to it
	next uint64 // index of the first event that is not in it

	cells       table[uint32, *Cell]
	holds       table[uint32, *Held]
	protections table[uint32, *Protection]
	proposals   table[uint32, *Proposal]
	batches     table[uint32, *Batch]
	appeals     table[uint32, *Appeal]
	cases       table[uint32, *Case]
	memberships table[uint32, *caseList] // by account
	carries     table[string, *caseList] // by identifier, "kind:value"
	claims      table[Job, *Claimed]
	skips       table[skipKey, *Skipped]
	snoozes     table[Job, *Snoozed]
	notes       table[uint64, *Note]
	noted       table[string, *entryList]
	logins      table[string, *Login]
	samples     table[uint32, *Sampled]
	reveals     table[revealKey, *Revealed]
	settings    table[string, *Setting]
	policies    table[string, *PolicyVersion] // by name and version
	tags        table[uint32, *tagList]
	exports     table[uint32, *givenList] // by case
	judged      table[[2]uint32, *Judged]
	ignored     table[uint64, *Ignored] // by evidence.ValueHash

	rules *Rules

	given        numbers
	notesWritten int

	// current is true once an entry was taken that only this version writes, and not those before
	// it. From then on the forms of before, which ask for less, are refused: somebody who writes
	// them would be going back.
	current bool

	steps      []*step // what can be taken back, in the log's order
	replaced   int     // records that these replaced, in all
	violations []Violation

	lens *Lens // what is given is seen through it; nil shows it as it is

	changes []change // of the event that is being applied
	edit    *edit    // of this state alone
}

// numbers are the last that were given; they are never given again, whatever is undone.
type numbers struct{ proposal, batch, appeal, kase, sample uint32 }

// Violation is an entry of the log that the rules refuse: it was written past them,
// and counts for nothing.
type Violation struct {
	Entry uint64
	Verb  string
	Actor string
	Why   string
}

// New gives the state of an empty log; log is the investigation's id.
func New(log string) *State {
	s := &State{log: log, rules: DefaultRules()}
	s.keepPolicies(Mark{})
	s.changes = nil
	return s
}

// Named gives the same state bound to the log of that id; the store learns the id from the
// log's first entry.
func (s *State) Named(log string) *State {
	c := s.Clone()
	c.log = log
	return c
}

// Log is the investigation's id.
func (s *State) Log() string { return s.log }

// Next is the index of the first entry that is not in the state.
func (s *State) Next() uint64 { return s.next }

// Violations lists the entries that the rules refused.
func (s *State) Violations() []Violation { return slices.Clone(s.violations) }

// Clone gives a state that can be changed without changing this one.
func (s *State) Clone() *State {
	if s.edit != nil {
		s.edit.shared.Store(true) // others may clone it at the same time
	}
	c := *s
	c.edit, c.lens = nil, nil
	c.steps = slices.Clip(s.steps)
	return &c
}

// collect gives the records of a table in the order of their keys.
func collect[V comparable](t *table[uint32, V]) []V {
	var keys []uint32
	for k := range t.each {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	out := make([]V, len(keys))
	for i, k := range keys {
		out[i] = t.get(k)
	}
	return out
}

// Mark says who did something, when, and in which entry of the log.
type Mark struct {
	By    string     // login
	Time  model.Time // when
	Entry uint64     // index in the log
}

func markOf(e Event) Mark { return Mark{e.Actor, e.Time, e.Seq} }
