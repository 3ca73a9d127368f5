package watchlist

import (
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/watch"
)

// lines goes through a text by line. A lone CR breaks lines where there is no LF
// at all.
type lines struct {
	text    string
	newline byte
	at      int    // where the next line begins
	n       uint64 // lines done
}

func newLines(text string) *lines {
	l := &lines{text: text, newline: '\n'}
	if strings.IndexByte(text, '\n') < 0 && strings.IndexByte(text, '\r') >= 0 {
		l.newline = '\r'
	}
	return l
}

// next gives the next line without its break; ok is false at the end.
func (l *lines) next() (line string, ok bool) {
	if l.at >= len(l.text) {
		return "", false
	}
	rest := l.text[l.at:]
	if i := strings.IndexByte(rest, l.newline); i >= 0 {
		rest = rest[:i]
	}
	l.at += len(rest) + 1
	l.n++
	return strings.TrimSuffix(rest, "\r"), true
}

// given is the sort of value that the options ask for.
func (o *Options) given() sort {
	switch {
	case o.Form == watch.FormRange:
		return aNetwork
	case o.Form == watch.FormDomain:
		return aDomain
	case o.Form == watch.FormASN:
		return anASN
	case o.Kind != model.KindNone:
		return a(o.Kind)
	}
	return anything
}

// list reads one value a line.
func (r *reader) list(l *lines) error {
	r.res.Format = FormatList
	as := r.o.given()
	reference, fresh := "", false
	for line, ok := l.next(); ok; line, ok = l.next() {
		if len(line) > maxLine {
			r.lost(place{line: l.n}, line, whyLong)
			continue
		}
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if line[0] == '#' || line[0] == ';' {
			// Several references in a row speak for the same values.
			if ref, ok := strings.CutPrefix(strings.TrimLeft(line, "#; "), "Reference:"); ok {
				if ref = strings.TrimSpace(ref); !fresh {
					reference = ref
				} else if len(reference) < watch.MaxNote {
					reference += " " + ref
				}
				fresh = true
			}
			continue
		}
		fresh = false
		value, note := trailing(line)
		if note == "" {
			note = reference
		}
		if err := r.add(place{line: l.n}, as, value, note); err != nil {
			return err
		}
	}
	return nil
}

// trailing takes a comment off the end of a line. It needs white space before
// it: "#" is also in web addresses.
func trailing(line string) (value, note string) {
	for i := 1; i < len(line); i++ {
		if (line[i] == '#' || line[i] == ';') && (line[i-1] == ' ' || line[i-1] == '\t') {
			return strings.TrimSpace(line[:i]), strings.TrimLeft(line[i:], "#; \t")
		}
	}
	return line, ""
}
