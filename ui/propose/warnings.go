package propose

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

const (
	firstShown = 3    // accounts of a class that are shown before it is opened
	mostShown  = 2000 // and after
)

// sections are the parts of the list, by the codes that are in them; the first takes all
// other codes.
var sections = []struct {
	title, none string
	code        string
}{
	{"What is out of line", "Nothing is out of line.", ""},
	{"What rests on a single identifier", "", store.OutlierSingle},
	{"What stays of the rings", "", store.OutlierLeft},
	{"Who is in it", "", everybody},
}

// everybody is the code of the class of all accounts that are proposed.
const everybody = "all"

// warningRows lists what stands out, and who is left out.
func (p *Page) warningRows() []row {
	var rows []row
	say := func(role theme.Role, s string) { rows = append(rows, row{lines: []draw.Line{draw.T(role, s)}}) }
	switch {
	case p.aheadErr != nil:
		said := page.Problem(p.aheadErr)
		say(theme.Bad, "The preview could not be made: "+said.Text)
		say(theme.Dim, said.Hint)
	case len(p.out) == len(p.ground.ords):
		say(theme.Warn, "No account is left: take some back.")
	case p.ahead == nil:
		say(theme.Dim, "looking at what stands out"+p.env.Theme.Glyphs.Ellipsis)
	}
	for _, s := range sections {
		in := p.sectionRows(func(code string) bool {
			special := code == store.OutlierSingle || code == store.OutlierLeft || code == everybody
			return code == s.code || s.code == "" && !special
		})
		if len(in) == 0 && (s.none == "" || p.ahead == nil) {
			continue
		}
		if len(rows) > 0 {
			rows = append(rows, row{lines: []draw.Line{nil}})
		}
		say(theme.Head, s.title)
		if len(in) == 0 {
			say(theme.Good, s.none)
		}
		rows = append(rows, in...)
	}
	if p.ahead != nil && len(p.ahead.Skipped) > 0 {
		rows = append(rows, row{lines: []draw.Line{nil}})
		say(theme.Head, "What was not looked at")
		for _, s := range p.ahead.Skipped {
			say(theme.Warn, words.Clean(s))
		}
	}
	return rows
}

// sectionRows lists the classes of some codes with what was left out of them, in the order
// of the preview; who is left out comes after what is still in.
func (p *Page) sectionRows(in func(code string) bool) (rows []row) {
	type entry struct {
		class *class
		left  *leaving
		code  string
	}
	var entries []entry
	if p.ahead != nil {
		for _, c := range p.ahead.classes {
			if in(c.Code) && len(p.inside(c)) > 0 {
				entries = append(entries, entry{c, nil, c.Code})
			}
		}
	}
	for _, l := range p.left {
		if in(l.code) {
			entries = append(entries, entry{nil, l, l.code})
		}
	}
	slices.SortStableFunc(entries, func(a, b entry) int { return cmp.Compare(store.OutlierRank(a.code), store.OutlierRank(b.code)) })
	for _, e := range entries {
		if e.left != nil {
			rows = append(rows, p.leavingRows(e.left)...)
		} else {
			rows = append(rows, p.classRows(e.class)...)
		}
	}
	return rows
}

// classRows are a class and its first accounts.
func (p *Page) classRows(c *class) []row {
	role := theme.Warn
	switch c.Code {
	case everybody:
		role = theme.Plain
	case store.OutlierLeft, store.OutlierSingle, store.OutlierClaimed:
		role = theme.Info
	}
	said := words.Clean(c.Text)
	if c.Code == everybody {
		said = words.Count(len(p.inside(c)), "account")
	}
	l := draw.T(theme.Dim, p.fold(c.key)).Add(role, said)
	if c.Code == store.OutlierDecided {
		if n := len(both(c.Accounts, p.refused())); n > 0 {
			l = l.Add(theme.Bad, fmt.Sprintf("; %s of them cannot be proposed as they are", words.Thousands(n)))
		}
	}
	rows := []row{{key: c.key, lines: []draw.Line{l}, hang: 2, spot: spot{class: c}}}
	return append(rows, p.accountRows(c.key, p.inside(c), func(ord uint32) (spot, draw.Line) {
		var said draw.Line
		if i, _ := slices.BinarySearch(c.Accounts, ord); i < len(c.Each) {
			said = draw.T(theme.Dim, "  "+words.Clean(c.Each[i]))
		}
		return spot{class: c, account: true, ord: ord}, said
	}, spot{class: c})...)
}

// leavingRows are accounts that are left out.
func (p *Page) leavingRows(l *leaving) []row {
	why := draw.Line(nil)
	if l.text != "" {
		why = draw.T(theme.Dim, ": "+words.Clean(l.text))
	}
	out := draw.T(theme.Good, "left out: ")
	if len(l.accounts) == 1 {
		line := append(append(draw.Plain("  "), out...).Add(theme.Plain, p.called(l.accounts[0])), why...)
		return []row{{key: l.key, lines: []draw.Line{line}, hang: 4, spot: spot{left: l, account: true, ord: l.accounts[0]}}}
	}
	line := append(append(draw.T(theme.Dim, p.fold(l.key)), out...).Add(theme.Plain, words.Count(len(l.accounts), "account")), why...)
	rows := []row{{key: l.key, lines: []draw.Line{line}, hang: 2, spot: spot{left: l}}}
	return append(rows, p.accountRows(l.key, l.accounts, func(ord uint32) (spot, draw.Line) {
		return spot{left: l, account: true, ord: ord}, draw.T(theme.Good, "  left out")
	}, spot{left: l})...)
}

func both(a, b []uint32) (both []uint32) {
	for _, x := range a {
		if _, in := slices.BinarySearch(b, x); in {
			both = append(both, x)
		}
	}
	return both
}

// fold is the mark of what can be opened and closed.
func (p *Page) fold(key string) string {
	if p.unfolded[key] {
		return "- "
	}
	return "+ "
}

// accountRows lists accounts: the first, or as many as there is a point in where they were
// asked for.
func (p *Page) accountRows(key string, ords []uint32, of func(uint32) (spot, draw.Line), rest spot) (rows []row) {
	most := firstShown
	if p.unfolded[key] {
		most = mostShown
	}
	for _, ord := range ords[:min(most, len(ords))] {
		s, said := of(ord)
		l := append(draw.T(theme.Plain, "    "+p.called(ord)), said...)
		rows = append(rows, row{key: fmt.Sprint(key, "@", ord), lines: []draw.Line{l}, hang: 6, spot: s})
	}
	if more := len(ords) - most; more > 0 {
		text := "    and " + words.Thousands(more) + " more"
		if p.unfolded[key] {
			text += ", which are not listed here"
		}
		rows = append(rows, row{key: key + "@more", lines: []draw.Line{draw.T(theme.Dim, text)}, hang: 6, spot: rest})
	}
	return rows
}

// called is the name of an account, as far as it is known yet.
func (p *Page) called(ord uint32) string {
	if name := p.names[ord]; name != "" {
		return name
	}
	return p.env.Theme.Glyphs.Ellipsis
}

// listed are the accounts of what the cursor is on, for what is done about them.
func (s spot) listed() []uint32 {
	switch {
	case s.account:
		return []uint32{s.ord}
	case s.class != nil:
		return s.class.Accounts
	case s.left != nil:
		return s.left.accounts
	}
	return nil
}

// ring is the account after which the ring that a class is about is named.
func (s spot) ring() (uint32, bool) {
	if s.account {
		return s.ord, true
	}
	if s.class == nil {
		return 0, false
	}
	return s.class.Ring, s.class.Ring != evidence.None
}

// values are what the cursor is on that others may carry too, as "kind:value".
func (s spot) values() []model.Untrusted {
	switch {
	case s.class != nil && !s.account:
		return s.class.Values
	case s.evidence != nil && s.evidence.Value != "" && s.evidence.Kind != "signal":
		return []model.Untrusted{model.Untrusted(s.evidence.Kind+":") + s.evidence.Value}
	}
	return nil
}
