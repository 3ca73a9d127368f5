package ring

import (
	"fmt"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/words"
)

// narrowing is which rings are listed.
type narrowing struct {
	excused bool // those too that an innocent rule explains whole
	certain bool // no others than certain ones
	least   int  // members
	most    int  // members; 0 is any number
}

// leastRing is the number of members from which a ring has a name of its own. Pairs
// are read only where they are asked for.
const leastRing = 3

// narrowed reads what a place says of the rings to list.
func narrowed(p page.Place) narrowing {
	n := narrowing{least: leastRing, excused: p.Tab == "excused"}
	from, to, _ := strings.Cut(string(p.Ref), "-")
	least, err := strconv.Atoi(from)
	if err != nil || least < 2 {
		return n
	}
	n.least = least
	if most, err := strconv.Atoi(to); err == nil && most >= least {
		n.most = most
	}
	return n
}

// sizes is the part of a place that narrowed reads as the sizes.
func (n *narrowing) sizes() model.Untrusted {
	switch {
	case n.most > 0:
		return model.Untrusted(fmt.Sprintf("%d-%d", n.least, n.most))
	case n.least != leastRing:
		return model.Untrusted(fmt.Sprintf("%d-", n.least))
	}
	return ""
}

// reads is the number of members from which rings have to be read.
func (n *narrowing) reads() int { return min(n.least, leastRing) }

// said says which sizes are listed.
func (n *narrowing) said() string {
	if n.most > 0 {
		return words.Thousands(n.least) + " to " + words.Count(n.most, "account")
	}
	return words.Count(n.least, "account") + " or more"
}

// narrowTo asks a list for another narrowing.
type narrowTo struct {
	of     *Rings
	narrow narrowing
}

// leftOut is how many rings are not listed, and why.
type leftOut struct{ excused, weaker, smaller, larger int }

func (l leftOut) any() bool { return l != leftOut{} }

func (l leftOut) String() string {
	var parts []string
	for _, p := range []struct {
		n    int
		what string
	}{{l.excused, "excused"}, {l.weaker, "not certain"}, {l.smaller, "smaller"}, {l.larger, "larger"}} {
		if p.n > 0 {
			parts = append(parts, words.Thousands(p.n)+" "+p.what)
		}
	}
	return strings.Join(parts, ", ")
}

// of gives the rings that are listed.
func (n narrowing) of(all []*found) (kept []*found, left leftOut) {
	for _, f := range all {
		switch {
		case len(f.Members) < n.least:
			left.smaller++
		case n.most > 0 && len(f.Members) > n.most:
			left.larger++
		case f.Excused && !n.excused:
			left.excused++
		case n.certain && f.Class != evidence.Certain && !f.Excused:
			left.weaker++
		default:
			kept = append(kept, f)
		}
	}
	return kept, left
}

// leasts are offered as the least number of members.
var leasts = []int{2, 3, 5, 10, 20, 50}

func (r *Rings) narrowMenu() tea.Cmd {
	item := func(group, label, note string, change func(*narrowing)) overlay.Item {
		n := r.narrow
		change(&n)
		return overlay.Item{Group: group, Label: label, Note: note, Run: page.Tell(narrowTo{r, n})}
	}
	about := "an innocent rule explains all that their members share"
	excused := item("innocent", "excused rings too", about, func(n *narrowing) { n.excused = true })
	if r.narrow.excused {
		excused = item("innocent", "no excused rings", about, func(n *narrowing) { n.excused = false })
	} else if r.left.excused > 0 {
		excused.Label += " (" + words.Thousands(r.left.excused) + ")"
	}
	certain := item("class", "only certain rings", "at least half of their links are certain", func(n *narrowing) { n.certain = true })
	if r.narrow.certain {
		certain = item("class", "strong rings too", "", func(n *narrowing) { n.certain = false })
	}
	items := []overlay.Item{excused, certain}
	for _, least := range leasts {
		note := ""
		if least == r.narrow.least && r.narrow.most == 0 {
			note = "as now"
		}
		items = append(items, item("size", words.Count(least, "account")+" or more", note, func(n *narrowing) { n.least, n.most = least, 0 }))
	}
	return page.Tell(page.Show{Overlay: &overlay.Menu{Env: r.env, Title: "Which rings", Items: items}})
}
