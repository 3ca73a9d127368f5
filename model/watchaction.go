package model

// AddWatch adds values to a watch list, and makes the list where there is none
// of that name. A list longer than a chunk takes several actions.
type AddWatch struct {
	Name   string    // as a tag
	Stance string    // "bad" or "benign", the same for all of a list
	Class  string    // what the list explains, such as "vpn": as a tag, or empty; the same for all of a list
	Chunk  []byte    // the values: one chunk of the encoding of model/watch
	File   Untrusted // base name of the file that they come from
	SHA256 string    // of that file, hexadecimal
}

// Verb implements [Action].
func (AddWatch) Verb() string { return "watch" }

// RemoveWatch takes a whole watch list away. What it said stays in the log.
type RemoveWatch struct {
	Name   string
	Reason Untrusted // not blank, at most 4 KiB
}

// Verb implements [Action].
func (RemoveWatch) Verb() string { return "unwatch" }
