package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"syscall"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/words"
)

// The exit codes.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
	exitPartly = 3

	exitTerminated = 128 + 15 // as a shell counts SIGTERM
)

// kindInterrupted is the kind of an error that the user made with ctrl-C.
const kindInterrupted model.ErrorKind = "interrupted"

// failure is an error as --json shows it.
type failure struct {
	Kind    model.ErrorKind `json:"kind"`
	Message string          `json:"message"`
	Hint    string          `json:"hint"`
	Where   model.Untrusted `json:"where,omitempty"`
	Line    int             `json:"line,omitempty"`
	Query   string          `json:"query,omitempty"`
	Column  int             `json:"column,omitempty"` // from 1, in characters
	Length  int             `json:"length,omitempty"`
}

// report prints an error and gives the exit code.
func (a *app) report(err error) int {
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errPartly):
		return exitPartly
	case errors.Is(err, errTerminated):
		return exitTerminated
	}
	f := a.describe(err)
	if a.json {
		os.Stderr.Write(append(safeJSON(map[string]failure{"error": f}), '\n'))
	} else {
		a.printFailure(f)
	}
	if f.Kind == model.ErrUsage {
		return exitUsage
	}
	return exitFailed
}

func (a *app) describe(err error) failure {
	f := failure{Kind: model.KindOf(err), Message: err.Error()}
	var m *model.Error
	var q *queryError
	switch {
	case errors.Is(err, context.Canceled):
		return failure{Kind: kindInterrupted, Message: "interrupted", Hint: "nothing was changed"}
	case errors.As(err, &m):
		f.Message, f.Where, f.Hint = m.Message, m.Where, m.Hint
		if m.Kind == model.ErrInput { // else it may be an account, whose number looks like a line
			f.Line = lineOf(m.Where)
		}
		if m.Err != nil {
			f.Message += ": " + m.Err.Error()
		}
	case !a.started:
		// What cobra itself finds wrong is the command line.
		f.Kind = model.ErrUsage
		f.Message, _, _ = strings.Cut(f.Message, "\n")
	case errors.Is(err, fs.ErrNotExist):
		f.Kind = model.ErrNotFound
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		f.Kind = model.ErrReadOnly
	case errors.Is(err, syscall.ENOSPC):
		f.Kind = model.ErrDisk
	}
	var s *query.SyntaxError
	if errors.As(err, &q) && errors.As(err, &s) {
		f.Query, f.Column, f.Length = q.text, s.Column, s.Length
	}
	return f
}

// lineOf gives the line of a place written as "file:line", 0 where there is none.
func lineOf(where model.Untrusted) int {
	i := strings.LastIndexByte(string(where), ':')
	n, err := strconv.Atoi(string(where[i+1:]))
	if i < 1 || err != nil || n < 0 {
		return 0
	}
	return n
}

func (a *app) printFailure(f failure) {
	message := lines(f.Message)
	if f.Where != "" {
		message = text.Display(f.Where) + ": " + message
	}
	a.tell(a.diag.bad("Error:") + " " + message)
	if f.Column > 0 {
		fmt.Fprint(os.Stderr, caret(f.Query, f.Column, f.Length, a.diag))
	}
	if f.Hint != "" {
		for _, l := range strings.Split(f.Hint, "\n") {
			a.tell(gap + a.diag.dim(words.Clean(l)))
		}
	}
}

// queryError carries the query that an error is about.
type queryError struct {
	text string
	err  error
}

func (e *queryError) Error() string { return e.err.Error() }
func (e *queryError) Unwrap() error { return e.err }

// caret shows a query with marks under the characters at fault, given by their
// column from 1 and their number. It measures what is on the screen, so wide
// characters and visible escapes before the fault do not move the marks.
func caret(q string, column, length int, t terminal) string {
	chars := strings.Split(q, "")
	from := min(column-1, len(chars))
	to := min(from+length, len(chars))
	before, at, after := part(chars[:from]), part(chars[from:to]), part(chars[to:])
	if text.Width(before)+text.Width(at)+2 > t.width {
		// Too long for the screen: start near the fault.
		before = "…" + part(chars[max(0, from-16):from])
	}
	line := strings.TrimRight(text.Fit(before+at+after, t.width-4), " ")
	marks := max(1, min(text.Width(at), t.width-4-text.Width(before)))
	return "  " + line + "\n  " + strings.Repeat(" ", text.Width(before)) + t.bad(strings.Repeat("^", marks)) + "\n"
}

// part makes text of a part of a query. The dot stands for the rest: a text of
// spaces alone would be shown as one that looks empty.
func part(chars []string) string { return words.Clean("." + strings.Join(chars, ""))[1:] }
