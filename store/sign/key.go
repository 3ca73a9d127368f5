package sign

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"github.com/seed-28a39f10/clew/model"
)

const maxName = 64

// CheckName says why a name cannot be that of a key; see the package documentation.
func CheckName(name string) error {
	ok := name != "" && len(name) <= maxName && !strings.ContainsAny(name[:1], "._-@")
	for _, c := range name {
		ok = ok && (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || strings.ContainsRune("._-@", c))
	}
	if ok {
		return nil
	}
	return &model.Error{Kind: model.ErrUsage, Message: "this cannot be the name of a key", Where: model.Untrusted(name),
		Hint: "a name is 1 to 64 of a-z 0-9 . _ - @ and begins with a letter or a digit"}
}

// Key is an investigator's key.
type Key struct {
	signer  note.Signer
	secret  ed25519.PrivateKey
	private string // as note's signer key
}

// New makes a key, in memory alone.
func New(name string) (*Key, error) {
	if err := CheckName(name); err != nil {
		return nil, err
	}
	private, _, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		return nil, &model.Error{Kind: model.ErrInternal, Message: "no key can be made", Err: err}
	}
	return parsePrivate(private)
}

// parsePrivate reads a signer key: PRIVATE+KEY+name+hash+base64 of 1 and the seed.
func parsePrivate(text string) (*Key, error) {
	bad := &model.Error{Kind: model.ErrCorrupt, Message: "what was decrypted is no private key"}
	signer, err := note.NewSigner(text)
	if err != nil {
		return nil, bad // the error of note may not be shown: nobody knows what it quotes
	}
	parts := strings.SplitN(text, "+", 5)
	raw, err := base64.StdEncoding.DecodeString(parts[4])
	if err != nil || CheckName(signer.Name()) != nil {
		return nil, bad
	}
	return &Key{signer, ed25519.NewKeyFromSeed(raw[1:]), text}, nil
}

// Name is the key's name.
func (k *Key) Name() string { return k.signer.Name() }

// Public is the public key.
func (k *Key) Public() ed25519.PublicKey { return k.secret.Public().(ed25519.PublicKey) }

// PublicText is the public key as one line; see the function of that name.
func (k *Key) PublicText() string {
	text, err := PublicText(k.Name(), k.Public())
	if err != nil {
		panic(err) // of the name and the size alone, which are right
	}
	return text
}

// PublicText gives a public key as one line, without its end: a verifier key of
// golang.org/x/mod/sumdb/note. The error is of kind usage.
func PublicText(name string, pub ed25519.PublicKey) (string, error) {
	if err := CheckName(name); err != nil {
		return "", err
	}
	text, err := note.NewEd25519VerifierKey(name, pub)
	if err != nil {
		return "", &model.Error{Kind: model.ErrUsage, Message: "this is no public key", Err: err}
	}
	return text, nil
}

// ParsePublic reads a public key; space around it is passed over. The error is of
// kind input.
func ParsePublic(text string) (name string, pub ed25519.PublicKey, err error) {
	bad := &model.Error{Kind: model.ErrInput, Message: "this is no public key", Hint: "'clew key show NAME' prints one"}
	text = strings.TrimSpace(text)
	v, err := note.NewVerifier(text)
	if err != nil || CheckName(v.Name()) != nil {
		return "", nil, bad
	}
	parts := strings.SplitN(text, "+", 3)
	raw, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil {
		return "", nil, bad
	}
	pub = raw[1:]
	// One key has one text, which can be compared.
	if canonical, err := note.NewEd25519VerifierKey(v.Name(), pub); err != nil || canonical != text {
		return "", nil, bad
	}
	return v.Name(), pub, nil
}

// Sign gives the Ed25519 signature of a message (RFC 8032), 64 bytes; see the rules
// of the room for what a message begins with.
func (k *Key) Sign(message []byte) []byte { return ed25519.Sign(k.secret, message) }
