package gather

import (
	"slices"

	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/ui/words"
)

// mostRingValues is how many of the values that a ring shares are in a record: the most
// telling ones. Each account has all of its own.
const mostRingValues = 200

// links reads the links between the accounts of the record.
func (g *gatherer) links() (err error) {
	if len(g.ords) == 0 {
		return nil
	}
	g.progress("computing the links", 0, 0)
	if g.known, err = g.db.Links(g.ctx, func(doing string) { g.progress(doing, 0, 0) }); err != nil {
		return err
	}
	g.progress("reading the links", 0, 0)
	all, err := g.known.Among(g.ctx, g.ords)
	for _, k := range all {
		g.r.Links = append(g.r.Links, g.link(k))
	}
	return err
}

func (g *gatherer) link(k *store.Link) casefile.Link {
	ids := g.ids([]uint32{k.A, k.B})
	out := casefile.Link{A: ids[0], B: ids[1], Bits: k.Bits, Prior: k.Prior, Probability: k.Probability(), Class: k.Class.String(), Innocent: innocent(k.Best)}
	for _, e := range k.Evidence {
		row := casefile.Evidence{Kind: e.Value.Kind.String(), Value: text(e.Text), Bits: e.Bits, Hub: e.Hub, Ignored: e.Ignored, Benign: e.Benign, Why: text(words.Evidence(k, e))}
		if e.Number != evidence.None {
			row.Holders, row.Family = e.Holders, e.Value.Kind.Family().String()
		}
		out.Evidence = append(out.Evidence, row)
	}
	if j := k.Judged; j != nil {
		out.Verdict = &casefile.Verdict{Mark: g.mark(j.Mark), Verdict: j.Verdict.String(), Why: text(j.Why)}
	}
	return out
}

// rings reads the rings that accounts of the record are in.
func (g *gatherer) rings() error {
	for i, ord := range g.ords {
		g.progress("reading the rings", i, len(g.ords))
		if g.r.Accounts[i].Ring != "" {
			continue
		}
		ring, err := g.known.Ring(g.ctx, ord)
		if err != nil {
			return err
		}
		if ring != nil {
			if err := g.ring(ring); err != nil {
				return err
			}
		}
	}
	slices.SortStableFunc(g.r.Rings, func(a, b casefile.Ring) int { return b.Size - a.Size })
	return nil
}

func (g *gatherer) ring(r *store.Ring) error {
	rows, err := g.db.Listing(g.ctx, []uint32{r.ID})
	if err != nil {
		return err
	}
	members, _ := g.within(r.Members)
	out := casefile.Ring{ID: text(rows[0].ID.String()), Size: len(r.Members), Members: g.ids(members), Class: r.Class.String(), Density: r.Density, HubShare: r.HubShare,
		FirstSeen: moment(r.FirstSeen), LastSeen: moment(r.LastSeen), Innocent: innocent(r.Best), Excused: r.Excused}
	for _, m := range members {
		g.r.Accounts[g.index[m]].Ring = out.ID
	}
	for _, b := range r.Bridges {
		if in, others := g.within([]uint32{b.A, b.B}); others == 0 {
			ids := g.ids(in)
			out.Bridges = append(out.Bridges, casefile.Bridge{A: ids[0], B: ids[1], Bits: float64(b.Bits)})
		}
	}
	for _, v := range r.Values[:min(len(r.Values), mostRingValues)] {
		out.Values = append(out.Values, casefile.RingValue{Kind: v.Kind.String(), Value: text(v.Text), Inside: v.Inside, Holders: v.Value.Holders, Bits: v.Bits})
	}
	g.r.Rings = append(g.r.Rings, out)
	return nil
}
