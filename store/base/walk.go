package base

import (
	"encoding/binary"
	"errors"
	"io"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// Walk reads accounts and their events in ascending order of ordinals. It reads each block once,
// and what it gives lies in memory that is used again: an account is valid until the next one is
// asked for, and so are events; their strings stay. Any other order is as right and slower. A Walk
// is for one goroutine.
type Walk struct {
	b     *Base
	words [][]byte

	block   recordBlock
	last    uint32 // ordinal of the block
	rec     record
	account model.Account

	events eventReader
	plain  []byte // the block of events
	list   []model.Event

	texts texts
}

// Walk begins one.
func (b *Base) Walk() (*Walk, error) {
	words, err := b.words()
	if err != nil {
		return nil, err
	}
	w := &Walk{b: b, words: words}
	w.events = eventReader{b: b, expand: func(key, packed []byte) (plain []byte, err error) {
		w.plain, err = expandOver(w.plain, key, packed)
		return w.plain, err
	}}
	return w, nil
}

// Account is [Base.Account].
func (w *Walk) Account(ord uint32) (*model.Account, error) {
	if w.block.records == nil || ord > w.last || int(w.last-ord) >= w.block.len() {
		var err error
		if w.block, w.last, err = w.b.recordsWith(ord); err != nil {
			w.block.records = nil
			return nil, err
		}
	}
	body, err := w.block.of(w.last, ord)
	if err != nil {
		return nil, err
	}
	if err := w.rec.parse(body, w.words, false); err != nil {
		return nil, corrupt(key1(tabRecord, ord), err.Error())
	}
	w.rec.copyTo(&w.account, &w.texts)
	return &w.account, nil
}

// keptEvents is how many events a Walk keeps the memory of: what a busier account takes is given
// back with the next one.
const keptEvents = 4096

// Events gives all events of an account, in the order of their time, as [Base.Events] does.
func (w *Walk) Events(ord uint32) ([]model.Event, error) {
	count, err := w.b.Cell(ColEvents, ord)
	if err != nil {
		return nil, err
	}
	if cap(w.list) > keptEvents {
		w.list = nil
	}
	w.list = w.list[:0]
	for uint32(len(w.list)) < count {
		list, err := w.events.from(ord, uint32(len(w.list)))
		if err != nil {
			return nil, err
		}
		for i := range list[:min(uint32(len(list)), count-uint32(len(w.list)))] {
			w.list = append(w.list, model.Event{})
			if err := list[i].decode(&w.list[len(w.list)-1], &w.texts); err != nil {
				return nil, corrupt(w.events.key, err.Error())
			}
		}
	}
	return w.list, nil
}

// eventReader finds groups of events. It goes on from where it is where that leads there, and
// else looks the block up.
type eventReader struct {
	b      *Base
	expand func(key, packed []byte) ([]byte, error)

	key        []byte // of the block; nil for none
	last, most uint32 // its last event: the account, and the index there
	d          decoder
	group      eventGroup // before d
}

// from gives the events of an account from the at-th on, as far as they lie together. They are
// valid until the next call.
func (r *eventReader) from(ord, at uint32) ([]staged, error) {
	if r.key == nil || r.beyond(ord, at) {
		if err := r.look(ord, at); err != nil {
			return nil, err
		}
	}
	g := &r.group
	for g.ord < ord || g.ord == ord && uint64(g.index)+uint64(len(g.list)) <= uint64(at) {
		if len(r.d.b) == 0 {
			return nil, r.fail(ord, at)
		}
		if r.d.group(g); r.d.err != nil {
			err := corrupt(r.key, r.d.err.Error())
			r.key = nil
			return nil, err
		}
	}
	if g.ord > ord || g.index > at {
		return nil, r.fail(ord, at)
	}
	return g.list[at-g.index:], nil
}

// beyond reports whether an event cannot lie between the present group and the end of the block.
func (r *eventReader) beyond(ord, at uint32) bool {
	return ord > r.last || ord == r.last && at > r.most || ord < r.group.ord || ord == r.group.ord && at < r.group.index
}

func (r *eventReader) fail(ord, at uint32) error {
	r.key = nil
	return corrupt(key2(tabEvent, ord, at), "events are missing")
}

// look finds the block with an event, and stands before its first group.
func (r *eventReader) look(ord, at uint32) error {
	r.key = nil
	c := r.b.blocks(key2(tabEvent, ord, at), []byte{tabEvent + 1}, 1)
	p, err := c.next()
	if errors.Is(err, io.EOF) || err == nil && len(p.K) != 9 {
		return r.fail(ord, at)
	}
	if err != nil {
		return err
	}
	plain, err := r.expand(p.K, p.V)
	if err != nil {
		return err
	}
	r.key, r.last, r.most = p.K, binary.BigEndian.Uint32(p.K[1:]), binary.BigEndian.Uint32(p.K[5:])
	r.d, r.group = decoder{b: plain}, eventGroup{list: r.group.list[:0]}
	return nil
}

// texts makes strings, many in one piece of memory. A nil one makes each in its own, so that who
// keeps one keeps no others.
type texts struct{ piece strings.Builder }

// textPiece is the size of a piece: a few accounts.
const textPiece = 16 << 10

func (t *texts) text(s []byte) string {
	if t == nil || len(s) > textPiece/4 {
		return string(s)
	}
	if t.piece.Cap()-t.piece.Len() < len(s) {
		// What was made stays as it is, as long as somebody holds it.
		t.piece.Reset()
		t.piece.Grow(textPiece)
	}
	n := t.piece.Len()
	t.piece.Write(s)
	return t.piece.String()[n:]
}

func (t *texts) untrusted(s []byte) model.Untrusted { return model.Untrusted(t.text(s)) }
