package ingest

import (
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// logField is a field of the log record that every vendor's log is read into.
type logField uint8

const (
	lAccount  logField = iota // the account's native id
	lUsername                 // what it signs in with
	lEmail
	lName
	lUserType
	lMFADevice
	lFingerprint
	lIP2      // a second address of the same event
	lSession2 // a second session or token id
	lID
	lTime
	lAction
	lIP
	lASN
	lASOrg
	lCountry
	lRegion
	lCity
	lLatitude
	lLongitude
	lDevice
	lAgent
	lApp
	lSession
	lResult
	lDetail
	lFields
)

type logValues [lFields]string

// logPath says where a field lies in a vendor's JSON. Of several paths for one
// field the first that has a value counts.
type logPath struct {
	to   logField
	path string // keys with dots between them
	keys []string
}

// logColumn says in which column of a vendor's CSV a field is.
type logColumn struct {
	to     logField
	header string // as headerName gives it
}

// logTable is how a vendor's log is read: where its fields are, and what to make
// of them.
type logTable struct {
	json  []logPath
	csv   []logColumn
	times timeForm

	// settle finishes the values: it chooses the account, reads the result and
	// rejects what is not an act of an account. obj is the row's object in b.doc,
	// -1 in a CSV row.
	settle func(b *builder, v *logValues, obj int) logVerdict
}

// logVerdict is what a vendor's settle makes of a row.
type logVerdict struct {
	result  model.Result
	foreign bool // address, device and session are not the account's own
}

// compile splits the paths once.
func (t logTable) compile() logTable {
	for i := range t.json {
		t.json[i].keys = strings.Split(t.json[i].path, ".")
	}
	return t
}

// logJSON reads an object of a log.
func (b *builder) logJSON(t *logTable, obj int) {
	v := &b.log
	*v = logValues{}
	for i := range t.json {
		if p := &t.json[i]; v[p.to] == "" {
			v[p.to] = present(b.doc.at(obj, p.keys...))
			if b.trace != nil && v[p.to] != "" {
				b.trace(p)
			}
		}
	}
	b.logRow(t, obj)
}

// logCSV reads a row of a log in columns.
func (b *builder) logCSV(t *logTable) {
	v := &b.log
	*v = logValues{}
	for i, to := range b.plan.logColumns {
		if i < len(b.fields) && to != lFields && v[to] == "" {
			v[to] = present(b.fields[i])
		}
	}
	b.logRow(t, -1)
}

// present gives s without white space around it, "" where it is one of the words
// that logs write for a missing value.
func present(s string) string {
	s = trim(s)
	switch s {
	case "null", "<null>", "NULL", "Not Available", "unknown", "Unknown", "UNKNOWN", "-", "N/A", "undefined", "{PII Removed}":
		return ""
	}
	return s
}

// logRow makes the row of the values.
func (b *builder) logRow(t *logTable, obj int) {
	v := &b.log
	verdict := t.settle(b, v, obj)
	if b.bad != nil {
		return
	}
	if v[lAccount] == "" {
		b.reject("account_id", "no account in this row")
		return
	}
	at, ok := t.times.parse(v[lTime])
	if !ok {
		b.reject("time", "not a time that can be read")
		return
	}
	if !at.Known() {
		b.note("an event without a time")
	}
	if !b.within("account_id", v[lAccount], b.limits.Name) {
		return
	}
	b.account.ID = model.AccountID{Platform: b.plan.platform, Native: model.Untrusted(v[lAccount])}
	b.fact(model.FieldUsername, v[lUsername], at)
	b.fact(model.FieldDisplayName, v[lName], at)
	b.fact(model.FieldEmail, v[lEmail], at)
	b.fact(model.FieldUserType, v[lUserType], at)

	b.identifier(model.KindUsername, v[lUsername], at, at)
	b.identifier(model.KindEmail, v[lEmail], at, at)
	b.identifier(model.KindName, v[lName], at, at)
	if !verdict.foreign {
		b.identifier(model.KindFingerprint, v[lFingerprint], at, at)
		b.identifier(model.KindMFADevice, v[lMFADevice], at, at)
		b.identifier(model.KindIP, v[lIP2], at, at)
		b.identifier(model.KindSession, v[lSession2], at, at)
	}
	e := eventText{id: v[lID], action: v[lAction], ip: v[lIP], asn: v[lASN], asOrg: v[lASOrg], country: v[lCountry],
		region: v[lRegion], city: v[lCity], lat: v[lLatitude], lon: v[lLongitude], device: v[lDevice],
		agent: v[lAgent], session: v[lSession], app: v[lApp], detail: v[lDetail]}
	b.event(&e, at, verdict.result, !verdict.foreign)
}

// likeEmail reports whether a login has the shape of an address.
func likeEmail(s string) bool {
	at := strings.LastIndexByte(s, '@')
	return at > 0 && strings.IndexByte(s[at:], '.') > 1 && !strings.ContainsAny(s, " <>\t")
}

// loginIsEmail takes a login for the account's e-mail address where it has that
// shape and no other is known.
func (v *logValues) loginIsEmail() {
	if v[lEmail] == "" && likeEmail(v[lUsername]) {
		v[lEmail] = v[lUsername]
	}
}
