package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/store/casefile"
)

// How much of a list is in the report.
const (
	mostEntries  = 2000 // of the log
	mostRings    = 20
	mostDrawn    = 3  // rings that are drawn
	mostSummed   = 12 // proposals and batches of the summary
	mostShared   = 40 // values of a ring
	mostColumns  = 12 // values of a matrix
	mostRows     = 40 // accounts of a matrix
	mostTold     = 6  // links that are told in words
	mostLinks    = 60 // links in the table
	mostGrounds  = 60
	mostDecided  = 500 // accounts of a proposal, results of a batch
	mostNotes    = 1000
	mostAccounts = 500 // rows of the table of accounts
	mostDetailed = 80  // accounts that are told in detail
	mostOfOne    = 25  // rows of a list of one account
	mostOfKind   = 100 // identifiers of one kind
	mostCarriers = 8   // accounts that stand beside an identifier
	mostNamed    = 12  // accounts that are named in a sentence
	mostBuckets  = 120 // days or weeks
	mostLanes    = 24  // accounts in the drawing of the activity
)

// builder makes the document of a record.
type builder struct {
	r        *casefile.Record
	numbers  map[casefile.Text]int // from 1, by id
	proposal map[uint32]*casefile.Proposal
	doc      *document
	complete bool // nothing was left out of the record: what it does not have there is not
}

func build(r *casefile.Record) (*document, error) {
	b := &builder{r: r, numbers: map[casefile.Text]int{}, proposal: map[uint32]*casefile.Proposal{}, doc: &document{},
		complete: r.Profile == casefile.Full || r.Profile == casefile.Masked}
	for i := range r.Accounts {
		b.numbers[r.Accounts[i].ID] = i + 1
	}
	for i := range r.Proposals {
		b.proposal[r.Proposals[i].ID] = &r.Proposals[i]
	}
	activity, err := b.activity()
	if err != nil {
		return nil, err
	}
	b.titleBlock()
	for _, s := range []struct {
		title string
		build func(*section)
	}{
		{"Summary", b.summary},
		{"What was done and by whom", b.acts},
		{"The ring and why", b.rings},
		{"The innocent explanations considered", b.innocent},
		{"Decisions", b.decisions},
		{"The trail", b.trails},
		{"Questions of the template", b.questions},
		{"Notes", b.notes},
		{"Accounts", b.accounts},
		{"Appendix: identifiers", b.identifiers},
		{"Activity over time", activity.section},
		{"Where it comes from, and how to check it", b.origin},
	} {
		one := &section{title: s.title}
		if s.build(one); len(one.blocks) > 0 {
			b.doc.sections = append(b.doc.sections, one)
		}
	}
	return b.doc, nil
}

// text is what somebody wrote.
func (b *builder) text(t casefile.Text) run { return b.quote(quoted, t) }

// id is an id, a hash or another value of the data.
func (b *builder) id(t casefile.Text) run { return b.quote(value, t) }

func (b *builder) quote(v voice, t casefile.Text) run { return b.defanged(v, "", t) }

// named is a string of the record that people choose, such as a login.
func (b *builder) named(s string) run { return b.quote(named, casefile.Text(s)) }

// titled is a title or a sentence that people choose, such as that of a policy.
func (b *builder) titled(s string) run { return b.text(casefile.Text(s)) }

// value is the value of an identifier.
func (b *builder) value(kind string, t casefile.Text) run { return b.defanged(value, kind, t) }

func (b *builder) defanged(v voice, kind string, t casefile.Text) run {
	if b.r.Defang {
		t = casefile.Defang(kind, t)
	}
	return run{v, string(t)}
}

// words is a text of several lines.
func (b *builder) words(s *section, t casefile.Text) { s.verbatim(b.text(t).text) }

// who names an account: its number in the report and its name, or its id where it has no
// name or is not in the record.
func (b *builder) who(id casefile.Text) []run {
	n, ok := b.numbers[id]
	if !ok {
		return orSay(say(b.id(id)), "an account without an id")
	}
	a := &b.r.Accounts[n-1]
	name := cmp.Or(a.Username, a.DisplayName, a.ID)
	if name == "" {
		return b.short(id)
	}
	return say(fmt.Sprintf("A%d\u00a0", n), b.id(name))
}

// short is the number of an account alone, or its id where it is not in the record.
func (b *builder) short(id casefile.Text) []run {
	if n, ok := b.numbers[id]; ok {
		return say(fmt.Sprintf("A%d", n))
	}
	return say(b.id(id))
}

// several names accounts in a sentence.
func (b *builder) several(ids []casefile.Text, name func(casefile.Text) []run, most int) []run {
	var parts [][]run
	for _, id := range ids[:min(len(ids), most)] {
		parts = append(parts, name(id))
	}
	if n := len(ids) - most; n > 0 {
		parts = append(parts, say(thousands(n)+" more"))
	}
	return and(parts)
}

// mark says by whom, when and in which entry.
func (b *builder) mark(m casefile.Mark) []run {
	var out []run
	if m.By != "" {
		out = say("by ", b.named(m.By))
	}
	return say(out, b.when(m, len(out) > 0))
}

// when says when and in which entry; follows says that it continues a sentence.
func (b *builder) when(m casefile.Mark, follows bool) []run {
	var out []run
	if t := at(m.Time); t != "" {
		out = say(pick(follows, " on ", ""), run{moment, t})
	}
	if m.Entry > 0 {
		out = say(out, pick(follows || len(out) > 0, " ", "")+"(entry "+thousands(m.Entry)+")")
	}
	return out
}

// did is a verb with the mark of what was done, and nothing where it says nothing.
func (b *builder) did(verb string, m casefile.Mark) []run {
	by := b.mark(m)
	if len(by) == 0 {
		return nil
	}
	if m.By == "" {
		return say(verb, b.when(m, true))
	}
	return say(verb+" ", by)
}

// and continues a sentence with what else was done.
func (b *builder) and(verb string, m casefile.Mark) []run {
	by := b.did(verb, m)
	if by == nil {
		return nil
	}
	return say(" and ", by)
}

// ref names what was looked at or noted on: an account, or "kind:value".
func (b *builder) ref(t casefile.Text) []run {
	if _, ok := b.numbers[t]; ok {
		return b.who(t)
	}
	name, v, ok := strings.Cut(string(t), ":")
	if words := kindWords[name]; ok && words != "" && v != "" {
		return say("the "+words+" ", b.value(name, casefile.Text(v)))
	}
	return say(b.id(t))
}

func done(m casefile.Mark) bool { return m != casefile.Mark{} }

// more says how many of a list are left out, and which file has them; nothing where none are.
func more(left int, thing, file string) []run {
	if left <= 0 {
		return nil
	}
	return say("And ", count(left, "more "+thing), "; ", file, " has all.")
}

var markings = []string{"TLP:RED", "TLP:AMBER+STRICT", "TLP:AMBER", "TLP:GREEN", "TLP:CLEAR"}

func (b *builder) titleBlock() {
	r, c := b.r, &b.r.Case
	title := say("Case" + numbered(" ", int(c.ID)))
	if c.Title != "" {
		title = say(title, ": ", b.id(c.Title))
		title[len(title)-1].voice = quoted
	}
	b.doc.title = title
	if slices.Contains(markings, r.Marking) {
		b.doc.marking = r.Marking
	}
	state := word(c.State)
	if done(c.Closed) {
		state = say(state, " ", b.mark(c.Closed))
	}
	asOf := say(run{moment, at(r.Log.Time)})
	if r.Log.Entries > 0 {
		asOf = say(asOf, pick(len(asOf) > 0, ", ", "")+"when the audit log had "+count(r.Log.Entries, "entry"))
	}
	var tags [][]run
	for _, t := range c.Tags {
		tags = append(tags, say(b.named(t)))
	}
	var received []run
	if x := c.Received; x != nil {
		received = say(fmt.Sprintf("case %d of investigation ", x.Case), run{value, x.Investigation}, ", when its log had "+count(x.Entries, "entry")+"; SHA-256 of its case.json ", run{value, x.SHA256})
	}
	b.doc.facts = known([]fact{
		{"Marking", say(run{value, r.Marking})},
		{"State", state},
		{"On hold", b.onHold(c.Hold)},
		{"Outcome", say(b.text(c.Outcome))},
		{"As of", asOf},
		{"Opened", b.mark(c.Made)},
		{"Owner", say(b.named(c.Owner))},
		{"Queue", say(b.named(c.Queue))},
		{"Priority", orNothing(c.Priority)},
		{"Tags", and(tags)},
		{"To be looked at again", say(at(c.FollowUp))},
		{"Template", say(b.named(c.Template))},
		{"Received from", received},
		{"This copy", b.copied()},
		{"Investigation", say(run{value, r.Investigation})},
		{"Made with", say(run{value, r.Tool})},
	})
}

func orNothing(name string) []run {
	if name == "" {
		return nil
	}
	return word(name)
}

// copied says under which profile the copy was made.
func (b *builder) copied() []run {
	switch b.r.Profile {
	case "":
		return nil
	case casefile.Masked:
		return say("complete, but for the personal data that the investigation masks from whoever made it")
	case casefile.Full:
		return say("complete: the profile ", run{value, b.r.Profile}, " leaves nothing out")
	}
	return say("made under the redaction profile ", run{value, b.r.Profile}, "; what it leaves out is counted in the last section")
}

// onHold says why something is on hold.
func (b *builder) onHold(h *casefile.Hold) []run {
	if h == nil {
		return nil
	}
	out := orSay(orNothing(h.Kind), "yes")
	if until := at(h.Until); until != "" {
		out = say(out, ", until ", run{moment, until})
	}
	if h.Why != "" {
		out = say(out, ": ", b.text(h.Why))
	}
	if m := b.mark(h.Mark); len(m) > 0 {
		out = say(out, ", ", m)
	}
	return out
}
