package casefile_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/casefiletest"
	attacks "github.com/seed-28a39f10/clew/ui/uitest/hostile"
)

// wideTOML are profiles that keep all that a profile may keep.
const wideTOML = `[profile.wide]
about = "for tests"
marking = ""
defang = false
roles = ["persona", "facilitator", "unknown", "none"]
dismissed = true
protected = true
accounts = "ids"
people = "pseudonyms"
times = "exact"
kinds = ["email", "recovery_email", "phone", "recovery_phone", "ip", "device", "fingerprint", "session", "mfa_device", "wallet", "iban", "card", "payment",
  "name", "username", "handle", "url", "address", "file_hash", "photo", "resume", "document", "commit_email", "paypal", "account"]
statuses = ["ok", "placeholder", "private", "suspect", "invalid"]
hubs = true
keep = ["case", "files", "people", "rings", "links", "notes", "proposals", "policies", "batches", "appeals", "entries", "accounts"]

[profile.numbered]
about = "for tests"
marking = "TLP:GREEN"
defang = true
roles = ["persona", "unknown"]
dismissed = false
protected = true
accounts = "numbers"
people = "none"
times = "dates"
kinds = ["ip", "username"]
statuses = ["ok"]
hubs = false
keep = ["case", "files", "people", "rings", "links", "notes", "proposals", "policies", "batches", "appeals", "entries", "accounts"]
`

func testProfiles(t testing.TB) (out []casefile.Profile) {
	t.Helper()
	set, err := casefile.ParseProfiles([]byte(wideTOML), "wide.toml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range set.Names() {
		out = append(out, profile(t, set, name))
	}
	return out
}

func folded(s string) string {
	return norm.NFKC.String(cases.Fold().String(norm.NFKC.String(strings.ToValidUTF8(s, "\uFFFD"))))
}

// leaf is a string in a case.json, with its path.
type leaf struct{ path, text string }

func leaves(t testing.TB, text []byte) (out []leaf) {
	t.Helper()
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case string:
			out = append(out, leaf{path, v})
		case []any:
			for _, e := range v {
				walk(path, e)
			}
		case map[string]any:
			if b, ok := v["base64"].(string); ok && len(v) == 1 {
				raw, err := base64.StdEncoding.DecodeString(b)
				if err != nil {
					t.Fatal(err)
				}
				out = append(out, leaf{path, string(raw)})
				return
			}
			for k, e := range v {
				walk(strings.TrimPrefix(path+"."+k, "."), e)
			}
		}
	}
	walk("", v)
	return out
}

// own are values of a victim: word where one that is a part of a longer word is another one.
type own struct {
	text string
	word bool
	id   bool
}

// valuesOfVictims gives what a record holds of its victims that is longer than 3 bytes.
func valuesOfVictims(r *casefile.Record) (out []own) {
	add := func(v casefile.Text, word, id bool) {
		if len(v) > 3 {
			out = append(out, own{string(v), word, id})
		}
	}
	for i := range r.Accounts {
		a := &r.Accounts[i]
		if a.Role != "victim" {
			continue
		}
		add(a.ID, true, true)
		add(a.NativeID, true, true)
		add(a.Username, false, false)
		add(a.DisplayName, false, false)
		add(a.Email, false, false)
		for _, v := range a.Identifiers {
			word := !slices.Contains([]string{"email", "recovery_email", "commit_email", "paypal", "phone", "recovery_phone", "name", "username", "handle", "url", "address", "document"}, v.Kind)
			add(v.Value, word, false)
			add(v.Raw, word, false)
		}
		for _, w := range a.Watch {
			add(w.Value, w.Kind != "email", false)
		}
	}
	return out
}

// accountIDs are the paths of ids of accounts.
var accountIDs = []string{"accounts.id", "accounts.native_id", "links.a", "links.b", "rings.members", "rings.bridges.a", "rings.bridges.b", "notes.accounts", "proposals.accounts",
	"proposals.decided.account", "batches.results.account", "appeals.account"}

// foreign are the paths of what others than Clew write: of every [casefile.Text], and of
// what people write in words. In Clew's own words, such as "none", and in policies, which are
// made known, a value of a victim can stand by chance.
var foreign = func() map[string]bool {
	out := map[string]bool{"case.tags": true, "case.queue": true, "case.owner": true, "case.steps.text": true, "proposals.warnings.text": true, "people.login": true, "people.persons": true, "entries.actor": true}
	var walk func(prefix string, t reflect.Type)
	walk = func(prefix string, t reflect.Type) {
		for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if t == reflect.TypeFor[casefile.Text]() {
			out[prefix] = true
		}
		if t.Kind() != reflect.Struct {
			return
		}
		for i := range t.NumField() {
			f := t.Field(i)
			key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if f.Anonymous {
				key = ""
			}
			walk(strings.Trim(prefix+"."+key, "."), f.Type)
		}
	}
	walk("", reflect.TypeFor[casefile.Record]())
	walk("accounts.detail", reflect.TypeFor[casefile.Detail]())
	return out
}()

func leaks(l leaf, v own) bool {
	if !foreign[l.path] {
		return false
	}
	if slices.Contains(accountIDs, l.path) && (len(v.text) < 8 || v.id) {
		return l.text == v.text
	}
	for _, pair := range [][2]string{{l.text, v.text}, {folded(l.text), folded(v.text)}} {
		text, value := pair[0], pair[1]
		for at := 0; len(value) > 3 && at <= len(text); {
			i := strings.Index(text[at:], value)
			if i < 0 {
				break
			}
			i += at
			j := i + len(value)
			if !v.word || len(value) > 256 || strings.ContainsFunc(value, func(r rune) bool { return r > unicode.MaxASCII }) || !(goesOn(text[:i], value) || goesOn(value, text[j:])) {
				return true
			}
			at = i + 1
		}
	}
	return false
}

// goesOn reports whether a word or number of ASCII goes on from one text to the next.
func goesOn(a, b string) bool {
	last, _ := utf8.DecodeLastRuneInString(a)
	first, _ := utf8.DecodeRuneInString(b)
	is := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	return a != "" && b != "" && is(last) && is(first)
}

// checkRedacted holds what a profile made of a record to all that profiles promise.
func checkRedacted(t testing.TB, r *casefile.Record, p casefile.Profile) *casefile.Record {
	t.Helper()
	before := encode(t, r)
	out, err := p.Apply(r)
	if err != nil {
		t.Fatalf("%s: %v", p.Name, err)
	}
	text := encode(t, out)
	if !bytes.Equal(encode(t, r), before) {
		t.Fatalf("%s: the record was changed", p.Name)
	}
	if out.Profile != p.Name || out.Marking != p.Marking || out.Defang != p.Defang {
		t.Errorf("%s: the record does not say what it went through", p.Name)
	}
	again, err := p.Apply(out)
	if err != nil {
		t.Fatalf("%s: %v", p.Name, err)
	}
	if twice := encode(t, again); !bytes.Equal(twice, text) {
		t.Errorf("%s: another record when applied again:\n%s", p.Name, firstDifference(text, twice))
	}
	back, err := casefile.Decode(text)
	if err != nil {
		t.Fatalf("%s: %v", p.Name, err)
	}
	if !bytes.Equal(encode(t, back), text) {
		t.Errorf("%s: does not decode to the same", p.Name)
	}
	if p.Full() {
		return out
	}
	secrets := valuesOfVictims(r)
	for _, l := range leaves(t, text) {
		for _, v := range secrets {
			if leaks(l, v) {
				t.Fatalf("%s: %q of a victim is in %s: %.200q", p.Name, v.text, l.path, l.text)
			}
		}
	}
	checkOthers(t, r, out, text)
	left := map[string]int{}
	for _, l := range out.LeftOut {
		if l.Count < 1 || l.What == "" || l.Why == "" {
			t.Errorf("%s: %+v", p.Name, l)
		}
		what, _, _ := strings.Cut(l.What, " ")
		left[what] += l.Count
	}
	for what, n := range map[string][2]int{
		"accounts": {len(r.Accounts), len(out.Accounts)}, "links": {len(r.Links), len(out.Links)}, "notes": {len(r.Notes), len(out.Notes)}, "rings": {len(r.Rings), len(out.Rings)},
		"proposals": {len(r.Proposals), len(out.Proposals)}, "batches": {len(r.Batches), len(out.Batches)}, "appeals": {len(r.Appeals), len(out.Appeals)},
		"entries": {len(r.Entries), len(out.Entries)}, "people": {len(r.People), len(out.People)}, "files": {len(r.Files), len(out.Files)},
	} {
		if n[0] != n[1]+left[what] {
			t.Errorf("%s: of %d %s, %d are left and %d were left out", p.Name, n[0], what, n[1], left[what])
		}
	}
	for i := range out.Accounts {
		if a := &out.Accounts[i]; a.Victim() || a.Role == "" && !slices.Contains(p.Roles, "none") || a.Role == "unknown" && !slices.Contains(p.Roles, "unknown") {
			t.Errorf("%s: an account of role %q is left", p.Name, a.Role)
		}
	}
	return out
}

// ofAKind are the paths of values of identifiers, which accounts that stay may share with
// others.
var ofAKind = []string{"case.values.value", "accounts.username", "accounts.display_name", "accounts.email", "accounts.identifiers.", "accounts.watch.", "accounts.detail.events.",
	"links.evidence.value", "rings.values.value", "proposals.evidence.value"}

// checkOthers looks for those who were left out beside the victims: nothing is about them,
// and no text has their ids or names.
func checkOthers(t testing.TB, r, out *casefile.Record, text []byte) {
	t.Helper()
	stay := map[string]bool{"": true}
	for i := range out.Accounts {
		stay[string(out.Accounts[i].ID)] = true
	}
	var gone []own
	for i := range r.Accounts {
		if a := &r.Accounts[i]; !stay[string(a.ID)] {
			gone = append(gone, own{string(a.ID), true, true}, own{string(a.Username), false, false}, own{string(a.DisplayName), false, false}, own{string(a.Email), false, false})
		}
	}
	for _, l := range leaves(t, text) {
		if slices.Contains(accountIDs, l.path) {
			if l.path != "accounts.native_id" && !stay[l.text] {
				t.Errorf("%s: %s is about %q, which was left out", out.Profile, l.path, l.text)
			}
			continue
		}
		if slices.ContainsFunc(ofAKind, func(p string) bool { return strings.HasPrefix(l.path, p) }) {
			continue
		}
		for _, v := range gone {
			if leaks(l, v) {
				t.Fatalf("%s: %q of somebody who was left out is in %s: %.200q", out.Profile, v.text, l.path, l.text)
			}
		}
	}
}

func encode(t testing.TB, r *casefile.Record) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := casefile.Encode(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func firstDifference(a, b []byte) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	return fmt.Sprintf("%q\n%q", a[max(0, i-200):min(len(a), i+100)], b[max(0, i-200):min(len(b), i+100)])
}

var redactions = flag.Uint64("redactions", 14, "seeds of records that every profile is tried on, three ways")

func TestNoProfileNamesAVictim(t *testing.T) {
	texts := hostile
	if _, ok := attacks.Data(t, "hostile"); ok {
		for _, s := range attacks.Texts(t) {
			texts = append(texts, s)
		}
		slices.Sort(texts)
	}
	for seed := range *redactions {
		n := int(seed % 8)
		for _, p := range testProfiles(t) {
			checkRedacted(t, casefiletest.Random(seed, n, nil), p)
			checkRedacted(t, casefiletest.Random(seed, n, texts), p)
			r := casefiletest.Random(seed, n, nil)
			plant(r, seed)
			checkRedacted(t, r, p)
		}
	}
}

// plant writes values of the victims and names of others into every second text of a record,
// as somebody would who tells of them.
func plant(r *casefile.Record, seed uint64) {
	g := rand.New(rand.NewPCG(seed, 7))
	var names []string
	for i := range r.Accounts {
		a := &r.Accounts[i]
		if !a.Victim() {
			names = append(names, string(a.DisplayName), string(a.ID), string(a.Username))
			continue
		}
		a.DisplayName, a.Username = casefile.Text(fmt.Sprintf("Jåne Weiß %d", i)), casefile.Text(fmt.Sprintf("jane.weiss.%d", i))
		for _, v := range a.Identifiers {
			names = append(names, string(v.Value))
		}
		names = append(names, string(a.DisplayName), string(a.Username), string(a.ID), string(a.Email))
	}
	if len(names) == 0 {
		return
	}
	ways := []func(string) string{strings.ToUpper, strings.Clone, norm.NFD.String,
		func(s string) string { return strings.ReplaceAll(s, " ", "\u00a0\n") },
		func(s string) string { return s[:1] + "\u200b" + s[1:] },
		func(s string) string { // full width
			return strings.Map(func(r rune) rune {
				if '!' <= r && r <= '~' {
					return r + 0xfee0
				}
				return r
			}, s)
		}}
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				switch v.Type().Field(i).Name {
				case "ID", "NativeID", "A", "B", "Members", "Ring", "Accounts", "Account", "Detail":
					if v.Field(i).Type() != reflect.TypeFor[[]casefile.Account]() {
						continue
					}
				}
				walk(v.Field(i))
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Pointer:
			if !v.IsNil() {
				walk(v.Elem())
			}
		case reflect.String:
			if v.Type() == reflect.TypeFor[casefile.Text]() && g.IntN(2) == 0 {
				v.SetString("It is (" + ways[g.IntN(len(ways))](names[g.IntN(len(names))]) + "), I think")
			}
		}
	}
	for i := range r.Accounts {
		if !r.Accounts[i].Victim() {
			walk(reflect.ValueOf(&r.Accounts[i]))
		}
	}
	accounts := r.Accounts
	r.Accounts = nil
	walk(reflect.ValueOf(r))
	r.Accounts = accounts
	was := r.Detail
	r.Detail = func(i int) (casefile.Detail, error) {
		d, err := was(i)
		d.Events, d.Rows = slices.Clone(d.Events), slices.Clone(d.Rows)
		for j := range d.Events {
			d.Events[j].Detail = casefile.Text("for " + names[(i+j)%len(names)])
			d.Events[j].UserAgent = casefile.Text(names[(i+j+1)%len(names)])
		}
		return d, err
	}
}

func TestFullLeavesEverything(t *testing.T) {
	full := profile(t, casefile.BuiltIn(), "full")
	r := casefiletest.Random(3, 5, hostile)
	out, err := full.Apply(r)
	if err != nil {
		t.Fatal(err)
	}
	want := *r
	want.Marking = "TLP:AMBER+STRICT"
	if !bytes.Equal(encode(t, out), encode(t, &want)) || out == r || r.Marking != "" {
		t.Error("it is another record")
	}
	peers, err := profile(t, casefile.BuiltIn(), "peers").Apply(r)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := full.Apply(peers); model.KindOf(err) != model.ErrRefused {
		t.Errorf("a record without its victims is called full: %v", err)
	}
}

func TestNoProfileNamesTheVictimOfTheStory(t *testing.T) {
	for _, p := range testProfiles(t) {
		out := checkRedacted(t, casefiletest.Story(), p)
		if len(out.Accounts) < 5 || p.Name == "peers" && len(out.Accounts[0].Identifiers) < 3 {
			t.Errorf("%s: %d accounts are left: too little to be of use", p.Name, len(out.Accounts))
		}
		text := bytes.ToLower(encode(t, out))
		for _, v := range valuesOfVictims(casefiletest.Story()) {
			if !p.Full() && len(v.text) > 7 && bytes.Contains(text, []byte(strings.ToLower(v.text))) {
				t.Errorf("%s: %q of the victim is in it", p.Name, v.text)
			}
		}
	}
}
