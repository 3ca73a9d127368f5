package draft

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// child names the folder that a child process keeps drafts in.
const child = "CLEW_DRAFT_CHILD"

func TestMain(m *testing.M) {
	if state := os.Getenv(child); state != "" {
		if err := write(state); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

func letter(i int) byte { return byte('a' + i%26) }

// write goes on with the draft that there is, a letter at a time, and says after each
// how long the text is.
func write(state string) error {
	d, err := Open(state, investigation, actor, time.Now)
	if err != nil {
		return err
	}
	var text []byte
	if all, _ := d.Load(key); len(all) > 0 {
		text = []byte(all[0].Text)
		if err := d.Take(all[0], all[0].Text); err != nil {
			return err
		}
	}
	for i := len(text); ; i++ {
		text = append(text, letter(i))
		if err := d.Save(key, string(text)); err != nil {
			return err
		}
		if _, err := fmt.Println(len(text)); err != nil {
			return err
		}
	}
}

// Whenever a process is killed, what it had acknowledged is there, and a process after
// it goes on from there.
func TestKilled(t *testing.T) {
	t.Parallel()
	const kills = 220
	state := t.TempDir()
	random := rand.New(rand.NewPCG(5, 5))
	acknowledged := 0
	for n := range kills {
		cmd := exec.Command(os.Args[0], "-test.run=^$")
		cmd.Env = append(os.Environ(), child+"="+state)
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// Some die before they have begun.
		letters, after := random.IntN(5), time.Duration(random.IntN(3000))*time.Microsecond
		kill := func() {
			time.Sleep(after)
			cmd.Process.Kill()
		}
		if letters == 0 {
			go kill()
		}
		for lines := bufio.NewScanner(out); lines.Scan(); {
			var said int
			if _, err := fmt.Sscanf(lines.Text(), "%d", &said); err != nil {
				t.Fatalf("child %d says %q", n, lines.Text())
			}
			acknowledged = max(acknowledged, said)
			if letters--; letters == 0 {
				go kill()
			}
		}
		if err := cmd.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
			t.Fatalf("child %d ended by itself: %v", n, err)
		}
		all, problems := open(t, state).Load(key)
		if len(problems) > 0 || len(all) == 0 && acknowledged > 0 {
			t.Fatalf("after child %d: %d drafts, %v", n, len(all), problems)
		}
		for i, draft := range all {
			if i == 0 && len(draft.Text) < acknowledged {
				t.Fatalf("after child %d the draft has %d letters of %d", n, len(draft.Text), acknowledged)
			}
			if draft.Open {
				t.Fatalf("the draft of dead child %d is said to be open", n)
			}
			for i := range draft.Text {
				if draft.Text[i] != letter(i) {
					t.Fatalf("after child %d: letter %d is %q", n, i, draft.Text[i])
				}
			}
		}
	}
	if acknowledged < kills {
		t.Errorf("%d children have written only %d letters", kills, acknowledged)
	}
}
