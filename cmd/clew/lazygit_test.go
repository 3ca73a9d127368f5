package main

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

var lazygit = flag.String("lazygit", "", "the lazygit of BenchmarkLazygit; that of the path by default")

// BenchmarkLazygit does in lazygit's list of commits, on a clone of this repository, what
// BenchmarkFrames does in Clew's queue. A row is there when the list says so; the patch beside
// it, for which lazygit runs git, is measured by itself.
func BenchmarkLazygit(b *testing.B) {
	program := *lazygit
	if program == "" {
		var err error
		if program, err = exec.LookPath("lazygit"); err != nil {
			b.Skip("needs lazygit, in the path or by -lazygit PATH")
		}
	}
	dir := b.TempDir()
	repo := filepath.Join(dir, "repo")
	if out, err := exec.Command("git", "clone", "-q", filepath.Join("..", ".."), repo).CombinedOutput(); err != nil {
		b.Skipf("there is no repository to clone: %s", out)
	}
	out, err := exec.Command("git", "-C", repo, "log", "--format=%H").Output()
	if err != nil {
		b.Fatal(err)
	}
	commits := strings.Fields(string(out))
	total := strconv.Itoa(min(len(commits), 300)) // it loads no more at once
	// Nothing that it does of itself may fall into what is measured.
	conf := filepath.Join(dir, "config.yml")
	if err := os.WriteFile(conf, []byte("disableStartupPopups: true\nupdate: {method: never}\ngit: {autoFetch: false, autoRefresh: false}\n"), 0o600); err != nil {
		b.Fatal(err)
	}
	args := []string{"-p", repo, "--use-config-file", conf}
	// The border of the list says where the cursor is.
	in := func(want string) func([]string) bool {
		return func(screen []string) bool { return strings.Contains(strings.Join(screen, "\n"), "─"+want+"─╯") }
	}
	on := func(n int) func([]string) bool { return in(strconv.Itoa(n) + " of " + total) }
	run := func(name string, fn func(s *session, key func(string, func([]string) bool))) {
		b.Run(name, func(b *testing.B) {
			s := start(b, 200, 60, []string{"HOME=" + dir}, program, args...)
			s.waitFor("1 of " + total)
			s.press("4")
			s.waitFor("commit "+commits[0], "Keybindings: ?")
			measure(b, s, fn)
			s.press("q")
			s.end()
		})
	}
	b.Run("start", func(b *testing.B) {
		measureStart(b, func() *session { return start(b, 200, 60, []string{"HOME=" + dir}, program, args...) }, "Status", "1 of "+total, "q")
	})
	run("move", func(s *session, key func(string, func([]string) bool)) {
		for at := 2; at <= 30; at++ {
			key("j", on(at))
		}
		key("<", on(1))
	})
	run("patch", func(s *session, key func(string, func([]string) bool)) {
		for at := 2; at <= 30; at++ {
			key("j", func(screen []string) bool {
				return on(at)(screen) && strings.Contains(strings.Join(screen[:3], "\n"), "commit "+commits[at-1])
			})
		}
		key("<", func(screen []string) bool {
			return on(1)(screen) && strings.Contains(strings.Join(screen[:3], "\n"), "commit "+commits[0])
		})
	})
	run("page", func(s *session, key func(string, func([]string) bool)) {
		for range 6 {
			was := strings.Join(s.screen()[40:57], "\n")
			key(".", func(screen []string) bool {
				now := strings.Join(screen[40:57], "\n")
				return now != was && strings.Contains(now, " of "+total+"─╯")
			})
		}
		key("<", on(1))
	})
	run("open", func(s *session, key func(string, func([]string) bool)) {
		key("\r", func(screen []string) bool {
			return strings.Contains(strings.Join(screen, "\n"), "Diff files ("+commits[0][:7])
		})
		// Not measured: a terminal program waits whether more than an ESC comes.
		s.press("\x1b")
		if err := s.await(10*time.Second, func(string) bool {
			screen := s.screen()
			return strings.Contains(strings.Join(screen, "\n"), "Commits - Reflog") && on(1)(screen)
		}); err != nil {
			s.t.Fatal(err)
		}
	})
}
