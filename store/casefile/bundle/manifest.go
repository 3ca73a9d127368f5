package bundle

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"strings"

	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/export"
	"github.com/seed-28a39f10/clew/store/work"
)

// What the manifest of a case file calls itself. The version goes up when a reader of the
// old one would misread the new, or when a key is added.
const (
	manifestFormat  = "clew-case-files"
	manifestVersion = 1
)

// Namespace is the one under which a manifest is signed, of OpenSSH's PROTOCOL.sshsig.
const Namespace = "clew-case"

// Names of files. CaseName is that of the record itself, which is a format like the others.
const (
	CaseName      = "case.json"
	SignatureName = export.ManifestName + ".sig"

	readmeName       = "README.txt"
	checkpointName   = "checkpoint.txt"
	logName          = "log.json"
	attachmentPrefix = "attachment-" // and the SHA-256
)

// Manifest describes a case file: it is what MANIFEST.json holds.
type Manifest struct {
	Format        string             `json:"format"`
	Version       int                `json:"version"` // of the format
	Tool          string             `json:"tool"`
	Investigation string             `json:"investigation"`
	Case          uint32             `json:"case"`
	Profile       string             `json:"profile"`
	Marking       string             `json:"marking,omitempty"`
	LeftOut       []casefile.LeftOut `json:"left_out"`
	ExportedBy    string             `json:"exported_by,omitempty"`
	Checkpoint    string             `json:"checkpoint"` // without a signature
	Log           Head               `json:"log"`
	Formats       []FormatFiles      `json:"formats"`
	Unproved      bool               `json:"unproved,omitempty"` // the case came from elsewhere without proofs, so there are none
	Signer        string             `json:"signer,omitempty"`   // public key, of golang.org/x/mod/sumdb/note
	Files         []File             `json:"files"`              // all but MANIFEST.json, its signature and SHA256SUMS; by name

	// SHA256 is of the file MANIFEST.json, in lower-case hexadecimal. Kept elsewhere, it
	// holds the whole case file to what was written.
	SHA256 string `json:"-"`
}

// Head is the head of the audit log.
type Head struct {
	Entries uint64 `json:"entries"`
	Root    string `json:"root"` // base64
}

// FormatFiles are the files that a format wrote.
type FormatFiles struct {
	Name   string   `json:"name"`
	Files  []string `json:"files"`
	Losses []string `json:"losses,omitempty"` // where it has no file to hang them on: why there is none
}

// File is one file of a case file.
type File struct {
	export.File
	Losses []string `json:"losses,omitempty"` // what of the case it does not carry
}

var formatName = regexp.MustCompile(`^[a-z0-9-]{1,32}$`)

// fileName is what a name may look like.
var fileName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$`)

// reserved reports whether a name is one that no format and no caller may take.
func reserved(name string) bool {
	switch name {
	case readmeName, checkpointName, logName, export.ManifestName, SignatureName, export.SumsName:
		return true
	}
	return strings.HasPrefix(name, attachmentPrefix)
}

// readCheckpoint reads the checkpoint of a manifest; what says why it is not that of its log.
func readCheckpoint(m *Manifest) (c work.Checkpoint, what string) {
	c, err := work.ParseCheckpoint(m.Checkpoint)
	switch {
	case err != nil || c.String() != m.Checkpoint:
		return c, "the checkpoint cannot be read"
	case hex.EncodeToString(c.ID[:]) != m.Investigation:
		return c, "the checkpoint is of another investigation"
	case c.Size != m.Log.Entries || c.Root.String() != m.Log.Root:
		return c, "the checkpoint has another number of entries or another root"
	}
	return c, ""
}

// newer says why readManifest cannot use the manifest of a later version.
const newer = "it was written by a newer version of Clew"

// readManifest reads the text of MANIFEST.json; what says why it cannot be used.
func readManifest(text []byte) (m Manifest, what string) {
	d := json.NewDecoder(bytes.NewReader(text))
	err := d.Decode(&m)
	switch {
	case err == nil && m.Format != manifestFormat:
		return Manifest{}, "it is not the manifest of a case file"
	case err == nil && m.Version > manifestVersion:
		return Manifest{}, newer
	}
	// One manifest has one text: else two readers could read two things.
	if again, other := export.ManifestText(m); err != nil || other != nil || m.Version < 1 || !bytes.Equal(again, text) {
		return Manifest{}, "it is not the manifest of a case file as Clew writes it"
	}
	return m, ""
}
