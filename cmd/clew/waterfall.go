package main

import (
	"fmt"
	"strings"

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
	if a.screen.width < tableWidth {
		fmt.Fprintln(a.out, a.screen.class(k.Class, k.Class.String()))
		a.indented(1, head, a.screen.head)
		a.indented(1, words.Strength(k), a.screen.dim)
	} else {
		fmt.Fprintf(a.out, "%s%s%s\n", a.screen.class(k.Class, fmt.Sprintf("%-10s", k.Class)), a.screen.head(head),
			a.screen.dim(gap+words.Strength(k)))
	}
	printWaterfall(a, k)
	if j := k.Judged; j != nil {
		a.indented(1, words.Judged(j), a.screen.head)
	}
	a.indented(1, words.Innocent(k.Best), plain)
}

// tableWidth is the least width at which every row of a waterfall fits into a table.
const tableWidth = 76

// printWaterfall prints what a link's strength is made of.
func printWaterfall(a *app, k *store.Link) {
	t := table{headless: true, indent: gap, cols: []column{{right: true}, {}, {least: 12}, {right: true}, {wrap: true, least: 20}}}
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
	if a.screen.width < tableWidth {
		printSteps(a, rows)
		return
	}
	t.write(a.out, a.screen, rows)
}

// printSteps prints the rows of a waterfall below one another, each with its bits in front.
func printSteps(a *app, rows [][]cell) {
	const bits = 6
	indent := strings.Repeat(" ", bits) + gap
	for _, r := range rows {
		paint := r[0].paint
		if paint == nil {
			paint = plain
		}
		what := strings.TrimSpace(r[1].text + " " + r[2].text)
		if r[3].text != "" {
			what += ", " + r[3].text
		}
		front := fmt.Sprintf("%*s%s", bits, r[0].text, gap)
		for _, l := range wrap(what, a.screen.width-len(gap+indent)) {
			fmt.Fprintln(a.out, gap+paint(front+l))
			front = indent
		}
		if r[4].text != "" {
			a.indented(5, r[4].text, a.screen.dim)
		}
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
