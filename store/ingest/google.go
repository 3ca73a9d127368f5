package ingest

import (
	"strconv"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

var googleProfile = profile{
	Profile: Profile{
		Name:    "google",
		Title:   "Google Workspace Reports API: login and other activities",
		Formats: `JSON Lines, JSON, {"items":[...]}`,
		Reads: "actor, address, AS number, region and every event of an activity; of a sign-in by Google itself the user " +
			"that it affects. There is no user agent in these logs",
		Platform: "google",
	},
	looks: func(d *doc, obj int) bool { return d.path(obj, "id", "applicationName") >= 0 },
	json: func(b *builder, obj int) {
		b.logJSON(&googleTable, obj)
		if b.bad == nil {
			b.googleEvents(obj)
		}
	},
}

// googleTable has the fields of an activity; its events are googleEvents. Some
// shippers flatten the first event into the activity.
var googleTable = logTable{
	json: []logPath{
		{to: lID, path: "id.uniqueQualifier"},
		{to: lID, path: "id.uniqQualifier"},
		{to: lTime, path: "id.time"},
		{to: lAccount, path: "actor.profileId"},
		{to: lUsername, path: "actor.email"},
		{to: lIP, path: "ipAddress"},
		{to: lCountry, path: "networkInfo.regionCode"},
		{to: lRegion, path: "networkInfo.subdivisionCode"},
		{to: lApp, path: "id.applicationName"},
	},
	settle: func(b *builder, v *logValues, obj int) logVerdict {
		d := &b.doc
		for e := range d.items(d.path(obj, "networkInfo", "ipAsn")) {
			v.fill(lASN, d.text(e))
		}
		first := obj
		for e := range d.items(d.get(obj, "events")) {
			first = e
			break
		}
		v[lAction] = d.at(first, "name")
		v.fill(lIP, googleParameter(d, first, "ip_address")) // of calls
		if v[lAccount] == "" && v[lUsername] == "" {
			if who := googleParameter(d, first, "affected_email_address"); who != "" {
				v[lUsername] = who
			} else {
				b.reject("actor", "an act of Google or of a key, with no user that it affects")
				return logVerdict{}
			}
		}
		v.loginIsEmail()
		v.fill(lAccount, strings.ToLower(v[lUsername]))
		r := googleResult(d, first)
		v[lDetail] = googleParameter(d, first, "login_failure_type")
		return logVerdict{result: r}
	},
}.compile()

// googleEvents adds the second and further events of an activity, which differ
// from the first in what was done only.
func (b *builder) googleEvents(obj int) {
	d, o := &b.doc, b.out
	n := 0
	for e := range d.items(d.get(obj, "events")) {
		if n++; n == 1 {
			continue
		}
		ev := o.events[b.mark.events]
		if ev.ID != "" {
			ev.ID += model.Untrusted("/" + strconv.Itoa(n))
		}
		action := d.at(e, "name")
		if !b.within("events.name", action, b.limits.Name) || !b.room() {
			return
		}
		ev.Action = model.Untrusted(action)
		ev.Result, ev.Detail = googleResult(d, e), model.Untrusted(googleParameter(d, e, "login_failure_type"))
		o.events = append(o.events, ev)
	}
}

func googleResult(d *doc, event int) model.Result {
	switch d.at(event, "name") {
	case "login_success", "CHROME_OS_LOGIN_EVENT":
		return model.ResultSuccess
	case "login_failure", "CHROME_OS_LOGIN_FAILURE_EVENT":
		return model.ResultFailure
	case "login_challenge", "login_verification":
		if status := googleParameter(d, event, "login_challenge_status"); status != "" {
			switch {
			case strings.Contains(strings.ToLower(status), "pass"):
				return model.ResultSuccess
			case strings.Contains(strings.ToLower(status), "fail"):
				return model.ResultFailure
			}
		}
		return model.ResultChallenge
	}
	return model.ResultUnknown
}

// googleParameter reads a parameter of an event: from a list of {name, value},
// as the API has it, or from an object, as shippers write it.
func googleParameter(d *doc, event int, name string) string {
	list := d.get(event, "parameters")
	if d.is(list, kObject) {
		return d.at(list, name)
	}
	for p := range d.items(list) {
		if d.at(p, "name") == name {
			if s := d.at(p, "value"); s != "" {
				return s
			}
			for v := range d.items(d.get(p, "multiValue")) {
				return d.text(v)
			}
		}
	}
	return ""
}
