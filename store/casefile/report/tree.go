package report

// document is the report before it is written.
type document struct {
	title    []run
	marking  string // TLP, where it is one of those that there are
	facts    []fact // the title block
	sections []*section
}

// section is a numbered section; it is only there when it has blocks.
type section struct {
	title  string
	blocks []block
}

// block is one of the types below.
type block any

// heading begins a numbered part of a section.
type heading []run

// label is a small heading inside a part.
type label []run

// paragraph is one paragraph; of runs only.
type paragraph []run

// list has one line for each item.
type list struct {
	ordered bool
	items   [][]run
}

// fact is a line of a list of definitions.
type fact struct {
	name  string
	value []run
}

// facts is a list of definitions.
type facts []fact

// table has the same number of cells in every row as it has heads.
type table struct {
	caption string
	heads   []string
	numeric []bool // columns that are set flush right; may be shorter than heads
	rows    [][]cell
	dots    bool // a matrix: cells after the first are set in the middle
}

type cell []run

// verbatim is a text of several lines, as it was written.
type verbatim struct {
	text  string
	prose bool // people's words rather than a program's
}

// figure is a drawing; what it shows stands in a table beside it too.
type figure struct {
	caption string
	svg     *svg
}

// voice says whose words a run is.
type voice uint8

const (
	own    voice = iota // Clew's own
	strong              // Clew's own, emphasised
	quoted              // what somebody wrote
	value               // a value of the data: an id, an identifier, a hash
	named               // a name that people chose: a login, a tag, a code
	moment              // Clew's own, a time that stays on one line
)

// run is a piece of text of one voice.
type run struct {
	voice voice
	text  string
}

// say joins texts of Clew's own, runs and lists of runs.
func say(parts ...any) []run {
	var out []run
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			if n := len(out); n > 0 && out[n-1].voice == own {
				out[n-1].text += p
			} else if p != "" {
				out = append(out, run{own, p})
			}
		case run:
			if p.text != "" {
				out = append(out, p)
			}
		case []run:
			for _, one := range p {
				if n := len(out); one.voice == own && n > 0 && out[n-1].voice == own {
					out[n-1].text += one.text
				} else {
					out = append(out, one)
				}
			}
		case cell:
			out = append(out, p...)
		default:
			panic("a part that is no text") // a mistake in this package
		}
	}
	return out
}

func (s *section) add(b ...block) { s.blocks = append(s.blocks, b...) }

// say adds a paragraph.
func (s *section) say(parts ...any) {
	if p := say(parts...); len(p) > 0 {
		s.add(paragraph(p))
	}
}

// part adds what build adds, under a heading, or nothing.
func (s *section) part(title []run, build func()) { s.under(heading(title), build) }

// small is part with a small heading.
func (s *section) small(title []run, build func()) { s.under(label(title), build) }

func (s *section) under(h block, build func()) {
	s.add(h)
	n := len(s.blocks)
	build()
	if len(s.blocks) == n {
		s.blocks = s.blocks[:n-1]
	}
}

// facts adds the definitions that have a value.
func (s *section) facts(all ...fact) {
	if kept := known(all); len(kept) > 0 {
		s.add(facts(kept))
	}
}

func known(all []fact) (kept []fact) {
	for _, f := range all {
		if len(f.value) > 0 {
			kept = append(kept, f)
		}
	}
	return kept
}

// table adds a table, where it has rows, without the columns in which nothing stands.
// more says how many rows were left out, and which file has them.
func (s *section) table(t table, more []run) {
	if len(t.rows) == 0 {
		return
	}
	var keep []int
	for i := range t.heads {
		for _, row := range t.rows {
			if len(row[i]) > 0 || t.dots {
				keep = append(keep, i)
				break
			}
		}
	}
	out := table{caption: t.caption, dots: t.dots}
	for _, i := range keep {
		out.heads = append(out.heads, t.heads[i])
		out.numeric = append(out.numeric, i < len(t.numeric) && t.numeric[i])
	}
	for _, row := range t.rows {
		var cells []cell
		for _, i := range keep {
			cells = append(cells, row[i])
		}
		out.rows = append(out.rows, cells)
	}
	s.add(out)
	if len(more) > 0 {
		s.add(paragraph(more))
	}
}

// list adds a list, where it has items.
func (s *section) list(items [][]run, more []run) {
	if len(items) > 0 {
		s.add(list{items: items})
	}
	if len(more) > 0 {
		s.add(paragraph(more))
	}
}

// verbatim adds a text as it was written, where there is one.
func (s *section) verbatim(text string) {
	if text != "" {
		s.add(verbatim{text: text, prose: true})
	}
}
