package compare

import (
	"strings"

	"github.com/seed-28a39f10/clew/ui/theme"
)

// mark says how the values of a row compare.
type mark uint8

const (
	none      mark = iota // the row compares nothing
	same                  // all that have a value have the same one, and two do at least
	different             // there are different values
	missing               // one account alone has a value
	shown                 // two or more show a signal, and what it saw differs
)

// both is the glyph of a signal that several show, each for reasons of its own.
const both = "&"

// marked compares the cells of a row by their keys. Who says of whom the mark is true
// where that is not everybody, by the letters of their columns.
func marked(cells []cell) (m mark, who string) {
	holders := map[string][]int{}
	var keys []string
	have := 0
	for i, c := range cells {
		if c.key == "" {
			continue
		}
		if holders[c.key] == nil {
			keys = append(keys, c.key)
		}
		holders[c.key] = append(holders[c.key], i)
		have++
	}
	switch {
	case have == 0:
		return none, ""
	case have == 1:
		return missing, letters(holders[keys[0]])
	case len(keys) == 1 && have == len(cells):
		return same, ""
	case len(keys) == 1:
		return same, letters(holders[keys[0]])
	}
	for _, k := range keys {
		if len(holders[k]) > 1 {
			who = strings.TrimLeft(who+", "+letters(holders[k]), ", ")
		}
	}
	return different, who
}

// markSignal marks a row about a signal. That several show it makes nothing in it the
// same: what it saw does, where it says so.
func (r *row) markSignal() {
	if r.mark != same && r.mark != different {
		return
	}
	var showing, saying []int
	for i, c := range r.cells {
		if c.key != "" {
			showing = append(showing, i)
		}
		if c.value != "" {
			saying = append(saying, i)
		}
	}
	if r.mark == same && len(saying) == len(showing) {
		return
	}
	r.mark, r.who = shown, ""
	if len(showing) < len(r.cells) {
		r.who = letters(showing)
	}
}

// letter names a column.
func letter(i int) string { return string(rune('A' + i)) }

func letters(places []int) string {
	all := make([]string, len(places))
	for i, p := range places {
		all[i] = letter(p)
	}
	return strings.Join(all, " ")
}

// said puts a mark as a glyph and words, in one line or two. What a persona claims has
// no colour: that two of them claim the same is no sign of anything.
func (r *row) said(th *theme.Theme) (theme.Role, []string) {
	g := th.Glyphs
	switch r.mark {
	case same:
		role := theme.Plain
		switch {
		case r.identity:
			role = theme.Warn
		case r.section == sectionCommon:
			role = theme.Strong
		}
		if r.who != "" {
			return role, []string{g.Same + " same", "  " + r.who}
		}
		return role, []string{g.Same + " same"}
	case different:
		if r.who != "" {
			return theme.Plain, []string{g.Different + " differ", "  " + g.Same + " " + r.who}
		}
		return theme.Plain, []string{g.Different + " differ"}
	case shown:
		word := " both"
		if len(r.cells) > 2 && (r.who == "" || len(r.who) > len("A B")) {
			word = " each"
		}
		if r.who != "" {
			return theme.Plain, []string{both + word, "  " + r.who}
		}
		return theme.Plain, []string{both + word}
	case missing:
		return theme.Dim, []string{g.Missing + " only " + r.who}
	}
	return theme.Dim, nil
}
