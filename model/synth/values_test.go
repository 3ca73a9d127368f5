package synth

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
)

type output struct {
	records []record
	key     *answerKey
}

// onceOutput is made by the first test that looks at it.
type onceOutput struct {
	once sync.Once
	output
}

func (o *onceOutput) get(make func(each func(*record)) *answerKey) *output {
	o.once.Do(func() {
		o.key = make(func(r *record) {
			r.document = nil
			o.records = append(o.records, *r)
		})
	})
	return &o.output
}

var sampled, demoed onceOutput

// sample is an output with sign-ins that several tests look at.
func sample(t testing.TB) *output {
	return sampled.get(func(each func(*record)) *answerKey {
		return generate(t, Config{Accounts: 20_000, Seed: 3, Signins: DefaultSignins}, each)
	})
}

func demoOutput(t testing.TB) *output {
	return demoed.get(func(each func(*record)) *answerKey { return demo(t, each) })
}

func prefixes(list ...string) (out []netip.Prefix) {
	for _, s := range list {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}

var (
	documentation = prefixes("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")
	linkable      = prefixes("198.18.0.0/15", "2001:db8::/32")
	noise         = prefixes("10.0.0.0/8", "192.168.0.0/16", "100.64.0.0/10", "0.0.0.0/32")

	ownDomain = regexp.MustCompile(`^([a-z]+\.)*(example|example\.(com|net|org))$`)
	// At real providers: a hyphen, random consonants and a check letter.
	tokened   = regexp.MustCompile(`-[bcdfghjkmnpqrstv]{6,}$`)
	realMail  = []string{"gmail.com", "googlemail.com", "outlook.com", "hotmail.com"}
	typoMail  = regexp.MustCompile(`\.con$`)
	telephone = regexp.MustCompile(`^\+1[2-9]\d\d555\d{4}$`)
	forms     = map[model.Kind]*regexp.Regexp{
		model.KindDevice:      regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`),
		model.KindFingerprint: regexp.MustCompile(`^[0-9a-f]{32}$`),
		model.KindSession:     regexp.MustCompile(`^[0-9a-f]{24}$`),
		model.KindWallet:      regexp.MustCompile(`^0x[0-9a-f]{40}$`),
		model.KindIBAN:        regexp.MustCompile(`^(GB|IE)\d\dXMPL\d{14}$`),
		model.KindPayment:     regexp.MustCompile(`^pay-[a-z]{16}$`),
		model.KindHandle:      regexp.MustCompile(`^github:[bcdfghjkmnpqrstv]{13}$`),
		model.KindURL:         regexp.MustCompile(`^https://[a-z]+\.example/about$`),
		model.KindAddress:     regexp.MustCompile(`^\d+ [a-z]+ street apt \d+, [a-z ]+ x\d{6}$`),
		model.KindDocument:    regexp.MustCompile(`^XMPL-[0-9a-f]{12}$`),
		model.KindFileHash:    regexp.MustCompile(`^[0-9a-f]{64}$`),
		model.KindPhoto:       regexp.MustCompile(`^[0-9a-f]{64}$`),
		model.KindResume:      regexp.MustCompile(`^[0-9a-f]{64}$`),
	}
)

func within(list []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(list, func(p netip.Prefix) bool { return p.Contains(a) })
}

func checkMail(t *testing.T, address string) {
	local, domain, _ := strings.Cut(address, "@")
	domain = strings.ToLower(domain)
	local, _, _ = strings.Cut(local, "+")
	switch {
	case ownDomain.MatchString(domain), typoMail.MatchString(domain):
	case slices.Contains(realMail, domain) && tokened.MatchString(local):
	default:
		t.Errorf("e-mail address %q may be somebody's", address)
	}
}

func mod97(iban string) int {
	rest := 0
	for _, c := range iban[4:] + iban[:4] {
		if c >= 'A' {
			rest = (rest*100 + int(c-'A') + 10) % 97
		} else {
			rest = (rest*10 + int(c-'0')) % 97
		}
	}
	return rest
}

func TestNoValueIsAnybodys(t *testing.T) {
	hubs := map[string]bool{}
	for _, h := range sample(t).key.Hubs {
		hubs[h.Value] = true
	}
	check := func(v value) {
		switch {
		case !utf8.ValidString(v.raw):
			t.Errorf("%s %q is not UTF-8", v.kind, v.raw)
		case v.kind == model.KindIP:
			if slices.Contains(placeholders[:], v.raw) {
				break
			}
			a, err := netip.ParseAddr(v.value)
			switch {
			case err != nil:
				t.Errorf("address %q: %v", v.raw, err)
			case v.links && within(documentation, a):
			case v.links && within(linkable, a) && !hubs[v.value]:
			case !v.links && within(noise, a):
			default:
				t.Errorf("address %q is out of place", v.raw)
			}
		case v.kind == model.KindName || v.kind == model.KindUsername:
		case v.kind.Family() == "contact" && strings.Contains(v.raw, "@") || v.kind == model.KindPayPal:
			checkMail(t, v.raw)
		case !v.links:
		case v.kind == model.KindPhone || v.kind == model.KindRecoveryPhone:
			if !telephone.MatchString(v.value) {
				t.Errorf("telephone number %q is out of place", v.raw)
			}
		case v.kind == model.KindMFADevice && !forms[model.KindDevice].MatchString(v.value),
			v.kind != model.KindMFADevice && !forms[v.kind].MatchString(v.value):
			t.Errorf("%s %q has the wrong form", v.kind, v.raw)
		case v.kind == model.KindIBAN && mod97(v.value) != 1:
			t.Errorf("IBAN %q has wrong check digits", v.raw)
		}
	}
	for _, r := range sample(t).records {
		for _, v := range r.values {
			check(v)
		}
	}
}

// Everything that the product must cope with occurs.
func TestVarietyOccurs(t *testing.T) {
	type want struct {
		kind model.Kind
		raw  string
	}
	wants := map[want]*regexp.Regexp{}
	for _, w := range []want{
		{model.KindRecoveryEmail, `^.\.[^@]*@gmail\.com$`}, {model.KindRecoveryEmail, `\+jobs@gmail\.com$`},
		{model.KindRecoveryEmail, `@googlemail\.com$`}, {model.KindRecoveryEmail, `\+2@outlook\.com$`},
		{model.KindRecoveryEmail, `@[A-Z.]+$`}, {model.KindRecoveryEmail, `\.con$`}, {model.KindRecoveryEmail, `^noreply@`},
		{model.KindPhone, `^\+1\d+$`}, {model.KindPhone, `^\(\d{3}\) `}, {model.KindPhone, `^1\d{10}$`},
		{model.KindPhone, `^\d{3}-`}, {model.KindPhone, `^\+1 \(`}, {model.KindPhone, `^\+1\.`}, {model.KindPhone, `^\+10000000000$`},
		{model.KindIP, `^::ffff:`}, {model.KindIP, `^2001:db8:`}, {model.KindIP, `^100\.(6[4-9]|[7-9])`}, {model.KindIP, `^192\.168\.`},
		{model.KindDevice, `^[0-9A-F-]{36}$`}, {model.KindDevice, `^0{8}-`}, {model.KindDevice, `^null$`}, {model.KindMFADevice, `^unknown$`},
		{model.KindWallet, `^0x[0-9a-f]{39}$`}, {model.KindIBAN, `^GB\d\d XMPL `}, {model.KindAddress, `^[0-9A-Z ,]+$`},
		{model.KindName, `\p{Hangul}`}, {model.KindName, `\p{Han}`}, {model.KindName, `\p{Arabic}`}, {model.KindName, `\p{Cyrillic}`},
		{model.KindName, `\p{Devanagari}`}, {model.KindName, `\p{Greek}`}, {model.KindName, `[şłéöñ]`}, {model.KindName, `🚀`},
		{model.KindName, `\x{200d}`}, {model.KindName, `\x1b\]`}, {model.KindName, `\x{202e}`}, {model.KindName, `^=HYPERLINK`},
		{model.KindName, `^<script>`}, {model.KindName, `\x00`}, {model.KindName, `^[A-Za-z ]{1000,}$`},
	} {
		wants[w] = regexp.MustCompile(w.raw)
	}
	agents := map[string]bool{}
	statuses := map[string]bool{}
	for _, r := range sample(t).records {
		for _, v := range r.values {
			for w, re := range wants {
				if w.kind == v.kind && re.MatchString(v.raw) {
					delete(wants, w)
				}
			}
		}
		statuses[r.text["status"]] = true
		for _, e := range r.signins {
			agents[e.UserAgent] = true
		}
	}
	for w := range wants {
		t.Errorf("no %s like %s", w.kind, w.raw)
	}
	if !statuses["reinstated"] || !statuses["suspended"] || !statuses["active"] {
		t.Errorf("statuses are %v", statuses)
	}
	for _, a := range hostileAgents {
		if !agents[a] {
			t.Errorf("no user agent %q", a)
		}
	}
}

func TestAnswerKeyFitsOutput(t *testing.T) {
	for name, o := range map[string]*output{"sample": sample(t), "demo": demoOutput(t)} {
		t.Run(name, func(t *testing.T) {
			ids, usernames, emails := map[string]bool{}, map[string]bool{}, map[string]bool{}
			holders := map[string]int{}
			for _, r := range o.records {
				ids[r.id], usernames[r.text["username"]], emails[r.text["email"]] = true, true, true
				for _, v := range r.values {
					if v.links {
						holders[v.kind.String()+":"+v.value]++
					}
				}
			}
			if n := len(o.records); len(ids) != n || len(usernames) != n || len(emails) != n || o.key.Accounts != n {
				t.Errorf("%d accounts have %d ids, %d user names and %d e-mail addresses", n, len(ids), len(usernames), len(emails))
			}
			in := map[string]string{}
			ringIDs := map[string]bool{}
			kinds := map[string]int{}
			for _, r := range o.key.Rings {
				if ringIDs[r.ID] || r.Guilty != (r.Kind == "ring" || r.Kind == "careful") || len(r.Members) < 2 {
					t.Errorf("ring %+v is malformed", r)
				}
				ringIDs[r.ID] = true
				kinds[r.Kind]++
				for _, m := range r.Members {
					if !ids[m] || in[m] != "" {
						t.Errorf("%s of %s is no account or also in %q", m, r.ID, in[m])
					}
					in[m] = r.ID
				}
			}
			for _, k := range []string{"ring", "careful", "agency", "household", "kiosk"} {
				if kinds[k] < 3 {
					t.Errorf("%d of kind %s", kinds[k], k)
				}
			}
			last := o.key.Accounts
			for _, h := range o.key.Hubs {
				if got := holders[h.Kind+":"+h.Value]; got != h.Holders || h.Holders < 2 || h.Holders > last {
					t.Errorf("hub %s %s has %d holders, the key says %d", h.Kind, h.Value, got, h.Holders)
				}
				last = h.Holders
			}
			for _, v := range o.key.Victims {
				if !ids[v.Account] || in[v.Account] != "" || in[v.Persona] != v.Ring {
					t.Errorf("victim %+v is malformed", v)
				}
			}
		})
	}
}

func TestTimes(t *testing.T) {
	for _, r := range sample(t).records {
		var at [4]time.Time
		for i, k := range timeKeys {
			var err error
			if at[i], err = time.Parse(time.RFC3339, r.text[k]); err != nil {
				t.Fatal(err)
			}
		}
		if !at[0].Before(at[1].Add(1)) || !at[1].Before(at[2]) || at[3].Before(at[1]) || at[3].Unix() > End || at[2].Unix() > End {
			t.Errorf("%s: created, first seen, last seen, flagged at %v", r.id, at)
		}
	}
	for _, s := range []int64{0, 951_782_399, 951_782_400, 1_709_164_800, End, 4_102_444_799} {
		if got, want := string(appendTime(nil, s)), time.Unix(s, 0).UTC().Format(time.RFC3339); got != want {
			t.Errorf("%d is %s, want %s", s, got, want)
		}
	}
}
