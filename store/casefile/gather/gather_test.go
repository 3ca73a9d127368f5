package gather

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/casefiletest"
)

var ctx = context.Background()

func gathered(t *testing.T, db *store.DB) *casefile.Record {
	t.Helper()
	r, err := Case(ctx, db, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestWhatBelongsToACase(t *testing.T) {
	db := casefiletest.Investigation(t)
	casefiletest.Worked(t, db)
	r := gathered(t, db)
	var ids []string
	for _, a := range r.Accounts {
		ids = append(ids, string(a.ID)+" "+a.Role)
	}
	if want := []string{"test:1 persona", "test:2 persona", "test:4 "}; !slices.Equal(ids, want) {
		t.Errorf("the accounts are %q, want %q", ids, want)
	}
	if slices.ContainsFunc(r.Links, func(k casefile.Link) bool { return k.A == "test:3" || k.B == "test:3" }) {
		t.Errorf("a link reaches out of the case: %+v", r.Links)
	}
	if r.Links[0].A != "test:1" || r.Links[0].B != "test:2" || r.Links[0].Class == "weak" || len(r.Links[0].Evidence) < 2 || r.Links[0].Evidence[0].Why == "" {
		t.Errorf("the links are %+v", r.Links)
	}
	sum := r.Links[0].Prior
	for _, e := range r.Links[0].Evidence {
		sum += e.Bits
	}
	if d := sum - r.Links[0].Bits; d > 1e-6 || d < -1e-6 {
		t.Errorf("the rows sum to %v, the link says %v", sum, r.Links[0].Bits)
	}
	if len(r.Rings) != 1 || r.Rings[0].Size != 3 || len(r.Rings[0].Members) != 2 || r.Accounts[0].Ring != r.Rings[0].ID {
		t.Errorf("the rings are %+v", r.Rings)
	}
	var notes []string
	for _, n := range r.Notes {
		notes = append(notes, string(n.Text))
	}
	if want := []string{"Both are *paid* there.", "Same hand."}; !slices.Equal(notes, want) {
		t.Errorf("the notes are %q, want %q", notes, want)
	}
	if len(r.Proposals) != 1 || r.Proposals[0].ID != 2 || len(r.Proposals[0].Accounts) != 3 || r.Proposals[0].Others != 0 || len(r.Proposals[0].Approvals) != 1 || len(r.Proposals[0].Opened) != 1 {
		t.Fatalf("the proposals are %+v", r.Proposals)
	}
	p := r.Proposals[0]
	if sum := sha256.Sum256([]byte(p.TermsJSON)); hex.EncodeToString(sum[:]) != p.Hash || p.Hash != db.Work().Proposal(2).Hash {
		t.Errorf("the terms do not have the hash that was approved")
	}
	if len(r.Policies) != 1 || r.Policies[0].Text == "" || p.ReasonTitle == "" {
		t.Errorf("the policies are %+v, the reason %q", r.Policies, p.ReasonTitle)
	}
	if len(r.Batches) != 1 || len(r.Batches[0].Results) != 3 || r.Batches[0].Results[0] != (casefile.BatchResult{Account: "test:1", Result: "done", Message: "ok"}) || len(r.Batches[0].HandedOff) != 1 {
		t.Errorf("the batches are %+v", r.Batches)
	}
	if len(r.Files) != 1 || r.Files[0].By != "kim" || r.Files[0].Entry == 0 || string(r.Files[0].Name) != "a.jsonl" {
		t.Errorf("the files are %+v", r.Files)
	}
	if len(r.Case.Values) != 1 || r.Case.Values[0].Holders != 3 || r.Case.Values[0].Kind != "wallet" {
		t.Errorf("the values are %+v", r.Case.Values)
	}
	var did []string
	for _, e := range r.Entries {
		did = append(did, e.Action)
	}
	want := []string{"create", "import", "rings", "case", "values", "note", "note", "propose", "opened", "approve", "seal", "handoff", "confirm"}
	if !slices.Equal(did, want) {
		t.Errorf("the entries are %q, want %q", did, want)
	}
	var people []string
	for _, p := range r.People {
		people = append(people, p.Login)
	}
	if !slices.Contains(people, "kim") || !slices.Contains(people, "lee") || slices.Contains(people, "ada") {
		t.Errorf("the people are %q", people)
	}
	d, err := r.Details(0)
	if err != nil || len(d.Rows) != 1 || !strings.Contains(string(d.Rows[0].Raw), `"account_id":"1"`) {
		t.Errorf("the details are %+v, %v", d, err)
	}
}

func TestARecordIsOfOneMoment(t *testing.T) {
	db := casefiletest.Investigation(t)
	casefiletest.Worked(t, db)
	r := gathered(t, db)
	encode := func(r *casefile.Record) string {
		var b bytes.Buffer
		if err := casefile.Encode(&b, r); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	first := encode(r)
	if second := encode(gathered(t, db)); second != first {
		t.Error("the same case gives another record")
	}
	casefiletest.Do(t, db, "kim", workflow.AddNote{On: workflow.On{Kind: workflow.InCase, ID: 1}, Text: "Later."})
	if again := encode(r); again != first {
		t.Error("what was gathered has changed")
	}
	if later := encode(gathered(t, db)); !strings.Contains(later, "Later.") {
		t.Error("a later record does not have the later note")
	}
	back, err := casefile.Decode([]byte(first))
	if err != nil || encode(back) != first {
		t.Errorf("it does not decode to the same: %v", err)
	}
}

func TestWhatIsMaskedStaysMasked(t *testing.T) {
	db := casefiletest.Investigation(t)
	casefiletest.Worked(t, db)
	casefiletest.Do(t, db, "kim", workflow.SetMasking{Kinds: []string{"email"}, Why: "policy"})
	r := gathered(t, db)
	var b bytes.Buffer
	if err := casefile.Encode(&b, r); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "u1@example.com") {
		t.Error("a masked address is in the record")
	}
	if r.Profile != casefile.Masked || len(r.LeftOut) != 1 || r.LeftOut[0].Count != 3 {
		t.Errorf("the profile is %q, and left out is %+v", r.Profile, r.LeftOut)
	}
	if !r.Accounts[0].Masked || r.Proposals[0].TermsJSON != "" {
		t.Errorf("masked: %v, terms %q", r.Accounts[0].Masked, r.Proposals[0].TermsJSON)
	}
	proofs, err := db.Prove(ctx, r.Log.Entries, []uint64{1})
	if err != nil || proofs[0].Entry != nil {
		t.Errorf("an entry is given as it is although data is masked: %v", err)
	}
}

func TestACaseWithoutAccounts(t *testing.T) {
	db := casefiletest.Investigation(t)
	casefiletest.Do(t, db, "kim", workflow.OpenCase{Title: "Empty"})
	r := gathered(t, db)
	if len(r.Accounts)+len(r.Links)+len(r.Proposals) > 0 || len(r.Entries) == 0 {
		t.Errorf("%+v", r)
	}
	if _, err := Case(ctx, db, 2, nil); model.KindOf(err) != model.ErrNotFound {
		t.Errorf("a case that is not there: %v", err)
	}
}
