package ring

import (
	"context"
	"fmt"
	"slices"

	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// summary is a ring in one line.
func summary(th *theme.Theme, r *store.Ring) draw.Line {
	return draw.Line{draw.Class(th, r.Class)}.Add(theme.Head, " ring of "+words.Count(len(r.Members), "account"))
}

// innocent is the best innocent explanation of a ring, whole.
func innocent(r *store.Ring) []draw.Line {
	var lines []draw.Line
	if r.Excused {
		lines = append(lines, draw.T(theme.Good, words.Excused))
	}
	return append(lines, draw.T(theme.Good, words.Innocent(r.Best)))
}

// inShort is the same for one line; key shows all of it.
func inShort(r *store.Ring, key string) draw.Span {
	said := "Innocent? "
	if r.Excused {
		said = "Excused: "
	}
	return draw.Span{Role: theme.Good, Text: said + words.Explained(r.Best) + "; " + key + " shows all"}
}

// tightly says how a ring hangs together and by what it would come apart.
func tightly(r *store.Ring, name func(uint32) string) []draw.Line {
	return []draw.Line{draw.Plain(words.Tightly(r)), draw.Plain(words.HeldBy(r, name))}
}

// headline is the ring in figures, as many of them as fit.
func (p *Ring) headline() draw.Line {
	w := p.whole
	l := append(p.counting(), summary(p.env.Theme, w.ring)...)
	if w.named != words.Who(w.asked) {
		l = l.Add(theme.Dim, " (named by "+w.named+")")
	}
	for _, part := range p.figures() {
		part = " " + p.env.Theme.Glyphs.Bullet + " " + part
		if l.Width()+text.Width(part) <= p.width-2 {
			l = l.Add(theme.Dim, part)
		}
	}
	return l
}

// figures are the figures of the ring, those first without which it is misjudged.
func (p *Ring) figures() []string {
	r := p.whole.ring
	said := []string{fmt.Sprintf("density %.2f", r.Density)}
	switch {
	case len(r.Bridges) > 0:
		said = append(said, words.Count(len(r.Bridges), "bridge")+fmt.Sprintf(", weakest %.1f bits", r.Bridges[0].Bits))
	case len(r.Articulation) == 0:
		said = append(said, "no weak point")
	}
	if n := len(r.Articulation); n > 0 {
		said = append(said, "parts hang on "+words.Count(n, "account"))
	}
	said = append(said, "hubs give "+words.Percent(r.HubShare))
	if n := len(p.whole.notes); n > 0 {
		said = append(said, words.Count(n, "note"))
	}
	if r.FirstSeen.Known() {
		said = append(said, words.Day(r.FirstSeen)+" to "+words.Day(r.LastSeen))
	}
	return said
}

// namesOf reads the names of some accounts.
func namesOf(ctx context.Context, s Store, ords []uint32) (func(uint32) string, error) {
	rows, err := s.Listing(ctx, ords)
	if err != nil {
		return nil, err
	}
	names := make(map[uint32]string, len(rows))
	for i, row := range rows {
		names[ords[i]] = words.Who(row)
	}
	return func(ord uint32) string { return names[ord] }, nil
}

// namedIn lists the accounts that what is said of a ring may name.
func namedIn(r *store.Ring) []uint32 {
	ords := slices.Clone(r.Articulation)
	if len(r.Bridges) > 0 {
		ords = append(ords, r.Bridges[0].A, r.Bridges[0].B)
	}
	return ords
}

// sharedLines lists the first values that members share.
func sharedLines(r *store.Ring, most int) []draw.Line {
	lines := []draw.Line{draw.T(theme.Head, "WHAT THEY SHARE").Add(theme.Dim, "  inside of holders, bits")}
	giving := 0
	for _, h := range r.Ring.Values {
		if h.Bits != 0 {
			giving++
		}
	}
	for _, v := range r.Values[:min(most, len(r.Values))] {
		if v.Bits == 0 {
			break
		}
		lines = append(lines, draw.T(theme.Plain, fmt.Sprintf("%3d of %-4d ", v.Inside, v.Holding.Holders)).Add(theme.Strong, fmt.Sprintf("%5.0f ", v.Bits)).
			Add(theme.Dim, v.Kind.String()+" ").Add(theme.Plain, text.Display(v.Text)))
	}
	if giving > most {
		lines = append(lines, draw.T(theme.Dim, "and "+words.Count(giving-most, "more value")))
	}
	return lines
}
