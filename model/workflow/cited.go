package workflow

import "fmt"

// PolicyVersion is a version of a policy, and who put it in force; Entry is 0 for those that
// every investigation begins with.
type PolicyVersion struct {
	Policy
	Mark
}

// Cited is the policy that a proposal was made under.
type Cited struct {
	PolicyVersion                // as it was then, and as the proposal is bound to it; ID "" where the log does not have it
	Now           *PolicyVersion // the version that is in force, where it is another; nil where it is this one, or none is
	Gone          bool           // no policy of that name is in force any more
}

// Cited finds the very policy that the terms of a proposal name: all versions that ever were in
// force are kept, with their texts.
func (s *State) Cited(t *Terms) Cited {
	var c Cited
	if was := s.policies.get(policyKey(t.Policy, t.PolicyVersion)); was != nil && was.SHA256 == t.PolicySHA256 {
		c.PolicyVersion = *was
	}
	now, there := s.rules.Policy(t.Policy)
	switch {
	case !there:
		c.Gone = true
	case now.Version != t.PolicyVersion || now.SHA256 != t.PolicySHA256:
		c.Now = s.policies.get(policyKey(now.ID, now.Version))
	}
	return c
}

func policyKey(id string, version int) string { return fmt.Sprint(id, " ", version) }

// keepPolicies keeps what is in force now for good, as far as it is not there already.
func (s *State) keepPolicies(by Mark) {
	for _, p := range s.rules.Policies {
		if key := policyKey(p.ID, p.Version); s.policies.get(key) == nil {
			set(s, policyVersions, key, &PolicyVersion{p, by})
		}
	}
}
