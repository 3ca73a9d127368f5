package editor

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/draft"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

func TestSplit(t *testing.T) {
	for in, want := range map[string]string{
		"vim": "vim", " code  -w ": "code|-w", "emacsclient -c": "emacsclient|-c", `'my editor' "a b"c`: "my editor|a bc",
		`a\ b c\\d`: `a b|c\d`, `"a\"b\c"`: `a"b\c`, `'a\b'`: `a\b`, `x ''`: "x|", "$HOME `x` ;rm *": "$HOME|`x`|;rm|*", "": "",
	} {
		words, closed := split(in)
		if got := strings.Join(words, "|"); got != want || !closed {
			t.Errorf("%q is %q, closed %v", in, got, closed)
		}
	}
	for _, in := range []string{`vim "`, `vim 'a`, `vim \`} {
		if _, closed := split(in); closed {
			t.Errorf("%q is said to be closed", in)
		}
	}
}

// programs makes a folder of programs and has the PATH be that alone.
func programs(t *testing.T, scripts map[string]string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, script := range scripts {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir)
	return dir
}

// Each editor is told to leave no copies, whatever it is called by, and the user's own
// arguments come behind that.
func TestCommand(t *testing.T) {
	names := map[string]string{"hx": "", "kak": "", "ed": "", "emacsclient": ""}
	for name := range quiet {
		names[name] = ""
	}
	dir := programs(t, names)
	for link, to := range map[string]string{"vi": "vim.basic", "editor": "nano"} {
		if err := os.Symlink(filepath.Join(dir, to), filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	for value, want := range map[string][]string{
		"vim": vim, "vi": vim, "nvim -u 'my rc'": append(slices.Clone(quiet["nvim"]), "-u", "my rc"), "nano": {"--ignorercfiles"}, "editor": {"--ignorercfiles"},
		"emacs -nw": append(slices.Clone(quiet["emacs"]), "-nw"), "emacsclient -c": {"-c"}, "hx": nil, "kak": nil, "ed": nil, "micro": quiet["micro"],
		"code -w": {"--wait", "-w"}, filepath.Join(dir, "vim"): vim, "gvim": append([]string{"-f"}, vim...),
	} {
		cmd, err := command("", value, "/x/text.md")
		if err != nil {
			t.Errorf("%s: %v", value, err)
			continue
		}
		if got := cmd.Args[1:]; !slices.Equal(got, append(slices.Clone(want), "/x/text.md")) {
			t.Errorf("%s gets %q", value, got)
		}
	}
	if cmd, err := command("hx", "vim", "f"); err != nil || filepath.Base(cmd.Path) != "hx" {
		t.Errorf("VISUAL is not the first: %v, %v", cmd, err)
	}
	for value, kind := range map[string]model.ErrorKind{"": model.ErrUsage, "  ": model.ErrUsage, `vim "`: model.ErrUsage, "''": model.ErrUsage, "no-such-editor -x": model.ErrNotFound} {
		if _, err := command("", value, "f"); model.KindOf(err) != kind {
			t.Errorf("%q gives %v", value, err)
		}
	}
}

// runs gives the text to a script as the user's editor and takes what comes back, as
// the program does between two frames.
func runs(t *testing.T, e *Editor, script string) (says string, out outside) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "fake")
	if err := os.WriteFile(file, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	var state string
	if e.o.Drafts != nil {
		state = e.o.Drafts.State()
	}
	out, err := putOutside(e.buf.text, state)
	if err != nil {
		t.Fatal(err)
	}
	cmd, err := command("", file, out.file)
	if err != nil {
		t.Fatal(err)
	}
	cmd.Dir = out.dir
	e.away = true
	if _, stays := e.Escape(); !stays {
		t.Error("esc closes the box while the text is away")
	}
	says, _ = said(t, e.Update(back{e, out, cmd.Run()}))
	return says, out
}

func gone(out outside) bool {
	_, err := os.Stat(out.dir)
	return errors.Is(err, os.ErrNotExist)
}

func TestOutside(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", "")
	for _, c := range []struct {
		name, text, script, want, says string
		stays                          bool // the folder is still there
	}{
		{"changes", "one", `printf 'one\r\ntwo\033\n' >"$1"`, "one\ntwo", "is here", false},
		{"appends", "one\n", `echo two >>"$1"`, "one\ntwo\n", "is here", false},
		{"begins", "", `echo new >"$1"`, "new", "is here", false},
		{"replaces the file", "one", `echo two >"$1.new"; mv "$1.new" "$1"`, "two", "is here", false},
		{"leaves copies beside it", "one", `cp "$1" "$1~"; echo x >here; echo two >"$1"`, "two", "is here", false},
		{"empties", "one", `: >"$1"`, "", "is here", false},
		{"changes nothing", "one", `true`, "one", "changed nothing", false},
		{"changes nothing of nothing", "", `true`, "", "changed nothing", false},
		{"is given up", "one", `exit 1`, "one", "failed; the text is as it was", false},
		{"fails amid its work", "one", `echo two >"$1"; kill -9 $$`, "one", "what it wrote is in ", true},
		{"removes", "one", `rm "$1"`, "one", "has removed the file", false},
		{"makes a link", "one", `rm "$1"; ln -s /etc/passwd "$1"`, "one", "cannot be taken", true},
		{"makes it too long", "one", fmt.Sprintf(`head -c %d /dev/zero | tr '\0' x >"$1"`, draft.Most+1), "one", "cannot be taken", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := drafts(t, t.TempDir())
			e := begin(t, d, c.text)
			says, out := runs(t, e, c.script)
			if e.buf.text != c.want || !strings.Contains(says, c.says) || gone(out) == c.stays || e.away {
				t.Errorf("the text is %.60q; it says %q; the folder is gone: %v", e.buf.text, says, gone(out))
			}
			if c.want != c.text && texts(t, d)[0] != c.want {
				t.Errorf("the drafts are %q", texts(t, d))
			}
			e.Key(uitest.Key("alt+z"))
			if e.buf.text != c.text {
				t.Errorf("undone it is %q", e.buf.text)
			}
		})
	}
}

// The text at its longest, which has no end of a line, comes back as it is.
func TestOutsideFull(t *testing.T) {
	full := strings.Repeat("x", draft.Most)
	e := begin(t, drafts(t, t.TempDir()), full)
	if says, _ := runs(t, e, `sed -i '1s/^x/y/' "$1"`); e.buf.text != "y"+full[1:] {
		t.Errorf("it says %q", says)
	}
}

// The file is in a folder that nobody else can look into, in that of the session where
// there is one.
func TestOutsideIsPrivate(t *testing.T) {
	session, state := t.TempDir(), t.TempDir()
	t.Setenv("XDG_RUNTIME_DIR", session)
	for _, mode := range []os.FileMode{0o700, 0o755} { // it stays open to others, for the last question
		parent := map[os.FileMode]string{0o700: session, 0o755: state}[mode]
		if err := os.Chmod(session, mode); err != nil {
			t.Fatal(err)
		}
		out, err := putOutside("text", state)
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Dir(out.dir) != parent || filepath.Ext(out.file) != ".md" {
			t.Errorf("with mode %v the file is %s", mode, out.file)
		}
		for path, want := range map[string]os.FileMode{out.dir: 0o700, out.file: 0o600} {
			if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
				t.Errorf("%s has mode %v, %v", path, info.Mode(), err)
			}
		}
		out.remove()
	}
	if _, err := putOutside("text", ""); model.KindOf(err) != model.ErrUnsupported {
		t.Errorf("with no private folder: %v", err)
	}
}

// desk is a workbench with one box over nothing, which does with it what the workbench
// does.
type desk struct {
	box      page.Overlay
	w, h     int
	said     []string
	finished bool
}

func (d *desk) Init() tea.Cmd { return nil }

func (d *desk) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		d.w, d.h = msg.Width, msg.Height
	case page.Say:
		d.said = append(d.said, msg.Text)
	case page.Hide:
		d.box, d.finished = nil, true
	case tea.KeyPressMsg:
		if d.box == nil {
			return d, nil
		}
		if msg.String() == "esc" {
			cmd, stays := d.box.(page.Escaper).Escape()
			if !stays {
				d.box = nil
			}
			return d, cmd
		}
		return d, d.box.Key(msg)
	case tea.PasteMsg:
		return d, d.box.Paste(msg.Content)
	default:
		if d.box != nil {
			return d, d.box.Update(msg)
		}
	}
	return d, nil
}

func (d *desk) View() tea.View {
	lines := draw.Fill(nil, d.w, d.h-1)
	if d.box != nil {
		lines = draw.Overlay(lines, d.box.View(d.w-4, d.h-4), 2, 1, d.w)
	}
	v := tea.NewView(strings.Join(append(lines, strings.Join(d.said, "; ")), "\n"))
	v.AltScreen = true
	if d.box != nil {
		if x, y, ok := d.box.Caret(); ok {
			v.Cursor = tea.NewCursor(2+x, 1+y)
		}
	}
	return v
}

// In a program: typed, pasted, given to the user's editor, saved, and not saved.
func TestInAProgram(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("needs a shell")
	}
	script := filepath.Join(t.TempDir(), "edit")
	if err := os.WriteFile(script, []byte("#!"+sh+"\necho \"$1\" >>\"$2\"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("VISUAL", script+" 'from outside'")
	t.Setenv("XDG_RUNTIME_DIR", "")
	synctest.Test(t, func(t *testing.T) {
		d := drafts(t, t.TempDir())
		defer d.Close()
		e := begin(t, d, "")
		var saved string
		e.o.Save = func(s string) tea.Cmd {
			if saved == "" {
				saved = s
				return page.Fail(errors.New("the disk is full"))
			}
			saved = s
			return page.Tell(Saved{key})
		}
		at := &desk{box: e}
		s := uitest.Start(t, at, 80, 24)
		s.Type("typed")
		s.Send(tea.PasteMsg{Content: "\npasted\nlines"})
		s.Has("typed", "pasted", "draft kept")
		s.Press("ctrl+o")
		time.Sleep(time.Second) // so long Bubble Tea waits for input before it lets go of a terminal
		s.Settle()
		s.Has("from outside", "what your editor wrote is here")
		s.Press("ctrl+s")
		s.Has("the disk is full", "draft kept")
		if at.box == nil || len(texts(t, d)) != 1 {
			t.Error("a save that failed has closed the box, or discarded the draft")
		}
		s.Press("ctrl+s")
		s.HasNot("typed")
		if want := "typed\npasted\nlines\nfrom outside"; saved != want || !at.finished || len(texts(t, d)) != 0 {
			t.Errorf("saved is %q, finished %v, drafts %q", saved, at.finished, texts(t, d))
		}
		if err := s.Quit(); err != nil {
			t.Error(err)
		}
	})
}

// What is typed is kept when the box is closed by esc, in a program as well.
func TestEscInAProgram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := drafts(t, t.TempDir())
		defer d.Close()
		s := uitest.Start(t, &desk{box: begin(t, d, "")}, 80, 24)
		s.Type("not finished")
		s.Press("esc")
		s.Has("kept as a draft")
		if got := texts(t, d); len(got) != 1 || got[0] != "not finished" {
			t.Errorf("the drafts are %q", got)
		}
		s.Quit()
	})
}
