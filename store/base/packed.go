package base

import (
	"bytes"
	"encoding/binary"
	"net/netip"
)

// A packed string is a uvarint head, n<<3 | mode, and what the mode says. Most
// of what an account carries is drawn from small alphabets or repeated by other
// accounts, and is packed to a half or a third without the cost of decompression.
const (
	packPlain = 0 // n bytes
	packFact  = 1 // the value of the record's n-th fact
	packWord  = 2 // the n-th word of the dictionary of words
	packHex   = 3 // n lower-case hexadecimal digits, two to a byte, the first high
	packThree = 4 // n characters of packAlphabet, three to two bytes, the first greatest
	packForm  = 5 // n says which: one of the forms below, or the length of a GUID's tail
	packList  = 6 // n packed strings joined by spaces, none of them a list or a mail
	packMail  = 7 // two packed strings joined by "@", none of them a list or a mail; n is 0
)

// The forms, and from minGUIDTail to guidLen the last n characters of a GUID in
// lower case: its digits as in packHex.
const (
	formIPv4    = 0 // 4 bytes
	formIPv6    = 1 // 16 bytes
	formPlus    = 2 // "+", and a uvarint number of hexadecimal digits as in packHex
	formZeroX   = 3 // "0x", and the same
	minGUIDTail = 14
	guidLen     = 36
)

const packAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789-._:"

// Classes of bytes: in which alphabets they are.
const (
	inHex   = 1
	inThree = 2
)

var packClass, packIndex = func() (class, index [256]byte) {
	for i, c := range []byte(packAlphabet) {
		class[c], index[c] = inThree, byte(i)
	}
	for _, c := range []byte(hexDigits) {
		class[c] |= inHex
	}
	return class, index
}()

const hexDigits = "0123456789abcdef"

// packing says what a string may be packed as, beside its alphabet.
type packing uint8

const (
	asWord packing = 1 << iota // the whole is a word
	asList                     // the parts between its spaces are words
	asMail                     // what follows its "@" is a word
	asIP                       // it is an IP address
	asFact                     // it, or what is before its "@", is often a fact too
)

const (
	minWord   = 2
	maxWord   = 240     // a chunk of the dictionary must stay below 1 MiB
	maxWords  = 1 << 15 // so that a dictionary cannot grow without bound
	maxParts  = 64      // of a list
	sightings = 1 << 16
)

// wordBook gives codes to words. A word gets its code when it is seen again soon
// after the first time, so that what is said only once stays out. Which words
// those are follows from the order of the accounts alone.
type wordBook struct {
	dict *dictionary
	seen []uint64  // hashes of words seen once; nil where no word is added
	hot  []hotWord // words that were found lately, by hash; nil for none
}

// hotWord is a word found lately: most finds are of few words, and the map of
// all is several times slower.
type hotWord struct {
	hash uint64
	code uint32
	used bool
}

const hotBits = 12

func newWordBook(d *dictionary) wordBook {
	return wordBook{dict: d, seen: make([]uint64, sightings), hot: make([]hotWord, 1<<hotBits)}
}

// wordHash mixes both ends of a word and its length.
func wordHash(s []byte) uint64 {
	h := uint64(len(s))
	if len(s) >= 8 {
		h ^= binary.LittleEndian.Uint64(s)*0x9E3779B97F4A7C15 ^ binary.LittleEndian.Uint64(s[len(s)-8:])
	} else {
		for _, c := range s {
			h = h<<8 ^ uint64(c) ^ h>>56
		}
	}
	h *= 0xC2B2AE3D27D4EB4F
	return h ^ h>>29
}

// find gives the code of a word, after adding it where that is called for.
func (w *wordBook) find(s []byte) (uint32, bool) {
	if len(s) < minWord || len(s) > maxWord {
		return 0, false
	}
	var hot *hotWord
	if w.hot != nil {
		h := wordHash(s)
		hot = &w.hot[h*0x9E3779B97F4A7C15>>(64-hotBits)]
		if hot.used && hot.hash == h && w.dict.names[hot.code] == string(s) {
			return hot.code, true
		}
		hot.hash = h
		hot.used = false
	}
	if c, ok := w.dict.codes[string(s)]; ok {
		if hot != nil {
			hot.code, hot.used = c, true
		}
		return c, true
	}
	if w.seen == nil || len(w.dict.names) >= maxWords {
		return 0, false
	}
	h := uint64(14695981039346656037) // FNV-1a
	for _, c := range s {
		h = (h ^ uint64(c)) * 1099511628211
	}
	if at := &w.seen[h>>16%sightings]; *at != h {
		*at = h
		return 0, false
	}
	return code(w.dict, s), true
}

// packer packs the strings of one record. facts are those that have been packed.
type packer struct {
	words wordBook
	facts []factView
}

// add appends s, packed.
func (p *packer) add(b, s []byte, as packing) []byte {
	if out, ok := p.part(b, s, as&^asList); ok {
		return out
	}
	start := len(b)
	switch {
	case as&asMail != 0 && bytes.IndexByte(s, '@') >= 0:
		at := bytes.LastIndexByte(s, '@')
		b = binary.AppendUvarint(b, packMail)
		b = p.piece(b, s[:at], asFact)
		b = p.piece(b, s[at+1:], asWord)
	case as&asList != 0:
		b = p.list(b, s)
	}
	if n := len(b) - start; n > 0 && n <= len(s) {
		return b
	}
	return appendPlain(b[:start], s)
}

func appendPlain(b, s []byte) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))<<3|packPlain), s...)
}

// piece appends a string that is part of another.
func (p *packer) piece(b, s []byte, as packing) []byte {
	if out, ok := p.part(b, s, as); ok {
		return out
	}
	return appendPlain(b, s)
}

// list appends s as the words between its spaces, or nothing.
func (p *packer) list(b, s []byte) []byte {
	n := 1 + bytes.Count(s, space)
	if n > maxParts {
		return b
	}
	b = binary.AppendUvarint(b, uint64(n)<<3|packList)
	for ; n > 0; n-- {
		w, rest, _ := bytes.Cut(s, space)
		as := asWord
		if len(w) < 3 || w[0] >= '0' && w[0] <= '9' {
			as = 0 // a code would not be shorter, or it is one of very many numbers
		}
		b = p.piece(b, w, as)
		s = rest
	}
	return b
}

var space = []byte{' '}

// part appends s as what it is as a whole, where that is shorter.
func (p *packer) part(b, s []byte, as packing) ([]byte, bool) {
	if len(s) < 2 {
		return b, false
	}
	if as&asFact != 0 {
		for i := range p.facts {
			if bytes.Equal(p.facts[i].value, s) {
				return binary.AppendUvarint(b, uint64(i)<<3|packFact), true
			}
		}
	}
	if as&asWord != 0 {
		if c, ok := p.words.find(s); ok {
			return binary.AppendUvarint(b, uint64(c)<<3|packWord), true
		}
	}
	if as&asIP != 0 {
		if out, ok := packIP(b, s); ok {
			return out, true
		}
	}
	return packShape(b, s)
}

// packShape appends s by its alphabet, where that is shorter.
func packShape(b, s []byte) ([]byte, bool) {
	if len(s) < 4 {
		return b, false
	}
	all := byte(inHex | inThree)
	for i, c := range s {
		if all &= packClass[c]; all == 0 {
			return packPrefixed(b, s, i)
		}
	}
	switch {
	case all&inHex != 0:
		return appendHex(binary.AppendUvarint(b, uint64(len(s))<<3|packHex), s), true
	case guidTail(s):
		return appendHex(binary.AppendUvarint(b, uint64(len(s))<<3|packForm), s), true
	case len(s) > 12 && s[0] == '0' && s[1] == 'x':
		if out, ok := packPrefixed(b, s, 0); ok {
			return out, true
		}
	}
	b = binary.AppendUvarint(b, uint64(len(s))<<3|packThree)
	for ; len(s) >= 3; s = s[3:] {
		b = binary.BigEndian.AppendUint16(b, uint16(packIndex[s[0]])*1600+uint16(packIndex[s[1]])*40+uint16(packIndex[s[2]]))
	}
	for _, c := range s {
		b = append(b, packIndex[c])
	}
	return b, true
}

// packPrefixed appends a string that begins with "+" or "0x" and goes on with
// hexadecimal digits; at is where its alphabet was left.
func packPrefixed(b, s []byte, at int) ([]byte, bool) {
	form, rest := uint64(formPlus), s[1:]
	switch {
	case at == 0 && s[0] == '+':
	case at == 0 && s[0] == '0' && s[1] == 'x':
		form, rest = formZeroX, s[2:]
	default:
		return b, false
	}
	for _, c := range rest {
		if packClass[c]&inHex == 0 {
			return b, false
		}
	}
	b = binary.AppendUvarint(b, form<<3|packForm)
	return appendHex(binary.AppendUvarint(b, uint64(len(rest))), rest), true
}

// appendHex appends the hexadecimal digits of s, passing over "-".
func appendHex(b, s []byte) []byte {
	odd := false
	for _, c := range s {
		if c == '-' {
			continue
		}
		d := c - '0'
		if c >= 'a' {
			d = c - 'a' + 10
		}
		if odd {
			b[len(b)-1] |= d
		} else {
			b = append(b, d<<4)
		}
		odd = !odd
	}
	return b
}

// guidDash reports whether a GUID has a "-" at that distance from its end.
func guidDash(fromEnd int) bool {
	return fromEnd == 13 || fromEnd == 18 || fromEnd == 23 || fromEnd == 28
}

// guidTail reports whether s is the end of a GUID, with a "-" in it.
func guidTail(s []byte) bool {
	if len(s) < minGUIDTail || len(s) > guidLen {
		return false
	}
	for i, c := range s {
		if guidDash(len(s)-i) != (c == '-') || c != '-' && packClass[c]&inHex == 0 {
			return false
		}
	}
	return true
}

func packIP(b, s []byte) ([]byte, bool) {
	a, err := netip.ParseAddr(string(s))
	if err != nil || a.Zone() != "" {
		return b, false
	}
	var text [64]byte
	if !bytes.Equal(a.AppendTo(text[:0]), s) {
		return b, false // another spelling
	}
	if a.Is4() {
		x := a.As4()
		return append(binary.AppendUvarint(b, formIPv4<<3|packForm), x[:]...), true
	}
	x := a.As16()
	return append(binary.AppendUvarint(b, formIPv6<<3|packForm), x[:]...), true
}
