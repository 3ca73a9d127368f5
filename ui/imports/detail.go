package imports

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// tab is a way to look at a file.
type tab uint8

const (
	tabFields tab = iota
	tabRows
	tabRejects
	tabNotes
	tabs
)

// detailHead is the lines above the table of a tab: the tabs, and what the file is.
const detailHead = 2

func newDetail() [tabs]*table.Table {
	fields := table.New(table.Column{Key: "column", Title: "COLUMN", Least: 16, Most: 36}, table.Column{Key: "field", Title: "READ AS", Least: 12})
	rows := table.New(table.Column{Key: "line", Title: "LINE", Least: 6, Most: 9, Right: true},
		table.Column{Key: "account", Title: "ACCOUNT", Least: 16, Most: 44},
		table.Column{Key: "name", Title: "NAME", Least: 12, Most: 28, Drop: 2},
		table.Column{Key: "identifiers", Title: "IDENTIFIERS", Least: 16},
		table.Column{Key: "events", Title: "EVENTS", Least: 24, Most: 50, Drop: 1})
	rejects := table.New(table.Column{Key: "line", Title: "LINE", Least: 6, Most: 9, Right: true},
		table.Column{Key: "field", Title: "FIELD", Least: 10, Most: 20, Drop: 1},
		table.Column{Key: "reason", Title: "REASON", Least: 20, Most: 70},
		table.Column{Key: "raw", Title: "THE ROW", Least: 16, Drop: 2})
	notes := table.New(table.Column{Key: "note", Title: "NOTE", Least: 20})
	return [tabs]*table.Table{fields, rows, rejects, notes}
}

// current is the file under the cursor.
func (p *Page) current() *file {
	if i := p.sheet.Cursor(); i < len(p.files) {
		return &p.files[i]
	}
	return nil
}

// rejects gives the rejected rows of a file as far as they are known, and how many
// there are; all is false where only the beginning was read.
func (f *file) rejects() (rows []model.Reject, total int, all bool) {
	switch {
	case f.loaded != nil:
		return f.loaded.Rejects.Rows(), f.loaded.Rejects.Total(), true
	case f.glance != nil:
		return f.glance.Rejects, len(f.glance.Rejects), f.glance.Whole
	}
	return nil, 0, false
}

func (f *file) notes() []string {
	switch {
	case f.loaded != nil:
		return f.loaded.Result.Notes
	case f.glance != nil:
		return f.glance.Notes
	}
	return nil
}

// showDetail puts the file under the cursor into the tables of the tabs.
func (p *Page) showDetail() {
	f := p.current()
	if f == nil {
		return
	}
	if p.shown == f.path {
		return
	}
	p.shown = f.path
	var fields, rows, rejects, notes []table.Row
	add := func(list *[]table.Row, cells ...draw.Span) {
		*list = append(*list, table.Row{ID: uint64(len(*list)), Cells: cells})
	}
	if g := f.glance; g != nil {
		for _, c := range g.Columns {
			field := draw.Span{Role: theme.Good, Text: c.Field}
			if c.Field == "" {
				field = draw.Span{Role: theme.Dim, Text: "not used"}
			}
			add(&fields, draw.Span{Text: shortened(c.Name)}, field)
		}
		for _, r := range g.Rows {
			add(&rows, rowCells(r)...)
		}
	}
	list, _, _ := f.rejects()
	for _, r := range list {
		add(&rejects, draw.Span{Role: theme.Dim, Text: words.Thousands(r.Line)}, draw.Span{Role: theme.Info, Text: words.Clean(r.Field)},
			draw.Span{Role: theme.Warn, Text: words.Clean(r.Reason)}, draw.Span{Role: theme.Dim, Text: shortened(r.Raw)})
	}
	for _, n := range f.notes() {
		add(&notes, draw.Span{Text: words.Clean(n)})
	}
	shown := []string{"line", "account", "name", "identifiers"}
	if f.glance != nil && slices.ContainsFunc(f.glance.Rows, func(r model.Row) bool { return len(r.Events) > 0 }) {
		shown = append(shown, "events")
	}
	p.detail[tabRows].Show(shown)
	for i, list := range [tabs][]table.Row{fields, rows, rejects, notes} {
		p.detail[i].Reset(0, 0)
		p.detail[i].Set(list)
	}
	p.detail[tabRejects].Empty = "every row can be used"
	if f.loaded == nil {
		p.detail[tabRejects].Empty = "every row so far can be used"
	}
	p.detail[tabNotes].Empty = "nothing to remark"
}

func rowCells(r model.Row) []draw.Span {
	a := &r.Account
	name := a.Fact(model.FieldDisplayName)
	if name == "" {
		name = a.Fact(model.FieldUsername)
	}
	events := ""
	if n := len(r.Events); n > 0 {
		e := r.Events[0]
		parts := []string{words.Minute(e.Time), shortened(e.Action), shortened(e.IP), e.Country}
		events = strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
		if n > 1 {
			events = words.Thousands(n) + ", first " + events
		}
	}
	return []draw.Span{{Role: theme.Dim, Text: words.Thousands(r.Line)}, {Text: shortened(a.ID.String())}, {Text: shortened(name)},
		{Text: identifiers(a.Identifiers)}, {Role: theme.Dim, Text: events}}
}

// identifiers lists the first identifiers of an account.
func identifiers(ids []model.Identifier) string {
	const most = 8
	var parts []string
	for _, id := range ids[:min(len(ids), most)] {
		parts = append(parts, id.Kind.String()+" "+shortened(id.Value))
	}
	if len(ids) > most {
		parts = append(parts, "and "+words.Thousands(len(ids)-most)+" more")
	}
	return strings.Join(parts, "  ")
}

// clip keeps the beginning of a text that a cell could show.
func clip(u model.Untrusted) model.Untrusted {
	const most = 300
	if len(u) <= most {
		return u
	}
	n := most
	for n > most-utf8.UTFMax && !utf8.RuneStart(u[n]) {
		n--
	}
	return u[:n]
}

func shortened(u model.Untrusted) string { return text.Display(clip(u)) }

// tabTitles gives the tabs of a file with their counts.
func (p *Page) tabTitles(f *file) [tabs]string {
	out := [tabs]string{"fields", "rows", "rejected", "notes"}
	if f.glance != nil {
		out[tabFields] += " " + words.Thousands(len(f.glance.Columns))
		out[tabRows] = "first rows"
	}
	if _, n, all := f.rejects(); n > 0 || all {
		out[tabRejects] += " " + words.Thousands(n)
	}
	if n := len(f.notes()); n > 0 {
		out[tabNotes] += " " + words.Thousands(n)
	}
	return out
}

const tabGap = 2

func (p *Page) viewDetail() draw.Block {
	th, f := p.env.Theme, p.current()
	if f == nil {
		return nil
	}
	border := theme.Border
	if p.focus == onDetail {
		border = theme.Focus
	}
	bar := draw.T(border, th.Glyphs.Horizontal)
	for i, title := range p.tabTitles(f) {
		if f.err != nil {
			break
		}
		role := theme.Dim
		if tab(i) == p.tab {
			role = theme.Resting
			if p.focus == onDetail {
				role = theme.Cursor
			}
		}
		bar = bar.Add(border, th.Glyphs.Horizontal).Add(role, " "+title+" ").Add(border, th.Glyphs.Horizontal)
	}
	ways := p.ways(f)
	if left := p.width - bar.Width() - ways.Width(); left > 0 {
		bar = append(bar.Add(border, strings.Repeat(th.Glyphs.Horizontal, left)), ways...)
	}
	out := draw.Block{draw.Paint(th, bar, p.width, theme.Plain)}
	if f.err != nil {
		return append(out, p.viewFault(f)...)
	}
	out = append(out, draw.Paint(th, append(draw.Plain(" "), p.aboutLine(f)...), p.width, theme.Plain))
	return append(out, p.viewPart(p.detail[p.tab], onDetail)...)
}

// ways says which keys lead from one part of the page to the other, at the end of the
// tabs; as much as there is room for.
func (p *Page) ways(f *file) draw.Line {
	if f.err != nil {
		return nil
	}
	k := p.env.Keys
	l := draw.T(theme.Plain, " ").Add(theme.Key, k.Key(keys.NextTab))
	switch {
	case p.width < 76:
	case p.focus == onFiles:
		return l.Add(theme.Dim, " into the file ")
	case len(p.files) > 1:
		return l.Add(theme.Dim, " next  ").Add(theme.Key, k.Key(keys.Left)).Add(theme.Dim, " files ")
	default:
		return l.Add(theme.Dim, " next ")
	}
	return l.Add(theme.Plain, " ")
}

// aboutLine says what the file is, or where its rejected rows are.
func (p *Page) aboutLine(f *file) draw.Line {
	if f.glance == nil {
		return draw.T(theme.Dim, "looking"+p.env.Theme.Glyphs.Ellipsis)
	}
	rows, total, _ := f.rejects()
	if p.tab != tabRejects || total == 0 {
		l := draw.Line{}
		if len(p.files) > 1 {
			l = l.Add(theme.Title, f.name).Add(theme.Dim, " "+p.env.Theme.Glyphs.Bullet+" ")
		}
		return l.Add(theme.Dim, about(f.glance, p.env.Theme))
	}
	l := draw.Line{}
	if len(rows) < total {
		l = l.Add(theme.Warn, "the first "+words.Thousands(len(rows))+" of "+words.Thousands(total)+"  ")
	}
	switch {
	case f.loaded == nil:
		l = l.Add(theme.Dim, "of the rows that were looked at so far")
	case f.loaded.RejectedFile != "":
		l = l.Add(theme.Dim, "written to "+words.Clean(f.loaded.RejectedFile))
	default:
		l = l.Add(theme.Dim, "they would go to "+f.rejectsGo())
	}
	return l
}

// viewFault draws why a file cannot be read, with what would help.
func (p *Page) viewFault(f *file) draw.Block {
	th := p.env.Theme
	said := page.Problem(f.err)
	lines := []draw.Line{draw.T(theme.Bad, said.Text), nil}
	if hint, mapping := suggestion(f.err); hint != "" {
		lines = append(lines, draw.T(theme.Dim, words.Clean(hint)))
		for _, l := range text.Lines(model.Untrusted(mapping), 200) {
			lines = append(lines, draw.T(theme.Info, "  "+l))
		}
		if mapping != "" {
			lines = append(lines, nil, draw.T(theme.Key, p.env.Keys.Key(keys.Copy)).Add(theme.Dim, " copies it; saved to a file and corrected, ").
				Add(theme.Key, p.env.Keys.Key(keys.Options)).Add(theme.Dim, " reads by it"))
		}
	}
	block := draw.Paragraphs(th, lines, max(p.width-2, 1))
	for i := range block {
		block[i] = draw.Splice(strings.Repeat(" ", p.width), block[i], 1, p.width)
	}
	if p.width < 3 {
		return nil
	}
	return block
}

// suggestion splits the hint of an error from the mapping that it ends with.
func suggestion(err error) (hint, mapping string) {
	var e *model.Error
	if !errors.As(err, &e) {
		return "", ""
	}
	hint, mapping, _ = strings.Cut(e.Hint, "\n")
	return hint, mapping
}

// inspect shows the whole of the row under the cursor.
func (p *Page) inspect() tea.Cmd {
	f := p.current()
	i := p.detail[p.tab].Cursor()
	if f == nil {
		return nil
	}
	var lines []draw.Line
	title := ""
	switch p.tab {
	case tabRows:
		if f.glance == nil || i >= len(f.glance.Rows) {
			return nil
		}
		r := &f.glance.Rows[i]
		title = "Row " + strconv.FormatUint(r.Line, 10)
		lines = rowLines(r)
	case tabRejects:
		rows, _, _ := f.rejects()
		if i >= len(rows) {
			return nil
		}
		title = "Rejected row " + strconv.FormatUint(rows[i].Line, 10)
		lines = append(lines, draw.T(theme.Warn, words.Rejected(rows[i].Field, rows[i].Reason, 1, rows[i].Line)), nil)
		for _, l := range text.Lines(rows[i].Raw, 200) {
			lines = append(lines, draw.Plain(l))
		}
	default:
		return nil
	}
	return page.Tell(page.Show{Overlay: &overlay.Reader{Env: p.env, Title: title, Lines: lines}})
}

// rowLines says all that was read from a row, and the row as it came.
func rowLines(r *model.Row) []draw.Line {
	a := &r.Account
	line := func(what string, u model.Untrusted) draw.Line {
		return draw.T(theme.Dim, what+"  ").Add(theme.Plain, text.Display(u))
	}
	lines := []draw.Line{line("account", a.ID.String())}
	for _, f := range a.Facts {
		lines = append(lines, line(f.Field.String(), f.Value))
	}
	for _, id := range a.Identifiers {
		lines = append(lines, line(id.Kind.String(), id.Value))
	}
	for _, e := range r.Events {
		lines = append(lines, line("event "+words.Minute(e.Time), e.Action+" "+e.IP+" "+e.UserAgent))
	}
	for _, f := range a.Flags {
		lines = append(lines, line("flag", f.Source+" "+f.Reason))
	}
	for _, t := range a.Tags {
		lines = append(lines, line("tag", t))
	}
	lines = append(lines, nil, draw.T(theme.Head, "AS IT CAME"))
	for _, l := range text.Lines(r.Raw, 200) {
		lines = append(lines, draw.Plain(l))
	}
	return lines
}
