package watchlist

import (
	"net/netip"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/identifier"
	"github.com/seed-28a39f10/clew/model/watch"
)

// sort is what a value is said to be. The zero sort says nothing.
type sort struct {
	form watch.Form
	kind model.Kind // of an exact value
}

var (
	anything = sort{}
	aDomain  = sort{form: watch.FormDomain}
	anASN    = sort{form: watch.FormASN}
	aNetwork = a(model.KindIP) // an address or a range
)

func a(k model.Kind) sort { return sort{watch.FormExact, k} }

// Reasons of rejects, which tests look for too.
const (
	whyUnknown     = "cannot tell what this is: say which kind the values are, or write kind:value"
	whyPlaceholder = "stands for no value"
	whyPrivate     = "a private or reserved address, which many networks use"
	whyWide        = "a range wider than /8 (IPv4) or /16 (IPv6) lists half the world"
	whyNoDomain    = "not a domain name"
	whyRegistry    = "a whole top-level domain or registry would list half the world"
	whyFileName    = "looks like a file name: say that the values are domains, or give its hash"
	whyNoASN       = "not the number of an autonomous system"
	whyPrivateASN  = "an autonomous system number for private use"
	whyLong        = "longer than 1048576 bytes"
)

// value reads raw as what it is said to be; why is the reason when it cannot be.
func (r *reader) value(as sort, raw string) (v watch.Value, why string) {
	raw = strings.TrimSpace(raw)
	if raw == "" {
		return v, whyPlaceholder
	}
	if len(raw) > maxLine {
		return v, whyLong
	}
	switch as.form {
	case watch.FormDomain:
		return r.domain(raw)
	case watch.FormASN:
		return asn(raw)
	case watch.FormExact:
		if as.kind == model.KindIP && strings.Contains(raw, "/") {
			return r.network(raw)
		}
		return r.exact(as.kind, raw)
	}
	return r.detect(raw)
}

// said reads "kind:value", and "domain:", "range:" and "asn:" in the same way.
func said(raw string) (as sort, value string, ok bool) {
	name, value, ok := strings.Cut(raw, ":")
	if !ok || value == "" {
		return anything, "", false
	}
	switch name {
	case "domain":
		return aDomain, value, true
	case "range":
		return aNetwork, value, true
	case "asn":
		return anASN, value, true
	}
	k, ok := model.KindByName(name)
	return a(k), value, ok
}

// detect finds out what raw is. Addresses and plain domains are most of most
// lists and come first.
func (r *reader) detect(raw string) (watch.Value, string) {
	if as, value, ok := said(raw); ok {
		return r.value(as, value)
	}
	if looksLikeASN(raw) {
		return asn(raw)
	}
	if _, err := netip.ParseAddr(raw); err == nil {
		return r.exact(model.KindIP, raw)
	}
	if _, err := netip.ParsePrefix(unbracket(raw)); err == nil {
		return r.network(raw)
	}
	domain, why := r.domain(raw)
	if why == "" && endsLikeFile(string(domain.Value)) {
		return domain, whyFileName
	}
	if why == "" || why == whyRegistry && strings.Contains(raw, ".") {
		return domain, why
	}
	if k, ok := identifier.Detect(model.Untrusted(raw)); ok {
		return r.exact(k, raw)
	}
	return domain, whyUnknown
}

// exact reads an identifier. A suspect e-mail address is kept, because a mailbox
// at gmial.com is a mailbox; other suspects are slips of whoever wrote the list.
func (r *reader) exact(k model.Kind, raw string) (v watch.Value, why string) {
	id := r.canon.Identify(k, model.Untrusted(raw), "")
	switch {
	case id.Status == model.StatusPlaceholder:
		return v, whyPlaceholder
	case id.Status == model.StatusPrivate:
		return v, whyPrivate
	case id.Status == model.StatusInvalid:
		return v, "not a value of the kind " + k.String()
	case id.Status == model.StatusSuspect && k.Family() == "contact" && strings.Contains(string(id.Value), "@") &&
		!strings.ContainsRune(string(id.Value), utf8.RuneError):
	case id.Status == model.StatusSuspect:
		return v, "almost a value of the kind " + k.String() + ": check it for a slip"
	}
	return watch.Value{Form: watch.FormExact, Kind: id.Kind, Value: id.Value, Raw: model.Untrusted(cut(string(id.Raw), watch.MaxRaw))}, ""
}

// unbracket undoes the usual ways of making an address unclickable. The kinds of
// model/identifier do that by themselves; a range or domain has to be told from
// them first, and kim[at]example[.]org is no domain.
func unbracket(s string) string {
	if !strings.ContainsAny(s, "[(") {
		return s
	}
	return unbracketer.Replace(strings.ToLower(s))
}

var unbracketer = strings.NewReplacer("[.]", ".", "(.)", ".", "[dot]", ".", "(dot)", ".", "[:]", ":", "[/]", "/",
	"[@]", "@", "(@)", "@", "[at]", "@", "(at)", "@")

// network reads a range, or an address with the prefix length of one.
func (r *reader) network(raw string) (v watch.Value, why string) {
	p, err := netip.ParsePrefix(unbracket(raw))
	if err != nil {
		return v, "not a range of addresses; write it as address/bits"
	}
	if a := p.Addr(); a.Is4In6() {
		if p.Bits() < 96 {
			return v, whyWide
		}
		p = netip.PrefixFrom(a.Unmap(), p.Bits()-96)
	}
	p = p.Masked()
	switch a := p.Addr(); {
	case p.IsSingleIP():
		v, why = r.exact(model.KindIP, a.String())
		v.Raw = model.Untrusted(cut(raw, watch.MaxRaw))
		return v, why
	case a.Is4() && p.Bits() < watch.MinBits4, a.Is6() && p.Bits() < watch.MinBits6, p.Contains(mapped):
		return v, whyWide
	case r.private(a) && r.private(last(p)):
		return v, whyPrivate
	}
	v = watch.Value{Form: watch.FormRange, Value: model.Untrusted(p.String())}
	if string(v.Value) != raw {
		v.Raw = model.Untrusted(cut(raw, watch.MaxRaw))
	}
	return v, ""
}

var mapped = netip.MustParseAddr("::ffff:0:0")

func (r *reader) private(a netip.Addr) bool {
	return r.canon.Identify(model.KindIP, model.Untrusted(a.String()), "").Status == model.StatusPrivate
}

func last(p netip.Prefix) netip.Addr {
	b := p.Addr().AsSlice()
	for i := p.Bits(); i < 8*len(b); i++ {
		b[i/8] |= 0x80 >> (i % 8)
	}
	a, _ := netip.AddrFromSlice(b)
	return a
}

// domain reads a domain name as the host of a web address would be read, so that
// both meet: folded, without "www.", without a port.
func (r *reader) domain(raw string) (v watch.Value, why string) {
	name := strings.TrimPrefix(strings.TrimPrefix(unbracket(raw), "*"), ".")
	if strings.ContainsAny(name, "/?#@\\ []()") {
		return v, whyNoDomain
	}
	id := r.canon.Identify(model.KindURL, model.Untrusted("https://"+name), "")
	host, ok := strings.CutPrefix(string(id.Value), "https://")
	host, _, _ = strings.Cut(host, ":")
	if !ok || id.Status != model.StatusOK && id.Status != model.StatusSuspect || host == "" {
		return v, whyNoDomain
	}
	top := host[strings.LastIndexByte(host, '.')+1:]
	if registry(host) && strings.Trim(host, "abcdefghijklmnopqrstuvwxyz0123456789-.") == "" {
		return v, whyRegistry
	}
	if id.Status != model.StatusOK || len(top) < 2 || !isLetters(top) && !strings.HasPrefix(top, "xn--") {
		return v, whyNoDomain
	}
	v = watch.Value{Form: watch.FormDomain, Value: model.Untrusted(host)}
	if host != raw {
		v.Raw = model.Untrusted(cut(raw, watch.MaxRaw))
	}
	return v, ""
}

// registry reports whether below a name there are the domains of everybody: a
// top-level domain, or one of the largest registries of the second level. The
// whole list of those (publicsuffix.org) brings an HTTP client with it in Go; and
// names that merely look like one, such as co.cc, are on real lists.
func registry(host string) bool {
	second, top, ok := strings.Cut(host, ".")
	return !ok || strings.Contains(registries[top], " "+second+" ")
}

var registries = map[string]string{
	"uk": " co org ac gov me ltd plc net ", "au": " com net org edu gov id ", "nz": " co net org ac govt ", "za": " co org net ac gov ",
	"jp": " co or ne ac go ad ed ", "kr": " co or ne ac go re pe ", "cn": " com net org gov edu ac ", "tw": " com net org gov edu idv ",
	"hk": " com net org gov edu idv ", "sg": " com net org gov edu ", "my": " com net org gov edu ", "th": " co in or ac go ",
	"id": " co or web ac go my ", "ph": " com net org gov edu ", "vn": " com net org gov edu ", "in": " co net org firm gen ind ac gov edu nic ",
	"pk": " com net org gov edu ", "bd": " com net org gov edu ", "br": " com net org gov edu ", "ar": " com net org gob edu ",
	"mx": " com net org gob edu ", "co": " com net org gov edu ", "pe": " com net org gob edu ", "tr": " com net org gov edu ",
	"il": " co net org ac gov ", "ua": " com net org gov edu in ", "pl": " com net org gov edu ", "ng": " com net org gov edu ", "ke": " co or ac go ",
}

func isLetters(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < 'a' || c > 'z' {
			return false
		}
	}
	return s != ""
}

// endsLikeFile recognises the names of files that no top-level domain is like.
func endsLikeFile(s string) bool {
	switch s[strings.LastIndexByte(s, '.')+1:] {
	case "exe", "dll", "sys", "bat", "cmd", "vbs", "js", "jar", "apk", "lnk", "doc", "docx", "docm", "xls", "xlsx", "xlsm", "ppt",
		"pptx", "pdf", "hwp", "rtf", "txt", "csv", "json", "xml", "html", "htm", "php", "asp", "aspx", "jsp", "png", "jpg", "jpeg",
		"gif", "ico", "iso", "img", "tmp", "dat", "bin", "gz", "rar", "tar", "msi":
		return true
	}
	return false
}

func looksLikeASN(s string) bool {
	return len(s) > 2 && strings.EqualFold(s[:2], "as") && strings.Trim(s[2:], "0123456789") == ""
}

// asn reads "AS64500" or "64500".
func asn(raw string) (v watch.Value, why string) {
	digits := raw
	if looksLikeASN(raw) {
		digits = raw[2:]
	}
	n, err := strconv.ParseUint(digits, 10, 32)
	switch {
	case err != nil || n == 0 || n == 1<<32-1 || digits[0] == '+':
		return v, whyNoASN
	case n >= 64512 && n <= 65535, n >= 4200000000:
		return v, whyPrivateASN
	}
	v = watch.Value{Form: watch.FormASN, Value: model.Untrusted("AS" + strconv.FormatUint(n, 10))}
	if string(v.Value) != raw {
		v.Raw = model.Untrusted(cut(raw, watch.MaxRaw))
	}
	return v, ""
}

// cut shortens s to at most n bytes at a character boundary.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// shown is text from the file fit to be kept: in one line, not too long and with
// card numbers masked.
func (r *reader) shown(s string, n int) string {
	s = strings.Join(strings.Fields(cut(s, 4*n)), " ")
	digits := 0
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			digits++
		}
	}
	if digits >= 12 {
		if id := r.canon.Identify(model.KindPayment, model.Untrusted(s), ""); id.Raw != "" {
			s = string(id.Raw)
		} else {
			s = string(id.Value)
		}
	}
	return cut(s, n)
}
