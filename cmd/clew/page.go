package main

import (
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/text"
)

// clean makes text of a string that may quote what came from outside.
func clean(s string) string { return text.Display(model.Untrusted(s)) }

// lines is clean for a message of several lines.
func lines(s string) string {
	all := strings.Split(strings.TrimRight(s, "\n"), "\n")
	for i := range all {
		all[i] = clean(all[i])
	}
	return strings.Join(all, "\n")
}

// thousands writes a number as 1,204.
func thousands[N int | int64 | uint32 | uint64](n N) string {
	s := strconv.FormatInt(int64(n), 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// count writes a number of things, such as "1 account" or "3,000 accounts".
func count[N int | int64 | uint32 | uint64](n N, thing string) string {
	if n != 1 {
		thing = plural(thing)
	}
	return thousands(n) + " " + thing
}

func plural(thing string) string {
	if stem, ok := strings.CutSuffix(thing, "y"); ok && !strings.HasSuffix(stem, "e") {
		return stem + "ies"
	}
	return thing + "s"
}

// size writes a number of bytes for a person.
func size(n int64) string {
	if n < 1000 {
		return strconv.FormatInt(n, 10) + " B"
	}
	f, unit := float64(n), 0
	for f >= 999.5 && unit < 4 {
		f /= 1000
		unit++
	}
	digits := 0
	if f < 9.95 {
		digits = 1
	}
	return strconv.FormatFloat(f, 'f', digits, 64) + " " + [...]string{"B", "kB", "MB", "GB", "TB"}[unit]
}

// day and minute write a time in UTC, "" where it is unknown.
func day(t model.Time) string    { return stamp(t, time.DateOnly) }
func minute(t model.Time) string { return stamp(t, "2006-01-02 15:04") }

func stamp(t model.Time, layout string) string {
	if !t.Known() {
		return ""
	}
	return t.UTC().Format(layout)
}

// wrap breaks safe text into lines of at most width columns.
func wrap(s string, width int) []string {
	if text.Width(s) <= width {
		return []string{s}
	}
	return strings.Split(ansi.Wrap(s, max(width, 10), ""), "\n")
}

// paragraphs breaks a text of our own, whose lines are paragraphs.
func paragraphs(s string, width int) (out []string) {
	for _, p := range strings.Split(s, "\n") {
		out = append(out, wrap(p, width)...)
	}
	return out
}

// plain paints nothing.
func plain(s string) string { return s }

// names joins safe texts with commas, as many as fit into a table's cell.
func names[S ~string](list []S) string {
	all := make([]string, len(list))
	for i, s := range list {
		all[i] = clean(string(s))
	}
	return strings.Join(all, " ")
}
