package identifier

import (
	"net/netip"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// ip canonicalises an IPv4 or IPv6 address to the text form of net/netip (RFC
// 5952): 4in6 unmapped, without zone, port, brackets or a prefix length that
// covers the whole address.
func ip(s string) (string, model.Status) {
	if a, ok := plainIPv4(s); ok {
		return s, ipStatus(a)
	}
	if len(s) <= 45 {
		if a, ok := parseIP(s); ok {
			return ipText(s, a)
		}
	}
	v, st, done := open(s)
	// Zeros alone are an address here ("0.0.0.0", "::"), not a placeholder.
	if done && st != model.StatusPlaceholder {
		return v, st
	}
	if a, ok := parseIP(bareIP(refang(v))); ok {
		return ipText(s, a)
	}
	if done {
		return v, st
	}
	return finish(v, nearIP(v))
}

func ipText(s string, a netip.Addr) (string, model.Status) {
	a = a.Unmap().WithZone("")
	var buf [48]byte
	b := a.AppendTo(buf[:0])
	if string(b) != s {
		s = string(b)
	}
	return s, ipStatus(a)
}

// plainIPv4 reads a dotted quad that is canonical already.
func plainIPv4(s string) (netip.Addr, bool) {
	if len(s) < 7 || len(s) > 15 {
		return netip.Addr{}, false
	}
	var quad [4]byte
	n, digits, val := 0, 0, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			if digits > 0 && val == 0 {
				return netip.Addr{}, false
			}
			val = val*10 + int(c-'0')
			if digits++; val > 255 {
				return netip.Addr{}, false
			}
		case c == '.' && digits > 0 && n < 3:
			quad[n] = byte(val)
			n, digits, val = n+1, 0, 0
		default:
			return netip.Addr{}, false
		}
	}
	if n != 3 || digits == 0 {
		return netip.Addr{}, false
	}
	quad[3] = byte(val)
	return netip.AddrFrom4(quad), true
}

// parseIP is netip.ParseAddr without the cost of its error where s cannot be an
// address.
func parseIP(s string) (netip.Addr, bool) {
	if strings.IndexByte(s, ':') < 0 {
		return plainIPv4(s)
	}
	a, err := netip.ParseAddr(s)
	return a, err == nil
}

// bareIP takes an address out of "[address]:port", "address:port" and
// "address/32".
func bareIP(s string) string {
	if t, ok := strings.CutPrefix(s, "["); ok {
		t, port, ok := strings.Cut(t, "]")
		if ok && (port == "" || port[0] == ':' && isPort(port[1:])) {
			return t
		}
		return s
	}
	if t, bits, ok := strings.Cut(s, "/"); ok {
		if bits == "32" && strings.IndexByte(t, ':') < 0 || bits == "128" {
			return t
		}
		return s
	}
	if t, port, ok := strings.Cut(s, ":"); ok && isPort(port) && strings.IndexByte(t, '.') > 0 {
		return t
	}
	return s
}

func isPort(s string) bool { return len(s) <= 5 && isDigits(s) }

// nearIP tells what looks like an address (a range, a list, leading zeros,
// which some read as octal) from what does not.
func nearIP(s string) model.Status {
	dots, colons := strings.Count(s, "."), strings.Count(s, ":")
	if dots < 3 && colons < 2 {
		return model.StatusInvalid
	}
	for i := 0; i < len(s); i++ {
		if !isHex(s[i:i+1]) && strings.IndexByte(".:/,[]% -", s[i]) < 0 {
			return model.StatusInvalid
		}
	}
	return model.StatusSuspect
}

// privateIPv6 holds the IPv6 blocks that are not unique world-wide and have no
// predicate in net/netip.
var privateIPv6 = []netip.Prefix{
	netip.MustParsePrefix("100::/64"),  // discard-only, RFC 6666
	netip.MustParsePrefix("fec0::/10"), // site-local, RFC 3879
}

// ipStatus says whether an address can name one place on the net. The
// documentation and benchmarking ranges can: see the package comment.
func ipStatus(a netip.Addr) model.Status {
	if a.Is4() {
		b := a.As4()
		switch {
		case b[0] == 0, b[0] == 10, b[0] == 127, b[0] >= 224,
			b[0] == 100 && b[1]&0xC0 == 64,
			b[0] == 169 && b[1] == 254,
			b[0] == 172 && b[1]&0xF0 == 16,
			b[0] == 192 && b[1] == 168,
			b[0] == 192 && b[1] == 0 && b[2] == 0:
			return model.StatusPrivate
		}
		return model.StatusOK
	}
	if a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || a.IsMulticast() || a.IsUnspecified() {
		return model.StatusPrivate
	}
	for _, p := range privateIPv6 {
		if p.Contains(a) {
			return model.StatusPrivate
		}
	}
	return model.StatusOK
}
