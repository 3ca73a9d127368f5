package model

// JudgeLink puts a verdict on the link between two accounts, or takes it back.
type JudgeLink struct {
	A, B    AccountID
	Verdict string    // same, not-same, unclear, facilitator; "" takes the verdict back
	Why     Untrusted // at most 4 KiB; may be empty
}

// Verb implements [Action].
func (JudgeLink) Verb() string { return "judge" }

// IgnoreValue makes a value count for nothing in links, or count again.
type IgnoreValue struct {
	Kind   string    // of the evidence, such as "device", "net" or "domain"
	Value  Untrusted // in canonical form
	Why    Untrusted // not blank unless Remove is set, at most 4 KiB
	Until  Time      // from when on it counts again; unknown: for good
	Remove bool
}

// Verb implements [Action].
func (a IgnoreValue) Verb() string {
	if a.Remove {
		return "unignore"
	}
	return "ignore"
}

// SetWeights replaces the numbers from which the weight of evidence follows.
type SetWeights struct {
	TOML string    // see the store; "" goes back to the defaults
	Why  Untrusted // not blank, at most 4 KiB
}

// Verb implements [Action].
func (SetWeights) Verb() string { return "weights" }
