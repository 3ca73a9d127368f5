package intel

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/safejson"
	"github.com/seed-28a39f10/clew/store/casefile"
)

// Visible gives a text as valid UTF-8. A text that is valid already stays as it is; in any
// other each byte that is none is shown as ⟨0xFF⟩, and a ⟨ of the text itself as ⟨U+27E8⟩.
func Visible[T ~string](t T) string {
	s := string(t)
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for s != "" {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, "⟨0x%02X⟩", s[0])
		case r == '⟨':
			b.WriteString("⟨U+27E8⟩")
		default:
			b.WriteString(s[:size])
		}
		s = s[size:]
	}
	return b.String()
}

// Blank reports whether nothing of a text can be seen.
func Blank[T ~string](t T) bool {
	for _, r := range string(t) {
		if r != ' ' && !safejson.Hidden(r) && r != '\u3000' && r != '\u00a0' {
			return false
		}
	}
	return true
}

// Say gives a text for people: [Visible], and without addresses that a program follows where
// the record wants that.
func (c *Reading) Say(t casefile.Text) string { return c.sayKind("", t) }

func (c *Reading) sayKind(kind string, t casefile.Text) string {
	if c.Defang {
		t = casefile.Defang(kind, t)
	}
	return Visible(t)
}

// Value names a value of a kind: "wallet 0xabc", or the kind alone where the value is left out.
func (c *Reading) Value(kind string, value casefile.Text) string {
	word := strings.ReplaceAll(Visible(kind), "_", " ")
	if value == "" {
		return word
	}
	return word + " " + c.sayKind(kind, value)
}

func entries(n uint64) string {
	if n == 1 {
		return "1 entry"
	}
	return strconv.FormatUint(n, 10) + " entries"
}

// Count gives a number with its noun: "1 account", "3 accounts".
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// lines collects what is said, one statement a line, without empty ones.
type lines []string

// add adds a line of a label and a text, where there is a text.
func (l *lines) add(label, text string) {
	if text != "" {
		*l = append(*l, label+text)
	}
}

func (l *lines) addf(format string, args ...any) { *l = append(*l, fmt.Sprintf(format, args...)) }

func (l lines) String() string { return strings.Join(l, "\n") }

// Bits gives log2 odds with their sign.
func Bits(b float64) string {
	if math.IsNaN(b) || math.IsInf(b, 0) {
		return "no number of bits"
	}
	return strconv.FormatFloat(b, 'f', 1, 64) + " bits"
}

// Percent gives a share of 0 to 1 in whole hundredths, 0 to 100.
func Percent(share float64) int {
	if !(share > 0) { // NaN too
		return 0
	}
	return int(math.Round(100 * min(share, 1)))
}

func (c *Reading) innocent(l *lines, in casefile.Innocent) {
	if in.Text == "" {
		return
	}
	s := "Best innocent explanation: " + strings.TrimSuffix(Visible(in.Text), ".") + "."
	if in.Covers > 0 {
		s += fmt.Sprintf(" It would explain %d %% of the evidence.", Percent(in.Covers))
	}
	*l = append(*l, s)
	l.add("What would settle it: ", Visible(in.Settle))
}

// Link says what a link between two accounts rests on.
func (c *Reading) Link(k *casefile.Link) string {
	var l lines
	switch {
	case Weighed(k) && k.Overruled():
		l.addf("A verdict counts in place of the evidence, which comes to %s (before any evidence %s).", Bits(k.Bits), Bits(k.Prior))
	case Weighed(k):
		l.addf("That one operator runs both accounts has a probability of %d %% (%s; before any evidence %s).", Percent(k.Probability), Bits(k.Bits), Bits(k.Prior))
	}
	l.add("Class of the link: ", Visible(k.Class))
	for _, e := range k.Evidence {
		s := "Both carry " + c.Value(e.Kind, e.Value)
		if e.Bits != 0 {
			s += ", " + Bits(e.Bits)
		}
		if e.Holders > 0 {
			s += ", " + Count(e.Holders, "account") + " in all"
		}
		if e.Hub {
			s += ", too common to count for much"
		}
		if e.Ignored {
			s += ", ignored by an analyst's word"
		}
		if e.Benign != "" {
			s += ", has an innocent explanation (" + Visible(e.Benign) + ")"
		}
		if e.Why != "" {
			s += "; " + c.Say(e.Why)
		}
		l = append(l, s)
	}
	c.innocent(&l, k.Innocent)
	return l.String()
}

// Ring says what holds a ring together.
func (c *Reading) Ring(g *casefile.Ring) string {
	var l lines
	l.addf("A ring of %s, of which %d are here.", Count(max(g.Size, len(g.Members)), "account"), len(g.Members))
	l.add("Class of its links: ", Visible(g.Class))
	for _, v := range g.Values {
		s := "Shared: " + c.Value(v.Kind, v.Value)
		if v.Inside > 0 {
			s += ", by " + Count(v.Inside, "member")
		}
		if v.Holders > 0 {
			s += ", " + Count(v.Holders, "account") + " in all"
		}
		if v.Bits != 0 {
			s += ", " + Bits(v.Bits)
		}
		l = append(l, s)
	}
	c.innocent(&l, g.Innocent)
	if g.Excused {
		l.addf("That explanation covers all that the members share.")
	}
	return l.String()
}

// Proposal says what was proposed and why. That something is proposed does not mean that it
// was done.
func (c *Reading) Proposal(p *casefile.Proposal) string {
	var l lines
	l.addf("%s. A proposal is no action: what was done the accounts say.", Ordinal("Proposal", p.ID))
	l.add("Proposed: ", Visible(p.Action))
	l.add("Status: ", Visible(p.Status))
	l.add("Version: ", numeral(p.Version))
	l.add("Policy: ", Visible(p.Policy))
	l.add("Version of the policy: ", numeral(p.PolicyVersion))
	l.add("Reason: ", Visible(p.Reason))
	l.add("The reason in words: ", Visible(p.ReasonTitle))
	l.add("Why: ", c.Say(p.Note))
	l.add("Innocent explanation considered: ", c.Say(p.Benign))
	l.add("Milder measures considered: ", c.Say(p.Alternatives))
	l.add("Confidence: ", Visible(p.Confidence))
	for _, g := range p.Evidence {
		s := "Evidence: " + c.Value(g.Kind, g.Value)
		if g.Holders > 0 {
			s += fmt.Sprintf(", carried by %d of its accounts", g.Holders)
		}
		if g.Bits != 0 {
			s += ", " + Bits(g.Bits)
		}
		if g.Text != "" {
			s += ": " + c.Say(g.Text)
		}
		l = append(l, s)
	}
	l.add("Approvals: ", numeral(len(p.Approvals)))
	l.add("Approvals that are needed: ", numeral(p.Needed))
	if n := len(p.Voided); n > 0 {
		l.addf("Approvals that do not count: %d.", n)
	}
	l.add("SHA-256 of what was approved: ", Visible(p.Hash))
	return l.String()
}

// numeral gives a number that is not left out.
func numeral(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// Ordinal gives a thing with its number, where that is not left out: "Batch 3".
func Ordinal[N ~uint32 | ~uint64](thing string, n N) string {
	if n == 0 {
		return thing
	}
	return thing + " " + strconv.FormatUint(uint64(n), 10)
}

// Weighed reports whether a record has the strength of a link, which a profile may leave out.
func Weighed(k *casefile.Link) bool { return k.Probability != 0 || k.Bits != 0 }

// Batch says what was handed to enforcement, and what came back.
func (c *Reading) Batch(b *casefile.Batch) string {
	var l lines
	l.addf("%s.", Ordinal("Batch", b.ID))
	l.add("Action: ", Visible(b.Action))
	l.add("Sealed: ", b.Sealed.Time.String())
	l.add("Why: ", c.Say(b.Why))
	if b.Reverses != 0 {
		l.addf("It takes back batch %d.", b.Reverses)
	}
	results := map[string]int{}
	for _, res := range b.Results {
		results[res.Result]++
	}
	for _, word := range []string{"done", "failed", "not-found", "pending"} {
		if n := results[word]; n > 0 {
			l.addf("Enforcement says %s of %s.", word, Count(n, "account"))
		}
	}
	return l.String()
}

func at(t casefile.Time) string {
	if !t.Known() {
		return ""
	}
	return " at " + t.String()
}

// Appeal says what an account's owner objected to, and what became of it.
func (c *Reading) Appeal(a *casefile.Appeal) string {
	var l lines
	l.addf("%s.", Ordinal("Appeal", a.ID))
	l.add("From: ", c.Say(a.From))
	l.add("It says: ", c.Say(a.Text))
	if a.Outcome == "" && !slices.ContainsFunc(c.LeftOut, func(l casefile.LeftOut) bool { return l.What == "appeals.outcome" }) {
		l.addf("It is not decided.")
	}
	l.add("Outcome: ", Visible(a.Outcome))
	l.add("Note: ", c.Say(a.Note))
	return l.String()
}

// Cleared says why an account was cleared.
func (c *Reading) Cleared(d *casefile.Dismissed) string {
	var l lines
	l.addf("This account was looked at and cleared.")
	l.add("Outcome: ", Visible(d.Outcome))
	l.add("Why: ", c.Say(d.Why))
	return l.String()
}

// Wrote says who wrote a note, and when.
func Wrote(n *casefile.Note) casefile.Mark {
	if n.Written != nil {
		return casefile.Mark(*n.Written)
	}
	return n.Mark
}

// Note gives the text of a note with what has become of it; "" where it has no text.
func (c *Reading) Note(n *casefile.Note) string {
	if n.Text == "" {
		return ""
	}
	l := lines{c.Say(n.Text)}
	if n.Corrects != 0 {
		l.addf("(This corrects the note of entry %d.)", n.Corrects)
	}
	for _, e := range n.CorrectedBy {
		l.addf("(The note of entry %d corrects this.)", e)
	}
	if n.Withdrawn != (casefile.Mark{}) {
		l.addf("(Withdrawn%s.)", at(n.Withdrawn.Time))
	}
	return l.String()
}

// Title gives the case's title, or its number where it has none.
func (c *Reading) Title() string {
	if !Blank(c.Case.Title) {
		return c.Say(c.Case.Title)
	}
	return Ordinal("Case", c.Case.ID)
}

// Summary says what the case is and what was left out of the record.
func (c *Reading) Summary() string {
	var l lines
	l.addf("%s, with %s.", Ordinal("Case", c.Case.ID), Count(len(c.Accounts), "account"))
	l.add("State: ", Visible(c.Case.State))
	l.add("Outcome: ", c.Say(c.Case.Outcome))
	l.add("Investigation: ", Visible(c.Investigation))
	l.add("Profile: ", Visible(c.Profile))
	l.add("Made with: ", Visible(c.Tool))
	l.addf("As of %s of the audit log.", entries(c.Log.Entries))
	if len(c.LeftOut) > 0 {
		l.addf("The profile has left something out: case.json says what, and how much.")
	}
	return l.String()
}

// VictimWarning is what is said of the account of a victim, wherever it stands.
const VictimWarning = "This account is that of a person whose identity was used. They are a victim and no suspect."

// Later gives the later of a time and the last entry of the log: what a record says of
// anything, it says as of that.
func (c *Reading) Later(t casefile.Time) casefile.Time {
	return casefile.Time(model.Later(model.Time(t), model.Time(c.Log.Time)))
}

// Stamp gives the first of these times that a format of four-digit years can write, else
// the case's, else the log's; ok is false where none is.
func (c *Reading) Stamp(times ...casefile.Time) (t casefile.Time, ok bool) {
	for _, t := range append(times, c.Case.Made.Time, c.Log.Time) {
		if Writable(t) {
			return t, true
		}
	}
	return casefile.Time{}, false
}

// Writable reports whether a time is known and its year one from 1 to 9999.
func Writable(t casefile.Time) bool {
	return t.Known() && t.UTC().Year() >= 1 && t.UTC().Year() <= 9999
}
