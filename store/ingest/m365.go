package ingest

import (
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

var m365Profile = profile{
	Profile: Profile{
		Name:    "m365",
		Title:   "Microsoft 365 unified audit log",
		Formats: "CSV of Search-UnifiedAuditLog or Purview (with AuditData), JSON Lines of AuditData",
		Reads: "user, address, operation, user agent, device and session of each record; records that are there twice " +
			"by their Id are read once",
		Platform: "m365",
	},
	looks: func(d *doc, obj int) bool {
		return d.get(obj, "CreationTime") >= 0 && d.get(obj, "Operation") >= 0 &&
			(d.get(obj, "RecordType") >= 0 || d.get(obj, "Workload") >= 0)
	},
	json:  func(b *builder, obj int) { b.logJSON(&m365Table, obj) },
	needs: [][]string{{"auditdata"}},
	csv:   (*builder).m365CSV,
	dedup: true,
}

// m365CSV reads the record in the cell AuditData; the other columns repeat parts
// of it.
func (b *builder) m365CSV() {
	if b.plan.cell >= len(b.fields) || trim(b.fields[b.plan.cell]) == "" {
		b.reject("AuditData", "the cell is empty")
		return
	}
	if !b.parse(&b.doc, b.fields[b.plan.cell]) {
		b.bad.Field = "AuditData"
		return
	}
	if !b.doc.is(0, kObject) {
		b.reject("AuditData", "not a JSON object")
		return
	}
	b.logJSON(&m365Table, 0)
}

var m365Table = logTable{
	times: timeForm{us: true}, // CreationDate of some exports
	json: []logPath{
		{to: lID, path: "Id"},
		{to: lTime, path: "CreationTime"},
		{to: lTime, path: "CreationDate"},
		{to: lAccount, path: "UserId"},
		{to: lAction, path: "Operation"},
		{to: lIP, path: "ActorIpAddress"},
		{to: lIP, path: "ClientIP"},
		{to: lIP, path: "ClientIPAddress"},
		{to: lAgent, path: "UserAgent"},
		{to: lAgent, path: "ClientInfoString"},
		{to: lSession, path: "SessionId"},
		{to: lSession, path: "AppAccessContext.AADSessionId"},
		{to: lApp, path: "Workload"},
		{to: lResult, path: "ResultStatus"},
		{to: lDetail, path: "LogonError"},
	},
	settle: func(b *builder, v *logValues, obj int) logVerdict {
		d := &b.doc
		b.key = v[lID]
		// Lists of {Name, Value} hold what sign-ins say of the client.
		for _, list := range [...]string{"ExtendedProperties", "DeviceProperties"} {
			for e := range d.items(d.get(obj, list)) {
				value := present(d.at(e, "Value"))
				switch d.at(e, "Name") {
				case "UserAgent":
					v.fill(lAgent, value)
				case "SessionId":
					v.fill(lSession, value)
				case "Id":
					v.fill(lDevice, value)
				}
			}
		}
		v[lIP] = withoutPort(v[lIP])
		if system := m365System(d.at(obj, "UserType"), v[lAccount]); system {
			// The service acts on behalf of nobody; the account is the one acted on.
			v[lAccount] = ""
			for e := range d.items(d.get(obj, "Target")) {
				if id := d.at(e, "ID"); d.at(e, "Type") == "5" && likeEmail(id) {
					v[lAccount] = id
				}
			}
			if v[lAccount] == "" {
				b.reject("UserId", "an act of the service or an application, not of an account")
				return logVerdict{}
			}
			v[lUsername], v[lAccount] = v[lAccount], strings.ToLower(v[lAccount])
			v.loginIsEmail()
			return logVerdict{result: m365Result(v), foreign: true}
		}
		v[lUsername], v[lAccount] = v[lAccount], strings.ToLower(v[lAccount])
		v.loginIsEmail()
		return logVerdict{result: m365Result(v)}
	},
}.compile()

// fill sets a field that has no value yet.
func (v *logValues) fill(f logField, s string) {
	if v[f] == "" {
		v[f] = s
	}
}

// m365System reports whether a record's user is the service itself. The types
// of users are of the Office 365 Management Activity API: 4 system, 5
// application, 6 service principal, 7 and 8 policies.
func m365System(userType, id string) bool {
	switch userType {
	case "4", "5", "6", "7", "8", "System", "Application", "ServicePrincipal", "CustomPolicy", "SystemPolicy":
		return true
	}
	return strings.HasPrefix(id, "ServicePrincipal_") || strings.HasPrefix(id, "S-1-5-") && len(id) <= len("S-1-5-18") ||
		id == "app@sharepoint" || strings.HasPrefix(id, "NT AUTHORITY\\")
}

// m365Result goes by the operation where it names the result: a failed sign-in
// has the ResultStatus "Success", for the logging of it succeeded.
func m365Result(v *logValues) model.Result {
	switch v[lAction] {
	case "UserLoggedIn":
		return model.ResultSuccess
	case "UserLoginFailed":
		return model.ResultFailure
	}
	if v[lDetail] == "" && resultOf(v[lResult]) == model.ResultUnknown {
		v[lDetail] = v[lResult]
	}
	return resultOf(v[lResult])
}

// withoutPort takes the port off "192.0.2.1:443" and "[2001:db8::1]:443".
func withoutPort(s string) string {
	if strings.HasPrefix(s, "[") {
		if i := strings.IndexByte(s, ']'); i > 0 {
			return s[1:i]
		}
	}
	if strings.Count(s, ":") == 1 {
		host, _, _ := strings.Cut(s, ":")
		return host
	}
	return s
}
