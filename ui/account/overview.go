package account

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/watch"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// mostLines is how many lines of one text are shown.
const mostLines = 12

// overview is the tab that sums the account up.
type overview struct {
	roll
	page     *Page
	activity *activity // nil until it is there
	linked   *linked   // nil until it is there
	work     work
}

func (o *overview) name() string { return "overview" }
func (o *overview) count() int   { return -1 }

// rebuild makes the entries of what is there now.
func (o *overview) rebuild() {
	if o.page.account == nil {
		return
	}
	left := slices.Concat(o.who(), o.work.entries(), o.claims(), o.flags(), o.times())
	right := slices.Concat(o.why(), o.watch(), o.strongest(), o.ring())
	o.set(left, right)
}

// heading begins a part of the page.
func heading(name, more string) entry {
	return entry{rest: true, lines: wrapped(0, nil, draw.T(theme.Head, name).Add(theme.Dim, "  "+more))}
}

const labelWidth = 10

// named gives an entry of a label and a value.
func named(label string, role theme.Role, v value) entry {
	return entry{values: []value{v}, lines: wrapped(labelWidth+2, draw.T(theme.Dim, text.Fit(label, labelWidth)+"  ").Add(role, text.Display(v.text)))}
}

func (o *overview) who() []entry {
	a := o.page.account
	r := &a.AccountRow
	who := value{"display name", r.DisplayName, pivotRef(model.KindName, r.DisplayName)}
	var list []entry
	if who.text != "" {
		list = append(list, entry{values: []value{who}, lines: wrapped(0, draw.T(theme.Title, text.Display(who.text)))})
	}
	list = append(list, named("account", theme.Plain, value{"account id", r.ID.String(), ""}))
	if r.Username != "" {
		list = append(list, named("user name", theme.Plain, value{"user name", r.Username, pivotRef(model.KindUsername, r.Username)}))
	}
	if r.Email != "" && r.Email != r.Username {
		list = append(list, named("e-mail", theme.Plain, value{"e-mail", r.Email, pivotRef(model.KindEmail, r.Email)}))
	}
	if a.Masked {
		list = append(list, entry{lines: wrapped(0, draw.T(theme.Warn, "personal data is masked; "+o.page.env.Keys.Key(keys.Reveal)+" shows it to you"))})
	}
	var standing draw.Line
	for i, s := range words.Standing(r) {
		role := theme.Plain
		if i > 0 {
			standing = standing.Add(theme.Dim, " "+o.page.env.Theme.Glyphs.Bullet+" ")
		}
		if i == 1 {
			role = theme.Of(r.Score)
		}
		standing = standing.Add(role, s)
	}
	list = append(list, entry{lines: wrapped(0, standing)})
	if len(r.Tags) > 0 {
		list = append(list, entry{lines: wrapped(labelWidth+2, draw.T(theme.Dim, text.Fit("tags", labelWidth)+"  ").Add(theme.Info, words.Names(r.Tags)))})
	}
	if n := len(a.Notes); n > 0 {
		last := a.Notes[n-1]
		l := append(draw.T(theme.Dim, text.Fit(words.Count(n, "note"), labelWidth)+"  "), beginning(last.Text)...)
		if last.Withdrawn.Entry > 0 {
			l = l.Add(theme.Warn, " (taken back)")
		}
		list = append(list, entry{tab: "notes", values: []value{{aNote, last.Text, ""}}, lines: wrapped(labelWidth+2, l)})
	}
	return append(list, o.onPlatform()...)
}

// beginning is the first line of a note, and the second or how many more there are.
func beginning(note model.Untrusted) (l draw.Line) {
	for i, said := range text.Lines(note, 2) {
		if i == 0 {
			l = l.Add(theme.Plain, said)
		} else {
			l = l.Add(theme.Dim, "  "+said)
		}
	}
	return l
}

// onPlatform says what the platform itself says of the account.
func (o *overview) onPlatform() []entry {
	var values []value
	l := draw.T(theme.Dim, text.Fit("platform", labelWidth)+"  ")
	for _, f := range []model.Field{model.FieldStatus, model.FieldUserType, model.FieldPhoneType} {
		v, label := o.page.account.Fact(f), words.Field(f)
		if v == "" {
			continue
		}
		if len(values) > 0 {
			l = l.Add(theme.Plain, ", ")
		}
		l = l.Add(theme.Dim, label+" ").Add(theme.Plain, text.Display(v))
		values = append(values, value{label, v, ""})
	}
	if values == nil {
		return nil
	}
	return []entry{{values: values, lines: wrapped(labelWidth+2, l)}}
}

// pivotRef names a value to pivot over, "" for none.
func pivotRef(kind model.Kind, v model.Untrusted) model.Untrusted {
	if v == "" {
		return ""
	}
	return model.Untrusted(kind.String()) + ":" + v
}

func (o *overview) flags() []entry {
	a := o.page.account
	if len(a.Flags) == 0 {
		return nil
	}
	list := []entry{heading("WHY IT WAS FLAGGED", "")}
	for _, f := range a.Flags {
		lines := []draw.Line{draw.T(theme.Of(float64(f.Score)), fmt.Sprintf("%3s  ", words.Score(float64(f.Score))))}
		for i, s := range text.Lines(f.Reason, mostLines) {
			if i == 0 {
				lines[0] = lines[0].Add(theme.Plain, s)
				continue
			}
			lines = append(lines, draw.Plain("     "+s))
		}
		lines = append(lines, draw.T(theme.Dim, "     "+words.FlaggedBy(f, slices.Contains(a.WatchFlags, f))))
		list = append(list, entry{values: nonEmpty(value{"reason", f.Reason, ""}, value{"source of the flag", f.Source, ""}), lines: wrapped(5, lines...)})
	}
	return list
}

func nonEmpty(list ...value) (out []value) {
	for _, v := range list {
		if v.text != "" {
			out = append(out, v)
		}
	}
	return out
}

func (o *overview) times() []entry {
	var list []entry
	for _, t := range words.Times(&o.page.account.AccountRow) {
		if !t.At.Known() {
			continue
		}
		if list == nil {
			list = append(list, heading("TIMES", "UTC"))
		}
		list = append(list, named(t.Label, theme.Plain, value{t.Label, model.Untrusted(words.Minute(t.At)), ""}))
	}
	return list
}

// bitsWidth is the width of a number of bits and the space after it.
const bitsWidth = 7

// bits is a number of bits in its colour.
func bits(b float64) draw.Line { return draw.T(draw.BitsRole(b), words.Bits(b)+" ") }

func (o *overview) why() []entry {
	a := o.page.account
	if len(a.ScoreRows) == 0 {
		return nil
	}
	list := []entry{{rest: true, lines: wrapped(0, draw.T(theme.Head, "WHY "+words.ScoreNumber(a.AccountRow.Score)).Add(theme.Dim, "  "+words.OfBits))}}
	sum := 0.0
	for _, r := range a.ScoreRows {
		sum += r.Bits
		l := bits(r.Bits).Add(theme.Plain, words.Clean(r.Label))
		if r.Detail != "" {
			l = l.Add(theme.Dim, ", "+text.Display(r.Detail))
		}
		list = append(list, entry{values: nonEmpty(value{"what says so", r.Detail, ""}), lines: wrapped(bitsWidth, l)})
	}
	total := draw.T(theme.Head, words.Bits(sum)+" ").Add(theme.Dim, words.ScoreSum(a.AccountRow.Score))
	return append(append(list, entry{lines: wrapped(bitsWidth, total)}), o.beside()...)
}

// beside is what is known of the account by its links, and is not in the score.
func (o *overview) beside() []entry {
	if o.linked == nil || o.linked.ties == nil {
		return nil
	}
	t := o.linked.ties
	best := o.linked.others[t.Best]
	l := draw.T(theme.Dim, text.Fit(words.BesideBits(t.Bits), bitsWidth)).Add(theme.Plain, words.Ties(t, words.Who(best)))
	e := entry{tab: "links", lines: wrapped(bitsWidth, l)}
	if t.Found > 0 {
		e.place, e.values = page.Place{Page: page.Account, Ref: best.ID.String()}, []value{{"account id", best.ID.String(), ""}}
	}
	return []entry{e}
}

func (o *overview) watch() []entry {
	var list []entry
	for _, h := range o.page.account.Watch {
		if list == nil {
			list = append(list, heading("WATCH LISTS", words.OfWatch))
		}
		role := theme.Good
		if h.Stance == watch.Bad {
			role = theme.Bad
		}
		l := draw.T(role, words.Clean(h.List)+" ").Add(theme.Dim, "("+h.Stance.String())
		if h.Class != "" {
			l = l.Add(theme.Dim, ", "+words.Clean(h.Class))
		}
		l = l.Add(theme.Dim, ")  "+h.Kind+" ").Add(theme.Plain, words.Clean(h.Value)).Add(theme.Dim, " "+words.Listed(h))
		if h.Note != "" {
			l = l.Add(theme.Dim, "; "+words.Clean(h.Note))
		}
		v := value{h.Kind, h.Value, ""}
		if k, ok := model.KindByName(h.Kind); ok {
			v.pivot = pivotRef(k, h.Value)
		}
		list = append(list, entry{values: append([]value{v}, nonEmpty(value{ofAList, h.Note, ""})...), lines: wrapped(2, l)})
	}
	return list
}

// mostEvidence is how many rows of the strongest link are shown.
const mostEvidence = 5

func (o *overview) strongest() []entry {
	l := o.linked
	head := "STRONGEST LINK"
	switch {
	case l == nil:
		return []entry{heading(head, "looking"+o.page.env.Theme.Glyphs.Ellipsis)}
	case !l.known:
		return []entry{heading(head, ""), {tab: "links", lines: wrapped(0, draw.T(theme.Dim, "The links are not worked out yet; the tab 'links' does it."))}}
	case len(l.links) == 0:
		return []entry{heading(head, ""), {tab: "links", lines: wrapped(0, draw.T(theme.Dim, "Nobody is linked to it."))}}
	}
	k := l.links[0]
	other := l.others[k.B]
	to := page.Place{Page: page.Account, Ref: other.ID.String()}
	list := []entry{heading(head, "of "+words.Count(len(l.links), "link"))}
	list = append(list,
		entry{place: to, values: nonEmpty(value{"account id", other.ID.String(), ""}, value{"display name", other.DisplayName, ""}),
			lines: wrapped(2, draw.Line{draw.Class(o.page.env.Theme, k.Class)}.Add(theme.Plain, "  "+text.Display(other.ID.String())+"  "+text.Display(other.DisplayName)),
				draw.T(theme.Dim, "  "+words.Strength(k)))},
		entry{tab: "links", lines: wrapped(0, draw.T(theme.Good, words.Innocent(k.Best)))})
	shown := 0
	for i := range k.Evidence {
		if e := &k.Evidence[i]; e.Bits != 0 && shown < mostEvidence {
			list = append(list, entry{values: evidenceValues(e), lines: wrapped(bitsWidth, evidenceLine(k, e))})
			shown++
		}
	}
	if n := len(k.Evidence) - shown; n > 0 {
		more := draw.T(theme.Dim, "       and the prior, and "+words.Count(n, "more row"))
		list = append(list, entry{tab: "links", lines: wrapped(bitsWidth, more)})
	}
	return list
}

func (o *overview) ring() []entry {
	l := o.linked
	if l == nil || l.ring == nil {
		return nil
	}
	said := draw.Plain(words.InRing(l.ring, words.Who(l.others[l.ring.ID])))
	lines := []draw.Line{said, draw.T(theme.Good, words.Innocent(l.ring.Best))}
	return []entry{heading("RING", o.page.env.Keys.Key(keys.Ring)+" opens it"),
		{place: page.Place{Page: page.Ring, Ref: o.page.id()}, lines: wrapped(0, lines...)}}
}

func (o *overview) open() (func() tea.Cmd, string) {
	e := o.current()
	switch {
	case e == nil:
	case e.place.Page != "":
		return func() tea.Cmd { return page.Open(e.place) }, ""
	case e.tab != "":
		return func() tea.Cmd { return o.page.show(e.tab) }, ""
	}
	return nil, "the cursor is on nothing that can be opened"
}

func (o *overview) click(x, y int) tea.Cmd {
	i := o.hit(x, y)
	if i < 0 || o.entry(i).rest {
		return nil
	}
	if i == o.cursor {
		return o.page.open()
	}
	o.to(i, 1)
	return nil
}
