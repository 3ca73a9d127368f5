package identifier

import "strings"

// bechDigits are the 32 digits of bech32 and of CashAddr.
const bechDigits = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

var bechValue = func() (t [256]byte) {
	for i := range t {
		t[i] = 0xFF
	}
	for i := range len(bechDigits) {
		t[bechDigits[i]] = byte(i)
	}
	return t
}()

// The constants that a bech32 checksum ends in (BIP-173 and BIP-350).
const (
	bech32  = 1
	bech32m = 0x2BC830A3
)

// decodeBech32 splits a lower-case bech32 or bech32m string into its prefix and
// its data in groups of five bits, and gives the constant its checksum ends in:
// anything but bech32 and bech32m is wrong. ok is false for what is no bech32
// at all. Lengths above BIP-173's 90 are allowed, as Cardano has them.
func decodeBech32(s string) (prefix string, data []byte, sum uint32, ok bool) {
	sep := strings.LastIndexByte(s, '1')
	if sep < 1 || len(s)-sep < 7 || len(s) > 256 {
		return "", nil, 0, false
	}
	prefix = s[:sep]
	chk := uint32(1)
	step := func(v byte) {
		top := chk >> 25
		chk = (chk&0x1FFFFFF)<<5 ^ uint32(v)
		for i, g := range [5]uint32{0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3} {
			if top>>i&1 == 1 {
				chk ^= g
			}
		}
	}
	for i := range len(prefix) {
		if prefix[i] < 33 || prefix[i] > 126 {
			return "", nil, 0, false
		}
		step(prefix[i] >> 5)
	}
	step(0)
	for i := range len(prefix) {
		step(prefix[i] & 31)
	}
	data = make([]byte, 0, len(s)-sep-1)
	for i := sep + 1; i < len(s); i++ {
		v := bechValue[s[i]]
		if v == 0xFF {
			return "", nil, 0, false
		}
		data = append(data, v)
		step(v)
	}
	return prefix, data[:len(data)-6], chk, true
}

// regroup turns groups of five bits into bytes; ok is false where the padding is
// longer than four bits or not zero.
func regroup(data []byte) (out []byte, ok bool) {
	acc, bits := 0, 0
	for _, v := range data {
		acc = acc<<5 | int(v)
		if bits += 5; bits >= 8 {
			bits -= 8
			out = append(out, byte(acc>>bits))
			acc &= 1<<bits - 1
		}
	}
	return out, bits < 5 && acc == 0
}

// segwit verifies the data of a segregated-witness address and gives its
// version and program.
func segwit(data []byte, sum uint32) (version byte, program []byte, ok bool) {
	if len(data) == 0 || data[0] > 16 {
		return 0, nil, false
	}
	program, ok = regroup(data[1:])
	if !ok || len(program) < 2 || len(program) > 40 {
		return 0, nil, false
	}
	if data[0] == 0 {
		return 0, program, sum == bech32 && (len(program) == 20 || len(program) == 32)
	}
	return data[0], program, sum == bech32m
}

// decodeCash verifies a lower-case CashAddr without its prefix and gives its
// version byte and hash.
func decodeCash(prefix, s string) (version byte, hash []byte, ok bool) {
	if len(s) < 14 || len(s) > 112 {
		return 0, nil, false
	}
	chk := uint64(1)
	step := func(v byte) {
		top := chk >> 35
		chk = (chk&0x07FFFFFFFF)<<5 ^ uint64(v)
		for i, g := range [5]uint64{0x98F2BC8E61, 0x79B76D99E2, 0xF33E5FB3C4, 0xAE2EABE2A8, 0x1E4F43E470} {
			if top>>i&1 == 1 {
				chk ^= g
			}
		}
	}
	for i := range len(prefix) {
		step(prefix[i] & 31)
	}
	step(0)
	data := make([]byte, 0, len(s))
	for i := range len(s) {
		v := bechValue[s[i]]
		if v == 0xFF {
			return 0, nil, false
		}
		data = append(data, v)
		step(v)
	}
	if chk != 1 {
		return 0, nil, false
	}
	b, ok := regroup(data[:len(data)-8])
	if !ok || len(b) < 1 {
		return 0, nil, false
	}
	sizes := [8]int{20, 24, 28, 32, 40, 48, 56, 64}
	return b[0], b[1:], b[0] < 0x80 && len(b)-1 == sizes[b[0]&7]
}
