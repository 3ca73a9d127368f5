package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/words"
)

// progress tells on standard error how a long command gets on: on a terminal one
// line that is redrawn and at last cleared, elsewhere one plain line a stage.
type progress struct {
	t terminal

	mu    sync.Mutex
	now   stage
	began time.Time
	quit  chan struct{}
	ended chan struct{}
}

// stage is a part of the work. Without a measure it only has a name.
type stage struct {
	name  string
	write func(int64) string         // writes an amount; nil: amounts mean nothing to a reader
	at    func() (done, total int64) // total 0: not known
}

// redraw is the time between two drawings of the line.
const redraw = 100 * time.Millisecond

func startProgress(ctx context.Context, t terminal) *progress {
	p := &progress{t: t, quit: make(chan struct{}), ended: make(chan struct{})}
	if !t.is {
		close(p.ended)
		return p
	}
	// Cleaning up after ctrl-C can take a moment.
	stopping := context.AfterFunc(ctx, func() { p.stage("stopping", nil, nil) })
	go func() {
		defer close(p.ended)
		defer stopping()
		tick := time.NewTicker(redraw)
		defer tick.Stop()
		drawn := false
		for {
			select {
			case <-p.quit:
				if drawn {
					fmt.Fprint(os.Stderr, "\r\x1b[K")
				}
				return
			case <-tick.C:
				if l := p.line(); l != "" {
					drawn = true
					fmt.Fprint(os.Stderr, "\r"+strings.TrimRight(text.Fit(l, t.width-1), " ")+"\x1b[K")
				}
			}
		}
	}()
	return p
}

// noProgress tells nobody.
func noProgress() *progress {
	p := &progress{t: terminal{is: true}, quit: make(chan struct{}), ended: make(chan struct{})}
	close(p.ended)
	return p
}

// stage begins a part of the work; write and at may be nil.
func (p *progress) stage(name string, write func(int64) string, at func() (done, total int64)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now, p.began = stage{name, write, at}, time.Now()
}

// steps gives a function that tells of parts of a work: what it is doing, and how many steps
// of it are done, of how many; a total of 0 is not known.
func (p *progress) steps() func(doing string, done, total int) {
	var now string
	var at, of *atomic.Int64
	return func(doing string, done, total int) {
		if doing != now {
			now, at, of = doing, new(atomic.Int64), new(atomic.Int64)
			p.stage(doing, words.Thousands[int64], func(at, of *atomic.Int64) func() (int64, int64) {
				return func() (int64, int64) { return at.Load(), of.Load() }
			}(at, of))
		}
		at.Store(int64(done))
		of.Store(int64(total))
	}
}

// say prints a line where there is no progress line to draw.
func (p *progress) say(line string) {
	if !p.t.is {
		fmt.Fprintln(os.Stderr, line)
	}
}

// stop clears the line. It may be called again.
func (p *progress) stop() {
	select {
	case <-p.quit:
	default:
		close(p.quit)
	}
	<-p.ended
}

func (p *progress) line() string {
	p.mu.Lock()
	s, took := p.now, time.Since(p.began)
	p.mu.Unlock()
	if s.at == nil {
		return s.name
	}
	done, total := s.at()
	return s.line(done, total, took)
}

func (s *stage) line(done, total int64, took time.Duration) string {
	return strings.Join(append([]string{s.name}, words.Progress(s.write, done, total, took)...), " · ")
}
