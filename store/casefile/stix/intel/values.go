package intel

import (
	"encoding/hex"
	"net/netip"
	"net/url"
	"strings"
)

// Email reports whether a value is an address that every program takes for one: ASCII, a
// dot-atom, "@" and a host name, 254 bytes at most.
func Email(s string) bool {
	local, host, ok := strings.Cut(s, "@")
	if !ok || len(s) > 254 || len(local) > 64 || !hostName(host) {
		return false
	}
	for part := range strings.SplitSeq(local, ".") {
		if part == "" || !within(part, atom) {
			return false
		}
	}
	return true
}

const (
	alnum = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	atom  = alnum + "!#$%&'*+-/=?^_`{|}~"
)

func within(s, set string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !strings.ContainsRune(set, r) }) < 0
}

func hostName(s string) bool {
	if len(s) > 253 {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' || !within(label, alnum+"-") {
			return false
		}
	}
	return true
}

// IP reports whether a value is a network address in its canonical form, and whether it is
// one of version 6. Addresses with a zone are none.
func IP(s string) (v6, ok bool) {
	a, err := netip.ParseAddr(s)
	return a.Is6(), err == nil && a.Zone() == "" && !a.Is4In6() && a.String() == s
}

// URL reports whether a value is an absolute http or https URL of RFC 3986, 2048 bytes at
// most, of characters that a URL may have.
func URL(s string) bool {
	const chars = alnum + "-._~:/?#[]@!$&'()*+,;=%"
	if len(s) > 2048 || !within(s, chars) {
		return false
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || strings.Count(s, "#") > 1 {
		return false
	}
	host := u.Hostname()
	if strings.ContainsAny(s, "[]") {
		_, ok := IP(host)
		return ok && strings.Contains(s, "//["+host+"]") && strings.Count(s, "[") == 1 && strings.Count(s, "]") == 1
	}
	if _, err := url.PathUnescape(s); err != nil {
		return false
	}
	return hostName(host)
}

// Hash gives the algorithm of a hash in lower-case hexadecimal digits: "MD5", "SHA-1" or
// "SHA-256"; "" for what is no such hash.
func Hash(s string) string {
	if _, err := hex.DecodeString(s); err != nil || s != strings.ToLower(s) {
		return ""
	}
	switch len(s) {
	case 32:
		return "MD5"
	case 40:
		return "SHA-1"
	case 64:
		return "SHA-256"
	}
	return ""
}

// MAC reports whether a value is the address of a network card: six pairs of lower-case
// hexadecimal digits with colons between them.
func MAC(s string) bool {
	if len(s) != 17 {
		return false
	}
	for i := range len(s) {
		if i%3 == 2 && s[i] != ':' || i%3 != 2 && !strings.Contains("0123456789abcdef", s[i:i+1]) {
			return false
		}
	}
	return true
}
