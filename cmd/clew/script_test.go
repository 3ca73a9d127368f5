package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/seed-28a39f10/clew/model/safejson"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"clew": main, "clew-crash": crash})
}

// TestScripts runs the program itself. Beside testscript's own commands the
// scripts know
//
//	exits CODE COMMAND...     runs a command, which must end with that exit code
//	shape NAME stdout|stderr  the JSON has the keys that the product promises
//	value PATH WANT           the JSON on standard output has this value there
//	safe stdout|stderr|FILE   every byte of it may go to a terminal
//	hostile FILE              writes an export full of hostile text, or a watch list to FILE.csv
//	answer FILE LIST STATUS   says in FILE of each account of a batch's CSV LIST that it has that status
//	damage FILE               flips a bit in the middle of a file
//	sums stdout|stderr|FILE   the rows of each link and its prior sum to its strength
//	save NAME PATH            puts a value of the JSON into a variable
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			env.Setenv("XDG_DATA_HOME", filepath.Join(env.WorkDir, "data"))
			env.Setenv("XDG_STATE_HOME", filepath.Join(env.WorkDir, "state"))
			env.Setenv("XDG_CONFIG_HOME", filepath.Join(env.WorkDir, "config"))
			env.Setenv("CLEW_ACTOR", "kim")
			env.Setenv("EVIL", "\x1b[2J\u202e\xff")
			env.Setenv("SLY", "\x1b[2J\u202e")
			env.Setenv("TMPDIR", filepath.Join(env.WorkDir, "tmp"))
			return os.Mkdir(filepath.Join(env.WorkDir, "tmp"), 0o700)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"answer": answer, "exits": exits, "shape": shapeOfJSON, "value": valueOfJSON, "safe": allSafe, "hostile": writeHostile, "save": saveValue, "damage": damage, "sums": sums,
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND...")
	}
	code := 0
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		code = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

// shapes are the keys that JSON output has had since the first version. A dot
// goes into an object, and [] into the first element of a list.
var shapes = map[string]string{
	"import":   "[].file [].sha256 [].profile [].read [].accepted [].new [].changed [].unchanged [].rejected",
	"rejected": "line field reason raw",
	"accounts": "[].id [].username [].display_name [].email [].state [].score [].links [].signals [].tags",
	"show": "id username display_name email state score links tags platform native_id created_at first_seen last_seen claimed flags " +
		"signals[].code signals[].facts signals[].counter signals[].severity events notes cases " +
		"identifiers[].kind identifiers[].value identifiers[].raw identifiers[].holders identifiers[].status",
	"pivot":    "kind value answer holders why accounts[].id",
	"worth":    "worth.odds worth.adds worth.pairs worth.tied worth.innocent.text worth.innocent.settle",
	"strength": "accounts[].id accounts[].strength",
	"links": "[].account [].strength [].class [].probability [].prior [].verdict [].innocent.code [].innocent.settle " +
		"[].evidence[].kind [].evidence[].value [].evidence[].family [].evidence[].holders [].evidence[].bits [].evidence[].hub [].evidence[].benign",
	"masking":   "kinds[] by time",
	"path":      "found via steps[].from steps[].to steps[].strength steps[].evidence[].kind",
	"rings":     "[].id [].size [].members [].density [].hub_share [].first_seen [].last_seen [].innocent.text",
	"ring":      "id size members density articulation accounts[].id identifiers[].kind identifiers[].value identifiers[].exclusive",
	"fallout":   "fallout.rest fallout.parts fallout.pending fallout.resting[].proposal fallout.resting[].action fallout.resting[].of fallout.resting[].untied fallout.resting[].apart",
	"ties":      "ties.found ties.decided ties.cleared ties.excused ties.best ties.link ties.bad ties.bits ties.score",
	"audit":     "[].index [].time [].actor [].action [].subject [].before [].after [].hash",
	"info":      "file schema created_at accounts identifiers events cases notes audit.size audit.root bytes",
	"check":     "ok checked problems remarks",
	"key":       "[].name [].public",
	"proof":     "origin size signed text",
	"gen":       "seed accounts rings[].id rings[].kind rings[].guilty rings[].members hubs[].kind hubs[].value hubs[].holders",
	"error":     "error.kind error.message error.hint",
	"facets":    "[].value [].count",
	"watch-add": "name stance class file sha256 format columns read accepted new duplicates rejected not_read entries values accounts common",
	"watches":   "[].name [].stance [].class [].values [].added [].by [].entry [].accounts [].files[].file [].files[].sha256 [].files[].values",
	"watch": "name stance class values added by entry accounts files matches[].account matches[].list matches[].stance matches[].kind " +
		"matches[].value matches[].listed matches[].how matches[].note",
	"policies": "[].id [].version [].title [].text [].reasons[].code [].reasons[].title [].approvals",
	"reviews":  "[].id [].version [].action [].policy [].reason [].proposer [].accounts[] [].approvals [].needed [].state [].hash",
	"proposed": "id version hash action policy policy_version reason confidence proposer time accounts[] approvals needed state warnings entry",
	"preview": "action count accounts[] outliers[].code outliers[].text outliers[].accounts[] outliers[].each outliers[].values blocked " +
		"evidence[].kind evidence[].value evidence[].holders evidence[].all evidence[].bits evidence[].benign skipped",
	"stats": "at waits[].stage waits[].count waits[].oldest_seconds waits[].median_seconds held decisions agreement.part agreement.of agreement.low agreement.high " +
		"overturns.part overturns.of overturns.low overturns.high retracted voided times.review.n times.review.median_seconds times.review.p90_seconds " +
		"times.seal.n times.confirm.n times.appeal.n results queues days[].day days[].decided days[].sealed days[].confirmed",
	"sample": "[].id [].proposal [].hash [].action [].accounts [].policy [].reason [].drawn [].state [].note",
	"job":    "id hash note benign alternatives second evidence members[].id shared since rule.text verdicts opened notes",
	"cases":  "[].id [].title [].state [].owner [].accounts [].notes [].values [].queue [].priority [].tags [].hold [].outcome",
	"case": "id title state hold steps[].text steps[].done members[].id members[].role members[].other_cases value_log[].value note_log[].text " +
		"note_log[].files trails proposals",
	"batches": "[].id [].action [].state [].accounts[] [].done [].failed [].not_found [].pending [].sealed [].sealed_by [].why " +
		"[].proposals[].proposal [].proposals[].hash [].manifests[]",
	"written":   "id folder files[].name files[].bytes files[].sha256",
	"confirmed": "id state file sha256 format read accepted open duplicates rejected errors remarks entry",
	"appeals":   "[].id [].account [].state [].from [].received [].text [].filed_by [].proposal [].batch [].note",
	"notes":     "[].entry [].time [].author [].text [].on [].about [].corrected_by [].files",
	"why":       "score score_rows[].label score_rows[].detail score_rows[].bits signals[].computed signals[].title signals[].wrong watch[].list watch[].how flags[].source",
}

func shapeOfJSON(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 || shapes[args[0]] == "" {
		ts.Fatalf("usage: shape NAME stdout|stderr|FILE")
	}
	text := ts.ReadFile(args[1])
	if args[0] == "rejected" {
		text, _, _ = strings.Cut(text, "\n")
	}
	root := decode(ts, text)
	for _, path := range strings.Fields(shapes[args[0]]) {
		if _, err := lookUp(root, path); err != nil {
			ts.Fatalf("%s: %v in\n%s", path, err, text)
		}
	}
}

// sums holds the links of a listing to what they promise.
func sums(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: sums stdout|stderr|FILE")
	}
	var links []struct {
		Strength, Prior float64
		Evidence        []struct{ Bits float64 }
	}
	if err := json.Unmarshal([]byte(ts.ReadFile(args[0])), &links); err != nil || len(links) == 0 {
		ts.Fatalf("no links: %v", err)
	}
	for i, l := range links {
		sum := l.Prior
		for _, e := range l.Evidence {
			sum += e.Bits
		}
		if math.Abs(sum-l.Strength) > .01 {
			ts.Fatalf("link %d: the rows sum to %v, and its strength is %v", i, sum, l.Strength)
		}
	}
}

func valueOfJSON(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: value PATH WANT")
	}
	got := valueAt(ts, args[0])
	if (got == args[1]) == neg {
		ts.Fatalf("%s is %s", args[0], got)
	}
}

func saveValue(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: save NAME PATH")
	}
	ts.Setenv(args[0], valueAt(ts, args[1]))
}

// valueAt gives a text as it is and anything else as JSON.
func valueAt(ts *testscript.TestScript, path string) string {
	v, err := lookUp(decode(ts, ts.ReadFile("stdout")), path)
	if err != nil {
		ts.Fatalf("%s: %v", path, err)
	}
	if s, ok := v.(string); ok {
		return s
	}
	out, _ := json.Marshal(v)
	return string(out)
}

func decode(ts *testscript.TestScript, text string) (v any) {
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		ts.Fatalf("not JSON: %v\n%s", err, text)
	}
	return v
}

// lookUp follows a path such as "identifiers[].kind" or "audit.size".
func lookUp(v any, path string) (any, error) {
	steps := strings.FieldsFunc(strings.ReplaceAll(path, "[", ".["), func(r rune) bool { return r == '.' })
	for _, step := range steps {
		if inner, ok := strings.CutPrefix(step, "["); ok {
			list, isList := v.([]any)
			i, _ := strconv.Atoi(strings.TrimSuffix(inner, "]"))
			if !isList || i >= len(list) {
				return nil, fmt.Errorf("no element %d", i)
			}
			v = list[i]
			continue
		}
		object, _ := v.(map[string]any)
		inner, ok := object[step]
		if !ok {
			return nil, fmt.Errorf("no key %q", step)
		}
		v = inner
	}
	return v, nil
}

func allSafe(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: safe stdout|stderr|FILE")
	}
	if err := safe(ts.ReadFile(args[0])); err != nil {
		ts.Fatalf("%s: %v", args[0], err)
	}
}

// safe says what in a text must not go to a terminal.
func safe(s string) error {
	for i, r := range s {
		if r == '\n' {
			continue
		}
		if _, n := utf8.DecodeRuneInString(s[i:]); r == utf8.RuneError && n == 1 {
			return fmt.Errorf("byte %d is no UTF-8: %q", i, around(s, i))
		}
		if safejson.Hidden(r) {
			return fmt.Errorf("%U at byte %d: %q", r, i, around(s, i))
		}
	}
	return nil
}

func around(s string, i int) string { return s[max(0, i-40):min(len(s), i+40)] }

// answer answers a batch as a platform does: with its own list, filled in.
func answer(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: answer FILE LIST STATUS")
	}
	in, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(ts.ReadFile(args[1]), "\ufeff"))).ReadAll()
	ts.Check(err)
	column := slices.Index(in[0], "status")
	for _, row := range in[1:] {
		row[column] = args[2]
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	ts.Check(w.WriteAll(in))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b.Bytes(), 0o600))
}

func damage(ts *testscript.TestScript, _ bool, args []string) {
	data := []byte(ts.ReadFile(args[0]))
	data[len(data)/2] ^= 0x10
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), data, 0o600))
}

// hostileTexts do something to a terminal, a reader or a program, unless they
// are shown with care.
var hostileTexts = []string{
	"\x1b[2J\x1b[H", "\x1b]0;owned\x07", "\x1b]52;c;ZWNobw==\x07", "\x1bP$q\"p\x1b\\", "\x1b_Gt=f\x1b\\", "\x1b[21t",
	"\x1b[" + strings.Repeat(";", 40) + "m", "\x9b31mred", "\u009b31mred", "\u009d0;owned\u009c",
	"FLAGGED\rCLEARED", "one\ntwo", "back\b\b\b\bspace", "bell\a", "del\x7f", "nul\x00nul",
	"cv_\u202efdp.exe", "\u2066isolated\u2069", "zero\u200bwidth", "\ufeffbom", "soft\u00adhyphen", "tag\U000e0041\U000e0042", "variation\ufe0f",
	"\xff\xfe", "trunc\xe2\x82", "surrogate\xed\xa0\x80", "\u2800\u3164", "a" + strings.Repeat("\u0301", 200), strings.Repeat("界", 3000),
	"\u2028line", "👩‍👩‍👧‍👦", "=1+1", `"quoted" \ back`, "<script>", "$(reboot)", "%s%n", "' or 1=1",
}

func writeHostile(ts *testscript.TestScript, _ bool, args []string) {
	write := hostileExport
	if strings.HasSuffix(args[0], ".csv") {
		write = hostileList
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), write(hostileTexts), 0o600))
}

// hostileExport is an export with one account for each text, which has it in
// every field that takes any.
func hostileExport(texts []string) []byte {
	var b bytes.Buffer
	for i, text := range texts {
		field := func(name string) { fmt.Fprintf(&b, "%s:%s,", quoted(name), quoted(text)) }
		fmt.Fprintf(&b, `{"platform":"test","account_id":"h%d",`, i)
		for _, name := range []string{"username", "display_name", "bio", "employer", "title", "claimed_city", "claimed_country", "claimed_timezone",
			"status", "user_type", "flag_reason", "flag_source", "url", "address", "device"} {
			field(name)
		}
		fmt.Fprintf(&b, `"tags":[%s],"signals":["NET-VPN"],"risk_score":%d,"flagged_at":"2026-01-02T03:04:05Z",`, quoted(text), 40+i%60)
		fmt.Fprintf(&b, `"signins":[{"id":"e%d","time":"2026-01-03T03:04:05Z","ip":"203.0.113.7","city":%[2]s,"user_agent":%[2]s,"device":%[2]s,"app":%[2]s}]}`, i, quoted(text))
		b.WriteByte('\n')
	}
	return b.Bytes()
}

// hostileList is a watch list with two values for each text: an address that has
// it as its note, and the text itself.
func hostileList(texts []string) []byte {
	b := bytes.NewBufferString("value,comment\n")
	for i, text := range texts {
		cell := `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
		fmt.Fprintf(b, "203.0.113.%d,%s\n%s,%[2]s\ndevice:%[3]s,x\n", i, cell, cell, strings.Trim(cell, `"`))
	}
	return b.Bytes()
}

// quoted writes a JSON string whose bytes are as they are wherever JSON allows:
// an attacker's encoder need not be as careful as ours.
func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range []byte(s) {
		switch {
		case c < 0x20:
			fmt.Fprintf(&b, `\u%04x`, c)
		case c == '"' || c == '\\':
			b.WriteString(`\` + string(c))
		default:
			b.WriteByte(c)
		}
	}
	return b.String() + `"`
}

// TestScriptsCoverCommands fails when a command is in no script.
func TestScriptsCoverCommands(t *testing.T) {
	var all strings.Builder
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no scripts", err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	root := newRoot(newApp(nil))
	for _, c := range root.Commands() {
		if !strings.Contains(all.String(), "clew "+c.Name()) {
			t.Errorf("no script runs clew %s", c.Name())
		}
		if c.Short == "" || c.Example == "" {
			t.Errorf("clew %s has no short help or no example", c.Name())
		}
		// The help has a margin, and puts the short help beside the command.
		if len(c.Short) > 45 {
			t.Errorf("clew %s: the short help is too long for 80 columns", c.Name())
		}
		for _, l := range strings.Split(c.Example, "\n") {
			if len(l) > 74 {
				t.Errorf("clew %s: too long for 80 columns: %s", c.Name(), l)
			}
		}
	}
	if len(root.Commands()) == 0 || slices.Contains(files, "") {
		t.Fatal("nothing was looked at")
	}
}
