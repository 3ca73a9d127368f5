package report

import (
	"strings"

	"github.com/seed-28a39f10/clew/store/casefile"
)

// acts has who did what, in the order of the log.
func (b *builder) acts(s *section) {
	entries := b.r.Entries
	t := table{heads: []string{"Entry", "Time (UTC)", "Who", "What"}, numeric: []bool{true}}
	for _, e := range entries[:min(len(entries), mostEntries)] {
		did := say(b.text(e.Did))
		if len(did) == 0 {
			did = say(b.named(e.Action))
			if e.Subject != "" {
				did = say(did, " on ", b.id(e.Subject))
			}
		}
		time := strings.TrimSuffix(at(e.Time), " UTC")
		if e.ClockBack {
			time += " (the clock went back)"
		}
		t.rows = append(t.rows, []cell{cell(say(thousands(e.Index))), cell(say(time)), cell(say(b.named(e.Actor))), cell(did)})
	}
	s.table(t, more(len(entries)-mostEntries, "entry", "case.json"))
	s.small(say("Who they are"), func() { b.people(s) })
}

func (b *builder) people(s *section) {
	t := table{heads: []string{"Login", "Whose it is", "Public key", "Vouched for"}}
	for _, p := range b.r.People {
		var persons [][]run
		for _, one := range p.Persons {
			persons = append(persons, say(b.named(one)))
		}
		var vouched []run
		if done(p.Vouched) {
			vouched = b.mark(p.Vouched)
		}
		t.rows = append(t.rows, []cell{cell(say(b.named(p.Login))), cell(and(persons)), cell(say(run{value, p.Key})), cell(vouched)})
	}
	if len(t.rows) > mostEntries {
		t.rows = t.rows[:mostEntries]
	}
	s.table(t, more(len(b.r.People)-mostEntries, "login", "case.json"))
}

// trails has the ways that led somewhere.
func (b *builder) trails(s *section) {
	for i, t := range b.r.Case.Trails {
		steps := func() {
			if kept := b.did("Kept", t.Mark); kept != nil {
				s.say(kept, ".")
			}
			if t.Why != "" {
				b.words(s, t.Why)
			}
			var items [][]run
			for _, step := range t.Steps {
				item := say(wording(pageWords, step.Page), " ", b.ref(step.Ref))
				if step.Text != "" {
					item = say(item, ": ", b.text(step.Text))
				}
				items = append(items, item)
			}
			if len(items) > mostOfKind {
				items = items[:mostOfKind]
			}
			if len(items) > 0 {
				s.add(list{ordered: true, items: items})
			}
			if m := more(len(t.Steps)-mostOfKind, "step", "case.json"); m != nil {
				s.say(m)
			}
		}
		if len(b.r.Case.Trails) == 1 {
			steps()
		} else {
			s.part(say("Trail "+thousands(i+1)), steps)
		}
	}
}

var pageWords = map[string]string{"account": "Account", "pivot": "Who carries", "ring": "The ring of", "case": "The case", "compare": "Side by side:", "query": "The query", "queue": "The queue"}

// questions has what the template of the case asks.
func (b *builder) questions(s *section) {
	var items [][]run
	for _, step := range b.r.Case.Steps {
		item := say(b.titled(step.Text))
		switch {
		case done(step.Done):
			item = say(item, " ", orSay(b.did("Answered", step.Done), "Answered"), ".")
		case b.complete:
			item = say(item, " Open.")
		}
		if len(item) > 0 {
			items = append(items, item)
		}
	}
	s.list(items, nil)
}

// notes has every note as it was written.
func (b *builder) notes(s *section) {
	if len(b.r.Notes) > 0 {
		s.say("Notes are verbatim. None can be changed or removed: a correction is a note of its own, and a note that was withdrawn stays.")
	}
	for i := range b.r.Notes[:min(len(b.r.Notes), mostNotes)] {
		n := &b.r.Notes[i]
		title := say("Note"+numbered(" of entry ", int(n.Entry))+" on ", b.on(n))
		s.part(title, func() { b.note(s, n) })
	}
	if m := more(len(b.r.Notes)-mostNotes, "note", "case.json"); m != nil {
		s.say(m)
	}
}

func (b *builder) note(s *section, n *casefile.Note) {
	var line []run
	written := b.did("Written", n.Mark)
	if n.Written != nil {
		written = say(orSay(b.did("Written", casefile.Mark(*n.Written)), "Written"), " of the log of another investigation", b.and("received", n.Mark))
	}
	if len(written) > 0 {
		line = say(written, ".")
	}
	if n.Corrects > 0 {
		line = say(line, pick(len(line) > 0, " ", ""), "It corrects the note of entry "+thousands(n.Corrects)+".")
	}
	for _, c := range n.CorrectedBy {
		line = say(line, pick(len(line) > 0, " ", ""), "It is corrected by the note of entry "+thousands(c)+".")
	}
	s.say(line)
	if done(n.Withdrawn) {
		s.say(run{strong, "Withdrawn"}, " ", b.mark(n.Withdrawn), ".")
	}
	b.words(s, n.Text)
	var files [][]run
	for _, f := range n.Attachments {
		item := say("Attached: ", b.text(f.Name), ", "+count(f.Bytes, "byte"))
		if f.Media != "" {
			item = say(item, ", ", b.named(f.Media))
		}
		item = say(item, ", SHA-256 ", run{value, f.SHA256})
		if !f.Kept && b.complete {
			item = say(item, " (its content was not attached)")
		}
		files = append(files, item)
	}
	s.list(files, nil)
}

// on says what a note is on.
func (b *builder) on(n *casefile.Note) []run {
	out := wording(onWords, n.On)
	switch {
	case n.On == "case":
	case len(n.Accounts) > 0:
		out = say(out, " ", b.several(n.Accounts, b.who, mostTelling))
	case n.On == "identifier" && n.Ref != "":
		return b.ref(n.Ref)
	case n.Ref != "":
		out = say(out, " ", b.id(n.Ref))
	}
	return out
}
