package identifier

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strings"

	"golang.org/x/crypto/sha3"

	"github.com/seed-28a39f10/clew/model"
)

// wallet canonicalises a cryptocurrency address. The kind of address is told
// from its form alone; every form but a Solana address (32 bytes in base58) and
// 64 hexadecimal digits carries a checksum or, with 0x, may.
func (c *Canonicaliser) wallet(s string) (string, model.Status) {
	if len(s) == 42 && s[0] == '0' && s[1] == 'x' && isLowerHex(s[2:]) && !burnAddress(s) {
		return s, model.StatusOK
	}
	v, st, done := open(s)
	if done {
		return v, st
	}
	t := bareWallet(v)
	a, st := c.readWallet(t)
	if burnAddress(a.text) {
		st = model.StatusPlaceholder
	}
	if st != model.StatusOK {
		return finish(v, st)
	}
	return a.text, st
}

// bareWallet strips a payment URI ("bitcoin:1…?amount=1") or the ticker in front
// of an address. "bitcoincash:" and its kin are part of the address.
func bareWallet(s string) string {
	for range 3 { // "wallet: ethereum:0x…"
		i := strings.IndexAny(s, ": ")
		if i < 1 || !walletLabel(lower(s[:i])) {
			break
		}
		s, _, _ = strings.Cut(strings.TrimLeft(s[i+1:], " /"), "?")
		if t, chain, ok := strings.Cut(s, "@"); ok && isDigits(chain) { // EIP-681
			s = t
		}
	}
	return s
}

func walletLabel(s string) bool {
	switch s {
	case "bitcoin", "btc", "xbt", "ethereum", "eth", "etc", "litecoin", "ltc", "dogecoin", "doge", "dash",
		"monero", "xmr", "tron", "trx", "ripple", "xrp", "solana", "sol", "zcash", "zec", "bsc", "bnb", "usdt",
		"usdc", "matic", "polygon", "arb", "arbitrum", "base", "bch", "btg", "bsv", "xvg", "verge", "erc20",
		"trc20", "bep20", "stellar", "xlm", "cardano", "ada", "ton", "wallet", "address":
		return true
	}
	return false
}

// walletAddress is an address that was read.
type walletAddress struct {
	text string // canonical
	key  string // names the key behind it over all chains; "" unknown
}

// readWallet reads an address of any kind.
func (c *Canonicaliser) readWallet(s string) (walletAddress, model.Status) {
	if len(s) < 20 || len(s) > 256 {
		if strings.HasPrefix(s, "0x") && isHex(s[2:]) {
			return walletAddress{}, model.StatusSuspect
		}
		return walletAddress{}, model.StatusInvalid
	}
	if h, ok := strings.CutPrefix(s, "0x"); ok || strings.HasPrefix(s, "0X") {
		if !ok {
			h = s[2:]
		}
		return c.hexWallet(h)
	}
	if isHex(s) {
		switch {
		case len(s) == 64: // Aptos or Sui without 0x, a Monero key, a transaction
			return walletAddress{text: lower(s)}, model.StatusOK
		case len(s) == 42 && s[:2] == "41": // TRON as its nodes write it
			if b, err := hex.DecodeString(s); err == nil {
				return tronWallet(b), model.StatusOK
			}
		case len(s) >= 38 && len(s) <= 42:
			return c.hexWallet(s)
		}
	}
	if a, st := bechWallet(s); st != model.StatusInvalid {
		return a, st
	}
	if a, st := c.base58Wallet(s); st != model.StatusInvalid {
		return a, st
	}
	return otherWallet(s)
}

// hexWallet reads an address of Ethereum and its kin (20 bytes) or of Aptos, Sui
// and StarkNet (32 bytes), without its 0x. Mixed case is EIP-55's checksum.
func (c *Canonicaliser) hexWallet(h string) (walletAddress, model.Status) {
	if !isHex(h) {
		return walletAddress{}, model.StatusInvalid
	}
	l := lower(h)
	switch {
	case len(h) == 64:
		return walletAddress{text: "0x" + l}, model.StatusOK
	case len(h) != 40 || mixedCase(h) && !c.checksummed(h, l):
		return walletAddress{}, model.StatusSuspect
	}
	return walletAddress{text: "0x" + l, key: "evm:0x" + l}, model.StatusOK
}

// checksummed reports whether the case of the letters of h is right by EIP-55:
// upper case where the same digit of the Keccak-256 of l, which is h in lower
// case, is 8 or more.
func (c *Canonicaliser) checksummed(h, l string) bool {
	sum := c.keccak256([]byte(l))
	for i := range len(h) {
		nibble := sum[i/2] >> (4 * (1 - i%2)) & 15
		if l[i] > '9' && (nibble >= 8) != (h[i] < 'a') {
			return false
		}
	}
	return true
}

// keccak256 is the hash that became SHA-3, with the padding it had before.
func (c *Canonicaliser) keccak256(b []byte) (sum [32]byte) {
	if c.keccak == nil {
		c.keccak = sha3.NewLegacyKeccak256()
	}
	c.keccak.Reset()
	c.keccak.Write(b)
	c.keccak.Sum(sum[:0])
	return sum
}

// burnAddress recognises addresses that nobody holds.
func burnAddress(s string) bool {
	if len(s) != 42 || s[0] != '0' {
		return false
	}
	if sameBytes(s[2:]) {
		return true
	}
	return s[38:] == "dead" && strings.Trim(s[2:38], "0") == "" || s == "0xdead000000000000000042069420694206942069"
}

func tronWallet(payload []byte) walletAddress {
	sum := doubleSHA(payload)
	return walletAddress{
		text: encodeBase58(append(payload, sum[:4]...)),
		key:  "evm:0x" + hex.EncodeToString(payload[1:]),
	}
}

// Version bytes of base58check addresses that pay to the hash of a public key:
// the same hash on another chain is the same key.
var keyHashVersions = map[uint32]bool{
	0x00: true, 0x1E: true, 0x30: true, 0x4C: true, 0x26: true, 0x3F: true, // BTC (BCH, BSV), DOGE (XVG), LTC, DASH, BTG, …
	0x1CB8: true, // ZEC
}

func (c *Canonicaliser) base58Wallet(s string) (walletAddress, model.Status) {
	if len(s) == 95 || len(s) == 106 {
		if a, ok := c.moneroWallet(s); ok {
			return a, model.StatusOK
		}
	}
	if b, ok := bitcoin58.decode(s); ok {
		if p, ok := check58(b); ok {
			return payloadWallet(s, p)
		}
		if len(b) == 32 && len(s) >= 32 {
			return walletAddress{text: s}, model.StatusOK // Solana: any 32 bytes
		}
		if b, ok := ripple58.decode(s); ok && s[0] == 'r' {
			if p, ok := check58(b); ok && len(p) == 21 && p[0] == 0 {
				return walletAddress{text: s, key: "hash160:" + hex.EncodeToString(p[1:])}, model.StatusOK
			}
		}
		if len(s) >= 24 && len(s) <= 46 || len(s) >= 90 && len(s) <= 112 {
			return walletAddress{}, model.StatusSuspect
		}
	}
	// One character that base58 leaves out for its likeness (0, O, I, l).
	if len(s) >= 26 && len(s) <= 36 && strings.IndexByte("13LMDXTtrG", s[0]) >= 0 && isAlnum(s) {
		return walletAddress{}, model.StatusSuspect
	}
	return walletAddress{}, model.StatusInvalid
}

func payloadWallet(s string, p []byte) (walletAddress, model.Status) {
	a := walletAddress{text: s}
	switch {
	case len(p) < 20, len(p) >= 33 && len(p) <= 34 && (p[0]&0x80 != 0):
		// Too short for an address; a private key, which is none.
		return walletAddress{}, model.StatusSuspect
	case len(p) == 21 && p[0] == 0x41:
		a.key = "evm:0x" + hex.EncodeToString(p[1:])
	case len(p) == 21 && keyHashVersions[uint32(p[0])]:
		a.key = "hash160:" + hex.EncodeToString(p[1:])
	case len(p) == 22 && keyHashVersions[uint32(binary.BigEndian.Uint16(p))]:
		a.key = "hash160:" + hex.EncodeToString(p[2:])
	}
	return a, model.StatusOK
}

// moneroWallet reads a Monero address: a network byte, the public spend and view
// keys, for an integrated address a payment id of 8 bytes, and the first four
// bytes of the Keccak-256 of all that.
func (c *Canonicaliser) moneroWallet(s string) (walletAddress, bool) {
	b, ok := decodeMonero(s)
	if !ok || len(b) != 69 && len(b) != 77 {
		return walletAddress{}, false
	}
	if sum := c.keccak256(b[:len(b)-4]); string(sum[:4]) != string(b[len(b)-4:]) {
		return walletAddress{}, false
	}
	return walletAddress{text: s, key: "xmr:" + hex.EncodeToString(b[1:33])}, true
}

// bechWallet reads bech32, bech32m and CashAddr addresses.
func bechWallet(s string) (walletAddress, model.Status) {
	mixed := mixedCase(s)
	if mixed && strings.IndexByte(s, ':') < 0 && !segwitPrefix(lower(s[:max(strings.IndexByte(s, '1'), 0)])) {
		return walletAddress{}, model.StatusInvalid
	}
	l := lower(s)
	if a, st := cashWallet(l); st != model.StatusInvalid {
		if mixed {
			st = model.StatusSuspect
		}
		return a, st
	}
	prefix, data, sum, ok := decodeBech32(l)
	known := segwitPrefix(prefix)
	if !ok {
		if segwitPrefix(l[:max(strings.IndexByte(l, '1'), 0)]) && isAlnum(l) {
			return walletAddress{}, model.StatusSuspect
		}
		return walletAddress{}, model.StatusInvalid
	}
	switch {
	case known:
		version, program, ok := segwit(data, sum)
		if !ok || mixed || len(l) > 90 {
			return walletAddress{}, model.StatusSuspect
		}
		a := walletAddress{text: l}
		if version == 0 && len(program) == 20 {
			a.key = "hash160:" + hex.EncodeToString(program)
		}
		return a, model.StatusOK
	case (sum == bech32 || sum == bech32m) && len(data) >= 32 && !mixed:
		return walletAddress{text: l}, model.StatusOK // Cosmos, Cardano, Zcash shielded, …
	}
	return walletAddress{}, model.StatusInvalid
}

// segwitPrefix reports whether a bech32 prefix is one of a chain that uses
// segregated-witness addresses.
func segwitPrefix(p string) bool {
	switch p {
	case "bc", "tb", "bcrt", "ltc", "tltc", "rltc", "btg", "dgb", "vtc", "via", "mona", "grs", "sys", "fc":
		return true
	}
	return false
}

// cashWallet reads a CashAddr, which may come without its prefix.
func cashWallet(s string) (walletAddress, model.Status) {
	prefix, body, ok := strings.Cut(s, ":")
	prefixes := []string{prefix}
	switch prefix {
	case "bitcoincash", "bchtest", "bchreg", "ecash", "ectest":
	default:
		if ok || len(s) < 40 || len(s) > 44 || strings.IndexByte("qpzr", s[0]) < 0 {
			return walletAddress{}, model.StatusInvalid
		}
		body, prefixes = s, []string{"bitcoincash", "ecash"}
	}
	for _, prefix := range prefixes {
		version, hash, ok := decodeCash(prefix, body)
		if !ok {
			continue
		}
		a := walletAddress{text: prefix + ":" + body}
		if kind := version >> 3; len(hash) == 20 && (kind == 0 || kind == 2) { // P2PKH, plain and token-aware
			a.key = "hash160:" + hex.EncodeToString(hash)
		}
		return a, model.StatusOK
	}
	if ok || strings.Trim(body, bechDigits) == "" {
		return walletAddress{}, model.StatusSuspect
	}
	return walletAddress{}, model.StatusInvalid
}

// otherWallet reads Stellar and TON addresses, whose checksums are both a CRC-16
// with the polynomial 0x1021.
func otherWallet(s string) (walletAddress, model.Status) {
	switch {
	case len(s) == 56 && (s[0] == 'G' || s[0] == 'M') && isAlnum(s):
		b, err := base32.StdEncoding.DecodeString(s)
		if err != nil || crc16(b[:33]) != binary.LittleEndian.Uint16(b[33:]) {
			return walletAddress{}, model.StatusSuspect
		}
		return walletAddress{text: s}, model.StatusOK
	case len(s) == 48 && (strings.HasPrefix(s, "EQ") || strings.HasPrefix(s, "UQ") || strings.HasPrefix(s, "Ef") || strings.HasPrefix(s, "Uf")):
		b, err := base64.URLEncoding.DecodeString(strings.NewReplacer("+", "-", "/", "_").Replace(s))
		if err != nil || crc16(b[:34]) != binary.BigEndian.Uint16(b[34:]) {
			return walletAddress{}, model.StatusSuspect
		}
		// The first byte only says whether a failed transfer bounces: EQ is the
		// same wallet as UQ.
		b[0] = 0x11
		binary.BigEndian.PutUint16(b[34:], crc16(b[:34]))
		return walletAddress{text: base64.URLEncoding.EncodeToString(b)}, model.StatusOK
	}
	return walletAddress{}, model.StatusInvalid
}

func crc16(b []byte) (crc uint16) {
	for _, c := range b {
		crc ^= uint16(c) << 8
		for range 8 {
			if crc&0x8000 != 0 {
				crc = crc<<1 ^ 0x1021
			} else {
				crc <<= 1
			}
		}
	}
	return crc
}

// mixedCase reports whether s has ASCII letters of both cases.
func mixedCase(s string) bool {
	small, large := false, false
	for i := range len(s) {
		small = small || 'a' <= s[i] && s[i] <= 'z'
		large = large || 'A' <= s[i] && s[i] <= 'Z'
	}
	return small && large
}

func isAlnum(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
	}
	return s != ""
}
