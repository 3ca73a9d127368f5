package evidence

import (
	"fmt"

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
	Browser    = "browser"     // a popular browser or device model
	Avatar     = "avatar"      // a default picture
	Stolen     = "stolen-name" // one account uses what belongs to the other's owner
	Namesake   = "namesake"    // two people of one name
	Shifts     = "shifts"      // people who take turns, or an agent who works down a list
	OneOwner   = "one-owner"   // one person with several accounts, openly
	NotCovered = "none"        // no rule covers the evidence
)

// Known says what watch lists know of a value: the class of a benign list (vpn,
// hosting, carrier, agency, ...) and the list's name; ok is false where none has
// it. It may be nil.
type Known func(value uint32) (class, list string, ok bool)

// rules are the texts of each explanation; %d is the number of accounts.
var rules = map[string]struct{ text, settle string }{
	Household: {"%d people may live together and share what a home shares",
		"whether each is paid to an account of its own, uses an authenticator of its own and keeps its own hours"},
	Agency: {"%d customers may have been signed up by one agent, who used the agent's own device, address or telephone",
		"whether they share anything but the agent's, and whether the agent can name the customers"},
	Kiosk: {"%d people may use one public computer",
		"who runs the computer, and whether the accounts are ever used elsewhere"},
	Helper: {"somebody may have set up %d accounts for others with contacts of their own",
		"whose recovery contact it is, and whether the accounts' owners sign in from places of their own"},
	Exit: {"the address is an exit of a VPN or a hosting company, which strangers share",
		"what else they share; an exit alone ties nobody"},
	Carrier: {"a carrier may put %d customers behind one address",
		"whose network the address is, and what else they share"},
	Browser: {"the fingerprint is that of a popular browser or device, which %d accounts have",
		"what else they share"},
	Avatar: {"the picture may be a default one: %d accounts have it",
		"the picture itself"},
	Stolen: {"one account may use a name, picture or document that belongs to the owner of the other, who is then a victim",
		"which of the two is older and can prove the identity; ask before acting on it"},
	Namesake: {"they may be two people of one name",
		"anything that is not a name"},
	Shifts: {"they may be people who take turns at one place, or customers whom an agent serves one after the other",
		"whether the two are ever active at the same time, and who else uses the place"},
	OneOwner: {"one person may own both openly, such as a private and a business account",
		"whether they contradict each other in who they claim to be, and whether the platform allows several"},
	NotCovered: {"no rule explains what they share", "ask the owner of each account"},
}

// ruleOrder breaks ties: what comes first is the better explanation.
var ruleOrder = []string{Exit, Carrier, Agency, Kiosk, Household, Helper, Stolen, Avatar, Browser, Namesake, Shifts, OneOwner}

func explanation(code string, accounts int, covers float64) Innocent {
	r := rules[code]
	text := r.text
	switch code {
	case Household, Agency, Kiosk, Helper, Carrier, Browser, Avatar:
		text = fmt.Sprintf(text, accounts)
	}
	return Innocent{code, text, r.settle, covers}
}

// tally sums up which explanation covers how many bits.
type tally struct {
	bits     map[string]float64
	accounts map[string]int
	total    float64
}

func newTally() *tally { return &tally{bits: map[string]float64{}, accounts: map[string]int{}} }

func (t *tally) add(code string, bits float64, accounts int) {
	t.bits[code] += bits
	t.accounts[code] = max(t.accounts[code], accounts)
}

// best gives the explanation that covers most.
func (t *tally) best() Innocent {
	code, most := NotCovered, 0.0
	for _, c := range ruleOrder {
		if t.bits[c] > most+1e-9 {
			code, most = c, t.bits[c]
		}
	}
	if t.total <= 0 {
		return explanation(code, t.accounts[code], 0)
	}
	return explanation(code, t.accounts[code], min(1, most/t.total))
}

// innocent finds the best explanation of a link.
func (v *View) innocent(l *Link, known Known) Innocent {
	t := newTally()
	v.explain(t, l.Rows, l.Place, known)
	return t.best()
}

// explain adds what each rule covers of a link's rows.
func (v *View) explain(t *tally, rows []Row, p *Place, known Known) {
	kinds := map[Kind]bool{}
	placed := map[uint32]bool{}
	if p != nil {
		for _, u := range p.Values {
			kinds[v.Index.kind[u]], placed[u] = true, true
		}
	}
	at := placeCode(kinds)
	for _, r := range rows {
		t.total += r.Bits
		if r.Bits <= 0 {
			continue
		}
		if r.Value == None {
			if r.Kind == KindTurns {
				t.add(Shifts, r.Bits, 2)
			} else {
				t.add(Namesake, r.Bits, 2)
			}
			continue
		}
		d := v.Index.Degree(r.Value)
		if known != nil {
			if class, _, ok := known(r.Value); ok {
				switch class {
				case "vpn", "hosting", "proxy", "tor":
					t.add(Exit, r.Bits, d)
				case "carrier":
					t.add(Carrier, r.Bits, d)
				case "agency", "reseller":
					t.add(Agency, r.Bits, d)
				case "kiosk":
					t.add(Kiosk, r.Bits, d)
				}
			}
		}
		if placed[r.Value] {
			switch {
			case p.Holders <= householdMost && at == Helper:
				t.add(Helper, r.Bits, p.Holders)
			case p.Holders <= householdMost:
				t.add(Household, r.Bits, p.Holders)
			default:
				t.add(at, r.Bits, p.Holders)
			}
			continue
		}
		v.explainValue(t, r, d)
	}
}

// placeCode says what sort of place it is at which more than a family share
// values of these kinds.
func placeCode(kinds map[Kind]bool) string {
	has := func(all ...model.Kind) bool {
		for _, k := range all {
			if kinds[Kind(k)] {
				return true
			}
		}
		return false
	}
	switch {
	case has(model.KindRecoveryEmail, model.KindRecoveryPhone) && !has(model.KindAddress, model.KindPhone):
		return Helper
	case has(model.KindAddress, model.KindPhone) || kinds[KindNumber] || kinds[KindBuilding]:
		return Agency
	}
	return Kiosk
}

// explainValue adds what covers one value alone.
func (v *View) explainValue(t *tally, r Row, d int) {
	home := func(otherwise string) {
		if d <= householdMost {
			t.add(Household, r.Bits, d)
		} else {
			t.add(otherwise, r.Bits, d)
		}
	}
	switch r.Kind {
	case Kind(model.KindIP), KindNet:
		if v.hub(r.Value) {
			t.add(Carrier, r.Bits, d)
		} else {
			home(Carrier)
		}
	case Kind(model.KindFingerprint):
		if v.hub(r.Value) {
			t.add(Browser, r.Bits, d)
		} else {
			home(Kiosk)
		}
	case Kind(model.KindDevice), Kind(model.KindSession):
		home(Kiosk)
	case Kind(model.KindAddress), KindBuilding, Kind(model.KindPhone), KindNumber:
		home(Agency)
	case Kind(model.KindRecoveryEmail), Kind(model.KindRecoveryPhone), KindMailbox:
		t.add(Helper, r.Bits, d)
	case Kind(model.KindPayment), Kind(model.KindCard), Kind(model.KindPayPal):
		home(Agency)
	case Kind(model.KindPhoto):
		if v.hub(r.Value) {
			t.add(Avatar, r.Bits, d)
		} else {
			t.add(Stolen, r.Bits, d)
		}
	case Kind(model.KindName), Kind(model.KindUsername), KindStem:
		t.add(Namesake, r.Bits, d)
		t.add(Stolen, r.Bits, d)
	case Kind(model.KindDocument):
		t.add(Stolen, r.Bits, d)
	case KindDomain:
		t.add(Carrier, r.Bits, d)
	default:
		t.add(OneOwner, r.Bits, d)
	}
}

// personal reports whether a value that accounts share is none that people share
// for being in one place, or for having one name: it takes more than an innocent
// rule to explain it. Of a ring no larger than a family its payment cards are not.
func (v *View) personal(u uint32, ring int) bool {
	k, d := v.Index.kind[u], v.Index.Degree(u)
	switch {
	case v.ignored[u] || v.hub(u) || float64(v.weight[u].Odds) < hubOdds || k.circle(d) == place:
		return false
	case k == KindDomain || k == KindStem || k == Kind(model.KindName) || k == Kind(model.KindUsername):
		return false
	case k == Kind(model.KindPayment) || k == Kind(model.KindCard) || k == Kind(model.KindPayPal):
		return ring > householdMost
	}
	return true
}
