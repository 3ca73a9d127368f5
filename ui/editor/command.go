package editor

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// vim is what keeps Vim from leaving copies of a text, before the user's settings and
// again behind them, and from doing what the text says in a modeline.
var vim = []string{"-n", "-i", "NONE", "--cmd", "set nomodeline", "-c", "silent! set noswapfile noundofile nobackup nowritebackup viminfo="}

// quiet are, by the name of an editor's program, the arguments that keep it from leaving
// copies of the text elsewhere, and that have it stay until the text is finished. An
// editor that is not listed, as Helix, Kakoune and ed, leaves none, or has no arguments
// for that; what it puts beside the file goes with the folder.
var quiet = map[string][]string{
	"vim": vim, "vim.basic": vim, "vim.tiny": vim, "vim.nox": vim, "vim.gtk3": vim,
	"gvim": append([]string{"-f"}, vim...),
	"nvim": {"-n", "-i", "NONE", "--cmd", "set nomodeline", "-c", "silent! set noswapfile noundofile nobackup nowritebackup shada="},
	// Settings of the user's own could ask for backups and a history of searches.
	"nano":  {"--ignorercfiles"},
	"emacs": {"--eval", "(setq make-backup-files nil auto-save-default nil auto-save-list-file-prefix nil create-lockfiles nil enable-local-variables nil)"},
	"micro": {"-backup", "false", "-savehistory", "false", "-saveundo", "false", "-savecursor", "false"},
	// These come back at once otherwise, and the folder would be gone under them.
	"code": {"--wait"}, "codium": {"--wait"}, "subl": {"--wait"}, "zed": {"--wait"},
}

// command gives the program and arguments that edit a file: visual, or where that is
// empty editor, as the user has set them. They are no text for a shell: spaces part the
// arguments, quotes and backslashes keep them together. The error is of kind usage or
// not-found.
func command(visual, editor, file string) (*exec.Cmd, error) {
	name, value := "VISUAL", visual
	if strings.TrimSpace(value) == "" {
		name, value = "EDITOR", editor
	}
	if strings.TrimSpace(value) == "" {
		return nil, &model.Error{Kind: model.ErrUsage, Message: "no editor is set: EDITOR and VISUAL are empty", Hint: "set EDITOR to the one you like, such as nano, and start Clew again"}
	}
	words, closed := split(value)
	if !closed || len(words) == 0 || words[0] == "" {
		return nil, &model.Error{Kind: model.ErrUsage, Message: name + " is no command: a quote is not closed, or there is no program", Where: model.Untrusted(value)}
	}
	path, err := exec.LookPath(words[0])
	if err != nil {
		return nil, &model.Error{Kind: model.ErrNotFound, Message: "the editor that " + name + " names is not there", Where: model.Untrusted(words[0]),
			Hint: "install it, or set " + name + " to another one"}
	}
	if path, err = filepath.Abs(path); err != nil { // it is started in another folder
		return nil, &model.Error{Kind: model.ErrInternal, Message: "the editor cannot be found from here", Err: err}
	}
	// The user's own arguments come last: they may end with what belongs to the file.
	args := slices.Concat(quiet[program(path)], words[1:], []string{file})
	return exec.Command(path, args...), nil
}

// program is the name of a program by its path: where there is no argument for a name,
// what it is a link to may have some, as for vi and editor.
func program(path string) string {
	name := filepath.Base(path)
	if quiet[name] != nil || name == "emacsclient" {
		return name
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return name
	}
	real = filepath.Base(real)
	if strings.HasPrefix(real, "emacs-") || strings.HasPrefix(real, "emacs.") { // emacs-29.4, emacs.gtk
		real = "emacs"
	}
	return real
}

// split parts a command into words, as sh does without expanding anything. closed is
// false where a quote, or a backslash at the end, is left open.
func split(s string) (words []string, closed bool) {
	var word strings.Builder
	inWord := false
	var quote rune
	escaped := false
	for _, r := range s {
		switch {
		case escaped:
			if quote == '"' && !strings.ContainsRune("\"\\$`", r) {
				word.WriteByte('\\')
			}
			word.WriteRune(r)
			escaped = false
		case r == '\\' && quote != '\'':
			escaped, inWord = true, true
		case quote != 0:
			if r == quote {
				quote = 0
			} else {
				word.WriteRune(r)
			}
		case r == '\'' || r == '"':
			quote, inWord = r, true
		case r == ' ' || r == '\t' || r == '\n':
			if inWord {
				words = append(words, word.String())
				word.Reset()
				inWord = false
			}
		default:
			word.WriteRune(r)
			inWord = true
		}
	}
	if inWord {
		words = append(words, word.String())
	}
	return words, quote == 0 && !escaped
}
