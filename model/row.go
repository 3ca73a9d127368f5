package model

// Row is one row of an export as a reader understood it: the account it speaks
// of, with what it says, and the sign-in events in it.
type Row struct {
	Line    uint64    // line (or element) number in its file, from 1
	Raw     Untrusted // the row as it came
	Account Account   // Sources is empty: the store fills it in
	Events  []Event

	// Staged is the store's own encoding of Account and Events, made in the
	// goroutine that read the row; see store.Import.
	Staged []byte
}

// Reject is a row that could not be used, with the reason.
type Reject struct {
	Line   uint64    `json:"line"`
	Field  string    `json:"field"`  // the column or path at fault, "" for the whole row
	Reason string    `json:"reason"` // what is wrong and what to do
	Raw    Untrusted `json:"raw"`
}
