package ingest

import (
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

var entraProfile = profile{
	Profile: Profile{
		Name:    "entra",
		Title:   "Microsoft Entra ID sign-in and audit logs",
		Formats: "Graph JSON, diagnostic JSON of Event Hub and storage, CSV of the portal, new and old",
		Reads: "user id, principal name, display name, address, AS number, place, device, session, user agent, result; " +
			"risk that Entra reports becomes a flag",
		Platform: "entra",
	},
	looks: func(d *doc, obj int) bool {
		if p := d.get(obj, "properties"); d.is(p, kObject) {
			return d.get(obj, "category") >= 0 && (d.get(obj, "operationName") >= 0 || d.get(obj, "tenantId") >= 0)
		}
		return d.get(obj, "createdDateTime") >= 0 && (d.get(obj, "userPrincipalName") >= 0 || d.get(obj, "userId") >= 0) &&
			(d.get(obj, "ipAddress") >= 0 || d.get(obj, "appId") >= 0)
	},
	json: func(b *builder, obj int) {
		if b.doc.is(b.doc.get(obj, "properties"), kObject) {
			b.logJSON(&entraDiagnostic, obj)
		} else {
			b.logJSON(&entraGraph, obj)
		}
	},
	needs: [][]string{
		{"date (utc)", "request id", "ip address"},
		{"createddatetime", "userprincipalname", "ipaddress"},
	},
	csv:    func(b *builder) { b.logCSV(&entraCSV) },
	fields: entraCSV.csv,
}

// entraSignin is the signIn resource of the Graph beta API; v1.0 has the same
// without user agent and AS number.
var entraSignin = []logPath{
	{to: lID, path: "id"},
	{to: lTime, path: "createdDateTime"},
	{to: lAccount, path: "userId"},
	{to: lUsername, path: "userPrincipalName"},
	{to: lName, path: "userDisplayName"},
	{to: lUserType, path: "userType"},
	{to: lIP, path: "ipAddress"},
	{to: lIP2, path: "ipAddressFromResourceProvider"},
	{to: lASN, path: "autonomousSystemNumber"},
	{to: lCountry, path: "location.countryOrRegion"},
	{to: lRegion, path: "location.state"},
	{to: lCity, path: "location.city"},
	{to: lLatitude, path: "location.geoCoordinates.latitude"},
	{to: lLongitude, path: "location.geoCoordinates.longitude"},
	{to: lDevice, path: "deviceDetail.deviceId"},
	{to: lMFADevice, path: "authenticationAppDeviceDetails.deviceId"},
	{to: lAgent, path: "userAgent"},
	{to: lApp, path: "appDisplayName"},
	{to: lApp, path: "clientAppUsed"},
	{to: lSession, path: "sessionId"},
	{to: lResult, path: "status.errorCode"},
	{to: lDetail, path: "status.failureReason"},
}

var entraGraph = logTable{
	json: entraSignin,
	settle: func(b *builder, v *logValues, obj int) logVerdict {
		v[lAction] = "Sign-in activity"
		b.entraRisk(v, obj)
		return entraSettle(b, v)
	},
}.compile()

// entraDiagnostic is the envelope of Azure Monitor: the sign-in under
// "properties", or a row of the audit log, of Graph's own log or of a risk
// detection, whose fields have other names. Some exporters write the keys of the
// outer level in lower case, which get forgives.
var entraDiagnostic = logTable{
	times: timeForm{us: true}, // "time" of risk detections
	json: append(under("properties", entraSignin), []logPath{
		{to: lAction, path: "operationName"},
		{to: lAccount, path: "properties.initiatedBy.user.id"},
		{to: lAccount, path: "properties.UserPrincipalObjectID"},
		{to: lUsername, path: "properties.initiatedBy.user.userPrincipalName"},
		{to: lName, path: "properties.initiatedBy.user.displayName"},
		{to: lIP, path: "properties.initiatedBy.user.ipAddress"},
		{to: lIP, path: "callerIpAddress"},
		{to: lTime, path: "properties.activityDateTime"},
		{to: lTime, path: "properties.timeGenerated"},
		{to: lTime, path: "time"},
		{to: lDevice, path: "properties.C_DeviceId"},
		{to: lSession, path: "properties.C_Sid"},
		{to: lResult, path: "resultType"},
		{to: lResult, path: "properties.result"},
		{to: lDetail, path: "resultDescription"},
		{to: lDetail, path: "properties.resultReason"},
	}...),
	settle: func(b *builder, v *logValues, obj int) logVerdict {
		d := &b.doc
		props := d.get(obj, "properties")
		if v[lAccount] == "" && v[lUsername] == "" {
			switch {
			case d.path(props, "initiatedBy", "app") >= 0:
				b.reject("properties.initiatedBy", "an act of an application, not of an account")
			case d.at(props, "servicePrincipalId") != "":
				b.reject("properties.userId", "a sign-in of a service principal, not of an account")
			}
		}
		if v[lName] == "" && d.is(d.get(obj, "identity"), kString) && d.path(props, "initiatedBy") < 0 {
			v[lName] = present(d.at(obj, "identity"))
		}
		if code := d.at(props, "responseStatusCode"); code != "" {
			// Graph's own log: a request, with the answer's status.
			v[lDetail] = d.at(props, "requestMethod") + " " + code
			v[lResult] = map[bool]string{true: "success", false: "failure"}[code[0] == '2']
		}
		if info := d.at(props, "additionalInfo"); v[lAgent] == "" && info != "" && b.cell.parse(info, b.limits.Depth) {
			for e := range b.cell.items(0) { // of a risk detection: [{"Key","Value"}]
				if b.cell.at(e, "Key") == "userAgent" {
					v[lAgent] = b.cell.at(e, "Value")
				}
			}
		}
		b.entraRisk(v, props)
		return entraSettle(b, v)
	},
}.compile()

// entraCSV has the columns of the portal's download and, in other words, of its
// predecessor, which has no user id.
var entraCSV = logTable{
	times: timeForm{us: true},
	csv: []logColumn{
		{lTime, "date (utc)"}, {lTime, "createddatetime"},
		{lID, "request id"},
		{lAccount, "user id"},
		{lUsername, "username"}, {lUsername, "userprincipalname"},
		{lName, "user"}, {lName, "userdisplayname"},
		{lUserType, "user type"},
		{lIP, "ip address"}, {lIP, "ipaddress"},
		{lIP2, "ip address (seen by resource)"},
		{lASN, "autonomous system number"},
		{lCountry, "location"}, {lCountry, "country"},
		{lCity, "city"},
		{lDevice, "device id"},
		{lAgent, "user agent"},
		{lApp, "application"}, {lApp, "appdisplayname"},
		{lSession, "session id"},
		{lResult, "status"},
		{lDetail, "failure reason"},
	},
	settle: func(b *builder, v *logValues, _ int) logVerdict {
		v[lAction] = "Sign-in activity"
		if place := strings.Split(v[lCountry], ","); len(place) >= 3 { // "City, Region, CC"
			n := len(place)
			v[lCity], v[lRegion], v[lCountry] = trim(place[0]), trim(place[n-2]), trim(place[n-1])
		}
		if v[lAccount] == "" && v[lUsername] == "" {
			b.reject("User ID", "a sign-in without a user: of a service principal or a managed identity")
		}
		if v[lDetail] == "Other." {
			v[lDetail] = ""
		}
		return entraSettle(b, v)
	},
}.compile()

// under puts a prefix before the paths of a table.
func under(prefix string, paths []logPath) []logPath {
	out := make([]logPath, len(paths))
	for i, p := range paths {
		out[i] = logPath{to: p.to, path: prefix + "." + p.path}
	}
	return out
}

// entraInterrupted are the error codes with which a sign-in is not refused but
// asks for one thing more.
var entraInterrupted = map[string]bool{
	"50055": true, // the password has expired
	"50058": true, // silent sign-in was tried and nobody is signed in
	"50072": true, // must enrol for multi-factor authentication
	"50074": true, // multi-factor authentication is required
	"50076": true, // the same, by configuration or place
	"50079": true, // must enrol for multi-factor authentication
	"50097": true, // device authentication is required
	"50125": true, // interrupted by a password reset or registration
	"50127": true, // the app to manage the device must be installed
	"50129": true, // the device must be joined
	"50140": true, // "keep me signed in" was asked
	"50143": true, // another tenant is to be used
	"50144": true, // the password in Active Directory has expired
	"50158": true, // an external challenge is not answered yet
	"50199": true, // a confirmation is asked for
	"65001": true, // consent is asked for
}

// entraSettle chooses the account and reads the result.
func entraSettle(b *builder, v *logValues) logVerdict {
	v.loginIsEmail()
	if v[lAccount] == "" && v[lUsername] != "" {
		b.note("there is no user id: the principal name stands for it")
		v[lAccount] = strings.ToLower(v[lUsername])
	}
	code := v[lResult]
	switch {
	case entraInterrupted[code]:
		return logVerdict{result: model.ResultChallenge}
	case code == "0":
		v[lDetail] = ""
		return logVerdict{result: model.ResultSuccess}
	case code != "" && digits(code, 0) == len(code):
		if v[lDetail] == "" || v[lDetail] == "Other." {
			v[lDetail] = code
		}
		return logVerdict{result: model.ResultFailure}
	}
	return logVerdict{result: resultOf(code)}
}

// entraRisk makes a flag of what Entra's risk detection says of the account.
func (b *builder) entraRisk(v *logValues, obj int) {
	d := &b.doc
	state := d.at(obj, "riskState")
	if state != "atRisk" && state != "confirmedCompromised" {
		return
	}
	level := d.at(obj, "riskLevelAggregated")
	if level == "" {
		level = d.at(obj, "riskLevel")
	}
	reason := "risk " + level + ", " + state
	events := d.get(obj, "riskEventTypes_v2")
	if events < 0 {
		events = d.get(obj, "riskEventTypes")
	}
	if events < 0 {
		events = d.get(obj, "riskEventType")
	}
	for e := range d.items(events) {
		reason += ", " + d.text(e)
	}
	at, _ := timeForm{us: true}.parse(v[lTime])
	if b.within("riskEventTypes", reason, b.limits.Text) {
		b.out.flags = append(b.out.flags, model.Flag{Source: "entra", Reason: model.Untrusted(reason), Time: at})
	}
}
