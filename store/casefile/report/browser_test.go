package report

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/casefiletest"
)

// dump gives the page as a browser has it after it was loaded. A browser that cannot work on
// this machine says nothing about the page.
func dump(t *testing.T, browser, file string) string {
	t.Helper()
	var err error
	for range 3 {
		ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
		var out []byte
		out, err = exec.CommandContext(ctx, browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--user-data-dir="+t.TempDir(), "--virtual-time-budget=2000", "--dump-dom", "file://"+file).Output()
		cancel()
		if err == nil && len(out) > 0 {
			return string(out)
		}
	}
	t.Skipf("%s does not work here: %v", browser, err)
	return ""
}

// A browser that opens the page finds what another parser finds: nothing in it has run,
// changed the page or asked for anything.
func TestNothingRunsInABrowser(t *testing.T) {
	browser := ""
	for _, name := range []string{"chromium", "google-chrome", "chromium-browser"} {
		if path, err := exec.LookPath(name); err == nil {
			browser = path
			break
		}
	}
	if browser == "" {
		t.Skip("needs chromium in PATH")
	}
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { asked.Add(1) }))
	defer server.Close()
	own := []string{"<script>document.title='owned'</script>", "<img src=x onerror=\"document.body.textContent='owned'\">", "\" onmouseover=\"document.title='owned'\" autofocus onfocus=\"document.title='owned'\" x=\"",
		"<img src=" + server.URL + ">", "<link rel=stylesheet href=" + server.URL + ">", "<style>@import '" + server.URL + "';*{background:url(" + server.URL + ")}</style>", "<meta http-equiv=refresh content='0;url=" + server.URL + "'>",
		"</svg></title></style><iframe src=" + server.URL + "></iframe><script>document.title='owned'</script>"}
	dir := t.TempDir()
	open := func(name, page string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(page), 0o600); err != nil {
			t.Fatal(err)
		}
		return dump(t, browser, file)
	}
	// First that the trap works: the same attacks in a page that lets them in.
	if got := open("trap.html", "<!DOCTYPE html><title>x</title><body>"+strings.Join(own[:4], "")); !strings.Contains(got, "owned") || asked.Load() == 0 {
		t.Fatalf("nothing runs even where it may: %q", got)
	}
	asked.Store(0)
	texts := append(attacks(t), own...)
	for i, r := range []*casefile.Record{first(spoilt(texts, 0)), first(spoilt(texts, len(texts)-90)), casefiletest.Random(5, 40, own)} {
		page := written(t, HTML, r)
		same(t, "the page in the browser", elements(t, open("case.html", page)), elements(t, page))
		if asked.Load() > 0 {
			t.Fatalf("page %d asked for something", i)
		}
	}
}

func first(bad, _ *casefile.Record) *casefile.Record { return bad }

// Another reader of Markdown, with all that it knows beside CommonMark, finds the same in
// hostile texts as in harmless ones, and neither links nor markup nor formulae.
func TestPandocFindsTheSame(t *testing.T) {
	program, err := exec.LookPath("pandoc")
	if err != nil {
		t.Skip("needs pandoc in PATH")
	}
	read := func(format string, r *casefile.Record) string {
		c := exec.Command(program, "-f", format, "-t", "json")
		c.Stdin = strings.NewReader(written(t, Markdown, r))
		out, err := c.Output()
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, part := range strings.Split(string(out), `{"t":"`)[1:] {
			kind, _, _ := strings.Cut(part, `"`)
			switch kind {
			case "Link", "Image", "RawInline", "RawBlock", "Math", "Note", "Emph", "Strikeout", "Span", "Div", "Subscript", "Superscript", "HorizontalRule", "BlockQuote", "Cite", "SmallCaps":
				t.Errorf("%s finds %.200s", format, part)
			case "Str", "Space", "SoftBreak", "LineBreak", "ColWidth", "ColWidthDefault":
			default:
				b.WriteString(kind + "\n")
			}
		}
		return b.String()
	}
	texts := attacks(t)
	for _, format := range []string{"gfm", "commonmark_x"} {
		for from := 0; from < len(texts); from += len(texts)/2 + 1 {
			bad, good := spoilt(texts, from)
			if !same(t, format, read(format, bad), read(format, good)) {
				return
			}
		}
	}
}
