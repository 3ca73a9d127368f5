package ingest

import (
	"slices"
	"strings"
)

// Profile describes a kind of export that can be read.
type Profile struct {
	Name     string // as given to Options.Profile
	Title    string
	Formats  string // what the files may be
	Reads    string // what is taken from them
	Platform string // of the accounts; "" when the rows or Options.Platform say
}

// profile is a Profile with the way to recognise and to read it.
type profile struct {
	Profile
	looks  func(d *doc, obj int) bool // does this object look like one of its rows?
	json   func(b *builder, obj int)
	needs  [][]string // CSV: sets of columns, one of which the header must have whole
	csv    func(b *builder)
	fields []logColumn // CSV of a log
	dedup  bool        // rows may be there twice, told by their event id
	note   string      // what is to be known of every CSV of the kind
}

// profiles lists what can be recognised, the particular before the general.
var profiles = []*profile{&entraProfile, &m365Profile, &oktaProfile, &googleProfile, &githubProfile, &auth0Profile,
	&accountProfile, &listProfile}

// Profiles lists the kinds of exports that can be read.
func Profiles() []Profile {
	out := make([]Profile, len(profiles))
	for i, p := range profiles {
		out[i] = p.Profile
	}
	return out
}

// profileByName gives nil where there is none.
func profileByName(name string) *profile {
	i := slices.IndexFunc(profiles, func(p *profile) bool { return p.Name == name })
	if i < 0 {
		return nil
	}
	return profiles[i]
}

func profileNames() string {
	var names []string
	for _, p := range profiles {
		names = append(names, p.Name)
	}
	return strings.Join(names, ", ")
}

// general reports whether the profile is recognised by so little that any other
// goes before it.
func (p *profile) general() bool { return p == &accountProfile || p == &listProfile }

// recognises reports whether a header is of the profile.
func (p *profile) recognises(header []string) bool {
	if p == &accountProfile {
		return isAccountHeader(header)
	}
	return slices.ContainsFunc(p.needs, func(set []string) bool {
		for _, column := range set {
			if !slices.Contains(header, column) {
				return false
			}
		}
		return true
	})
}

var accountProfile = profile{
	Profile: Profile{
		Name:    "accounts",
		Title:   "Accounts of any platform",
		Formats: "JSON Lines, JSON, CSV",
		Reads: "account_id, username, display_name, email, created_at, first_seen, last_seen, what the account claims " +
			"(country, timezone, city, employer, title, bio), flags, signals, tags, identifiers of every kind, sign-ins",
	},
	looks: func(d *doc, obj int) bool {
		for k := obj + 1; k < int(d.nodes[obj].next); k = int(d.nodes[k+1].next) {
			if namesAccount(accountFields[fieldName(d.text(k))]) {
				return true
			}
		}
		return false
	},
	json: func(b *builder, obj int) { b.accountJSON(obj) },
	csv:  func(b *builder) { b.accountCSV() },
}

func namesAccount(t target) bool {
	return t == tAccount || t == tUsername || t == tKindEmail
}

func isAccountHeader(header []string) bool {
	return slices.ContainsFunc(header, func(h string) bool { return namesAccount(accountFields[fieldName(h)]) })
}
