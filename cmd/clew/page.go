package main

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/words"
)

// lines is clean for a message of several lines.
func lines(s string) string {
	all := strings.Split(strings.TrimRight(s, "\n"), "\n")
	for i := range all {
		all[i] = words.Clean(all[i])
	}
	return strings.Join(all, "\n")
}

// wrap breaks safe text into lines of at most width columns.
func wrap(s string, width int) []string {
	if text.Width(s) <= width {
		return []string{s}
	}
	return broken(s, max(width, 10))
}

// minus is a minus sign, by a rune that no clean text has: a line may be broken after a
// hyphen, and a number that has lost its sign says the opposite.
const minus = "\uE000"

var negative = regexp.MustCompile(`(^|[ (])-([0-9])`)

// broken breaks a safe text into lines.
func broken(s string, width int) []string {
	s = negative.ReplaceAllString(s, "${1}"+minus+"${2}")
	return strings.Split(strings.ReplaceAll(ansi.WrapWc(s, width, ""), minus, "-"), "\n")
}

// indented prints a safe text, wrapped and some steps in.
func (a *app) indented(steps int, s string, paint func(string) string) {
	indent := strings.Repeat(gap, steps)
	for _, l := range wrap(s, a.screen.width-len(indent)) {
		fmt.Fprintln(a.out, indent+paint(l))
	}
}

// heading begins a section of a page.
func (a *app) heading(s string) { fmt.Fprintln(a.out, "\n"+a.screen.head(s)) }

// text prints what somebody wrote, whole, some steps in.
func (a *app) text(steps int, t model.Untrusted) {
	for _, l := range strings.Split(lines(string(t)), "\n") {
		a.indented(steps, l, plain)
	}
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
