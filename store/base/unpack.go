package base

import (
	"encoding/binary"
	"net/netip"
)

// maxUnpacked bounds what the packed strings of one record come to.
const maxUnpacked = 4 * maxRow

// unpacker takes packed strings apart. What cannot be given as it lies in the
// record is put in arena, which is used again for the next record.
type unpacker struct {
	words [][]byte
	facts []factView
	arena []byte
}

// next gives the next packed string. It lies in the record, in the dictionary or
// in the arena.
func (u *unpacker) next(d *decoder) []byte {
	if len(d.b) > 0 && d.b[0] < 0x80 {
		// The commonest heads are one byte.
		n := int(d.b[0] >> 3)
		switch d.b[0] & 7 {
		case packPlain:
			if n < len(d.b) {
				s := d.b[1 : 1+n : 1+n]
				d.b = d.b[1+n:]
				return s
			}
		case packFact:
			if n < len(u.facts) {
				d.b = d.b[1:]
				return u.facts[n].value
			}
		case packWord:
			if n < len(u.words) {
				d.b = d.b[1:]
				return u.words[n]
			}
		}
	}
	start := len(u.arena)
	u.arena = u.append(u.arena, d, true)
	return u.arena[start:len(u.arena):len(u.arena)]
}

// append appends the next packed string to dst.
func (u *unpacker) append(dst []byte, d *decoder, whole bool) []byte {
	head := d.uvarint()
	n := head >> 3
	if len(dst) > maxUnpacked {
		d.fail()
		return dst
	}
	switch head & 7 {
	case packPlain:
		if n <= uint64(len(d.b)) {
			dst = append(dst, d.b[:n]...)
			d.b = d.b[n:]
			return dst
		}
	case packFact:
		if n < uint64(len(u.facts)) {
			return append(dst, u.facts[n].value...)
		}
	case packWord:
		if n < uint64(len(u.words)) {
			return append(dst, u.words[n]...)
		}
	case packHex:
		return d.appendHex(dst, n, false)
	case packThree:
		return d.appendThree(dst, n)
	case packForm:
		switch {
		case n == formIPv4 && len(d.b) >= 4:
			dst = netip.AddrFrom4([4]byte(d.b)).AppendTo(dst)
			d.b = d.b[4:]
			return dst
		case n == formIPv6 && len(d.b) >= 16:
			dst = netip.AddrFrom16([16]byte(d.b)).AppendTo(dst)
			d.b = d.b[16:]
			return dst
		case n == formPlus:
			return d.appendHex(append(dst, '+'), d.uvarint(), false)
		case n == formZeroX:
			return d.appendHex(append(dst, "0x"...), d.uvarint(), false)
		case n >= minGUIDTail && n <= guidLen:
			return d.appendHex(dst, n, true)
		}
	case packList:
		if !whole || n > maxParts {
			break
		}
		for i := range n {
			if i > 0 {
				dst = append(dst, ' ')
			}
			dst = u.append(dst, d, false)
		}
		return dst
	case packMail:
		if !whole || n != 0 {
			break
		}
		dst = append(u.append(dst, d, false), '@')
		return u.append(dst, d, false)
	}
	d.fail()
	return dst
}

// appendHex appends n characters: hexadecimal digits and, in a GUID, dashes.
func (d *decoder) appendHex(dst []byte, n uint64, guid bool) []byte {
	if n/2 > uint64(len(d.b)) {
		d.fail()
		return dst
	}
	at := 0 // in half bytes
	for left := int(n); left > 0; left-- {
		if guid && guidDash(left) {
			dst = append(dst, '-')
			continue
		}
		if at/2 >= len(d.b) {
			d.fail()
			return dst
		}
		c := d.b[at/2]
		if at%2 == 0 {
			c >>= 4
		}
		dst = append(dst, hexDigits[c&15])
		at++
	}
	if at%2 == 1 && d.b[at/2]&15 != 0 {
		d.fail()
		return dst
	}
	d.b = d.b[(at+1)/2:]
	return dst
}

func (d *decoder) appendThree(dst []byte, n uint64) []byte {
	size := n/3*2 + n%3
	if size > uint64(len(d.b)) {
		d.fail()
		return dst
	}
	b := d.b[:size]
	d.b = d.b[size:]
	for ; n >= 3; n -= 3 {
		v := binary.BigEndian.Uint16(b)
		if v >= 40*40*40 {
			d.fail()
			return dst
		}
		dst = append(dst, packAlphabet[v/1600], packAlphabet[v/40%40], packAlphabet[v%40])
		b = b[2:]
	}
	for _, c := range b {
		if int(c) >= len(packAlphabet) {
			d.fail()
			return dst
		}
		dst = append(dst, packAlphabet[c])
	}
	return dst
}

// skipPacked passes over a packed string; whole is false for a part of one.
func (d *decoder) skipPacked(whole bool) {
	head := d.uvarint()
	n, size := head>>3, uint64(0)
	switch head & 7 {
	case packPlain:
		size = n
	case packHex:
		size = n/2 + n%2
	case packThree:
		size = n/3*2 + n%3
	case packForm:
		switch {
		case n == formIPv4:
			size = 4
		case n == formIPv6:
			size = 16
		case n == formPlus, n == formZeroX:
			size = d.uvarint()
			size = size/2 + size%2
		case n >= minGUIDTail && n <= guidLen:
			for i := range int(n) {
				if !guidDash(i + 1) {
					size++
				}
			}
			size = (size + 1) / 2
		default:
			d.fail()
		}
	case packList, packMail:
		if head&7 == packMail {
			n = 2
		}
		if !whole || n > maxParts {
			d.fail()
		}
		for ; n > 0 && d.err == nil; n-- {
			d.skipPacked(false)
		}
	}
	if size > uint64(len(d.b)) {
		d.fail()
		return
	}
	d.b = d.b[size:]
}
