package report

import (
	"cmp"
	"slices"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/signal"
	"github.com/seed-28a39f10/clew/store/casefile"
)

var signalTitles = func() map[string]string {
	m := map[string]string{}
	for _, e := range signal.Catalogue() {
		m[e.Code] = e.Title
	}
	return m
}()

// signalName names a signal by its code and what that stands for.
func signalName(code string) []run {
	if title := signalTitles[code]; title != "" {
		return say(title+" (", run{value, code}, ")")
	}
	return say(run{named, code})
}

// accounts has a table of all, and what is known of each.
func (b *builder) accounts(s *section) {
	all := b.r.Accounts
	t := table{heads: []string{"Account", "Name", "Id", "Role", "State", "Score", "Signals"}, numeric: []bool{false, false, false, false, false, true}}
	for i := range all[:min(len(all), mostAccounts)] {
		a := &all[i]
		var signals [][]run
		for _, x := range a.Signals {
			signals = append(signals, say(run{value, x.Code}))
		}
		t.rows = append(t.rows, []cell{cell(b.who(a.ID)), cell(say(b.text(a.DisplayName))), cell(say(b.id(a.ID))), cell(role(a.Role)),
			cell(orNothing(a.State)), cell(b.score(a)), cell(and(compact(signals)))})
	}
	s.table(t, more(len(all)-mostAccounts, "account", "accounts.csv"))
	// Where there are too many, those of the decisions and with the highest scores are told.
	chosen := make([]int, len(all))
	for i := range chosen {
		chosen[i] = i
	}
	if len(all) > mostDetailed {
		slices.SortStableFunc(chosen, func(x, y int) int { return cmp.Compare(all[y].Score, all[x].Score) })
		chosen = chosen[:mostDetailed]
		slices.Sort(chosen)
		s.say("Told in detail are the ", count(mostDetailed, "account"), " with the highest scores; case.json has all.")
	}
	for _, i := range chosen {
		s.part(b.who(all[i].ID), func() { b.account(s, &all[i]) })
	}
}

// compact leaves out what stands there twice.
func compact(parts [][]run) (out [][]run) {
	seen := map[string]bool{}
	for _, p := range parts {
		if !seen[p[0].text] {
			seen[p[0].text] = true
			out = append(out, p)
		}
	}
	return out
}

func role(name string) []run {
	if name == "" {
		return nil
	}
	return wording(roleWords, name)
}

// score is nothing where it may have been left out.
func (b *builder) score(a *casefile.Account) []run {
	if a.Score == 0 && !b.complete {
		return nil
	}
	return say(thousands(int64(a.Score + .5)))
}

func outOf(n []run, most string) []run {
	if len(n) == 0 {
		return nil
	}
	return say(n, most)
}

func (b *builder) account(s *section, a *casefile.Account) {
	var added, ring, tags []run
	if a.Why != "" {
		added = say(b.text(a.Why))
	}
	if done(a.Added) {
		added = say(added, pick(len(added) > 0, ", ", ""), b.mark(a.Added))
	}
	if a.Ring != "" {
		ring = say("the one named by ", b.who(a.Ring))
	}
	var list [][]run
	for _, t := range a.Tags[:min(len(a.Tags), mostOfOne)] {
		list = append(list, say(b.text(t)))
	}
	tags = and(list)
	cases, masked, events := "", "", ""
	if a.OtherCases > 0 {
		cases = thousands(a.OtherCases)
	}
	if a.Masked {
		masked = "some of its personal data is masked in the investigation"
	}
	if a.EventCount > 0 {
		events = count(a.EventCount, "event")
	}
	r := role(a.Role)
	if a.Role == "" && b.complete {
		r = say("not a member of the case")
	}
	var who []run
	if a.ID != "" {
		who = say(b.id(a.ID))
	}
	s.facts(
		fact{"Id", who},
		fact{"Name", say(b.text(a.DisplayName))},
		fact{"E-mail", say(b.value("email", a.Email))},
		fact{"Role", r},
		fact{"Why it is here", added},
		fact{"State", orNothing(a.State)},
		fact{"Score", outOf(b.score(a), " of 100")},
		fact{"Ring", ring},
		fact{"Created", say(at(a.CreatedAt))},
		fact{"Flagged", say(at(a.FlaggedAt))},
		fact{"Seen", say(span(a.FirstSeen, a.LastSeen))},
		fact{"Sign-ins and other events", say(events)},
		fact{"Tags", tags},
		fact{"Other cases that it is in", say(cases)},
		fact{"Masked", say(masked)},
	)
	if d := a.Dismissed; d != nil {
		s.say(run{strong, "Dismissed"}, spaced(b.mark(d.Mark)), spaced(as(d.Outcome)), b.because(d.Why))
	}
	if h := a.Hold; h != nil {
		s.say(run{strong, "On hold"}, ": ", b.onHold(h))
	}
	if p := a.Protection; p != nil {
		s.say(run{strong, "Protected"}, spaced(b.mark(p.Mark)), b.because(p.Why))
	}
	b.accountTables(s, a)
}

func as(outcome string) []run {
	if outcome == "" {
		return nil
	}
	return say("as ", word(outcome))
}

// spaced is what follows in a sentence.
func spaced(words []run) []run {
	if len(words) == 0 {
		return nil
	}
	return say(" ", words)
}

// because ends a sentence with its reason.
func (b *builder) because(why casefile.Text) []run {
	if why == "" {
		return say(".")
	}
	return say(": ", b.text(why))
}

func (b *builder) accountTables(s *section, a *casefile.Account) {
	claims := table{caption: "What it is and says of itself", heads: []string{"What", "Value", "Who says so", "As of"}}
	for _, f := range a.Facts {
		claims.rows = append(claims.rows, []cell{cell(field(f.Field)), cell(say(b.text(f.Value))), cell(say(pick(f.Claimed || model.FieldByName(f.Field).Claimed(), "the account", "the platform"))), cell(say(day(f.AsOf)))})
	}
	b.capped(s, claims, "row")
	flags := table{caption: "Why it was flagged", heads: []string{"Source", "Reason", "Score", "Time (UTC)"}, numeric: []bool{false, false, true}}
	for _, f := range a.Flags {
		var n cell
		if f.Score > 0 {
			n = cell(say(thousands(int(f.Score))))
		}
		source := say(b.text(f.Source))
		if len(source) == 0 && b.complete {
			source = say("not named")
		}
		flags.rows = append(flags.rows, []cell{cell(source), cell(say(b.text(f.Reason))), n, cell(say(form(f.Time, "2006-01-02 15:04")))})
	}
	b.capped(s, flags, "flag")
	signals := table{caption: "Signals", heads: []string{"Signal", "Facts", "What else would look the same", "Severity", "From"}, numeric: []bool{false, false, false, true}}
	for _, x := range a.Signals {
		var severity cell
		if x.Severity > 0 {
			severity = cell(say(thousands(int(x.Severity)) + " of 3"))
		}
		signals.rows = append(signals.rows, []cell{cell(signalName(x.Code)), cell(say(b.text(x.Facts))), cell(say(b.text(x.Counter))), severity, cell(say(pick(x.Computed, "computed", pick(b.complete, "the data", ""))))})
	}
	b.capped(s, signals, "signal")
	scores := table{caption: "What its score is made of", heads: []string{"What", "Who or what says so", "Bits"}, numeric: []bool{false, false, true}}
	for _, x := range a.ScoreRows {
		label := signalName(x.Label)
		if signalTitles[x.Label] == "" {
			label = say(b.plainly(x.Label))
		}
		scores.rows = append(scores.rows, []cell{cell(label), cell(say(b.text(x.Detail))), someBits(x.Bits)})
	}
	b.capped(s, scores, "row")
	watch := table{caption: "Values on watch lists", heads: []string{"Value", "List", "Stance", "What it says"}}
	for _, w := range a.Watch {
		says := b.listing(w.Class, w.How, w.Note)
		if w.Listed != "" {
			says = say(says, ", listed as ", b.value(w.Kind, w.Listed))
		}
		watch.rows = append(watch.rows, []cell{cell(say(kind(w.Kind), " ", b.value(w.Kind, w.Value))), cell(say(b.text(w.List))), cell(orNothing(w.Stance)), cell(says)})
	}
	b.capped(s, watch, "value")
}

// capped adds a table of one account.
func (b *builder) capped(s *section, t table, thing string) {
	left := len(t.rows) - mostOfOne
	if left > 0 {
		t.rows = t.rows[:mostOfOne]
	}
	s.table(t, more(left, thing, "case.json"))
}

var fieldWords = map[string]string{"username": "user name", "display_name": "name that it shows", "email": "e-mail address", "platform_status": "status", "user_type": "type of user",
	"country": "country", "country_raw": "country, as written", "city": "city or region", "timezone": "time zone", "employer": "employer", "title": "job title", "bio": "biography", "phone_type": "type of telephone"}

func field(name string) []run { return wording(fieldWords, name) }
