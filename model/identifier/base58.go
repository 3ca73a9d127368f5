package identifier

import (
	"crypto/sha256"
	"math"
	"slices"
)

// base58 is a dictionary of base58: the digit for each byte, 0xFF where it is
// none.
type base58 [256]byte

func newBase58(digits string) (t base58) {
	for i := range t {
		t[i] = 0xFF
	}
	for i := range len(digits) {
		t[digits[i]] = byte(i)
	}
	return t
}

var (
	bitcoin58 = newBase58(bitcoinDigits)
	ripple58  = newBase58("rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz")
)

const bitcoinDigits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

// maxBase58 bounds what is decoded, because the cost is quadratic: an extended
// public key has 111 digits.
const maxBase58 = 120

// decode gives the bytes of s, ok false where s has a byte that is no digit or
// is too long. Each leading zero digit stands for a zero byte.
func (t *base58) decode(s string) (out []byte, ok bool) {
	if s == "" || len(s) > maxBase58 {
		return nil, false
	}
	// The number in base 2^32, least significant limb first.
	var limbs [(maxBase58*6 + 31) / 32]uint32
	used, zeros := 0, 0
	for i := 0; i < len(s); i++ {
		d := t[s[i]]
		if d == 0xFF {
			return nil, false
		}
		if d == 0 && zeros == i {
			zeros++
		}
		carry := uint64(d)
		for j := 0; j < used; j++ {
			carry += uint64(limbs[j]) * 58
			limbs[j] = uint32(carry)
			carry >>= 32
		}
		if carry > 0 {
			limbs[used] = uint32(carry)
			used++
		}
	}
	out = make([]byte, zeros, zeros+used*4)
	for j := used - 1; j >= 0; j-- {
		for shift := 24; shift >= 0; shift -= 8 {
			if b := byte(limbs[j] >> shift); b != 0 || len(out) > zeros {
				out = append(out, b)
			}
		}
	}
	return out, true
}

// encodeBase58 writes b in Bitcoin's dictionary.
func encodeBase58(b []byte) string {
	num := slices.Clone(b)
	var out []byte
	for zeros := 0; ; {
		for zeros < len(num) && num[zeros] == 0 {
			zeros++
		}
		if zeros == len(num) {
			break
		}
		rem := 0
		for i := zeros; i < len(num); i++ {
			rem = rem<<8 | int(num[i])
			num[i] = byte(rem / 58)
			rem %= 58
		}
		out = append(out, bitcoinDigits[rem])
	}
	for i := 0; i < len(b) && b[i] == 0; i++ {
		out = append(out, bitcoinDigits[0])
	}
	slices.Reverse(out)
	return string(out)
}

// check58 splits off the checksum of base58check and verifies it: the first four
// bytes of the payload's double SHA-256.
func check58(b []byte) (payload []byte, ok bool) {
	if len(b) < 5 {
		return nil, false
	}
	payload = b[:len(b)-4]
	sum := doubleSHA(payload)
	return payload, string(sum[:4]) == string(b[len(b)-4:])
}

func doubleSHA(b []byte) [32]byte {
	sum := sha256.Sum256(b)
	return sha256.Sum256(sum[:])
}

// moneroBytes maps the digits of a CryptoNote block to its bytes; 0 where no
// block has that length.
var moneroBytes = [12]int{0, 0, 1, 2, 0, 3, 4, 5, 0, 6, 7, 8}

// decodeMonero decodes CryptoNote's base58, which works in blocks of 11 digits
// for 8 bytes so that equal lengths stay equal.
func decodeMonero(s string) (out []byte, ok bool) {
	for len(s) > 0 {
		n := min(len(s), 11)
		size := moneroBytes[n]
		if size == 0 {
			return nil, false
		}
		var v uint64
		for i := range n {
			d := bitcoin58[s[i]]
			if d == 0xFF {
				return nil, false
			}
			if v > (math.MaxUint64-uint64(d))/58 { // 58^11 is more than 2^64
				return nil, false
			}
			v = v*58 + uint64(d)
		}
		if size < 8 && v>>(8*size) != 0 {
			return nil, false
		}
		for i := size - 1; i >= 0; i-- {
			out = append(out, byte(v>>(8*i)))
		}
		s = s[n:]
	}
	return out, len(out) > 0
}
