package base

import (
	"bytes"
	"encoding/binary"
	mathbits "math/bits"
)

// needle finds a word in text. It looks for the two bytes of the word that are
// rarest in text of its kind, eight places at a time, or, where one of them is
// rare enough, for that byte alone with what the processor has for it. Compared
// with bytes.Index, which begins with the first byte whatever it is, that is two
// to five times as fast on words of ordinary letters.
type needle struct {
	word     []byte
	one, two int    // where in word its rarest bytes are; the same in a word of one byte
	ones     uint64 // eight times the byte at one
	twos     uint64
	rare     bool
}

const (
	eachByte = 0x0101010101010101
	highBits = 0x8080808080808080

	// rareShare is the share of a byte among all, one in so many, below which the
	// processor's search for it wins: it is fast, but each find interrupts it.
	rareShare = 50
)

// newNeedle makes a needle for a word that is not empty. counts says how often
// each byte is in a sample of the text.
func newNeedle(word []byte, counts *[256]uint32) *needle {
	n := &needle{word: word}
	for i, c := range word {
		if counts[c] < counts[word[n.one]] {
			n.one = i
		}
	}
	if n.one == 0 {
		n.two = min(1, len(word)-1)
	}
	for i, c := range word {
		if i != n.one && counts[c] < counts[word[n.two]] {
			n.two = i
		}
	}
	n.ones, n.twos = eachByte*uint64(word[n.one]), eachByte*uint64(word[n.two])
	total := uint32(0)
	for _, c := range counts {
		total += c
	}
	n.rare = counts[word[n.one]] < total/rareShare
	return n
}

// index gives the first place of the word in s, or -1.
func (n *needle) index(s []byte) int {
	last := len(s) - len(n.word) // the last place where it can be
	if last < 0 {
		return -1
	}
	if n.rare {
		return n.indexRare(s, last)
	}
	a, b := s[n.one:], s[n.two:]
	i := 0
	for ; i+16 <= last+1; i += 16 {
		// A byte of x is zero where both bytes are what they should be. The lowest
		// bit set in hits is right; above it a borrow may set one too many.
		x := binary.LittleEndian.Uint64(a[i:]) ^ n.ones | binary.LittleEndian.Uint64(b[i:]) ^ n.twos
		y := binary.LittleEndian.Uint64(a[i+8:]) ^ n.ones | binary.LittleEndian.Uint64(b[i+8:]) ^ n.twos
		hits, more := (x-eachByte)&^x&highBits, (y-eachByte)&^y&highBits
		if hits|more == 0 {
			continue
		}
		if at := n.first(s, i, hits); at >= 0 {
			return at
		}
		if at := n.first(s, i+8, more); at >= 0 {
			return at
		}
	}
	if at := bytes.Index(s[i:], n.word); at >= 0 {
		return i + at
	}
	return -1
}

// first gives the first of the eight places from i on that hits names and that
// has the word, or -1.
func (n *needle) first(s []byte, i int, hits uint64) int {
	for ; hits != 0; hits &= hits - 1 {
		at := i + mathbits.TrailingZeros64(hits)>>3
		if string(s[at:at+len(n.word)]) == string(n.word) {
			return at
		}
	}
	return -1
}

func (n *needle) indexRare(s []byte, last int) int {
	c, in := n.word[n.one], s[n.one:last+n.one+1]
	for at := 0; ; at++ {
		i := bytes.IndexByte(in[at:], c)
		if i < 0 {
			return -1
		}
		if at += i; string(s[at:at+len(n.word)]) == string(n.word) {
			return at
		}
	}
}
