package report

import (
	"strings"

	"github.com/seed-28a39f10/clew/store/casefile"
)

// origin says what everything comes from, and how anybody can check it.
func (b *builder) origin(s *section) {
	t := table{caption: "Imported files", heads: []string{"File", "SHA-256", "Bytes", "Read with", "Imported"}, numeric: []bool{false, false, true}}
	for _, f := range b.r.Files {
		var size, imported cell
		if f.Bytes > 0 {
			size = cell(say(thousands(f.Bytes)))
		}
		if done(f.Mark) {
			imported = cell(b.mark(f.Mark))
		}
		t.rows = append(t.rows, []cell{cell(say(b.id(f.Name))), cell(say(run{value, f.SHA256})), size, cell(say(b.named(f.Profile))), imported})
	}
	left := len(t.rows) - mostAccounts
	if left > 0 {
		t.rows = t.rows[:mostAccounts]
	}
	s.table(t, more(left, "file", "case.json"))
	s.small(say("What the evidence was weighed with"), func() {
		switch {
		case b.r.Weights == "" && b.complete:
			s.say("The numbers that the program has built in.")
		case b.r.Weights != "":
			s.add(verbatim{text: string(b.defanged(value, "", casefile.Text(b.r.Weights)).text)})
		}
	})
	s.small(say("What this copy leaves out"), func() { b.counted(s) })
	s.small(say("How to check this copy"), func() { b.check(s) })
}

// counted has what was left out of the record, by its place in case.json where it has no
// words of its own.
func (b *builder) counted(s *section) {
	t := table{heads: []string{"What", "How many", "Why"}, numeric: []bool{false, true}}
	for _, l := range b.r.LeftOut {
		what := say(run{value, l.What})
		if strings.Contains(l.What, " ") {
			what = say(b.plainly(l.What))
		}
		t.rows = append(t.rows, []cell{cell(what), cell(say(thousands(l.Count))), cell(say(b.plainly(casefile.WhyLeftOut(l.Why))))})
	}
	s.table(t, nil)
}

func (b *builder) check(s *section) {
	s.add(list{ordered: true, items: [][]run{
		say("In the folder that this report came in, ", run{value, "sha256sum --check SHA256SUMS"}, " says whether each file is as it was written. It needs no other program."),
		say(run{value, "MANIFEST.json"}, " lists the files with their hashes, says what each leaves out, and has the size of the audit log and its checkpoint."),
		say(run{value, "clew verify FOLDER"}, " checks all of this, and that each entry cited here is in the log of that checkpoint. It needs neither the investigation nor a network."),
		say("Whoever keeps the investigation can show that its log still begins with these entries: with ", run{value, "clew verify INVESTIGATION --checkpoint checkpoint.txt"}, ". The case file alone cannot."),
	}})
	if b.r.Log.Root != "" {
		s.facts(fact{"Entries of the audit log", say(thousands(b.r.Log.Entries))}, fact{"Root hash", say(run{value, b.r.Log.Root})})
	}
	if b.r.Log.Checkpoint != "" {
		s.say("The checkpoint:")
		s.add(verbatim{text: b.r.Log.Checkpoint})
	}
}
