package ingest

import (
	"math/bits"
	"strings"
	"unicode/utf8"
)

// kind is the type of a JSON value.
type kind uint8

const (
	kNull kind = iota
	kFalse
	kTrue
	kNumber
	kString
	kArray
	kObject
)

// node is one value or one object key of a scanned text. Nodes lie in the order
// of the text: an object's are key, value, key, value; each value is followed by
// everything inside it.
type node struct {
	start, end uint32 // a string's without its quotes; a container's with its brackets
	next       uint32 // the node after this one and all within it
	kind       kind
	escaped    bool // the string holds backslashes
}

// doc is a JSON text with its nodes. It is strict about syntax (RFC 8259) and
// about nothing else: what a string holds is kept byte by byte, be it UTF-8 or
// not, and a number stays the text that it was.
type doc struct {
	src   string
	nodes []node

	maxDepth  int
	dup       bool   // an object has the same key twice: dupKey
	folded    bool   // an object has a key in two spellings of case: foldedKey
	dupKey    string // may be "", which is a key too
	foldedKey string

	errAt  int // byte offset of the first error
	errWhy string
}

// parse scans s, which must be shorter than 4 GiB. On false, errWhy and errAt
// say what is wrong and where. A repeated key is not an error of syntax: it is
// reported in dup, and the caller decides.
func (d *doc) parse(s string, maxDepth int) bool {
	d.src, d.nodes, d.maxDepth = s, d.nodes[:0], maxDepth
	d.dup, d.folded, d.dupKey, d.foldedKey = false, false, "", ""
	d.errWhy, d.errAt = "", 0
	i := d.value(skipSpace(s, 0), 0)
	if i < 0 {
		return false
	}
	if i = skipSpace(s, i); i < len(s) {
		d.fail(i, "text after the end of the value")
		return false
	}
	return true
}

func (d *doc) fail(at int, why string) int {
	d.errAt, d.errWhy = at, why
	return -1
}

func skipSpace[T string | []byte](s T, i int) int {
	for i < len(s) && (s[i] == ' ' || s[i] == '\t' || s[i] == '\n' || s[i] == '\r') {
		i++
	}
	return i
}

// value scans the value that starts at i and gives the offset after it, or -1.
func (d *doc) value(i, depth int) int {
	s := d.src
	if i >= len(s) {
		return d.fail(i, "the text ends where a value should be")
	}
	switch c := s[i]; {
	case c == '"':
		return d.str(i + 1)
	case c == '{':
		return d.object(i, depth+1)
	case c == '[':
		return d.array(i, depth+1)
	case c == '-' || c >= '0' && c <= '9':
		return d.number(i)
	}
	for k, word := range [...]string{kNull: "null", kFalse: "false", kTrue: "true"} {
		if strings.HasPrefix(s[i:], word) {
			return d.leaf(kind(k), i, i+len(word))
		}
	}
	return d.fail(i, "not a JSON value")
}

func (d *doc) leaf(k kind, start, end int) int {
	n := uint32(len(d.nodes) + 1)
	d.nodes = append(d.nodes, node{start: uint32(start), end: uint32(end), next: n, kind: k})
	return end
}

// str scans a string from after its opening quote.
func (d *doc) str(start int) int {
	s, i := d.src, start
	escaped := false
	for {
		i = plainRun(s, i)
		if i >= len(s) {
			return d.fail(i, "a string that is never closed")
		}
		switch s[i] {
		case '"':
			d.nodes = append(d.nodes, node{start: uint32(start), end: uint32(i),
				next: uint32(len(d.nodes) + 1), kind: kString, escaped: escaped})
			return i + 1
		case '\\':
			escaped = true
			n := escapeLen(s, i)
			if n == 0 {
				return d.fail(i, "not an escape that JSON has")
			}
			i += n
		default:
			return d.fail(i, "a control character inside a string")
		}
	}
}

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

func load64(s string, i int) uint64 {
	b := s[i : i+8]
	return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
		uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
}

// plainRun gives the first offset from i on that holds a quote, a backslash or
// a control character, or len(s). Eight bytes are tested at a time: for a byte
// x of w, (x-n)&^x has its high bit set where x < n (n <= 0x80). The subtraction
// may borrow into bytes above a hit, never below, so the lowest hit is right.
func plainRun(s string, i int) int {
	for i+8 <= len(s) {
		w := load64(s, i)
		q, b := w^(ones*'"'), w^(ones*'\\')
		if m := ((w-ones*0x20)&^w | (q-ones)&^q | (b-ones)&^b) & highs; m != 0 {
			return i + bits.TrailingZeros64(m)>>3
		}
		i += 8
	}
	for i < len(s) && s[i] >= 0x20 && s[i] != '"' && s[i] != '\\' {
		i++
	}
	return i
}

// escapeLen gives the length of the escape at s[i], a backslash; 0 if malformed.
func escapeLen(s string, i int) int {
	if i+1 >= len(s) {
		return 0
	}
	switch s[i+1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if _, ok := hex4(s, i+2); ok {
			return 6
		}
	}
	return 0
}

func hex4(s string, i int) (rune, bool) {
	if i+4 > len(s) {
		return 0, false
	}
	var r rune
	for _, c := range []byte(s[i : i+4]) {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

func digits(s string, i int) int {
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	return i
}

func (d *doc) number(start int) int {
	s, i := d.src, start
	if s[i] == '-' {
		i++
	}
	j := digits(s, i)
	switch {
	case j == i:
		return d.fail(i, "a number without digits")
	case s[i] == '0' && j > i+1:
		return d.fail(i, "a number with a leading zero")
	}
	i = j
	if i < len(s) && s[i] == '.' {
		if j = digits(s, i+1); j == i+1 {
			return d.fail(j, "a number without digits after its point")
		}
		i = j
	}
	if i < len(s) && s[i]|0x20 == 'e' {
		i++
		if i < len(s) && (s[i] == '+' || s[i] == '-') {
			i++
		}
		if j = digits(s, i); j == i {
			return d.fail(j, "a number without digits in its exponent")
		}
		i = j
	}
	return d.leaf(kNumber, start, i)
}

// open appends the node of a container, to be closed by shut.
func (d *doc) open(k kind, i, depth int) (self int, ok bool) {
	if depth > d.maxDepth {
		d.fail(i, "nested too deeply")
		return 0, false
	}
	d.leaf(k, i, i)
	return len(d.nodes) - 1, true
}

func (d *doc) shut(self, end int) int {
	d.nodes[self].end = uint32(end)
	d.nodes[self].next = uint32(len(d.nodes))
	return end
}

func (d *doc) array(i, depth int) int {
	s := d.src
	self, ok := d.open(kArray, i, depth)
	if !ok {
		return -1
	}
	i = skipSpace(s, i+1)
	if i < len(s) && s[i] == ']' {
		return d.shut(self, i+1)
	}
	for {
		if i = d.value(skipSpace(s, i), depth); i < 0 {
			return -1
		}
		i = skipSpace(s, i)
		switch {
		case i < len(s) && s[i] == ',':
			i++
		case i < len(s) && s[i] == ']':
			return d.shut(self, i+1)
		default:
			return d.fail(i, "an array without ',' or ']' after a value")
		}
	}
}

func (d *doc) object(i, depth int) int {
	s := d.src
	self, ok := d.open(kObject, i, depth)
	if !ok {
		return -1
	}
	i = skipSpace(s, i+1)
	if i < len(s) && s[i] == '}' {
		return d.shut(self, i+1)
	}
	for {
		if i = skipSpace(s, i); i >= len(s) || s[i] != '"' {
			return d.fail(i, "an object key that is not a string")
		}
		if i = d.str(i + 1); i < 0 {
			return -1
		}
		if i = skipSpace(s, i); i >= len(s) || s[i] != ':' {
			return d.fail(i, "an object key without ':' after it")
		}
		if i = d.value(skipSpace(s, i+1), depth); i < 0 {
			return -1
		}
		i = skipSpace(s, i)
		switch {
		case i < len(s) && s[i] == ',':
			i++
		case i < len(s) && s[i] == '}':
			d.shut(self, i+1)
			d.checkKeys(self)
			return i + 1
		default:
			return d.fail(i, "an object without ',' or '}' after a value")
		}
	}
}

// maxPlainKeys is the size up to which an object's keys are compared with one
// another; above it a map is used, so that no object costs quadratic time.
const maxPlainKeys = 64

// checkKeys looks for repeated keys in an object. A filter of 256 bits tells
// nearly always that a key is new; the hash ignores the case of ASCII letters.
func (d *doc) checkKeys(obj int) {
	var filter [4]uint64
	end, n := int(d.nodes[obj].next), 0
	for k := obj + 1; k < end; k = int(d.nodes[k+1].next) {
		if n++; n > maxPlainKeys {
			d.checkManyKeys(obj)
			return
		}
		key := d.text(k)
		h := keyHash(key)
		word, bit := h>>6&3, uint64(1)<<(h&63)
		if filter[word]&bit == 0 {
			filter[word] |= bit
			continue
		}
		for e := obj + 1; e < k; e = int(d.nodes[e+1].next) {
			if earlier := d.text(e); len(earlier) == len(key) {
				if earlier == key {
					d.dup, d.dupKey = true, key
				} else if strings.EqualFold(earlier, key) {
					d.folded, d.foldedKey = true, key
				}
			}
		}
	}
}

func (d *doc) checkManyKeys(obj int) {
	exact, folded := map[string]bool{}, map[string]bool{}
	for k := obj + 1; k < int(d.nodes[obj].next); k = int(d.nodes[k+1].next) {
		key := d.text(k)
		low := strings.ToLower(key)
		switch {
		case exact[key]:
			d.dup, d.dupKey = true, key
		case folded[low]:
			d.folded, d.foldedKey = true, key
		}
		exact[key], folded[low] = true, true
	}
}

// keyHash mixes the first and last bytes of a key and its length.
func keyHash(s string) uint64 {
	var a, b uint64
	if len(s) >= 8 {
		a, b = load64(s, 0), load64(s, len(s)-8)
	} else {
		for i := range len(s) {
			a = a<<8 | uint64(s[i])
		}
	}
	const lower = ones * 0x20
	h := (a|lower)*0x9E3779B97F4A7C15 ^ (b|lower)*0xC2B2AE3D27D4EB4F ^ uint64(len(s))
	return h >> 32 * 0x9E3779B97F4A7C15 >> 40
}

// text gives a string's contents, a number's or a boolean's text, and "" for
// null and containers. Only a string with escapes is copied.
func (d *doc) text(n int) string {
	v := &d.nodes[n]
	switch {
	case v.kind == kNull || v.kind >= kArray:
		return ""
	case v.escaped:
		return unescape(d.src[v.start:v.end])
	}
	return d.src[v.start:v.end]
}

// raw gives the text of any value as it stands in the source, strings without
// their quotes.
func (d *doc) raw(n int) string { return d.src[d.nodes[n].start:d.nodes[n].end] }

// is reports whether n is a value of kind k; n may be -1.
func (d *doc) is(n int, k kind) bool { return n >= 0 && d.nodes[n].kind == k }

// get finds the value of a key in object obj, by its exact name or else, for
// exporters that change case, by its name in another case. It gives -1 where
// there is none or obj is no object.
func (d *doc) get(obj int, key string) int {
	if !d.is(obj, kObject) {
		return -1
	}
	other := -1
	for k := obj + 1; k < int(d.nodes[obj].next); k = int(d.nodes[k+1].next) {
		v := &d.nodes[k]
		if int(v.end-v.start) != len(key) && !v.escaped {
			continue
		}
		switch name := d.text(k); {
		case name == key:
			return k + 1
		case other < 0 && strings.EqualFold(name, key):
			other = k + 1
		}
	}
	return other
}

// path follows keys from obj downwards; -1 where one is missing.
func (d *doc) path(obj int, keys ...string) int {
	for _, k := range keys {
		if obj = d.get(obj, k); obj < 0 {
			return -1
		}
	}
	return obj
}

// at is text of path, "" where there is nothing.
func (d *doc) at(obj int, keys ...string) string {
	if n := d.path(obj, keys...); n >= 0 {
		return d.text(n)
	}
	return ""
}

// items yields the elements of an array, or the value itself where it is no
// array: exporters write a list of one as either. Null and -1 yield nothing.
func (d *doc) items(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		switch {
		case n < 0 || d.nodes[n].kind == kNull:
		case d.nodes[n].kind != kArray:
			yield(n)
		default:
			for e := n + 1; e < int(d.nodes[n].next); e = int(d.nodes[e].next) {
				if !yield(e) {
					return
				}
			}
		}
	}
}

// unescape resolves the escapes of a string that str has accepted. A surrogate
// without its other half becomes the three bytes that UTF-8 would give it if it
// might: invalid, and therefore seen, but not lost.
func unescape(s string) string {
	b := make([]byte, 0, len(s))
	for {
		i := strings.IndexByte(s, '\\')
		if i < 0 {
			return string(append(b, s...))
		}
		b = append(b, s[:i]...)
		c := s[i+1]
		if c != 'u' {
			if k := strings.IndexByte("bfnrt", c); k >= 0 {
				c = "\b\f\n\r\t"[k]
			}
			b, s = append(b, c), s[i+2:]
			continue
		}
		r, _ := hex4(s, i+2)
		s = s[i+6:]
		if r >= 0xD800 && r < 0xDC00 && strings.HasPrefix(s, `\u`) {
			if low, _ := hex4(s, 2); low >= 0xDC00 && low < 0xE000 {
				r, s = (r-0xD800)<<10|(low-0xDC00)+0x10000, s[6:]
			}
		}
		if r >= 0xD800 && r < 0xE000 {
			b = append(b, 0xE0|byte(r>>12), 0x80|byte(r>>6)&0x3F, 0x80|byte(r)&0x3F)
		} else {
			b = utf8.AppendRune(b, r)
		}
	}
}
