package evidence

// Innocent gives the innocent explanation that a value suggests by itself, as if it
// were all that two of its holders share. Its Covers says nothing.
func (v *View) Innocent(value uint32, known Known) Innocent {
	t := tally{}
	v.explainValue(&t, Row{Value: value, Kind: v.Index.Kind(value), Bits: 1}, nil, known)
	return t.best()
}
