package store_test

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/synth"
)

// benchDir makes a folder for one benchmark's data and removes it at its end.
func benchDir(b *testing.B) string {
	dir, err := os.MkdirTemp(os.Getenv("CLEW_BENCH_DIR"), "clew-bench-")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// benchAccounts is how many accounts the benchmarks work on.
func benchAccounts(b *testing.B) int {
	s := os.Getenv("CLEW_BENCH_ACCOUNTS")
	if s == "" {
		return 20_000
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		b.Fatalf("CLEW_BENCH_ACCOUNTS is not a number: %v", err)
	}
	return n
}

// generate writes accounts as generic JSON Lines.
func generate(b *testing.B, path string, n int, signins float64) {
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	err = synth.Generate(context.Background(), synth.Config{Accounts: n, Seed: 1, Signins: signins}, f, nil)
	// Dirty pages of the input would be written during the import.
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		b.Fatal(err)
	}
}

// flat is an export as two files of separated values, which is what SQLite is
// given. It does not pay for making them, nor for bringing values into their
// canonical form, which Clew does while it imports. Nor does it get what has no
// column here: biographies and other claims, signals, tags, the times of the
// identifiers, and the rows as they came, all of which Clew keeps.
type flat struct {
	accounts    string // id, platform, native, username, name, email, domain, country, status, score, times
	identifiers string // account, kind, raw value
	words       words
}

// The separators of SQLite's "ascii" mode, which needs no quotation.
const (
	unitSep   = "\x1f"
	recordSep = "\x1e"
)

var noSeparators = strings.NewReplacer(unitSep, "", recordSep, "", "\x00", "") // SQLite's shell ends a value at a zero byte

// flatten makes a flat of JSON Lines that synth wrote.
func flatten(b *testing.B, export, dir string) flat {
	f := flat{accounts: filepath.Join(dir, "accounts.asc"), identifiers: filepath.Join(dir, "identifiers.asc")}
	in, err1 := os.Open(export)
	accounts, err2 := os.Create(f.accounts)
	identifiers, err3 := os.Create(f.identifiers)
	if err := errors.Join(err1, err2, err3); err != nil {
		b.Fatal(err)
	}
	defer in.Close()
	aw, iw := bufio.NewWriterSize(accounts, 1<<20), bufio.NewWriterSize(identifiers, 1<<20)
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 16<<20)
	var sample wordSample
	for ord := 0; lines.Scan(); ord++ {
		if err := flattenLine(lines.Bytes(), ord, aw, iw, &sample); err != nil {
			b.Fatalf("account %d: %v", ord, err)
		}
	}
	f.words = sample.words()
	err := errors.Join(lines.Err(), aw.Flush(), iw.Flush(), accounts.Sync(), identifiers.Sync(), accounts.Close(), identifiers.Close())
	if err != nil {
		b.Fatal(err)
	}
	return f
}

func flattenLine(line []byte, ord int, aw, iw *bufio.Writer, sample *wordSample) error {
	var row map[string]json.RawMessage
	if err := json.Unmarshal(line, &row); err != nil {
		return err
	}
	text := func(key string) string {
		if row[key] == nil {
			return ""
		}
		return noSeparators.Replace(unquote(row[key]))
	}
	seconds := func(key string) string {
		t, err := time.Parse(time.RFC3339, text(key))
		if err != nil {
			return "0"
		}
		return strconv.FormatInt(t.Unix(), 10)
	}
	id, score, email := strconv.Itoa(ord), cmp.Or(string(row["risk_score"]), "0"), text("email")
	_, domain, _ := strings.Cut(email, "@")
	aw.WriteString(strings.Join([]string{id, text("platform"), text("account_id"), text("username"), text("display_name"),
		email, strings.ToLower(domain), text("claimed_country"), text("status"), score, seconds("created_at"),
		seconds("flagged_at"), seconds("first_seen"), seconds("last_seen")}, unitSep) + recordSep)
	sample.add(text("username"), text("display_name"))

	for _, key := range slices.Sorted(maps.Keys(row)) {
		kind, ok := kindOf(key)
		if !ok {
			continue
		}
		values, err := valuesOf(row[key])
		if err != nil {
			return err
		}
		for _, v := range values {
			iw.WriteString(strings.Join([]string{id, strconv.Itoa(int(kind)), noSeparators.Replace(v)}, unitSep) + recordSep)
		}
	}
	return nil
}

// kindOf gives the kind of the identifiers in a member of an account.
func kindOf(key string) (model.Kind, bool) {
	switch key {
	case "display_name":
		return model.KindName, true
	case "photo_sha256":
		return model.KindPhoto, true
	case "shipping_address":
		return model.KindAddress, true
	}
	if k, ok := model.KindByName(key); ok {
		return k, true
	}
	return model.KindByName(strings.TrimSuffix(key, "s"))
}

// valuesOf reads a string, a list of strings or a list of objects with a value.
func valuesOf(raw json.RawMessage) ([]string, error) {
	if raw[0] == '"' {
		return []string{unquote(raw)}, nil
	}
	var list []json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, err
	}
	values := make([]string, len(list))
	for i, e := range list {
		if e[0] != '{' {
			values[i] = unquote(e)
			continue
		}
		var timed struct{ Value string }
		if err := json.Unmarshal(e, &timed); err != nil {
			return nil, err
		}
		values[i] = timed.Value
	}
	return values, nil
}

// unquote reads a string that has been found valid; most hold no escapes.
func unquote(raw json.RawMessage) (s string) {
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : len(raw)-1])
	}
	json.Unmarshal(raw, &s)
	return s
}

// words are what the search benchmark looks for, all of them to be found.
type words struct {
	rare   []string // in one account, or few
	common []string // three ASCII letters
	hangul []string // two syllables
}

// wordSample collects words from the first accounts.
type wordSample struct {
	n       int
	rare    []string
	letters map[string]int
	hangul  map[string]int
}

func (s *wordSample) add(username, name string) {
	const most = 5000
	if s.n++; s.n > most {
		return
	}
	if s.letters == nil {
		s.letters, s.hangul = map[string]int{}, map[string]int{}
	}
	// The end of a generated user name is its own.
	if _, token, ok := strings.Cut(username, "-"); ok {
		s.rare = append(s.rare, token)
	}
	for i := 0; i+3 <= len(username); i++ {
		if w := username[i : i+3]; !strings.ContainsFunc(w, func(r rune) bool { return r < 'a' || r > 'z' }) {
			s.letters[w]++
		}
	}
	syllables := []rune(name)
	for i := 0; i+2 <= len(syllables); i++ {
		if isSyllable(syllables[i]) && isSyllable(syllables[i+1]) {
			s.hangul[string(syllables[i:i+2])]++
		}
	}
}

func isSyllable(r rune) bool { return r >= '가' && r <= '힣' }

func (s *wordSample) words() words {
	return words{rare: s.rare[:min(len(s.rare), 200)], common: mostFrequent(s.letters, 60), hangul: mostFrequent(s.hangul, 60)}
}

func mostFrequent(counts map[string]int, n int) []string {
	all := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	return all[:min(len(all), n)]
}
