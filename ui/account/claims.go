package account

import (
	"fmt"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// claims shows what the account says of itself, and beside it what its own acts say.
func (o *overview) claims() []entry {
	a := o.page.account
	seen := o.seen()
	var list []entry
	for _, f := range []model.Field{model.FieldCountry, model.FieldCountryRaw, model.FieldCity, model.FieldTimezone, model.FieldEmployer, model.FieldTitle, model.FieldBio} {
		claim, fact, label := a.Fact(f), seen[f], words.Field(f)
		if claim == "" && fact == "" {
			continue
		}
		e := entry{values: nonEmpty(value{"claimed " + label, claim, ""}), lines: beside(label, text.Lines(claim, mostLines), fact)}
		list = append(list, e)
	}
	if list == nil {
		return nil
	}
	head := entry{rest: true, lines: func(width int) []draw.Line {
		claimed := width - labelWidth - 2
		head := draw.T(theme.Head, text.Fit("", labelWidth+2))
		if len(seen) > 0 {
			claimed = claimedWidth(width)
		}
		head = head.Add(theme.Head, text.Fit("CLAIMED", claimed))
		if len(seen) > 0 {
			head = head.Add(theme.Head, "  SEEN")
		}
		return []draw.Line{nil, head}
	}}
	list = append([]entry{head}, list...)
	if len(seen) > 0 {
		but := "But: people move, travel and work at night, and a VPN shows the country of its exit."
		list = append(list, entry{rest: true, lines: wrapped(labelWidth+2, draw.T(theme.Good, text.Fit("", labelWidth+2)+but))})
	}
	return list
}

// claimedWidth is the part of a line that a claim has beside what was seen: enough for most
// names of time zones.
func claimedWidth(width int) int {
	room := width - labelWidth - 2
	return max(room*2/5, min(room/2, 20), 1)
}

// beside puts a claim and what was seen side by side; without the latter the claim has
// the line to itself.
func beside(label string, claimed []string, seen string) func(int) []draw.Line {
	return func(width int) (out []draw.Line) {
		left, right := width-labelWidth-2, 0
		if seen != "" {
			left = claimedWidth(width)
			right = max(width-labelWidth-2-left-2, 1)
		}
		var l, r []draw.Line
		for _, s := range claimed {
			l = append(l, draw.Wrap(draw.Plain(s), max(left, 1), 0)...)
		}
		if len(l) == 0 {
			l = []draw.Line{draw.T(theme.Dim, "nothing")}
		}
		if seen != "" {
			r = draw.Wrap(draw.Plain(seen), right, 0)
		}
		for i := range max(len(l), len(r)) {
			head := ""
			if i == 0 {
				head = label
			}
			line := draw.T(theme.Dim, text.Fit(head, labelWidth)+"  ")
			pad := left
			if i < len(l) {
				line = append(line, l[i]...)
				pad -= l[i].Width()
			}
			if i < len(r) {
				line = append(line.Add(theme.Plain, strings.Repeat(" ", max(pad, 0)+2)), r[i]...)
			}
			out = append(out, line)
		}
		return out
	}
}

// seen says what the account's events say of what it claims; it is empty where they
// say nothing, or are not there yet.
func (o *overview) seen() map[model.Field]string {
	out := map[model.Field]string{}
	act := o.activity
	if act == nil {
		return out
	}
	if s := most(act.countries, "sign-in"); s != "" {
		out[model.FieldCountry] = s
	}
	if s := most(act.cities, "sign-in"); s != "" {
		out[model.FieldCity] = s
	}
	if s := words.Hours(&act.fit); s != "" {
		if act.claim {
			s = "claimed is " + words.Clock(act.claimed) + "; " + s
		}
		out[model.FieldTimezone] = s
	}
	return out
}

// most names what was counted most often.
func most(list []tally, thing string) string {
	all := 0
	for _, t := range list {
		all += t.n
	}
	var parts []string
	for i, t := range list {
		if i == 3 {
			parts = append(parts, words.Count(len(list)-i, "other"))
			break
		}
		parts = append(parts, fmt.Sprintf("%s in %s", text.Display(t.name), words.Thousands(t.n)))
	}
	if parts == nil {
		return ""
	}
	return strings.Join(parts, ", ") + " of " + words.Count(all, thing)
}
