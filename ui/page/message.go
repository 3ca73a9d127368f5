package page

import (
	"errors"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/text"
)

// The messages by which a page tells the workbench what it wants.
type (
	// Go opens a place on top of the page.
	Go struct{ Place Place }
	// Instead opens a place in place of the page, such as the next account.
	Instead struct {
		Place Place
		Page  Page // of that place, where it was made and filled ahead; nil has it made
	}
	// Close leaves the page.
	Close struct{}
	// Show puts an overlay over the page.
	Show struct{ Overlay Overlay }
	// Hide takes the uppermost overlay away.
	Hide struct{}
	// Changed says that the investigation has changed: pages look again.
	Changed struct{}
	// UndoLast takes back what the user did last, after a question.
	UndoLast struct{}
	// Acted says what came of a change.
	Acted struct {
		Action  model.Action
		Entry   uint64 // of the log
		Applied int    // how many things it changed; 0 where there was nothing to change
		Err     error
		Refused error // of the claim that was to come with it
		// Rings says what became of the rings, "" for nothing, and Unlinked why it could not
		// be recorded: what was done stays done.
		Rings    string
		Unlinked error
		// Then is what follows it at once, such as the next job after a verdict; nil for
		// nothing. Both are on the screen in one frame.
		Then tea.Msg
	}
	// Resized comes to the page that is shown after its Size was set: it may now miss
	// rows, or have room for what it had none for.
	Resized struct{}
	// Hidden comes to a page that was shown and is not any more, but is still in the
	// history: what costs much and only its view needs can wait until it is Resized.
	Hidden struct{}
	// Run does an action as if its key had been pressed.
	Run struct{ Action keys.Action }
	// Copy puts text on the clipboard, as one line: what could be no part of one is escaped.
	Copy struct {
		Text  model.Untrusted
		Lines bool   // the line breaks of Text stay
		Clean string // clean; goes there in place of Text, with its tabs and line breaks
	}
	// Step asks the page below for the next or previous of its kind.
	Step struct{ Delta int }
	// Say shows a notice in the status line and keeps it in the log of messages.
	Say struct {
		Level Level
		Text  string // clean, one sentence
		Hint  string // clean; may be empty
	}
)

// Level is how much a notice matters.
type Level uint8

// The levels. A [Failure] stays until a key is pressed that comes after it was read;
// the others go by themselves as well.
const (
	Note Level = iota
	Success
	Warning
	Failure
)

// Tell gives a message as a command.
func Tell(m tea.Msg) tea.Cmd { return func() tea.Msg { return m } }

// Open gives the command that opens a place.
func Open(p Place) tea.Cmd { return Tell(Go{p}) }

// Notice gives the command that says something.
func Notice(l Level, text string) tea.Cmd { return Tell(Say{Level: l, Text: text}) }

// Fail gives the command that reports an error.
func Fail(err error) tea.Cmd { return Tell(Problem(err)) }

// Problem puts an error as a notice. What it quotes is cleaned.
func Problem(err error) Say {
	s := Say{Level: Failure, Text: text.Display(model.Untrusted(err.Error()))}
	var e *model.Error
	if errors.As(err, &e) {
		s.Hint = text.Display(model.Untrusted(e.Hint))
		if e.Kind == model.ErrBusy || e.Kind == model.ErrUsage || e.Kind == model.ErrNotFound {
			s.Level = Warning
		}
	}
	return s
}
