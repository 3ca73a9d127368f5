package ingest

import (
	"strconv"
	"strings"
	"time"

	"github.com/seed-28a39f10/clew/model"
)

// timeForm says which ways of writing a time are read besides ISO 8601.
type timeForm struct {
	us     bool   // month/day/year with AM or PM
	unit   int64  // nanoseconds of the unit of a bare number; 0 goes by its size
	layout string // of package time, used before anything else
}

// parse reads a time. Without an offset it is UTC. A missing value, and the year
// 1 that some databases write for it, is an unknown time and not an error.
func (f timeForm) parse(s string) (t model.Time, ok bool) {
	s = strings.TrimSpace(s)
	if f.layout != "" && s != "" {
		if at, err := time.Parse(f.layout, s); err == nil {
			return model.TimeOf(at), true
		}
	}
	switch s {
	case "", "null", "NULL", "<null>", "-", "None", "N/A", "n/a", "0":
		return t, true
	}
	if digits(s, 0) >= 9 || f.unit != 0 {
		if t, ok = epoch(s, f.unit); ok {
			return t, true
		}
	}
	if t, ok = isoTime(s); ok {
		return t, true
	}
	if f.us {
		for _, layout := range [...]string{"1/2/2006 3:04:05 PM", "1/2/2006 15:04:05", "1/2/2006, 3:04:05 PM", "1/2/2006 3:04 PM", "1/2/2006 15:04"} {
			if at, err := time.Parse(layout, s); err == nil {
				return model.TimeOf(at), true
			}
		}
	}
	return t, false
}

// epoch reads a count since 1970. By size it is seconds up to the year 5138,
// then milliseconds, microseconds and nanoseconds, each up to the same year.
func epoch(s string, unit int64) (t model.Time, ok bool) {
	whole, frac, _ := strings.Cut(s, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || strings.Trim(frac, "0123456789") != "" {
		return t, false
	}
	if unit == 0 {
		switch {
		case n < 100_000_000_000:
			unit = 1e9
		case n < 100_000_000_000_000:
			unit = 1e6
		case n < 100_000_000_000_000_000:
			unit = 1e3
		default:
			unit = 1
		}
	}
	var ms int64
	if perMilli := unit / 1e6; perMilli >= 1 {
		if n > maxMilli/perMilli || n < minMilli/perMilli {
			return t, false
		}
		ms = n * perMilli
		if unit == 1e9 && frac != "" {
			part, _ := strconv.Atoi((frac + "000")[:3])
			ms += int64(part)
		}
	} else {
		ms = n / (1e6 / unit)
	}
	return model.Time{Milli: ms}, ms >= minMilli && ms <= maxMilli
}

// The times that can be meant: the years 1800 to 9999.
const (
	minMilli = -5364662400_000
	maxMilli = 253402300799_999
)

// isoTime reads the shapes of ISO 8601 and RFC 3339 that exports have: a date,
// or a date and a time behind 'T' or a space, to the minute or better, with a
// fraction of any length, and with Z, UTC, an offset or nothing.
func isoTime(s string) (t model.Time, ok bool) {
	year, i, ok := num(s, 0, 4, 4)
	if !ok || i >= len(s) || s[i] != '-' {
		return t, false
	}
	month, i, ok1 := num(s, i+1, 2, 2)
	if !ok1 || i >= len(s) || s[i] != '-' || month < 1 || month > 12 {
		return t, false
	}
	day, i, ok2 := num(s, i+1, 2, 2)
	if !ok2 || day < 1 || day > daysIn(year, month) {
		return t, false
	}
	ms := civilDays(year, month, day) * 86400_000
	off := 0
	if i < len(s) {
		if s[i] != 'T' && s[i] != 't' && s[i] != ' ' {
			return t, false
		}
		var clock int64
		if clock, i, ok = clockTime(s, i+1); !ok {
			return t, false
		}
		if off, ok = zone(s[i:]); !ok {
			return t, false
		}
		ms += clock - int64(off)*60_000
	}
	if year == 1 {
		return model.Time{}, true
	}
	if ms < minMilli || ms > maxMilli {
		return t, false
	}
	return model.Time{Milli: ms, Offset: int16(off)}, true
}

// num reads a number of least to most digits.
func num(s string, i, least, most int) (v, next int, ok bool) {
	start := i
	for i < len(s) && i < start+most && s[i] >= '0' && s[i] <= '9' {
		v = v*10 + int(s[i]-'0')
		i++
	}
	return v, i, i-start >= least
}

func clockTime(s string, i int) (ms int64, next int, ok bool) {
	h, i, ok := num(s, i, 1, 2)
	if !ok || h > 23 || i >= len(s) || s[i] != ':' {
		return 0, 0, false
	}
	m, i, ok := num(s, i+1, 2, 2)
	if !ok || m > 59 {
		return 0, 0, false
	}
	ms = int64(h*60+m) * 60_000
	if i >= len(s) || s[i] != ':' {
		return ms, i, true
	}
	sec, i, ok := num(s, i+1, 2, 2)
	if !ok || sec > 60 {
		return 0, 0, false
	}
	ms += int64(sec) * 1000
	if i < len(s) && (s[i] == '.' || s[i] == ',') {
		end := digits(s, i+1)
		if end == i+1 {
			return 0, 0, false
		}
		for k, unit := i+1, int64(100); k < end && unit > 0; k, unit = k+1, unit/10 {
			ms += int64(s[k]-'0') * unit
		}
		i = end
	}
	return ms, i, true
}

// zone reads an offset in minutes; nothing is UTC.
func zone(s string) (minutes int, ok bool) {
	s = strings.TrimPrefix(s, " ")
	switch s {
	case "", "Z", "z", "UTC", "GMT":
		return 0, true
	}
	if s[0] != '+' && s[0] != '-' {
		return 0, false
	}
	h, i, ok := num(s, 1, 2, 2)
	if !ok {
		return 0, false
	}
	m := 0
	if i < len(s) {
		if s[i] == ':' {
			i++
		}
		if m, i, ok = num(s, i, 2, 2); !ok || i < len(s) {
			return 0, false
		}
	}
	if minutes = h*60 + m; m > 59 || minutes > 24*60 {
		return 0, false
	}
	if s[0] == '-' {
		minutes = -minutes
	}
	return minutes, true
}

func daysIn(year, month int) int {
	if month == 2 && year%4 == 0 && (year%100 != 0 || year%400 == 0) {
		return 29
	}
	return [...]int{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[month]
}

// civilDays counts the days from 1970-01-01, in the Gregorian calendar. The year
// is taken to begin in March, so that the leap day is its last.
func civilDays(year, month, day int) int64 {
	if month <= 2 {
		year--
		month += 12
	}
	era := year / 400
	ofEra := year % 400
	ofYear := (153*(month-3)+2)/5 + day - 1
	return int64(era*146097+ofEra*365+ofEra/4-ofEra/100+ofYear) - 719468
}
