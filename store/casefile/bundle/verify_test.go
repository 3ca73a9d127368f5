package bundle

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/sign"
)

func program(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skip(name + " is not in PATH")
	}
	return path
}

func TestGuideHasTheScript(t *testing.T) {
	if !bytes.Contains(Guide(), append(append([]byte("```python\n"), Script()...), "```\n"...)) {
		t.Error("VERIFY.md does not have verify.py as it is")
	}
	if n := bytes.Count(Script(), []byte("\n")); n > 60 {
		t.Errorf("the script has %d lines", n)
	}
}

// commands gives the commands of VERIFY.md.
func commands(t *testing.T) []string {
	t.Helper()
	var all []string
	for i, block := range strings.Split(string(Guide()), "```sh\n") {
		if i > 0 {
			command, _, _ := strings.Cut(block, "\n```")
			all = append(all, command)
		}
	}
	if len(all) != 5 {
		t.Fatalf("VERIFY.md has %d commands", len(all))
	}
	return all
}

// TestCommandsOfTheGuide types what VERIFY.md says, in a case file that holds and in those
// that do not.
func TestCommandsOfTheGuide(t *testing.T) {
	sh := program(t, "sh")
	for _, name := range []string{"sha256sum", "ssh-keygen", "python3"} {
		program(t, name)
	}
	kim := newKey(t, "kim")
	dir, m := full(t, kim, "")
	parent := filepath.Dir(dir)
	signer, err := sign.AllowedSigner(kim.PublicText(), Namespace)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(signer, `kim namespaces="clew-case" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI`) {
		t.Errorf("VERIFY.md shows another form of %s", signer)
	}
	fingerprint, err := sign.FingerprintSSH(kim.PublicText())
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"allowed_signers": []byte(signer + "\n"), "verify.py": Script()} {
		if err := os.WriteFile(filepath.Join(parent, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := func(command string) (string, error) {
		cmd := exec.Command(sh, "-c", command)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	all := contents(t, dir)
	says := []string{"case.json: OK\n", `Good "clew-case" signature with ED25519 key ` + fingerprint, `Good "clew-case" signature for kim`, m.SHA256 + "  MANIFEST.json\n", "OK: 14 files and 20 proofs hold"}
	list := commands(t)
	for i, command := range list {
		if out, err := run(command); err != nil || !strings.Contains(out, says[i]) {
			t.Errorf("%s: %v %s", command, err, out)
		}
	}
	fails := func(what string, which ...int) {
		t.Helper()
		for _, i := range which {
			if out, err := run(list[i]); err == nil {
				t.Errorf("%s: %s: %s", what, list[i], out)
			}
		}
		fill(t, dir, all)
	}
	changed := maps.Clone(all)
	changed[CaseName] = append(bytes.Clone(all[CaseName]), '\n')
	fill(t, dir, changed)
	fails("changed", 0, 4)
	describeAnew(t, changed, nil)
	fill(t, dir, changed)
	fails("described anew", 1, 2)
	changed = maps.Clone(all)
	changed[SignatureName] = newKey(t, "kim").SSH(all["MANIFEST.json"], Namespace)
	fill(t, dir, changed)
	fails("signed by another", 2)
	changed[SignatureName] = kim.SSH(all["MANIFEST.json"], "file")
	fill(t, dir, changed)
	fails("signed as something else", 1, 2)
}

const driver = `
import json, sys
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
import verify
out = []
for line in sys.stdin:
    try:
        out.append(len(verify.check(line.rstrip("\n"))[0]))
    except Exception:
        out.append(-1)
print(json.dumps(out))
`

// TestScriptAgrees holds verify.py and Check to one another: case files that hold, with trees
// of many sizes; changed ones; and those that were described anew where verify.py looks.
func TestScriptAgrees(t *testing.T) {
	python := program(t, "python3")
	parent := t.TempDir()
	if err := os.WriteFile(filepath.Join(parent, "verify.py"), Script(), 0o600); err != nil {
		t.Fatal(err)
	}
	var dirs, whats []string
	var want []bool // it holds, as Check says
	add := func(what string, all map[string][]byte) {
		dir := filepath.Join(parent, fmt.Sprint(len(dirs)))
		fill(t, dir, all)
		report, err := Check(context.Background(), dir, nil)
		if err != nil {
			t.Fatal(err)
		}
		dirs, whats, want = append(dirs, dir), append(whats, what), append(want, len(report.Problems) == 0)
	}
	good := 0
	for size := 1; size < 34; size++ {
		r, proofs := made(t, 2, size, []string{casefile.Full, "peers"}[size%2])
		dir, _ := written(t, r, options(proofs, nil), "")
		add(fmt.Sprintf("a log of %d entries", size), contents(t, dir))
		good++
	}
	for _, key := range []*sign.Key{nil, newKey(t, "kim")} {
		dir, _ := full(t, key, "")
		all := contents(t, dir)
		add("it holds", all)
		good++
		rng := rand.New(rand.NewPCG(*seed, 3))
		for range 110 {
			changed, what := changeFiles(rng, all)
			add(what, changed)
		}
	}
	dir, _ := full(t, nil, "")
	all := contents(t, dir)
	for what, f := range forged {
		if strings.HasPrefix(what, "* ") {
			changed := maps.Clone(all)
			describeAnew(t, changed, f.make(t, changed))
			add(what, changed)
		}
	}
	// Every hash of every proof, and every byte of a leaf, with the sums made anew.
	rng := rand.New(rand.NewPCG(*seed, 4))
	for i := range 110 {
		changed := maps.Clone(all)
		describeAnew(t, changed, logForged(func(f *logFile) {
			p := &f.Proofs[rng.IntN(len(f.Proofs))]
			switch i % 3 {
			case 0:
				p.Proof[rng.IntN(len(p.Proof))][rng.IntN(32)] ^= 1 << rng.IntN(8)
			case 1:
				p.Entry[rng.IntN(len(p.Entry))] ^= 1 << rng.IntN(8)
			case 2:
				b := []byte(p.Leaf)
				at := rng.IntN(len(b))
				b[at] = "0123456789abcdef"[(strings.IndexByte("0123456789abcdef", b[at])+1+rng.IntN(15))%16]
				p.Leaf = string(b)
			}
		})(t, changed))
		add("log.json described anew", changed)
	}
	cmd := exec.Command(python, "-c", driver, parent)
	cmd.Stdin, cmd.Stderr = strings.NewReader(strings.Join(dirs, "\n")+"\n"), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var problems []int
	if err := json.Unmarshal(out, &problems); err != nil || len(problems) != len(dirs) {
		t.Fatalf("%v: %s", err, out)
	}
	held := 0
	for i, n := range problems {
		if (n == 0) != want[i] {
			t.Errorf("%s: the script finds %d, Check says %v", whats[i], n, want[i])
		}
		if want[i] {
			held++
		}
	}
	if held != good {
		t.Errorf("%d of %d hold, want %d", held, len(dirs), good)
	}
	t.Logf("%d case files, of which %d hold", len(dirs), held)
	// As a program it says so by its exit code.
	for i, code := range map[int]int{0: 0, good: 1, len(dirs) - 1: 1} {
		cmd := exec.Command(python, filepath.Join(parent, "verify.py"), dirs[i])
		out, _ := cmd.CombinedOutput()
		if got := cmd.ProcessState.ExitCode(); got != code || strings.HasPrefix(string(out), "OK: ") != (code == 0) || strings.Contains(string(out), "WRONG: ") != (code == 1) {
			t.Errorf("%s: %d %s", whats[i], got, out)
		}
	}
	for _, args := range [][]string{{}, {filepath.Join(parent, "none")}} {
		cmd := exec.Command(python, append([]string{filepath.Join(parent, "verify.py")}, args...)...)
		if out, _ := cmd.CombinedOutput(); cmd.ProcessState.ExitCode() != 1 || bytes.Contains(out, []byte("Traceback")) {
			t.Errorf("%s", out)
		}
	}
}

// TestScriptOpensNoPipe: what is no file would never end, or fill the memory.
func TestScriptOpensNoPipe(t *testing.T) {
	python := program(t, "python3")
	dir := t.TempDir()
	script, folder := filepath.Join(dir, "verify.py"), filepath.Join(dir, "case")
	if err := os.WriteFile(script, Script(), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/dev/zero", filepath.Join(folder, "case.md")); err != nil {
		t.Skip(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, python, script, folder).CombinedOutput()
	if err == nil || ctx.Err() != nil || !bytes.Contains(out, []byte("'case.md' is not a file")) {
		t.Errorf("%v, %v: %s", err, ctx.Err(), out)
	}
}

// TestANewerVersionIsNoForgery says what to do.
func TestANewerVersionIsNoForgery(t *testing.T) {
	r, proofs := made(t, 3, 9, casefile.Full)
	path, _ := written(t, r, options(proofs, nil), "")
	name := filepath.Join(path, "MANIFEST.json")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, bytes.Replace(text, []byte(`"version": 1`), []byte(`"version": 2`), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	report, err := Check(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range report.Problems {
		if p.What == newer && p.Hint == "use a newer Clew" {
			return
		}
	}
	t.Errorf("%+v", report.Problems)
}
