package account

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/base"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// sources is the tab of the rows that everything came from, as they came.
type sources struct {
	split
	page  *Page
	files []base.FileMeta
	list  []model.Source
	raw   *rawRow // of the row under the cursor, or of one before
	err   error   // why there is none
}

// rawRow is a row as it came.
type rawRow struct {
	source model.Source
	row    model.Untrusted
	shown  []string // clean, in pieces of lines
}

func newSources(p *Page) *sources {
	s := &sources{page: p}
	s.one = "row"
	s.table = table.New(
		table.Column{Key: "file", Title: "FILE", Least: 20},
		table.Column{Key: "line", Title: "LINE", Least: 9, Most: 12, Right: true},
		table.Column{Key: "profile", Title: "READ AS", Least: 10, Most: 16, Drop: 1},
	)
	s.table.Focused, s.table.Empty = true, "reading where it came from"
	half(&s.split)
	s.about, s.moved = s.detail, s.fetch
	return s
}

func (s *sources) name() string { return "sources" }

func (s *sources) count() int {
	if s.page.overview.activity == nil {
		return -1
	}
	return len(s.list)
}

func (s *sources) file(src model.Source) base.FileMeta {
	if int(src.File) < len(s.files) {
		return s.files[src.File]
	}
	return base.FileMeta{}
}

func (s *sources) put(list []model.Source) tea.Cmd {
	s.list = list
	s.table.Empty = "no row of a file speaks of it"
	rows := make([]table.Row, len(list))
	for i, src := range list {
		f := s.file(src)
		rows[i] = table.Row{ID: uint64(src.File)<<40 | src.Line, Cells: []draw.Span{{Role: theme.Plain, Text: text.Display(f.Name)},
			{Role: theme.Plain, Text: words.Thousands(src.Line)}, {Role: theme.Dim, Text: words.Clean(f.Profile)}}}
	}
	s.table.Set(rows)
	return s.refresh()
}

// status says where the list ends: the rows of events that are older are not in it.
func (s *sources) status() draw.Line {
	l := s.split.status()
	if act := s.page.overview.activity; l != nil && act != nil && act.read < s.page.account.AccountRow.Events {
		l = l.Add(theme.Dim, ", those of the account and of "+act.looked(s.page.account.AccountRow.Events))
	}
	return l
}

func (s *sources) current() (model.Source, bool) {
	if i := s.table.Cursor(); i < len(s.list) {
		return s.list[i], true
	}
	return model.Source{}, false
}

// fetch asks for the row under the cursor, once the tab is shown.
func (s *sources) fetch() tea.Cmd {
	src, ok := s.current()
	if !ok || s.page.tab() != s || s.raw != nil && s.raw.source == src {
		return nil
	}
	db := s.page.store
	s.err = nil
	return page.Ask(&s.page.opening, func(ctx context.Context) (rawRow, error) {
		row, err := db.RawRow(ctx, src)
		return rawRow{src, row, pieces(row)}, err
	})
}

func (s *sources) take(msg page.Answer[rawRow]) tea.Cmd {
	if !page.Takes(&s.page.opening, msg) {
		return nil
	}
	if s.err = msg.Err; msg.Err != nil {
		s.describe()
		return page.Fail(msg.Err)
	}
	s.raw = &msg.Value
	s.describe()
	return nil
}

func (s *sources) detail() (draw.Line, func(int) []draw.Line) {
	src, _ := s.current()
	f := s.file(src)
	title := draw.T(theme.Title, words.Line(f.Name, src.Line))
	head := []draw.Line{draw.T(theme.Dim, "SHA-256 "+words.Clean(f.SHA256))}
	if s.raw == nil || s.raw.source != src {
		wait := "reading the row" + s.page.env.Theme.Glyphs.Ellipsis
		if s.err != nil {
			wait = "the row cannot be read: " + page.Problem(s.err).Text
		}
		return title, wrapped(0, append(head, draw.T(theme.Dim, wait))...)
	}
	shown := s.raw.shown
	return title, func(width int) []draw.Line {
		out := wrapped(0, head...)(width)
		for _, piece := range shown {
			for _, l := range fold(piece, width) {
				out = append(out, draw.Plain(l))
			}
		}
		return out
	}
}

func (s *sources) values() []value {
	src, ok := s.current()
	if !ok {
		return nil
	}
	var list []value
	if s.raw != nil && s.raw.source == src {
		list = append(list, value{"raw row", s.raw.row, ""})
	}
	f := s.file(src)
	return append(list, nonEmpty(value{"file and line", model.Untrusted(fmt.Sprintf("%s:%d", f.Name, src.Line)), ""}, value{"SHA-256 of the file", model.Untrusted(f.SHA256), ""})...)
}

func (s *sources) open() (func() tea.Cmd, string) { return nil, "the row is shown beside it" }

const (
	mostRaw   = 32 << 10 // bytes of a row that are shown
	pieceSize = 2 << 10  // less than what text.Display shows of one text
)

// pieces makes the lines of a row clean, long ones in pieces, as one text is shown only
// up to a length.
func pieces(row model.Untrusted) []string {
	s := string(row)
	left := 0
	if len(s) > mostRaw {
		left = len(s) - cutAt(s, mostRaw)
		s = s[:len(s)-left]
	}
	var out []string
	for line := range strings.Lines(s) {
		line = strings.TrimRight(line, "\r\n")
		for len(line) > pieceSize {
			n := cutAt(line, pieceSize)
			out = append(out, text.Display(model.Untrusted(line[:n])))
			line = line[n:]
		}
		out = append(out, text.Display(model.Untrusted(line)))
	}
	if left > 0 {
		out = append(out, fmt.Sprintf("and %s more; 'clew show --raw' shows all", words.Count(left, "byte")))
	}
	return out
}

// cutAt gives where to cut a text of more than n bytes: after a comma or a space in its
// last part, and never within a character.
func cutAt(s string, n int) int {
	if i := strings.LastIndexAny(s[n/2:n], ", "); i >= 0 {
		return n/2 + i + 1
	}
	for n > 1 && !utf8.RuneStart(s[n]) {
		n--
	}
	return n
}

// fold breaks a clean text after every width columns: a row of data has no words.
func fold(s string, width int) (out []string) {
	for s != "" {
		n := prefix(s, width)
		out = append(out, s[:n])
		s = s[n:]
	}
	if out == nil {
		return []string{""}
	}
	return out
}

// prefix gives how many bytes of a clean text take up at most width columns, at least
// one character.
func prefix(s string, width int) int {
	at, used := 0, 0
	for at < len(s) {
		n, w := 1, 1
		// What follows may join an ASCII letter, but no ASCII letter does.
		if s[at] >= utf8.RuneSelf || at+1 < len(s) && s[at+1] >= utf8.RuneSelf {
			var cluster string
			cluster, w = text.FirstCluster(s[at:])
			n = len(cluster)
		}
		if used += w; used > width && at > 0 {
			break
		}
		at += n
	}
	return at
}
