package identifier

import (
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// Classes of the bytes of a device id.
var deviceClass = func() (t [256]bool) {
	for c := '!'; c <= '~'; c++ {
		t[c] = c < 'A' || c > 'Z'
	}
	return t
}()

// device canonicalises the id of a device, fingerprint, session or
// authenticator: folded, with GUIDs and MAC addresses in one form each.
func device(kind model.Kind, s string) (string, model.Status) {
	if plainDevice(s) {
		if v := deviceForm(kind, s); v == s && !factoryDefault(v) {
			return s, model.StatusOK
		}
	}
	v, st, done := open(s)
	if done {
		return v, st
	}
	t := settle(v, func(t string) string { return deviceForm(kind, foldKey(t)) })
	if placeholder(t) || factoryDefault(t) {
		return finish(v, model.StatusPlaceholder)
	}
	return finish(t, model.StatusOK)
}

func plainDevice(s string) bool {
	if len(s) < 3 || len(s) > 256 {
		return false
	}
	for i := 0; i < len(s); i++ {
		if !deviceClass[s[i]] {
			return false
		}
	}
	return !placeholder(s)
}

// deviceForm normalises the separators of a folded GUID or MAC address and gives
// anything else back as it is.
func deviceForm(kind model.Kind, s string) string {
	if len(s) > 2 && s[0] == '{' && s[len(s)-1] == '}' {
		s = s[1 : len(s)-1]
	}
	switch len(s) {
	case 12: // a bare MAC address; twelve decimal digits are more likely a serial number
		if isLowerHex(s) && !isDigits(s) {
			return joinPairs(s)
		}
	case 14: // Cisco: aabb.ccdd.eeff
		if s[4] == '.' && s[9] == '.' {
			if hex := s[:4] + s[5:9] + s[10:]; isLowerHex(hex) {
				return joinPairs(hex)
			}
		}
	case 17:
		if s[2] == '-' && isMAC(s, '-') {
			return strings.ReplaceAll(s, "-", ":")
		}
	case 32:
		if kind != model.KindFingerprint && isLowerHex(s) {
			return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
		}
	case 36:
		if kind == model.KindFingerprint && isGUID(s) {
			return strings.ReplaceAll(s, "-", "")
		}
	}
	return s
}

func joinPairs(hex string) string {
	b := make([]byte, 0, 17)
	for i := 0; i < len(hex); i += 2 {
		if i > 0 {
			b = append(b, ':')
		}
		b = append(b, hex[i], hex[i+1])
	}
	return string(b)
}

// isMAC reports whether s is six folded pairs of hexadecimal digits with sep
// between them.
func isMAC(s string, sep byte) bool {
	if len(s) != 17 {
		return false
	}
	for i := 0; i < len(s); i++ {
		if i%3 == 2 {
			if s[i] != sep {
				return false
			}
		} else if !isLowerHex(s[i : i+1]) {
			return false
		}
	}
	return true
}

// isGUID reports whether s is a folded GUID with hyphens.
func isGUID(s string) bool {
	return len(s) == 36 && s[8] == '-' && s[13] == '-' && s[18] == '-' && s[23] == '-' &&
		isLowerHex(s[:8]) && isLowerHex(s[9:13]) && isLowerHex(s[14:18]) && isLowerHex(s[19:23]) && isLowerHex(s[24:])
}

// localMAC reports whether a canonical MAC address is locally administered (the
// second bit of its first byte, IEEE 802): made up by software, so that it tells
// little of the hardware.
func localMAC(s string) bool {
	if !isMAC(s, ':') {
		return false
	}
	return strings.IndexByte("2367abef", s[1]) >= 0
}

// factoryDefault reports whether a canonical id is one that many devices share
// because nobody set it.
func factoryDefault(s string) bool {
	switch s {
	case "ff:ff:ff:ff:ff:ff", // broadcast
		"02:00:00:00:00:00",                    // what Android says instead of the hardware address
		"00:11:22:33:44:55",                    // examples
		"aa:bb:cc:dd:ee:ff",                    //
		"9774d56d682e549c",                     // one Android id on many early phones and emulators
		"03000200-0400-0500-0006-000700080009", // unset SMBIOS UUID of many boards
		"03000200040005000006000700080009",
		"12345678-1234-5678-90ab-cddeefaabbcc", // the same of others
		"123456781234567890abcddeefaabbcc",
		"12345678-1234-1234-1234-123456789abc",
		"fefefefe-fefe-fefe-fefe-fefefefefefe",
		"to be filled by o.e.m.", "default string", "system serial number", "serial number",
		"chassis serial number", "none specified", "not applicable", "invalid", "default",
		"0123456789", "123456789", "1234567890", "12345678", "0123456789abcdef",
		"emulator", "generic", "device", "test", "true", "false", "error", "[object object]":
		return true
	}
	// One digit over and over: ffffffff-ffff-…, 1111111111111111.
	if len(s) < 8 {
		return false
	}
	for i := 1; i < len(s); i++ {
		if s[i] != s[0] && s[i] != '-' && s[i] != ':' {
			return false
		}
	}
	return true
}
