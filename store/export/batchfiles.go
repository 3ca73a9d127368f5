package export

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/safejson"
)

// The files of a batch beside ManifestName and SumsName; what is to be done is in two
// files named by the action.
const (
	undoName       = "undo"
	readmeName     = "README.txt"
	checkpointName = "checkpoint.txt"
)

// batchNames lists the files that a batch has to have.
func batchNames(action string) []string {
	return []string{action + ".csv", action + ".json", undoName + ".csv", undoName + ".json", readmeName, checkpointName}
}

// What the manifest and the JSON files of a batch call themselves. The version goes up
// when a reader of the old one would misread the new.
const (
	batchFormat  = "clew-batch"
	rowsFormat   = "clew-batch-rows"
	batchVersion = 1
)

// Manifest describes a batch: it is what MANIFEST.json holds.
type Manifest struct {
	Format        string `json:"format"`  // "clew-batch"
	Version       int    `json:"version"` // of the format
	Tool          string `json:"tool"`
	Investigation string `json:"investigation"`
	Batch         int    `json:"batch"`
	Action        string `json:"action"`
	SealedAt      string `json:"sealed_at"` // as all times RFC 3339, in UTC
	SealedBy      string `json:"sealed_by"`
	NotBefore     string `json:"not_before,omitempty"`
	Window        int64  `json:"window_seconds,omitempty"`
	Counts        Counts `json:"counts"`
	Checkpoint    string `json:"checkpoint"`
	Files         []File `json:"files"`

	// SHA256 is of the file MANIFEST.json, in lower-case hexadecimal. Kept elsewhere,
	// it holds the whole folder to what was written.
	SHA256 string `json:"-"`
}

// Counts says how much is in a batch.
type Counts struct {
	Accounts int    `json:"accounts"`
	Rings    int    `json:"rings"`
	Escaped  uint64 `json:"escaped"` // rows of the action's CSV file with an escaped cell
}

// WriteBatch writes the files of a batch into a new folder, which must not exist or be
// empty and whose parent must exist: mode 0700, the files 0600. The same batch gives
// the same bytes. Errors are of kind usage for a batch that is not whole, refused where
// something is at dir, and disk; after an error nothing is left behind.
func WriteBatch(dir string, b Batch) (Manifest, error) {
	if err := b.check(); err != nil {
		return Manifest{}, err
	}
	f, err := NewFolder(dir)
	if err != nil {
		return Manifest{}, err
	}
	defer f.Discard()
	m := b.manifest()
	write := func(name string, as func(io.Writer) error) {
		if err == nil {
			err = f.Add(name, as)
		}
	}
	write(b.Action+".csv", func(w io.Writer) (err error) {
		m.Counts.Escaped, err = b.writeCSV(w)
		return err
	})
	write(b.Action+".json", b.writeJSON)
	write(undoName+".csv", b.writeUndoCSV)
	write(undoName+".json", b.writeUndoJSON)
	write(readmeName, func(w io.Writer) error { return writeReadme(w, &m) })
	write(checkpointName, func(w io.Writer) error {
		_, err := io.WriteString(w, b.Checkpoint)
		return err
	})
	if err != nil {
		return Manifest{}, err
	}
	m.Files = slices.Clone(f.Files())
	if m.SHA256, err = f.AddManifest(m); err == nil {
		err = f.AddSums()
	}
	if err == nil {
		err = f.Publish()
	}
	if err != nil {
		return Manifest{}, err
	}
	return m, nil
}

func (b *Batch) manifest() Manifest {
	rings := map[model.Untrusted]bool{}
	for i := range b.Rows {
		if r := b.Rows[i].Ring; r != "" {
			rings[r] = true
		}
	}
	return Manifest{Format: batchFormat, Version: batchVersion, Tool: b.Tool, Investigation: b.Investigation, Batch: b.Number,
		Action: b.Action, SealedAt: stamp(b.SealedAt), SealedBy: b.SealedBy, NotBefore: stamp(b.NotBefore), Window: int64(b.Window / time.Second),
		Counts: Counts{Accounts: len(b.Rows), Rings: len(rings)}, Checkpoint: b.Checkpoint}
}

// stamp gives a time as all files have it, "" for the zero time.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// The columns that the platform fills in; see [ReadConfirmation].
const (
	statusColumn  = "status"
	timeColumn    = "time"
	messageColumn = "message"
)

func (b *Batch) writeCSV(w io.Writer) (escaped uint64, err error) {
	t := NewTable(w, "account", "platform", "native_id", "username", "email", "action", "due", "ring", "policy", "policy_version", "reason",
		"evidence", "proposal", "version", "proposer", "approvers", statusColumn, timeColumn, messageColumn)
	for i := range b.Rows {
		r := &b.Rows[i]
		t.Row(r.Account.String(), model.Untrusted(r.Account.Platform), r.Account.Native, r.Username, r.Email, model.Untrusted(b.Action),
			model.Untrusted(stamp(r.Due)), r.Ring, model.Untrusted(r.Policy), model.Untrusted(r.PolicyVersion), model.Untrusted(r.Reason),
			r.Evidence, model.Untrusted(r.Proposal), model.Untrusted(r.Version), model.Untrusted(r.Proposer),
			model.Untrusted(strings.Join(r.Approvers, " | ")), "", "", "")
	}
	return t.Escaped, t.End()
}

func (b *Batch) writeUndoCSV(w io.Writer) error {
	t := NewTable(w, "account", "platform", "native_id", "username", "email", "action", "undoes", "ring", "proposal", "version",
		statusColumn, timeColumn, messageColumn)
	for i := range b.Rows {
		r := &b.Rows[i]
		t.Row(r.Account.String(), model.Untrusted(r.Account.Platform), r.Account.Native, r.Username, r.Email, model.Untrusted(r.reverse()),
			model.Untrusted(b.Action), r.Ring, model.Untrusted(r.Proposal), model.Untrusted(r.Version), "", "", "")
	}
	return t.End()
}

// rowsHead begins a JSON file of rows.
type rowsHead struct {
	Format        string `json:"format"`
	Version       int    `json:"version"`
	Investigation string `json:"investigation"`
	Batch         int    `json:"batch"`
	Undo          bool   `json:"undo"` // prepared, to be done only when asked for
}

// accountShape is how the rows of both files name an account.
type accountShape struct {
	Account        model.Untrusted `json:"account"`
	Platform       string          `json:"platform"`
	Native         model.Untrusted `json:"native_id"`
	NativeBase64   string          `json:"native_id_base64,omitempty"`
	Username       model.Untrusted `json:"username"`
	UsernameBase64 string          `json:"username_base64,omitempty"`
	Email          model.Untrusted `json:"email"`
	EmailBase64    string          `json:"email_base64,omitempty"`
	Ring           model.Untrusted `json:"ring"`
	RingBase64     string          `json:"ring_base64,omitempty"`
}

func (r *BatchRow) account() accountShape {
	return accountShape{Account: r.Account.String(), Platform: r.Account.Platform,
		Native: r.Account.Native, NativeBase64: safejson.Exact(r.Account.Native),
		Username: r.Username, UsernameBase64: safejson.Exact(r.Username),
		Email: r.Email, EmailBase64: safejson.Exact(r.Email),
		Ring: r.Ring, RingBase64: safejson.Exact(r.Ring)}
}

// rowShape is a row of the action's JSON file.
type rowShape struct {
	accountShape
	Action         string          `json:"action"`
	Lifts          string          `json:"lifts,omitempty"`
	Due            string          `json:"due,omitempty"`
	Policy         string          `json:"policy"`
	PolicyVersion  string          `json:"policy_version"`
	Reason         string          `json:"reason"`
	Evidence       model.Untrusted `json:"evidence"`
	EvidenceBase64 string          `json:"evidence_base64,omitempty"`
	Proposal       string          `json:"proposal"`
	Version        string          `json:"version"`
	Proposer       string          `json:"proposer"`
	Approvers      []string        `json:"approvers"`
}

// undoShape is a row of undo.json.
type undoShape struct {
	accountShape
	Action   string `json:"action"`
	Undoes   string `json:"undoes"`
	Proposal string `json:"proposal"`
	Version  string `json:"version"`
}

func (b *Batch) writeJSON(w io.Writer) error {
	return b.writeRows(w, false, func(r *BatchRow) any {
		return rowShape{accountShape: r.account(), Action: b.Action, Lifts: r.Lifts, Due: stamp(r.Due), Policy: r.Policy,
			PolicyVersion: r.PolicyVersion, Reason: r.Reason, Evidence: r.Evidence, EvidenceBase64: safejson.Exact(r.Evidence),
			Proposal: r.Proposal, Version: r.Version, Proposer: r.Proposer, Approvers: append([]string{}, r.Approvers...)}
	})
}

func (b *Batch) writeUndoJSON(w io.Writer) error {
	return b.writeRows(w, true, func(r *BatchRow) any {
		return undoShape{accountShape: r.account(), Action: r.reverse(), Undoes: b.Action, Proposal: r.Proposal, Version: r.Version}
	})
}

// writeRows writes one object with all rows, each on a line of its own.
func (b *Batch) writeRows(w io.Writer, undo bool, shape func(*BatchRow) any) error {
	head, err := safejson.Encode(rowsHead{rowsFormat, batchVersion, b.Investigation, b.Number, undo})
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(w, 64<<10)
	out.Write(bytes.TrimSuffix(head, []byte("}")))
	sep := `,"rows":[` + "\n "
	for i := range b.Rows {
		line, err := safejson.Encode(shape(&b.Rows[i]))
		if err != nil {
			return err
		}
		out.WriteString(sep)
		out.Write(line)
		sep = ",\n "
	}
	out.WriteString("\n]}\n")
	return out.Flush()
}

// readManifest reads the text of MANIFEST.json; what says why it cannot be used.
func readManifest(text []byte) (m Manifest, what string) {
	if err := json.Unmarshal(text, &m); err != nil {
		return m, "it is not whole JSON of a manifest"
	}
	switch {
	case m.Format != batchFormat:
		return m, "it is not the manifest of a batch"
	case m.Version > batchVersion:
		return m, "it was written by a newer version of Clew"
	case m.Version < 1 || m.Action != Reinstate && !reversible(m.Action):
		return m, "it is not the manifest of a batch"
	}
	return m, ""
}
