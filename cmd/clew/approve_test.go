package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// proposed makes an investigation with one account, puts that into review as proposal 1, and
// gives the hash of the version.
func proposed(t *testing.T) (path, hash string) {
	t.Helper()
	dir := t.TempDir()
	file, path := filepath.Join(dir, "a.jsonl"), filepath.Join(dir, "a.clew")
	if err := os.WriteFile(file, []byte(`{"platform":"test","account_id":"1","username":"one"}`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("clew", "import", file, "--db", path, "--as", "kim").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	out, err := exec.Command("clew", "propose", "test:1", "--db", path, "--as", "kim", "--json",
		"--reason", "fabricated-identity", "--note", "The facts.", "--benign", "Nothing innocent.").Output()
	if err != nil {
		t.Fatal(err)
	}
	var p struct{ Hash string }
	if err := json.Unmarshal(out, &p); err != nil {
		t.Fatal(err)
	}
	return path, p.Hash
}

// done gives who has done some action to the investigation.
func done(t *testing.T, path, action string) string {
	t.Helper()
	out, err := exec.Command("clew", "audit", "--db", path, "--action", action, "--json").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// On a terminal an approval takes the code of the version that is on screen, and no single
// key.
func TestApproveOnTerminal(t *testing.T) {
	path, hash := proposed(t)
	begun := func() *session {
		s := begin(t, 100, 40, nil, "review", "approve", "1", "--as", "lee", "--db", path)
		s.waitFor("To approve this version, type its code, " + hash[:4])
		return s
	}
	for _, typed := range []string{"\r", "y\r", hash[:1] + "\r", "zzzz\r"} {
		s := begun()
		s.press(typed)
		if code := s.end(); code != exitFailed {
			t.Errorf("%q ends with exit code %d", typed, code)
		}
	}
	if said := done(t, path, "approve"); strings.Contains(said, "lee") {
		t.Fatalf("it was approved: %s", said)
	}
	if said := done(t, path, "opened"); !strings.Contains(said, "lee") {
		t.Error("that it was on screen is in no entry")
	}
	s := begun()
	s.press(strings.ToUpper(hash[:4]) + "\r")
	s.waitFor("Approved proposal 1, version 1")
	if code := s.end(); code != exitDone {
		t.Errorf("exit code %d", code)
	}
	if said := done(t, path, "approve"); !strings.Contains(said, "lee") {
		t.Errorf("nobody has approved: %s", said)
	}
}

// Whoever ends the program instead of answering has approved nothing.
func TestApproveInterrupted(t *testing.T) {
	path, _ := proposed(t)
	s := begin(t, 100, 40, nil, "review", "approve", "1", "--as", "lee", "--db", path)
	s.waitFor("type its code")
	s.press("\x03")
	if code := s.end(); code != exitFailed {
		t.Errorf("exit code %d", code)
	}
	if said := done(t, path, "approve"); strings.Contains(said, "lee") {
		t.Errorf("it was approved: %s", said)
	}
}

func TestSameVersion(t *testing.T) {
	const hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
	for given, ok := range map[string]bool{"": true, hash: true, "9f86d081": true, "9F86D081": true, "9f86d08": false, "9f86d082": false, hash + "0": false, "d081884c": false} {
		if err := sameVersion(hash, given); (err == nil) != ok {
			t.Errorf("sameVersion(%q) = %v", given, err)
		}
	}
}
