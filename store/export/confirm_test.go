package export

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/encoding/unicode"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/uitest/hostile"
)

// confirm reads a text and writes what came of it, a line a row, errors last.
func confirm(t testing.TB, action, text string) ([]string, Confirmation) {
	t.Helper()
	c, err := ReadConfirmation(action, "/some/place/answer.csv", strings.NewReader(text))
	if err != nil {
		t.Fatalf("%.80q: %v", text, err)
	}
	sound(t, c)
	var out []string
	for _, r := range c.Rows {
		s := fmt.Sprintf("%d %s %s", r.Line, r.Account.String(), r.Status)
		if r.Time.Known() {
			s += " " + r.Time.String()
		}
		if r.Message != "" {
			s += " (" + string(r.Message) + ")"
		}
		out = append(out, s)
	}
	for _, e := range c.Errors {
		out = append(out, strings.TrimSpace(fmt.Sprintf("! %d %s", e.Line, e.Field))+": "+e.Reason)
	}
	if c.Open+c.Duplicates > 0 {
		out = append(out, fmt.Sprintf("%d open, %d again", c.Open, c.Duplicates))
	}
	return append(out, c.Notes...), c
}

// sound checks what holds for every confirmation.
func sound(t testing.TB, c Confirmation) {
	t.Helper()
	if c.Read != len(c.Rows)+c.Open+c.Duplicates+c.Rejected || len(c.Errors) != min(c.Rejected, maxRowErrors) {
		t.Errorf("the counts do not add up: read %d, %d rows, %d open, %d again, %d rejected; %d errors", c.Read, len(c.Rows), c.Open, c.Duplicates,
			c.Rejected, len(c.Errors))
	}
	seen := map[model.AccountID]bool{}
	for i, r := range c.Rows {
		if seen[r.Account] || i > 0 && r.Line < c.Rows[i-1].Line || r.Status != Done && r.Status != Failed && r.Status != NotFound {
			t.Errorf("row %+v", r)
		}
		if id, ok := model.ParseAccountID(string(r.Account.String())); !ok || id != r.Account {
			t.Errorf("account %q", r.Account)
		}
		seen[r.Account] = true
	}
	for _, e := range c.Errors {
		if e.Line < 1 || e.Reason == "" || e.Hint == "" || len(e.Raw) > maxRaw {
			t.Errorf("error %+v", e)
		}
	}
}

func TestReadConfirmation(t *testing.T) {
	const contradicts3 = "it contradicts line 3 on the same account; neither counts"
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"CSV", "account,status,time,message\noutlook:1,done,2026-11-23T14:02:00Z,\noutlook:2,failed,,\"locked, \"\"legal\"\" hold\"\nokta:a:b,not-found,,\n",
			[]string{"2 outlook:1 done 2026-11-23T14:02:00Z", `3 outlook:2 failed (locked, "legal" hold)`, "4 okta:a:b not-found"}},
		{"Excel", "\ufeffsep=;\r\n\"Platform\";\"Native ID\";\"Status\";;\r\nOutlook;8841020;OK;;\r\n;;;;\r\nOutlook;1,23457E+17;OK;;\r\n",
			[]string{"3 outlook:8841020 done", "! 5 account: an id that a spreadsheet has rounded"}},
		{"Unicode text", "Account\tResult\r\n'outlook:1\tSuspended\r\n", []string{"2 outlook:1 done"}},
		{"old Mac", "account|outcome\rx:1|404\rx:2|Timed out\r", []string{"2 x:1 not-found", "3 x:2 failed"}},
		{"title", "Enforcement run 5\n\nby: us, you\naccount,status\nx:1,done\n", []string{"5 x:1 done"}},
		{"open", "account,status\nx:1,\nx:2,done\nx:3, \n", []string{"3 x:2 done", "2 open, 0 again"}},
		{"words", "account,status\nx:1,pending\nx:2,0\nx:3,reinstated\nx:4,200 OK\n", []string{"5 x:4 done", "! 2 status: the status is not one that is read for this action",
			"! 3 status: the status is not one that is read for this action", "! 4 status: the status is not one that is read for this action"}},
		{"accounts", "account,platform,id,status\n,okta,5,ok\n7,okta,,ok\n7,,,ok\n,okta,,ok\n,a:b,5,ok\nx:1,okta,9,ok\n:5,x,,ok\n",
			[]string{"2 okta:5 done", "3 okta:7 done", "7 x:1 done", "8 x::5 done", "! 4 account: an account without its platform", "! 5 account: no account",
				"! 6 account: a platform with a colon in it"}},
		{"again", "account,status\nx:1,done\nx:2,ok\nX:1,success\nx:2,failed\nx:2,ok\nx:3,gone\n",
			[]string{"2 x:1 done", "7 x:3 not-found", "! 3 status: it contradicts line 5 on the same account; neither counts", "! 5 status: " + contradicts3,
				"! 6 status: " + contradicts3, "0 open, 1 again"}},
		{"quotes", "account,status,message\nx:1,done,\"oops\nx:2,done,5\" disk\nx:3,\"done\",\"a\nb\"\nx:4,done,\"a\"b\n\nx:5,done,\n",
			[]string{"3 x:2 done (5\" disk)", "4 x:3 done (a\nb)", "8 x:5 done", "! 2: a quote inside a quoted cell is not doubled", "! 6: a quote inside a quoted cell is not doubled"}},
		{"unclosed", "account,status\nx:1,\"done\nx:2,done\n", []string{"3 x:2 done", "! 2: a quote is opened and never closed"}},
		{"escapes", "account,status,message,escaped\nx:a⟨U+202E⟩b;⟨U+003D⟩1,done,'tis ⟨U+0041⟩,1\n", []string{"2 x:a\u202eb;=1 done ('tis ⟨U+0041⟩)"}},
		{"times", "account,status,status time\nx:1,ok,2026-11-23 14:02:05.5 +02:00\nx:2,ok,1795442520\nx:3,ok,1795442520123\nx:4,ok,2026-11-23\nx:5,ok,1/2/2026\nx:6,ok,soon\n",
			[]string{"2 x:1 done 2026-11-23T12:02:05.500Z", "3 x:2 done 2026-11-23T14:02:00Z", "4 x:3 done 2026-11-23T14:02:00.123Z", "5 x:4 done 2026-11-23T00:00:00Z",
				"6 x:5 done", "7 x:6 done", "the time could not be read in 2 rows, first in line 6; they count without it (write times as 2026-11-23T14:02:00Z)"}},
		{"exact names first", "result,account,status,note,message\nfailed,x:1,done,a,b\n", []string{"2 x:1 done (b)"}},
		{"short rows", "account,status\nx:1\nx:2,done,more,still\n", []string{"3 x:2 done", "1 open, 0 again"}},
		{"header only", "account,status\n", nil},

		{"array", `[{"account":"x:1","status":"done"},{"platform":"X","native_id":12345678901234567890,"status":404,"time":null,"note":true},5,
			{"account":"x:3","status":"ok","Status":"failed"},{"account":"x:4","account":"x:4","status":"ok"},{"account":["x:5"],"status":"ok"},{}]`,
			[]string{"1 x:1 done", "2 x:12345678901234567890 not-found (true)", "! 3: it is not an object of JSON", "! 4: it has the status twice", "! 5: it has the account twice",
				"! 6: its account is a list or an object", "! 7 account: no account"}},
		{"wrapper", `{"batch":7,"rows":[{"account":"x:1","status":"done"},{"account":"x:1","status":"error"}]}` + "\n",
			[]string{"! 1 status: it contradicts element 2 on the same account; neither counts", "! 2 status: it contradicts element 1 on the same account; neither counts"}},
		{"lines", `{"account":"x:1","status":"done"}` + "\r\n\n" + `{"account":"x:2","status":` + "\n" + `{"account":"x:3","status":"ok"} x` + "\n" + `{"account":"'x:4","status":"ok","accounts":[]}`,
			[]string{"1 x:1 done", "5 x:4 done", "! 3: it is not an object of JSON", "! 4: it is not an object of JSON"}},
		{"first line bad", "{\"account\":\"x:1\",\"status\":done}\n{\"account\":\"x:2\",\"status\":\"done\"}\n", []string{"2 x:2 done", "! 1: it is not an object of JSON"}},
		{"one object", "{\n \"account\": \"x:1\",\n \"status\": \"done\"\n}\n{\"account\":\"x:2\",\n\"status\":\"failed\"}\n", []string{"1 x:1 done", "2 x:2 failed"}},
		{"bytes", `[{"account":"x:a\ufffd","platform":"x","native_id":"a\ufffd","native_id_base64":"Yf8=","status":"done"}]`, []string{"1 x:a\xff done"}},
		{"empty array", "[]", nil},
	} {
		if got, _ := confirm(t, Suspend, c.text); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, c.want)
		}
	}
}

// TestStatusWords: no word means two things, and the words of one action are none of
// another, where they could mean its opposite.
func TestStatusWords(t *testing.T) {
	seen := map[string]string{}
	add := func(owner string, words []string) {
		for _, w := range words {
			if f := foldWord(w); seen[f] != "" {
				t.Errorf("%q is %s and %s", w, seen[f], owner)
			} else {
				seen[f] = owner
			}
		}
	}
	for s, words := range statusWords {
		add(string(s), append(words, string(s)))
	}
	for action, words := range actionWords {
		add(action, words)
	}
	for _, c := range []struct {
		action, word string
		want         Status
	}{{Suspend, "SUSPENDED", Done}, {Reinstate, "suspended", ""}, {Reinstate, "Re-instated", Done}, {Suspend, "not done", Failed}, {Warn, "not_found", NotFound},
		{Terminate, "deleted", Done}, {Suspend, "deleted", ""}, {Limit, "", ""}, {Suspend, "done?", ""}} {
		if got := vocabulary(c.action)[foldWord(c.word)]; got != c.want {
			t.Errorf("%s: %q is %q, want %q", c.action, c.word, got, c.want)
		}
	}
}

func TestRefused(t *testing.T) {
	for what, c := range map[string]struct {
		text string
		kind model.ErrorKind
	}{
		"the file is empty":           {"\ufeff \r\n", model.ErrInput},
		"workbook":                    {"PK\x03\x04rest", model.ErrUnsupported},
		"compressed":                  {"\x1f\x8brest", model.ErrUnsupported},
		"binary data":                 {"a\x00c\x00", model.ErrInput},
		"no header":                   {"account,state\nx:1,done\n", model.ErrInput},
		"two columns may hold the s":  {"account,result,outcome\nx:1,ok,failed\n", model.ErrInput},
		"two columns may hold the ac": {"account,Account,status\nx:1,x:2,failed\n", model.ErrInput},
		"not whole JSON near line 2":  {"[{\"account\":\"x:1\"},\n{]", model.ErrInput},
		"not whole JSON":              {"{\"format\":\"clew-batch-rows\",\"rows\":[\n {\"account\":\"x:1\",\"status\":\"done\"},\n {\"acc", model.ErrInput},
		"behind the end":              {"[] []", model.ErrInput},
		"more than 1000000 rows":      {"account,status\n" + strings.Repeat("x:1,ok\n", maxConfirmed+1), model.ErrLimit},
	} {
		_, err := ReadConfirmation(Suspend, "answer", strings.NewReader(c.text))
		if model.KindOf(err) != c.kind || !strings.Contains(err.Error(), what) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := ReadConfirmation("undo", "answer", strings.NewReader("")); model.KindOf(err) != model.ErrUsage {
		t.Error(err)
	}
	if _, err := ReadConfirmation(Suspend, "answer", bytes.NewReader(make([]byte, maxConfirmation+1))); model.KindOf(err) != model.ErrLimit {
		t.Error(err)
	}
	broken := iotest.ErrReader(errors.New("gone"))
	if _, err := ReadConfirmation(Suspend, "answer", broken); model.KindOf(err) != model.ErrInput {
		t.Error(err)
	}
}

// TestLongRows costs the rows that are too long, and no others.
func TestLongRows(t *testing.T) {
	long := strings.Repeat("x", maxRecord)
	got, _ := confirm(t, Suspend, "account,status,message\nx:1,done,"+long+"\nx:2,done,\""+long+"\"\nx:3,done,"+long[:9000]+"\nx:"+long[:5000]+",done,\n")
	if len(got) != 4 || !strings.HasPrefix(got[0], "4 x:3 done (xxx") || len(got[0]) != len("4 x:3 done ()")+maxMessage || got[1] != "! 2: more than 1 MiB" ||
		got[3] != "! 5 account: an id of more than 4096 bytes" {
		t.Errorf("%.200q", got)
	}
	got, _ = confirm(t, Suspend, `{"account":"x:1","status":"done"}`+"\n"+`{"account":"x:2","status":"done","message":"`+long+`"}`)
	if !slices.Equal(got, []string{"1 x:1 done", "! 2: more than 1 MiB"}) {
		t.Errorf("%.200q", got)
	}
}

func TestEncodings(t *testing.T) {
	const text = "account,status,message\r\nx:김,done,fällig\r\n"
	want := []string{"2 x:김 done (fällig)"}
	for _, e := range []unicode.Endianness{unicode.LittleEndian, unicode.BigEndian} {
		wide, err := unicode.UTF16(e, unicode.UseBOM).NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		got, c := confirm(t, Suspend, wide)
		sum := sha256.Sum256([]byte(wide))
		if !slices.Equal(got, want) || c.SHA256 != hex.EncodeToString(sum[:]) || c.File != "answer.csv" || c.Format != "CSV" {
			t.Errorf("%q %+v", got, c)
		}
	}
	// What is no UTF-8 is kept as it is.
	if got, _ := confirm(t, Suspend, "account;status\nx:M\xfcller;ok\n"); !slices.Equal(got, []string{"2 x:M\xfcller done"}) {
		t.Errorf("%q", got)
	}
}

// TestOwnFileBack fills in the batch's own files and reads them: every account comes
// back, byte by byte.
func TestOwnFileBack(t *testing.T) {
	b := madeUp(0)
	add := func(native string) {
		b.Rows = append(b.Rows, BatchRow{Account: model.AccountID{Platform: "outlook", Native: model.Untrusted(fmt.Sprintf("%d%s.", len(b.Rows), native))}})
	}
	for _, s := range hostile.Few {
		add(s[:min(len(s), 2000)])
	}
	for _, s := range []string{"", "a;=1", "⟨U+0041⟩", "'x", "\xff\xe2", "a\r\nb,\"", "=1"} {
		add(s)
	}
	dir, _ := writeBatch(t, b)
	for _, name := range []string{"suspend.csv", "undo.csv"} {
		rows, err := csv.NewReader(strings.NewReader(readFile(t, dir, name))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		status := slices.Index(rows[0], "status")
		var filled bytes.Buffer
		w := csv.NewWriter(&filled)
		w.Comma = ';'
		for i, row := range rows {
			if i > 0 {
				row[status] = "done"
			}
			if err := w.Write(row); err != nil {
				t.Fatal(err)
			}
		}
		w.Flush()
		_, c := confirm(t, Suspend, filled.String())
		same(t, b, c)
	}
	filled := strings.ReplaceAll(readFile(t, dir, "suspend.json"), `,"policy":`, `,"status":"done","policy":`)
	_, c := confirm(t, Suspend, filled)
	same(t, b, c)
	_, c = confirm(t, Suspend, readFile(t, dir, "suspend.csv"))
	if c.Open != len(b.Rows) || c.Read != len(b.Rows) {
		t.Errorf("%+v", c)
	}
}

func same(t testing.TB, b Batch, c Confirmation) {
	t.Helper()
	if len(c.Rows) != len(b.Rows) {
		t.Fatalf("%d of %d rows: %+v", len(c.Rows), len(b.Rows), c.Errors)
	}
	for i, r := range c.Rows {
		if r.Account != b.Rows[i].Account || r.Status != Done {
			t.Errorf("%q came back as %q", b.Rows[i].Account, r.Account)
		}
	}
}

// TestHostileFiles reads every file of the collections without trouble.
func TestHostileFiles(t *testing.T) {
	dir := hostile.Folder(t)
	n := 0
	for _, pattern := range []string{"csv-spectrum/csvs/*", "jsontestsuite/*", "jsontestsuite/*/*", "archives/*", "stix-adversarial/*/*"} {
		files, err := filepath.Glob(filepath.Join(dir, filepath.FromSlash(pattern)))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			f, err := os.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
				f.Close()
				continue
			}
			c, err := ReadConfirmation(Suspend, file, f)
			f.Close()
			n++
			switch model.KindOf(err) {
			case "":
				sound(t, c)
			case model.ErrInput, model.ErrUnsupported, model.ErrLimit:
			default:
				t.Errorf("%s: %v", file, err)
			}
		}
	}
	if n < 300 {
		t.Error("only", n, "files")
	}
}

// FuzzConfirmation: no panic, errors of known kinds, counts that add up.
func FuzzConfirmation(f *testing.F) {
	for _, s := range []string{"account,status\nx:1,done\nx:1,failed\n", "\ufeffsep=;\r\nplatform;id;result\r\nx;\"a\"\"b\";ok\r\n", `[{"account":"x:1","status":"ok"},{}]`,
		`{"rows":[{"account":"x:1","status":"ok"}]}`, "{\"account\":\"x:1\",\"status\":1}\n{", "\xff\xfea\x00,\x00s\x00", "account|status|time\r'x:⟨U+000A⟩|ok|2026-11-23\r"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ReadConfirmation(Terminate, "x", strings.NewReader(text))
		switch model.KindOf(err) {
		case "":
			sound(t, c)
		case model.ErrInput, model.ErrUnsupported, model.ErrLimit:
		default:
			t.Fatal(err)
		}
	})
}

// FuzzMembers holds the walk over an object to encoding/json.
func FuzzMembers(f *testing.F) {
	for _, s := range []string{"{}", ` { "a" : 1 , "b\u0041":"x\\\"}" ,"a":[{"}":"]"},2],"c":{"d":null},"e":-1.5e3}`, `{"":true,"\xff":""}`, "[]", "1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !json.Valid([]byte(text)) {
			return
		}
		names, values, ok := members([]byte(text))
		if strings.Count(text, ":") > maxMembers {
			return
		}
		dec := json.NewDecoder(strings.NewReader(text))
		dec.UseNumber()
		if first, err := dec.Token(); err != nil || ok != (first == json.Delim('{')) {
			t.Fatalf("%q is an object: %v", text, ok)
		}
		for n := 0; ok && (dec.More() || n < len(names)); n++ {
			name, err := dec.Token()
			var v json.RawMessage
			if err := errors.Join(err, dec.Decode(&v)); err != nil || n >= len(names) {
				t.Fatal(n, len(names), err)
			}
			if names[n] != name || !bytes.Equal(values[n], v) {
				t.Fatalf("%q has %q: %q, read as %q: %q", text, name, v, names[n], values[n])
			}
		}
	})
}
