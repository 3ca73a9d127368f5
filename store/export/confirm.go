package export

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"

	"github.com/seed-28a39f10/clew/model"
)

// Limits of a confirmation.
const (
	maxConfirmation = 64 << 20  // bytes
	maxRecord       = 1 << 20   // bytes of a row
	maxConfirmed    = 1_000_000 // rows
	maxRowErrors    = 1000      // told in full
	maxID           = 4 << 10   // bytes of an account's id
	maxMessage      = 4 << 10   // bytes of a message that are kept
)

// Confirmation is what a platform says it has done.
type Confirmation struct {
	File   model.Untrusted // base name
	SHA256 string          // of the file as it came, lower-case hexadecimal
	Format string          // "CSV" or "JSON"

	Rows   []ConfirmedRow // in the order of the file, each account once
	Errors []RowError     // in the order of the file, the first 1,000

	// Rows read, blank lines aside: the sum of those in Rows and of the three below.
	Read       int
	Open       int // no status yet
	Duplicates int // said the same of an account again
	Rejected   int

	Notes []string // what else a reader should know, in Clew's own words
}

// ConfirmedRow is what became of one account.
type ConfirmedRow struct {
	Line    int // or element of a JSON array, from 1
	Account model.AccountID
	Status  Status
	Word    model.Untrusted // the status as it was written
	Time    model.Time      // when, unknown where the file does not say
	Message model.Untrusted // at most 4 KiB of it
}

// RowError is why a row could not be used.
type RowError struct {
	Line   int    // or element of a JSON array, from 1
	Field  string // account, status or "" for the whole row
	Reason string
	Hint   string          // what to do; may be empty
	Raw    model.Untrusted // what was read instead, at most 200 bytes; may be empty
}

// ReadConfirmation reads what a platform says it has done about a batch with this
// action, or about an undo of one with its reverse. Name is the file's.
//
// The file is CSV (commas, semicolons, tabs or bars; a header within the first 20 rows),
// a JSON array of objects, an object with such an array ("rows", "results", "accounts",
// "items", "records" or "value"), or JSON Lines; in UTF-8 or, with a byte order mark,
// UTF-16; at most 64 MiB and 1,000,000 rows of at most 1 MiB. The columns or keys, in
// any case and with any of space, "-" and "_" between their parts, are
//
//	account    platform:native-id; also account id
//	platform   where account is not given or has no colon; also service
//	native id  likewise; also id, user id
//	status     see words.go; also result, outcome
//	time       RFC 3339, or a date and a time of day, UTC where no offset is given; also
//	           status time, timestamp, date, completed at
//	message    also comment, note, details, error
//
// and others are passed over. In CSV, accounts are read as [Unescape] gives them, so the
// batch's own file comes back as it went out. A row whose status is empty is open.
//
// Errors are of kind input for a file that is not whole or has no such columns, limit,
// unsupported for archives and documents, usage for an unknown action.
func ReadConfirmation(action, name string, r io.Reader) (Confirmation, error) {
	c := &confirmer{name: model.Untrusted(filepath.Base(name)), words: vocabulary(action), known: map[model.AccountID]int{}, unit: "line"}
	if action != Reinstate && !reversible(action) {
		return Confirmation{}, c.fail(model.ErrUsage, fmt.Sprintf("%q is no action of a batch", action), "")
	}
	data, err := io.ReadAll(io.LimitReader(r, maxConfirmation+1))
	switch {
	case err != nil:
		return Confirmation{}, &model.Error{Kind: model.ErrInput, Message: "the file cannot be read", Where: c.name, Err: err}
	case len(data) > maxConfirmation:
		return Confirmation{}, c.fail(model.ErrLimit, fmt.Sprintf("more than %d MiB", maxConfirmation>>20), "split it into several confirmations")
	}
	sum := sha256.Sum256(data)
	text, err := c.decode(data)
	if err != nil {
		return Confirmation{}, err
	}
	if b := strings.TrimLeft(text, " \t\r\n"); b[0] == '{' || b[0] == '[' {
		c.out.Format, err = "JSON", c.json(text)
	} else {
		c.out.Format, err = "CSV", c.table(text)
	}
	if err != nil {
		return Confirmation{}, err
	}
	c.out.File, c.out.SHA256 = c.name, hex.EncodeToString(sum[:])
	c.finish()
	return c.out, nil
}

// confirmer gathers the rows of one confirmation.
type confirmer struct {
	name  model.Untrusted
	words map[string]Status
	known map[model.AccountID]int // index in out.Rows
	unit  string                  // what rows are counted by: line or element
	out   Confirmation

	untimed, firstUntimed int // rows whose time could not be read, and the line of the first
}

func (c *confirmer) fail(k model.ErrorKind, msg, hint string) error {
	return &model.Error{Kind: k, Message: msg, Where: c.name, Hint: hint}
}

// decode gives the file as text in UTF-8 without a byte order mark.
func (c *confirmer) decode(data []byte) (string, error) {
	const asCSV = "save it as CSV or JSON Lines"
	for _, m := range []struct{ magic, what, hint string }{
		{"PK\x03\x04", "a workbook or an archive", asCSV},
		{"\xd0\xcf\x11\xe0", "an old Office document", asCSV},
		{"%PDF-", "a PDF document", asCSV},
		{"\x1f\x8b", "compressed", "unpack it first"},
		{"\x28\xb5\x2f\xfd", "compressed", "unpack it first"},
	} {
		if bytes.HasPrefix(data, []byte(m.magic)) {
			return "", c.fail(model.ErrUnsupported, "the file is "+m.what+", which cannot be read as a confirmation", m.hint)
		}
	}
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		wide, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(data)
		if err != nil {
			return "", c.fail(model.ErrInput, "the file is not whole UTF-16", "save it as text in UTF-8")
		}
		data = wide
	case bytes.IndexByte(data[:min(len(data), 512)], 0) >= 0:
		return "", c.fail(model.ErrInput, "the file holds binary data, not text", "save it as text in UTF-8; UTF-16 needs a byte order mark")
	}
	text := strings.TrimPrefix(string(data), "\ufeff")
	if strings.TrimSpace(text) == "" {
		return "", c.fail(model.ErrInput, "the file is empty", "ask for it again")
	}
	return text, nil
}

// The fields of a row.
const (
	fieldAccount = iota
	fieldPlatform
	fieldNative
	fieldStatus
	fieldTime
	fieldMessage
	fieldCount
)

// fieldNames has the folded names of each field; the first is the one that counts where
// there are several.
var fieldNames = [fieldCount][]string{
	fieldAccount:  {"account", "accountid"},
	fieldPlatform: {"platform", "service"},
	fieldNative:   {"nativeid", "id", "userid"},
	fieldStatus:   {statusColumn, "result", "outcome"},
	fieldTime:     {timeColumn, "statustime", "timestamp", "date", "completedat"},
	fieldMessage:  {messageColumn, "comment", "note", "details", "error"},
}

// fieldOf gives the field of a column or key, -1 for none, and whether the name is the
// one that counts.
func fieldOf(name string) (field int, first bool) {
	name = foldWord(strings.TrimSpace(name))
	for f, names := range fieldNames {
		if i := slices.Index(names, name); i >= 0 {
			return f, i == 0
		}
	}
	return -1, false
}

// answer is a row as its reader understood it: trimmed, with escapes undone.
type answer struct {
	line   int
	fields [fieldCount]string
}

// add takes up a row.
func (c *confirmer) add(a answer) error {
	if err := c.count(); err != nil {
		return err
	}
	id, bad := a.account()
	if bad != nil {
		c.reject(*bad)
		return nil
	}
	word := a.fields[fieldStatus]
	if word == "" {
		c.out.Open++
		return nil
	}
	status, ok := c.words[foldWord(word)]
	if !ok {
		c.reject(RowError{Line: a.line, Field: "status", Reason: "the status is not one that is read for this action",
			Hint: "write done, failed or not-found, and leave it empty while it is open", Raw: shorten(word, maxRaw)})
		return nil
	}
	if at, twice := c.known[id]; twice {
		c.again(a, id, status, &c.out.Rows[at])
		return nil
	}
	when, ok := confirmedTime(a.fields[fieldTime])
	if !ok {
		if c.untimed++; c.untimed == 1 {
			c.firstUntimed = a.line
		}
	}
	c.known[id] = len(c.out.Rows)
	c.out.Rows = append(c.out.Rows, ConfirmedRow{Line: a.line, Account: id, Status: status, Word: shorten(word, maxRaw), Time: when,
		Message: shorten(a.fields[fieldMessage], maxMessage)})
	return nil
}

// count counts a row that is there, whatever becomes of it.
func (c *confirmer) count() error {
	if c.out.Read++; c.out.Read > maxConfirmed {
		return c.fail(model.ErrLimit, fmt.Sprintf("more than %d rows", maxConfirmed), "split it into several confirmations")
	}
	return nil
}

// lost counts and rejects a row that could not be read at all.
func (c *confirmer) lost(e RowError) error {
	if err := c.count(); err != nil {
		return err
	}
	c.reject(e)
	return nil
}

func (c *confirmer) reject(e RowError) {
	c.out.Rejected++
	if len(c.out.Errors) < maxRowErrors {
		c.out.Errors = append(c.out.Errors, e)
	}
}

// contradicted marks, in the place of a status, a row that another one contradicts.
const contradicted Status = ""

// again takes up another row of an account that was there before.
func (c *confirmer) again(a answer, id model.AccountID, status Status, before *ConfirmedRow) {
	if before.Status == status {
		c.out.Duplicates++
		return
	}
	contradiction := func(line, other int) RowError {
		return RowError{Line: line, Field: "status", Reason: fmt.Sprintf("it contradicts %s %d on the same account; neither counts", c.unit, other),
			Hint: "leave one row for each account, with what became of it at last", Raw: shorten(string(id.String()), maxRaw)}
	}
	c.reject(contradiction(a.line, before.Line))
	if before.Status != contradicted {
		c.reject(contradiction(before.Line, a.line))
		before.Status = contradicted
	}
}

// finish drops what was contradicted and puts errors in order.
func (c *confirmer) finish() {
	c.out.Rows = slices.DeleteFunc(c.out.Rows, func(r ConfirmedRow) bool { return r.Status == contradicted })
	slices.SortStableFunc(c.out.Errors, func(a, b RowError) int { return cmp.Compare(a.Line, b.Line) })
	if c.untimed > 0 {
		c.out.Notes = append(c.out.Notes, fmt.Sprintf("the time could not be read in %d rows, first in %s %d; they count without it "+
			"(write times as 2026-11-23T14:02:00Z)", c.untimed, c.unit, c.firstUntimed))
	}
}

// rounded is what a spreadsheet makes of a long number.
var rounded = regexp.MustCompile(`^[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]+$`)

// account gives the account of a row.
func (a *answer) account() (id model.AccountID, bad *RowError) {
	fail := func(raw, reason, hint string) (model.AccountID, *RowError) {
		return id, &RowError{Line: a.line, Field: "account", Reason: reason, Hint: hint, Raw: shorten(raw, maxRaw)}
	}
	// No platform begins with an apostrophe, so one in front is a spreadsheet's.
	full, platform, native := strings.TrimPrefix(a.fields[fieldAccount], "'"), a.fields[fieldPlatform], a.fields[fieldNative]
	id, whole := model.ParseAccountID(full)
	switch {
	case whole:
		platform, native = id.Platform, string(id.Native)
	case full != "":
		native = full
	}
	switch {
	case native == "":
		return fail("", "no account", "fill in the account, or the platform and its id")
	case platform == "":
		return fail(native, "an account without its platform", "write it as platform:id, as in the batch")
	case strings.Contains(platform, ":"):
		return fail(platform, "a platform with a colon in it", "copy the platform from the batch")
	case !whole && rounded.MatchString(native):
		return fail(native, "an id that a spreadsheet has rounded", "give the column account as it is in the batch")
	case len(platform) > maxID || len(native) > maxID:
		return fail(native, fmt.Sprintf("an id of more than %d bytes", maxID), "copy the account from the batch")
	}
	return model.AccountID{Platform: strings.ToLower(platform), Native: model.Untrusted(native)}, nil
}

// maxRaw bounds what is quoted of a row, in bytes.
const maxRaw = 200

// shorten cuts a text, without cutting through a character.
func shorten(s string, most int) model.Untrusted {
	if len(s) <= most {
		return model.Untrusted(s)
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return model.Untrusted(s[:most])
}
