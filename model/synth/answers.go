package synth

import (
	"context"
	"fmt"
	"io"
	"sort"
)

// writeAnswers writes the answer key:
//
//	{"seed","accounts",
//	 "rings":[{"id","kind","guilty","members":["platform:id"]}],
//	 "hubs":[{"kind","value","holders"}],
//	 "victims":[{"account","persona","ring"}]}
//
// one ring, hub and victim a line. Hubs have canonical values and go from the
// one with the most holders down to those with two.
func (g *generator) writeAnswers(ctx context.Context, w io.Writer, buf []byte) error {
	p := g.plan
	o := object{append(buf[:0], '{')}
	o.number("seed", p.seed)
	o.number("accounts", uint64(p.n))

	o.name("rings")
	o.buf = append(o.buf, '[')
	var nth [roles]int
	for i := range len(p.groups) + p.houseCount() {
		if len(o.buf) >= chunk {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			if err := write(w, o.buf); err != nil {
				return err
			}
			o.buf = o.buf[:0]
		}
		gr := p.groupAt(i)
		o.item(i)
		nth[gr.role]++
		from := o.open("id")
		o.buf = fmt.Appendf(o.buf, "%s-%05d", idWords[gr.role], nth[gr.role])
		o.close(from)
		o.text("kind", kindNames[gr.role])
		o.name("guilty")
		o.buf = fmt.Append(o.buf, gr.role.guilty())
		o.name("members")
		o.buf = append(o.buf, '[')
		for m := range gr.size {
			if m > 0 {
				o.buf = append(o.buf, ',')
			}
			o.buf = p.appendID(append(o.buf, '"'), gr.start+m, true)
			o.buf = append(o.buf, '"')
		}
		o.buf = append(o.buf, ']', '}')
	}
	o.buf = append(o.buf, ']')

	o.name("hubs")
	o.buf = append(o.buf, '[')
	for i, h := range g.rankHubs() {
		o.item(i)
		o.text("kind", h.kind.String())
		from := o.open("value")
		o.buf = g.appendSpelled(o.buf, &h.ref, canonical)
		o.close(from)
		o.number("holders", uint64(h.holders))
		o.buf = append(o.buf, '}')
	}
	o.buf = append(o.buf, ']')

	o.name("victims")
	o.buf = append(o.buf, '[')
	for v := range p.houses - p.victims {
		o.item(v)
		from := o.open("account")
		o.buf = p.appendID(o.buf, p.victims+v, true)
		o.close(from)
		from = o.open("persona")
		o.buf = p.appendID(o.buf, p.groups[v].start+stolenBy, true)
		o.close(from)
		from = o.open("ring")
		o.buf = fmt.Appendf(o.buf, "ring-%05d", v+1)
		o.close(from)
		o.buf = append(o.buf, '}')
	}
	o.buf = append(o.buf, "]}\n"...)
	return write(w, o.buf)
}

// item begins an object that is element i of a list.
func (o *object) item(i int) {
	if i > 0 {
		o.buf = append(o.buf, ',')
	}
	o.buf = append(o.buf, '\n', '{')
}

// groupAt gives group i of all, the households after the others.
func (p *plan) groupAt(i int) group {
	if i < len(p.groups) {
		return p.groups[i]
	}
	return p.house(i - len(p.groups))
}

type heldRef struct {
	ref
	holders uint32
}

// rankHubs lists the public values that at least two accounts hold.
func (g *generator) rankHubs() []heldRef {
	var all []heldRef
	for i := range g.hubs {
		for j, n := range g.hubs[i].holders {
			if n >= 2 {
				all = append(all, heldRef{g.hubs[i].ref(j), n})
			}
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].holders > all[j].holders })
	return all
}
