package synth

import (
	"context"
	"errors"
	"io"
	"math"

	"github.com/seed-28a39f10/clew/model"
)

// The bounds of a [Config].
const (
	MinAccounts = 10
	MaxAccounts = 10_000_000
	MaxSignins  = 1000

	// DefaultSignins is the mean number of sign-ins of an account unless
	// something else is asked for.
	DefaultSignins = 6
)

// Config says what to generate.
type Config struct {
	Accounts int    // from MinAccounts to MaxAccounts
	Seed     uint64 // any; equal seeds give equal bytes

	// Signins is the mean number of sign-ins of an account, 0 to MaxSignins, in
	// steps of a thousandth; 0 writes none. Members of careful rings have more:
	// their turns are the only evidence on them.
	Signins float64
}

func (c Config) check() error {
	if c.Accounts < MinAccounts || c.Accounts > MaxAccounts {
		return &model.Error{Kind: model.ErrUsage, Message: "the number of accounts is out of range",
			Hint: "ask for 10 to 10,000,000 accounts"}
	}
	if !(c.Signins >= 0 && c.Signins <= MaxSignins) {
		return &model.Error{Kind: model.ErrUsage, Message: "the number of sign-ins per account is out of range",
			Hint: "ask for 0 to 1,000 sign-ins per account"}
	}
	return nil
}

// Generate writes a synthetic investigation as generic JSON Lines, one account
// a line, to accounts and then its answer key as one JSON object to answers,
// which may be nil. It buffers its writes. The error is a [model.Error] of kind
// usage for a configuration out of range or of kind disk for a failed write, or
// the cause of ctx's end.
func Generate(ctx context.Context, cfg Config, accounts, answers io.Writer) error {
	if err := cfg.check(); err != nil {
		return err
	}
	return newGenerator(cfg, false).run(ctx, accounts, answers)
}

// generator writes one investigation.
type generator struct {
	plan         *plan
	hubs         [pools]hubs
	milliSignins int

	// A pool of IPv4 addresses that a provider deals out again and again, and
	// how many of a million home addresses come from it: about two holders an
	// address, whatever the number of accounts.
	dynamic, dynamicShare int

	account account
	events  []signin
}

func newGenerator(cfg Config, story bool) *generator {
	g := &generator{
		plan:         newPlan(cfg.Accounts, cfg.Seed, story),
		hubs:         newHubs(cfg.Seed, cfg.Accounts),
		milliSignins: int(math.Round(cfg.Signins * 1000)),
	}
	const homes = 18 // addresses that are nobody else's by plan, per ten accounts
	g.dynamic = min(max(cfg.Accounts/15, 8), hosts)
	g.dynamicShare = g.dynamic * 2 * 1000 / cfg.Accounts * 1000 * 10 / homes
	return g
}

// chunk is how much is collected for one write.
const chunk = 256 << 10

func (g *generator) run(ctx context.Context, accounts, answers io.Writer) error {
	buf := make([]byte, 0, chunk+64<<10)
	for line := range g.plan.n {
		if line%1024 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		g.build(g.plan.order.at(line))
		g.setSignins()
		buf = g.appendRecord(buf)
		if len(buf) >= chunk || line == g.plan.n-1 {
			if err := write(accounts, buf); err != nil {
				return err
			}
			buf = buf[:0]
		}
	}
	if answers == nil {
		return nil
	}
	return g.writeAnswers(ctx, answers, buf)
}

func write(w io.Writer, b []byte) error {
	n, err := w.Write(b)
	if err == nil && n < len(b) {
		err = io.ErrShortWrite
	}
	if err == nil {
		return nil
	}
	var known *model.Error
	if errors.As(err, &known) {
		return err
	}
	return &model.Error{Kind: model.ErrDisk, Message: "the generated data could not be written", Err: err,
		Hint: "check the free space and the permissions of the target"}
}
