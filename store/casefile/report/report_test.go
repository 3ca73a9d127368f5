package report

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/casefiletest"
	"github.com/seed-28a39f10/clew/ui/uitest/hostile"
)

var update = flag.Bool("update", false, "write the golden files anew")

var formats = map[string]func(io.Writer, *casefile.Record) error{"case.md": Markdown, "case.html": HTML}

func written(t testing.TB, write func(io.Writer, *casefile.Record) error, r *casefile.Record) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	for name, write := range formats {
		got := written(t, write, casefiletest.Story())
		file := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s is not as before; look at it and run the test with -update", name)
		}
	}
}

func TestSameRecordSameBytes(t *testing.T) {
	for name, write := range formats {
		for _, n := range []int{0, 1, 7, 200} {
			once, again := written(t, write, casefiletest.Random(3, n, hostile.Few)), written(t, write, casefiletest.Random(3, n, hostile.Few))
			if once != again {
				t.Errorf("%s of %d accounts is not the same twice", name, n)
			}
		}
	}
}

// bare are records with little in them: empty, of one account, and such as redaction leaves.
func bare() map[string]*casefile.Record {
	redacted := casefiletest.Story()
	redacted.Defang, redacted.Profile, redacted.Marking = true, "peers", "TLP:GREEN"
	redacted.LeftOut = []casefile.LeftOut{{What: "notes", Count: 5, Why: "the profile has no notes"}, {What: "accounts of victims", Count: 1, Why: "the profile has no victims"}}
	redacted.Notes, redacted.People, redacted.Files, redacted.Entries, redacted.Appeals, redacted.Policies, redacted.Detail = nil, nil, nil, nil, nil, nil, nil
	redacted.Case.Title, redacted.Case.Owner, redacted.Case.Steps, redacted.Case.Trails = "", "", nil, nil
	every(reflect.ValueOf(redacted).Elem(), func(path, old string) string {
		switch path[strings.LastIndexByte(path, '.')+1:] {
		case "Username", "DisplayName", "Email", "Why", "Note", "Benign", "Alternatives", "Second", "Text", "Facts", "Counter", "Reason", "Message", "From", "By", "Role", "TermsJSON":
			return ""
		}
		return old
	}, "", true)
	for i := range redacted.Accounts {
		a := &redacted.Accounts[i]
		a.Facts, a.Identifiers, a.Flags, a.Dismissed, a.Role = nil, nil, nil, nil, ""
	}
	return map[string]*casefile.Record{"empty": {}, "one account": {Accounts: []casefile.Account{{ID: "outlook:1"}}}, "no id": {Accounts: []casefile.Account{{}}}, "redacted": redacted,
		"no members": {Rings: []casefile.Ring{{ID: "x:1"}}, Links: []casefile.Link{{A: "x:1", B: "x:2"}}, Proposals: []casefile.Proposal{{ID: 1}}, Batches: []casefile.Batch{{ID: 1}}, Appeals: []casefile.Appeal{{ID: 1}}, Notes: []casefile.Note{{}},
			Policies: []casefile.Policy{{}}, Entries: []casefile.Entry{{}}, Files: []casefile.SourceFile{{}}, People: []casefile.Person{{}}, Case: casefile.Case{Trails: []casefile.Trail{{}}, Steps: []casefile.Step{{}}, Values: []casefile.Value{{}}}},
		"unknown times": {Accounts: []casefile.Account{{ID: "x:1", CreatedAt: casefile.Time{Milli: 1 << 60}}}, Detail: func(int) (casefile.Detail, error) {
			return casefile.Detail{Events: []casefile.Event{{}, {Time: casefile.Time{Milli: 1 << 60}}, {Time: casefile.Time{Milli: -1 << 40}}}}, nil
		}}}
}

// redacted is the story as each of the built-in profiles gives it.
func redacted(t testing.TB) map[string]*casefile.Record {
	t.Helper()
	all := map[string]*casefile.Record{}
	profiles := casefile.BuiltIn()
	for _, name := range profiles.Names() {
		p, err := profiles.Profile(name)
		if err != nil {
			t.Fatal(err)
		}
		if all["the profile "+name], err = p.Apply(casefiletest.Story()); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// What a profile has left out, the report does not deny: a number, an answer or a signature
// that is not in the record may be there nevertheless.
func TestWhatWasLeftOutIsNotDenied(t *testing.T) {
	for name, r := range redacted(t) {
		if r.Profile == casefile.Full {
			continue
		}
		md := written(t, Markdown, r)
		for _, wrong := range []string{"+0.0 bits", "under 1 %", "Open.", "undecided", "not signed", "needs it has", "has not been", " 0 of", "version 0", "Case 0", "case 0", "score 0", "0 accounts", "built in", "Nothing: ", "the data |", "not a member", "nobody has answered"} {
			if at := strings.Index(md, wrong); at >= 0 {
				t.Errorf("%s: %q", name, md[max(0, at-150):min(len(md), at+60)])
			}
		}
	}
}

// Of what there is nothing of, there is no heading and no row.
func TestNothingIsSaidOfNothing(t *testing.T) {
	all := redacted(t)
	maps.Copy(all, bare())
	for name, r := range all {
		md := written(t, Markdown, r)
		lines := strings.Split(strings.TrimSpace(md), "\n")
		depth := func(s string) int {
			if n := strings.IndexFunc(s, func(r rune) bool { return r != '#' }); n > 0 && s[n] == ' ' {
				return n
			}
			return 9
		}
		for i, line := range lines {
			next := ""
			for j := i + 1; j < len(lines) && next == ""; j++ {
				next = lines[j]
			}
			if d := depth(line); i > 0 && d < 9 && (next == "" || depth(next) <= d) {
				t.Errorf("%s: nothing under %q", name, line)
			}
			for _, wrong := range []string{"<nil>", "%!", "  by", " . ", " .\n", " ,", ":**\n", ":** \n", "  (", "0001-01-01", "1970-01-01", "by  on"} {
				if strings.Contains(line+"\n", wrong) {
					t.Errorf("%s: %q in %q", name, wrong, line)
				}
			}
		}
		page := written(t, HTML, r)
		for _, wrong := range []string{"<p></p>", "<dd></dd>", "<li></li>", "<tbody>\n</tbody>", "<ul>\n</ul>", "<bdi></bdi>", "<h3></h3>", "<nil>"} {
			if strings.Contains(page, wrong) {
				t.Errorf("%s: %s", name, wrong)
			}
		}
		elements(t, page)
		shape(t, md)
	}
}

// Both renderings have the same words in the same order, but for the drawings and the table of contents.
func TestBothSayTheSame(t *testing.T) {
	words := func(s string) []string {
		return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	}
	page := written(t, HTML, casefiletest.Story())
	_, body, _ := strings.Cut(page, "<main>")
	for _, tag := range []string{"svg", "figcaption"} {
		for {
			before, rest, found := strings.Cut(body, "<"+tag)
			if !found {
				break
			}
			_, after, _ := strings.Cut(rest, "</"+tag+">")
			body = before + after
		}
	}
	var text strings.Builder
	item := 0
	z := html.NewTokenizer(strings.NewReader(body))
	for z.Next() != html.ErrorToken {
		switch token := z.Token(); token.Type {
		case html.StartTagToken: // Markdown writes the numbers of lists
			if token.Data == "ol" {
				item = 1
			} else if token.Data == "ul" {
				item = 0
			} else if token.Data == "li" && item > 0 {
				fmt.Fprint(&text, item, " ")
				item++
			}
		case html.TextToken:
			text.WriteString(token.Data + " ")
		}
	}
	md := written(t, Markdown, casefiletest.Story())
	_, md, _ = strings.Cut(md, "\n## ")
	a, b := words(text.String()), words(md)
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			t.Fatalf("case.html says %q, case.md %q", a[max(0, i-5):min(len(a), i+5)], b[max(0, i-5):min(len(b), i+5)])
		}
	}
	if len(a) != len(b) || len(a) < 3000 {
		t.Errorf("case.html has %d words, case.md %d", len(a), len(b))
	}
}

// In a record with Defang, no address is left that a program would follow.
func TestAddressesAreDefanged(t *testing.T) {
	r := casefiletest.Story()
	r.Defang = true
	r.Notes[0].Text = "See https://evil.example/x?y, www.evil.example, and 198.51.100.23."
	for name, write := range formats {
		got := written(t, write, r)
		for _, wrong := range []string{"@mail.example", "203.0.113.44", "198.51.100.23", "https://", "www.evil"} {
			if at := strings.Index(got, wrong); at >= 0 {
				t.Errorf("%s has %q: %q", name, wrong, got[max(0, at-60):at+40])
			}
		}
		for _, want := range []string{"devstar[.]ken[@]mail[.]example", "203[.]0[.]113[.]44", "hxxps://evil[.]example"} {
			if !strings.Contains(got, want) {
				t.Errorf("%s does not have %q", name, want)
			}
		}
	}
}

// A case of thousands stays readable: it is cut, and says so.
func TestLongListsAreCut(t *testing.T) {
	r := casefiletest.Random(1, 3000, nil)
	for name, write := range formats {
		got := written(t, write, r)
		if len(got) > 5<<20 {
			t.Errorf("%s has %d bytes", name, len(got))
		}
		for _, want := range []string{"And 2,500 more accounts; accounts.csv has all.", "Told in detail are the 80 accounts with the highest scores; case.json has all.", "And 2,939 more links; case.json has all."} {
			if !strings.Contains(got, want) {
				t.Errorf("%s does not say %q", name, want)
			}
		}
	}
}

// What another investigation did is not said to be of this one.
func TestReceivedCasesSayWhereFrom(t *testing.T) {
	r := casefiletest.Story()
	at := r.Case.Made.Time
	r.Case.Received = &casefile.Reference{Investigation: "0123abcd", Case: 9, SHA256: "feed", Entries: 77, Root: "r"}
	r.Case.Hold = &casefile.Hold{Mark: casefile.Mark{By: "lee", Time: at}, Kind: "legal", Why: "counsel asks"}
	r.Notes[0].Written = &casefile.Written{By: "zoe", Time: at, Entry: 4}
	md := written(t, Markdown, r)
	for _, want := range []string{
		"- **Received from:** case 9 of investigation `0123abcd`, when its log had 77 entries; SHA-256 of its case.json `feed`\n",
		"- **On hold:** legal: `counsel asks`, by `lee` on 2026-04-13 09:10:00 UTC\n",
		"Written by `zoe` on 2026-04-13 09:10:00 UTC (entry 4) of the log of another investigation and received by `kim` on 2026-04-13 13:55:00 UTC (entry 35).",
	} {
		if !strings.Contains(md, want) {
			t.Errorf("case.md does not say %q", want)
		}
	}
}

func TestErrorsComeThrough(t *testing.T) {
	r := casefiletest.Story()
	for name, write := range formats {
		if err := write(failing{}, r); !errors.Is(err, io.ErrShortWrite) {
			t.Errorf("%s to a full disk: %v", name, err)
		}
	}
	r.Detail = func(int) (casefile.Detail, error) { return casefile.Detail{}, io.ErrUnexpectedEOF }
	for name, write := range formats {
		if err := write(io.Discard, r); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s of what cannot be read: %v", name, err)
		}
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestLinesEndAlike(t *testing.T) {
	for text, want := range map[string]string{"a\r\nb\rc\td\n": "a\nb⟨U+000D⟩c\td\n", "\r\r\n": "⟨U+000D⟩\n", "e" + strings.Repeat("\u0301", 7) + "f": "e" + strings.Repeat("\u0301", 4) + "⟨3 more marks⟩f",
		"⟨U+202E⟩": "⟨U+27E8⟩U+202E⟩"} {
		if got := lines(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	if got := inline(strings.Repeat("a", 1000)); got != strings.Repeat("a", mostInline)+"⟨… 700 more characters⟩" {
		t.Error(got)
	}
	if got := inline(" \u00a0"); got != "⟨blank, 3 bytes⟩" {
		t.Error(got)
	}
}

func benchmark(b *testing.B, write func(io.Writer, *casefile.Record) error) {
	r := casefiletest.Random(1, 3000, nil)
	b.ReportAllocs()
	b.SetBytes(int64(len(written(b, write, r))))
	for b.Loop() {
		if err := write(io.Discard, r); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMarkdown(b *testing.B) { benchmark(b, Markdown) }
func BenchmarkHTML(b *testing.B)     { benchmark(b, HTML) }
