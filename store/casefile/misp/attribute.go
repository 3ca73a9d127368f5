package misp

import (
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/stix/intel"
)

// attribute is an attribute of MISP, of the event or of an object.
type attribute struct {
	UUID               string `json:"uuid"`
	ObjectRelation     string `json:"object_relation,omitempty"`
	Type               string `json:"type"`
	Category           string `json:"category"`
	Value              string `json:"value"`
	ToIDs              bool   `json:"to_ids"`
	DisableCorrelation bool   `json:"disable_correlation"`
	Distribution       string `json:"distribution"`
	Timestamp          string `json:"timestamp"`
	Comment            string `json:"comment"`
	FirstSeen          string `json:"first_seen,omitempty"`
	LastSeen           string `json:"last_seen,omitempty"`
	Tag                []tag  `json:"Tag,omitempty"`
}

// carried is an attribute of the event with what the accounts say of it.
type carried struct {
	attribute
	kinds       []string
	first, last casefile.Time
	victim      bool
	hub         bool
	unfit       bool // for some account that carries it
	holders     int
}

// collect gathers the identifiers of all accounts, each once, and gives the objects of
// accounts their UUIDs.
func (e *event) collect() {
	e.carries = make([][]holding, len(e.Accounts))
	e.links = map[casefile.Text][]int{}
	for i := range e.Accounts {
		a := &e.Accounts[i]
		if e.accounts[a.ID] != "" || len(e.basics(i)) == 0 {
			continue
		}
		e.accounts[a.ID] = intel.AccountID(e.Record, a, "misp")
		e.order = append(e.order, i)
		held := map[int]int{} // attributes, and where they are in carries
		for k := range a.Identifiers {
			id := &a.Identifiers[k]
			if at, ok := e.value(id.Kind, id.Value, id.Status); ok {
				c := &e.attributes[at]
				c.victim = c.victim || a.Victim()
				c.hub = c.hub || id.Hub
				c.unfit = c.unfit || id.Status != "ok"
				c.holders = max(c.holders, id.Holders)
				c.first = casefile.Time(model.Earlier(model.Time(c.first), model.Time(id.FirstSeen)))
				c.last = casefile.Time(model.Later(model.Time(c.last), model.Time(id.LastSeen)))
				if n, twice := held[at]; twice {
					e.carries[i][n].kinds += ", " + words(id.Kind)
				} else {
					held[at] = len(e.carries[i])
					e.carries[i] = append(e.carries[i], holding{at, words(id.Kind)})
				}
			}
		}
	}
	for _, v := range e.Case.Values {
		e.value(v.Kind, v.Value, "ok")
	}
	for i := range e.attributes {
		e.attributes[i].finish()
	}
	for i, k := range e.Links {
		if e.accounts[k.A] != "" && e.accounts[k.B] != "" {
			e.links[k.A] = append(e.links[k.A], i)
		}
	}
}

// holding says that an account carries an attribute, and as what.
type holding struct {
	at    int
	kinds string
}

func words(kind string) string { return strings.ReplaceAll(intel.Visible(kind), "_", " ") }

// own gives the UUID of a thing of the event.
func (e *event) own(parts ...string) string {
	return intel.ID(e.Record, append([]string{"misp"}, parts...)...)
}

// value gives the attribute of a value, a new one where there is none yet; ok is false for
// a value of which MISP can hold nothing.
func (e *event) value(kind string, value casefile.Text, status string) (at int, ok bool) {
	v := intel.Visible(value)
	if v != string(value) {
		status = "invalid"
	}
	t, v := typeOf(kind, v, status)
	if intel.Blank(v) {
		return 0, false
	}
	v = cut(v)
	key := t.typ + "\x00" + t.category + "\x00" + v
	at, ok = e.index[key]
	if !ok {
		at = len(e.attributes)
		e.index[key] = at
		e.attributes = append(e.attributes, carried{attribute: attribute{UUID: e.own("attribute", t.typ, t.category, v), Type: t.typ, Category: t.category, Value: v,
			Distribution: inherited, Timestamp: e.stamp}})
	}
	c := &e.attributes[at]
	c.ToIDs = c.ToIDs || status == "ok" && acts(kind) && e.Fit(kind, value)
	c.victim = c.victim || e.OfVictim(kind, value)
	if word := words(kind); !slices.Contains(c.kinds, word) {
		c.kinds = append(c.kinds, word)
	}
	return at, true
}

// finish says what is known of an attribute once all accounts were looked at.
func (c *carried) finish() {
	c.ToIDs = c.ToIDs && !c.victim && !c.hub && !c.unfit
	c.DisableCorrelation = c.hub || c.unfit
	c.Comment = strings.Join(c.kinds, ", ")
	if c.holders > 0 {
		c.Comment += "; " + intel.Count(c.holders, "account") + " of the investigation in all"
	}
	if c.hub {
		c.Comment += "; too common to link"
	}
	if c.unfit {
		c.Comment += "; not a value that links"
	}
	if c.victim {
		c.Comment += "; an account of a victim carries it, whose identity was used"
	}
	c.Comment = cut(c.Comment)
	c.FirstSeen, c.LastSeen = span(c.first, c.last)
}

// span writes two times; MISP refuses a last one that is before the first, and it is left out.
func span(first, last casefile.Time) (from, to string) {
	if last.Milli < first.Milli {
		last = casefile.Time{}
	}
	return seen(first), seen(last)
}

// seen writes a time as MISP does in first_seen and last_seen; "" for one that it cannot
// write.
func seen(t casefile.Time) string {
	if !intel.Writable(t) {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000000-07:00")
}
