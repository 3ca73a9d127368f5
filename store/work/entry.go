package work

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/seed-28a39f10/clew/model"
)

// Sizes that an entry may have, in bytes.
const (
	MaxEntry  = 1 << 20
	maxActor  = 128
	maxAction = 32
	maxValue  = 4096
)

const (
	entryV1       = 1
	flagClockBack = 1 << 0
	flagGen       = 1 << 1
	flagsKnown    = flagClockBack | flagGen
)

// Draft is what the caller decides about an entry.
type Draft struct {
	Time     model.Time // when; unknown for now
	Actor    string     // who; at most 128 bytes, without control characters
	Action   string     // what; 1 to 32 of a-z 0-9 . - _
	Value    string     // at most 4096 bytes, without control characters
	Subjects []uint32   // ordinals of accounts, ascending, each once
	Body     []byte     // the action's particulars as JSON, or nothing
	Gen      *GenRef    // the generation that this entry makes the present one, or nil
}

// Entry is one entry of the log. Its contents belong to the caller.
type Entry struct {
	Seq       uint64 // its index in the log, from 0
	Time      model.Time
	ClockBack bool // the clock had gone back by more than 2 s since the entry before
	Nonce     [16]byte
	Actor     string
	Action    string
	Value     string
	Subjects  []uint32
	Gen       *GenRef // the generation that this entry made the present one, or nil
	Body      []byte
	Hash      tlog.Hash // of the leaf
}

// encode gives the entry's bytes, all but Seq and Hash.
func (e *Entry) encode() ([]byte, error) {
	if err := e.check(); err != nil {
		return nil, err
	}
	b := make([]byte, 0, 64+len(e.Actor)+len(e.Action)+len(e.Value)+3*len(e.Subjects)+len(e.Body))
	var flags byte
	if e.ClockBack {
		flags |= flagClockBack
	}
	if e.Gen != nil {
		flags |= flagGen
	}
	b = append(b, entryV1, flags)
	b = binary.BigEndian.AppendUint64(b, uint64(e.Time.Milli))
	b = append(b, e.Nonce[:]...)
	for _, s := range []string{e.Actor, e.Action, e.Value} {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	b = binary.AppendUvarint(b, uint64(len(e.Subjects)))
	var last uint32
	for _, s := range e.Subjects {
		b = binary.AppendUvarint(b, uint64(s-last))
		last = s
	}
	if e.Gen != nil {
		b = e.Gen.append(b)
	}
	b = binary.AppendUvarint(b, uint64(len(e.Body)))
	b = append(b, e.Body...)
	if len(b) > MaxEntry {
		return nil, &model.Error{
			Kind:    model.ErrLimit,
			Message: "the action is too large for one entry of the log",
			Hint:    "do it in several steps, on fewer accounts or with a shorter text",
		}
	}
	return b, nil
}

// check says why a draft cannot be an entry.
func (e *Entry) check() error {
	wrong := ""
	switch {
	case !plain(e.Actor, maxActor):
		wrong = "the actor's name is too long or has control characters"
	case !plain(e.Value, maxValue):
		wrong = "the action's value is too long or has control characters"
	case !word(e.Action):
		wrong = "the action's name is not 1 to 32 of a-z 0-9 . - _"
	case len(e.Body) > 0 && !json.Valid(e.Body):
		wrong = "the action's particulars are not JSON"
	}
	for i := 1; i < len(e.Subjects) && wrong == ""; i++ {
		if e.Subjects[i] <= e.Subjects[i-1] {
			wrong = "the action's subjects are not in ascending order"
		}
	}
	if wrong != "" {
		return &model.Error{Kind: model.ErrUsage, Message: wrong}
	}
	return nil
}

// plain reports whether s is UTF-8 without C0 and C1 control characters.
func plain[T string | []byte](s T, most int) bool {
	if len(s) > most {
		return false
	}
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			if c < 0x20 || c == 0x7f {
				return false
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(string(s[i:min(len(s), i+utf8.UTFMax)]))
		if n == 1 || r < 0xa0 {
			return false
		}
		i += n
	}
	return true
}

func word[T string | []byte](s T) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '.' && c != '-' && c != '_' {
			return false
		}
	}
	return len(s) > 0 && len(s) <= maxAction
}

// decoder decodes entries. It keeps the few names that come again and again.
type decoder struct{ names map[string]string }

// maxNames bounds the names that a decoder keeps.
const maxNames = 4096

func (d *decoder) name(b []byte) string {
	if s, ok := d.names[string(b)]; ok {
		return s
	}
	s := string(b)
	if d.names == nil {
		d.names = map[string]string{}
	}
	if len(d.names) < maxNames {
		d.names[s] = s
	}
	return s
}

// Decode reads the bytes of entry seq, as [Proof] has them. The error is of kind corrupt.
func Decode(seq uint64, b []byte) (Entry, error) {
	var d decoder
	return d.decode(seq, b)
}

// decode reads the bytes of entry seq. The entry keeps no part of them.
func (d *decoder) decode(seq uint64, b []byte) (Entry, error) {
	if len(b) == 0 || b[0] != entryV1 {
		version := 0
		if len(b) > 0 {
			version = int(b[0])
		}
		return Entry{}, badEntry(seq, fmt.Errorf("unknown version %d", version))
	}
	e := Entry{Seq: seq, Hash: tlog.RecordHash(b)}
	r := cursor{b: b[1:]}
	flags := r.take(1)
	milli := r.take(8)
	nonce := r.take(16)
	actor, action, value := r.string(maxActor), r.string(maxAction), r.string(maxValue)
	n := r.uvarint()
	if n > uint64(len(r.b)) { // a subject takes a byte at least
		r.fail("more subjects than bytes")
	}
	if r.err == nil && n > 0 {
		e.Subjects = make([]uint32, n)
		var at uint64
		for i := range e.Subjects {
			step := r.uvarint()
			if i > 0 && step == 0 || step > math.MaxUint32-at {
				r.fail("subjects out of order or too large")
				break
			}
			at += step
			e.Subjects[i] = uint32(at)
		}
	}
	var gen []byte
	if r.err == nil && flags[0]&flagGen != 0 {
		gen = r.take(genSize)
	}
	body := r.string(MaxEntry)
	switch {
	case r.err != nil:
	case len(b) > MaxEntry:
		r.fail("longer than an entry may be")
	case len(r.b) > 0:
		r.fail("it goes on after its end")
	case flags[0]&^flagsKnown != 0:
		r.fail("unknown flags")
	case !plain(actor, maxActor), !word(action), !plain(value, maxValue):
		r.fail("characters that an entry cannot have")
	}
	if r.err != nil {
		return Entry{}, badEntry(seq, r.err)
	}
	e.ClockBack = flags[0]&flagClockBack != 0
	e.Time = model.Time{Milli: int64(binary.BigEndian.Uint64(milli))}
	e.Nonce = [16]byte(nonce)
	e.Actor, e.Action, e.Value = d.name(actor), d.name(action), string(value)
	if gen != nil {
		g := parseGen(gen)
		e.Gen = &g
	}
	if len(body) > 0 {
		e.Body = append([]byte(nil), body...)
	}
	return e, nil
}

func badEntry(seq uint64, cause error) error {
	return &model.Error{
		Kind:    model.ErrCorrupt,
		Message: fmt.Sprintf("entry %d of the log is damaged", seq),
		Hint:    hintDamaged,
		Err:     cause,
	}
}

// cursor reads from b until the first mistake.
type cursor struct {
	b   []byte
	err error
}

func (c *cursor) fail(why string) {
	if c.err == nil {
		c.err = fmt.Errorf("%s", why)
	}
}

func (c *cursor) take(n int) []byte {
	if c.err != nil || n > len(c.b) {
		c.fail("cut short")
		return nil
	}
	v := c.b[:n]
	c.b = c.b[n:]
	return v
}

func (c *cursor) uvarint() uint64 {
	v, n := binary.Uvarint(c.b)
	if c.err != nil || n <= 0 || n > 1 && c.b[n-1] == 0 {
		c.fail("a number that is cut short, too large or not in its shortest form")
		return 0
	}
	c.b = c.b[n:]
	return v
}

func (c *cursor) string(most int) []byte {
	n := c.uvarint()
	if n > uint64(most) {
		c.fail("a text that is too long")
		return nil
	}
	return c.take(int(n))
}
