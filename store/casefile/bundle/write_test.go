package bundle

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/casefiletest"
	"github.com/seed-28a39f10/clew/store/export"
	"github.com/seed-28a39f10/clew/store/sign"
	"github.com/seed-28a39f10/clew/store/work"
)

func TestWrittenHolds(t *testing.T) {
	for _, profile := range []string{casefile.Full, "peers"} {
		for _, key := range []*sign.Key{nil, newKey(t, "kim")} {
			for _, end := range []string{"", ".zip"} {
				for _, c := range [][2]int{{0, 1}, {1, 2}, {4, 77}, {9, 512}} {
					r, proofs := made(t, c[0], c[1], profile)
					path, m := written(t, r, options(proofs, key), end)
					report := sound(t, path)
					if !reflect.DeepEqual(report.Manifest, m) {
						t.Errorf("%+v, want %+v", report.Manifest, m)
					}
					signatures := uint64(0)
					if key != nil {
						signatures = 1
					}
					files := uint64(len(m.Files)) + 2 + signatures
					want := map[string]uint64{"files": files, "proofs": uint64(len(proofs)), "entries": uint64(len(r.Entries)), "proposals": uint64(len(r.Proposals)), "approvals": 1, "signatures": signatures}
					if c[0] == 0 {
						want["approvals"] = 0
					}
					if profile == casefile.Full {
						want["notes"] = uint64(len(r.Notes))
					}
					maps.DeleteFunc(want, func(_ string, n uint64) bool { return n == 0 })
					if !maps.Equal(report.Checked, want) {
						t.Errorf("%s %v: %v, want %v", profile, c, report.Checked, want)
					}
					if !Is(path) {
						t.Error("it does not look like a case file")
					}
				}
			}
		}
	}
}

// TestEveryProfileHolds takes what each profile leaves of a record.
func TestEveryProfileHolds(t *testing.T) {
	for _, name := range casefile.BuiltIn().Names() {
		profile, err := casefile.BuiltIn().Profile(name)
		if err != nil {
			t.Fatal(err)
		}
		r, proofs := made(t, 6, 77, casefile.Full)
		if r, err = profile.Apply(r); err != nil {
			t.Fatal(err)
		}
		path, m := written(t, r, options(proofs, newKey(t, "kim")), ".zip")
		report := sound(t, path)
		if m.Profile != name || report.Checked["proofs"] != 20 {
			t.Errorf("%s: %v of %s", name, report.Checked, m.Profile)
		}
		t.Logf("%s: %v %v", name, report.Checked, report.Remarks)
	}
}

func TestSameBytes(t *testing.T) {
	key := newKey(t, "kim")
	r, proofs := made(t, 4, 77, casefile.Full)
	first, m := written(t, r, options(proofs, key), ".zip")
	want, err := os.ReadFile(first)
	if err != nil {
		t.Fatal(err)
	}
	second, n := written(t, r, options(proofs, key), ".zip")
	got, err := os.ReadFile(second)
	if err != nil || !bytes.Equal(got, want) || !reflect.DeepEqual(m, n) {
		t.Errorf("the second time it is another one: %v", err)
	}
	dir, n := written(t, r, options(proofs, key), "")
	if !reflect.DeepEqual(m, n) {
		t.Error("the folder has another manifest than the zip")
	}
	// Every other reader of zips sees the same files.
	z, err := zip.OpenReader(first)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	all := contents(t, dir)
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(in)
		if err != nil || !bytes.Equal(b, all[f.Name]) || f.Method != zip.Store || f.Mode() != 0o600 || f.Modified.UTC().Format("2006-01-02T15:04:05") != "1980-01-01T00:00:00" {
			t.Errorf("%s: %v %v %v %v", f.Name, err, f.Method, f.Mode(), f.Modified)
		}
		delete(all, f.Name)
	}
	if len(all) > 0 {
		t.Errorf("the zip does not have %v", slices.Collect(maps.Keys(all)))
	}
	if path, err := exec.LookPath("unzip"); err != nil {
		t.Log("unzip is not in PATH")
	} else if out, err := exec.Command(path, "-t", first).CombinedOutput(); err != nil {
		t.Errorf("%s %v", out, err)
	}
	if info, err := os.Stat(first); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v %v", info.Mode(), err)
	}
}

func TestFilesAreThere(t *testing.T) {
	key := newKey(t, "kim")
	path, m := full(t, key, "")
	all := contents(t, path)
	attachment := attachmentPrefix + hexSum([]byte(screen))
	want := []string{"MANIFEST.json", "MANIFEST.json.sig", "README.txt", "SHA256SUMS", "accounts.csv", attachment, "case.json", "case.schema.json", "checkpoint.txt", "decisions.csv", "events.csv", "links.csv", "log.json", "nothing.md"}
	if got := slices.Sorted(maps.Keys(all)); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	for name := range all {
		if info, err := os.Stat(filepath.Join(path, name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", name, info.Mode(), err)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	if ok, err := sign.Signed(all[checkpointName], key.PublicText()); !ok || err != nil {
		t.Errorf("checkpoint: %v %v", ok, err)
	}
	readme := string(all[readmeName])
	fingerprint, err := sign.FingerprintSSH(key.PublicText())
	if err != nil {
		t.Fatal(err)
	}
	for _, say := range []string{"Case ", m.Investigation, "TLP:AMBER", fingerprint, "accounts.csv\n  links.csv\n  decisions.csv\n  events.csv\n      The same as tables.\n", "77 entries, 20 of them proved here", "case.schema.json"} {
		if !strings.Contains(readme, say) {
			t.Errorf("README.txt does not say %q:\n%s", say, readme)
		}
	}
	if strings.Contains(readme, "Nothing to report") {
		t.Error("README.txt tells of a format without files")
	}
	for _, f := range m.Files {
		var want []string
		switch {
		case f.Name == "links.csv":
			want = []string{"Nothing of the log is in it.", "No evidence is."}
		case strings.HasSuffix(f.Name, ".csv"):
			want = []string{"Nothing of the log is in it."}
		}
		if !slices.Equal(f.Losses, want) {
			t.Errorf("%s loses %v, want %v", f.Name, f.Losses, want)
		}
	}
}

// TestRedactedTellsNothing looks for what only a full case file may have.
func TestRedactedTellsNothing(t *testing.T) {
	r, proofs := made(t, 4, 77, "peers")
	r.Case.ID = 0
	path, _ := written(t, r, options(proofs, nil), "")
	all := contents(t, path)
	if readme := string(all[readmeName]); !strings.HasPrefix(readme, "A case of investigation ") {
		t.Errorf("README.txt begins %.40q", readme)
	}
	for name := range all {
		if strings.HasPrefix(name, attachmentPrefix) {
			t.Error("it has an attachment")
		}
	}
	if bytes.Contains(all[logName], []byte(`"entry"`)) {
		t.Error("log.json has entries")
	}
	if !strings.Contains(string(all[readmeName]), "terms of proposals: 3; the profile leaves them out") {
		t.Errorf("README.txt does not say what was left out:\n%s", all[readmeName])
	}
}

// TestReadmeIsInert gives what a login and a version could be.
func TestReadmeIsInert(t *testing.T) {
	r, proofs := made(t, 1, 5, "peers")
	r.Tool, r.Marking, r.LeftOut[0].Why = "\x1b[2J", "\u202eTLP", "=1+1\r\n\nSIGNED"
	o := options(proofs, nil)
	o.By = "kim\n\n  signed       with the key of the court\x00\xff"
	path, _ := written(t, r, o, "")
	sound(t, path)
	readme := string(contents(t, path)[readmeName])
	for _, c := range readme {
		if c != '\n' && (c < ' ' || c == 0x7f || c == '\u202e') {
			t.Errorf("README.txt has %U", c)
		}
	}
	if strings.Contains(readme, "\n  signed       with") || strings.Contains(readme, "\nSIGNED") {
		t.Errorf("a line was forged:\n%s", readme)
	}
}

func TestWriteRefuses(t *testing.T) {
	bad := errors.New("the disk is on fire")
	none := func(w io.Writer, _ *casefile.Record) error { return nil }
	for what, c := range map[string]struct {
		want   model.ErrorKind
		change func(r *casefile.Record, o *Options)
	}{
		"a proof is missing":     {model.ErrCorrupt, func(_ *casefile.Record, o *Options) { o.Proofs = o.Proofs[1:] }},
		"a proof is wrong":       {model.ErrCorrupt, func(_ *casefile.Record, o *Options) { o.Proofs[3].Hashes[0][0] ^= 1 }},
		"an entry is another":    {model.ErrCorrupt, func(_ *casefile.Record, o *Options) { o.Proofs[3].Entry = []byte("x") }},
		"an entry is missing":    {model.ErrCorrupt, func(_ *casefile.Record, o *Options) { o.Proofs[3].Entry = nil }},
		"proofs out of order":    {model.ErrCorrupt, func(_ *casefile.Record, o *Options) { o.Proofs[1], o.Proofs[2] = o.Proofs[2], o.Proofs[1] }},
		"a hash in the record":   {model.ErrCorrupt, func(r *casefile.Record, _ *Options) { r.Entries[5].Hash = r.Entries[6].Hash }},
		"another root":           {model.ErrCorrupt, func(r *casefile.Record, _ *Options) { r.Log.Root = "AAAA" }},
		"another investigation":  {model.ErrCorrupt, func(r *casefile.Record, _ *Options) { r.Investigation = strings.Repeat("0", 32) }},
		"no checkpoint":          {model.ErrCorrupt, func(r *casefile.Record, _ *Options) { r.Log.Checkpoint = "" }},
		"a checkpoint with more": {model.ErrCorrupt, func(r *casefile.Record, _ *Options) { r.Log.Checkpoint += "more\n" }},
		"an attachment is another": {model.ErrCorrupt, func(_ *casefile.Record, o *Options) {
			o.Attachments = func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("other")), nil }
		}},
		"an attachment's name":    {model.ErrCorrupt, func(r *casefile.Record, _ *Options) { r.Notes[2].Attachments[0].SHA256 = "../../etc/passwd" }},
		"a format twice":          {model.ErrUsage, func(_ *casefile.Record, o *Options) { o.Formats = append(o.Formats, o.Formats[0]) }},
		"a format without a name": {model.ErrUsage, func(_ *casefile.Record, o *Options) { o.Formats[0].Name = "" }},
		"a file twice": {model.ErrInternal, func(_ *casefile.Record, o *Options) {
			o.Formats = append(o.Formats, One("x", "CASE.json", "", nil, none))
		}},
		"a file of its own": {model.ErrInternal, func(_ *casefile.Record, o *Options) {
			o.Formats = append(o.Formats, One("x", "log.json", "", nil, none))
		}},
		"the name of an attachment": {model.ErrInternal, func(_ *casefile.Record, o *Options) { o.Static[0].Name = attachmentPrefix + "x" }},
		"a path":                    {model.ErrInternal, func(_ *casefile.Record, o *Options) { o.Formats = append(o.Formats, One("x", "../x", "", nil, none)) }},
		"the disk": {model.ErrDisk, func(_ *casefile.Record, o *Options) {
			o.Formats = append(o.Formats, One("x", "x.md", "", nil, func(io.Writer, *casefile.Record) error { return bad }))
		}},
	} {
		for _, end := range []string{"", ".zip"} {
			r, proofs := made(t, 4, 77, casefile.Full)
			o := options(proofs, nil)
			c.change(r, &o)
			parent := t.TempDir()
			if _, err := Write(context.Background(), filepath.Join(parent, "case"+end), r, o); model.KindOf(err) != c.want {
				t.Errorf("%s: %v, want kind %s", what, err, c.want)
			}
			if left, _ := os.ReadDir(parent); len(left) > 0 {
				t.Errorf("%s: %v is left", what, left)
			}
		}
	}
}

// TestLimits makes the limits small.
func TestLimits(t *testing.T) {
	r, proofs := made(t, 4, 77, casefile.Full)
	refused := func(what, end string) {
		t.Helper()
		parent := t.TempDir()
		if _, err := Write(context.Background(), filepath.Join(parent, "case"+end), r, options(proofs, nil)); model.KindOf(err) != model.ErrLimit {
			t.Errorf("%s: %v", what, err)
		}
		if left, _ := os.ReadDir(parent); len(left) > 0 {
			t.Errorf("%s: %v is left", what, left)
		}
	}
	dir, _ := written(t, r, options(proofs, nil), "")
	oldZip, oldLog := maxZip, largest[logName]
	defer func() { maxZip, largest[logName] = oldZip, oldLog }()
	maxZip = maxFiles*(zipCentralSize+maxName) + 1000
	refused("a zip", ".zip")
	largest[logName] = 1000
	refused("log.json", "")
	report, err := Check(context.Background(), dir, nil)
	if err != nil || !slices.ContainsFunc(report.Problems, func(p export.Problem) bool { return p.Where == logName && strings.Contains(p.What, "too large") }) {
		t.Error(report.Problems, err)
	}
}

func TestNothingIsOverwritten(t *testing.T) {
	r, proofs := made(t, 1, 5, casefile.Full)
	for _, end := range []string{"", ".zip"} {
		path, _ := written(t, r, options(proofs, nil), end)
		if _, err := Write(context.Background(), path, r, options(proofs, nil)); model.KindOf(err) != model.ErrRefused {
			t.Errorf("%q: %v", end, err)
		}
		sound(t, path)
		if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
			t.Errorf("%v is left", left)
		}
	}
	if _, err := Write(context.Background(), filepath.Join(t.TempDir(), "none", "case"), r, options(proofs, nil)); model.KindOf(err) != model.ErrDisk {
		t.Error(err)
	}
}

func TestWriteCanBeStopped(t *testing.T) {
	r, proofs := made(t, 4, 77, casefile.Full)
	for _, end := range []string{"", ".zip"} {
		whole := 0
		o := options(proofs, nil)
		o.Progress = func(string, int, int) { whole++ }
		written(t, r, o, end)
		for stop := range whole {
			ctx, cancel := context.WithCancel(context.Background())
			parent, n, last := t.TempDir(), 0, -1
			o.Progress = func(doing string, done, total int) {
				if doing == "" || done < last || done > total {
					t.Errorf("%q %d of %d after %d", doing, done, total, last)
				}
				if last = done; n == stop {
					cancel()
				}
				n++
			}
			if _, err := Write(ctx, filepath.Join(parent, "case"+end), r, o); err != context.Canceled {
				t.Errorf("%d: %v", stop, err)
			}
			if left, _ := os.ReadDir(parent); len(left) > 0 {
				t.Errorf("%d: %v is left", stop, left)
			}
			cancel()
		}
	}
}

// TestEntriesAreThoseOfTheLog reads what package work has encoded.
func TestEntriesAreThoseOfTheLog(t *testing.T) {
	ctx := context.Background()
	dir := filepath.Join(t.TempDir(), "log")
	if err := work.Create(dir, work.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	l, err := work.Open(dir, work.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for i, d := range []work.Draft{{Actor: "kim", Action: "note", Body: []byte(`{"text":"x"}`)}, {Actor: strings.Repeat("é", 60), Action: "tag", Value: "v", Subjects: []uint32{3, 900}}, {Action: "x"}} {
		if _, _, err := l.Append(ctx, [16]byte{byte(i + 1)}, 0, func([]work.Entry, work.Head) (work.Draft, error) { return d, nil }); err != nil {
			t.Fatal(err)
		}
	}
	head, err := l.Head(ctx)
	if err != nil {
		t.Fatal(err)
	}
	proved, err := l.Prove(ctx, head.Seq, []uint64{0, 1, 2, 3})
	if err != nil {
		t.Fatal(err)
	}
	r := casefiletest.Random(1, 0, nil)
	r.Entries, r.Notes, r.Case, r.Files = nil, nil, casefile.Case{ID: 1}, nil
	c := head.Checkpoint()
	r.Investigation = strings.TrimPrefix(c.Origin(), "clew/")
	r.Log = casefile.Log{Entries: head.Seq, Root: c.Root.String(), Checkpoint: c.String()}
	var proofs Proofs
	for _, p := range proved {
		proof := Proof{Index: p.Seq, Leaf: p.Leaf, Entry: p.Entry}
		for _, h := range p.Hashes {
			proof.Hashes = append(proof.Hashes, h)
		}
		proofs = append(proofs, proof)
		e, err := l.Entry(ctx, p.Seq)
		if err != nil {
			t.Fatal(err)
		}
		r.Entries = append(r.Entries, casefile.Entry{Index: e.Seq, Time: casefile.Time(e.Time), Actor: e.Actor, Action: e.Action, Hash: fmt.Sprintf("%x", e.Hash[:]), ClockBack: e.ClockBack, Body: readAgain(t, e.Body)})
	}
	path, _ := written(t, r, options(proofs, nil), ".zip")
	if report := sound(t, path); report.Checked["entries"] != 4 {
		t.Error(report.Checked)
	}
}

func TestIs(t *testing.T) {
	dir := t.TempDir()
	if Is(dir) || Is(filepath.Join(dir, "none")) || Is(filepath.Join(dir, "none.zip")) {
		t.Error("it takes anything")
	}
	if err := os.WriteFile(filepath.Join(dir, export.ManifestName), []byte("{\n  \"format\": \"clew-batch\""), 0o600); err != nil {
		t.Fatal(err)
	}
	if Is(dir) {
		t.Error("it takes the folder of a batch")
	}
}
