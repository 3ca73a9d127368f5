package uitest

import (
	"bytes"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"

	"github.com/seed-28a39f10/clew/ui/term"
)

// Screen is a workbench on an emulated terminal.
type Screen struct {
	t    testing.TB
	prog *tea.Program
	emu  *vt.Emulator
	mu   sync.Mutex // of the emulator: the program writes from a goroutine of its own
	sent bytes.Buffer
	done chan error
	w, h int
}

// Option changes how a program is run.
type Option func(*config)

type config struct {
	noWall bool
	env    []string
}

// WithoutWall writes to the terminal without the second wall.
func WithoutWall() Option { return func(c *config) { c.noWall = true } }

// Start runs a model on a terminal of width x height. It must be called inside a
// synctest bubble, and [Screen.Quit] at its end.
func Start(t testing.TB, m tea.Model, width, height int, options ...Option) *Screen {
	t.Helper()
	c := config{env: []string{"TERM=xterm-256color", "LANG=C.UTF-8"}}
	for _, o := range options {
		o(&c)
	}
	s := &Screen{t: t, emu: vt.NewEmulator(width, height), done: make(chan error, 1), w: width, h: height}
	// The terminal's answers to queries go nowhere: the program reads no input. That the
	// emulator counts grapheme clusters it is told below.
	go io.Copy(io.Discard, s.emu)
	var out io.Writer = writer{s}
	if !c.noWall {
		out = term.NewFilter(out)
	}
	s.prog = tea.NewProgram(m, tea.WithInput(nil), tea.WithOutput(out), tea.WithoutSignalHandler(), tea.WithEnvironment(c.env),
		tea.WithColorProfile(colorprofile.TrueColor), tea.WithWindowSize(width, height), tea.WithoutCatchPanics(),
		tea.WithFilter(stayed))
	go func() {
		_, err := s.prog.Run()
		s.done <- err
	}()
	s.prog.Send(tea.ModeReportMsg{Mode: ansi.ModeUnicodeCore, Value: ansi.ModeReset})
	s.Settle()
	return s
}

// stayed lets a program that suspends itself go on at once: stopping would stop the
// test.
func stayed(_ tea.Model, m tea.Msg) tea.Msg {
	if _, ok := m.(tea.SuspendMsg); ok {
		return tea.ResumeMsg{}
	}
	return m
}

// writer is the terminal's end of the line. Without a tty the renderer ends lines
// with a bare LF, which a tty would make CR LF of.
type writer struct{ s *Screen }

func (w writer) Write(p []byte) (int, error) {
	w.s.mu.Lock()
	defer w.s.mu.Unlock()
	w.s.sent.Write(p)
	w.s.emu.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n")))
	return len(p), nil
}

// Settle waits until the program has nothing left to do and a frame has been drawn.
func (s *Screen) Settle() {
	for range 3 {
		time.Sleep(40 * time.Millisecond)
		synctest.Wait()
	}
}

// Send gives the program a message.
func (s *Screen) Send(m tea.Msg) {
	s.prog.Send(m)
	s.Settle()
}

// Throw gives the program a message and does not wait for what comes of it.
func (s *Screen) Throw(m tea.Msg) {
	if size, ok := m.(tea.WindowSizeMsg); ok && size.Width > 0 && size.Height > 0 {
		s.mu.Lock()
		s.w, s.h = size.Width, size.Height
		s.emu.Resize(size.Width, size.Height)
		s.mu.Unlock()
	}
	s.prog.Send(m)
}

// Press presses keys, by the names that Bubble Tea gives them.
func (s *Screen) Press(keys ...string) {
	for _, k := range keys {
		s.Send(Key(k))
	}
}

// Type types text.
func (s *Screen) Type(text string) {
	for _, r := range text {
		s.prog.Send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	s.Settle()
}

// Click clicks a cell.
func (s *Screen) Click(x, y int) { s.Send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft}) }

// Wheel turns the wheel over a cell, up for a negative delta.
func (s *Screen) Wheel(x, y, delta int) {
	b := tea.MouseWheelDown
	if delta < 0 {
		b = tea.MouseWheelUp
	}
	s.Send(tea.MouseWheelMsg{X: x, Y: y, Button: b})
}

// Resize changes the size of the terminal.
func (s *Screen) Resize(width, height int) {
	s.mu.Lock()
	s.w, s.h = width, height
	s.emu.Resize(width, height)
	s.mu.Unlock()
	s.Send(tea.WindowSizeMsg{Width: width, Height: height})
}

// Lines gives the rows of the screen as text.
func (s *Screen) Lines() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return Rows(s.emu, s.w, s.h)
}

// Rows gives the rows of an emulated terminal as text.
func Rows(emu *vt.Emulator, width, height int) []string {
	out := make([]string, height)
	for y := range out {
		var b strings.Builder
		for x := 0; x < width; {
			c := emu.CellAt(x, y)
			if c == nil || c.Width == 0 {
				b.WriteByte(' ')
				x++
				continue
			}
			b.WriteString(c.Content)
			x += c.Width
		}
		out[y] = strings.TrimRight(b.String(), " ")
	}
	return out
}

// Text gives the screen as text.
func (s *Screen) Text() string { return strings.Join(s.Lines(), "\n") }

// Golden holds the screen to a file of testdata.
func (s *Screen) Golden(name string) {
	s.t.Helper()
	Golden(s.t, name+".txt", s.Text()+"\n")
}

// Has fails the test unless the screen shows each of some texts.
func (s *Screen) Has(texts ...string) {
	s.t.Helper()
	has(s.t, s.Text(), texts)
}

// HasNot fails the test where the screen shows one of some texts.
func (s *Screen) HasNot(texts ...string) {
	s.t.Helper()
	hasNot(s.t, s.Text(), texts)
}

func has(t testing.TB, shown string, texts []string) {
	t.Helper()
	for _, want := range texts {
		if !strings.Contains(shown, want) {
			t.Errorf("%q is not shown:\n%s", want, shown)
		}
	}
}

func hasNot(t testing.TB, shown string, texts []string) {
	t.Helper()
	for _, not := range texts {
		if strings.Contains(shown, not) {
			t.Errorf("%q is shown:\n%s", not, shown)
		}
	}
}

// Sent gives what has been written to the terminal so far.
func (s *Screen) Sent() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bytes.Clone(s.sent.Bytes())
}

// Forget drops what has been written so far from Sent.
func (s *Screen) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent.Reset()
}

// Quit ends the program and gives its error. Timers that are left in the bubble run
// out.
func (s *Screen) Quit() error {
	s.t.Helper()
	s.prog.Quit()
	err := <-s.done
	s.emu.Close()
	time.Sleep(time.Minute)
	synctest.Wait()
	return err
}

// Ended reports whether the program has ended by itself.
func (s *Screen) Ended() bool {
	select {
	case err := <-s.done:
		s.done <- err
		return true
	default:
		return false
	}
}

var codes = map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "backspace": tea.KeyBackspace, "space": tea.KeySpace,
	"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight, "home": tea.KeyHome, "end": tea.KeyEnd,
	"pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "delete": tea.KeyDelete, "f1": tea.KeyF1, "f5": tea.KeyF5}

// Key gives the key press of a name such as "j", "G", "ctrl+u" or "enter".
func Key(name string) tea.KeyPressMsg {
	var k tea.KeyPressMsg
	for {
		mod, rest, ok := strings.Cut(name, "+")
		m := map[string]tea.KeyMod{"ctrl": tea.ModCtrl, "alt": tea.ModAlt, "shift": tea.ModShift}[mod]
		if !ok || m == 0 || rest == "" {
			break
		}
		k.Mod |= m
		name = rest
	}
	if code, ok := codes[name]; ok {
		k.Code = code
		if code == tea.KeySpace && k.Mod == 0 {
			k.Text = " "
		}
		return k
	}
	r, _ := utf8.DecodeRuneInString(name)
	k.Code = unicode.ToLower(r)
	if k.Mod&^tea.ModShift == 0 {
		k.Text = string(r)
		if unicode.IsUpper(r) {
			k.Mod, k.ShiftedCode = tea.ModShift, r
		}
	}
	return k
}
