package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"charm.land/fang/v2"
	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
)

// app is one run of the program: the flags of all commands and where output goes.
type app struct {
	db    string // --db
	actor string // --as
	json  bool   // --json
	theme string // --theme, of the workbench
	ascii bool   // --ascii, of the workbench

	out    *bufio.Writer // standard output
	screen terminal      // standard output
	diag   terminal      // standard error

	started bool // a command was found and its arguments are right
}

func newApp(args []string) *app {
	if end := slices.Index(args, "--"); end >= 0 {
		args = args[:end]
	}
	return &app{
		// So that a flag that cannot be parsed is reported as JSON too.
		json:   slices.Contains(args, "--json"),
		out:    bufio.NewWriterSize(os.Stdout, 64<<10),
		screen: detect(os.Stdout),
		diag:   detect(os.Stderr),
	}
}

// flush writes out what has been printed.
func (a *app) flush() error {
	if err := a.out.Flush(); err != nil {
		return &model.Error{Kind: model.ErrDisk, Message: "the output cannot be written", Err: err}
	}
	return nil
}

// tell writes a safe text of one line to standard error, broken between words on
// a terminal and whole elsewhere. The lines after the first are indented.
func (a *app) tell(s string) {
	if a.diag.is {
		s = strings.Join(wrap(s, a.diag.width-len(gap)), "\n"+gap)
	}
	fmt.Fprintln(os.Stderr, s)
}

// help has fang draw the help of a command. A dumb terminal gets cobra's: fang
// would send it a query that it prints instead of answering.
func (a *app) help(cmd *cobra.Command, _ []string) {
	if os.Getenv("TERM") == "dumb" {
		cmd.Long = strings.Join(paragraphs(cmd.Long, a.screen.width), "\n")
		new(cobra.Command).HelpFunc()(cmd, nil)
		return
	}
	var path []string
	for c := cmd; c.HasParent(); c = c.Parent() {
		path = append([]string{c.Name()}, path...)
	}
	if err := a.fang(cmd.Context(), append(path, "--help")...); err != nil {
		a.report(err)
	}
}

// fang runs a command, help or man, of a fresh tree under fang.
func (a *app) fang(ctx context.Context, args ...string) error {
	root := newRoot(a)
	root.SetArgs(args)
	silent := func(io.Writer, fang.Styles, error) {}
	return fang.Execute(ctx, root, fang.WithoutVersion(), fang.WithErrorHandler(silent))
}

// path is where the investigation is; byDefault is true where nobody chose it.
func (a *app) path() (path string, byDefault bool, err error) {
	if a.db != "" {
		return a.db, false, nil
	}
	if env := os.Getenv("CLEW_DB"); env != "" {
		return env, false, nil
	}
	dir, err := dataDir()
	return filepath.Join(dir, "default.clew"), true, err
}

// dataDir is Clew's folder for data, which need not exist.
func dataDir() (string, error) {
	dir := os.Getenv("XDG_DATA_HOME")
	// The XDG specification has relative paths ignored.
	if !filepath.IsAbs(dir) && runtime.GOOS == "windows" {
		dir = os.Getenv("LocalAppData")
	}
	if !filepath.IsAbs(dir) {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", &model.Error{Kind: model.ErrUsage, Message: "there is no home directory to keep the investigation in",
				Hint: "say where it is with --db PATH or CLEW_DB", Err: err}
		}
		dir = filepath.Join(home, ".local", "share")
	}
	return filepath.Join(dir, "clew"), nil
}

// open opens the investigation that the flags name.
func (a *app) open(ctx context.Context, readOnly bool) (*store.DB, error) {
	path, byDefault, err := a.path()
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return nil, notThere(path, byDefault)
	}
	return store.Open(ctx, path, store.Options{ReadOnly: readOnly, Cache: true, Viewer: a.viewer()})
}

func notThere(path string, byDefault bool) error {
	hint := "check the path; 'clew import FILE' makes a new investigation"
	if byDefault {
		hint = "make it with 'clew import FILE', try 'clew demo', or name another one with --db PATH"
	}
	return &model.Error{Kind: model.ErrNotFound, Message: "there is no investigation there", Where: model.Untrusted(path), Hint: hint}
}

// read runs fn on the investigation, opened for reading.
func (a *app) read(ctx context.Context, fn func(*store.DB) error) error {
	return a.with(ctx, true, fn)
}

// write runs fn on the investigation, opened for writing.
func (a *app) write(ctx context.Context, fn func(*store.DB) error) error {
	return a.with(ctx, false, fn)
}

func (a *app) with(ctx context.Context, readOnly bool, fn func(*store.DB) error) error {
	db, err := a.open(ctx, readOnly)
	if err != nil {
		return err
	}
	err = fn(db)
	return errors.Join(err, db.Close())
}

// viewer is the login to whom masked data may have been revealed; "" where there is none.
func (a *app) viewer() string {
	who, err := a.who()
	if err != nil {
		return ""
	}
	return who
}

// who is the name that goes into the audit log.
func (a *app) who() (string, error) {
	if a.actor != "" {
		return a.actor, nil
	}
	if env := os.Getenv("CLEW_ACTOR"); env != "" {
		return env, nil
	}
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username, nil
	}
	return "", &model.Error{Kind: model.ErrUsage, Message: "there is no login name to put into the audit log",
		Hint: "give a name with --as NAME or CLEW_ACTOR"}
}
