package store

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seed-28a39f10/clew/model"
)

// AuditFilter says which entries of the log are looked for. The zero value is all.
type AuditFilter struct {
	Actors  []string        // any of them; none: everybody
	Actions []string        // any of them; none: every action
	Since   model.Time      // not before it; unknown: no bound
	Until   model.Time      // before it; unknown: no bound
	Account model.Untrusted // what [DB.Resolve] takes: entries that are about this account
	Text    string          // words that are all in what the entry says, in any case
	From    uint64          // from this index of the log on
}

// IsZero reports whether the filter leaves nothing out but by From.
func (f *AuditFilter) IsZero() bool {
	return len(f.Actors) == 0 && len(f.Actions) == 0 && !f.Since.Known() && !f.Until.Known() && f.Account == "" && strings.TrimSpace(f.Text) == ""
}

// The fields of a filter as it is written.
const (
	filterBy      = "by"
	filterAction  = "action"
	filterSince   = "since"
	filterUntil   = "until"
	filterAccount = "account"
)

// ParseAuditFilter reads a filter as a person writes it:
//
//	by:kim action:tag,untag since:2026-01-01 until:2026-02 account:outlook:abc words
//
// Each part may be left out. What holds a space or a comma stands in quotes, as Go has
// them: by:"Kim Lee". A time is a day, a month, a year, an instant as RFC 3339 has it,
// or an age before now such as 36h, 7d or 2w; since begins with it, and until includes
// all of a day, month or year. The last account and times count.
//
// The error is of kind usage.
func ParseAuditFilter(text string, now time.Time) (AuditFilter, error) {
	var f AuditFilter
	var words []string
	for rest := strings.TrimSpace(text); rest != ""; rest = strings.TrimLeft(rest, " \t\r\n") {
		field := filterField(rest)
		if field != "" {
			rest = rest[len(field)+1:]
		}
		values, after, err := filterValues(rest, field != "")
		if err != nil {
			return f, err
		}
		rest = after
		if err := f.add(field, values, now); err != nil {
			return f, err
		}
		if field == "" {
			words = append(words, values...)
		}
	}
	f.Text = strings.Join(words, " ")
	return f, nil
}

// filterField gives the field that a text begins with, "" for none.
func filterField(text string) string {
	for _, field := range []string{filterBy, filterAction, filterSince, filterUntil, filterAccount} {
		if len(text) > len(field) && strings.EqualFold(text[:len(field)], field) && text[len(field)] == ':' {
			return text[:len(field)]
		}
	}
	return ""
}

// filterValues takes one value from the beginning of a text, or several with commas
// between.
func filterValues(text string, several bool) (values []string, rest string, err error) {
	end := " \t\r\n"
	if several {
		end += ","
	}
	for {
		var value string
		if quoted, err := strconv.QuotedPrefix(text); err == nil && quoted[0] == '"' {
			value, _ = strconv.Unquote(quoted) // QuotedPrefix has read it
			text = text[len(quoted):]
		} else {
			n := strings.IndexAny(text, end)
			if n < 0 {
				n = len(text)
			}
			value, text = text[:n], text[n:]
		}
		if several && value == "" {
			return nil, "", badFilter("", "a field of the filter has no value", `write by:kim, and by:"Kim Lee" where there is a space`)
		}
		values = append(values, value)
		if !several || !strings.HasPrefix(text, ",") {
			return values, text, nil
		}
		text = text[1:]
	}
}

func badFilter(where, message, hint string) error {
	return &model.Error{Kind: model.ErrUsage, Message: message, Where: model.Untrusted(where), Hint: hint}
}

func (f *AuditFilter) add(field string, values []string, now time.Time) error {
	switch field = strings.ToLower(field); field {
	case filterBy:
		f.Actors = appendNew(f.Actors, values)
	case filterAction:
		f.Actions = appendNew(f.Actions, values)
	case filterAccount:
		if len(values) > 1 {
			return badFilter(strings.Join(values, ","), "a filter is about one account", "name one, in quotes where its id has a comma")
		}
		f.Account = model.Untrusted(values[0])
	case filterSince, filterUntil:
		from, to, ok := filterTime(values[0], now)
		if !ok || len(values) > 1 {
			return badFilter(strings.Join(values, ","), "that is no time", "write 2026-01-31, 2026-01, 2026-01-31T12:00:00Z or an age such as 36h, 7d or 2w")
		}
		if field == filterSince {
			f.Since = model.TimeOf(from)
		} else {
			f.Until = model.TimeOf(to)
		}
	}
	return nil
}

func appendNew(list, values []string) []string {
	for _, v := range values {
		if !slices.Contains(list, v) {
			list = append(list, v)
		}
	}
	return list
}

// filterTime reads a time and gives the span that it stands for.
func filterTime(s string, now time.Time) (from, to time.Time, ok bool) {
	for _, l := range []struct {
		layout              string
		years, months, days int
	}{{time.DateOnly, 0, 0, 1}, {"2006-01", 0, 1, 0}, {"2006", 1, 0, 0}, {time.RFC3339, 0, 0, 0}} {
		if t, err := time.Parse(l.layout, strings.ToUpper(s)); err == nil {
			return t, t.AddDate(l.years, l.months, l.days), true
		}
	}
	units := map[byte]time.Duration{'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour}
	if len(s) < 2 || units[s[len(s)-1]] == 0 {
		return from, to, false
	}
	n, err := strconv.ParseUint(s[:len(s)-1], 10, 16)
	at := now.Add(-time.Duration(n) * units[s[len(s)-1]])
	return at, at, err == nil
}

// String writes the filter, but for From, so that [ParseAuditFilter] reads the same.
func (f *AuditFilter) String() string {
	var parts []string
	several := func(field string, values []string) {
		for _, v := range values {
			parts = append(parts, field+":"+filterQuote(v))
		}
	}
	several(filterBy, f.Actors)
	several(filterAction, f.Actions)
	if f.Since.Known() {
		parts = append(parts, filterSince+":"+filterStamp(f.Since, 0))
	}
	if f.Until.Known() {
		parts = append(parts, filterUntil+":"+filterStamp(f.Until, -1))
	}
	if f.Account != "" {
		parts = append(parts, filterAccount+":"+filterQuote(string(f.Account)))
	}
	for _, w := range strings.Fields(f.Text) {
		if filterField(w) != "" || w[0] == '"' {
			w = strconv.Quote(w)
		}
		parts = append(parts, w)
	}
	return strings.Join(parts, " ")
}

// filterStamp writes a time as the day that it begins, or with -1 the one that it ends,
// where it does.
func filterStamp(t model.Time, days int) string {
	if t.Milli%(24*time.Hour).Milliseconds() == 0 {
		return t.UTC().AddDate(0, 0, days).Format(time.DateOnly)
	}
	return t.String()
}

func filterQuote(s string) string {
	if quoted := strconv.Quote(s); len(quoted) != len(s)+2 || strings.ContainsAny(s, " ,") || s == "" {
		return quoted
	}
	return s
}
