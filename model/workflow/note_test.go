package workflow

import (
	"slices"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

func equal[T comparable](a, b []T) bool { return slices.Equal(a, b) }

func TestNotesOnAllThings(t *testing.T) {
	d := start(t)
	d.propose(1)
	d.do("di", OpenCase{Title: "one"})
	for key, c := range map[string]struct {
		on   On
		ords []uint32
	}{
		"account 7":          {On{}, []uint32{7}},
		"account 8":          {On{Kind: Account}, []uint32{8}},
		"link 3 9":           {On{Kind: Link}, []uint32{3, 9}},
		"ring 4":             {On{Kind: Ring}, []uint32{4}},
		"identifier email:a": {On{Kind: Identifier, Value: "email:a"}, nil},
		"case 1":             {On{Kind: InCase, ID: 1}, nil},
		"proposal 1":         {On{Kind: InProposal, ID: 1}, nil},
	} {
		entry := d.do("di", AddNote{On: c.on, Text: "x"}, c.ords...)
		if n := d.s.Notes(key); len(n) != 1 || n[0].Entry != entry || n[0].By != "di" || n[0].Key != key || n[0].On.Kind == "" {
			t.Errorf("%s: %+v", key, n)
		}
	}
	if n := d.s.NotesIn(); len(n) != 7 || d.s.NoteCount() != 7 || !slices.IsSortedFunc(n, func(a, b *Note) int { return int(a.Entry) - int(b.Entry) }) {
		t.Errorf("%d notes", len(n))
	}
	if LinkKey(9, 3) != LinkKey(3, 9) {
		t.Error("the order of a link's accounts matters")
	}
}

func TestNotesThatAreRefused(t *testing.T) {
	d := start(t)
	const about = "does not say what it is about"
	d.refused("di", "the note is needed", model.ErrUsage, AddNote{Text: " \n"}, 1)
	d.refused("di", "too long", model.ErrLimit, AddNote{Text: model.Untrusted(strings.Repeat("x", maxNote+1))}, 1)
	d.refused("di", "UTF-8", model.ErrUsage, AddNote{Text: "\xff"}, 1)
	d.refused("di", about, model.ErrUsage, AddNote{Text: "x"})
	d.refused("di", about, model.ErrUsage, AddNote{Text: "x"}, 1, 2)
	d.refused("di", about, model.ErrUsage, AddNote{On: On{Kind: Link}, Text: "x"}, 1)
	d.refused("di", about, model.ErrUsage, AddNote{On: On{Kind: Ring}, Text: "x"})
	d.refused("di", about, model.ErrUsage, AddNote{On: On{Kind: Identifier}, Text: "x"})
	d.refused("di", about, model.ErrUsage, AddNote{On: On{Kind: Identifier, Value: model.Untrusted(strings.Repeat("v", 2049))}, Text: "x"})
	d.refused("di", about, model.ErrUsage, AddNote{On: On{Kind: "planet"}, Text: "x"})
	d.refused("di", "no such case", model.ErrNotFound, AddNote{On: On{Kind: InCase, ID: 1}, Text: "x"})
	d.refused("di", "no such proposal", model.ErrNotFound, AddNote{On: On{Kind: InProposal, ID: 1}, Text: "x"})
	d.refused("di", "no SHA-256", model.ErrUsage, AddNote{Text: "x", Files: []File{{Name: "a", SHA256: "../../../../../../../../../../../../../../../../../../../etc/passwd"}}}, 1)
	d.refused("di", "no SHA-256", model.ErrUsage, AddNote{Text: "x", Files: []File{{Name: "a", SHA256: manifest, Bytes: -1}}}, 1)
	d.refused("di", "not there", model.ErrNotFound, AddNote{Text: "x", Corrects: 9}, 1)
	entry := d.do("di", AddNote{Text: "x", Files: []File{{Name: "a", SHA256: manifest, Bytes: 1, Kept: true}}}, 1)
	d.refused("di", "not there", model.ErrNotFound, AddNote{Text: "y", Corrects: entry}, 2)
}

// A note is never changed: a correction is another one, and both say so.
func TestCorrections(t *testing.T) {
	d := start(t)
	first := d.do("di", AddNote{Text: "one"}, 1)
	old := d.s.Note(first)
	second := d.do("bo", AddNote{Text: "two", Corrects: first}, 1)
	third := d.do("cy", AddNote{Text: "three", Corrects: first}, 1)
	n := d.s.Notes(AccountKey(1))
	if len(n) != 3 || n[0].Text != "one" || !equal(n[0].CorrectedBy, []uint64{second, third}) || n[1].Corrects != first || n[2].By != "cy" {
		t.Errorf("%+v", n)
	}
	if len(old.CorrectedBy) != 0 {
		t.Error("the note of before was changed")
	}
}

// A note that is undone stays, and is marked; doing it again takes the mark away, whatever has
// been written since.
func TestWithdrawnNotes(t *testing.T) {
	d := start(t)
	entry := d.do("di", AddNote{Text: "one"}, 1)
	d.do("bo", AddNote{Text: "two", Corrects: entry}, 1)
	d.refused("bo", "another login did that", model.ErrRefused, Undo{Entry: entry})
	if last, ok := d.s.LastStep("di"); !ok || last.Entry != entry || last.Verb != "note" {
		t.Errorf("%+v %v", last, ok)
	}
	undo := d.do("di", Undo{Entry: entry})
	if n := d.s.Note(entry); n.Withdrawn.Entry != undo || n.Withdrawn.By != "di" || n.Text != "one" || len(n.CorrectedBy) != 1 {
		t.Errorf("%+v", n)
	}
	if !equal(d.last.Subjects, []uint32{1}) || !strings.Contains(string(d.last.Body), `"did":"note"`) {
		t.Errorf("the entry says %v %s", d.last.Subjects, d.last.Body)
	}
	d.refused("di", "undone already", model.ErrRefused, Undo{Entry: entry})
	d.do("di", Redo{Entry: entry})
	if n := d.s.Note(entry); n.Withdrawn.Entry != 0 || len(n.CorrectedBy) != 1 {
		t.Errorf("%+v", n)
	}
	d.refused("di", "has not been undone", model.ErrRefused, Redo{Entry: entry})
}
