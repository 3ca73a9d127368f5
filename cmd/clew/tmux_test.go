package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// The story of the demo, walked inside of tmux: from the queue over an account and a
// value to the ring and back.
func TestTmux(t *testing.T) {
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip("needs tmux")
	}
	socket := filepath.Join(t.TempDir(), "tmux")
	tmux := func(args ...string) string {
		t.Helper()
		cmd := exec.Command("tmux", append([]string{"-S", socket, "-f", "/dev/null"}, args...)...)
		cmd.Env = append(os.Environ(), "TMUX=", "CLEW_ACTOR=kim", "NO_COLOR=", "LC_ALL=C.UTF-8",
			"XDG_CONFIG_HOME="+t.TempDir(), "XDG_STATE_HOME="+t.TempDir())
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("tmux %v: %v\n%s", args, err, out)
		}
		return string(out)
	}
	clew, err := exec.LookPath("clew")
	if err != nil {
		t.Fatal(err)
	}
	tmux("new-session", "-d", "-x", "110", "-y", "34", clew, demoInvestigation(t))
	defer exec.Command("tmux", "-S", socket, "kill-server").Run()
	shows := func(texts ...string) {
		t.Helper()
		var screen string
		for range 200 {
			screen = tmux("capture-pane", "-p")
			missing := false
			for _, want := range texts {
				missing = missing || !strings.Contains(screen, want)
			}
			if !missing {
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
		t.Fatalf("tmux never showed %q:\n%s", texts, screen)
	}
	shows("3,000 of 3,000", "lena.marsh0417")
	// A name with conjuncts and spacing vowel signs pushes nothing. tmux counts the columns
	// of a text by code point.
	names := 0
	for _, l := range strings.Split(tmux("capture-pane", "-p"), "\n")[4:30] {
		names += strings.Count(l, "रेखा")
		if w := ansi.StringWidthWc(l); w != 110 || !strings.HasSuffix(l, "│") {
			t.Errorf("the list ends in column %d in %q", w, l)
		}
	}
	if names != 1 {
		t.Errorf("%d rows with the name", names)
	}
	// Faster than any query: what is opened is what was asked for.
	tmux("send-keys", "/", "lena.marsh", "Enter", "Enter")
	shows("Willow Test Analytics", "CLAIMED")
	tmux("send-keys", "Tab", "Tab")
	shows("HELD BY", "wallet")
	tmux("send-keys", "r")
	shows("ring of 22 accounts")
	tmux("send-keys", "Escape")
	shows("HELD BY")
	tmux("send-keys", "Escape")
	shows("1 of 3,000 accounts")
}
