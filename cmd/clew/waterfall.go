package main

import (
	"fmt"
	"strings"

	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/store"
)

// printLink prints a link: a head with its class, the waterfall, the verdict and
// the best innocent explanation.
func printLink(a *app, l *store.Links, k *store.Link, other store.AccountRow) {
	head := clean(string(other.ID.String()))
	if name := clean(string(other.DisplayName)); name != "" {
		head += gap + name
	}
	fmt.Fprintf(a.out, "%s%s%s\n", a.screen.class(k.Class, fmt.Sprintf("%-10s", k.Class)), a.screen.head(head),
		a.screen.dim(gap+strengthText(k)))
	printWaterfall(a, k)
	if j := k.Judged; j != nil {
		said := fmt.Sprintf("%s says: %s", clean(j.By), verdictText(j.Verdict))
		if j.Why != "" {
			said += ", " + clean(string(j.Why))
		}
		for _, line := range wrap(said, a.screen.width-len(gap)) {
			fmt.Fprintln(a.out, gap+a.screen.head(line))
		}
	}
	printInnocent(a, k.Best)
}

// strengthText says how strong a link is for people who think in chances.
func strengthText(k *store.Link) string {
	p := k.Probability()
	chance := fmt.Sprintf("%.0f %%", 100*p)
	switch {
	case p > .9995:
		chance = "over 99.9 %"
	case p > .99:
		chance = fmt.Sprintf("%.1f %%", 100*p)
	case p < .005:
		chance = "under 1 %"
	}
	return fmt.Sprintf("%+.1f bits, %s that one hand runs both", k.Bits, chance)
}

func verdictText(v evidence.Verdict) string {
	return map[evidence.Verdict]string{evidence.SameHand: "the same operator", evidence.NotSame: "not the same operator",
		evidence.Unclear: "unclear", evidence.Facilitator: "one helps the other"}[v]
}

// printWaterfall prints what a link's strength is made of.
func printWaterfall(a *app, k *store.Link) {
	t := table{headless: true, indent: gap, cols: []column{{right: true}, {}, {least: 20}, {right: true}, {wrap: true, least: 24}}}
	rows := [][]cell{{{text: fmt.Sprintf("%+.2f", k.Prior)}, {text: "prior"}, {text: ""}, {text: ""}, {"before anything is known of the two", a.screen.dim}}}
	for _, e := range k.Evidence {
		paint := plain
		if e.Bits == 0 || e.Hub {
			paint = a.screen.dim
		}
		holders := ""
		if e.Number != evidence.None {
			holders = count(e.Holders, "holder")
		}
		rows = append(rows, []cell{{fmt.Sprintf("%+.2f", e.Bits), paint}, {e.Value.Kind.String(), paint}, {clean(string(e.Text)), paint},
			{holders, paint}, {evidenceText(k, e), a.screen.dim}})
	}
	rows = append(rows, []cell{{text: fmt.Sprintf("%+.2f", k.Bits)}, {text: "sum"}, {text: ""}, {text: ""}, {text: ""}})
	t.write(a.out, a.screen, rows)
}

// evidenceText says how a row comes to its bits.
func evidenceText(k *store.Link, e store.Evidence) string {
	var parts []string
	switch {
	case e.Ignored:
		return "ignored"
	case e.Part == 0 && e.Within:
		return "follows from " + clean(string(e.SameAs))
	case e.Part == 0 && e.SameAs != "":
		return "comes with " + clean(string(e.SameAs)) + ", counted once"
	case e.Part == 0:
		return "counted with the persona"
	}
	if e.Note != "" {
		parts = append(parts, e.Note)
	}
	if e.Hub {
		parts = append(parts, "hub")
	}
	if e.Number != evidence.None {
		parts = append(parts, fmt.Sprintf("%d of %d pairs tied by more", e.Weight.Also, e.Weight.Pairs))
		if k.Place != nil && k.Place.Holders > 0 && contains(k.Place.Values, e.Number) {
			parts = append(parts, fmt.Sprintf("one place of %d, odds %+.1f", k.Place.Holders, k.Place.Odds))
		} else {
			parts = append(parts, fmt.Sprintf("odds %+.1f", e.Weight.Odds))
		}
	}
	if e.Part < 1 && e.Full > 0 {
		parts = append(parts, fmt.Sprintf("again %s, counted %g", e.Value.Kind.Family(), e.Part))
	}
	return strings.Join(parts, ", ")
}

func contains(list []uint32, v uint32) bool {
	for _, x := range list {
		if x == v {
			return true
		}
	}
	return false
}

// printInnocent prints an innocent explanation.
func printInnocent(a *app, i evidence.Innocent) {
	said := "Innocent? " + strings.ToUpper(i.Text[:1]) + i.Text[1:] + "."
	if i.Code != evidence.NotCovered {
		said += fmt.Sprintf(" That would explain %.0f %% of it.", 100*i.Covers)
	}
	for _, line := range wrap(said+" To settle it: "+i.Settle+".", a.screen.width-len(gap)) {
		fmt.Fprintln(a.out, gap+line)
	}
}

// class paints a text by the class of a link.
func (t terminal) class(c evidence.Class, s string) string {
	switch c {
	case evidence.Certain:
		return t.bad(s)
	case evidence.Strong:
		return t.warn(s)
	case evidence.Possible:
		return s
	}
	return t.dim(s)
}
