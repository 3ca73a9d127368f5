package misp

import (
	"crypto/sha256"
	"math/big"
	"strings"

	"github.com/seed-28a39f10/clew/store/casefile/stix/intel"
)

// typed is a type of MISP with a category that it may stand in.
type typed struct{ typ, category string }

var (
	email    = typed{"email", "Social network"}
	phone    = typed{"phone-number", "Person"}
	address  = typed{"ip-src", "Network activity"}
	web      = typed{"url", "Network activity"}
	mac      = typed{"mac-address", "Network activity"}
	bitcoin  = typed{"btc", "Financial fraud"}
	monero   = typed{"xmr", "Financial fraud"}
	iban     = typed{"iban", "Financial fraud"}
	fullName = typed{"full-name", "Person"}
	github   = typed{"github-username", "Social network"}
	twitter  = typed{"twitter-id", "Social network"}
	jabber   = typed{"jabber-id", "Social network"}
	hashes   = map[string]typed{"MD5": {"md5", "External analysis"}, "SHA-1": {"sha1", "External analysis"}, "SHA-256": {"sha256", "External analysis"}}
)

// others are the categories of values that MISP has no type for, or that are not of the form
// that their type has.
var others = map[string]string{
	"email": "Social network", "recovery_email": "Social network", "commit_email": "Social network", "username": "Social network", "handle": "Social network",
	"wallet": "Financial fraud", "iban": "Financial fraud", "card": "Financial fraud", "payment": "Financial fraud", "paypal": "Financial fraud",
	"phone": "Person", "recovery_phone": "Person", "name": "Person", "address": "Person", "document": "Person",
	"ip": "Network activity", "url": "Network activity",
}

// typeOf gives the type, the category and the value of MISP for a value of a kind.
func typeOf(kind, value, status string) (typed, string) {
	if status == "ok" || status == "private" {
		switch intel.Class(kind) {
		case "email":
			if intel.Email(value) {
				return email, value
			}
		case "phone":
			if phoneNumber(value) {
				return phone, value
			}
		case "ip":
			if _, ok := intel.IP(value); ok {
				return address, value
			}
		case "url":
			if intel.URL(value) {
				return web, value
			}
		case "hash":
			if t, ok := hashes[intel.Hash(value)]; ok {
				return t, value
			}
		case "device":
			if intel.MAC(value) {
				return mac, value
			}
		case "wallet":
			if bitcoinAddress(value) {
				return bitcoin, value
			}
			if moneroAddress(value) {
				return monero, value
			}
		case "iban":
			if ibanNumber(value) {
				return iban, value
			}
		case "name":
			return fullName, value
		case "handle":
			if service, name, ok := strings.Cut(value, ":"); ok && !intel.Blank(name) {
				switch service {
				case "github":
					return github, name
				case "x", "twitter":
					return twitter, name
				case "xmpp", "jabber":
					return jabber, name
				}
			}
		}
	}
	category, ok := others[kind]
	if !ok {
		category = "Other"
	}
	return typed{"other", category}, value
}

// acts reports whether programs can act on values of a type without hitting people who only
// share a name or a street.
func acts(kind string) bool {
	switch intel.Class(kind) {
	case "email", "phone", "ip", "url", "hash", "wallet", "iban", "handle":
		return true
	}
	return false
}

func phoneNumber(s string) bool {
	return len(s) >= 8 && len(s) <= 16 && s[0] == '+' && strings.Trim(s[1:], "0123456789") == ""
}

func ibanNumber(s string) bool {
	return len(s) >= 15 && len(s) <= 34 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == "" && strings.Trim(s[2:4], "0123456789") == ""
}

const base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

// bitcoinAddress reports whether a wallet is one of Bitcoin: the version byte of base58check
// is 0 or 5, or it is a segregated-witness address of the main network.
func bitcoinAddress(s string) bool {
	if strings.HasPrefix(s, "bc1") {
		return len(s) >= 14 && len(s) <= 74 && strings.Trim(s[3:], "qpzry9x8gf2tvdw0s3jn54khce6mua7l") == ""
	}
	if len(s) < 26 || len(s) > 35 || s[0] != '1' && s[0] != '3' {
		return false
	}
	n := new(big.Int)
	for i := range len(s) {
		digit := strings.IndexByte(base58, s[i])
		if digit < 0 {
			return false
		}
		n.Add(n.Mul(n, big.NewInt(58)), big.NewInt(int64(digit)))
	}
	if n.BitLen() > 25*8 {
		return false
	}
	b := n.FillBytes(make([]byte, 25))
	once := sha256.Sum256(b[:21])
	twice := sha256.Sum256(once[:])
	return (b[0] == 0 || b[0] == 5) && string(twice[:4]) == string(b[21:])
}

// moneroAddress reports whether a wallet has the form of one of Monero: a standard,
// integrated or subaddress of the main network. That its checksum is right its status says.
func moneroAddress(s string) bool {
	return (len(s) == 95 || len(s) == 106) && (s[0] == '4' || s[0] == '8') && strings.Trim(s, base58) == ""
}
