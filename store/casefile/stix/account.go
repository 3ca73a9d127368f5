package stix

import (
	"cmp"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/stix/intel"
)

// accountTypes are Clew's names of platforms for which the vocabulary account-type-ov of
// STIX has another; all others are their own account_type.
var accountTypes = map[string]string{"x": "twitter"}

func accountType(platform string) string {
	if word, ok := accountTypes[platform]; ok {
		return word
	}
	return intel.Visible(platform)
}

// account writes an account, what it carries, and that it carries it.
func (b *bundle) account(i int) {
	a := &b.Accounts[i]
	o := &object{Type: "user-account", AccountType: accountType(a.Platform), UserID: intel.Visible(a.NativeID), AccountLogin: intel.Visible(a.Username),
		DisplayName: intel.Visible(a.DisplayName), AccountCreated: stamp(a.CreatedAt), IsDisabled: b.Disabled(i)}
	switch {
	case intel.Numbered(a): // account-1 of another case is another account
		o.UserID = "urn:uuid:" + intel.AccountID(b.Record, a)
		o.DisplayName = cmp.Or(o.DisplayName, intel.Visible(a.ID))
	case o.UserID == "":
		o.UserID = intel.Visible(a.ID)
	}
	observe(o)
	if (o.UserID == "" && o.AccountLogin == "") || b.seen[o.ID] {
		b.left++
		return
	}
	ext := extension{Type: "property-extension", Role: intel.Visible(a.Role), State: intel.Visible(a.State)}
	if a.Score > 0 && !math.IsInf(a.Score, 0) {
		ext.Score = &a.Score
	}
	for _, tag := range a.Tags {
		ext.Tags = append(ext.Tags, intel.Visible(tag))
	}
	shown := a.Email != "" // and not among the identifiers
	for _, id := range a.Identifiers {
		shown = shown && a.Email != id.Value && a.Email != id.Raw
		if observable(id.Kind, id.Value, id.Status) == nil && id.Value != "" {
			ext.Identifiers = append(ext.Identifiers, identifier{intel.Visible(id.Kind), intel.Visible(id.Value), intel.Visible(id.Status), id.Holders, id.Hub, stamp(id.FirstSeen), stamp(id.LastSeen)})
		}
	}
	if shown {
		ext.Email = intel.Visible(a.Email)
	}
	if ext.Role != "" || ext.State != "" || ext.Score != nil || ext.Email != "" || ext.Tags != nil || ext.Identifiers != nil {
		o.Extensions = map[string]extension{extensionID: ext}
	}
	b.list(o)
	b.accounts[a.ID] = o.ID
	if a.Victim() {
		b.victims = append(b.victims, o.ID)
	}
	for k := range a.Identifiers {
		b.carries(a, o.ID, &a.Identifiers[k])
	}
}

// carries writes an identifier that has an object, and that an account carries it.
func (b *bundle) carries(a *casefile.Account, account string, id *casefile.Identifier) {
	value := observable(id.Kind, id.Value, id.Status)
	if value == nil || value.ID == account {
		return
	}
	b.list(value)
	rel := "relationship--" + intel.ID(b.Record, "carries", id.Kind, account, value.ID)
	if b.seen[rel] {
		return
	}
	o := b.made("relationship", rel, a.Added.Time)
	o.RelationshipType, o.SourceRef, o.TargetRef = "related-to", account, value.ID
	o.Description = "The account carries this as its " + strings.ReplaceAll(intel.Visible(id.Kind), "_", " ") + "."
	if id.Holders > 0 {
		o.Description += " " + intel.Count(id.Holders, "account") + " of the investigation in all."
	}
	if id.Hub {
		o.Description += " It is too common to link."
	}
	if id.Status == "private" {
		o.Description += " It is of a range that many networks use, and links nothing."
	}
	if a.Victim() {
		o.Description += " " + intel.VictimWarning
	}
	o.StartTime = stamp(id.FirstSeen)
	if stop := stamp(id.LastSeen); stop > o.StartTime {
		o.StopTime = stop
	}
	b.list(o)
}

// observable gives the object of an identifier; nil where STIX has none for it, or the
// value is none that such an object may have.
func observable(kind string, value casefile.Text, status string) *object {
	if status != "ok" && status != "private" || !utf8.ValidString(string(value)) {
		return nil
	}
	v := string(value)
	o := &object{Value: v}
	switch intel.Class(kind) {
	case "email":
		if intel.Email(v) {
			o.Type = "email-addr"
		}
	case "ip":
		if v6, ok := intel.IP(v); ok {
			o.Type = "ipv4-addr"
			if v6 {
				o.Type = "ipv6-addr"
			}
		}
	case "url":
		if intel.URL(v) {
			o.Type = "url"
		}
	case "hash":
		if algorithm := intel.Hash(v); algorithm != "" {
			o.Type, o.Value, o.Hashes = "file", "", map[string]string{algorithm: v}
		}
	case "device":
		if intel.MAC(v) {
			o.Type = "mac-addr"
		}
	case "handle":
		if service, name, ok := strings.Cut(v, ":"); ok && service != "" && !intel.Blank(name) {
			o.Type, o.Value, o.AccountType, o.AccountLogin = "user-account", "", accountType(service), name
		}
	}
	if o.Type == "" {
		return nil
	}
	observe(o)
	return o
}

// caseValues writes the identifiers that are in the case by themselves, and gives those that
// have no object.
func (b *bundle) caseValues() (others []identifier) {
	for _, v := range b.Case.Values {
		switch o := observable(v.Kind, v.Value, "ok"); {
		case o != nil:
			b.list(o)
		case v.Value != "":
			others = append(others, identifier{Kind: intel.Visible(v.Kind), Value: intel.Visible(v.Value), Holders: v.Holders})
		}
	}
	return others
}

// indicators writes the values of an account that others can look for.
func (b *bundle) indicators(i int) {
	a := &b.Accounts[i]
	if a.Role != "persona" {
		return
	}
	for k := range a.Identifiers {
		id := &a.Identifiers[k]
		personas := b.Personas(id.Kind, id.Value)
		if personas < 2 || !b.Fit(id.Kind, id.Value) {
			continue
		}
		value := observable(id.Kind, id.Value, id.Status)
		if value == nil || id.Status != "ok" {
			continue
		}
		name := "indicator--" + intel.ID(b.Record, "indicator", value.ID)
		if b.seen[name] {
			continue
		}
		first := b.First(id.Kind, id.Value)
		o := b.made("indicator", name, casefile.Time{}) // whoever comes to share it later
		o.Name, o.Pattern, o.PatternType, o.PatternVersion = b.Value(id.Kind, id.Value), pattern(value), "stix", "2.1"
		o.Description = "Shared by " + intel.Count(personas, "account") + " of this case that stand for personas. A match is a reason to look, and no finding."
		o.IndicatorTypes = []string{"anomalous-activity"}
		if o.ValidFrom = stamp(first); o.ValidFrom == "" {
			o.ValidFrom = o.Created
		}
		b.list(o)
	}
}

// pattern gives the STIX pattern that matches an observable.
func pattern(o *object) string {
	if o.Type == "user-account" {
		return "[user-account:account_type = " + quote(o.AccountType) + " AND user-account:account_login = " + quote(o.AccountLogin) + "]"
	}
	for algorithm, sum := range o.Hashes {
		return "[file:hashes." + quote(algorithm) + " = " + quote(sum) + "]"
	}
	return "[" + o.Type + ":value = " + quote(o.Value) + "]"
}

var quoter = strings.NewReplacer(`\`, `\\`, `'`, `\'`)

// quote writes a string of a pattern: STIX 2.1, 9.2.
func quote(s string) string { return "'" + quoter.Replace(s) + "'" }
