package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/model/signal"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store/base"
)

// The codes of outliers, in the order in which a preview lists them: first what people have
// said or done, then what the links say.
const (
	OutlierProtected = "protected"   // needs a second reason
	OutlierHold      = "hold"        // is on hold
	OutlierInForce   = "in-force"    // the same action is in force already
	OutlierDecided   = "decided"     // was proposed or decided before, and that stands
	OutlierVictim    = "victim"      // is said to be a victim, in a case or by a tag
	OutlierBenign    = "benign"      // is said to be benign, by a tag or a watch list
	OutlierDismissed = "dismissed"   // was dismissed
	OutlierClaimed   = "claimed"     // somebody else is at work on it
	OutlierJudged    = "judged"      // is in a link within the set that is judged not to be one hand
	OutlierWeak      = "weak"        // has no strong link to another account of the set
	OutlierNotInRing = "not-in-ring" // is not in the ring that more than half of the set is in
	OutlierInnocent  = "innocent"    // an innocent rule explains its links
	OutlierLow       = "low"         // has a score below 40, and no strong link to another of the set
	OutlierSingle    = "single"      // would fall out of the rest if one value were wrong
	OutlierLeft      = "left"        // is NOT in the set, but in a ring with some that are
)

// Outlier is something that a preview says of some accounts.
type Outlier struct {
	Code     string
	Accounts []uint32          // ascending; of the set, but for OutlierLeft
	Text     string            // one sentence
	Each     []model.Untrusted // what is to be said of each of the first accounts; may be shorter than Accounts, or nil
	Values   []model.Untrusted // of OutlierSingle, as "kind:value": on each of them alone the accounts rest
	Ring     uint32            // account that names the ring of OutlierNotInRing, OutlierLeft or OutlierInnocent; evidence.None for none
}

// Preview is what there is to know of a set of accounts before something is proposed about
// them.
type Preview struct {
	Action   string
	Accounts []uint32 // ascending
	Count    int
	Outliers []Outlier
	Blocked  []uint32            // those that the rules refuse, ascending; protected ones are among them, whom a second reason lets through
	Evidence []workflow.Evidence // what the accounts have in common, strongest first, to choose from
	Skipped  []string            // what was not looked at because the set is too large; a sentence each
}

// The sizes above which a preview leaves something out.
const (
	previewMost      = 10_000 // accounts: links, rings and shared values
	previewRings     = 20     // rings that are described
	previewMembers   = 2_000  // members of these rings, in all
	previewStakes    = 20     // values on which accounts rest
	previewEach      = 100    // accounts of an outlier of which something is said
	previewEvidence  = 50
	previewValues    = 40 // of which values
	previewLowScore  = 40
	previewNameBytes = 80 // of outside text in a sentence
)

// Without gives the accounts that are left, ascending, without those that outliers of some
// codes name.
func (p *Preview) Without(codes ...string) []uint32 {
	out := map[uint32]bool{}
	for _, o := range p.Outliers {
		if slices.Contains(codes, o.Code) {
			for _, ord := range o.Accounts {
				out[ord] = true
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(p.Accounts), func(ord uint32) bool { return out[ord] })
}

// Warnings gives the outliers as the terms of a proposal keep them.
func (p *Preview) Warnings() []workflow.Warning {
	all := make([]workflow.Warning, len(p.Outliers))
	for i, o := range p.Outliers {
		all[i] = workflow.Warning{Code: o.Code, Accounts: len(o.Accounts), Text: o.Text}
	}
	return all
}

// Preview looks at a set of accounts before actor proposes an action about them, or makes
// another version of a proposal, of that number or else 0: that its accounts are in it is then
// nothing to be told of. It changes nothing. Where the links are not known yet they are computed first, which takes
// seconds; the rest is bounded, see Preview.Skipped. Errors are ErrUsage for an empty set
// and ErrNotFound for an account that is not there.
func (db *DB) Preview(ctx context.Context, ords []uint32, action, actor string, version uint32) (*Preview, error) {
	p := &previewer{db: db, actor: actor, version: version, now: db.now(),
		Preview: &Preview{Action: action, Accounts: slices.Compact(slices.Sorted(slices.Values(ords)))}}
	p.Count = len(p.Accounts)
	if p.Count == 0 {
		return nil, &model.Error{Kind: model.ErrUsage, Message: "no account is named"}
	}
	if err := db.viewFacts(ctx, p.facts); err != nil {
		return nil, err
	}
	p.decisions()
	p.tags()
	p.persons()
	if p.Count <= previewMost {
		if err := p.links(ctx); err != nil {
			return nil, err
		}
	} else {
		p.skip("the links between more than %d accounts are not looked at", previewMost)
	}
	p.signalEvidence()
	slices.SortStableFunc(p.Outliers, func(a, b Outlier) int { return OutlierRank(a.Code) - OutlierRank(b.Code) })
	return p.Preview, ctx.Err()
}

// OutlierCodes lists the codes in the order of their outliers.
var OutlierCodes = []string{OutlierProtected, OutlierHold, OutlierInForce, OutlierDecided, OutlierVictim, OutlierBenign, OutlierDismissed,
	OutlierClaimed, OutlierJudged, OutlierWeak, OutlierNotInRing, OutlierInnocent, OutlierLow, OutlierSingle, OutlierLeft}

// OutlierRank is the place of a code in that order; -1 for no code.
func OutlierRank(code string) int { return slices.Index(OutlierCodes, code) }

// previewer makes a preview.
type previewer struct {
	*Preview
	db      *DB
	flow    *workflow.State
	actor   string
	version uint32 // proposal of which it is to be another version; 0 for none
	now     model.Time

	set      *query.Set
	scores   []uint8                      // of Accounts
	signals  []Facet                      // of the set
	shown    map[model.Untrusted]int      // how many accounts of the investigation show each of these signals
	tagged   map[string]map[uint32]string // of the tags that matter, and of benign lists: accounts of the set, and why
	innocent []explained
	ids      map[uint32]string // of accounts that were named
}

// facts reads what the data and the lists say of the accounts.
func (p *previewer) facts(g *generation, st *state, d *derived) error {
	if g == nil || int(p.Accounts[p.Count-1]) >= g.base.Len() {
		return &model.Error{Kind: model.ErrNotFound, Message: "one of the accounts is not there", Hint: "choose them again"}
	}
	p.flow, p.set = st.flow, setOf(p.Accounts, g.base.Len())
	p.scores = p.scores[:0]
	for _, ord := range p.Accounts {
		p.scores = append(p.scores, d.scores[ord])
	}
	p.tagged = map[string]map[uint32]string{tagVictim: {}, tagBenign: {}}
	for tag, of := range p.tagged {
		holders, err := g.base.Holders(base.TermTag, model.Untrusted(tag))
		if err != nil {
			return err
		}
		for _, ord := range holders {
			if p.set.Contains(ord) {
				of[ord] = "tagged " + tag
			}
		}
		for _, ord := range p.Accounts {
			if slices.Contains(st.flow.Tags(ord), tag) {
				of[ord] = "tagged " + tag
			}
		}
	}
	if err := p.benignLists(st, d); err != nil {
		return err
	}
	var err error
	if p.signals, err = g.facets(p.set, "signal", st, d, p.now); err != nil {
		return err
	}
	slices.SortFunc(p.signals, func(a, b Facet) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value)) })
	p.signals = p.signals[:min(len(p.signals), previewEvidence)]
	everywhere, err := g.facets(query.FullSet(g.base.Len()), "signal", st, d, p.now)
	p.shown = map[model.Untrusted]int{}
	for _, f := range everywhere {
		p.shown[f.Value] = f.Count
	}
	return err
}

// The tags that say what an account is.
const (
	tagVictim = "victim"
	tagBenign = "benign"
)

// networkClasses are of lists that explain a network, and say nothing of who uses it.
var networkClasses = append(slices.Clone(signal.ExitClasses), "carrier")

func (p *previewer) benignLists(st *state, d *derived) error {
	for i, l := range d.lists {
		if l.bad || l.disposable || l.n == 0 {
			continue
		}
		about, err := st.watch.lists[i].chunks[0].about()
		if err != nil {
			return err
		}
		if slices.Contains(networkClasses, about.Class) {
			continue
		}
		for _, ord := range p.Accounts {
			if l.set.Contains(ord) && p.tagged[tagBenign][ord] == "" {
				p.tagged[tagBenign][ord] = "on the benign list " + l.name
			}
		}
	}
	return nil
}

// add adds an outlier, unless it is of nobody. What each gives is said of the first.
func (p *previewer) add(code string, accounts []uint32, text string, each func(uint32) model.Untrusted) *Outlier {
	if len(accounts) == 0 {
		return &Outlier{}
	}
	o := Outlier{Code: code, Accounts: accounts, Text: text, Ring: evidence.None}
	for _, ord := range accounts[:min(len(accounts), previewEach)] {
		if each != nil {
			o.Each = append(o.Each, each(ord))
		}
	}
	p.Outliers = append(p.Outliers, o)
	return &p.Outliers[len(p.Outliers)-1]
}

// those gives the accounts of the set of which something is true.
func (p *previewer) those(is func(ord uint32) bool) []uint32 {
	var out []uint32
	for _, ord := range p.Accounts {
		if is(ord) {
			out = append(out, ord)
		}
	}
	return out
}

func (p *previewer) skip(format string, args ...any) {
	p.Skipped = append(p.Skipped, fmt.Sprintf(format, args...))
}

// decisions says what was decided about the accounts, and whom the rules refuse.
func (p *previewer) decisions() {
	cell := func(ord uint32) workflow.Cell { return p.flow.Before(ord, p.version) }
	protected := p.those(func(ord uint32) bool { return p.flow.Protected(ord) != nil })
	p.add(OutlierProtected, protected, count(len(protected), "account is protected and needs", "accounts are protected and need")+" a second reason",
		func(ord uint32) model.Untrusted {
			x := p.flow.Protected(ord)
			return model.Untrusted("by "+by(x.Mark)+": ") + x.Why
		})

	held := p.those(func(ord uint32) bool { return cell(ord).Hold != nil })
	p.add(OutlierHold, held, count(len(held), "account is", "accounts are")+" on hold and cannot be proposed", func(ord uint32) model.Untrusted {
		h := cell(ord).Hold
		return model.Untrusted(h.Kind+", by "+by(h.Mark)+": ") + h.Why
	})

	force := p.those(func(ord uint32) bool {
		return workflow.External(p.Action) && slices.Contains(cell(ord).InForce, p.Action)
	})
	p.add(OutlierInForce, force, fmt.Sprintf("against %s the action %q is in force already", count(len(force), "account", "accounts"), p.Action), p.decided)

	decided := p.those(func(ord uint32) bool { s := cell(ord).Status; return s != "" && s != workflow.Dismissed })
	states := map[string]int{}
	for _, ord := range decided {
		states[string(cell(ord).Status)]++
	}
	p.add(OutlierDecided, decided, count(len(decided), "account was", "accounts were")+" proposed before: "+tally(states), p.decided)

	dismissed := p.those(func(ord uint32) bool { return cell(ord).Status == workflow.Dismissed })
	p.add(OutlierDismissed, dismissed, count(len(dismissed), "account was", "accounts were")+" dismissed before", func(ord uint32) model.Untrusted {
		c := cell(ord)
		return model.Untrusted("as "+c.As+since(c)+": ") + c.Why
	})

	p.Blocked = p.those(func(ord uint32) bool {
		return p.flow.Protected(ord) != nil || !p.flow.Proposable(ord, p.Action, p.version)
	})
}

// decided says what an account is in.
func (p *previewer) decided(ord uint32) model.Untrusted {
	c := p.flow.Before(ord, p.version)
	in := ""
	if c.Batch != 0 {
		in = fmt.Sprintf(" in batch %d", c.Batch)
	} else if c.Proposal != 0 {
		in = fmt.Sprintf(" in proposal %d", c.Proposal)
	}
	return model.Untrusted(string(c.Status) + in + since(c))
}

// since says who brought an account into its state, where that is known.
func since(c workflow.Cell) string {
	if c.Since.Entry == 0 {
		return ""
	}
	return ", by " + by(c.Since)
}

// tags says who is said to be a victim or benign.
func (p *previewer) tags() {
	for _, c := range p.flow.Cases() {
		for _, m := range c.Members {
			if m.Role == "victim" && p.set.Contains(m.Ord) {
				p.tagged[tagVictim][m.Ord] = fmt.Sprintf("a victim in case %d, says %s", c.ID, by(m.Mark))
			}
		}
	}
	for _, t := range []struct{ tag, code, text string }{{tagVictim, OutlierVictim, "a victim"}, {tagBenign, OutlierBenign, "benign"}} {
		of := p.tagged[t.tag]
		said := p.those(func(ord uint32) bool { return of[ord] != "" })
		what := t.text
		if len(said) > 1 && t.code == OutlierVictim {
			what = "victims"
		}
		p.add(t.code, said, count(len(said), "account is", "accounts are")+" said to be "+what, func(ord uint32) model.Untrusted { return model.Untrusted(of[ord]) })
	}
}

// persons says who else is at work on the accounts, or has judged links between them.
func (p *previewer) persons() {
	claim := func(ord uint32) *workflow.Claimed {
		c := p.flow.ClaimOf(workflow.Job{Kind: workflow.OnAccountJob, ID: ord}, p.now)
		if c == nil || p.flow.SamePerson(c.By, p.actor) {
			return nil
		}
		return c
	}
	claimed := p.those(func(ord uint32) bool { return claim(ord) != nil })
	who := map[string]int{}
	for _, ord := range claimed {
		who[readable(model.Untrusted(claim(ord).By))]++
	}
	p.add(OutlierClaimed, claimed, "somebody else is at work on "+count(len(claimed), "account", "accounts")+": "+tally(who),
		func(ord uint32) model.Untrusted { return model.Untrusted("claimed by " + by(claim(ord).Mark)) })

	said := map[uint32]*Judged{}
	for _, j := range p.flow.JudgedLinks() {
		if j.Verdict == evidence.NotSame && p.set.Contains(j.A) && p.set.Contains(j.B) {
			said[j.A], said[j.B] = j, j
		}
	}
	judged := p.those(func(ord uint32) bool { return said[ord] != nil })
	p.add(OutlierJudged, judged, count(len(judged), "account is", "accounts are")+" in a link within the set that is judged not to be one hand",
		func(ord uint32) model.Untrusted {
			j := said[ord]
			return model.Untrusted("not the same as "+p.name(j.A+j.B-ord)+", says "+by(j.Mark)+": ") + j.Why
		})
}

// name names an account in a sentence. It may not be called from within view.
func (p *previewer) name(ord uint32) string {
	if id, ok := p.ids[ord]; ok {
		return id
	}
	if p.ids == nil {
		p.ids = map[uint32]string{}
	}
	p.db.view(func(g *generation, _ *state) error {
		if g == nil || int(ord) >= g.base.Len() {
			return nil
		}
		return g.base.Summaries([]uint32{ord}, func(_ uint32, s *base.Summary) { p.ids[ord] = readable(s.ID.String()) })
	})
	return p.ids[ord]
}

// by says who did something and when.
func by(m workflow.Mark) string {
	return readable(model.Untrusted(m.By)) + " on " + time.UnixMilli(m.Time.Milli).UTC().Format(time.DateOnly)
}

// readable makes outside text fit for a sentence: of one line, without what a terminal or a
// reader would take for anything but itself, and not too long.
func readable(u model.Untrusted) string {
	s := strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || unicode.Is(unicode.Mn, r) || r == unicode.ReplacementChar {
			return '?'
		}
		return r
	}, string(u))
	for i := range s {
		if i > previewNameBytes {
			return s[:i] + "..."
		}
	}
	return s
}

// count puts a number before the words for one or for several.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprint(n, " ", many)
}

// tally lists what there is how often, the most frequent first.
func tally(counts map[string]int) string {
	var parts []string
	for _, f := range facetsOf(counts) {
		parts = append(parts, fmt.Sprint(f.Count, " ", f.Value))
	}
	return strings.Join(parts, ", ")
}

// signalEvidence adds the signals that accounts of the set show.
func (p *previewer) signalEvidence() {
	for _, f := range p.signals[:min(len(p.signals), previewEvidence-len(p.Evidence))] {
		p.Evidence = append(p.Evidence, workflow.Evidence{Kind: "signal", Value: f.Value, Holders: f.Count, All: p.shown[f.Value]})
	}
}
