package page

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

func ask(d *Door, v string, err error) func() Answer[string] {
	cmd := Ask(d, func(context.Context) (string, error) { return v, err })
	return func() Answer[string] {
		a, _ := cmd().(Answer[string])
		return a
	}
}

// Of several answers only that to the last question is taken, in whatever order they
// come, and only once.
func TestDoorTakesTheLastAnswer(t *testing.T) {
	var d Door
	first, second := ask(&d, "first", nil), ask(&d, "second", nil)
	late, early := second(), first()
	if !Takes(&d, late) || late.Value != "second" {
		t.Error("the last answer was not taken")
	}
	if Takes(&d, early) || Takes(&d, late) || d.Waiting() {
		t.Error("an answer was taken that nobody waits for")
	}
	var other Door
	ask(&other, "", nil)
	if Takes(&other, late) {
		t.Error("a door took another one's answer")
	}
}

func TestDoorCancels(t *testing.T) {
	var d Door
	asked := make(chan context.Context, 1)
	cmd := Ask(&d, func(ctx context.Context) (int, error) {
		asked <- ctx
		<-ctx.Done()
		return 0, ctx.Err()
	})
	done := make(chan any)
	go func() { done <- cmd() }()
	<-asked
	d.Close()
	if a, ok := (<-done).(Answer[int]); ok && Takes(&d, a) {
		t.Error("a cancelled answer was taken")
	}
	// What was cancelled before it began is not begun.
	cmd = Ask(&d, func(context.Context) (int, error) { t.Error("it was begun"); return 0, nil })
	d.Close()
	if cmd() != nil {
		t.Error("it answered")
	}
}

func TestDoorSurvivesAPanic(t *testing.T) {
	var d Door
	a := Ask(&d, func(context.Context) (string, error) { panic("no") })().(Answer[string])
	if !Takes(&d, a) || model.KindOf(a.Err) != model.ErrInternal {
		t.Errorf("a panic became %v", a.Err)
	}
}

func TestProblemIsClean(t *testing.T) {
	err := &model.Error{Kind: model.ErrBusy, Message: "held", Where: "\x1b[2J\u202e", Hint: "wait", Err: errors.New("by \x07")}
	s := Problem(err)
	if strings.ContainsAny(s.Text+s.Hint, "\x1b\x07\u202e") || s.Level != Warning || s.Hint != "wait" {
		t.Errorf("%+v", s)
	}
	if s := Problem(errors.New("x")); s.Level != Failure {
		t.Errorf("%+v", s)
	}
}
