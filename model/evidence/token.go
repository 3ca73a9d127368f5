package evidence

import (
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/identifier"
)

// Token is a value that an identifier stands for: itself, or something wider.
type Token struct {
	Kind  Kind
	Value string
	Hash  uint64 // [ValueHash] of the two
}

func token(k Kind, value string) Token { return Token{k, value, ValueHash(k, value)} }

// Tokens appends what an identifier ties its holders by: the value itself first,
// then wider ones that it lies in. Of these each lies in the later ones too, but
// for the domain of a guest's tenant and the stem of a user name with look-alike
// letters: that all holders agree is for [Builder.Index] to see. An identifier
// that may not link has none.
func Tokens(dst []Token, id model.Identifier) []Token {
	if id.Status != model.StatusOK || id.Kind == model.KindAccount || id.Value == "" {
		return dst
	}
	v := string(id.Value)
	switch id.Kind {
	case model.KindEmail, model.KindRecoveryEmail, model.KindCommitEmail, model.KindPayPal:
		dst = append(dst, token(Kind(id.Kind), v))
		mailbox, handle, domain := "", "", ""
		if id.Kind == model.KindEmail {
			mailbox = v
		}
		for _, t := range identifier.Tokens(id) {
			switch t.Name {
			case "email":
				mailbox = string(t.Value)
			case "phone":
				dst = append(dst, token(KindNumber, string(t.Value)))
			case "handle":
				handle = string(t.Value)
			case "domain":
				domain = string(t.Value)
			}
		}
		if mailbox != "" {
			dst = append(dst, token(KindMailbox, mailbox))
		}
		if handle != "" {
			dst = append(dst, token(Kind(model.KindHandle), handle))
		}
		if domain != "" {
			dst = append(dst, token(KindDomain, domain))
		}
	case model.KindPhone, model.KindRecoveryPhone:
		dst = append(dst, token(Kind(id.Kind), v), token(KindNumber, v))
	case model.KindIP:
		dst = append(dst, token(Kind(id.Kind), v))
		for _, t := range identifier.Tokens(id) {
			if t.Name == "ip24" || t.Name == "ip64" {
				dst = append(dst, token(KindNet, string(t.Value)))
			}
		}
	case model.KindUsername:
		dst = append(dst, token(Kind(id.Kind), v))
		stem := ""
		for _, t := range identifier.Tokens(id) {
			switch t.Name {
			case "skeleton":
				dst = append(dst, token(Kind(id.Kind), string(t.Value)))
			case "stem":
				stem = string(t.Value)
			}
		}
		if stem != "" {
			dst = append(dst, token(KindStem, stem))
		}
	case model.KindName, model.KindHandle:
		dst = append(dst, token(Kind(id.Kind), v))
		for _, t := range identifier.Tokens(id) {
			if t.Name == "skeleton" {
				dst = append(dst, token(Kind(id.Kind), string(t.Value)))
			}
		}
	case model.KindURL:
		dst = append(dst, token(Kind(id.Kind), v))
		for _, t := range identifier.Tokens(id) {
			if t.Name == "handle" {
				dst = append(dst, token(Kind(model.KindHandle), string(t.Value)))
			}
		}
	case model.KindAddress:
		dst = append(dst, token(Kind(id.Kind), v))
		for _, t := range identifier.Tokens(id) {
			if t.Name == "building" {
				dst = append(dst, token(KindBuilding, string(t.Value)))
			}
		}
	case model.KindWallet:
		dst = append(dst, token(Kind(id.Kind), v))
		for _, t := range identifier.Tokens(id) {
			if t.Name == "key" && string(t.Value) != v {
				dst = append(dst, token(Kind(id.Kind), string(t.Value)))
			}
		}
	default:
		dst = append(dst, token(Kind(id.Kind), v))
	}
	return dst
}

// AddTokens says that accounts hold what an identifier stands for. A handle lies in
// the user name of the same text where its holders have that too: one name chosen
// once is no second tie.
func (b *Builder) AddTokens(tokens []Token, holders ...uint32) {
	for i, t := range tokens {
		b.Add(t.Kind, t.Hash, holders...)
		for _, wider := range tokens[i+1:] {
			b.Nest(t.Hash, wider.Hash)
		}
		if t.Kind == Kind(model.KindHandle) {
			if _, login, ok := strings.Cut(t.Value, ":"); ok {
				b.Nest(t.Hash, ValueHash(Kind(model.KindUsername), login))
			}
		}
	}
}
