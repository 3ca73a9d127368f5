package ingest

import (
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

var oktaProfile = profile{
	Profile: Profile{
		Name:    "okta",
		Title:   "Okta System Log",
		Formats: "JSON Lines, JSON, CSV (which has no AS number, proxy flag and device fingerprint)",
		Reads: "actor, or the user that Okta itself acted for; address, AS, place, device and its fingerprint, session, " +
			"user agent, result",
		Platform: "okta",
	},
	looks: func(d *doc, obj int) bool {
		return d.get(obj, "eventType") >= 0 &&
			(d.get(obj, "published") >= 0 || d.get(obj, "legacyEventType") >= 0 || d.get(obj, "displayMessage") >= 0)
	},
	json:   func(b *builder, obj int) { b.logJSON(&oktaTable, obj) },
	needs:  [][]string{{"event_type", "actor.id", "timestamp"}, {"event_type", "actor.alternate_id", "timestamp"}},
	csv:    func(b *builder) { b.logCSV(&oktaTable) },
	fields: oktaTable.csv,
	note:   "Okta's CSV carries no AS number, proxy flag and device fingerprint: export JSON where you can",
}

var oktaTable = logTable{
	json: []logPath{
		{to: lID, path: "uuid"},
		{to: lTime, path: "published"},
		{to: lAction, path: "eventType"},
		{to: lAccount, path: "actor.id"},
		{to: lUsername, path: "actor.alternateId"},
		{to: lName, path: "actor.displayName"},
		{to: lUserType, path: "actor.type"},
		{to: lIP, path: "client.ipAddress"},
		{to: lASN, path: "securityContext.asNumber"},
		{to: lASOrg, path: "securityContext.asOrg"},
		{to: lCountry, path: "client.geographicalContext.country"},
		{to: lRegion, path: "client.geographicalContext.state"},
		{to: lCity, path: "client.geographicalContext.city"},
		{to: lLatitude, path: "client.geographicalContext.geolocation.lat"},
		{to: lLongitude, path: "client.geographicalContext.geolocation.lon"},
		{to: lDevice, path: "device.id"},
		{to: lFingerprint, path: "debugContext.debugData.deviceFingerprint"},
		{to: lAgent, path: "client.userAgent.rawUserAgent"},
		{to: lSession, path: "authenticationContext.externalSessionId"},
		{to: lResult, path: "outcome.result"},
		{to: lDetail, path: "outcome.reason"},
	},
	csv: []logColumn{
		{lID, "uuid"}, {lTime, "timestamp"}, {lAction, "event_type"},
		{lAccount, "actor.id"}, {lUsername, "actor.alternate_id"}, {lName, "actor.display_name"}, {lUserType, "actor.type"},
		{lIP, "client.ip_address"},
		{lCountry, "client.geographical_context.country"}, {lRegion, "client.geographical_context.state"},
		{lCity, "client.geographical_context.city"},
		{lLatitude, "client.geographical_context.geolocation.lat"},
		{lLongitude, "client.geographical_context.geolocation.lon"},
		{lAgent, "client.user_agent.raw_user_agent"},
		{lSession, "authentication_context.external_session_id"},
		{lResult, "outcome.result"}, {lDetail, "outcome.reason"},
	},
	settle: func(b *builder, v *logValues, obj int) logVerdict {
		verdict := logVerdict{result: resultOf(v[lResult])}
		if v[lDetail] == "" && verdict.result == model.ResultUnknown {
			v[lDetail] = v[lResult]
		}
		kind := v[lUserType]
		v[lUserType] = ""
		if obj >= 0 {
			for e := range b.doc.items(b.doc.get(obj, "target")) {
				if strings.HasPrefix(b.doc.at(e, "type"), "App") {
					v.fill(lApp, present(b.doc.at(e, "displayName")))
				}
			}
		}
		if kind != "User" && kind != "" {
			// The actor is Okta itself, a client or an address. The account is the
			// user whom it acted on; when Okta acted, at a browser's request, the
			// browser is that user's, and otherwise it is not.
			v[lAccount], v[lUsername], v[lName] = "", "", ""
			verdict.foreign = kind != "SystemPrincipal"
			if !b.oktaTarget(v, obj) {
				b.reject("actor", "an act of Okta, a client or an address, with no user as its target")
				return verdict
			}
		}
		v.loginIsEmail()
		v.fill(lAccount, strings.ToLower(v[lUsername]))
		return verdict
	},
}.compile()

// oktaTarget takes the first target that is a user.
func (b *builder) oktaTarget(v *logValues, obj int) bool {
	if obj < 0 {
		return false
	}
	d := &b.doc
	for e := range d.items(d.get(obj, "target")) {
		if d.at(e, "type") == "User" {
			v[lAccount], v[lUsername] = present(d.at(e, "id")), present(d.at(e, "alternateId"))
			v[lName] = present(d.at(e, "displayName"))
			return v[lAccount] != "" || v[lUsername] != ""
		}
	}
	return false
}
