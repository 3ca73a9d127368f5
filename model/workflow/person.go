package workflow

import (
	"crypto/ed25519"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/identifier"
)

// Login is a name that people act under, where an entry has said something about it.
type Login struct {
	Name    string
	Persons []string // whose it is: one, or several that share it
	Shared  bool
	Key     ed25519.PublicKey // nil for none
	Keyed   Mark              // who enrolled the key
	Vouched Mark              // who of the others vouched for it; Entry 0 for nobody yet
	Parts   string            // the person that somebody wants it to be of alone, until another person confirms
	Parting Mark
}

// loginKey gives the form under which a login is known: letters of either case, and letters
// that look alike, are one.
func loginKey(name string) string {
	loginKeys.RLock()
	key, known := loginKeys.of[name]
	loginKeys.RUnlock()
	if known {
		return key
	}
	key = formOf(name)
	loginKeys.Lock()
	defer loginKeys.Unlock()
	if len(loginKeys.of) >= mostLoginKeys {
		clear(loginKeys.of)
	}
	if len(name) <= maxLogin {
		loginKeys.of[strings.Clone(name)] = key
	}
	return key
}

// loginKeys keeps forms that were worked out: few people act often.
var loginKeys = struct {
	sync.RWMutex
	of map[string]string
}{of: map[string]string{}}

const (
	mostLoginKeys = 1024
	maxLogin      = 128 // bytes
)

func formOf(name string) string {
	return identifier.Skeleton(strings.Join(strings.Fields(string(identifier.Fold(nil, model.Untrusted(name)))), " "))
}

// Login gives what is known of a login, and false where it is nothing but a name.
func (s *State) Login(name string) (Login, bool) {
	if l := s.logins.get(loginKey(name)); l != nil {
		return *l, true
	}
	return Login{Name: name, Persons: []string{loginKey(name)}}, false
}

// Logins gives the logins that entries speak of, by name.
func (s *State) Logins() []Login {
	var out []Login
	for _, l := range s.logins.each {
		out = append(out, *l)
	}
	slices.SortFunc(out, func(a, b Login) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// persons says whose a login is.
func (s *State) persons(login string) []string {
	l, _ := s.Login(login)
	return l.Persons
}

// sameLogin reports whether two names are one login.
func sameLogin(a, b string) bool { return loginKey(a) == loginKey(b) }

// shared reports whether several persons use a login.
func (s *State) shared(login string) bool {
	l := s.logins.get(loginKey(login))
	return l != nil && l.Shared
}

// samePerson reports whether two logins may be one person's.
func (s *State) samePerson(a, b string) bool { return overlap(s.persons(a), s.persons(b)) }

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(p string) bool { return slices.Contains(b, p) })
}

// among reports whether a login may be of a person who used one of the others.
func (s *State) among(login string, others []string) bool {
	return slices.ContainsFunc(others, func(o string) bool { return s.samePerson(login, o) })
}

// known gives the record of a login to change.
func (s *State) known(name string) Login {
	l, _ := s.Login(name)
	l.Persons = slices.Clone(l.Persons)
	return l
}

func (s *State) setLogin(l Login) { set(s, logins, loginKey(l.Name), &l) }

func checkLogin(name string) error {
	if loginKey(name) == "" || len(name) > maxLogin {
		return &model.Error{Kind: model.ErrUsage, Message: "a login is a name of up to 128 bytes", Where: model.Untrusted(name)}
	}
	return nil
}

// JoinLogins says that two logins are one person, such as after a change of name. It can only
// make fewer persons out of more, so one word is enough.
type JoinLogins struct {
	noAccounts
	Login string          `json:"login"`
	With  string          `json:"with"`
	Why   model.Untrusted `json:"why"`
}

// Verb implements [model.Action].
func (JoinLogins) Verb() string { return "person" }

func (a JoinLogins) prepare(_ *State, e *Event) (Action, error) {
	e.Value = a.Login
	return a, nil
}

func (a JoinLogins) apply(s *State, e Event) error {
	for _, n := range []string{a.Login, a.With} {
		if err := checkLogin(n); err != nil {
			return err
		}
	}
	if err := checkReason(a.Why); err != nil {
		return err
	}
	one, two := s.known(a.Login), s.known(a.With)
	if slices.Equal(one.Persons, two.Persons) {
		return ErrNothing
	}
	if one.Shared || two.Shared {
		return refuse("a login that several persons share is not one person", "part it first with 'clew person part'")
	}
	from, to := one.Persons[0], two.Persons[0]
	s.setLogin(two)
	s.setLogin(one)
	for _, l := range s.Logins() {
		if slices.Contains(l.Persons, from) {
			l.Persons = slices.Clone(l.Persons)
			for i, p := range l.Persons {
				if p == from {
					l.Persons[i] = to
				}
			}
			l.Parts, l.Parting = "", Mark{} // said before this was known
			slices.Sort(l.Persons)
			l.Persons = slices.Compact(l.Persons)
			s.setLogin(l)
		}
	}
	s.recount()
	return nil
}

// ShareLogin says that a login is used by more persons than one. From then on nothing is
// approved under it.
type ShareLogin struct {
	noAccounts
	Login string          `json:"login"`
	Among []string        `json:"among"` // logins of the persons; may be empty where nobody knows
	Why   model.Untrusted `json:"why"`
}

// Verb implements [model.Action].
func (ShareLogin) Verb() string { return "shared" }

func (a ShareLogin) prepare(_ *State, e *Event) (Action, error) {
	e.Value = a.Login
	return a, nil
}

func (a ShareLogin) apply(s *State, e Event) error {
	if err := checkLogin(a.Login); err != nil {
		return err
	}
	if err := checkReason(a.Why); err != nil {
		return err
	}
	l := s.known(a.Login)
	was, before := l.Shared, slices.Clone(l.Persons)
	l.Shared = true
	l.Parts, l.Parting = "", Mark{} // said before this was known
	for _, n := range a.Among {
		if err := checkLogin(n); err != nil {
			return err
		}
		l.Persons = append(l.Persons, s.persons(n)...)
	}
	slices.Sort(l.Persons)
	l.Persons = slices.Compact(l.Persons)
	if was && slices.Equal(l.Persons, before) {
		return ErrNothing
	}
	s.setLogin(l)
	s.recount()
	return nil
}

// PartLogin says that a login is of a person of its own, and of nobody else. It makes more
// persons out of fewer, so it takes effect when a second person says the same.
type PartLogin struct {
	noAccounts
	Login string          `json:"login"`
	Why   model.Untrusted `json:"why"`
}

// Verb implements [model.Action].
func (PartLogin) Verb() string { return "part" }

func (a PartLogin) prepare(_ *State, e *Event) (Action, error) {
	e.Value = a.Login
	return a, nil
}

func (a PartLogin) apply(s *State, e Event) error {
	if err := checkReason(a.Why); err != nil {
		return err
	}
	l, there := s.Login(a.Login)
	own := loginKey(a.Login)
	if !there || !l.Shared && slices.Equal(l.Persons, []string{own}) {
		return ErrNothing
	}
	if s.shared(e.Actor) {
		return refuse("a login that several persons share says of nobody who they are", "sign in as yourself: --as NAME")
	}
	if s.samePerson(a.Login, e.Actor) {
		return refuse("nobody says of their own login whose it is", "have two other persons do it")
	}
	if l.Parts == "" || s.samePerson(l.Parting.By, e.Actor) {
		l.Parts, l.Parting = own, markOf(e)
		s.setLogin(l)
		return nil
	}
	l.Persons, l.Shared, l.Parts, l.Parting = []string{own}, false, "", Mark{}
	s.setLogin(l)
	s.recount()
	return nil
}

// EnrolKey gives a login the public key that its approvals are signed with. The key counts
// when another person has vouched for it.
type EnrolKey struct {
	noAccounts
	Login string `json:"login"`
	Key   []byte `json:"key"` // Ed25519, 32 bytes
}

// Verb implements [model.Action].
func (EnrolKey) Verb() string { return "enrol" }

func (a EnrolKey) prepare(_ *State, e *Event) (Action, error) {
	e.Value = a.Login
	return a, nil
}

func (a EnrolKey) apply(s *State, e Event) error {
	if err := checkLogin(a.Login); err != nil {
		return err
	}
	if len(a.Key) != ed25519.PublicKeySize {
		return &model.Error{Kind: model.ErrUsage, Message: "the key is not an Ed25519 public key of 32 bytes"}
	}
	for _, l := range s.Logins() {
		if slices.Equal(l.Key, a.Key) && loginKey(l.Name) != loginKey(a.Login) {
			return refuse("another login has that key", "each login has a key of its own")
		}
	}
	l := s.known(a.Login)
	l.Key, l.Keyed, l.Vouched = a.Key, markOf(e), Mark{}
	s.setLogin(l)
	return nil
}

// VouchKey says that a key is really that of the person whose login it is enrolled for.
type VouchKey struct {
	noAccounts
	Login string `json:"login"`
	Key   []byte `json:"key"` // the whole key, so that it is this one that was compared
}

// Verb implements [model.Action].
func (VouchKey) Verb() string { return "vouch" }

func (a VouchKey) prepare(_ *State, e *Event) (Action, error) {
	e.Value = a.Login
	return a, nil
}

func (a VouchKey) apply(s *State, e Event) error {
	l, _ := s.Login(a.Login)
	switch {
	case l.Key == nil || !slices.Equal(l.Key, a.Key):
		return refuse("that key is not enrolled for that login", "compare the key with its owner, and name it whole")
	case l.Vouched.Entry > 0:
		return ErrNothing
	case s.shared(e.Actor):
		return refuse("nothing is vouched for under a login that several persons share", "sign in as yourself: --as NAME")
	case s.samePerson(a.Login, e.Actor) || s.samePerson(l.Keyed.By, e.Actor):
		return refuse("a key is vouched for by another person than its owner and whoever enrolled it", "")
	}
	l.Vouched = markOf(e)
	s.setLogin(l)
	return nil
}

// trusted gives the key that a login signs with; nil where none counts, such as one that was
// vouched for by what turned out to be the same person.
func (s *State) trusted(login string) ed25519.PublicKey {
	if l := s.logins.get(loginKey(login)); l != nil && l.Vouched.Entry > 0 && !s.samePerson(l.Vouched.By, login) {
		return l.Key
	}
	return nil
}

// vouchedLately reports whether one login's person has vouched for another's key within
// the last 30 days: the two are then one word, not two.
func (s *State) vouchedLately(voucher, login string, now model.Time) bool {
	const lately = 30 * 24 * time.Hour
	l := s.logins.get(loginKey(login))
	return l != nil && l.Vouched.Entry > 0 && s.samePerson(l.Vouched.By, voucher) &&
		now.Milli-l.Vouched.Time.Milli < lately.Milliseconds()
}
