package signal

import "github.com/seed-28a39f10/clew/model"

// Families group signals that often have one cause, so that the second of a
// family counts half.
const (
	FamilyNetwork  = "network"  // where it signs in from
	FamilyTime     = "time"     // when
	FamilyDevice   = "device"   // with what
	FamilyIdentity = "identity" // who it says it is
	FamilyMoney    = "money"    // how it is paid
	FamilyPlace    = "place"    // where its post goes
	FamilyConduct  = "conduct"  // how it behaves, as others tell
)

// Entry describes a signal.
type Entry struct {
	Code     string
	Title    string
	Family   string
	Severity uint8  // the greatest that the signal can have, 1 to 3
	Needs    string // the data that it is made from
	Wrong    string // what else would look the same
	Computed bool   // by [Compute]; the others only come with imports
}

// entries are in the order of their bits, which callers may have stored: new
// ones go to the end, and none is ever moved or taken out.
var entries = [...]Entry{
	{"NET-VPN", "Signs in through a VPN or hosting network", FamilyNetwork, 2,
		"IP addresses, and lists of VPN and hosting networks",
		"Travellers, people whose network is censored or watched, company VPNs and everybody who likes privacy use these networks; lists are out of date somewhere.", true},
	{"NET-MULTI", "Many networks or countries within a day", FamilyNetwork, 1,
		"sign-ins with addresses or countries",
		"A phone that changes between masts and Wi-Fi, a company VPN, a day of travel; an address may be located wrongly.", true},
	{"NET-TRAVEL", "Signs in from places too far apart for the time between", FamilyNetwork, 2,
		"sign-ins with positions or countries",
		"A VPN that is switched on or off, a mobile carrier that puts its customers on the map at its own exit, an address located wrongly, an assistant or a second household member.", true},
	{"GEO-DEV", "Sign-ins never come from where it says it is", FamilyNetwork, 2,
		"a claimed country, and sign-ins with countries",
		"The claimed country may be that of residence papers, of the employer or of the past: people move, commute across a border and work abroad.", true},
	{"TZ-HOURS", "Active at hours of another time zone than it claims", FamilyTime, 1,
		"a claimed time zone, and sign-ins on several days",
		"Night and shift workers, carers, people who work for clients elsewhere. Absence of this signal proves nothing: operators also work the hours of the zone that they claim.", true},
	{"DEV-MFA", "Its second factor also serves other accounts", FamilyDevice, 3,
		"authenticators or devices that completed MFA",
		"A shared telephone in a family, a helper or an IT desk that sets accounts up, a shared kiosk, one person with several accounts of their own.", true},
	{"DEV-RMM", "A remote-control program or device that nobody ordered", FamilyDevice, 2,
		"software inventories",
		"Managed service providers and IT desks install these programs; so do people who help their parents.", false},
	{"DEV-UNMANAGED", "First sign-in from an unmanaged device", FamilyDevice, 1,
		"device management records",
		"Bring-your-own-device is common, and records lag behind.", false},
	{"ID-MISMATCH", "Its own statements contradict each other", FamilyIdentity, 2,
		"a claimed country, and a telephone number, an IBAN or a claimed time zone",
		"People keep the telephone number and the bank account of the country that they left, bank abroad, and set their clock to that of a client; forms have wrong defaults.", true},
	{"ID-CONFUSION", "Another persona's name in its own content", FamilyIdentity, 2,
		"content", "Pair programming, shared computers, copied examples.", false},
	{"ID-SWITCH", "Sudden change of handle or profile", FamilyIdentity, 1,
		"profile history", "Marriage, a wish for privacy, a new employer's rules.", false},
	{"ID-DORMANT", "Old account, long silence, then a burst", FamilyIdentity, 1,
		"the time of creation, and sign-ins before and after the silence or the time from which logs exist",
		"A return to work after study, illness, care or another job; an account that was only kept for reading.", true},
	{"ID-AGED", "History older than the account", FamilyIdentity, 1,
		"commits or posts, and the time of creation", "Old work of one's own that was uploaded again.", false},
	{"PHO-FACE", "Photo made or altered by a program", FamilyIdentity, 1,
		"photos", "Filters, retouching and privacy are common.", false},
	{"APP-VOL", "Dozens of applications a day", FamilyConduct, 1,
		"recruiting logs", "Keen applicants; services that apply on someone's behalf.", false},
	{"APP-TEXT", "One text under several names", FamilyConduct, 2,
		"résumés and letters", "Templates, agencies and writing programs.", false},
	{"PAY-FREQ", "Many payout instruments", FamilyMoney, 2,
		"IBANs, wallets, payment accounts and their fingerprints",
		"Banks refuse and close accounts of migrants and freelancers, fees make people change; one wallet a currency is usual.", true},
	{"PAY-BELOW", "Works far below the market's price", FamilyMoney, 1,
		"contracts", "Early careers, cheaper regions, a favour.", false},
	{"SHIP-DIFF", "Ships to other places than it claims to live in", FamilyPlace, 1,
		"postal addresses, and a claimed city or country",
		"Relocation, work and holiday addresses, parcel lockers, suburbs that have names of their own, another spelling of the town.", true},
	{"BEH-CAM", "Avoids being seen or met", FamilyConduct, 1,
		"notes of recruiters", "Disability, shyness, bad connections, religion, care duties.", false},
	{"BEH-REF", "Recommends flagged accounts", FamilyConduct, 1,
		"reviews and recommendations", "Friends and real colleagues.", false},
	{"INFOSTEALER", "Its credentials lie beside other personas' in one stealer log", FamilyDevice, 2,
		"breach data", "A shared family computer.", false},
	{"DISPOSABLE", "Uses a disposable e-mail address", FamilyIdentity, 1,
		"e-mail addresses, and a list of disposable domains",
		"People use such addresses against advertising; lists also hold forwarding services that are meant to last.", true},
}

// Catalogue lists every signal in the order of its bit, see [Bit].
func Catalogue() []Entry {
	out := make([]Entry, len(entries))
	copy(out, entries[:])
	return out
}

// Bit gives the bit, 0 to 31, that stands for a code in a mask; ok is false for
// a code that is not in the catalogue. Bits never change from one version to
// another.
func Bit(code string) (bit int, ok bool) {
	for i := range entries {
		if entries[i].Code == code {
			return i, true
		}
	}
	return 0, false
}

// Mask gives the bits of all codes in sigs that the catalogue has.
func Mask(sigs []model.Signal) (mask uint32) {
	for i := range sigs {
		if bit, ok := Bit(sigs[i].Code); ok {
			mask |= 1 << bit
		}
	}
	return mask
}
