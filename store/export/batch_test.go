package export

import (
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/uitest/hostile"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// madeUp is a batch of n accounts in rings of about five; every third is alone.
func madeUp(n int) Batch {
	b := Batch{Number: 7, Investigation: "3f0c9a1b", Action: Suspend, SealedAt: noon, SealedBy: "rivera", NotBefore: noon.Add(time.Hour),
		Window: 6 * time.Hour, Checkpoint: "clew/3f0c9a1b\n812\nqINS1GRFhWHwdkUeqLEoP4yEMkTBBzxBkGwGQlVlVcs=\n", Tool: "clew test"}
	for i := range n {
		r := BatchRow{Account: model.AccountID{Platform: "outlook", Native: model.Untrusted(fmt.Sprint(8800000 + i))},
			Username: model.Untrusted(fmt.Sprintf("lena.park%04d", i)), Email: model.Untrusted(fmt.Sprintf("lena.park%04d@outlook.example", i)),
			Proposal: "p12", Version: "9d3b7a5c11f0", Policy: "default", PolicyVersion: "3", Reason: "fabricated-identity",
			Evidence: "device 5f1e0c77 with 6 others, payout account with 4; claims Austin, active 00–09 UTC", Proposer: "okafor", Approvers: []string{"rivera", "lindqvist"}}
		if i%3 != 0 {
			r.Ring = model.Untrusted(fmt.Sprintf("ring-%d", i/8))
		}
		b.Rows = append(b.Rows, r)
	}
	Schedule(b.Rows, b.NotBefore, b.Window, b.Seed())
	return b
}

func writeBatch(t testing.TB, b Batch) (dir string, m Manifest) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "batch-7")
	m, err := WriteBatch(dir, b)
	if err != nil {
		t.Fatal(err)
	}
	return dir, m
}

func readFile(t testing.TB, elem ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(elem...))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func names(t testing.TB, dir string) (list []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

func TestWriteBatch(t *testing.T) {
	b := madeUp(40)
	dir, m := writeBatch(t, b)
	want := []string{"MANIFEST.json", "README.txt", "SHA256SUMS", "checkpoint.txt", "suspend.csv", "suspend.json", "undo.csv", "undo.json"}
	if got := names(t, dir); !slices.Equal(got, want) {
		t.Error(got)
	}
	for _, name := range append(want, ".") {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Error(name, info.Mode(), err)
		}
	}
	if got := names(t, filepath.Dir(dir)); !slices.Equal(got, []string{"batch-7"}) {
		t.Error("left behind:", got)
	}
	if got := readFile(t, dir, "checkpoint.txt"); got != b.Checkpoint {
		t.Errorf("%q", got)
	}
	if m.Counts != (Counts{Accounts: 40, Rings: 5}) || m.Action != Suspend || m.NotBefore != "2026-11-23T13:00:00Z" || m.Window != 21600 || len(m.Files) != 6 {
		t.Errorf("%+v", m)
	}
	var back Manifest
	if err := json.Unmarshal([]byte(readFile(t, dir, ManifestName)), &back); err != nil {
		t.Fatal(err)
	}
	back.SHA256 = m.SHA256
	if !reflect.DeepEqual(m, back) {
		t.Errorf("the manifest is %+v, on the disk %+v", m, back)
	}
	if p, sum, err := CheckBatch(dir); len(p) != 0 || sum != m.SHA256 || err != nil {
		t.Error(p, sum, err)
	}
	readme := readFile(t, dir, "README.txt")
	for _, s := range []string{"suspend.csv", "not before 2026-11-23T13:00:00Z, and within 6h0m0s from then", "rivera", "already suspended"} {
		if !strings.Contains(readme, s) {
			t.Errorf("README.txt does not speak of %q", s)
		}
	}
	if i := strings.IndexAny(readme, "{"); i >= 0 && !strings.HasPrefix(readme[i:], `{"account"`) || strings.Contains(readme, "reinstated") {
		t.Error(readme)
	}
	for line := range strings.Lines(readme) {
		if text := strings.TrimSuffix(line, "\n"); len([]rune(text)) > 86 || strings.HasSuffix(text, " ") {
			t.Errorf("a line too long, or with spaces at its end: %q", line)
		}
	}
}

// TestSumsWithoutClew checks a batch with the tool that everybody has.
func TestSumsWithoutClew(t *testing.T) {
	tool, err := exec.LookPath("sha256sum")
	if err != nil {
		t.Skip("needs sha256sum")
	}
	dir, _ := writeBatch(t, madeUp(10))
	cmd := exec.Command(tool, "--check", "--strict", SumsName)
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil || strings.Count(string(out), ": OK\n") != 7 {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestWrittenAgain(t *testing.T) {
	one, _ := writeBatch(t, madeUp(100))
	two := filepath.Join(t.TempDir(), "empty")
	if err := os.Mkdir(two, 0o755); err != nil {
		t.Fatal(err)
	}
	b := madeUp(100)
	b.SealedAt = b.SealedAt.In(time.FixedZone("", 3600))
	if _, err := WriteBatch(two, b); err != nil {
		t.Fatal(err)
	}
	for _, name := range names(t, one) {
		if readFile(t, one, name) != readFile(t, two, name) {
			t.Error(name, "differs")
		}
	}
}

func TestPlaceTaken(t *testing.T) {
	tmp := t.TempDir()
	file := filepath.Join(tmp, "file")
	full := filepath.Join(tmp, "full")
	link := filepath.Join(tmp, "link")
	err := errors.Join(os.WriteFile(file, nil, 0o600), os.Mkdir(full, 0o700), os.WriteFile(filepath.Join(full, "x"), nil, 0o600), os.Symlink(t.TempDir(), link))
	if err != nil {
		t.Fatal(err)
	}
	before := names(t, tmp)
	for _, dir := range []string{file, full, link} {
		if _, err := WriteBatch(dir, madeUp(1)); model.KindOf(err) != model.ErrRefused {
			t.Error(dir, err)
		}
	}
	if _, err := WriteBatch(filepath.Join(tmp, "not", "there"), madeUp(1)); model.KindOf(err) != model.ErrDisk {
		t.Error(err)
	}
	if got := names(t, tmp); !slices.Equal(got, before) {
		t.Error("left behind:", got)
	}
}

// TestDiskFull leaves nothing behind where a file cannot grow.
func TestDiskFull(t *testing.T) {
	if os.Getenv("CLEW_EXPORT_FULL") == "" {
		dir := t.TempDir()
		cmd := exec.Command(os.Args[0], "-test.run=^TestDiskFull$")
		cmd.Env = append(os.Environ(), "CLEW_EXPORT_FULL="+filepath.Join(dir, "out"))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if left := names(t, dir); len(left) > 0 {
			t.Error("left behind:", left)
		}
		return
	}
	limit := syscall.Rlimit{Cur: 100 << 10, Max: 100 << 10}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Skip(err)
	}
	_, err := WriteBatch(os.Getenv("CLEW_EXPORT_FULL"), madeUp(1000))
	if model.KindOf(err) != model.ErrDisk || !errors.Is(err, syscall.EFBIG) {
		t.Error(err)
	}
}

// TestKilled kills a program that writes batches: what is at a batch's place is whole.
func TestKilled(t *testing.T) {
	if dir := os.Getenv("CLEW_EXPORT_KILL"); dir != "" {
		for i := 0; ; i++ {
			if _, err := WriteBatch(filepath.Join(dir, fmt.Sprint("batch-", i)), madeUp(200)); err != nil {
				t.Fatal(err)
			}
		}
	}
	rng := rand.New(rand.NewPCG(3, 4))
	whole := 0
	for range 8 {
		dir := t.TempDir()
		cmd := exec.Command(os.Args[0], "-test.run=^TestKilled$")
		cmd.Env = append(os.Environ(), "CLEW_EXPORT_KILL="+dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for len(names(t, dir)) == 0 { // until it is at work
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Duration(rng.IntN(100)) * time.Millisecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		cmd.Wait()
		for _, name := range names(t, dir) {
			if strings.HasPrefix(name, ".clew-export-") {
				continue
			}
			whole++
			if p, _, err := CheckBatch(filepath.Join(dir, name)); len(p) > 0 || err != nil {
				t.Error(name, p, err)
			}
		}
		// Nothing that was left stands in the way of writing it again.
		if _, err := WriteBatch(filepath.Join(dir, "again"), madeUp(200)); err != nil {
			t.Error(err)
		}
	}
	t.Logf("%d whole batches", whole)
}

func TestBatchRefused(t *testing.T) {
	for what, change := range map[string]func(*Batch){
		"no action of a batch": func(b *Batch) { b.Action = "../suspend" },
		"needs its number":     func(b *Batch) { b.Number = 0 },
		"checkpoint":           func(b *Batch) { b.Checkpoint = "" },
		"without accounts":     func(b *Batch) { b.Rows = nil },
		"whole seconds":        func(b *Batch) { b.Window += time.Millisecond },
		"no UTF-8":             func(b *Batch) { b.SealedBy = "\xff" },
		"in the batch twice":   func(b *Batch) { b.Rows[3].Account = b.Rows[1].Account },
		"without a colon":      func(b *Batch) { b.Rows[3].Account.Platform = "out:look" },
		"a platform":           func(b *Batch) { b.Rows[3].Account.Native = "" },
		"in lower case":        func(b *Batch) { b.Rows[3].Account.Platform = "Outlook" },
		"decision is no UTF-8": func(b *Batch) { b.Rows[3].Approvers = []string{"rivera", "\xff"} },
		"needs the action":     func(b *Batch) { b.Action = Reinstate },
		"only a reinstatement": func(b *Batch) { b.Rows[0].Lifts = Suspend },
		"due before":           func(b *Batch) { b.Rows[0].Due = b.NotBefore.Add(-1) },
		"due after":            func(b *Batch) { b.Rows[0].Due = b.NotBefore.Add(b.Window + 1) },
	} {
		b := madeUp(5)
		change(&b)
		dir := filepath.Join(t.TempDir(), "x")
		_, err := WriteBatch(dir, b)
		if model.KindOf(err) != model.ErrUsage || !strings.Contains(err.Error(), what) {
			t.Errorf("%s: %v", what, err)
		}
		if _, err := os.Lstat(dir); !errors.Is(err, fs.ErrNotExist) {
			t.Error(what, "has left a folder")
		}
	}
}

// lossless is a JSON file of rows as a program of somebody else would read it.
type lossless struct {
	Format string
	Undo   bool
	Rows   []map[string]any
}

// field gives the exact text of a field.
func field(t testing.TB, row map[string]any, name string) model.Untrusted {
	t.Helper()
	if s, ok := row[name+"_base64"].(string); ok {
		b, err := base64.StdEncoding.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return model.Untrusted(b)
	}
	return model.Untrusted(row[name].(string))
}

// TestFaithful writes hostile accounts: JSON gives every byte back, CSV too, and what
// a spreadsheet sees is inert.
func TestFaithful(t *testing.T) {
	b := madeUp(0)
	for _, s := range slices.Sorted(maps.Values(hostile.Texts(t))) {
		if s == "" {
			continue
		}
		u := model.Untrusted(s)
		b.Rows = append(b.Rows, BatchRow{Account: model.AccountID{Platform: "outlook", Native: u + model.Untrusted(fmt.Sprint(len(b.Rows)))},
			Username: u, Email: "=" + u, Ring: u, Evidence: u + ";=1", Proposer: strings.ToValidUTF8(s, "?"), Approvers: []string{"-1", strings.ToValidUTF8(s, "?")}})
	}
	dir, m := writeBatch(t, b)
	if m.Counts.Escaped != uint64(len(b.Rows)) {
		t.Error(m.Counts)
	}
	for _, name := range []string{"suspend", "undo"} {
		var file lossless
		if err := json.Unmarshal([]byte(readFile(t, dir, name+".json")), &file); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(strings.NewReader(readFile(t, dir, name+".csv"))).ReadAll()
		if err != nil || len(rows) != len(b.Rows)+1 || len(file.Rows) != len(b.Rows) || file.Undo != (name == "undo") {
			t.Fatal(len(rows), len(file.Rows), err)
		}
		for i := range b.Rows {
			r, inJSON := &b.Rows[i], file.Rows[i]
			inCSV := map[string]model.Untrusted{}
			for c, cell := range rows[i+1] {
				if live(cell) {
					t.Errorf("%q is live", cell)
				}
				inCSV[rows[0][c]] = Unescape(cell)
			}
			want := map[string]model.Untrusted{"native_id": r.Account.Native, "username": r.Username, "email": r.Email, "ring": r.Ring}
			if name == "suspend" {
				want["evidence"], want["proposer"] = r.Evidence, model.Untrusted(r.Proposer)
				if inJSON["approvers"].([]any)[1] != r.Approvers[1] {
					t.Errorf("%q", inJSON["approvers"])
				}
			} else if inJSON["action"] != Reinstate || inCSV["undoes"] != Suspend {
				t.Errorf("%q", inJSON)
			}
			for f, u := range want {
				if field(t, inJSON, f) != u || inCSV[f] != u {
					t.Errorf("%s of %q: JSON %q, CSV %q", f, u, field(t, inJSON, f), inCSV[f])
				}
			}
		}
	}
}

// TestReinstatement is undone by what it lifted, account by account.
func TestReinstatement(t *testing.T) {
	b := madeUp(2)
	b.Action = Reinstate
	b.Rows[0].Lifts, b.Rows[1].Lifts = Suspend+","+Terminate, Limit
	dir, _ := writeBatch(t, b)
	if got := readFile(t, dir, "undo.csv"); !strings.Contains(got, `,"suspend,terminate",reinstate,`) || !strings.Contains(got, ",limit,reinstate,") {
		t.Error(got)
	}
	if got := readFile(t, dir, "reinstate.json"); !strings.Contains(got, `"lifts":"limit"`) {
		t.Error(got)
	}
	if p, _, err := CheckBatch(dir); len(p) != 0 || err != nil {
		t.Error(p, err)
	}
}

// What a crash has left is removed, but not what may be another's work, nor anything else.
func TestUnfinishedIsRemoved(t *testing.T) {
	b := madeUp(2)
	dir, _ := writeBatch(t, b)
	parent := filepath.Dir(dir)
	old := time.Now().Add(-2 * time.Hour)
	for name, age := range map[string]time.Time{Unfinished + "old": old, Unfinished + "new": time.Now(), "mine": old} {
		if err := os.Mkdir(filepath.Join(parent, name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(filepath.Join(parent, name), age, age); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := WriteBatch(filepath.Join(parent, "again"), b); err != nil {
		t.Fatal(err)
	}
	for name, there := range map[string]bool{Unfinished + "old": false, Unfinished + "new": true, "mine": true} {
		if _, err := os.Stat(filepath.Join(parent, name)); (err == nil) != there {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSchedule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		window := time.Duration(rapid.Int64Range(0, 1e15).Draw(t, "window"))
		seed := [32]byte(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "seed"))
		rows := make([]BatchRow, rapid.IntRange(1, 60).Draw(t, "rows"))
		for i := range rows {
			rows[i].Account = model.AccountID{Platform: "okta", Native: model.Untrusted(fmt.Sprint(i))}
			rows[i].Ring = model.Untrusted(rapid.SampledFrom([]string{"", "a", "b", "okta:3"}).Draw(t, "ring"))
		}
		Schedule(rows, noon, window, seed)
		due, ring := map[model.AccountID]time.Time{}, map[model.Untrusted]time.Time{}
		for _, r := range rows {
			if r.Due.Before(noon) || r.Due.After(noon.Add(window)) || window >= time.Second && !r.Due.Before(noon.Add(window)) {
				t.Fatalf("%v is outside %v after %v", r.Due, window, noon)
			}
			due[r.Account] = r.Due
			if at, ok := ring[r.Ring]; ok && r.Ring != "" && !at.Equal(r.Due) {
				t.Fatalf("ring %s goes down at %v and at %v", r.Ring, at, r.Due)
			}
			ring[r.Ring] = r.Due
		}
		// In another order, and without some of the others, nothing changes.
		other := rapid.Permutation(rows).Draw(t, "order")[:rapid.IntRange(1, len(rows)).Draw(t, "few")]
		Schedule(other, noon, window, seed)
		for _, r := range other {
			if !r.Due.Equal(due[r.Account]) {
				t.Fatalf("%s is due at %v, in another order at %v", r.Account.Native, due[r.Account], r.Due)
			}
		}
	})
}

// TestScheduleSpreads fills the window evenly, and otherwise with another seed.
func TestScheduleSpreads(t *testing.T) {
	b := madeUp(40_000)
	var hours [6]int
	moments := map[time.Time]bool{}
	for _, r := range b.Rows {
		if !moments[r.Due] || r.Ring == "" {
			hours[r.Due.Sub(b.NotBefore)/time.Hour]++
		}
		moments[r.Due] = true
	}
	for _, n := range hours {
		if n < 2500 || n > 3500 {
			t.Error(hours)
			break
		}
	}
	shuffled := b
	shuffled.Rows = slices.Clone(b.Rows)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(shuffled.Rows), func(i, j int) {
		shuffled.Rows[i], shuffled.Rows[j] = shuffled.Rows[j], shuffled.Rows[i]
	})
	if shuffled.Seed() != b.Seed() {
		t.Error("the seed depends on the order of rows")
	}
	shuffled.Rows[5].Version = "another"
	other := shuffled.Seed()
	if other == b.Seed() {
		t.Error("the seed does not depend on what was approved")
	}
	same := 0
	moved := slices.Clone(b.Rows)
	Schedule(moved, b.NotBefore, b.Window, other)
	for i := range moved {
		if moved[i].Due.Equal(b.Rows[i].Due) {
			same++
		}
	}
	if same > 50 {
		t.Errorf("%d of %d accounts are due as with another seed", same, len(moved))
	}
}
