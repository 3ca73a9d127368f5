package ui_test

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"
	"testing/synctest"
	"unicode"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
	"github.com/seed-28a39f10/clew/ui/uitest/hostile"
)

// clipboards gives what the terminal was told to put on its clipboard, with the length of the
// longest sequence.
func clipboards(t *testing.T, sent []byte) (texts []string, longest int) {
	t.Helper()
	for {
		at := bytes.Index(sent, []byte("\x1b]52;"))
		if at < 0 {
			return texts, longest
		}
		sent = sent[at:]
		end := bytes.IndexAny(sent, "\a")
		if end < 0 {
			t.Fatal("the sequence has no end")
		}
		longest = max(longest, end+1)
		data, err := base64.StdEncoding.DecodeString(string(bytes.TrimPrefix(sent[:end], []byte("\x1b]52;c;"))))
		if err != nil {
			t.Fatal(err)
		}
		texts, sent = append(texts, string(data)), sent[end:]
	}
}

// What is copied goes through both walls to the terminal as one sequence that it takes, says
// how much of it went, and runs nothing where it is pasted.
func TestCopy(t *testing.T) {
	db := uitest.Demo(t)
	synctest.Test(t, func(t *testing.T) {
		s := uitest.Start(t, ui.New(options(db)), 120, 40)
		for _, c := range []struct {
			copy       page.Copy
			want, says string
		}{
			{page.Copy{Text: "p:lena"}, "p:lena", "done: sent to the terminal's clipboard: p:lena"},
			{page.Copy{Text: "a\nrm -rf ~\n"}, "a⟨LF⟩rm -rf ~⟨LF⟩", "clipboard: a⟨LF⟩rm"},
			{page.Copy{Text: "one\n\x1b[201~two\n", Lines: true}, "one\n⟨ESC⟩[201~two", "clipboard: 2 lines"},
			{page.Copy{Clean: "a\tb ⟨ESC⟩"}, "a\tb ⟨ESC⟩", "clipboard: a  b ⟨ESC⟩"},
			{page.Copy{Text: model.Untrusted(strings.Repeat("é", 90_000))}, strings.Repeat("é", 37_497), "note: sent to the terminal's clipboard: the first 75 kB of 180 kB; terminals take no more"},
			{page.Copy{Text: model.Untrusted(strings.Repeat("one\n", 50_000)), Lines: true}, strings.Repeat("one\n", 50_000)[:74_994], "the first 75 kB of 200 kB"},
		} {
			if got := toClipboard(t, s, c.copy); got != c.want {
				t.Errorf("%.40q: copied %.60q of %d bytes, want %d bytes", c.copy.Text, got, len(got), len(c.want))
			}
			s.Has(c.says)
		}
		if err := s.Quit(); err != nil {
			t.Error(err)
		}
	})
}

// toClipboard sends a text to the clipboard, and gives what the terminal was told to put there.
func toClipboard(t *testing.T, s *uitest.Screen, c page.Copy) string {
	t.Helper()
	s.Forget()
	s.Send(c)
	texts, longest := clipboards(t, s.Sent())
	if len(texts) != 1 || longest > 100_000 {
		t.Fatalf("%d sequences, of up to %d bytes", len(texts), longest)
	}
	return texts[0]
}

func TestCopiesAreInert(t *testing.T) {
	db, texts := uitest.Demo(t), hostile.Texts(t)
	synctest.Test(t, func(t *testing.T) {
		s := uitest.Start(t, ui.New(options(db)), 120, 40)
		for name, h := range texts {
			for _, lines := range []bool{false, true} {
				got := toClipboard(t, s, page.Copy{Text: model.Untrusted(h), Lines: lines})
				inert := func(r rune) bool {
					return !unicode.In(r, unicode.Cc, unicode.Cf, unicode.Bidi_Control) || lines && r == '\n'
				}
				if !utf8.ValidString(got) || strings.IndexFunc(got, func(r rune) bool { return !inert(r) }) >= 0 || strings.HasSuffix(got, "\n") {
					t.Errorf("%s: copied %.80q", name, got)
				}
			}
		}
		if err := s.Quit(); err != nil {
			t.Error(err)
		}
	})
}

// On every page with a table the menu offers the row under the cursor, and nothing of what it
// offers acts where it is pasted.
func TestCopyMenuEverywhere(t *testing.T) {
	var texts []string
	for _, s := range hostile.Few {
		texts = append(texts, s[:min(len(s), 900)])
	}
	db := evil(t, texts)
	rows, err := db.Listing(t.Context(), []uint32{0, 1, 2})
	if err != nil {
		t.Fatal(err)
	}
	one, two := rows[0].ID, rows[1].ID
	word := model.Untrusted(strings.ToValidUTF8(texts[0], "?"))
	on := workflow.On{Kind: workflow.InCase, ID: 1}
	for _, a := range []model.Action{
		workflow.OpenCase{Title: "A case", Members: []model.AccountID{one, two}, Role: "persona"},
		workflow.SetValues{ID: 1, Values: []model.Untrusted{"ip:192.0.2.7"}},
		workflow.AddNote{On: on, Text: "first line\nsecond line " + word},
		workflow.AddNote{On: workflow.OnAccount(one), Text: "first line\nsecond line " + word},
		workflow.NewProposal([]model.AccountID{one, two}, workflow.Terms{Action: "suspend", Policy: "default", Reason: "coordinated-operation", Note: "first line\nsecond line " + word, Benign: "None.", Confidence: "moderate"}),
	} {
		if _, err := db.Act(t.Context(), "lee", store.NewKey(), a); err != nil {
			t.Fatal(err)
		}
	}
	id, other := one.String(), two.String()
	for _, c := range []struct {
		at   page.Place
		keys []string // to where the cursor is on something
		row  bool
		has  string // what one of the texts has
	}{
		{page.Place{Page: page.Queue}, nil, true, "outlook:"},
		{page.Place{Page: page.Account, Ref: id, Tab: "identifiers"}, nil, true, "payment:pay-0"},
		{page.Place{Page: page.Account, Ref: id, Tab: "events"}, nil, true, "198[.]51[.]100[.]7"},
		{page.Place{Page: page.Account, Ref: id, Tab: "links"}, nil, true, "outlook:"},
		{page.Place{Page: page.Account, Ref: id, Tab: "notes"}, []string{"G"}, false, "first line\nsecond line ⟨ESC⟩"},
		{page.Place{Page: page.Pivot, Ref: "payment:pay-0"}, nil, true, "payment:pay-0"},
		{page.Place{Page: page.Pivot, Ref: "ip:198.51.100.7"}, nil, false, "198[.]51[.]100[.]7"},
		{page.Place{Page: page.Path, Refs: []model.Untrusted{id, other}}, nil, false, "outlook:"},
		{page.Place{Page: page.Compare, Refs: []model.Untrusted{id, other}}, []string{"down"}, true, "outlook:"},
		{page.Place{Page: page.Cases}, nil, true, "case:1"},
		{page.Place{Page: page.Case, Ref: "1"}, nil, true, "outlook:"},
		{page.Place{Page: page.Case, Ref: "1", Tab: "values"}, nil, true, "192[.]0[.]2[.]7"},
		{page.Place{Page: page.Case, Ref: "1", Tab: "notes"}, []string{"G"}, false, "first line\nsecond line ⟨ESC⟩"},
		{page.Place{Page: page.Case, Ref: "1", Tab: "proposals"}, nil, true, "first line\nsecond line ⟨ESC⟩"},
		{page.Place{Page: page.Reviews}, nil, true, "proposal:1"},
		{page.Place{Page: page.Review, Ref: "1"}, []string{"tab"}, true, "first line\nsecond line ⟨ESC⟩"},
		{page.Place{Page: page.Audit, Ref: "action:note"}, nil, true, "first line\nsecond line ⟨ESC⟩"},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := uitest.Start(t, ui.New(startingAt(db, c.at)), 160, 50)
			s.Press(c.keys...)
			s.Forget()
			for i := range 9 {
				s.Press("Y")
				for range i {
					s.Press("down")
				}
				s.Press("enter")
			}
			all, _ := clipboards(t, s.Sent())
			row, has := false, false
			for _, got := range all {
				row, has = row || strings.Contains(got, "\t"), has || strings.Contains(got, c.has)
				if i := strings.IndexFunc(got, func(r rune) bool { return r != '\t' && r != '\n' && unicode.In(r, unicode.Cc, unicode.Cf) }); i >= 0 || !utf8.ValidString(got) {
					t.Errorf("%+v: copied %q", c.at, got)
				}
			}
			if row != c.row || !has {
				t.Errorf("%+v: a row %v, %q %v, in\n%q", c.at, row, c.has, has, all)
			}
			if err := s.Quit(); err != nil {
				t.Error(err)
			}
		})
	}
}
