package identifier

import (
	"net/netip"
	"strings"

	"golang.org/x/net/idna"

	"github.com/seed-28a39f10/clew/model"
)

// mailRule is what the provider of a domain ignores in a local part.
type mailRule uint8

const (
	ruleNone    mailRule = iota
	rulePlus             // "+tag"
	ruleGmail            // "+tag" and dots
	ruleMinus            // "-tag"
	ruleGitHub           // no mailbox: "ID+login" names an account, nothing else does
	ruleNoReply          // no mailbox and no account
)

// domainInfo is what is known of the domain of an e-mail address.
type domainInfo struct {
	canon  string
	rule   mailRule
	status model.Status
}

func (c *Canonicaliser) domain(s string) domainInfo {
	if d, ok := c.domains.get(s); ok {
		return d
	}
	d := readDomain(s)
	if len(s) <= 255 {
		c.domains.put(strings.Clone(s), d)
	}
	return d
}

func readDomain(s string) domainInfo {
	h, ok := hostName(s)
	if !ok {
		return domainInfo{canon: s, status: model.StatusSuspect}
	}
	h = strings.Clone(h)
	if h == "googlemail.com" {
		h = "gmail.com"
	}
	d := domainInfo{canon: h, rule: providerRule(h)}
	if d.rule == ruleNone && (strings.IndexByte(h, '.') < 0 || typoDomain(h)) {
		d.status = model.StatusSuspect
	}
	if _, err := netip.ParseAddr(h); err == nil {
		d.status = model.StatusSuspect
	}
	return d
}

// hostName gives the canonical form of a host name: lower-case ASCII (IDNA) with
// labels of 1 to 63 letters, digits, hyphens and underscores.
func hostName(s string) (string, bool) {
	if !isASCII(s) {
		var err error
		if s, err = idna.Lookup.ToASCII(s); err != nil {
			return s, false
		}
	}
	s = lower(s)
	if s == "" || len(s) > 253 {
		return s, false
	}
	label := 0
	for i := 0; i <= len(s); i++ {
		if i == len(s) || s[i] == '.' {
			if label == 0 || label > 63 || s[i-1] == '-' {
				return s, false
			}
			label = 0
			continue
		}
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' && (c != '-' || label == 0) {
			return s, false
		}
		label++
	}
	return s, true
}

func providerRule(domain string) mailRule {
	switch domain {
	case "gmail.com":
		return ruleGmail
	case "msn.com", "windowslive.com", "passport.com",
		"icloud.com", "me.com", "mac.com",
		"proton.me", "protonmail.com", "protonmail.ch", "pm.me",
		"fastmail.com", "fastmail.fm", "fastmail.net", "fastmail.org", "sent.com",
		"zoho.com", "zoho.eu", "zoho.in", "zohomail.com", "zohomail.eu", "zohomail.in",
		"ya.ru":
		return rulePlus
	case "ymail.com", "rocketmail.com", "myyahoo.com":
		return ruleMinus
	case "users.noreply.github.com":
		return ruleGitHub
	}
	name, tld, _ := strings.Cut(domain, ".")
	switch name {
	case "outlook", "hotmail", "live", "yandex":
		if national(tld) {
			return rulePlus
		}
	case "yahoo":
		if national(tld) {
			return ruleMinus
		}
	}
	for label := range strings.SplitSeq(domain, ".") {
		if label == "noreply" || label == "no-reply" || label == "donotreply" {
			return ruleNoReply
		}
	}
	return ruleNone
}

// national reports whether tld is one under which a provider with a domain in
// many countries has one: "com", "fr", "co.uk", "com.br". The ends of likely
// slips of the finger ("co", "cm") are left to typoDomain.
func national(tld string) bool {
	switch tld {
	case "com":
		return true
	case "co", "cm", "om":
		return false
	}
	if i := strings.IndexByte(tld, '.'); i >= 0 {
		return (tld[:i] == "co" || tld[:i] == "com") && len(tld)-i == 3
	}
	return len(tld) == 2
}

// typoTargets are the domains that so many people write to that a neighbour one
// slip of the finger away is more likely an error than a domain.
var typoTargets = [...]string{
	"gmail.com", "googlemail.com", "yahoo.com", "hotmail.com", "outlook.com",
	"icloud.com", "protonmail.com", "fastmail.com", "yandex.com", "yandex.ru",
	"naver.com", "hanmail.net",
}

// typoDomain reports whether a domain is one slip of the finger away from a
// large provider: one letter changed, lost, added or two swapped. The first
// letter is hardly ever wrong, and with it many real domains differ (mail.com,
// ymail.com, cloud.com). It also knows misspellings of ".com" and ".net".
func typoDomain(d string) bool {
	switch d[strings.LastIndexByte(d, '.')+1:] {
	case "con", "cmo", "ocm", "comm", "vom", "xom", "cpm", "coom", "coml", "nett":
		return true
	}
	switch d {
	case "grail.com", "fastmail.co":
		return false
	}
	for _, t := range typoTargets {
		if oneSlip(d, t) {
			return true
		}
	}
	return false
}

// oneSlip reports whether a is exactly one edit away from b (a letter changed,
// lost, added, or two neighbours swapped) without changing the first letter
// other than by a swap.
func oneSlip(a, b string) bool {
	if len(a) > len(b)+1 || len(b) > len(a)+1 || a == "" {
		return false
	}
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	switch ra, rb := a[i:], b[i:]; {
	case ra == "" && rb == "":
		return false
	case len(ra) >= 2 && len(ra) == len(rb) && ra[0] == rb[1] && ra[1] == rb[0] && ra[2:] == rb[2:]:
		return true
	case i == 0:
		return false
	case len(ra) == len(rb):
		return ra[1:] == rb[1:]
	case len(ra) > len(rb):
		return ra[1:] == rb
	default:
		return ra == rb[1:]
	}
}

// Domain gives the domain of a canonical e-mail address, "" where it has none.
func Domain(email model.Untrusted) string {
	if at := strings.LastIndexByte(string(email), '@'); at >= 0 {
		return string(email[at+1:])
	}
	return ""
}
