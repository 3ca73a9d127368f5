package watch

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// Form says how a listed value is compared. The numbers are stored and never
// change.
type Form uint8

// The forms of a listed value.
const (
	FormExact  Form = 1 // an identifier, equal or not
	FormRange  Form = 2 // a range of addresses, such as 203.0.113.0/24
	FormDomain Form = 3 // a domain with all that is below it
	FormASN    Form = 4 // the number of an autonomous system, such as AS64500
)

// String gives the form's name; for [FormExact] the kind says more.
func (f Form) String() string {
	switch f {
	case FormExact:
		return "value"
	case FormRange:
		return "range"
	case FormDomain:
		return "domain"
	case FormASN:
		return "asn"
	}
	return "none"
}

// Greatest lengths in bytes. What is longer is cut by who reads it.
const (
	MaxRaw   = 256
	MaxNote  = 256
	maxValue = 1024 // of a canonical value, as in model/identifier
)

// Widest ranges, as prefix lengths. A wider one lists so much of the Internet
// that a match says nothing.
const (
	MinBits4 = 8
	MinBits6 = 16
)

// Value is one entry of a list.
type Value struct {
	Form  Form
	Kind  model.Kind      // of an exact value; KindNone with the other forms
	Value model.Untrusted // canonical: as model/identifier writes it, or a masked prefix, a lower-case domain, "AS" and a number
	Raw   model.Untrusted // as it came where that differs from Value, else ""; at most MaxRaw bytes
	Note  model.Untrusted // what the list says of it; at most MaxNote bytes
}

// prefix reads the value of a range or of a listed address.
func (v *Value) prefix() (netip.Prefix, bool) {
	if v.Form == FormRange {
		p, err := netip.ParsePrefix(string(v.Value))
		ok := err == nil && p == p.Masked() && p.String() == string(v.Value) && p.Bits() < p.Addr().BitLen() &&
			!p.Addr().Is4In6() && !p.Contains(mapped) &&
			(p.Addr().Is4() && p.Bits() >= MinBits4 || p.Addr().Is6() && p.Bits() >= MinBits6)
		return p, ok
	}
	a, err := netip.ParseAddr(string(v.Value))
	if err != nil || a.Zone() != "" || a.Is4In6() || a.String() != string(v.Value) {
		return netip.Prefix{}, false
	}
	return netip.PrefixFrom(a, a.BitLen()), true
}

// mapped is where IPv4 addresses are inside IPv6. A range of IPv6 that holds it
// holds them too by that reading, which no list means.
var mapped = netip.MustParseAddr("::ffff:0:0")

// asn reads the value of an autonomous system.
func (v *Value) asn() (uint32, bool) {
	digits, ok := strings.CutPrefix(string(v.Value), "AS")
	n, err := strconv.ParseUint(digits, 10, 32)
	return uint32(n), ok && err == nil && n > 0 && digits[0] != '0'
}

// valid reports whether v is of a form that exists and canonical as far as can
// be told without canonicalising it again.
func (v *Value) valid() bool {
	if len(v.Value) == 0 || len(v.Value) > maxValue || len(v.Raw) > MaxRaw || len(v.Note) > MaxNote {
		return false
	}
	if (v.Form == FormExact) != (v.Kind != model.KindNone) {
		return false
	}
	switch v.Form {
	case FormExact:
		if v.Kind == model.KindIP {
			_, ok := v.prefix()
			return ok
		}
		return v.Kind.String() != model.KindNone.String()
	case FormRange:
		_, ok := v.prefix()
		return ok
	case FormDomain:
		return validDomain(string(v.Value))
	case FormASN:
		_, ok := v.asn()
		return ok
	}
	return false
}

// validDomain reports whether s is a canonical host name of two labels or more.
func validDomain(s string) bool {
	if len(s) > 253 || strings.IndexByte(s, '.') < 0 {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 {
			return false
		}
		for i := range len(label) {
			if c := label[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' {
				return false
			}
		}
	}
	return true
}
