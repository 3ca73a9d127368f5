package sheets_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/casefiletest"
	"github.com/seed-28a39f10/clew/store/casefile/sheets"
	"github.com/seed-28a39f10/clew/store/export"
	"github.com/seed-28a39f10/clew/ui/uitest/hostile"
)

var all = map[string]func(io.Writer, *casefile.Record) error{
	"accounts.csv": sheets.Accounts, "identifiers.csv": sheets.Identifiers, "events.csv": sheets.Events, "decisions.csv": sheets.Decisions,
}

// row is a row of a table by its columns, as texts and as cells.
type row struct{ text, cell map[string]string }

func read(t testing.TB, name string, r *casefile.Record) (rows []row, written []byte) {
	t.Helper()
	var b bytes.Buffer
	if err := all[name](&b, r); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(bytes.NewReader(b.Bytes())).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	for _, line := range lines[1:] {
		out := row{map[string]string{}, map[string]string{}}
		for i, cell := range line {
			out.cell[lines[0][i]] = cell
			out.text[lines[0][i]] = string(export.Unescape(cell))
		}
		rows = append(rows, out)
	}
	return rows, b.Bytes()
}

func payloads(t testing.TB) (out []string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(hostile.Folder(t), "csv-formula", "payloads.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &out); err != nil || len(out) != 62 {
		t.Fatal(len(out), err)
	}
	return out
}

// live reports whether a spreadsheet may compute a cell: what it shows begins, behind
// anything that some program strips, with a sign.
func live(cell string) bool {
	cell = strings.TrimLeftFunc(cell, func(r rune) bool {
		return r != '\t' && r != '\r' && r != '\n' && (!unicode.IsGraphic(r) || unicode.IsSpace(r) || r == '"' || r == '\ufffd')
	})
	first, _ := utf8.DecodeRuneInString(cell)
	return cell != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠\u2212", first)
}

// filled gives a record in which every text and every word is one of the texts, in turn.
func filled(texts []string, accounts int) *casefile.Record {
	r := casefiletest.Random(5, accounts, nil)
	n := 0
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				walk(v.Field(i))
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Pointer:
			if !v.IsNil() {
				walk(v.Elem())
			}
		case reflect.String:
			v.SetString(texts[n%len(texts)])
			n++
		}
	}
	details := make([]casefile.Detail, accounts)
	for i := range details {
		d, err := r.Details(i)
		if err != nil {
			panic(err)
		}
		d.Events = append(slices.Clone(d.Events), casefile.Event{Line: 1, ASN: 1, Latitude: -1, Longitude: -2})
		walk(reflect.ValueOf(&d).Elem())
		details[i] = d
	}
	detail := func(i int) (casefile.Detail, error) { return details[i], nil }
	r.Detail = nil
	walk(reflect.ValueOf(r).Elem())
	r.Detail = detail
	return r
}

// everywhere gives a record in which each of the texts is in every column of text of every
// table.
func everywhere(texts []string) *casefile.Record {
	out := &casefile.Record{}
	var details []casefile.Detail
	for i, text := range texts {
		r := filled([]string{text}, 2)
		first := uint32(10 * i)
		for j := range r.Proposals {
			r.Proposals[j].ID += first
		}
		for j := range r.Batches {
			for k := range r.Batches[j].Proposals {
				r.Batches[j].Proposals[k] += first
			}
		}
		for j := range r.Appeals {
			r.Appeals[j].Proposal += first
		}
		for j := range r.Accounts {
			d, err := r.Details(j)
			if err != nil {
				panic(err)
			}
			for k := range d.Events {
				d.Events[k].File = len(out.Files)
			}
			details = append(details, d)
		}
		out.Files = append(out.Files, r.Files...)
		out.Accounts = append(out.Accounts, r.Accounts...)
		out.Proposals = append(out.Proposals, r.Proposals...)
		out.Batches = append(out.Batches, r.Batches...)
		out.Appeals = append(out.Appeals, r.Appeals...)
	}
	out.Detail = func(i int) (casefile.Detail, error) { return details[i], nil }
	return out
}

// noText are the columns that have numbers, times, or Clew's own words alone.
var noText = []string{"added", "score", "created", "flagged", "first_seen", "last_seen", "links", "strongest_link", "identifiers", "events", "hold", "hold_until", "protected", "cleared", "cleared_because",
	"other_cases", "masked", "family", "accounts_of_the_case", "accounts_in_all", "hub", "time", "asn", "latitude", "longitude", "line", "proposal", "version", "policy_version", "proposed", "approved", "approvals",
	"approvals_needed", "signatures_needed", "returned", "batch", "sealed", "appeal", "appealed", "appeal_decided", "escaped"}

func TestEveryPayloadIsInEveryColumn(t *testing.T) {
	texts := payloads(t)
	r := everywhere(texts)
	for name := range all {
		rows, _ := read(t, name, r)
		for column := range rows[0].cell {
			if slices.Contains(noText, column) {
				continue
			}
			for _, text := range texts {
				if !slices.ContainsFunc(rows, func(r row) bool { return strings.Contains(r.text[column], text) }) {
					t.Errorf("%s: %q is never in %s", name, text, column)
				}
			}
		}
	}
}

func TestCellsAreInert(t *testing.T) {
	texts := payloads(t)
	records := map[string]*casefile.Record{"payloads": everywhere(texts)}
	for _, s := range hostile.Texts(t) {
		texts = append(texts, s)
	}
	slices.Sort(texts)
	records["all texts"] = filled(texts, 40)
	records["defanged"] = filled(texts, 20)
	records["defanged"].Defang = true
	for which, r := range records {
		for _, name := range slices.Sorted(maps.Keys(all)) {
			rows, written := read(t, name, r)
			if len(rows) < 20 {
				t.Fatalf("%s: %d rows", name, len(rows))
			}
			if i := bytes.IndexFunc(written, func(r rune) bool {
				return r != '\r' && r != '\n' && !unicode.IsPrint(r) && r != '\u00a0' && !unicode.IsSpace(r)
			}); i >= 0 {
				t.Errorf("%s, %s: %q is in it", which, name, written[i:min(len(written), i+8)])
			}
			if bytes.Count(written, []byte("\r\n")) != len(rows)+1 || bytes.Count(written, []byte("\n")) != len(rows)+1 {
				t.Errorf("%s, %s: a row is on more than one line", which, name)
			}
			for _, row := range rows {
				escaped := "0"
				for column, cell := range row.cell {
					if live(cell) {
						t.Fatalf("%s, %s: %s is live: %q", which, name, column, cell)
					}
					if cell != row.text[column] {
						escaped = "1"
					}
				}
				if row.cell["escaped"] != escaped {
					t.Errorf("%s, %s: escaped is %s in %q", which, name, row.cell["escaped"], row.cell)
				}
			}
		}
	}
}

func TestEveryColumnIsSomethingOfTheRecord(t *testing.T) {
	for name := range all {
		rows, _ := read(t, name, casefiletest.Random(5, 60, nil))
		more, _ := read(t, name, smallCase())
		rows = append(rows, more...)
		for column := range rows[0].cell {
			if !slices.ContainsFunc(rows, func(r row) bool { return r.cell[column] != "" }) {
				t.Errorf("%s: nothing is ever in %s", name, column)
			}
		}
	}
}

func TestLossesAreOfEveryTable(t *testing.T) {
	if !slices.Equal(slices.Sorted(maps.Keys(sheets.Losses)), slices.Sorted(maps.Keys(all))) {
		t.Error("losses of other files than there are")
	}
	for name, losses := range sheets.Losses {
		for _, l := range losses {
			if !strings.HasSuffix(l, ".") || len(l) < 20 {
				t.Errorf("%s: %q is no sentence", name, l)
			}
		}
	}
}

// smallCase has one account about which much was decided, and one of which little is known.
func smallCase() *casefile.Record {
	at := func(s int64) casefile.Time { return casefile.Time{Milli: 1_700_000_000_000 + s*1000} }
	by := func(login string, s int64) casefile.Mark { return casefile.Mark{By: login, Time: at(s)} }
	return &casefile.Record{
		Files: []casefile.SourceFile{{Name: "export.jsonl"}},
		Accounts: []casefile.Account{
			{ID: "outlook:1", Platform: "outlook", NativeID: "1", Role: "persona", State: "enforced", Score: 87.5, Username: "dev.star", Email: "dev@mail.example", Added: by("kim", 0), EventCount: 1,
				Facts:       []casefile.Fact{{Field: "country", Value: "US", Claimed: true}, {Field: "platform_status", Value: "active"}},
				Flags:       []casefile.Flag{{Source: "abuse desk", Reason: "one wallet"}, {Reason: "by hand"}},
				Signals:     []casefile.Signal{{Code: "PAY-FREQ"}, {Code: "NET-VPN"}, {Code: "NET-VPN"}},
				Identifiers: []casefile.Identifier{{Kind: "ip", Value: "198.51.100.7", Status: "ok", Holders: 4, Hub: true}, {Kind: "phone", Value: "+12025550100", Raw: "202 555 0100", Status: "ok"}},
				Hold:        &casefile.Hold{Kind: "legal", Until: at(9)}, Protection: &casefile.Protection{}, Masked: true},
			{ID: "outlook:2", Identifiers: []casefile.Identifier{{Kind: "ip", Value: "198.51.100.7", Status: "ok", Holders: 4}}},
		},
		Links: []casefile.Link{{A: "outlook:1", B: "outlook:2", Class: "strong"}, {A: "outlook:1", B: "outlook:3", Class: "weak"}},
		Proposals: []casefile.Proposal{{ID: 1, Version: 2, Hash: "abc", Status: "decided", Action: "suspend", Policy: "default", PolicyVersion: 3, Reason: "fabricated-identity", Note: "one hand", Accounts: []casefile.Text{"outlook:1", "outlook:2"},
			Made: by("kim", 1), Approvals: []casefile.Approval{{Mark: by("lee", 3)}, {Mark: by("ada", 2)}}, Needed: 2, Signed: true, Decided: []casefile.AccountState{{Account: "outlook:1", State: "enforced"}}},
			{ID: 2, Action: "warn", Accounts: []casefile.Text{"outlook:1"}, Returned: &casefile.Approval{Mark: by("lee", 4)}}},
		Batches: []casefile.Batch{{ID: 7, Action: "suspend", Proposals: []uint32{1}, Results: []casefile.BatchResult{{Account: "outlook:1", Result: "failed", Message: "try again"}}},
			{ID: 8, Action: "suspend", Proposals: []uint32{1}, Sealed: by("kim", 5), Results: []casefile.BatchResult{{Account: "outlook:1", Result: "done"}}},
			{ID: 9, Action: "reinstate", Results: []casefile.BatchResult{{Account: "outlook:1", Result: "pending"}}}},
		Appeals: []casefile.Appeal{{ID: 5, Account: "outlook:1", Proposal: 1, Received: at(6), Outcome: "overturn", Decided: by("ada", 7)}},
		Detail: func(i int) (casefile.Detail, error) {
			if i > 0 {
				return casefile.Detail{}, nil
			}
			return casefile.Detail{Events: []casefile.Event{{Time: casefile.Time{Milli: 1_700_000_000_000, Offset: 540}, Action: "sign-in", IP: "198.51.100.7", ASN: 64500, Region: "Texas", SessionID: "s1", ClientApp: "browser", Detail: "ok", Latitude: 30.25, Longitude: -97.75, Line: 4}}}, nil
		},
	}
}

func expect(t *testing.T, name string, r *casefile.Record, n int, want map[string]string) {
	t.Helper()
	rows, _ := read(t, name, r)
	if len(rows) <= n {
		t.Fatalf("%s has %d rows", name, len(rows))
	}
	for column, text := range want {
		if got, ok := rows[n].text[column]; got != text || !ok {
			t.Errorf("%s, row %d: %s is %q, want %q", name, n, column, got, text)
		}
	}
}

func TestRowsSayWhatTheRecordSays(t *testing.T) {
	r := smallCase()
	expect(t, "accounts.csv", r, 0, map[string]string{"account": "outlook:1", "role": "persona", "score": "87.5", "links": "2", "strongest_link": "strong", "identifiers": "2", "events": "1", "claims": "country: US",
		"facts": "platform_status: active", "flags": "abuse desk: one wallet | by hand", "signals": "NET-VPN | PAY-FREQ", "hold": "legal", "hold_until": "2023-11-14T22:13:29Z", "protected": "yes", "cleared": "", "added_by": "kim"})
	expect(t, "accounts.csv", r, 1, map[string]string{"account": "outlook:2", "role": "", "score": "", "links": "1", "events": "", "flags": "", "hold": "", "protected": "", "created": "", "other_cases": "", "masked": "", "escaped": "0"})
	expect(t, "identifiers.csv", r, 0, map[string]string{"account": "outlook:1", "kind": "ip", "family": "network", "value": "198.51.100.7", "accounts_of_the_case": "2", "accounts_in_all": "4", "hub": "yes"})
	expect(t, "identifiers.csv", r, 1, map[string]string{"value": "+12025550100", "as_it_came": "202 555 0100", "accounts_of_the_case": "1", "accounts_in_all": "", "escaped": "1"})
	expect(t, "events.csv", r, 0, map[string]string{"account": "outlook:1", "time": "2023-11-14T22:13:20Z", "asn": "64500", "latitude": "30.25", "longitude": "-97.75", "file": "export.jsonl", "line": "4"})
	expect(t, "decisions.csv", r, 0, map[string]string{"account": "outlook:1", "action": "suspend", "proposal": "1", "version": "2", "account_state": "enforced", "proposer": "kim", "approvers": "lee | ada", "approved": "2023-11-14T22:13:23Z",
		"approvals": "2", "approvals_needed": "2", "batch": "7 | 8", "result": "failed | done", "message": "try again | ", "sealed": " | 2023-11-14T22:13:25Z", "appeal": "5", "appeal_outcome": "overturn", "appeal_decided_by": "ada", "hash": "abc"})
	expect(t, "decisions.csv", r, 1, map[string]string{"account": "outlook:2", "proposal": "1", "account_state": "", "batch": "", "appeal": ""})
	expect(t, "decisions.csv", r, 2, map[string]string{"account": "outlook:1", "action": "warn", "returned_by": "lee", "approvers": "", "approvals": "", "batch": ""})
	expect(t, "decisions.csv", r, 3, map[string]string{"account": "outlook:1", "role": "persona", "action": "reinstate", "proposal": "", "batch": "9", "result": "pending", "hash": ""})
	r.Defang = true
	expect(t, "accounts.csv", r, 0, map[string]string{"email": "dev[@]mail[.]example", "username": "dev.star", "account": "outlook:1", "score": "87.5"})
	expect(t, "identifiers.csv", r, 0, map[string]string{"value": "198[.]51[.]100[.]7"})
	expect(t, "events.csv", r, 0, map[string]string{"ip": "198[.]51[.]100[.]7", "latitude": "30.25"})
}

func TestRedactedAndEmptyRecordsHaveEmptyCells(t *testing.T) {
	for _, name := range casefile.BuiltIn().Names() {
		p, err := casefile.BuiltIn().Profile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range []*casefile.Record{{}, smallCase(), casefiletest.Random(2, 1, nil), casefiletest.Random(3, 9, nil)} {
			if r, err = p.Apply(r); err != nil {
				t.Fatal(err)
			}
			for file := range all {
				rows, _ := read(t, file, r)
				for _, row := range rows {
					for column, text := range row.text {
						if strings.Contains(text, "nil") || text == ": " || text == " | " || text == "0" && column != "escaped" && column != "score" {
							t.Errorf("%s, %s: %s is %q", name, file, column, text)
						}
					}
				}
			}
		}
	}
	for file, write := range all {
		var b bytes.Buffer
		if err := write(&b, &casefile.Record{}); err != nil || bytes.Count(b.Bytes(), []byte("\r\n")) != 1 || !bytes.HasSuffix(b.Bytes(), []byte(",escaped\r\n")) {
			t.Errorf("%s: %v %q", file, err, b.Bytes())
		}
	}
}

type brokenWriter struct{}

var errBroken = errors.New("broken")

func (brokenWriter) Write([]byte) (int, error) { return 0, errBroken }

func TestErrorsAreGiven(t *testing.T) {
	for name, write := range all {
		if err := write(brokenWriter{}, smallCase()); !errors.Is(err, errBroken) {
			t.Errorf("%s: %v", name, err)
		}
	}
	r := smallCase()
	r.Detail = func(int) (casefile.Detail, error) { return casefile.Detail{}, errBroken }
	if err := sheets.Events(io.Discard, r); !errors.Is(err, errBroken) {
		t.Error(err)
	}
}

func BenchmarkSheets(b *testing.B) {
	r := casefiletest.Random(1, 3000, nil)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := all[name](io.Discard, r); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
