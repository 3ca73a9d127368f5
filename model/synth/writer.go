package synth

import "strconv"

// appendTime writes a Unix time as RFC 3339 in UTC.
func appendTime(dst []byte, t int64) []byte {
	days, s := t/day, int(t%day)
	// Days to civil date, after H. Hinnant's "chrono-compatible low-level date
	// algorithms"; t is never negative here.
	z := days + 719468
	era := z / 146097
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	d := int(doy - (153*mp+2)/5 + 1)
	m := int(mp + 3)
	y := int(yoe + era*400)
	if m > 12 {
		m -= 12
		y++
	}
	two := func(n int) { dst = append(dst, byte('0'+n/10), byte('0'+n%10)) }
	two(y / 100)
	two(y % 100)
	dst = append(dst, '-')
	two(m)
	dst = append(dst, '-')
	two(d)
	dst = append(dst, 'T')
	two(s / 3600)
	dst = append(dst, ':')
	two(s / 60 % 60)
	dst = append(dst, ':')
	two(s % 60)
	return append(dst, 'Z')
}

// escape ends the JSON string whose contents are dst[from:], escaping what must
// be. The opening quotation mark stands before from already.
func escape(dst []byte, from int) []byte {
	for i, c := range dst[from:] {
		if c < 0x20 || c == '"' || c == '\\' {
			return escapeRest(dst, from+i)
		}
	}
	return append(dst, '"')
}

func escapeRest(dst []byte, from int) []byte {
	rest := string(dst[from:])
	dst = dst[:from]
	for _, c := range []byte(rest) {
		switch {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c < 0x20:
			dst = append(dst, `\u00`...)
			dst = append(dst, hexDigits[c>>4], hexDigits[c&15])
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}

// object writes the members of one JSON object.
type object struct{ buf []byte }

// open begins a member whose value is a string; the caller appends its contents
// to o.buf and gives what open returned to [object.close].
func (o *object) open(key string) (from int) {
	o.name(key)
	o.buf = append(o.buf, '"')
	return len(o.buf)
}

func (o *object) close(from int) { o.buf = escape(o.buf, from) }

// name begins a member; its value must follow.
func (o *object) name(key string) {
	if c := o.buf[len(o.buf)-1]; c != '{' {
		o.buf = append(o.buf, ',')
	}
	o.buf = append(o.buf, '"')
	o.buf = append(o.buf, key...)
	o.buf = append(o.buf, '"', ':')
}

// text writes a member that is a string.
func (o *object) text(key, value string) {
	from := o.open(key)
	o.buf = append(o.buf, value...)
	o.close(from)
}

func (o *object) number(key string, n uint64) {
	o.name(key)
	o.buf = strconv.AppendUint(o.buf, n, 10)
}

func (o *object) time(key string, t int64) {
	from := o.open(key)
	o.buf = appendTime(o.buf, t)
	o.close(from)
}
