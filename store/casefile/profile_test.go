package casefile_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/casefile"
)

func profile(t testing.TB, set *casefile.Profiles, name string) casefile.Profile {
	t.Helper()
	p, err := set.Profile(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestBuiltInProfiles(t *testing.T) {
	set := casefile.BuiltIn()
	if names := set.Names(); !slices.Equal(names, []string{"full", "peers", "platform", "public"}) {
		t.Fatal(names)
	}
	for _, name := range set.Names() {
		p := profile(t, set, name)
		if p.Name != name || p.About == "" || !strings.HasPrefix(p.Marking, "TLP:") || p.Full() != (name == "full") {
			t.Errorf("%+v", p)
		}
	}
	_, err := set.Profile("none")
	if model.KindOf(err) != model.ErrNotFound {
		t.Error(err)
	}
}

// whole states every key.
const whole = `[profile.own]
about = "for a test"
marking = ""
defang = false
roles = ["persona", "unknown"]
dismissed = false
protected = true
accounts = "ids"
people = "pseudonyms"
times = "exact"
kinds = ["ip"]
statuses = ["ok"]
hubs = true
keep = ["accounts.id", "accounts.role", "notes"]
`

func TestOwnProfiles(t *testing.T) {
	set, err := casefile.ParseProfiles([]byte(whole+"[profile.court]\nbased_on = \"peers\"\nkinds = []\nalso = [\"notes.text\", \"entries\"]\nwithout = [\"links\", \"rings.values\"]\n"), "own.toml")
	if err != nil {
		t.Fatal(err)
	}
	if names := set.Names(); !slices.Equal(names, []string{"full", "peers", "platform", "public", "court", "own"}) {
		t.Fatal(names)
	}
	own, court, peers := profile(t, set, "own"), profile(t, set, "court"), profile(t, set, "peers")
	if own.Marking != "" || own.People != "pseudonyms" || !slices.Contains(own.Keep, "notes.attachments.sha256") || slices.Contains(own.Keep, "links.a") {
		t.Errorf("%+v", own)
	}
	if court.Marking != peers.Marking || len(court.Kinds) != 0 || !slices.Contains(court.Keep, "notes.text") || !slices.Contains(court.Keep, "entries.hash") ||
		slices.Contains(court.Keep, "entries.body") || slices.Contains(court.Keep, "links.class") || slices.Contains(court.Keep, "rings.values.kind") {
		t.Errorf("%+v", court)
	}
	if len(peers.Kinds) == 0 || slices.Contains(peers.Keep, "notes.text") {
		t.Errorf("a profile based on it has changed it: %+v", peers)
	}
	if own := profile(t, casefile.BuiltIn(), "peers"); own.Name != "peers" || len(casefile.BuiltIn().Names()) != 4 {
		t.Error("a user's profiles are among the built-in ones")
	}
}

func TestProfilesThatCannotBeUsed(t *testing.T) {
	on := "[profile.x]\nbased_on = \"peers\"\n"
	for _, c := range []struct{ text, says, where string }{
		{"[profile.x]\nbased_on = \"peers\"\nvictims = true\n", "victims", "line 3"},
		{on + "[profile.x.more]\n", "more", "line 3"},
		{"[profile.x\n", "cannot be read", "line 1"},
		{"\n\n[profile.peers]\nbased_on = \"public\"\n", "taken", "line 3"},
		{"[profile.full]\nabout = \"x\"\nmarking = \"\"\n", "taken", "line 1"},
		{"[profile.x]\nbased_on = \"full\"\n", "peers, platform or public", "line 1"},
		{"[profile.x]\nbased_on = \"y\"\n", "peers, platform or public", "line 1"},
		{on + "[profile.y]\nbased_on = \"x\"\n", "peers, platform or public", "line 3"},
		{"[profile.x]\nabout = \"x\"\n", "states no marking", "line 1"},
		{strings.Replace(whole, "hubs = true\n", "", 1), "states no hubs", "line 1"},
		{on + "marking = \"TLP:PINK\"\n", "TLP:PINK", "line 1"},
		{on + "roles = [\"victim\"]\n", "victim", "line 1"},
		{on + "people = \"all\"\n", "all", "line 1"},
		{on + "accounts = \"\"\n", "accounts", "line 1"},
		{on + "times = \"years\"\n", "years", "line 1"},
		{on + "kinds = [\"emails\"]\n", "emails", "line 1"},
		{on + "statuses = [\"bad\"]\n", "bad", "line 1"},
		{on + "also = [\"accounts.ids\"]\n", "accounts.ids", "line 1"},
		{on + "also = [\"\"]\n", "case.json has no", "line 1"},
		{on + "also = [\"log\"]\n", "log", "line 1"},
		{on + "without = [\"acc\"]\n", "acc", "line 1"},
		{on + "also = [\"entries.body\"]\n", "never leaves", "line 1"},
		{on + "also = [\"proposals.terms_json\"]\n", "never leaves", "line 1"},
		{on + "also = [\"accounts.detail.rows.raw\"]\n", "never leaves", "line 1"},
		{on + "without = [\"accounts.id\"]\n", "accounts.id", "line 1"},
		{on + "without = [\"accounts.role\"]\n", "accounts.role", "line 1"},
		{on + "without = [\"accounts.identifiers.status\"]\n", "only with", "line 1"},
		{on + "also = [\"accounts.watch.value\"]\n", "only with", "line 1"},
		{on + "keep = [\"accounts\"]\nalso = [\"notes\"]\n", "based_on", "line 1"},
		{whole + "also = [\"notes\"]\n", "based_on", "line 1"},
		{"[profile.\"a b\"]\nbased_on = \"peers\"\n", "small letters", "own.toml"},
		{"[profile.x]\nbased_on = 1\n", "cannot be read", "line 2"},
		{"x = 1\n", "no such key", "line 1"},
	} {
		_, err := casefile.ParseProfiles([]byte(c.text), "own.toml")
		var e *model.Error
		if !errors.As(err, &e) || e.Kind != model.ErrInput || e.Hint == "" || !strings.Contains(e.Message, c.says) || !strings.Contains(string(e.Where), c.where) || !strings.HasPrefix(string(e.Where), "own.toml") {
			t.Errorf("%q: %v", c.text, err)
		}
	}
	if _, err := casefile.ParseProfiles(make([]byte, casefile.MaxProfiles+1), "own.toml"); model.KindOf(err) != model.ErrLimit {
		t.Error(err)
	}
	if set, err := casefile.ParseProfiles(nil, ""); err != nil || len(set.Names()) != 4 {
		t.Error(err)
	}
}

func TestAProfileFromNowhereIsRefused(t *testing.T) {
	if _, err := (casefile.Profile{Name: "full"}).Apply(&casefile.Record{}); err == nil {
		t.Error("a profile that nobody has checked was applied")
	}
}
