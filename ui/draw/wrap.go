package draw

import (
	"strings"

	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// Wrap breaks a line into lines of at most width columns, after spaces where there
// are any and within words where there are none; the second and later ones begin
// with indent spaces.
func Wrap(l Line, width, indent int) []Line {
	if width <= 0 {
		return nil
	}
	if l.Width() <= width {
		return []Line{l}
	}
	if 2*indent >= width { // a wide character needs two columns
		indent = 0
	}
	var (
		out  []Line
		line Line
		used int
	)
	flush := func() {
		out = append(out, trimEnd(line))
		line, used = nil, 0
		if indent > 0 {
			line, used = line.Add(theme.Plain, strings.Repeat(" ", indent)), indent
		}
	}
	put := func(r theme.Role, s string) {
		if s == "" {
			return
		}
		if n := len(line); n > 0 && line[n-1].Role == r {
			line[n-1].Text += s
		} else {
			line = line.Add(r, s)
		}
		used += text.Width(s)
	}
	for _, s := range l {
		for word := range words(s.Text) {
			bare := strings.TrimRight(word, " ")
			if used > indent && used+text.Width(bare) > width {
				flush()
			}
			for {
				head := prefix(bare, width-used)
				if len(head) == len(bare) {
					break
				}
				if head == "" { // wider than a whole line: it is put there all the same
					head, _ = text.FirstCluster(bare)
				}
				put(s.Role, head)
				bare, word = bare[len(head):], word[len(head):]
				flush()
			}
			put(s.Role, bare)
			// Of the spaces behind it as many as there is room for.
			put(s.Role, word[len(bare):][:min(len(word)-len(bare), max(width-used, 0))])
		}
	}
	if used > indent || len(out) == 0 {
		out = append(out, trimEnd(line))
	}
	return out
}

// words yields s in pieces that end after their spaces.
func words(s string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for s != "" {
			i := strings.IndexByte(s, ' ')
			if i < 0 {
				yield(s)
				return
			}
			for i < len(s) && s[i] == ' ' {
				i++
			}
			if !yield(s[:i]) {
				return
			}
			s = s[i:]
		}
	}
}

// prefix gives the longest beginning of s of at most width columns.
func prefix(s string, width int) string {
	at, used := 0, 0
	for at < len(s) {
		cluster, w := text.FirstCluster(s[at:])
		if used+w > width {
			break
		}
		at, used = at+len(cluster), used+w
	}
	return s[:at]
}

func trimEnd(l Line) Line {
	for len(l) > 0 {
		last := &l[len(l)-1]
		if last.Text = strings.TrimRight(last.Text, " "); last.Text != "" {
			break
		}
		l = l[:len(l)-1]
	}
	return l
}

// Splice puts the drawn line over into the drawn line under, which is width columns
// wide, from column x on.
func Splice(under, over string, x, width int) string {
	behind := min(x+text.Width(over), width)
	return text.Columns(under, 0, x) + "\x1b[m" + over + text.Columns(under, behind, width)
}
