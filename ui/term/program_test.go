package term

import (
	"bytes"
	"image/color"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"github.com/seed-28a39f10/clew/ui/uitest/hostile"
)

// tee keeps what a program writes, before a filter and behind it. One run serves
// for both, as no two runs of a program have the same frames.
type tee struct {
	mu     sync.Mutex
	before bytes.Buffer
	filter io.Writer
}

func (w *tee) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.before.Write(p)
	return w.filter.Write(p)
}

func (w *tee) written() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.before.String()
}

// viewer is a program that shows the views that it is sent.
type viewer struct{ view tea.View }

type show struct{ view tea.View }

func (v viewer) Init() tea.Cmd { return nil }

func (v viewer) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case show:
		v.view = msg.view
	case tea.Cmd:
		return v, msg
	}
	return v, nil
}

func (v viewer) View() tea.View { return v.view }

// views go through everything that a View can ask for.
func views() []tea.View {
	r := rand.New(rand.NewPCG(1, 2))
	s := screen(r, 80, 24)
	var all []tea.View
	add := func(change func(*tea.View)) {
		v := tea.NewView(s)
		if len(all) > 0 {
			v = all[len(all)-1]
		}
		change(&v)
		all = append(all, v)
	}
	add(func(v *tea.View) { v.Content = "inline\nof two lines" })
	add(func(v *tea.View) { v.AltScreen, v.Content = true, s })
	for range 12 {
		s = next(r, s, 80, 24)
		add(func(v *tea.View) { v.Content = s })
	}
	add(func(v *tea.View) { v.WindowTitle = "Clew – Lena 漢字" })
	add(func(v *tea.View) { v.MouseMode = tea.MouseModeCellMotion })
	add(func(v *tea.View) { v.MouseMode = tea.MouseModeAllMotion })
	add(func(v *tea.View) { v.MouseMode = tea.MouseModeNone })
	add(func(v *tea.View) { v.ReportFocus = true })
	add(func(v *tea.View) { v.DisableBracketedPasteMode = true })
	add(func(v *tea.View) { v.DisableBracketedPasteMode = false })
	add(func(v *tea.View) { v.KeyboardEnhancements.ReportEventTypes = true })
	add(func(v *tea.View) {
		v.KeyboardEnhancements = tea.KeyboardEnhancements{ReportEventTypes: true, ReportAlternateKeys: true, ReportAllKeysAsEscapeCodes: true, ReportAssociatedText: true}
	})
	add(func(v *tea.View) { v.Cursor = tea.NewCursor(3, 4) })
	add(func(v *tea.View) {
		v.Cursor = &tea.Cursor{Position: tea.Position{X: 9, Y: 2}, Shape: tea.CursorBar, Color: color.RGBA{R: 0xff, A: 0xff}}
	})
	add(func(v *tea.View) { v.ProgressBar = tea.NewProgressBar(tea.ProgressBarDefault, 42) })
	add(func(v *tea.View) { v.ProgressBar = tea.NewProgressBar(tea.ProgressBarError, 43) })
	add(func(v *tea.View) { v.ProgressBar = tea.NewProgressBar(tea.ProgressBarWarning, 100) })
	add(func(v *tea.View) { v.ProgressBar = tea.NewProgressBar(tea.ProgressBarIndeterminate, 0) })
	add(func(v *tea.View) { v.ProgressBar = nil })
	add(func(v *tea.View) { v.AltScreen = false; v.Content = "inline again\n" + s })
	add(func(v *tea.View) { v.Content = "" })
	add(func(v *tea.View) { v.AltScreen = true; v.Content = s })
	return all
}

// play runs a program through all of it. After each step it waits for what the step
// should write.
func play(t *testing.T, out io.Writer, written func() string, options ...tea.ProgramOption) {
	t.Helper()
	options = append(options, tea.WithOutput(out), tea.WithoutSignalHandler(), tea.WithColorProfile(colorprofile.TrueColor), tea.WithFPS(120))
	p := tea.NewProgram(viewer{}, options...)
	done := make(chan error, 1)
	go func() {
		_, err := p.Run()
		done <- err
	}()
	step := func(msg tea.Msg) {
		before := len(written())
		p.Send(msg)
		for end := time.Now().Add(100 * time.Millisecond); len(written()) == before && time.Now().Before(end); {
			time.Sleep(2 * time.Millisecond)
		}
	}
	// A terminal that knows synchronised output and grapheme clusters says so.
	step(tea.ModeReportMsg{Mode: ansi.ModeSynchronizedOutput, Value: ansi.ModeReset})
	for i, v := range views() {
		step(show{v})
		if i == 10 {
			step(tea.ModeReportMsg{Mode: ansi.ModeUnicodeCore, Value: ansi.ModeReset})
		}
	}
	step(tea.WindowSizeMsg{Width: 60, Height: 18})
	step(tea.WindowSizeMsg{Width: 100, Height: 30})
	step(tea.ClearScreen())
	step(tea.Cmd(tea.SetClipboard("copied, with Ünïcøde")))
	step(tea.Cmd(tea.SetClipboard("")))
	step(tea.Cmd(tea.Println("a line above")))
	for _, ask := range []func() tea.Msg{tea.RequestBackgroundColor, tea.RequestForegroundColor, tea.RequestCursorColor, tea.RequestTerminalVersion} {
		step(tea.Cmd(ask))
	}
	// What a suspended program does around being stopped.
	if err := p.ReleaseTerminal(); err != nil {
		t.Error(err)
	}
	if err := p.RestoreTerminal(); err != nil {
		t.Error(err)
	}
	step(show{tea.NewView("back")})
	p.Quit()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the program does not end")
	}
}

// TestProgramPasses runs programs of Bubble Tea: not a byte of what they write may
// be missing, and whatever the list has besides drawing must have been seen.
func TestProgramPasses(t *testing.T) {
	seen := map[string]int{}
	for _, c := range []struct {
		name, term string
		input      bool
	}{
		{"no input", "xterm-256color", false},
		{"input", "xterm-256color", true},
		{"kitty", "xterm-kitty", true},
		{"tmux", "tmux-256color", true},
		{"linux", "linux", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			var behind bytes.Buffer
			f := NewFilter(&behind)
			out := &tee{filter: f}
			options := []tea.ProgramOption{tea.WithWindowSize(80, 24), tea.WithEnvironment([]string{"TERM=" + c.term}), tea.WithInput(nil)}
			if c.input {
				r, w := io.Pipe()
				defer w.Close()
				options = append(options, tea.WithInput(r))
			}
			play(t, out, out.written, options...)
			before := out.written()
			if before != behind.String() || f.Dropped() != 0 {
				t.Errorf("%d bytes became %d, %d dropped", len(before), behind.Len(), f.Dropped())
			}
			if what := outside(before, func(name string) { seen[name]++ }); what != "" {
				t.Errorf("the program writes %s", what)
			}
			for _, want := range []string{"\x1b[?1049h", "\x1b[?1049l", "\x1b]2;Clew – Lena 漢字\x07", "\x1b]2;\x07", "\x1b[?1003h", "\x1b[?1002h", "\x1b[?1006l",
				"\x1b[?1004h", "\x1b[?1004l", "\x1b[?2004h", "\x1b[?2004l", "\x1b[?25l", "\x1b[?25h", "\x1b[?2026h", "\x1b[?2026l", "\x1b[?2027h", "\x1b[?2027l", "a line above"} {
				if !strings.Contains(before, want) {
					t.Errorf("the program did not write %q, so that nothing is known about it", want)
				}
			}
		})
	}
	for _, name := range []string{"DECSCUSR", "XTMODKEYS", "kitty query", "kitty push", "kitty pop", "kitty set", "DECRQM",
		"XTVERSION", "title", "colour query", "cursor colour", "colour reset", "progress", "clipboard"} {
		if seen[name] == 0 {
			t.Errorf("%s is on the list, and no program wrote it", name)
		}
	}
}

// TestProgramHostile shows hostile content with neither wall one nor Guard in front,
// and then with Guard.
func TestProgramHostile(t *testing.T) {
	set := hostile.Own(t, "term")
	crashes := func(s string) (crashed bool) {
		defer func() { crashed = recover() != nil }()
		drawn(s, ansi.WcWidth, "xterm")
		return false
	}
	for _, guarded := range []bool{false, true} {
		var behind bytes.Buffer
		f := NewFilter(&behind)
		out := &tee{filter: f}
		p := tea.NewProgram(viewer{}, tea.WithOutput(out), tea.WithInput(nil), tea.WithWindowSize(80, 24), tea.WithoutSignalHandler(),
			tea.WithEnvironment([]string{"TERM=xterm-kitty"}), tea.WithColorProfile(colorprofile.TrueColor), tea.WithFPS(120))
		done := make(chan error, 1)
		go func() {
			_, err := p.Run()
			done <- err
		}()
		for name, s := range set {
			v := tea.NewView("│" + s + "│\n" + name)
			v.WindowTitle, v.AltScreen = s, true
			if guarded {
				v.Content, v.WindowTitle = Guard(v.Content), Title(v.WindowTitle)
			} else if crashes(v.Content) {
				continue
			} else {
				p.Send(tea.Println(s)())
			}
			before := len(out.written())
			p.Send(show{v})
			for end := time.Now().Add(time.Second); len(out.written()) == before && time.Now().Before(end); {
				time.Sleep(time.Millisecond)
			}
		}
		p.Quit()
		if err := <-done; err != nil {
			t.Errorf("guarded %v: %v", guarded, err)
		}
		if what := outside(behind.String(), nil); what != "" {
			t.Errorf("guarded %v: the filter lets through %s", guarded, what)
		}
		if n := f.Dropped(); guarded == (n > 0) {
			t.Errorf("guarded %v: %d dropped", guarded, n)
		}
		if !strings.HasSuffix(behind.String(), "\x1b]2;\x07") && !strings.Contains(behind.String(), "\x1b[?1049l") {
			t.Errorf("guarded %v: the terminal is not restored", guarded)
		}
	}
}
