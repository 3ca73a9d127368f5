package page

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
)

var doors atomic.Uint64

// Door asks one kind of question, of which only the last matters. Its zero value
// is ready.
type Door struct {
	id     uint64
	seq    uint64
	cancel context.CancelFunc
	ctx    context.Context
}

// Answer is what came of a question asked through a door.
type Answer[T any] struct {
	door, seq uint64
	Value     T
	Err       error
}

// Ask runs fn outside the event loop and brings its answer as an [Answer] of T.
// What the door asked before is cancelled, and its answer will not be taken. A
// panic in fn is an error of kind internal.
func Ask[T any](d *Door, fn func(context.Context) (T, error)) tea.Cmd {
	if d.id == 0 {
		d.id = doors.Add(1)
	}
	d.Close()
	d.seq++
	ctx, cancel := context.WithCancel(context.Background())
	d.ctx, d.cancel = ctx, cancel
	id, seq := d.id, d.seq
	return func() (msg tea.Msg) {
		defer func() {
			if r := recover(); r != nil {
				msg = Answer[T]{door: id, seq: seq, Err: &model.Error{Kind: model.ErrInternal, Message: "the workbench made a mistake",
					Hint: "report it with what you did", Err: fmt.Errorf("%v\n%s", r, debug.Stack())}}
			}
		}()
		if ctx.Err() != nil {
			return nil
		}
		v, err := fn(ctx)
		return Answer[T]{door: id, seq: seq, Value: v, Err: err}
	}
}

// Takes reports whether an answer is the one that the door waits for, and if so
// ends the wait. Where the question was cancelled there is none.
func Takes[T any](d *Door, a Answer[T]) bool {
	if d.cancel == nil || a.door != d.id || a.seq != d.seq {
		return false
	}
	cancelled := d.ctx.Err() != nil
	d.Close()
	return !cancelled || a.Err != nil && !errors.Is(a.Err, context.Canceled)
}

// Waiting reports whether an answer is still to come.
func (d *Door) Waiting() bool { return d.cancel != nil }

// CloseAll closes doors.
func CloseAll(doors ...*Door) {
	for _, d := range doors {
		d.Close()
	}
}

// Close cancels what the door has asked.
func (d *Door) Close() {
	if d.cancel != nil {
		d.cancel()
		d.cancel, d.ctx = nil, nil
	}
}
