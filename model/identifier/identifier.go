package identifier

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"strings"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
)

// maxValue is the greatest length of a canonical value, in bytes.
const maxValue = 1024

// Canonicaliser turns raw values into identifiers. It caches, so give each
// goroutine its own.
type Canonicaliser struct {
	region  string
	mac     hash.Hash // keyed HMAC-SHA256; nil without a key
	keccak  hash.Hash // made on first use; see keccak256
	domains cache[string, domainInfo]
	phones  cache[phoneKey, phoneResult]
	words   cache[string, nameWord]
}

// New makes a Canonicaliser. The key, 32 bytes, is the investigation's own
// secret for hashing payment-card numbers; without one no card number can be
// told from another and all of them come out suspect. Region is the default ISO
// 3166-1 alpha-2 region for telephone numbers without a country code, "" for
// none.
func New(key []byte, region string) *Canonicaliser {
	c := &Canonicaliser{region: region}
	if len(key) > 0 {
		c.mac = hmac.New(sha256.New, key)
	}
	return c
}

// Identify gives the canonical form of raw as a value of kind. Region, an ISO
// 3166-1 alpha-2 code, says where a telephone number in national form belongs;
// "" means the Canonicaliser's default. The times of the result are unknown.
//
// The kind of the result can differ from the one asked for in one case: a
// payment card given by a fingerprint instead of a number is a
// [model.KindPayment], and a card number given as a payment is a
// [model.KindCard].
func (c *Canonicaliser) Identify(kind model.Kind, raw model.Untrusted, region string) model.Identifier {
	s := string(raw)
	if kind == model.KindCard || kind == model.KindPayment {
		return c.payment(kind, s)
	}
	v, st := c.canonical(kind, s, region)
	id := model.Identifier{Kind: kind, Value: model.Untrusted(v), Status: st}
	if v != s {
		id.Raw = raw
	}
	return id
}

func (c *Canonicaliser) canonical(kind model.Kind, s, region string) (string, model.Status) {
	switch kind {
	case model.KindEmail, model.KindRecoveryEmail, model.KindCommitEmail:
		return c.email(s)
	case model.KindPhone, model.KindRecoveryPhone:
		if region == "" {
			region = c.region
		}
		return c.phone(s, region)
	case model.KindIP:
		return ip(s)
	case model.KindDevice, model.KindSession, model.KindMFADevice, model.KindFingerprint:
		return device(kind, s)
	case model.KindWallet:
		return c.wallet(s)
	case model.KindIBAN:
		return iban(s)
	case model.KindName:
		return c.name(s)
	case model.KindUsername:
		return username(s)
	case model.KindHandle:
		return handle(s)
	case model.KindURL:
		return webAddress(s)
	case model.KindAddress:
		return address(s)
	case model.KindFileHash, model.KindPhoto, model.KindResume:
		return fileHash(s)
	case model.KindDocument:
		return document(s)
	case model.KindPayPal:
		return c.paypal(s)
	case model.KindAccount:
		return account(s)
	}
	return finish(clean(s), model.StatusInvalid)
}

// account canonicalises "platform:native-id"; only the platform is ours to fold.
func account(s string) (string, model.Status) {
	v, st, done := open(s)
	if done {
		return v, st
	}
	id, ok := model.ParseAccountID(v)
	if !ok || strings.ContainsRune(id.Platform, utf8.RuneError) {
		return finish(v, model.StatusInvalid)
	}
	if p := foldKey(id.Platform); p != id.Platform {
		v = p + ":" + string(id.Native)
	}
	return finish(v, model.StatusOK)
}

// open is the first step of every slow path: it cleans s and settles the cases
// that are the same for every kind. Where done, v and st are the result.
func open(s string) (v string, st model.Status, done bool) {
	v = clean(s)
	if st, ok := cutStatus(v); ok {
		return v, st, true
	}
	if placeholder(v) {
		v, st = finish(v, model.StatusPlaceholder)
		return v, st, true
	}
	return v, model.StatusOK, false
}

// finish cuts a value that is too long; see the package comment.
func finish(v string, st model.Status) (string, model.Status) {
	if len(v) <= maxValue {
		return v, st
	}
	sum := sha256.Sum256([]byte(v))
	cut := maxValue - cutSuffix
	for !utf8.RuneStart(v[cut]) {
		cut--
	}
	return v[:cut] + "~" + string('0'+byte(st)) + hex.EncodeToString(sum[:16]), st
}

// cutSuffix is the length of what finish puts in place of a value's end.
const cutSuffix = 2 + 32

// cutStatus recognises a value that finish has cut and gives its status. The
// longest encoding of a character is 4 bytes, so a cut loses at most 3 more.
func cutStatus(v string) (model.Status, bool) {
	if len(v) > maxValue || len(v) < maxValue-3 {
		return 0, false
	}
	end := v[len(v)-cutSuffix:]
	st := model.Status(end[1] - '0')
	if end[0] != '~' || st > model.StatusInvalid || !isLowerHex(end[2:]) {
		return 0, false
	}
	return st, true
}

// cache is a bounded map of two generations, an approximation of
// least-recently-used that needs no list: when the young generation is full it
// becomes the old one, and what is still in use moves back on its next hit.
type cache[K comparable, V any] struct{ young, old map[K]V }

const cacheGeneration = 8192

func (c *cache[K, V]) get(k K) (V, bool) {
	if v, ok := c.young[k]; ok {
		return v, true
	}
	v, ok := c.old[k]
	if ok {
		c.put(k, v)
	}
	return v, ok
}

func (c *cache[K, V]) put(k K, v V) {
	if c.young == nil || len(c.young) >= cacheGeneration {
		c.old, c.young = c.young, make(map[K]V)
	}
	c.young[k] = v
}
