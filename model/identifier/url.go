package identifier

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// webURL holds the parts of an address. Host is canonical, without "www.";
// port is "" where it is the scheme's own.
type webURL struct {
	scheme, host, port, path, query string
}

func (u webURL) String() string {
	s := u.scheme + "://" + u.host
	if u.port != "" {
		s += ":" + u.port
	}
	s += u.path
	if u.query != "" {
		s += "?" + u.query
	}
	return s
}

// webAddress canonicalises a URL: scheme and host folded (IDNA), "www.", user
// and password, default port, fragment and the parameters that track visitors
// removed, percent-encoding normalised (RFC 3986, 6.2.2). The path and the order
// of the parameters stay; the root is written without a slash. Where there is no
// scheme, https is taken.
func webAddress(s string) (string, model.Status) {
	if plainURL(s) {
		return s, model.StatusOK
	}
	v, st, done := open(s)
	if done {
		return v, st
	}
	t := refang(strings.Trim(v, " <>\"'"))
	u, ok := splitURL(t)
	switch {
	case !ok && strings.Contains(t, "://"):
		return finish(v, model.StatusSuspect)
	case !ok:
		return finish(v, model.StatusInvalid)
	case strings.IndexByte(u.host, '.') < 0 && u.host[0] != '[' && u.host != "localhost":
		return finish(v, model.StatusSuspect)
	}
	return finish(u.String(), model.StatusOK)
}

// Classes of the bytes of an address.
const (
	urlHost  = 1 << iota // a host in canonical form
	urlPath              // stands in a path unchanged
	urlQuery             // stands in a query unchanged
)

var urlClass = func() (t [256]uint8) {
	for _, c := range "abcdefghijklmnopqrstuvwxyz0123456789-._" {
		t[c] = urlHost | urlPath | urlQuery
	}
	for _, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZ~!$&'()*+,;=:@/" {
		t[c] = urlPath | urlQuery
	}
	t['?'] = urlQuery
	return t
}()

// plainURL recognises a canonical address without port and parameters.
func plainURL(s string) bool {
	var rest string
	switch {
	case len(s) > maxValue:
		return false
	case strings.HasPrefix(s, "https://"):
		rest = s[8:]
	case strings.HasPrefix(s, "http://"):
		rest = s[7:]
	default:
		return false
	}
	i := 0
	for i < len(rest) && urlClass[rest[i]]&urlHost != 0 {
		i++
	}
	host := rest[:i]
	if strings.HasPrefix(host, "www.") || strings.IndexByte(host, '.') < 0 {
		return false
	}
	if h, ok := hostName(host); !ok || h != host || host[len(host)-1] <= '9' {
		return false
	}
	path := rest[i:]
	if path == "" {
		return true
	}
	if path[0] != '/' || path == "/" || strings.Contains(path, "(") {
		return false
	}
	for i := range len(path) {
		if urlClass[path[i]]&urlPath == 0 {
			return false
		}
	}
	return true
}

// splitURL reads an address and normalises its parts.
func splitURL(s string) (u webURL, ok bool) {
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok {
		scheme, rest = "https", strings.TrimPrefix(s, "//")
		host := rest[:end(rest, "/?#:")]
		if i := strings.LastIndexByte(host, '.'); i < 1 || isDigits(host[i+1:]) || strings.ContainsAny(host, "@ ,;") {
			return u, false
		}
	}
	u.scheme = lower(scheme)
	if u.scheme == "" || len(u.scheme) > 32 || u.scheme[0] < 'a' || u.scheme[0] > 'z' {
		return u, false
	}
	for i := range len(u.scheme) {
		if c := u.scheme[i]; !isAlnum(u.scheme[i:i+1]) && c != '+' && c != '-' && c != '.' {
			return u, false
		}
	}
	rest, _, _ = strings.Cut(rest, "#")
	n := end(rest, "/?\\")
	if u.host, u.port, ok = authority(u.scheme, rest[:n]); !ok {
		return u, false
	}
	path, query, _ := strings.Cut(rest[n:], "?")
	if u.path = percent(path, urlPath); u.path == "/" {
		u.path = ""
	} else if u.path != "" && u.path[0] != '/' {
		u.path = "/" + u.path
	}
	u.query = keptParameters(percent(query, urlQuery))
	return u, true
}

// end gives the place of the first of the bytes in any, or the length of s.
func end(s, any string) int {
	if i := strings.IndexAny(s, any); i >= 0 {
		return i
	}
	return len(s)
}

func authority(scheme, s string) (host, port string, ok bool) {
	s = s[strings.LastIndexByte(s, '@')+1:]
	if t, ok := strings.CutPrefix(s, "["); ok {
		t, rest, _ := strings.Cut(t, "]")
		a, ok := parseIP(t)
		if !ok || rest != "" && rest[0] != ':' {
			return "", "", false
		}
		a = a.Unmap().WithZone("")
		if host = a.String(); a.Is6() {
			host = "[" + host + "]"
		}
		port = strings.TrimPrefix(rest, ":")
	} else {
		host, port, _ = strings.Cut(s, ":")
		if host, ok = hostName(strings.TrimSuffix(host, ".")); !ok {
			return "", "", false
		}
		for strings.HasPrefix(host, "www.") && strings.IndexByte(host[4:], '.') > 0 {
			host = host[4:]
		}
		if label := host[strings.LastIndexByte(host, '.')+1:]; isDigits(label) {
			if _, err := netip.ParseAddr(host); err != nil {
				return "", "", false
			}
		}
	}
	if port != "" {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil {
			return "", "", false
		}
		port = strconv.FormatUint(n, 10)
	}
	switch scheme + ":" + port {
	case "http:80", "https:443", "ftp:21", "ssh:22", "ws:80", "wss:443":
		port = ""
	}
	return host, port, true
}

// percent normalises the percent-encoding of a path or query: bytes of the class
// stand for themselves, all others are written as %XX.
func percent(s string, class uint8) string {
	plain := true
	for i := range len(s) {
		if urlClass[s[i]]&class == 0 {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '%' && i+2 < len(s) && isHex(s[i+1:i+3]) {
			n, _ := strconv.ParseUint(s[i+1:i+3], 16, 8)
			c = byte(n)
			i += 2
			if unreserved(c) {
				b.WriteByte(c)
				continue
			}
		} else if urlClass[c]&class != 0 {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(digits[c>>4])
		b.WriteByte(digits[c&15])
	}
	return b.String()
}

func unreserved(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z' || c == '-' || c == '.' || c == '_' || c == '~'
}

// keptParameters drops the parameters that only say where a visitor came from.
func keptParameters(query string) string {
	if query == "" {
		return ""
	}
	var kept []string
	for p := range strings.SplitSeq(query, "&") {
		key, _, _ := strings.Cut(p, "=")
		if p != "" && !tracking(lower(key)) {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "&")
}

func tracking(key string) bool {
	switch key {
	case "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "ttclid", "li_fat_id",
		"igshid", "igsh", "mc_cid", "mc_eid", "_hsenc", "_hsmi", "mkt_tok", "_ga", "_gl", "vero_id", "oly_enc_id",
		"oly_anon_id", "wickedid", "rb_clickid", "s_cid", "trk", "trkinfo", "trackingid", "originalsubdomain", "lipi",
		"ref_src", "ref_url", "spm", "si":
		return true
	}
	return strings.HasPrefix(key, "utm_")
}
