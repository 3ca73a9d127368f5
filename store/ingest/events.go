package ingest

import (
	"math"
	"strconv"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// eventText is an event as the text of its fields.
type eventText struct {
	id, time, action                string
	ip, asn, asOrg                  string
	country, region, city, lat, lon string
	device, agent, session, app     string
	result, detail                  string
}

// event adds an event at a time to the row. Where own is set, its address,
// device and session are the account's and become identifiers.
func (b *builder) event(e *eventText, at model.Time, result model.Result, own bool) {
	for _, f := range [...]struct {
		name, v string
		limit   int
	}{
		{"event id", e.id, b.limits.Name}, {"action", e.action, b.limits.Name}, {"ip", e.ip, b.limits.Name},
		{"as_org", e.asOrg, b.limits.Name}, {"region", e.region, b.limits.Name}, {"city", e.city, b.limits.Name},
		{"device", e.device, b.limits.Name}, {"session", e.session, b.limits.Name}, {"app", e.app, b.limits.Text},
		{"user_agent", e.agent, b.limits.Text}, {"result", e.detail, b.limits.Text},
	} {
		if !b.within(f.name, f.v, f.limit) {
			return
		}
	}
	if !b.room() {
		return
	}
	ev := model.Event{
		ID: model.Untrusted(e.id), Time: at, Action: model.Untrusted(e.action),
		ASN: asNumber(e.asn), ASOrg: model.Untrusted(e.asOrg),
		Region: model.Untrusted(e.region), City: model.Untrusted(e.city),
		DeviceID: model.Untrusted(e.device), UserAgent: model.Untrusted(e.agent),
		ClientApp: model.Untrusted(e.app), SessionID: model.Untrusted(e.session),
		Result: result, Detail: model.Untrusted(e.detail),
	}
	if e.country != "" {
		if ev.Country = countryCode(e.country); ev.Country == "" && !isPlaceholderCountry(e.country) {
			b.note("a country that is not known by this name or code was left out of its event")
		}
	}
	ev.Latitude, ev.Longitude = position(e.lat, e.lon)
	switch {
	case own:
		ev.IP = address(b.identifier(model.KindIP, e.ip, at, at), e.ip)
		b.identifier(model.KindDevice, e.device, at, at)
		b.identifier(model.KindSession, e.session, at, at)
	case e.ip != "":
		ev.IP = address(b.canon.Identify(model.KindIP, model.Untrusted(trim(e.ip)), ""), e.ip)
	}
	b.saw(at)
	b.out.events = append(b.out.events, ev)
}

// isPlaceholderCountry tells the words that logs write for "not known".
func isPlaceholderCountry(s string) bool {
	switch strings.ToLower(s) {
	case "unknown", "xx", "zz", "none", "null", "-":
		return true
	}
	return false
}

// asNumber reads "AS64500" or "64500"; 0 when there is none.
func asNumber(s string) uint32 {
	s = trim(s)
	if len(s) > 2 && s[0]|0x20 == 'a' && s[1]|0x20 == 's' {
		s = s[2:]
	}
	n, err := strconv.ParseUint(s, 10, 32)
	if err != nil {
		return 0
	}
	return uint32(n)
}

// position reads a latitude and a longitude; both are 0 unless both are degrees.
func position(lat, lon string) (float32, float32) {
	if lat == "" || lon == "" {
		return 0, 0
	}
	y, err1 := strconv.ParseFloat(lat, 32)
	x, err2 := strconv.ParseFloat(lon, 32)
	if err1 != nil || err2 != nil || !(math.Abs(y) <= 90 && math.Abs(x) <= 180) {
		return 0, 0
	}
	return float32(y), float32(x)
}

// resultOf reads the words that platforms have for how a sign-in ended.
func resultOf(s string) model.Result {
	switch strings.ToLower(trim(s)) {
	case "success", "succeeded", "successful", "ok", "allow", "allowed", "true", "login_success":
		return model.ResultSuccess
	case "failure", "failed", "fail", "error", "deny", "denied", "block", "blocked", "false", "rejected", "login_failure":
		return model.ResultFailure
	case "challenge", "challenged", "interrupted", "pending", "mfa", "login_challenge":
		return model.ResultChallenge
	}
	return model.ResultUnknown
}

// signinJSON reads one element of "signins".
func (b *builder) signinJSON(n int) {
	d := &b.doc
	if !d.is(n, kObject) {
		b.note("a sign-in that is not an object was left out")
		return
	}
	var e eventText
	for k := n + 1; k < int(d.nodes[n].next); k = int(d.nodes[k+1].next) {
		var to *string
		switch d.text(k) {
		case "id":
			to = &e.id
		case "time":
			to = &e.time
		case "action":
			to = &e.action
		case "ip":
			to = &e.ip
		case "asn":
			to = &e.asn
		case "as_org":
			to = &e.asOrg
		case "country":
			to = &e.country
		case "region":
			to = &e.region
		case "city":
			to = &e.city
		case "latitude", "lat":
			to = &e.lat
		case "longitude", "lon":
			to = &e.lon
		case "device":
			to = &e.device
		case "user_agent":
			to = &e.agent
		case "session":
			to = &e.session
		case "app":
			to = &e.app
		case "result":
			to = &e.result
		case "detail":
			to = &e.detail
		default:
			continue
		}
		*to = d.text(k + 1)
	}
	at, ok := timeForm{}.parse(e.time)
	if !ok {
		b.note("a sign-in whose time cannot be read was left out")
		return
	}
	b.signinResult(&e, at)
}

// signin adds the event that an account row is.
func (b *builder) signin(one *[tScalars]string, at model.Time) {
	e := eventText{id: one[tEventID], action: one[tEventAction], ip: one[tEventIP], asn: one[tEventASN],
		asOrg: one[tEventASOrg], country: one[tEventCountry], region: one[tEventRegion], city: one[tEventCity],
		lat: one[tEventLatitude], lon: one[tEventLongitude], device: one[tEventDevice], agent: one[tEventAgent],
		session: one[tEventSession], app: one[tEventApp], result: one[tEventResult], detail: one[tEventDetail]}
	b.signinResult(&e, at)
}

func (b *builder) signinResult(e *eventText, at model.Time) {
	r := resultOf(e.result)
	if e.detail == "" && r == model.ResultUnknown {
		e.detail = e.result
	}
	b.event(e, at, r, true)
}
