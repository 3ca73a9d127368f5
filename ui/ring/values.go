package ring

import (
	"fmt"
	"strings"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

func valueColumns() []table.Column {
	return []table.Column{
		{Key: "kind", Title: "KIND", About: "kind of the value", Least: 12, Most: 14, Sort: "kind"},
		{Key: "value", Title: "VALUE", About: "what they share", Least: 14, Sort: "value"},
		{Key: "strength", Title: "STRENGTH", About: "how sure two holders are one hand, by it alone", Least: 10, Most: 10, Sort: "strength"},
		{Key: "inside", Title: "INSIDE", About: "members that hold it", Least: 6, Most: 6, Right: true, Sort: "inside", Drop: 1},
		{Key: "holders", Title: "HOLDERS", About: "all that hold it", Least: 7, Most: 7, Right: true, Sort: "holders", Drop: 2},
		{Key: "exclusive", Title: "OURS", About: "share of its holders that are members", Least: 6, Most: 6, Right: true, Sort: "exclusive", Drop: 4},
		{Key: "bits", Title: "BITS", About: "that it gives to links inside", Least: 6, Most: 6, Right: true, Sort: "bits", Drop: 3},
	}
}

var valueOrders = orders{"kind": false, "value": false, "strength": true, "inside": true, "holders": false, "exclusive": true, "bits": true}

var valueBy = map[string]func(a, b *shared) int{
	"kind":      ascending(func(v *shared) string { return v.kind }),
	"value":     ascending(func(v *shared) string { return strings.ToLower(v.text) }),
	"strength":  ascending(func(v *shared) float64 { return v.odds }),
	"inside":    ascending(func(v *shared) int { return v.Inside }),
	"holders":   ascending(func(v *shared) int { return v.Holding.Holders }),
	"exclusive": ascending(func(v *shared) float64 { return v.Exclusive() }),
	"bits":      ascending(func(v *shared) float64 { return v.Bits }),
}

func (w *whole) valueRows(th *theme.Theme, o order, what *supposition) []table.Row {
	list := make([]*shared, len(w.values))
	for i := range w.values {
		list[i] = &w.values[i]
	}
	sorted(list, o, valueBy)
	rows := make([]table.Row, len(list))
	for i, v := range list {
		rows[i] = v.row(th, what)
	}
	return rows
}

func (v *shared) row(th *theme.Theme, what *supposition) table.Row {
	text, strength := draw.Span{Role: theme.Plain, Text: v.text}, v.strength(th)
	bits := draw.Span{Role: theme.Strong, Text: fmt.Sprintf("%.0f", v.Bits)}
	if !v.adds() {
		text.Role, bits = theme.Dim, draw.Span{Role: theme.Dim, Text: "none"}
	}
	if what.leavesOut(v) {
		text.Role, strength = theme.Dim, draw.Span{Role: theme.Warn, Text: outMark + " left out"}
	}
	return table.Row{ID: uint64(v.Holding.Value), Cells: []draw.Span{
		{Role: theme.Dim, Text: v.kind},
		text,
		strength,
		{Role: theme.Plain, Text: words.Thousands(v.Inside)},
		{Role: theme.Plain, Text: words.Thousands(v.Holding.Holders)},
		{Role: theme.Dim, Text: words.Percent(v.Exclusive())},
		bits,
	}}
}
