package ingest

import (
	"slices"
	"strings"
)

// mapPlan is a mapping bound to a file.
type mapPlan struct {
	m      *Mapping
	fields []boundField
}

type boundField struct {
	to      target
	sources []boundSource
}

// boundSource is a constant, or the parts that are joined: columns of the CSV
// file, or paths in the JSON object.
type boundSource struct {
	constant string
	columns  []int
	paths    [][]string
}

// mapCSV binds the mapping to the columns of a CSV file.
func (f *File) mapCSV(head []byte) error {
	m := f.opts.Mapping
	rows, spans := f.sniffCSV(head)
	if m.delimiter != 0 {
		f.layout.delim = m.delimiter
		rows, spans = readDelimited(head, m.delimiter, f.src.ended, f.layout.newline, f.opts.Limits.Line)
	}
	if m.headless {
		f.plan.layout, f.plan.width, f.plan.header = f.layout, len(m.columns), m.columns
		return f.bind(m, headerNames(m.columns))
	}
	at, most := -1, 0
	for i := range rows[:min(len(rows), headerRows)] {
		header := headerNames(rows[i])
		if n := m.known(header); n > most {
			at, most = i, n
		}
	}
	if at < 0 {
		return f.fail("no line at the beginning of the file has a column that the mapping names",
			"check the names in the mapping, or say header = false and name the columns")
	}
	f.csvHeader(head, rows, spans, at)
	return f.bind(m, headerNames(rows[at]))
}

// known counts the columns of the mapping that a header has.
func (m *Mapping) known(header []string) int {
	n := 0
	for _, f := range m.fields {
		for _, s := range f.sources {
			for _, c := range s.columns {
				if slices.Contains(header, headerName(c)) {
					n++
				}
			}
		}
	}
	return n
}

// bind finds the columns. One that the file lacks is remarked upon, since one
// mapping may serve several exports, unless no column names the account.
func (f *File) bind(m *Mapping, header []string) error {
	p := &mapPlan{m: m}
	account := false
	for _, field := range m.fields {
		bound := boundField{to: field.to}
		for _, s := range field.sources {
			src := boundSource{constant: s.constant}
			for _, c := range s.columns {
				if i := slices.Index(header, headerName(c)); i >= 0 {
					src.columns = append(src.columns, i)
				} else {
					f.notes.say("the file has no column " + c + ", which the mapping names")
				}
			}
			if len(src.columns) > 0 || src.constant != "" {
				bound.sources = append(bound.sources, src)
			}
		}
		account = account || namesAccount(field.to) && len(bound.sources) > 0
		p.fields = append(p.fields, bound)
	}
	if !account {
		return f.fail("the file has no column that the mapping takes for the account", "its columns are "+shortList(header))
	}
	f.useMapping(p)
	f.plan.csv = (*builder).mappedCSV
	return nil
}

// mapJSON binds the mapping to JSON objects.
func (f *File) mapJSON(m *Mapping) error {
	p := &mapPlan{m: m}
	for _, field := range m.fields {
		bound := boundField{to: field.to}
		for _, s := range field.sources {
			src := boundSource{constant: s.constant}
			for _, c := range s.columns {
				src.paths = append(src.paths, strings.Split(c, "."))
			}
			bound.sources = append(bound.sources, src)
		}
		p.fields = append(p.fields, bound)
	}
	f.useMapping(p)
	f.plan.envelope = m.envelope
	f.plan.json = (*builder).mappedJSON
	return nil
}

func (f *File) useMapping(p *mapPlan) {
	f.plan.name, f.plan.mapped = "map", p
	if f.opts.Platform == "" {
		f.plan.platform = p.m.platform
	}
}

func (b *builder) mappedCSV() {
	b.acct.reset()
	p := b.plan.mapped
	for i := range p.fields {
		f := &p.fields[i]
		for j := range f.sources {
			s := &f.sources[j]
			value := s.constant
			for _, c := range s.columns {
				if c < len(b.fields) {
					value = joinText(value, b.fields[c])
				}
			}
			b.putMapped(f.to, value)
		}
	}
	b.buildAccount(p.m.times)
}

func (b *builder) mappedJSON(obj int) {
	b.acct.reset()
	p := b.plan.mapped
	for i := range p.fields {
		f := &p.fields[i]
		for j := range f.sources {
			s := &f.sources[j]
			if len(s.paths) == 1 {
				if n := b.find(obj, s.paths[0]); n >= 0 {
					b.put(f.to, n)
				}
				continue
			}
			value := s.constant
			for _, path := range s.paths {
				if n := b.find(obj, path); n >= 0 {
					value = joinText(value, b.doc.text(n))
				}
			}
			b.putMapped(f.to, value)
		}
	}
	b.buildAccount(p.m.times)
}

// find follows a path; a key with dots in it goes before the path.
func (b *builder) find(obj int, path []string) int {
	if n := b.doc.get(obj, strings.Join(path, ".")); n >= 0 {
		return n
	}
	return b.doc.path(obj, path...)
}

func joinText(a, b string) string {
	switch b = trim(b); {
	case a == "":
		return b
	case b == "":
		return a
	}
	return a + " " + b
}

func (b *builder) putMapped(t target, value string) {
	sep := b.plan.mapped.m.separator
	if sep == "" || t < tScalars {
		if value != "" {
			b.acct.put(t, value, "", "")
		}
		return
	}
	for one := range strings.SplitSeq(value, sep) {
		if one = trim(one); one != "" {
			b.acct.put(t, one, "", "")
		}
	}
}
