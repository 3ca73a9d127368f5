package workflow

import (
	"cmp"
	"slices"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
)

// Judged is the verdict on a link as it stands.
type Judged struct {
	Mark
	A, B    uint32 // A < B
	Verdict evidence.Verdict
	Why     model.Untrusted
}

// Ignored is a value that counts for nothing in links, as it stands.
type Ignored struct {
	Mark
	Kind  evidence.Kind
	Value model.Untrusted
	Why   model.Untrusted
	Until model.Time // unknown: for good
}

// JudgeLink puts a verdict on the link between two accounts, or takes it back.
type JudgeLink struct {
	A, B    model.AccountID `json:"-"`
	Verdict string          `json:"verdict"` // same, not-same, unclear, facilitator; "" takes the verdict back
	Why     model.Untrusted `json:"why,omitempty"`
	Before  string          `json:"before,omitempty"` // the verdict that it replaces; set when it is prepared
}

// Verb implements [model.Action].
func (JudgeLink) Verb() string { return "judge" }

// MovesLinks reports whether a change of this verb may move links, and so rings.
func MovesLinks(verb string) bool {
	return verb == "judge" || verb == "ignore" || verb == "unignore" || verb == "weights"
}

// Accounts implements [Action].
func (a JudgeLink) Accounts() []model.AccountID { return []model.AccountID{a.A, a.B} }

func (a JudgeLink) prepare(s *State, e *Event) (Action, error) {
	if len(e.Subjects) != 2 {
		return nil, &model.Error{Kind: model.ErrUsage, Message: "a link has two accounts, and these are one", Where: a.A.String()}
	}
	if a.Verdict != "" {
		if _, ok := evidence.VerdictByName(a.Verdict); !ok {
			return nil, &model.Error{Kind: model.ErrUsage, Message: "there is no such verdict", Where: model.Untrusted(a.Verdict),
				Hint: "the verdicts are same, not-same, unclear and facilitator"}
		}
	}
	if old := s.JudgedLink(e.Subjects[0], e.Subjects[1]); old != nil {
		a.Before = old.Verdict.String()
	}
	return a, nil
}

func (a JudgeLink) apply(s *State, e Event) error {
	if err := checkText("the reason", a.Why, false, maxReason); err != nil {
		return err
	}
	if len(e.Subjects) != 2 {
		return &model.Error{Kind: model.ErrUsage, Message: "a link has two accounts"}
	}
	pair := [2]uint32{e.Subjects[0], e.Subjects[1]}
	old := s.judged.get(pair)
	// A verdict that this version does not know is of a newer one: it counts as none.
	verdict, _ := evidence.VerdictByName(a.Verdict)
	switch {
	case verdict == evidence.NoVerdict && old == nil:
		return ErrNothing
	case verdict == evidence.NoVerdict:
		set(s, judged, pair, nil)
	case old != nil && old.Verdict == verdict && old.Why == a.Why:
		return ErrNothing
	default:
		set(s, judged, pair, &Judged{markOf(e), pair[0], pair[1], verdict, a.Why})
	}
	return nil
}

// JudgedLink gives the verdict on a link, in whatever order its accounts are named; nil where
// there is none.
func (s *State) JudgedLink(a, b uint32) *Judged { return s.judged.get([2]uint32{min(a, b), max(a, b)}) }

// JudgedLinks gives all verdicts in the order of the log.
func (s *State) JudgedLinks() []*Judged {
	var all []*Judged
	for _, j := range s.judged.each {
		all = append(all, j)
	}
	slices.SortFunc(all, func(x, y *Judged) int { return cmp.Compare(x.Entry, y.Entry) })
	return all
}

// IgnoreValue makes a value count for nothing in links, or count again.
type IgnoreValue struct {
	noAccounts
	Kind   string          `json:"kind"`            // of the evidence, such as "device", "net" or "domain"
	Value  model.Untrusted `json:"value"`           // in canonical form
	Why    model.Untrusted `json:"why,omitempty"`   // needed to ignore
	Until  int64           `json:"until,omitempty"` // from when on it counts again, milliseconds since the Unix epoch; 0 for good
	Remove bool            `json:"-"`               // the verb says so
}

// Verb implements [model.Action].
func (a IgnoreValue) Verb() string {
	if a.Remove {
		return "unignore"
	}
	return "ignore"
}

func (a IgnoreValue) prepare(_ *State, e *Event) (Action, error) {
	kind, ok := evidence.KindByName(a.Kind)
	if !ok {
		return nil, &model.Error{Kind: model.ErrUsage, Message: "there is no kind of evidence of that name", Where: model.Untrusted(a.Kind)}
	}
	if !a.Remove && a.Until != 0 && a.Until <= e.Time.Milli {
		return nil, &model.Error{Kind: model.ErrUsage, Message: "the time until which the value is to be ignored is past", Hint: "give a later one, or none for good"}
	}
	a.Kind, e.Value = kind.String(), kind.String()
	return a, nil
}

func (a IgnoreValue) apply(s *State, e Event) error {
	if a.Value == "" {
		return &model.Error{Kind: model.ErrUsage, Message: "the value is empty"}
	}
	if err := checkText("the value", a.Value, true, MaxValue); err != nil {
		return err
	}
	if err := checkText("a reason", a.Why, e.Verb == "ignore", maxReason); err != nil {
		return err
	}
	kind, ok := evidence.KindByName(a.Kind)
	if !ok {
		return ErrNothing // a kind of a newer version
	}
	hash := evidence.ValueHash(kind, string(a.Value))
	old := s.ignored.get(hash)
	switch {
	case e.Verb == "unignore" && old == nil:
		return ErrNothing
	case e.Verb == "unignore":
		set(s, ignored, hash, nil)
	case old != nil && old.Why == a.Why && old.Until.Milli == a.Until:
		return ErrNothing
	default:
		set(s, ignored, hash, &Ignored{markOf(e), kind, a.Value, a.Why, model.Time{Milli: a.Until}})
	}
	return nil
}

// IgnoredValue gives what is said of the value of a hash, which [evidence.ValueHash] gives; nil
// where nobody ignores it. It may have run out.
func (s *State) IgnoredValue(hash uint64) *Ignored { return s.lens.ignored(s.ignored.get(hash)) }

// IgnoredValues gives the values that are ignored at a time, in the order of the log.
func (s *State) IgnoredValues(now model.Time) []*Ignored {
	var all []*Ignored
	for _, i := range s.ignored.each {
		if !i.Until.Known() || i.Until.Milli > now.Milli {
			all = append(all, s.lens.ignored(i))
		}
	}
	slices.SortFunc(all, func(x, y *Ignored) int { return cmp.Compare(x.Entry, y.Entry) })
	return all
}

// SetWeights replaces the numbers from which the weight of evidence follows. What they may
// be the store knows, which reads them.
type SetWeights struct {
	noAccounts
	TOML   string          `json:"toml"` // "" goes back to the defaults
	Why    model.Untrusted `json:"why"`
	Before string          `json:"before,omitempty"` // set when it is prepared
}

// Verb implements [model.Action].
func (SetWeights) Verb() string { return "weights" }

func (a SetWeights) prepare(s *State, _ *Event) (Action, error) {
	a.Before = s.Weights()
	return a, nil
}

func (a SetWeights) apply(s *State, e Event) error {
	if err := checkReason(a.Why); err != nil {
		return err
	}
	if a.TOML == s.Weights() {
		return ErrNothing
	}
	set(s, settings, "weights", &Setting{Mark: markOf(e), Text: a.TOML})
	return nil
}

// Weights gives the weights that were set, as TOML; "" for the defaults.
func (s *State) Weights() string {
	if w := s.settings.get("weights"); w != nil {
		return w.Text
	}
	return ""
}
