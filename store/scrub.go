package store

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
)

// scrubber masks the values of one account where they stand in sentences about it: what a
// signal quotes, why a list flags it, what it says of itself.
type scrubber struct{ pairs [][2]string } // what stands for what, the longest first

// quoted are the lengths, in bytes, at which sentences cut a value that they quote: those of
// signals, of names in a preview, and of a flag's reason.
var quoted = []int{48, 80}

func (m *mask) scrubber(a *model.Account) *scrubber {
	s := &scrubber{}
	for _, f := range a.Facts {
		if shown := m.field(f.Field, f.Value); shown != f.Value {
			s.add(string(f.Value), string(shown))
		}
	}
	for _, id := range a.Identifiers {
		shown := m.value(evidence.Kind(id.Kind), id.Value)
		if shown == id.Value {
			continue
		}
		s.add(string(id.Value), string(shown))
		s.add(string(id.Raw), string(shown))
		if v := string(id.Value); id.Kind == model.KindIBAN && len(v) > 8 {
			s.add(v[:4]+"…"+v[len(v)-4:], string(shown)) // as a signal quotes it
		}
	}
	slices.SortFunc(s.pairs, func(x, y [2]string) int {
		return cmp.Or(cmp.Compare(len(y[0]), len(x[0])), strings.Compare(x[0], y[0]))
	})
	return s
}

func (s *scrubber) add(value, shown string) {
	if strings.TrimSpace(value) == "" {
		return
	}
	s.pairs = append(s.pairs, [2]string{value, shown})
	for _, n := range quoted {
		if len(value) > n {
			s.pairs = append(s.pairs, [2]string{cut(model.Untrusted(value), n), shown})
		}
	}
}

func (s *scrubber) text(u *model.Untrusted) {
	for _, p := range s.pairs {
		*u = model.Untrusted(replaceWhole(string(*u), p[0], p[1]))
	}
}

// replaceWhole replaces a value in a text where it is no part of a longer word.
func replaceWhole(text, value, by string) string {
	if value == "" || !strings.Contains(text, value) {
		return text
	}
	word := func(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
	first, _ := utf8.DecodeRuneInString(value)
	last, _ := utf8.DecodeLastRuneInString(value)
	var out strings.Builder
	for {
		i := strings.Index(text, value)
		if i < 0 {
			return out.String() + text
		}
		end := i + len(value)
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[end:])
		out.WriteString(text[:i])
		if word(first) && word(before) || word(last) && word(after) {
			out.WriteString(value)
		} else {
			out.WriteString(by)
		}
		text = text[end:]
	}
}

// sentenceRef finds where a preview's sentence names a value.
var sentenceRef = func() *regexp.Regexp {
	var names []string
	for _, k := range evidence.Kinds() {
		names = append(names, regexp.QuoteMeta(k.String()))
	}
	return regexp.MustCompile(`\b(` + strings.Join(names, "|") + `):`)
}()

// sentence masks the values, "kind:value", that a preview names in a sentence: a value, which
// may have spaces, ends where the next one begins or the sentence goes on.
func (m *mask) sentence(text string) string {
	if m == nil {
		return text
	}
	starts := append(sentenceRef.FindAllStringIndex(text, -1), []int{len(text), 0})
	out := text[:starts[0][0]]
	for i := range len(starts) - 1 {
		part := text[starts[i][0]:starts[i+1][0]]
		value := part
		if before, _, cut := strings.Cut(part, ", of which each is needed"); cut {
			value = before
		}
		for _, end := range []string{" ", " alone", ",", " and"} {
			value = strings.TrimSuffix(value, end)
		}
		out += string(m.ref(model.Untrusted(value))) + part[len(value):]
	}
	return out
}

// body masks the values in what an entry of the log holds, decoded from JSON.
func (m *mask) body(v any) any {
	if m == nil {
		return v
	}
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = m.body(v[i])
		}
	case map[string]any:
		m.object(v)
	}
	return v
}

func (m *mask) object(v map[string]any) {
	for key, one := range v {
		switch key {
		case "ref":
			if ref, is := one.(string); is {
				if shown := string(m.ref(model.Untrusted(ref))); shown != ref {
					v["ref"], v["text"] = shown, shown // the text is what its page was called
				}
			}
		case "value":
			v[key] = m.besideKind(v["kind"], one)
		case "values":
			if list, is := one.([]any); is {
				for i := range list {
					list[i] = m.besideKind(nil, list[i])
				}
			}
		case "warnings":
			if list, is := one.([]any); is {
				for i := range list {
					if w, is := list[i].(map[string]any); is {
						text, _ := w["text"].(string)
						w["text"] = m.sentence(text)
					}
				}
			}
		default:
			v[key] = m.body(one)
		}
	}
}

// besideKind masks a value whose kind may stand beside it; else it is "kind:value".
func (m *mask) besideKind(kind, value any) any {
	text, is := value.(string)
	if !is {
		return m.body(value)
	}
	if name, is := kind.(string); is {
		if k, known := evidence.KindByName(name); known {
			return string(m.value(k, model.Untrusted(text)))
		}
	}
	return string(m.ref(model.Untrusted(text)))
}
