package base

import (
	"crypto/sha256"
	"encoding/binary"
	"math"

	"github.com/seed-28a39f10/clew/model"
)

// eventVersion is the first byte of every event.
const eventVersion = 1

// appendEvent encodes everything of an event but its source.
func appendEvent(b []byte, e *model.Event) []byte {
	b = append(b, eventVersion)
	b = appendString(b, e.ID)
	b = appendTime(b, e.Time)
	b = appendString(b, e.Action)
	b = appendString(b, e.IP)
	b = binary.AppendUvarint(b, uint64(e.ASN))
	b = appendString(b, e.ASOrg)
	b = appendString(b, e.Country)
	b = appendString(b, e.Region)
	b = appendString(b, e.City)
	b = binary.LittleEndian.AppendUint32(b, math.Float32bits(e.Latitude))
	b = binary.LittleEndian.AppendUint32(b, math.Float32bits(e.Longitude))
	b = appendString(b, e.DeviceID)
	b = appendString(b, e.UserAgent)
	b = appendString(b, e.ClientApp)
	b = appendString(b, e.SessionID)
	b = append(b, byte(e.Result))
	return appendString(b, e.Detail)
}

func (d *decoder) float32() float32 {
	if len(d.b) < 4 {
		d.fail()
		return 0
	}
	v := math.Float32frombits(binary.LittleEndian.Uint32(d.b))
	d.b = d.b[4:]
	return v
}

// decode copies an event out of its encoded bytes. t may be nil, see [texts].
func (s *staged) decode(e *model.Event, t *texts) error {
	d := decoder{b: s.body}
	if v := d.byte(); d.err == nil && v != eventVersion {
		return errTruncated
	}
	*e = model.Event{
		Source: s.src, ID: t.untrusted(d.bytes()), Time: d.time(), Action: t.untrusted(d.bytes()), IP: t.untrusted(d.bytes()),
		ASN: d.uvarint32(), ASOrg: t.untrusted(d.bytes()), Country: t.text(d.bytes()),
		Region: t.untrusted(d.bytes()), City: t.untrusted(d.bytes()), Latitude: d.float32(), Longitude: d.float32(),
		DeviceID: t.untrusted(d.bytes()), UserAgent: t.untrusted(d.bytes()), ClientApp: t.untrusted(d.bytes()),
		SessionID: t.untrusted(d.bytes()), Result: model.Result(d.byte()), Detail: t.untrusted(d.bytes()),
	}
	if d.err == nil && len(d.b) != 0 {
		d.err = errTruncated
	}
	return d.err
}

// staged is one encoded event with the place it came from.
type staged struct {
	src  model.Source
	body []byte // as appendEvent wrote it
}

// eventKey names an event within its account: by the platform's own id where
// it has one, else by its contents. Two rows with one key are one event.
func eventKey(body []byte) (key [16]byte, at int64) {
	d := decoder{b: body}
	d.byte()
	id := d.bytes()
	at = d.time().Milli
	var sum [32]byte
	if len(id) > 0 {
		// The id alone would let an id of one platform meet a hash of contents.
		sum = sha256.Sum256(append([]byte{1}, id...))
	} else {
		sum = sha256.Sum256(body)
	}
	return [16]byte(sum[:16]), at
}
