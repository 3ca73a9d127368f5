package ftm

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/casefile"
)

// entity is one line of the file.
type entity struct {
	ID         string              `json:"id"`
	Schema     string              `json:"schema"`
	Properties map[string][]string `json:"properties"`
}

// writer writes the entities of one record.
type writer struct {
	*casefile.Record
	out      *bufio.Writer
	enc      *json.Encoder
	export   string                   // what tells this export from those of other cases and moments
	folder   string                   // id of the case
	files    []string                 // ids of the imported files
	accounts map[casefile.Text]string // ids of the accounts of the file, by theirs
	written  map[string]bool          // ids of values that are in the file
	lost     [ends]int
}

// What the last note counts.
const (
	lostCut       = iota // texts that were too long
	lostDate             // times that FollowTheMoney cannot write
	lostForm             // values that are not of the form of their type
	lostLink             // links to accounts that are not in the record
	lostReference        // references to accounts that are not in the record
	ends
)

var lostWords = [ends]string{
	lostCut:       "values were cut, being longer than FollowTheMoney allows",
	lostDate:      "times could not be written as dates",
	lostForm:      "values stand in the notes of their account, not being of the form that their type asks for",
	lostLink:      "links are left out, as one of their accounts is not in the case file",
	lostReference: "references to accounts that are not in the case file are left out of notes",
}

// Write writes the case as FollowTheMoney entities, one a line. Errors are those of w and
// of [casefile.Record.Details].
func Write(w io.Writer, r *casefile.Record) error {
	x := &writer{Record: r, out: bufio.NewWriter(w), accounts: map[casefile.Text]string{}, written: map[string]bool{}}
	x.enc = json.NewEncoder(x.out)
	x.export = exportOf(r)
	x.folder = x.id("case", x.key(uint64(r.Case.ID), 0))
	for i := range r.Accounts {
		x.accounts[r.Accounts[i].ID] = x.id("account", x.textKey(r.Accounts[i].ID))
	}
	if err := x.kase(); err != nil {
		return err
	}
	for i := range r.Files {
		if err := x.file(i); err != nil {
			return err
		}
	}
	for i := range r.Accounts {
		d, err := r.Details(i)
		if err != nil {
			return err
		}
		if err := x.account(&r.Accounts[i], &d); err != nil {
			return err
		}
	}
	for _, part := range []func() error{x.links, x.rings, x.notes, x.proposals, x.batches, x.appeals, x.remainder} {
		if err := part(); err != nil {
			return err
		}
	}
	return wrap(x.out.Flush())
}

func wrap(err error) error {
	if err == nil {
		return nil
	}
	return &model.Error{Kind: model.ErrDisk, Message: "the entities cannot be written", Err: err}
}

// exportOf gives what differs between two exports with numbers in place of ids, which may be
// other ones as of another entry of the log, or in another case.
func exportOf(r *casefile.Record) string {
	parts := []string{r.Profile, r.Log.Root, strconv.FormatUint(uint64(r.Case.ID), 10), strconv.Itoa(len(r.Accounts))}
	if len(r.Accounts) > 0 {
		parts = append(parts, string(r.Accounts[0].ID), string(r.Accounts[len(r.Accounts)-1].ID))
	}
	return fmt.Sprintf("%q", parts)
}

// key gives the number that names a thing in every export of the investigation. Where a
// profile has left that out it is the thing's place in this export.
func (x *writer) key(id uint64, place int) string {
	if id > 0 {
		return strconv.FormatUint(id, 10)
	}
	return x.export + " #" + strconv.Itoa(place)
}

// textKey is key for an id that is a text: account-1 is one of this export, and test:1 is not.
func (x *writer) textKey(id casefile.Text) string {
	if strings.Contains(string(id), ":") {
		return string(id)
	}
	return x.export + " " + string(id)
}

// id names an entity; with a key it is the same in every export of the investigation.
func (x *writer) id(kind, value string) string {
	h := sha256.New()
	for _, part := range []string{x.Investigation, kind, value} {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return "clew-" + hex.EncodeToString(h.Sum(nil))
}

func (x *writer) entity(schema, kind, value string) *entity {
	return &entity{x.id(kind, value), schema, map[string][]string{}}
}

// put writes an entity.
func (x *writer) put(e *entity) error { return wrap(x.enc.Encode(e)) }

// set adds a value as it is. Values of a property are a set, and "" is none.
func (e *entity) set(property, value string) {
	if value != "" && !slices.Contains(e.Properties[property], value) {
		e.Properties[property] = append(e.Properties[property], value)
	}
}

// label adds a text of one line.
func (x *writer) label(e *entity, property string, most int, value string) {
	x.fit(e, property, most, strings.Join(strings.Fields(value), " "))
}

// text adds a text of any number of lines, for people to read.
func (x *writer) text(e *entity, property, value string) {
	if x.Defang {
		value = string(casefile.Defang("", casefile.Text(value)))
	}
	x.fit(e, property, typeText, value)
}

// line adds a text of the form "what: value" to the notes, where there is a value.
func (x *writer) line(e *entity, what, value string) {
	if value != "" {
		x.text(e, "notes", what+": "+value)
	}
}

func (x *writer) fit(e *entity, property string, most int, value string) {
	value, whole := cut(value, most)
	if !whole {
		x.lost[lostCut]++
	}
	e.set(property, value)
}

// date adds an instant.
func (x *writer) date(e *entity, property string, t casefile.Time) {
	d := date(t)
	if d == "" && t.Known() {
		x.lost[lostDate]++
	}
	e.set(property, d)
}

// mark says who did something and when, as far as that is known: "lee, 2026-01-02T03:04:05Z, entry 7".
func mark(m casefile.Mark) string {
	parts := []string{clean(m.By), instant(m.Time)}
	if m.Entry > 0 {
		parts = append(parts, fmt.Sprint("entry ", m.Entry))
	}
	return join(", ", parts...)
}

// join puts together what is not empty.
func join(sep string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), sep)
}

// after gives a text with what comes before it, "" where there is no text.
func after(before, text string) string { return around(before, text, "") }

// around gives a text with what comes before and behind it, "" where there is no text.
func around(before, text, behind string) string {
	if text == "" {
		return ""
	}
	return before + text + behind
}

// numbered gives a thing with its number, where that is not left out.
func numbered[N int | uint32](thing string, n N) string {
	if n == 0 {
		return thing
	}
	return fmt.Sprint(thing, " ", n)
}

// some counts what is not left out, or none.
func some(n int, one string) string {
	if n == 0 {
		return ""
	}
	return count(n, one)
}

// bits gives a strength that is not left out.
func bits(v float64) string {
	if v == 0 {
		return ""
	}
	return decimal(v) + " bits"
}

// percent gives a share that is not left out.
func percent(v float64) string {
	if v == 0 {
		return ""
	}
	return strconv.FormatFloat(v*100, 'f', 0, 64) + " %"
}

func count(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + one + "s"
}

func decimal(v float64) string { return strconv.FormatFloat(v, 'f', 2, 64) }

// kase writes the case, which holds the rest.
func (x *writer) kase() error {
	c := &x.Case
	e := &entity{x.folder, "Folder", map[string][]string{}}
	e.set("fileName", strings.ReplaceAll(numbered("case", c.ID), " ", "-"))
	x.label(e, "title", typeString, clean(c.Title))
	x.label(e, "generator", typeString, clean(x.Tool))
	for _, tag := range c.Tags {
		x.label(e, "keywords", typeString, clean(tag))
	}
	x.text(e, "summary", join(", ", numbered("Clew case", c.ID), after("investigation ", clean(x.Investigation)), clean(c.State), clean(x.Marking)))
	x.text(e, "description", clean(c.Outcome))
	x.date(e, "createdAt", c.Made.Time)
	x.date(e, "modifiedAt", x.Log.Time)
	x.line(e, "Owner", clean(c.Owner))
	x.line(e, "Queue", clean(c.Queue))
	x.line(e, "Priority", clean(c.Priority))
	x.line(e, "Follow up", instant(c.FollowUp))
	x.line(e, "Made", mark(c.Made))
	x.line(e, "Closed", mark(c.Closed))
	for _, s := range c.Steps {
		done := mark(s.Done)
		if done == "" {
			done = "open"
		}
		x.line(e, "Question", join(" - ", clean(s.Text), done))
	}
	if in := c.Received; in != nil {
		x.line(e, "Received", join(", ", after("investigation ", clean(in.Investigation)), numbered("case", in.Case), after("SHA-256 ", clean(in.SHA256))))
	}
	for _, v := range c.Values {
		x.line(e, "In the case by itself", join(", ", clean(v.Kind)+" "+x.value(v.Kind, v.Value), after("because ", clean(v.Why)), mark(v.Mark)))
	}
	return x.put(e)
}

// file writes an imported file.
func (x *writer) file(i int) error {
	f := &x.Files[i]
	e := x.entity("Document", "file", x.fileKey(f, i))
	name := clean(f.Name)
	if name == "" {
		name = fmt.Sprint("file-", i+1)
	}
	x.label(e, "fileName", typeString, name)
	if f.Bytes > 0 {
		e.set("fileSize", strconv.FormatInt(f.Bytes, 10))
	}
	e.set("parent", x.folder)
	x.date(e, "processedAt", f.Time)
	x.line(e, "SHA-256", clean(f.SHA256))
	x.line(e, "Read as", clean(f.Profile))
	x.line(e, "Imported", mark(f.Mark))
	x.files = append(x.files, e.ID)
	return x.put(e)
}

func (x *writer) fileKey(f *casefile.SourceFile, place int) string {
	if f.SHA256 == "" {
		return x.key(0, place)
	}
	return clean(f.SHA256) + " " + strconv.Itoa(place)
}

// remainder writes the last note, which says what is not in the file.
func (x *writer) remainder() error {
	e := x.entity("Note", "remainder", x.key(uint64(x.Case.ID), 0))
	e.set("name", "What this file does not hold")
	e.set("entity", x.folder)
	for i, n := range x.lost {
		if n > 0 {
			x.line(e, lostWords[i], strconv.Itoa(n))
		}
	}
	for _, l := range x.LeftOut {
		x.line(e, "Left out", join(", ", fmt.Sprint(l.Count, " ", clean(l.What)), clean(l.Why)))
	}
	x.line(e, "Profile of what may leave the house", clean(x.Profile))
	for _, l := range Losses {
		x.text(e, "notes", l)
	}
	x.text(e, "description", "The record of the case is case.json; FollowTheMoney holds a part of it.")
	return x.put(e)
}
