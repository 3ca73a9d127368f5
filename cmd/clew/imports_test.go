package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// house is the module's path; rooms are named below it.
const house = "github.com/seed-28a39f10/clew/"

// room is what one package may import beside the standard library.
type room struct {
	imports []string // packages, or with /... also those below; rooms begin with a dot
	why     string
}

// screen is what every page of the workbench may import: no other page, and of the
// store its types. What it asks of the store is an interface of its own.
var screen = []string{"./model/...", "./store", "./store/base", "./ui/page", "./ui/clip", "./ui/draw", "./ui/keys", "./ui/overlay", "./ui/plot", "./ui/graph", "./ui/inspect", "./ui/table",
	"./ui/text", "./ui/theme", "./ui/words", "charm.land/bubbletea/v2"}

// rooms holds every package of the module. A new package needs a line here, and
// a new arrow between two rooms a reason.
var rooms = map[string]room{
	"model": {nil, "the words that all rooms share: it depends on nobody"},
	"model/identifier": {[]string{"./model", "github.com/nyaruka/phonenumbers", "golang.org/x/text/...", "golang.org/x/net/idna", "golang.org/x/crypto/..."},
		"canonical forms need the tables of telephone numbers, Unicode and domain names, and the hashes of wallet check sums"},
	"model/query":    {[]string{"./model"}, "a language; what it is evaluated against is an interface"},
	"model/synth":    {[]string{"./model"}, "pure: the same bytes on every machine"},
	"model/evidence": {[]string{"./model", "./model/identifier"}, "pure: what follows from who shares what"},
	"model/persona": {[]string{"./model", "./model/identifier", "golang.org/x/text/..."},
		"pure: what accounts claim of themselves, compared as text"},
	"model/signal":   {[]string{"./model"}, "pure: one account at a time"},
	"model/safejson": {[]string{"./model"}, "JSON that can be looked at with anything"},
	"model/workflow": {[]string{"./model", "./model/evidence", "./model/identifier", "github.com/pelletier/go-toml/v2"},
		"pure: what may be done by whom, and what comes of it; it knows verdicts by their names and policies by their text"},
	"model/timing": {[]string{"./model"}, "pure: who signs in after whom"},
	"model/watch":  {[]string{"./model", "./model/identifier"}, "pure: values known to be bad or benign"},
	"store/kv":     {nil, "the seam between the store and its engine"},
	"store/kv/bolt": {[]string{"./model", "./store/kv", "go.etcd.io/bbolt", "go.etcd.io/bbolt/errors", "golang.org/x/sys/..."},
		"the one place that knows the engine"},
	"store/kv/kvtest": {[]string{"./model", "./store/kv", "pgregory.net/rapid"}, "what every engine is held to"},
	"store/work": {[]string{"./model", "./store/kv/...", "golang.org/x/mod/sumdb/...", "golang.org/x/sys/..."},
		"the log is a transparency log, and locks files"},
	"store/base": {[]string{"./model", "./model/identifier", "./store/kv", "github.com/klauspost/compress/..."},
		"packed and compressed blocks over the seam, with folded text"},
	"store": {[]string{"./model/...", "./store/kv/...", "./store/base", "./store/work", "./store/sign", "golang.org/x/sys/...", "github.com/pelletier/go-toml/v2"},
		"joins what was imported with what people did, and reads the weights that people set"},
	"store/sign": {[]string{"./model", "filippo.io/age", "golang.org/x/mod/sumdb/note", "golang.org/x/sys/unix"},
		"keys and what they sign: texts in and out, it knows nothing of logs"},
	"store/ingest": {[]string{"./model/...", "github.com/klauspost/compress/...", "github.com/BurntSushi/toml", "github.com/pelletier/go-toml/...", "golang.org/x/text/..."},
		"reads files; it knows nothing of the store that its rows go to"},
	"store/export": {[]string{"./model", "./model/safejson", "golang.org/x/text/..."},
		"files for the platform and its answers: plain values in and out, it knows nothing of the store"},
	"store/handover": {[]string{"./model", "./model/workflow", "./store", "./store/export"},
		"batches out and answers in: it joins the store with the files"},
	"store/casefile": {[]string{"./model", "./model/safejson", "github.com/pelletier/go-toml/v2", "golang.org/x/text/..."},
		"what a case file is, and what may leave the house: plain values and profiles as text"},
	"store/casefile/report": {[]string{"./model", "./model/safejson", "./model/signal", "./store/casefile"},
		"the report for people, from a record alone: it knows the names of kinds and signals"},
	"store/casefile/sheets":     {[]string{"./model", "./store/casefile", "./store/export"}, "tables for a spreadsheet, from a record alone"},
	"store/casefile/stix/intel": {[]string{"./model", "./model/safejson", "./store/casefile"}, "what STIX and MISP say alike: a record in, sentences, ids and rules of sharing out"},
	"store/casefile/stix":       {[]string{"./model", "./model/safejson", "./store/casefile", "./store/casefile/stix/intel"}, "one format, from a record alone"},
	"store/casefile/misp":       {[]string{"./model", "./model/safejson", "./store/casefile", "./store/casefile/stix/intel"}, "one format, from a record alone"},
	"store/casefile/ftm":        {[]string{"./model", "./model/safejson", "./store/casefile"}, "a case as FollowTheMoney entities, from a record alone"},
	"store/casefile/dsa": {[]string{"./model", "./model/identifier", "./model/safejson", "./model/signal", "./model/workflow", "./store/casefile", "golang.org/x/text/..."},
		"statements of reasons from a record alone: the catalogue of signals and the built-in policy say which words name nobody"},
	"store/casefile/bundle": {[]string{"./model", "./model/safejson", "./model/workflow", "./store/casefile", "./store/export", "./store/sign", "./store/work", "golang.org/x/mod/sumdb/tlog"},
		"the files of a case in one folder or zip, and whether they hold: it knows the log's hashes, and none of the formats"},
	"store/casefile/gather": {[]string{"./model/...", "./store", "./store/base", "./store/work", "./store/sign", "./store/export", "./store/casefile", "./store/casefile/bundle", "./ui/words"},
		"a record out of an investigation, in the sentences of the workbench"},
	"store/casefile/receive": {[]string{"./model/...", "./store", "./store/base", "./store/export", "./store/casefile", "./store/casefile/bundle", "./store/casefile/gather"},
		"a case file into an investigation, and whether anybody has added to it"},
	"store/casefile/handout": {[]string{"./model/...", "./store", "./store/sign", "./store/casefile/..."},
		"the one door for case files out: it alone knows all formats"},
	"store/casefile/schematest": {[]string{"./store/casefile", "./ui/uitest/hostile", "github.com/santhosh-tekuri/jsonschema/v6"},
		"what exports are held to, in tests: schemas that others wrote; it knows none of the formats"},
	"store/casefile/casefiletest": {[]string{"./model/...", "./store", "./store/load", "./store/casefile"}, "records, and a small investigation, for tests"},
	"store/watchlist": {[]string{"./model/...", "github.com/klauspost/compress/...", "golang.org/x/text/..."},
		"reads the files that watch lists come in; it knows nothing of the store"},
	"store/load": {[]string{"./model", "./model/safejson", "./store", "./store/base", "./store/ingest"},
		"the one way of exports into an investigation: it joins the readers with the store"},
	"ui/text": {[]string{"./model", "github.com/charmbracelet/x/ansi", "github.com/clipperhouse/...", "golang.org/x/text/..."},
		"the way of outside text to a screen"},
	"ui/words": {[]string{"./model/...", "./store", "./ui/text"},
		"the words that the command line and the workbench share"},
	"ui/theme": {[]string{"github.com/charmbracelet/x/ansi"}, "what everything looks like"},
	"ui/draw": {[]string{"./model/evidence", "./ui/text", "./ui/theme", "github.com/charmbracelet/x/ansi"},
		"lines of text with roles, and what a class of links looks like on every page"},
	"ui/plot":  {[]string{"./ui/draw", "./ui/text", "./ui/theme"}, "figures from plain numbers"},
	"ui/graph": {[]string{"./ui/draw", "./ui/text", "./ui/theme", "github.com/charmbracelet/x/ansi"}, "matrices and drawn graphs from plain numbers"},
	"ui/term":  {[]string{"github.com/charmbracelet/x/ansi"}, "bytes on their way to the terminal; it trusts nobody"},
	"ui/keys":  {[]string{"./model", "charm.land/bubbletea/v2"}, "the list of actions and keys"},
	"ui/table": {[]string{"./ui/draw", "./ui/keys", "./ui/text", "./ui/theme"}, "knows rows, not what they are of"},
	"ui/page": {[]string{"./model", "./model/workflow", "./store/sign", "./ui/draft", "./ui/draw", "./ui/keys", "./ui/text", "./ui/theme", "charm.land/bubbletea/v2"},
		"the contract between the workbench and its pages, the keys that they may sign with, and the work they may claim"},
	"ui/clip": {[]string{"./model", "./store/casefile", "./ui/overlay", "./ui/page", "./ui/table", "./ui/text", "./ui/words", "charm.land/bubbletea/v2"},
		"what can be copied of what a page is on; an address is defanged as in case files"},
	"ui/overlay": {[]string{"./model", "./ui/draw", "./ui/page", "./ui/text", "./ui/theme", "charm.land/bubbletea/v2", "github.com/sahilm/fuzzy"},
		"boxes over a page; it knows nothing of the store"},
	"ui/draft": {[]string{"./model"}, "texts on disk until they are saved; it knows nobody's screen"},
	"ui/editor": {[]string{"./model", "./ui/draft", "./ui/draw", "./ui/keys", "./ui/page", "./ui/text", "./ui/theme", "charm.land/bubbletea/v2"},
		"a box to write in, for any page"},
	"ui/inspect": {[]string{"./model/...", "./ui/draw", "./ui/keys", "./ui/page", "./ui/text", "./ui/theme", "./ui/words", "charm.land/bubbletea/v2", "golang.org/x/text/..."},
		"a value taken apart, over any page"},
	"ui/queue":     {screen, "the page that work begins on"},
	"ui/account":   {append([]string{"./ui/notes"}, screen...), "one account, whole"},
	"ui/pivot":     {append([]string{"./ui/notes"}, screen...), "who carries a value"},
	"ui/ring":      {append([]string{"./ui/notes"}, screen...), "rings, one ring, and paths"},
	"ui/compare":   {screen, "accounts side by side"},
	"ui/dashboard": {append([]string{"github.com/charmbracelet/x/ansi"}, screen...), "the investigation in figures"},
	"ui/imports":   {append([]string{"./store/ingest", "./store/load"}, screen...), "exports in, from the workbench"},
	"ui/acts":      {append([]string{"./ui/draft", "./ui/editor"}, screen...), "what can be done about what a page is on"},
	"ui/notes":     {screen, "the notes on a thing, whole, with what they name"},
	"ui/cases": {append([]string{"./store/casefile", "./store/casefile/bundle", "./store/casefile/handout", "./ui/acts", "./ui/notes"}, screen...),
		"cases, and one case, which is given out from here"},
	"ui/propose": {append([]string{"./ui/editor"}, screen...), "what a proposal says, and what there is to be said against it"},
	"ui/review":  {append([]string{"./ui/acts"}, screen...), "a second person's pages: the queue and one job"},
	"ui/batches": {append([]string{"./store/export", "./store/handover", "./ui/editor"}, screen...), "what goes outside, and what comes back"},
	"ui/audit":   {screen, "the audit log, and whether it is what was written"},
	"ui/welcome": {screen, "the first page where there is no investigation"},
	"ui/config": {[]string{"./model", "./ui/keys", "./ui/page", "./ui/theme", "charm.land/bubbletea/v2", "github.com/pelletier/go-toml/..."},
		"what a user has set and chosen, on disk"},
	"ui/uitest": {[]string{"./model/...", "./store", "./store/base", "./store/ingest", "./ui/draw", "./ui/keys", "./ui/overlay", "./ui/page", "./ui/term", "./ui/text", "./ui/theme",
		"./ui/uitest/hostile", "charm.land/bubbletea/v2", "github.com/charmbracelet/..."},
		"drives the workbench in tests, as a user does, and its pages, as it does itself"},
	"ui/uitest/hostile": {nil, "what every room is tested with: it depends on nobody"},
	"ui": {[]string{"./model/...", "./store", "./ui/...", "charm.land/bubbletea/v2", "github.com/charmbracelet/...", "golang.org/x/term"},
		"the root of the workbench: it alone knows all pages"},
	"cmd/clew": {[]string{"./...", "github.com/spf13/...", "charm.land/fang/v2", "charm.land/lipgloss/v2", "github.com/charmbracelet/x/ansi", "golang.org/x/term"},
		"wires everything together"},
}

// allows reports whether the room may import a package.
func (r room) allows(path string) bool {
	if inside, ok := strings.CutPrefix(path, house); ok {
		path = "./" + inside
	}
	return slices.ContainsFunc(r.imports, func(rule string) bool {
		if below, ok := strings.CutSuffix(rule, "..."); ok {
			return strings.HasPrefix(path+"/", below)
		}
		return path == rule
	})
}

func TestImports(t *testing.T) {
	seen := map[string]bool{}
	for _, goos := range []string{"linux", "darwin", "windows"} {
		for path, imports := range packages(t, goos) {
			name := strings.TrimPrefix(path, house)
			seen[name] = true
			r, ok := rooms[name]
			if !ok {
				t.Errorf("%s is not in the table of rooms: say what it may import, and why", name)
				continue
			}
			for _, imp := range imports {
				if !r.allows(imp) {
					t.Errorf("%s imports %s on %s, which its room (%s) does not allow", name, imp, goos, r.why)
				}
			}
		}
	}
	for name := range rooms {
		if !seen[name] {
			t.Errorf("the table of rooms has %s, which is no package", name)
		}
	}
}

// packages gives the module's packages and what each imports beside the
// standard library.
func packages(t *testing.T, goos string) map[string][]string {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "-json=ImportPath,Imports,Standard", "./...")
	cmd.Dir = "../.."
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH=amd64", "CGO_ENABLED=0")
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("go list: %s", exit.Stderr)
		}
		t.Fatal(err)
	}
	type listed struct {
		ImportPath string
		Imports    []string
		Standard   bool
	}
	standard := map[string]bool{"C": true}
	ours := map[string][]string{}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := dec.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		standard[p.ImportPath] = p.Standard
		if strings.HasPrefix(p.ImportPath, house) {
			ours[p.ImportPath] = p.Imports
		}
	}
	for path, imports := range ours {
		ours[path] = slices.DeleteFunc(imports, func(i string) bool { return standard[i] })
	}
	if len(ours) == 0 {
		t.Fatal("go list names no package of the module")
	}
	return ours
}

func TestRoomAllows(t *testing.T) {
	r := room{imports: []string{"./model", "./store/kv/...", "golang.org/x/text/..."}}
	for path, want := range map[string]bool{
		house + "model": true, house + "model/query": false, house + "modelling": false,
		house + "store/kv": true, house + "store/kv/bolt": true, house + "store/kvs": false,
		"golang.org/x/text/cases": true, "golang.org/x/textual": false, "model": false,
	} {
		if got := r.allows(path); got != want {
			t.Errorf("allows(%s) = %v, want %v", path, got, want)
		}
	}
}
