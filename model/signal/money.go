package signal

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
)

// Bounds of PAY-FREQ. A bank account, a payment service and a wallet are three,
// and so is who changed the bank once and has a wallet; four take more changes
// than most people make. At seven one change of circumstances is no explanation.
const (
	payMany = 4
	payMost = 7
	paySpan = 90 * dayMilli // instruments that are new within it are named in the facts
)

// payout reports whether a kind is an instrument to which money is paid out.
// Cards are left out: they mostly pay in.
func payout(k model.Kind) bool {
	switch k {
	case model.KindWallet, model.KindIBAN, model.KindPayment, model.KindPayPal:
		return true
	}
	return false
}

// payFreq counts payout instruments.
func payFreq(s *subject) (model.Signal, bool) {
	n := 0
	for i := range s.a.Identifiers {
		if id := &s.a.Identifiers[i]; payout(id.Kind) && id.Status == model.StatusOK {
			n++
		}
	}
	if n < payMany {
		return model.Signal{}, false
	}
	var first []int64
	var kinds, examples []string
	wallets, alone, shared := 0, 0, 0
	for _, k := range [...]model.Kind{model.KindIBAN, model.KindPayPal, model.KindPayment, model.KindWallet} {
		of := 0
		for i := range s.a.Identifiers {
			id := &s.a.Identifiers[i]
			if id.Kind != k || id.Status != model.StatusOK {
				continue
			}
			if of++; len(examples) < maxExamples {
				v := string(id.Value)
				if k == model.KindIBAN {
					v = masked(v)
				}
				examples = append(examples, k.String()+" "+quote(v))
			}
			if sane(id.FirstSeen) {
				first = append(first, id.FirstSeen.Milli)
			}
			if s.env.Holders != nil {
				if s.env.Holders(k, id.Value) > 1 {
					shared++
				} else {
					alone++
				}
			}
		}
		if of > 0 {
			kinds = append(kinds, fmt.Sprintf("%s %d", k, of))
		}
		if k == model.KindWallet {
			wallets = of
		}
	}
	facts := fmt.Sprintf("%s (%s), such as %s.", count(n, "payout instrument"), strings.Join(kinds, ", "), strings.Join(examples, ", "))
	slices.Sort(first)
	most, at := 0, int64(0)
	for from, to := 0, 0; to < len(first); to++ {
		for first[to]-first[from] > paySpan {
			from++
		}
		if to-from+1 > most {
			most, at = to-from+1, first[from]
		}
	}
	if most > 1 {
		facts += fmt.Sprintf(" %d of them were first seen within %d days from %s.", most, paySpan/dayMilli, instant(at))
	}
	own := ""
	if wallets > 1 {
		own = fmt.Sprintf("%d of them are wallets, of which one a currency is usual.", wallets)
	}
	if shared+alone > 0 {
		own = sentences(own, fmt.Sprintf("%d of %d %s carried by no other account.", alone, shared+alone, verb(alone, "is", "are")))
	}
	severity := uint8(1)
	if n >= payMost {
		severity = 2
	}
	return found("PAY-FREQ", severity, facts, own)
}

// Bounds of SHIP-DIFF. A home and a second place are usual, three are not. One
// address elsewhere than the claimed city may be a suburb; it counts where more
// accounts use it than live in a household.
const (
	shipMany  = 3
	shipOdd   = 2
	shipCrowd = 6
)

// shipDiff compares postal addresses with the claimed city and country, and
// counts them.
func shipDiff(s *subject) (model.Signal, bool) {
	city := string(s.a.Fact(model.FieldCity))
	n, odd, abroad, crowd := 0, 0, 0, 0
	for i := range s.a.Identifiers {
		id := &s.a.Identifiers[i]
		if id.Kind != model.KindAddress || id.Status != model.StatusOK {
			continue
		}
		n++
		if s.elsewhere(string(id.Value)) {
			abroad++
		}
		if differs(string(id.Value), city) {
			odd++
			if s.env.Holders != nil && !s.hub(id) {
				crowd = max(crowd, s.env.Holders(id.Kind, id.Value))
			}
		}
	}
	if n < shipMany && abroad == 0 && (odd < shipOdd || odd < n) && crowd < shipCrowd {
		return model.Signal{}, false
	}
	var parts []string
	for i := range s.a.Identifiers {
		if id := &s.a.Identifiers[i]; id.Kind == model.KindAddress && id.Status == model.StatusOK && len(parts) < maxExamples {
			part := quote(id.Value)
			if s.env.Holders != nil {
				part += fmt.Sprintf(" (%s)", count(s.env.Holders(id.Kind, id.Value), "account"))
			}
			parts = append(parts, part)
		}
	}
	facts := fmt.Sprintf("%s: %s%s.", count(n, "postal address"), strings.Join(parts, ", "), more(n))
	if odd > 0 {
		facts += fmt.Sprintf(" %d %s the claimed city %s.", odd, verb(odd, "does not name", "do not name"), quote(city))
	}
	if abroad > 0 {
		facts += fmt.Sprintf(" %d %s in another country than the claimed %s.", abroad, verb(abroad, "ends", "end"), s.country)
	}
	own := ""
	if fit := n - odd; city != "" && odd > 0 && fit > 0 {
		own = fmt.Sprintf("%d of %d %s the claimed city or cannot be compared with it.", fit, n, verb(fit, "names", "name"))
	}
	return found("SHIP-DIFF", 1, facts, own)
}

// elsewhere reports whether an address ends in the name of another country than
// the claimed one.
func (s *subject) elsewhere(address string) bool {
	if s.country == "" {
		return false
	}
	c := addressCountry(address)
	return c != "" && jurisdiction(c) != jurisdiction(s.country)
}

// differs reports whether no word of the claimed city is in an address. Two
// different ways of writing cannot be compared: where one of them is in ASCII and
// the other is not, it is false.
func differs(address, city string) bool {
	if city == "" || address == "" || len(city) > 256 || ascii(address) != ascii(city) {
		return false
	}
	words := 0
	for rest := city; rest != ""; {
		var word string
		if i := strings.IndexAny(rest, " ,;/()-."); i >= 0 {
			word, rest = rest[:i], rest[i+1:]
		} else {
			word, rest = rest, ""
		}
		if utf8.RuneCountInString(word) < 3 && ascii(word) {
			continue // a state's or a country's code
		}
		if commonWord(word) {
			continue
		}
		words++
		if containsFold(address, word) {
			return false
		}
	}
	return words > 0
}

// commonWord reports whether a word of a city's name is in so many others that
// finding it says nothing.
func commonWord(word string) bool {
	for _, w := range [...]string{"new", "san", "santa", "saint", "los", "las", "the", "port", "fort", "city", "area",
		"bay", "county", "greater", "metro", "north", "south", "east", "west", "remote"} {
		if strings.EqualFold(word, w) {
			return true
		}
	}
	return false
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// containsFold is strings.Contains without regard to case, for words whose upper
// and lower case have equal lengths.
func containsFold(s, word string) bool {
	for i := 0; i+len(word) <= len(s); i++ {
		if strings.EqualFold(s[i:i+len(word)], word) {
			return true
		}
	}
	return false
}
