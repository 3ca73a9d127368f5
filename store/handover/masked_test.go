package handover

import (
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
)

// What is masked is in no file, even where it was revealed to whoever writes it: the same batch
// gives the same files by anybody.
func TestMaskedDataIsInNoFile(t *testing.T) {
	db := investigation(t)
	sealed(t, db, 0, 1, 2, 3)
	do(t, db, "lee", workflow.SetMasking{Kinds: workflow.Masked, Why: "policy"})
	kim, err := store.Open(ctx, db.Path(), store.Options{Viewer: "kim"})
	if err != nil {
		t.Fatal(err)
	}
	defer kim.Close()
	do(t, kim, "kim", workflow.Reveal{On: []model.AccountID{account(1), account(2), account(3)}, Why: "to look"})
	b, err := gather(ctx, kim, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range b.Rows {
		if r.Email != "" || r.Username == "" || strings.Contains(string(r.Evidence), "0x") || r.Evidence != "wallet (masked) of 3 of 3, 3 in all; note 7" {
			t.Errorf("a row is %+v", r)
		}
	}
}
