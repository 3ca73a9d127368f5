package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"strconv"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// acctValues is an account export's row before anything is made of it.
type acctValues struct {
	one     [tScalars]string
	many    []acctValue
	signals []int // nodes of doc, or -1-i for texts[i]
	tags    []string
	texts   []string
	signins int // node of doc; 0 is none, as it can never be the root

	keys   map[string]int // places in known, because rows share their keys
	known  []knownKey
	latest int // the place of the key looked up last
}

// knownKey is what a key was read as, and the place of the key that came after
// it last time: it nearly always does again.
type knownKey struct {
	name string
	t    target
	next int
}

// maxKeys bounds the keys that are remembered.
const maxKeys = 4096

func (v *acctValues) target(key string) target {
	if v.keys == nil {
		v.keys, v.known = map[string]int{}, []knownKey{{}}
	}
	last := &v.known[v.latest]
	if likely := &v.known[last.next]; likely.name == key && last.next > 0 {
		v.latest = last.next
		return likely.t
	}
	at, ok := v.keys[key]
	if !ok {
		t := accountFields[fieldName(key)]
		if len(v.known) > maxKeys {
			return t
		}
		at = len(v.known)
		name := strings.Clone(key)
		v.known = append(v.known, knownKey{name: name, t: t})
		v.keys[name] = at
	}
	v.known[v.latest].next, v.latest = at, at
	return v.known[at].t
}

type acctValue struct {
	t           target
	v           string
	first, last string
}

func (v *acctValues) reset() {
	v.one = [tScalars]string{}
	v.many, v.signals, v.tags, v.texts, v.signins = v.many[:0], v.signals[:0], v.tags[:0], v.texts[:0], 0
}

// accountJSON reads an object of a generic account export.
func (b *builder) accountJSON(obj int) {
	d, v := &b.doc, &b.acct
	v.reset()
	for k := obj + 1; k < int(d.nodes[obj].next); k = int(d.nodes[k+1].next) {
		b.put(v.target(d.text(k)), k+1)
	}
	b.buildAccount(timeForm{})
}

// put takes the value of node n as t.
func (b *builder) put(t target, n int) {
	d, v := &b.doc, &b.acct
	node := &d.nodes[n]
	switch {
	case node.kind == kNull:
	case t == tIgnored:
		b.note(ignoredWhy)
	case t == tUnknown:
	case t == tSignins:
		v.signins = n
	case t == tSignals:
		for e := range d.items(n) {
			v.signals = append(v.signals, e)
		}
	case t == tTags:
		for e := range d.items(n) {
			v.tags = append(v.tags, d.text(e))
		}
	case node.kind == kArray:
		for e := range d.items(n) {
			b.put(t, e)
		}
	case node.kind == kObject && t > tScalars:
		b.putObject(t, n)
	case node.kind == kObject:
		b.note("an object where a plain value should be was left out")
	default:
		v.put(t, d.text(n), "", "")
	}
}

// putObject takes {"value","first_seen","last_seen"}, or a payment instrument
// {"kind","fingerprint","country"}.
func (b *builder) putObject(t target, n int) {
	d := &b.doc
	value := d.at(n, "value")
	if t == tPayment {
		value = d.at(n, "fingerprint")
		t = tKind0 + target(model.KindPayment)
		if k, ok := model.KindByName(d.at(n, "kind")); ok && k.Family() == "money" {
			t = tKind0 + target(k)
		}
	}
	if value == "" {
		b.note("an object without a value was left out")
		return
	}
	b.acct.put(t, value, d.at(n, "first_seen"), d.at(n, "last_seen"))
}

// put takes one plain value. Of several for one field the first counts.
func (v *acctValues) put(t target, s, first, last string) {
	switch {
	case t < tScalars:
		if v.one[t] == "" {
			v.one[t] = trim(s)
		}
	case t == tSignals:
		v.texts = append(v.texts, s)
		v.signals = append(v.signals, -len(v.texts))
	case t == tTags:
		v.tags = append(v.tags, s)
	default:
		v.many = append(v.many, acctValue{t, s, first, last})
	}
}

// putText takes the text of a CSV cell, which holds several values between ";"
// or "|" where its column can have several.
func (b *builder) putText(t target, s string) {
	v := &b.acct
	switch {
	case t == tUnknown || trim(s) == "":
	case t == tIgnored:
		b.note(ignoredWhy)
	case t == tSignins:
		b.note("sign-ins are read from JSON only, or from columns signin_time, signin_ip and so on")
	case t < tScalars, t == tResumeText:
		v.put(t, s, "", "")
	default:
		between := ";|"
		switch t {
		case tKind0 + target(model.KindName), tKind0 + target(model.KindAddress), tKind0 + target(model.KindURL):
			between = ";"
		}
		for s != "" {
			i := strings.IndexAny(s, between)
			if i < 0 {
				i = len(s)
			}
			if one := trim(s[:i]); one != "" {
				v.put(t, one, "", "")
			}
			s = s[min(i+1, len(s)):]
		}
	}
}

// accountCSV reads a row of a generic account export.
func (b *builder) accountCSV() {
	v := &b.acct
	v.reset()
	for i, t := range b.plan.columns {
		if i < len(b.fields) {
			b.putText(t, b.fields[i])
		}
	}
	b.buildAccount(timeForm{})
}

// buildAccount makes the row of what was put.
func (b *builder) buildAccount(form timeForm) {
	v, a := &b.acct, &b.account
	one := &v.one
	emails := 0
	var email, name string
	for i := range v.many {
		switch m := &v.many[i]; m.t {
		case tKindEmail:
			if emails++; emails == 1 {
				email = trim(m.v)
			}
		case tKind0 + target(model.KindName):
			if name == "" {
				name = trim(m.v)
			}
		case tKind0 + target(model.KindCard):
			b.hideCard(model.KindCard, trim(m.v))
		case tKind0 + target(model.KindPayment), tPayment:
			b.hideCard(model.KindPayment, trim(m.v))
		}
	}
	display := one[tDisplayName]
	if display == "" {
		display = name
	}

	a.ID.Platform = b.platform(one[tPlatform])
	switch {
	case one[tAccount] != "":
		a.ID.Native = model.Untrusted(one[tAccount])
	case one[tUsername] != "":
		a.ID.Native = model.Untrusted(strings.ToLower(one[tUsername]))
		b.note("there is no account_id: the username stands for it")
	case email != "":
		a.ID.Native = model.Untrusted(strings.ToLower(email))
		b.note("there is no account_id: the e-mail address stands for it")
	default:
		b.reject("account_id", "no account_id, username or email in this row")
		return
	}
	if !b.within("account_id", string(a.ID.Native), b.limits.Name) {
		return
	}

	a.CreatedAt = b.time(form, "created_at", one[tCreated])
	a.FirstSeen = b.time(form, "first_seen", one[tFirstSeen])
	a.LastSeen = b.time(form, "last_seen", one[tLastSeen])
	flagged := b.time(form, "flagged_at", one[tFlaggedAt])
	asOf := a.LastSeen
	if !asOf.Known() {
		asOf = flagged
	}
	var signin model.Time
	if one[tEventTime] != "" {
		var ok bool
		if signin, ok = form.parse(one[tEventTime]); !ok {
			b.reject("signin_time", "not a time that can be read")
			return
		}
		if !asOf.Known() {
			asOf = signin
		}
	}

	b.fact(model.FieldUsername, one[tUsername], asOf)
	b.fact(model.FieldDisplayName, display, asOf)
	b.fact(model.FieldEmail, email, asOf)
	b.fact(model.FieldStatus, one[tStatus], asOf)
	b.fact(model.FieldUserType, one[tUserType], asOf)
	b.country(one[tCountry], asOf)
	b.fact(model.FieldTimezone, one[tTimezone], asOf)
	b.fact(model.FieldCity, one[tCity], asOf)
	b.fact(model.FieldEmployer, one[tEmployer], asOf)
	b.fact(model.FieldTitle, one[tTitle], asOf)
	b.fact(model.FieldBio, one[tBio], asOf)
	b.fact(model.FieldPhoneType, one[tPhoneType], asOf)

	none := model.Time{}
	b.identifier(model.KindUsername, one[tUsername], none, none)
	b.identifier(model.KindName, one[tDisplayName], none, none)
	for i := range v.many {
		b.acctIdentifier(&v.many[i], form)
	}
	b.flag(flagged)
	b.addSignals()
	for _, t := range v.tags {
		if t = trim(t); t != "" && b.within("tags", t, b.limits.Name) && b.room() {
			b.out.tags = append(b.out.tags, model.Untrusted(t))
		}
	}
	if v.signins != 0 {
		for e := range b.doc.items(v.signins) {
			b.signinJSON(e)
		}
	}
	if signin.Known() {
		b.signin(one, signin)
	}
}

// platform chooses the platform of a row.
func (b *builder) platform(s string) string {
	if s == "" {
		if s = b.plan.platform; s == "" {
			return "unknown"
		}
	}
	if !validPlatform(s) {
		s = strings.ToLower(strings.ReplaceAll(s, " ", "-"))
		if !validPlatform(s) {
			b.reject("platform", "not a platform's name: use letters, digits, '.', '_' and '-', at most 64")
		}
	}
	return s
}

// acctIdentifier makes an identifier of a value.
func (b *builder) acctIdentifier(m *acctValue, form timeForm) {
	var first, last model.Time
	if m.first != "" || m.last != "" {
		first, last = b.time(form, "first_seen", m.first), b.time(form, "last_seen", m.last)
	}
	switch {
	case m.t >= tKind0:
		b.identifier(model.Kind(m.t-tKind0), m.v, first, last)
	case m.t >= tService0:
		if v := trim(m.v); v != "" {
			b.identifier(model.KindHandle, services[m.t-tService0]+":"+v, first, last)
		}
	case m.t == tPayment:
		b.identifier(model.KindPayment, m.v, first, last)
	case m.t == tResumeText:
		if v := trim(m.v); v != "" && b.within("resume_text", v, b.limits.Text) {
			sum := sha256.Sum256([]byte(v))
			b.identifier(model.KindResume, hex.EncodeToString(sum[:]), first, last)
		}
	}
}

func (b *builder) flag(at model.Time) {
	one := &b.acct.one
	score := b.score(one[tScore])
	if one[tFlagReason] == "" && one[tFlagSource] == "" && !at.Known() && score == 0 {
		return
	}
	if score == 0 && one[tScore] != "" {
		if x, err := strconv.ParseFloat(one[tScore], 64); err == nil && x >= 0 && x < 1 {
			b.note("risk_score is 0, which stands for none: a flag without a score counts as a score of 20")
		}
	}
	if b.within("flag_reason", one[tFlagReason], b.limits.Text) && b.within("flag_source", one[tFlagSource], b.limits.Name) {
		b.out.flags = append(b.out.flags, model.Flag{Source: model.Untrusted(one[tFlagSource]),
			Reason: model.Untrusted(one[tFlagReason]), Score: score, Time: at})
	}
}

func (b *builder) score(s string) uint8 {
	if s == "" {
		return 0
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil || !(x >= 0 && x <= 100) {
		b.note("risk_score is not a number from 0 to 100, and was left out")
		return 0
	}
	return uint8(math.Round(x))
}

// addSignals takes the codes, or objects with code, facts, counter and severity.
func (b *builder) addSignals() {
	v, d := &b.acct, &b.doc
	for _, n := range v.signals {
		var s model.Signal
		switch {
		case n < 0:
			s.Code = v.texts[-1-n]
		case d.is(n, kObject):
			s.Code = d.at(n, "code")
			s.Facts, s.Counter = model.Untrusted(d.at(n, "facts")), model.Untrusted(d.at(n, "counter"))
			if sev := d.at(n, "severity"); len(sev) == 1 && sev[0] >= '0' && sev[0] <= '3' {
				s.Severity = sev[0] - '0'
			}
			if !b.within("signals", string(s.Facts), b.limits.Text) || !b.within("signals", string(s.Counter), b.limits.Text) {
				return
			}
		default:
			s.Code = d.text(n)
		}
		s.Code = strings.ToUpper(trim(s.Code))
		if !validCode(s.Code) {
			b.note("a signal whose code is not upper-case letters, digits and '-' was left out")
			continue
		}
		if !b.room() {
			return
		}
		b.out.signals = append(b.out.signals, s)
	}
}

func validCode(s string) bool {
	for _, c := range []byte(s) {
		if !(c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-') {
			return false
		}
	}
	return s != "" && len(s) <= 32
}
