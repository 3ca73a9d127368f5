package main

import (
	"bufio"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/words"
)

// dossierPage draws one account for reading.
type dossierPage struct {
	w      *bufio.Writer
	screen terminal
	*dossier
}

// The most lines of one text, and the most rows of sources, that the page shows.
const (
	mostLines     = 12
	mostNoteLines = 400
	mostSources   = 20
)

func (p *dossierPage) write() {
	p.title()
	p.work()
	p.facts()
	p.flags()
	p.signals()
	p.watch()
	p.score()
	p.linked()
	p.identifiers()
	p.notes()
	p.eventTable()
	p.sourceTable()
}

// heading begins a part of the page.
func (p *dossierPage) heading(name, more string) {
	fmt.Fprintf(p.w, "\n%s", p.screen.head(strings.ToUpper(name)))
	if more != "" {
		fmt.Fprintf(p.w, "  %s", p.screen.dim(more))
	}
	fmt.Fprintln(p.w)
}

// entry writes a label of the given width, 0 for none, and beside it the lines
// of a text.
func (p *dossierPage) entry(label string, paint func(string) string, width int, texts ...string) {
	indent := "  "
	if width > 0 {
		indent += strings.Repeat(" ", width) + gap
		label = "  " + paint(text.Fit(label, width)) + gap
	} else {
		label = indent
	}
	for _, t := range texts {
		for _, l := range wrap(t, p.screen.width-len(indent)) {
			fmt.Fprintln(p.w, strings.TrimRight(label+l, " "))
			label = indent
		}
	}
}

// paragraph writes lines of text over the whole width.
func (p *dossierPage) paragraph(s string, paint func(string) string) {
	for _, l := range wrap(s, p.screen.width) {
		fmt.Fprintln(p.w, paint(l))
	}
}

func (p *dossierPage) title() {
	r := p.row
	p.paragraph(words.Clean(string(r.ID.String())), p.screen.head)
	var who []string
	for _, v := range []model.Untrusted{r.DisplayName, r.Username, r.Email} {
		if s := words.Clean(v); s != "" && !slices.Contains(who, s) {
			who = append(who, s)
		}
	}
	if len(who) > 0 {
		p.paragraph(strings.Join(who, " · "), plain)
	}
	p.paragraph(strings.Join(words.Standing(&r), " · "), func(s string) string { return p.screen.score(r.Score, s) })
	if p.Account.Masked {
		p.paragraph("personal data is masked; 'clew reveal' shows it to you", p.screen.dim)
	}
	if len(r.Tags) > 0 {
		p.paragraph("tags: "+words.Names(r.Tags), plain)
	}
}

// factFields are the facts that are shown, in the order of the page.
var factFields = []model.Field{model.FieldCountry, model.FieldCountryRaw, model.FieldCity, model.FieldTimezone, model.FieldEmployer,
	model.FieldTitle, model.FieldBio, model.FieldStatus, model.FieldUserType, model.FieldPhoneType}

func (p *dossierPage) facts() {
	const width = 10
	part := func(heading, more string, claimed bool) {
		begun := false
		for _, f := range factFields {
			v := p.Account.Account.Fact(f)
			if v == "" || f.Claimed() != claimed {
				continue
			}
			if !begun {
				p.heading(heading, more)
				begun = true
			}
			p.entry(words.Field(f), p.screen.dim, width, text.Lines(v, mostLines)...)
		}
	}
	part("claimed", "what the account says of itself", true)
	part("on its platform", "", false)
	times := slices.DeleteFunc(words.Times(&p.row), func(m words.Moment) bool { return !m.At.Known() })
	if len(times) == 0 {
		return
	}
	p.heading("times", "UTC")
	for _, t := range times {
		p.entry(t.Label, p.screen.dim, width, words.Minute(t.At))
	}
}

func (p *dossierPage) flags() {
	flags := p.Account.Account.Flags
	if len(flags) == 0 {
		return
	}
	p.heading("why it was flagged", "")
	for _, f := range flags {
		by := words.FlaggedBy(f, slices.Contains(p.WatchFlags, f))
		paint := func(s string) string { return p.screen.score(float64(f.Score), s) }
		p.entry(fmt.Sprintf("%3s", words.Score(float64(f.Score))), paint, 3,
			append(text.Lines(f.Reason, mostLines), by)...)
	}
}

func (p *dossierPage) signals() {
	signals := p.allSignals()
	if len(signals) == 0 {
		return
	}
	p.heading("signals", "and what would make each wrong")
	width := 0
	for _, s := range signals {
		width = max(width, len(s.Code))
	}
	for _, s := range signals {
		var about []string
		about = append(about, words.Origin(s.computed, s.Severity))
		about = append(about, text.Lines(s.Facts, mostLines)...)
		counter := s.Counter
		switch e := catalogued(s.Code); {
		case e == nil:
			about = append(about, "not in the catalogue: it counts nothing")
		case counter == "": // a source's bare word
			counter = model.Untrusted(e.Wrong)
		}
		if counter != "" {
			about = append(about, text.Lines("but: "+counter, mostLines)...)
		}
		p.entry(words.Clean(s.Code), p.screen.warn, width, about...)
	}
}

func (p *dossierPage) identifiers() {
	if len(p.Held) == 0 {
		return
	}
	p.heading("identifiers", "how many accounts carry each; a hub is too common to link")
	rows := make([][]cell, len(p.Held))
	for i, h := range p.Held {
		held, paint := words.Held(&h), plain
		switch {
		case h.Status != model.StatusOK, h.Hub:
			paint = p.screen.dim
		case h.Holders > 1:
			paint = p.screen.warn
		}
		rows[i] = []cell{
			{"  " + h.Kind.String(), paint}, {held, paint}, {words.Day(h.FirstSeen), p.screen.dim}, {words.Day(h.LastSeen), p.screen.dim},
			{words.Clean(h.Value), paint},
		}
	}
	t := table{cols: []column{{head: "  KIND"}, {head: "HELD BY", right: true}, {head: "FIRST SEEN", drop: 2}, {head: "LAST SEEN", drop: 1},
		{head: "VALUE", least: 24, wrap: true}}}
	t.write(p.w, p.screen, rows)
}

func (p *dossierPage) notes() {
	if len(p.Notes) == 0 {
		return
	}
	p.heading("notes", "")
	for _, n := range p.Notes {
		fmt.Fprintf(p.w, "  %s\n", p.screen.dim(words.Minute(n.Time)+" UTC, "+words.Clean(n.By)))
		p.entry("", plain, 0, text.Lines(n.Text, mostNoteLines)...)
	}
}

func (p *dossierPage) eventTable() {
	if len(p.events) == 0 {
		return
	}
	p.heading("latest events", fmt.Sprintf("%s of %s, in UTC", words.Thousands(len(p.events)), words.Thousands(p.row.Events)))
	rows := make([][]cell, len(p.events))
	for i, e := range p.events {
		paint := plain
		if e.Result == model.ResultFailure {
			paint = p.screen.dim
		}
		rows[i] = []cell{
			{"  " + words.Minute(e.Time), paint}, {e.Result.String(), paint}, {words.Clean(e.IP), paint}, {words.Clean(e.Country), paint},
			{words.Clean(e.City), paint}, {words.Clean(e.DeviceID), paint}, {words.Clean(e.Action), paint},
			{words.Clean(e.ASOrg), paint}, {words.Clean(e.UserAgent), paint},
		}
	}
	t := table{cols: []column{{head: "  TIME"}, {head: "RESULT", drop: 2}, {head: "IP", least: 15}, {head: "CC"},
		{head: "CITY", least: 8, drop: 4}, {head: "DEVICE", least: 10, drop: 3}, {head: "ACTION", least: 10, drop: 5},
		{head: "NETWORK", least: 8, drop: 7}, {head: "USER AGENT", least: 12, drop: 6}}}
	t.write(p.w, p.screen, rows)
}

func (p *dossierPage) sourceTable() {
	if len(p.sources) == 0 {
		return
	}
	p.heading("sources", "")
	for i, s := range p.sources {
		if i == mostSources && !p.raw {
			fmt.Fprintf(p.w, "  %s\n", p.screen.dim(fmt.Sprintf("and %s more; see --json", words.Thousands(len(p.sources)-i))))
			break
		}
		p.entry("", plain, 0, words.Line(s.file, s.line))
		if p.raw {
			fmt.Fprintf(p.w, "  %s\n", p.screen.dim("SHA-256 "+s.hash))
			// Not wrapped: a line of a file is copied as one.
			fmt.Fprintln(p.w, strings.Join(text.Lines(s.row, mostNoteLines), "\n"))
		}
	}
}
