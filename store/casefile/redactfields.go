package casefile

import (
	"cmp"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"
)

func (x *redaction) filterDecisions() {
	r := x.out
	var proposals []Proposal
	for _, p := range r.Proposals {
		had := len(p.Accounts)
		only(x, &p.Accounts, "proposals.accounts", itself)
		only(x, &p.Decided, "proposals.decided", func(s *AccountState) []*Text { return []*Text{&s.Account} })
		if had > 0 && len(p.Accounts) == 0 {
			x.leave("proposals about accounts that were left out", othersRule, 1)
			continue
		}
		for i := range p.Evidence {
			x.blank("proposals.evidence.value", p.Evidence[i].Kind, false, &p.Evidence[i].Value)
		}
		proposals = append(proposals, p)
	}
	r.Proposals = proposals
	var batches []Batch
	for _, b := range r.Batches {
		had := len(b.Results)
		b.Others += only(x, &b.Results, "batches.results", func(s *BatchResult) []*Text { return []*Text{&s.Account} })
		if had > 0 && len(b.Results) == 0 {
			x.leave("batches of accounts that were left out", othersRule, 1)
			continue
		}
		batches = append(batches, b)
	}
	r.Batches = batches
	only(x, &r.Appeals, "appeals about accounts that were left out", func(a *Appeal) []*Text { return []*Text{&a.Account} })
}

// pseudonym is what a profile calls somebody.
var pseudonym = regexp.MustCompile(`^(reviewer|proposer|analyst)-[1-9][0-9]*$`)

// people finds the logins of those who did something, and what each is called instead.
func (x *redaction) people() {
	if x.People == "names" {
		return
	}
	r := x.out
	does := map[string]string{}
	for _, p := range r.Proposals {
		does[p.Made.By] = cmp.Or(does[p.Made.By], "proposer")
	}
	for _, p := range r.Proposals {
		for _, a := range append(slices.Concat(p.Approvals, p.Voided), deref(p.Returned)...) {
			does[a.By] = cmp.Or(does[a.By], "reviewer")
		}
	}
	x.logins = map[string]string{"": ""}
	count := map[string]int{}
	var texts []string
	name := func(login string) {
		if _, known := x.logins[login]; known {
			return
		}
		if redacted := x.old.Profile != "" && x.old.Profile != Full; redacted && x.People == "pseudonyms" && pseudonym.MatchString(login) {
			x.logins[login] = login
			return
		}
		role := cmp.Or(does[login], "analyst")
		count[role]++
		if x.logins[login] = fmt.Sprintf("%s-%d", role, count[role]); x.People == "none" {
			x.logins[login] = ""
		}
		texts = append(texts, login)
	}
	for _, p := range r.People {
		name(p.Login)
	}
	loginsIn(reflect.ValueOf(r).Elem(), func(login *string) { name(*login) })
	x.leave("logins of investigators", "people", len(texts))
	loginsIn(reflect.ValueOf(r).Elem(), func(login *string) { *login = x.logins[*login] })
	for i := range r.People {
		p := &r.People[i]
		for _, person := range p.Persons {
			if _, known := x.logins[person]; !known {
				x.logins[person] = x.logins[p.Login]
				texts = append(texts, person)
			}
		}
		x.leave("people.persons", "people", len(p.Persons))
		if p.Key != "" {
			x.leave("people.key", "people", 1)
		}
		p.Persons, p.Key = nil, ""
	}
	if x.People == "none" {
		x.leave("people", "people", len(r.People))
		r.People = nil
	}
	slices.SortStableFunc(r.People, func(a, b Person) int { return cmp.Compare(a.Login, b.Login) })
	if len(texts) > 0 {
		slices.SortFunc(texts, func(a, b string) int { return cmp.Compare(len(b), len(a)) }) // the longest that fits
		for i, login := range texts {
			if lower := strings.ToLower(login); x.logins[lower] == "" {
				x.logins[lower] = x.logins[login]
			}
			texts[i] = regexp.QuoteMeta(strings.ToValidUTF8(login, "\uFFFD"))
		}
		x.login = regexp.MustCompile("(?i)" + strings.Join(texts, "|"))
	}
}

func deref[T any](p *T) []T {
	if p == nil {
		return nil
	}
	return []T{*p}
}

// rename gives a text with nobody's login in it.
func (x *redaction) rename(t Text) Text {
	if x.login == nil {
		return t
	}
	s := string(t)
	var b strings.Builder
	done := 0
	for _, at := range x.login.FindAllStringIndex(s, -1) {
		if standsAlone(s, at[0], at[1]) {
			b.WriteString(s[done:at[0]])
			b.WriteString(cmp.Or(x.logins[strings.ToLower(s[at[0]:at[1]])], "somebody"))
			done = at[1]
		}
	}
	return Text(b.String() + s[done:])
}

// loginsIn goes over all logins in a record.
func loginsIn(v reflect.Value, each func(login *string)) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			switch f.Name {
			case "By", "Actor", "Owner", "Login":
				each(v.Field(i).Addr().Interface().(*string))
			default:
				loginsIn(v.Field(i), each)
			}
		}
	case reflect.Slice:
		if k := v.Type().Elem().Kind(); k == reflect.Struct {
			for i := range v.Len() {
				loginsIn(v.Index(i), each)
			}
		}
	case reflect.Pointer:
		if !v.IsNil() {
			loginsIn(v.Elem(), each)
		}
	}
}

// judged are the fields that were looked at before the texts are: ids of accounts and
// rings, and values of a kind.
var judged = map[string]bool{
	"accounts.id": true, "accounts.native_id": true, "accounts.ring": true, "rings.id": true, "rings.members": true, "rings.bridges.a": true, "rings.bridges.b": true,
	"links.a": true, "links.b": true, "notes.accounts": true, "proposals.accounts": true, "proposals.decided.account": true, "batches.results.account": true,
	"appeals.account": true, "case.values.value": true, "accounts.username": true, "accounts.display_name": true, "accounts.email": true,
	"accounts.identifiers.value": true, "accounts.identifiers.raw": true, "accounts.watch.value": true, "accounts.watch.listed": true,
	"accounts.detail.events.ip": true, "accounts.detail.events.device_id": true, "accounts.detail.events.session_id": true,
	"links.evidence.value": true, "rings.values.value": true, "proposals.evidence.value": true,
}

// written are the fields that people write to and that are no [Text]. Policies are not
// among them, for they are made known.
var written = map[string]bool{"case.tags": true, "case.queue": true, "case.steps.text": true, "proposals.warnings.text": true,
	"proposals.approvals.void": true, "proposals.voided.void": true, "proposals.returned.void": true}

// tidy empties all fields of a struct that the profile does not keep, and all texts in the
// others that name somebody who is not to be named.
func (x *redaction) tidy(v reflect.Value, prefix string) {
	for i := range v.NumField() {
		field, f := v.Type().Field(i), v.Field(i)
		name := nameOf(field)
		path := prefix + name
		switch {
		case field.Anonymous:
			x.tidy(f, prefix)
		case name == "-" || prefix == "" && slices.Contains(always, name):
		case !x.kept[path]:
			x.drop(field, f, path)
		default:
			x.tidyField(f, path)
		}
	}
}

// NotKept is the Why of what was left out because the profile's keep does not name it.
const NotKept = "keep"

var reasons = map[string]string{
	NotKept: "the profile does not keep it", "roles": "the profile has accounts of other roles alone", "dismissed": "the profile leaves cleared accounts out",
	"protected": "the profile leaves protected accounts out", "people": "the profile does not name investigators", "accounts": "the profile has numbers in place of ids",
	"kinds": "the profile does not have values of their kind", "statuses": "the profile does not have values of their status", "hubs": "the profile leaves common values out",
	"times": "the profile has days alone",
}

// WhyLeftOut gives words for the Why of a [LeftOut], which may be a key of a profile; any other
// is words already.
func WhyLeftOut(why string) string {
	if words := reasons[why]; words != "" {
		return words
	}
	return why
}

func (x *redaction) drop(field reflect.StructField, f reflect.Value, path string) {
	n, why := 0, NotKept
	switch {
	case f.Kind() == reflect.Slice && f.Type().Elem().Kind() != reflect.Uint8:
		n = f.Len()
	case !f.IsZero():
		n = 1
	}
	if secret[path] || path == "accounts.detail.rows" {
		why = houseRule
	}
	x.leave(path, why, n)
	f.SetZero()
	if f.Kind() == reflect.Slice && !strings.Contains(field.Tag.Get("json"), "omitempty") {
		f.Set(reflect.MakeSlice(f.Type(), 0, 0)) // else it would be null
	}
}

func (x *redaction) tidyField(f reflect.Value, path string) {
	switch f.Kind() {
	case reflect.Struct:
		if t, ok := f.Addr().Interface().(*Time); ok {
			x.cut(t)
		} else {
			x.tidy(f, path+".")
		}
	case reflect.Pointer:
		if !f.IsNil() {
			x.tidyField(f.Elem(), path)
		}
	case reflect.Slice:
		if f.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		for i := range f.Len() {
			x.tidyField(f.Index(i), path)
		}
		switch list := f.Addr().Interface().(type) {
		case *[]Text:
			*list = slices.DeleteFunc(*list, func(t Text) bool { return t == "" })
		case *[]string:
			*list = slices.DeleteFunc(*list, func(s string) bool { return s == "" })
		}
	case reflect.String:
		if f.Type() == textType || written[path] {
			f.SetString(string(x.text(path, Text(f.String()))))
		}
	}
}

var textType = reflect.TypeFor[Text]()

// text gives a text as it may stay: empty where it names somebody.
func (x *redaction) text(path string, t Text) Text {
	if judged[path] || t == "" {
		return t
	}
	if t = x.rename(t); x.others.in(t) {
		x.leave(path, othersRule, 1)
		return ""
	}
	return t
}

// cut cuts a time to its day where the profile says so.
func (x *redaction) cut(t *Time) {
	if x.Dates && t.Known() {
		*t = Time{Milli: t.UTC().Truncate(24 * time.Hour).UnixMilli()}
	}
}

// detail gives the details of an account as they may stay.
func (x *redaction) detail(account int) (Detail, error) {
	d, err := x.old.Details(x.was[account])
	if err != nil {
		return d, err
	}
	d = clone(reflect.ValueOf(d)).Interface().(Detail)
	for i := range d.Events {
		e := &d.Events[i]
		x.blank("accounts.detail.events.ip", "ip", false, &e.IP)
		x.blank("accounts.detail.events.device_id", "device", false, &e.DeviceID)
		x.blank("accounts.detail.events.session_id", "session", false, &e.SessionID)
	}
	x.tidy(reflect.ValueOf(&d).Elem(), "accounts.detail.")
	return d, nil
}

// clone gives a value that shares nothing with the old one that could be changed.
func clone(v reflect.Value) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			out.Set(reflect.New(v.Type().Elem()))
			out.Elem().Set(clone(v.Elem()))
		}
	case reflect.Slice:
		if !v.IsNil() {
			out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
			for i := range v.Len() {
				out.Index(i).Set(clone(v.Index(i)))
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			out.Field(i).Set(clone(v.Field(i)))
		}
	default:
		out.Set(v)
	}
	return out
}
