package main

import (
	"fmt"

	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

// printLink prints a link: a head with its class, the waterfall, the verdict and
// the best innocent explanation.
func printLink(a *app, k *store.Link, other store.AccountRow) {
	head := words.Clean(string(other.ID.String()))
	if name := words.Clean(other.DisplayName); name != "" {
		head += gap + name
	}
	fmt.Fprintf(a.out, "%s%s%s\n", a.screen.class(k.Class, fmt.Sprintf("%-10s", k.Class)), a.screen.head(head),
		a.screen.dim(gap+words.Strength(k)))
	printWaterfall(a, k)
	if j := k.Judged; j != nil {
		a.indented(1, words.Judged(j), a.screen.head)
	}
	a.indented(1, words.Innocent(k.Best), plain)
}

// printWaterfall prints what a link's strength is made of.
func printWaterfall(a *app, k *store.Link) {
	t := table{headless: true, indent: gap, cols: []column{{right: true}, {}, {least: 20}, {right: true}, {wrap: true, least: 24}}}
	rows := [][]cell{{{text: fmt.Sprintf("%+.2f", k.Prior)}, {text: "prior"}, {text: ""}, {text: ""}, {words.Prior, a.screen.dim}}}
	for _, e := range k.Evidence {
		paint := plain
		if e.Bits == 0 || e.Hub {
			paint = a.screen.dim
		}
		holders := ""
		if e.Number != evidence.None {
			holders = words.Count(e.Holders, "holder")
		}
		rows = append(rows, []cell{{fmt.Sprintf("%+.2f", e.Bits), paint}, {e.Value.Kind.String(), paint}, {words.Clean(e.Text), paint},
			{holders, paint}, {words.Evidence(k, e), a.screen.dim}})
	}
	rows = append(rows, []cell{{text: fmt.Sprintf("%+.2f", k.Bits)}, {text: "sum"}, {text: ""}, {text: ""}, {text: ""}})
	t.write(a.out, a.screen, rows)
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
