package watchlist

import (
	"encoding/json"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// mispType says what the value of an attribute of a type is. Composite types
// have two values with "|" between them.
type mispType struct {
	as   sort
	take byte // of a composite type: '1' the first part, '2' the second; 0 for a plain one
}

func (m mispType) part(raw string) string {
	if m.take == 0 {
		return raw
	}
	first, second, ok := strings.Cut(raw, "|")
	if !ok {
		return raw
	}
	if m.take == '2' {
		return second
	}
	return first
}

// mispTypes are the types that are read. Names, references ("link") and card
// numbers are not among them.
var mispTypes = map[string]mispType{
	"ip-src": {as: aNetwork}, "ip-dst": {as: aNetwork}, "ip-src|port": {aNetwork, '1'}, "ip-dst|port": {aNetwork, '1'},
	"domain": {as: aDomain}, "hostname": {as: aDomain}, "hostname|port": {aDomain, '1'}, "domain|ip": {aDomain, '1'},
	"email": {as: a(model.KindEmail)}, "email-src": {as: a(model.KindEmail)}, "email-dst": {as: a(model.KindEmail)},
	"email-reply-to": {as: a(model.KindEmail)}, "target-email": {as: a(model.KindEmail)}, "whois-registrant-email": {as: a(model.KindEmail)},
	"dns-soa-email": {as: a(model.KindEmail)}, "eppn": {as: a(model.KindEmail)},
	"url": {as: a(model.KindURL)}, "uri": {as: a(model.KindURL)},
	"md5": {as: a(model.KindFileHash)}, "sha1": {as: a(model.KindFileHash)}, "sha256": {as: a(model.KindFileHash)},
	"filename|md5": {a(model.KindFileHash), '2'}, "filename|sha1": {a(model.KindFileHash), '2'}, "filename|sha256": {a(model.KindFileHash), '2'},
	"malware-sample": {a(model.KindFileHash), '2'},
	"btc":            {as: a(model.KindWallet)}, "xmr": {as: a(model.KindWallet)}, "dash": {as: a(model.KindWallet)},
	"iban": {as: a(model.KindIBAN)}, "phone-number": {as: a(model.KindPhone)}, "whois-registrant-phone": {as: a(model.KindPhone)},
	"AS": {as: anASN}, "mac-address": {as: a(model.KindDevice)},
	"github-username": {as: a(model.KindHandle)}, "twitter-id": {as: a(model.KindHandle)},
}

// mispServices are the services of types that hold a name at one.
var mispServices = map[string]string{"github-username": "github", "twitter-id": "x"}

// misp reads events in whatever they are wrapped.
func (r *reader) misp(w *walker) error {
	r.res.Format = FormatMISP
	m := mispReader{reader: r, w: w}
	return m.w.elements(func(t json.Token) error { return m.descend(t, 0) })
}

type mispReader struct {
	*reader
	w *walker
	n uint64 // attributes so far
}

// descend goes through an object for attributes, and for objects, events and
// wrappers that hold some.
func (m *mispReader) descend(t json.Token, depth int) error {
	if t != json.Delim('{') {
		if t == json.Delim('[') {
			return m.w.skip()
		}
		return nil
	}
	if depth > maxDepth {
		m.pass("something " + errDeep.Error())
		return m.w.skip()
	}
	return m.w.object(func(key string) error {
		switch key {
		case "response", "Event":
			return m.w.elements(func(t json.Token) error { return m.descend(t, depth+1) })
		case "Attribute":
			return m.w.elements(func(t json.Token) error { return m.attribute(t) })
		case "Object":
			return m.w.elements(func(t json.Token) error { return m.object(t) })
		}
		return m.w.skipValue()
	})
}

func (m *mispReader) attribute(t json.Token) error {
	m.n++
	n, flaw, err := m.w.tree(t, 0)
	if err != nil {
		return err
	}
	if flaw != nil {
		m.lost(place{line: m.n}, "", "the attribute "+flaw.Error())
		return nil
	}
	return m.value(n, "")
}

// object reads the attributes of an object. In one that describes an account,
// names of accounts are plain text and the service is beside them.
func (m *mispReader) object(t json.Token) error {
	obj, flaw, err := m.w.tree(t, 0)
	switch {
	case err != nil:
		return err
	case flaw != nil:
		m.n++
		m.lost(place{line: m.n}, "", "the object "+flaw.Error())
		return nil
	case obj.get("deleted").text == "true":
		m.pass("deleted object")
		return nil
	}
	account := ""
	if obj.get("name").text == "user-account" {
		account = "user-account"
		for _, a := range obj.get("Attribute").items() {
			if a.get("object_relation").text == "account-type" {
				account = a.get("value").text
			}
		}
	}
	for _, a := range obj.get("Attribute").items() {
		m.n++
		if err := m.value(a, account); err != nil {
			return err
		}
	}
	return nil
}

// value reads one attribute. Account is the service of the account that its
// object describes, "user-account" where that is not said, "" for no account.
func (m *mispReader) value(n *node, account string) error {
	typ, v := n.get("type").text, n.get("value")
	switch {
	case n.kind != '{' || typ == "" || v.kind != '"' && v.kind != '0':
		m.lost(place{line: m.n}, "", "not an attribute with a type and a value")
		return nil
	case n.get("deleted").text == "true":
		m.pass("deleted " + typ)
		return nil
	}
	note, detect := "not for detection", false
	if d := n.get("to_ids").text; d == "true" || d == "1" {
		note, detect = "for detection", true
	}
	if m.o.Bad && (typ == "target-email" || typ == "email-dst" && !detect) {
		m.pass(typ + " of whom something was sent to")
		return nil
	}
	if c := n.get("comment").text; c != "" {
		note += ": " + c
	}
	at := place{m.n, typ}
	relation := n.get("object_relation").text
	if account != "" && typ == "text" && (relation == "username" || relation == "user-id") {
		if account == "user-account" {
			account = ""
		}
		as, raw := accountSort(strings.ToLower(account), relation == "user-id", v.text)
		return m.add(place{m.n, relation}, as, raw, note)
	}
	known, ok := mispTypes[typ]
	if !ok {
		m.pass("attribute " + typ)
		return nil
	}
	raw := known.part(v.text)
	if s := mispServices[typ]; s != "" {
		raw = s + ":" + raw
	}
	if err := m.add(at, known.as, raw, note); err != nil || typ != "domain|ip" {
		return err
	}
	return m.add(at, aNetwork, mispType{take: '2'}.part(v.text), note)
}
