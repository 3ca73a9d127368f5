package casefile

import (
	"net/netip"
	"slices"
	"strings"
	"unicode"
)

// addresses are the kinds of identifiers whose values are addresses as a whole.
var addresses = []string{"email", "recovery_email", "commit_email", "paypal", "ip", "url"}

// Defang gives a value as people write addresses that nobody should follow by mistake:
// hxxps://evil[.]example, kim[@]evil[.]example, 198[.]51[.]100[.]7, 2001[:]db8[:][:]7. It is
// for the formats that people read, of a record with [Record.Defang].
//
// The kind is that of the identifier, or "" for any other text. A value of a kind that is
// an address is changed as a whole; of all others, the words that hold a scheme ("x://"), an
// "@" between two characters, or "www.", or that are a network address. A bare domain in
// such a text is left alone, for it looks like a user name: lena.park.
//
// Defang of what is defanged already changes nothing. Spaces and bytes that are no UTF-8
// stay as they are.
func Defang(kind string, value Text) Text {
	s := string(value)
	if !strings.ContainsAny(s, ".@:") {
		return value
	}
	whole := slices.Contains(addresses, kind)
	var b strings.Builder
	for s != "" {
		n := strings.IndexFunc(s, unicode.IsSpace)
		if n == 0 {
			n = strings.IndexFunc(s, func(r rune) bool { return !unicode.IsSpace(r) })
		}
		if n < 0 {
			n = len(s)
		}
		word := s[:n]
		s = s[n:]
		network := netAddress(word)
		if whole || network || linked(word) {
			word = defangWord(word, network || kind == "ip")
		}
		b.WriteString(word)
	}
	return Text(b.String())
}

// linked reports whether a program may make a link of a word.
func linked(word string) bool {
	at := strings.IndexByte(word, '@')
	return at > 0 && at < len(word)-1 || strings.Contains(word, "://") || strings.Contains(strings.ToLower(word), "www.")
}

// netAddress reports whether a word is an address, a network or a port of one.
func netAddress(word string) bool {
	word = strings.Trim(word, ",;()<>\"'")
	word = strings.TrimSuffix(word, ".")
	if len(word) < 2 || len(word) > 60 {
		return false
	}
	_, err := netip.ParseAddr(word)
	if err != nil {
		_, err = netip.ParsePrefix(word)
	}
	if err != nil {
		_, err = netip.ParseAddrPort(word)
	}
	return err == nil
}

// defangWord puts brackets round the dots and signs of an address; round its colons too
// where it is one of the network.
func defangWord(word string, colons bool) string {
	word = defangSchemes(word)
	colons = colons && !strings.Contains(word, "://") && !strings.Contains(word, "[:]//")
	var b strings.Builder
	for i := range len(word) {
		c := word[i]
		if (c == '.' || c == '@' || c == ':' && colons) && !(i > 0 && i+1 < len(word) && word[i-1] == '[' && word[i+1] == ']') {
			b.Write([]byte{'[', c, ']'})
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// defangSchemes makes hxxp of http, and puts brackets round the colon of other schemes.
func defangSchemes(word string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(word, "://")
		if !found {
			b.WriteString(word)
			return b.String()
		}
		sign := "[:]//"
		if at, ok := webScheme(before, 't'); ok {
			before, sign = respell(before, at, 't', 'x'), "://"
		} else if _, ok := webScheme(before, 'x'); ok {
			sign = "://"
		}
		b.WriteString(before)
		b.WriteString(sign)
		word = after
	}
}

// webScheme reports whether a text ends in http or https with a letter for its two t, and
// where these are.
func webScheme(s string, t byte) (at int, ok bool) {
	for _, scheme := range []string{"http", "https"} {
		tail := len(s) - len(scheme)
		if tail >= 0 && strings.EqualFold(s[tail:], strings.ReplaceAll(scheme, "t", string(t))) {
			return tail + 1, true
		}
	}
	return 0, false
}

// respell replaces the two letters of a scheme, in their case.
func respell(s string, at int, from, to byte) string {
	b := []byte(s)
	for i := at; i < at+2; i++ {
		b[i] += to - from
	}
	return string(b)
}

var brackets = strings.NewReplacer("[.]", ".", "[@]", "@", "[:]", ":")

// Refang takes back what [Defang] did. Of a value that had such brackets, or hxxp, before
// it was defanged, it takes back these too.
func Refang(value Text) Text {
	word := brackets.Replace(string(value))
	var b strings.Builder
	for {
		before, after, found := strings.Cut(word, "://")
		if !found {
			b.WriteString(word)
			return Text(b.String())
		}
		if at, ok := webScheme(before, 'x'); ok {
			before = respell(before, at, 'x', 't')
		}
		b.WriteString(before)
		b.WriteString("://")
		word = after
	}
}
