package misp

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/safejson"
	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/stix/intel"
)

// Write writes a record as an event of MISP: see the package comment. Errors are those of w.
func Write(w io.Writer, r *casefile.Record) error {
	e := &event{Reading: intel.Read(r), out: bufio.NewWriterSize(w, 1<<16), index: map[string]int{}, accounts: map[casefile.Text]string{}, stamp: "0"}
	date := "1970-01-01"
	if t, ok := e.Stamp(r.Case.Made.Time); ok {
		date = t.UTC().Format("2006-01-02")
	}
	if t, ok := e.Stamp(r.Log.Time); ok {
		e.stamp = strconv.FormatInt(max(0, model.Time(t).Unix()), 10)
	}
	head := e.head(date)
	e.text("{\"Event\":{\n")
	for _, f := range head {
		e.field(f.name, f.value)
	}
	e.collect()
	e.list("Attribute", len(e.attributes), func(i int) any { return e.attributes[i].attribute })
	e.list("Object", len(e.order), func(i int) any { return e.object(e.order[i]) })
	reports := e.reports()
	e.list("EventReport", len(reports), func(i int) any { return reports[i] })
	e.text("\n}}\n")
	if e.err == nil {
		e.err = e.out.Flush()
	}
	if e.err != nil {
		return &model.Error{Kind: model.ErrDisk, Message: "misp.json cannot be written", Where: "misp.json", Err: e.err}
	}
	return nil
}

// event is an event that is being written.
type event struct {
	*intel.Reading
	out        *bufio.Writer
	err        error
	stamp      string // seconds, of everything in it
	fields     int    // that are written
	attributes []carried
	index      map[string]int           // of attributes, by type and value
	carries    [][]holding              // of each account
	accounts   map[casefile.Text]string // UUIDs of the objects of accounts
	order      []int                    // accounts that have an object
	links      map[casefile.Text][]int  // of an account, the links that begin at it
}

type field struct {
	name  string
	value any
}

type tag struct {
	Name string `json:"name"`
}

type organisation struct {
	Name string `json:"name"`
	UUID string `json:"uuid"`
}

// Values of MISP's numbered fields.
const (
	organisationOnly = "0"
	inherited        = "5"
	undefinedThreat  = "4"
	ongoing          = "1"
	completed        = "2"
)

func (e *event) head(date string) []field {
	analysis, state := ongoing, "ongoing"
	if e.Case.State == "closed" {
		analysis, state = completed, "complete"
	}
	tags := []tag{{`workflow:state="` + state + `"`}}
	if level, ok := strings.CutPrefix(e.Marking, "TLP:"); ok {
		tags = append(tags, tag{"tlp:" + strings.ToLower(intel.Visible(level))})
	}
	return []field{
		{"uuid", intel.ID(e.Record, "misp", "event")}, {"info", cut(e.Title())}, {"date", date}, {"timestamp", e.stamp},
		{"threat_level_id", undefinedThreat}, {"analysis", analysis}, {"distribution", organisationOnly}, {"published", false},
		{"Orgc", organisation{"Clew investigation " + intel.Visible(e.Investigation), intel.UUID(intel.Space, "misp/investigation/"+intel.Visible(e.Investigation))}},
		{"Tag", tags},
	}
}

func (e *event) text(s string) {
	if e.err == nil {
		_, e.err = e.out.WriteString(s)
	}
}

func (e *event) encode(v any) {
	if e.err != nil {
		return
	}
	line, err := safejson.Encode(v)
	if err != nil {
		e.err = err
		return
	}
	e.text(string(line))
}

func (e *event) field(name string, value any) {
	if e.fields++; e.fields > 1 {
		e.text(",\n")
	}
	e.text(`"` + name + `":`)
	e.encode(value)
}

// list writes a list with one element a line.
func (e *event) list(name string, n int, element func(i int) any) {
	e.text(",\n\"" + name + `":[`)
	for i := range n {
		if i > 0 {
			e.text(",")
		}
		e.text("\n")
		e.encode(element(i))
	}
	e.text("]")
}

// maxText is how many bytes MISP takes in a value, a comment or a report: a column of type
// text of its database.
const maxText = 65535

// cut gives a text that MISP takes: one that is too long ends with how long it was.
func cut(s string) string {
	if len(s) <= maxText {
		return s
	}
	end := fmt.Sprintf("… (cut, %d bytes)", len(s))
	n := maxText - len(end)
	for !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + end
}
