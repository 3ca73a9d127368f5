package sign

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/model"
)

// fromSeed makes the key of a seed, by the description of note's formats.
func fromSeed(t testing.TB, name string, seed []byte) *Key {
	t.Helper()
	public := ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)
	sum := sha256.Sum256(append([]byte(name+"\n\x01"), public...))
	k, err := parsePrivate(fmt.Sprintf("PRIVATE+KEY+%s+%x+%s", name, sum[:4], base64.StdEncoding.EncodeToString(append([]byte{1}, seed...))))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestVectors are the first three of RFC 8032, 7.1.
func TestVectors(t *testing.T) {
	for _, v := range []struct{ seed, public, message, signature string }{
		{"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
			"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
			"e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
		{"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
			"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
			"92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
		{"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
			"fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
			"6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
	} {
		k := fromSeed(t, "kim", unhex(t, v.seed))
		if got := hex.EncodeToString(k.Public()); got != v.public {
			t.Errorf("public key %s, want %s", got, v.public)
		}
		if got := hex.EncodeToString(k.Sign(unhex(t, v.message))); got != v.signature {
			t.Errorf("signature %s, want %s", got, v.signature)
		}
		name, public, err := ParsePublic(k.PublicText() + "\n")
		if err != nil || name != "kim" || hex.EncodeToString(public) != v.public {
			t.Errorf("%s came back as %s %x, %v", k.PublicText(), name, public, err)
		}
	}
}

func TestNames(t *testing.T) {
	for _, name := range []string{"kim", "k", "0", "kim.lee@example.org", "a-b_c", strings.Repeat("x", 64)} {
		if k, err := New(name); err != nil || k.Name() != name {
			t.Errorf("%q: %v", name, err)
		}
	}
	for _, name := range []string{"", " ", "kim lee", "kim+lee", "Kim", "..", ".x", "-x", "@x", "_x", "a/b", "a\\b", "a\x00", "ki\u0301m", "\x1b[2J", strings.Repeat("x", 65)} {
		if _, err := New(name); model.KindOf(err) != model.ErrUsage {
			t.Errorf("%q: %v, want an error of kind usage", name, err)
		}
	}
}

func TestParsePublic(t *testing.T) {
	k := fromSeed(t, "kim", make([]byte, 32))
	good := k.PublicText()
	other := fromSeed(t, "kim", bytes.Repeat([]byte{1}, 32)).PublicText()
	_, hash, _ := strings.Cut(good, "+")
	for _, bad := range []string{"", "kim", "kim+", "kim++", good[:len(good)-1], good + "=", good + "\n" + good, strings.Replace(good, "kim", "lee", 1),
		strings.ToUpper(good), other[:12] + good[12:], "PRIVATE+KEY+" + good, k.private, "k im+" + hash, strings.Repeat("+", 1000)} {
		if name, _, err := ParsePublic(bad); model.KindOf(err) != model.ErrInput {
			t.Errorf("%q is read as one of %q, %v", bad, name, err)
		}
	}
}

func TestNote(t *testing.T) {
	kim, lee := fromSeed(t, "kim", make([]byte, 32)), fromSeed(t, "lee", bytes.Repeat([]byte{1}, 32))
	impostor := fromSeed(t, "kim", bytes.Repeat([]byte{2}, 32))
	const text = "clew/00\n3\nabc=\n"
	signed, err := kim.Note(text)
	if err != nil {
		t.Fatal(err)
	}
	// Another program can check it with nothing but the public key.
	v, err := note.NewVerifier(kim.PublicText())
	if err != nil {
		t.Fatal(err)
	}
	if n, err := note.Open(signed, note.VerifierList(v)); err != nil || n.Text != text || len(n.Sigs) != 1 {
		t.Fatalf("%+v %v", n, err)
	}
	for _, message := range []string{string(signed), text} {
		if got, err := Text([]byte(message)); got != text || err != nil {
			t.Errorf("text %q %v", got, err)
		}
	}
	if got, err := Signed([]byte(text), kim.PublicText()); got || err != nil {
		t.Errorf("what is not signed: %v %v", got, err)
	}
	if s := Signers(signed); len(s) != 1 || s[0] != "kim" {
		t.Errorf("signers %v", s)
	}
	for _, c := range []struct {
		key  *Key
		want bool
	}{{kim, true}, {lee, false}, {impostor, false}} {
		if got, err := Signed(signed, c.key.PublicText()); got != c.want || err != nil {
			t.Errorf("by %s: %v %v", c.key.PublicText(), got, err)
		}
	}
	if got, err := Signed([]byte(strings.Replace(string(signed), "3", "4", 1)), kim.PublicText()); got || model.KindOf(err) != model.ErrRefused {
		t.Errorf("changed after it was signed: %v %v", got, err)
	}
	if got, err := Signed(signed, "kim"); got || model.KindOf(err) != model.ErrInput {
		t.Errorf("with no key: %v %v", got, err)
	}
	for _, bad := range []string{"", "x", "\x00\n", "\x1b[2J\n", "\xff\n"} {
		if _, err := kim.Note(bad); model.KindOf(err) != model.ErrUsage {
			t.Errorf("%q was signed: %v", bad, err)
		}
	}
	for _, bad := range []string{"x\n\n", "x\n\nx", "x\n\n— kim\n", "x\n\n— kim x\n", "\x01\n\n— kim AAAAAAAAAAAA\n"} {
		if _, err := Text([]byte(bad)); model.KindOf(err) != model.ErrInput {
			t.Errorf("%q was read: %v", bad, err)
		}
		if got, err := Signed([]byte(bad), kim.PublicText()); got || model.KindOf(err) != model.ErrInput {
			t.Errorf("%q is signed: %v %v", bad, got, err)
		}
	}
}

// TestSignedProperty changes one byte of a signed text: it is never one that the
// key has signed, unless it means the same.
func TestSignedProperty(t *testing.T) {
	k := fromSeed(t, "kim", make([]byte, 32))
	signed, err := k.Note("clew/00\n3\nabc=\n")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		b := bytes.Clone(signed)
		at := rapid.IntRange(0, len(b)-1).Draw(t, "at")
		b[at] ^= byte(rapid.IntRange(1, 255).Draw(t, "flip"))
		ok, err := Signed(b, k.PublicText())
		text, textErr := Text(b)
		if ok && (err != nil || textErr != nil || text != "clew/00\n3\nabc=\n") {
			t.Fatalf("%q passes as signed: %v %v", b, err, textErr)
		}
	})
}
