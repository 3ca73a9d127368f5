package casefile_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/casefiletest"
)

var hostile = []string{"\x1b[31mred", "a\xffb", "</script><script>alert(1)</script>", "=1+1", "\u202egnp.exe", "", "x\r\ny", strings.Repeat("z", 5000), `"},{"`, "\x00"}

func encoded(t *testing.T, r *casefile.Record) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := casefile.Encode(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWhatWasEncodedDecodesToTheSame(t *testing.T) {
	for seed := range uint64(50) {
		text := encoded(t, casefiletest.Random(seed, int(seed%8), hostile))
		for i, c := range text {
			if c != '\n' && (c < ' ' || c == 0x7f) {
				t.Fatalf("seed %d: byte %d is %#x", seed, i, c)
			}
		}
		r, err := casefile.Decode(text)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if again := encoded(t, r); !bytes.Equal(again, text) {
			t.Errorf("seed %d: another text", seed)
		}
	}
}

func TestDecodeRefusesWhatItCouldNotWriteAgain(t *testing.T) {
	text := string(encoded(t, casefiletest.Random(1, 3, nil)))
	for name, change := range map[string]func(string) string{
		"cut":         func(s string) string { return s[:len(s)/2] },
		"trailing":    func(s string) string { return s + "{}" },
		"space":       func(s string) string { return strings.Replace(s, `"case":{`, `"case": {`, 1) },
		"unknown key": func(s string) string { return strings.Replace(s, `"case":{`, `"more":1,"case":{`, 1) },
		"key twice": func(s string) string {
			return strings.Replace(s, `"profile":"full"`, `"profile":"full","profile":"full"`, 1)
		},
		"other case":    func(s string) string { return strings.Replace(s, `"profile"`, `"PROFILE"`, 1) },
		"other format":  func(s string) string { return strings.Replace(s, casefile.Format, "other", 1) },
		"newer version": func(s string) string { return strings.Replace(s, `"version":1`, `"version":2`, 1) },
		"wrong type":    func(s string) string { return strings.Replace(s, `"case":{"id":`, `"case":{"id":"x`, 1) },
		"empty":         func(string) string { return "" },
		"array":         func(string) string { return "[]" },
	} {
		changed := change(text)
		if changed == text {
			t.Fatalf("%s: nothing was changed", name)
		}
		_, err := casefile.Decode([]byte(changed))
		var e *model.Error
		if !errors.As(err, &e) || e.Kind != model.ErrInput || e.Hint == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
