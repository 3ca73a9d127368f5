package synth

import (
	"strconv"

	"github.com/seed-28a39f10/clew/model"
)

// form says how the key of a ref becomes a value of its kind.
type form uint8

const (
	plain        form = iota
	ipCarrier         // key: number in its pool
	ipExit            //
	ipOffice          //
	ipShared          // key: number of an address in 198.19.0.0/16, for groups
	ipDynamic         // key: number of an address in 198.18.0.0/16
	ipHome            // IPv6; key: host, net: network
	ipPrivate         // RFC 1918, RFC 6598
	fpPopular         //
	photoDefault      //
	typo              // almost a value of its kind
	placeholder       // stands for nothing; key: number in placeholders
	loginOf           // key: seat whose login e-mail this is
	ofOwner           // with the owner's name in it
)

// ref stands for one value that an account carries. Two refs with equal kind,
// form, key and net are the same value.
type ref struct {
	kind model.Kind
	form form
	hub  int16  // number in its pool plus one, 0 for others
	key  uint64 // what the value is made of
	net  uint64 // of ipHome
}

const hexDigits = "0123456789abcdef"

// appendHex writes n hexadecimal digits of an endless number under key.
func appendHex(dst []byte, key uint64, n int) []byte {
	r := rng{key}
	for n > 0 {
		x := r.next()
		for range min(n, 16) {
			dst = append(dst, hexDigits[x&15])
			x >>= 4
		}
		n -= 16
	}
	return dst
}

func appendUUID(dst []byte, key uint64) []byte {
	start := len(dst)
	dst = appendHex(dst, key, 8)
	for _, n := range [...]int{4, 4, 4, 12} {
		dst = append(dst, '-')
		dst = appendHex(dst, hash(key, uint64(len(dst)-start)), n)
	}
	dst[start+14] = '4' // version and variant of RFC 9562
	dst[start+19] = "89ab"[key&3]
	return dst
}

// consonants spell nothing and nobody.
const consonants = "bcdfghjkmnpqrstv"

// appendToken writes n consonants for the low 4n bits of x and one to check them.
func appendToken(dst []byte, x uint64, n int) []byte {
	sum := uint64(0)
	for i := range n {
		d := x >> (4 * i) & 15
		sum += d * uint64(2*i+1)
		dst = append(dst, consonants[d])
	}
	return append(dst, consonants[sum&15])
}

func appendIPv4(dst []byte, a, b, c, d int) []byte {
	for i, o := range [...]int{a, b, c, d} {
		if i > 0 {
			dst = append(dst, '.')
		}
		dst = strconv.AppendInt(dst, int64(o), 10)
	}
	return dst
}

func appendIPv6(dst []byte, net, host uint64) []byte {
	dst = append(dst, "2001:db8"...)
	// No group is zero, so there is one spelling without "::".
	for _, g := range [...]uint64{net >> 16, net, host >> 48, host >> 32, host >> 16, host} {
		dst = append(dst, ':')
		dst = strconv.AppendUint(dst, g&0xffff|0x10, 16)
	}
	return dst
}

// hosts is how many addresses of a /16 are dealt out: none ends in 0 or 255.
const hosts = 256 * 254

func appendIP(dst []byte, v *ref) []byte {
	i := int(v.key)
	switch v.form {
	case ipExit:
		return appendIPv4(dst, 192, 0, 2, 1+i)
	case ipCarrier: // at most 320
		if i < 200 {
			return appendIPv4(dst, 198, 51, 100, 1+i)
		}
		return appendIPv4(dst, 203, 0, 113, 1+i-200)
	case ipOffice: // at most 180
		if i < 50 {
			return appendIPv4(dst, 198, 51, 100, 201+i)
		}
		return appendIPv4(dst, 203, 0, 113, 121+i-50)
	case ipShared:
		return appendIPv4(dst, 198, 19, i/254, 1+i%254)
	case ipDynamic:
		return appendIPv4(dst, 198, 18, i/254, 1+i%254)
	case ipPrivate:
		switch v.key % 4 {
		case 0:
			return appendIPv4(dst, 100, 64+int(v.key>>8&63), int(v.key>>16&255), int(v.key>>24&255))
		case 1:
			return appendIPv4(dst, 10, int(v.key>>8&255), int(v.key>>16&255), int(v.key>>24&255))
		}
		return appendIPv4(dst, 192, 168, int(v.key>>8&1), int(v.key>>16&255))
	}
	return appendIPv6(dst, v.net, v.key)
}

// areaCodes are in use in the United States.
const areaCodes = "201202203205206207208209210212213214215216217218219224225228229231234239240248251252253254" +
	"256260262267269270276281301302303304305307308309310312313314315316317318319320321323325330331334336337" +
	"339347351352360361386401402404405406407408409410412413414415417419423424425430432434435440443478479480" +
	"484501502503504505507508509510512513515516517518520530540541551559561562563567570571573574580585586601" +
	"602603605606607608609610612614615616617618619620623626630631636641646650651660661662678682701702703704" +
	"706707708712713714715716717718719724727731732734740754757760763765770772773774775781785786801802803804" +
	"805806808810812813814815816817818828830831832843845847848850856857858859860863864865870901903904906907" +
	"908909910912913914915916917918919920925928931936937940941949951952954956970971972973978979980985989"

// phonebook deals telephone numbers out to seats, each to at most one.
type phonebook struct {
	first, numbers      int // of the number space; 10,000 to an area code
	modulus, mul, shift uint64
}

// newPhonebook makes one for n seats over the area codes numbered from first to
// before end.
func newPhonebook(key uint64, first, end, n int) phonebook {
	b := phonebook{first: first * 10_000, numbers: (end - first) * 10_000}
	b.modulus = uint64(prime(max(n, b.numbers)))
	b.mul = 1 + key%(b.modulus-1)
	b.shift = mix(key) % b.modulus
	return b
}

// number gives the key of the seat's telephone number; ok is false where there
// are more seats than numbers and this one went without.
func (b *phonebook) number(seat int) (key uint64, ok bool) {
	x := (uint64(seat)*b.mul + b.shift) % b.modulus
	return uint64(b.first) + x, x < uint64(b.numbers)
}

// groupPhones is the part of the number space for numbers that groups share.
const groupPhones, groupPhoneCount = 210 * 10_000, 10_000 * 40

// appendPhone writes a number in one of several notations; national ones only
// where they can be read.
func appendPhone(dst []byte, key, style uint64, national bool) []byte {
	area := areaCodes[key/10_000*3:][:3]
	line := [4]byte{byte('0' + key/1000%10), byte('0' + key/100%10), byte('0' + key/10%10), byte('0' + key%10)}
	join := func(prefix, middle, before string) []byte {
		dst = append(append(append(dst, prefix...), area...), middle...)
		return append(append(dst, before...), line[:]...)
	}
	if national && style%8 < 3 {
		switch style % 8 {
		case 0:
			return join("(", ") 555", "-")
		case 1:
			return join("", "-555", "-")
		}
		return join("1", "555", "")
	}
	switch style >> 3 % 8 {
	case 0:
		return join("+1 ", " 555", " ")
	case 1:
		return join("+1 (", ") 555", "-")
	case 2:
		return join("+1-", "-555", "-")
	case 3:
		return join("+1.", ".555", ".")
	}
	return join("+1", "555", "")
}

// appendIBAN writes an IBAN of a bank that does not exist, with valid check digits.
func appendIBAN(dst []byte, key, style uint64) []byte {
	country := "GB"
	if key>>60&1 == 1 {
		country = "IE"
	}
	var account [14]byte
	for i, x := 0, key>>1; i < len(account); i++ {
		account[i] = byte('0' + x%10)
		x /= 10
	}
	// ISO 7064 mod 97-10 over bank, account, country and "00", letters as 10 to 35.
	rest := 0
	feed := func(s string) {
		for _, c := range []byte(s) {
			if c >= 'A' {
				rest = (rest*100 + int(c-'A') + 10) % 97
			} else {
				rest = (rest*10 + int(c-'0')) % 97
			}
		}
	}
	feed("XMPL")
	feed(string(account[:]))
	feed(country)
	feed("00")
	check := 98 - rest
	var s [22]byte
	b := append(s[:0], country...)
	b = append(b, byte('0'+check/10), byte('0'+check%10))
	b = append(b, "XMPL"...)
	b = append(b, account[:]...)
	for i, c := range b {
		if i > 0 && i%4 == 0 && style&1 == 1 {
			dst = append(dst, ' ')
		}
		dst = append(dst, c)
	}
	return dst
}

var streets = [...]string{"Sample", "Placeholder", "Lorem", "Specimen", "Fixture", "Mockingbird", "Template", "Testbed"}
var towns = [...]string{"Exampleton", "Port Sample", "Mockville", "New Fixture", "Testbury", "Lorem Falls"}

// appendAddress writes a postal address, now and then in capitals.
func appendAddress(dst []byte, key, style uint64) []byte {
	start := len(dst)
	dst = strconv.AppendUint(dst, 1+key%9999, 10)
	dst = append(dst, ' ')
	dst = append(dst, streets[key>>20%8]...)
	dst = append(dst, " Street Apt "...)
	dst = strconv.AppendUint(dst, 1+key>>24%999, 10)
	dst = append(dst, ", "...)
	dst = append(dst, towns[key>>40%6]...)
	dst = append(dst, " X"...)
	dst = strconv.AppendUint(dst, 100_000+key>>44%900_000, 10)
	if style%8 == 0 {
		upper(dst[start:])
	}
	return dst
}

// upper puts ASCII letters into capitals.
func upper(b []byte) {
	for i, c := range b {
		if 'a' <= c && c <= 'z' {
			b[i] = c - 32
		}
	}
}

var placeholders = [...]string{"null", "unknown", "n/a", "-", "none", "undefined"}

func appendPlaceholder(dst []byte, v *ref) []byte {
	switch v.kind {
	case model.KindIP:
		return append(dst, "0.0.0.0"...)
	case model.KindDevice, model.KindMFADevice:
		if v.key%2 == 0 {
			return append(dst, "00000000-0000-0000-0000-000000000000"...)
		}
	case model.KindRecoveryEmail:
		if v.key%2 == 0 {
			return append(dst, "noreply@example.com"...)
		}
	case model.KindPhone:
		if v.key%2 == 0 {
			return append(dst, "+10000000000"...)
		}
	}
	return append(dst, placeholders[v.key>>8%uint64(len(placeholders))]...)
}

var providers = [...]string{
	"gmail.com", "gmail.com", "gmail.com", "gmail.com", "gmail.com", "outlook.com", "hotmail.com",
	"outlook.example", "outlook.example", "hotmail.example", "mail.example.com", "mail.example.com",
	"post.example.net", "post.example.net", "inbox.example.org", "inbox.example.org",
}

// appendContact writes an e-mail address of who that is nobody's login. Equal
// keys are the same mailbox, in spellings that depend on style.
func appendContact(dst []byte, who *person, key, style uint64) []byte {
	var local [96]byte
	b := who.appendStem(local[:0])
	b = append(b, '-')
	b = appendToken(b, key>>24, 9)
	return appendMailbox(dst, string(b), providers[key%uint64(len(providers))], style)
}

// appendMailbox writes local@domain in one of the spellings that the provider
// treats alike.
func appendMailbox(dst []byte, local, domain string, style uint64) []byte {
	tag := [...]string{"+work", "+jobs", "+2"}[style>>8%3]
	gmail := domain == "gmail.com"
	switch style % 16 {
	case 0, 1: // A dot more
		if gmail {
			dst = append(append(dst, local[0], '.'), local[1:]...)
			break
		}
		dst = append(dst, local...)
	case 2, 3: // No dots
		for i := range len(local) {
			if !gmail || local[i] != '.' {
				dst = append(dst, local[i])
			}
		}
	case 4, 5: // A tag
		dst = append(dst, local...)
		if gmail || domain == "outlook.com" || domain == "hotmail.com" {
			dst = append(dst, tag...)
		}
	case 6:
		dst = append(dst, local...)
		if gmail {
			domain = "googlemail.com"
		}
	default:
		dst = append(dst, local...)
	}
	dst = append(dst, '@')
	start := len(dst)
	dst = append(dst, domain...)
	if style%16 == 7 {
		upper(dst[start:])
	}
	return dst
}
