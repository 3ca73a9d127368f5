package sign

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/model"
)

const testSpace = "clew-case"

// keygen runs ssh-keygen in a folder.
func keygen(t *testing.T, dir string, stdin []byte, args ...string) (string, error) {
	t.Helper()
	path, err := exec.LookPath("ssh-keygen")
	if err != nil {
		t.Skip("ssh-keygen is not in PATH")
	}
	cmd := exec.Command(path, args...)
	cmd.Dir, cmd.Stdin = dir, bytes.NewReader(stdin)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func put(t *testing.T, dir, name string, b []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
		t.Fatal(err)
	}
}

var sshMessages = [][]byte{nil, []byte("x"), []byte("{\n  \"format\": \"clew-case-files\"\n}\n"), bytes.Repeat([]byte{0, 0xff, '\n'}, 100_000)}

func TestSSHKeygenAccepts(t *testing.T) {
	dir := t.TempDir()
	kim, lee := fromSeed(t, "kim@example.org", make([]byte, 32)), fromSeed(t, "lee", bytes.Repeat([]byte{1}, 32))
	signer, err := AllowedSigner(kim.PublicText()+"\n", testSpace)
	if err != nil {
		t.Fatal(err)
	}
	put(t, dir, "allowed", []byte(signer+"\n"))
	line, err := PublicSSH(kim.PublicText())
	if err != nil {
		t.Fatal(err)
	}
	put(t, dir, "kim.pub", []byte(line+"\n"))
	fingerprint, err := FingerprintSSH(kim.PublicText())
	if err != nil {
		t.Fatal(err)
	}
	if out, err := keygen(t, dir, nil, "-l", "-f", "kim.pub"); err != nil || out != "256 "+fingerprint+" kim@example.org (ED25519)\n" {
		t.Errorf("%q %v, want %s", out, err, fingerprint)
	}
	for _, message := range sshMessages {
		put(t, dir, "sig", kim.SSH(message, testSpace))
		verify := []string{"-Y", "verify", "-f", "allowed", "-I", "kim@example.org", "-n", testSpace, "-s", "sig"}
		if out, err := keygen(t, dir, message, verify...); err != nil || !strings.Contains(out, fingerprint) {
			t.Errorf("%.20q: %s %v", message, out, err)
		}
		if out, err := keygen(t, dir, message, "-Y", "check-novalidate", "-n", testSpace, "-s", "sig"); err != nil || !strings.Contains(out, fingerprint) {
			t.Errorf("%.20q: %s %v", message, out, err)
		}
		if out, err := keygen(t, dir, append(bytes.Clone(message), 'x'), verify...); err == nil {
			t.Errorf("%.20q with more at its end: %s", message, out)
		}
		put(t, dir, "sig", lee.SSH(message, testSpace))
		if out, err := keygen(t, dir, message, verify...); err == nil {
			t.Errorf("%.20q by another key: %s", message, out)
		}
		put(t, dir, "sig", kim.SSH(message, "file"))
		if out, err := keygen(t, dir, message, verify...); err == nil {
			t.Errorf("%.20q under another namespace: %s", message, out)
		}
	}
}

func TestSSHKeygenIsAccepted(t *testing.T) {
	dir := t.TempDir()
	if out, err := keygen(t, dir, nil, "-q", "-t", "ed25519", "-N", "", "-C", "kim", "-f", "id"); err != nil {
		t.Fatal(out, err)
	}
	line, err := os.ReadFile(filepath.Join(dir, "id.pub"))
	if err != nil {
		t.Fatal(err)
	}
	blob, err := base64.StdEncoding.DecodeString(strings.Fields(string(line))[1])
	if err != nil {
		t.Fatal(err)
	}
	public, err := PublicText("kim", ed25519.PublicKey(blob[len(blob)-ed25519.PublicKeySize:]))
	if err != nil {
		t.Fatal(err)
	}
	if again, err := PublicSSH(public); err != nil || again+"\n" != string(line) {
		t.Errorf("%q %v, want %q", again, err, line)
	}
	for _, message := range sshMessages {
		put(t, dir, "message", message)
		os.Remove(filepath.Join(dir, "message.sig"))
		if out, err := keygen(t, dir, nil, "-Y", "sign", "-f", "id", "-n", testSpace, "message"); err != nil {
			t.Fatal(out, err)
		}
		sig, err := os.ReadFile(filepath.Join(dir, "message.sig"))
		if err != nil {
			t.Fatal(err)
		}
		if err := VerifySSH(message, sig, testSpace, public); err != nil {
			t.Errorf("%.20q: %v", message, err)
		}
		wantKind(t, "another namespace", VerifySSH(message, sig, "file", public), model.ErrRefused)
		wantKind(t, "another message", VerifySSH(append(bytes.Clone(message), 0), sig, testSpace, public), model.ErrRefused)
		// Clew knows SHA-512 alone.
		os.Remove(filepath.Join(dir, "message.sig"))
		if out, err := keygen(t, dir, nil, "-Y", "sign", "-O", "hashalg=sha256", "-f", "id", "-n", testSpace, "message"); err == nil {
			sig, err := os.ReadFile(filepath.Join(dir, "message.sig"))
			if err != nil {
				t.Fatal(err)
			}
			wantKind(t, "another hash", VerifySSH(message, sig, testSpace, public), model.ErrRefused)
		} else {
			t.Log("no SHA-256 here:", out)
		}
	}
}

// TestSSHIsTheSame has the bytes of a signature, which ssh-keygen accepted.
func TestSSHIsTheSame(t *testing.T) {
	const want = `-----BEGIN SSH SIGNATURE-----
U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgO2onvM62pC1io6jQKm8Nc2UyFX
cd4kOmOsBIoYtZ2ikAAAAJY2xldy1jYXNlAAAAAAAAAAZzaGE1MTIAAABTAAAAC3NzaC1l
ZDI1NTE5AAAAQFFakhl1KnIc0J3VMlWtjglVyTXhJhB7ka5oIEP6LxdtgNyBJD/EXmBEYj
aW+qCS/4MB8h++s8m8MmVlzmwASA0=
-----END SSH SIGNATURE-----
`
	k := fromSeed(t, "kim", make([]byte, 32))
	if got := string(k.SSH([]byte("x\n"), testSpace)); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestSSHRefuses(t *testing.T) {
	kim, lee := fromSeed(t, "kim", make([]byte, 32)), fromSeed(t, "lee", bytes.Repeat([]byte{1}, 32))
	message := []byte("x\n")
	sig := string(kim.SSH(message, testSpace))
	wantKind(t, "good", VerifySSH(message, []byte(sig), testSpace, kim.PublicText()), "")
	wantKind(t, "another key", VerifySSH(message, []byte(sig), testSpace, lee.PublicText()), model.ErrRefused)
	wantKind(t, "no key", VerifySSH(message, []byte(sig), testSpace, "kim"), model.ErrInput)
	for what, bad := range map[string]string{
		"empty":           "",
		"CRLF":            strings.ReplaceAll(sig, "\n", "\r\n"),
		"one line":        sshBegin + strings.ReplaceAll(strings.TrimPrefix(strings.TrimSuffix(sig, sshEnd), sshBegin), "\n", "") + "\n" + sshEnd,
		"text before":     "x\n" + sig,
		"text after":      sig + "\n",
		"no end":          strings.TrimSuffix(sig, sshEnd),
		"no last newline": strings.TrimSuffix(sig, "\n"),
		"space":           strings.Replace(sig, "\nU1NI", "\n U1NI", 1),
		"nothing inside":  sshBegin + sshEnd,
		"huge":            sshBegin + strings.Repeat("A", 1<<20) + "\n" + sshEnd,
		"short":           string(armour([]byte("SSHSIG"))),
	} {
		if err := VerifySSH(message, []byte(bad), testSpace, kim.PublicText()); err == nil {
			t.Errorf("%s is accepted", what)
		}
	}
	blob, _ := unarmour([]byte(sig))
	for what, change := range map[string]func(b []byte) []byte{
		"another version": func(b []byte) []byte { b[9] = 2; return b },
		"more at the end": func(b []byte) []byte { return append(b, 0) },
		"reserved": func(b []byte) []byte {
			return bytes.Replace(b, []byte("clew-case\x00\x00\x00\x00"), []byte("clew-case\x00\x00\x00\x01x"), 1)
		},
	} {
		b := change(bytes.Clone(blob))
		if err := VerifySSH(message, armour(b), testSpace, kim.PublicText()); bytes.Equal(b, blob) || err == nil {
			t.Errorf("%s is accepted", what)
		}
	}
}

// TestSSHProperty changes one byte of a signature, or of what is signed: it never passes.
func TestSSHProperty(t *testing.T) {
	k := fromSeed(t, "kim", make([]byte, 32))
	rapid.Check(t, func(t *rapid.T) {
		message := rapid.SliceOf(rapid.Byte()).Draw(t, "message")
		sig := k.SSH(message, testSpace)
		if err := VerifySSH(message, sig, testSpace, k.PublicText()); err != nil {
			t.Fatal(err)
		}
		b := [2][]byte{bytes.Clone(message), sig}
		which := rapid.IntRange(0, 1).Draw(t, "which")
		if len(b[which]) == 0 {
			which = 1
		}
		at := rapid.IntRange(0, len(b[which])-1).Draw(t, "at")
		b[which][at] ^= byte(rapid.IntRange(1, 255).Draw(t, "flip"))
		if err := VerifySSH(b[0], b[1], testSpace, k.PublicText()); err == nil {
			t.Fatal("it passes")
		}
	})
}
