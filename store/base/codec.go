package base

import (
	"encoding/binary"
	"errors"
	"hash/crc32"

	"github.com/seed-28a39f10/clew/model"
)

var errTruncated = errors.New("record ends early or has an impossible length")

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// seal appends the CRC-32C of key and value.
func seal(key, value []byte) []byte {
	c := crc32.Update(crc32.Checksum(key, castagnoli), castagnoli, value)
	return binary.LittleEndian.AppendUint32(value, c)
}

// unseal checks and strips the checksum that seal appended.
func unseal(key, value []byte) ([]byte, error) {
	if len(value) < 4 {
		return nil, corrupt(key, "a block is too short to hold its checksum")
	}
	body, sum := value[:len(value)-4], binary.LittleEndian.Uint32(value[len(value)-4:])
	if crc32.Update(crc32.Checksum(key, castagnoli), castagnoli, body) != sum {
		return nil, corrupt(key, "a block does not match its checksum")
	}
	return body, nil
}

// decoder reads varints and strings from a record; the first error sticks.
type decoder struct {
	b   []byte
	err error
}

func (d *decoder) fail() { d.b, d.err = nil, errTruncated }

func (d *decoder) uvarint() uint64 {
	if len(d.b) > 0 && d.b[0] < 0x80 {
		v := d.b[0]
		d.b = d.b[1:]
		return uint64(v)
	}
	v, n := binary.Uvarint(d.b)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.b = d.b[n:]
	return v
}

// uvarint32 reads a number that must fit 32 bits.
func (d *decoder) uvarint32() uint32 {
	v := d.uvarint()
	if v > 1<<32-1 {
		d.fail()
		return 0
	}
	return uint32(v)
}

func (d *decoder) byte() byte {
	if len(d.b) == 0 {
		d.fail()
		return 0
	}
	c := d.b[0]
	d.b = d.b[1:]
	return c
}

func (d *decoder) bytes() []byte {
	n := d.uvarint()
	if n > uint64(len(d.b)) {
		d.fail()
		return nil
	}
	s := d.b[:n:n]
	d.b = d.b[n:]
	return s
}

// count reads a length that cannot exceed the bytes that are left, so that a
// damaged record cannot ask for more memory than it is long.
func (d *decoder) count() int {
	n := d.uvarint()
	if n > uint64(len(d.b)) {
		d.fail()
		return 0
	}
	return int(n)
}

func appendString[S ~string | ~[]byte](b []byte, s S) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

// A time is a uvarint head: zigzag seconds, shifted left by two, with bit 1 for
// "milliseconds follow" and bit 0 for "offset follows". Zero is unknown.
func appendTime(b []byte, t model.Time) []byte {
	if !t.Known() {
		return append(b, 0)
	}
	sec := t.Unix()
	ms := t.Milli - sec*1000
	head := (uint64(sec<<1) ^ uint64(sec>>63)) << 2
	if ms != 0 {
		head |= 2
	}
	if t.Offset != 0 {
		head |= 1
	}
	b = binary.AppendUvarint(b, head)
	if ms != 0 {
		b = binary.AppendUvarint(b, uint64(ms))
	}
	if t.Offset != 0 {
		b = binary.AppendVarint(b, int64(t.Offset))
	}
	return b
}

func (d *decoder) time() model.Time {
	head := d.uvarint()
	if head == 0 {
		return model.Time{}
	}
	z := head >> 2
	return d.timeRest(model.Time{Milli: (int64(z>>1) ^ -int64(z&1)) * 1000}, head)
}

// timeRest reads what follows a head.
func (d *decoder) timeRest(t model.Time, head uint64) model.Time {
	if head&2 != 0 {
		t.Milli += int64(d.uvarint())
	}
	if head&1 != 0 {
		u := d.uvarint()
		t.Offset = int16(int64(u>>1) ^ -int64(u&1))
	}
	if t.Milli == 0 {
		d.fail() // unknown has a head of its own
	}
	return t
}

// A time near another one is a uvarint: 0 for unknown, else one more than the
// head of appendTime with the seconds between the two; the rest is the same.
func appendTimeNear(b []byte, t, ref model.Time) []byte {
	if !t.Known() {
		return append(b, 0)
	}
	sec := t.Unix()
	ms := t.Milli - sec*1000
	sec -= ref.Unix()
	head := (uint64(sec<<1) ^ uint64(sec>>63)) << 2
	if ms != 0 {
		head |= 2
	}
	if t.Offset != 0 {
		head |= 1
	}
	b = binary.AppendUvarint(b, head+1)
	if ms != 0 {
		b = binary.AppendUvarint(b, uint64(ms))
	}
	if t.Offset != 0 {
		b = binary.AppendVarint(b, int64(t.Offset))
	}
	return b
}

func (d *decoder) timeNear(ref model.Time) model.Time {
	head := d.uvarint()
	if head == 0 {
		return model.Time{}
	}
	head--
	z := head >> 2
	t := model.Time{Milli: ((int64(z>>1) ^ -int64(z&1)) + ref.Unix()) * 1000}
	return d.timeRest(t, head)
}

// A value of an identifier is often that of a fact too. It is a uvarint: the
// index of the fact, shifted left by one, with bit 0 set; or the length of the
// bytes that follow, shifted left by one.
func appendShared(b []byte, s model.Untrusted, facts []model.Fact) []byte {
	if len(s) > 1 {
		for i := range facts {
			if facts[i].Value == s {
				return binary.AppendUvarint(b, uint64(i)<<1|1)
			}
		}
	}
	b = binary.AppendUvarint(b, uint64(len(s))<<1)
	return append(b, s...)
}

func (d *decoder) shared(facts []factView) []byte {
	n := d.uvarint()
	at := n >> 1
	switch {
	case n&1 == 0 && at <= uint64(len(d.b)):
		s := d.b[:at:at]
		d.b = d.b[at:]
		return s
	case n&1 == 1 && at < uint64(len(facts)):
		return facts[at].value
	}
	d.fail()
	return nil
}

// An identifier begins with a byte of its kind, shifted left by two, bit 1 for
// "the raw value follows" and bit 0 for "status and times follow".
func appendIdentifier(b []byte, id *model.Identifier, facts []model.Fact) []byte {
	head := byte(id.Kind) << 2
	ext := id.Status != model.StatusOK || id.FirstSeen.Known() || id.LastSeen.Known()
	if id.Raw != "" {
		head |= 2
	}
	if ext {
		head |= 1
	}
	b = append(b, head)
	b = appendShared(b, id.Value, facts)
	if id.Raw != "" {
		b = appendShared(b, id.Raw, facts)
	}
	if ext {
		b = append(b, byte(id.Status))
		b = appendTime(b, id.FirstSeen)
		b = appendTime(b, id.LastSeen)
	}
	return b
}

// appendAccount encodes everything of an account but its sources, which are
// known only when the row is added. It is the form in which rows are staged; a
// record in a generation is packed, see [record.pack].
func appendAccount(b []byte, a *model.Account) []byte {
	b = appendString(b, a.ID.Platform)
	b = appendString(b, a.ID.Native)
	b = appendTime(b, a.CreatedAt)
	b = appendTime(b, a.FirstSeen)
	b = appendTime(b, a.LastSeen)
	b = binary.AppendUvarint(b, uint64(len(a.Facts)))
	for i := range a.Facts {
		f := &a.Facts[i]
		b = append(b, byte(f.Field))
		b = appendString(b, f.Value)
		b = appendTime(b, f.AsOf)
	}
	b = binary.AppendUvarint(b, uint64(len(a.Identifiers)))
	for i := range a.Identifiers {
		b = appendIdentifier(b, &a.Identifiers[i], a.Facts)
	}
	b = binary.AppendUvarint(b, uint64(len(a.Flags)))
	for i := range a.Flags {
		f := &a.Flags[i]
		b = appendString(b, f.Source)
		b = appendString(b, f.Reason)
		b = append(b, f.Score)
		b = appendTime(b, f.Time)
	}
	b = binary.AppendUvarint(b, uint64(len(a.Signals)))
	for i := range a.Signals {
		s := &a.Signals[i]
		b = appendString(b, s.Code)
		b = appendString(b, s.Facts)
		b = appendString(b, s.Counter)
		b = append(b, s.Severity)
	}
	b = binary.AppendUvarint(b, uint64(len(a.Tags)))
	for _, t := range a.Tags {
		b = appendString(b, t)
	}
	return b
}

// parseStaged takes a staged account apart.
func (r *record) parseStaged(b []byte) error {
	d := decoder{b: b}
	r.reset()
	r.platform, r.native = d.bytes(), d.bytes()
	r.created, r.first, r.last = d.time(), d.time(), d.time()
	for n := d.count(); n > 0 && d.err == nil; n-- {
		f := factView{field: model.Field(d.byte()), value: d.bytes(), asOf: d.time()}
		r.fact(f)
	}
	for n := d.count(); n > 0 && d.err == nil; n-- {
		head := d.byte()
		v := idView{kind: model.Kind(head >> 2), value: d.shared(r.facts)}
		if head&2 != 0 {
			v.raw = d.shared(r.facts)
		}
		if head&1 != 0 {
			v.status = model.Status(d.byte())
			v.first, v.last = d.time(), d.time()
		}
		r.ids = append(r.ids, v)
	}
	for n := d.count(); n > 0 && d.err == nil; n-- {
		r.flags = append(r.flags, flagView{source: d.bytes(), reason: d.bytes(), score: d.byte(), time: d.time()})
	}
	for n := d.count(); n > 0 && d.err == nil; n-- {
		r.signals = append(r.signals, signalView{code: d.bytes(), facts: d.bytes(), counter: d.bytes(), severity: d.byte()})
	}
	for n := d.count(); n > 0 && d.err == nil; n-- {
		r.tags = append(r.tags, d.bytes())
	}
	if d.err == nil && len(d.b) != 0 {
		return errors.New("record has bytes after its end")
	}
	return d.err
}
