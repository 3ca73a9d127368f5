package ingest

import "fmt"

// notes are remarks on a file, each with the rows that it is about.
type notes struct {
	list []note
	more int
}

type note struct {
	text string
	rows int
	line uint64 // the first of the rows, 0 when the note is about the file
}

const maxNotes = 50

// say adds a remark about the file as a whole.
func (n *notes) say(text string) { n.put(note{text: text}) }

// row adds a remark about a row.
func (n *notes) row(text string, line uint64) { n.put(note{text, 1, line}) }

func (n *notes) add(other *notes) {
	for _, o := range other.list {
		n.put(o)
	}
	n.more += other.more
}

func (n *notes) put(o note) {
	for i := range n.list {
		if n.list[i].text == o.text {
			n.list[i].rows += o.rows
			return
		}
	}
	if len(n.list) >= maxNotes {
		n.more++
		return
	}
	n.list = append(n.list, o)
}

func (n *notes) lines() []string {
	var out []string
	for _, o := range n.list {
		switch o.rows {
		case 0:
			out = append(out, o.text)
		case 1:
			out = append(out, fmt.Sprintf("%s (row %d)", o.text, o.line))
		default:
			out = append(out, fmt.Sprintf("%s (%d rows, the first is %d)", o.text, o.rows, o.line))
		}
	}
	if n.more > 0 {
		out = append(out, fmt.Sprintf("%d more remarks are not shown", n.more))
	}
	return out
}
