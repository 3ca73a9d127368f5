package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/store/casefile"
)

// svg is a drawing. Everything in it but the texts is Clew's own.
type svg struct {
	width, height int
	title, about  string
	shapes        []element
}

type element struct {
	name, class string // of the element
	at          string // its attributes but the class
	text        string // in it, as it was written
}

func (s *svg) line(class string, x1, y1, x2, y2 int) {
	s.shapes = append(s.shapes, element{"line", class, fmt.Sprintf(`x1="%d" y1="%d" x2="%d" y2="%d"`, x1, y1, x2, y2), ""})
}

func (s *svg) rect(class string, x, y, w, h int) {
	s.shapes = append(s.shapes, element{"rect", class, fmt.Sprintf(`x="%d" y="%d" width="%d" height="%d"`, x, y, w, h), ""})
}

func (s *svg) circle(class string, x, y, r int) {
	s.shapes = append(s.shapes, element{"circle", class, fmt.Sprintf(`cx="%d" cy="%d" r="%d"`, x, y, r), ""})
}

func (s *svg) text(class string, x, y int, text string) {
	s.shapes = append(s.shapes, element{"text", class, fmt.Sprintf(`x="%d" y="%d"`, x, y), text})
}

// label names an account beside a drawing: its number and the beginning of its name.
func (b *builder) label(i int) string {
	const most = 18
	a := &b.r.Accounts[i]
	name := b.id(cmp.Or(a.Username, a.DisplayName, a.ID)).text
	if utf8.RuneCountInString(name) > most {
		name = string([]rune(name[:min(len(name), 4*most)])[:most-1]) + "…"
	}
	return fmt.Sprintf("A%d %s", i+1, name)
}

const (
	mostNodes = 48
	mostEdges = 600
)

// drawn chooses the accounts of a ring that are drawn, those with the strongest links first,
// and gives their indices and the place of each.
func (b *builder) drawn(ring *casefile.Ring) (members []int, place map[casefile.Text]int) {
	inside := map[casefile.Text]bool{}
	for _, id := range ring.Members {
		inside[id] = b.numbers[id] > 0
	}
	place = map[casefile.Text]int{}
	add := func(ids ...casefile.Text) {
		for _, id := range ids {
			if _, known := place[id]; inside[id] && !known && len(members) < mostNodes {
				place[id] = len(members)
				members = append(members, b.numbers[id]-1)
			}
		}
	}
	for i := range b.r.Links {
		if k := &b.r.Links[i]; inside[k.A] && inside[k.B] {
			add(k.A, k.B)
		}
	}
	add(ring.Members...)
	return members, place
}

// graph draws the members of a ring on a circle, those with the strongest links beside one
// another. It is nil where nothing is to be drawn.
func (b *builder) graph(ring *casefile.Ring) *svg {
	members, place := b.drawn(ring)
	type edge struct {
		a, b  int
		class string
	}
	var edges []edge
	for i := range b.r.Links {
		k := &b.r.Links[i]
		x, ok := place[k.A]
		y, also := place[k.B]
		if ok && also && x != y && len(edges) < mostEdges {
			edges = append(edges, edge{x, y, k.Class})
		}
	}
	if len(members) < 2 || len(edges) == 0 {
		return nil
	}
	// The links are in the order of their strength: who is linked first comes next.
	var order []int
	for len(order) < len(members) {
		next := -1
		if n := len(order); n > 0 {
			for _, e := range edges {
				if e.a == order[n-1] && !slices.Contains(order, e.b) {
					next = e.b
				} else if e.b == order[n-1] && !slices.Contains(order, e.a) {
					next = e.a
				}
				if next >= 0 {
					break
				}
			}
		}
		for i := 0; next < 0; i++ {
			if !slices.Contains(order, i) {
				next = i
			}
		}
		order = append(order, next)
	}
	radius := max(110, len(members)*9)
	const side, above = 190, 36
	d := &svg{width: 2*radius + 2*side, height: 2*radius + 2*above + 24, title: fmt.Sprintf("The ring as a graph: %s and %s", count(len(members), "account"), count(len(edges), "link")),
		about: "Accounts on a circle with lines for the links between them. The table of links has the same with numbers."}
	cx, cy := d.width/2, radius+above
	x, y := make([]int, len(members)), make([]int, len(members))
	angle := make([]float64, len(members))
	for i, m := range order {
		angle[m] = 2*math.Pi*float64(i)/float64(len(order)) - math.Pi/2
		x[m], y[m] = cx+int(math.Round(float64(radius)*math.Cos(angle[m]))), cy+int(math.Round(float64(radius)*math.Sin(angle[m])))
	}
	slices.Reverse(edges) // the strongest on top
	for _, e := range edges {
		d.line("edge "+edgeClass(e.class), x[e.a], y[e.a], x[e.b], y[e.b])
	}
	for i, m := range members {
		b.node(d, m, x[i], y[i])
		cos, sin := math.Cos(angle[i]), math.Sin(angle[i])
		lx, ly, class := x[i]+int(math.Round(14*cos)), y[i]+int(math.Round(14*sin))+4, "name"
		switch {
		case cos < -.2, cos < 0 && len(members) > 16:
			class = "name end"
		case cos <= .2 && len(members) <= 16: // more would lie over one another
			class = "name middle"
			ly += int(math.Round(5 * sin))
		}
		d.text(class, lx, ly, b.label(m))
	}
	legend(d)
	return d
}

// edgeClass is the class of a line; the classes of links are those of the record.
func edgeClass(class string) string {
	if slices.Contains([]string{"certain", "strong", "possible"}, class) {
		return class
	}
	return "weak"
}

func (b *builder) node(d *svg, account, x, y int) {
	switch b.r.Accounts[account].Role {
	case "persona":
		d.circle("node", x, y, 7)
	case "facilitator":
		d.rect("node", x-6, y-6, 12, 12)
	case "victim":
		d.shapes = append(d.shapes, element{"polygon", "node open", fmt.Sprintf(`points="%d,%d %d,%d %d,%d %d,%d"`, x, y-9, x+9, y, x, y+9, x-9, y), ""})
	default:
		d.circle("node open", x, y, 7)
	}
}

func legend(d *svg) {
	const step = 105
	y := d.height - 10
	x := d.width/2 - 2*step
	for _, class := range []string{"certain", "strong", "possible", "weak"} {
		d.line("edge "+class, x, y-4, x+34, y-4)
		d.text("tick", x+40, y, class)
		x += step
	}
}
