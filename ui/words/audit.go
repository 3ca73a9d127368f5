package words

import (
	"context"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/safejson"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/text"
)

// How many columns of what somebody wrote, and of a name, stand in a sentence.
const (
	mostWritten = 100
	mostNamed   = 64
	mostWho     = 28
)

// ClockWentBack marks an entry of the log in whose time nobody should trust.
const ClockWentBack = "clock went back"

// Audit says in one sentence, without a final stop, who did what. The names are those of
// the accounts that it is about, from [AuditNames]; without them it says their ids.
func Audit(e *store.AuditEntry, names []string) string {
	return Clean(e.Actor) + " " + AuditDid(e, names)
}

// AuditDid is [Audit] without the person: "tagged 12 accounts travel". Of an action that
// nobody has found words for it says the name.
func AuditDid(e *store.AuditEntry, names []string) string {
	p := particulars{entry: e, names: names, body: map[string]any{}}
	for _, half := range []any{e.Before, e.After} {
		if m, ok := half.(map[string]any); ok {
			maps.Copy(p.body, m)
		}
	}
	for _, verbs := range []map[string]func(particulars) string{auditVerbs, workVerbs} {
		if say, ok := verbs[e.Action]; ok {
			return say(p)
		}
	}
	said := "did " + Clean(e.Action)
	if e.Subject != "" {
		said += " on " + p.about()
	}
	return said
}

// particulars are what an entry of the log says, or a part of it. What is not there, or
// is of another kind than was thought, is as good as empty: a newer version, or somebody
// with an editor, may have written it.
type particulars struct {
	entry *store.AuditEntry
	names []string
	body  map[string]any
}

// about names what the entry is about.
func (p particulars) about() string {
	switch n := len(p.entry.Ords); {
	case n == 1 && len(p.names) == 1:
		return p.names[0]
	case n == 2 && p.entry.Action == "judge":
		return p.pair()
	case n > 1:
		return Count(n, "account")
	case p.entry.Subject == "":
		return "the investigation"
	}
	return Brief(p.entry.Subject, mostNamed)
}

// pair names the two accounts of a link.
func (p particulars) pair() string {
	if len(p.names) == 2 {
		return p.names[0] + " and " + p.names[1]
	}
	return Brief(p.entry.Subject, 2*mostNamed)
}

// raw gives a text as it stands in the log.
func (p particulars) raw(key string) string {
	s, _ := p.body[key].(string)
	return s
}

func (p particulars) name(key string) string {
	if s := p.raw(key); s != "" {
		return Brief(s, mostNamed)
	}
	return ""
}

// why gives the first of some texts that is there, after a colon.
func (p particulars) why(keys ...string) string {
	for _, key := range keys {
		if s := p.raw(key); strings.TrimSpace(s) != "" {
			return ": " + Brief(s, mostWritten)
		}
	}
	return ""
}

func (p particulars) number(key string) int {
	n, _ := p.body[key].(float64)
	return int(n)
}

func (p particulars) is(key string) bool {
	b, _ := p.body[key].(bool)
	return b
}

func (p particulars) list(key string) []any {
	l, _ := p.body[key].([]any)
	return l
}

// of gives a part of them; what is no object is an empty one.
func (p particulars) of(part any) particulars {
	p.body, _ = part.(map[string]any)
	return p
}

func (p particulars) part(key string) particulars { return p.of(p.body[key]) }

// sum adds up a number of every part of a list.
func (p particulars) sum(list, key string) (n int) {
	for _, one := range p.list(list) {
		n += p.of(one).number(key)
	}
	return n
}

// AuditNames gives for each of some entries the names of the accounts that it is about,
// where those are one or two; listing is that of the store. Where accounts cannot be read
// there are no names, and the entries are worth reading all the more.
func AuditNames(ctx context.Context, listing func(context.Context, []uint32) ([]store.AccountRow, error), entries []store.AuditEntry) [][]string {
	var ords []uint32
	named := func(e *store.AuditEntry) bool { return len(e.Ords) == 1 || len(e.Ords) == 2 }
	for i := range entries {
		if named(&entries[i]) {
			ords = append(ords, entries[i].Ords...)
		}
	}
	out := make([][]string, len(entries))
	rows, err := listing(ctx, ords)
	if err != nil || len(rows) != len(ords) {
		return out
	}
	for i := range entries {
		if named(&entries[i]) {
			for range entries[i].Ords {
				out[i] = append(out[i], cut(Who(rows[0]), mostWho))
				rows = rows[1:]
			}
		}
	}
	return out
}

// Brief gives the first line of what somebody wrote, in at most so many columns. Where
// that is not all, it ends with how much there is.
func Brief[S ~string](s S, columns int) string {
	whole := strings.TrimSpace(string(s))
	first, _, more := strings.Cut(whole, "\n")
	shown := Clean(strings.TrimRight(first, " \r"))
	if shown == "" && s != "" {
		return Clean(s)
	}
	if !more && text.Width(shown) <= columns {
		return shown
	}
	if text.Width(shown) <= columns {
		return shown + " ... (" + length(whole) + ")"
	}
	return prefix(shown, columns) + "... (" + length(whole) + ")"
}

// cut gives a clean text in at most so many columns.
func cut(s string, columns int) string {
	if text.Width(s) <= columns {
		return s
	}
	return prefix(s, columns-3) + "..."
}

// prefix gives the beginning of a clean text, at most so many columns of it.
func prefix(s string, columns int) string {
	at, used := 0, 0
	for at < len(s) {
		cluster, w := text.FirstCluster(s[at:])
		if used+w > columns {
			break
		}
		at, used = at+len(cluster), used+w
	}
	return strings.TrimRight(s[:at], " ")
}

// length says how long a text is, in lines where there are several.
func length(s string) string {
	said := Count(utf8.RuneCountInString(s), "character")
	if n := strings.Count(s, "\n"); n > 0 {
		return Count(n+1, "line") + ", " + said
	}
	return said
}

// AuditChange is one field of what an action changed. What was not there before, or is
// not there any more, is "".
type AuditChange struct{ Field, Before, After string }

// AuditChanges lists what an entry says of before and after, field by field in the order
// of their names. Each text is clean, of one line, and at most so many columns long; an
// end that is missing is said.
func AuditChanges(e *store.AuditEntry, columns int) []AuditChange {
	before, after := sides(e)
	var out []AuditChange
	fields := maps.Clone(before)
	maps.Copy(fields, after)
	for _, field := range slices.Sorted(maps.Keys(fields)) {
		c := AuditChange{Field: Brief(strings.ReplaceAll(field, "_", " "), mostNamed)}
		if v, ok := before[field]; ok {
			c.Before = auditValue(field, v, columns)
		}
		if v, ok := after[field]; ok {
			c.After = auditValue(field, v, columns)
		}
		if c.Before != "" || c.After != "" {
			out = append(out, c)
		}
	}
	return out
}

// auditBefore names the field of some actions that stood before under "before".
var auditBefore = map[string]string{"judge": "verdict", "weights": "toml", "policies": "toml"}

// sides gives the fields before and after. Bodies of the workflow hold both: a text that
// one field had before, or what all had under "before" that are now under "set".
func sides(e *store.AuditEntry) (before, after map[string]any) {
	before, after = flat(e.Before), flat(e.After)
	if was, ok := after["before"]; ok && auditBefore[e.Action] != "" {
		before[auditBefore[e.Action]] = was
		delete(after, "before")
	}
	for _, field := range slices.Sorted(maps.Keys(after)) {
		v := after[field]
		if name, ok := strings.CutPrefix(field, "before "); ok {
			before[name] = v
			delete(after, field)
		} else if name, ok := strings.CutPrefix(field, "set "); ok {
			after[name] = v
			delete(after, field)
		}
	}
	return before, after
}

// flat gives the fields of a body, those of its parts under the names of both.
func flat(body any) map[string]any {
	out := map[string]any{}
	var add func(prefix string, m map[string]any)
	add = func(prefix string, m map[string]any) {
		for k, v := range m {
			if part, ok := v.(map[string]any); ok && len(prefix) < mostNamed {
				add(prefix+k+" ", part)
			} else {
				out[prefix+k] = v
			}
		}
	}
	switch v := body.(type) {
	case map[string]any:
		add("", v)
	case nil:
	default:
		out["value"] = v
	}
	return out
}

// auditValue writes one value of a body.
func auditValue(field string, v any, columns int) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return Brief(v, columns)
	case bool:
		return map[bool]string{true: "yes", false: "no"}[v]
	case float64:
		if v != float64(int64(v)) {
			break
		}
		if n := int64(v); auditTimes[lastWord(field)] && n != 0 {
			return Minute(model.Time{Milli: n})
		}
		return Thousands(int64(v))
	case []any:
		if parts, ok := plainParts(v); ok {
			return Brief(strings.Join(parts, ", "), columns)
		}
	}
	b, err := safejson.Encode(v)
	if err != nil {
		return ""
	}
	return Brief(string(b), columns)
}

// auditTimes are the fields that are milliseconds since the Unix epoch.
var auditTimes = map[string]bool{"until": true, "due": true, "at": true, "time": true, "begins": true, "ends": true}

func lastWord(s string) string { return s[strings.LastIndexByte(s, ' ')+1:] }

// plainParts gives the texts of a list that has nothing but texts in it.
func plainParts(list []any) (parts []string, ok bool) {
	for _, one := range list {
		s, ok := one.(string)
		if !ok {
			return nil, false
		}
		parts = append(parts, s)
	}
	return parts, len(parts) > 0
}

// Writing is a text that somebody wrote, whole.
type Writing struct {
	Field string
	Text  model.Untrusted
}

// AuditWritings gives the texts of an entry that [AuditChanges] has only the beginning
// of: those of several lines, or longer than a line.
func AuditWritings(e *store.AuditEntry) []Writing {
	var out []Writing
	for _, half := range []any{e.Before, e.After} {
		fields := flat(half)
		for _, field := range slices.Sorted(maps.Keys(fields)) {
			if s, ok := fields[field].(string); ok && (len(s) > 3*mostWritten || strings.Contains(strings.TrimSpace(s), "\n")) {
				out = append(out, Writing{Brief(field, mostNamed), model.Untrusted(s)})
			}
		}
	}
	return out
}
