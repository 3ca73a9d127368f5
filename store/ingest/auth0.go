package ingest

import (
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

var auth0Profile = profile{
	Profile: Profile{
		Name:     "auth0",
		Title:    "Auth0 tenant log",
		Formats:  `JSON, JSON Lines, also of log streams ({"log_id","data":{...}})`,
		Reads:    "user, address, place, TLS fingerprint, user agent, result",
		Platform: "auth0",
	},
	looks: func(d *doc, obj int) bool {
		return d.get(obj, "date") >= 0 && d.is(d.get(obj, "type"), kString) &&
			(d.get(obj, "log_id") >= 0 || d.get(obj, "client_id") >= 0 || d.get(obj, "user_id") >= 0)
	},
	json: func(b *builder, obj int) { b.logJSON(&auth0Table, obj) },
}

var auth0Table = logTable{
	json: []logPath{
		{to: lID, path: "log_id"},
		{to: lID, path: "_id"},
		{to: lTime, path: "date"},
		{to: lAction, path: "type"},
		{to: lAccount, path: "user_id"},
		{to: lAccount, path: "details.request.auth.user.user_id"},
		{to: lUsername, path: "user_name"},
		{to: lUsername, path: "details.request.auth.user.email"},
		{to: lName, path: "details.request.auth.user.name"},
		{to: lIP, path: "ip"},
		{to: lCountry, path: "location_info.country_code"},
		{to: lCountry, path: "location_info.country_code3"},
		{to: lCountry, path: "location_info.country_name"},
		{to: lCity, path: "location_info.city_name"},
		{to: lLatitude, path: "location_info.latitude"},
		{to: lLongitude, path: "location_info.longitude"},
		{to: lAgent, path: "user_agent"},
		{to: lApp, path: "client_name"},
		{to: lSession, path: "details.session_id"},
		{to: lDetail, path: "description"},
	},
	settle: func(b *builder, v *logValues, obj int) logVerdict {
		if v[lAccount] == "" && v[lUsername] == "" {
			b.reject("user_id", "an act of an application or an unknown visitor, not of an account")
			return logVerdict{}
		}
		v.loginIsEmail()
		v.fill(lAccount, strings.ToLower(v[lUsername]))
		return logVerdict{result: auth0Result(v[lAction])}
	},
}.compile()

// auth0Result goes by the type of the event: s and ss and the like for success,
// f and fp and the like for failure, gd_ for steps of multi-factor
// authentication, and words for the rest.
func auth0Result(code string) model.Result {
	switch {
	case code == "gd_send_push", code == "gd_send_sms", code == "gd_send_email", code == "mfar":
		return model.ResultChallenge
	case code == "limit_wc", code == "limit_mu", code == "limit_sul", code == "pwd_leak", code == "signup_pwd_leak",
		code == "gd_auth_failed", code == "gd_auth_rejected":
		return model.ResultFailure
	case code == "gd_auth_succeed":
		return model.ResultSuccess
	case strings.HasPrefix(code, "s") && len(code) <= 6:
		return model.ResultSuccess
	case strings.HasPrefix(code, "f") && len(code) <= 6:
		return model.ResultFailure
	}
	return model.ResultUnknown
}
