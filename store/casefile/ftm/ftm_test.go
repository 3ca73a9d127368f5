package ftm_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	errs "github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/casefiletest"
	"github.com/seed-28a39f10/clew/store/casefile/ftm"
	"github.com/seed-28a39f10/clew/store/casefile/schematest"
	"github.com/seed-28a39f10/clew/ui/uitest/hostile"
)

func write(t testing.TB, r *casefile.Record) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := ftm.Write(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func texts(t testing.TB) []string {
	set := hostile.Texts(t)
	out := slices.Clone(hostile.Few)
	for _, name := range slices.Sorted(maps.Keys(set)) {
		out = append(out, set[name])
	}
	return out
}

// bare is what a strict profile leaves: ids, and nothing that anybody wrote.
func bare() *casefile.Record {
	return &casefile.Record{Profile: "ids", Defang: true, Case: casefile.Case{ID: 3, State: "open"},
		LeftOut:  []casefile.LeftOut{{What: "notes", Count: 2, Why: "no notes"}},
		Accounts: []casefile.Account{{ID: "outlook:1", Platform: "outlook", NativeID: "1"}, {ID: "x"}},
		Files:    []casefile.SourceFile{{}}, Notes: []casefile.Note{{On: "case"}}, Rings: []casefile.Ring{{ID: "outlook:1"}},
		Links:     []casefile.Link{{A: "outlook:1", B: "x"}, {A: "outlook:1", B: "gone"}},
		Proposals: []casefile.Proposal{{ID: 1, Accounts: []casefile.Text{"outlook:1", "gone"}}}, Batches: []casefile.Batch{{ID: 1}}, Appeals: []casefile.Appeal{{ID: 1}}}
}

func TestEveryExportFitsTheModel(t *testing.T) {
	m, evil := schematest.FTM(t), texts(t)
	schemata := map[string]int{}
	for seed := range uint64(200) {
		r := casefiletest.Random(seed, int(seed%7), evil)
		r.Defang = seed%5 == 0
		file := write(t, r)
		all, problems := m.File(file)
		if len(problems) > 0 {
			t.Fatalf("seed %d: %d problems, first %s", seed, len(problems), problems[0])
		}
		for _, e := range all {
			schemata[e.Schema]++
		}
		if !bytes.Equal(file, write(t, r)) {
			t.Fatalf("seed %d: the second export differs", seed)
		}
		readable(t, all)
	}
	for _, s := range []string{"UserAccount", "CryptoWallet", "Address", "UnknownLink", "Note", "Folder", "Document"} {
		if schemata[s] == 0 {
			t.Errorf("no %s was written", s)
		}
	}
	for _, s := range []string{"Person", "LegalEntity", "Organization", "Similar"} {
		if schemata[s] > 0 {
			t.Errorf("%d entities claim to be a %s", schemata[s], s)
		}
	}
}

// readable fails where a value holds a character that nobody sees.
func readable(t *testing.T, all []schematest.Entity) {
	t.Helper()
	for _, e := range all {
		for name, values := range e.Properties {
			for _, v := range values {
				if i := strings.IndexFunc(v, func(r rune) bool {
					return r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r))
				}); i >= 0 || !utf8.ValidString(v) {
					t.Fatalf("%s of a %s has a hidden character: %.200q", name, e.Schema, v)
				}
				if strings.ContainsRune(v, '\n') && name != "notes" && name != "description" && name != "summary" {
					t.Fatalf("%s of a %s has several lines: %.200q", name, e.Schema, v)
				}
			}
			for _, never := range []string{"password", "owner", "holder", "topics", "country", "privateKey"} {
				if name == never {
					t.Fatalf("a %s has %s: %q", e.Schema, name, values)
				}
			}
		}
	}
}

func TestSmallRecordsFitTheModel(t *testing.T) {
	m := schematest.FTM(t)
	for name, r := range map[string]*casefile.Record{"empty": {}, "bare": bare(), "no account": casefiletest.Random(1, 0, nil), "one account": casefiletest.Random(1, 1, nil)} {
		file := write(t, r)
		if _, problems := m.File(file); len(problems) > 0 {
			t.Errorf("%s: %s", name, problems[0])
		}
		for _, bad := range []string{"<nil>", "0001-01-01", "%!", "()", ": .", ": \"", "  ", ", ,", ": ,"} {
			if bytes.Contains(file, []byte(bad)) {
				t.Errorf("%s: %s in %s", name, bad, file)
			}
		}
	}
	file := string(write(t, bare()))
	for _, want := range []string{`"left out, as one of their accounts is not in the case file: 1"`, `"references to accounts that are not in the case file are left out of notes: 2"`, `Left out: 2 notes, no notes`} {
		if want = strings.Trim(want, `"`); !strings.Contains(file, want) {
			t.Errorf("the last note does not count %q:\n%s", want, file)
		}
	}
}

// story is an account with one value of each form.
func story() *casefile.Record {
	return &casefile.Record{Investigation: "00ff", Case: casefile.Case{ID: 3, Title: "Skylark"}, Accounts: []casefile.Account{
		{ID: "outlook:1", Platform: "outlook", NativeID: "1", Username: "dev.star", DisplayName: "Dev Star", Email: "dev.star@mail.example", Role: "persona", State: "enforced",
			Facts: []casefile.Fact{{Field: "country", Value: "US", Claimed: true}},
			Identifiers: []casefile.Identifier{{Kind: "email", Value: "dev.star@mail.example", Status: "ok"}, {Kind: "recovery_email", Value: "r@mail.example", Status: "ok"},
				{Kind: "phone", Value: "+12025550101", Status: "ok"}, {Kind: "phone", Value: "+12025550199", Status: "placeholder"}, {Kind: "phone", Value: "call me", Status: "ok"},
				{Kind: "ip", Value: "2001:db8::1", Status: "ok"}, {Kind: "ip", Value: "10.0.0.1", Status: "private"}, {Kind: "ip", Value: "198.51.100.7", Status: "ok", Hub: true},
				{Kind: "iban", Value: "GB82WEST12345698765432", Status: "ok"}, {Kind: "iban", Value: "GB82WEST12345698765433", Status: "ok"},
				{Kind: "wallet", Value: "0x00000000000000000000000000000000000000aa", Status: "ok", Holders: 2}, {Kind: "mfa_device", Value: "m-1", Status: "ok"}, {Kind: "name", Value: "lena park", Status: "ok"}}},
		{ID: "outlook:2", Platform: "outlook", NativeID: "2", Role: "victim", Identifiers: []casefile.Identifier{{Kind: "wallet", Value: "0x00000000000000000000000000000000000000aa", Status: "ok", Holders: 2}}}},
		Links: []casefile.Link{{A: "outlook:1", B: "outlook:2", Bits: 12.5, Class: "strong", Evidence: []casefile.Evidence{{Kind: "wallet", Bits: 24.5}}, Verdict: &casefile.Verdict{Verdict: "not-same"}}}}
}

func TestValuesGoWhereTheirTypeIs(t *testing.T) {
	m := schematest.FTM(t)
	all, problems := m.File(write(t, story()))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	by := map[string][]schematest.Entity{}
	for _, e := range all {
		by[e.Schema] = append(by[e.Schema], e)
	}
	a := by["UserAccount"][0].Properties
	for name, want := range map[string][]string{"email": {"dev.star@mail.example", "r@mail.example"}, "number": {"+12025550101"}, "ipAddress": {"2001:db8::1"},
		"username": {"dev.star"}, "service": {"outlook"}, "weakAlias": {"lena park"}} {
		if !slices.Equal(a[name], want) {
			t.Errorf("%s is %q, want %q", name, a[name], want)
		}
	}
	for _, want := range []string{"claimed country: US", "phone: +12025550199 (placeholder)", "phone: call me", "ip: 10.0.0.1 (private)", "ip: 198.51.100.7 (too common to link)",
		"iban: GB82WEST12345698765433", "mfa_device: m-1", "recovery_email: r@mail.example"} {
		if !slices.Contains(a["notes"], want) {
			t.Errorf("the notes lack %q: %q", want, a["notes"])
		}
	}
	if got := by["UserAccount"][1].Properties["username"]; !slices.Equal(got, []string{"2"}) {
		t.Errorf("an account without a name is %q", got)
	}
	if len(by["CryptoWallet"]) != 1 || len(by["BankAccount"]) != 1 || len(by["UnknownLink"]) != 4 {
		t.Errorf("%d wallets, %d bank accounts, %d links; want 1, 1, 4", len(by["CryptoWallet"]), len(by["BankAccount"]), len(by["UnknownLink"]))
	}
	last := by["UnknownLink"][3].Properties
	if !slices.Equal(last["role"], []string{"strong link, 12.50 bits, judged not-same"}) {
		t.Errorf("the role of the link is %q", last["role"])
	}
}

func TestDefangedTextsHaveNoAddress(t *testing.T) {
	m, r := schematest.FTM(t), story()
	r.Defang = true
	r.Notes = []casefile.Note{{Text: "see https://evil.example/x and kim@mail.example"}}
	all, problems := m.File(write(t, r))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	seen := false
	for _, e := range all {
		for _, name := range []string{"notes", "description", "summary"} {
			for _, v := range e.Properties[name] {
				if strings.Contains(v, "https://") || strings.Contains(v, "l@mail") || strings.Contains(v, "r@mail") || strings.Contains(v, "m@mail") {
					t.Errorf("%s can be followed: %q", name, v)
				}
				seen = seen || strings.Contains(v, "hxxps://evil[.]example")
			}
		}
	}
	if !seen {
		t.Error("the note is not there")
	}
}

func TestWhatDoesNotFitTheModelIsRefused(t *testing.T) {
	m := schematest.FTM(t)
	lines := strings.SplitAfter(string(write(t, story())), "\n")
	account := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, `"UserAccount"`) })
	for name, change := range map[string][2]string{"unknown property": {`"service"`, `"servize"`}, "unknown schema": {`"UserAccount"`, `"Account"`}, "abstract schema": {`"UserAccount"`, `"Thing"`},
		"scalar": {`["outlook"]`, `"outlook"`}, "no username": {`"username":["dev.star"],`, ``}, "username empty": {`["dev.star"]`, `[]`}, "reference to nothing": {`"proof":["clew-`, `"proof":["clew-0`},
		"number": {`["outlook"]`, `[1]`}, "stub": {`"service":["outlook"]`, `"noteEntities":["clew-1"]`}, "bad e-mail": {`"dev.star@mail.example"`, `"dev.star"`}, "bad phone": {`"+12025550101"]`, `"2025550101"]`},
		"bad address": {`["2001:db8::1"]`, `["2001:db8::g"]`}, "bad country": {`"service":["outlook"]`, `"country":["USA"]`}} {
		changed := slices.Clone(lines)
		changed[account] = strings.Replace(lines[account], change[0], change[1], 1)
		if changed[account] == lines[account] {
			t.Fatalf("%s: nothing to change in %s", name, lines[account])
		}
		if _, problems := m.File([]byte(strings.Join(changed, ""))); len(problems) == 0 {
			t.Errorf("%s is let through", name)
		}
	}
}

// TestThePackageOfFollowTheMoneyReadsIt needs the folder that holds node_modules with
// @alephdata/followthemoney 3.8.4 in CLEW_FTM_NODE.
func TestThePackageOfFollowTheMoneyReadsIt(t *testing.T) {
	folder := os.Getenv("CLEW_FTM_NODE")
	node, err := exec.LookPath("node")
	if folder == "" || err != nil {
		t.Skip("needs node, and in CLEW_FTM_NODE the folder where npm has installed @alephdata/followthemoney@3.8.4")
	}
	read := func(file []byte) string {
		path := filepath.Join(t.TempDir(), "ftm.ndjson")
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(node, filepath.Join("testdata", "validate.js"), path)
		cmd.Env = append(os.Environ(), "NODE_PATH="+filepath.Join(folder, "node_modules"))
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		return string(out)
	}
	evil := texts(t)
	for seed := range uint64(8) {
		file := write(t, casefiletest.Random(seed, int(seed), evil))
		if out := read(file); !strings.HasSuffix(out, " entities\n") || strings.Count(out, "\n") != 1 {
			t.Errorf("seed %d: %.500s", seed, out)
		} else {
			t.Logf("seed %d: %s", seed, out)
		}
	}
	good := string(write(t, story()))
	for name, change := range map[string][2]string{"unknown property": {`"service"`, `"servize"`}, "unknown schema": {`"UserAccount"`, `"Account"`}, "scalar": {`["outlook"]`, `"outlook"`}} {
		if out := read([]byte(strings.ReplaceAll(good, change[0], change[1]))); strings.Count(out, "\n") < 2 {
			t.Errorf("%s is let through: %s", name, out)
		}
	}
}

func TestIdsStayTheSame(t *testing.T) {
	r := casefiletest.Random(5, 3, nil)
	first := ids(t, r)
	r.Case.Title, r.Accounts[0].Username, r.Accounts[0].State = "Another", "new.name", "enforced"
	if second := ids(t, r); !slices.Equal(first, second) {
		t.Error("ids changed with what is told of an entity")
	}
	r.Investigation = "another"
	for _, id := range ids(t, r) {
		if slices.Contains(first, id) {
			t.Errorf("%s names an entity of two investigations", id)
		}
	}
}

func ids(t *testing.T, r *casefile.Record) (out []string) {
	for line := range bytes.Lines(write(t, r)) {
		var e schematest.Entity
		if err := json.Unmarshal(line, &e); err != nil {
			t.Fatal(err)
		}
		out = append(out, e.ID)
	}
	return out
}

type full struct{ left int }

func (f *full) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, errors.New("full")
	}
	return len(p), nil
}

func TestErrorsAreTold(t *testing.T) {
	r := casefiletest.Random(1, 4, nil)
	size := len(write(t, r))
	for left := 0; left < size; left += 1000 {
		var e *errs.Error
		if err := ftm.Write(&full{left}, r); !errors.As(err, &e) || e.Kind != errs.ErrDisk {
			t.Fatalf("with room for %d bytes: %v", left, err)
		}
	}
	r.Detail = func(int) (casefile.Detail, error) { return casefile.Detail{}, errors.New("broken") }
	if err := ftm.Write(&bytes.Buffer{}, r); err == nil || err.Error() != "broken" {
		t.Errorf("the details were broken, and it says %v", err)
	}
}

func BenchmarkWrite(b *testing.B) {
	r := casefiletest.Random(1, 3000, nil)
	n := &bytes.Buffer{}
	b.ReportAllocs()
	for b.Loop() {
		n.Reset()
		if err := ftm.Write(n, r); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(n.Len()))
}
