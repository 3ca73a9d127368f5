package term

import (
	"bytes"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	xterm "github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"
)

// openTTY opens a pseudo-terminal: what a terminal emulator has, and what a program
// in it has.
func openTTY(t *testing.T) (emulator, program *os.File) {
	t.Helper()
	emulator, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skipf("needs a pseudo-terminal: %v", err)
	}
	t.Cleanup(func() { emulator.Close() })
	fd := int(emulator.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Skipf("needs a pseudo-terminal: %v", err)
	}
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Skipf("needs a pseudo-terminal: %v", err)
	}
	program, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("needs a pseudo-terminal: %v", err)
	}
	t.Cleanup(func() { program.Close() })
	if err := unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 80}); err != nil {
		t.Fatal(err)
	}
	return emulator, program
}

// teeFile is a tee on a terminal.
type teeFile struct {
	*File
	*tee
}

func (f teeFile) Write(p []byte) (int, error) { return f.tee.Write(p) }

// TestTerminal runs a program on a terminal: it finds the terminal through the
// filter, and everything that it writes arrives there.
func TestTerminal(t *testing.T) {
	emulator, program := openTTY(t)
	f := NewFile(program)
	if w, h, err := xterm.GetSize(f.Fd()); w != 80 || h != 24 || err != nil {
		t.Fatalf("the size through the filter: %d, %d, %v", w, h, err)
	}
	if p := colorprofile.Detect(f, []string{"TERM=xterm-256color"}); p != colorprofile.ANSI256 {
		t.Errorf("colours through the filter: %v", p)
	}
	var _ xterm.File = f

	var mu sync.Mutex
	var arrived bytes.Buffer
	go func() {
		buf := make([]byte, 4096)
		for {
			n, err := emulator.Read(buf)
			mu.Lock()
			arrived.Write(buf[:n])
			mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	out := teeFile{f, &tee{filter: f}}
	play(t, out, out.written, tea.WithInput(program), tea.WithEnvironment([]string{"TERM=xterm-256color"}))
	if f.Dropped() != 0 {
		t.Errorf("%d dropped", f.Dropped())
	}
	before := out.written()
	if !bytes.Contains([]byte(before), []byte("\x1b[?5W")) {
		t.Error("the program did not set tab stops: it did not find the terminal")
	}
	for end := time.Now().Add(2 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		mu.Lock()
		got := arrived.String()
		mu.Unlock()
		if got == before {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%d bytes were written, %d arrived", len(before), len(got))
		}
	}
}
