package casefile

import (
	"cmp"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// The rules of every profile but full, as [LeftOut.Why] has them. Other reasons are the
// keys of a profile.
const (
	victimsRule = "victims are never named"
	othersRule  = "nobody is named who was left out"
	houseRule   = "never leaves the house"
)

// Apply gives a record of what the profile lets out, and counts in LeftOut what it does not.
// The old record stays as it is, and its details are read again whenever the new one's are.
//
// What the profile made, it gives back when applied again. The profile full takes no record
// from which another left something out: the error is of kind refused. All other errors are
// those of [Record.Detail].
func (p Profile) Apply(r *Record) (*Record, error) {
	if p.full {
		return p.applyFull(r)
	}
	if p.kept == nil {
		return nil, &model.Error{Kind: model.ErrInternal, Message: "a profile that comes from no set of profiles"}
	}
	x := &redaction{Profile: p, old: r, counts: map[LeftOut]int{}}
	x.out = clone(reflect.ValueOf(r)).Interface().(*Record)
	x.out.Profile, x.out.Marking, x.out.Defang = p.Name, p.Marking, p.Defang
	x.choose()
	x.filterAccounts()
	x.filterCase()
	x.filterGroups()
	x.filterDecisions()
	x.people()
	x.cut(&x.out.Log.Time)
	x.tidy(reflect.ValueOf(x.out).Elem(), "")
	for i := range x.out.Accounts {
		if _, err := x.detail(i); err != nil {
			return nil, err
		}
	}
	x.sum()
	x.counts = nil
	x.out.Detail = x.detail
	return x.out, nil
}

func (p Profile) applyFull(r *Record) (*Record, error) {
	if r.Profile != "" && r.Profile != p.Name {
		return nil, &model.Error{Kind: model.ErrRefused, Message: "what another profile has left out cannot be put back", Where: model.Untrusted(r.Profile),
			Hint: "make the case file anew, from the investigation"}
	}
	out := *r
	out.Profile, out.Marking, out.Defang = p.Name, p.Marking, p.Defang
	return &out, nil
}

// redaction is one use of a profile.
type redaction struct {
	Profile
	old, out *Record
	was      []int               // index in the old record of each account
	names    map[Text]Text       // of the accounts that stay, by id
	victims  finder              // values of victims
	others   finder              // those, and of anybody else who is not to be named in a text
	hubs     map[Identifier]bool // kinds and values that some account has as too common
	logins   map[string]string
	login    *regexp.Regexp // finds them in texts; nil where none is to be
	counts   map[LeftOut]int
}

// leave counts what is left out. Only Apply counts, not the reading of details after it.
func (x *redaction) leave(what, why string, n int) {
	if n > 0 && x.counts != nil {
		x.counts[LeftOut{What: what, Why: why}] += n
	}
}

// sum adds the counts to those of the profiles before.
func (x *redaction) sum() {
	for _, l := range x.out.LeftOut {
		x.counts[LeftOut{What: l.What, Why: l.Why}] += l.Count
	}
	x.out.LeftOut = []LeftOut{}
	for l, n := range x.counts {
		x.out.LeftOut = append(x.out.LeftOut, LeftOut{What: l.What, Count: n, Why: l.Why})
	}
	slices.SortFunc(x.out.LeftOut, func(a, b LeftOut) int { return cmp.Or(cmp.Compare(a.What, b.What), cmp.Compare(a.Why, b.Why)) })
}

// choose works out which accounts stay, and what is not to be found in what stays.
func (x *redaction) choose() {
	ids := map[string]bool{} // folded
	var long finder
	for i := range x.old.Accounts {
		if a := &x.old.Accounts[i]; a.Victim() {
			valuesOf(a, x.victims.add)
			ids[fold(string(a.ID))] = true
			valuesOf(a, func(v Text, _ bool) {
				if len(v) >= shortest {
					ids[fold(string(v))] = true
				}
				if len(v) >= telling && v != a.ID && v != a.NativeID {
					long.add(v, true)
				}
			})
		}
	}
	x.names, x.hubs = map[Text]Text{}, map[Identifier]bool{}
	var stay []Account
	for i := range x.old.Accounts {
		a := &x.old.Accounts[i]
		for _, v := range a.Identifiers {
			if v.Hub && v.Value != "" {
				x.hubs[Identifier{Kind: v.Kind, Value: v.Value}] = true
			}
		}
		role := cmp.Or(a.Role, "none")
		what, why := "", ""
		switch {
		case a.Victim():
			what, why = "accounts of victims", victimsRule
		case !slices.Contains(x.Roles, role):
			what, why = "accounts of third parties", "roles"
		case a.Dismissed != nil && !x.Dismissed:
			what, why = "accounts that were cleared", "dismissed"
		case a.Protection != nil && !x.Protected:
			what, why = "accounts under protection", "protected"
		case ids[fold(string(a.ID))] || a.NativeID != "" && ids[fold(string(a.NativeID))] || long.in(a.ID):
			what, why = "accounts whose id is a value of a victim", victimsRule
		}
		if what != "" {
			x.leave(what, why, 1)
		} else {
			name := a.ID
			if x.Numbers && a.ID != "" {
				name = Text(fmt.Sprintf("account-%d", len(stay)+1))
			}
			x.names[a.ID] = name
			x.was = append(x.was, i)
			stay = append(stay, x.out.Accounts[i])
		}
		if what != "" || x.Numbers && x.names[a.ID] != a.ID {
			valuesOf(a, x.others.add)
			wordsOf(a, x.others.add)
			for _, v := range a.Identifiers {
				if v.Kind == "phone" || v.Kind == "recovery_phone" {
					x.others.addPhone(v.Value)
				}
			}
		}
	}
	x.out.Accounts = stay
}

// telling is how long a value is at least, in bytes, that an id of another account is
// taken to name somebody by. Shorter ones are in many ids by chance.
const telling = 8

// valuesOf gives the values that an account can be told by; alone where such a value is a
// number or a code, which is another one where more is written to it.
func valuesOf(a *Account, each func(v Text, alone bool)) {
	each(a.ID, true)
	each(a.NativeID, true)
	each(a.Username, false)
	each(a.DisplayName, false)
	each(a.Email, false)
	for _, v := range a.Identifiers {
		alone := machine(v.Kind)
		each(v.Value, alone)
		each(v.Raw, alone)
	}
	for _, w := range a.Watch {
		each(w.Value, machine(w.Kind))
	}
	for _, f := range a.Facts {
		if f.Field == "username" || f.Field == "display_name" || f.Field == "email" {
			each(f.Value, false)
		}
	}
}

// wordsOf gives what a text names the owner of an account by beside the values: the parts
// of names, and what the account says of itself but for its country and time zone.
func wordsOf(a *Account, each func(v Text, alone bool)) {
	names := []Text{a.DisplayName}
	for _, v := range a.Identifiers {
		if v.Kind == "name" {
			names = append(names, v.Value, v.Raw)
		}
	}
	for _, n := range names {
		for _, part := range strings.Fields(string(n)) {
			each(Text(part), true)
		}
	}
	for _, f := range a.Facts {
		if f.Claimed && f.Field != "country" && f.Field != "country_raw" && f.Field != "timezone" {
			each(f.Value, true)
		}
	}
}

// machine reports whether values of a kind come from machines rather than from people.
func machine(kind string) bool {
	k, ok := model.KindByName(kind)
	if !ok {
		return false
	}
	switch k.Family() {
	case "network", "device", "money", "content", "account":
		return k != model.KindPayPal
	}
	return false
}

// stays reports whether all accounts stay that something is about, and puts their names in
// place of their ids. What names no account is about none.
func (x *redaction) stays(ids ...*Text) bool {
	for _, id := range ids {
		if _, ok := x.names[*id]; !ok && *id != "" {
			return false
		}
	}
	for _, id := range ids {
		if *id != "" {
			*id = x.names[*id]
		}
	}
	return true
}

// only keeps those elements of a list that are about accounts that stay, and gives how many
// it left out.
func only[T any](x *redaction, list *[]T, what string, ids func(*T) []*Text) int {
	before := len(*list)
	out := (*list)[:0]
	for i := range *list {
		e := &(*list)[i]
		if x.stays(ids(e)...) {
			out = append(out, *e)
		}
	}
	*list = out
	x.leave(what, othersRule, before-len(out))
	return before - len(out)
}

func itself(id *Text) []*Text { return []*Text{id} }

// value reports whether a value of a kind may stay, and counts it where not.
func (x *redaction) value(what, kind string, hub bool, values ...Text) bool {
	if !slices.ContainsFunc(values, func(v Text) bool { return v != "" }) {
		return true
	}
	why := ""
	switch {
	case slices.ContainsFunc(values, x.victims.in):
		why = victimsRule
	case !slices.Contains(x.Kinds, kind):
		why = "kinds"
	case !x.Hubs && (hub || slices.ContainsFunc(values, func(v Text) bool { return x.hubs[Identifier{Kind: kind, Value: v}] })):
		why = "hubs"
	default:
		return true
	}
	x.leave(what, why, 1)
	return false
}

// blank empties a field that has a value which may not stay.
func (x *redaction) blank(path, kind string, hub bool, value *Text) {
	if x.kept[path] && !x.value(path, kind, hub, *value) {
		*value = ""
	}
}

func (x *redaction) filterAccounts() {
	for i := range x.out.Accounts {
		a := &x.out.Accounts[i]
		a.ID = x.names[a.ID]
		if x.Numbers && a.NativeID != "" {
			a.NativeID = ""
			x.leave("accounts.native_id", "accounts", 1)
		}
		x.blank("accounts.username", "username", false, &a.Username)
		x.blank("accounts.display_name", "name", false, &a.DisplayName)
		x.blank("accounts.email", "email", false, &a.Email)
		a.Identifiers = slices.DeleteFunc(a.Identifiers, func(v Identifier) bool {
			if !x.value("accounts.identifiers", v.Kind, v.Hub, v.Value, v.Raw) {
				return true
			}
			if !slices.Contains(x.Statuses, v.Status) {
				x.leave("accounts.identifiers", "statuses", 1)
				return true
			}
			return false
		})
		a.Facts = slices.DeleteFunc(a.Facts, func(f Fact) bool {
			if f.Field == "bio" {
				x.leave("accounts.facts", houseRule, 1)
				return true
			}
			kind := map[string]string{"username": "username", "display_name": "name", "email": "email"}[f.Field]
			return kind != "" && !x.value("accounts.facts", kind, false, f.Value)
		})
		a.Watch = slices.DeleteFunc(a.Watch, func(w WatchHit) bool { return !x.value("accounts.watch", w.Kind, false, w.Value, w.Listed) })
	}
}

func (x *redaction) filterCase() {
	c := &x.out.Case
	c.Values = slices.DeleteFunc(c.Values, func(v Value) bool { return !x.value("case.values", v.Kind, false, v.Value) })
	for i := range c.Trails {
		t := &c.Trails[i]
		t.Steps = slices.DeleteFunc(t.Steps, func(s TrailStep) bool {
			gone := x.others.in(s.Text) || !x.reference(s.Ref)
			if gone {
				x.leave("case.trails.steps", othersRule, 1)
			}
			return gone
		})
	}
	for i := range x.out.Entries {
		if e := &x.out.Entries[i]; !x.others.in(e.Subject) && !x.reference(e.Subject) { // else see tidy
			if x.kept["entries.did"] && e.Did != "" {
				x.leave("entries.did", othersRule, 1)
			}
			if x.kept["entries.subject"] {
				x.leave("entries.subject", othersRule, 1)
			}
			e.Subject, e.Did = "", ""
		}
	}
	only(x, &x.out.Notes, "notes about accounts that were left out", func(n *Note) (ids []*Text) {
		for i := range n.Accounts {
			ids = append(ids, &n.Accounts[i])
		}
		return ids
	})
	x.out.Notes = slices.DeleteFunc(x.out.Notes, func(n Note) bool {
		kind, value, _ := strings.Cut(string(n.Ref), ":")
		return n.On == "identifier" && !x.value("notes about values that were left out", kind, false, Text(value))
	})
}

// reference reports whether a text may stay that says what something is about: ids of
// accounts, kinds and values, or words. What it names may lie outside of the record, so
// whatever could be an id is taken for one.
func (x *redaction) reference(ref Text) bool {
	if x.others.in(ref) {
		return false
	}
	allowed := func(s string) bool {
		if name, stays := x.names[Text(s)]; stays {
			return name == Text(s)
		}
		kind, value, found := strings.Cut(s, ":")
		_, known := model.KindByName(kind)
		return !found || known && !x.victims.in(Text(value)) && slices.Contains(x.Kinds, kind)
	}
	for _, word := range strings.Fields(string(ref)) {
		if !allowed(word) {
			return allowed(string(ref))
		}
	}
	return true
}

// carried gives the kinds and values of accounts that are in the copy. Of what only other members
// of a ring share nobody has said that it may leave the house, nor whether it is common.
func (x *redaction) carried() map[Identifier]bool {
	all := map[Identifier]bool{}
	if !x.kept["accounts.identifiers.kind"] || !x.kept["accounts.identifiers.value"] {
		return all
	}
	for i := range x.out.Accounts {
		for _, v := range x.out.Accounts[i].Identifiers {
			all[Identifier{Kind: v.Kind, Value: v.Value}] = true
		}
	}
	return all
}

// filterGroups looks over rings and links. A ring is named by its number, for the account
// that names it in the investigation may be anybody's.
func (x *redaction) filterGroups() {
	names, carried := map[Text]Text{}, x.carried()
	var rings []Ring
	for _, r := range x.out.Rings {
		had := len(r.Members)
		only(x, &r.Members, "rings.members", itself)
		if had > 0 && len(r.Members) == 0 {
			x.leave("rings of accounts that were left out", othersRule, 1)
			continue
		}
		only(x, &r.Bridges, "rings.bridges", func(b *Bridge) []*Text { return []*Text{&b.A, &b.B} })
		for i := range r.Values {
			v := &r.Values[i]
			x.blank("rings.values.value", v.Kind, false, &v.Value)
			if v.Value != "" && x.kept["rings.values.value"] && !carried[Identifier{Kind: v.Kind, Value: v.Value}] {
				v.Value = ""
				x.leave("rings.values.value", othersRule, 1)
			}
		}
		if r.ID != "" {
			name := Text(fmt.Sprintf("ring-%d", len(rings)+1))
			names[r.ID] = name
			r.ID = name
		}
		rings = append(rings, r)
	}
	x.out.Rings = rings
	for i := range x.out.Accounts {
		a := &x.out.Accounts[i]
		if a.Ring = names[a.Ring]; !x.kept["rings.id"] {
			a.Ring = ""
		}
	}
	only(x, &x.out.Links, "links of accounts that were left out", func(l *Link) []*Text { return []*Text{&l.A, &l.B} })
	for i := range x.out.Links {
		for j := range x.out.Links[i].Evidence {
			e := &x.out.Links[i].Evidence[j]
			x.blank("links.evidence.value", e.Kind, e.Hub, &e.Value)
		}
	}
}
