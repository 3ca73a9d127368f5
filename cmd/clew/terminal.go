package main

import (
	"os"
	"strconv"

	"charm.land/lipgloss/v2"
	"golang.org/x/term"
)

// defaultWidth is the width of output that goes to no terminal.
const defaultWidth = 80

// terminal is what one of the standard streams leads to.
type terminal struct {
	is     bool // a terminal that can move its cursor
	width  int  // in cells
	colour bool
}

func detect(f *os.File) terminal {
	t := terminal{width: defaultWidth}
	is := term.IsTerminal(int(f.Fd()))
	if w, _, err := term.GetSize(int(f.Fd())); is && err == nil && w > 0 {
		t.width = w
	} else if w, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && w > 0 {
		t.width = w
	}
	t.width = max(t.width, 20)
	dumb := os.Getenv("TERM") == "dumb"
	t.is = is && !dumb
	t.colour = t.is && os.Getenv("CLICOLOR") != "0"
	if force := os.Getenv("CLICOLOR_FORCE"); force != "" && force != "0" {
		t.colour = true
	}
	if os.Getenv("NO_COLOR") != "" {
		t.colour = false
	}
	if t.colour {
		lipgloss.EnableLegacyWindowsANSI(f)
	}
	return t
}

// The 16 colours of the terminal's own palette, so that they are readable on it
// whatever its background is.
var (
	styleHead = lipgloss.NewStyle().Bold(true)
	styleDim  = lipgloss.NewStyle().Faint(true)
	styleGood = lipgloss.NewStyle().Foreground(lipgloss.Green)
	styleWarn = lipgloss.NewStyle().Foreground(lipgloss.Yellow)
	styleBad  = lipgloss.NewStyle().Foreground(lipgloss.Red).Bold(true)
)

func (t terminal) paint(s lipgloss.Style, text string) string {
	if !t.colour || text == "" {
		return text
	}
	return s.Render(text)
}

func (t terminal) head(s string) string { return t.paint(styleHead, s) }
func (t terminal) dim(s string) string  { return t.paint(styleDim, s) }
func (t terminal) good(s string) string { return t.paint(styleGood, s) }
func (t terminal) warn(s string) string { return t.paint(styleWarn, s) }
func (t terminal) bad(s string) string  { return t.paint(styleBad, s) }

// score paints a text by the score that it tells of.
func (t terminal) score(score float64, s string) string {
	switch {
	case score >= 90:
		return t.bad(s)
	case score >= 70:
		return t.warn(s)
	}
	return s
}
