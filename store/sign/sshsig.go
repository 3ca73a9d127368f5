package sign

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/binary"

	"github.com/seed-28a39f10/clew/model"
)

// Of the format of OpenSSH's PROTOCOL.sshsig.
const (
	sshMagic   = "SSHSIG"
	sshVersion = 1
	sshType    = "ssh-ed25519"
	sshHash    = "sha512"
	sshBegin   = "-----BEGIN SSH SIGNATURE-----\n"
	sshEnd     = "-----END SSH SIGNATURE-----\n"
	sshWidth   = 70 // characters of a line, as ssh-keygen writes it
	maxSSH     = 4 << 10
)

// SSH signs a message as "ssh-keygen -Y sign" does: with OpenSSH's PROTOCOL.sshsig, under a
// namespace that says what the message is, and SHA-512. The signature is armoured, for
// "ssh-keygen -Y verify". What is signed begins with "SSHSIG" and a zero byte, which no note
// and no other message of this room does.
func (k *Key) SSH(message []byte, namespace string) []byte {
	return armour(sshBlob(k.Public(), namespace, k.Sign(sshSigned(message, namespace))))
}

// VerifySSH checks a signature of [Key.SSH], or of "ssh-keygen -Y sign" with an Ed25519 key,
// against a public key as its text. One signature has one armour: another one is refused.
// Errors are of kind input where the signature or the key cannot be read, and of kind
// refused where the signature is not that key's, of that message, under that namespace.
func VerifySSH(message, armoured []byte, namespace, public string) error {
	_, pub, err := ParsePublic(public)
	if err != nil {
		return err
	}
	blob, ok := unarmour(armoured)
	if !ok {
		return &model.Error{Kind: model.ErrInput, Message: "this is no SSH signature, or not written as ssh-keygen writes it"}
	}
	refuse := &model.Error{Kind: model.ErrRefused, Message: "the signature is not one of this text by that key",
		Hint: "the text was changed after it was signed, or somebody else has signed it"}
	// The signature stands at the end. All before it must be what this key writes.
	if len(blob) < ed25519.SignatureSize {
		return refuse
	}
	signature := blob[len(blob)-ed25519.SignatureSize:]
	if !bytes.Equal(blob, sshBlob(pub, namespace, signature)) {
		return refuse
	}
	if !ed25519.Verify(pub, sshSigned(message, namespace), signature) {
		return refuse
	}
	return nil
}

// PublicSSH gives a public key, given as its text, as a line of OpenSSH without its end, as
// an authorized_keys file has: the type, the key in base64, and its name. The error is of
// kind input.
func PublicSSH(public string) (string, error) {
	name, pub, err := ParsePublic(public)
	if err != nil {
		return "", err
	}
	return sshLine(pub) + " " + name, nil
}

// AllowedSigner gives a line, without its end, for the file of allowed signers of "ssh-keygen
// -Y verify", by which a public key, given as its text, may sign under one namespace. The
// error is of kind input.
func AllowedSigner(public, namespace string) (string, error) {
	name, pub, err := ParsePublic(public)
	if err != nil {
		return "", err
	}
	return name + ` namespaces="` + namespace + `" ` + sshLine(pub), nil
}

// FingerprintSSH gives the fingerprint of a public key, given as its text, as ssh-keygen
// prints it: "SHA256:" and 43 characters, short enough for a telephone. The error is of kind
// input.
func FingerprintSSH(public string) (string, error) {
	_, pub, err := ParsePublic(public)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(sshPublic(pub))
	return "SHA256:" + base64.RawStdEncoding.EncodeToString(sum[:]), nil
}

// sshSigned is what the key signs for a message.
func sshSigned(message []byte, namespace string) []byte {
	sum := sha512.Sum512(message)
	return sshStrings([]byte(sshMagic), namespace, "", sshHash, string(sum[:]))
}

func sshBlob(pub ed25519.PublicKey, namespace string, signature []byte) []byte {
	head := binary.BigEndian.AppendUint32([]byte(sshMagic), sshVersion)
	return sshStrings(head, string(sshPublic(pub)), namespace, "", sshHash, string(sshStrings(nil, sshType, string(signature))))
}

func sshLine(pub ed25519.PublicKey) string {
	return sshType + " " + base64.StdEncoding.EncodeToString(sshPublic(pub))
}

func sshPublic(pub ed25519.PublicKey) []byte { return sshStrings(nil, sshType, string(pub)) }

// sshStrings appends strings of RFC 4251: each a length in four bytes and its bytes.
func sshStrings(to []byte, all ...string) []byte {
	for _, s := range all {
		to = binary.BigEndian.AppendUint32(to, uint32(len(s)))
		to = append(to, s...)
	}
	return to
}

func armour(blob []byte) []byte {
	out := []byte(sshBegin)
	text := base64.StdEncoding.EncodeToString(blob)
	for text != "" {
		n := min(sshWidth, len(text))
		out = append(append(out, text[:n]...), '\n')
		text = text[n:]
	}
	return append(out, sshEnd...)
}

// unarmour is the reverse of armour, and of nothing else.
func unarmour(text []byte) (blob []byte, ok bool) {
	body, begins := bytes.CutPrefix(text, []byte(sshBegin))
	body, ends := bytes.CutSuffix(body, []byte(sshEnd))
	if !begins || !ends || len(text) > maxSSH {
		return nil, false
	}
	blob, err := base64.StdEncoding.DecodeString(string(body)) // it passes over line feeds
	return blob, err == nil && bytes.Equal(armour(blob), text)
}
