package identifier

import (
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// Detect says what a bare value looks like: an e-mail or IP address, a URL, a
// file hash, a bank account (IBAN), a telephone number with its country code or
// a wallet, tried in this order. A value that is almost one counts too; ok is
// false where it could be anything, such as a name. Card numbers are never
// detected. 40 hexadecimal digits without 0x are a SHA-1, not a wallet.
func Detect(raw model.Untrusted) (model.Kind, bool) {
	s := clean(string(raw))
	if s == "" || len(s) > 4096 || placeholder(s) {
		return model.KindNone, false
	}
	c := New(nil, "")
	t := refang(s)
	if strings.Contains(t, "://") {
		_, ok := splitURL(t)
		return model.KindURL, ok
	}
	if strings.IndexByte(t, '@') > 0 && strings.IndexByte(t, ' ') < 0 {
		// One that is suspect may have a typing error, but has a domain all the same.
		if v, st := c.email(t); st != model.StatusInvalid {
			host, ok := hostName(Domain(model.Untrusted(v)))
			if ok && strings.IndexByte(host, '.') > 0 {
				return model.KindEmail, true
			}
		}
	}
	if _, st := ip(t); st == model.StatusOK || st == model.StatusPrivate {
		return model.KindIP, true
	}
	if _, st := fileHash(t); st == model.StatusOK {
		return model.KindFileHash, true
	}
	if _, st := iban(t); st == model.StatusOK {
		return model.KindIBAN, true
	}
	if t[0] == '+' {
		if _, st := c.phone(t, ""); st == model.StatusOK {
			return model.KindPhone, true
		}
	}
	if _, st := c.wallet(t); st == model.StatusOK && walletLike(t) || st == model.StatusSuspect && strings.HasPrefix(t, "0x") {
		return model.KindWallet, true
	}
	if i := strings.IndexByte(t, '/'); i > 0 && strings.IndexByte(t, ' ') < 0 {
		if _, ok := splitURL(t); ok {
			return model.KindURL, true
		}
	}
	return model.KindNone, false
}

// walletLike keeps Detect from taking any 32 bytes in base58 for a Solana
// address: that has no checksum, but at its length a mix of all characters.
func walletLike(s string) bool {
	if b, ok := bitcoin58.decode(s); !ok || len(b) != 32 {
		return true
	}
	return strings.ContainsAny(s, "123456789") && lower(s) != s && strings.ToUpper(s) != s
}

// Parse reads an identifier as typed for a pivot: "kind:value", the kind named
// as in the JSON output. The key is the investigation's, for card numbers. The
// value need not be fit to link: look at the status. An error of kind usage
// says what is wrong with the reference or that the value is none of its kind.
func Parse(ref string, key []byte) (model.Identifier, error) {
	name, value, ok := strings.Cut(ref, ":")
	kind, known := model.KindByName(lower(strings.TrimSpace(name)))
	if !ok || !known {
		e := &model.Error{
			Kind:    model.ErrUsage,
			Message: "not an identifier of the form kind:value",
			Where:   model.Untrusted(ref),
			Hint:    "the kinds are " + kindList(),
		}
		if k, ok := Detect(model.Untrusted(ref)); ok {
			e.Hint = "put \"" + k.String() + ":\" in front; " + e.Hint
		}
		return model.Identifier{}, e
	}
	if strings.TrimSpace(value) == "" {
		return model.Identifier{}, &model.Error{
			Kind: model.ErrUsage, Message: "there is no value after the kind", Where: model.Untrusted(ref),
			Hint: "write " + kind.String() + ":value",
		}
	}
	id := New(key, "").Identify(kind, model.Untrusted(value), "")
	if id.Status == model.StatusInvalid {
		return id, &model.Error{
			Kind: model.ErrUsage, Message: "the value is no " + kind.String(), Where: id.Value,
			Hint: "check it for a slip, or put another kind in front of it",
		}
	}
	return id, nil
}

func kindList() string {
	var names []string
	for _, k := range model.Kinds() {
		names = append(names, k.String())
	}
	return strings.Join(names, ", ")
}
