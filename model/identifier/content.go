package identifier

import (
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// fileHash canonicalises the hash of a file, a photo or a résumé: MD5, SHA-1 or
// SHA-256 in lower-case hexadecimal digits.
func fileHash(s string) (string, model.Status) {
	if hashLength(len(s)) && isLowerHex(s) && !emptyFile(s) && !sameBytes(s) {
		return s, model.StatusOK
	}
	v, st, done := open(s)
	if done {
		return v, st
	}
	t := lower(v)
	if i := strings.LastIndexAny(t, ":= "); i > 0 {
		switch strings.ReplaceAll(strings.TrimRight(t[:i], " :="), "-", "") {
		case "md5", "sha1", "sha256":
			t = t[i+1:]
		}
	}
	switch {
	case emptyFile(t), isLowerHex(t) && sameBytes(t):
		return finish(v, model.StatusPlaceholder)
	case hashLength(len(t)) && isLowerHex(t):
		return t, model.StatusOK
	case nearHash(t):
		return finish(v, model.StatusSuspect)
	}
	return finish(v, model.StatusInvalid)
}

func hashLength(n int) bool { return n == 32 || n == 40 || n == 64 }

// nearHash reports whether s looks like a hash with a few characters lost, added
// or mistyped.
func nearHash(s string) bool {
	if len(s) < 16 || len(s) > 128 {
		return false
	}
	hex := 0
	for i := range len(s) {
		if isLowerHex(s[i : i+1]) {
			hex++
		}
	}
	return hex >= len(s)-2
}

// emptyFile recognises the hashes of no bytes at all.
func emptyFile(s string) bool {
	switch s {
	case "d41d8cd98f00b204e9800998ecf8427e",
		"da39a3ee5e6b4b0d3255bfef95601890afd80709",
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855":
		return true
	}
	return false
}

// document canonicalises the number of a document: upper case, without
// separators. Numbers shorter than four characters are suspect.
func document(s string) (string, model.Status) {
	v, st, done := open(s)
	if done {
		return v, st
	}
	t := settle(v, func(t string) string { return clean(compactUpper(t)) })
	switch {
	case t == "":
		return finish(v, model.StatusInvalid)
	case placeholder(t), sameBytes(t), t == "123456789", t == "12345678", t == "1234567890", t == "AB123456C", t == "A12345678":
		return finish(v, model.StatusPlaceholder)
	case len(t) < 4:
		return finish(v, model.StatusSuspect)
	}
	return finish(t, model.StatusOK)
}
