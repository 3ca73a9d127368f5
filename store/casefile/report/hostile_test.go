package report

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
	"golang.org/x/net/html"

	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/casefiletest"
	"github.com/seed-28a39f10/clew/ui/uitest/hostile"
)

// attacks are what Markdown and HTML are attacked with, those of the collections where
// they are there.
func attacks(t *testing.T) []string {
	all := []string{
		"<script>document.title='owned'</script>", "\"><img src=x onerror=\"document.title='owned'\">", "</title><script>document.title='owned'</script>", "</pre><script>document.title='owned'</script>",
		"</bdi></q></td></tr></table><h2 id=\"s1\">1 Summary</h2>", "</svg><script>document.title='owned'</script>", "<!--", "-->", "]]>", "&lt;script&gt;", "&#60;b&#62;",
		"`", "``", "` `", "``` `x` ```", "`x` **bold** `", "\\", "\\`", "`\\", "x`", "|", "\\|", "a | b", "|---|---|", "x\n|---|\n| y |", "```\nout\n```", "~~~\nout", "\n\n# forged\n\n", "\r# forged", "\r\r\r\n- x", "    code",
		"[x](javascript:alert(1))", "![x](http://evil.example/p.png)", "[x]: http://evil.example", "[^1]", "[^1]: x", "www.evil.example", "http://evil.example", "a@evil.example", "<http://evil.example>", "@everyone", "#1", "GH-1", ":tada:", "$x$", "$$x$$",
		"- [x] approved", "1. x", "Setext\n===", "Term\n: definition", "***", "---\ntitle: forged\n---", "{{7*7}}", "~~x~~", "**x**", "_x_", "\"x\" -- 'y' ...", " ", "\t", "  lead", "trail  ", "\u2028# x", "\u0085- x", "\u202egnp", "\xff\xfe", "⟨U+202E⟩", "\x00",
		strings.Repeat("`", 500), strings.Repeat("[", 3000), strings.Repeat("> ", 500), strings.Repeat("\u0301", 400), strings.Repeat("W", 100_000), strings.Repeat("~", 99) + "\n" + strings.Repeat("`", 99),
	}
	if dir, ok := hostile.Data(t, filepath.Join("hostile", "markdown-html")); ok {
		raw, err := os.ReadFile(filepath.Join(dir, "payloads.json"))
		if err != nil {
			t.Fatal(err)
		}
		var payloads []string
		if err := json.Unmarshal(raw, &payloads); err != nil || len(payloads) < 50 {
			t.Fatalf("%d payloads, %v", len(payloads), err)
		}
		set := hostile.Texts(t)
		all = append(all, payloads...)
		for _, name := range slices.Sorted(maps.Keys(set)) {
			all = append(all, set[name])
		}
	}
	return slices.DeleteFunc(append(all, hostile.Few...), func(s string) bool { return s == "" })
}

var textType = reflect.TypeFor[casefile.Text]()

// every puts a text into each place of a record that has one and may have any.
func every(v reflect.Value, put func(path string, old string) string, path string, strings bool) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.Type.Kind() != reflect.Func {
				every(v.Field(i), put, path+"."+f.Name, strings)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			every(v.Index(i), put, path, strings)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			every(v.Elem(), put, path, strings)
		}
	case reflect.String:
		if (v.Type() == textType || strings) && v.String() != "" {
			v.SetString(put(path, v.String()))
		}
	}
}

// reference reports whether the places of a path refer to one another, so that another
// text there is another record.
func reference(path string) bool {
	switch path[strings.LastIndexByte(path, '.')+1:] {
	case "ID", "A", "B", "Members", "Ring", "Account", "Accounts":
		return true
	}
	return strings.HasSuffix(path, "Identifiers.Value") || strings.HasSuffix(path, "Values.Value")
}

// spoilt is the story with one text after the other from a list in its places, and the
// same with harmless ones.
func spoilt(texts []string, from int) (bad, good *casefile.Record) {
	n := from
	numbers := map[string]int{}
	fill := func(r *casefile.Record, text func(n int) string) {
		n = from
		clear(numbers)
		every(reflect.ValueOf(r).Elem(), func(path, old string) string {
			if reference(path) { // ids are the same wherever they stand
				if _, known := numbers[old]; !known {
					numbers[old] = len(numbers)
				}
				return text(from+7*numbers[old]) + fmt.Sprint("-", numbers[old])
			}
			n++
			return text(n)
		}, "", false)
	}
	bad, good = casefiletest.Story(), casefiletest.Story()
	fill(bad, func(n int) string { return texts[n%len(texts)] })
	fill(good, func(n int) string { return fmt.Sprintf("x%dx", n%len(texts)) })
	return bad, good
}

// shape writes the tree of a Markdown document, without the texts.
func shape(t *testing.T, source string) string {
	t.Helper()
	parser := goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.Linkify, extension.TaskList, extension.Footnote, extension.DefinitionList, extension.Typographer)).Parser()
	var b strings.Builder
	depth, last := 0, ""
	err := ast.Walk(parser.Parse(text.NewReader([]byte(source))), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		kind := n.Kind().String()
		if !entering {
			depth--
			return ast.WalkContinue, nil
		}
		switch n.Kind() {
		case ast.KindLink, ast.KindAutoLink, ast.KindImage, ast.KindRawHTML, ast.KindHTMLBlock:
			t.Errorf("%s beside %q", kind, near(n, source))
		case ast.KindEmphasis:
			if e := n.(*ast.Emphasis); e.Level != 2 {
				t.Errorf("emphasis of level %d", e.Level)
			}
		}
		line := strings.Repeat(" ", depth) + kind + "\n"
		depth++
		if plain := kind == "Text" || kind == "String"; !plain || line != last {
			b.WriteString(line) // a text may be in pieces
		}
		last = line
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// elements writes the tree of an HTML document with its attributes, without the texts and
// the widths of columns.
func elements(t *testing.T, source string) string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	var walk func(n *html.Node, depth int)
	walk = func(n *html.Node, depth int) {
		switch n.Type {
		case html.CommentNode:
			t.Errorf("a comment: %q", n.Data)
		case html.ElementNode:
			fmt.Fprintf(&b, "%*s%s", depth, "", n.Data)
			for _, a := range n.Attr {
				value := a.Val
				switch {
				case n.Data == "col", n.Data == "svg" || a.Key == "viewBox" || a.Key == "x" && n.Data == "text":
					value = ""
				case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "src":
					t.Errorf("%s has %s=%q", n.Data, a.Key, a.Val)
				case a.Key == "href" && !strings.HasPrefix(a.Val, "#s"):
					t.Errorf("a link to %q", a.Val)
				}
				fmt.Fprintf(&b, " %s=%q", a.Key, value)
			}
			b.WriteByte('\n')
			switch n.Data {
			case "script", "iframe", "object", "embed", "img", "link", "form", "input", "base", "foreignobject", "use", "image", "animate", "set":
				t.Errorf("an element %s", n.Data)
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, depth+1)
		}
	}
	walk(doc, 0)
	return b.String()
}

// same compares trees, and says where they part.
func same(t *testing.T, what, got, want string) bool {
	t.Helper()
	if got == want {
		return true
	}
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			t.Errorf("%s: at line %d of the tree %q, want %q, after\n%s", what, i, a[i], b[i], strings.Join(a[max(0, i-12):i], "\n"))
			return false
		}
	}
	t.Errorf("%s: %d lines of the tree, want %d", what, len(a), len(b))
	return false
}

// Whatever is written into every place, the tree of the document is that of harmless texts.
func TestTextsAreInert(t *testing.T) {
	texts := attacks(t)
	for from := 0; from < len(texts); from += 101 {
		bad, good := spoilt(texts, from)
		ok := same(t, fmt.Sprint("case.md from ", from), shape(t, written(t, Markdown, bad)), shape(t, written(t, Markdown, good)))
		if !same(t, fmt.Sprint("case.html from ", from), elements(t, written(t, HTML, bad)), elements(t, written(t, HTML, good))) || !ok {
			return
		}
	}
}

// Each text alone is one code span, and one piece of text, wherever it stands.
func TestEachTextIsOneSpan(t *testing.T) {
	record := func(text string) *casefile.Record {
		r := &casefile.Record{Case: casefile.Case{Title: casefile.Text(text), Outcome: casefile.Text(text), Owner: text, State: "open"}}
		r.Rings = []casefile.Ring{{ID: "a:1", Size: 1, Members: []casefile.Text{"a:1"}, Values: []casefile.RingValue{{Kind: "name", Value: casefile.Text(text)}, {Kind: "ip", Value: casefile.Text(text)}}}}
		r.Accounts = []casefile.Account{{ID: "a:1", Username: casefile.Text(text), Facts: []casefile.Fact{{Field: "bio", Value: casefile.Text(text)}}}}
		r.Notes = []casefile.Note{{On: "case", Text: casefile.Text(text)}}
		return r
	}
	wantMD, wantHTML := shape(t, written(t, Markdown, record("x"))), elements(t, written(t, HTML, record("x")))
	for _, text := range attacks(t) {
		r := record(text)
		ok := same(t, fmt.Sprintf("case.md of %.60q", text), shape(t, written(t, Markdown, r)), wantMD)
		if !same(t, fmt.Sprintf("case.html of %.60q", text), elements(t, written(t, HTML, r)), wantHTML) || !ok {
			t.Log(written(t, Markdown, r))
			return
		}
	}
}

// A record may come from elsewhere: then nothing in it is Clew's own, not even its codes.
func TestForgedWordsAreInert(t *testing.T) {
	texts := attacks(t)
	for from := 0; from < len(texts); from += 211 {
		r := casefiletest.Story()
		n := from
		every(reflect.ValueOf(r).Elem(), func(path, old string) string {
			if n++; strings.HasSuffix(path, "Marking") || n%3 == 0 && reference(path) {
				return old
			}
			return texts[n%len(texts)]
		}, "", true)
		shape(t, written(t, Markdown, r))
		elements(t, written(t, HTML, r))
		if t.Failed() {
			return
		}
	}
}

// Random records say the same of whom a hostile text is in: no reader finds anything but text.
func TestRandomRecordsAreInert(t *testing.T) {
	texts := attacks(t)
	for seed := range uint64(12) {
		r := casefiletest.Random(seed, int(seed*seed), texts)
		r.Defang = seed%2 == 0
		shape(t, written(t, Markdown, r))
		elements(t, written(t, HTML, r))
	}
}

// What cannot be seen is shown, in both.
func TestHiddenCharactersAreShown(t *testing.T) {
	r := casefiletest.Story()
	every(reflect.ValueOf(r).Elem(), func(path, old string) string {
		if reference(path) {
			return old
		}
		return "a\u202eb\x1b[2Jc\u200bd\u2066e\r\nf\rg\xffh"
	}, "", false)
	for name, write := range formats {
		got := written(t, write, r)
		for _, want := range []string{"⟨U+202E⟩", "⟨U+001B⟩", "⟨U+200B⟩", "⟨U+2066⟩", "⟨0xFF⟩", "⟨U+000D⟩", "⟨U+000A⟩"} {
			if !strings.Contains(got, want) {
				t.Errorf("%s does not show %s", name, want)
			}
		}
		if i := strings.IndexFunc(got, func(r rune) bool {
			return r != '\n' && (r < ' ' || r == '\u202e' || r == '\u200b' || r == '\u2066' || r == 0xfffd)
		}); i >= 0 {
			t.Errorf("%s has a hidden character after %q", name, got[max(0, i-40):i])
		}
	}
}

// near is what stands in the block of a node.
func near(n ast.Node, source string) string {
	for ; n != nil; n = n.Parent() {
		if n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0 {
			s := n.Lines().At(0)
			return source[s.Start:min(s.Stop, s.Start+200)]
		}
	}
	return ""
}
