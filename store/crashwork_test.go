package store_test

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/work"
)

var workKills = flag.Int("work-kills", 150, "how often the crash test kills somebody at work")

func init() {
	children["crash-worker"] = crashWorker
}

// crashWorker goes on with the plan from the deed CLEW_TEST_DEED on until it is killed. It
// announces each with its key, and acknowledges it with the index of its entry.
func crashWorker() {
	db := must(store.Open(ctx, os.Getenv("CLEW_TEST_DB"), store.Options{Wait: time.Minute}))
	for n := must(strconv.Atoi(os.Getenv("CLEW_TEST_DEED"))); ; n++ {
		key := store.NewKey()
		fmt.Printf("do %d %x\n", n, key)
		r, err := perform(db, db.Work(), n, key)
		if err != nil || r.Already {
			panic(fmt.Errorf("%s: %+v, %w", plan[n%len(plan)].verb, r, err))
		}
		fmt.Printf("did %d %d\n", n, r.Entry)
	}
}

// perform does the nth deed of all rounds, as it follows from a state.
func perform(db *store.DB, s *workflow.State, n int, key store.Key) (store.Receipt, error) {
	d := plan[n%len(plan)]
	return db.Act(ctx, d.actor, key, d.action(scene{db, s, n / len(plan)}))
}

// watcher is who kills the workers, and what it knows of what they did.
type watcher struct {
	*testing.T
	path      string
	first     int             // index of the entry of the first deed
	keys      []store.Key     // of the deeds that were announced, in order
	did       int             // of these, how many are done for good
	acked     map[string]int  // deeds that a worker acknowledged, by verb
	aimed     map[string]int  // kills aimed at the time after the announcement of a deed, by verb
	inside    map[string]int  // kills that came before its acknowledgement
	unwritten int             // of these, how many came before it was in the log
	state     *workflow.State // all entries so far, applied to one state one by one
	random    *rand.Rand
}

// TestKilledWorkIsDoneOnce kills somebody who does everything that the rules of work know. What
// was acknowledged is in the log, what was not is there once or not at all, and doing it again
// with the same key has it there once.
func TestKilledWorkIsDoneOnce(t *testing.T) {
	n := *workKills
	if testing.Short() {
		n = min(n, 20)
	}
	db := create(t)
	load(t, db, "a", table(1, 1000+4*n))
	w := &watcher{T: t, path: db.Path(), acked: map[string]int{}, aimed: map[string]int{}, inside: map[string]int{}, random: rand.New(rand.NewPCG(11, 3))}
	entries, _, err := db.AuditHead(ctx)
	if err != nil {
		t.Fatal(err)
	}
	w.first, w.state = int(entries), workflow.New(db.Work().Log())
	db.Close()
	for run := range n {
		switch {
		case run == n-1: // after a whole round, so that everything is acknowledged however slow the machine is
			w.worker(w.did+len(plan), 0)
		case run%4 == 0: // at any moment from the start on
			w.worker(-1, time.Duration(w.random.Int64N(int64(60*time.Millisecond))))
		default:
			w.worker(w.aim(), time.Duration(w.random.Int64N(int64(3*time.Millisecond))))
		}
		w.verify(run%16 == 0 || run == n-1)
		if t.Failed() {
			return
		}
	}
	w.report(n)
}

// aim chooses the next deed of the kinds that were aimed at and hit least.
func (w *watcher) aim() int {
	tried := func(n int) int { return w.aimed[verbOf(n)] + w.inside[verbOf(n)] }
	best := w.did
	for n := w.did; n < w.did+len(plan); n++ {
		if tried(n) < tried(best) {
			best = n
		}
	}
	w.aimed[verbOf(best)]++
	return best
}

func verbOf(n int) string { return plan[n%len(plan)].verb }

// worker has a worker go on, and kills it a while after it announced a deed, or after its start
// where the deed is -1.
func (w *watcher) worker(deed int, after time.Duration) {
	w.Helper()
	cmd := child(w, "crash-worker", "CLEW_TEST_DB="+w.path, "CLEW_TEST_DEED="+strconv.Itoa(w.did))
	out, err := cmd.StdoutPipe()
	if err != nil {
		w.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		w.Fatal(err)
	}
	defer cmd.Process.Kill() // when the test ends early
	kill := func() { time.AfterFunc(after, func() { cmd.Process.Kill() }) }
	if deed < 0 {
		kill()
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		var said, what string
		var n int
		if _, err := fmt.Sscan(lines.Text(), &said, &n, &what); err != nil {
			w.Fatalf("a worker said %q", lines.Text())
		}
		switch said {
		case "do":
			w.announced(n, what)
			if n == deed {
				kill()
			}
		case "did":
			if n != w.did || what != strconv.Itoa(w.first+n) {
				w.Fatalf("deed %d, %s, is acknowledged as entry %s", n, verbOf(n), what)
			}
			w.acked[verbOf(n)]++
			w.did++
		}
	}
	if err := cmd.Wait(); !killed(err) {
		w.Fatalf("a worker ended by itself: %v", err)
	}
}

func killed(err error) bool {
	exit, ok := err.(*exec.ExitError)
	if !ok {
		return false
	}
	status, ok := exit.Sys().(syscall.WaitStatus)
	return ok && status.Signal() == syscall.SIGKILL
}

func (w *watcher) announced(n int, key string) {
	w.Helper()
	b, err := hex.DecodeString(key)
	if err != nil || len(b) != 16 || n != len(w.keys) {
		w.Fatalf("deed %d is announced with the key %s after %d others", n, key, len(w.keys))
	}
	w.keys = append(w.keys, store.Key(b))
}

// verify compares what a killed worker left with what it said, and does again what it did not
// acknowledge.
func (w *watcher) verify(whole bool) {
	w.Helper()
	db, err := store.Open(ctx, w.path, store.Options{Wait: time.Minute})
	if err != nil {
		w.Fatal(err)
	}
	defer db.Close()
	w.readLog(db)
	if w.did < len(w.keys) {
		w.again(db)
	}
	if v := w.state.Violations(); len(v) > 0 {
		w.Fatalf("the rules refuse %+v", v)
	}
	if !whole {
		return
	}
	if got, want := told(db.Work()), told(w.state); got != want {
		w.Fatalf("the state is\n%s\nand a replay gives\n%s", got, want)
	}
	if report, err := db.Check(ctx); err != nil || len(report.Problems) > 0 {
		w.Fatalf("%+v, %v", report, err)
	}
}

// readLog compares all entries with the deeds that were announced, and applies the new ones that
// were acknowledged.
func (w *watcher) readLog(db *store.DB) (entries int) {
	w.Helper()
	log, err := work.Open(w.path, work.Options{ReadOnly: true, Wait: time.Minute})
	if err != nil {
		w.Fatal(err)
	}
	defer log.Close()
	err = log.Read(ctx, 0, func(e work.Entry) error {
		entries++
		if n := int(e.Seq) - w.first; n >= 0 {
			if n >= len(w.keys) {
				return fmt.Errorf("entry %d, %s, was never announced, or is there twice", e.Seq, e.Action)
			}
			if d := plan[n%len(plan)]; e.Action != d.verb || e.Actor != d.actor || e.Nonce != w.keys[n] {
				return fmt.Errorf("entry %d is %s by %s with the key %x, and %s by %s with %x was announced", e.Seq, e.Action, e.Actor, e.Nonce, d.verb, d.actor, w.keys[n])
			}
			if n >= w.did {
				return nil
			}
		}
		if e.Seq < w.state.Next() {
			return nil
		}
		w.hasFiles(db, e)
		return w.state.Apply(workflow.Event{Seq: e.Seq, Time: e.Time, Actor: e.Actor, Verb: e.Action, Value: e.Value, Subjects: e.Subjects, Body: e.Body})
	})
	if err != nil {
		w.Fatal(err)
	}
	if entries < w.first+w.did {
		w.Fatalf("%d deeds were acknowledged, and the log ends before entry %d", w.did, entries)
	}
	return entries
}

// hasFiles reads the kept files that a note names.
func (w *watcher) hasFiles(db *store.DB, e work.Entry) {
	w.Helper()
	if e.Action != "note" {
		return
	}
	var note workflow.AddNote
	if err := json.Unmarshal(e.Body, &note); err != nil {
		w.Fatal(err)
	}
	for _, f := range note.Files {
		if got, err := contentOf(db, f.SHA256); err != nil || got != fileOf((int(e.Seq)-w.first)/len(plan)) {
			w.Fatalf("entry %d names a file that is kept as %q, %v", e.Seq, got, err)
		}
	}
}

// again does the deed that was announced and not acknowledged once more with its key, twice.
func (w *watcher) again(db *store.DB) {
	w.Helper()
	n := w.did
	there := w.readLog(db) > w.first+n
	w.inside[verbOf(n)]++
	if !there {
		w.unwritten++
	}
	for try := range 2 {
		r, err := perform(db, w.state, n, w.keys[n])
		if err != nil || int(r.Entry) != w.first+n || r.Already != (there || try > 0) {
			w.Fatalf("%s, of which the log had it: %v, done again gives %+v, %v", verbOf(n), there, r, err)
		}
	}
	w.did++
	if got := w.readLog(db); got != w.first+w.did {
		w.Fatalf("the log has %d entries after that, and should have %d", got, w.first+w.did)
	}
}

// report says what was shown, and fails where something was not.
func (w *watcher) report(n int) {
	inside, aimed := 0, 0
	for _, k := range w.inside {
		inside += k
	}
	bodies, err := filepath.Glob(filepath.Join("..", "model", "workflow", "testdata", "bodies", "*.json"))
	if err != nil || len(bodies) == 0 {
		w.Fatalf("the bodies of all verbs are not there: %v", err)
	}
	for _, file := range bodies {
		verb := strings.TrimSuffix(filepath.Base(file), ".json")
		if !workflow.Governs(verb) || w.acked[verb] == 0 {
			w.Errorf("no %s was ever acknowledged: the test shows nothing about it", verb)
		}
		if w.aimed[verb]+w.inside[verb] > 0 {
			aimed++
		}
	}
	if len(w.acked) > len(bodies) {
		w.Errorf("%d verbs were acknowledged, and there are %d", len(w.acked), len(bodies))
	}
	if aimed < len(bodies) && n >= 3*len(bodies) {
		w.Errorf("kills were aimed at %d of %d verbs", aimed, len(bodies))
	}
	w.Logf("%d kills, %d deeds of %d verbs; %d kills between announcement and acknowledgement (%d verbs), of which %d had not reached the log and %d had; none lost, none twice",
		n, w.did, len(w.acked), inside, len(w.inside), w.unwritten, inside-w.unwritten)
}

// told is what can be read of a state, so that two can be compared.
func told(s *workflow.State) string {
	at := model.Time{Milli: 1_700_000_000_000} // claims of this test never run out before it
	accounts := map[uint32]any{}
	for ord, c := range s.Worked {
		accounts[ord] = c
	}
	tags, guarded, claims := map[uint32]any{}, map[uint32]any{}, map[string]any{}
	for ord, list := range s.Tagged {
		tags[ord] = list
	}
	for ord, p := range s.Protections {
		guarded[ord] = p
	}
	for job, c := range s.Claims(at) {
		claims[fmt.Sprint(job)] = c
	}
	masked, by := s.Masking()
	all := []any{s.Log(), s.Next(), accounts, tags, guarded, claims, masked, by, s.Proposals(), s.Batches(), s.Appeals(), s.Samples(), s.Cases(), s.NotesIn(), s.NoteCount(),
		s.Logins(), s.JudgedLinks(), s.IgnoredValues(at), s.Weights(), s.Rules(), s.Undrawn(), s.Stats(at), s.Violations()}
	for _, who := range []string{"kim", "lee", "mara", "nia"} {
		step, ok := s.LastStep(who)
		undone, okToo := s.LastUndone(who)
		all = append(all, step, ok, undone, okToo, s.RevealedTo(who), s.Reviews(who, at))
	}
	b, err := json.Marshal(all)
	if err != nil {
		panic(err)
	}
	return string(b)
}
