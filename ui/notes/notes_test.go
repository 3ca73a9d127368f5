package notes

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

func TestMain(m *testing.M) { uitest.Main(m) }

func TestTokens(t *testing.T) {
	for text, want := range map[string][]string{
		"see (outlook:abc123), `case:3`; **note:57**.": {"outlook:abc123", "case:3", "note:57"},
		"http://a.example/b https://x":                 nil,
		"at 12:30, note: none; :x y: a:":               {"12:30"},
		"twice p:a p:a":                                {"p:a"},
		"[p:a](device:d-91)":                           {"p:a](device:d-91"},
		"\x1b[2Jp:a \u202ep:b":                         nil,
	} {
		if got := tokens(text, 10); !slices.Equal(got, want) {
			t.Errorf("%q has %q, want %q", text, got, want)
		}
	}
	if got := tokens("p:a p:b p:c", 2); len(got) != 2 {
		t.Errorf("%d tokens of at most two", len(got))
	}
}

// world is an investigation with one of everything that a text can name.
func world(t *testing.T) *store.DB {
	db := uitest.Made(t, []model.Row{uitest.Person("ann", "device:d-1", "username:ann.a"), uitest.Person("bob", "device:d-1"), uitest.Person("cy", "username:x:y")})
	id := func(name string) model.AccountID {
		return model.AccountID{Platform: "p", Native: model.Untrusted(name)}
	}
	both := []model.AccountID{id("ann"), id("bob")}
	for _, a := range []model.Action{
		workflow.OpenCase{Title: "A case"},
		workflow.AddNote{On: workflow.OnAccount(id("ann")), Text: "on an account"},
		workflow.AddNote{On: workflow.On{Kind: workflow.InCase, ID: 1}, Text: "in a case"},
		workflow.AddNote{On: workflow.On{Kind: workflow.Identifier, Value: "device:d-1"}, Text: "on a value"},
		workflow.AddNote{On: workflow.On{Kind: workflow.Link, Account: both}, Text: "on a link"},
		workflow.AddNote{On: workflow.On{Kind: workflow.Ring, Account: both[:1]}, Text: "on a ring"},
		workflow.NewProposal(both, workflow.Terms{Action: "suspend", Policy: "default", Reason: "coordinated-operation", Note: "x", Benign: "y", Confidence: "low"}),
		workflow.AddNote{On: workflow.On{Kind: workflow.InProposal, ID: 1}, Text: "on a proposal"},
	} {
		if _, err := db.Act(t.Context(), "kim", store.NewKey(), a); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

func TestReferences(t *testing.T) {
	db := world(t)
	st := db.Work()
	first := st.NotesIn()[0].Entry
	for token, want := range map[string]page.Place{
		"p:ann": {Page: page.Account, Ref: "p:ann"}, "device:d-1": {Page: page.Pivot, Ref: "device:d-1"}, "case:1": {Page: page.Case, Ref: "1"}, "proposal:1": {Page: page.Review, Ref: "1"},
		"case:2": {}, "case:01": {}, "case:4294967297": {}, "case:-1": {}, "batch:1": {}, "note:999999": {}, "p:nobody": {}, "device:none": {}, "x:y": {}, "12:30": {}, "note:none": {},
	} {
		refs, err := references(t.Context(), db, st, []string{token})
		switch {
		case err != nil:
			t.Errorf("%s: %v", token, err)
		case want.Page == "" && len(refs) > 0:
			t.Errorf("%s leads to %+v", token, refs[0].Place)
		case want.Page != "" && (len(refs) != 1 || refs[0].Place.Page != want.Page || refs[0].Place.Ref != want.Ref):
			t.Errorf("%s leads to %+v, want %+v", token, refs, want)
		}
	}
	want := []page.Name{page.Account, page.Case, page.Pivot, page.Path, page.Ring, page.Review}
	var got []page.Name
	for _, n := range st.NotesIn() {
		if r, ok, err := noteReference(t.Context(), db, n, Reference{}); ok && err == nil {
			got = append(got, r.Place.Page)
		}
	}
	if first == 0 || !slices.Equal(got, want) {
		t.Errorf("the notes lead to %v, want %v", got, want)
	}
}

// Whatever a note says, all of it is shown, and nothing of it acts.
func TestLinesShowAll(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		body := rapid.SliceOfN(rapid.SampledFrom([]string{"word ", "\x1b[2J", "\u202e", "e\u0301", "日本", "\n", "\r\n", strings.Repeat("w", 3000), "\xff", "\t"}), 0, 30).Draw(r, "body")
		n := &workflow.Note{Text: model.Untrusted(strings.Join(body, ""))}
		lines := Lines(n)
		if want := len(slices.Collect(strings.Lines(string(n.Text)))) + 1; len(lines) < want {
			r.Fatalf("%d lines of at least %d", len(lines), want)
		}
		shown := 0
		for _, l := range lines {
			for _, s := range l {
				uitest.Harmless(t, "a note", s.Text)
				shown += strings.Count(s.Text, "w")
			}
		}
		if want := strings.Count(string(n.Text), "w"); shown < want {
			r.Fatalf("%d of %d letters are shown", shown, want)
		}
	})
}

func TestWhatBecameOfANote(t *testing.T) {
	n := &workflow.Note{Text: "as it was", Corrects: 3, CorrectedBy: []uint64{9}, Mark: workflow.Mark{By: "kim\x1b", Entry: 7},
		Files: []workflow.File{{Name: "a\u202e.png", SHA256: strings.Repeat("ab", 32), Bytes: 10}}, Withdrawn: workflow.Mark{By: "lee", Entry: 8}}
	var said string
	for _, l := range Lines(n) {
		for _, s := range append(l, draw.Span{Text: "\n"}) {
			said += s.Text
		}
	}
	for _, want := range []string{"kim⟨ESC⟩", "note:7", "corrects note:3", "corrected by note:9", "taken back by lee", "as it was", "10 bytes", "SHA-256 abababababab ", "only its hash is kept"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in %q", want, said)
		}
	}
}
