package ingest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/seed-28a39f10/clew/model"
)

func TestAccountJSON(t *testing.T) {
	r := readText(t, "a.jsonl", ""+
		`{"platform":"outlook","account_id":"7","username":"lena.park","display_name":"Lena Park","email":"Lena@Example.org",`+
		`"created_at":"2024-03-11T08:14:55+02:00","last_seen":"2024-09-30T23:59:59Z","claimed_country":"Germany","claimed_timezone":"Europe/Berlin",`+
		`"employer":"Example GmbH","flagged_at":"2024-10-01T00:00:00Z","flag_reason":"shared payout","flag_source":"payments","risk_score":93.6,`+
		`"signals":["net-vpn",{"code":"TZ","facts":"active at night","counter":"shift work","severity":2}],"tags":["a","b"],`+
		`"ips":["203.0.113.7",{"value":"::ffff:203.0.113.8","first_seen":"2024-01-01T00:00:00Z","last_seen":"2024-02-01T00:00:00Z"}],`+
		`"phone":"030 901820","github_login":"LenaP","payment_instrument":{"kind":"bank","fingerprint":"pay-1","country":"DE"},`+
		`"signins":[{"id":"e1","time":"2024-05-01T10:00:00Z","ip":"203.0.113.7","country":"DE","city":"Berlin","device":"d-1","user_agent":"UA","session":"s-1","app":"mail","result":"failure"},`+
		`{"id":"e2","time":"2024-04-01T10:00:00Z","ip":"203.0.113.7","device":"d-1","result":"success"}]}`, Options{})
	if r.err != nil || len(r.rows) != 1 || r.Profile != "accounts" {
		t.Fatal(r.err, r.Result, r.rejects)
	}
	a := &r.rows[0].Account
	asOf := model.Time{Milli: time.Date(2024, 9, 30, 23, 59, 59, 0, time.UTC).UnixMilli()}
	for f, want := range map[model.Field]string{
		model.FieldUsername: "lena.park", model.FieldDisplayName: "Lena Park", model.FieldEmail: "Lena@Example.org",
		model.FieldCountry: "DE", model.FieldCountryRaw: "Germany", model.FieldTimezone: "Europe/Berlin", model.FieldEmployer: "Example GmbH",
	} {
		if got := a.Fact(f); string(got) != want {
			t.Errorf("%v is %q, want %q", f, got, want)
		}
	}
	for _, f := range a.Facts {
		if f.AsOf != asOf {
			t.Errorf("%v is as of %v", f.Field, f.AsOf)
		}
	}
	if a.ID != (model.AccountID{Platform: "outlook", Native: "7"}) || a.CreatedAt.String() != "2024-03-11T06:14:55Z" || a.CreatedAt.Offset != 120 {
		t.Errorf("%v, created %v", a.ID, a.CreatedAt)
	}
	if a.FirstSeen.String() != "2024-04-01T10:00:00Z" || a.LastSeen != asOf {
		t.Errorf("seen from %v to %v: the sign-ins count too", a.FirstSeen, a.LastSeen)
	}
	want := map[string]string{ // kind:value, first and last seen
		"username:lena.park": " ", "name:" + nameOf(a): " ", "email:lena@example.org": " ", "phone:+4930901820": " ",
		"handle:github:lenap": " ", "payment:pay-1": " ",
		"ip:203.0.113.7": "2024-04-01T10:00:00Z 2024-05-01T10:00:00Z", "ip:203.0.113.8": "2024-01-01T00:00:00Z 2024-02-01T00:00:00Z",
		"device:d-1": "2024-04-01T10:00:00Z 2024-05-01T10:00:00Z", "session:s-1": "2024-05-01T10:00:00Z 2024-05-01T10:00:00Z",
	}
	for _, id := range a.Identifiers {
		key := id.Kind.String() + ":" + string(id.Value)
		if seen, ok := want[key]; !ok || seen != id.FirstSeen.String()+" "+id.LastSeen.String() {
			t.Errorf("%s seen %v to %v, want %q (%v)", key, id.FirstSeen, id.LastSeen, seen, ok)
		}
		delete(want, key)
	}
	if len(want) > 0 {
		t.Errorf("missing identifiers: %v", want)
	}
	if len(a.Flags) != 1 || a.Flags[0].Score != 94 || a.Flags[0].Source != "payments" {
		t.Errorf("flags: %+v", a.Flags)
	}
	if len(a.Signals) != 2 || a.Signals[0].Code != "NET-VPN" || a.Signals[1] != (model.Signal{Code: "TZ", Facts: "active at night", Counter: "shift work", Severity: 2}) {
		t.Errorf("signals: %+v", a.Signals)
	}
	if fmt.Sprint(a.Tags) != "[a b]" {
		t.Errorf("tags: %v", a.Tags)
	}
	ev := r.rows[0].Events
	if len(ev) != 2 || ev[0].Result != model.ResultFailure || ev[0].Country != "DE" || ev[0].UserAgent != "UA" || ev[0].ClientApp != "mail" || ev[0].SessionID != "s-1" {
		t.Errorf("events: %+v", ev)
	}
}

func nameOf(a *model.Account) string {
	for _, id := range a.Identifiers {
		if id.Kind == model.KindName {
			return string(id.Value)
		}
	}
	return ""
}

func TestAccountCSV(t *testing.T) {
	r := readText(t, "a.csv", "Exported 2024-10-01 by admin\n\nPlatform; Account ID ;E-Mail;email;IPs;Created At;Bio;display_name;ID\n"+
		"Forum;1;;kim@example.org;203.0.113.7;2024-01-02;\"two\nlines; and \"\"quotes\"\"\";Kim;99\n"+
		"Forum;2;;a@example.org|b@example.org;203.0.113.7|203.0.113.8;nonsense;;\"Lee;Ann\"\n"+
		"Forum;3;;;;;;;;extra\n"+
		"Forum;;;;;;;;\n", Options{})
	if r.err != nil || r.Accepted != 2 || r.Rejected != 3 {
		t.Fatal(r.err, r.Result, r.rejects)
	}
	one, two := &r.rows[0].Account, &r.rows[1].Account
	if one.ID != (model.AccountID{Platform: "forum", Native: "1"}) || one.Fact(model.FieldBio) != "two\nlines; and \"quotes\"" ||
		one.CreatedAt.String() != "2024-01-02T00:00:00Z" || r.rows[0].Line != 4 || r.rows[1].Line != 6 {
		t.Errorf("%+v, lines %d, %d", one, r.rows[0].Line, r.rows[1].Line)
	}
	if !has(two, model.KindEmail, "b@example.org") || !has(two, model.KindIP, "203.0.113.8") || two.Fact(model.FieldDisplayName) != "Lee;Ann" || two.CreatedAt.Known() {
		t.Errorf("%+v", two)
	}
	if notes := strings.Join(r.Notes, "\n"); !strings.Contains(notes, "created_at is not a time") || !strings.Contains(notes, "e-mail") {
		t.Errorf("notes: %s", notes)
	}
	for i, want := range []string{"text before the header", "10 fields, where the header has 9", "no account_id"} {
		if !strings.Contains(r.rejects[i].Reason, want) {
			t.Errorf("reject %d: %+v, want %q", i, r.rejects[i], want)
		}
	}
}

// TestSameRowsEveryWay reads the same rows in every format, encoding and
// compression.
func TestSameRowsEveryWay(t *testing.T) {
	rows := []string{`{"account_id":"1","username":"zoë","tags":["[1]","{"]}`, `{"account_id":"2","username":"a\"b\\","n":[1,{"x":[]}]}`, `{"account_id":"3","bio":"\ud83d\ude00"}`}
	lines := strings.Join(rows, "\n")
	table := "account_id,username,bio\n1,zoë,\n2,\"a\"\"b\\\",\n3,,😀\n"
	cases := map[string]string{
		"lines":           lines,
		"lines crlf":      strings.ReplaceAll(lines, "\n", "\r\n") + "\r\n",
		"lines cr":        strings.ReplaceAll(lines, "\n", "\r"),
		"blank lines":     "\n\n" + strings.ReplaceAll(lines, "\n", "\n \n"),
		"array":           "[" + strings.Join(rows, ",") + "]",
		"pretty array":    " [\n  " + strings.Join(rows, ",\n  ") + "\n]\n",
		"value":           `{"@odata.context":"x","@odata.count":3,"value":[` + strings.Join(rows, ",") + `],"@odata.nextLink":"y"}`,
		"records":         `{"records":[` + strings.Join(rows, " , ") + `]}`,
		"Records":         `{"Records":[` + strings.Join(rows, ",") + `]}`,
		"pages":           `{"value":[` + rows[0] + `]}` + "\n" + `{"value":[` + rows[1] + "," + rows[2] + `]}`,
		"loose":           strings.ReplaceAll(strings.Join(rows, "\n"), `{"acc`, "{\n \"acc"),
		"log envelope":    `{"log":` + strings.Join(rows, "}\n{\"log\":") + "}",
		"_source":         `{"_index":"x","_source":` + strings.Join(rows, "}\n{\"_source\":") + "}",
		"message":         message(rows),
		"data in log":     `{"log":{"data":` + strings.Join(rows, "}}\n{\"log\":{\"data\":") + "}}",
		"csv":             table,
		"csv crlf":        strings.ReplaceAll(table, "\n", "\r\n"),
		"csv cr":          strings.ReplaceAll(table, "\n", "\r"),
		"csv semicolon":   strings.ReplaceAll(table, ",", ";"),
		"csv tab":         strings.ReplaceAll(table, ",", "\t"),
		"csv pipe":        strings.ReplaceAll(table, ",", "|"),
		"csv sep":         "sep=;\n" + strings.ReplaceAll(table, ",", ";"),
		"csv unended":     strings.TrimSuffix(table, "\n"),
		"csv padded":      strings.Replace(table, "account_id,username,bio", "  Account   ID ,\"UserName\" ,BIO,bio", 1),
		"csv all quoted":  "\"account_id\",\"username\",\"bio\"\n\"1\",\"zoë\",\"\"\n\"2\",\"a\"\"b\\\",\"\"\n\"3\", \"\" ,\"😀\"",
		"csv no trailing": "account_id,username,bio\n1,zoë\n2,\"a\"\"b\\\"\n3,,😀",
	}
	for name, text := range cases {
		for how, encode := range map[string]func(string) []byte{"utf-8": plain, "bom": bom, "utf-16le": utf16le, "utf-16be": utf16be, "gzip": gzipped, "zstd": zstded} {
			r := read(t, writeTemp(t, "x", encode(text)), Options{Workers: 2})
			if r.err != nil || len(r.rows) != 3 || r.Rejected != 0 {
				t.Errorf("%s, %s: %v, %+v, %v", name, how, r.err, r.Result, r.rejects)
				continue
			}
			for i, want := range []string{"zoë", `a"b\`, ""} {
				a := &r.rows[i].Account
				if string(a.ID.Native) != fmt.Sprint(i+1) || a.ID.Platform != "unknown" || string(a.Fact(model.FieldUsername)) != want {
					t.Errorf("%s, %s: row %d is %+v", name, how, i, a)
				}
			}
			if r.rows[2].Account.Fact(model.FieldBio) != "😀" {
				t.Errorf("%s, %s: %q", name, how, r.rows[2].Account.Fact(model.FieldBio))
			}
		}
	}
}

func message(rows []string) string {
	var b strings.Builder
	for _, r := range rows {
		fmt.Fprintf(&b, "{\"host\":\"h\",\"message\":\"%s\"}\n", strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(r))
	}
	return b.String()
}

func plain(s string) []byte { return []byte(s) }
func bom(s string) []byte   { return []byte("\ufeff" + s) }

func utf16le(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune("\ufeff" + s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return b
}

func utf16be(s string) []byte {
	b := utf16le(s)
	for i := 0; i+1 < len(b); i += 2 {
		b[i], b[i+1] = b[i+1], b[i]
	}
	return b
}

func gzipped(s string) []byte {
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	w.Write([]byte(s))
	w.Close()
	return buf.Bytes()
}

func zstded(s string) []byte {
	var buf bytes.Buffer
	w, _ := zstd.NewWriter(&buf)
	w.Write([]byte(s))
	w.Close()
	return buf.Bytes()
}

// TestOneBadRow: a row that cannot be read costs itself.
func TestOneBadRow(t *testing.T) {
	good := `{"account_id":"%d"}`
	long := strings.Repeat("x", 5000)
	for _, c := range []struct{ row, field, reason string }{
		{`{"account_id":`, "", "not JSON: the text ends where a value should be, at byte 15"},
		{`{"account_id":"x","account_id":"y"}`, "account_id", "one object has this key twice"},
		{`{"account_id":"x","a":{"b":1,"b":2}}`, "b", "one object has this key twice"},
		{`[1]`, "", "not a JSON object"},
		{`"x"`, "", "not a JSON object"},
		{`{"other":1}`, "account_id", "no account_id"},
		{`{"account_id":""}`, "account_id", "no account_id"},
		{`{"account_id":"` + long + `"}`, "account_id", "5000 bytes, where at most 4096 are read"},
		{`{"account_id":"x","display_name":"` + long + `"}`, "display_name", "5000 bytes"},
		{`{"account_id":"x","bio":"` + strings.Repeat("x", 256<<10+1) + `"}`, "bio", "262145 bytes"},
		{`{"account_id":"x","a":` + strings.Repeat("[", 300) + strings.Repeat("]", 300) + `}`, "", "nested too deeply"},
		{`{"account_id":"x","platform":"a:b"}`, "platform", "not a platform's name"},
		{`{"account_id":"x","signin_time":"soon"}`, "signin_time", "not a time"},
		{"{\"account_id\":\"x\x01\"}", "", "control character"},
	} {
		r := readText(t, "x.jsonl", fmt.Sprintf(good, 1)+"\n"+fmt.Sprintf(good, 2)+"\n"+c.row+"\n"+fmt.Sprintf(good, 4), Options{})
		if r.err != nil || r.Accepted != 3 || r.Rejected != 1 {
			t.Errorf("%.60s: %v %+v", c.row, r.err, r.Result)
			continue
		}
		x := r.rejects[0]
		if x.Line != 3 || x.Field != c.field || !strings.Contains(x.Reason, c.reason) || len(x.Raw) > maxRejectRaw ||
			!strings.HasPrefix(c.row, string(x.Raw)) {
			t.Errorf("%.60s: line %d, field %q, %q, raw of %d bytes", c.row, x.Line, x.Field, x.Reason, len(x.Raw))
		}
	}
}

func TestNotes(t *testing.T) {
	r := readText(t, "x.jsonl", `{"account_id":"1","role":"viewer","ROLE":"admin"}`+"\n"+"{\"account_id\":\"2\",\"bio\":\"\xff\"}\n"+
		`{"account_id":"3","risk_score":"high"}`+"\n"+`{"account_id":"4","risk_score":101}`+"\n"+`{"account_id":"5","url":"one/two"}`+"\n"+
		`{"account_id":"6","risk_score":0,"flag_reason":"r"}`+"\n"+`{"account_id":"7","risk_score":0}`+"\n"+`{"account_id":"8","flag_reason":"r"}`, Options{})
	if r.err != nil || r.Accepted != 8 {
		t.Fatal(r.err, r.Result)
	}
	want := []string{"2 of 3 keys are not used: role, ROLE",
		"keys of one object differ only in upper and lower case: check what was read (row 1)",
		"bytes that are not UTF-8 were kept as they came (row 2)",
		"risk_score is not a number from 0 to 100, and was left out (2 rows, the first is 3)",
		"what stands as url is none: it was kept as it came, and links nothing (row 5)",
		"risk_score is 0, which stands for none: a flag without a score counts as a score of 20 (row 6)"}
	if strings.Join(r.Notes, "\n") != strings.Join(want, "\n") {
		t.Errorf("notes are %q", r.Notes)
	}
	if got := r.rows[1].Account.Fact(model.FieldBio); got != "\xff" {
		t.Errorf("the byte became %q", got)
	}
}

// TestOrder: rows come in the order of the file however many workers there are,
// and with them the rejects; the sum is of the file.
func TestOrder(t *testing.T) {
	var buf bytes.Buffer
	const n = 30_000
	for i := 1; i <= n; i++ {
		if i%1000 == 0 {
			fmt.Fprintf(&buf, "{\"bad %d\n", i)
			continue
		}
		fmt.Fprintf(&buf, "{\"account_id\":\"%d\",\"bio\":\"%s\"}\n", i, strings.Repeat("b", i%100))
	}
	path := writeTemp(t, "x.jsonl", buf.Bytes())
	sum := sha256.Sum256(buf.Bytes())
	for _, workers := range []int{1, 2, 7} {
		f, err := Open(path, Options{Workers: workers, Prepare: func(r *model.Row) error { r.Staged = []byte(r.Account.ID.Native); return nil }})
		if err != nil {
			t.Fatal(err)
		}
		line, rejects := uint64(0), 0
		step := func(l uint64) {
			if l != line+1 {
				t.Fatalf("workers %d: line %d comes after %d", workers, l, line)
			}
			line = l
		}
		var pending []uint64
		f.OnReject(func(x model.Reject) { pending = append(pending, x.Line); rejects++ })
		for batch, err := range f.Rows(context.Background()) {
			if err != nil {
				t.Fatal(err)
			}
			for i := range batch {
				for len(pending) > 0 && pending[0] < batch[i].Line {
					step(pending[0])
					pending = pending[1:]
				}
				step(batch[i].Line)
				if string(batch[i].Staged) != fmt.Sprint(line) {
					t.Fatalf("line %d was prepared as %q", line, batch[i].Staged)
				}
			}
		}
		done, total := f.Progress()
		if r := f.Result(); rejects != n/1000 || r.Read != n || r.SHA256 != hex.EncodeToString(sum[:]) || done != total || total != int64(buf.Len()) {
			t.Errorf("workers %d: %d rejects, %+v, %d of %d bytes", workers, rejects, r, done, total)
		}
	}
}

// TestStop: a reader that goes away leaves no goroutine and no open file.
func TestStop(t *testing.T) {
	path := writeTemp(t, "x.jsonl", flatRows(20_000))
	before := runtime.NumGoroutine()
	for range 3 {
		f, err := Open(path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for range f.Rows(context.Background()) {
			break
		}
		if f.Result().SHA256 != "" {
			t.Error("a sum of half a file")
		}
		ctx, cancel := context.WithCancel(context.Background())
		if f, err = Open(path, Options{}); err != nil {
			t.Fatal(err)
		}
		var last error
		for _, err := range f.Rows(ctx) {
			cancel()
			last = err
		}
		cancel()
		if !errors.Is(last, context.Canceled) {
			t.Errorf("cancelled: %v", last)
		}
	}
	for i := 0; runtime.NumGoroutine() > before; i++ {
		if i == 100 {
			t.Fatalf("%d goroutines, before %d", runtime.NumGoroutine(), before)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func TestPrepareErrors(t *testing.T) {
	text := `{"account_id":"1"}` + "\n" + `{"account_id":"2"}`
	boom := errors.New("disk is gone")
	r := readText(t, "x.jsonl", text, Options{Prepare: func(r *model.Row) error {
		if r.Account.ID.Native == "1" {
			return &model.Error{Kind: model.ErrLimit, Message: "too much of it", Where: "tags"}
		}
		return nil
	}})
	if r.err != nil || r.Accepted != 1 || r.rejects[0].Reason != "too much of it" || r.rejects[0].Field != "tags" {
		t.Error(r.err, r.Result, r.rejects)
	}
	f, err := Open(writeTemp(t, "x.jsonl", []byte(text)), Options{Prepare: func(*model.Row) error { return boom }})
	if err != nil {
		t.Fatal(err)
	}
	var last error
	for _, err := range f.Rows(context.Background()) {
		last = err
	}
	if !errors.Is(last, boom) {
		t.Error(last)
	}
}

func TestLimits(t *testing.T) {
	rows := flatRows(3000)
	plain := writeTemp(t, "x.jsonl", rows)
	packed := writeTemp(t, "x.jsonl.gz", gzipped(string(rows)))
	blank := writeTemp(t, "y.jsonl.gz", gzipped(`{"account_id":"1"}`+"\n"+strings.Repeat(" ", 8<<20)))
	for _, c := range []struct {
		path   string
		limits Limits
		want   string
	}{
		{plain, Limits{}, ""},
		{packed, Limits{}, ""},
		{packed, Limits{Decompressed: 1 << 20}, "more than 1048576 bytes when decompressed"},
		{plain, Limits{Decompressed: 1 << 20}, ""},
		{packed, Limits{Ratio: 2}, "more than 2 times its size"},
		{blank, Limits{}, "more than 200 times its size"},
		{plain, Limits{Rows: 2999}, "more than 2999 rows"},
		{plain, Limits{Rows: 3000}, ""},
		{plain, Limits{Line: 700}, "a row of more than 700 bytes"},
	} {
		r := read(t, c.path, Options{Limits: c.limits})
		if c.want == "" {
			if r.err != nil || r.Accepted != 3000 {
				t.Errorf("%+v: %v, %+v", c.limits, r.err, r.Result)
			}
			continue
		}
		if model.KindOf(r.err) != model.ErrLimit || !strings.Contains(r.err.Error(), c.want) || r.SHA256 != "" {
			t.Errorf("%+v: %v, want %q", c.limits, r.err, c.want)
		}
	}
}

func TestOpenErrors(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct {
		path string
		o    Options
		kind model.ErrorKind
		want string
	}{
		{dir, Options{}, model.ErrInput, "not a regular file"},
		{dir + "/none", Options{}, model.ErrInput, "cannot be opened"},
		{writeTemp(t, "x", nil), Options{}, model.ErrInput, "the file is empty"},
		{writeTemp(t, "x", []byte(" \n\n ")), Options{}, model.ErrInput, "nothing but white space"},
		{writeTemp(t, "x", []byte("a\x00b")), Options{}, model.ErrInput, "binary data"},
		{writeTemp(t, "x", gzipped(string(gzipped("x")))), Options{}, model.ErrUnsupported, "gzip inside compression"},
		{writeTemp(t, "x", []byte("PK\x03\x04....")), Options{}, model.ErrUnsupported, "zip archive"},
		{writeTemp(t, "x", append(make([]byte, 257), "ustar"...)), Options{}, model.ErrUnsupported, "tar archive"},
		{writeTemp(t, "x", []byte("colour,shape\nred,round\n")), Options{}, model.ErrInput, "of no kind that is known"},
		{writeTemp(t, "x", []byte(`{"colour":"red"}`)), Options{}, model.ErrInput, "of no kind that is known"},
		{writeTemp(t, "x", []byte(`{"account_id":"1"}`)), Options{Profile: "aol"}, model.ErrUsage, "no such profile"},
		{writeTemp(t, "x", []byte(`{"account_id":"1"}`)), Options{Profile: "okta", Mapping: &Mapping{}}, model.ErrUsage, "cannot be used together"},
		{writeTemp(t, "x", []byte(`{"account_id":"1"}`)), Options{Platform: "A b"}, model.ErrUsage, "not a platform's name"},
		{writeTemp(t, "x", []byte(`[{"account_id":"1"},`)), Options{}, model.ErrInput, "before its brackets are closed"},
		{writeTemp(t, "x", []byte(`[{"account_id":"1"} {"account_id":"2"}]`)), Options{}, model.ErrInput, "neither ',' nor ']'"},
		{writeTemp(t, "x", []byte(`{"value":[{"account_id":"1"}]`)), Options{}, model.ErrInput, "before its brackets are closed"},
	} {
		r := read(t, c.path, c.o)
		if model.KindOf(r.err) != c.kind || !strings.Contains(r.err.Error(), c.want) {
			t.Errorf("%s: %v (%s), want %s: %s", c.path, r.err, model.KindOf(r.err), c.kind, c.want)
		}
		var e *model.Error
		if errors.As(r.err, &e) && e.Hint == "" && c.want != "cannot be opened" && c.want != "not a regular file" {
			t.Errorf("%v says nothing about what to do", e)
		}
	}
}

// TestDamaged: a file that is not whole gives an error, not fewer rows.
func TestDamaged(t *testing.T) {
	whole := gzipped(string(flatRows(5000)))
	short := writeTemp(t, "short.gz", whole[:len(whole)/2])
	bad := bytes.Clone(whole)
	bad[len(bad)-6] ^= 1 // of the checksum
	tail := writeTemp(t, "tail.gz", append(bytes.Clone(whole), "text behind the end"...))
	for path, want := range map[string]string{short: "ends too early", writeTemp(t, "crc.gz", bad): "damaged", tail: "damaged"} {
		if r := read(t, path, Options{}); model.KindOf(r.err) != model.ErrInput || !strings.Contains(r.err.Error(), want) {
			t.Errorf("%s: %v, want %q", path, r.err, want)
		}
	}
	path := writeTemp(t, "x.jsonl", flatRows(2000))
	f, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, 1000_000); err != nil {
		t.Fatal(err)
	}
	var last error
	for _, err := range f.Rows(context.Background()) {
		last = err
	}
	if model.KindOf(last) != model.ErrInput || !strings.Contains(last.Error(), "changed while it was read") {
		t.Errorf("a file cut while it was read: %v", last)
	}
}
