package synth

import (
	"math/bits"

	"github.com/seed-28a39f10/clew/model"
)

// canonical is a style of spelling without anything to undo.
const canonical = 15

// appendValue writes a value as this account's source spells it.
func (g *generator) appendValue(dst []byte, v *ref) []byte {
	return g.appendSpelled(dst, v, hash(g.account.key, v.key))
}

// appendSpelled writes a value in the style of spelling that is asked for; equal
// styles give equal spellings.
func (g *generator) appendSpelled(dst []byte, v *ref, style uint64) []byte {
	p, a := g.plan, &g.account
	start := len(dst)
	switch {
	case v.form == placeholder:
		return appendPlaceholder(dst, v)
	case v.form == typo && v.kind == model.KindWallet: // one digit short
		return appendHex(append(dst, "0x"...), v.key, 39)
	case v.form == typo:
		dst = appendContact(dst, &a.who, v.key, canonical)
		for dst[len(dst)-1] != '.' {
			dst = dst[:len(dst)-1]
		}
		return append(dst, "con"...)
	case v.form == loginOf:
		gr, member := p.locate(int(v.key))
		who := p.person(int(v.key), &gr, member)
		return p.appendLogin(dst, int(v.key), &who, style)
	}
	switch v.kind {
	case model.KindRecoveryEmail, model.KindCommitEmail, model.KindPayPal:
		if v.form == ofOwner {
			return appendContact(dst, &a.who, v.key, style)
		}
		someone := newPerson(card{script: script(v.key >> 8 % uint64(scripts))}, v.key, hash(v.key, 'f'))
		return appendContact(dst, &someone, v.key, style)
	case model.KindPhone, model.KindRecoveryPhone:
		c := places[a.who.place].code
		return appendPhone(dst, v.key, style, c == "US" || c == "CA")
	case model.KindIP:
		if v.form != ipHome && style%64 == 0 {
			dst = append(dst, "::ffff:"...) // as dual-stack servers log it
		}
		return appendIP(dst, v)
	case model.KindDevice, model.KindMFADevice:
		dst = appendUUID(dst, v.key)
		if style%16 == 0 {
			upper(dst[start:])
		}
		return dst
	case model.KindFingerprint:
		return appendHex(dst, v.key, 32)
	case model.KindSession:
		return appendHex(dst, v.key, 24)
	case model.KindWallet:
		return appendHex(append(dst, "0x"...), v.key, 40)
	case model.KindIBAN:
		return appendIBAN(dst, v.key, style)
	case model.KindPayment:
		return appendToken(append(dst, "pay-"...), v.key, 15)
	case model.KindHandle:
		return appendToken(append(dst, "github:"...), v.key, 12)
	case model.KindURL:
		return append(appendToken(append(dst, "https://"...), v.key, 12), ".example/about"...)
	case model.KindAddress:
		return appendAddress(dst, v.key, style)
	case model.KindDocument:
		return appendHex(append(dst, "XMPL-"...), v.key, 12)
	}
	return appendHex(dst, v.key, 64) // file hashes
}

// keysOf are the names of a kind's member with one value and with several.
var keysOf = func() (keys [64][2]string) {
	for _, k := range model.Kinds() {
		keys[k] = [2]string{k.String(), k.String()}
	}
	for _, k := range []model.Kind{
		model.KindIP, model.KindDevice, model.KindFingerprint, model.KindSession, model.KindPhone,
		model.KindWallet, model.KindPhoto,
	} {
		keys[k][1] += "s"
	}
	return keys
}()

// appendRecord writes the account as one line.
func (g *generator) appendRecord(dst []byte) []byte {
	p, a := g.plan, &g.account
	o := object{append(dst, '{')}
	at := &places[a.who.place]
	r := rng{hash(a.key, 'r')}

	o.text("platform", platformNames[a.platform])
	from := o.open("account_id")
	o.buf = p.appendID(o.buf, a.seat, false)
	o.close(from)
	from = o.open("username")
	o.buf = p.appendUsername(o.buf, a.seat, &a.who)
	o.close(from)
	from = o.open("display_name")
	o.buf = a.who.appendName(o.buf)
	o.close(from)
	from = o.open("email")
	o.buf = p.appendLogin(o.buf, a.seat, &a.who, canonical)
	o.close(from)
	o.time("created_at", a.created)
	o.time("first_seen", a.first)
	o.time("last_seen", a.last)
	if hash(a.who.key, 'c')%16 == 0 {
		o.text("claimed_country", at.name)
	} else {
		o.text("claimed_country", at.code)
	}
	o.text("claimed_timezone", at.zone)
	if r.permille(600) {
		o.text("claimed_city", at.city)
	}
	g.appendClaims(&o, &r)
	o.text("status", statusOf(&r))
	o.text("user_type", [...]string{"member", "member", "member", "guest"}[r.n(4)])
	if a.counts[model.KindPhone] > 0 {
		o.text("phone_type", [...]string{"mobile", "mobile", "voip", "landline"}[r.n(4)])
	}
	g.appendFlag(&o, &r)
	g.appendIdentifiers(&o)
	if len(g.events) > 0 {
		g.appendSignins(&o)
	}
	return append(o.buf, '}', '\n')
}

var employers = [...]string{
	"Bluewater Example GmbH", "Copperleaf Sample Inc.", "Driftwood Test Labs", "Eastgate Example Ltd",
	"Fernhill Sample Systems", "Granite Example Software", "Halcyon Test Health", "Indigo Sample Bank",
	"Juniper Example Foods", "Kestrel Test Airways", "Lantern Sample Media", "Meadow Example Insurance",
	"Northlight Test Robotics", "Orchard Sample Energy", "Pinecone Example Games", "Quarry Test Logistics",
	"Redwood Sample Clinics", "Saltmarsh Example Studios", "Thistle Test Security", "Upland Sample Retail",
	"Violet Example Travel", "Willow Test Analytics", "Yarrow Sample Legal", "Zephyr Example Cloud",
}

var titles = [...]string{
	"Software engineer", "Full-stack developer", "Front-end developer", "DevOps engineer", "Data analyst",
	"Mobile developer", "QA engineer", "Designer", "Translator", "Accountant", "Project manager", "Support agent",
}

var bios = [...]string{
	"Ten years of experience in web applications, payments and clean code.",
	"I build reliable back ends and enjoy long walks, in that order.",
	"Open to remote work in any time zone. Fast, friendly, available now.",
	"Mobile and blockchain developer. Delivered more than forty projects.",
	"Translator between people and machines; three languages, two cats.",
	"Former teacher who fell into test automation and stayed.",
	"Looking for long-term contracts with teams that write things down.",
	"Small business owner. Bookkeeping, invoices and the occasional web site.",
	"Self-taught designer with an eye for type and a weakness for grids.",
	"Cloud migrations, on-call rotations, quiet weekends.",
}

// appendClaims writes what the account says of its work.
func (g *generator) appendClaims(o *object, r *rng) {
	a := &g.account
	job := r.next()
	employer, title := employers[job%24], titles[job>>8%12]
	if c := a.cast; c != nil && c.employer != "" {
		employer, title = c.employer, c.title
	} else if a.group.role == ring && a.group.habit == byFarm {
		employer = employers[(a.member+int(a.group.key%24))%24] // one laptop per employer
	}
	if job>>16%10 < 6 || a.cast != nil || a.group.habit == byFarm && a.group.role == ring {
		o.text("employer", employer)
		o.text("title", title)
	}
	switch bio := hash(a.key, 'b'); {
	case oneIn(1500, bio):
		from := o.open("bio")
		o.buf = append(o.buf, hostileNames[bio%uint64(len(hostileNames))]...)
		o.close(from)
	case a.group.role == ring && a.group.habit == byContent: // one text for several personas
		o.text("bio", bios[hash(a.group.key, uint64(a.member/3))%uint64(len(bios))])
	case bio%4 == 0:
		o.text("bio", bios[bio>>8%uint64(len(bios))])
	}
}

func statusOf(r *rng) string {
	switch x := r.n(100); {
	case x < 62:
		return "active"
	case x < 76:
		return "suspended"
	case x < 90:
		return "limited"
	case x < 95:
		return "disabled"
	}
	return "reinstated"
}

// appendIdentifiers writes the values by kind: a string, a list of strings, or a
// list of objects with times.
func (g *generator) appendIdentifiers(o *object) {
	a := &g.account
	var kinds uint64
	var number [64]uint8
	for i := range a.refs {
		k := a.refs[i].kind
		kinds |= 1 << k
		number[k]++
	}
	for ; kinds != 0; kinds &= kinds - 1 {
		k := model.Kind(bits.TrailingZeros64(kinds))
		style := hash(a.key, uint64(k)<<8|'k')
		name := keysOf[k][0]
		switch {
		case number[k] > 1:
			name = keysOf[k][1]
		case k == model.KindPhoto && style>>8%2 == 0:
			name = "photo_sha256"
		case k == model.KindAddress && a.platform == freelance:
			name = "shipping_address"
		}
		o.name(name)
		list := number[k] > 1 || style%8 == 0
		if list {
			o.buf = append(o.buf, '[')
		}
		more := false
		for i := range a.refs {
			v := &a.refs[i]
			if v.kind != k {
				continue
			}
			if more {
				o.buf = append(o.buf, ',')
			}
			more = true
			if timed := list && style>>3%4 == 0; timed {
				g.appendTimed(o, v)
			} else {
				o.buf = g.appendValue(append(o.buf, '"'), v)
				o.buf = append(o.buf, '"')
			}
		}
		if list {
			o.buf = append(o.buf, ']')
		}
	}
}

// appendTimed writes a value with when it was seen.
func (g *generator) appendTimed(o *object, v *ref) {
	a := &g.account
	o.buf = append(o.buf, '{')
	from := o.open("value")
	o.buf = g.appendValue(o.buf, v)
	o.close(from)
	h := hash(a.key, v.key+1)
	t := a.first + int64(below(h, int(a.last-a.first)))
	o.time("first_seen", t)
	o.time("last_seen", t+int64(below(mix(h), int(a.last-t)+1)))
	o.buf = append(o.buf, '}')
}

// appendSignins writes the events.
func (g *generator) appendSignins(o *object) {
	a := &g.account
	o.name("signins")
	o.buf = append(o.buf, '[')
	r := rng{hash(a.key, 'e')}
	for i := range g.events {
		e := &g.events[i]
		if i > 0 {
			o.buf = append(o.buf, ',')
		}
		o.buf = append(o.buf, '{')
		from := o.open("id")
		o.buf = appendHex(o.buf, r.next(), 16)
		o.close(from)
		o.time("time", e.time)
		if e.ip >= 0 {
			v := &a.refs[e.ip]
			from = o.open("ip")
			o.buf = appendIP(o.buf, v)
			o.close(from)
			at := &places[a.who.place]
			if v.form == ipExit {
				at = &places[hash(g.hubs[exits].key, v.key)%uint64(len(places))]
			}
			o.text("country", at.code)
			o.text("city", at.city)
		}
		if e.device >= 0 {
			from = o.open("device")
			o.buf = g.appendValue(o.buf, &a.refs[e.device])
			o.close(from)
		}
		from = o.open("user_agent")
		if hostile := r.next(); oneIn(300, hostile) {
			o.buf = append(o.buf, hostileAgents[hostile%uint64(len(hostileAgents))]...)
		} else {
			o.buf = append(o.buf, userAgents[e.agent]...)
		}
		o.close(from)
		if e.session >= 0 {
			from = o.open("session")
			o.buf = g.appendValue(o.buf, &a.refs[e.session])
			o.close(from)
		}
		o.text("app", apps[r.n(len(apps))])
		result := "success"
		if x := r.n(100); e.mayFail && x < 8 {
			result = [...]string{"failure", "challenge"}[x&1]
		}
		o.text("result", result)
		o.buf = append(o.buf, '}')
	}
	o.buf = append(o.buf, ']')
}
