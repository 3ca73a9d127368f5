package casefile

import (
	"encoding/json"
	"time"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
)

// Text is text that an adversary may have written. In JSON it is a string, or where its
// bytes are no UTF-8 the object {"base64": "..."}.
type Text model.Untrusted

type inexact struct {
	Base64 []byte `json:"base64"`
}

// MarshalJSON implements [json.Marshaler].
func (t Text) MarshalJSON() ([]byte, error) {
	if utf8.ValidString(string(t)) {
		return json.Marshal(string(t))
	}
	return json.Marshal(inexact{[]byte(t)})
}

// UnmarshalJSON implements [json.Unmarshaler].
func (t *Text) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '{' {
		var x inexact
		err := json.Unmarshal(b, &x)
		*t = Text(x.Base64)
		return err
	}
	var s string
	err := json.Unmarshal(b, &s)
	*t = Text(s)
	return err
}

// Time is an instant to the millisecond, or unknown. In JSON it is RFC 3339, in UTC or with
// the offset that its source wrote it with; where it is unknown its key is not there.
type Time model.Time

// Known reports whether the time is known.
func (t Time) Known() bool { return model.Time(t).Known() }

// IsZero reports whether the time is unknown.
func (t Time) IsZero() bool { return !t.Known() }

// UTC gives the instant in UTC; the zero time.Time when unknown.
func (t Time) UTC() time.Time { return model.Time(t).UTC() }

// String gives RFC 3339 in UTC, "" when unknown.
func (t Time) String() string { return model.Time(t).String() }

const rfc3339Milli = "2006-01-02T15:04:05.000Z07:00"

// MarshalJSON implements [json.Marshaler].
func (t Time) MarshalJSON() ([]byte, error) {
	if !t.Known() {
		return []byte(`null`), nil
	}
	layout := time.RFC3339
	if t.Milli%1000 != 0 {
		layout = rfc3339Milli
	}
	at := t.UTC()
	if t.Offset != 0 {
		at = at.In(time.FixedZone("", int(t.Offset)*60))
	}
	if y := at.Year(); y < 0 || y > 9999 { // RFC 3339 has no other years
		return json.Marshal(t.Milli)
	}
	return json.Marshal(at.Format(layout))
}

// UnmarshalJSON implements [json.Unmarshaler].
func (t *Time) UnmarshalJSON(b []byte) error {
	*t = Time{}
	if string(b) == "null" {
		return nil
	}
	if len(b) > 0 && b[0] != '"' {
		return json.Unmarshal(b, &t.Milli)
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	at, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return err
	}
	_, offset := at.Zone()
	*t = Time{Milli: at.UnixMilli(), Offset: int16(offset / 60)}
	return nil
}
