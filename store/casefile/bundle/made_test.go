package bundle

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/casefiletest"
	"github.com/seed-28a39f10/clew/store/export"
	"github.com/seed-28a39f10/clew/store/sign"
)

// short are hostile texts that keep a case file small.
var short = []string{"\x1b[2J\x1b]0;owned\a", "\u202egnp.exe", "\r\n\t\x00", "=1+1", "\xff\xfe", "<script>", "../../etc/passwd", "\u2028", "plain"}

// screen is the content of the attachment that casefiletest has.
const screen = "screen"

// logOf is a log in memory.
type logOf struct {
	hashes []tlog.Hash
	size   int64
}

func (l *logOf) read(indexes []int64) ([]tlog.Hash, error) {
	var out []tlog.Hash
	for _, i := range indexes {
		out = append(out, l.hashes[i])
	}
	return out, nil
}

func (l *logOf) add(t testing.TB, entry []byte) {
	t.Helper()
	h, err := tlog.StoredHashes(l.size, entry, tlog.HashReaderFunc(l.read))
	if err != nil {
		t.Fatal(err)
	}
	l.hashes = append(l.hashes, h...)
	l.size++
}

// rawEntry encodes an entry as package work does, without subjects.
func rawEntry(e *casefile.Entry, nonce byte, body string) []byte {
	var flags byte
	if e.ClockBack {
		flags = 1
	}
	b := binary.BigEndian.AppendUint64([]byte{1, flags}, uint64(e.Time.Milli))
	b = append(b, make([]byte, 15)...)
	b = append(b, nonce)
	for _, s := range []string{e.Actor, e.Action, ""} {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	b = append(b, 0)
	b = binary.AppendUvarint(b, uint64(len(body)))
	return append(b, body...)
}

// made gives a record that is in order, and its proofs, under a log of so many entries.
func made(t testing.TB, accounts, size int, profile string) (*casefile.Record, Proofs) {
	t.Helper()
	r := casefiletest.Random(7, accounts, short)
	r.Tool, r.Profile, r.Marking = "clew test", profile, "TLP:AMBER"
	kim, err := sign.New("kim")
	if err != nil {
		t.Fatal(err)
	}
	r.People[0].Key = kim.PublicText()
	n := min(len(r.Entries), size)
	r.Entries = r.Entries[:n]
	for i := range r.Entries {
		r.Entries[i].Index = uint64(i * size / n)
		r.Entries[i].ClockBack = i == 3
	}
	rng := rand.New(rand.NewPCG(1, 2))
	setMarks(reflect.ValueOf(r).Elem(), func(k *casefile.Mark) {
		e := &r.Entries[rng.IntN(n)]
		*k = casefile.Mark{By: e.Actor, Time: e.Time, Entry: e.Index}
	})
	bodies := map[uint64]map[string]any{}
	say := func(e *casefile.Entry, key string, what any) {
		if bodies[e.Index] == nil {
			bodies[e.Index] = map[string]any{}
		}
		bodies[e.Index][key] = what
	}
	for i := range r.Proposals {
		p := &r.Proposals[i]
		e := &r.Entries[i%n]
		p.Changed = casefile.Mark{By: e.Actor, Time: e.Time, Entry: e.Index}
		p.AccountsSHA256 = accountsSum(p.Accounts)
		setTerms(t, p, r.Investigation)
		say(e, fmt.Sprint("terms", i), json.RawMessage(p.TermsJSON))
		for j := range p.Approvals {
			a, e := &p.Approvals[j], &r.Entries[n-1]
			e.Actor = "kim"
			a.Mark = casefile.Mark{By: "kim", Time: e.Time, Entry: e.Index}
			if a.Signature != nil {
				text := workflow.ApprovalText(r.Investigation, p.ID, a.Hash)
				a.Signature, a.Signs = kim.Sign(text), casefile.Text(text)
			}
		}
	}
	setNotes(r, say)
	setMarks(reflect.ValueOf(r).Elem(), func(k *casefile.Mark) { // the last entry has another actor now
		if k.Entry == r.Entries[n-1].Index {
			k.By = "kim"
		}
	})
	var l logOf
	raw := map[uint64][]byte{}
	for i, next := 0, 0; i < size; i++ {
		entry := fmt.Appendf(nil, "other entry %d", i)
		if next < n && r.Entries[next].Index == uint64(i) {
			entry = rawEntry(&r.Entries[next], byte(i), setBody(t, &r.Entries[next], bodies[uint64(i)]))
			raw[uint64(i)] = entry
			next++
		}
		l.add(t, entry)
	}
	root, err := tlog.TreeHash(l.size, tlog.HashReaderFunc(l.read))
	if err != nil {
		t.Fatal(err)
	}
	r.Log.Entries, r.Log.Root = uint64(size), base64.StdEncoding.EncodeToString(root[:])
	r.Log.Checkpoint = fmt.Sprintf("clew/%s\n%d\n%s\n", r.Investigation, size, r.Log.Root)
	var proofs Proofs
	for i := range r.Entries {
		e := &r.Entries[i]
		leaf := tlog.RecordHash(raw[e.Index])
		e.Hash = hex.EncodeToString(leaf[:])
		path, err := tlog.ProveRecord(l.size, int64(e.Index), tlog.HashReaderFunc(l.read))
		if err != nil {
			t.Fatal(err)
		}
		p := Proof{Index: e.Index, Leaf: leaf, Entry: raw[e.Index]}
		for _, h := range path {
			p.Hashes = append(p.Hashes, h)
		}
		proofs = append(proofs, p)
	}
	r.Notes[2].Attachments[0].Kept = true
	if profile != casefile.Full {
		r.LeftOut = []casefile.LeftOut{{What: "terms of proposals", Count: len(r.Proposals), Why: "the profile leaves them out"}}
		for i := range r.Proposals {
			r.Proposals[i].TermsJSON = ""
		}
	}
	return r, proofs
}

// setNotes has each note written by an entry; where the log is too short for all, several are
// of one entry and alike. JSON cannot carry all texts.
func setNotes(r *casefile.Record, say func(e *casefile.Entry, key string, what any)) {
	of := map[uint64]*casefile.Note{}
	for _, i := range []int{2, 0, 1, 3, 4, 5} { // the one with an attachment first
		n, e := &r.Notes[i], &r.Entries[(3+i)%len(r.Entries)]
		e.Action = "note"
		n.Mark = casefile.Mark{By: e.Actor, Time: e.Time, Entry: e.Index}
		if first := of[e.Index]; first != nil {
			n.Text, n.Corrects, n.Attachments = first.Text, first.Corrects, slices.Clone(first.Attachments)
			continue
		}
		of[e.Index] = n
		n.Text = casefile.Text(strings.ToValidUTF8(string(n.Text), "?"))
		say(e, "text", string(n.Text))
		var files []map[string]any
		for _, a := range n.Attachments {
			files = append(files, map[string]any{"name": "x", "sha256": a.SHA256})
		}
		say(e, "files", files)
	}
}

// setBody gives the body of an entry, and has the record say it.
func setBody(t testing.TB, e *casefile.Entry, says map[string]any) string {
	t.Helper()
	if says == nil {
		e.Body = nil
		return ""
	}
	body, err := json.Marshal(says)
	if err != nil {
		t.Fatal(err)
	}
	e.Body = readAgain(t, body)
	return string(body)
}

// readAgain gives a body as the record has it.
func readAgain(t testing.TB, body []byte) json.RawMessage {
	t.Helper()
	if len(body) == 0 {
		return nil
	}
	var said any
	if err := json.Unmarshal(body, &said); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(said)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// setTerms makes the terms of a proposal from what it says. JSON cannot carry all texts, so it
// says what is read from there.
func setTerms(t testing.TB, p *casefile.Proposal, log string) {
	t.Helper()
	texts := []*casefile.Text{&p.Note, &p.Benign, &p.Alternatives, &p.Second}
	for i := range p.Evidence {
		texts = append(texts, &p.Evidence[i].Value, &p.Evidence[i].Text)
	}
	for _, text := range texts {
		*text = casefile.Text(strings.ToValidUTF8(string(*text), "\ufffd"))
	}
	b, err := json.Marshal(termsOf(p, log, 7))
	if err != nil {
		t.Fatal(err)
	}
	p.TermsJSON, p.Hash = casefile.Text(b), hexSum(b)
	for _, all := range [][]casefile.Approval{p.Approvals, p.Voided} {
		for i := range all {
			all[i].Hash = p.Hash
		}
	}
}

// setMarks changes all marks that are of something.
func setMarks(v reflect.Value, set func(*casefile.Mark)) {
	switch {
	case v.Type() == markType:
		if k := v.Addr().Interface().(*casefile.Mark); *k != (casefile.Mark{}) {
			set(k)
		}
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			setMarks(v.Field(i), set)
		}
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			setMarks(v.Index(i), set)
		}
	case v.Kind() == reflect.Pointer && !v.IsNil():
		setMarks(v.Elem(), set)
	}
}

// options are those of a case file with several formats.
func options(proofs Proofs, key *sign.Key) Options {
	table := func(name string) func(io.Writer) error {
		return func(w io.Writer) error {
			_, err := fmt.Fprintf(w, "table,%s\n1,2\n3,4\n5,6\n", name)
			return err
		}
	}
	return Options{
		Formats: []Format{
			One("json", CaseName, "The whole case, for programs. Clew can take it in again.", nil, func(w io.Writer, r *casefile.Record) error { return casefile.Encode(w, r) }),
			{Name: "csv", About: "The same as tables.", Losses: []string{"Nothing of the log is in it."},
				FileLosses: map[string][]string{"links.csv": {"No evidence is."}},
				Write: func(r *casefile.Record, file func(string, func(io.Writer) error) error) error {
					for _, name := range []string{"accounts.csv", "links.csv", "decisions.csv", "events.csv"} {
						if err := file(name, table(name)); err != nil {
							return err
						}
					}
					return nil
				}},
			{Name: "dsa", About: "Nothing to report.", Write: func(*casefile.Record, func(string, func(io.Writer) error) error) error { return nil }},
			One("empty", "nothing.md", "A file that is empty.", nil, func(io.Writer, *casefile.Record) error { return nil }),
		},
		Static: []Static{{"case.schema.json", "What the keys of case.json mean.", []byte("{}\n")}},
		Proofs: proofs,
		Attachments: func(sum string) (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader(screen)), nil
		},
		By: "kim", Key: key,
	}
}

func newKey(t testing.TB, name string) *sign.Key {
	t.Helper()
	k, err := sign.New(name)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// written writes a case file at a new path that ends so, and gives the path.
func written(t testing.TB, r *casefile.Record, o Options, end string) (string, Manifest) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "case-7"+end)
	m, err := Write(context.Background(), path, r, o)
	if err != nil {
		t.Fatal(err)
	}
	return path, m
}

// full is a small case file of the profile full.
func full(t testing.TB, key *sign.Key, end string) (string, Manifest) {
	t.Helper()
	r, proofs := made(t, 4, 77, casefile.Full)
	return written(t, r, options(proofs, key), end)
}

// contents reads a folder.
func contents(t testing.TB, dir string) map[string][]byte {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for _, f := range files {
		if all[f.Name()], err = os.ReadFile(filepath.Join(dir, f.Name())); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// fill writes a folder anew.
func fill(t testing.TB, dir string, all map[string][]byte) {
	t.Helper()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, b := range all {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func hexSum(b []byte) string { return sumText(sha256.Sum256(b)) }

// describeAnew writes MANIFEST.json and SHA256SUMS as somebody would who has changed files.
func describeAnew(t testing.TB, all map[string][]byte, change func(*Manifest)) {
	t.Helper()
	m, what := readManifest(all[export.ManifestName])
	if what != "" {
		t.Fatal(what)
	}
	for i := range m.Files {
		f := &m.Files[i]
		f.Bytes, f.SHA256 = int64(len(all[f.Name])), hexSum(all[f.Name])
	}
	if change != nil {
		change(&m)
	}
	text, err := export.ManifestText(m)
	if err != nil {
		t.Fatal(err)
	}
	all[export.ManifestName] = text
	resum(all)
}

// resum writes SHA256SUMS for what is there.
func resum(all map[string][]byte) {
	var files []export.File
	for name, b := range all {
		if name != export.SumsName {
			files = append(files, export.File{Name: name, SHA256: hexSum(b)})
		}
	}
	all[export.SumsName] = export.Sums(files)
}

// sound fails where a case file does not hold.
func sound(t testing.TB, path string, keys ...string) *Report {
	t.Helper()
	report, err := Check(context.Background(), path, keys)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range report.Problems {
		t.Errorf("%s: %s", p.Where, p.What)
	}
	return report
}
