package query

import (
	"strconv"
	"strings"
	"time"
)

// op is what stands between a field and its value. ":" and "=" mean the same
// everywhere but in text fields, and are ":" in the tree.
type op string

const (
	opIs    op = ":"
	opEqual op = "=" // text fields only: the whole value
	opNot   op = "!="
	opLess  op = "<"
	opMost  op = "<="
	opMore  op = ">"
	opLeast op = ">="
)

// ops in the order in which they are tried.
var ops = []op{opNot, opMost, opLeast, opIs, opEqual, opLess, opMore}

// quantity is a number, a date or an age, or a range of two of them, together
// with the values it stands for.
type quantity struct {
	text      string // canonical
	low, high int64  // a number or Unix seconds, both ends included
	form      form
	isRange   bool
}

type form uint8

const (
	formNumber form = iota
	formAge         // low == high: the instant that long ago
	formSpan        // a year or a month
	formDay
	formInstant
)

const (
	maxNumber = 1e15 // leaves room for +1 and -1
	maxAge    = 100_000
)

type interval struct{ low, high int64 }

// intervals gives the values for which "value op q" holds.
func (q quantity) intervals(o op) []interval {
	if q.form == formAge && !q.isRange {
		// The older, the smaller the time.
		o = map[op]op{opLess: opMore, opMost: opLeast, opMore: opLess, opLeast: opMost}[o]
	}
	switch o {
	case opNot:
		return []interval{{Lowest, q.low - 1}, {q.high + 1, Highest}}
	case opLess:
		return []interval{{Lowest, q.low - 1}}
	case opMost:
		return []interval{{Lowest, q.high}}
	case opMore:
		return []interval{{q.high + 1, Highest}}
	case opLeast:
		return []interval{{q.low, Highest}}
	}
	return []interval{{q.low, q.high}}
}

func parseNumber(text string) (q quantity, ok bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n > maxNumber || n < -maxNumber || text[0] == '+' {
		return q, false
	}
	return quantity{strconv.FormatInt(n, 10), n, n, formNumber, false}, true
}

// units of age; a unit comes before those it ends with.
var units = []struct {
	suffix, word string
	seconds      int64
}{
	{"mo", "month", 30 * 86400}, {"h", "hour", 3600}, {"d", "day", 86400},
	{"w", "week", 7 * 86400}, {"y", "year", 365 * 86400},
}

func parseTime(text string, now time.Time) (q quantity, ok bool) {
	for _, u := range units {
		digits, found := strings.CutSuffix(strings.ToLower(text), u.suffix)
		if !found {
			continue
		}
		n, err := strconv.ParseUint(digits, 10, 32)
		if err != nil || n > maxAge {
			break
		}
		at := now.Unix() - int64(n)*u.seconds
		return quantity{strconv.FormatUint(n, 10) + u.suffix, at, at, formAge, false}, true
	}
	for _, d := range []struct {
		layout       string
		form         form
		years, month int
		days         int
	}{
		{"2006", formSpan, 1, 0, 0}, {"2006-01", formSpan, 0, 1, 0}, {"2006-01-02", formDay, 0, 0, 1},
	} {
		t, err := time.Parse(d.layout, text)
		if err == nil && t.Year() > 0 {
			return quantity{text, t.Unix(), t.AddDate(d.years, d.month, d.days).Unix() - 1, d.form, false}, true
		}
	}
	t, err := time.Parse(time.RFC3339, strings.ToUpper(text))
	if t = t.UTC(); err != nil || t.Year() < 1 || t.Year() > 9999 {
		return q, false
	}
	return quantity{t.Format("2006-01-02T15:04:05Z"), t.Unix(), t.Unix(), formInstant, false}, true
}

// parseQuantity reads one value of a number or time field; problem says what is
// wrong with it, "" when nothing is.
func parseQuantity(text string, isTime bool, now time.Time) (q quantity, problem string) {
	one := parseNumber
	problem = "not a number"
	if isTime {
		one = func(s string) (quantity, bool) { return parseTime(s, now) }
		problem = "neither a date nor an age"
	}
	from, to, isRange := strings.Cut(text, "..")
	a, ok := one(from)
	if !isRange || !ok {
		if !ok {
			return q, problem
		}
		return a, ""
	}
	b, ok := one(to)
	switch {
	case !ok:
		return q, problem
	case (a.form == formAge) != (b.form == formAge):
		return q, "a range from a date to an age"
	case a.form == formAge:
		q = quantity{a.text + ".." + b.text, b.low, a.low, formAge, true}
	default:
		q = quantity{a.text + ".." + b.text, a.low, b.high, a.form, true}
	}
	if q.low > q.high {
		return q, "a range that ends before it begins"
	}
	return q, ""
}

// comparisons in English, for numbers, ages and times.
var (
	numberWords = map[op]string{opIs: "", opNot: "other than ", opLess: "less than ", opMost: "at most ", opMore: "more than ", opLeast: "at least "}
	timeWords   = map[op]string{opLess: "before ", opMost: "no later than ", opMore: "after ", opLeast: "no earlier than "}
	spanWords   = map[form]string{formSpan: "in ", formDay: "on ", formInstant: "at "}
)

// words says "op q" in English.
func (q quantity) words(o op) string {
	if q.isRange {
		from, to, _ := strings.Cut(q.text, "..")
		s := "from " + from + " to " + to
		switch {
		case q.form == formAge:
			s = ageWords(from) + " to " + ageWords(to) + " ago"
		case q.form == formNumber:
			s = from + " to " + to
		}
		return either(o == opNot, "other than ", "") + s
	}
	switch {
	case q.form == formNumber:
		return numberWords[o] + q.text
	case q.form == formAge:
		return numberWords[o] + ageWords(q.text) + " ago"
	case o == opIs, o == opNot:
		return either(o == opNot, "other than ", "") + spanWords[q.form] + q.text
	}
	return timeWords[o] + q.text
}

func ageWords(text string) string {
	for _, u := range units {
		if n, ok := strings.CutSuffix(text, u.suffix); ok {
			if n == "1" {
				return "1 " + u.word
			}
			return n + " " + u.word + "s"
		}
	}
	return text
}
