package workflow

import (
	"slices"

	"github.com/seed-28a39f10/clew/model"
)

// Masked are the kinds of personal data that can be masked.
var Masked = []string{"name", "email", "phone", "address", "birth", "document", "payment"}

// revealKey names what one person has seen of one account.
type revealKey struct {
	ord    uint32
	person string
}

// Revealed says that a person has had an account's masked data shown.
type Revealed struct {
	Mark
	Why model.Untrusted
}

// Masking gives the kinds of personal data that are masked in this investigation, and who said
// so; none unless somebody did.
func (s *State) Masking() (kinds []string, by Mark) {
	set := s.settings.get("masking")
	if set == nil || set.Text == "" {
		return nil, Mark{}
	}
	for _, k := range Masked {
		if set.Number&(1<<slices.Index(Masked, k)) != 0 {
			kinds = append(kinds, k)
		}
	}
	return kinds, set.Mark
}

// Revealed reports whether a person has had an account's masked data shown.
func (s *State) Revealed(ord uint32, login string) bool {
	return s.reveals.get(revealKey{ord, s.personKey(login)}) != nil
}

// RevealedTo gives the accounts whose masked data a person has had shown, ascending.
func (s *State) RevealedTo(login string) []uint32 {
	var ords []uint32
	person := s.personKey(login)
	for k := range s.reveals.each {
		if k.person == person {
			ords = append(ords, k.ord)
		}
	}
	slices.Sort(ords)
	return ords
}

// SetMasking says which kinds of personal data are masked.
type SetMasking struct {
	noAccounts
	Kinds []string        `json:"kinds"` // of Masked; none for no masking
	Why   model.Untrusted `json:"why"`
}

// Verb implements [model.Action].
func (SetMasking) Verb() string { return "masking" }

func (a SetMasking) prepare(*State, *Event) (Action, error) { return a, nil }

func (a SetMasking) apply(s *State, e Event) error {
	if err := checkReason(a.Why); err != nil {
		return err
	}
	next := &Setting{Mark: markOf(e)}
	for _, k := range a.Kinds {
		i := slices.Index(Masked, k)
		if i < 0 {
			return &model.Error{Kind: model.ErrUsage, Message: "there is no such kind of personal data", Where: model.Untrusted(k)}
		}
		next.Number |= 1 << i
		next.Text = "on"
	}
	if old := s.settings.get("masking"); old != nil && old.Number == next.Number || old == nil && next.Number == 0 {
		return ErrNothing
	}
	set(s, settings, "masking", next)
	return nil
}

// Reveal notes that a person has the masked data of accounts shown.
type Reveal struct {
	On  []model.AccountID `json:"-"`
	Why model.Untrusted   `json:"why"`
}

// Verb implements [model.Action].
func (Reveal) Verb() string { return "reveal" }

// Accounts implements [Action].
func (a Reveal) Accounts() []model.AccountID { return a.On }

func (a Reveal) prepare(*State, *Event) (Action, error) { return a, nil }

func (a Reveal) apply(s *State, e Event) error {
	if err := checkReason(a.Why); err != nil {
		return err
	}
	if err := someone(e.Subjects); err != nil {
		return err
	}
	if !slices.ContainsFunc(e.Subjects, func(ord uint32) bool { return !s.Revealed(ord, e.Actor) }) {
		return ErrNothing
	}
	r := &Revealed{markOf(e), a.Why}
	for _, ord := range e.Subjects {
		set(s, reveals, revealKey{ord, s.personKey(e.Actor)}, r)
	}
	return nil
}
