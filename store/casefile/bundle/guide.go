package bundle

import _ "embed"

//go:embed verify.py
var script []byte

//go:embed VERIFY.md
var guide []byte

// Script gives verify.py, a second implementation of the most of [Check], in Python and
// short enough to be read. It is not put into case files: what comes with a thing proves
// nothing about it.
func Script() []byte { return append([]byte(nil), script...) }

// Guide gives VERIFY.md, which says how to check a case file without Clew, and has the
// script in it.
func Guide() []byte { return append([]byte(nil), guide...) }
