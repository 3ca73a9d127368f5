package dsa

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/safejson"
	"github.com/seed-28a39f10/clew/model/signal"
	"github.com/seed-28a39f10/clew/store/casefile"
)

const contentType = "account"

// plain gives a text on one line, without anything that a reader cannot see.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		if safejson.Hidden(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Join(strings.Fields(s), " ")
}

// cut gives no more than so many characters of a text, the last one an ellipsis where
// something is missing.
func cut(s string, most int) string {
	n, last := 0, 0
	for i := range s {
		if n == most-1 {
			last = i
		}
		if n++; n > most {
			return s[:last] + "…"
		}
	}
	return s
}

// reason gives the title of the reason, as the policy has it where the proposal does not.
func reason(p *casefile.Proposal, policy *casefile.Policy) string {
	if p.ReasonTitle != "" {
		return p.ReasonTitle
	}
	for _, r := range policy.Reasons {
		if r.Code == p.Reason {
			return r.Title
		}
	}
	return ""
}

func ground(policy *casefile.Policy) string {
	return plain(fmt.Sprintf("Terms and policies of the platform: %s (version %d)", policy.Title, policy.Version))
}

func explanation(p *casefile.Proposal, policy *casefile.Policy) string {
	return plain(fmt.Sprintf("Reason: %s. The policy says: %s", strings.TrimRight(reason(p, policy), ". "), policy.Text))
}

// kinds are the words for one identifier of a kind.
var kinds = map[model.Kind]string{
	model.KindAccount: "account", model.KindEmail: "e-mail address", model.KindRecoveryEmail: "recovery e-mail address", model.KindPhone: "telephone number",
	model.KindRecoveryPhone: "recovery telephone number", model.KindIP: "network address", model.KindDevice: "device", model.KindFingerprint: "browser fingerprint",
	model.KindSession: "session", model.KindMFADevice: "authenticator", model.KindWallet: "cryptocurrency address", model.KindIBAN: "bank account",
	model.KindCard: "payment card", model.KindPayment: "payment instrument", model.KindName: "name", model.KindUsername: "user name", model.KindHandle: "handle on another service",
	model.KindURL: "web address", model.KindAddress: "postal address", model.KindFileHash: "file", model.KindPhoto: "photograph", model.KindResume: "CV",
	model.KindDocument: "document number", model.KindCommitEmail: "author address of commits", model.KindPayPal: "account at a payment service",
}

// titles are those of the signals of Clew's catalogue. Codes that are not in it came with
// the data, and may say anything.
var titles = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for _, e := range signal.Catalogue() {
		out[e.Code] = e.Title
	}
	return out
})

const (
	factsReason     = "The account does not comply with the policy of the platform, for this reason: %s."
	factsTogether   = "It was decided on together with %s."
	factsRests      = "The decision rests on: %s."
	factsSeen       = "Signals seen on this account: %s."
	factsLinks      = "It has links by shared values to %s."
	factsWeighed    = "The best innocent explanation was written down, answered, and looked at before the decision."
	factsConfidence = "Confidence of the proposal: %s."
	factsPersons    = "The decision was proposed by one person and approved by %s; no program decided."
	otherAccount    = "other account"
	otherPerson     = "other person"
	foreignSignal   = "signal of the platform's own"
	writtenNote     = "written note of the investigation"
	otherEvidence   = "other piece of evidence"
	carriedBy       = "each carried by up to %s of the decision"
	carriedByOne    = "carried by %s of the decision"
)

var confidences = []string{"low", "moderate", "high"}

// facts gives what the decision on an account rests on: kinds, counts and codes.
func (m *maker) facts(p *casefile.Proposal, policy *casefile.Policy, a *casefile.Account) string {
	lines := []string{fmt.Sprintf(factsReason, strings.TrimRight(reason(p, policy), ". "))}
	if n := len(p.Accounts) + p.Others - 1; n > 0 {
		lines = append(lines, fmt.Sprintf(factsTogether, count(n, otherAccount)))
	}
	if g := grounds(p.Evidence); g != "" {
		lines = append(lines, fmt.Sprintf(factsRests, g))
	}
	if s := signals(a.Signals); s != "" {
		lines = append(lines, fmt.Sprintf(factsSeen, s))
	}
	if n := m.ties[a.ID]; n > 0 {
		lines = append(lines, fmt.Sprintf(factsLinks, count(n, otherAccount)))
	}
	if p.Benign != "" {
		lines = append(lines, factsWeighed)
	}
	if slices.Contains(confidences, p.Confidence) {
		lines = append(lines, fmt.Sprintf(factsConfidence, p.Confidence))
	}
	lines = append(lines, fmt.Sprintf(factsPersons, count(approvers(p), otherPerson)))
	return plain(strings.Join(lines, " "))
}

// grounds counts evidence by its kind.
func grounds(gs []casefile.Ground) string {
	type group struct {
		word       string
		n, holders int
	}
	var groups []group
	for i := range gs {
		g := &gs[i]
		word := otherEvidence
		if kind, ok := model.KindByName(g.Kind); ok {
			word = kinds[kind]
		} else if g.Kind == "note" {
			word = writtenNote
		} else if code := g.Kind; code == "signal" || titles()[code] != "" {
			if code == "signal" {
				code = string(g.Value)
			}
			word = named(code)
		}
		at := slices.IndexFunc(groups, func(x group) bool { return x.word == word })
		if at < 0 {
			at = len(groups)
			groups = append(groups, group{word: word})
		}
		groups[at].n++
		groups[at].holders = max(groups[at].holders, g.Holders)
	}
	var parts []string
	for _, g := range groups {
		part := count(g.n, g.word)
		if strings.HasPrefix(g.word, signalWord) {
			part = g.word
		}
		if g.holders > 1 {
			by := carriedBy
			if g.n == 1 {
				by = carriedByOne
			}
			part += ", " + fmt.Sprintf(by, count(g.holders, contentType))
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, "; ")
}

const signalWord = "the signal "

// named gives a signal by its code and title, where it is one of the catalogue.
func named(code string) string {
	if title := titles()[code]; title != "" {
		return signalWord + code + " (" + title + ")"
	}
	return foreignSignal
}

// signals gives the signals of an account.
func signals(all []casefile.Signal) string {
	var parts []string
	foreign := 0
	for i := range all {
		s := named(all[i].Code)
		if s == foreignSignal {
			foreign++
		} else if s = strings.TrimPrefix(s, signalWord); !slices.Contains(parts, s) {
			parts = append(parts, s)
		}
	}
	slices.Sort(parts)
	if foreign > 0 {
		parts = append(parts, count(foreign, foreignSignal))
	}
	return strings.Join(parts, "; ")
}

// count gives a number of things. The plural goes to the first noun of the words.
func count(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	noun, rest := one, ""
	for _, sep := range []string{" of ", " on ", " at "} {
		if i := strings.Index(noun, sep); i >= 0 {
			noun, rest = noun[:i], noun[i:]+rest
		}
	}
	switch {
	case strings.HasSuffix(noun, "ss"):
		noun += "es"
	case noun == "other piece":
		noun = "other pieces"
	default:
		noun += "s"
	}
	return strconv.Itoa(n) + " " + noun + rest
}
