package ingest

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"github.com/seed-28a39f10/clew/model"
)

// Mapping says how an export that no profile knows is read: which column, or
// which key of a JSON object, is which field of an account. See [ParseMapping].
type Mapping struct {
	name      string
	platform  string
	envelope  []string
	headless  bool
	columns   []string
	delimiter byte
	separator string
	times     timeForm
	fields    []mapField
}

// mapField is one line of the table "fields".
type mapField struct {
	to      target
	sources []mapSource
	line    int
}

// mapSource is a constant, or columns whose values are joined with a space.
type mapSource struct {
	constant string
	columns  []string
}

// maxMapping is the size of a mapping, in bytes.
const maxMapping = 64 << 10

// ParseMapping reads a mapping in TOML, at most 64 KiB. Name is for messages.
//
//	platform = "example"         # of all accounts that have no platform of their own
//	envelope = "log.data"        # JSON: the keys on the way to the row
//	header = false               # CSV without a header; columns then names them all
//	columns = ["id", "seen"]
//	delimiter = ";"              # CSV, where looking does not find it
//	separator = ";"              # between several values in one cell
//	time_format = "%d.%m.%Y"     # as strptime, or as Go's package time
//	time_unit = "ms"             # of times that are numbers: s, ms, us or ns
//
//	[fields]
//	account_id = "RECORD_ID"
//	phone = ["PHONE", "MOBILE"]  # several identifiers, or the first value that there is
//	name = "FIRST + LAST"        # joined with a space
//	flag_source = "=watch list"  # a constant
//
// The keys of the table are the names of the account export: account_id,
// username, created_at, every kind of identifier, signin_time and so on. In JSON
// a column is a key or, with dots, a path. A key that is not known is an error
// that names its line.
func ParseMapping(r io.Reader, name string) (*Mapping, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxMapping+1))
	if err != nil {
		return nil, &model.Error{Kind: model.ErrInput, Message: "the mapping cannot be read", Where: model.Untrusted(name), Err: err}
	}
	m := &Mapping{name: name}
	if len(text) > maxMapping {
		return nil, m.fail(0, fmt.Sprintf("larger than %d bytes", maxMapping), "")
	}
	// The decoder sees to the syntax and to keys that are there twice; the tree
	// has the lines.
	var whole map[string]any
	if err := toml.Unmarshal(text, &whole); err != nil {
		line := 0
		var at *toml.DecodeError
		if errors.As(err, &at) {
			line, _ = at.Position()
		}
		return nil, m.fail(line, "not TOML: "+strings.TrimPrefix(err.Error(), "toml: "), "")
	}
	p := unstable.Parser{}
	p.Reset(text)
	table := ""
	for p.NextExpression() {
		e := p.Expression()
		path, line := keyPath(&p, e)
		switch e.Kind {
		case unstable.Table:
			if table = strings.Join(path, "."); table != "fields" {
				return nil, m.fail(line, fmt.Sprintf("there is no table %q", table), "the only table is [fields]")
			}
		case unstable.KeyValue:
			if table != "" {
				path = append([]string{table}, path...)
			}
			if err := m.set(path, e.Value(), line); err != nil {
				return nil, err
			}
		default:
			return nil, m.fail(line, "not a table or a key that a mapping has", "the only table is [fields]")
		}
	}
	return m, m.check()
}

func (m *Mapping) fail(line int, msg, hint string) error {
	where := m.name
	if line > 0 {
		where += ":" + strconv.Itoa(line)
	}
	return &model.Error{Kind: model.ErrUsage, Message: msg, Where: model.Untrusted(where), Hint: hint}
}

func keyPath(p *unstable.Parser, e *unstable.Node) (path []string, line int) {
	for it := e.Key(); it.Next(); {
		if line == 0 {
			line = p.Shape(it.Node().Raw).Start.Line
		}
		path = append(path, string(it.Node().Data))
	}
	return path, line
}

// set takes one key.
func (m *Mapping) set(path []string, v *unstable.Node, line int) (err error) {
	if path[0] == "fields" && len(path) == 2 {
		return m.setField(path[1], v, line)
	}
	key := strings.Join(path, ".")
	text := func() string {
		if v.Kind != unstable.String {
			err = m.fail(line, key+" is not a string", `write it as `+key+` = "..."`)
		}
		return string(v.Data)
	}
	switch key {
	case "platform":
		if m.platform = text(); err == nil && !validPlatform(m.platform) {
			return m.fail(line, "not a platform's name", "use lower-case letters, digits, '.', '_' and '-'")
		}
	case "envelope":
		m.envelope = strings.Split(text(), ".")
	case "header":
		if v.Kind != unstable.Bool {
			return m.fail(line, "header is neither true nor false", "")
		}
		m.headless = string(v.Data) == "false"
	case "columns":
		m.columns, err = m.strings(v, key, line)
	case "delimiter":
		s := text()
		if len(s) != 1 && err == nil {
			return m.fail(line, "the delimiter is not one byte", `write it as delimiter = ";"`)
		}
		if err == nil {
			m.delimiter = s[0]
		}
	case "separator":
		m.separator = text()
	case "time_format":
		m.times.layout = timeLayout(text())
	case "time_unit":
		units := map[string]int64{"s": 1e9, "ms": 1e6, "us": 1e3, "ns": 1}
		s := text()
		if m.times.unit = units[s]; m.times.unit == 0 && err == nil {
			return m.fail(line, "not a unit of time that is known", "the units are s, ms, us and ns")
		}
	default:
		return m.fail(line, fmt.Sprintf("a mapping has no key %q", key),
			"the keys are platform, envelope, header, columns, delimiter, separator, time_format, time_unit and the table [fields]")
	}
	return err
}

func (m *Mapping) strings(v *unstable.Node, key string, line int) ([]string, error) {
	if v.Kind == unstable.String {
		return []string{string(v.Data)}, nil
	}
	var out []string
	if v.Kind == unstable.Array {
		for it := v.Children(); it.Next(); {
			n := it.Node()
			if n.Kind == unstable.Comment {
				continue
			}
			if n.Kind != unstable.String {
				return nil, m.fail(line, key+" has an element that is not a string", "")
			}
			out = append(out, string(n.Data))
		}
		return out, nil
	}
	return nil, m.fail(line, key+" is neither a string nor a list of strings", "")
}

func (m *Mapping) setField(name string, v *unstable.Node, line int) error {
	t, ok := accountFields[name]
	if !ok || t == tIgnored {
		return m.fail(line, fmt.Sprintf("an account has no field %q", name), "the fields are "+fieldNames())
	}
	list, err := m.strings(v, name, line)
	if err != nil {
		return err
	}
	f := mapField{to: t, line: line}
	for _, s := range list {
		var src mapSource
		if constant, ok := strings.CutPrefix(s, "="); ok {
			src.constant = constant
		} else {
			for part := range strings.SplitSeq(s, " + ") {
				if part = strings.TrimSpace(part); part == "" {
					return m.fail(line, "a column without a name", "")
				}
				src.columns = append(src.columns, part)
			}
		}
		f.sources = append(f.sources, src)
	}
	m.fields = append(m.fields, f)
	return nil
}

// fieldNames lists the documented names, without their aliases.
func fieldNames() string {
	seen := map[target]string{}
	for name, t := range accountFields {
		if t != tIgnored && t != tSignins && (seen[t] == "" || preferred(t, name, seen[t])) {
			seen[t] = name
		}
	}
	var names []string
	for _, name := range seen {
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// preferred reports whether a is the name of t rather than b.
func preferred(t target, a, b string) bool {
	if t >= tKind0 {
		return a == model.Kind(t-tKind0).String()
	}
	for _, name := range [...]string{"account_id", "username", "display_name", "created_at", "claimed_country",
		"claimed_timezone", "claimed_city", "employer", "title", "bio", "risk_score", "payment_instrument"} {
		if a == name {
			return true
		}
		if b == name {
			return false
		}
	}
	return a < b
}

// check settles what single keys cannot.
func (m *Mapping) check() error {
	switch {
	case len(m.fields) == 0:
		return m.fail(0, "the table [fields] is missing or empty", `write at least account_id = "COLUMN" in it`)
	case m.headless && len(m.columns) == 0:
		return m.fail(0, "header = false without columns", `name the columns in order: columns = ["id", "name"]`)
	case !m.headless && len(m.columns) > 0:
		return m.fail(0, "columns without header = false", "the header names the columns; leave out one of the two")
	case !slices.ContainsFunc(m.fields, func(f mapField) bool { return namesAccount(f.to) }):
		return m.fail(0, "no field names the account", `add account_id = "COLUMN", or username, or email`)
	}
	return nil
}

// timeLayout turns a format of strptime into one of package time.
func timeLayout(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	return strings.NewReplacer("%Y", "2006", "%y", "06", "%m", "01", "%d", "02", "%H", "15", "%I", "03", "%M", "04",
		"%S", "05", "%p", "PM", "%b", "Jan", "%B", "January", "%a", "Mon", "%A", "Monday", "%z", "-0700", "%Z", "MST",
		"%e", "_2", "%-d", "2", "%-m", "1", "%-I", "3", "%f", "999999", "%T", "15:04:05", "%F", "2006-01-02", "%%", "%").Replace(s)
}

// Suggest writes a mapping for a header: the columns whose names say what they
// are, and the others as comments to be filled in.
func Suggest(header []string) string {
	var b strings.Builder
	b.WriteString("platform = \"example\"\n\n[fields]\n")
	fields := map[string][]string{}
	var order, rest []string
	account := false
	for _, h := range header {
		name := fieldName(h)
		t := accountFields[name]
		if t == tUnknown || t == tIgnored || len(fields[name]) > 0 {
			rest = append(rest, h)
			continue
		}
		account = account || namesAccount(t)
		order = append(order, name)
		fields[name] = append(fields[name], h)
	}
	if !account {
		b.WriteString("account_id = \"?\"  # the column that names the account\n")
	}
	for _, name := range order {
		fmt.Fprintf(&b, "%s = %s\n", name, quoteTOML(fields[name][0]))
	}
	for _, h := range rest {
		fmt.Fprintf(&b, "# ? = %s\n", quoteTOML(h))
	}
	return b.String()
}

// SuggestHeadless writes a mapping for columns without names, from the values in the first
// row.
func SuggestHeadless(first []string) string {
	var b strings.Builder
	names := make([]string, len(first))
	for i := range names {
		names[i] = fmt.Sprintf("\"c%d\"", i+1)
	}
	fmt.Fprintf(&b, "platform = \"example\"\nheader = false  # the first row looks like data\ncolumns = [%s]\n\n[fields]\naccount_id = \"?\"  # the column that names the account\n",
		strings.Join(names, ", "))
	for i, v := range first {
		fmt.Fprintf(&b, "# ? = %s  # such as %s\n", names[i], quoteTOML(v))
	}
	return b.String()
}

// isData reports whether a row can be no header: a cell of it is a number, a time or an
// address.
func isData(row []string) bool {
	for _, v := range row {
		if len(v) > 3 && strings.Trim(v, "0123456789.:-/+TZ ") == "" || strings.Contains(v, "@") {
			return true
		}
	}
	return false
}

// quoteTOML writes a basic string; what is not plain becomes an escape.
func quoteTOML(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case strconv.IsPrint(r) && r != 0xFFFD:
			b.WriteRune(r)
		case r > 0xFFFF:
			fmt.Fprintf(&b, `\U%08X`, r)
		default:
			fmt.Fprintf(&b, `\u%04X`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
