package ftm

import (
	"fmt"
	"strconv"

	"github.com/seed-28a39f10/clew/store/casefile"
)

// account writes an account and what it carries.
func (x *writer) account(a *casefile.Account, d *casefile.Detail) error {
	e := &entity{x.accounts[a.ID], "UserAccount", map[string][]string{}}
	x.label(e, "username", typeString, clean(a.Username))
	if e.Properties["username"] == nil {
		x.label(e, "username", typeString, clean(a.NativeID))
	}
	if e.Properties["username"] == nil {
		e.set("username", e.ID)
	}
	x.label(e, "service", typeString, clean(a.Platform))
	x.label(e, "name", typeName, clean(a.DisplayName))
	x.date(e, "createdAt", a.CreatedAt)
	e.set("proof", x.folder)
	for _, row := range d.Rows {
		if row.File >= 0 && row.File < len(x.files) {
			e.set("proof", x.files[row.File])
		}
	}
	for _, tag := range a.Tags {
		x.label(e, "keywords", typeString, clean(tag))
	}
	x.text(e, "summary", join(" ", x.stands(a), after("Why it is in the case: ", clean(a.Why))))
	x.email(e, a.Email)
	x.line(e, "Account id", clean(a.ID))
	x.line(e, "Joined the case", mark(a.Added))
	x.line(e, "Seen", join(" to ", instant(a.FirstSeen), instant(a.LastSeen)))
	x.line(e, "Flagged", instant(a.FlaggedAt))
	var values []*entity
	for i := range a.Identifiers {
		v := x.carries(e, a, &a.Identifiers[i])
		values = append(values, v...)
	}
	x.observed(e, a)
	if err := x.put(e); err != nil {
		return err
	}
	for _, v := range values {
		if err := x.put(v); err != nil {
			return err
		}
	}
	return nil
}

// roles say what a role means. A role is what the investigation thinks of an account, never
// what it knows of a person.
var roles = map[string]string{
	"persona":     "Role in the case: persona, a claimed identity.",
	"facilitator": "Role in the case: facilitator.",
	"victim":      "Role in the case: victim, whose identity was used.",
	"unknown":     "Role in the case: not known.",
}

// stands says where an account stands.
func (x *writer) stands(a *casefile.Account) string {
	score := ""
	if a.Score > 0 {
		score = fmt.Sprintf("Score %s of 100.", strconv.FormatFloat(a.Score, 'f', -1, 64))
	}
	return join(" ", around("Platform ", clean(a.Platform), "."), roles[a.Role], around("State: ", clean(a.State), "."), score)
}

// email adds the address that is shown for an account.
func (x *writer) email(e *entity, t casefile.Text) {
	s := clean(t)
	switch {
	case s == "":
	case isEmail(s):
		e.set("email", s)
	default:
		x.lost[lostForm]++
		x.line(e, "E-mail as shown", s)
	}
}

// value gives a value for a text.
func (x *writer) value(kind string, v casefile.Text) string {
	s := clean(v)
	if x.Defang {
		s = string(casefile.Defang(kind, casefile.Text(s)))
	}
	return s
}

// carries adds an identifier to an account, and gives the entities that it makes.
func (x *writer) carries(e *entity, a *casefile.Account, id *casefile.Identifier) []*entity {
	s := clean(id.Value)
	if s == "" {
		return nil
	}
	why := ""
	switch {
	case id.Status != "ok":
		why = clean(id.Status)
	case id.Hub:
		why = "too common to link"
	}
	also, fits := false, true
	var made []*entity
	if why == "" {
		switch id.Kind {
		case "email", "recovery_email":
			if fits = isEmail(s); fits {
				e.set("email", s)
			}
			also = id.Kind == "recovery_email"
		case "phone", "recovery_phone":
			if fits = isPhone(s); fits {
				e.set("number", s)
			}
			also = id.Kind == "recovery_phone"
		case "ip":
			if fits = isIP(s); fits {
				e.set("ipAddress", s)
			}
		case "wallet":
			if fits = isWallet(s); fits {
				made = x.carried(e, "CryptoWallet", "publicKey", "carries this wallet", id, s)
			}
		case "iban":
			if fits = isIBAN(s); fits {
				made = x.carried(e, "BankAccount", "iban", "carries this bank account", id, s)
			}
		case "address":
			if _, fits = cut(s, typeAddress); fits {
				made = x.carried(e, "Address", "full", "carries this address", id, s)
			}
		case "name":
			x.label(e, "weakAlias", typeName, s)
		default:
			also = true
		}
	}
	if !fits {
		x.lost[lostForm]++
	}
	if why != "" || also || !fits {
		x.line(e, clean(id.Kind), x.value(id.Kind, id.Value)+around(" (", why, ")"))
	}
	if raw := clean(id.Raw); raw != "" && raw != s {
		x.line(e, clean(id.Kind)+" as it came", x.value(id.Kind, id.Raw))
	}
	return made
}

// carried gives the entity of a value that several accounts may carry, where the file has
// not got it yet, and the link to it.
func (x *writer) carried(e *entity, schema, property, role string, id *casefile.Identifier, s string) []*entity {
	v := x.entity(schema, id.Kind, string(id.Value))
	link := x.entity("UnknownLink", "carries", e.ID+v.ID)
	link.set("subject", e.ID)
	link.set("object", v.ID)
	link.set("role", role)
	x.date(link, "startDate", id.FirstSeen)
	x.date(link, "endDate", id.LastSeen)
	if x.written[v.ID] {
		return []*entity{link}
	}
	x.written[v.ID] = true
	if property == "full" {
		x.label(v, property, typeAddress, s)
	} else {
		v.set(property, s)
	}
	v.set("proof", x.folder)
	if id.Holders > 0 {
		x.text(v, "summary", count(id.Holders, "account")+" of the investigation carry it.")
	}
	return []*entity{v, link}
}

// observed adds what was seen of an account, and done about it, as text.
func (x *writer) observed(e *entity, a *casefile.Account) {
	for _, f := range a.Facts {
		s := clean(f.Value)
		if s == "" {
			continue
		}
		what := clean(f.Field)
		if f.Claimed {
			what = "claimed " + what
		}
		x.line(e, what, s+around(" (as of ", instant(f.AsOf), ")"))
	}
	for _, f := range a.Flags {
		x.line(e, "Flag", join(", ", clean(f.Source), clean(f.Reason), score(f.Score), instant(f.Time)))
	}
	for _, s := range a.Signals {
		x.line(e, "Signal", join("; ", join(", ", clean(s.Code), clean(s.Facts)), after("it would be wrong with: ", clean(s.Counter))))
	}
	for _, w := range a.Watch {
		x.line(e, "Watch list", join(", ", clean(w.List), clean(w.Stance), clean(w.Class), join(" ", clean(w.Kind), x.value(w.Kind, w.Value), clean(w.How)), clean(w.Note)))
	}
	if h := a.Hold; h != nil {
		x.line(e, "On hold", join(", ", clean(h.Kind), clean(h.Why), after("until ", instant(h.Until)), mark(h.Mark)))
	}
	if p := a.Protection; p != nil {
		x.line(e, "Protected", join(", ", clean(p.Why), mark(p.Mark)))
	}
	if d := a.Dismissed; d != nil {
		x.line(e, "Dismissed", join(", ", clean(d.Outcome), clean(d.Why), mark(d.Mark)))
	}
	if a.OtherCases > 0 {
		x.line(e, "Other cases that it is in", strconv.Itoa(a.OtherCases))
	}
	if a.EventCount > 0 {
		x.line(e, "Events that are not in this file", strconv.Itoa(a.EventCount))
	}
	if a.Masked {
		x.text(e, "notes", "The investigation masks some of its personal data.")
	}
}

func score(s uint8) string {
	if s == 0 {
		return ""
	}
	return fmt.Sprintf("score %d of 100", s)
}
