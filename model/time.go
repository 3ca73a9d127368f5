package model

import (
	"time"
)

// Time is an instant from an export: milliseconds since the Unix epoch in UTC,
// and the offset from UTC in which it was written, in minutes (-1440 to 1440).
// The zero value means "unknown"; an instant at exactly the epoch is read as
// unknown too, because in exports it only ever stands for a missing value.
type Time struct {
	Milli  int64
	Offset int16
}

// TimeOf converts t, keeping its offset to the minute. The zero time.Time is unknown.
func TimeOf(t time.Time) Time {
	if t.IsZero() {
		return Time{}
	}
	_, off := t.Zone()
	return Time{Milli: t.UnixMilli(), Offset: int16(off / 60)}
}

// Known reports whether the time is known.
func (t Time) Known() bool { return t.Milli != 0 }

// UTC gives the instant in UTC; the zero time.Time when unknown.
func (t Time) UTC() time.Time {
	if !t.Known() {
		return time.Time{}
	}
	return time.UnixMilli(t.Milli).UTC()
}

// Unix gives whole seconds since the epoch, 0 when unknown.
func (t Time) Unix() int64 {
	if t.Milli < 0 {
		return (t.Milli - 999) / 1000
	}
	return t.Milli / 1000
}

// String gives RFC 3339 in UTC with milliseconds only where there are any, and
// "" when unknown.
func (t Time) String() string {
	if !t.Known() {
		return ""
	}
	if t.Milli%1000 == 0 {
		return t.UTC().Format("2006-01-02T15:04:05Z")
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

// Earlier gives the earlier of two times; an unknown one never wins. Of two
// equal instants the one with the smaller offset is given, so that the order of
// the arguments does not matter.
func Earlier(a, b Time) Time {
	switch {
	case !a.Known():
		return b
	case !b.Known():
		return a
	case a.Milli != b.Milli:
		if a.Milli < b.Milli {
			return a
		}
		return b
	case a.Offset <= b.Offset:
		return a
	}
	return b
}

// Later gives the later of two times; an unknown one never wins. Ties are
// broken as in [Earlier].
func Later(a, b Time) Time {
	switch {
	case !a.Known():
		return b
	case !b.Known():
		return a
	case a.Milli != b.Milli:
		if a.Milli > b.Milli {
			return a
		}
		return b
	case a.Offset <= b.Offset:
		return a
	}
	return b
}
