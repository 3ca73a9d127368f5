package signal

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// mfaMany is the number of accounts from which a shared authenticator is more
// than a couple's or a person's second account.
const mfaMany = 3

// devMFA finds authenticators that other accounts carry too and that are no hub.
func devMFA(s *subject) (model.Signal, bool) {
	if s.env.Holders == nil {
		return model.Signal{}, false
	}
	n, most, all, hubs := 0, 0, 0, 0
	var parts [maxExamples]string
	for i := range s.a.Identifiers {
		id := &s.a.Identifiers[i]
		if id.Kind != model.KindMFADevice || id.Status != model.StatusOK {
			continue
		}
		all++
		holders := s.env.Holders(id.Kind, id.Value)
		if holders < 2 {
			continue
		}
		if s.hub(id) {
			hubs++
			continue
		}
		if n < maxExamples {
			parts[n] = fmt.Sprintf("%s (%s)", quote(id.Value), count(holders, "account"))
		}
		n++
		most = max(most, holders)
	}
	if n == 0 {
		return model.Signal{}, false
	}
	facts := fmt.Sprintf("%d of %s shared: %s%s.",
		n, count(all, "authenticator"), strings.Join(parts[:min(n, maxExamples)], ", "), more(n))
	own := ""
	if hubs > 0 {
		own = count(hubs, "authenticator") + " too common to say anything left out."
	}
	if n+hubs < all {
		own = sentences(own, fmt.Sprintf("%d of %s %s this account alone.", all-n-hubs, count(all, "authenticator"), verb(all-n-hubs, "serves", "serve")))
	}
	severity := uint8(2)
	if most >= mfaMany {
		severity = 3
	}
	return found("DEV-MFA", severity, facts, own)
}

func (s *subject) hub(id *model.Identifier) bool {
	return s.env.Hub != nil && s.env.Hub(id.Kind, id.Value)
}

// disposable finds e-mail addresses at disposable domains.
func disposable(s *subject) (model.Signal, bool) {
	if s.env.Disposable == nil {
		return model.Signal{}, false
	}
	n, all := 0, 0
	var parts [maxExamples]string
	for i := range s.a.Identifiers {
		id := &s.a.Identifiers[i]
		if id.Kind != model.KindEmail && id.Kind != model.KindRecoveryEmail || id.Status != model.StatusOK {
			continue
		}
		all++
		v := string(id.Value)
		domain := v[strings.LastIndexByte(v, '@')+1:]
		if domain == "" || len(domain) > 253 {
			continue
		}
		if list, ok := s.env.Disposable(domain); ok {
			if n < maxExamples {
				parts[n] = fmt.Sprintf("%s (%s, on list %s)", quote(domain), strings.ReplaceAll(id.Kind.String(), "_", " "), quote(list))
			}
			n++
		}
	}
	if n == 0 {
		return model.Signal{}, false
	}
	facts := fmt.Sprintf("%d of %s at disposable domains: %s%s.",
		n, count(all, "e-mail address"), strings.Join(parts[:min(n, maxExamples)], ", "), more(n))
	own := ""
	if n < all {
		own = fmt.Sprintf("%d of %s %s at other domains.", all-n, count(all, "e-mail address"), verb(all-n, "is", "are"))
	}
	return found("DISPOSABLE", 1, facts, own)
}

// zoneSlack is how far, in minutes, a claimed zone may lie outside the clocks of
// the claimed country before the two contradict each other: neighbours set their
// clocks alike, and governments change offsets by an hour faster than machines
// learn of it.
const zoneSlack = 60

// contradictionsMany is the number of contradictions of different sorts from
// which one kept number or account is no longer the likely reason.
const contradictionsMany = 2

// idMismatch looks for statements of the account that contradict each other. The
// claimed country is only ever one side of a comparison. Recovery numbers are
// left out, as they often are a helper's.
func idMismatch(s *subject) (model.Signal, bool) {
	if s.country == "" {
		return model.Signal{}, false
	}
	phones, ibans := comparison{}, comparison{}
	for i := range s.a.Identifiers {
		id := &s.a.Identifiers[i]
		if id.Status != model.StatusOK {
			continue
		}
		switch id.Kind {
		case model.KindPhone:
			_, countries := callingCode(string(id.Value))
			phones.add(id, countries, s.country)
		case model.KindIBAN:
			ibans.add(id, ibanCountry(string(id.Value)), s.country)
		}
	}
	claim := s.a.Fact(model.FieldTimezone)
	zoneOdd, from, to := s.zoneContradicts(string(claim))
	if !zoneOdd && !phones.contradicts() && !ibans.contradicts() {
		return model.Signal{}, false
	}
	var parts []string
	if zoneOdd {
		z, _ := claimedZone(string(claim))
		parts = append(parts, fmt.Sprintf("it claims the zone %s (%s), while clocks there show %s to %s",
			quote(claim), clock(z.at(s.reference())), clock(from), clock(to)))
	}
	if phones.contradicts() {
		code, countries := callingCode(string(phones.odd.Value))
		parts = append(parts, fmt.Sprintf("its telephone number %s has the calling code +%s of %s",
			quote(phones.odd.Value), code, spaced(countries)))
	}
	if ibans.contradicts() {
		parts = append(parts, fmt.Sprintf("its IBAN %s is of %s",
			quote(masked(string(ibans.odd.Value))), ibanCountry(string(ibans.odd.Value))))
	}
	sorts, fit := len(parts), phones.fit+ibans.fit
	facts := fmt.Sprintf("It claims the country %s, but %s.", s.country, strings.Join(parts, "; "))
	own := ""
	if s.a.Fact(model.FieldPhoneType) == "voip" && phones.contradicts() {
		own = "The number is VoIP, which anybody can have in any country."
	}
	if fit > 0 {
		own = sentences(own, fmt.Sprintf("%s %s the claimed country.", count(fit, "other number"), verb(fit, "fits", "fit")))
	}
	if home, all := s.atHome(); home > 0 {
		own = sentences(own, fmt.Sprintf("%d of %s with a country %s from the claimed country.", home, count(all, "sign-in"), verb(home, "is", "are")))
	}
	severity := uint8(1)
	if sorts >= contradictionsMany {
		severity = 2
	}
	return found("ID-MISMATCH", severity, facts, own)
}

// comparison holds how the values of one kind compare with the claimed country.
type comparison struct {
	odd *model.Identifier // the first that does not fit
	fit int
}

// add compares a value that belongs to any of some countries, given as codes in
// a row; "" is not known and not compared.
func (c *comparison) add(id *model.Identifier, countries, claimed string) {
	switch {
	case countries == "":
	case amongCountries(countries, claimed):
		c.fit++
	case c.odd == nil:
		c.odd = id
	}
}

// contradicts is true where no value fits: beside one that does, another country
// is no contradiction.
func (c *comparison) contradicts() bool { return c.odd != nil && c.fit == 0 }

// zoneContradicts compares the claimed zone with the clocks of the claimed
// country, which go from and to in minutes.
func (s *subject) zoneContradicts(claim string) (odd bool, from, to int) {
	from, to, ok := clockRange(s.country)
	if !ok || claim == "" {
		return false, 0, 0
	}
	z, ok := claimedZone(claim)
	if !ok {
		return false, 0, 0
	}
	least, greatest := z.span(s.reference())
	return greatest < from-zoneSlack || least > to+zoneSlack, from, to
}

// reference is an instant at which zones are looked up: the account's own, so
// that the result does not depend on when it is computed.
func (s *subject) reference() int64 {
	for _, t := range [...]model.Time{s.a.LastSeen, s.a.FirstSeen, s.a.CreatedAt} {
		if sane(t) {
			return t.Milli
		}
	}
	if n := len(s.acts); n > 0 {
		return s.acts[n-1].at
	}
	return fallbackReference
}

// fallbackReference is an instant at which the offsets of the tables hold: the
// beginning of 2026 in UTC.
const fallbackReference = 1_767_225_600_000

func ibanCountry(v string) string {
	if len(v) < 15 {
		return ""
	}
	return countryCode(v[:2])
}

// masked leaves of an account number the country with its check digits and the
// last four.
func masked(v string) string {
	if len(v) < 15 {
		return v
	}
	return v[:4] + "…" + v[len(v)-4:]
}

// spaced writes codes in a row as a list.
func spaced(codes string) string {
	var list []string
	for i := 0; i+2 <= len(codes) && len(list) < maxExamples; i += 2 {
		list = append(list, codes[i:i+2])
	}
	s := strings.Join(list, ", ")
	if n := len(codes) / 2; n > maxExamples {
		s += fmt.Sprintf(" and %d more", n-maxExamples)
	}
	return s
}

// Bounds of ID-DORMANT: an account that was at least two years old when it woke
// after a silence of at least one, with a burst that is more than a look whether
// it still works.
const (
	dormantAge     = 730 * dayMilli
	dormantSilence = 365 * dayMilli
	dormantSpan    = 30 * dayMilli
	dormantBurst   = 10 // sign-ins within dormantSpan
)

// idDormant looks for a long silence followed by a burst. Silence is only what
// lies between two signs of life, or after the time from which logs exist: an
// account is not silent where nobody listened.
func idDormant(s *subject) (model.Signal, bool) {
	if !sane(s.a.CreatedAt) || len(s.acts) < dormantBurst {
		return model.Signal{}, false
	}
	created, last := s.a.CreatedAt.Milli, s.acts[len(s.acts)-1].at
	if last-created < dormantAge {
		return model.Signal{}, false
	}
	s.points = s.points[:0]
	if sane(s.env.LogFrom) {
		s.points = append(s.points, max(s.env.LogFrom.Milli, created))
	}
	// What is seen on the day of creation is the creation itself.
	live := func(at int64) {
		if at-created > dayMilli && at <= last {
			s.points = append(s.points, at)
		}
	}
	for i := range s.acts {
		live(s.acts[i].at)
	}
	for i := range s.a.Identifiers {
		id := &s.a.Identifiers[i]
		if sane(id.FirstSeen) {
			live(id.FirstSeen.Milli)
		}
		if sane(id.LastSeen) {
			live(id.LastSeen.Milli)
		}
	}
	slices.Sort(s.points)
	from, to := int64(0), int64(0)
	for i := 1; i < len(s.points); i++ {
		if a, b := s.points[i-1], s.points[i]; b-a > to-from && b-a >= dormantSilence && b-created >= dormantAge {
			if s.burst(b) >= dormantBurst {
				from, to = a, b
			}
		}
	}
	if to == from {
		return model.Signal{}, false
	}
	n := s.burst(to)
	facts := fmt.Sprintf("Created %s; no sign of life from %s to %s (%s); then %s within %d days.",
		instant(created), instant(from), instant(to), count(int((to-from)/dayMilli), "day"), count(n, "sign-in"), dormantSpan/dayMilli)
	before := 0
	for i := range s.acts {
		if s.acts[i].at <= from {
			before++
		}
	}
	own := "What lies before is known only from when its logs begin."
	if before > 0 {
		own = count(before, "sign-in") + " before the silence are on record, so the account was in use."
	}
	return found("ID-DORMANT", 1, facts, own)
}

// burst counts the acts within dormantSpan from an instant.
func (s *subject) burst(from int64) (n int) {
	i, _ := slices.BinarySearchFunc(s.acts, from, func(t act, at int64) int {
		switch {
		case t.at < at:
			return -1
		case t.at > at:
			return 1
		}
		return 0
	})
	for ; i < len(s.acts) && s.acts[i].at-from <= dormantSpan; i++ {
		n++
	}
	return n
}
