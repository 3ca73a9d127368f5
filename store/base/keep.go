package base

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
)

// keeper carries the accounts of the old generation over to the new one. It
// walks its tables once, side by side.
type keeper struct {
	old     *Base
	w       *writer
	records recordCursor
	lines   textCursor
	events  eventCursor
	next    uint32 // the first ordinal that was not carried over yet
}

func newKeeper(old *Base, w *writer) *keeper {
	return &keeper{old: old, w: w, records: old.records(), lines: old.lines(), events: old.events()}
}

// cells carries over all cells; those of accounts that change are set later.
func (k *keeper) cells() error {
	for c := range k.w.cells {
		if columns[c].used && Column(c) != ColLinks {
			cells, err := k.old.Cells(Column(c))
			if err != nil {
				return err
			}
			copy(k.w.cells[c], cells)
		}
	}
	return nil
}

// until carries over the accounts before ord as they are.
func (k *keeper) until(ord uint32) error {
	for ; k.next < ord; k.next++ {
		body, line, err := k.read()
		if err != nil {
			return err
		}
		if err := k.w.keep(k.next, body, line, nil); err != nil {
			return err
		}
	}
	return k.eventsUntil(ord)
}

// finish carries over all that is left, and looks whether that was all.
func (k *keeper) finish() error {
	if err := k.until(uint32(k.old.Len())); err != nil {
		return err
	}
	_, err1 := k.records.next()
	_, err2 := k.lines.next()
	if !errors.Is(err1, io.EOF) || !errors.Is(err2, io.EOF) || !k.events.end {
		return corrupt([]byte{tabRecord}, "there are more accounts than there should be")
	}
	return nil
}

func (k *keeper) read() (body, line []byte, err error) {
	if body, err = k.records.next(); err == nil {
		line, err = k.lines.next()
	}
	if errors.Is(err, io.EOF) {
		err = corrupt([]byte{tabRecord}, "there are fewer accounts than there should be")
	}
	return body, line, err
}

// eventsUntil carries over events of accounts before ord, whole blocks where it
// can, because packing them again is the dearest part of an import.
func (k *keeper) eventsUntil(ord uint32) error {
	c := &k.events
	for {
		if !c.held && len(c.d.b) == 0 && !c.end {
			p, err := c.blocks.sealed()
			if errors.Is(err, io.EOF) {
				c.end = true
				return nil
			}
			if err != nil {
				return err
			}
			body, err := unseal(p.K, p.V)
			if err != nil {
				return err
			}
			if len(p.K) == 9 && binary.BigEndian.Uint32(p.K[1:]) < ord {
				if err := k.w.evs.flush(); err != nil {
					return err
				}
				if err := k.w.load.putSealed(bytes.Clone(p.K), bytes.Clone(p.V)); err != nil {
					return err
				}
				continue
			}
			p.V = body
			if err := c.unpack(p); err != nil {
				return err
			}
		}
		if err := c.peek(); err != nil || c.end || c.group.ord >= ord {
			return err
		}
		if err := k.w.evs.add(c.group.ord, c.group.index, c.group.list); err != nil {
			return err
		}
		c.held = false
	}
}

// take gives account next, for the caller to write. The slices are valid until
// the next call of take or until.
func (k *keeper) take() (body, line []byte, events []staged, err error) {
	if body, line, err = k.read(); err == nil {
		events, err = k.events.of(k.next)
	}
	k.next++
	return body, line, events, err
}
