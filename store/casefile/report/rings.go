package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/store/casefile"
)

// rings says what holds the accounts together.
func (b *builder) rings(s *section) {
	for i := range b.r.Rings[:min(len(b.r.Rings), mostRings)] {
		ring := &b.r.Rings[i]
		s.part(say("The ring named by ", b.who(ring.ID)), func() { b.ring(s, ring, i < mostDrawn) })
	}
	if m := more(len(b.r.Rings)-mostRings, "ring", "case.json"); m != nil {
		s.say(m)
	}
	s.part(say("The strongest links, step by step"), func() { b.told(s) })
	s.part(say("All links between the accounts"), func() { b.linkTable(s) })
}

func (b *builder) ring(s *section, ring *casefile.Ring, draw bool) {
	members := count(ring.Size, "account")
	if n := ring.Size - len(ring.Members); n > 0 {
		members += fmt.Sprintf(", of which %s %s in this copy", thousands(len(ring.Members)), is(len(ring.Members)))
	}
	var named []run
	if len(ring.Members) > 0 {
		named = b.several(ring.Members, b.who, 2*mostNamed)
	}
	var bridges [][]run
	for _, x := range ring.Bridges[:min(len(ring.Bridges), mostNamed)] {
		bridges = append(bridges, say(b.who(x.A), " – ", b.who(x.B), inBits(x.Bits)))
	}
	var holding []run
	switch {
	case len(bridges) == 0 && b.complete && len(ring.Members) == ring.Size:
		holding = say("none: without any one of its links, the ring stays in one piece")
	case len(bridges) > 0:
		holding = say("these links alone hold two parts of it together: ", and(bridges))
		if n := len(ring.Bridges) - mostNamed; n > 0 {
			holding = say(holding, fmt.Sprintf(", and %s more", thousands(n)))
		}
	}
	hubs := ""
	if ring.HubShare > 0 {
		hubs = percent(ring.HubShare) + " of its strength comes from values that are too common to link by themselves"
	}
	density := ""
	if ring.Density > 0 {
		density = percent(ring.Density) + " of all pairs of its members are linked"
	}
	s.facts(
		fact{"Size", say(members)},
		fact{"Members", named},
		fact{"Class", orNothing(ring.Class)},
		fact{"Density", say(density)},
		fact{"Common values", say(hubs)},
		fact{"Bridges", holding},
		fact{"Active", say(span(ring.FirstSeen, ring.LastSeen))},
	)
	b.explanation(s, &ring.Innocent)
	if ring.Excused {
		s.say("The explanation covers all that the members share: by itself, this ring says nothing against them.")
	}
	if draw {
		if g := b.graph(ring); g != nil {
			s.add(figure{drawnOf(ring) + " Lines are links: the thicker, the stronger. " +
				"Filled circles are personas, squares facilitators, diamonds victims, and open circles all others.", g})
		}
	}
	b.shared(s, ring)
}

// drawnOf says which members of a ring are drawn.
func drawnOf(ring *casefile.Ring) string {
	if len(ring.Members) > mostNodes {
		return fmt.Sprintf("The %d members of the ring that have the strongest links, of %s.", mostNodes, thousands(ring.Size))
	}
	return "The ring, as far as its members are accounts of this report."
}

// explanation says the innocent explanation of something and what would settle it.
func (b *builder) explanation(s *section, in *casefile.Innocent) {
	if in.Text == "" {
		return
	}
	out := say(run{strong, "Innocent?"}, " ", b.plainly(sentence(in.Text)))
	if in.Code != "none" {
		out = say(out, explains(in.Covers, " That would explain "))
	}
	if in.Settle != "" {
		out = say(out, " To settle it: ", b.plainly(strings.TrimSuffix(in.Settle, ".")), ".")
	}
	s.say(out)
}

// explains says how much of the evidence an explanation covers, where that is known.
func explains(covers float64, words string) string {
	if covers <= 0 {
		return ""
	}
	return words + percent(covers) + " of the evidence."
}

// inBits is a strength in brackets, where it is known.
func inBits(n float64) string {
	if n == 0 {
		return ""
	}
	return " (" + bits(n) + " bits)"
}

// some is a number in a cell, and nothing where it is 0: where a profile left it out.
func some(n int) cell {
	if n == 0 {
		return nil
	}
	return cell(say(thousands(n)))
}

// someBits is some for a strength.
func someBits(n float64) cell {
	if n == 0 {
		return nil
	}
	return cell(say(bits(n)))
}

// sentence makes a sentence of words that are the middle of one.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	return strings.TrimSuffix(upper(s), ".") + "."
}

// shared has the values that members share.
func (b *builder) shared(s *section, ring *casefile.Ring) {
	values := ring.Values[:min(len(ring.Values), mostShared)]
	t := table{caption: "What its members share, the most telling first", heads: []string{"No.", "Kind", "Value", "Members", "In all", "Bits"}, numeric: []bool{false, false, false, true, true, true}}
	for i, v := range values {
		t.rows = append(t.rows, []cell{cell(say(run{strong, fmt.Sprintf("V%d", i+1)})), cell(kind(v.Kind)), cell(say(b.value(v.Kind, v.Value))), some(v.Inside), some(v.Holders), someBits(v.Bits)})
	}
	s.table(t, more(len(ring.Values)-mostShared, "shared value", "case.json"))
	b.matrix(s, ring)
}

// matrix has a row for each account of a ring, and a column for each shared value that one
// of them carries in this record.
func (b *builder) matrix(s *section, ring *casefile.Ring) {
	type key struct {
		kind  string
		value casefile.Text
	}
	carry := map[key]map[int]bool{} // by accounts
	var rows []int                  // indices of accounts
	for _, id := range ring.Members {
		n, ok := b.numbers[id]
		if !ok {
			continue
		}
		rows = append(rows, n-1)
		for _, h := range b.r.Accounts[n-1].Identifiers {
			k := key{h.Kind, h.Value}
			if carry[k] == nil {
				carry[k] = map[int]bool{}
			}
			carry[k][n-1] = true
		}
	}
	m := table{caption: "Who carries what: one row for each account, one column for each shared value", heads: []string{"Account"}, dots: true}
	var columns []map[int]bool
	for i, v := range ring.Values[:min(len(ring.Values), mostShared)] {
		if by := carry[key{v.Kind, v.Value}]; by != nil && len(columns) < mostColumns {
			columns = append(columns, by)
			m.heads = append(m.heads, fmt.Sprintf("V%d", i+1))
		}
	}
	if len(columns) == 0 {
		return
	}
	carries := func(account int) (n int) {
		for _, by := range columns {
			if by[account] {
				n++
			}
		}
		return n
	}
	if len(rows) > mostRows {
		slices.SortStableFunc(rows, func(x, y int) int { return carries(y) - carries(x) })
	}
	for _, i := range rows[:min(len(rows), mostRows)] {
		row := []cell{cell(b.who(b.r.Accounts[i].ID))}
		for _, by := range columns {
			row = append(row, cell(say(pick(by[i], "●", ""))))
		}
		m.rows = append(m.rows, row)
	}
	s.table(m, nil)
	var left [][]run
	if n := len(rows) - mostRows; n > 0 {
		left = append(left, say(count(n, "more account")))
	}
	if n := len(ring.Values) - len(columns); n > 0 {
		left = append(left, say(count(n, "more value")))
	}
	if len(left) > 0 {
		s.say("Not in the table: ", and(left), ".")
	}
}

// told tells the strongest links in words.
func (b *builder) told(s *section) {
	if len(b.r.Links) == 0 || !weighed(&b.r.Links[0]) || len(b.r.Links[0].Evidence) == 0 {
		return
	}
	s.say("Each begins with what is likely of two accounts taken at random, and adds what the two share. The sum is the strength of the link.")
	for i := range b.r.Links[:min(len(b.r.Links), mostTold)] {
		k := &b.r.Links[i]
		s.small(say(b.who(k.A), " and ", b.who(k.B)), func() { b.link(s, k) })
	}
}

// weighed reports whether the numbers of a link are in the record.
func weighed(k *casefile.Link) bool { return k.Prior != 0 && k.Probability > 0 }

func (b *builder) link(s *section, k *casefile.Link) {
	t := table{heads: []string{"Step", "Bits", "Sum"}, numeric: []bool{false, true, true}}
	sum := k.Prior
	step := func(words []run, n float64) {
		t.rows = append(t.rows, []cell{cell(words), cell(say(bits(n))), cell(say(bits(sum)))})
	}
	step(say("Start: two accounts taken at random."), k.Prior)
	for _, e := range k.Evidence {
		sum += e.Bits
		step(b.evidence(&e), e.Bits)
	}
	if rest := k.Bits - sum; rest > .05 || rest < -.05 {
		sum = k.Bits
		step(say("What an analyst said of the two."), rest)
	}
	s.table(t, nil)
	said := say(": ", chance(k.Probability), " that one operator runs both.")
	if k.Overruled() {
		said = say(" by the verdict, which counts instead.")
	}
	s.say("Sum: ", run{strong, bits(k.Bits) + " bits"}, ", class ", word(k.Class), said)
	if v := k.Verdict; v != nil && v.Verdict != "" {
		s.say(b.verdict(v))
	}
	b.explanation(s, &k.Innocent)
}

// evidence says one row of a link.
func (b *builder) evidence(e *casefile.Evidence) []run {
	var out []run
	switch {
	case e.Kind == "turns":
		out = say("Their sign-ins take turns")
	case e.Kind == "persona":
		out = say("What the two say of themselves agrees")
	case e.Value != "":
		out = say("They share the ", kind(e.Kind), " ", b.value(e.Kind, e.Value))
	default:
		out = say("They share: ", kind(e.Kind))
	}
	if e.Holders > 0 {
		out = say(out, ", carried by ", count(e.Holders, "account"))
	}
	out = say(out, ".")
	if e.Hub {
		out = say(out, " It is too common to link by itself.")
	}
	if e.Ignored {
		out = say(out, " An analyst set it aside, so it counts nothing.")
	}
	if e.Benign != "" {
		out = say(out, " Explained, perhaps, by ", wording(innocentWords, e.Benign), ".")
	}
	if e.Why != "" {
		out = say(out, " How it is weighed: ", b.text(e.Why))
	}
	return out
}

var innocentWords = map[string]string{"household": "a household", "agency": "an agency", "kiosk": "a public computer", "helper": "somebody who helps others", "exit": "an exit of a VPN or a hosting company",
	"carrier": "a carrier's shared address", "provider": "a common mail domain", "office": "a mailbox of an office", "browser": "a popular browser or device", "avatar": "a default picture", "stolen-name": "a stolen identity",
	"namesake": "two people of one name", "shifts": "people who take turns", "one-owner": "one owner of both"}

func (b *builder) verdict(v *casefile.Verdict) []run {
	out := say(run{strong, "Verdict:"}, " ", wording(verdictWords, v.Verdict))
	if said := b.did("said", v.Mark); said != nil {
		out = say(out, ", ", said)
	}
	out = say(out, ".")
	if v.Why != "" {
		out = say(out, " The reason: ", b.text(v.Why))
	}
	return out
}

func (b *builder) linkTable(s *section) {
	if len(b.r.Links) == 0 {
		return
	}
	t := table{heads: []string{"Link", "Bits", "Chance", "Class", "They share", "Innocent explanation", "Verdict"}, numeric: []bool{false, true, true}}
	for i := range b.r.Links[:min(len(b.r.Links), mostLinks)] {
		k := &b.r.Links[i]
		var verdict []run
		if k.Verdict != nil {
			verdict = say(wording(verdictWords, k.Verdict.Verdict), " (", b.named(k.Verdict.By), ")")
			if k.Verdict.By == "" {
				verdict = wording(verdictWords, k.Verdict.Verdict)
			}
		}
		var innocent []run
		switch k.Innocent.Code {
		case "":
		case "none":
			innocent = say("no rule covers it")
		default:
			innocent = wording(innocentWords, k.Innocent.Code)
			if k.Innocent.Covers > 0 {
				innocent = say(innocent, ", "+percent(k.Innocent.Covers))
			}
		}
		var strength, likely cell
		if weighed(k) {
			strength = cell(say(bits(k.Bits)))
			if !k.Overruled() {
				likely = cell(say(chance(k.Probability)))
			}
		}
		t.rows = append(t.rows, []cell{cell(say(b.short(k.A), " – ", b.short(k.B))), strength, likely, cell(word(k.Class)), cell(kindsOf(k)), cell(innocent), cell(verdict)})
	}
	s.table(t, more(len(b.r.Links)-mostLinks, "link", "case.json"))
}

// kindsOf lists the kinds of what speaks for a link, strongest first.
func kindsOf(k *casefile.Link) []run {
	var parts [][]run
	seen := map[string]bool{}
	for _, e := range k.Evidence {
		if e.Bits <= 0 || seen[e.Kind] {
			continue
		}
		seen[e.Kind] = true
		switch e.Kind {
		case "turns":
			parts = append(parts, say("sign-ins that take turns"))
		case "persona":
			parts = append(parts, say("what they say of themselves"))
		default:
			parts = append(parts, kind(e.Kind))
		}
	}
	return and(parts)
}
