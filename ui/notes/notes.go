package notes

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// Note is a note with what its text names.
type Note struct {
	*workflow.Note
	References []Reference
}

// Read gives the notes of a key with what they name, the oldest first. Notes with the same
// key are those on one thing; see [workflow.State.Notes].
func Read(ctx context.Context, s Store, key string) ([]Note, error) {
	st := s.Work()
	written := st.Notes(key)
	out, left := make([]Note, len(written)), mostReferences
	for i := len(written) - 1; i >= 0; i-- {
		named := tokens(string(written[i].Text), left)
		left -= len(named)
		refs, err := references(ctx, s, st, named)
		if err != nil {
			return nil, err
		}
		out[i] = Note{written[i], refs}
	}
	return out, nil
}

// Head says who wrote a note and when, and what became of it.
func Head(n *workflow.Note) draw.Line {
	l := draw.T(theme.Head, words.Clean(n.By)).Add(theme.Dim, fmt.Sprintf("  %s UTC  note:%d", words.Minute(n.Time), n.Entry))
	if said := words.WrittenElsewhere(n); said != "" {
		l = l.Add(theme.Info, "  "+said)
	}
	if n.Corrects > 0 {
		l = l.Add(theme.Info, fmt.Sprintf("  corrects note:%d", n.Corrects))
	}
	for _, by := range n.CorrectedBy {
		l = l.Add(theme.Warn, fmt.Sprintf("  corrected by note:%d", by))
	}
	if n.Withdrawn.Entry > 0 {
		l = l.Add(theme.Warn, fmt.Sprintf("  taken back by %s on %s", words.Clean(n.Withdrawn.By), words.Day(n.Withdrawn.Time)))
	}
	return l
}

// Lines draws a note whole: its head, its text and what was attached to it.
func Lines(n *workflow.Note) []draw.Line {
	out := []draw.Line{Head(n)}
	role := theme.Plain
	if n.Withdrawn.Entry > 0 {
		role = theme.Dim
	}
	for line := range strings.Lines(string(n.Text)) {
		for _, piece := range pieces(strings.TrimRight(line, "\r\n")) {
			out = append(out, draw.T(role, piece))
		}
	}
	for _, f := range n.Files {
		out = append(out, attached(f))
	}
	return out
}

// attached says what a file is that was attached.
func attached(f workflow.File) draw.Line {
	l := draw.T(theme.Info, "attached  ").Add(theme.Plain, words.Clean(f.Name)).
		Add(theme.Dim, fmt.Sprintf("  %s  SHA-256 %s", words.Count(f.Bytes, "byte"), words.Clean(f.SHA256[:min(len(f.SHA256), 12)])))
	if !f.Kept {
		l = l.Add(theme.Dim, "  only its hash is kept")
	}
	return l
}

// pieceSize is less than what [text.Display] shows of one text, in bytes.
const pieceSize = 2 << 10

// pieces makes one line of a text clean, a long one in pieces.
func pieces(line string) (out []string) {
	if line == "" {
		return []string{""}
	}
	for len(line) > pieceSize {
		n := strings.LastIndexByte(line[:pieceSize], ' ') + 1
		if n < pieceSize/2 {
			for n = pieceSize; n > 1 && !utf8.RuneStart(line[n]); n-- {
			}
		}
		out = append(out, text.Display(model.Untrusted(line[:n])))
		line = line[n:]
	}
	return append(out, text.Display(model.Untrusted(line)))
}

// Last says the last of several notes in a line: how many there are and which key reads
// them, who wrote it and how it begins.
func Last(list []Note, key string) draw.Line {
	n := list[len(list)-1]
	l := draw.T(theme.Info, words.Count(len(list), "note")).Add(theme.Dim, " ("+key+" reads), the last by "+words.Clean(n.By)+" on "+words.Day(n.Time)+": ")
	if lines := text.Lines(n.Text, 2); len(lines) > 0 {
		l = l.Add(theme.Plain, lines[0])
	}
	return l
}

// All draws several notes whole, one below the other.
func All(list []Note) (out []draw.Line) {
	for i, n := range list {
		if i > 0 {
			out = append(out, nil)
		}
		out = append(out, Lines(n.Note)...)
	}
	return out
}
