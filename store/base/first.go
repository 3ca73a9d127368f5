package base

import (
	"encoding/binary"
	"slices"
	"sync"

	"github.com/seed-28a39f10/clew/model"
)

// firstRows is how many accounts of the default order, by score and the latest
// first, are kept whole in a block of their own. Without it, the first screen of
// a large investigation takes a page of the disk for each of its rows.
// Their records are packed without words: the dictionary of words takes longer
// to read than all of them.
const firstRows = 100

// topRows gathers the records of the accounts with the greatest scores.
type topRows []topRow

type topRow struct {
	score, ord uint32
	body       []byte
}

// offer takes an account whose ordinal is greater than all before it.
func (t *topRows) offer(score, ord uint32, rec *record) {
	rows := *t
	var buf []byte
	if len(rows) == firstRows {
		buf = rows[0].body[:0]
		rows = append(rows[:0], rows[1:]...)
	}
	at := len(rows)
	for at > 0 && rows[at-1].score > score {
		at--
	}
	*t = slices.Insert(rows, at, topRow{score, ord, rec.pack(buf, wordBook{dict: &dictionary{}})})
}

// wants reports whether an account with that score is to be offered.
func (t topRows) wants(score uint32) bool { return len(t) < firstRows || t[0].score <= score }

// encode makes the block, the greatest score first.
func (t topRows) encode(cells *[colEnd][]uint32) []byte {
	b := binary.AppendUvarint(nil, uint64(len(t)))
	for _, r := range slices.Backward(t) {
		b = binary.AppendUvarint(b, uint64(r.ord))
		for _, c := range firstCells {
			b = binary.AppendUvarint(b, uint64(cells[c][r.ord]))
		}
		b = appendString(b, r.body)
	}
	return b
}

// firstCells are the columns that a list shows beside a record.
var firstCells = [...]Column{ColLinks, ColEvents, ColIdentifiers}

// firstRow is a row of that block; its record lies in the generation.
type firstRow struct {
	ord   uint32
	cells [len(firstCells)]uint32
	body  []byte
}

// first gives the first rows of the default order.
func (b *Base) first() ([]firstRow, error) {
	return b.top.get(func() ([]firstRow, error) {
		v, err := b.get([]byte{tabFirst})
		if err != nil {
			return nil, err
		}
		d := decoder{b: v}
		rows := make([]firstRow, 0, firstRows)
		for n := d.count(); n > 0 && d.err == nil; n-- {
			r := firstRow{ord: d.uvarint32()}
			for i := range r.cells {
				r.cells[i] = d.uvarint32()
			}
			r.body = d.bytes()
			rows = append(rows, r)
			if int(r.ord) >= b.Len() {
				d.fail()
			}
		}
		if d.err != nil || len(d.b) != 0 || len(rows) != min(firstRows, b.Len()) {
			return nil, corrupt([]byte{tabFirst}, "the first rows are damaged")
		}
		return rows, nil
	})
}

// Summary is what a list shows of an account.
type Summary struct {
	ID          model.AccountID
	Username    model.Untrusted
	DisplayName model.Untrusted
	Email       model.Untrusted
	Country     string // claimed, ISO 3166-1 alpha-2
	Score       uint8  // 0 to 100
	Flags       int
	Signals     []string
	Tags        []model.Untrusted
	CreatedAt   model.Time
	FlaggedAt   model.Time
	FirstSeen   model.Time
	LastSeen    model.Time
	Links       uint32 // accounts that share an identifier with at most 64 holders
	Events      uint32
	Identifiers uint32 // placeholders not counted
}

// records are kept for Summaries, because their slices take a while to grow.
var records = sync.Pool{New: func() any { return &record{} }}

// Summaries calls fn with what a list shows of some accounts, in the order asked
// for. It is much quicker than asking for each account whole. The summary is
// valid until fn returns; what it points to is the caller's.
func (b *Base) Summaries(ords []uint32, fn func(ord uint32, s *Summary)) error {
	first, _ := b.top.peek()
	rec := records.Get().(*record)
	defer records.Put(rec)
	var s Summary
	for _, ord := range ords {
		var body []byte
		var words [][]byte
		var cells [len(firstCells)]uint32
		var err error
		if at := slices.IndexFunc(first, func(r firstRow) bool { return r.ord == ord }); at >= 0 {
			body, cells = first[at].body, first[at].cells
		} else {
			if words, err = b.words(); err != nil {
				return err
			}
			if body, err = b.body(ord); err != nil {
				return err
			}
			for j, c := range firstCells {
				if cells[j], err = b.Cell(c, ord); err != nil {
					return err
				}
			}
		}
		if err := rec.parse(body, words, true); err != nil {
			return corrupt(key1(tabRecord, ord), err.Error())
		}
		s = Summary{Links: cells[0], Events: cells[1], Identifiers: cells[2]}
		rec.summarise(&s)
		fn(ord, &s)
	}
	return nil
}

// summarise copies what a list shows into s. All its text is one string, which
// is one allocation instead of ten.
func (r *record) summarise(s *Summary) {
	start := len(r.arena)
	buf := r.arena
	for _, part := range [][]byte{r.platform, r.native, r.username, r.display, r.email, r.country} {
		buf = append(buf, part...)
	}
	for i := range r.signals {
		buf = append(buf, r.signals[i].code...)
	}
	for _, t := range r.tags {
		buf = append(buf, t...)
	}
	r.arena = buf
	text := string(buf[start:])
	cut := func(part []byte) string {
		c := text[:len(part)]
		text = text[len(part):]
		return c
	}
	s.ID = model.AccountID{Platform: cut(r.platform), Native: model.Untrusted(cut(r.native))}
	s.Username, s.DisplayName = model.Untrusted(cut(r.username)), model.Untrusted(cut(r.display))
	s.Email, s.Country = model.Untrusted(cut(r.email)), cut(r.country)
	s.Score, s.Flags, s.FlaggedAt = r.score(), len(r.flags), r.flagged()
	s.CreatedAt, s.FirstSeen, s.LastSeen = r.created, r.first, r.last
	if len(r.signals) > 0 {
		s.Signals = make([]string, len(r.signals))
		for i := range r.signals {
			s.Signals[i] = cut(r.signals[i].code)
		}
	}
	if len(r.tags) > 0 {
		s.Tags = make([]model.Untrusted, len(r.tags))
		for i, t := range r.tags {
			s.Tags[i] = model.Untrusted(cut(t))
		}
	}
}
