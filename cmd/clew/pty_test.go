package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"

	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui"
	"github.com/seed-28a39f10/clew/ui/uitest"
	"github.com/seed-28a39f10/clew/ui/welcome"
)

// session is the program itself on a terminal: a real one of the operating system,
// whose other end is an emulator that answers queries as a terminal does.
type session struct {
	t     testing.TB
	cmd   *exec.Cmd
	tty   *os.File
	mu    sync.Mutex
	emu   *vt.Emulator
	sent  bytes.Buffer // to the terminal
	seen  chan struct{}
	ended chan error
	w, h  int
}

// begin starts "clew ARGS" on a terminal.
func begin(t testing.TB, width, height int, env []string, args ...string) *session {
	t.Helper()
	return start(t, width, height, env, "clew", args...)
}

func start(t testing.TB, width, height int, env []string, program string, args ...string) *session {
	t.Helper()
	s := &session{t: t, emu: vt.NewEmulator(width, height), seen: make(chan struct{}, 1), ended: make(chan error, 1), w: width, h: height}
	s.cmd = exec.Command(program, args...)
	s.cmd.Env = append(os.Environ(), "TERM=xterm-256color", "CLEW_ACTOR=kim", "NO_COLOR=", "CLICOLOR=", "TMUX=", "SSH_TTY=",
		"XDG_DATA_HOME="+t.TempDir(), "XDG_CONFIG_HOME="+t.TempDir(), "XDG_STATE_HOME="+t.TempDir())
	s.cmd.Env = append(s.cmd.Env, env...)
	tty, err := pty.StartWithSize(s.cmd, &pty.Winsize{Rows: uint16(height), Cols: uint16(width)})
	if err != nil {
		t.Skipf("there is no terminal to be had: %v", err)
	}
	s.tty = tty
	go io.Copy(tty, s.emu)
	go s.read()
	t.Cleanup(func() {
		s.cmd.Process.Kill()
		s.tty.Close()
		s.emu.Close()
	})
	return s
}

func (s *session) read() {
	buf := make([]byte, 64<<10)
	for {
		n, err := s.tty.Read(buf)
		s.mu.Lock()
		s.sent.Write(buf[:n])
		s.emu.Write(buf[:n])
		s.mu.Unlock()
		select {
		case s.seen <- struct{}{}:
		default:
		}
		if err != nil {
			s.ended <- s.cmd.Wait()
			return
		}
	}
}

func (s *session) press(keys string) {
	s.t.Helper()
	if _, err := s.tty.WriteString(keys); err != nil {
		s.t.Fatal(err)
	}
}

func (s *session) resize(width, height int) {
	s.mu.Lock()
	s.emu.Resize(width, height)
	s.w, s.h = width, height
	s.mu.Unlock()
	if err := pty.Setsize(s.tty, &pty.Winsize{Rows: uint16(height), Cols: uint16(width)}); err != nil {
		s.t.Fatal(err)
	}
}

// caret reports whether the terminal's cursor is shown.
func (s *session) caret() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.emu.CursorHidden()
}

// screen gives the rows of the screen.
func (s *session) screen() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return uitest.Rows(s.emu, s.w, s.h)
}

// waitFor waits until the screen shows all of some texts.
func (s *session) waitFor(texts ...string) {
	s.t.Helper()
	if err := s.await(20*time.Second, func(screen string) bool {
		for _, want := range texts {
			if !strings.Contains(screen, want) {
				return false
			}
		}
		return true
	}); err != nil {
		s.t.Fatalf("the screen never showed %q (%v):\n%s", texts, err, strings.Join(s.screen(), "\n"))
	}
}

func (s *session) await(most time.Duration, done func(screen string) bool) error {
	late := time.After(most)
	for !done(strings.Join(s.screen(), "\n")) {
		select {
		case <-s.seen:
		case err := <-s.ended:
			s.ended <- err
			return fmt.Errorf("the program has ended: %v", err)
		case <-late:
			return errors.New("too late")
		}
	}
	return nil
}

// end waits for the program's end and gives its exit code.
func (s *session) end() int {
	s.t.Helper()
	select {
	case err := <-s.ended:
		s.ended <- err
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			return exit.ExitCode()
		}
		return 0
	case <-time.After(20 * time.Second):
		s.t.Fatalf("the program does not end:\n%s", strings.Join(s.screen(), "\n"))
		return -1
	}
}

// restored fails the test unless the terminal is as it was: the main screen, the
// cursor, no mouse, no bracketed paste, no keyboard mode.
func (s *session) restored() {
	s.t.Helper()
	s.mu.Lock()
	sent := s.sent.String()
	alt, hidden := s.emu.IsAltScreen(), s.emu.CursorHidden()
	s.mu.Unlock()
	if alt || hidden {
		s.t.Errorf("alternate screen %v, cursor hidden %v after the end", alt, hidden)
	}
	for on, off := range map[string]string{"\x1b[?1049h": "\x1b[?1049l", "\x1b[?1002h": "\x1b[?1002l", "\x1b[?1004h": "\x1b[?1004l", "\x1b[?2004h": "\x1b[?2004l", "\x1b[?25l": "\x1b[?25h"} {
		if i, j := strings.LastIndex(sent, on), strings.LastIndex(sent, off); i > j {
			s.t.Errorf("%q was sent and never taken back", on)
		}
	}
	if strings.Count(sent, "u") > 0 && strings.Contains(sent, "\x1b[>") && !strings.Contains(sent, "\x1b[<") {
		s.t.Error("the keyboard mode was not taken back")
	}
}

var demoPath = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "clew-pty-*")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "demo.clew")
	a := newApp(nil)
	db, _, err := makeDemo(context.Background(), a, path, noProgress())
	if err != nil {
		return "", err
	}
	return path, db.Close()
})

// demoInvestigation is a copy of the demo for a test of its own.
func demoInvestigation(t testing.TB) string {
	t.Helper()
	from, err := demoPath()
	if err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "demo.clew")
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(to, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, e := range must2(os.ReadDir(to)) {
		if err := os.Chmod(filepath.Join(to, e.Name()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := store.Open(context.Background(), to, store.Options{ReadOnly: true}); err != nil {
		t.Fatal(err)
	}
	return to
}

func must2[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestTerminalStartAndQuit(t *testing.T) {
	s := begin(t, 100, 30, nil, demoInvestigation(t))
	s.waitFor("3,000 of 3,000", "? help")
	s.press("q")
	if code := s.end(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	s.restored()
}

// A search, a pivot of three hops, all the way back, and out.
func TestTerminalStory(t *testing.T) {
	s := begin(t, 110, 34, nil, demoInvestigation(t))
	s.waitFor("3,000 of 3,000 accounts")
	s.press("/lena.marsh")
	s.waitFor("1 of 3,000 accounts")
	s.press("\r\r")
	s.waitFor("› Lena Marsh", "CLAIMED")
	s.press("\t\t")
	s.waitFor("[identifiers", "HELD BY")
	s.press("p")
	s.waitFor("HOLDERS", "trail")
	for hop := 2; hop <= 3; hop++ {
		s.waitFor("\n 1 of ")
		s.press("j") // another holder, and what it carries
		s.waitFor("\n 2 of ")
		s.press("\t")
		s.waitFor("▸ IDENTIFIERS")
		if hop == 3 { // the first is the one that it came by
			s.press("j")
		}
		was := s.screen()[1]
		s.press("\r")
		if err := s.await(10*time.Second, func(string) bool { return s.screen()[1] != was && strings.Contains(s.screen()[1], " ") }); err != nil {
			t.Fatalf("hop %d: %v\n%s", hop, err, strings.Join(s.screen(), "\n"))
		}
		s.waitFor("▸ HOLDERS")
	}
	for range 4 {
		s.press("[")
		time.Sleep(50 * time.Millisecond)
	}
	s.waitFor("1 of 3,000 accounts")
	s.press("q")
	if code := s.end(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	s.restored()
}

func TestTerminalResizeStorm(t *testing.T) {
	s := begin(t, 100, 30, nil, demoInvestigation(t))
	s.waitFor("3,000 of 3,000")
	for i := range 60 {
		s.resize(20+i*3, 5+i)
		time.Sleep(3 * time.Millisecond)
	}
	s.resize(120, 40)
	s.waitFor("3,000 of 3,000", "? help", "WHY")
	s.press("q")
	s.end()
	s.restored()
}

func TestTerminalSIGTERM(t *testing.T) {
	s := begin(t, 100, 30, nil, demoInvestigation(t))
	s.waitFor("3,000 of 3,000")
	s.cmd.Process.Signal(syscall.SIGTERM)
	if code := s.end(); code != exitTerminated {
		t.Errorf("exit code %d, want %d", code, exitTerminated)
	}
	s.restored()
}

// The system stops no process whose group has no shell above it, so what can be seen
// here is the terminal's state while the program waits to be continued.
func TestTerminalSuspend(t *testing.T) {
	s := begin(t, 100, 30, nil, demoInvestigation(t))
	s.waitFor("3,000 of 3,000")
	s.press("\x1a")
	if err := s.await(10*time.Second, func(string) bool { return !s.alternate() }); err != nil {
		t.Fatalf("ctrl+z did not suspend it: %v", err)
	}
	// Again and again: the first may come before the program waits for it.
	for range 200 {
		s.cmd.Process.Signal(syscall.SIGCONT)
		if s.await(50*time.Millisecond, func(string) bool { return s.alternate() }) == nil {
			break
		}
	}
	s.waitFor("3,000 of 3,000", "? help")
	s.press("q")
	s.end()
	s.restored()
}

func (s *session) alternate() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.emu.IsAltScreen()
}

func TestTerminalNoColour(t *testing.T) {
	for _, c := range []struct {
		env  string
		want bool
	}{{"NO_COLOR=yes", false}, {"NO_COLOR=1", false}, {"NO_COLOR=", true}} {
		s := begin(t, 100, 30, []string{c.env}, demoInvestigation(t))
		s.waitFor("3,000 of 3,000", "? help")
		s.mu.Lock()
		sent := s.sent.String()
		s.mu.Unlock()
		if got := strings.Contains(sent, "\x1b[31m") || strings.Contains(sent, ";31m") || strings.Contains(sent, "[1;31"); got != c.want {
			t.Errorf("%s: colours %v, want %v", c.env, got, c.want)
		}
		s.press("q")
		s.end()
	}
}

// crash is a program whose workbench panics as soon as it has something to say.
func crash() {
	o := ui.Options{
		Open: func(context.Context, welcome.Choice) (ui.Opened, error) {
			return ui.Opened{}, errors.New("there is nothing to open")
		},
		Now:  func() time.Time { panic("no time") },
		Poll: -1,
	}
	if err := ui.Run(context.Background(), o, nil, os.Stdout, os.Environ()); err != nil {
		fmt.Println(err)
		os.Exit(7)
	}
}

func TestTerminalAfterAPanic(t *testing.T) {
	s := start(t, 100, 30, nil, "clew-crash")
	if code := s.end(); code != 7 {
		t.Errorf("exit code %d, want 7", code)
	}
	s.restored()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !strings.Contains(s.sent.String(), "a mistake of its own") {
		t.Errorf("nothing was said:\n%q", s.sent.String())
	}
}
