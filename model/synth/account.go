package synth

import (
	"slices"
	"strconv"

	"github.com/seed-28a39f10/clew/model"
)

// End is the instant at which every generated investigation was exported:
// 1 March 2026, 00:00 UTC, in seconds since the Unix epoch.
const End = 1772323200

const (
	day     = 86400
	opening = End - 111*day // 10 November 2025, the first day of the sign-ins
)

// platform is where an account lives.
type platform uint8

const (
	outlook platform = iota
	hotmail
	github
	freelance
)

var platformNames = [...]string{"outlook", "hotmail", "github", "freelance"}

// account is the one that is being made. Its memory is used again for the next.
type account struct {
	seat     int
	group    group
	member   int
	key      uint64
	cast     *cast // of the demo's story; mostly nil
	who      person
	platform platform

	refs   []ref
	counts [64]uint8 // refs by kind that can link
	links  int       // sum of counts

	created, first, last, flagged int64 // Unix seconds
	zone                          int   // minutes east of UTC of the hand behind it, nights moved into the day
}

// identifierCount is the number of identifiers of an account over 1024ths of
// the accounts in order of that number.
var identifierCount = curve{{0, 3}, {100, 4}, {256, 5}, {500, 7}, {530, 7}, {768, 14}, {922, 18}, {990, 25}, {1014, 30}, {1023, 35}}

// menu says of 1024 identifiers beyond the first few how many are of which
// kind, and how many of a kind an account has at most.
var menu = [...]struct {
	kind  model.Kind
	share int
	most  uint8
}{
	{model.KindIP, 318, 14},
	{model.KindDevice, 110, 4},
	{model.KindSession, 96, 6},
	{model.KindFingerprint, 100, 4},
	{model.KindPhone, 56, 1},
	{model.KindRecoveryEmail, 56, 2},
	{model.KindRecoveryPhone, 28, 1},
	{model.KindMFADevice, 42, 2},
	{model.KindAddress, 24, 2},
	{model.KindWallet, 18, 3},
	{model.KindIBAN, 16, 1},
	{model.KindPayment, 28, 2},
	{model.KindPayPal, 10, 1},
	{model.KindPhoto, 44, 2},
	{model.KindResume, 14, 2},
	{model.KindDocument, 8, 1},
	{model.KindHandle, 20, 1},
	{model.KindURL, 20, 2},
	{model.KindCommitEmail, 10, 1},
	{model.KindFileHash, 6, 2},
}

// menuOf maps 0 to 1023 to an entry of the menu.
var menuOf = func() (of [1024]uint8) {
	i := 0
	for k := range menu {
		for range menu[k].share {
			of[i] = uint8(k)
			i++
		}
	}
	if i != len(of) {
		panic("synth: the menu must have 1024 shares")
	}
	return of
}()

// add gives the account a value, unless it has it already.
func (a *account) add(v ref) {
	if v.kind == model.KindNone || slices.Contains(a.refs, v) {
		return
	}
	a.refs = append(a.refs, v)
	if v.form != ipPrivate && v.form != typo && v.form != placeholder {
		a.counts[v.kind]++
		a.links++
	}
}

// build makes the account on a seat.
func (g *generator) build(seat int) {
	p, a := g.plan, &g.account
	a.seat = seat
	a.group, a.member = p.locate(seat)
	a.key = hash(p.seed, uint64(seat)<<8|'a')
	a.cast = p.cast(seat)
	a.who = p.person(seat, &a.group, a.member)
	a.platform = p.platform(seat)
	a.refs, a.counts = a.refs[:0], [64]uint8{}
	a.links = 3 // e-mail, name, username

	r := rng{a.key}
	a.setTimes(&r)
	a.setZone()
	a.addShares(p)
	if a.group.role == careful {
		for _, v := range carefulExits(&a.group, &g.hubs[exits]) {
			a.add(v)
		}
	}
	if a.group.role == ring && a.group.habit == byFarm {
		g.addOwn(&r, model.KindDevice) // every employer sends a laptop
	}
	want := identifierCount.at(r.n(1024))
	if want > a.links && a.counts[model.KindIP] == 0 {
		g.addOwn(&r, model.KindIP)
	}
	for tries := 0; a.links < want && tries < 400; tries++ {
		if m := &menu[menuOf[r.n(1024)]]; a.counts[m.kind] < m.most {
			g.addOwn(&r, m.kind)
		}
	}
	a.addNoise(&r)
	for i := range a.refs {
		if v := &a.refs[i]; v.hub > 0 {
			g.hubs[poolOf(v)].holders[v.hub-1]++
		}
	}
}

// poolOf gives the pool that a public value is of.
func poolOf(v *ref) pool {
	switch v.form {
	case ipCarrier:
		return carriers
	case ipExit:
		return exits
	case ipOffice:
		return offices
	case fpPopular:
		return browsers
	}
	return avatars
}

// addOwn gives the account one more value of a kind, one that no group handed
// to it: its own, or a public one.
func (g *generator) addOwn(r *rng, kind model.Kind) {
	p, a := g.plan, &g.account
	v := ref{kind: kind, key: r.next()}
	switch kind {
	case model.KindIP:
		v = g.ownIP(r)
	case model.KindFingerprint:
		if r.permille(750) {
			v = g.hubs[browsers].draw(r)
		}
	case model.KindPhoto:
		if r.permille(150) {
			v = g.hubs[avatars].draw(r)
		}
	case model.KindRecoveryEmail, model.KindCommitEmail, model.KindPayPal:
		v.form = ofOwner
	case model.KindPhone, model.KindRecoveryPhone:
		book := &p.phones
		if kind == model.KindRecoveryPhone {
			book = &p.recoveryPhones
		}
		number, ok := book.number(a.seat)
		if !ok {
			return
		}
		v.key = number
	}
	a.add(v)
}

func (g *generator) ownIP(r *rng) ref {
	a := &g.account
	// Per thousand: carrier, VPN exit, office; then dynamic IPv4, then IPv6.
	public := [3]int{225, 85, 42}
	switch a.group.role {
	case ring:
		public = [3]int{110, 300, 20}
	case careful:
		public = [3]int{}
	}
	x := r.n(1000)
	for i, pool := range [...]pool{carriers, exits, offices} {
		if x -= public[i]; x < 0 {
			return g.hubs[pool].draw(r)
		}
	}
	if r.n(1_000_000) < g.dynamicShare {
		return ref{kind: model.KindIP, form: ipDynamic, key: uint64(r.n(g.dynamic))}
	}
	v := ref{kind: model.KindIP, form: ipHome, key: r.next(), net: hash(a.key, 'n')}
	switch {
	case a.group.role == household:
		v.net = a.group.net()
	case r.permille(400): // away from home
		v.net = r.next()
	}
	return v
}

// addNoise gives some accounts values that must not link.
func (a *account) addNoise(r *rng) {
	if r.permille(40) {
		a.add(ref{kind: model.KindIP, form: ipPrivate, key: r.next()})
	}
	if r.permille(35) {
		kinds := [...]model.Kind{model.KindDevice, model.KindMFADevice, model.KindRecoveryEmail, model.KindPhone, model.KindIP}
		a.add(ref{kind: kinds[r.n(len(kinds))], form: placeholder, key: r.next()})
	}
	if r.permille(12) {
		kinds := [...]model.Kind{model.KindWallet, model.KindRecoveryEmail}
		a.add(ref{kind: kinds[r.n(len(kinds))], form: typo, key: r.next()})
	}
}

func (a *account) setTimes(r *rng) {
	const latest = End - 12*day
	switch {
	case a.group.role == careful:
		// All of a careful ring are there from the first sign-in to the last.
		a.created = opening - 30*day - int64(r.n(300*day))
		a.first, a.last = opening+int64(r.n(day)), End-1-int64(r.n(day))
		a.flagged = End - 1 - int64(r.n(20*day))
	case a.group.role == ring && a.group.key>>8%3 > 0:
		// Most rings open their accounts within weeks of each other.
		a.created = latest - int64(14*day+below(hash(a.group.key, 'c'), 500*day)) + int64(r.n(14*day))
	case r.permille(600):
		a.created = latest - int64(r.n(540*day))
	default:
		a.created = latest - int64(r.n(4300*day))
	}
	if a.group.role == careful {
		return
	}
	a.first = max(a.created+int64(r.n(day)), opening+int64(r.n(10*day)))
	rest := int(End - a.first - 8*day)
	a.last = a.first + 8*day + int64(max(r.n(rest), r.n(rest)))
	a.flagged = a.first + (a.last-a.first)/2
	a.flagged += int64(r.n(int(End - a.flagged)))
}

// platform gives where the account on a seat lives.
func (p *plan) platform(seat int) platform {
	if c := p.cast(seat); c != nil {
		return c.platform
	}
	switch x := below(hash(p.seed, uint64(seat)<<8|'l'), 100); {
	case x < 55:
		return outlook
	case x < 75:
		return hotmail
	case x < 90:
		return github
	}
	return freelance
}

// appendID writes "platform:native id" for a seat, or the native id alone.
func (p *plan) appendID(dst []byte, seat int, whole bool) []byte {
	pl := p.platform(seat)
	if whole {
		dst = append(append(dst, platformNames[pl]...), ':')
	}
	// Both words are bijections of the seat.
	switch pl {
	case github:
		n := uint64(p.order.at(seat))*7 + 10_000_019
		return strconv.AppendUint(dst, n, 10)
	case freelance:
		dst = append(dst, "~01"...)
	}
	x := mix(uint64(seat)*golden ^ p.seed)
	for range 16 {
		dst = append(dst, hexDigits[x>>60])
		x <<= 4
	}
	return dst
}

// appendUsername writes the user name of the account on a seat, which no other
// account has.
func (p *plan) appendUsername(dst []byte, seat int, who *person) []byte {
	if c := p.cast(seat); c != nil {
		return append(dst, c.username...)
	}
	dst = who.appendStem(dst)
	dst = append(dst, '-')
	return appendToken(dst, uint64(p.tokens.at(seat)), p.nibbles)
}

// mailDomains are the domains of logins, by platform.
var mailDomains = [...][4]string{
	outlook:   {"outlook.com", "outlook.example", "outlook.example", "outlook.example"},
	hotmail:   {"hotmail.com", "hotmail.example", "hotmail.example", "hotmail.example"},
	github:    {"gmail.com", "dev.example.org", "mail.example.com", "gmail.com"},
	freelance: {"gmail.com", "outlook.example", "mail.example.com", "post.example.net"},
}

// appendLogin writes the login e-mail of the account on a seat.
func (p *plan) appendLogin(dst []byte, seat int, who *person, style uint64) []byte {
	var name [96]byte
	local := p.appendUsername(name[:0], seat, who)
	domain := mailDomains[p.platform(seat)][hash(p.seed, uint64(seat)<<8|'m')%4]
	if c := p.cast(seat); c != nil {
		domain = c.domain
	}
	return appendMailbox(dst, string(local), domain, style)
}
