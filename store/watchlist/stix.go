package watchlist

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// observables are the STIX objects, and the paths of patterns, that name one
// value: type, property, what it is.
var observables = map[string]sort{
	"ipv4-addr:value":             aNetwork,
	"ipv6-addr:value":             aNetwork,
	"domain-name:value":           aDomain,
	"email-addr:value":            a(model.KindEmail),
	"url:value":                   a(model.KindURL),
	"mac-addr:value":              a(model.KindDevice),
	"autonomous-system:number":    anASN,
	"file:hashes.MD5":             a(model.KindFileHash),
	"file:hashes.SHA1":            a(model.KindFileHash),
	"file:hashes.SHA256":          a(model.KindFileHash),
	"cryptocurrency-wallet:value": a(model.KindWallet),
	"phone-number:value":          a(model.KindPhone),
}

// stix reads a bundle, one object or an array of objects.
func (r *reader) stix(w *walker, s shape) error {
	r.res.Format = FormatSTIX
	n := uint64(0)
	each := func(t json.Token) error {
		n++
		obj, flaw, err := w.tree(t, 0)
		switch {
		case err != nil:
			return err
		case flaw != nil:
			r.lost(place{line: n}, "", "the object "+flaw.Error())
			return nil
		case obj.kind != '{' || obj.get("type").kind != '"':
			r.lost(place{line: n}, obj.text, "not an object with a type")
			return nil
		}
		return r.stixObject(n, obj)
	}
	if s.array || s.keys["objects"] == 0 {
		return w.elements(each)
	}
	if _, err := w.dec.Token(); err != nil {
		return err
	}
	return w.object(func(key string) error {
		if key == "objects" {
			return w.elements(each)
		}
		return w.skipValue()
	})
}

func (r *reader) stixObject(n uint64, obj *node) error {
	typ := obj.get("type").text
	switch {
	case obj.get("revoked").text == "true":
		r.pass("revoked " + typ)
		return nil
	case typ == "indicator":
		return r.indicator(n, obj)
	case typ == "user-account":
		return r.userAccount(n, obj)
	case typ == "file":
		hashes := obj.get("hashes")
		if len(hashes.kids) == 0 {
			r.pass("file without a hash")
		}
		for i, name := range hashes.keys {
			if err := r.observable(n, "file:hashes."+hashName(name), hashes.kids[i]); err != nil {
				return err
			}
		}
		return nil
	}
	for _, property := range []string{"value", "number"} {
		if _, ok := observables[typ+":"+property]; ok {
			return r.observable(n, typ+":"+property, obj.get(property))
		}
	}
	r.pass("object " + typ)
	return nil
}

func (r *reader) observable(n uint64, path string, v *node) error {
	as, ok := observables[path]
	if !ok {
		r.pass(path)
		return nil
	}
	if v.kind != '"' && v.kind != '0' {
		r.lost(place{n, path}, "", "not a plain value")
		return nil
	}
	return r.add(place{n, path}, as, v.text, "")
}

// userAccount reads an account by its login and its id, at its service where the
// object says which. The name it shows is nobody's alone and is not read.
func (r *reader) userAccount(n uint64, obj *node) error {
	service := obj.get("account_type").text
	found := false
	for _, property := range []string{"account_login", "user_id"} {
		v := obj.get(property)
		if v.kind != '"' && v.kind != '0' || v.text == "" {
			continue
		}
		found = true
		as, raw := accountSort(service, property == "user_id", v.text)
		if err := r.add(place{n, "user-account:" + property}, as, raw, ""); err != nil {
			return err
		}
	}
	if !found {
		r.pass("user-account without a login or an id")
	}
	return nil
}

// accountSort says what the login or id of an account at a service is.
func accountSort(service string, id bool, raw string) (sort, string) {
	switch {
	case strings.Contains(raw, "@") && !strings.HasPrefix(raw, "@"):
		return a(model.KindEmail), raw
	case service == "":
		return a(model.KindUsername), raw
	case id:
		return a(model.KindAccount), service + ":" + raw
	}
	return a(model.KindHandle), service + ":" + raw
}

// indicator reads the values that a pattern lists.
func (r *reader) indicator(n uint64, obj *node) error {
	if typ := obj.get("pattern_type").text; typ != "" && typ != "stix" {
		r.pass("pattern of the type " + typ)
		return nil
	}
	list, what := parsePattern(obj.get("pattern").text)
	if what != "" {
		r.pass("pattern with " + what)
		return nil
	}
	benign := slices.ContainsFunc(obj.get("indicator_types").items(), func(t *node) bool { return t.text == "benign" })
	if r.o.Bad && benign {
		r.pass("indicator that says it is benign")
		return nil
	}
	note := indicatorNote(obj, benign)
	for _, c := range list {
		at := place{n, "pattern " + c.path}
		var as sort
		raw := c.value
		switch c.path {
		case "user-account:account_login", "user-account:user_id":
			as, raw = accountSort("", false, c.value)
		default:
			var ok bool
			if as, ok = observables[c.path]; !ok {
				r.pass("pattern over " + c.path)
				continue
			}
		}
		if err := r.add(at, as, raw, note); err != nil {
			return err
		}
	}
	return nil
}

// indicatorNote says what an indicator says of itself that whoever reads a match has to
// know: that it is not of something bad, and that it has an end.
func indicatorNote(obj *node, benign bool) string {
	var parts []string
	if benign {
		parts = append(parts, "benign by the indicator")
	}
	if until := obj.get("valid_until").text; until != "" {
		parts = append(parts, "valid until "+until)
	}
	if name := obj.get("name").text; name != "" {
		parts = append(parts, name)
	}
	return strings.Join(parts, "; ")
}

// hashName writes the name of a hash algorithm one way: STIX has SHA-256, and
// patterns have md5 too.
func hashName(s string) string {
	return strings.ToUpper(strings.ReplaceAll(s, "-", ""))
}
