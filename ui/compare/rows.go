package compare

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/signal"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// part is a piece of a cell that begins on a line of its own.
type part struct {
	role theme.Role
	text string // clean
	most int    // lines
}

// cell is what one account has in a row.
type cell struct {
	key   string          // equal keys are the same value; "" where there is none
	value model.Untrusted // what is copied and inspected
	ref   model.Untrusted // "kind:value" where it can be pivoted on
	parts []part
	fit   *signal.Fit // drawn below the parts
}

// row is one line of the comparison, of whatever height.
type row struct {
	id       string // of the row in the comparison, the same after a refresh
	section  string
	label    string // clean
	note     string // under the label, clean
	cells    []cell // one an account
	mark     mark
	who      string
	identity bool        // what a thief of an identity takes with it
	signal   string      // code
	pair     *pair       // a row about a link; it has no cells
	whole    []draw.Line // instead of cells
}

// The headings of the comparison, in their order.
const (
	sectionLinks   = "LINKS"
	sectionAccount = "ACCOUNT"
	sectionClaimed = "CLAIMED"
	sectionThere   = "ON ITS PLATFORM"
	sectionTimes   = "TIMES, UTC"
	sectionScore   = "SCORE AND SIGNALS"
	sectionCommon  = "IDENTIFIERS IN COMMON"
	sectionOther   = "OTHER IDENTIFIERS"
	sectionFlags   = "WHY IT WAS FLAGGED"
	sectionTags    = "TAGS"
)

// How many lines of a cell are shown; the whole value is one key away.
const (
	valueLines = 6
	aboutLines = 2
)

// plainCell is a cell of one value.
func plainCell(role theme.Role, v model.Untrusted) cell {
	if v == "" {
		return cell{}
	}
	return cell{key: string(v), value: v, parts: []part{{role, text.Display(v), valueLines}}}
}

// comparison makes the rows of some accounts.
type comparison struct {
	accounts []*account
	rows     []row
}

// rowsOf gives the comparison, without its links.
func rowsOf(accounts []*account) []row {
	c := &comparison{accounts: accounts}
	c.names()
	c.facts(sectionClaimed, true)
	c.facts(sectionThere, false)
	c.times()
	c.score()
	c.identifiers()
	c.flags()
	c.tags()
	return c.rows
}

// add appends a row unless no account has anything in it; it is nil then.
func (c *comparison) add(r row) *row {
	if !slices.ContainsFunc(r.cells, func(c cell) bool { return len(c.parts) > 0 }) {
		return nil
	}
	r.mark, r.who = marked(r.cells)
	c.rows = append(c.rows, r)
	return &c.rows[len(c.rows)-1]
}

// each makes a row of a cell for each account.
func (c *comparison) each(section, label string, of func(*account) cell) *row {
	r := row{id: section + "/" + label, section: section, label: label}
	for _, a := range c.accounts {
		r.cells = append(r.cells, of(a))
	}
	return c.add(r)
}

func (c *comparison) names() {
	c.each(sectionAccount, "id", func(a *account) cell { return plainCell(theme.Plain, a.AccountRow.ID.String()) })
	c.each(sectionAccount, "user name", func(a *account) cell { return plainCell(theme.Plain, a.Username) })
	if r := c.each(sectionAccount, "name", func(a *account) cell { return plainCell(theme.Plain, a.DisplayName) }); r != nil {
		r.identity = true
	}
	c.each(sectionAccount, "e-mail", func(a *account) cell { return plainCell(theme.Plain, a.Email) })
	c.each(sectionAccount, "state", func(a *account) cell { return plainCell(theme.Plain, model.Untrusted(a.State)) })
}

// factFields are the facts that are compared, in the order of the page.
var factFields = []model.Field{model.FieldCountry, model.FieldCountryRaw, model.FieldCity, model.FieldTimezone, model.FieldEmployer,
	model.FieldTitle, model.FieldBio, model.FieldStatus, model.FieldUserType, model.FieldPhoneType}

func (c *comparison) facts(section string, claimed bool) {
	for _, f := range factFields {
		if f.Claimed() == claimed {
			c.each(section, words.Field(f), func(a *account) cell { return plainCell(theme.Plain, a.Account.Account.Fact(f)) })
		}
	}
}

func (c *comparison) times() {
	for i, m := range words.Times(&store.AccountRow{}) {
		var known []model.Time
		r := c.each(sectionTimes, m.Label, func(a *account) cell {
			t := words.Times(&a.AccountRow)[i].At
			if t.Known() {
				known = append(known, t)
			}
			return plainCell(theme.Plain, model.Untrusted(words.Minute(t)))
		})
		if r != nil && len(known) > 1 {
			r.note = apart(known)
		}
	}
	if r := c.each(sectionTimes, "hours", hoursCell); r != nil {
		r.note = "by hour, UTC"
	}
}

// apart says how much time lies between the first and the last of some times.
func apart(times []model.Time) string {
	first, last := times[0], times[0]
	for _, t := range times {
		first, last = model.Earlier(first, t), model.Later(last, t)
	}
	const second, minute, hour, day = 1000, 60 * 1000, 60 * 60 * 1000, 24 * 60 * 60 * 1000
	switch ms := last.Milli - first.Milli; {
	case ms >= 2*day:
		return words.Count(ms/day, "day") + " apart"
	case ms >= 2*hour:
		return words.Count(ms/hour, "hour") + " apart"
	case ms >= 2*minute:
		return fmt.Sprintf("%d min apart", ms/minute)
	case ms > 0:
		return fmt.Sprintf("%d s apart", ms/second)
	}
	return ""
}

// fewHalfHours is how many active half-hours say something about a clock; see
// signal TZ-HOURS.
const fewHalfHours = 12

func hoursCell(a *account) cell {
	said := words.Hours(&a.fit)
	if said == "" {
		return cell{}
	}
	c := cell{value: model.Untrusted(said), fit: &a.fit, parts: []part{{theme.Plain, said, valueLines}}}
	if a.fit.Active < fewHalfHours {
		c.parts[0] = part{theme.Dim, "too few to tell: " + said, valueLines}
		return c
	}
	c.key = words.Clock(a.fit.Offset)
	return c
}

func (c *comparison) score() {
	c.each(sectionScore, "score", func(a *account) cell {
		v := words.Score(a.AccountRow.Score)
		return cell{key: v, value: model.Untrusted(v), parts: []part{{theme.Of(a.AccountRow.Score), v, 1}}}
	})
	var codes []string
	for _, a := range c.accounts {
		codes = append(codes, a.AccountRow.Signals...)
	}
	slices.Sort(codes)
	for _, code := range slices.Compact(codes) {
		if r := c.each(sectionScore, words.Clean(code), func(a *account) cell { return signalCell(a, code) }); r != nil {
			r.signal = code
			r.markSignal()
		}
	}
}

// signalCell shows what a signal saw and what would make it wrong, a little of each.
func signalCell(a *account, code string) cell {
	var c cell
	for _, s := range signals(a, code) {
		if s.Facts != "" {
			c.key += string(s.Facts) + "\x00"
		}
		if c.value == "" {
			c.value = s.Facts
		}
		facts := text.Display(s.Facts)
		if facts == "" {
			facts = words.Origin(s.computed, s.Severity)
		}
		c.parts = append(c.parts, part{theme.Plain, facts, aboutLines})
		if s.Counter != "" {
			c.parts = append(c.parts, part{theme.Good, "but: " + text.Display(s.Counter), aboutLines})
		}
	}
	if c.key == "" && c.parts != nil {
		c.key = code
	}
	return c
}

// shownSignal is a signal with where it is from.
type shownSignal struct {
	model.Signal
	computed bool
}

// signals gives the signals of one code: a source's word is one thing, and what can
// be worked out again another.
func signals(a *account, code string) (all []shownSignal) {
	for _, s := range a.Account.Account.Signals {
		if s.Code == code {
			all = append(all, shownSignal{s, false})
		}
	}
	for _, s := range a.Computed {
		if s.Code == code {
			all = append(all, shownSignal{s, true})
		}
	}
	return all
}

func (c *comparison) flags() {
	var sources []model.Untrusted
	for _, a := range c.accounts {
		for _, f := range a.Account.Account.Flags {
			sources = append(sources, f.Source)
		}
	}
	slices.Sort(sources)
	for _, source := range slices.Compact(sources) {
		label := words.Clean(source)
		if source == "" {
			label = "no name"
		}
		c.each(sectionFlags, label, func(a *account) cell { return flagCell(a, source) })
	}
}

// flagCell shows what one source said of an account.
func flagCell(a *account, source model.Untrusted) cell {
	var c cell
	for _, f := range a.Account.Account.Flags {
		if f.Source != source {
			continue
		}
		c.key += string(f.Reason) + "\x00"
		if c.value == "" {
			c.value = f.Reason
		}
		reason := text.Display(f.Reason)
		if f.Score > 0 {
			reason = words.ScoreNumber(float64(f.Score)) + ": " + reason
		}
		by := words.FlaggedBy(f, slices.Contains(a.WatchFlags, f))
		c.parts = append(c.parts, part{theme.Plain, reason, aboutLines}, part{theme.Dim, by, aboutLines})
	}
	return c
}

func (c *comparison) tags() {
	lists := make([][]cell, len(c.accounts))
	for i, a := range c.accounts {
		for _, t := range a.AccountRow.Tags {
			lists[i] = append(lists[i], plainCell(theme.Info, t))
		}
	}
	common, others := aligned(lists)
	for i, cells := range append(common, others...) {
		c.add(row{id: fmt.Sprint(sectionTags, i), section: sectionTags, label: "tag", cells: cells})
	}
}

// linkRows says what links each pair, the strongest first, and what would explain that
// innocently.
func linkRows(pairs []pair, known bool) []row {
	if !known {
		return []row{{id: sectionLinks, section: sectionLinks, whole: []draw.Line{draw.T(theme.Dim, "what links them is being worked out")}}}
	}
	var rows []row
	pairs = slices.Clone(pairs)
	slices.SortStableFunc(pairs, func(x, y pair) int { return cmp.Compare(y.link.Bits, x.link.Bits) })
	for i := range pairs {
		p := &pairs[i]
		rows = append(rows, row{id: sectionLinks + letter(p.a) + letter(p.b), section: sectionLinks, pair: p, whole: describe(p)})
	}
	return rows
}

// mostEvidence is how many kinds of evidence stand beside a link.
const mostEvidence = 4

// describe says what links a pair.
func describe(p *pair) []draw.Line {
	k := p.link
	head := draw.T(theme.Title, letter(p.a)+" "+letter(p.b)).Add(draw.ClassRole(k.Class), "  "+k.Class.String()).Add(theme.Plain, "  "+words.Strength(k))
	lines := []draw.Line{head}
	if j := k.Judged; j != nil {
		lines = append(lines, draw.T(theme.Head, "     "+words.Judged(j)))
	}
	speaking := slices.DeleteFunc(slices.Clone(k.Evidence), func(e store.Evidence) bool { return e.Bits <= 0 })
	if len(speaking) == 0 {
		lines[0] = lines[0].Add(theme.Dim, "; they share nothing that counts")
		return lines
	}
	l := draw.T(theme.Plain, "     ")
	for i, e := range speaking[:min(len(speaking), mostEvidence)] {
		if i > 0 {
			l = l.Add(theme.Dim, ", ")
		}
		l = l.Add(theme.Strong, words.Odds(e.Bits)+" ").Add(theme.Dim, e.Value.Kind.String())
		if e.Text != "" {
			l = l.Add(theme.Plain, " "+text.Display(e.Text))
		}
	}
	if more := len(speaking) - mostEvidence; more > 0 {
		l = l.Add(theme.Dim, " and "+words.Count(more, "more row"))
	}
	return append(lines, l, draw.T(theme.Good, "     "+words.Innocent(k.Best)))
}
