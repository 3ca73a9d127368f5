package bundle

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/export"
)

// forge changes the files of a case file and describes them anew.
type forge func(t testing.TB, all map[string][]byte) func(*Manifest)

// caseForged changes case.json.
func caseForged(change func(r *casefile.Record)) forge {
	return func(t testing.TB, all map[string][]byte) func(*Manifest) {
		t.Helper()
		r, err := casefile.Decode(all[CaseName])
		if err != nil {
			t.Fatal(err)
		}
		change(r)
		var b bytes.Buffer
		if err := casefile.Encode(&b, r); err != nil {
			t.Fatal(err)
		}
		all[CaseName] = b.Bytes()
		return nil
	}
}

// logForged changes log.json.
func logForged(change func(f *logFile)) forge {
	return func(t testing.TB, all map[string][]byte) func(*Manifest) {
		t.Helper()
		f, ok := readLog(all[logName])
		if !ok {
			t.Fatal("log.json cannot be read")
		}
		change(&f)
		var b bytes.Buffer
		if err := writeLog(&b, f.logHead, len(f.Proofs), func(i int) proofShape { return f.Proofs[i] }); err != nil {
			t.Fatal(err)
		}
		all[logName] = b.Bytes()
		return nil
	}
}

// textForged replaces text in one file.
func textForged(name, from, to string) forge {
	return func(t testing.TB, all map[string][]byte) func(*Manifest) {
		t.Helper()
		b := bytes.Replace(all[name], []byte(from), []byte(to), 1)
		if bytes.Equal(b, all[name]) {
			t.Fatalf("%s does not have %q", name, from)
		}
		all[name] = b
		return nil
	}
}

func manifestForged(change func(*Manifest)) forge {
	return func(testing.TB, map[string][]byte) func(*Manifest) { return change }
}

// forged are case files whose sums are right, with a word of what is told of them. The
// script in Python looks at those marked with a star.
var forged = map[string]struct {
	make forge
	say  string
}{
	"* a hash of a proof":       {logForged(func(f *logFile) { f.Proofs[3].Proof[0][5] ^= 1 }), "not proved to be in the log"},
	"* a proof is cut":          {logForged(func(f *logFile) { f.Proofs[3].Proof = f.Proofs[3].Proof[1:] }), "not proved"},
	"* a proof is too long":     {logForged(func(f *logFile) { f.Proofs[3].Proof = append(f.Proofs[3].Proof, tlog.Hash{}) }), "not proved"},
	"* no proof":                {logForged(func(f *logFile) { f.Proofs[3].Proof = tlog.RecordProof{} }), "not proved"},
	"* another leaf":            {logForged(func(f *logFile) { f.Proofs[3].Leaf = f.Proofs[4].Leaf }), "does not have the hash of its leaf"},
	"* no leaf":                 {logForged(func(f *logFile) { f.Proofs[3].Leaf = "" }), "is no hash"},
	"* another index":           {logForged(func(f *logFile) { f.Proofs[3].Index++ }), "not proved"},
	"* an index behind the end": {logForged(func(f *logFile) { f.Proofs[19].Index = 1 << 40 }), "the log has 77"},
	"* an entry is another":     {logForged(func(f *logFile) { f.Proofs[3].Entry[30] ^= 1 }), "does not have the hash of its leaf"},
	"* an entry with its leaf": {logForged(func(f *logFile) {
		p := &f.Proofs[3]
		p.Entry[30] ^= 1
		h := tlog.RecordHash(p.Entry)
		p.Leaf = fmt.Sprintf("%x", h[:])
	}), "not proved"},
	"an entry is missing":              {logForged(func(f *logFile) { f.Proofs[3].Entry = nil }), "does not have entry"},
	"* a proof is missing":             {logForged(func(f *logFile) { f.Proofs = slices.Delete(f.Proofs, 3, 4) }), "has no proof"},
	"proofs out of order":              {logForged(func(f *logFile) { slices.Reverse(f.Proofs) }), "out of order"},
	"a proof twice":                    {logForged(func(f *logFile) { f.Proofs = append(f.Proofs, f.Proofs[19]) }), "out of order"},
	"* log.json of another size":       {logForged(func(f *logFile) { f.Entries++ }), "another log"},
	"* log.json with another root":     {logForged(func(f *logFile) { f.Root = base64.StdEncoding.EncodeToString(make([]byte, 32)) }), "another log"},
	"* log.json of another":            {logForged(func(f *logFile) { f.Investigation = strings.Repeat("0", 32) }), "another log"},
	"log.json with a key twice":        {textForged(logName, `"version":1,`, `"version":1,"version":1,`), "not as Clew writes it"},
	"log.json formatted anew":          {textForged(logName, `"version":1,`, `"version": 1,`), "not as Clew writes it"},
	"* log.json is no JSON":            {textForged(logName, `{`, `[`), "not as Clew writes it"},
	"* checkpoint.txt of another size": {textForged(checkpointName, "\n77\n", "\n78\n"), "not the checkpoint"},
	"* checkpoint.txt of another":      {textForged(checkpointName, "clew/", "clew/0"), "not the checkpoint"},
	"* checkpoint.txt is empty":        {func(_ testing.TB, all map[string][]byte) func(*Manifest) { all[checkpointName] = nil; return nil }, "not the checkpoint"},
	"checkpoint.txt is signed": {func(t testing.TB, all map[string][]byte) func(*Manifest) {
		note, err := newKey(t, "kim").Note(checkpointOf(t, all))
		if err != nil {
			t.Fatal(err)
		}
		all[checkpointName] = note
		return nil
	}, "not the checkpoint"},
	"* the manifest has another":      {manifestForged(func(m *Manifest) { m.Checkpoint = strings.Replace(m.Checkpoint, "\n77\n", "\n78\n", 1) }), "another number of entries"},
	"* the manifest has another head": {manifestForged(func(m *Manifest) { m.Log.Entries = 78 }), "another number of entries"},
	"* the manifest has another root": {manifestForged(func(m *Manifest) { m.Log.Root = "AAAA" }), "another root"},
	"* all of another investigation":  {manifestForged(func(m *Manifest) { m.Investigation = strings.Repeat("0", 32) }), "another investigation"},
	"the manifest of a newer version": {manifestForged(func(m *Manifest) { m.Version++ }), "newer version"},
	"the manifest of something else":  {manifestForged(func(m *Manifest) { m.Format = "clew-batch" }), "not the manifest"},
	"* a file is not listed":          {manifestForged(func(m *Manifest) { m.Files = m.Files[:len(m.Files)-1] }), "does not list a file that it must have"},
	"a file of no format is not listed": {manifestForged(func(m *Manifest) {
		m.Files = slices.DeleteFunc(m.Files, func(f File) bool { return f.Name == "case.schema.json" })
	}), "not in MANIFEST.json"},
	"* a file is listed twice":    {manifestForged(func(m *Manifest) { m.Files = append(m.Files, m.Files[0]) }), "or one twice"},
	"* a file outside":            {manifestForged(func(m *Manifest) { m.Files[0].Name = "../../etc/passwd" }), "cannot be"},
	"* another sum":               {manifestForged(func(m *Manifest) { m.Files[2].SHA256 = m.Files[1].SHA256 }), "another sum"},
	"* another size":              {manifestForged(func(m *Manifest) { m.Files[2].Bytes++ }), "content is not what was written"},
	"a format's file is missing":  {manifestForged(func(m *Manifest) { m.Formats[1].Files = append(m.Formats[1].Files, "more.csv") }), "must have"},
	"a format has the README":     {manifestForged(func(m *Manifest) { m.Formats[1].Files[0] = readmeName }), "not its own"},
	"a format twice":              {manifestForged(func(m *Manifest) { m.Formats[1].Name = m.Formats[0].Name }), "or one twice"},
	"another profile":             {manifestForged(func(m *Manifest) { m.Profile = "peers" }), "which only a full case file may have"},
	"nothing was left out":        {manifestForged(func(m *Manifest) { m.LeftOut = []casefile.LeftOut{{What: "notes", Count: 1}} }), "another profile"},
	"another case":                {manifestForged(func(m *Manifest) { m.Case++ }), "another case"},
	"another marking":             {manifestForged(func(m *Manifest) { m.Marking = "TLP:CLEAR" }), "another case"},
	"a signer who has not signed": {manifestForged(func(m *Manifest) { m.Signer = "kim+00000000+AAAA" }), "signer's key cannot be read"},
	"a name in capitals": {func(_ testing.TB, all map[string][]byte) func(*Manifest) {
		all["CASE.json"] = []byte("{}")
		return func(m *Manifest) {
			m.Files = slices.Insert(m.Files, 0, File{File: export.File{Name: "CASE.json", Bytes: 2, SHA256: hexSum([]byte("{}"))}})
		}
	}, "or one twice"},
	"an attachment is another": {func(t testing.TB, all map[string][]byte) func(*Manifest) {
		all[attachmentPrefix+hexSum([]byte(screen))] = []byte("other")
		return nil
	}, "not the attachment that its name says"},
	"an attachment of no note": {func(t testing.TB, all map[string][]byte) func(*Manifest) {
		name := attachmentPrefix + hexSum([]byte("other"))
		all[name] = []byte("other")
		return func(m *Manifest) {
			m.Files = append([]File{{File: export.File{Name: name, Bytes: 5, SHA256: hexSum([]byte("other"))}}}, m.Files...)
			slices.SortFunc(m.Files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
		}
	}, "no note of the case has it"},
	"* an entry's hash in case.json": {caseForged(func(r *casefile.Record) { r.Entries[3].Hash = r.Entries[4].Hash }), "another hash than the proof"},
	"* an entry's index":             {caseForged(func(r *casefile.Record) { r.Entries[3].Index++ }), "has no proof"},
	"an entry twice":                 {caseForged(func(r *casefile.Record) { r.Entries = slices.Insert(r.Entries, 3, r.Entries[3]) }), "there twice"},
	"an entry's actor":               {caseForged(func(r *casefile.Record) { r.Entries[3].Actor = "lee2" }), "another actor"},
	"an entry's action":              {caseForged(func(r *casefile.Record) { r.Entries[3].Action = "approve2" }), "another actor, action"},
	"an entry's time":                {caseForged(func(r *casefile.Record) { r.Entries[3].Time.Milli++ }), "another actor, action or time"},
	"an entry's clock":               {caseForged(func(r *casefile.Record) { r.Entries[3].ClockBack = false }), "another actor"},
	"case.json under another head":   {caseForged(func(r *casefile.Record) { r.Log.Entries++ }), "another checkpoint"},
	"case.json of another case":      {caseForged(func(r *casefile.Record) { r.Case.ID++ }), "another case"},
	"case.json made by another":      {caseForged(func(r *casefile.Record) { r.Tool = "other" }), "another case"},
	"a note's text":                  {caseForged(func(r *casefile.Record) { r.Notes[0].Text += "?" }), "the log has another text"},
	"a note without its attachment":  {caseForged(func(r *casefile.Record) { r.Notes[2].Attachments = nil }), "the log has another text"},
	"what an entry says":             {caseForged(func(r *casefile.Record) { r.Entries[3].Body = json.RawMessage(`{"text":"forged"}`) }), "otherwise what was done"},
	"a note by somebody else":        {caseForged(func(r *casefile.Record) { r.Notes[0].By = "mallory" }), "the log says otherwise"},
	"a note at another time":         {caseForged(func(r *casefile.Record) { r.Notes[0].Time.Milli += 1000 }), "the log says otherwise"},
	"a note in no entry":             {caseForged(func(r *casefile.Record) { r.Notes[0].Entry = 77 }), "the log has 77"},
	"the terms":                      {caseForged(func(r *casefile.Record) { r.Proposals[0].TermsJSON += " " }), "hash that was approved"},
	"the terms with their hash":      {caseForged(func(r *casefile.Record) { termsForged(&r.Proposals[1], `{"forged":1}`) }), "not those of entry"},
	"what was proposed":              {caseForged(func(r *casefile.Record) { r.Proposals[0].Action = "warn" }), "what was approved"},
	"the statement of the facts":     {caseForged(func(r *casefile.Record) { r.Proposals[0].Note += "x" }), "what was approved"},
	"what it rests on":               {caseForged(func(r *casefile.Record) { r.Proposals[0].Evidence[0].Bits++ }), "what was approved"},
	"a warning":                      {caseForged(func(r *casefile.Record) { r.Proposals[0].Warnings = nil }), "what was approved"},
	"terms that are no JSON":         {caseForged(func(r *casefile.Record) { termsForged(&r.Proposals[0], "x") }), "what was approved"},
	"more accounts":                  {caseForged(func(r *casefile.Record) { r.Proposals[0].Others++ }), "what was approved"},
	"the accounts":                   {caseForged(func(r *casefile.Record) { r.Proposals[0].Accounts[0] += "x" }), "accounts are not those"},
	"an approval of another version": {caseForged(func(r *casefile.Record) { r.Proposals[1].Approvals[0].Hash = r.Proposals[0].Hash }), "another version"},
	"a signature under an approval":  {caseForged(func(r *casefile.Record) { r.Proposals[0].Approvals[0].Signature[9] ^= 1 }), "not signed with the key"},
	"what an approval signs":         {caseForged(func(r *casefile.Record) { r.Proposals[0].Approvals[0].Signs += "x" }), "not signed with the key"},
	"another key":                    {caseForged(func(r *casefile.Record) { r.People[0].Key = strings.ToLower(r.People[0].Key) }), "not signed with the key"},
	"an approval without signature": {caseForged(func(r *casefile.Record) {
		r.Proposals[0].Signed, r.Proposals[0].Approvals[0].Signature = true, nil
	}), "has to be"},
	"case.json formatted anew": {textForged(CaseName, `"version":1`, `"version": 1`), "not as Clew writes it (line 3)"},
	"* case.json is no JSON":   {textForged(CaseName, `{`, `[`), "not as Clew writes it"},
	"case.json with a key":     {textForged(CaseName, "\"version\":1,\n", "\"version\":1,\n\"\x1b[2J\":1,\n"), "not as Clew writes it"},
}

func termsForged(p *casefile.Proposal, terms string) {
	p.TermsJSON, p.Hash = casefile.Text(terms), hexSum([]byte(terms))
	for i := range p.Approvals {
		p.Approvals[i].Hash = p.Hash
	}
}

// TestForged finds what is wrong where every sum is right.
func TestForged(t *testing.T) {
	dir, m := full(t, nil, "")
	all := contents(t, dir)
	for what, f := range forged {
		changed := maps.Clone(all)
		describeAnew(t, changed, f.make(t, changed))
		fill(t, dir, changed)
		report, err := Check(context.Background(), dir, nil)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if !slices.ContainsFunc(report.Problems, func(p export.Problem) bool { return strings.Contains(p.What, f.say) && p.Hint != "" }) {
			t.Errorf("%s: %q is not in %v", what, f.say, report.Problems)
		}
		for _, p := range report.Problems {
			if strings.Contains(p.What, "\x1b") {
				t.Errorf("%s: a message quotes the file", what)
			}
		}
		if report.Manifest.SHA256 == m.SHA256 {
			t.Errorf("%s: the manifest is the same", what)
		}
	}
	// What only people can find: a text that nothing is held to, described anew.
	changed := maps.Clone(all)
	changed[readmeName] = []byte("forged")
	describeAnew(t, changed, nil)
	fill(t, dir, changed)
	if report := sound(t, dir); report.Manifest.SHA256 == m.SHA256 {
		t.Error("nothing is another")
	}
}

// TestManifestHasOneText writes what another reader could read otherwise.
func TestManifestHasOneText(t *testing.T) {
	dir, _ := full(t, nil, "")
	all := contents(t, dir)
	for what, c := range map[string][2]string{
		"a key twice":            {`"case": `, `"case": 99, "case": `},
		"a key in other letters": {`"case": `, `"CASE": 99, "case": `},
		"a key more":             {`"case": `, `"more": 99, "case": `},
		"other spaces":           {`"case": `, `"case":  `},
		"an escape":              {`"full"`, `"\u0066ull"`},
		"more at the end":        {"\n}\n", "\n}\n{}\n"},
		"cut short":              {"\n}\n", "\n"},
		"no version":             {`"version": 1`, `"version": 0`},
	} {
		changed := maps.Clone(all)
		textForged(export.ManifestName, c[0], c[1])(t, changed)
		resum(changed)
		fill(t, dir, changed)
		found(t, dir, what)
	}
}

// TestSignedIsHeld describes a signed case file anew.
func TestSignedIsHeld(t *testing.T) {
	kim, lee, impostor := newKey(t, "kim"), newKey(t, "lee"), newKey(t, "kim")
	dir, _ := full(t, kim, "")
	all := contents(t, dir)
	problems := func(what string, want int, keys ...string) {
		t.Helper()
		report, err := Check(context.Background(), dir, keys)
		if err != nil {
			t.Fatal(err)
		}
		if len(report.Problems) != want {
			t.Errorf("%s: %v, want %d", what, report.Problems, want)
		}
	}
	if report := sound(t, dir); len(report.Remarks) == 0 {
		t.Error("it is not said that the key is that of the case file alone")
	}
	if report := sound(t, dir, kim.PublicText()+"\n"); report.Checked["signatures"] != 1 || len(report.Remarks) != 0 {
		t.Error(report)
	}
	problems("one of two keys", 0, lee.PublicText(), kim.PublicText())
	problems("another key", 1, lee.PublicText())
	problems("another key of that name", 1, impostor.PublicText())
	if _, err := Check(context.Background(), dir, []string{"kim"}); model.KindOf(err) != model.ErrInput {
		t.Error(err)
	}
	for name := range all {
		if name == export.ManifestName || name == SignatureName || name == export.SumsName {
			continue
		}
		changed := maps.Clone(all)
		changed[name] = append(bytes.Clone(all[name]), '\n')
		describeAnew(t, changed, nil)
		fill(t, dir, changed)
		found(t, dir, name)
	}
	// All of it signed anew by somebody else holds by itself, and under no key that came by another way.
	changed := maps.Clone(all)
	note, err := impostor.Note(checkpointOf(t, all))
	if err != nil {
		t.Fatal(err)
	}
	changed[checkpointName] = note
	describeAnew(t, changed, func(m *Manifest) { m.Signer = impostor.PublicText() })
	changed[SignatureName] = impostor.SSH(changed[export.ManifestName], Namespace)
	describeAnew(t, changed, nil)
	fill(t, dir, changed)
	problems("signed anew", 0)
	problems("signed anew, with the key", 1, kim.PublicText())
	// Parts of two.
	changed[checkpointName] = all[checkpointName]
	describeAnew(t, changed, nil)
	changed[SignatureName] = impostor.SSH(changed[export.ManifestName], Namespace)
	describeAnew(t, changed, nil)
	fill(t, dir, changed)
	problems("a checkpoint of another signer", 1)
	// Not signed at all.
	changed = maps.Clone(all)
	delete(changed, SignatureName)
	changed[checkpointName] = []byte(checkpointOf(t, all))
	describeAnew(t, changed, func(m *Manifest) { m.Signer = "" })
	fill(t, dir, changed)
	problems("unsigned", 0)
	problems("unsigned, with a key", 1, kim.PublicText())
	changed[SignatureName] = all[SignatureName]
	describeAnew(t, changed, nil)
	fill(t, dir, changed)
	found(t, dir, "a signature without a signer")
	// Signed under another namespace, and with another armour.
	for _, sig := range [][]byte{kim.SSH(all[export.ManifestName], "file"), bytes.ReplaceAll(all[SignatureName], []byte("\n"), []byte("\r\n"))} {
		changed = maps.Clone(all)
		changed[SignatureName] = sig
		describeAnew(t, changed, nil)
		fill(t, dir, changed)
		problems("another signature", 1)
	}
}

func checkpointOf(t testing.TB, all map[string][]byte) string {
	t.Helper()
	m, what := readManifest(all[export.ManifestName])
	if what != "" {
		t.Fatal(what)
	}
	return m.Checkpoint
}

// TestWhatHasNoProofIsSaid names an entry that the case file does not have.
func TestWhatHasNoProofIsSaid(t *testing.T) {
	dir, _ := full(t, nil, "")
	all := contents(t, dir)
	describeAnew(t, all, caseForged(func(r *casefile.Record) { r.Notes[0].Entry = 2 })(t, all))
	fill(t, dir, all)
	if report := sound(t, dir); len(report.Remarks) != 2 || !strings.Contains(report.Remarks[1].What, "1 entries of the log without a proof") {
		t.Error(report.Remarks)
	}
}

// TestMissingTermsAreSaid takes the terms of a proposal away.
func TestMissingTermsAreSaid(t *testing.T) {
	dir, _ := full(t, nil, "")
	all := contents(t, dir)
	describeAnew(t, all, caseForged(func(r *casefile.Record) { r.Proposals[0].TermsJSON = "" })(t, all))
	fill(t, dir, all)
	if report := sound(t, dir); len(report.Remarks) != 2 || !strings.Contains(report.Remarks[1].What, "the terms of 1 proposals") {
		t.Error(report.Remarks)
	}
}

// TestRedactedIsHeld looks at what a case file that is not full may have.
func TestRedactedIsHeld(t *testing.T) {
	r, proofs := made(t, 4, 77, "peers")
	dir, _ := written(t, r, options(proofs, nil), "")
	all := contents(t, dir)
	for what, f := range map[string]forge{
		"an entry": logForged(func(f *logFile) { f.Proofs[0].Entry = proofs[0].Entry }),
		"an attachment": func(t testing.TB, all map[string][]byte) func(*Manifest) {
			name := attachmentPrefix + hexSum([]byte(screen))
			all[name] = []byte(screen)
			return func(m *Manifest) {
				m.Files = append(m.Files, File{File: export.File{Name: name, Bytes: int64(len(screen)), SHA256: hexSum([]byte(screen))}})
				slices.SortFunc(m.Files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
			}
		},
		"a proof": logForged(func(f *logFile) { f.Proofs[0].Proof[0][0] ^= 1 }),
	} {
		changed := maps.Clone(all)
		describeAnew(t, changed, f(t, changed))
		fill(t, dir, changed)
		found(t, dir, what)
	}
	// Without case.json it holds, and says what could not be looked at.
	o := options(proofs, nil)
	o.Formats = o.Formats[1:]
	dir, _ = written(t, r, o, "")
	if report := sound(t, dir); len(report.Remarks) != 2 || report.Checked["entries"] != 0 {
		t.Error(report.Remarks)
	}
}

// TestZipByOthers refuses what another program has packed.
func TestZipByOthers(t *testing.T) {
	dir, _ := full(t, nil, "")
	all := contents(t, dir)
	pack := func(header func(name string) *zip.FileHeader, names []string) []byte {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for _, name := range names {
			f, err := w.CreateHeader(header(name))
			if err != nil {
				t.Fatal(err)
			}
			f.Write(all[name])
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	names := slices.Sorted(maps.Keys(all))
	whole := zipOf(t, all)
	var twice bytes.Buffer
	err := writeZip(&twice, append(names, readmeName), func(name string) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(all[name])), nil })
	if err != nil {
		t.Fatal(err)
	}
	for what, b := range map[string][]byte{
		"empty":      {},
		"no zip":     []byte("hello"),
		"deflated":   pack(func(name string) *zip.FileHeader { return &zip.FileHeader{Name: name, Method: zip.Deflate} }, names),
		"stored":     pack(func(name string) *zip.FileHeader { return &zip.FileHeader{Name: name} }, names),
		"no files":   pack(nil, nil),
		"a path":     zipOf(t, map[string][]byte{"../../etc/passwd": []byte("x")}),
		"a folder":   zipOf(t, map[string][]byte{"a/": nil}),
		"two in one": append(bytes.Clone(whole), whole...),
		"reversed":   zipReversed(t, all),
		"one twice":  twice.Bytes(),
	} {
		path := filepath.Join(t.TempDir(), "case.zip")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		found(t, path, what)
		if what == "reversed" || what == "one twice" {
			if _, wrong, _, err := openZip(context.Background(), bytes.NewReader(b), int64(len(b))); len(wrong) == 0 || err != nil {
				t.Errorf("%s: %v %v", what, wrong, err)
			}
		}
	}
}

// zipReversed has the files the other way round.
func zipReversed(t *testing.T, all map[string][]byte) []byte {
	var entries []zipEntry
	var b []byte
	for _, name := range slices.Backward(slices.Sorted(maps.Keys(all))) {
		one := zipOf(t, map[string][]byte{name: all[name]})
		z, _, _, err := openZip(context.Background(), bytes.NewReader(one), int64(len(one)))
		if err != nil {
			t.Fatal(err)
		}
		e := z.entries[0]
		e.start = int64(len(b))
		b = append(b, one[:int64(len(e.local()))+e.size]...)
		entries = append(entries, e)
	}
	return append(b, directory(entries, int64(len(b)))...)
}

func TestCheckErrors(t *testing.T) {
	none := filepath.Join(t.TempDir(), "none")
	if _, err := Check(context.Background(), none, nil); model.KindOf(err) != model.ErrNotFound {
		t.Error(err)
	}
	if _, err := Check(context.Background(), os.DevNull, nil); model.KindOf(err) != model.ErrInput {
		t.Error(err)
	}
	for _, end := range []string{"", ".zip"} {
		path, _ := full(t, nil, end)
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if _, err := Check(ctx, path, nil); err != context.Canceled {
			t.Errorf("%q: %v", end, err)
		}
	}
	// An empty folder has nothing of a case file.
	report, err := Check(context.Background(), t.TempDir(), nil)
	if err != nil || len(report.Problems) == 0 {
		t.Error(report, err)
	}
}
