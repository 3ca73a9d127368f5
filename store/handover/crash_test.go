package handover

import (
	"bufio"
	"bytes"
	"errors"
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
	"github.com/seed-28a39f10/clew/store/export"
	"github.com/seed-28a39f10/clew/store/load"
)

var kills = flag.Int("kills", 60, "how often the crash test kills whoever hands batches over")

func TestMain(m *testing.M) {
	if dir := os.Getenv("CLEW_TEST_HANDOVER"); dir != "" {
		handOver(dir)
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// pair names the accounts of a batch: each has two of its own, which are a ring.
func pair(batch int) []model.AccountID {
	return []model.AccountID{account(2*batch - 1), account(2 * batch)}
}

// The places of a batch's files, and of the answer to it.
func filesOf(dir string, batch int) string { return filepath.Join(dir, fmt.Sprint("batch-", batch)) }
func answerOf(dir string, batch int) string {
	return filepath.Join(dir, fmt.Sprint("answer-", batch, ".csv"))
}

// handOver seals batches, writes their files and takes the answers, from whatever it finds on,
// until it is killed. It announces each step, and acknowledges it.
func handOver(dir string) {
	db, err := store.Open(ctx, filepath.Join(dir, "t.clew"), store.Options{Wait: time.Minute})
	check(err)
	for {
		s := db.Work()
		n := len(s.Batches())
		switch b := s.Batch(uint32(n)); {
		case n == 0 || len(b.Confirmed) > 0:
			sealNext(db, n+1)
		case len(b.Out) == 0:
			fmt.Println("do write", n)
			m, err := Write(ctx, db, b.ID, filesOf(dir, n), "kim")
			check(err)
			fmt.Println("did write", n, m.SHA256)
		default:
			fmt.Println("do confirm", n)
			_, err := Confirm(ctx, db, "kim", b.ID, answerOf(dir, n))
			check(err)
			fmt.Println("did confirm", n)
		}
	}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// sealNext goes the next step on the way to a batch.
func sealNext(db *store.DB, n int) {
	s := db.Work()
	act := func(who string, a model.Action) {
		_, err := db.Act(ctx, who, store.NewKey(), a)
		check(err)
	}
	p := s.Proposal(uint32(n))
	switch {
	case p == nil:
		act("kim", workflow.NewProposal(pair(n), workflow.Terms{Action: "suspend", Policy: "default", Reason: "fabricated-identity", Note: "One hand.", Benign: "None."}))
	case p.Status == workflow.Approved:
		fmt.Println("do seal", n)
		act("kim", workflow.Seal{Action: "suspend", Window: time.Hour.Milliseconds()})
		fmt.Println("did seal", n)
	case len(p.Opened) == 0:
		act("lee", workflow.OpenProposal{ID: p.ID, Hash: p.Hash})
	default:
		act("lee", workflow.Approve{ID: p.ID, Hash: p.Hash})
	}
}

// crash is what the test knows of batches that were handed over by those it killed.
type crash struct {
	*testing.T
	dir               string
	sealed, confirmed int            // batches of which it was acknowledged
	written           map[int]string // manifests of batches of which it was acknowledged
	repaired          map[string]int // batches that were sealed and not handed off, by what was on the disk
}

// TestKilledHandOver kills at any moment between the decision and the answer.
func TestKilledHandOver(t *testing.T) {
	n := *kills
	if testing.Short() {
		n = min(n, 10)
	}
	c := &crash{T: t, dir: t.TempDir(), written: map[int]string{}, repaired: map[string]int{}}
	db := c.investigation(40 + 3*n)
	db.Close()
	random := rand.New(rand.NewPCG(13, 3))
	for run := range n {
		upTo := func(most time.Duration) time.Duration { return time.Duration(random.Int64N(int64(most))) }
		switch run % 5 {
		case 0, 1:
			c.worker("write", upTo(20*time.Millisecond))
		case 2:
			c.worker("write", untilThere)
		case 3:
			c.worker("seal", upTo(4*time.Millisecond))
		case 4:
			c.worker("confirm", upTo(4*time.Millisecond))
		}
		c.verify(run%3 > 0)
	}
	if c.sealed == 0 || c.confirmed == 0 || len(c.written) == 0 || len(c.repaired) == 0 && n >= 50 {
		t.Error("nobody was quick enough to do anything, or to be killed in the middle of it: the test shows nothing")
	}
	left, err := filepath.Glob(filepath.Join(c.dir, "*clew-*-*")) // those beside the target, and those of the comparison
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d kills, %d batches sealed, %d written and %d confirmed; handed off later though sealed: %v by what was on the disk; %d unfinished folders left",
		n, c.sealed, len(c.written), c.confirmed, c.repaired, len(left))
}

// investigation makes one with pairs for so many batches, and the answers to them.
func (c *crash) investigation(batches int) *store.DB {
	db, err := store.Create(ctx, filepath.Join(c.dir, "t.clew"), store.Options{Wait: time.Minute})
	if err != nil {
		c.Fatal(err)
	}
	var rows strings.Builder
	for i := range 2 * batches {
		fmt.Fprintf(&rows, `{"platform":"test","account_id":"%d","username":"u%d","email":"u%d@example.com","mfa_device":"%08d-2253-4e76-902c-4f39788f05ae"}`+"\n", i+1, i+1, i+1, i/2)
	}
	file := filepath.Join(c.dir, "a.jsonl")
	err = os.WriteFile(file, []byte(rows.String()), 0o600)
	for n := 1; n <= batches && err == nil; n++ {
		two := pair(n)
		err = os.WriteFile(answerOf(c.dir, n), fmt.Appendf(nil, "account,status\n%s,suspended\n%s,suspended\n", two[0].String(), two[1].String()), 0o600)
	}
	if err == nil {
		l := load.Loader{DB: db, Actor: "kim"}
		_, err = l.Import(ctx, []load.Export{{Path: file, Name: "a.jsonl"}})
	}
	if err == nil {
		_, err = db.Links(ctx, nil)
	}
	if err != nil {
		c.Fatal(err)
	}
	return db
}

// untilThere is as long as it takes until the files of a batch are in their place.
const untilThere = -1

// worker has somebody go on, and kills them a while after they announced a step.
func (c *crash) worker(step string, after time.Duration) {
	c.Helper()
	exe, err := os.Executable()
	if err != nil {
		c.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), "CLEW_TEST_HANDOVER="+c.dir, "TMPDIR="+c.dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		c.Fatal(err)
	}
	defer cmd.Process.Kill() // when the test ends early
	aimed := false
	for lines := bufio.NewScanner(out); lines.Scan(); {
		words := strings.Fields(lines.Text())
		n, err := strconv.Atoi(words[2])
		if err != nil {
			c.Fatalf("somebody said %q", lines.Text())
		}
		if !aimed && words[0] == "do" && words[1] == step {
			aimed = true
			go func() {
				for after == untilThere && !there(filesOf(c.dir, n)) {
					time.Sleep(50 * time.Microsecond)
				}
				time.Sleep(after)
				cmd.Process.Kill()
			}()
		}
		switch words[0] + words[1] {
		case "didseal":
			c.sealed = n
		case "didwrite":
			c.written[n] = words[3]
		case "didconfirm":
			c.confirmed = n
		}
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		c.Fatalf("somebody ended by themselves: %v", err)
	}
}

func there(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// verify compares the log and the folders with what was acknowledged. With repair it hands off
// itself what was sealed and not handed off; without, the next worker does.
func (c *crash) verify(repair bool) {
	c.Helper()
	db, err := store.Open(ctx, filepath.Join(c.dir, "t.clew"), store.Options{Wait: time.Minute})
	if err != nil {
		c.Fatal(err)
	}
	defer db.Close()
	s := db.Work()
	batches := s.Batches()
	if len(batches) < max(c.sealed, c.confirmed, len(c.written)) || len(s.Violations()) > 0 {
		c.Fatalf("%d batches, of which %d were acknowledged; %v", len(batches), c.sealed, s.Violations())
	}
	for i, b := range batches {
		n := i + 1
		if len(b.Accounts) != 2 || len(b.Out) > 1 || len(b.Confirmed) > 1 {
			c.Fatalf("something was done twice: %+v", b)
		}
		if n <= c.confirmed && b.Count(workflow.Done) != 2 || c.written[n] != "" && len(b.Out) == 0 {
			c.Fatalf("what was acknowledged is lost: %+v", b)
		}
		if len(b.Out) == 0 {
			continue
		}
		problems, sum, err := export.CheckBatch(filesOf(c.dir, n))
		if err != nil || len(problems) > 0 || sum != b.Out[0].Manifest || c.written[n] != "" && c.written[n] != sum {
			c.Fatalf("the files of batch %d, which the log says are handed off: %v, %v", n, problems, err)
		}
	}
	if last := len(batches); last > 0 && len(batches[last-1].Out) == 0 {
		c.handOff(db, last, repair)
	}
}

// handOff writes the files of a batch that was sealed, and compares them with what they would
// have been at once.
func (c *crash) handOff(db *store.DB, n int, repair bool) {
	c.Helper()
	on := "none"
	if there(filesOf(c.dir, n)) {
		on = "all"
	}
	c.repaired[on]++
	if !repair {
		return
	}
	b, err := gather(ctx, db, uint32(n))
	if err != nil {
		c.Fatal(err)
	}
	twin := filepath.Join(c.TempDir(), "twin")
	want, err := export.WriteBatch(twin, b)
	if err != nil {
		c.Fatal(err)
	}
	do(c.T, db, "lee", workflow.AddNote{On: workflow.OnAccount(account(1)), Text: "the log goes on"})
	m, err := Write(ctx, db, uint32(n), filesOf(c.dir, n), "kim")
	if err != nil || m.SHA256 != want.SHA256 || len(db.Work().Batch(uint32(n)).Out) != 1 {
		c.Fatalf("batch %d written again: %v, %s, want %s", n, err, m.SHA256, want.SHA256)
	}
	files, err := os.ReadDir(twin)
	if err != nil {
		c.Fatal(err)
	}
	again, err := os.ReadDir(filesOf(c.dir, n))
	if err != nil || len(again) != len(files) {
		c.Fatalf("batch %d has %d files, %v; want %d", n, len(again), err, len(files))
	}
	for _, f := range files {
		one, err := os.ReadFile(filepath.Join(twin, f.Name()))
		two, errToo := os.ReadFile(filepath.Join(filesOf(c.dir, n), f.Name()))
		if err := errors.Join(err, errToo); err != nil || !bytes.Equal(one, two) {
			c.Fatalf("%s of batch %d differs: %v", f.Name(), n, err)
		}
	}
}
