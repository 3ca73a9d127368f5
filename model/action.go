package model

// Action is a change to the work. The store's one write door takes it, asks
// whether it is allowed, and writes it and its audit entry in one transaction.
type Action interface {
	// Verb is the action's name in the audit log, such as "note" or "tag".
	Verb() string
}
