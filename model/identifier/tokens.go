package identifier

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// Token is a weaker or related thing that an identifier also stands for. The
// name is one of those that [Tokens] lists.
type Token struct {
	Name  string
	Value model.Untrusted
}

// Tokens gives what else the value of an identifier with [model.StatusOK] ties
// its holders by; any other status has none. By name:
//
//   - "email", "phone", "handle": a value of that kind, from a recovery or
//     commit e-mail, a payment account, a recovery telephone number, a guest's
//     sign-in name (…#EXT#@…) or the address of a profile
//   - "domain": the domain of an e-mail address or the host of a URL
//   - "pattern": the shape of an e-mail address, such as a6d3@gmail.com for six
//     letters and three digits
//   - "ip24", "ip64", "ip48": the network around an address, as a prefix
//   - "oui": the first three bytes of a MAC address, its maker; "local_mac": the
//     whole, where it is locally administered, so made up by software
//   - "key": the key behind a wallet, where other chains show it too
//   - "bin": the first six digits of a card
//   - "name_roman": family and given name in Latin letters, spellings folded
//   - "stem": a user name without the digits at its end, of 4 bytes or more
//   - "skeleton": a name or handle with look-alike letters of other scripts
//     replaced by the Latin ones they look like, where there are any; it is to
//     be compared with the values of the same kind too
//   - "page": a URL without scheme, parameters and final slash
//   - "building": a postal address without its unit
func Tokens(id model.Identifier) []Token {
	if id.Status != model.StatusOK {
		return nil
	}
	v := string(id.Value)
	switch id.Kind {
	case model.KindEmail, model.KindRecoveryEmail, model.KindCommitEmail, model.KindPayPal:
		return mailTokens(id.Kind, v)
	case model.KindPhone:
		return nil
	case model.KindRecoveryPhone:
		return tokens("phone", v)
	case model.KindIP:
		return ipTokens(v)
	case model.KindDevice, model.KindMFADevice:
		switch {
		case localMAC(v):
			return tokens("local_mac", v)
		case isMAC(v, ':'):
			return tokens("oui", v[:8])
		}
	case model.KindWallet:
		a, st := New(nil, "").readWallet(v)
		if st == model.StatusOK {
			return tokens("key", a.key)
		}
	case model.KindCard:
		if hashedCard(v) {
			return tokens("bin", v[4:10])
		}
	case model.KindName:
		written := v
		if id.Raw != "" {
			written = string(id.Raw)
		}
		var out []Token
		for _, k := range romanKeys(clean(written)) {
			out = append(out, Token{"name_roman", model.Untrusted(k)})
		}
		return append(out, tokens("skeleton", skeleton(v))...)
	case model.KindUsername:
		return tokens("stem", stem(v), "skeleton", skeleton(v))
	case model.KindHandle:
		_, name, _ := strings.Cut(v, ":")
		return tokens("stem", stem(name), "skeleton", skeleton(v))
	case model.KindURL:
		return urlTokens(v)
	case model.KindAddress:
		return tokens("building", building(v))
	}
	return nil
}

// tokens makes tokens of names and values in turn, leaving out empty values.
func tokens(pairs ...string) []Token {
	var out []Token
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			out = append(out, Token{pairs[i], model.Untrusted(pairs[i+1])})
		}
	}
	return out
}

func mailTokens(kind model.Kind, v string) []Token {
	at := strings.LastIndexByte(v, '@')
	if at < 0 {
		if kind == model.KindPayPal && v[0] == '+' {
			return tokens("phone", v)
		}
		return nil
	}
	local, domain := v[:at], v[at+1:]
	var out []Token
	if kind != model.KindEmail {
		out = tokens("email", v)
	}
	if domain == "users.noreply.github.com" {
		if _, login, ok := strings.Cut(local, "+"); ok {
			out = append(out, tokens("handle", "github:"+login)...)
		}
		return out
	}
	// A guest of a Microsoft tenant: kim_gmail.com#EXT#@tenant.onmicrosoft.com.
	if guest, ok := strings.CutSuffix(local, "#ext#"); ok {
		if i := strings.LastIndexByte(guest, '_'); i > 0 {
			if home, st := New(nil, "").email(guest[:i] + "@" + guest[i+1:]); st == model.StatusOK {
				out = append(out, tokens("email", home)...)
			}
		}
		return append(out, tokens("domain", domain)...)
	}
	return append(out, tokens("domain", domain, "pattern", shape(local)+"@"+domain, "skeleton", skeleton(local))...)
}

// shape writes each run of letters as "a" and its length, each run of digits as
// "d" and its length, and anything else as it is.
func shape(s string) string {
	var b strings.Builder
	run, class := 0, byte(0)
	flush := func() {
		if run > 0 {
			b.WriteByte(class)
			b.WriteString(strconv.Itoa(run))
		}
		run = 0
	}
	for _, r := range s {
		c := byte(0)
		switch {
		case r >= '0' && r <= '9':
			c = 'd'
		case r >= 'a' && r <= 'z' || r >= 0x80:
			c = 'a'
		}
		if c != class {
			flush()
			class = c
		}
		if c == 0 {
			b.WriteRune(r)
		} else {
			run++
		}
	}
	flush()
	return b.String()
}

func ipTokens(v string) []Token {
	a, err := netip.ParseAddr(v)
	if err != nil {
		return nil
	}
	network := func(bits int) string {
		p, err := a.Prefix(bits)
		if err != nil {
			return ""
		}
		return p.String()
	}
	if a.Is4() {
		return tokens("ip24", network(24))
	}
	return tokens("ip64", network(64), "ip48", network(48))
}

func urlTokens(v string) []Token {
	u, ok := splitURL(v)
	if !ok {
		return nil
	}
	page := u.host
	if u.port != "" {
		page += ":" + u.port
	}
	out := tokens("domain", u.host, "page", page+strings.TrimRight(u.path, "/"))
	if serviceOf(u.host) != nil || strings.HasSuffix(u.host, ".github.io") {
		if h, st := handle(v); st == model.StatusOK {
			out = append(out, tokens("handle", h)...)
		}
	}
	return out
}
