package work

import (
	"bufio"
	"crypto/rand"
	"encoding/hex"
	"flag"
	"fmt"
	mathrand "math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/seed-28a39f10/clew/model"
)

var kills = flag.Int("kills", 200, "how often TestKill kills a writer")

// A test that needs other processes runs this binary again, with what the child
// is to do and where in the environment.
const (
	envChild = "CLEW_WORK_CHILD"
	envDir   = "CLEW_WORK_DIR"
)

func TestMain(m *testing.M) {
	if what := os.Getenv(envChild); what != "" {
		if err := child(what, os.Getenv(envDir)); err != nil {
			fmt.Println("error", model.KindOf(err), err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func child(what, dir string) error {
	l, err := Open(dir, Options{Wait: 30 * time.Second})
	if err != nil {
		return err
	}
	one := func(body string, ackFirst bool) error {
		var nonce [16]byte
		rand.Read(nonce[:])
		if ackFirst {
			fmt.Printf("ack %x\n", nonce)
		}
		start := time.Now()
		e, _, err := l.Append(background, nonce, 0, draft(Draft{Actor: "child", Action: "note", Body: []byte(body)}))
		if err == nil && !ackFirst {
			fmt.Printf("ack %x %d %d\n", nonce, e.Seq, time.Since(start).Microseconds())
		}
		return err
	}
	fmt.Println("ready")
	switch what {
	case "fifty":
		for range 50 {
			if err := one(`{}`, false); err != nil {
				return err
			}
		}
	case "forever", "ack-first":
		for i := 0; ; i++ {
			body := fmt.Sprintf(`"%s"`, strings.Repeat("x", i%7*700))
			if err := one(body, what == "ack-first"); err != nil {
				return err
			}
		}
	case "full":
		info, err := os.Stat(filepath.Join(dir, dataName))
		if err != nil {
			return err
		}
		most := uint64(info.Size()) + 1<<20
		limit := unix.Rlimit{Cur: most, Max: most}
		if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &limit); err != nil {
			fmt.Println("skip", err)
			return nil
		}
		for {
			if err := one(`"`+strings.Repeat("x", 100_000)+`"`, false); err != nil {
				fmt.Println("error", model.KindOf(err), err)
				return one(`"small"`, false)
			}
		}
	}
	return nil
}

// start runs a child and gives its output line by line.
func start(t testing.TB, what, dir string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), envChild+"="+what, envDir+"="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewScanner(out)
}

// killLoop kills a writer n times and gives how many acknowledged entries there
// are and how many of them are lost.
func killLoop(t *testing.T, what string, n int) (acked, lost int) {
	dir := create(t)
	l := open(t, dir, Options{})
	stored := map[string]bool{}
	var next uint64
	var acks []string
	for i := range n {
		cmd, lines := start(t, what, dir)
		if !lines.Scan() || lines.Text() != "ready" {
			t.Fatalf("the child said %q", lines.Text())
		}
		go func() {
			time.Sleep(time.Duration(mathrand.Int64N(int64(12 * time.Millisecond))))
			cmd.Process.Kill()
		}()
		for lines.Scan() { // to the end, which is its death
			if f := strings.Fields(lines.Text()); len(f) > 1 && f[0] == "ack" && len(f[1]) == 32 {
				acks = append(acks, f[1])
			} else if len(f) > 0 && f[0] == "error" {
				t.Fatalf("the child: %s", lines.Text())
			}
		}
		cmd.Wait()
		for _, e := range readAll(t, l, next) {
			if e.Seq != next {
				t.Fatalf("entry %d where %d should be", e.Seq, next)
			}
			next++
			stored[hex.EncodeToString(e.Nonce[:])] = true
		}
		if i%20 == 0 || i == n-1 {
			verified(t, l)
		}
	}
	for _, a := range acks {
		if !stored[a] {
			lost++
		}
	}
	t.Logf("%d kills, %d acknowledged, %d stored, %d lost", n, len(acks), len(stored), lost)
	return len(acks), lost
}

// TestKill kills a writing process at random moments. What was acknowledged is there
// afterwards, in an unbroken log, and the next process can write.
func TestKill(t *testing.T) {
	n := *kills
	if testing.Short() {
		n = min(n, 20)
	}
	acked, lost := killLoop(t, "forever", n)
	if lost > 0 {
		t.Errorf("%d acknowledged entries are lost", lost)
	}
	if acked < n/10 { // few on a disk that is busy
		t.Errorf("only %d entries in %d runs: the test tests little", acked, n)
	}
	// The test must find losses where there are some.
	if _, lost := killLoop(t, "ack-first", 20); lost == 0 {
		t.Error("a writer that acknowledges before it writes loses nothing: the test finds nothing")
	}
}

// TestProcesses lets eight processes append at once, beside a reader.
func TestProcesses(t *testing.T) {
	dir := create(t)
	const writers, each = 8, 50
	var wg sync.WaitGroup
	var mu sync.Mutex
	var took []time.Duration
	nonces := map[string]string{}
	for range writers {
		wg.Go(func() {
			cmd, lines := start(t, "fifty", dir)
			for lines.Scan() {
				f := strings.Fields(lines.Text())
				if len(f) != 4 || f[0] != "ack" {
					if f[0] != "ready" {
						t.Errorf("a child: %s", lines.Text())
					}
					continue
				}
				us, err := time.ParseDuration(f[3] + "us")
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				nonces[f[1]] = f[2]
				took = append(took, us)
				mu.Unlock()
			}
			if err := cmd.Wait(); err != nil {
				t.Error(err)
			}
		})
	}
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()

	l := open(t, dir, Options{})
	var next uint64
	var reads []time.Duration
	busy := 0
	for reading := true; reading; {
		select {
		case <-done:
			reading = false
		case <-time.After(2 * time.Millisecond):
		}
		start := time.Now()
		err := l.ReadNow(background, next, func(e Entry) error {
			if e.Seq != next {
				t.Errorf("entry %d where %d should be", e.Seq, next)
			}
			next++
			return nil
		}, 5*time.Millisecond)
		switch {
		case model.KindOf(err) == model.ErrBusy:
			busy++
		case err != nil:
			t.Fatal(err)
		}
		reads = append(reads, time.Since(start))
	}
	es := readAll(t, l, 0)
	if len(es) != 1+writers*each || len(nonces) != writers*each {
		t.Errorf("%d entries, %d acknowledged; want %d", len(es), len(nonces), writers*each)
	}
	for _, e := range es[1:] {
		if nonces[hex.EncodeToString(e.Nonce[:])] != fmt.Sprint(e.Seq) {
			t.Errorf("entry %d was not acknowledged as such", e.Seq)
		}
	}
	verified(t, l)
	t.Logf("%d processes: append p50 %v, p90 %v, max %v", writers, percentile(took, 50), percentile(took, 90), percentile(took, 100))
	t.Logf("a reader beside them: p50 %v, p99 %v, max %v, gave up %d times of %d", percentile(reads, 50), percentile(reads, 99), percentile(reads, 100), busy, len(reads))
}

func percentile(ds []time.Duration, percent int) time.Duration {
	if len(ds) == 0 {
		return 0
	}
	slices.Sort(ds)
	return ds[min(len(ds)-1, len(ds)*percent/100)]
}
