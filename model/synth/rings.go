package synth

import "github.com/seed-28a39f10/clew/model"

// habit is what a ring is careless with.
type habit uint8

const (
	byDevice habit = iota
	byMoney
	byFarm
	byContent
	byContact
	habits
	byStory = habits // the ring of the demo
)

// share says how a value is handed around in a group. Member m has value
// (m+offset)/per, or where per is negative a random one of size/-per. Two rows
// with different offsets overlap like bricks in a wall and hold a ring
// together; random ones mix it.
type share struct {
	kind     model.Kind
	per      int
	offset   int
	permille int // how often a member has it at all
}

// habitShares is what each habit shares. IP addresses and telephone numbers
// need per >= 4 or <= -4, see [group].serial.
var habitShares = [habits + 1][]share{
	byDevice: {
		{model.KindDevice, 4, 0, 960}, {model.KindIP, 6, 2, 900},
		{model.KindFingerprint, -4, 0, 800}, {model.KindMFADevice, -4, 0, 650},
	},
	byMoney: {
		{model.KindWallet, 4, 0, 960}, {model.KindPayment, 4, 2, 900},
		{model.KindIP, -5, 0, 800}, {model.KindIBAN, -5, 0, 650},
	},
	byFarm: {
		{model.KindAddress, 16, 0, 960}, {model.KindIP, 16, 0, 920},
		{model.KindPayment, -4, 0, 700}, {model.KindMFADevice, -4, 0, 600},
	},
	byContent: {
		{model.KindResume, 4, 0, 950}, {model.KindDevice, 4, 2, 900},
		{model.KindCommitEmail, -4, 0, 750}, {model.KindFileHash, -4, 0, 600}, {model.KindPhoto, -6, 0, 350},
	},
	byContact: {
		{model.KindRecoveryPhone, 4, 0, 960}, {model.KindRecoveryEmail, 1, 0, 850},
		{model.KindPhone, -4, 0, 700}, {model.KindSession, -4, 0, 700},
	},
	byStory: {
		{model.KindWallet, 6, 0, 1000}, {model.KindMFADevice, 4, 2, 1000}, {model.KindIP, 7, 3, 950},
		{model.KindDevice, -5, 0, 700}, {model.KindPayment, -7, 0, 500}, {model.KindRecoveryEmail, 1, 0, 400},
	},
}

// shared gives value number which of a kind that the group g hands around.
func (g *group) shared(kind model.Kind, which int) ref {
	v := ref{kind: kind, key: hash(g.key, uint64(kind)<<16|uint64(which))}
	serial := g.serial + which
	switch kind {
	case model.KindIP:
		if serial < hosts {
			v.form, v.key = ipShared, uint64(serial)
		} else {
			v.form, v.net = ipHome, g.net()
		}
	case model.KindPhone, model.KindRecoveryPhone:
		if serial >= groupPhoneCount {
			return ref{}
		}
		v.key = uint64(groupPhones + serial)
	}
	return v
}

// net is the IPv6 network at the group's home.
func (g *group) net() uint64 { return hash(g.key, 'n') }

// addShares gives the account what its group shares.
func (a *account) addShares(p *plan) {
	g := &a.group
	r := rng{hash(a.key, 's')}
	give := func(permille int, kind model.Kind) {
		if r.permille(permille) {
			a.add(g.shared(kind, 0))
		}
	}
	switch g.role {
	case ring:
		if a.member == stolenBy && g.nth < p.rings/3 {
			a.add(stolenPhoto(g))
		}
		for i, s := range habitShares[g.habit] {
			switch {
			case !r.permille(s.permille):
			case s.kind == model.KindRecoveryEmail:
				before := g.start + (a.member+g.size-1)%g.size
				a.add(ref{kind: s.kind, form: loginOf, key: uint64(before)})
			case s.per > 0:
				a.add(g.shared(s.kind, (a.member+s.offset)/s.per))
			default:
				few := (g.size - s.per - 1) / -s.per
				a.add(g.shared(s.kind, below(hash(a.key, uint64(i)), few)))
			}
		}
	case agency:
		give(970, model.KindDevice)
		give(970, model.KindIP)
		give(700, model.KindAddress)
		give(850, model.KindPhone)
	case kiosk:
		give(980, model.KindDevice)
		give(950, model.KindFingerprint)
		give(980, model.KindIP)
		give(400, model.KindSession)
	case helper:
		give(900, model.KindRecoveryPhone)
		give(800, model.KindRecoveryEmail)
		give(700, model.KindDevice)
		give(500, model.KindIP)
	case household:
		// What they share is the household's, who takes part is the member's.
		h := rng{hash(g.key, 's')}
		has := h.next()
		give(920, model.KindIP)
		if has&1 != 0 {
			give(950, model.KindAddress)
		}
		if has>>1&3 == 0 {
			give(900, model.KindDevice)
			give(900, model.KindFingerprint)
		}
		if has>>3&3 == 0 {
			give(800, model.KindRecoveryPhone)
		}
		if has>>5&3 == 0 {
			give(800, model.KindPayment)
		}
	case victim:
		a.add(stolenPhoto(&p.groups[a.member]))
	}
}

// stolenPhoto is the victim's photo, on the victim's account and on the persona's.
func stolenPhoto(g *group) ref {
	return ref{kind: model.KindPhoto, key: hash(g.key, 'v')}
}

// carefulExits are the two VPN exits at which a careful ring changes hands:
// among the most popular, so that having both says nothing.
func carefulExits(g *group, exits *hubs) [2]ref {
	few := min(len(exits.holders), 4)
	i := below(g.key, few)
	return [2]ref{exits.ref(i), exits.ref((i + 1) % few)}
}
