package workflow

import "slices"

// Need is the least that a decision takes under some rules.
type Need struct {
	Approvals int // by the policy that asks for the fewest
	Unsigned  int // by the one that asks for the fewest and for no signatures; AllSigned where there is none
}

// AllSigned is more approvals than any policy asks for.
const AllSigned = 10

func (n Need) easierThan(o Need) bool { return n.Approvals < o.Approvals || n.Unsigned < o.Unsigned }

// need gives what a policy that allows an action asks for at the least; an empty action stands
// for any. It is false where no policy allows the action.
func (r *Rules) need(action string) (n Need, allowed bool) {
	n = Need{AllSigned, AllSigned}
	for _, p := range r.Policies {
		if action != "" && !slices.Contains(p.Actions, action) {
			continue
		}
		allowed = true
		n.Approvals = min(n.Approvals, p.Approvals)
		if !p.Signed {
			n.Unsigned = min(n.Unsigned, p.Approvals)
		}
	}
	return n, allowed
}

// needsAfter gives what each action takes. One that the rules do not allow takes what any other
// does, and no less than it did when it was allowed: it must not become easier by being gone for
// a while.
func (r *Rules) needsAfter(old map[string]Need) map[string]Need {
	needs := map[string]Need{}
	for _, a := range Actions {
		n, allowed := r.need(a)
		if !allowed {
			least, _ := r.need("")
			n = Need{max(least.Approvals, old[a].Approvals), max(least.Unsigned, old[a].Unsigned)}
		}
		needs[a] = n
	}
	return needs
}

// Easing is an action that would be decided more easily than it is.
type Easing struct {
	Action   string
	From, To Need
}

// Easings says what other rules would make easier; where there is anything, they take effect
// when a second person sets the same.
func (s *State) Easings(r *Rules) (out []Easing) {
	for _, a := range Actions {
		from := s.rules.Needs[a]
		if to, allowed := r.need(a); allowed && to.easierThan(from) {
			out = append(out, Easing{a, from, to})
		}
	}
	return out
}

// pendingRules is the setting that holds rules which wait.
const pendingRules = "policies that wait"

// PendingRules gives the rules, as TOML, that would make deciding easier and wait for a second
// person to set the same, with who set them first. It is false where none wait.
func (s *State) PendingRules() (toml string, by Mark, ok bool) {
	p := s.settings.get(pendingRules)
	if p == nil {
		return "", Mark{}, false
	}
	return p.Text, p.Mark, true
}

// seconded says whether rules that make deciding easier take effect by this word, which is the
// second for them, or wait for another person's.
func (s *State) seconded(r *Rules, e Event) (bool, error) {
	if s.shared(e.Actor) {
		return false, refuse("under a login that several persons share no rules are set that make deciding easier", "sign in as yourself: --as NAME")
	}
	toml, first, waits := s.PendingRules()
	if !waits || toml != r.TOML || s.shared(first.By) {
		return false, nil
	}
	if s.samePerson(first.By, e.Actor) {
		return false, ErrNothing
	}
	return true, nil
}
