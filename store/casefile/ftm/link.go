package ftm

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/seed-28a39f10/clew/store/casefile"
)

// links writes the links between accounts. FollowTheMoney's probability of a Similar is
// that two entities are one, so the probability of one operator stands in words.
func (x *writer) links() error {
	for i := range x.Links {
		k := &x.Links[i]
		a, b := x.accounts[k.A], x.accounts[k.B]
		if a == "" || b == "" || a == b {
			x.lost[lostLink]++
			continue
		}
		e := x.entity("UnknownLink", "link", min(a, b)+max(a, b))
		e.set("subject", a)
		e.set("object", b)
		verdict := ""
		if v := k.Verdict; v != nil {
			verdict = join(", ", after("judged ", clean(v.Verdict)), mark(v.Mark), clean(v.Why))
			x.label(e, "status", typeString, verdict)
			verdict = after(", judged ", clean(v.Verdict))
		}
		x.label(e, "role", typeString, join(", ", join(" ", clean(k.Class), "link"), bits(k.Bits))+verdict)
		var lines []string
		if k.Probability != 0 && !k.Overruled() {
			lines = append(lines, fmt.Sprintf("Probability that one operator runs both: %s.", strconv.FormatFloat(k.Probability, 'g', 4, 64)))
		}
		if k.Prior != 0 && k.Bits != 0 {
			lines = append(lines, fmt.Sprintf("The evidence and the prior of %s bits come to %s bits.", decimal(k.Prior), decimal(k.Bits)))
		}
		for j := range k.Evidence {
			lines = append(lines, x.evidence(&k.Evidence[j]))
		}
		x.text(e, "summary", strings.Join(lines, "\n"))
		x.text(e, "description", x.innocent(&k.Innocent))
		if err := x.put(e); err != nil {
			return err
		}
	}
	return nil
}

func (x *writer) evidence(v *casefile.Evidence) string {
	parts := []string{clean(v.Kind) + after(" ", x.value(v.Kind, v.Value)), bits(v.Bits)}
	if v.Holders > 0 {
		parts = append(parts, count(v.Holders, "holder"))
	}
	if v.Hub {
		parts = append(parts, "a hub")
	}
	if v.Ignored {
		parts = append(parts, "ignored by an analyst")
	}
	return join(", ", append(parts, after("innocent rule ", clean(v.Benign)), clean(v.Why))...)
}

func (x *writer) innocent(n *casefile.Innocent) string {
	if n.Text == "" || n.Code == "none" {
		return ""
	}
	return join(" ", around("Best innocent explanation: ", join("; ", clean(n.Text), around("it would explain ", percent(n.Covers), " of the evidence")), "."), around("To settle it: ", clean(n.Settle), "."))
}

// rings writes the rings as notes on their members.
func (x *writer) rings() error {
	for i := range x.Rings {
		g := &x.Rings[i]
		e := x.note("ring", x.textKey(g.ID), "Ring", g.Members)
		lines := []string{
			join("; ", join(", ", join(" ", clean(g.Class), "ring", after("of ", some(g.Size, "account"))), fmt.Sprint(len(g.Members), " of its accounts in the case")),
				join(", and ", around("", percent(g.Density), " of all pairs are linked"), around("hubs give ", percent(g.HubShare), " of that"))) + ".",
			after("Seen: ", join(" to ", instant(g.FirstSeen), instant(g.LastSeen))), x.innocent(&g.Innocent)}
		if g.Excused {
			lines = append(lines, "The explanation covers all that the members share.")
		}
		for _, v := range g.Values {
			lines = append(lines, "Shared: "+join(", ", join(" ", clean(v.Kind), x.value(v.Kind, v.Value)),
				join(" and ", after("by ", around("", numeral(v.Inside), " of the ring")), around("", numeral(v.Holders), " in all")), bits(v.Bits)))
		}
		x.text(e, "description", join("\n", lines...))
		if err := x.put(e); err != nil {
			return err
		}
	}
	return nil
}
