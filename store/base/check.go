package base

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/seed-28a39f10/clew/model"
)

// Check reads a whole generation and compares every index with the records that
// it was made from. It calls report for what is wrong: where, which may quote
// outside text, and what. The error is of what kept it from looking: the context,
// or the disk. checked counts what was looked at: "blocks", "rows", "accounts",
// "identifiers", "events", "values", "pairs", "cells".
//
// Memory is bounded by about 30 bytes an account. Where blocks are damaged, it
// says so and does not look at what is in them.
func (b *Base) Check(ctx context.Context, report func(where, what string)) (checked map[string]uint64, err error) {
	c := &checker{b: b, ctx: ctx, tell: report, checked: map[string]uint64{}}
	err = guard(c.run)
	if model.KindOf(err) == model.ErrCorrupt {
		c.reportError(err)
		err = nil
	}
	return c.checked, err
}

type checker struct {
	b       *Base
	ctx     context.Context
	tell    func(where, what string)
	found   int
	checked map[string]uint64
	lines   []lineRuns // by file
	w       *writer
	words   [][]byte
	top     topRows
	steps   int
}

func (c *checker) report(where, format string, args ...any) {
	c.found++
	c.tell(where, fmt.Sprintf(format, args...))
}

func (c *checker) reportError(err error) {
	var e *model.Error
	if errors.As(err, &e) {
		c.report(string(e.Where), "%s", e.Message)
		return
	}
	c.report("", "%v", err)
}

// alive looks at the context now and then.
func (c *checker) alive() error {
	if c.steps++; c.steps%512 == 0 {
		return c.ctx.Err()
	}
	return nil
}

func (c *checker) run() error {
	for _, step := range []func() error{c.blocks, c.dictionaries, c.rows, c.records, c.orders, c.values, c.first} {
		found := c.found
		err := step()
		if model.KindOf(err) == model.ErrCorrupt {
			// One table that cannot be read should not hide what is wrong elsewhere.
			c.reportError(err)
			err = nil
		}
		if err == nil {
			err = c.ctx.Err()
		}
		if err != nil {
			return err
		}
		if c.found > found && c.w == nil {
			return nil // what follows needs blocks and dictionaries that are whole
		}
	}
	return nil
}

// blocks looks at the checksum and the key of every block.
func (c *checker) blocks() error {
	chunks := uint32((c.b.Len() + chunkRows - 1) / chunkRows)
	all := c.b.blocks([]byte{0}, nil, 64)
	for {
		p, err := all.sealed()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = c.alive()
		}
		if err != nil {
			return err
		}
		c.checked["blocks"]++
		if _, err := unseal(p.K, p.V); err != nil {
			c.report(blockName(p.K), "the block does not match its checksum")
			continue
		}
		if !validKey(p.K, chunks, len(c.b.files)) {
			c.report(blockName(p.K), "there should be no such block")
		}
	}
}

func blockName(key []byte) string { return fmt.Sprintf("table %c, block %x", key[0], key[1:]) }

func validKey(k []byte, chunks uint32, files int) bool {
	switch k[0] {
	case tabMeta:
		return string(k[1:]) == "files" || string(k[1:]) == "stats"
	case tabDict:
		return len(k) == 6 && k[1] > 0 && Dict(k[1]) < dictEnd
	case tabRecord:
		return len(k) == 5
	case tabEvent:
		return len(k) == 9
	case tabPosting:
		return len(k) > 1
	case tabText:
		return len(k) == 5 && binary.BigEndian.Uint32(k[1:]) < chunks
	case tabColumn, tabOrder:
		return len(k) == 6 && Column(k[1]) < colEnd && columns[k[1]].used &&
			(k[0] == tabColumn || columns[k[1]].ordered) && binary.BigEndian.Uint32(k[2:]) < chunks
	case tabFirst:
		return len(k) == 1
	case tabRaw:
		return len(k) == 13 && int(binary.BigEndian.Uint32(k[1:])) < files
	}
	return false
}

func (c *checker) dictionaries() error {
	w := newWriter(nil, nil, 0, c.b.files)
	for d := range w.dicts {
		names, err := c.b.Dict(Dict(d))
		if err != nil {
			return err
		}
		for i, s := range names {
			if code(&w.dicts[d], s) != uint32(i) {
				c.report(fmt.Sprintf("dictionary %d", d), "entry %d stands in it twice", i)
				return nil
			}
		}
	}
	words, err := c.b.words()
	c.w, c.words = w, words
	return err
}

// lineRuns is a set of line numbers: pairs of first and last, ascending.
type lineRuns [][2]uint64

func (l lineRuns) has(line uint64) bool {
	i, ok := slices.BinarySearchFunc(l, line, func(run [2]uint64, line uint64) int { return cmp.Compare(run[1], line) })
	return ok || i < len(l) && l[i][0] <= line
}

// rows reads all raw rows and notes which there are.
func (c *checker) rows() error {
	c.lines = make([]lineRuns, len(c.b.files))
	for blocks := c.b.table(tabRaw); ; {
		p, err := blocks.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		rows, err := newRawBlock(p.K, p.V)
		if err != nil {
			c.reportError(err)
			continue
		}
		runs := &c.lines[rows.file]
		for first := true; len(rows.d.b) > 0; first = false {
			line, _, err := rows.next()
			if err != nil {
				c.reportError(err)
				break
			}
			if err := c.alive(); err != nil {
				return err
			}
			c.checked["rows"]++
			last := len(*runs) - 1
			switch {
			case last >= 0 && line <= (*runs)[last][1], first && line != binary.BigEndian.Uint64(p.K[5:]):
				c.report(blockName(p.K), "line %d is out of order", line)
			case last >= 0 && line == (*runs)[last][1]+1:
				(*runs)[last][1] = line
			default:
				*runs = append(*runs, [2]uint64{line, line})
			}
		}
	}
}

// records walks the accounts with their events, text and cells.
func (c *checker) records() error {
	b := c.b
	rows, lines, events := b.records(), b.lines(), b.events()
	chunk := make([]row, 0, chunkRows)
	for ord := uint32(0); ; ord++ {
		body, err := rows.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = c.alive()
		}
		if err != nil {
			return err
		}
		list, err := events.of(ord)
		if err != nil {
			return err
		}
		line, err := lines.next()
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		cells, err := c.account(ord, body, line, list)
		if err != nil {
			return err
		}
		if chunk = append(chunk, cells); len(chunk) == chunkRows {
			if err := c.cells(ord/chunkRows, chunk); err != nil {
				return err
			}
			chunk = chunk[:0]
		}
	}
	if len(chunk) > 0 {
		if err := c.cells(uint32(c.checked["accounts"]-1)/chunkRows, chunk); err != nil {
			return err
		}
	}
	if n := c.checked["accounts"]; n != uint64(b.Len()) {
		c.report("table R", "there are %d accounts, and should be %d", n, b.Len())
	}
	if n := c.checked["events"]; n != b.stats.Events {
		c.report("table E", "there are %d events, and should be %d", n, b.stats.Events)
	}
	if err := events.peek(); err != nil || !events.end {
		return cmp.Or(err, corrupt([]byte{tabEvent}, "there are events of an account that is not there"))
	}
	if _, err := lines.next(); !errors.Is(err, io.EOF) {
		return cmp.Or(err, corrupt([]byte{tabText}, "the text has the wrong number of lines"))
	}
	return nil
}

// account checks one account and gives the cells that it should have.
func (c *checker) account(ord uint32, body, line []byte, events []staged) (row, error) {
	w, rec := c.w, &c.w.rec
	c.checked["accounts"]++
	where := fmt.Sprintf("account %d", ord)
	if err := rec.parse(body, c.words, false); err != nil {
		c.report(where, "the record is damaged: %v", err)
		return row{}, nil
	}
	where = string(rec.platform) + ":" + string(rec.native)
	c.checked["identifiers"] += uint64(len(rec.ids))
	c.checked["events"] += uint64(len(events))
	a := rec.account()
	sorted := rec.account()
	sortAccount(&sorted)
	if !bytes.Equal(appendAccount(nil, &sorted), appendAccount(nil, &a)) || !slices.Equal(sorted.Sources, a.Sources) || repeats(&a) {
		c.report(where, "the record is not in order")
	}
	for _, s := range rec.sources {
		c.source(where, s)
	}
	var last mergedEvent
	for i, e := range events {
		c.source(where, e.src)
		if err := e.decode(&model.Event{}, nil); err != nil {
			c.report(where, "event %d is damaged: %v", i, err)
			continue
		}
		at := mergedEvent{staged: e}
		at.key, at.at = eventKey(e.body)
		if i > 0 && compareEvents(last, at) >= 0 {
			c.report(where, "event %d is out of order", i)
		}
		last = at
	}
	w.folded = w.appendText(w.folded[:0], rec)
	if !bytes.Equal(w.folded, line) {
		c.report(where, "the text for searching differs from the record")
	}
	cells := w.set(rec, len(events))
	if c.top.wants(cells[ColScore]) {
		c.top.offer(cells[ColScore], ord, rec)
	}
	return cells, nil
}

// first compares the first rows with the records and cells that they are of.
func (c *checker) first() error {
	if c.checked["accounts"] != uint64(c.b.Len()) {
		return nil // told already
	}
	var cells [colEnd][]uint32
	for _, col := range firstCells {
		var err error
		if cells[col], err = c.b.chunks(tabColumn, col); err != nil {
			return err
		}
	}
	have, err := c.b.get([]byte{tabFirst})
	if err == nil && (len(c.top) != min(firstRows, c.b.Len()) || !bytes.Equal(have, c.top.encode(&cells))) {
		c.report("table Q", "the first rows differ from the accounts that they are of")
	}
	return err
}

func (c *checker) source(where string, s model.Source) {
	if int(s.File) >= len(c.lines) || !c.lines[s.File].has(s.Line) {
		c.report(where, "file %d, line %d is not kept", s.File, s.Line)
	}
}

// cells compares one chunk of every column but the links.
func (c *checker) cells(chunk uint32, want []row) error {
	if int(chunk)*chunkRows >= c.b.Len() {
		return nil
	}
	for col := range columns {
		if !columns[col].used || Column(col) == ColLinks {
			continue
		}
		have, err := c.b.chunk(tabColumn, Column(col), int(chunk))
		if err != nil {
			c.reportError(err)
			continue
		}
		for i := range want {
			c.checked["cells"]++
			if i < len(have.b)/have.width && have.at(i) != want[i][col] {
				c.report(fmt.Sprintf("table C, column %d", col), "account %d has %d, and should have %d", int(chunk)*chunkRows+i, have.at(i), want[i][col])
				break
			}
		}
	}
	return nil
}

// orders computes each stored order anew.
func (c *checker) orders() error {
	for col := range columns {
		if !columns[col].ordered {
			continue
		}
		cells, err := c.b.chunks(tabColumn, Column(col))
		if err != nil {
			return err
		}
		have, err := c.b.chunks(tabOrder, Column(col))
		if err != nil {
			return err
		}
		want := Order(cells)
		for i := range want {
			if have[i] != want[i] {
				c.report(fmt.Sprintf("table P, column %d", col), "account %d is at place %d, where account %d should be", have[i], i, want[i])
				break
			}
		}
		if err := c.ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}
