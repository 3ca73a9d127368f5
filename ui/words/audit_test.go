package words

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/text"
)

// logged is an entry as the store gives it.
func logged(actor, action, subject string, ords int, body string) *store.AuditEntry {
	e := &store.AuditEntry{Actor: actor, Action: action, Subject: model.Untrusted(subject), Ords: make([]uint32, ords)}
	if body != "" {
		if err := json.Unmarshal([]byte(body), &e.After); err != nil {
			panic(err)
		}
	}
	return e
}

func TestAudit(t *testing.T) {
	for _, c := range []struct {
		e     *store.AuditEntry
		names []string
		want  string
	}{
		{logged("kim", "tag", "12 accounts", 12, `{"tag":"travel"}`), nil, "kim tagged 12 accounts travel"},
		{logged("kim", "tag", "o:1", 1, `{"tag":"travel"}`), []string{"lena"}, "kim tagged lena travel"},
		{logged("kim", "tag", "o:1", 1, `{"tag":"travel"}`), nil, "kim tagged o:1 travel"},
		{logged("clew", "create", "", 0, `{"id":"a"}`), nil, "clew created the investigation"},
		{logged("lee", "import", "", 0, `{"files":[{"file":"a.csv","new":2000},{"file":"b.csv","new":1000,"changed":1,"rejected":2}]}`), nil,
			"lee imported 2 files: 3,000 new accounts, 1 row with more about known ones, 2 rows rejected"},
		{logged("lee", "import", "", 0, `{"files":[{"file":"a.csv","new":1}]}`), nil, "lee imported a.csv: 1 new account"},
		{logged("kim", "judge", "o:1 and o:2", 2, `{"verdict":"same","why":"one laptop"}`), []string{"lena", "devstar"}, "kim judged lena and devstar the same operator: one laptop"},
		{logged("kim", "judge", "o:1 and o:2", 2, `{"verdict":""}`), nil, "kim took back the verdict on o:1 and o:2"},
		{logged("kim", "note", "o:1", 1, `{"text":"\nseen twice\r\nin Oslo"}`), []string{"lena"}, "kim noted on lena: seen twice ... (2 lines, 19 characters)"},
		{logged("kim", "note", "email:x", 0, `{"on":{"kind":"identifier","value":"email:x"},"text":"a","corrects":4,"files":[{}]}`), nil, "kim corrected note 4 on email:x, with 1 file: a"},
		{logged("kim", "note", "case 3", 0, `{"on":{"kind":"case","id":3},"text":"a"}`), nil, "kim noted on case 3: a"},
		{logged("kim", "ignore", "ip", 0, `{"kind":"ip","value":"10.0.0.1","why":"office","until":1767225600000}`), nil, "kim ignored ip 10.0.0.1 until 2026-01-01 00:00: office"},
		{logged("kim", "unignore", "ip", 0, `{"kind":"ip","value":"10.0.0.1"}`), nil, "kim counts ip 10.0.0.1 again"},
		{logged("kim", "weights", "", 0, `{"toml":"","why":"back"}`), nil, "kim put the weights of evidence back to the defaults: back"},
		{logged("kim", "rings", "rings", 1, `{"founded":1,"merged":[{}],"split":[{},{}],"gone":["o:1"],"back":["o:2","o:3"]}`), nil, "kim had the rings worked out: 1 new, 1 joined others, 2 came out of others, 1 ended, 2 came back"},
		{logged("kim", "watch", "ofac", 0, `{"name":"ofac","values":3,"file":"a.csv"}`), nil, "kim added 3 values to the watch list ofac from a.csv"},
		{logged("kim", "unwatch", "ofac", 0, `{"name":"ofac","reason":"old"}`), nil, "kim removed the watch list ofac: old"},
		{logged("kim", "claim", "proposal 4", 0, `{"job":{"kind":"proposal","id":4},"take_over":true,"why":"on leave"}`), nil, "kim took over proposal 4: on leave"},
		{logged("kim", "propose", "3 accounts", 3, `{"terms":{"proposal":2,"version":1,"action":"suspend","accounts":3,"policy":"fraud","reason":"fake-identity","note":"one laptop"}}`), nil,
			"kim proposed to suspend 3 accounts under fraud, fake-identity (proposal 2, version 1): one laptop"},
		{logged("ana", "approve", "proposal 2", 3, `{"id":2,"hash":"x","signature":"AA=="}`), nil, "ana approved proposal 2, signed"},
		{logged("ana", "hold", "o:1", 1, `{"kind":"legal","why":"court"}`), []string{"lena"}, "ana put lena on hold (legal): court"},
		{logged("ana", "undo", "7", 0, `{"entry":7,"did":"tag"}`), nil, "ana undid entry 7 (tag)"},
		{logged("kim", "seal", "3 accounts", 3, `{"id":2,"action":"suspend","not_before":1767225600000}`), nil, "kim sealed 3 accounts into batch 2, to suspend not before 2026-01-01 00:00"},
		{logged("kim", "confirm", "3 accounts", 3, `{"id":2,"results":"AQEB"}`), nil, "kim entered what became of 3 accounts of batch 2"},
		{logged("kim", "case-edit", "case 3", 0, `{"id":3,"set":{"title":"b","follow_up":1},"why":"x"}`), nil, "kim changed case 3 (follow up, title): x"},
		{logged("kim", "case-edit", "case 3", 0, `{"id":3,"set":{"hold":{"kind":"follow-up","until":1767225600000}},"before":{"hold":{"kind":""}},"why":"x"}`), nil,
			"kim put case 3 on hold (follow-up) until 2026-01-01 00:00: x"},
		{logged("kim", "case-edit", "case 3", 0, `{"id":3,"set":{"hold":{"kind":""}},"why":"x"}`), nil, "kim took case 3 off hold: x"},
		{logged("kim", "case-edit", "case 3", 0, `{"id":3,"set":{"hold":{"kind":"legal"},"open":false},"why":"x"}`), nil, "kim changed case 3 (hold, open): x"},
		{logged("kim", "members", "2 accounts", 2, `{"id":3,"role":"victim"}`), nil, "kim put 2 accounts into case 3 as victim"},
		{logged("kim", "masking", "", 0, `{"kinds":["email","phone"],"why":"x"}`), nil, "kim had email, phone masked: x"},
		{logged("kim", "decide", "appeal 1", 1, `{"id":1,"outcome":"overturn","note":"he is real"}`), nil, "kim decided appeal 1: overturn: he is real"},
		{logged("kim", "fly", "o:1", 1, `{"high":1}`), nil, "kim did fly on o:1"},
		{logged("kim", "fly", "", 0, ""), nil, "kim did fly"},
	} {
		if got := Audit(c.e, c.names); got != c.want {
			t.Errorf("%s\nnot\n%s", got, c.want)
		}
	}
	untag := &store.AuditEntry{Actor: "kim", Action: "untag", Ords: []uint32{1, 2}, Before: map[string]any{"tag": "travel"}}
	if got := Audit(untag, nil); got != "kim took the tag travel off 2 accounts" {
		t.Error(got)
	}
}

// Whatever an entry says, and whatever is missing in it, it is one line of clean text
// that is not longer than a few of its parts may be.
func TestAuditIsOneCleanLine(t *testing.T) {
	verbs := append(slices.Collect(maps.Keys(auditVerbs)), slices.Collect(maps.Keys(workVerbs))...)
	slices.Sort(verbs)
	texts := []string{"", "a", "\x1b[2J\u202e", "two\nlines", strings.Repeat("long ", 50_000), strings.Repeat("\u0301", 3000), "\n\n", "\xff", "김민준", "→"}
	keys := []string{"tag", "text", "why", "reason", "note", "kind", "value", "until", "id", "entry", "did", "name", "file", "files", "verdict", "toml",
		"job", "on", "terms", "login", "with", "action", "accounts", "policy", "proposal", "founded", "merged", "new", "\x1b[0m"}
	var value func(r *rapid.T, depth int) any
	object := func(r *rapid.T, depth int) any {
		m := map[string]any{}
		for _, k := range rapid.SliceOfN(rapid.SampledFrom(keys), 0, 6).Draw(r, "keys") {
			m[k] = value(r, depth+1)
		}
		return m
	}
	value = func(r *rapid.T, depth int) any {
		switch n := rapid.IntRange(0, 7).Draw(r, "kind"); {
		case n == 0:
			return nil
		case n == 1:
			return rapid.Bool().Draw(r, "bool")
		case n == 2:
			return rapid.OneOf(rapid.SampledFrom([]float64{0, 1, -1, 1.5, 1e300, -9e18, 1767225600000}), rapid.Float64()).Draw(r, "number")
		case n == 3 && depth < 3:
			return []any{value(r, depth+1), value(r, depth+1)}
		case n == 4 && depth < 3:
			return object(r, depth)
		}
		return rapid.SampledFrom(texts).Draw(r, "text")
	}
	clean := func(r *rapid.T, s string, most int) {
		if strings.ContainsAny(s, "\n\r\t\x1b\u202e") || !utf8.ValidString(s) || text.Width(s) > most {
			r.Fatalf("%d columns: %.300q", text.Width(s), s)
		}
	}
	rapid.Check(t, func(r *rapid.T) {
		e := &store.AuditEntry{Actor: rapid.SampledFrom(texts[1:3]).Draw(r, "actor"), Action: rapid.SampledFrom(append(verbs, "fly", "\x1b")).Draw(r, "verb"),
			Subject: model.Untrusted(rapid.SampledFrom(texts).Draw(r, "subject")), Ords: make([]uint32, rapid.IntRange(0, 3).Draw(r, "ords")),
			After: value(r, 0)}
		if rapid.Bool().Draw(r, "object") {
			e.Before, e.After = object(r, 0), object(r, 0)
		}
		clean(r, Audit(e, nil), 8*mostWritten)
		for _, c := range AuditChanges(e, 40) {
			clean(r, c.Field, mostNamed+40)
			clean(r, c.Before, 40+40)
			clean(r, c.After, 40+40)
		}
		for _, w := range AuditWritings(e) {
			clean(r, w.Field, mostNamed+40)
		}
	})
}

func TestAuditChanges(t *testing.T) {
	e := logged("kim", "edit", "", 0, `{"tag":"b","until":1767225600000,"count":1200,"on":{"kind":"case","id":3},"among":["kim","lee"],"gone":null,"whole":true,"share":0.5}`)
	e.Before = map[string]any{"tag": "a", "old_name": "x"}
	want := []AuditChange{{"among", "", "kim, lee"}, {"count", "", "1,200"}, {"old name", "x", ""}, {"on id", "", "3"}, {"on kind", "", "case"},
		{"share", "", "0.5"}, {"tag", "a", "b"}, {"until", "", "2026-01-01 00:00"}, {"whole", "", "yes"}}
	if got := AuditChanges(e, 60); !slices.Equal(got, want) {
		t.Errorf("%q\nnot\n%q", got, want)
	}
	edit := logged("kim", "case-edit", "case 3", 0, `{"id":3,"set":{"title":"b","owner":"kim"},"before":{"title":"a"}}`)
	if got := AuditChanges(edit, 60); !slices.Equal(got, []AuditChange{{"id", "", "3"}, {"owner", "", "kim"}, {"title", "a", "b"}}) {
		t.Errorf("of a body with both: %q", got)
	}
	verdict := logged("kim", "judge", "", 2, `{"verdict":"same","before":"unclear"}`)
	if got := AuditChanges(verdict, 60); !slices.Equal(got, []AuditChange{{"verdict", "unclear", "same"}}) {
		t.Errorf("of a verdict: %q", got)
	}
	if got := AuditChanges(logged("kim", "fly", "", 0, `"up"`), 60); !slices.Equal(got, []AuditChange{{"value", "", "up"}}) {
		t.Errorf("of a body that is no object: %q", got)
	}
	long := logged("kim", "note", "o:1", 1, `{"text":"a\nb","short":"c"}`)
	if got := AuditWritings(long); len(got) != 1 || got[0] != (Writing{"text", "a\nb"}) {
		t.Errorf("%q", got)
	}
}

func TestAuditNames(t *testing.T) {
	entries := []store.AuditEntry{{Ords: []uint32{4}}, {}, {Ords: []uint32{1, 2, 3}}, {Ords: []uint32{4, 7}}}
	listing := func(_ context.Context, ords []uint32) (rows []store.AccountRow, err error) {
		for _, o := range ords {
			rows = append(rows, store.AccountRow{Username: model.Untrusted(strings.Repeat(string(rune('a'+o)), 40))})
		}
		return rows, nil
	}
	got := AuditNames(context.Background(), listing, entries)
	if len(got[0]) != 1 || got[1] != nil || got[2] != nil || len(got[3]) != 2 || got[3][1] != strings.Repeat("h", mostWho-3)+"..." {
		t.Errorf("%q", got)
	}
	broken := func(context.Context, []uint32) ([]store.AccountRow, error) { return nil, errors.New("no") }
	if got := AuditNames(context.Background(), broken, entries); len(got) != len(entries) || got[0] != nil {
		t.Errorf("without accounts: %q", got)
	}
}
