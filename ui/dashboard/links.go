package dashboard

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/model/signal"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// unknownLinks is said where links would have to be worked out first: looking at
// figures starts nothing that takes minutes.
const unknownLinks = "links are not worked out yet; the page of rings does that"

// signalTitles say what a code means.
var signalTitles = func() map[string]string {
	titles := map[string]string{}
	for _, e := range signal.Catalogue() {
		titles[e.Code] = e.Title
	}
	return titles
}()

// leastRing is the number of members from which a ring has a name of its own.
const leastRing = 3

// rings counts rings by size, and says of each size how sure they are.
func rings(ctx context.Context, s Store, _ time.Time) (answer, error) {
	links := s.KnownLinks()
	if links == nil {
		return answer{empty: unknownLinks}, nil
	}
	all, err := links.Rings(ctx, leastRing)
	if err != nil {
		return answer{}, err
	}
	bounds := []int{leastRing, 5, 9, 17, 33, 65}
	counts := make([]classes, len(bounds))
	var total classes
	for _, r := range all {
		size := 0
		for size+1 < len(bounds) && len(r.Members) >= bounds[size+1] {
			size++
		}
		counts[size].add(r.Class, r.Excused)
		total.add(r.Class, r.Excused)
	}
	a := answer{empty: "no ring has three members", about: total.String()}
	for i, from := range bounds {
		label, sizes := fmt.Sprintf("%d or more", from), fmt.Sprintf("%d-", from)
		if i+1 < len(bounds) {
			label, sizes = fmt.Sprintf("%d to %d", from, bounds[i+1]-1), fmt.Sprintf("%d-%d", from, bounds[i+1]-1)
		}
		a.rows = append(a.rows, datum{label: label, value: int64(counts[i].sum()), note: counts[i].String(), role: theme.Series4,
			place: page.Place{Page: page.Rings, Ref: model.Untrusted(sizes), Tab: "excused"}})
	}
	if len(all) == 0 {
		a.rows = nil
	}
	return a, nil
}

// classes counts rings by how sure they are.
type classes struct{ certain, strong, excused int }

func (c *classes) add(class evidence.Class, excused bool) {
	switch {
	case excused:
		c.excused++
	case class == evidence.Certain:
		c.certain++
	default:
		c.strong++
	}
}

func (c *classes) sum() int { return c.certain + c.strong + c.excused }

// String gives the counts in words, "" where there are none.
func (c *classes) String() string {
	var parts []string
	for _, p := range []struct {
		n    int
		what string
	}{{c.certain, "certain"}, {c.strong, "strong"}, {c.excused, "excused"}} {
		if p.n > 0 {
			parts = append(parts, words.Thousands(p.n)+" "+p.what)
		}
	}
	return strings.Join(parts, ", ")
}

// hubs lists the values that most accounts carry, of those too common to link.
func hubs(ctx context.Context, s Store, _ time.Time) (answer, error) {
	links := s.KnownLinks()
	if links == nil {
		return answer{empty: unknownLinks}, nil
	}
	ix, weights := links.View().Index, s.Weights()
	var common []uint32
	for v := range uint32(ix.Values()) {
		kind := ix.Kind(v)
		// Networks, domains and other kinds of evidence's own are wide by nature.
		if _, own := model.KindByName(kind.String()); own && ix.Degree(v) > weights.HubAbove(kind) {
			common = append(common, v)
		}
	}
	slices.SortFunc(common, func(x, y uint32) int {
		return cmp.Or(cmp.Compare(ix.Degree(y), ix.Degree(x)), cmp.Compare(ix.Hash(x), ix.Hash(y)))
	})
	a := answer{empty: "no value is", about: "accounts that carry each"}
	for _, v := range common {
		if len(a.rows) == mostRows || ctx.Err() != nil {
			break
		}
		holder, err := s.Account(ctx, ix.Holders(v)[0])
		if err != nil {
			return a, err
		}
		for _, h := range holder.Held {
			// Whether a value is too common is the store's to say; see [store.HeldIdentifier].
			if h.Hub && evidence.Kind(h.Kind) == ix.Kind(v) && evidence.ValueHash(ix.Kind(v), string(h.Value)) == ix.Hash(v) {
				a.rows = append(a.rows, datum{label: h.Kind.String() + " " + text.Display(h.Value), value: int64(h.Holders), role: theme.Dim,
					place: page.Place{Page: page.Pivot, Ref: model.Untrusted(h.Kind.String()) + ":" + h.Value}})
			}
		}
	}
	return a, ctx.Err()
}
