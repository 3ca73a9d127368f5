package store_test

import (
	"bufio"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/base"
)

var kills = flag.Int("kills", 500, "how often the crash test kills a writer")

func init() {
	children["crash-writer"] = crashWriter
	children["fifty-actions"] = fiftyActions
}

// child starts this test binary again as a process of its own.
func child(t testing.TB, name string, env ...string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(append(os.Environ(), "CLEW_TEST_CHILD="+name), env...)
	cmd.Stderr = os.Stderr
	return cmd
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// crashWriter notes, tags and imports until it is killed, and prints a line for
// each change after it was acknowledged.
func crashWriter() {
	db := must(store.Open(ctx, os.Getenv("CLEW_TEST_DB"), store.Options{Wait: time.Minute}))
	run := os.Getenv("CLEW_TEST_RUN")
	seed := must(strconv.ParseUint(run, 10, 64))
	r := rand.New(rand.NewPCG(seed, 1))
	desk := model.AccountID{Platform: "outlook", Native: "u0000"}
	for i := 0; ; i++ {
		name := fmt.Sprintf("%s-%d", run, i)
		if r.IntN(8) > 0 {
			must(db.Act(ctx, "kim", store.NewKey(), workflow.AddNote{On: workflow.OnAccount(desk), Text: model.Untrusted(name)}))
			fmt.Println("note", name)
			continue
		}
		imp := must(db.BeginImport(ctx, "kim"))
		imp.StartFile(model.Untrusted(name))
		rows := []model.Row{
			{Line: 1, Account: model.Account{ID: model.AccountID{Platform: "crash", Native: model.Untrusted(name + "a")}}},
			{Line: 2, Account: model.Account{ID: model.AccountID{Platform: "crash", Native: model.Untrusted(name + "b")}}},
		}
		for i := range rows {
			if err := imp.Prepare(&rows[i]); err != nil {
				panic(err)
			}
		}
		if err := imp.Add(rows); err != nil {
			panic(err)
		}
		imp.EndFile(base.FileMeta{Name: model.Untrusted(name), Read: 2, Accepted: 2})
		if _, _, err := imp.Commit(ctx, nil); err != nil {
			panic(err)
		}
		fmt.Println("import", name)
	}
}

func TestKilledWriterLosesNothing(t *testing.T) {
	n := *kills
	if testing.Short() {
		n = min(n, 25)
	}
	db := create(t)
	load(t, db, "a", table(1, 50))
	path := db.Path()
	db.Close()
	notes, imports := map[string]bool{}, map[string]bool{}
	for run := range n {
		cmd := child(t, "crash-writer", "CLEW_TEST_DB="+path, "CLEW_TEST_RUN="+strconv.Itoa(run+1))
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		kill := func(most time.Duration) {
			time.AfterFunc(rand.N(most), func() { cmd.Process.Kill() })
		}
		// Half of the writers die at any moment from their start on, and half once
		// they have acknowledged something, however slow the machine is.
		if run%2 == 0 {
			kill(80 * time.Millisecond)
		}
		for lines, first := bufio.NewScanner(out), run%2 == 1; lines.Scan(); first = false {
			if first {
				kill(40 * time.Millisecond)
			}
			switch verb, name, _ := strings.Cut(lines.Text(), " "); verb {
			case "note":
				notes[name] = true
			case "import":
				imports[name] = true
			}
		}
		cmd.Wait()
		verifyAfterCrash(t, path, notes, imports, run%50 == 49 || run == n-1)
	}
	t.Logf("%d kills, %d notes and %d imports acknowledged, none lost", n, len(notes), len(imports))
	if len(notes) == 0 || n >= 100 && len(imports) == 0 {
		t.Error("the writer was never quick enough to acknowledge anything: the test shows nothing")
	}
}

func verifyAfterCrash(t *testing.T, path string, notes, imports map[string]bool, whole bool) {
	t.Helper()
	db, err := store.Open(ctx, path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ord, err := db.Resolve(ctx, "outlook:u0000")
	if err != nil {
		t.Fatal(err)
	}
	a, err := db.Account(ctx, ord)
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]int{}
	for _, note := range a.Notes {
		have[string(note.Text)]++
	}
	for name := range notes {
		if have[name] != 1 {
			t.Fatalf("note %s was acknowledged and is there %d times", name, have[name])
		}
	}
	files := map[string]bool{}
	for _, f := range db.Files() {
		files[string(f.Name)] = true
	}
	for name := range imports {
		if !files[name] {
			t.Fatalf("import %s was acknowledged and is lost", name)
		}
	}
	// An import is there whole or not at all.
	for name := range files {
		if name == "a" {
			continue
		}
		for _, half := range []string{"a", "b"} {
			if _, err := db.Resolve(ctx, "crash:"+name+half); err != nil {
				t.Fatalf("half of import %s is there: %v", name, err)
			}
		}
	}
	if !whole {
		return
	}
	if report, err := db.Check(ctx); err != nil || len(report.Problems) > 0 {
		t.Fatalf("%+v, %v", report, err)
	}
}

// fiftyActions makes fifty notes and says how long the slowest read took.
func fiftyActions() {
	db := must(store.Open(ctx, os.Getenv("CLEW_TEST_DB"), store.Options{Wait: time.Minute}))
	defer db.Close()
	desk := model.AccountID{Platform: "outlook", Native: "u0000"}
	for i := range 50 {
		text := fmt.Sprintf("%s-%d", os.Getenv("CLEW_TEST_RUN"), i)
		must(db.Act(ctx, "p"+os.Getenv("CLEW_TEST_RUN"), store.NewKey(), workflow.AddNote{On: workflow.OnAccount(desk), Text: model.Untrusted(text)}))
	}
}

func TestEightProcessesBesideAnImport(t *testing.T) {
	db := create(t)
	load(t, db, "a", table(1, 50))
	var wg sync.WaitGroup
	for p := range 8 {
		cmd := child(t, "fifty-actions", "CLEW_TEST_DB="+db.Path(), "CLEW_TEST_RUN="+strconv.Itoa(p))
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		defer cmd.Process.Kill() // when the test ends early
		wg.Go(func() {
			if err := cmd.Wait(); err != nil {
				t.Errorf("process %d: %v", p, err)
			}
		})
	}
	before := db.Len()
	load(t, db, "b", table(77, 20_000))
	// A reader answers from what it has, whoever is writing.
	reader, err := store.Open(ctx, db.Path(), store.Options{ReadOnly: true, Wait: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	var slowest time.Duration
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	for waiting := true; waiting; {
		select {
		case <-done:
			waiting = false
		default:
			start := time.Now()
			if _, err := reader.Account(ctx, 0); err != nil {
				t.Fatal(err)
			}
			slowest = max(slowest, time.Since(start))
			time.Sleep(time.Millisecond)
		}
	}
	t.Logf("slowest read beside eight writers: %v", slowest)
	if err := db.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	ord, err := db.Resolve(ctx, "outlook:u0000")
	if err != nil {
		t.Fatal(err)
	}
	a, err := db.Account(ctx, ord)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, note := range a.Notes {
		seen[string(note.Text)] = true
	}
	if len(a.Notes) != 400 || len(seen) != 400 {
		t.Errorf("%d notes, %d of them different; want 400", len(a.Notes), len(seen))
	}
	if db.Len() <= before {
		t.Error("the import is not there")
	}
	entries, err := db.Audit(ctx, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 1+2+400 {
		t.Errorf("the log has %d entries, want 403", len(entries))
	}
	if report, err := db.Check(ctx); err != nil || len(report.Problems) > 0 {
		t.Errorf("%+v, %v", report, err)
	}
	if left, _ := filepath.Glob(filepath.Join(db.Path(), "import-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
