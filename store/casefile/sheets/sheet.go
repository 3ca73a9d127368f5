package sheets

import (
	"io"
	"strconv"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/export"
)

// Losses says for each file what of the record it does not carry.
var Losses = map[string][]string{
	"accounts.csv": {
		"The rows that a score is made of are not in it.",
		"Of signals and watch lists it has the codes and names, not what was observed nor what would make it wrong.",
		"Who put an account on hold, protected or cleared it is not in it, nor when.",
		"Of the links it has how many an account has and their strongest class, not their evidence.",
	},
	"identifiers.csv": {
		"Identifiers that are in the case by themselves, and the trails that led to them, are not in it.",
	},
	"events.csv": {
		"Times are in UTC: the offset that a source wrote them with is not in it.",
		"Rows of imported files are not in it, only their names and lines.",
	},
	"decisions.csv": {
		"The evidence, the warnings and the alternatives of a proposal are not in it, nor what was hashed and approved.",
		"Approvals that do not count are not in it, nor are signatures and what reviewers wrote.",
		"The texts of policies are not in it.",
	},
}

// sheet is a table of a record.
type sheet struct {
	*export.Table
	defang bool
	row    []model.Untrusted
}

func begin(w io.Writer, r *casefile.Record, columns []string) *sheet {
	return &sheet{Table: export.NewTable(w, columns...), defang: r.Defang, row: make([]model.Untrusted, 0, len(columns))}
}

// value adds a cell with a value of a kind of identifier.
func (s *sheet) value(kind string, t casefile.Text) {
	if s.defang {
		t = casefile.Defang(kind, t)
	}
	s.row = append(s.row, model.Untrusted(t))
}

// texts adds cells with texts of no kind.
func (s *sheet) texts(texts ...casefile.Text) {
	for _, t := range texts {
		s.value("", t)
	}
}

// strings adds cells with words, which are treated as texts are: people choose some of
// them, such as logins.
func (s *sheet) strings(words ...string) {
	for _, w := range words {
		s.value("", casefile.Text(w))
	}
}

// numbers adds cells with numbers, empty where there are none.
func (s *sheet) numbers(numbers ...int) {
	for _, n := range numbers {
		cell := ""
		if n != 0 {
			cell = strconv.Itoa(n)
		}
		s.strings(cell)
	}
}

// times adds cells with times, empty where they are not known.
func (s *sheet) times(times ...casefile.Time) {
	for _, t := range times {
		s.strings(t.String())
	}
}

// yes adds a cell that says yes, or is empty.
func (s *sheet) yes(is bool) {
	if is {
		s.strings("yes")
	} else {
		s.strings("")
	}
}

// list adds a cell with several values, each in its place; empty where all of them are.
func list[T ~string](s *sheet, values []T) {
	var b strings.Builder
	some := false
	for i, v := range values {
		if i > 0 {
			b.WriteString(" | ")
		}
		b.WriteString(string(v))
		some = some || v != ""
	}
	if !some {
		b.Reset()
	}
	s.strings(b.String())
}

// end writes the row.
func (s *sheet) end() {
	s.Row(s.row...)
	s.row = s.row[:0]
}
