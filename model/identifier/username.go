package identifier

import (
	"strings"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
)

// username canonicalises a login: folded, without a leading "@".
func username(s string) (string, model.Status) {
	if plainDevice(s) && s[0] != '@' {
		return s, model.StatusOK
	}
	v, st, done := open(s)
	if done {
		return v, st
	}
	t := settle(v, func(t string) string { return strings.TrimLeft(foldKey(t), "@ ") })
	switch {
	case placeholder(t) && t != "":
		return finish(v, model.StatusPlaceholder)
	case t == "", strings.ContainsRune(t, utf8.RuneError):
		return finish(v, model.StatusInvalid)
	}
	return finish(t, model.StatusOK)
}

// stem gives what is left of a user name without the digits and separators at
// its end, "" where that is shorter than four bytes or nothing but digits.
func stem(s string) string {
	s = strings.TrimRight(s, "0123456789._-")
	if len(s) < 4 {
		return ""
	}
	return s
}
