package store_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"golang.org/x/sys/unix"
	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/work"
)

func init() {
	children["keep-same"] = keepSame
	children["keep-and-name"] = keepAndName
	children["keep-full"] = keepFull
}

// attach writes a note that names files, as another process.
func attach(path string, files ...workflow.File) error {
	db, err := store.Open(ctx, path, store.Options{Wait: time.Minute})
	if err != nil {
		return err
	}
	defer db.Close()
	note := workflow.AddNote{On: workflow.On{Kind: workflow.Identifier, Value: "email:a@example.com"}, Text: "see the files", Files: files}
	_, err = db.Act(ctx, "kim", store.NewKey(), note)
	return err
}

// attached keeps content and names it in the log.
func attached(t testing.TB, db *store.DB, content string) workflow.File {
	t.Helper()
	f, err := db.KeepFile(ctx, strings.NewReader(content), "shot.png")
	if err == nil {
		err = errors.Join(attach(db.Path(), f), db.Refresh(ctx))
	}
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func contentOf(db *store.DB, sha string) (string, error) {
	r, err := db.OpenFile(sha)
	if err != nil {
		return "", err
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	return string(b), err
}

func filesIn(t testing.TB, db *store.DB) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(db.Path(), "files"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// age makes everything in the folder of kept files older than a leftover must be.
func age(t testing.TB, db *store.DB) {
	t.Helper()
	old := time.Now().Add(-2 * time.Hour)
	for _, name := range filesIn(t, db) {
		if err := os.Chtimes(filepath.Join(db.Path(), "files", name), old, old); err != nil {
			t.Fatal(err)
		}
	}
}

func checked(t testing.TB, db *store.DB) *store.Report {
	t.Helper()
	report, err := db.Check(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func wantFileKind(t testing.TB, what string, err error, want model.ErrorKind) {
	t.Helper()
	if model.KindOf(err) != want {
		t.Errorf("%s gave %v; want an error of kind %q", what, err, want)
	}
}

func TestKeptFileComesBack(t *testing.T) {
	db := create(t)
	rapid.Check(t, func(r *rapid.T) {
		content := rapid.SliceOfN(rapid.Byte(), 0, 2000).Draw(r, "content")
		f, err := db.KeepFile(ctx, iotest.OneByteReader(bytes.NewReader(content)), "scan.pdf")
		if err != nil {
			r.Fatal(err)
		}
		hashed, err := store.HashFile(ctx, bytes.NewReader(content), "scan.pdf")
		if err != nil || hashed.Kept {
			r.Fatalf("%+v, %v", hashed, err)
		}
		if hashed.Kept = true; hashed != f {
			r.Fatalf("kept %+v, hashed %+v", f, hashed)
		}
		want := fmt.Sprintf("%x", sha256.Sum256(content))
		if got, err := contentOf(db, f.SHA256); err != nil || got != string(content) || f.SHA256 != want || f.Bytes != int64(len(content)) {
			r.Fatalf("%+v: %q, %v", f, got, err)
		}
	})
}

func TestKeptFileIsDescribed(t *testing.T) {
	db := create(t)
	for media, content := range map[string]string{
		"image/png":                "\x89PNG\x0d\x0a\x1a\x0a rest",
		"application/pdf":          "%PDF-1.7 rest",
		"text/plain":               strings.Repeat("plain words ", 100),
		"application/octet-stream": "\x00\x01\x02\x03",
	} {
		f, err := db.KeepFile(ctx, iotest.HalfReader(strings.NewReader(content)), "x")
		if err != nil || f.Media != media {
			t.Errorf("%q is %q, %v; want %q", content, f.Media, err, media)
		}
	}
	for _, name := range filesIn(t, db) {
		info, err := os.Lstat(filepath.Join(db.Path(), "files", name))
		if err != nil || info.Mode() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	info, err := os.Lstat(filepath.Join(db.Path(), "files"))
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestSameContentIsKeptOnce(t *testing.T) {
	db := create(t)
	one := attached(t, db, "the same")
	before := information(t, db)
	two, err := db.KeepFile(ctx, strings.NewReader("the same"), "another name")
	if err != nil || two.SHA256 != one.SHA256 || two.Name != "another name" {
		t.Fatalf("%+v, %v", two, err)
	}
	if err := attach(db.Path(), two); err != nil {
		t.Fatal(err)
	}
	if names := filesIn(t, db); !slices.Equal(names, []string{one.SHA256}) {
		t.Errorf("the folder has %v", names)
	}
	after := information(t, db)
	if before.Attached != 1 || after.Attached != 1 || after.AttachedBytes != 8 || after.Notes != 2 {
		t.Errorf("before %+v, after %+v", before, after)
	}
	if r := checked(t, db); len(r.Problems) > 0 || r.Checked["attached files"] != 1 {
		t.Errorf("%+v", r)
	}
}

func TestAttachedFilesAreCounted(t *testing.T) {
	db := create(t)
	before := information(t, db).Bytes
	attached(t, db, strings.Repeat("x", 5<<20))
	attached(t, db, "five!")
	info := information(t, db)
	if info.Attached != 2 || info.AttachedBytes != 5<<20+5 || info.Bytes < before+5<<20 {
		t.Errorf("%d files, %d bytes, %d on disk from %d", info.Attached, info.AttachedBytes, info.Bytes, before)
	}
}

func TestNameOfAFileIsOnlyALabel(t *testing.T) {
	db := create(t)
	outside := len(must(os.ReadDir(filepath.Dir(db.Path()))))
	for i, name := range []model.Untrusted{"../../evil", "/etc/passwd", "", ".", "CON", "a\x00b", "\x1b]0;t\x07", "\xff\xfe", "\u202egnp.exe",
		model.Untrusted(strings.Repeat("n", 5000))} {
		f, err := db.KeepFile(ctx, strings.NewReader(strconv.Itoa(i)), name)
		if err != nil {
			t.Fatal(err)
		}
		if want := model.Untrusted(strings.ToValidUTF8(string(name), "\uFFFD")); f.Name != want {
			t.Errorf("%q became %q", name, f.Name)
		}
		if err := attach(db.Path(), f); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range filesIn(t, db) {
		if len(name) != 64 {
			t.Errorf("the folder has %q", name)
		}
	}
	if n := len(must(os.ReadDir(filepath.Dir(db.Path())))); n != outside {
		t.Errorf("%d files outside, %d before", n, outside)
	}
	for _, sha := range []string{"", "../work.db", strings.Repeat("A", 64), strings.Repeat("0", 63), strings.Repeat("0", 62) + "/x", strings.Repeat("0", 65)} {
		_, err := db.OpenFile(sha)
		wantFileKind(t, sha, err, model.ErrUsage)
	}
	if r := checked(t, db); len(r.Problems) > 0 {
		t.Errorf("%+v", r)
	}
}

// TestEntryThatNamesWhatCannotBeKept writes past the rules: it must not make a path of
// what it says, nor the log unreadable for ever.
func TestEntryThatNamesWhatCannotBeKept(t *testing.T) {
	for _, f := range []workflow.File{
		{SHA256: "../../../etc/passwd", Kept: true},
		{SHA256: strings.Repeat("/", 64), Kept: true},
		{SHA256: strings.Repeat("a", 64), Bytes: -1, Kept: true},
		{SHA256: strings.Repeat("a", 64), Bytes: store.MaxFile + 1, Kept: true},
		{SHA256: "whatever", Bytes: 1 << 40},
	} {
		db := create(t)
		log, err := work.Open(db.Path(), work.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer log.Close()
		body := must(json.Marshal(map[string]any{"text": "x", "files": []workflow.File{f}}))
		if _, _, err := log.Append(ctx, store.NewKey(), 0, func([]work.Entry, work.Head) (work.Draft, error) {
			return work.Draft{Actor: "kim", Action: "note", Body: body}, nil
		}); err != nil {
			t.Fatal(err)
		}
		if info := information(t, db); info.Attached != 0 {
			t.Errorf("%+v: %d attached files", f, info.Attached)
		}
		if _, err := db.Check(ctx); err != nil {
			t.Error(err)
		}
		if _, err := db.Backup(ctx, filepath.Join(t.TempDir(), "b.tar")); err != nil {
			t.Error(err)
		}
	}
}

func TestLimitOfAFile(t *testing.T) {
	db := create(t)
	if _, err := db.KeepAtMost(ctx, strings.NewReader("12345678"), "n", 8); err != nil {
		t.Error(err)
	}
	_, err := db.KeepAtMost(ctx, strings.NewReader("123456789"), "n", 8)
	wantFileKind(t, "9 bytes of 8", err, model.ErrLimit)
	if _, err := store.HashFile(ctx, io.LimitReader(zeros{}, 9), "n"); err != nil {
		t.Error(err)
	}
	if names := filesIn(t, db); len(names) != 1 {
		t.Errorf("the folder has %v", names)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestFileThatCannotBeReadLeavesNothing(t *testing.T) {
	db := create(t)
	broken := io.MultiReader(strings.NewReader("begins well"), iotest.ErrReader(errors.New("the cable")))
	_, err := db.KeepFile(ctx, broken, "n")
	wantFileKind(t, "a broken reader", err, model.ErrInput)
	stopped, stop := context.WithCancel(ctx)
	stop()
	if _, err := db.KeepFile(stopped, zeros{}, "n"); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if names := filesIn(t, db); len(names) != 0 {
		t.Errorf("the folder has %v", names)
	}
	reader, err := store.Open(ctx, db.Path(), store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	_, err = reader.KeepFile(ctx, zeros{}, "n")
	wantFileKind(t, "an investigation open for reading", err, model.ErrReadOnly)
}

func TestOpenFileThatIsNotThere(t *testing.T) {
	db := create(t)
	only, err := store.HashFile(ctx, strings.NewReader("elsewhere"), "n")
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.OpenFile(only.SHA256)
	wantFileKind(t, "without a folder", err, model.ErrNotFound)
	if err := errors.Join(attach(db.Path(), only), db.Refresh(ctx)); err != nil {
		t.Fatal(err)
	}
	kept := attached(t, db, "here")
	_, err = db.OpenFile(only.SHA256)
	wantFileKind(t, "only the hash", err, model.ErrNotFound)
	if r := checked(t, db); len(r.Problems) > 0 {
		t.Errorf("%+v", r)
	}
	for _, remove := range []string{kept.SHA256, ""} {
		if err := os.Remove(filepath.Join(db.Path(), "files", remove)); err != nil {
			t.Fatal(err)
		}
		_, err = db.OpenFile(kept.SHA256)
		wantFileKind(t, "missing", err, model.ErrCorrupt)
		if r := checked(t, db); len(r.Problems) != 1 || r.Problems[0].What != "it is missing" {
			t.Errorf("%+v", r)
		}
	}
}

// sameContents are what the processes of TestProcessesKeepTheSame keep.
func sameContents(i int) string { return strings.Repeat(strconv.Itoa(i%3), 300_000) }

func keepSame() {
	db := must(store.Open(ctx, os.Getenv("CLEW_TEST_DB"), store.Options{Wait: time.Minute}))
	defer db.Close()
	for i := range 12 {
		f := must(db.KeepFile(ctx, strings.NewReader(sameContents(i)), "n"))
		if got := must(contentOf(db, f.SHA256)); got != sameContents(i) {
			panic("it is not what was kept")
		}
	}
}

func TestProcessesKeepTheSame(t *testing.T) {
	db := create(t)
	var cmds []interface{ Wait() error }
	for range 3 {
		cmd := child(t, "keep-same", "CLEW_TEST_DB="+db.Path())
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		defer cmd.Process.Kill() // when the test ends early
		cmds = append(cmds, cmd)
	}
	for range 5 {
		if _, _, err := db.Compact(ctx, false); err != nil {
			t.Error(err)
		}
	}
	for _, cmd := range cmds {
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
	if names := filesIn(t, db); len(names) != 3 {
		t.Errorf("the folder has %v", names)
	}
}

// keepAndName keeps files and names them until it is killed, and prints each once
// its entry is on the disk.
func keepAndName() {
	db := must(store.Open(ctx, os.Getenv("CLEW_TEST_DB"), store.Options{Wait: time.Minute}))
	for i := 0; ; i++ {
		content := os.Getenv("CLEW_TEST_RUN") + strings.Repeat("-", i%5*100_000) + strconv.Itoa(i)
		f := must(db.KeepFile(ctx, strings.NewReader(content), "n"))
		if err := attach(db.Path(), f); err != nil {
			panic(err)
		}
		fmt.Println(f.SHA256)
	}
}

func TestKilledKeeperLosesNothing(t *testing.T) {
	db := create(t)
	r := rand.New(rand.NewPCG(5, 5))
	acknowledged := map[string]bool{}
	for run := range 12 {
		var out bytes.Buffer
		cmd := child(t, "keep-and-name", "CLEW_TEST_DB="+db.Path(), "CLEW_TEST_RUN="+strconv.Itoa(run))
		cmd.Stdout = &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(50*time.Millisecond + time.Duration(r.Int64N(int64(60*time.Millisecond))))
		cmd.Process.Kill()
		cmd.Wait()
		for _, line := range strings.SplitAfter(out.String(), "\n") {
			if sha, whole := strings.CutSuffix(line, "\n"); whole {
				acknowledged[sha] = true
			}
		}
		if r := checked(t, db); len(r.Problems) > 0 {
			t.Fatalf("%+v", r)
		}
	}
	left := len(filesIn(t, db))
	age(t, db)
	if _, _, err := db.Compact(ctx, false); err != nil {
		t.Fatal(err)
	}
	for sha := range acknowledged {
		if _, err := contentOf(db, sha); err != nil {
			t.Error(err)
		}
	}
	report := checked(t, db)
	if len(report.Problems)+len(report.Remarks) > 0 || report.Checked["attached files"] != uint64(len(filesIn(t, db))) {
		t.Errorf("%+v", report)
	}
	t.Logf("%d files acknowledged, none lost; %d of %d were leftovers", len(acknowledged), left-len(filesIn(t, db)), left)
}

// keepFull keeps a file that is larger than the system lets it be, and one that is not.
func keepFull() {
	db := must(store.Open(ctx, os.Getenv("CLEW_TEST_DB"), store.Options{}))
	limit := unix.Rlimit{Cur: 1 << 20, Max: 1 << 20}
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &limit); err != nil {
		fmt.Println("skip", err)
		return
	}
	_, err := db.KeepFile(ctx, io.LimitReader(zeros{}, 4<<20), "n")
	fmt.Println(model.KindOf(err))
	_, err = db.KeepFile(ctx, strings.NewReader("small"), "n")
	fmt.Println(err)
}

func TestFileThatTheDiskHasNoRoomFor(t *testing.T) {
	db := create(t)
	out, err := child(t, "keep-full", "CLEW_TEST_DB="+db.Path()).Output()
	if strings.HasPrefix(string(out), "skip") {
		t.Skip(string(out))
	}
	if err != nil || string(out) != "disk\n<nil>\n" {
		t.Errorf("%q, %v", out, err)
	}
	if names := filesIn(t, db); len(names) != 1 {
		t.Errorf("the folder has %v", names)
	}
}
