package intel

import (
	"cmp"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/store/casefile"
)

// Reading is a record with what has to be known of all its accounts at once.
type Reading struct {
	*casefile.Record
	values   map[thing]*use
	disabled map[casefile.Text]bool
}

// thing is a value whatever it is used for: one mailbox may be the address of one account
// and the recovery address of another.
type thing struct {
	class string
	value casefile.Text
}

// use says who of the record carries a value.
type use struct {
	personas int
	barred   bool          // somebody carries it, or something is said of it, that forbids to act on it
	victims  bool          // a victim is among those who carry it
	first    casefile.Time // when a persona was first seen with it
	last     int           // the last account that counted, from 1
}

// Class gives the name that kinds of the same sort of value share: "email", "phone",
// "hash", else the kind itself.
func Class(kind string) string {
	switch kind {
	case "email", "recovery_email", "commit_email", "paypal":
		return "email"
	case "phone", "recovery_phone":
		return "phone"
	case "file_hash", "photo", "resume":
		return "hash"
	}
	return kind
}

// Read looks a record over.
func Read(r *casefile.Record) *Reading {
	c := &Reading{Record: r, values: map[thing]*use{}, disabled: map[casefile.Text]bool{}}
	for i := range r.Accounts {
		a := &r.Accounts[i]
		cleared := a.Dismissed != nil || a.Protection != nil || a.State == "dismissed" || a.State == "reinstated" || a.State == "overturned"
		for _, id := range a.Identifiers {
			u := c.use(id.Kind, id.Value)
			u.victims = u.victims || a.Victim()
			u.barred = u.barred || a.Victim() || cleared || id.Hub
			if a.Role == "persona" && id.Status == "ok" {
				if u.last != i+1 {
					u.last = i + 1
					u.personas++
				}
				if id.FirstSeen.Known() && (!u.first.Known() || id.FirstSeen.Milli < u.first.Milli) {
					u.first = id.FirstSeen
				}
			}
		}
		if a.Victim() && a.Email != "" {
			for _, shown := range []casefile.Text{a.Email, casefile.Text(strings.ToLower(string(a.Email)))} { // as it came
				u := c.use("email", shown)
				u.victims, u.barred = true, true
			}
		}
		for _, hit := range a.Watch {
			if hit.Stance == "benign" {
				c.use(hit.Kind, hit.Value).barred = true
			}
		}
	}
	for i := range r.Links {
		for _, e := range r.Links[i].Evidence {
			if e.Ignored || e.Hub {
				c.use(e.Kind, e.Value).barred = true
			}
		}
	}
	c.enforcement()
	return c
}

func (c *Reading) use(kind string, value casefile.Text) *use {
	t := thing{Class(kind), value}
	u := c.values[t]
	if u == nil {
		u = &use{}
		c.values[t] = u
	}
	return u
}

// Fit reports whether somebody may look for a value to find more accounts: a persona of the
// case carries it, canonical and fit to link, and it is no hub, no analyst has said to
// ignore it, no watch list calls it benign, and none of those who carry it is a victim, was
// cleared or is protected.
func (c *Reading) Fit(kind string, value casefile.Text) bool {
	u := c.values[thing{Class(kind), value}]
	return value != "" && u != nil && u.personas > 0 && !u.barred
}

// Personas gives how many personas of the case carry a value that is fit to link.
func (c *Reading) Personas(kind string, value casefile.Text) int {
	if u := c.values[thing{Class(kind), value}]; u != nil {
		return u.personas
	}
	return 0
}

// First gives when a persona of the case was first seen with a value; it may be unknown.
func (c *Reading) First(kind string, value casefile.Text) casefile.Time {
	if u := c.values[thing{Class(kind), value}]; u != nil {
		return u.first
	}
	return casefile.Time{}
}

// OfVictim reports whether the account of a victim carries a value.
func (c *Reading) OfVictim(kind string, value casefile.Text) bool {
	u := c.values[thing{Class(kind), value}]
	return u != nil && u.victims
}

// enforcement reads out of the batches which accounts are disabled. Where the record has no
// batch with an account, what the proposals say of it is taken.
func (c *Reading) enforcement() {
	inForce := map[casefile.Text][]string{}
	batches := slices.SortedStableFunc(slices.Values(c.Batches), func(a, b casefile.Batch) int { return cmp.Compare(a.ID, b.ID) })
	for _, b := range batches {
		for _, res := range b.Results {
			now := inForce[res.Account]
			switch {
			case res.Result != "done":
			case b.Action == "reinstate":
				now = nil
			default:
				now = append(now, b.Action)
			}
			inForce[res.Account] = now
		}
	}
	for _, p := range c.Proposals {
		for _, d := range p.Decided {
			if _, known := inForce[d.Account]; !known && d.State == "enforced" && disables(p.Action) {
				c.disabled[d.Account] = true
			}
		}
	}
	for id, actions := range inForce {
		c.disabled[id] = slices.ContainsFunc(actions, disables)
	}
}

// disables reports whether nobody can use an account after an action.
func disables(action string) bool { return action == "suspend" || action == "terminate" }

// Disabled reports whether enforcement has confirmed that an account of the record is
// suspended or terminated: its state says so, and what was done was no less, such as a
// warning. What was only proposed or approved never counts.
func (c *Reading) Disabled(account int) bool {
	a := &c.Accounts[account]
	return a.State == "enforced" && c.disabled[a.ID]
}
