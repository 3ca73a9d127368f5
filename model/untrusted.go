package model

// Untrusted is text that an adversary may have written: a name, a biography, a
// user agent, a file name. It holds the bytes as they came, which may be
// invalid UTF-8 and may carry control sequences. Convert it to a string only
// to compute on it, never to show it: ui/text is the way to a screen.
type Untrusted string
