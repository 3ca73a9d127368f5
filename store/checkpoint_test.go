package store_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/sign"
	"github.com/seed-28a39f10/clew/store/work"
)

func checkpoint(t *testing.T, db *store.DB) string {
	t.Helper()
	text, err := db.Checkpoint(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func importOne(t *testing.T, db *store.DB, name string) {
	t.Helper()
	load(t, db, name, []model.Row{{Line: 1, Account: model.Account{ID: model.AccountID{Platform: "x", Native: model.Untrusted(name)}}}})
}

func verify(t *testing.T, path string, o store.VerifyOptions) *store.Report {
	t.Helper()
	r, err := store.Verify(ctx, path, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// wantProblem wants one problem, at a place and with words.
func wantProblem(t *testing.T, name string, problems []store.Problem, where, what string) {
	t.Helper()
	if len(problems) != 1 || problems[0].Where != where || !strings.Contains(problems[0].What, what) || problems[0].Hint == "" {
		t.Errorf("%s: %q, want one at %q with %q", name, problems, where, what)
	}
}

func TestVerify(t *testing.T) {
	db := create(t)
	importOne(t, db, "one")
	first := checkpoint(t, db)
	importOne(t, db, "two")
	second := checkpoint(t, db)
	if first == second || !strings.HasPrefix(first, strings.SplitAfter(second, "\n")[0]) {
		t.Fatalf("checkpoints %q and %q", first, second)
	}
	for name, text := range map[string]string{"none": "", "older": first, "newest": second} {
		o := store.VerifyOptions{}
		if text != "" {
			o.Checkpoint = []byte(text)
		}
		if r := verify(t, db.Path(), o); len(r.Problems) > 0 || r.Checked["log entries"] != 3 || r.Checked["accounts"] != 2 {
			t.Errorf("%s: %+v", name, r)
		}
	}
	const given = "audit log, the checkpoint given"
	for _, c := range []struct{ name, text, what string }{
		{"another hash", strings.Replace(second, "\n3\n", "\n2\n", 1), "the first 2 entries"},
		{"a later one", strings.Replace(second, "\n3\n", "\n4\n", 1), "an older copy"},
		{"another origin", "clew/" + strings.Repeat("ab", 16) + second[len("clew/")+32:], "another investigation"},
	} {
		wantProblem(t, c.name, verify(t, db.Path(), store.VerifyOptions{Checkpoint: []byte(c.text)}).Problems, given, c.what)
	}
	for _, bad := range []string{"", "hello", "hello\n\nhello\n", second + "\n\n"} {
		if _, err := store.Verify(ctx, db.Path(), store.VerifyOptions{Checkpoint: []byte(bad)}); model.KindOf(err) != model.ErrInput {
			t.Errorf("%q as a checkpoint: %v", bad, err)
		}
	}
	if _, err := store.Verify(ctx, filepath.Join(db.Path(), "none"), store.VerifyOptions{}); model.KindOf(err) != model.ErrNotFound {
		t.Errorf("where there is none: %v", err)
	}
	if err := os.Truncate(filepath.Join(db.Path(), "work.db"), 100); err != nil {
		t.Fatal(err)
	}
	if r := verify(t, db.Path(), store.VerifyOptions{}); len(r.Problems) != 1 {
		t.Errorf("cut to 100 bytes: %+v", r)
	}
}

func newKey(t *testing.T, name string) *sign.Key {
	t.Helper()
	k, err := sign.New(name)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestVerifySignatures(t *testing.T) {
	db := create(t)
	kim, lee, impostor := newKey(t, "kim"), newKey(t, "lee"), newKey(t, "kim")
	text := checkpoint(t, db)
	note := func(k *sign.Key) []byte {
		b, err := k.Note(text)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	by := func(keys ...*sign.Key) []string {
		var out []string
		for _, k := range keys {
			out = append(out, k.PublicText())
		}
		return out
	}
	at := func(login string, k *sign.Key) map[string]ed25519.PublicKey {
		return map[string]ed25519.PublicKey{"Max M": newKey(t, "max").Public(), login: k.Public()}
	}
	both := append(note(kim), bytes.SplitAfter(note(lee), []byte("\n\n"))[1]...)
	changed := bytes.Replace(note(kim), []byte("\n1\n"), []byte("\n2\n"), 1)
	for _, c := range []struct {
		name       string
		message    []byte
		given      []string
		enrolled   map[string]ed25519.PublicKey
		problem    string // "" is none
		remarks    int
		signatures uint64
	}{
		{"by the key given", note(kim), by(kim), nil, "", 0, 1},
		{"by two keys given", both, by(kim, lee), nil, "", 0, 2},
		{"by one that is given and another", both, by(lee), nil, "", 1, 1},
		{"by a key that is not given", note(kim), nil, nil, "", 1, 0},
		{"by an enrolled one", note(kim), nil, at("kim", kim), "", 1, 1},
		{"by one enrolled under another name", note(kim), nil, at("Kim Lee", kim), "", 1, 1},
		{"by one that is given and enrolled", note(kim), by(kim, kim), at("kim", kim), "", 0, 1},
		{"by none", []byte(text), by(kim), nil, "not signed with the key kim", 0, 0},
		{"by another one", note(lee), by(kim), nil, "not signed with the key kim", 1, 0},
		{"by one of two", note(kim), by(kim, lee), nil, "not signed with the key lee", 0, 1},
		{"by one of the same name", note(impostor), nil, at("kim", kim), "that of kim is not by the key", 0, 0},
	} {
		r := verify(t, db.Path(), store.VerifyOptions{Checkpoint: c.message, Keys: c.given, Enrolled: func(*store.DB) (map[string]ed25519.PublicKey, error) { return c.enrolled, nil }})
		if c.problem != "" {
			wantProblem(t, c.name, r.Problems, "signatures", c.problem)
		} else if len(r.Problems) > 0 {
			t.Errorf("%s: %q", c.name, r.Problems)
		}
		if len(r.Remarks) != c.remarks || r.Checked["signatures"] != c.signatures {
			t.Errorf("%s: %d remarks, %d signatures, want %d and %d: %+v", c.name, len(r.Remarks), r.Checked["signatures"], c.remarks, c.signatures, r)
		}
	}
	// The text was changed: it is neither that of the log nor signed.
	r := verify(t, db.Path(), store.VerifyOptions{Checkpoint: changed, Keys: by(kim)})
	if len(r.Problems) < 2 || r.Checked["signatures"] != 0 {
		t.Errorf("changed: %+v", r)
	}
	if _, err := store.Verify(ctx, db.Path(), store.VerifyOptions{Checkpoint: note(kim), Keys: []string{"kim"}}); model.KindOf(err) != model.ErrInput {
		t.Errorf("with no key: %v", err)
	}
}

func TestRemember(t *testing.T) {
	db := create(t)
	memory := filepath.Join(t.TempDir(), "state", "checkpoints")
	id := strings.TrimPrefix(strings.SplitN(checkpoint(t, db), "\n", 2)[0], "clew/")
	remembered := func() string {
		t.Helper()
		m, err := sign.Remembered(memory, db.Path(), id)
		if err != nil {
			t.Fatal(err)
		}
		return m.Checkpoint
	}
	// The cheap look and the whole one agree, and both remember.
	look := func(name, where, what string) {
		t.Helper()
		before := remembered()
		cheap, err := db.Remember(ctx, memory)
		if err != nil {
			t.Fatal(err)
		}
		whole := verify(t, db.Path(), store.VerifyOptions{Memory: memory}).Problems
		if where == "" {
			if len(cheap)+len(whole) > 0 || remembered() != checkpoint(t, db) {
				t.Errorf("%s: %q %q, remembered %q", name, cheap, whole, remembered())
			}
			return
		}
		if !reflect.DeepEqual(cheap, whole) {
			t.Errorf("%s: %q and %q", name, cheap, whole)
		}
		if wantProblem(t, name, whole, where, what); remembered() != before {
			t.Errorf("%s: it was remembered", name)
		}
	}
	look("at first", "", "")
	importOne(t, db, "one")
	look("later", "", "")
	newest := remembered()
	keep := func(id, text string) {
		t.Helper()
		if err := sign.Remember(memory, db.Path(), id, text); err != nil {
			t.Fatal(err)
		}
	}
	const where = "audit log, the checkpoint remembered"
	keep(id, strings.Replace(newest, "\n2\n", "\n3\n", 1))
	look("after more was seen", where, "an older copy")
	keep(id, strings.Replace(newest, "\n2\n", "\n1\n", 1))
	look("after something else was seen", where, "the first 1 entries")
	keep(id, "hello\n")
	look("after the memory was damaged", "the checkpoint remembered", "no checkpoint")
	keep(strings.Repeat("ab", 16), strings.Replace(newest, id, strings.Repeat("ab", 16), 1))
	if err := sign.Remember(memory, "/somewhere/else", id, newest); err != nil {
		t.Fatal(err)
	}
	look("after another one was here", "path", strings.Repeat("ab", 16))
	keep(id, newest)
	look("again", "", "")
}

// TestNoPlaceToRemember: what was remembered and cannot be read may say that all is
// wrong; where nothing is, and nothing can be kept, all is well.
func TestNoPlaceToRemember(t *testing.T) {
	db := create(t)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	r := verify(t, db.Path(), store.VerifyOptions{Memory: filepath.Join(file, "checkpoints")})
	wantProblem(t, "a memory that cannot be read", r.Problems, "the checkpoint remembered", "not a directory")
	if runtime.GOOS != "linux" {
		t.Skip("only Linux has a folder in which even root can make nothing")
	}
	r = verify(t, db.Path(), store.VerifyOptions{Memory: "/proc/none/checkpoints"})
	if len(r.Problems) > 0 || len(r.Remarks) != 1 {
		t.Errorf("nowhere to remember: %+v", r)
	}
}

func TestVerifyTellsOfTheClock(t *testing.T) {
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	db, err := store.Create(ctx, filepath.Join(t.TempDir(), "t.clew"), store.Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	importOne(t, db, "one")
	now = now.Add(-time.Hour)
	act(t, db, workflow.SetTag{On: []model.AccountID{{Platform: "x", Native: "one"}}, Tag: "late"})
	r := verify(t, db.Path(), store.VerifyOptions{})
	if len(r.Problems) > 0 || len(r.Remarks) != 1 || r.Remarks[0].Where != "audit log, entry 2" || !strings.Contains(r.Remarks[0].What, "clock") {
		t.Errorf("%+v", r)
	}
}

func TestCheckpointIsTheHead(t *testing.T) {
	db := create(t)
	importOne(t, db, "one")
	info, err := db.Info(ctx)
	if err != nil {
		t.Fatal(err)
	}
	c, err := work.ParseCheckpoint(checkpoint(t, db))
	if err != nil || c.Size != info.AuditSize || hex.EncodeToString(c.ID[:]) != info.ID || !strings.Contains(c.String(), "\n"+info.AuditRoot+"\n") {
		t.Errorf("%+v %v, and %+v", c, err, info)
	}
}
