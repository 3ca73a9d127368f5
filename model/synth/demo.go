package synth

import (
	"context"
	"io"
	"slices"

	"github.com/seed-28a39f10/clew/model"
)

// The demo's size and seed.
const (
	DemoAccounts = 3000
	demoSeed     = 20260301
)

// Where the story plays in the plan.
const (
	storyOperator = 0 // ring
	storyFarm     = 1 // ring
	operatorSize  = 21
	farmSize      = 16
	agencySize    = 64 // the first agency: the agent and 63 customers
)

// cast is an account with a part in the story; the rest of it is like any other.
type cast struct {
	seat            int
	place           uint8 // of places
	platform        platform
	given, family   string
	username        string
	domain          string
	employer, title string
	reason          string
	score           int
}

// person gives who the account says it is.
func (c *cast) person(key uint64) person {
	p := newPerson(card{latin, c.place}, key, key)
	p.given, p.given2, p.family, p.initial = words(c.given)[0], spelled{}, words(c.family)[0], 0
	// Any key that gives the name neither hostile text nor an emoji.
	for below(mix(p.key^0x5eed), 100_000) < 1800 {
		p.key = mix(p.key + 1)
	}
	return p
}

// cast gives the part that the account on a seat has in the story, or nil.
func (p *plan) cast(seat int) *cast {
	for i := range p.actors {
		if p.actors[i].seat == seat {
			return &p.actors[i]
		}
	}
	return nil
}

// newActors gives the accounts with a part in the story.
func (p *plan) newActors() []cast {
	operator, farm := p.groups[storyOperator].start, p.groups[storyFarm].start
	agent := p.firstOf(agency).start
	return []cast{
		{seat: operator, place: 1, platform: outlook, given: "Lena", family: "Marsh", username: "lena.marsh0417", domain: "outlook.example",
			employer: "Willow Test Analytics", title: "Full-stack developer", reason: "Payout details shared with a flagged account", score: 94},
		{seat: operator + stolenBy, place: 3, platform: hotmail, given: "Kenneth", family: "Reed", username: "devstar.ken", domain: "hotmail.example",
			employer: "Kestrel Test Airways", title: "Software engineer", reason: "Sign-in pattern of a consumer VPN", score: 58},
		{seat: p.victims, place: 2, platform: outlook, given: "Kenneth", family: "Reed", username: "kenneth.reed.woodwork", domain: "outlook.example",
			employer: "Reed Example Joinery", title: "Carpenter", reason: "Named in a report from an employer", score: 81},
		{seat: farm, place: 0, platform: outlook, given: "Donna", family: "Hayes", username: "donna.hayes.rentals", domain: "outlook.example",
			employer: "Hayes Sample Rentals", title: "Property manager", reason: "Report from an employer", score: 47},
		{seat: agent, place: 8, platform: hotmail, given: "Skylark", family: "Travel", username: "tours.skylark", domain: "skylark.example",
			employer: "Skylark Example Travel", title: "Travel agent", reason: "Burst of new accounts", score: 88},
	}
}

// Story names what to look at in the demo. Accounts are "platform:native id" and
// values "kind:value", in canonical form.
type Story struct {
	Persona string // one of the 21 personas of one operator
	Wallet  string // that six of them are paid to

	Facilitator string // keeps a laptop farm at home
	FarmAddress string // to which the employers' laptops went
	FarmIP      string // from which they are online

	Agency   string // a travel agency that only looks like a ring
	AgencyIP string // that it and its customers signed up from

	Victim  string // flagged in error: the true owner of a name and a photo
	Stolen  string // the persona that uses them
	Photo   string // the photo
	Helped  string // one of some neighbours whose accounts a helper set up
	Careful string // a member of a ring that shares no identifier
	Hub     string // a carrier's address that many accounts share
}

// Demo writes the built-in investigation of [DemoAccounts] accounts and its
// answer key, as [Generate] does. Its accounts are those of an ordinary
// generated investigation but for the parts of the story told in [Story].
func Demo(ctx context.Context, accounts, answers io.Writer) error {
	return newDemo().run(ctx, accounts, answers)
}

func newDemo() *generator {
	return newGenerator(Config{Accounts: DemoAccounts, Seed: demoSeed, Signins: DefaultSignins}, true)
}

// DemoStory gives the story of [Demo]. It is the same at every call, and takes
// some 10 ms.
func DemoStory() Story {
	g := newDemo()
	p := g.plan
	id := func(seat int) string { return string(p.appendID(nil, seat, true)) }
	value := func(v ref) string {
		return v.kind.String() + ":" + string(g.appendSpelled(nil, &v, canonical))
	}
	for seat := range p.n { // to count the holders of hubs
		g.build(seat)
	}
	hubs := g.rankHubs()
	operator, farm, agents := &p.groups[storyOperator], &p.groups[storyFarm], p.firstOf(agency)
	return Story{
		Persona: id(operator.start), Wallet: value(operator.shared(model.KindWallet, 0)),
		Facilitator: id(farm.start),
		FarmAddress: value(farm.shared(model.KindAddress, 0)), FarmIP: value(farm.shared(model.KindIP, 0)),
		Agency: id(agents.start), AgencyIP: value(agents.shared(model.KindIP, 0)),
		Victim: id(p.victims), Stolen: id(operator.start + stolenBy), Photo: value(stolenPhoto(operator)),
		Helped: id(p.firstOf(helper).start), Careful: id(p.firstOf(careful).start),
		Hub: value(hubs[slices.IndexFunc(hubs, func(h heldRef) bool { return h.form == ipCarrier })].ref),
	}
}

// firstOf gives the first group of a role; the demo has every role.
func (p *plan) firstOf(role role) *group {
	return &p.groups[slices.IndexFunc(p.groups, func(g group) bool { return g.role == role })]
}
