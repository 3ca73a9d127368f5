package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/store/casefile"
)

// Markdown writes case.md: CommonMark with the tables of GitHub Flavored Markdown. Errors
// are those of w and of [casefile.Record.Detail].
func Markdown(w io.Writer, r *casefile.Record) error {
	d, err := build(r)
	if err != nil {
		return err
	}
	m := &markdown{bufio.NewWriterSize(w, 64<<10)}
	m.line("# ", d.title)
	for _, f := range d.facts {
		m.item("- ", f)
	}
	m.WriteByte('\n')
	for i, s := range d.sections {
		fmt.Fprintf(m, "## %d ", i+1)
		m.line("", say(s.title))
		part := 0
		for _, b := range s.blocks {
			if h, ok := b.(heading); ok {
				part++
				m.line(fmt.Sprintf("### %d.%d ", i+1, part), h)
				continue
			}
			m.block(b)
		}
	}
	return m.Flush()
}

type markdown struct{ *bufio.Writer } // its error is kept for Flush

// line writes a paragraph or a heading.
func (m *markdown) line(prefix string, runs []run) {
	m.WriteString(prefix)
	m.runs(runs, true)
	m.WriteString("\n\n")
}

func (m *markdown) item(bullet string, f fact) {
	m.WriteString(bullet)
	m.runs(say(run{strong, f.name + ":"}, " ", f.value), true)
	m.WriteByte('\n')
}

func (m *markdown) block(b block) {
	switch b := b.(type) {
	case label:
		m.line("#### ", b)
	case paragraph:
		m.line("", b)
	case list:
		for i, item := range b.items {
			if b.ordered {
				fmt.Fprintf(m, "%d. ", i+1)
			} else {
				m.WriteString("- ")
			}
			m.runs(item, true)
			m.WriteByte('\n')
		}
		m.closeList()
	case facts:
		for _, f := range b {
			m.item("- ", f)
		}
		m.closeList()
	case table:
		m.table(b)
	case verbatim:
		text := strings.TrimSuffix(lines(b.text), "\n")
		fence := strings.Repeat("`", max(3, longest(text, "`~")+1))
		fmt.Fprintf(m, "%s\n%s\n%s\n\n", fence, text, fence)
	case figure: // the table beside it says the same
	}
}

// closeList ends a list: without it, two that follow one another were one.
func (m *markdown) closeList() { m.WriteString("\n") }

func (m *markdown) table(t table) {
	if t.caption != "" {
		m.line("", []run{{strong, t.caption}})
	}
	for _, h := range t.heads {
		m.WriteString("| ")
		m.runs(say(h), false)
		m.WriteByte(' ')
	}
	m.WriteString("|\n")
	for i := range t.heads {
		switch {
		case t.dots && i > 0:
			m.WriteString("|:-:")
		case t.numeric[i]:
			m.WriteString("|--:")
		default:
			m.WriteString("|---")
		}
	}
	m.WriteString("|\n")
	for _, row := range t.rows {
		for _, c := range row {
			m.WriteString("| ")
			m.runs(c, false)
			m.WriteByte(' ')
		}
		m.WriteString("|\n")
	}
	m.WriteByte('\n')
}

// runs writes text in a line. It is the one way by which text gets out of this file, but
// for verbatim blocks.
func (m *markdown) runs(runs []run, first bool) {
	ticked := false // what was written last ends with a backtick
	for _, r := range runs {
		text := ""
		switch r.voice {
		case own, moment:
			text = escapeOwn(r.text, first)
		case strong:
			text = "**" + escapeOwn(r.text, false) + "**"
		default:
			text = codeSpan(r.text)
		}
		if ticked && text[0] == '`' {
			m.WriteByte(' ') // two code spans would be one
		}
		m.WriteString(text)
		first, ticked = false, text[len(text)-1] == '`'
	}
}

// codeSpan gives a text as a code span: CommonMark 0.31.2, section 6.1. The character |
// would end a cell of a table, and readers differ in what a backslash before it does.
func codeSpan(s string) string {
	text := strings.ReplaceAll(inline(s), "|", "⟨U+007C⟩")
	fence := strings.Repeat("`", longest(text, "`")+1)
	if first, last := text[0], text[len(text)-1]; first == '`' || last == '`' || first == ' ' && last == ' ' {
		text = " " + text + " "
	}
	return fence + text + fence
}

// longest gives the length of the longest run of one of the characters.
func longest(s, of string) (most int) {
	n, last := 0, byte(0)
	for i := range len(s) {
		if c := s[i]; strings.IndexByte(of, c) < 0 {
			n = 0
		} else if n > 0 && c == last {
			n++
		} else {
			n = 1
		}
		last = s[i]
		most = max(most, n)
	}
	return most
}

// escapeOwn gives Clew's own words as text. They have no markup; but a record may come from
// elsewhere, and then what should be one of Clew's words may be anything.
func escapeOwn(s string, first bool) string {
	s = ownLine(s)
	if strings.ContainsAny(s, "@#$") || strings.Contains(s, "://") || strings.Contains(s, "www.") || shortcode(s) {
		return codeSpan(s)
	}
	var b strings.Builder
	digits := first
	for i := range len(s) {
		c := s[i]
		switch {
		case strings.IndexByte("\\`*_[]<>&|~^!", c) >= 0, first && i == 0 && strings.IndexByte("-+=:", c) >= 0,
			digits && i > 0 && (c == '.' || c == ')'):
			b.WriteByte('\\')
		}
		digits = digits && '0' <= c && c <= '9'
		b.WriteByte(c)
	}
	return b.String()
}

// shortcode reports whether a text may have the name of a picture in it, such as :tada:.
func shortcode(s string) bool {
	for i := strings.IndexByte(s, ':'); i >= 0; {
		rest := s[i+1:]
		n := strings.IndexByte(rest, ':')
		if n < 0 {
			return false
		}
		name := rest[:n]
		minutes := n <= 2 && strings.Trim(name, "0123456789") == "" // as in 12:30:00
		if !minutes && !strings.ContainsFunc(name, func(r rune) bool { return r == ' ' || r >= utf8.RuneSelf }) {
			return true
		}
		i += 1 + n
	}
	return false
}
