package ring

import (
	"context"
	"slices"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/graph"
	"github.com/seed-28a39f10/clew/ui/notes"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/words"
)

// whole is a ring with everything that its page shows. It is immutable.
type whole struct {
	links   *store.Links
	ring    *store.Ring // nil where the account is in none
	asked   store.AccountRow
	named   string
	members []member // as in ring.Members
	at      map[uint32]int
	values  []shared // what gives most first
	byValue map[uint32]int
	grid    grid
	net     net
	notes   []notes.Note // on the ring
}

// member is an account of a ring.
type member struct {
	store.AccountRow
	name    string
	inside  int     // strong links to other members
	best    float64 // bits of the strongest of them
	bestTo  int     // whom that leads to
	bestBy  int     // the value that it rests on most, or -1
	hanging bool    // parts of the ring hang on it
}

// shared is a value that members of a ring share.
type shared struct {
	store.RingValue
	kind, text string // clean
	ref        model.Untrusted
	odds       float64 // log2 odds that two holders are one hand, from it alone
	class      int     // of its cells in a matrix
	ignored    bool    // counts for nothing by an analyst's word
	why        string  // why it adds nothing, clean; "" where that is not known
}

// adds reports whether the value gives any of the ring's links bits.
func (v *shared) adds() bool { return v.Bits > 0 }

func (v *shared) hub() bool { return v.class == graph.Hub }

// readRing reads the ring of an account.
func readRing(ctx context.Context, s Store, ref string, p *progress) (*whole, error) {
	ord, err := s.Resolve(ctx, ref)
	if err != nil {
		return nil, err
	}
	w := &whole{at: map[uint32]int{}, byValue: map[uint32]int{}}
	if w.links, err = linksOf(ctx, s, p); err != nil {
		return nil, err
	}
	asked, err := s.Listing(ctx, []uint32{ord})
	if err != nil {
		return nil, err
	}
	w.asked = asked[0]
	// Links may be older than the account.
	if int(ord) < w.links.Len() {
		w.ring, err = w.links.Ring(ctx, ord)
	}
	if err != nil || w.ring == nil {
		return w, err
	}
	if err := w.readMembers(ctx, s); err != nil {
		return nil, err
	}
	if w.notes, err = notes.Read(ctx, s, workflow.RingKey(w.ring.ID)); err != nil {
		return nil, err
	}
	w.readValues()
	if err := w.readWhy(ctx); err != nil {
		return nil, err
	}
	w.tie()
	p.say("putting it in order")
	w.grid = w.newGrid()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	w.net = w.newNet()
	return w, nil
}

func (w *whole) readMembers(ctx context.Context, s Store) error {
	rows, err := s.Listing(ctx, w.ring.Members)
	if err != nil {
		return err
	}
	w.members = make([]member, len(rows))
	for i, row := range rows {
		w.members[i] = member{AccountRow: row, name: words.Who(row), bestTo: -1, bestBy: -1}
		w.at[w.ring.Members[i]] = i
	}
	for _, ord := range w.ring.Articulation {
		w.members[w.at[ord]].hanging = true
	}
	w.named = w.name(w.ring.ID)
	return nil
}

func (w *whole) readValues() {
	view := w.links.View()
	ignored := view.Ignored()
	w.values = make([]shared, len(w.ring.Values))
	for i, v := range w.ring.Values {
		number := v.Holding.Value
		odds := float64(view.Weight(number).Odds)
		class := int(view.Config.Class(odds)) + 1
		if odds < evidence.Odds(.10) {
			class = graph.Hub
		}
		_, out := slices.BinarySearch(ignored, number)
		w.values[i] = shared{RingValue: v, kind: v.Kind.String(), text: text.Display(v.Text), odds: odds, class: class, ignored: out}
		if v.Text != "" {
			w.values[i].ref = model.Untrusted(v.Kind.String()) + ":" + v.Text
		}
		w.byValue[number] = i
	}
}

// mostAsked is of how many values that add nothing it is asked why: each costs a link.
const mostAsked = 100

// readWhy finds out why values that are no hubs add nothing, from what the link of two
// that hold it says of it.
func (w *whole) readWhy(ctx context.Context) error {
	asked := 0
	for i := range w.values {
		v := &w.values[i]
		if v.adds() || v.hub() || v.ignored {
			continue
		}
		if asked++; asked > mostAsked {
			break
		}
		var two []uint32
		for _, a := range w.links.View().Index.Holders(v.Holding.Value) {
			if _, in := w.at[a]; in && len(two) < 2 {
				two = append(two, a)
			}
		}
		if len(two) < 2 {
			continue
		}
		k, err := w.links.Between(ctx, two[0], two[1])
		if err != nil {
			return err
		}
		for _, e := range k.Evidence {
			if e.Number == v.Holding.Value && e.Part == 0 {
				v.why = words.Evidence(k, e)
			}
		}
	}
	return nil
}

// tie finds what ties each member to the others.
func (w *whole) tie() {
	for _, e := range w.ring.Links {
		by := -1
		if i, ok := w.byValue[e.Top]; ok {
			by = i
		}
		a, b := w.at[e.A], w.at[e.B]
		for _, end := range [2][2]int{{a, b}, {b, a}} {
			m := &w.members[end[0]]
			m.inside++
			if bits := float64(e.Bits); m.bestTo < 0 || bits > m.best {
				m.best, m.bestTo, m.bestBy = bits, end[1], by
			}
		}
	}
}

// name is the short name of a member, clean.
func (w *whole) name(ord uint32) string {
	if i, ok := w.at[ord]; ok {
		return w.members[i].name
	}
	return ""
}

// holds reports whether a member holds a value.
func (w *whole) holds(member, value int) bool {
	of := w.links.View().Index.Of(w.ring.Members[member])
	_, ok := slices.BinarySearch(of, w.values[value].Holding.Value)
	return ok
}

// grid is the matrix of a ring in the order in which blocks show.
type grid struct {
	rows, cols   []int // members and values, in order
	rowOf, colOf []int // the inverse; -1 for a value that is not in it
	cells        []uint8
}

// mostOrdered is how many members are put in an order in which blocks show: it costs
// the square of them.
const mostOrdered = 1500

func (w *whole) newGrid() grid {
	index := w.links.View().Index
	var cols []int // values that say something, and hubs
	colOf := fill(len(w.values), -1)
	for i := range w.values {
		if w.values[i].adds() || w.values[i].hub() {
			colOf[i] = len(cols)
			cols = append(cols, i)
		}
	}
	held := make([]bool, len(w.members)*len(cols))
	first := fill(len(w.members), len(cols))
	for m, ord := range w.ring.Members {
		for _, number := range index.Of(ord) {
			if i, ok := w.byValue[number]; ok && colOf[i] >= 0 {
				held[m*len(cols)+colOf[i]] = true
				first[m] = min(first[m], colOf[i])
			}
		}
	}
	g := grid{rowOf: make([]int, len(w.members)), colOf: fill(len(w.values), -1)}
	if len(w.members) <= mostOrdered {
		prior := w.links.View().Prior
		g.rows, g.cols = graph.Order(len(w.members), len(cols), func(r, c int) float64 {
			// Hubs have no say in what is a block; they stand at the end.
			if v := &w.values[cols[c]]; held[r*len(cols)+c] && !v.hub() {
				return max(v.odds-prior, .1)
			}
			return 0
		})
	} else {
		g.rows, g.cols = numbers(len(w.members)), numbers(len(cols))
		slices.SortStableFunc(g.rows, func(a, b int) int { return first[a] - first[b] })
	}
	g.cells = make([]uint8, 0, len(held))
	for r, m := range g.rows {
		g.rowOf[m] = r
		for _, c := range g.cols {
			cell := uint8(0)
			if held[m*len(cols)+c] {
				cell = uint8(w.values[cols[c]].class)
			}
			g.cells = append(g.cells, cell)
		}
	}
	for k, c := range g.cols {
		g.cols[k] = cols[c]
		g.colOf[cols[c]] = k
	}
	return g
}

func fill(n, with int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = with
	}
	return out
}

func numbers(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// net is the picture of a ring: members, the strong links between them, and the hubs
// that they share folded into one node.
type net struct {
	nodes  []graph.Node
	edges  []graph.Edge
	spine  []graph.Edge // as many of them as any window can show
	points []graph.Point
	nodeOf []int   // of members
	of     [][]int // members of each node; nil for the hubs
	ends   [][]int // edges of each node
	hubs   int     // the node of the hubs, or -1
	hold   []int   // members that hold a hub
}

// mostDrawn is how many members have a node each. Beyond it those with the fewest
// links share one: a picture of more shows nothing.
const mostDrawn = 300

func (w *whole) newNet() net {
	n := net{nodeOf: make([]int, len(w.members)), hubs: -1}
	nodes := make([]graph.Node, len(w.members))
	for i, m := range w.members {
		nodes[i] = graph.Node{Label: m.name, Emphasis: m.hanging}
	}
	bridge := map[[2]uint32]bool{}
	for _, b := range w.ring.Bridges {
		bridge[[2]uint32{b.A, b.B}] = true
	}
	config := &w.links.View().Config
	edges := make([]graph.Edge, len(w.ring.Links))
	for i, e := range w.ring.Links {
		edges[i] = graph.Edge{A: w.at[e.A], B: w.at[e.B], Weight: float64(e.Bits), Role: draw.ClassRole(config.Class(float64(e.Bits))),
			Bridge: bridge[[2]uint32{e.A, e.B}]}
	}
	small := w.leastLinked(len(w.members) - mostDrawn)
	n.nodes, n.edges, n.nodeOf = graph.Fold(nodes, edges, "others", func(i int) bool { return small[i] })
	n.of = make([][]int, len(n.nodes))
	for m, node := range n.nodeOf {
		n.of[node] = append(n.of[node], m)
	}
	n.points = graph.Layout(len(n.nodes), n.edges)
	n.spine = graph.Backbone(n.points, n.edges, 2*len(n.nodes)+20)
	n.addHubs(w)
	n.ends = make([][]int, len(n.nodes))
	for i, e := range n.edges {
		n.ends[e.A], n.ends[e.B] = append(n.ends[e.A], i), append(n.ends[e.B], i)
	}
	return n
}

// leastLinked gives so many members that have the fewest links and hold nothing
// together.
func (w *whole) leastLinked(many int) map[int]bool {
	if many <= 0 {
		return nil
	}
	order := numbers(len(w.members))
	weight := func(i int) int {
		if m := &w.members[i]; m.hanging || m.Ord == w.ring.ID || m.Ord == w.asked.Ord {
			return len(w.members)
		}
		return w.members[i].inside
	}
	slices.SortStableFunc(order, func(a, b int) int { return weight(a) - weight(b) })
	small := map[int]bool{}
	for _, i := range order[:many+1] { // one node more, for those who share it
		small[i] = true
	}
	return small
}

// addHubs puts one node beside the picture for all hubs that members share. They tie
// nobody, so they have no part in its layout.
func (n *net) addHubs(w *whole) {
	hubs := 0
	var numbers []uint32
	for i := range w.values {
		if w.values[i].hub() {
			hubs++
			numbers = append(numbers, w.values[i].Holding.Value)
		}
	}
	if hubs == 0 {
		return
	}
	slices.Sort(numbers)
	var corner graph.Point
	for _, p := range n.points {
		corner = graph.Point{X: max(corner.X, p.X), Y: max(corner.Y, p.Y)}
	}
	n.hubs = len(n.nodes)
	name := "hubs"
	if hubs == 1 {
		name = "hub"
	}
	n.nodes = append(n.nodes, graph.Node{Label: name, Folded: hubs})
	n.points = append(n.points, corner)
	n.of = append(n.of, nil)
	index := w.links.View().Index
	for m, ord := range w.ring.Members {
		if slices.ContainsFunc(index.Of(ord), func(v uint32) bool { _, ok := slices.BinarySearch(numbers, v); return ok }) {
			n.hold = append(n.hold, m)
		}
	}
}
