package misp

import (
	"fmt"
	"strings"

	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/stix/intel"
)

// The template of the objects that accounts are.
const (
	templateUUID    = "49606b06-22f0-4ac8-8eee-2f12ad46f3d3"
	templateVersion = "6"
)

type object struct {
	UUID            string      `json:"uuid"`
	Name            string      `json:"name"`
	MetaCategory    string      `json:"meta-category"`
	Description     string      `json:"description"`
	TemplateUUID    string      `json:"template_uuid"`
	TemplateVersion string      `json:"template_version"`
	Distribution    string      `json:"distribution"`
	Timestamp       string      `json:"timestamp"`
	Comment         string      `json:"comment"`
	FirstSeen       string      `json:"first_seen,omitempty"`
	LastSeen        string      `json:"last_seen,omitempty"`
	Attribute       []attribute `json:"Attribute"`
	ObjectReference []link      `json:"ObjectReference,omitempty"`
}

type link struct {
	UUID             string `json:"uuid"`
	ObjectUUID       string `json:"object_uuid"`
	ReferencedUUID   string `json:"referenced_uuid"`
	RelationshipType string `json:"relationship_type"`
	Timestamp        string `json:"timestamp"`
	Comment          string `json:"comment"`
}

// property is an attribute of an object: its relation, type and value.
type property struct{ relation, typ, value string }

// basics gives what names an account; nothing where it has no name that MISP takes.
func (e *event) basics(i int) (out []property) {
	a := &e.Accounts[i]
	id := a.NativeID
	if id == "" {
		id = a.ID
	}
	for _, p := range []property{{"user-id", "text", cut(intel.Visible(id))}, {"username", "text", cut(intel.Visible(a.Username))}} {
		if !intel.Blank(p.value) {
			out = append(out, p)
		}
	}
	return out
}

// object gives the object of an account.
func (e *event) object(i int) object {
	a := &e.Accounts[i]
	uuid := e.accounts[a.ID]
	o := object{UUID: uuid, Name: "user-account", MetaCategory: "misc", Description: "An account of a platform",
		TemplateUUID: templateUUID, TemplateVersion: templateVersion, Distribution: inherited, Timestamp: e.stamp, Comment: e.comment(a)}
	o.FirstSeen, o.LastSeen = span(a.FirstSeen, a.LastSeen)
	properties := append(e.basics(i), property{"account-type", "text", intel.Visible(a.Platform)}, property{"display-name", "text", cut(intel.Visible(a.DisplayName))},
		property{"created", "datetime", seen(a.CreatedAt)})
	if e.Disabled(i) {
		properties = append(properties, property{"disabled", "boolean", "True"})
	}
	for n, p := range properties {
		if intel.Blank(p.value) {
			continue
		}
		at := attribute{UUID: intel.AccountID(e.Record, a, "misp", p.relation), ObjectRelation: p.relation, Type: p.typ, Category: "Other", Value: p.value, Distribution: inherited, Timestamp: e.stamp,
			DisableCorrelation: intel.Numbered(a) || p.relation != "user-id" && p.relation != "username" && p.relation != "display-name"}
		if n == 0 && !intel.Blank(a.State) {
			at.Tag = []tag{{`clew:state="` + intel.Visible(a.State) + `"`}}
		}
		if a.Victim() {
			at.Comment = intel.VictimWarning
		}
		o.Attribute = append(o.Attribute, at)
	}
	known := map[string]bool{}
	refer := func(to, comment string) {
		r := link{UUID: e.own("reference", uuid, to), ObjectUUID: uuid, ReferencedUUID: to, RelationshipType: "related-to", Timestamp: e.stamp, Comment: cut(comment)}
		if to != uuid && !known[r.UUID] {
			known[r.UUID] = true
			o.ObjectReference = append(o.ObjectReference, r)
		}
	}
	for _, k := range e.links[a.ID] {
		refer(e.accounts[e.Links[k].B], e.linkComment(k))
	}
	for _, h := range e.carries[i] {
		refer(e.attributes[h.at].UUID, "The account carries it as: "+h.kinds)
	}
	return o
}

// comment says where an account stands.
func (e *event) comment(a *casefile.Account) string {
	s := ""
	if a.Victim() {
		s = intel.VictimWarning + " "
	} else if a.Role != "" {
		s = "Role in the case: " + intel.Visible(a.Role) + ". "
	}
	if a.State != "" {
		s += "State in the work: " + intel.Visible(a.State) + ". "
	}
	if a.Why != "" {
		s += "Why it is in the case: " + e.Say(a.Why) + ". "
	}
	if a.Score > 0 {
		s += fmt.Sprintf("Score: %.0f of 100.", a.Score)
	}
	return cut(strings.TrimSuffix(s, " "))
}

// linkComment says what a link rests on, and what an analyst said of it.
func (e *event) linkComment(k int) string {
	l := &e.Links[k]
	s := e.Link(l)
	if v := l.Verdict; v != nil {
		s += "\nAn analyst's verdict: " + intel.Visible(v.Verdict) + "."
		if v.Why != "" {
			s += " " + e.Say(v.Why)
		}
	}
	return s
}
