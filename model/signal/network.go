package signal

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// Bounds of NET-VPN. One address on a list is worth a remark; only an account
// that mostly comes that way, over more sign-ins than one sitting, is worth more.
const (
	vpnMany  = 6 // listed sign-ins
	vpnShare = 2 // listed sign-ins are at least 1/vpnShare of all
)

// listed is an address that a list of VPN or hosting networks knows.
type listed struct {
	addr  netip.Addr
	class class
	list  string
	acts  int
}

// netVPN finds addresses of VPN and hosting networks, among the sign-ins and the
// addresses that came without any.
func netVPN(s *subject) (model.Signal, bool) {
	if s.env.Network == nil {
		return model.Signal{}, false
	}
	fires := slices.ContainsFunc(s.acts, func(t act) bool { return t.hides() })
	for i := range s.a.Identifiers {
		if fires {
			break
		}
		_, c := s.listedIdentifier(&s.a.Identifiers[i])
		fires = c.exit()
	}
	if !fires {
		return model.Signal{}, false
	}
	var all []listed
	index := map[netip.Addr]int{}
	add := func(addr netip.Addr, list string, c class, acts int) {
		i, ok := index[addr]
		if !ok {
			i = len(all)
			index[addr] = i
			all = append(all, listed{addr: addr, class: c, list: list})
		}
		all[i].acts += acts
	}
	hidden, known := 0, 0
	for i := range s.acts {
		t := &s.acts[i]
		if t.addr.IsValid() {
			known++
		}
		if t.hides() {
			hidden++
			add(t.addr, t.list, t.class, 1)
		}
	}
	for i := range s.a.Identifiers {
		if l, c := s.listedIdentifier(&s.a.Identifiers[i]); c.exit() {
			add(l.addr, l.list, c, 0)
		}
	}
	slices.SortFunc(all, func(x, y listed) int {
		return cmp.Or(cmp.Compare(y.acts, x.acts), x.addr.Compare(y.addr))
	})
	var examples []string
	crowd := 0
	for i, l := range all {
		if i < maxExamples {
			examples = append(examples, fmt.Sprintf("%s (%s, on list %s, %s)", l.addr, exitWords[l.class], quote(l.list), count(l.acts, "sign-in")))
		}
		if s.env.Holders != nil {
			crowd = max(crowd, s.env.Holders(model.KindIP, model.Untrusted(l.addr.String())))
		}
	}
	facts := fmt.Sprintf("%s of VPN or hosting networks: %s%s. %d of %s with an address came that way.",
		count(len(all), "address"), strings.Join(examples, ", "), more(len(all)), hidden, count(known, "sign-in"))
	own := ""
	if known > hidden {
		own = fmt.Sprintf("%d of %s came from addresses on no such list.", known-hidden, count(known, "sign-in"))
	}
	if crowd > 1 {
		own = sentences(own, fmt.Sprintf("%d accounts here carry the most common of these addresses.", crowd))
	}
	severity := uint8(1)
	if hidden >= vpnMany && hidden*vpnShare >= known {
		severity = 2
	}
	return found("NET-VPN", severity, facts, own)
}

func (s *subject) listedIdentifier(id *model.Identifier) (l listed, c class) {
	if id.Kind != model.KindIP || id.Status != model.StatusOK {
		return l, unlisted
	}
	if l.addr = publicAddr(string(id.Value)); !l.addr.IsValid() {
		return l, unlisted
	}
	l.list, c = s.network(l.addr)
	return l, c
}

// more says that a list of examples is not whole.
func more(n int) string {
	if n > maxExamples {
		return fmt.Sprintf(" and %d more", n-maxExamples)
	}
	return ""
}

// Bounds of NET-MULTI, within multiSpan. Two countries are a day trip; three
// without a VPN take flights. Home, office, a café and a phone whose carrier
// moves it between four blocks of addresses are seven networks.
const (
	multiSpan      = 24 * hourMilli
	multiCountries = 3
	multiNetworks  = 8
)

// netMulti counts networks (IPv4 /24, IPv6 /48) and countries in each span of a
// day, without those that lists explain.
func netMulti(s *subject) (model.Signal, bool) {
	if len(s.acts) < multiCountries {
		return model.Signal{}, false
	}
	clear(s.networks)
	clear(s.nations[:])
	var best struct{ from, to, nations, networks int } // nations below the bound count as none
	nations, from := 0, 0
	for to := range s.acts {
		t := &s.acts[to]
		if t.class != unlisted {
			continue
		}
		nations += s.tally(t, 1)
		for ; t.at-s.acts[from].at > multiSpan; from++ {
			if f := &s.acts[from]; f.class == unlisted {
				nations += s.tally(f, -1)
			}
		}
		n, networks := nations, len(s.networks)
		if n < multiCountries {
			n = 0
		}
		if n > best.nations || n == best.nations && networks > best.networks {
			best.from, best.to, best.nations, best.networks = from, to, n, networks
		}
	}
	if best.nations < multiCountries && best.networks < multiNetworks {
		return model.Signal{}, false
	}
	window := s.acts[best.from : best.to+1]
	var seen, addrs []string
	signins, left := 0, 0
	for i := range window {
		t := &window[i]
		if t.class != unlisted {
			left++
			continue
		}
		signins++
		if t.country != "" && !slices.Contains(seen, t.country) && len(seen) < 12 {
			seen = append(seen, t.country)
		}
		if a := t.addr; a.IsValid() && len(addrs) < maxExamples && !slices.Contains(addrs, a.String()) {
			addrs = append(addrs, a.String())
		}
	}
	facts := fmt.Sprintf("Between %s and %s: %s from %s", instant(window[0].at), instant(window[len(window)-1].at),
		count(signins, "sign-in"), count(best.networks, "network"))
	if len(addrs) > 0 {
		facts += " (" + strings.Join(addrs, ", ") + more(best.networks) + ")"
	}
	if len(seen) > 0 {
		facts += fmt.Sprintf(" in %s (%s)", count(max(best.nations, len(seen)), "country"), strings.Join(seen, ", "))
	}
	own := ""
	if left > 0 {
		own = count(left, "sign-in") + " of that time from listed VPN, hosting or carrier networks left out."
	}
	return found("NET-MULTI", 1, facts+".", sentences(own, s.env.missing()))
}

// missing says which networks no list has that could explain places away; "" for none.
func (e *Env) missing() string {
	what := ""
	switch {
	case e.Exits && e.Carriers:
		return ""
	case e.Exits:
		what = "carrier"
	case e.Carriers:
		what = "VPN"
	default:
		what = "VPN and carrier"
	}
	return "No lists of " + what + " networks were at hand, which could explain it away."
}

// tally counts the network and the country of an act in or out, and gives by how
// much the number of countries changed.
func (s *subject) tally(t *act, by int) (change int) {
	if n := nation(t.country); n >= 0 {
		before := s.nations[n]
		s.nations[n] += by
		if before == 0 || s.nations[n] == 0 {
			change = by
		}
	}
	if p := networkOf(t.addr); p.IsValid() {
		if s.networks[p] += by; s.networks[p] == 0 {
			delete(s.networks, p)
		}
	}
	return change
}

func nation(code string) int {
	if code == "" {
		return -1
	}
	return int(code[0]-'A')*26 + int(code[1]-'A')
}

func networkOf(a netip.Addr) netip.Prefix {
	if !a.IsValid() {
		return netip.Prefix{}
	}
	n := 48
	if a.Is4() {
		n = 24
	}
	p, _ := a.Prefix(n)
	return p
}

// Bounds of GEO-DEV: enough sign-ins on enough days that a journey is no
// explanation, and at most one in geoHome from where the account says it is.
const (
	geoActs = 10
	geoDays = 5
	geoHome = 20
)

// geoDev compares where the sign-ins come from with the claimed country.
// Carriers stay in: a phone on a carrier's network shows its carrier's country.
func geoDev(s *subject) (model.Signal, bool) {
	if s.country == "" {
		return model.Signal{}, false
	}
	total, home, hidden := 0, 0, 0
	var days dayCounter
	for i := range s.acts {
		switch t := &s.acts[i]; {
		case t.country == "":
		case t.hides():
			hidden++
		default:
			total++
			days.add(t.at)
			if jurisdiction(t.country) == jurisdiction(s.country) {
				home++
			}
		}
	}
	if total < geoActs || home*geoHome > total || days.n < geoDays {
		return model.Signal{}, false
	}
	clear(s.nations[:])
	var codes []string
	for i := range s.acts {
		if t := &s.acts[i]; t.country != "" && !t.hides() {
			if s.nations[nation(t.country)]++; s.nations[nation(t.country)] == 1 {
				codes = append(codes, t.country)
			}
		}
	}
	slices.SortFunc(codes, func(x, y string) int {
		return cmp.Or(cmp.Compare(s.nations[nation(y)], s.nations[nation(x)]), strings.Compare(x, y))
	})
	parts := make([]string, 0, maxExamples)
	for _, c := range codes[:min(len(codes), maxExamples)] {
		parts = append(parts, fmt.Sprintf("%d from %s", s.nations[nation(c)], c))
	}
	facts := fmt.Sprintf("%d of %s with a country, on %s, %s from the claimed country %s; %s%s.",
		home, count(total, "sign-in"), count(days.n, "day"), verb(home, "is", "are"), s.country, strings.Join(parts, ", "), more(len(codes)))
	// Without lists of exits a VPN that is always on looks exactly like this.
	severity, own := uint8(1), "No lists of VPN networks were at hand; one that is always on looks the same."
	if s.env.Exits {
		severity, own = 2, ""
		if hidden > 0 {
			own = count(hidden, "sign-in") + " through listed VPN or hosting networks left out."
		}
	}
	if home > 0 {
		own = sentences(fmt.Sprintf("%d of %s %s from the claimed country.", home, count(total, "sign-in"), verb(home, "is", "are")), own)
	}
	return found("GEO-DEV", severity, facts, own)
}
