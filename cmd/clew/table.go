package main

import (
	"bufio"
	"strings"

	"github.com/seed-28a39f10/clew/ui/text"
)

// gap is the number of spaces between two columns.
const gap = "  "

// column is one column of a table.
type column struct {
	head  string
	right bool // numbers
	least int  // cells it may be cut to; 0: it is never cut
	drop  int  // where the table is still too wide, the column with the greatest is left out; 0: never
	empty bool // shown even if no cell of it has anything in it
	wrap  bool // of the last column: what does not fit goes on in the next line
}

// cell is what stands in one column of one row: a safe text, and how it is
// painted once it has been brought to its width.
type cell struct {
	text  string
	paint func(string) string
}

// table lays out rows in aligned columns that fit the terminal.
type table struct {
	cols     []column
	headless bool
	indent   string
	widths   []int // 0: left out; set by the first rows
}

// write prints rows, and before the first of them the heads. The first call
// settles the widths: what is longer in later ones is cut.
func (t *table) write(w *bufio.Writer, screen terminal, rows [][]cell) {
	if t.widths == nil {
		t.layout(rows, screen.width-len(t.indent))
		if t.headless {
			t.write(w, screen, rows)
			return
		}
		heads := make([]cell, len(t.cols))
		for i, c := range t.cols {
			heads[i] = cell{c.head, screen.head}
		}
		t.line(w, heads)
	}
	for _, row := range rows {
		t.line(w, row)
	}
}

func (t *table) line(w *bufio.Writer, row []cell) {
	var b strings.Builder
	indent := len(t.indent)
	for i, c := range row {
		width := t.widths[i]
		if width == 0 {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(gap)
		}
		paint := c.paint
		if paint == nil {
			paint = plain
		}
		parts := []string{text.Fit(c.text, width)}
		if t.cols[i].wrap {
			parts = broken(c.text, width)
		}
		for j, s := range parts {
			s = strings.TrimRight(s, " ")
			fill := strings.Repeat(" ", max(0, width-text.Width(s)))
			if j > 0 {
				b.WriteString("\n" + strings.Repeat(" ", indent))
			}
			switch {
			case t.cols[i].right:
				b.WriteString(fill + paint(s))
			case t.cols[i].wrap:
				b.WriteString(paint(s))
			default:
				b.WriteString(paint(s) + fill)
			}
		}
		indent += width + len(gap)
	}
	w.WriteString(strings.TrimRight(t.indent+b.String(), " "))
	w.WriteByte('\n')
}

// layout gives every column the width it wants if there is room, else cuts the
// widest of those that may be cut, and at last leaves columns out.
func (t *table) layout(rows [][]cell, width int) {
	t.widths = make([]int, len(t.cols))
	for i := range t.cols {
		for _, row := range rows {
			t.widths[i] = max(t.widths[i], text.Width(row[i].text))
		}
		if t.widths[i] > 0 || t.cols[i].empty || len(rows) == 0 {
			t.widths[i] = max(t.widths[i], len(t.cols[i].head))
		}
		if t.cols[i].least > 0 {
			t.widths[i] = min(t.widths[i], width)
		}
	}
	for {
		total := -len(gap)
		widest, last := -1, -1
		for i, w := range t.widths {
			if w == 0 {
				continue
			}
			total += w + len(gap)
			c := &t.cols[i]
			if c.least > 0 && w > c.least && (widest < 0 || w >= t.widths[widest]) {
				widest = i
			}
			if c.drop > 0 && (last < 0 || c.drop > t.cols[last].drop) {
				last = i
			}
		}
		switch {
		case total <= width:
			return
		case widest >= 0:
			t.widths[widest]--
		case last >= 0:
			t.widths[last] = 0
		default:
			return
		}
	}
}
