package sign

import (
	"errors"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"github.com/seed-28a39f10/clew/model"
)

// Note signs a text: lines of UTF-8 without control characters, each with its end.
// The signed note has the format of https://c2sp.org/signed-note. The error is of
// kind usage, where the text is not such a one.
func (k *Key) Note(text string) ([]byte, error) {
	signed, err := note.Sign(&note.Note{Text: text}, k.signer)
	if err == nil {
		_, err = note.Open(signed, note.VerifierList(k.verifier()))
	}
	if err != nil {
		return nil, &model.Error{Kind: model.ErrUsage, Message: "this text cannot be signed", Err: err}
	}
	return signed, nil
}

func (k *Key) verifier() note.Verifier {
	v, err := note.NewVerifier(k.PublicText())
	if err != nil {
		panic(err) // it is a text of note's own
	}
	return v
}

// Text gives the text of a note, at whose signatures nobody has looked. A text that
// is not signed is given back as it is. The error is of kind input.
func Text(message []byte) (string, error) {
	if !strings.Contains(string(message), "\n\n") {
		return string(message), nil
	}
	n, err := open(message)
	if err != nil {
		return "", err
	}
	return n.Text, nil
}

// Signers gives the names that the signatures of a note bear, which nobody has
// looked at. There is none where it is not signed.
func Signers(message []byte) []model.Untrusted {
	n, err := open(message)
	if err != nil {
		return nil
	}
	var names []model.Untrusted
	for _, s := range n.UnverifiedSigs {
		names = append(names, model.Untrusted(s.Name))
	}
	return names
}

// open reads a note without a look at its signatures.
func open(message []byte) (*note.Note, error) {
	_, err := note.Open(message, nil)
	var n *note.UnverifiedNoteError
	if errors.As(err, &n) {
		return n.Note, nil
	}
	return nil, &model.Error{Kind: model.ErrInput, Message: "the signed text cannot be read", Err: err}
}

// Signed reports whether a note is signed with a public key, given as its text. The
// error is of kind input where one of the two cannot be read, and of kind refused
// where there is a signature that claims to be the key's and is not.
func Signed(message []byte, public string) (bool, error) {
	if _, _, err := ParsePublic(public); err != nil {
		return false, err
	}
	v, err := note.NewVerifier(strings.TrimSpace(public))
	if err != nil {
		return false, err
	}
	if !strings.Contains(string(message), "\n\n") {
		return false, nil
	}
	_, err = note.Open(message, note.VerifierList(v))
	var none *note.UnverifiedNoteError
	var wrong *note.InvalidSignatureError
	switch {
	case err == nil:
		return true, nil
	case errors.As(err, &none):
		return false, nil
	case errors.As(err, &wrong):
		return false, &model.Error{Kind: model.ErrRefused, Message: "the signature is not one of this text by that key", Where: model.Untrusted(wrong.Name),
			Hint: "the text was changed after it was signed, or somebody else has signed it"}
	}
	return false, &model.Error{Kind: model.ErrInput, Message: "the signed text cannot be read", Err: err}
}
