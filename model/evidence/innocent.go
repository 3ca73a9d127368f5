package evidence

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// Innocent is the best innocent explanation of a link or a ring, by rule, and
// the datum that would settle it.
type Innocent struct {
	Code   string  // one of the codes below
	Text   string  // one sentence
	Settle string  // what to look at
	Covers float64 // share of the evidence's bits that it explains, 0 to 1
}

// The codes of innocent explanations.
const (
	Household  = "household"   // people who live together
	Agency     = "agency"      // customers of one travel agent, reseller or the like
	Kiosk      = "kiosk"       // users of a public computer
	Helper     = "helper"      // somebody who sets up accounts for others
	Exit       = "exit"        // a VPN, proxy or hosting exit
	Carrier    = "carrier"     // a mobile or internet carrier's shared address
	Provider   = "provider"    // a company's or a mail provider's domain
	Office     = "office"      // a mailbox that an office or a team reads
	Browser    = "browser"     // a popular browser or device model
	Avatar     = "avatar"      // a default picture
	Stolen     = "stolen-name" // one account uses what belongs to the other's owner
	Namesake   = "namesake"    // two people of one name
	Shifts     = "shifts"      // people who take turns, or an agent who works down a list
	OneOwner   = "one-owner"   // one person with several accounts, openly
	NotCovered = "none"        // no rule covers the evidence
)

// Known says what is known of a value: the class of a benign watch list (vpn,
// hosting, carrier, agency, ...) and the list's name, or [Role] of the value
// itself; ok is false where nothing is. It may be nil.
type Known func(value uint32) (class, list string, ok bool)

// Role is the class of an e-mail address that names a task and no person.
const Role = "role"

// rule is an innocent explanation. Of two that cover as much the first counts.
type rule uint8

const (
	ruleExit rule = iota
	ruleCarrier
	ruleAgency
	ruleKiosk
	ruleHousehold
	ruleHelper
	ruleStolen
	ruleAvatar
	ruleBrowser
	ruleProvider
	ruleOffice
	ruleNamesake
	ruleShifts
	ruleOneOwner
	noRule
)

// rules are the codes and texts; %d is the number of accounts.
var rules = [...]struct{ code, text, settle string }{
	ruleExit: {Exit, "the address is an exit of a VPN or a hosting company, which strangers share",
		"what else they share; an exit alone ties nobody"},
	ruleCarrier: {Carrier, "a carrier may put %d customers behind one address",
		"whose network the address is, and what else they share"},
	ruleAgency: {Agency, "%d customers may have been signed up by one agent, who used the agent's own device, address or telephone",
		"whether they share anything but the agent's, and whether the agent can name the customers"},
	ruleKiosk: {Kiosk, "%d people may use one public computer",
		"who runs the computer, and whether the accounts are ever used elsewhere"},
	ruleHousehold: {Household, "%d people may live together and share what a home shares",
		"whether each is paid to an account of its own, uses an authenticator of its own and keeps its own hours"},
	ruleHelper: {Helper, "somebody may have set up %d accounts for others with contacts of their own",
		"whose recovery contact it is, and whether the accounts' owners sign in from places of their own"},
	ruleStolen: {Stolen, "one account may use a name, picture or document that belongs to the owner of the other, who is then a victim",
		"which of the two is older and can prove the identity; ask before acting on it"},
	ruleAvatar: {Avatar, "the picture may be a default one: %d accounts have it",
		"the picture itself"},
	ruleBrowser: {Browser, "the fingerprint is that of a popular browser or device, which %d accounts have",
		"what else they share"},
	ruleProvider: {Provider, "%d people may have their mail at one company or provider",
		"whether anybody can have an address there, and what else they share"},
	ruleOffice: {Office, "the mailbox is that of an office or a team, which %d people may use",
		"who reads it, and whether each account has a mailbox of its own besides"},
	ruleNamesake: {Namesake, "they may be two people of one name",
		"anything that is not a name"},
	ruleShifts: {Shifts, "they may be people who take turns at one place, or customers whom an agent serves one after the other",
		"whether the two are ever active at the same time, and who else uses the place"},
	ruleOneOwner: {OneOwner, "one person may own both openly, such as a private and a business account",
		"whether they contradict each other in who they claim to be, and whether the platform allows several"},
	noRule: {NotCovered, "no rule explains what they share", "ask the owner of each account"},
}

// nothing is said where there is no evidence that could have an explanation.
var nothing = Innocent{NotCovered, "nothing that they share ties them", "there is nothing to explain", 0}

// tally sums up which explanation covers how many bits.
type tally struct {
	bits     [noRule + 1]float64
	chance   [noRule + 1]float64 // of values that are common: whatever explains the rest, these may be shared by chance
	accounts [noRule + 1]int     // behind bits
	common   [noRule + 1]int     // behind chance
	total    float64
}

func (t *tally) add(r rule, bits float64, accounts int) {
	t.bits[r] += bits
	t.accounts[r] = max(t.accounts[r], accounts)
}

func (t *tally) addChance(r rule, bits float64, accounts int) {
	t.chance[r] += bits
	t.common[r] = max(t.common[r], accounts)
}

// best gives the explanation that covers most of what is not chance.
func (t *tally) best() Innocent {
	most := func(bits *[noRule + 1]float64) (best rule, covered float64) {
		best = noRule
		for r, b := range bits {
			if b > covered+1e-9 {
				best, covered = rule(r), b
			}
		}
		return best, covered
	}
	best, covered := most(&t.bits)
	accounts := t.accounts[best]
	if best == noRule {
		best, _ = most(&t.chance)
		accounts = t.common[best]
	}
	for _, b := range t.chance {
		covered += b
	}
	in := Innocent{Code: rules[best].code, Text: rules[best].text, Settle: rules[best].settle}
	if strings.Contains(in.Text, "%d") {
		in.Text = fmt.Sprintf(in.Text, accounts)
	}
	if t.total > 0 && best != noRule {
		in.Covers = min(1, covered/t.total)
	}
	return in
}

// innocent finds the best explanation of a link.
func (v *View) innocent(l *Link, known Known) Innocent {
	t := tally{}
	v.explain(&t, l.Rows, l.Places, known)
	if t.total <= 0 {
		return nothing
	}
	return t.best()
}

// explain adds what each rule covers of a link's rows.
func (v *View) explain(t *tally, rows []Row, places []Place, known Known) {
	for _, r := range rows {
		t.total += r.Bits
		switch {
		case r.Bits <= 0:
		case r.Value == None && r.Kind == KindTurns:
			t.add(ruleShifts, r.Bits, 2)
		case r.Value == None:
			t.add(ruleNamesake, r.Bits, 2)
		default:
			v.explainValue(t, r, places, known)
		}
	}
}

// explainValue adds what covers one value.
func (v *View) explainValue(t *tally, r Row, places []Place, known Known) {
	d := v.Index.Degree(r.Value)
	if known != nil {
		class, _, _ := known(r.Value)
		switch class {
		case "vpn", "hosting", "proxy", "tor":
			t.addChance(ruleExit, r.Bits, d)
			return
		case "carrier":
			t.addChance(ruleCarrier, r.Bits, d)
			return
		case "agency", "reseller":
			t.add(ruleAgency, r.Bits, d)
			return
		case "kiosk":
			t.add(ruleKiosk, r.Bits, d)
			return
		case Role:
			t.add(ruleOffice, r.Bits, d)
			return
		}
	}
	if kinds := v.placeKinds[v.place[r.Value]]; r.Kind.circle(d) == place && kinds&(kinds-1) != 0 {
		for _, p := range places {
			if slices.Contains(p.Values, r.Value) {
				d = p.Holders
			}
		}
		t.add(placeRule(kinds, d), r.Bits, d)
		return
	}
	home := func(otherwise rule) {
		if d <= householdMost {
			t.add(ruleHousehold, r.Bits, d)
		} else {
			t.add(otherwise, r.Bits, d)
		}
	}
	hub := v.hub(r.Value)
	switch r.Kind {
	case Kind(model.KindIP), KindNet:
		if hub {
			t.addChance(ruleCarrier, r.Bits, d)
		} else {
			home(ruleCarrier)
		}
	case Kind(model.KindFingerprint):
		if hub {
			t.addChance(ruleBrowser, r.Bits, d)
		} else {
			home(ruleKiosk)
		}
	case Kind(model.KindDevice), Kind(model.KindSession):
		home(ruleKiosk)
	case Kind(model.KindAddress), KindBuilding, Kind(model.KindPhone), KindNumber:
		home(ruleAgency)
	case Kind(model.KindRecoveryPhone):
		home(ruleHelper)
	case Kind(model.KindRecoveryEmail), KindMailbox:
		t.add(ruleHelper, r.Bits, d)
	case Kind(model.KindPayment), Kind(model.KindCard), Kind(model.KindPayPal):
		home(ruleAgency)
	case Kind(model.KindPhoto):
		if hub {
			t.addChance(ruleAvatar, r.Bits, d)
		} else {
			t.add(ruleStolen, r.Bits, d)
		}
	case Kind(model.KindName), Kind(model.KindUsername), KindStem:
		t.add(ruleNamesake, r.Bits, d)
		t.add(ruleStolen, r.Bits, d)
	case Kind(model.KindDocument):
		t.add(ruleStolen, r.Bits, d)
	case KindDomain:
		t.addChance(ruleProvider, r.Bits, d)
	default:
		t.add(ruleOneOwner, r.Bits, d)
	}
}

// placeRule says what sort of place it is at which so many accounts share values
// of these kinds, one bit each.
func placeRule(kinds uint64, holders int) rule {
	has := func(all ...Kind) bool {
		for _, k := range all {
			if kinds>>k&1 != 0 {
				return true
			}
		}
		return false
	}
	k := func(k model.Kind) Kind { return Kind(k) }
	contact := has(k(model.KindAddress), k(model.KindPhone), KindNumber, KindBuilding)
	recovery := has(k(model.KindRecoveryEmail), k(model.KindRecoveryPhone))
	switch {
	case recovery && !contact && !has(k(model.KindIP), KindNet):
		return ruleHelper
	case holders <= householdMost:
		return ruleHousehold
	case contact:
		return ruleAgency
	case recovery:
		return ruleHelper
	}
	return ruleKiosk
}

// findPlaceKinds collects the kinds of each place's values.
func (m *Model) findPlaceKinds() {
	m.placeKinds = make([]uint64, len(m.place))
	for v, p := range m.place {
		m.placeKinds[p] |= 1 << m.Index.kind[v]
	}
}

// personal reports whether a value that accounts share is none that people share
// for being in one place, or for having one name: it takes more than an innocent
// rule to explain it. Of a ring no larger than a family its payment cards are not,
// and of two accounts a picture or a document: one may have taken it from the other.
func (v *View) personal(u uint32, ring int) bool {
	k, d := v.Index.kind[u], v.Index.Degree(u)
	switch {
	case v.ignored[u] || v.hub(u) || float64(v.weight[u].Odds) < hubOdds:
		return false
	case k == Kind(model.KindPayment) || k == Kind(model.KindCard) || k == Kind(model.KindPayPal):
		return ring > householdMost
	case k.circle(d) == place || k == KindDomain || k == KindStem || k == Kind(model.KindName) || k == Kind(model.KindUsername):
		return false
	case k.circle(d) == identity:
		return ring > 2
	}
	return true
}
