package evidence

import (
	"github.com/seed-28a39f10/clew/model"
)

// Kind is the type of a value that accounts can share: a [model.Kind], or one of
// Clew's own below, which stand for what is left of a value when its most
// particular part is taken away. Numbers are stored and never change.
type Kind uint8

// The derived kinds.
const (
	KindMailbox  Kind = 40 // an e-mail address in whatever role: sign-in, recovery, commits
	KindNumber   Kind = 41 // a telephone number in whatever role
	KindNet      Kind = 42 // the /24 of an IPv4 address, the /64 of an IPv6 address
	KindStem     Kind = 43 // a user name without the digits at its end
	KindDomain   Kind = 44 // the domain of an e-mail address
	KindBuilding Kind = 45 // a postal address without its unit
	KindTurns    Kind = 46 // hand-overs and synchronised sign-ins; see package timing
	KindPersona  Kind = 47 // what two personas claim, compared as a whole; see package persona
	kindEnd      Kind = 48
)

var derivedNames = map[Kind]string{
	KindMailbox: "mailbox", KindNumber: "number", KindNet: "net", KindStem: "stem",
	KindDomain: "domain", KindBuilding: "building", KindTurns: "turns",
	KindPersona: "persona",
}

// String gives the kind's name as in the JSON output and in the weights file.
func (k Kind) String() string {
	if n, ok := derivedNames[k]; ok {
		return n
	}
	return model.Kind(k).String()
}

// Derived reports whether the kind is one of Clew's own.
func (k Kind) Derived() bool { return k >= KindMailbox }

// KindByName finds a kind, derived ones too, by its name.
func KindByName(name string) (Kind, bool) {
	for k, n := range derivedNames {
		if n == name {
			return k, true
		}
	}
	k, ok := model.KindByName(name)
	return Kind(k), ok
}

// Kinds lists every kind that can link, in the order of its number.
func Kinds() []Kind {
	var all []Kind
	for k := range kindEnd {
		if defaultHalf[k] > 0 {
			all = append(all, k)
		}
	}
	return all
}

// Family names the group of kinds whose evidence is not independent.
type Family uint8

// The families, in the order in which a waterfall lists them.
const (
	FamilyContact Family = iota
	FamilyNetwork
	FamilyDevice
	FamilyMoney
	FamilyPersona
	FamilyPlace
	FamilyContent
	FamilyTime
	families
)

var familyNames = [families]string{"contact", "network", "device", "money", "persona", "place", "content", "time"}

// String gives the family's name as in the JSON output.
func (f Family) String() string { return familyNames[f] }

var familyOf = func() (of [kindEnd]Family) {
	byName := map[string]Family{}
	for f, n := range familyNames {
		byName[n] = Family(f)
	}
	for k := range kindEnd {
		if f, ok := byName[model.Kind(k).Family()]; ok {
			of[k] = f
		}
	}
	of[KindMailbox], of[KindNumber], of[KindDomain] = FamilyContact, FamilyContact, FamilyContact
	of[KindNet], of[KindStem], of[KindBuilding] = FamilyNetwork, FamilyPersona, FamilyPlace
	of[KindTurns], of[KindPersona] = FamilyTime, FamilyPersona
	return of
}()

// Family gives the family of the kind.
func (k Kind) Family() Family { return familyOf[k] }

// wide reports whether a value of this kind takes in others that are nothing to
// each other, so that what some holders have in common says nothing of the rest.
func (k Kind) wide() bool {
	return k == KindNet || k == KindStem || k == KindDomain || k == KindBuilding
}

// A household is two to six people; beyond that a shared place is something else.
const householdMost = 6

// circle is a reason for which values come together, so that several of them
// with the same holders are one coincidence and not several.
type circle uint8

const (
	apart    circle = iota
	place           // being in the same place or in the same hands: at home, in an office, at a kiosk, with an agent
	identity        // a name and what goes with it: who copies an identity takes both
)

// circle gives the circle of a value of this kind with so many holders.
func (k Kind) circle(holders int) circle {
	switch k {
	case Kind(model.KindIP), KindNet, Kind(model.KindDevice), Kind(model.KindFingerprint), Kind(model.KindSession),
		Kind(model.KindAddress), KindBuilding, Kind(model.KindPhone), Kind(model.KindRecoveryPhone), KindNumber:
		return place
	case Kind(model.KindRecoveryEmail):
		// One recovery address for two accounts is somebody's second account; for
		// more it may be that of whoever set them up.
		if holders >= 3 {
			return place
		}
	case Kind(model.KindPayment), Kind(model.KindCard), Kind(model.KindPayPal):
		if holders <= householdMost { // a family's card
			return place
		}
	case Kind(model.KindName), Kind(model.KindPhoto), Kind(model.KindDocument), Kind(model.KindUsername), KindStem:
		return identity
	}
	return apart
}
