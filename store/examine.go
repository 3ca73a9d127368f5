package store

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/model/identifier"
	"github.com/seed-28a39f10/clew/model/signal"
	"github.com/seed-28a39f10/clew/model/watch"
	"github.com/seed-28a39f10/clew/store/base"
)

// examiner finds out what follows from an account and the watch lists: matches,
// signals, score. It is safe for use from several goroutines.
type examiner struct {
	g     *generation
	lists *watchLists
	set   *watch.Set // nil where there are no lists
	env   signal.Env

	holders holderCounts
}

// WatchHit is one value of an account that is on a watch list.
type WatchHit struct {
	Kind  string          // of the account's value: a kind of identifier, or "asn"
	Value model.Untrusted // the account's value
	watch.Hit
}

// facts are what an examination comes to.
type facts struct {
	hits    []WatchHit     // in the order of the account's values, each by list
	matched []int          // lists that have a hit, ascending
	flags   []model.Flag   // of bad lists, by source
	signals []model.Signal // computed, by code
	mask    uint32         // of those and of the signals that came with the data
	score   uint8
	rows    []signal.Row
}

// dawn is before every log. With it as the beginning of the log, a signal that
// speaks of silence fires wherever it would with the true one.
var dawn = model.Time{Milli: -62_000_000_000_000}

// newExaminer makes an examiner. With all set, the holders of every value that
// is asked for are counted once, in one walk over the values of its kind: that
// pays for many accounts.
func newExaminer(g *generation, lists *watchLists, logFrom model.Time, all bool) (*examiner, error) {
	x := &examiner{g: g, lists: lists}
	x.holders.base = g.base
	count := x.holders.look
	if all {
		count = x.holders.walked
	}
	x.env = signal.Env{
		LogFrom: logFrom,
		Holders: count,
		// By the default weights, so that signals do not follow what is set for links.
		Hub: func(k model.Kind, v model.Untrusted) bool { return count(k, v) > hubAbove(evidence.DefaultConfig(), k) },
	}
	if len(lists.lists) == 0 {
		return x, nil
	}
	var err error
	if x.set, err = lists.matcher(); err != nil {
		return nil, err
	}
	x.env.Network, x.env.Disposable = x.set.Network, x.set.Disposable
	x.know(networks{slices.ContainsFunc(signal.ExitClasses, x.set.Networks), x.set.Networks("carrier")})
	return x, nil
}

// networks says of which networks the watch lists have any. A list of something else says
// nothing of them, and nobody may look worse because it is there.
type networks struct{ exits, carriers bool }

func (x *examiner) know(n networks) { x.env.Exits, x.env.Carriers = n.exits, n.carriers }

func (x *examiner) known() networks { return networks{x.env.Exits, x.env.Carriers} }

// account reads what an examination needs.
func (x *examiner) account(ord uint32) (a model.Account, events []model.Event, err error) {
	if a, err = x.g.base.Account(ord); err != nil {
		return a, nil, err
	}
	n, err := x.g.base.Cell(base.ColEvents, ord)
	if err == nil && n > 0 {
		events, err = x.g.base.Events(ord, 0, 0)
	}
	return a, events, err
}

// examine gives the facts of an account. Of a the flags and signals are those
// that came with the data.
func (x *examiner) examine(ord uint32, a *model.Account, events []model.Event) (f facts, err error) {
	if x.set != nil {
		x.match(&f, a, events)
	}
	f.signals = signal.Compute(a, events, &x.env)
	if err := x.holders.failed(); err != nil {
		return f, err
	}
	all := f.signals
	if len(a.Signals) > 0 {
		all = slices.Concat(a.Signals, f.signals)
	}
	f.mask = signal.Mask(all)
	flagged := *a
	flagged.Flags = mergeFlags(a.Flags, f.flags)
	f.score, f.rows = signal.Score(&flagged, all)
	return f, nil
}

// mergeFlags gives both, those of one source side by side.
func mergeFlags(data, lists []model.Flag) []model.Flag {
	if len(lists) == 0 {
		return data
	}
	all := slices.Concat(data, lists)
	slices.SortStableFunc(all, func(a, b model.Flag) int { return strings.Compare(string(a.Source), string(b.Source)) })
	return all
}

// watchSource is who flags the accounts that a bad list matches.
func watchSource(list string) string { return "watch:" + list }

// hits finds the account's values on the lists. Addresses and systems that
// sign-ins come from count where the sign-in was the account's own act: anybody
// can fail to sign in.
func (x *examiner) hits(a *model.Account, events []model.Event) (hits []WatchHit) {
	for _, id := range a.Identifiers {
		for _, h := range x.set.Match(id) {
			hits = append(hits, WatchHit{id.Kind.String(), id.Value, h})
		}
	}
	if len(events) == 0 {
		return hits
	}
	if extra := looseAddresses(a, events); len(extra) > 0 {
		canon := identifier.New(nil, "") // not for several goroutines
		for _, ip := range extra {
			id := canon.Identify(model.KindIP, ip, "")
			for _, h := range x.set.Match(id) {
				hits = append(hits, WatchHit{id.Kind.String(), id.Value, h})
			}
		}
	}
	var numbers []uint32
	for i := range events {
		if e := &events[i]; e.ASN != 0 && own(e) && !slices.Contains(numbers, e.ASN) {
			numbers = append(numbers, e.ASN)
		}
	}
	slices.Sort(numbers)
	for _, n := range numbers {
		for _, h := range x.set.ASN(n) {
			hits = append(hits, WatchHit{"asn", model.Untrusted(fmt.Sprintf("AS%d", n)), h})
		}
	}
	return hits
}

// own reports whether an event is the account's own act.
func own(e *model.Event) bool {
	return e.Result == model.ResultSuccess || e.Result == model.ResultUnknown
}

// looseAddresses gives addresses of own events that are no identifiers of the
// account, each once: where a row is too full some are left out.
func looseAddresses(a *model.Account, events []model.Event) (loose []model.Untrusted) {
	var known map[model.Untrusted]bool
	last := model.Untrusted("")
	for i := range events {
		e := &events[i]
		if e.IP == "" || e.IP == last || !own(e) {
			continue
		}
		last = e.IP
		if known == nil {
			// Most accounts are small and carry all of their addresses: that is seen without a map.
			if len(a.Identifiers) <= 64 && carries(a, e.IP) {
				continue
			}
			known = make(map[model.Untrusted]bool, len(a.Identifiers))
			for k := range a.Identifiers {
				if a.Identifiers[k].Kind == model.KindIP {
					known[a.Identifiers[k].Value] = true
				}
			}
		}
		if !known[e.IP] {
			known[e.IP] = true
			loose = append(loose, e.IP)
		}
	}
	return loose
}

func carries(a *model.Account, ip model.Untrusted) bool {
	for i := range a.Identifiers {
		if id := &a.Identifiers[i]; id.Kind == model.KindIP && id.Value == ip {
			return true
		}
	}
	return false
}

// match finds what the lists say of the account.
func (x *examiner) match(f *facts, a *model.Account, events []model.Event) {
	f.hits = x.hits(a, events)
	if len(f.hits) == 0 {
		return
	}
	for i, l := range x.lists.lists {
		var reason strings.Builder
		n, met, bad := 0, false, false
		for h := range f.hits {
			hit := &f.hits[h]
			if hit.List != l.name {
				continue
			}
			met = true
			if bad = hit.Stance == watch.Bad; !bad {
				break
			}
			if n++; n <= mostReasons {
				if n > 1 {
					reason.WriteString("; ")
				}
				reason.WriteString(hit.reason())
			}
		}
		if !met {
			continue
		}
		f.matched = append(f.matched, i)
		if !bad {
			continue
		}
		if n > mostReasons {
			fmt.Fprintf(&reason, "; and %d more", n-mostReasons)
		}
		f.flags = append(f.flags, model.Flag{Source: model.Untrusted(watchSource(l.name)), Reason: model.Untrusted(reason.String()),
			Time: l.chunks[0].entry.Time})
	}
}

// reason says how the value met the list, and the listed value where that does
// not say it.
func (h *WatchHit) reason() string {
	s := h.Kind + " " + cut(h.Value, 80) + " " + h.How
	if h.Value != h.Hit.Value && !strings.Contains(h.How, string(h.Hit.Value)) {
		s += ": " + cut(h.Hit.Value, 80)
	}
	return s
}

// mostReasons is how many hits the reason of a flag names.
const mostReasons = 3

// cut shortens a text that may be long to about n bytes, at the end of a character.
func cut(u model.Untrusted, n int) string {
	s := string(u)
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xc0 == 0x80 {
		n--
	}
	return s[:n] + "…"
}

// holderCounts counts the accounts that carry a value.
type holderCounts struct {
	base *base.Base

	mu    sync.RWMutex
	kinds [64]map[string]uint32 // values of a kind that several accounts carry; nil until it is walked
	err   error
}

// failed gives the first error: a signal that asks cannot be told of one.
func (c *holderCounts) failed() error {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.err
}

func (c *holderCounts) fail(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == nil {
		c.err = err
	}
}

// look counts the holders of one value. Whoever asks holds it himself, which the
// index does not know of a value that cannot link.
func (c *holderCounts) look(k model.Kind, v model.Untrusted) int {
	ords, err := c.base.Holders(k, v)
	if err != nil {
		c.fail(err)
	}
	return max(len(ords), 1)
}

// longValue is the length from which on a walk gives a value shortened.
const longValue = 992

// walked is look for many values.
func (c *holderCounts) walked(k model.Kind, v model.Untrusted) int {
	if len(v) >= longValue || int(k) >= len(c.kinds) {
		return c.look(k, v)
	}
	c.mu.RLock()
	shared := c.kinds[k]
	c.mu.RUnlock()
	if shared == nil {
		shared = c.walk(k)
	}
	return max(int(shared[string(v)]), 1)
}

func (c *holderCounts) walk(k model.Kind) map[string]uint32 {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kinds[k] != nil {
		return c.kinds[k]
	}
	shared := map[string]uint32{}
	err := c.base.Values(k, nil, func(value []byte, ords []uint32) bool {
		if len(ords) > 1 && len(value) < longValue {
			shared[string(value)] = uint32(len(ords))
		}
		return true
	})
	if c.kinds[k] = shared; err != nil && c.err == nil {
		c.err = err
	}
	return shared
}
