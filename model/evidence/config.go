package evidence

import (
	"fmt"
	"math"

	"github.com/seed-28a39f10/clew/model"
)

// Config holds every number of the formula that is a belief rather than a
// measurement. None was fitted to labelled data.
type Config struct {
	// Half is, by kind, the number of holders at which a shared value is as likely
	// chance as common hand. More than 0.
	Half [kindEnd]float64

	// Place is the same for a place: several values of kinds that come together
	// (address, device, IP address, ...) with the same holders.
	Place float64

	// Ring is the number of accounts that one operator is expected to run, 2 or more.
	Ring float64

	// Chance is the least rate, 0 to 1, at which pairs of strangers that share a
	// value are taken to share another one too.
	Chance float64

	// Repeat is the part, 0 to 1, that a second value of the same family counts.
	Repeat float64

	// Strong and Certain are the probabilities, 0 to 1, from which a link has
	// that class; Possible is the least that is listed as a link.
	Possible, Strong, Certain float64

	// Turns and Persona say whether the time family and the comparison of personas
	// take part: see packages timing and persona. Whoever builds a model goes by
	// them; [Build] takes whatever [Extra] it is given.
	Turns, Persona bool
}

// defaultHalf follows from how often the holders of such a value are one hand
// when only two accounts have it, an estimate of practitioners for each kind:
// p gives half = 2 * 2^(log2(p/(1-p)) + 0.42), where 0.42 bits is what the lack
// of any corroboration costs two holders. Payout accounts, wallets and documents
// .95; authenticators and sessions .90; recovery contacts and commit e-mails .85;
// postal addresses .80; telephone, photo and device .75; résumé .60; IP address
// and fingerprint .50.
var defaultHalf = func() (h [kindEnd]float64) {
	p := func(p float64, kinds ...Kind) {
		for _, k := range kinds {
			h[k] = math.Round(200*math.Exp2(math.Log2(p/(1-p))+.42)) / 100
		}
	}
	k := func(k model.Kind) Kind { return Kind(k) }
	p(.95, k(model.KindWallet), k(model.KindIBAN), k(model.KindPayPal), k(model.KindDocument), k(model.KindCard), k(model.KindPayment))
	p(.90, k(model.KindMFADevice), k(model.KindSession))
	p(.85, k(model.KindRecoveryEmail), k(model.KindRecoveryPhone), k(model.KindCommitEmail))
	p(.97, KindMailbox) // one account's recovery address is another's sign-in
	p(.90, KindNumber)
	p(.90, k(model.KindEmail))
	p(.80, k(model.KindAddress), k(model.KindHandle), k(model.KindURL))
	p(.75, k(model.KindPhone), k(model.KindPhoto), k(model.KindDevice))
	p(.60, k(model.KindResume), k(model.KindFileHash), k(model.KindUsername))
	p(.50, k(model.KindIP), k(model.KindFingerprint))
	p(.30, KindDomain, KindBuilding)
	p(.10, KindNet)
	p(.02, KindStem)
	p(.01, k(model.KindName))
	return h
}()

// DefaultConfig gives the numbers that a new investigation begins with.
func DefaultConfig() Config {
	return Config{
		Half: defaultHalf, Place: 5, Ring: 5, Chance: .001, Repeat: .5,
		Possible: .10, Strong: .90, Certain: .99,
	}
}

// Check reports the first number that is out of range; the error is of kind
// usage and names the number as the weights file does.
func (c *Config) Check() error {
	bad := func(where, range_ string) error {
		return &model.Error{Kind: model.ErrUsage, Message: "a weight is out of range", Where: model.Untrusted(where),
			Hint: "give a number " + range_}
	}
	for _, k := range Kinds() {
		if !(c.Half[k] > 0 && c.Half[k] <= 1e6) {
			return bad("half."+k.String(), "above 0, at most 1000000")
		}
	}
	inside := func(x, low, high float64) bool { return x >= low && x <= high }
	switch {
	case !(c.Place > 0 && c.Place <= 1e6):
		return bad("place", "above 0, at most 1000000")
	case !inside(c.Ring, 2, 1e6):
		return bad("ring", "from 2 to 1000000")
	case !inside(c.Chance, 1e-9, .5):
		return bad("chance", "from 0.000000001 to 0.5")
	case !inside(c.Repeat, 0, 1):
		return bad("repeat", "from 0 to 1")
	case !(inside(c.Possible, .001, .999999) && inside(c.Strong, c.Possible, .999999) && inside(c.Certain, c.Strong, .999999)):
		return bad("possible, strong, certain", fmt.Sprintf("from 0.001 to 0.999999, in this order; these are %g, %g, %g", c.Possible, c.Strong, c.Certain))
	}
	return nil
}

// Odds gives the log2 odds of a probability.
func Odds(p float64) float64 { return math.Log2(p / (1 - p)) }

// Probability gives the probability of log2 odds.
func Probability(bits float64) float64 { return 1 / (1 + math.Exp2(-bits)) }

// Class is how strong a link is.
type Class uint8

// The classes of links, by the probability that one operator runs both accounts.
const (
	Weak Class = iota
	Possible
	Strong
	Certain
)

// String gives the class as in the JSON output.
func (c Class) String() string { return [...]string{"weak", "possible", "strong", "certain"}[c] }

// Class gives the class of a strength in bits.
func (c *Config) Class(bits float64) Class {
	switch {
	case bits >= mark(c.Certain):
		return Certain
	case bits >= mark(c.Strong):
		return Strong
	case bits >= mark(c.Possible):
		return Possible
	}
	return Weak
}

// mark is the strength from which a link has at least a probability, less what sums
// of few bits may be out by: three in four twice over is nine in ten, which is a mark.
func mark(p float64) float64 { return Odds(p) - 1e-6 }
