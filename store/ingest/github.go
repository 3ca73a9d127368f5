package ingest

import (
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

var githubProfile = profile{
	Profile: Profile{
		Name:     "github",
		Title:    "GitHub audit log",
		Formats:  "JSON, JSON Lines",
		Reads:    "actor, its id and handle, action, and where disclosed address, country and user agent",
		Platform: "github",
	},
	looks: func(d *doc, obj int) bool {
		// An action is "category.operation", which few other logs have.
		action := d.get(obj, "action")
		return d.is(action, kString) && !d.is(d.get(obj, "actor"), kObject) &&
			(d.get(obj, "actor") >= 0 || d.get(obj, "user") >= 0) &&
			(strings.Contains(d.text(action), ".") || d.get(obj, "org") >= 0 || d.get(obj, "repo") >= 0)
	},
	json: func(b *builder, obj int) {
		b.logJSON(&githubTable, obj)
		if b.bad == nil {
			b.githubHandle()
		}
	},
}

var githubTable = logTable{
	json: []logPath{
		{to: lID, path: "_document_id"},
		{to: lTime, path: "@timestamp"},
		{to: lTime, path: "at_sign_timestamp"},
		{to: lTime, path: "created_at"},
		{to: lAccount, path: "actor_id"},
		{to: lUsername, path: "actor"},
		{to: lIP, path: "actor_ip"},
		{to: lCountry, path: "actor_location.country_code"},
		{to: lCountry, path: "actor_location.country_name"},
		{to: lAction, path: "action"},
		{to: lAgent, path: "user_agent"},
		{to: lApp, path: "programmatic_access_type"},
		{to: lApp, path: "transport_protocol_name"},
		{to: lEmail, path: "external_identity_nameid"},
	},
	settle: func(b *builder, v *logValues, obj int) logVerdict {
		d := &b.doc
		if v[lCountry] == "" { // older exports flatten the object
			v[lCountry] = present(d.at(obj, "actor_location.country_code"))
		}
		if !likeEmail(v[lEmail]) {
			v[lEmail] = ""
		}
		if d.is(d.get(obj, "actor_is_bot"), kTrue) {
			v[lUserType] = "bot"
		}
		if v[lAccount] == "" && v[lUsername] == "" {
			// GitHub acted; the account is the one acted on.
			v[lAccount], v[lUsername] = present(d.at(obj, "user_id")), present(d.at(obj, "user"))
			if v[lAccount] == "" && v[lUsername] == "" {
				b.reject("actor", "an act of GitHub itself, with no user that it is about")
			}
			v.fill(lAccount, strings.ToLower(v[lUsername]))
			return logVerdict{foreign: true}
		}
		v.fill(lAccount, strings.ToLower(v[lUsername]))
		return logVerdict{}
	},
}.compile()

// githubHandle adds the login as a handle, which links with accounts of other
// platforms that name it.
func (b *builder) githubHandle() {
	if login := b.log[lUsername]; login != "" {
		at := model.Time{}
		if ev := b.out.events[b.mark.events:]; len(ev) > 0 {
			at = ev[0].Time
		}
		b.identifier(model.KindHandle, "github:"+login, at, at)
	}
}
