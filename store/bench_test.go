package store_test

// Benchmarks of the import and of the queries, as ratios to Debian's sqlite3 on
// the same generated accounts, in the same run:
//
//	go test -run '^$' -bench . ./store
//	CLEW_BENCH_ACCOUNTS=1000000 CLEW_BENCH_REPORT=report.md \
//	    go test -run '^$' -bench . -count 3 -timeout 2h ./store
//
// Nothing asserts a time: machines differ, and a busy one lies. What is checked
// is that both sides give the same answers. The environment says how:
//
//	CLEW_BENCH_ACCOUNTS  how many accounts, 20,000 unless set
//	CLEW_BENCH_DIR       where the data goes, 5 GB for 1,000,000 accounts; in memory
//	                     (a tmpfs) nothing is ever cold, and syncing costs nothing
//	CLEW_BENCH_REPORT    a file for the goals as a Markdown table
//	CLEW_BENCH_PROFILE   a folder for CPU and heap profiles of the import

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/model/synth"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/base"
	"github.com/seed-28a39f10/clew/store/ingest"
)

// BenchmarkAgainstSQLite makes one set of accounts, without sign-ins because
// SQLite's side has no events, and runs everything that is compared on it.
func BenchmarkAgainstSQLite(b *testing.B) {
	version, err := exec.Command(sqliteProgram(b), "--version").Output()
	if err != nil {
		b.Fatal(err)
	}
	c := &comparison{n: benchAccounts(b), dir: benchDir(b)}
	c.export = filepath.Join(c.dir, "accounts.jsonl")
	c.clew, c.sqlite = filepath.Join(c.dir, "bench.clew"), filepath.Join(c.dir, "bench.sqlite")
	generate(b, c.export, c.n, 0)
	c.flat = flatten(b, c.export, c.dir)

	b.Run("import", c.benchImport)
	b.Run("open", c.benchOpen)
	b.Run("page", c.benchPage)
	b.Run("pivot", c.benchPivot)
	b.Run("facets", c.benchFacets)
	b.Run("substring", c.benchSubstring)
	b.Run("action", c.benchAction)

	if path := os.Getenv("CLEW_BENCH_REPORT"); path != "" {
		number, _, _ := strings.Cut(string(version), " ")
		head := fmt.Sprintf("%d generated accounts, %.0f MB of JSON Lines; %d processors; SQLite %s.",
			c.n, megabytes(fileSize(b, c.export)), runtime.GOMAXPROCS(0), number)
		if err := os.WriteFile(path, c.measured.markdown(head), 0o644); err != nil {
			b.Fatal(err)
		}
	}
}

// comparison is one set of accounts and both sides' databases of it.
type comparison struct {
	n            int
	dir          string
	export       string
	flat         flat
	clew, sqlite string // made by the first benchmark that needs them
	measured     measured
	scored       bool // both have the same scores
}

// databases makes what is not there yet, and has both written out and in the
// page cache.
func (c *comparison) databases(b *testing.B) {
	if _, err := os.Stat(c.clew); err != nil {
		clewImport(b, c.export, c.clew)
	}
	if _, err := os.Stat(c.sqlite); err != nil {
		sqliteImport(b, c.flat, c.sqlite)
	}
	if !c.scored {
		c.score(b)
		c.scored = true
	}
	for _, root := range []string{c.clew, c.sqlite} {
		err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			f, err := os.Open(path)
			if err != nil {
				return err
			}
			defer f.Close()
			_, err = io.Copy(io.Discard, f)
			return errors.Join(err, f.Sync())
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// score has Clew work out what follows from the import, as "clew import" does at
// its end, and gives SQLite the scores: they come from signals that it has not.
func (c *comparison) score(b *testing.B) {
	ctx := b.Context()
	db, err := store.Open(ctx, c.clew, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	if err := db.Derive(ctx, nil); err != nil {
		b.Fatal(err)
	}
	name := filepath.Join(c.dir, "scores.csv")
	f, err := os.Create(name)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	out := bufio.NewWriter(f)
	for from := 0; from < c.n; from += 5000 {
		var ords []uint32
		for ord := from; ord < min(from+5000, c.n); ord++ {
			ords = append(ords, uint32(ord))
		}
		rows, err := db.Listing(ctx, ords)
		if err != nil {
			b.Fatal(err)
		}
		for _, r := range rows {
			fmt.Fprintf(out, "%d,%d\n", r.Ord, int(r.Score))
		}
	}
	if err := out.Flush(); err != nil {
		b.Fatal(err)
	}
	sqliteScores(b, c.sqlite, name)
}

// open opens both for the queries.
func (c *comparison) open(b *testing.B) (*store.DB, *sqlite) {
	c.databases(b)
	db, err := store.Open(b.Context(), c.clew, store.Options{ReadOnly: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	return db, openSQLite(b, c.sqlite, "SELECT max(length(native)) FROM accounts;")
}

// importRun is what one import took.
type importRun struct {
	wall, cpu time.Duration
	peak      int64 // bytes of memory
	size      int64 // bytes on disk
}

func (c *comparison) benchImport(b *testing.B) {
	var clew, sqlite []importRun
	for b.Loop() {
		for _, path := range []string{c.clew, c.sqlite} {
			if err := os.RemoveAll(path); err != nil {
				b.Fatal(err)
			}
		}
		clew = append(clew, clewImport(b, c.export, c.clew))
		sqlite = append(sqlite, sqliteImport(b, c.flat, c.sqlite))
	}
	ours, theirs := typical(clew), typical(sqlite)
	ours.report(b, "", c.n)
	theirs.report(b, "sqlite-", c.n)
	b.ReportMetric(theirs.wall.Seconds()/ours.wall.Seconds(), "x-sqlite-rows/s")
	b.ReportMetric(theirs.cpu.Seconds()/ours.cpu.Seconds(), "x-sqlite-cpu")
	b.ReportMetric(float64(ours.size)/float64(theirs.size), "x-sqlite-size")
	c.measured.add("import", float64(c.n)/ours.wall.Seconds(), float64(c.n)/theirs.wall.Seconds())
	c.measured.add("import-peak", megabytes(ours.peak), megabytes(theirs.peak))
	c.measured.add("file", megabytes(ours.size), megabytes(theirs.size))
}

// typical gives the run in the middle.
func typical(runs []importRun) importRun {
	slices.SortFunc(runs, func(x, y importRun) int { return int(x.wall - y.wall) })
	return runs[len(runs)/2]
}

func (r importRun) report(b *testing.B, side string, accounts int) {
	b.ReportMetric(0, "ns/op") // of both sides together says nothing
	b.ReportMetric(float64(accounts)/r.wall.Seconds(), side+"rows/s")
	b.ReportMetric(r.cpu.Seconds(), side+"cpu-s")
	b.ReportMetric(megabytes(r.peak), side+"peak-MB")
	b.ReportMetric(megabytes(r.size), side+"file-MB")
}

func megabytes(n int64) float64 { return float64(n) / 1e6 }

// BenchmarkImportSignins imports accounts with six sign-ins each, by the mean.
func BenchmarkImportSignins(b *testing.B) {
	n, dir := benchAccounts(b), benchDir(b)
	export, path := filepath.Join(dir, "accounts.jsonl"), filepath.Join(dir, "bench.clew")
	generate(b, export, n, synth.DefaultSignins)
	var runs []importRun
	for b.Loop() {
		if err := os.RemoveAll(path); err != nil {
			b.Fatal(err)
		}
		runs = append(runs, clewImport(b, export, path))
	}
	run := typical(runs)
	run.report(b, "", n)
	b.ReportMetric(megabytes(fileSize(b, export))/run.wall.Seconds(), "MB/s")
	b.ReportMetric(float64(run.size)/float64(fileSize(b, export)), "x-export-size")
}

// Imports and cold starts run in processes of their own, which are this test
// program again: so that memory is theirs alone, and starting is part of it.
func init() {
	for name, task := range map[string]func(args []string) error{"bench-import": childImport, "bench-first": childFirst} {
		children[name] = func() {
			if err := task(os.Args[1:]); err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
		}
	}
}

// childCommand makes a process that runs one of the children.
func childCommand(b *testing.B, name string, args ...string) *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Env = append(os.Environ(), "CLEW_TEST_CHILD="+name)
	return cmd
}

// clewImport imports an export into a new investigation.
func clewImport(b *testing.B, export, path string) importRun {
	return runImport(b, childCommand(b, "bench-import", export, path), path)
}

// runImport runs a process that prints its peak memory as Linux knows it. The
// Maxrss that a parent is told would do, but for a process that was started by
// a larger one: it begins with the parent's.
func runImport(b *testing.B, cmd *exec.Cmd, result string) importRun {
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, os.Stderr
	start := time.Now()
	if err := cmd.Run(); err != nil {
		os.RemoveAll(result)
		b.Fatal(err)
	}
	run := importRun{wall: time.Since(start), cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), size: fileSize(b, result)}
	if _, peak, ok := strings.Cut(out.String(), "VmHWM:"); ok {
		kB, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(peak), "kB")), 10, 64)
		if err != nil {
			b.Fatal(err)
		}
		run.peak = kB << 10
	}
	return run
}

// childImport does what "clew import" does.
func childImport(args []string) (err error) {
	export, path := args[0], args[1]
	if dir := os.Getenv("CLEW_BENCH_PROFILE"); dir != "" {
		stop, err := profileInto(dir)
		if err != nil {
			return err
		}
		defer stop()
	}
	ctx := context.Background()
	db, err := store.Create(ctx, path, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	imp, err := db.BeginImport(ctx, "bench")
	if err != nil {
		return err
	}
	defer imp.Abort()
	// A few generated names are longer than is taken by default, and SQLite has them.
	limits := ingest.Limits{Name: 64 << 10}
	f, err := ingest.Open(export, ingest.Options{Profile: "auto", Key: db.CardKey(), Prepare: imp.Prepare, Limits: limits})
	if err != nil {
		return err
	}
	name := model.Untrusted(filepath.Base(export))
	imp.StartFile(name)
	for rows, err := range f.Rows(ctx) {
		if err == nil {
			err = imp.Add(rows)
		}
		if err != nil {
			return err
		}
	}
	r := f.Result()
	if r.Rejected > 0 {
		return fmt.Errorf("%d rows were rejected", r.Rejected)
	}
	_, size := f.Progress()
	imp.EndFile(base.FileMeta{Name: name, SHA256: r.SHA256, Profile: r.Profile, Bytes: size, Read: r.Read, Accepted: r.Accepted})
	if _, _, err := imp.Commit(ctx, nil); err != nil {
		return err
	}
	status, err := os.ReadFile("/proc/self/status")
	for line := range bytes.Lines(status) {
		if bytes.HasPrefix(line, []byte("VmHWM:")) {
			os.Stdout.Write(line)
		}
	}
	if errors.Is(err, os.ErrNotExist) {
		return nil // not Linux: no peak
	}
	return err
}

// profileInto profiles the process until stop is called. The heap's profile is
// of all that was allocated; -sample_index=inuse_space gives what was left.
func profileInto(dir string) (stop func(), err error) {
	cpu, err1 := os.Create(filepath.Join(dir, "import-cpu.pprof"))
	heap, err2 := os.Create(filepath.Join(dir, "import-heap.pprof"))
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(cpu); err != nil {
		return nil, err
	}
	return func() {
		pprof.StopCPUProfile()
		pprof.Lookup("allocs").WriteTo(heap, 0)
		cpu.Close()
		heap.Close()
	}, nil
}

// childFirst opens an investigation and shows the first 50 accounts by score.
func childFirst(args []string) error {
	ctx := context.Background()
	db, err := store.Open(ctx, args[0], store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer db.Close()
	rows, err := pageOf(ctx, db, 0)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(os.Stdout)
	for i := range rows {
		writeRow(out, &rows[i])
	}
	return out.Flush()
}

func writeRow(w io.Writer, r *store.AccountRow) {
	fmt.Fprintf(w, "%d|%s|%s|%s|%s|%s|%s|%v|%s|%s\n", r.Ord, r.ID.String(), r.Username, r.DisplayName, r.Email, r.Country,
		r.State, r.Score, r.CreatedAt, r.FlaggedAt)
}

// pageOf gives 50 accounts of all by score, as the opening screen does.
func pageOf(ctx context.Context, db *store.DB, offset int) ([]store.AccountRow, error) {
	q, err := query.Parse("", time.Now())
	if err != nil {
		return nil, err
	}
	found, err := db.Find(ctx, q, store.Sort{Key: "score", Desc: true})
	if err != nil {
		return nil, err
	}
	ords, err := found.Page(ctx, offset, 50)
	if err != nil {
		return nil, err
	}
	return db.Listing(ctx, ords)
}
