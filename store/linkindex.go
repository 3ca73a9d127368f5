package store

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/model/identifier"
	"github.com/seed-28a39f10/clew/model/persona"
	"github.com/seed-28a39f10/clew/model/timing"
	"github.com/seed-28a39f10/clew/store/kv/bolt"
	"github.com/seed-28a39f10/clew/store/work"
)

// linksVersion is part of the tag of a saved model: another one means that the
// index is made, or the weights are computed, in another way.
const linksVersion = "5"

// linksName is the file beside a generation that keeps what follows from it. It
// is a cache: missing, damaged or stale it is made anew.
func linksName(gen uint32) string { return fmt.Sprintf("links-%d.bin", gen) }

// links keeps the model of the links between calls.
type links struct {
	mu       sync.Mutex
	building atomic.Bool // whoever has mu will have it for seconds
	gen      uint32
	model    *evidence.Model
	view     atomic.Pointer[evidence.View] // the last one, from which the next is made
}

// linkModel gives the model of a generation with the weights and ignored values
// of a state: from memory, from the file beside the generation, or built, with a
// handle of its own on the generation, so that nobody waits. Progress is told
// what is being done.
func (db *DB) linkModel(ctx context.Context, ref work.GenRef, st *state, progress func(string)) (*evidence.Model, error) {
	l := &db.links
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.model == nil || l.gen != ref.Gen {
		l.model, l.gen = db.savedModel(ref), ref.Gen
	}
	m, config, hashes := l.model, st.config(), st.ignoredHashes(db.now())
	if m != nil && l.current(st, db.now()) {
		return m, nil
	}
	l.building.Store(true)
	defer l.building.Store(false)
	var ix *evidence.Index
	var extra []evidence.Extra
	if m != nil {
		ix, extra = m.Index, m.Extra()
	}
	if m == nil || m.Config.Turns != config.Turns || m.Config.Persona != config.Persona {
		g, err := openGeneration(ctx, db.path, ref)
		if err != nil {
			return nil, err
		}
		defer g.release()
		err = bolt.Guard(func() (err error) {
			if ix == nil {
				progress("reading what accounts share")
				if ix, err = g.index(ctx); err != nil {
					return err
				}
			}
			extra, err = g.extra(ctx, config, progress)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	progress("weighing the evidence")
	l.model = evidence.Build(ix, config, ignoredValues(ix, hashes), extra)
	if !db.o.ReadOnly {
		db.saveModel(ref, l.model)
	}
	return l.model, nil
}

// current reports whether the model has the weights and ignored values of a state.
func (l *links) current(st *state, now model.Time) bool {
	return l.model.Config == st.config() && slices.Equal(l.model.Ignored(), ignoredValues(l.model.Index, st.ignoredHashes(now)))
}

// ignoredHashes gives the values that are ignored, by kind and hash.
func (s *state) ignoredHashes(now model.Time) map[uint64]evidence.Kind {
	all := map[uint64]evidence.Kind{}
	for _, i := range s.flow.IgnoredValues(now) {
		all[evidence.ValueHash(i.Kind, string(i.Value))] = i.Kind
	}
	return all
}

// ignoredValues gives the numbers of ignored values in an index, ascending.
func ignoredValues(ix *evidence.Index, hashes map[uint64]evidence.Kind) []uint32 {
	var all []uint32
	for hash, kind := range hashes {
		if v := ix.Find(kind, hash); v != evidence.None {
			all = append(all, v)
		}
	}
	slices.Sort(all)
	return all
}

func (db *DB) now() model.Time { return model.TimeOf(db.o.Now()) }

func linksTag(ref work.GenRef) string {
	return linksVersion + " " + hex.EncodeToString(ref.SHA256[:])
}

// savedModel reads the saved model of a generation, nil where there is none that
// can be used.
func (db *DB) savedModel(ref work.GenRef) *evidence.Model {
	data, err := os.ReadFile(filepath.Join(db.path, linksName(ref.Gen)))
	if err != nil {
		return nil
	}
	m, tag, err := evidence.Read(data)
	if err != nil || tag != linksTag(ref) || m.Index.Len() != int(ref.Accounts) {
		return nil
	}
	return m
}

// saveModel saves a model. Where that fails it is computed again next time.
func (db *DB) saveModel(ref work.GenRef, m *evidence.Model) {
	f, err := os.CreateTemp(db.path, "links-*.tmp")
	if err != nil {
		return
	}
	err = errors.Join(m.Write(f, linksTag(ref)), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(db.path, linksName(ref.Gen)))
	}
	if err != nil {
		os.Remove(f.Name())
	}
}

// index reads from a generation who shares what.
func (g *generation) index(ctx context.Context) (*evidence.Index, error) {
	keys := make([]uint64, g.base.Len())
	err := g.base.Values(model.KindAccount, nil, func(value []byte, ords []uint32) bool {
		for _, ord := range ords {
			keys[ord] = evidence.AccountKey(string(value))
		}
		return ctx.Err() == nil
	})
	if err != nil {
		return nil, err
	}
	b := evidence.NewBuilder(keys)
	roles, err := g.roles(ctx)
	if err != nil {
		return nil, err
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	var errs []error
	kinds := make(chan model.Kind)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for kind := range kinds {
				part := evidence.NewBuilder(nil)
				err := g.addKind(ctx, part, kind, roles)
				mu.Lock()
				b.Merge(part)
				errs = append(errs, err)
				mu.Unlock()
			}
		})
	}
	for _, kind := range model.Kinds() {
		if kind != model.KindAccount {
			kinds <- kind
		}
	}
	close(kinds)
	wg.Wait()
	if err := errors.Join(append(errs, ctx.Err())...); err != nil {
		return nil, err
	}
	return b.Index(), nil
}

// roles gives the hashes of mailboxes and telephone numbers that some account
// has in a role other than its own sign-in or contact. Only these can be shared
// across roles.
func (g *generation) roles(ctx context.Context) (map[uint64]bool, error) {
	roles := map[uint64]bool{}
	var tokens []evidence.Token
	for _, kind := range []model.Kind{model.KindRecoveryEmail, model.KindCommitEmail, model.KindPayPal, model.KindRecoveryPhone} {
		err := g.base.Values(kind, nil, func(value []byte, _ []uint32) bool {
			tokens = evidence.Tokens(tokens[:0], model.Identifier{Kind: kind, Value: model.Untrusted(value)})
			for _, t := range tokens {
				if t.Kind == evidence.KindMailbox || t.Kind == evidence.KindNumber {
					roles[t.Hash] = true
				}
			}
			return ctx.Err() == nil
		})
		if err != nil {
			return nil, err
		}
	}
	return roles, nil
}

// addKind adds the values of one kind.
func (g *generation) addKind(ctx context.Context, b *evidence.Builder, kind model.Kind, roles map[uint64]bool) error {
	var tokens []evidence.Token
	wide := evidence.Wide(kind)
	return g.base.Values(kind, nil, func(value []byte, ords []uint32) bool {
		if len(ords) < 2 && !wide {
			return true
		}
		tokens = evidence.Tokens(tokens[:0], model.Identifier{Kind: kind, Value: model.Untrusted(value)})
		tokens = slices.DeleteFunc(tokens, func(t evidence.Token) bool {
			return (t.Kind == evidence.KindMailbox || t.Kind == evidence.KindNumber) && !roles[t.Hash]
		})
		if len(ords) < 2 {
			tokens = tokens[min(1, len(tokens)):] // nobody shares the value itself
		}
		b.AddTokens(tokens, ords...)
		return ctx.Err() == nil
	})
}

// personaMost is how many accounts are compared as personas at most: the
// comparison takes some 150 microseconds an account.
const personaMost = 100_000

// extra computes the evidence that is no shared value, where the weights ask for it.
func (g *generation) extra(ctx context.Context, c evidence.Config, progress func(string)) ([]evidence.Extra, error) {
	var all []evidence.Extra
	if c.Turns {
		progress("comparing when accounts sign in")
		turns, err := g.turns(ctx)
		if err != nil {
			return nil, err
		}
		all = append(all, turns...)
	}
	if c.Persona {
		progress("comparing personas")
		same, err := g.personas(ctx)
		if err != nil {
			return nil, err
		}
		all = append(all, same...)
	}
	return all, nil
}

// turns finds hand-overs and synchronised sign-ins in all events.
func (g *generation) turns(ctx context.Context) ([]evidence.Extra, error) {
	var signins []timing.Signin
	canon := identifier.New(nil, "")
	at := func(ord uint32, t model.Time, kind model.Kind, raw model.Untrusted) {
		if raw == "" || !t.Known() {
			return
		}
		if id := canon.Identify(kind, raw, ""); id.Status == model.StatusOK {
			signins = append(signins, timing.Signin{Account: ord, Place: evidence.ValueHash(evidence.Kind(kind), string(id.Value)), Time: t.Unix()})
		}
	}
	walk, err := g.base.Walk()
	if err != nil {
		return nil, err
	}
	for ord := range g.base.Len() {
		events, err := walk.Events(uint32(ord))
		if err != nil {
			return nil, err
		}
		for i := range events {
			e := &events[i]
			if e.Result == model.ResultFailure { // anybody can fail to sign in
				continue
			}
			at(uint32(ord), e.Time, model.KindIP, e.IP)
			at(uint32(ord), e.Time, model.KindDevice, e.DeviceID)
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	pairs, err := timing.Find(ctx, signins, timing.Options{})
	if err != nil {
		return nil, err
	}
	all := make([]evidence.Extra, len(pairs))
	for i, p := range pairs {
		all[i] = evidence.Extra{A: p.A, B: p.B, Kind: evidence.KindTurns, Bits: float32(p.Bits), Note: turnsNote(&p)}
	}
	return all, nil
}

// turnsNote says what was found about when two accounts sign in.
func turnsNote(p *timing.Pair) string {
	what, f := "hand-overs", &p.Handovers
	if p.Together.Bits > p.Handovers.Bits {
		what, f = "sign-ins together", &p.Together
	}
	return fmt.Sprintf("%d %s on %d of %d days, from %s to %s, at a place of %d accounts; both at once on %d days; %.1f days expected by the place's traffic",
		f.Times, what, f.Days, f.Joint, day(p.First), day(p.Last), p.PlaceAccounts, p.Parallel, f.Traffic)
}

func day(unix int64) string { return time.Unix(unix, 0).UTC().Format(time.DateOnly) }

// personas compares what the accounts claim.
func (g *generation) personas(ctx context.Context) ([]evidence.Extra, error) {
	n := g.base.Len()
	if n > personaMost {
		return nil, &model.Error{Kind: model.ErrLimit, Message: fmt.Sprintf("personas are compared in investigations of up to %d accounts", personaMost),
			Hint: "set persona = false in the weights"}
	}
	fields := []persona.Field{{Name: "name", Type: persona.Name}, {Name: "city", Type: persona.Place}, {Name: "email", Type: persona.Email}}
	records := make([][]string, n)
	for ord := range records {
		a, err := g.base.Account(uint32(ord))
		if err != nil {
			return nil, err
		}
		records[ord] = []string{string(a.Fact(model.FieldDisplayName)), string(a.Fact(model.FieldCity)), string(a.Fact(model.FieldEmail))}
	}
	fitted, err := persona.Fit(ctx, fields, records, persona.Options{})
	if err != nil {
		return nil, err
	}
	pairs, err := fitted.Pairs(ctx)
	if err != nil {
		return nil, err
	}
	var all []evidence.Extra
	for _, p := range pairs {
		bits := p.Bits
		for _, row := range fitted.Explain(p.A, p.B) {
			if row.Kind == persona.RowPrior {
				bits -= row.Bits // the link has a prior of its own
			}
		}
		if bits > 0 {
			all = append(all, evidence.Extra{A: p.A, B: p.B, Kind: evidence.KindPersona, Bits: float32(bits)})
		}
	}
	return all, nil
}
