package store

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/model/identifier"
)

// The kinds of personal data, of workflow.Masked. Birth dates are in rows as they came
// only, which are masked whatever is chosen.
const (
	personalName     = "name"
	personalEmail    = "email"
	personalPhone    = "phone"
	personalAddress  = "address"
	personalDocument = "document"
	personalPayment  = "payment"
)

// personalKinds says of which kind of personal data the values of a kind of evidence are.
var personalKinds = map[evidence.Kind]string{
	evidence.Kind(model.KindName):          personalName,
	evidence.Kind(model.KindEmail):         personalEmail,
	evidence.Kind(model.KindRecoveryEmail): personalEmail,
	evidence.Kind(model.KindCommitEmail):   personalEmail,
	evidence.KindMailbox:                   personalEmail,
	evidence.Kind(model.KindPhone):         personalPhone,
	evidence.Kind(model.KindRecoveryPhone): personalPhone,
	evidence.KindNumber:                    personalPhone,
	evidence.Kind(model.KindAddress):       personalAddress,
	evidence.KindBuilding:                  personalAddress,
	evidence.Kind(model.KindDocument):      personalDocument,
	evidence.Kind(model.KindWallet):        personalPayment,
	evidence.Kind(model.KindIBAN):          personalPayment,
	evidence.Kind(model.KindCard):          personalPayment,
	evidence.Kind(model.KindPayment):       personalPayment,
	evidence.Kind(model.KindPayPal):        personalPayment,
}

// personalFields says the same of the facts of an account, and as which kind of identifier
// they are read.
var personalFields = map[model.Field]model.Kind{
	model.FieldUsername:    model.KindUsername,
	model.FieldDisplayName: model.KindName,
	model.FieldEmail:       model.KindEmail,
}

// personal gives the kind of personal data that a value is, "" for none. Many a user name is
// an e-mail address.
func personal(kind evidence.Kind, value string) string {
	switch kind {
	case evidence.Kind(model.KindUsername), evidence.KindStem:
		if strings.Contains(value, "@") {
			return personalEmail
		}
	}
	return personalKinds[kind]
}

// A masked value is what may be shown of it, maskDots, and maskSign with a tag of maskTag
// characters, by which equal values are known as equal and a value is found again.
const (
	maskDots = "***"
	maskSign = "#"
	maskTag  = 6
)

var maskText = base32.NewEncoding("0123456789abcdefghijklmnopqrstuv").WithPadding(base32.NoPadding)

// maskKey names a value under the investigation's secret.
func maskKey(secret []byte, value string) [8]byte {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte("clew masked value\x00"))
	h.Write([]byte(strings.ToLower(value)))
	return [8]byte(h.Sum(nil))
}

// clearKey is maskKey as a number, of which a set can be made.
func clearKey(key [8]byte) uint64 { return binary.BigEndian.Uint64(key[:]) }

// masked is the masked form of a value.
func masked(as, value string, key [8]byte) string {
	before, after := maskAround(as, value)
	return before + maskDots + after + maskSign + maskText.EncodeToString(key[:])[:maskTag]
}

// maskAround gives what of a value is shown before and after the dots. It tells a reader
// what sort of value it is, and never more than one character of what is one's own.
func maskAround(as, value string) (before, after string) {
	at := strings.LastIndexByte(value, '@')
	switch {
	case at >= 0 && as != personalName:
		return maskFirst(value[:at]), value[at:]
	case as == personalPhone:
		return identifier.CallingCode(model.Untrusted(value)), ""
	case as == personalPayment:
		if n := len(value); n > 4 && value[n-2] < utf8.RuneSelf && value[n-1] < utf8.RuneSelf {
			return "", value[n-2:]
		}
		return "", ""
	}
	return maskFirst(value), ""
}

// maskFirst gives the first character, where that leaves enough untold.
func maskFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if utf8.RuneCountInString(s) < 3 || r == utf8.RuneError || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
		return ""
	}
	return s[:n]
}

// cutMask reads a masked form: what is before the dots, and whether it is one at all.
func cutMask(s string) (before string, ok bool) {
	before, rest, ok := strings.Cut(s, maskDots)
	tag := len(rest) - maskTag
	if !ok || tag < len(maskSign) || rest[tag-len(maskSign):tag] != maskSign {
		return "", false
	}
	for _, c := range []byte(rest[tag:]) {
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'v') {
			return "", false
		}
	}
	return before, true
}
