package cases

import (
	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// entry is something that the cursor of a roll can be on, of any number of lines.
type entry struct {
	lines func(width int) []draw.Line // none wider than width
	text  model.Untrusted             // what is copied of it
	place page.Place                  // what it opens, if its page is set
	rest  bool                        // the cursor passes over it
}

// roll is a list of entries, one below the other.
type roll struct {
	entries []entry
	cursor  int

	width, height int
	lines         []draw.Line // for the width
	of            []int       // the entry of each line
	begins        []int       // the first line of each entry
	top           int
}

const rollGutter = 3 // cursor and a space to either side

// set shows other entries; the cursor stays at its place.
func (r *roll) set(entries []entry) {
	r.entries = entries
	r.lay()
	r.to(r.cursor, 1)
}

func (r *roll) size(width, height int) {
	same := width == r.width
	r.width, r.height = width, height
	if !same {
		r.lay()
	}
	r.keepInView()
}

func (r *roll) lay() {
	r.lines, r.of, r.begins = nil, nil, nil
	for i, e := range r.entries {
		r.begins = append(r.begins, len(r.lines))
		for _, l := range e.lines(max(r.width-rollGutter-1, 1)) {
			r.lines, r.of = append(r.lines, l), append(r.of, i)
		}
	}
}

func (r *roll) current() *entry {
	if r.cursor < 0 || r.cursor >= len(r.entries) || r.entries[r.cursor].rest {
		return nil
	}
	return &r.entries[r.cursor]
}

// span gives the lines of the entry that the cursor is on.
func (r *roll) span() (from, to int) {
	if r.cursor >= len(r.begins) {
		return 0, 0
	}
	from, to = r.begins[r.cursor], len(r.lines)
	if r.cursor+1 < len(r.begins) {
		to = r.begins[r.cursor+1]
	}
	return from, to
}

// to goes to an entry, or to the nearest one that can be gone to, first in a direction.
func (r *roll) to(i, direction int) {
	last := len(r.entries) - 1
	i = max(min(i, last), 0)
	for _, step := range []int{direction, -direction} {
		at := i
		for at >= 0 && at <= last && r.entries[at].rest {
			at += step
		}
		if at >= 0 && at <= last {
			r.cursor = at
			break
		}
	}
	r.keepInView()
}

func (r *roll) keepInView() {
	from, to := r.span()
	for from > 0 && r.entries[r.of[from-1]].rest {
		from-- // a heading stays with what it is of
	}
	r.top = max(r.top, to-r.height)
	r.top = min(r.top, from)
	r.clamp()
}

func (r *roll) clamp() { r.top = max(min(r.top, len(r.lines)-r.height), 0) }

// step goes to the next entry, or first through one that is higher than the screen.
func (r *roll) step(delta int) {
	if from, to := r.span(); to-from > r.height {
		if next := r.top + delta; next >= from && next <= to-r.height {
			r.top = next
			return
		}
	}
	r.to(r.cursor+delta, delta)
}

// byLines moves the cursor by so many lines.
func (r *roll) byLines(delta int) {
	if len(r.lines) == 0 {
		return
	}
	from, _ := r.span()
	direction := 1
	if delta < 0 {
		direction = -1
	}
	at := r.of[max(min(from+delta, len(r.lines)-1), 0)]
	if at == r.cursor {
		r.step(delta)
		return
	}
	r.to(at, direction)
}

func (r *roll) do(a keys.Action) bool {
	switch a {
	case keys.Up:
		r.step(-1)
	case keys.Down:
		r.step(1)
	case keys.HalfUp:
		r.byLines(-max(r.height/2, 1))
	case keys.HalfDown:
		r.byLines(max(r.height/2, 1))
	case keys.PageUp:
		r.byLines(-max(r.height, 1))
	case keys.PageDown:
		r.byLines(max(r.height, 1))
	case keys.Top:
		r.to(0, 1)
		r.top = 0
	case keys.Bottom:
		r.to(len(r.entries)-1, -1)
	default:
		return false
	}
	return true
}

func (r *roll) scroll(delta int) {
	r.top += delta
	r.clamp()
}

// hit gives the entry at a line of the screen, -1 for none that can be gone to.
func (r *roll) hit(y int) int {
	if i := r.top + y; i < len(r.of) && !r.entries[r.of[i]].rest {
		return r.of[i]
	}
	return -1
}

func (r *roll) view(th *theme.Theme) draw.Block {
	out := make(draw.Block, 0, r.height)
	for i := r.top; i < min(r.top+r.height, len(r.lines)); i++ {
		base, glyph, role := theme.Plain, " ", func(r theme.Role) theme.Role { return r }
		if r.of[i] == r.cursor && !r.entries[r.cursor].rest {
			base, role = theme.Cursor, th.OnCursor
			if i == 0 || r.of[i-1] != r.cursor {
				glyph = th.Glyphs.Cursor
			}
		}
		p := draw.NewPainter(th, r.width, base)
		p.Cell(role(theme.Focus), glyph, rollGutter-1)
		for _, s := range r.lines[i] {
			p.Text(role(s.Role), s.Text)
		}
		out = append(out, p.String())
	}
	return draw.Fill(out, r.width, r.height)
}

// status says how far down the lines the cursor is.
func (r *roll) status() draw.Line {
	if len(r.lines) <= r.height {
		return nil
	}
	from, _ := r.span()
	return draw.T(theme.Dim, "line "+words.Thousands(from+1)+" of "+words.Thousands(len(r.lines)))
}

// wrapped gives lines as an entry's, wrapped; what does not fit in one is indented.
func wrapped(indent int, lines ...draw.Line) func(int) []draw.Line {
	return func(width int) (out []draw.Line) {
		for _, l := range lines {
			out = append(out, draw.Wrap(l, width, indent)...)
		}
		return out
	}
}
