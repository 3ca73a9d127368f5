package ring

import (
	"fmt"
	"math"
	"strings"

	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

func ringColumns() []table.Column {
	return []table.Column{
		{Key: "class", Title: "CLASS", About: "how sure it is that one hand runs it", Least: 10, Most: 10, Sort: "class"},
		{Key: "size", Title: "SIZE", About: "accounts in it", Least: 5, Most: 6, Right: true, Sort: "size"},
		{Key: "name", Title: "NAMED BY", About: "the account that it is named by", Least: 18, Most: 34, Sort: "name"},
		{Key: "innocent", Title: "INNOCENT?", About: "the best innocent explanation, and how much it explains", Least: 17, Most: 17, Sort: "innocent"},
		{Key: "bridge", Title: "BRIDGE", About: "bits of the weakest link that alone holds two parts together", Least: 6, Most: 6, Right: true, Sort: "bridge", Drop: 3},
		{Key: "density", Title: "DENSE", About: "strong links, of all pairs of members", Least: 5, Most: 6, Right: true, Sort: "density", Drop: 4},
		{Key: "hubs", Title: "HUBS", About: "share of the bits that values too common to link give", Least: 5, Most: 6, Right: true, Sort: "hubs", Drop: 5},
		{Key: "new", Title: "NEW", About: "members first seen in the last 28 days of its time", Least: 4, Most: 5, Right: true, Sort: "new", Drop: 2},
		{Key: "last", Title: "LAST", About: "when it was last seen, UTC", Least: 10, Most: 10, Sort: "last", Drop: 6},
		{Key: "first", Title: "FIRST", About: "when it was first seen, UTC", Least: 10, Most: 10, Sort: "first", Drop: 8},
		{Key: "display", Title: "NAME", About: "the display name of that account", Least: 12, Most: 26, Sort: "display", Drop: 7},
		{Key: "links", Title: "LINKS", About: "strong links between members", Least: 6, Most: 7, Right: true, Sort: "links", Drop: 9},
	}
}

var ringOrders = orders{"class": true, "size": true, "name": false, "innocent": false, "bridge": false, "density": true, "hubs": true,
	"new": true, "last": true, "first": false, "display": false, "links": true}

var ringBy = map[string]func(a, b *found) int{
	"class": ascending(func(f *found) evidence.Class { return f.Class }),
	"size":  ascending(func(f *found) int { return len(f.Members) }),
	"name":  ascending(func(f *found) string { return strings.ToLower(words.Who(f.named)) }),
	"innocent": ascending(func(f *found) float64 {
		if f.Best.Code == evidence.NotCovered {
			return 0
		}
		return f.Best.Covers
	}),
	"bridge":  ascending(weakest),
	"density": ascending(func(f *found) float64 { return f.Density }),
	"hubs":    ascending(func(f *found) float64 { return f.HubShare }),
	"new":     ascending(func(f *found) int { return f.Recent }),
	"last":    ascending(func(f *found) int64 { return f.LastSeen.Milli }),
	"first":   ascending(func(f *found) int64 { return f.FirstSeen.Milli }),
	"display": ascending(func(f *found) string { return strings.ToLower(string(f.named.DisplayName)) }),
	"links":   ascending(func(f *found) int { return len(f.Links) }),
}

// weakest is the strength of the weakest bridge; a ring without any is held together
// best.
func weakest(f *found) float64 {
	if len(f.Bridges) == 0 {
		return math.Inf(1)
	}
	return float64(f.Bridges[0].Bits)
}

func (o order) sort(list []*found) {
	if o == (order{"class", true}) {
		return // as they come
	}
	sorted(list, o, ringBy)
}

func ringRow(th *theme.Theme, f *found) table.Row {
	bridge := draw.Span{Role: theme.Dim, Text: "none"}
	if len(f.Bridges) > 0 {
		bridge = draw.Span{Role: theme.Plain, Text: fmt.Sprintf("%.1f", f.Bridges[0].Bits)}
	}
	innocent := draw.Span{Role: theme.Dim, Text: words.Explained(f.Best)}
	if f.Best.Code != evidence.NotCovered {
		innocent.Role = theme.Good
	}
	fresh := draw.Span{Role: theme.Dim, Text: words.Thousands(f.Recent)}
	if f.Recent > 0 {
		fresh.Role = theme.Warn
	}
	return table.Row{ID: uint64(f.ID), Cells: []draw.Span{
		draw.Class(th, f.Class),
		{Role: theme.Plain, Text: words.Thousands(len(f.Members))},
		{Role: theme.Plain, Text: words.Who(f.named)},
		innocent,
		bridge,
		{Role: theme.Dim, Text: fmt.Sprintf("%.2f", f.Density)},
		{Role: theme.Dim, Text: words.Percent(f.HubShare)},
		fresh,
		{Role: theme.Dim, Text: words.Day(f.LastSeen)},
		{Role: theme.Dim, Text: words.Day(f.FirstSeen)},
		{Role: theme.Plain, Text: text.Display(f.named.DisplayName)},
		{Role: theme.Dim, Text: words.Thousands(len(f.Links))},
	}}
}
