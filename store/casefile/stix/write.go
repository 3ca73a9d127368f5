package stix

import (
	"bufio"
	"io"
	"strconv"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/safejson"
	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/stix/intel"
)

// Write writes a record as a bundle of STIX 2.1: see the package comment. It holds the ids
// of all objects in memory, and not the objects. Errors are those of w.
func Write(w io.Writer, r *casefile.Record) error {
	b := &bundle{Reading: intel.Read(r), out: bufio.NewWriterSize(w, 1<<16), seen: map[string]bool{}, onCase: map[string]bool{}, accounts: map[casefile.Text]string{}}
	b.identity = "identity--" + intel.UUID(intel.Space, "investigation/"+intel.Visible(r.Investigation))
	b.grouping = b.own("grouping")
	b.text(`{"type":"bundle","id":"bundle--` + intel.ID(r, "bundle", r.Profile, r.Log.Root) + `","objects":[`)
	b.frame()
	for i := range r.Accounts {
		b.account(i)
	}
	for i := range r.Accounts {
		b.indicators(i)
	}
	values := b.caseValues()
	b.links()
	b.said()
	b.group(values)
	b.text("\n]}\n")
	if b.err == nil {
		b.err = b.out.Flush()
	}
	if b.err != nil {
		return &model.Error{Kind: model.ErrDisk, Message: "stix.json cannot be written", Where: "stix.json", Err: b.err}
	}
	return nil
}

// bundle is a bundle that is being written.
type bundle struct {
	*intel.Reading
	out      *bufio.Writer
	err      error
	identity string
	grouping string
	marking  []string
	seen     map[string]bool          // ids of the objects that are written
	refs     []string                 // of them, those that the grouping names
	onCase   map[string]bool          // ids of what is on the case itself, and so not in refs
	accounts map[casefile.Text]string // ids of the objects of accounts
	victims  []string
	left     int // accounts that no object can stand for
}

func (b *bundle) text(s string) {
	if b.err == nil {
		_, b.err = b.out.WriteString(s)
	}
}

// put writes an object. One that is there already is not written again.
func (b *bundle) put(o *object) (written bool) {
	if b.err != nil || b.seen[o.ID] {
		return false
	}
	o.SpecVersion = "2.1"
	if o.Type != "marking-definition" {
		o.Markings = b.marking
	}
	line, err := safejson.Encode(o)
	if err != nil {
		b.err = err
		return false
	}
	if len(b.seen) > 0 {
		b.text(",")
	}
	b.text("\n")
	b.text(string(line))
	b.seen[o.ID] = true
	return true
}

// list writes an object that the grouping names.
func (b *bundle) list(o *object) (written bool) {
	if written = b.put(o); written {
		b.refs = append(b.refs, o.ID)
	}
	return written
}

// own gives the id of an object of Clew's own: what it is, and the parts that tell it from
// others. Of objects that nothing tells from one another the second has a number, and so on.
func (b *bundle) own(typ string, parts ...string) string {
	for n := 1; ; n++ {
		all := append([]string{typ}, parts...)
		if n > 1 {
			all = append(all, "#"+strconv.Itoa(n))
		}
		if id := typ + "--" + intel.ID(b.Record, all...); !b.seen[id] {
			return id
		}
	}
}

// made begins an object that somebody made at a time.
func (b *bundle) made(typ, id string, at casefile.Time) *object {
	o := &object{Type: typ, ID: id, CreatedBy: b.identity, Created: epoch}
	if t, ok := b.Stamp(at); ok {
		o.Created = stamp(t)
	}
	o.Modified = max(o.Created, stamp(b.Log.Time)) // of one width, so that their order is that of time
	return o
}

// frame writes what every bundle has: who made it, under which marking, and what the
// extension means.
func (b *bundle) frame() {
	if tlp, known := markings[b.Marking]; known {
		b.put(&object{Type: "marking-definition", ID: tlp, Created: "2022-10-01T00:00:00.000Z", Name: b.Marking,
			Extensions: map[string]extension{tlpExtension: {Type: "property-extension", TLP: strings.ToLower(strings.TrimPrefix(b.Marking, "TLP:"))}}})
		b.marking = []string{tlp}
	}
	b.put(&object{Type: "identity", ID: clewID, Created: defined, Modified: defined, Name: "Clew", IdentityClass: "system",
		Description: "A workbench for taking down networks of fabricated accounts."})
	b.put(&object{Type: "identity", ID: b.identity, CreatedBy: clewID, Created: defined, Modified: defined, IdentityClass: "system",
		Name: "Clew investigation " + intel.Visible(b.Investigation)})
	b.put(&object{Type: "extension-definition", ID: extensionID, CreatedBy: clewID, Created: defined, Modified: defined, Name: "Clew account",
		Description: "What a case of Clew knows of a user account and STIX has no property for, and identifiers that STIX has no object for.",
		Schema: "Properties, all optional. role: unknown, persona, facilitator or victim. state: where the account stands in the work, such as proposed or enforced. " +
			"score: number, 0 to 100. email: the address shown for the account. tags: strings. identifiers: objects of kind, value, status (ok, placeholder, private, suspect or invalid), " +
			"holders (accounts that carry it), hub (true where it is too common to link), first_seen and last_seen.",
		Version: "1.0.0", ExtensionTypes: []string{"property-extension"}})
}

// group writes the case itself, which comes last: it names all others.
func (b *bundle) group(values []identifier) {
	o := b.made("grouping", b.grouping, b.Case.Made.Time)
	o.Name, o.Context, o.ObjectRefs = b.Title(), "suspicious-activity", b.refs
	o.Description = b.Summary()
	if b.left > 0 {
		o.Description += "\n" + intel.Count(b.left, "account") + " of the case cannot be told from another here, and is not in the bundle."
	}
	for _, tag := range b.Case.Tags {
		o.Labels = append(o.Labels, intel.Visible(tag))
	}
	if len(o.ObjectRefs) == 0 { // there has to be one
		o.ObjectRefs = []string{b.identity}
	}
	if len(values) > 0 {
		o.Extensions = map[string]extension{extensionID: {Type: "property-extension", Identifiers: values}}
	}
	b.put(o)
}
