package watchlist

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// records goes through delimited text by record. A quote opens a field only at
// its start, behind spaces at most; inside, it is doubled.
type records struct {
	lines
	delim  byte
	fields []string // of the last record; the next one overwrites them
	lost   int      // quotes never closed so far
}

const (
	whyUnclosed = "a quote is opened and never closed"
	maxLost     = 16 // unclosed quotes: each costs a look through 1 MiB
)

// next reads a record and gives the line it begins on; bad says why it has no
// fields. Comments and blank lines are passed over.
func (c *records) next() (line uint64, bad string, ok bool) {
	for {
		start, n := c.at, c.n
		row, ok := c.lines.next()
		if !ok {
			return 0, "", false
		}
		if t := strings.TrimSpace(row); t == "" || t[0] == '#' {
			continue
		}
		if len(row) > maxLine {
			return n + 1, whyLong, true
		}
		c.fields = c.fields[:0]
		if strings.IndexByte(row, '"') < 0 {
			for {
				i := strings.IndexByte(row, c.delim)
				if i < 0 {
					c.fields = append(c.fields, strings.TrimSpace(row))
					return n + 1, "", true
				}
				c.fields = append(c.fields, strings.TrimSpace(row[:i]))
				row = row[i+1:]
			}
		}
		stop := min(len(c.text), start+maxLine)
		end := c.quoted(c.text[start:stop], stop < len(c.text))
		if end < 0 {
			// The line of the quote is lost and the next one is a record again.
			c.lost++
			return n + 1, whyUnclosed, true
		}
		c.at, c.n = start+end, n+uint64(strings.Count(c.text[start:start+end], string(c.newline)))
		if end == len(c.text)-start && c.text[len(c.text)-1] != c.newline {
			c.n++
		}
		return n + 1, "", true
	}
}

// quoted reads the fields of the record that s begins with and gives where the
// next one begins, -1 where it does not end within s. More says that the text
// goes on after s.
func (c *records) quoted(s string, more bool) int {
	i := 0
	for {
		for i < len(s) && s[i] == ' ' {
			i++
		}
		var b strings.Builder
		if i < len(s) && s[i] == '"' {
			i++
			for {
				q := strings.IndexByte(s[i:], '"')
				if q < 0 {
					return -1
				}
				b.WriteString(s[i : i+q])
				if i += q + 1; i < len(s) && s[i] == '"' {
					b.WriteByte('"')
					i++
					continue
				}
				break
			}
		}
		from := i
		for i < len(s) && s[i] != c.delim && s[i] != c.newline {
			i++
		}
		b.WriteString(s[from:i])
		c.fields = append(c.fields, strings.TrimSpace(b.String()))
		if i >= len(s) {
			if more {
				return -1
			}
			return len(s)
		}
		if i++; s[i-1] == c.newline {
			return i
		}
	}
}

// table is what is known of a CSV file before it is read.
type table struct {
	delim   byte
	header  bool
	columns []column
	note    int // column of the notes, -1 for none
	typ     int // column of MISP's types, -1 for none
}

type column struct {
	at   int
	name string
	as   sort
}

const sniffRows = 50

// table finds out whether the text is a table with values; nil where it is not.
func (r *reader) table(l *lines) (*table, error) {
	var rows [][]string
	t := &table{note: -1, typ: -1}
	for _, d := range []byte{',', ';', '\t', '|'} {
		if got := sniff(*l, d); len(got) > 0 && len(got[0]) > 1 && (rows == nil || len(got[0]) > len(rows[0])) {
			rows, t.delim = got, d
		}
	}
	if rows == nil {
		// One column with a header is a table too.
		t.delim = ','
		if rows = sniff(*l, t.delim); len(rows) == 0 || len(rows[0]) != 1 {
			return nil, nil
		}
		_, known := headerSort(rows[0][0])
		if !known && (r.o.Column == "" || headerKey(rows[0][0]) != headerKey(r.o.Column)) {
			return nil, nil
		}
	}
	if r.o.Column != "" {
		return t, r.choose(t, rows)
	}
	for i, h := range rows[0] {
		if as, ok := headerSort(h); ok {
			if as == anything {
				as = r.o.given()
			}
			t.columns = append(t.columns, column{i, h, as})
		}
	}
	t.header = len(t.columns) > 0
	if !t.header {
		t.header = true
		for _, cell := range rows[0] {
			if _, why := r.value(anything, cell); why == "" {
				t.header = false
			}
		}
		r.byContent(t, rows)
	}
	if len(t.columns) == 0 {
		return nil, nil
	}
	t.beside(rows[0])
	return t, nil
}

// sniff reads the first records; none where they differ in their fields.
func sniff(l lines, delim byte) [][]string {
	c := records{lines: l, delim: delim}
	var rows [][]string
	even := 0
	for range sniffRows {
		_, bad, ok := c.next()
		if !ok {
			break
		}
		if bad == "" {
			rows = append(rows, append([]string(nil), c.fields...))
			if len(c.fields) == len(rows[0]) {
				even++
			}
		}
	}
	if 10*even < 9*len(rows) {
		return nil
	}
	return rows
}

// choose takes the column that the options name.
func (r *reader) choose(t *table, rows [][]string) error {
	as := r.o.given()
	for i, h := range rows[0] {
		if headerKey(h) == headerKey(r.o.Column) {
			if known, ok := headerSort(h); ok && as == anything {
				as = known
			}
			t.header, t.columns = true, []column{{i, h, as}}
			t.beside(rows[0])
			return nil
		}
	}
	n, err := strconv.Atoi(r.o.Column)
	if err != nil || n < 1 || n > len(rows[0]) {
		return &model.Error{Kind: model.ErrUsage, Message: "the file has no such column", Where: model.Untrusted(r.o.Column),
			Hint: fmt.Sprintf("name a column by its header or by a number from 1 to %d", len(rows[0]))}
	}
	_, why := r.value(as, rows[0][n-1])
	t.header, t.columns = why != "", []column{{n - 1, r.o.Column, as}}
	if t.header {
		t.beside(rows[0])
	}
	return nil
}

// byContent takes the columns of which at least six in ten cells are values.
func (r *reader) byContent(t *table, rows [][]string) {
	body := rows
	if t.header {
		body = rows[1:]
	}
	for i, h := range rows[0] {
		full, good := 0, 0
		for _, row := range body {
			if i < len(row) && row[i] != "" {
				full++
				if _, why := r.value(anything, row[i]); why == "" {
					good++
				}
			}
		}
		if good > 0 && 10*good >= 6*full {
			if !t.header {
				h = strconv.Itoa(i + 1)
			}
			t.columns = append(t.columns, column{i, h, r.o.given()})
		}
	}
}

// beside finds the columns of notes and types.
func (t *table) beside(header []string) {
	if !t.header {
		return
	}
	for i, h := range header {
		switch headerKey(h) {
		case "comment", "comments", "note", "notes", "description", "reason":
			if t.note < 0 {
				t.note = i
			}
		case "type":
			t.typ = i
		}
	}
}

// csv reads the records of a table.
func (r *reader) csv(l *lines, t *table) error {
	r.res.Format = FormatCSV
	for _, c := range t.columns {
		r.res.Columns = append(r.res.Columns, r.shown(c.name, 80))
	}
	c := records{lines: *l, delim: t.delim}
	skip := t.header
	for {
		line, bad, ok := c.next()
		if !ok {
			return nil
		}
		if skip {
			skip = false
			continue
		}
		if c.lost > maxLost {
			return r.fail(model.ErrInput, "many quotes are opened and never closed", "the file is damaged or not CSV: export it again")
		}
		if bad != "" {
			r.lost(place{line: line}, "", bad)
			continue
		}
		cell := func(i int) string {
			if i < 0 || i >= len(c.fields) {
				return ""
			}
			return c.fields[i]
		}
		none := true
		for _, col := range t.columns {
			raw := cell(col.at)
			if raw == "" {
				continue
			}
			none = false
			as := col.as
			if known, ok := mispTypes[cell(t.typ)]; ok && as == anything {
				as, raw = known.as, known.part(raw)
			}
			if err := r.add(place{line, r.shown(col.name, 80)}, as, raw, cell(t.note)); err != nil {
				return err
			}
		}
		if none {
			r.lost(place{line: line}, strings.Join(c.fields, string(t.delim)), "no value in this row")
		}
	}
}

// headerKey brings a header into the form in which they are compared.
func headerKey(h string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(h), func(c rune) bool {
		return (c < 'a' || c > 'z') && (c < '0' || c > '9')
	}), "_")
}

// headerSort says what a column with this header holds. The kinds' own names
// count, save for those that a table has for people rather than to find them by:
// an exact name or postal address is read when its column is chosen.
func headerSort(h string) (sort, bool) {
	key := headerKey(h)
	if as, ok := headers[key]; ok {
		return as, true
	}
	if k, ok := model.KindByName(key); ok && k != model.KindName && k != model.KindAddress {
		return a(k), true
	}
	return sort{}, false
}

var headers = func() map[string]sort {
	m := map[string]sort{}
	for _, h := range []struct {
		as    sort
		names string
	}{
		{anything, "value indicator ioc observable indicator_value"},
		{a(model.KindEmail), "e_mail mail email_address e_mail_address mail_address"},
		{aNetwork, "ips ip_address ipaddress ip_addr ipv4 ipv6 src_ip dst_ip source_ip destination_ip cidr network range prefix subnet"},
		{aDomain, "domain domains hostname host fqdn domain_name"},
		{anASN, "asn as_number"},
		{a(model.KindURL), "uri urls"},
		{a(model.KindWallet), "wallet_address crypto_address wallets"},
		{a(model.KindFileHash), "md5 sha1 sha_1 sha256 sha_256 hash file_hash md5_hash sha1_hash sha256_hash"},
		{a(model.KindPhone), "phone_number telephone mobile msisdn"},
		{a(model.KindUsername), "user_name login"},
	} {
		for name := range strings.FieldsSeq(h.names) {
			m[name] = h.as
		}
	}
	return m
}()
