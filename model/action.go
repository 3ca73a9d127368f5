package model

// Action is a change to the work. The store's one write door takes it, asks
// whether it is allowed, and writes it and its audit entry in one transaction.
type Action interface {
	// Verb is the action's name in the audit log, such as "note" or "tag".
	Verb() string
}

// AddNote appends a note to an account. Notes are never changed or removed.
type AddNote struct {
	Account AccountID
	Text    Untrusted // not blank, at most 256 KiB
}

// Verb implements [Action].
func (AddNote) Verb() string { return "note" }

// SetTag puts a tag on accounts, or takes it off; the one undoes the other.
type SetTag struct {
	Accounts []AccountID
	Tag      string // letters, digits, '-', '_', '.', ':'; at most 64 bytes
	Remove   bool
}

// Verb implements [Action].
func (a SetTag) Verb() string {
	if a.Remove {
		return "untag"
	}
	return "tag"
}

// Note is a note as it stands in the log.
type Note struct {
	Entry  uint64 // index of its audit entry
	Time   Time
	Author string
	Text   Untrusted
}
