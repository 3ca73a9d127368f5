package ingest

import (
	"context"
	"fmt"
	"io"
	"sync"

	"github.com/seed-28a39f10/clew/model"
)

// chunkSize is the text handed to a worker at once: large enough that handing
// over costs nothing, small enough that the chunks in flight stay in the cache.
const chunkSize = 256 << 10

// chunk is some consecutive records and what came of them.
type chunk struct {
	buf  []byte
	recs []span
	out  batch
	err  error         // fails the file
	done chan struct{} // has one element when out is ready
}

// pipeline reads chunks in one goroutine, parses them in several and gives them
// back in the order in which they were read. There is a fixed number of chunks,
// so memory is bounded however slow the caller is.
type pipeline struct {
	f      *File
	ctx    context.Context
	cancel context.CancelFunc
	free   chan *chunk
	work   chan *chunk
	order  chan *chunk
	err    error // of the reading; set before order is closed
	wg     sync.WaitGroup
}

func startPipeline(ctx context.Context, f *File) *pipeline {
	workers := f.opts.Workers
	n := 2*workers + 2
	p := &pipeline{f: f, free: make(chan *chunk, n), work: make(chan *chunk, n), order: make(chan *chunk, n)}
	p.ctx, p.cancel = context.WithCancel(ctx)
	for range n {
		p.free <- &chunk{done: make(chan struct{}, 1)}
	}
	p.wg.Add(1 + workers)
	go func() {
		defer p.wg.Done()
		defer close(p.order)
		defer close(p.work)
		p.err = p.read()
	}()
	for range workers {
		go func() {
			defer p.wg.Done()
			b := newBuilder(f)
			for c := range p.work {
				if p.ctx.Err() == nil {
					b.run(c)
				}
				c.done <- struct{}{}
			}
		}()
	}
	return p
}

func (p *pipeline) read() error {
	sp := p.f.layout.splitter(p.f.opts.Limits.Line)
	var carry []byte
	var last uint64
	for atEnd := false; !atEnd || len(carry) > 0; {
		var c *chunk
		select {
		case c = <-p.free:
		case <-p.ctx.Done():
			return p.ctx.Err()
		}
		var err error
		if carry, atEnd, err = p.fill(c, sp, carry, atEnd, last); err != nil {
			return err
		}
		if n := len(c.recs); n > 0 {
			last = c.recs[n-1].line
			p.order <- c
			p.work <- c
		} else {
			p.free <- c
		}
	}
	return nil
}

// fill reads at least one whole record into c, after what was carried over, and
// gives what comes after the last whole one.
func (p *pipeline) fill(c *chunk, sp splitter, carry []byte, ended bool, last uint64) (rest []byte, atEnd bool, err error) {
	limit := p.f.opts.Limits.Line
	c.buf, c.err = append(c.buf[:0], carry...), nil
	atEnd = ended
	for want := chunkSize; ; want = 2 * len(c.buf) {
		for len(c.buf) < want && !atEnd {
			if cap(c.buf) < want {
				c.buf = append(make([]byte, 0, want), c.buf...)
			}
			n, err := p.f.src.Read(c.buf[len(c.buf):want])
			c.buf = c.buf[:len(c.buf)+n]
			if err == io.EOF {
				atEnd = true
			} else if err != nil {
				return nil, false, err
			}
		}
		used, recs, err := sp.split(c.buf, atEnd, c.recs[:0])
		c.recs = recs
		if err != nil {
			return nil, false, p.f.located(err)
		}
		for i := range recs {
			if recs[i].end-recs[i].start > limit {
				return nil, false, p.f.tooLong(limit, last)
			}
		}
		if used == 0 && len(c.buf) > limit {
			return nil, false, p.f.tooLong(limit, last)
		}
		if used > 0 || atEnd {
			return append(carry[:0], c.buf[used:]...), atEnd, nil
		}
	}
}

// next gives the next chunk with its outcome, nil at the end of the file.
func (p *pipeline) next() (*chunk, error) {
	select {
	case c, ok := <-p.order:
		if !ok {
			return nil, p.err
		}
		<-c.done
		if err := p.ctx.Err(); err != nil {
			return nil, err
		}
		return c, c.err
	case <-p.ctx.Done():
		return nil, p.ctx.Err()
	}
}

func (p *pipeline) recycle(c *chunk) { p.free <- c }

// stop ends all goroutines and waits for them.
func (p *pipeline) stop() {
	p.cancel()
	p.wg.Wait()
}

func (f *File) tooLong(limit int, last uint64) error {
	return &model.Error{Kind: model.ErrLimit, Where: model.Untrusted(f.name),
		Message: fmt.Sprintf("a row of more than %d bytes after row %d", limit, last),
		Hint:    "if the file is right, export it anew with one record a line, or without its longest column"}
}

// located adds the file's name to an error of a splitter.
func (f *File) located(err error) error {
	if e, ok := err.(*model.Error); ok {
		e.Where = model.Untrusted(f.name) + ": " + e.Where
	}
	return err
}
