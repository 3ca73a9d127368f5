package editor

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/draft"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/text"
)

// back says that the user's own editor has ended.
type back struct {
	to  *Editor
	out outside
	err error
}

// outside is a text in a file for another program.
type outside struct {
	dir, file string
	text      string // that it is to become again where nothing is changed
	wrote     string
}

// goOutside gives the text to the user's own editor.
func (e *Editor) goOutside() tea.Cmd {
	if e.saving {
		return page.Notice(page.Note, "it is being saved")
	}
	var state string
	if e.o.Drafts != nil {
		state = e.o.Drafts.State()
	}
	out, err := putOutside(e.buf.text, state)
	if err != nil {
		return page.Fail(err)
	}
	cmd, err := command(os.Getenv("VISUAL"), os.Getenv("EDITOR"), out.file)
	if err != nil {
		out.remove()
		return page.Fail(err)
	}
	cmd.Dir = out.dir // what it leaves where it is goes with the folder
	e.away = true
	return tea.Exec(terminal{cmd}, func(err error) tea.Msg { return back{e, out, err} })
}

// terminal is a program that has the terminal to itself.
type terminal struct{ *exec.Cmd }

func (t terminal) SetStdin(in io.Reader) { t.Stdin = in }

// SetStdout leaves the program's output alone: it is filtered, and would be a pipe.
func (t terminal) SetStdout(io.Writer) { t.Stdout = os.Stdout }

func (t terminal) SetStderr(io.Writer) { t.Stderr = os.Stderr }

// letGo is how long after the terminal was let go of a program is started. The renderer
// stops its ticker only then, and an editor that ends at once would have it stop the one
// of the renderer that comes after: nothing would be drawn any more.
const letGo = 20 * time.Millisecond

func (t terminal) Run() error {
	time.Sleep(letGo)
	return t.Cmd.Run()
}

// putOutside writes a text into a file of a new folder that only the user can look into:
// where files live no longer than the session, or else in the state folder.
func putOutside(text, state string) (outside, error) {
	parent := os.Getenv("XDG_RUNTIME_DIR")
	if !private(parent) {
		parent = state
	}
	if parent == "" {
		return outside{}, &model.Error{Kind: model.ErrUnsupported, Message: "there is no private folder for a file that your editor could open", Hint: "set XDG_RUNTIME_DIR"}
	}
	failed := func(err error) error {
		return &model.Error{Kind: model.ErrDisk, Message: "the file for your editor cannot be written", Where: model.Untrusted(parent), Err: err}
	}
	dir, err := os.MkdirTemp(parent, "clew-edit-*") // mode 0700
	if err != nil {
		return outside{}, failed(err)
	}
	out := outside{dir: dir, file: filepath.Join(dir, "text.md"), text: text, wrote: text}
	if text != "" && !strings.HasSuffix(text, "\n") {
		out.wrote += "\n" // editors would add it
	}
	f, err := os.OpenFile(out.file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		_, err = f.WriteString(out.wrote)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		out.remove()
		return outside{}, failed(err)
	}
	return out, nil
}

// private reports whether a folder is the user's, and nobody else can look into it.
func private(dir string) bool {
	info, err := os.Lstat(dir)
	if err != nil || !filepath.IsAbs(dir) || !info.IsDir() || info.Mode().Perm()&0o077 != 0 {
		return false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid()
}

func (o outside) remove() { os.RemoveAll(o.dir) }

// read gives what the text has become.
func (o outside) read() (string, error) {
	f, err := os.OpenFile(o.file, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if err != nil {
		return "", err
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return "", errors.Join(err, errors.New("it is no file any more"))
	}
	b, err := io.ReadAll(io.LimitReader(f, draft.Most+2)) // the end of the last line may be too much
	if err != nil {
		return "", err
	}
	if string(b) == o.wrote {
		return o.text, nil
	}
	text := Clean(string(b))
	if !strings.HasSuffix(o.text, "\n") {
		text = strings.TrimSuffix(text, "\n")
	}
	if len(b) > draft.Most+1 || len(text) > draft.Most {
		return "", fmt.Errorf("it is longer than %d KiB", draft.Most>>10)
	}
	return text, nil
}

// cameBack takes what the user's own editor has made of the text. Whatever went wrong,
// neither the text nor what was written outside is lost.
func (e *Editor) cameBack(b back) tea.Cmd {
	e.away = false
	now, err := b.out.read()
	place := text.Display(model.Untrusted(b.out.file))
	say := func(l page.Level, what, hint string) tea.Cmd {
		return page.Tell(page.Say{Level: l, Text: what, Hint: hint})
	}
	switch {
	case errors.Is(err, os.ErrNotExist):
		b.out.remove()
		return say(page.Warning, "your editor has removed the file; the text is as it was", "")
	case err != nil:
		return say(page.Failure, "what your editor wrote cannot be taken; the text is as it was", "it is in "+place+": "+text.Display(model.Untrusted(err.Error())))
	case b.err != nil && now != b.out.text:
		return say(page.Failure, "your editor failed; the text is as it was", "what it wrote is in "+place)
	case b.err != nil:
		b.out.remove()
		return page.Fail(&model.Error{Kind: model.ErrInput, Message: "your editor failed; the text is as it was", Err: b.err})
	case now == b.out.text:
		b.out.remove()
		return say(page.Note, "your editor has changed nothing", "")
	}
	e.buf.put(now)
	e.strays = false
	cmd := e.edited()
	if e.failed { // then the file is the only copy on disk
		return tea.Batch(cmd, say(page.Warning, "what your editor wrote is here, but no draft of it is kept", "ctrl+s saves it"))
	}
	b.out.remove()
	return tea.Batch(cmd, say(page.Success, "what your editor wrote is here; ctrl+s saves it", ""))
}
